"""Who has the floor: the stretches of a text that are somebody's own words, and whose. Pure.

What stands between quotation marks, and all that follows a paragraph such as "The minister said:", was said by one voice. Who that is
stands where the reader hears it for one of its acts, else beside a word of saying in the paragraph, or in the paragraph that announces
the speech; a paragraph that is a quotation and nothing else goes on with whoever spoke last.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from dateline.models.mentions import Kind, Mention
from dateline.seeds.language import Language
from dateline.tagging.events.saying import Sayings
from dateline.tagging.near import Near
from dateline.tagging.reader.decode import Act, Pointer
from dateline.tagging.reading import Reading
from dateline.text import Span

FARTHEST_NAME = 90  # Characters from a name to its word of saying: "Ada Sample, commander of the northern front, said".
FARTHEST_NAMED = 600  # Characters from "he" back to his name: the paragraph before, or two short ones.
_ANNOUNCES = ":"
_QUOTED = re.compile(r'[“«"][^”»"]*[”»"]?')  # One that a paragraph leaves open ends with it.
_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*")
_PAUSE = re.compile(r"[,;:()–—\n]")
_BESIDE = re.compile(r"(?:['’]s)?(?:\s+\w+){0,3}\s*|,.*,\s*", re.S)  # Between a name and its word of saying.
_SPEAKING = frozenset({Kind.PERSON, Kind.ORGANISATION, Kind.LOCATION, Kind.NATIONALITY})


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch of text in one voice; `speaker` is where the text names it, None where it does not."""

    start: int
    end: int
    speaker: Span | None


@dataclass(frozen=True, slots=True)
class Turns:
    """A text with its mentions by where they stand, and its turns: its quotations, and what was announced around them; each in order and
    apart. `named` are the voices that the text names, in order, that may be one person."""

    reading: Reading
    mentions: Near[Mention]
    quoted: list[Turn]
    announced: list[Turn]
    named: list[Span]

    def speaker_at(self, offset: int) -> Span | None:
        """Whoever has the floor at an offset; None where nobody has, or nobody is named."""
        for turns in (self.quoted, self.announced):
            n = bisect_right(turns, offset, key=lambda turn: turn.start) - 1
            if n >= 0 and offset < turns[n].end:
                return turns[n].speaker
        return None

    def named_before(self, offset: int) -> Span | None:
        """The last person who is named as a voice shortly before an offset: who "he" is."""
        n = bisect_right(self.named, (offset, 0))
        return self.named[n - 1] if n and offset - self.named[n - 1][1] <= FARTHEST_NAMED else None


class Floor:
    """Finds the turns of a text by the words of saying of a language."""

    def __init__(self, language: Language) -> None:
        self.sayings = Sayings(language)
        self._nameless = language.set("voices-nameless")

    def turns(self, reading: Reading) -> Turns:
        """The turns of a text."""
        text, acts, mentions = reading.text, Near(reading.acts), Near(reading.mentions)
        found: list[Turn] = []
        announced: list[Turn] = []
        named: list[Span] = []
        for start, end in reading.paragraphs:
            here = quotations(text, start, end)
            sayers = [sayer for part in _outside(start, end, here) for sayer in self._sayers(reading, mentions, part)]
            last = named[-1:] if here == [(start, end)] else []  # A paragraph of quotation alone goes on with whoever spoke.
            found.extend(Turn(*span, _pointed(span, acts.around(*span)) or _nearest(span, sayers or last)) for span in here)
            named.extend(sayers)
            opens, announces = any(first == start for first, _ in here[:1]), text[start:end].endswith(_ANNOUNCES)
            if announced and announced[-1].end > start and (opens or announces):
                announced[-1] = replace(announced[-1], end=start)
            if announces and sayers:
                announced.append(Turn(end, len(text), sayers[-1]))
        heard = {(voice.start, voice.end) for act in reading.acts for voice in act.roles.get("voice", ())}
        spans = (span for span in {*named, *heard} if text[slice(*span)].lower() not in self._nameless)
        return Turns(reading, mentions, found, announced, sorted(span for span in spans if _may_be_one(span, mentions)))

    def _sayers(self, reading: Reading, mentions: Near[Mention], part: Span) -> Iterator[Span]:
        """Those who are named beside the words of saying of a stretch outside of quotations."""
        for verb in _WORD.finditer(reading.text, *part):
            if self.sayings.is_one(verb[0]) and (sayer := _sayer(reading, mentions, verb, part)):
                yield sayer


def quotations(text: str, start: int, end: int) -> list[Span]:
    """The spans between quotation marks in a paragraph, in order."""
    return [match.span() for match in _QUOTED.finditer(text, start, end)]


def _may_be_one(span: Span, mentions: Near[Mention]) -> bool:
    """Whether a voice may be one person: not the name of a country, a body or a people alone."""
    return not any((m.start, m.end) == span and m.kind in _SPEAKING - {Kind.PERSON} for m in mentions.around(*span))


def _sayer(reading: Reading, mentions: Near[Mention], verb: re.Match[str], part: Span) -> Span | None:
    """Who is named before a word of saying, or behind one that opens its stretch: "…", said army spokesman Ada Sample."""
    text, sentence = reading.text, reading.sentences[reading.sentence_at(verb.start())]
    opens = not _WORD.search(text, part[0], verb.start())
    if opens:
        pause = _PAUSE.search(text, verb.end(), part[1])
        start, end = verb.end(), min(sentence[1], pause.start() if pause else part[1])
    else:
        start, end = max(part[0], sentence[0], verb.start() - FARTHEST_NAME), verb.start()
    inside = (m for m in mentions.around(start, end) if start <= m.start and m.end <= end and m.kind in _SPEAKING)
    names = [(m.start, m.end) for m in inside if opens or _BESIDE.fullmatch(text, m.end, end)]
    return names[0 if opens else -1] if names else None


def _outside(start: int, end: int, quoted: Sequence[Span]) -> list[Span]:
    """The parts of a paragraph outside of its quotations."""
    edges = [start, *(edge for span in quoted for edge in span), end]
    return [(first, last) for first, last in zip(edges[::2], edges[1::2], strict=True) if first < last]


def _pointed(span: Span, acts: Sequence[Act]) -> Span | None:
    """The surest voice that the reader hears outside of a quotation for an act in it."""
    voices = (voice for act in acts if span[0] <= act.start < span[1] for voice in act.roles.get("voice", ()))
    return surest(voice for voice in voices if not span[0] <= voice.start < span[1])


def surest(pointers: Iterable[Pointer]) -> Span | None:
    """Where the likeliest of some pointers points."""
    best = max(pointers, key=lambda pointer: pointer.chance, default=None)
    return (best.start, best.end) if best else None


def _nearest(span: Span, sayers: Sequence[Span]) -> Span | None:
    """Whoever is named nearest to a quotation."""
    return min(sayers, key=lambda s: min(abs(s[0] - span[1]), abs(span[0] - s[1])), default=None)
