"""The value that the entity taggers pass around, and what can be said of such spans. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dateline.models.mentions import Kind
from dateline.seeds.entities import Entity
from dateline.seeds.language import Language
from dateline.text import Span


@dataclass(frozen=True, slots=True)
class Found:
    """A span with its kind and rule. `entity` is set when a dictionary knows it; `strength` decides between rivals (higher wins)."""

    start: int
    end: int
    kind: Kind
    rule: str
    entity: Entity | None = None
    sector: str | None = None
    strength: int = 0

    def holds(self, other: Found) -> bool:
        """Whether the other lies in this one."""
        return self.start <= other.start and other.end <= self.end

    def crosses(self, other: Found) -> bool:
        """Whether they overlap without one holding the other."""
        return self.start < other.start < self.end < other.end or other.start < self.start < other.end < self.end


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether a span begins and ends at the borders of words."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    return not (before.isalnum() and text[start].isalnum()) and not (after.isalnum() and text[end - 1].isalnum())


def article_before(text: str, start: int, words: Language) -> int:
    """Where the article before a span begins, the span's own start where there is none."""
    article = words.pattern("entities-article").search(text, max(start - 8, 0), start)
    return article.start() if article else start


def best_apart(found: Iterable[Found]) -> list[Found]:
    """Longest first (then strongest), those that overlap nothing taken before, in order of the text."""
    taken: list[Found] = []
    used: set[int] = set()
    for one in sorted(found, key=lambda f: (f.start - f.end, -f.strength, f.start)):
        if used.isdisjoint(range(one.start, one.end)):
            used.update(range(one.start, one.end))
            taken.append(one)
    return sorted(taken, key=lambda f: f.start)


def one_kind_each(found: Iterable[Found]) -> list[Found]:
    """One finding a span: the strongest, the first among equals; in order, outer before inner."""
    best: dict[Span, Found] = {}
    for one in sorted(found, key=lambda f: -f.strength):
        best.setdefault((one.start, one.end), one)
    return sorted(best.values(), key=lambda f: (f.start, -f.end))
