"""One article while it is being tagged: what the taggers of this package hand to each other. Nothing outside sees it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dateline.models.articles import Article
from dateline.models.mentions import Mention
from dateline.tagging.near import last_from
from dateline.text import Span

if TYPE_CHECKING:  # Searches know places by this package, and wait for no model.
    from spacy.tokens import Doc
    from spacy.tokens import Span as Tokens

    from dateline.tagging.reader.decode import Act


@dataclass(frozen=True, slots=True)
class Parse:
    """A parsed sentence: `doc[i].idx + start` is a token's offset in the article's text."""

    start: int
    end: int
    doc: Doc

    def tokens(self, start: int, end: int) -> Tokens | None:
        """The tokens that a span of the text touches; None where it does not lie in the sentence."""
        if not self.start <= start < end <= self.end:
            return None
        return self.doc.char_span(start - self.start, end - self.start, alignment_mode="expand")


@dataclass(slots=True)
class Reading:
    """The article's text with its sentences and paragraphs, what was parsed of it, the mentions found so far, and the
    acts that the reader saw.

    `passed` says of each sentence whether it may tell an act. `parses` is keyed by the index of the sentence; sentences that do not
    matter are not parsed. `relevance` says in a few words why the article is (or is not) about conflict. `dateline` is the
    country and region (by the gazetteer's id) where the article was written, found in the piece that `opens` it and handed to the others.
    """

    article: Article
    sentences: list[Span]
    paragraphs: list[Span]
    relevant: bool = False
    relevance: str = ""
    parses: dict[int, Parse] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    passed: list[bool] = field(default_factory=list)
    dateline: tuple[str, int | None] = ("", None)
    opens: bool = True

    @property
    def text(self) -> str:
        """The article's text; all offsets point into it."""
        return self.article.text

    def sentence_at(self, offset: int) -> int:
        """The index of the sentence that holds an offset (the one before it, for an offset between two)."""
        return max(last_from(self.sentences, offset), 0)

    def paragraph_at(self, offset: int) -> int:
        """The index of the paragraph that holds an offset; the number of paragraphs where none does."""
        index = last_from(self.paragraphs, offset)
        return index if index >= 0 and offset < self.paragraphs[index][1] else len(self.paragraphs)

    def tokens(self, start: int, end: int) -> Tokens | None:
        """The tokens that a span touches; None where its sentence is not parsed."""
        parse = self.parses.get(self.sentence_at(start))
        return parse.tokens(start, end) if parse else None
