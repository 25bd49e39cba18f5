"""A page's visible text as lines in page order, each with the element that it stands in. Reads, never changes."""

from __future__ import annotations

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
    parts: list[str] = []
    linked = 0
    holder, stack, in_link, silent = root, [root], 0, 0
    count = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        if tag in _SILENT:
            silent += 1 if event == "start" else -1
            if event == "end" and not silent and element.tail and element is not root:
                parts.append(element.tail)
                linked += len(element.tail) if in_link else 0
            continue
        if silent:
            continue
        if tag in BLOCKS or tag == "br":
            if parts:
                if line := _line(parts, holder, linked):
                    yield line
                    count += 1
                    if count >= MAX_LINES:
                        return
                parts, linked = [], 0
            if tag != "br":
                if event == "start":
                    stack.append(element)
                elif len(stack) > 1:
                    stack.pop()
            holder = stack[-1]
        if tag == "a":
            in_link += 1 if event == "start" else -1
        text = element.text if event == "start" else (element.tail if element is not root else None)
        if text:
            parts.append(text)
            linked += len(text) if in_link > 0 else 0
    if parts and (line := _line(parts, holder, linked)):
        yield line


def _line(parts: list[str], holder: HtmlElement, linked: int) -> Line | None:
    joined = "".join(parts)
    text = _SPACE.sub(" ", joined).strip()
    return Line(text, holder, min(1.0, linked / len(joined))) if text else None


def squash(text: str) -> str:
    """Letters and digits only, case aside: how the same line is known again."""
    return _SQUASH.sub("", text).casefold()
