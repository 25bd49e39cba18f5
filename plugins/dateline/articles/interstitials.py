"""Pages that stand in front of an article or instead of one: consent, captcha, log-in, offer, "not found". Pure.

What they say is in seeds/extraction/interstitials. One such line proves nothing, since articles are written about cookies and
captchas too: a page is one when it is short and most of it is of this kind, or when its text ends at an offer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from dateline.articles.knowledge import Extraction
from dateline.articles.lines import read_lines
from dateline.articles.pruning import names_of

SHORT = 1_500  # Characters: interstitials with all their small print rarely have more.
BRIEF = 400  # Characters of a page whose title alone decides.
MOSTLY = 0.5  # Share of a text.
SOME = 0.2  # ... where the title says so too.
STUB = 900  # Characters that are shown in front of an offer.
STUB_PARAGRAPHS = 2
MAX_GATES = 20
GATE_LENGTH = 400

_GATES = frozenset({"offer", "log-in"})
_GATE_NAMES = frozenset(
    "paywall regwall wall gate gated gateway metered meter premium subscriber subscribers subscription subscribe offer piano tp locked lock"
    " barrier registration login unlock".split()
)
_ENDS_HERE = re.compile(
    r"\b(?:continue|keep) reading\b|\bread the (?:full|whole|rest)|\bthis (?:article|story|content) is\b|\bunlock\b|\breached your\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def gates(tree: HtmlElement, known: Extraction) -> tuple[str, ...]:
    """The lines that ask for money or a name before the text goes on: in a box so named, or saying so themselves."""
    body = tree.find("body")
    found: list[str] = []
    for line in read_lines(tree if body is None else body):
        if len(line.text) > GATE_LENGTH or not (_ENDS_HERE.search(line.text) or _in_gate(line.element)):
            continue
        if _kind(line.text, known) in _GATES:
            found.append(line.text)
        if len(found) >= MAX_GATES:
            break
    return tuple(found)


def why_interstitial(blocks: Sequence[str], *, titles: Sequence[str], gates: Sequence[str], known: Extraction) -> str | None:
    """Why a text with these titles is no article's, or None."""
    length = sum(map(len, blocks))
    if length >= SHORT:
        return None
    sentences = [sentence for block in blocks for sentence in _SENTENCE.split(block) if sentence]
    kinds = [(len(sentence), kind) for sentence in sentences if (kind := _kind(sentence, known))]
    share = sum(size for size, _ in kinds) / length if length else 0.0
    titled = next((kind for title in titles if (kind := _kind(title, known))), None)
    if share >= MOSTLY or (titled and (share >= SOME or length < BRIEF)):
        return f"stands in front of an article: {titled or max(kinds)[1]}"
    paragraphs = sum(len(block) > 40 for block in blocks)
    if gates and length < STUB and paragraphs <= STUB_PARAGRAPHS:
        return f"paywall stub: {length} characters of text, then {gates[0][:80]!r}"
    return None


def _kind(line: str, known: Extraction) -> str | None:
    words = len(line.split())
    return next((phrase.id for phrase in known.interstitials if phrase.takes(line, words=words)), None)


def _in_gate(element: HtmlElement) -> bool:
    node: HtmlElement | None = element
    while node is not None and node.tag not in ("body", "header", "nav", "footer"):
        if not _GATE_NAMES.isdisjoint(names_of(node)):
            return True
        node = node.getparent()
    return False
