"""What survives in good text although nobody wrote it as text; the dateline and the agency. Pure over blocks.

The order matters and is the order of `clean_blocks`: lines that are phrases of the trade, the headline and names of authors
standing alone, the author's portrait, tables that outweigh the prose, repetitions; then the dateline is cut off.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dateline.articles.knowledge import Extraction
from dateline.articles.lines import squash
from dateline.articles.maintext import Block
from dateline.articles.titles import alike

LAST_PART = 0.7  # Where the end of an article begins; credits and portraits of authors stand there.
LAST_BLOCKS = 5
FIRST_BLOCKS = 3
SAME_HEADLINE = 0.85
TABLE_ROWS = 12  # Tables of tolls have fewer rows; lists of companies and results more.

KICKER = 3  # Words: a section's name above the text (World, Middle East); a sentence of three words ends in a full stop.

_DATELINE = re.compile(
    r"^(?P<place>[A-Z][\w.'’ -]{1,40}(?:,\s*[A-Z][\w.'’ -]{1,40}){0,3})?\s*(?:,\s*)?"
    r"(?:\((?P<agency>[A-Z][\w '’-]{1,30}(?:/\w+)?)\))?\s*(?:[-–—]{1,2}|―)\s+(?=\S)"
)
_PORTRAIT = re.compile(
    r"\b(?:is|was) (?:an?|the|our|one|based|currently|senior|author)\b|\b(?:covers|covered|writes|reports|joined|works|has worked)\b"
    r"|\b(?:has written|is on (?:twitter|x)|can be (?:reached|found|followed)|follow)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Cleaned:
    """Blocks that are text, and what was cut from them with the rule that cut it."""

    blocks: tuple[Block, ...]
    dropped: tuple[tuple[Block, str], ...] = ()
    dateline: str | None = None
    agency: str | None = None


def clean_blocks(blocks: Sequence[Block], *, headlines: Sequence[str], authors: Sequence[str], known: Extraction) -> Cleaned:
    """Drop what is no text, and cut the dateline off the first paragraph."""
    kept: list[Block] = []
    dropped: list[tuple[Block, str]] = []
    tables = _heavy_tables(blocks)
    seen: set[str] = set()
    for number, block in enumerate(blocks):
        rule = why_not(block, number, len(blocks), headlines=headlines, authors=authors, known=known)
        if rule is None and block.kind == "row" and tables:
            rule = "table"
        key = squash(block.text)
        if rule is None and len(key) > 40 and key in seen:
            rule = "repeated"
        seen.add(key)
        if rule:
            dropped.append((block, rule))
        else:
            kept.append(block)
    while kept and kept[-1].kind == "head":
        dropped.append((kept.pop(), "heading of nothing"))
    place, agency = None, None
    # A standfirst, a correction or an editor's note may stand before the paragraph that opens with the dateline.
    for number, block in enumerate(kept[:4]):
        place, agency, rest = cut_dateline(block.text, known=known)
        if rest != block.text:
            kept[number] = replace(block, text=rest)
            break
    return Cleaned(tuple(kept), tuple(dropped), place, agency)


def why_not(block: Block, number: int, count: int, *, headlines: Sequence[str], authors: Sequence[str], known: Extraction) -> str | None:
    """The rule by which a block is no text, or None."""
    text = block.text
    words = len(text.split())
    late = number >= LAST_PART * count or number >= count - LAST_BLOCKS
    for phrase in known.phrases:
        if (phrase.at == "anywhere" or late) and phrase.takes(text, words=words):
            return phrase.id
    early = number < FIRST_BLOCKS
    if number == 0 and count > 2 and words <= KICKER and text[-1:].isalnum():
        return "kicker"
    repeats = number < 10 and words < 40
    if repeats and any(squash(text) == squash(line) or (early and alike(text, line) >= SAME_HEADLINE) for line in headlines):
        return "headline"
    if authors and (early or late) and words < 80:
        return _about_author(text, words, authors)
    return None


def _about_author(text: str, words: int, authors: Sequence[str]) -> str | None:
    bare = squash(re.sub(r"^by\b", "", text, flags=re.IGNORECASE))
    if any(bare == squash(name) for name in authors) or (words < 12 and bare == squash(" and ".join(authors))):
        return "byline"
    start = " ".join(text.split()[:4]).casefold()
    for name in authors:
        surname = name.split()[-1].casefold()
        if (
            len(name.split()) > 1
            and re.search(rf"\b{re.escape(surname)}\b", start)
            and _PORTRAIT.search(text[:160])
            and start[:1] == name[:1].casefold()
        ):
            return "portrait of the author"
    return None


def _heavy_tables(blocks: Sequence[Block]) -> bool:
    """Whether tables outweigh the prose: then they are data, not text."""
    rows = [block for block in blocks if block.kind == "row"]
    prose = sum(len(block.text) for block in blocks if block.kind != "row")
    return len(rows) > TABLE_ROWS and sum(len(row.text) for row in rows) > prose


def cut_dateline(text: str, *, known: Extraction) -> tuple[str | None, str | None, str]:
    """(place line, agency, rest) of an opening paragraph such as `ALEPPO, Syria (Reuters) - The ...`."""
    match = _DATELINE.match(text)
    if not match or not (match["place"] or match["agency"]):
        return None, None, text
    place, credit = (match["place"] or "").strip(" ,") or None, match["agency"]
    agency = known.agencies.get(credit.split("/")[0].casefold().strip()) if credit else None
    capitals = place is not None and place.split(",")[0].isupper() and len(place.split(",")[0]) > 2
    if not agency and not capitals:
        return None, None, text
    return place, agency, text[match.end() :]
