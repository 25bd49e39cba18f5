"""An expert's overrides: where a seed knows better than the reader. Pure.

A veto takes an act away, a forced reading changes its answers, and `make` makes an act where the reader saw none. Each says by which
trigger words and neighbours it acts, and is named in the event's `rule`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from dateline.seeds.events import OverrideSeed
from dateline.tagging.reader.decode import Act
from dateline.text import Span


@dataclass(frozen=True, slots=True)
class Judged:
    """An act with the override that decided about it, if one did."""

    act: Act
    rule: str | None = None


class Overrides:
    """Compiled overrides, in order of the seeds; the first that fits decides."""

    def __init__(self, seeds: Iterable[OverrideSeed]) -> None:
        self._rules = [(seed, pattern(seed.trigger), pattern(seed.near), pattern(seed.unless)) for seed in seeds]

    def judge(self, text: str, sentences: Sequence[Span], acts: Sequence[Act]) -> list[Judged]:
        """The acts that stay, with the overrides' answers, in order of the text."""
        if not self._rules:
            return [Judged(act) for act in acts]
        judged = []
        for act in acts:
            seed = self.deciding(text, _sentence_of(sentences, act), (act.start, act.end))
            if seed is None:
                judged.append(Judged(act))
            elif not seed.veto:
                judged.append(Judged(_forced(act, seed), seed.id))
        made = [one for one in self._made(text, sentences) if not any(a.start < one.act.end and one.act.start < a.end for a in acts)]
        return sorted([*judged, *made], key=lambda one: one.act.start)

    def acting(self, text: str, sentences: Sequence[Span], acts: Sequence[Act]) -> set[str]:
        """The overrides that decide about an act of this text, or make one."""
        decided = (self.deciding(text, _sentence_of(sentences, act), (act.start, act.end)) for act in acts)
        return {seed.id for seed in decided if seed} | {one.rule for one in self._made(text, sentences) if one.rule}

    def deciding(self, text: str, sentence: Span, trigger: Span) -> OverrideSeed | None:
        """The first override that fits an act."""
        for seed, words, near, unless in self._rules:
            hit = words.search(text, *trigger) if words else None
            if hit and _around(text, sentence, near, unless):
                return seed
        return None

    def _made(self, text: str, sentences: Sequence[Span]) -> Iterator[Judged]:
        for seed, words, near, unless in self._rules:
            if not seed.make or words is None:
                continue
            for sentence in sentences:
                for hit in words.finditer(text, *sentence):
                    if _around(text, sentence, near, unless):
                        yield Judged(_made_act(seed, hit.start(), hit.end()), seed.id)


def _sentence_of(sentences: Sequence[Span], act: Act) -> Span:
    return next((span for span in sentences if span[0] <= act.start < span[1]), (act.start, act.end))


def _around(text: str, sentence: Span, near: re.Pattern[str] | None, unless: re.Pattern[str] | None) -> bool:
    if near and not near.search(text, *sentence):
        return False
    return not (unless and unless.search(text, *sentence))


def pattern(words: Sequence[str]) -> re.Pattern[str] | None:
    """Any of the words or phrases, whole, in any case."""
    if not words:
        return None
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + r")(?!\w)", re.I)


def _forced(act: Act, seed: OverrideSeed) -> Act:
    changes: dict[str, object] = {}
    if seed.type:
        changes |= {"type": str(seed.type), "type_chance": 1.0}
    if seed.status:
        changes |= {"status": str(seed.status), "status_chance": 1.0, "happened": float(str(seed.status) in ("happened", "ongoing"))}
    if seed.mode:
        changes["mode"] = str(seed.mode)
    if seed.scope:
        changes["ordinary"] = float(str(seed.scope) == "ordinary")
    return replace(act, **changes)  # type: ignore[arg-type]


def _made_act(seed: OverrideSeed, start: int, end: int) -> Act:
    status = str(seed.status or "happened")
    return Act(
        start=start,
        end=end,
        chance=1.0,
        type=str(seed.type),
        type_chance=1.0,
        runner_up="",
        status=status,
        status_chance=1.0,
        happened=float(status in ("happened", "ongoing")),
        mode=str(seed.mode) if seed.mode else None,
        voice_kind=None,
        ordinary=float(str(seed.scope) == "ordinary"),
        background=0.0,
        main=0.0,
        roles={},
    )
