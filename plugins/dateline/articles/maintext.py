"""The main text of a parsed page as blocks in page order. trafilatura finds where it is; we prepare the tree and read its answer."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement
from trafilatura import bare_extraction

_SPACE = re.compile(r"[^\S\n]+")
_LINE = re.compile(r"\s*\n\s*")


@dataclass(frozen=True)
class Block:
    """One paragraph, heading, list item, quotation or table row. `element` is the path of the page element it came from."""

    kind: str
    text: str
    element: str = ""


def read_main(tree: HtmlElement, *, url: str) -> list[Block]:
    """The blocks of the main text; empty when none is found. The tree is left as it is."""
    found = bare_extraction(copy.deepcopy(tree), url=url, fast=True, include_comments=False)
    if found is None or isinstance(found, dict) or found.body is None:
        return []
    return [block for element in found.body for block in _blocks(element)]


def _blocks(element: etree._Element) -> Iterator[Block]:
    kind = str(element.tag)
    if kind == "list":
        for item in element:
            yield from _lines("item", "".join(item.itertext()) if not _has_breaks(item) else _broken(item))
    elif kind == "table":
        for row in element.iter("row"):
            cells = [_SPACE.sub(" ", " ".join(cell.itertext())).strip() for cell in row.iter("cell")]
            yield from _lines("row", " ".join(cell for cell in cells if cell).replace("\n", " "))
    else:
        yield from _lines(kind, _broken(element))
    if element.tail and element.tail.strip():
        yield from _lines("p", element.tail)


def _has_breaks(element: etree._Element) -> bool:
    return element.find(".//lb") is not None


def _broken(element: etree._Element) -> str:
    """The element's text with its line breaks and inner blocks on lines of their own."""
    parts = [element.text or ""]
    for inner in element.iterdescendants():
        if inner.tag in ("lb", "p", "item", "head", "quote", "row"):
            parts.append("\n")
        parts.append(inner.text or "")
        if inner.tag in ("p", "item", "head", "quote", "row"):
            parts.append("\n")
        parts.append(inner.tail or "")
    return "".join(parts)


def _lines(kind: str, text: str) -> Iterator[Block]:
    for line in _LINE.split(text):
        if line := _SPACE.sub(" ", line).strip():
            yield Block(kind, line)
