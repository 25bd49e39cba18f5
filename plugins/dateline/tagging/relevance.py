"""Is this article about conflict or crisis? One pass of an automaton over the text, with the reason kept.

Only articles that are get the dear treatment (parsing); the others still get names, places and dates from the cheap layers.
The test is generous: a missed war costs an analyst more than a parsed football report costs us.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import ahocorasick

SHORT = 700  # Characters: a news brief is read in full, it costs next to nothing.
ENOUGH = 5.0  # Weight of different triggers and names, each counted at most REPEATS times.
DENSITY = 2.0  # The same weight per thousand characters: a war mentioned once in a film review is not enough.
REPEATS = 3
ELSEWHERE = 4  # Weight of different words of other topics from which on an article may be about one of them.
UNMISTAKABLE = 2  # Weight of a trigger that is seldom said of anything but war.


@dataclass(frozen=True, slots=True)
class Relevance:
    """The decision and, in a few words, why."""

    relevant: bool
    reason: str


class RelevanceJudge:
    """Weighs trigger words and names of conflict actors, against words of topics that borrow the language of war."""

    def __init__(
        self, triggers: Iterable[tuple[str, int]], names: Iterable[tuple[str, int]], topics: Iterable[tuple[str, int]] = ()
    ) -> None:
        self._topics = _Words(topics)
        self._automaton = ahocorasick.Automaton()
        weights: dict[str, int] = {}
        for word, weight in (*triggers, *names):
            weights[word.lower()] = max(weight, weights.get(word.lower(), 0))
        for word, weight in weights.items():
            self._automaton.add_word(word, (word, weight))
        if weights:
            self._automaton.make_automaton()

    def judge(self, text: str) -> Relevance:
        """Decide for a whole text; `text` may also hold the title."""
        if not text.strip():
            return Relevance(False, "empty")
        found, weights = self._found(text.lower())
        score = sum(weights[word] * min(count, REPEATS) for word, count in found.items())
        density = 1000 * score / max(len(text), 1000)
        best = ", ".join(word for word, _ in sorted(found.items(), key=lambda f: (-weights[f[0]] * f[1], f[0]))[:4])
        if other := self._elsewhere(text.lower(), found, weights):
            return Relevance(False, f"about something else: {other}")
        if len(text) <= SHORT:
            return Relevance(True, f"short, read in full{': ' + best if best else ''}")
        if score >= ENOUGH and density >= DENSITY:
            return Relevance(True, f"conflict: {best} ({score} points, {density:.1f} per 1000 characters)")
        return Relevance(False, f"not about conflict ({score} points, {density:.1f} per 1000 characters{'; ' + best if best else ''})")

    def _elsewhere(self, lowered: str, found: Counter[str], weights: Mapping[str, int]) -> str:
        """The words by which a text is about another topic: enough of them, and more than are said of nothing but war."""
        topics = self._topics.found(lowered)
        unmistakable = sum(weights[word] * min(count, REPEATS) for word, count in found.items() if weights[word] >= UNMISTAKABLE)
        total = sum(topics.values())
        return ", ".join(sorted(topics)[:4]) if total >= ELSEWHERE and total > unmistakable else ""

    def has_trigger(self, lowered: str) -> bool:
        """Whether any trigger or name stands in a lower-cased sentence."""
        return len(self._automaton) > 0 and any(
            _whole(lowered, end - len(word) + 1, end + 1) for end, (word, _) in self._automaton.iter(lowered)
        )

    def _found(self, lowered: str) -> tuple[Counter[str], Mapping[str, int]]:
        found: Counter[str] = Counter()
        weights: dict[str, int] = {}
        if len(self._automaton):
            for end, (word, weight) in self._automaton.iter(lowered):
                if _whole(lowered, end - len(word) + 1, end + 1):
                    found[word] += 1
                    weights[word] = weight
        return found, weights


class _Words:
    """Weighted words, and which different ones of them stand in a text."""

    def __init__(self, words: Iterable[tuple[str, int]]) -> None:
        self._automaton = ahocorasick.Automaton()
        for word, weight in words:
            self._automaton.add_word(word.lower(), (word.lower(), weight))
        if len(self._automaton):
            self._automaton.make_automaton()

    def found(self, lowered: str) -> dict[str, int]:
        """Weight by word."""
        if not len(self._automaton):
            return {}
        hits = self._automaton.iter(lowered)
        return {word: weight for end, (word, weight) in hits if _whole(lowered, end - len(word) + 1, end + 1)}


def _whole(text: str, start: int, end: int) -> bool:
    """Whether the span begins and ends at word borders."""
    return (start == 0 or not text[start - 1].isalnum()) and (end >= len(text) or not text[end].isalnum())
