"""Who says that an act happened: the voice of each telling. Pure.

The reader points at it in the act's own sentence; else the sentence says so by its words (`saying`), else the reader points farther
off, else it is whoever has the floor (`floor`). "He" and "she" are the person named last. What is only demanded or threatened has no
voice of its own: the demand or the threat beside it says whose it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from dateline.models.codebook import AttributionKind, Status
from dateline.models.events import Attribution
from dateline.models.mentions import Mention
from dateline.seeds.language import Language
from dateline.tagging.events.casting import actor_at, whole
from dateline.tagging.events.floor import Floor, Turns, surest
from dateline.tagging.events.saying import Sayings
from dateline.tagging.near import Near
from dateline.tagging.reader.decode import Act
from dateline.tagging.reading import Reading
from dateline.text import Span

VOICELESS = frozenset({Status.DEMANDED, Status.THREATENED})


@dataclass(frozen=True, slots=True)
class Heard:
    """A text with its mentions by where they stand, and its turns."""

    reading: Reading
    mentions: Near[Mention]
    turns: Turns


class Hearing:
    """Hears the voices of a language."""

    def __init__(self, language: Language) -> None:
        self._floor = Floor(language)
        self._sayings = Sayings(language)
        self._nameless, self._he = language.set("voices-nameless"), language.set("text-he")

    def open(self, reading: Reading) -> Heard:
        """The turns of an article's text."""
        mentions = Near(reading.mentions)
        return Heard(reading, mentions, self._floor.turns(reading, mentions))

    def voice_of(self, heard: Heard, act: Act) -> Attribution | None:
        """Who says that an act happened; None where the outlet itself tells it."""
        if Status(act.status) in VOICELESS:
            return None
        sentence = heard.reading.sentence_at(act.start)
        own, far = pointers(act, heard.reading.sentences[sentence])
        found = own or self._said(heard, sentence, act.start) or far or heard.turns.speaker_at(act.start)
        return _voice(heard, self._named(heard, found), AttributionKind(act.voice_kind or "report")) if found else None

    def said(self, heard: Heard, offset: int) -> Attribution | None:
        """Who says what stands at an offset where no act does; None where the outlet itself tells it."""
        found = self._said(heard, heard.reading.sentence_at(offset), offset) or heard.turns.speaker_at(offset)
        return _voice(heard, found, AttributionKind.REPORT) if found else None

    def _said(self, heard: Heard, sentence: int, offset: int) -> Span | None:
        """Whoever a sentence says tells what stands at an offset of it; None where nobody does, or nobody with a name."""
        parse = heard.reading.parses.get(sentence)
        found = self._sayings.said_by(parse, offset) if parse else None
        named = self._named(heard, found) if found else None
        return named if named and heard.reading.text[slice(*named)].lower() not in self._nameless else None

    def _named(self, heard: Heard, found: Span) -> Span:
        """A voice, or whom "he" or "she" stands for: the last person who was named as a voice shortly before."""
        is_he = heard.reading.text[slice(*found)].lower() in self._he
        return (heard.turns.named_before(found[0]) if is_he else None) or found


def _voice(heard: Heard, found: Span, kind: AttributionKind) -> Attribution | None:
    """The voice that a span names, with its entity."""
    text, mentions = heard.reading.text, heard.mentions
    start, end = whole(text, *found, mentions)
    if start >= end:
        return None
    who = actor_at(text, start, end, mentions, {})
    return Attribution(source=who.text, kind=kind, cue=who.text, start=start, end=end, entity=who.entity, voice=(start, end))


def pointers(act: Act, sentence: Span) -> tuple[Span | None, Span | None]:
    """The surest voice that the reader points at in an act's own sentence, and the surest elsewhere."""
    voices = act.roles.get("voice", ())
    inside = [p for p in voices if sentence[0] <= p.start < sentence[1]]
    return surest(inside), surest(p for p in voices if p not in inside)
