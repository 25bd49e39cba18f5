"""Who says that an act happened: the voice of each telling. Pure.

The reader points at it in the act's own sentence; else the sentence says so by its words (`saying`), else the reader points farther
off, else it is whoever has the floor (`floor`). "He" and "she" are the person named last. What is only demanded or threatened has no
voice of its own: the demand or the threat beside it says whose it is.
"""

from __future__ import annotations

from dateline.models.codebook import AttributionKind, Status
from dateline.models.events import Attribution
from dateline.seeds.language import Language
from dateline.tagging.events.casting import actor_at, whole
from dateline.tagging.events.floor import Floor, Turns, surest
from dateline.tagging.reader.decode import Act
from dateline.tagging.reading import Reading
from dateline.text import Span

VOICELESS = frozenset({Status.DEMANDED, Status.THREATENED})


class Hearing:
    """Hears the voices of a language."""

    def __init__(self, language: Language) -> None:
        self._floor = Floor(language)
        self._sayings = self._floor.sayings
        self._nameless, self._he = language.set("voices-nameless"), language.set("text-he")

    def open(self, reading: Reading) -> Turns:
        """The turns of an article's text."""
        return self._floor.turns(reading)

    def voice_of(self, turns: Turns, act: Act) -> Attribution | None:
        """Who says that an act happened; None where the outlet itself tells it."""
        if Status(act.status) in VOICELESS:
            return None
        voices = act.roles.get("voice", ())
        start, end = turns.reading.sentences[turns.reading.sentence_at(act.start)]
        own = surest(voice for voice in voices if start <= voice.start < end)
        found = own or self._said(turns, act.start) or surest(voices) or turns.speaker_at(act.start)
        return self._voice(turns, found, AttributionKind(act.voice_kind or "report"))

    def said(self, turns: Turns, offset: int) -> Attribution | None:
        """Who says what stands at an offset where no act does; None where the outlet itself tells it."""
        return self._voice(turns, self._said(turns, offset) or turns.speaker_at(offset), AttributionKind.REPORT)

    def _said(self, turns: Turns, offset: int) -> Span | None:
        """Whoever the sentence of an offset says tells what stands there; None where nobody does, or nobody with a name."""
        parse = turns.reading.parses.get(turns.reading.sentence_at(offset))
        found = self._named(turns, self._sayings.said_by(parse, offset) if parse else None)
        return found if found and turns.reading.text[slice(*found)].lower() not in self._nameless else None

    def _named(self, turns: Turns, found: Span | None) -> Span | None:
        """A voice, or whom "he" or "she" stands for: the last person who was named as a voice shortly before."""
        is_he = found and turns.reading.text[slice(*found)].lower() in self._he
        return (turns.named_before(found[0]) if found and is_he else None) or found

    def _voice(self, turns: Turns, found: Span | None, kind: AttributionKind) -> Attribution | None:
        """The voice that a span names, with its entity."""
        text, named = turns.reading.text, self._named(turns, found)
        start, end = whole(text, *named, turns.mentions) if named else (0, 0)
        if start >= end:
            return None
        who = actor_at(text, start, end, turns.mentions, {})
        return Attribution(source=who.text, kind=kind, cue=who.text, start=start, end=end, entity=who.entity, voice=(start, end))
