"""An expert's overrides: where a seed knows better than the reader. Pure.

A veto takes an act away, a forced reading changes its answers, and `make` makes an act where the reader saw none. Each says by which
trigger words and neighbours it acts, and is named in the event's `rule`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from dateline.models.codebook import REAL, Scope
from dateline.seeds.events import OverrideSeed
from dateline.seeds.language import alternatives
from dateline.tagging.near import holding
from dateline.tagging.reader.decode import Act
from dateline.text import Span

ANYWHERE = re.compile("")


class Overrides:
    """Compiled overrides, in order of the seeds; the first that fits decides."""

    def __init__(self, seeds: Iterable[OverrideSeed]) -> None:
        self._rules = [(seed, pattern(seed.trigger), pattern(seed.near) if seed.near else ANYWHERE, pattern(seed.unless)) for seed in seeds]

    def judge(self, text: str, sentences: Sequence[Span], acts: Sequence[Act]) -> list[tuple[Act, str | None]]:
        """The acts that stay, with the overrides' answers, in order of the text; and which override decided about each, if one did."""
        decided = self._decided(text, sentences, acts)
        judged = [(_forced(act, seed), seed.id) if seed else (act, None) for act, seed in decided if not (seed and seed.veto)]
        return sorted(judged, key=lambda one: one[0].start)

    def acting(self, text: str, sentences: Sequence[Span], acts: Sequence[Act]) -> set[str]:
        """The overrides that decide about an act of this text, or make one."""
        return {seed.id for _, seed in self._decided(text, sentences, acts) if seed}

    def deciding(self, text: str, sentence: Span, trigger: Span) -> OverrideSeed | None:
        """The first override that fits an act."""
        return next((seed for seed, *patterns in self._rules if _hits(text, sentence, trigger, *patterns)), None)

    def _decided(self, text: str, sentences: Sequence[Span], acts: Sequence[Act]) -> list[tuple[Act, OverrideSeed | None]]:
        """The acts and those that are made where the reader saw none, with the override that decides about each."""
        found = [(act, self.deciding(text, holding(sentences, act.start) or (act.start, act.end), (act.start, act.end))) for act in acts]
        for seed, *patterns in self._rules:
            for sentence in sentences if seed.make else ():
                spans = (hit.span() for hit in _hits(text, sentence, sentence, *patterns))
                found.extend((_unread(*span), seed) for span in spans if not any(a.start < span[1] and span[0] < a.end for a in acts))
        return found


def _hits(text: str, sentence: Span, within: Span, *patterns: re.Pattern[str]) -> list[re.Match[str]]:
    """Where a trigger stands, if its sentence is one in which the override acts."""
    trigger, near, unless = patterns
    found = list(trigger.finditer(text, *within))  # First, since nearly all overrides end here.
    return found if found and near.search(text, *sentence) and not unless.search(text, *sentence) else []


def pattern(words: Sequence[str]) -> re.Pattern[str]:
    """Any of the words or phrases, whole, in any case; of none, nothing."""
    return re.compile(rf"(?<!\w)(?:{alternatives(words)})(?!\w)", re.I)


def _forced(act: Act, seed: OverrideSeed) -> Act:
    if seed.type:
        act = replace(act, type=str(seed.type), type_chance=1.0)
    if seed.status:
        act = replace(act, status=str(seed.status), status_chance=1.0, happened=float(seed.status in REAL))
    if seed.mode:
        act = replace(act, mode=str(seed.mode))
    return replace(act, ordinary=float(seed.scope is Scope.ORDINARY)) if seed.scope else act


def _unread(start: int, end: int) -> Act:
    """An act that the reader did not see, before an override says what it is."""
    return Act(start, end, chance=1.0, type="", type_chance=1.0, runner_up="", status="happened", status_chance=1.0, happened=1.0)
