"""Sentences and articles cut where evidence is marked. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dateline.text import paragraphs

Body = Mapping[str, Any]


def sentence(body: Body) -> tuple[tuple[str, bool], ...]:
    """The evidence as (text, is the trigger) pieces."""
    text: str = body["evidence_text"]
    spans = sorted({tuple(item["sentence"]) for item in body["evidence"]})
    marks, shift = [], 0
    for start, end in spans:
        for item in body["evidence"]:
            if tuple(item["sentence"]) == (start, end):
                first, last = item["trigger"]
                marks.append((first - start + shift, last - start + shift))
        shift += end - start + len(" … ")
    return pieces(text, marks)


def pieces(text: str, marks: Iterable[tuple[int, int]]) -> tuple[tuple[str, bool], ...]:
    """Cut a text at marked spans; overlapping marks are joined, marks outside are cut off."""
    cut: list[tuple[str, bool]] = []
    at = 0
    for start, end in sorted((max(s, 0), min(e, len(text))) for s, e in marks):
        if end <= at or start >= end:
            continue
        start = max(start, at)
        if start > at:
            cut.append((text[at:start], False))
        cut.append((text[start:end], True))
        at = end
    return (*cut, (text[at:], False)) if at < len(text) else tuple(cut)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of an article's text: `level` 0 plain, 1 evidence, 2 trigger; `events` are the ids it is evidence of."""

    text: str
    level: int
    events: tuple[str, ...]


def article_paragraphs(text: str, events: Sequence[Body]) -> list[list[Piece]]:
    """The article's paragraphs cut at the borders of evidence sentences and triggers."""
    sentences = [(tuple(item["sentence"]), body["id"]) for body in events for item in body["evidence"]]
    triggers = [tuple(item["trigger"]) for body in events for item in body["evidence"]]
    return [_cut_paragraph(text, span, sentences, triggers) for span in paragraphs(text)]


def _cut_paragraph(text: str, span: tuple[int, int], sentences: Sequence[tuple[Any, str]], triggers: Sequence[Any]) -> list[Piece]:
    start, end = span
    borders = {start, end}
    borders.update(edge for (s, e), _ in sentences for edge in (s, e) if start < edge < end)
    borders.update(edge for s, e in triggers for edge in (s, e) if start < edge < end)
    ordered = sorted(borders)
    found = []
    for first, last in itertools.pairwise(ordered):
        ids = tuple(dict.fromkeys(identifier for (s, e), identifier in sentences if s <= first and last <= e))
        level = 2 if ids and any(s <= first and last <= e for s, e in triggers) else 1 if ids else 0
        found.append(Piece(text[first:last], level, ids))
    return found
