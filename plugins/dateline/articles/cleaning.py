"""What survives in good text although nobody wrote it as text; the dateline and the agency. Pure over blocks.

Every block is voted on by itself (`vote`): lines that are phrases of the trade, the headline and names of authors standing alone,
the author's portrait, rows of tables that outweigh the prose. What each rule is worth stands in the decision on extraction.
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

LARGE = 0.2  # Share of a text that no rule takes away alone.
WITNESS = 500  # Characters from which somebody else's text is a witness.

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


def clean_blocks(
    blocks: Sequence[Block], *, headlines: Sequence[str], authors: Sequence[str], known: Extraction, witness: str = ""
) -> Cleaned:
    """Drop what is no text, and cut the dateline off the first paragraph.

    Every block is voted on by itself. A rule that would take more than a fifth of the text is not believed, unless `witness`,
    what somebody else says the text is, lacks those blocks too.
    """
    page = _Page(tuple(blocks), tuple(headlines), tuple(authors), known, heavy_tables(blocks))
    votes = [vote(page, number) for number in range(len(blocks))]
    votes = _believed(blocks, votes, witness)
    kept = [block for block, rule in zip(blocks, votes, strict=True) if rule is None]
    dropped = [(block, rule) for block, rule in zip(blocks, votes, strict=True) if rule is not None]
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


@dataclass(frozen=True)
class _Page:
    """What a vote may look at besides the block."""

    blocks: tuple[Block, ...]
    headlines: tuple[str, ...]
    authors: tuple[str, ...]
    known: Extraction
    tables: bool = False  # Whether tables outweigh the prose.


def vote(page: _Page, number: int) -> str | None:
    """The rule by which a block is no text, or None to keep it."""
    block, count = page.blocks[number], len(page.blocks)
    text, words = block.text, len(block.text.split())
    late = number >= LAST_PART * count or number >= count - LAST_BLOCKS
    early = number < FIRST_BLOCKS
    for phrase in page.known.phrases:
        if (phrase.at == "anywhere" or late) and phrase.takes(text, words=words):
            return phrase.id
    repeats = number < 10 and words < 40
    if repeats and any(squash(text) == squash(line) or (early and alike(text, line) >= SAME_HEADLINE) for line in page.headlines):
        return "headline"
    if page.authors and (early or late) and words < 80 and (rule := _about_author(text, words, page.authors)):
        return rule
    return "table" if block.kind == "row" and page.tables else None


def _believed(blocks: Sequence[Block], votes: Sequence[str | None], witness: str) -> list[str | None]:
    """The votes without those of rules that take too much and that no second witness bears out."""
    length = sum(len(block.text) for block in blocks)
    taken: dict[str, list[Block]] = {}
    for block, rule in zip(blocks, votes, strict=True):
        if rule is not None:
            taken.setdefault(rule, []).append(block)
    doubted = {
        rule for rule, some in taken.items() if sum(len(block.text) for block in some) > LARGE * length and not agrees(some, witness)
    }
    return [None if rule in doubted else rule for rule in votes]


def agrees(gone: Sequence[Block], witness: str) -> bool:
    """Whether a second witness lacks most of these blocks too. One who says hardly anything agrees to nothing."""
    if len(witness) < WITNESS:
        return False
    said = squash(witness)
    there = sum(len(block.text) for block in gone if squash(block.text)[:80] in said)
    return there < 0.5 * sum(len(block.text) for block in gone)


def lost(more: Sequence[Block], fewer: Sequence[Block]) -> list[Block]:
    """The blocks of one text that the other has not."""
    have = {squash(block.text) for block in fewer}
    return [block for block in more if squash(block.text) not in have]


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


def heavy_tables(blocks: Sequence[Block]) -> bool:
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
