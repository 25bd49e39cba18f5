"""An article -> for each sentence what the gate said, what the reader saw or nearly saw, which override acted, and what was told.

gate -> acts (also those under the threshold) -> overrides -> events, some merged into others
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dateline.models.articles import Article
from dateline.models.events import Actor, Event, Evidence, TaggedArticle
from dateline.reasons.checks import hindrance
from dateline.seeds.knowledge import Knowledge
from dateline.tagging.events.overrides import Overrides, pattern
from dateline.tagging.reader.decode import FAINT, Act
from dateline.tagging.reader.gate import share_of
from dateline.tagging.reader.reader import Reader
from dateline.tagging.tagger import NewsTagger, Piece, read_text
from dateline.text import Span


class Fate(enum.StrEnum):
    """What became of an act."""

    TOLD = "told"
    MERGED = "merged"
    VETOED = "vetoed"
    UNDER = "under"
    UNREAD = "unread"
    """The gate kept its text away: what the reader would have seen."""


@dataclass(frozen=True, slots=True)
class SeenAct:
    """One act with its chances; it is told from a `chance` of `least`. `event` is the event that tells it, `rule` what decided, `note` one
    line for people."""

    start: int
    end: int
    quote: str
    fate: Fate
    type: str
    status: str
    chance: float | None = None
    least: float | None = None
    type_chance: float | None = None
    runner_up: tuple[str, float] | None = None
    status_chance: float | None = None
    status_runner_up: tuple[str, float] | None = None
    event: str | None = None
    rule: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class SeenOverride:
    """An override whose trigger words stand in the sentence; `hindered` says why it did nothing, None where it acted."""

    id: str
    hindered: str | None


@dataclass(frozen=True, slots=True)
class SeenParty:
    """An actor or target that is pointed at and no entity of the seeds (a name that only this article has is none)."""

    side: str
    text: str
    event: str
    sector: str | None


@dataclass(frozen=True, slots=True)
class SeenSentence:
    """A sentence and all that was made of it. `chance` is what the gate gives it, `share` the mean over the text, which is read whole when
    that reaches `least` (or the text is short)."""

    start: int
    end: int
    text: str
    chance: float
    share: float
    least: float
    read: bool
    acts: tuple[SeenAct, ...] = ()
    overrides: tuple[SeenOverride, ...] = ()
    unknown: tuple[SeenParty, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """An article as it was tagged, and its sentences; none where it was not tagged."""

    tagged: TaggedArticle
    sentences: tuple[SeenSentence, ...]


def see(article: Article, *, tagger: NewsTagger, knowledge: Knowledge) -> Seen:
    """Tag an article and say what was made of each of its sentences."""
    tagged, pieces = tagger.tag_shown(article)
    told = {evidence.trigger: (event, number) for event in tagged.events for number, evidence in enumerate(event.evidence)}
    sentences = [one for piece in pieces for one in _Piece(piece, tagger.reader, knowledge, told).sentences()]
    return Seen(tagged, tuple(sentences))


class _Piece:
    """One piece of an article; its spans become the article's."""

    def __init__(self, piece: Piece, reader: Reader, knowledge: Knowledge, told: dict[Span, tuple[Event, int]]) -> None:
        self._view = piece.view
        self._reading = piece.reading
        self._reader = reader
        self._overrides, self._seeds = Overrides(knowledge.events), knowledge.events
        self._known = frozenset(entity.id for entity in knowledge.entities)
        self._told = told

    def sentences(self) -> Iterator[SeenSentence]:
        reading, gate = self._reading, self._reader.gate
        chances = [gate.chance(reading.text[start:end]) for start, end in reading.sentences]
        read = gate.passes(reading.text, chances)
        bounds = replace(self._reader.artefact.bounds, trigger=FAINT)
        faint = self._reader.look(read_text(reading), bounds=bounds)
        for span, chance in zip(reading.sentences, chances, strict=True):
            inside = [act for act in faint if span[0] <= act.start < span[1]]
            sure = [act for act in reading.acts if span[0] <= act.start < span[1]]
            acts = [self._act(act, span, read=read) for act in _free(inside, sure)]
            acts += [self._act(act, span, read=read, seen=True) for act in sure]
            start, end = self._view.span(*span)
            acts += self._made((start, end), {(one.start, one.end) for one in acts})
            yield SeenSentence(
                start=start,
                end=end,
                text=self._text(start, end),
                chance=round(chance, 3),
                share=round(share_of(chances), 3),
                least=gate.share,
                read=read,
                acts=tuple(sorted(acts, key=lambda one: one.start)),
                overrides=tuple(self._standing(span, sure, inside)),
                unknown=tuple(self._unknown((start, end))),
            )

    def _act(self, act: Act, sentence: Span, *, read: bool, seen: bool = False) -> SeenAct:
        start, end = self._view.span(act.start, act.end)
        made = SeenAct(
            start=start,
            end=end,
            quote=self._text(start, end),
            fate=Fate.UNDER,
            type=act.type,
            status=act.status,
            chance=round(act.chance, 2),
            least=self._reader.artefact.least.of(act, self._reading.text),
            type_chance=round(act.type_chance, 2),
            runner_up=(act.runner_up, round(act.runner_up_chance, 2)),
            status_chance=round(act.status_chance, 2),
            status_runner_up=(act.status_runner_up, round(act.status_runner_up_chance, 2)),
        )
        if not seen:
            return made if read else replace(made, fate=Fate.UNREAD, note="the gate kept the text away")
        if (start, end) in self._told:
            return self._as_told(made, *self._told[start, end])
        seed = self._overrides.deciding(self._reading.text, sentence, (act.start, act.end))
        rule = seed.id if seed else None
        return replace(made, fate=Fate.VETOED, rule=rule, note=f"vetoed by {rule}" if rule else "left out")

    @staticmethod
    def _as_told(made: SeenAct, event: Event, number: int) -> SeenAct:
        told = replace(made, fate=Fate.TOLD, event=event.id, rule=event.rule, type=str(event.type), status=str(event.status))
        if number:
            told = replace(told, fate=Fate.MERGED, note=f"told again: one event with {event.evidence[0].trigger[0]}")
        return told

    def _made(self, sentence: Span, known: set[Span]) -> Iterator[SeenAct]:
        """What overrides made of nothing."""
        for (start, end), (event, number) in self._told.items():
            if sentence[0] <= start < sentence[1] and (start, end) not in known:
                made = SeenAct(start, end, self._text(start, end), Fate.TOLD, str(event.type), str(event.status))
                yield replace(self._as_told(made, event, number), note=f"made by {event.rule}")

    def _standing(self, sentence: Span, sure: Sequence[Act], faint: Sequence[Act]) -> Iterator[SeenOverride]:
        text = self._reading.text
        acting = self._overrides.acting(text, [sentence], sure)
        for seed in self._seeds:
            if pattern(seed.trigger).search(text, *sentence):
                hindered = None if seed.id in acting else hindrance(seed, text, sentence, sure, faint, acting)
                yield SeenOverride(seed.id, hindered)

    def _unknown(self, sentence: Span) -> Iterator[SeenParty]:
        for (start, _), (event, number) in self._told.items():
            if sentence[0] <= start < sentence[1]:
                for side, actor in _parties(event.evidence[number]):
                    if actor.entity not in self._known:
                        yield SeenParty(side, actor.text, event.id, actor.sector)

    def _text(self, start: int, end: int) -> str:
        return self._view.whole.text[start:end]


def _parties(evidence: Evidence) -> Iterator[tuple[str, Actor]]:
    yield from (("actor", actor) for actor in evidence.actors)
    yield from (("target", target) for target in evidence.targets)


def _free(faint: Sequence[Act], sure: Sequence[Act]) -> list[Act]:
    """The faint acts that lie beside those that were seen and beside surer ones: words of one act answer all of them."""
    kept = list(sure)
    for act in sorted(faint, key=lambda one: -one.chance):
        if not any(act.start < one.end and one.start < act.end for one in kept):
            kept.append(act)
    return kept[len(sure) :]
