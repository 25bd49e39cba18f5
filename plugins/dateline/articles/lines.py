"""A page's visible text as lines in page order, each with the element that it stands in. Reads, never changes."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

MAX_LINES = 20_000

BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr li main nav ol p pre section summary table tbody td th tfoot thead tr ul".split()
)
_SILENT = frozenset("script style head template noscript svg iframe select option textarea".split())
_SPACE = re.compile(r"\s+")
_SQUASH = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Line:
    """One line of text. `linked` is the share of its characters that are links."""

    text: str
    element: HtmlElement
    linked: float


def read_lines(root: HtmlElement) -> Iterator[Line]:
    """The lines below an element: every block starts one, and so does every line break."""
    return itertools.islice(_lines(root), MAX_LINES)


def _lines(root: HtmlElement) -> Iterator[Line]:
    parts: list[tuple[str, bool]] = []
    blocks, links, silent = [root], 0, 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag, step = element.tag, 1 if event == "start" else -1
        if tag in _SILENT:
            silent += step
        if silent:
            continue
        if tag in BLOCKS or tag == "br":
            yield from _line(parts, blocks[-1])
            parts = []
        if tag in BLOCKS and event == "start":
            blocks.append(element)
        elif tag in BLOCKS and len(blocks) > 1:
            blocks.pop()
        if tag == "a":
            links += step
        if event == "start":
            parts.append((element.text or "", links > 0))
        elif element is not root:
            parts.append((element.tail or "", links > 0))
    yield from _line(parts, blocks[-1])


def _line(parts: list[tuple[str, bool]], element: HtmlElement) -> Iterator[Line]:
    """The line that these texts make, each with whether it is a link's; none where they are blank."""
    joined = "".join(text for text, _ in parts)
    if line := _SPACE.sub(" ", joined).strip():
        yield Line(line, element, sum(len(text) for text, is_linked in parts if is_linked) / len(joined))


def squash(text: str) -> str:
    """Letters and digits only, case aside: how the same line is known again."""
    return _SQUASH.sub("", text).casefold()
