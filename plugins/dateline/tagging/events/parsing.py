"""Where spans of a text stand in the parse of its sentence, and how far apart. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dateline.tagging.reading import Parse
from dateline.text import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.tokens import Span as Tokens


def tokens_of(parse: Parse, span: Span) -> Tokens | None:
    """The tokens that a span of the text touches; None where it does not lie in the sentence."""
    if not parse.start <= span[0] < span[1] <= parse.end:
        return None
    found: Tokens | None = parse.doc.char_span(span[0] - parse.start, span[1] - parse.start, alignment_mode="expand")
    return found if found is not None and len(found) else None


def indices(tokens: Tokens | None) -> range:
    """The numbers of some tokens."""
    return range(tokens.start, tokens.end) if tokens is not None else range(0)


def steps(doc: Doc, start: int, goal: range, *, farthest: int) -> int:
    """Steps in the parse from a token to the nearest of others; one more than `farthest` where they are farther."""
    edge, seen = {start}, {start}
    for distance in range(farthest + 1):
        if any(i in goal for i in edge):
            return distance
        edge = {other.i for i in edge for other in (doc[i].head, *doc[i].children)} - seen
        seen |= edge
    return farthest + 1
