"""Which act caused which toll: one of its own sentence, else the violence of the sentences right before. Pure.

A toll that no act caused is nobody's: it belongs to no event.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from dateline.models.codebook import UNREAL, Category, TollKind, TollScope
from dateline.models.events import Attribution, Casualties, Event
from dateline.tagging.events.harms import Cues
from dateline.tagging.events.merging import Draft
from dateline.tagging.events.tolls import HARMED, act_of, lone_victim, tolls_in
from dateline.tagging.reading import Parse, Reading

HARMFUL = frozenset({Category.ASSAULT, Category.COERCE, Category.PROTEST})
FOLLOWS = 2  # Sentences after an act in which its toll may stand alone: "A bomb went off. Five were hurt."

Voice = Callable[[int], Attribution | None]  # Who says what stands at an offset.


def bearing(reading: Reading, drafts: Sequence[Draft], cues: Cues, said: Voice) -> list[Draft]:
    """The tellings with their tolls, each in its voice and on the day it was told."""
    told = reading.article.published.date() if reading.article.published else None
    borne: dict[int, list[Casualties]] = defaultdict(list)
    harmful = [n for n, draft in enumerate(drafts) if draft.event.type in HARMFUL]
    telling = {reading.sentence_at(drafts[n].at) for n in harmful}
    real = (n for n in harmful if drafts[n].event.status not in UNREAL)
    for index, some in groupby(real, key=lambda n: reading.sentence_at(drafts[n].at)):
        here = list(some)
        if parse := reading.parses.get(index):
            for n, toll in _within(parse, drafts, here, cues):
                borne[n].append(replace(toll, told=told, attribution=drafts[n].event.attribution))
        violent = [n for n in here if drafts[n].event.type is Category.ASSAULT]
        for parse in _alone(reading, index, telling) if violent else ():
            known = {toll.kind for toll in borne[violent[-1]]}
            for toll, _ in tolls_in(parse, cues):
                if toll.kind in HARMED and toll.kind not in known and toll.scope is not TollScope.CUMULATIVE:
                    borne[violent[-1]].append(replace(toll, told=told, attribution=said(toll.start)))
    return [replace(draft, event=replace(draft.event, casualties=tuple(borne[n]))) for n, draft in enumerate(drafts)]


def _within(parse: Parse, drafts: Sequence[Draft], here: Sequence[int], cues: Cues) -> Iterator[tuple[int, Casualties]]:
    """The tolls of a sentence with the act that caused each; an act that bears no number may have harmed one person."""
    tokens = {n: parse.tokens(*drafts[n].event.evidence[0].trigger) for n in here}
    triggers = {n: range(some.start, some.end) if some is not None else range(0) for n, some in tokens.items()}
    silent = set(here)
    for counted in tolls_in(parse, cues):
        fitting = [n for n in here if _fits(counted.toll, drafts[n].event)] or here
        bearer = act_of(parse.doc, counted, [triggers[n] for n in fitting])
        if bearer is not None:
            silent.discard(fitting[bearer])
            yield fitting[bearer], counted.toll
    for n in silent:
        event = drafts[n].event
        if event.type is Category.ASSAULT and len(event.targets) == 1:
            lone = lone_victim(parse, event.evidence[0].trigger, event.targets[0], cues)
            yield from [(n, lone)] if lone else []


def _alone(reading: Reading, index: int, telling: Collection[int]) -> Iterator[Parse]:
    """The sentences after one that tell no violence themselves, up to the next of those that do (denied or feared, too), in its paragraph
    or the one behind a heading."""
    paragraph = reading.paragraph_at(reading.sentences[index][0])
    for after in range(index + 1, min(index + 1 + FOLLOWS, len(reading.sentences))):
        stands = reading.paragraph_at(reading.sentences[after][0])
        if after in telling or stands > max(paragraph, 1):
            return
        if parse := reading.parses.get(after):
            yield parse


def _fits(toll: Casualties, event: Event) -> bool:
    """Arrests belong to force without a fight, the dead to a fight."""
    return (toll.kind is TollKind.ARRESTED) == (event.type is Category.COERCE)
