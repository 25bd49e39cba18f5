"""Acts and mentions -> events: who did what to whom, where, when, with what toll, who says so, and whether it happened. Pure.

the reader's acts -> the expert's overrides -> roles, voice, time, place, toll -> codes -> one event for one happening, in order
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from datetime import timedelta

from dateline.identity import stable_id
from dateline.models.codebook import MODES, Category, Mode, Position, Scope, Status
from dateline.models.events import Actor, Event, Evidence
from dateline.models.mentions import Mention
from dateline.models.times import TimeValue
from dateline.seeds.knowledge import Knowledge
from dateline.seeds.lexicon import Lexeme
from dateline.tagging.events.bearing import bearing
from dateline.tagging.events.casting import cast
from dateline.tagging.events.codes import CodeTable
from dateline.tagging.events.country import Countries, Named
from dateline.tagging.events.floor import Turns
from dateline.tagging.events.grounding import Ground, Scene, ground, is_background, told_place
from dateline.tagging.events.harms import Cues
from dateline.tagging.events.hearing import Hearing
from dateline.tagging.events.merging import Draft, merged
from dateline.tagging.events.overrides import Overrides
from dateline.tagging.near import Near
from dateline.tagging.reader.artefact import Artefact
from dateline.tagging.reader.decode import Act, Pointer
from dateline.tagging.reading import Reading
from dateline.text import Span

LEAD = 2  # Paragraphs.
HISTORY = timedelta(days=45)  # What ended longer before publication is told to explain, not as news.


class EventCoder:
    """Codes the events of a reading whose acts, parses and mentions are there. Codes, overrides and words are compiled once a process."""

    def __init__(self, knowledge: Knowledge, artefact: Artefact, countries: Countries) -> None:
        self.overrides = Overrides(knowledge.events)
        self.countries = countries
        self._nouns = _actor_nouns(knowledge.lexicon)
        self._codes = CodeTable(knowledge.codes)
        self._cues = Cues(knowledge.lexicon, knowledge.language)
        self._hearing = Hearing(knowledge.language)
        self._calibration = artefact.calibration

    def code(self, reading: Reading) -> tuple[Event, ...]:
        """The events of an article, the main one first."""
        drafts: list[Draft] = []
        news, history, named = Scene(), Scene(), self.countries.named(reading)
        turns = self._hearing.open(reading)
        for act, rule in self.overrides.judge(reading.text, reading.sentences, reading.acts):
            paragraph = reading.paragraph_at(act.start)
            for scene in (news, history):
                scene.enter(paragraph, is_dated=reading.article.published is not None)
            draft = self._draft(reading, act, rule, history if is_background(act) else news, named, turns)
            drafts.append(draft)
            scene = history if draft.event.position is Position.BACKGROUND else news
            scene.time = draft.event.time or scene.time
            if scene is news:  # Where old times were is carried to no other act.
                scene.place = draft.event.place or scene.place
        return merged(bearing(reading, drafts, self._cues, functools.partial(self._hearing.said, turns)))

    def _draft(self, reading: Reading, act: Act, rule: str | None, scene: Scene, named: Named, turns: Turns) -> Draft:
        text = reading.text
        sentence = reading.sentences[reading.sentence_at(act.start)]
        status, kind = Status(act.status), Category(act.type)
        mode = Mode(act.mode) if act.mode and Mode(act.mode) in MODES.get(kind, ()) else None
        mentions = turns.mentions
        actors, targets = self.parties(text, act, mentions)
        voice = self._hearing.voice_of(turns, act)
        told = told_place(act.roles.get("place", ()), mentions)
        assumed = self.countries.assumed(named, act, sentence, actors, targets)
        grounds = ground(act, mentions, told=told, assumed=assumed, scene=scene, published=reading.article.published)
        cameo, acled = self._codes.of(kind, mode, status, actors, targets, grounds.place)
        event = Event(
            id=_id(reading, sentence, act),
            type=kind,
            mode=mode,
            acled=acled,
            cameo=cameo,
            status=status,
            actors=actors,
            targets=targets,
            place=grounds.place,
            time=grounds.time,
            casualties=(),
            attribution=voice,
            about=None,
            evidence=(Evidence(sentence, (act.start, act.end), actors, targets, voice),),
            rule=rule or "reader",
            position=_position(reading, act, grounds.time),
            why=_why(text, act, rule, grounds),
            scope=Scope.ORDINARY if act.is_ordinary else Scope.POLITICAL,
            confidence=self._calibration.confidence(act, text),
        )
        return Draft(event, act.main, dict(act.same), placed=grounds.placed)

    def parties(self, text: str, act: Act, mentions: Near[Mention]) -> tuple[tuple[Actor, ...], tuple[Actor, ...]]:
        """Who did it and to whom."""
        actors, targets = (cast(text, act.roles.get(role, ()), mentions, self._nouns) for role in ("actor", "target"))
        return actors, targets


def _position(reading: Reading, act: Act, time: TimeValue | None) -> Position:
    published = reading.article.published
    if is_background(act) or (published and time and time.end and published - time.end > HISTORY):
        return Position.BACKGROUND
    paragraph = reading.paragraph_at(act.start)
    if paragraph == 0 and _is_heading(reading):
        return Position.HEADLINE
    return Position.LEAD if paragraph < LEAD else Position.BODY


def _is_heading(reading: Reading) -> bool:
    """Whether the text opens with its headline: a first paragraph of one line without a full stop."""
    start, end = reading.paragraphs[0]
    return len(reading.paragraphs) > 1 and reading.text[start:end].rstrip()[-1:] not in '.!?…"”'


def _id(reading: Reading, sentence: Span, act: Act) -> str:
    """Of its article, its sentence and its quote, so that marks and links survive a retrain."""
    words = reading.text[sentence[0] : sentence[1]]
    trigger = reading.text[act.start : act.end]
    return stable_id(reading.article.id, words, trigger, words.count(trigger, 0, act.start - sentence[0]))


def _why(text: str, act: Act, rule: str | None, grounds: Ground) -> tuple[str, ...]:
    lines = [
        f"trigger: {text[act.start : act.end]!r} ({act.chance:.2f})",
        f"type: {act.type} ({act.type_chance:.2f}){_else(act.runner_up, act.runner_up_chance)}",
        f"status: {act.status} ({act.status_chance:.2f}){_else(act.status_runner_up, act.status_runner_up_chance)}; "
        f"told as real {act.happened:.2f}",
    ]
    lines.extend(f"{role}: {_pointed(text, pointers)}" for role, pointers in act.roles.items() if pointers)
    if rule:
        lines.append(f"override: {rule}")
    return (*lines, *grounds.why)


def _else(runner_up: str, chance: float) -> str:
    return f", else {runner_up} ({chance:.2f})" if runner_up else ""


def _pointed(text: str, pointers: Iterable[Pointer]) -> str:
    return "; ".join(f"{text[p.start : p.end]!r} ({p.chance:.2f})" for p in pointers)


def _actor_nouns(lexicon: Iterable[Lexeme]) -> dict[str, str | None]:
    """Last words of the nouns that mean people and bodies, with their sector."""
    nouns: dict[str, str | None] = {}
    for lexeme in lexicon:
        if lexeme.kind in ("actor", "group"):
            for form in lexeme.forms():
                nouns.setdefault(form.lower().split()[-1], lexeme.sector)
    return nouns
