"""The main text of a parsed page as blocks in page order.

trafilatura finds where the text is, in a copy that `pruning` has cleared; live blogs, whose every entry is a text of its own,
are read entry by entry; a standfirst above the text is put back. Each block knows the path of the page element it stands in.
"""

from __future__ import annotations

import copy
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lxml import etree
from lxml.html import HtmlElement
from trafilatura import bare_extraction

from dateline.articles.knowledge import Extraction
from dateline.articles.lines import Line, read_lines, squash
from dateline.articles.pruning import names_of, prune

ENTRIES = 3  # So many entries make a live blog.
ROW_LINES = 60  # In which the next row begins.
LEAD_LINES = 6  # Key points have up to six.
LEAD_LENGTH = range(25, 600)

_SPACE = re.compile(r"[^\S\n]+")
_LINE = re.compile(r"\s*\n\s*")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(frozen=True)
class Block:
    """One paragraph, heading, list item, quotation or table row. `element` is the path of the page element it came from."""

    kind: str
    text: str
    element: str = ""


@dataclass(frozen=True)
class Cleared:
    """The main text after pruning, and the share of the page's prose that pruning took away."""

    blocks: tuple[Block, ...]
    gone: float


def read_cleared(tree: HtmlElement, *, url: str, known: Extraction) -> Cleared:
    """The main text after pruning; empty when none is found. The tree is left as it is."""
    own = copy.deepcopy(tree)
    gone = prune(own, known)
    return Cleared(tuple(_live(own, known) or read_whole(own, url=url)), gone)


def read_whole(tree: HtmlElement, *, url: str) -> list[Block]:
    """trafilatura's answer on a tree as it is (it works on a copy)."""
    found = bare_extraction(tree, url=url, fast=True, include_comments=False)
    if found is None or isinstance(found, dict) or found.body is None:
        return []
    return [block for element in found.body for block in _blocks(element)]


def placed(tree: HtmlElement, blocks: Sequence[Block], *, description: str = "") -> list[Block]:
    """The blocks with the path of the element each stands in, after the standfirst that stands above them."""
    body = tree.find("body")
    lines = list(read_lines(tree if body is None else body))
    places, first = _places(blocks, lines)
    own = [
        replace(block, element=_path(tree, _holder(block, lines[place])) if place >= 0 else "")
        for block, place in zip(blocks, places, strict=True)
    ]
    leads = _leads(lines[:first], description=description, present={squash(block.text) for block in blocks})
    return [Block("lead", line.text, _path(tree, line.element)) for line in leads] + own


def _live(own: HtmlElement, known: Extraction) -> list[Block]:
    """All entries of a live blog, or nothing when the page is none."""
    entries: list[HtmlElement] = []
    for element in own.iter("article", "div", "section", "li"):
        if known.live.have(names_of(element)) and not any(ancestor in entries for ancestor in element.iterancestors()):
            inner = [
                e
                for e in element.iterdescendants("article", "div", "section", "li")
                if known.live.have(names_of(e)) and e.find(".//p") is not None
            ]
            if not inner and element.find(".//p") is not None:
                entries.append(element)
    if len(entries) < ENTRIES:
        return []
    return [
        Block(_kind(line), line.text)
        for entry in entries
        for line in read_lines(entry)
        if line.linked < 0.8 and line.element.tag in ("p", "li", "blockquote", *_HEADINGS)
    ]


def _kind(line: Line) -> str:
    return "head" if line.element.tag in _HEADINGS else "p"


def _places(blocks: Sequence[Block], lines: Sequence[Line]) -> tuple[list[int], int]:
    """For each block the line it is (-1 when none is), in page order as far as that goes; and the first place of all."""
    where: dict[str, list[int]] = {}
    for number, line in enumerate(lines):
        where.setdefault(squash(line.text), []).append(number)
    places, last = [], -1
    for block in blocks:
        key = squash(block.text)
        found = where.get(key, [])
        if block.kind == "row" and not found:
            # The page has a line for each cell.
            found = [n for n in range(last + 1, min(last + ROW_LINES, len(lines))) if key.startswith(squash(lines[n].text))][:1]
        later = bisect_right(found, last)
        place = found[later] if later < len(found) else (found[0] if found else -1)
        last = place if place > last else last
        places.append(place)
    # The first long block marks where the text starts: short ones occur elsewhere on the page too.
    first = next((place for place, block in zip(places, blocks, strict=True) if place >= 0 and len(block.text) > 60), 0)
    return places, first


def _holder(block: Block, line: Line) -> HtmlElement:
    """The element that a block stands in: of a row the row, although each cell is a line."""
    rows = line.element.iterancestors("tr") if block.kind == "row" else ()
    return next(iter(rows), line.element)


def _leads(before: Sequence[Line], *, description: str, present: set[str]) -> list[Line]:
    """The standfirst between headline and text, when the page's own description says the same: names of elements prove nothing."""
    start = max((n for n, line in enumerate(before) if line.element.tag == "h1"), default=None)
    if start is None:
        return []
    told = squash(description)
    leads = []
    for line in before[start + 1 :]:
        key = squash(line.text)
        if len(line.text) not in LEAD_LENGTH or line.linked > 0.5 or key in present:
            continue
        if told and (key == told or (len(key) > 40 and (key in told or told in key))):
            leads.append(line)
            present.add(key)
    return leads[:LEAD_LINES]


def _path(tree: HtmlElement, element: HtmlElement) -> str:
    return str(tree.getroottree().getpath(element))


def _blocks(element: etree._Element) -> Iterator[Block]:
    """The blocks of one element of trafilatura's answer."""
    kind = str(element.tag)
    if kind == "list":
        for item in element:
            yield from _lines("item", _broken(item))
    elif kind == "table":
        for row in element.iter("row"):
            cells = [cell for cell in row.iter("cell") if "".join(cell.itertext()).strip()]
            if len(cells) == 1:
                # A table for layout: the cell is a column of text.
                yield from _lines("p", _broken(cells[0]))
            else:
                yield from _lines("row", " ".join(" ".join(cell.itertext()) for cell in cells).replace("\n", " "))
    else:
        yield from _lines(kind, _broken(element))
    if element.tail and element.tail.strip():
        yield from _lines("p", element.tail)


def _broken(element: etree._Element) -> str:
    """The element's text with its line breaks and inner blocks on lines of their own."""
    parts = [element.text or ""]
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        if inner is element:
            continue
        if inner.tag in ("lb", "p", "item", "head", "quote", "row"):
            parts.append("\n")
        parts.append((inner.text if event == "start" else inner.tail) or "")
    return "".join(parts)


def _lines(kind: str, text: str) -> Iterator[Block]:
    for line in _LINE.split(text):
        if line := _SPACE.sub(" ", line).strip():
            yield Block(kind, line)
