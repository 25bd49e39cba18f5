"""Who has the floor: the stretches of a text that are somebody's own words, and whose. Pure.

What stands between quotation marks, and all that follows a paragraph such as "The minister said:", was said by one voice. Who that is
stands where the reader hears it for one of its acts, else beside a word of saying in the paragraph, or in the paragraph that announces
the speech; a paragraph that is a quotation and nothing else goes on with whoever spoke last, and so does "he said".
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile

from dateline.models.mentions import Kind, Mention
from dateline.seeds.language import Language
from dateline.tagging.events.quoting import OPENING, STRAIGHT, quotations
from dateline.tagging.events.words import Forms
from dateline.tagging.near import Near
from dateline.tagging.reader.decode import Act
from dateline.tagging.reading import Reading
from dateline.text import Span

FARTHEST_NAME = 90  # Characters from a name to its word of saying: "Ada Sample, commander of the northern front, said".
ADVERBS = 2  # Words between a pronoun and its word of saying: "he later said".
_ANNOUNCES = ":"
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
    """The turns of a text: its quotations, and what was announced around them; each in order and apart."""

    quoted: list[Turn]
    announced: list[Turn]

    def speaker_at(self, offset: int) -> Span | None:
        """Whoever has the floor at an offset; None where nobody has, or nobody is named."""
        for turns in (self.quoted, self.announced):
            n = _number(turns, offset)
            if n >= 0 and offset < turns[n].end:
                return turns[n].speaker
        return None

    def last_speaker(self, before: int) -> Span | None:
        """Whoever was heard in the last quotation before an offset."""
        n = _number(self.quoted, before)
        return self.quoted[n].speaker if n >= 0 and self.quoted[n].end <= before else None


def _number(turns: Sequence[Turn], offset: int) -> int:
    """Which turn begins last before an offset; -1 for none."""
    return bisect_right(turns, offset, key=lambda turn: turn.start) - 1


class Page:
    """What turns are read off, each found without a look at the rest of a long text."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.text = reading.text
        self.mentions, self.acts = Near(reading.mentions), Near(reading.acts)
        self._people = sorted((m.start, m.end) for m in reading.mentions if _is_person(m))

    def meant(self, last: Span | None, at: int) -> Span | None:
        """Whom a pronoun means: the last speaker where that is a person, else the person named last."""
        if last and any(map(_is_person, self.mentions.around(*last))):
            return last
        n = bisect_right(self._people, (at, at)) - 1
        return self._people[n] if n >= 0 else None


class Floor:
    """Finds the turns of a text by the words of saying of a language."""

    def __init__(self, language: Language) -> None:
        self._verbs = language.set("voices-saying")
        self._statements = language.set("voices-statements")
        self._pronouns = language.set("voices-pronouns")
        self._articles = language.set("voices-articles")
        self._forms = Forms(language)

    def turns(self, page: Page) -> Turns:
        """The turns of a text."""
        quoted = quotations(page.text, page.reading.paragraphs)
        found: list[Turn] = []
        announced: list[Turn] = []
        last: Span | None = None  # Whoever spoke last.
        herald: Span | None = None  # Whom the paragraph before announced.
        for start, end in page.reading.paragraphs:
            here = _sharing(quoted, start, end)
            bare = list(_outside(start, end, here))
            sayers = list(self._sayers(page, bare, last))
            opens = page.text[start] in OPENING + STRAIGHT
            goes_on = not any(_WORD.search(page.text, *part) for part in bare)
            for span in here:
                if not (found and found[-1].start == span[0]):  # Else it goes on from the paragraph before.
                    speaker = _pointed(span, page.acts.around(*span)) or _nearest(span, sayers) or (herald if opens else None)
                    found.append(Turn(*span, speaker or (last if goes_on else None)))
                last, goes_on = found[-1].speaker or last, goes_on or found[-1].speaker is not None
            last = sayers[-1] if sayers else last
            announces = page.text[start:end].endswith(_ANNOUNCES)
            if announced and announced[-1].end > start and (opens or announces or _names(page.text, announced[-1], start, end)):
                announced[-1] = replace(announced[-1], end=start)
            herald = herald if opens else (sayers[-1] if sayers else self._author(page, start, end)) if announces else None
            if announces and herald:
                announced.append(Turn(end, len(page.text), herald))
                last = herald
        return Turns(found, announced)

    def _sayers(self, page: Page, parts: Sequence[Span], last: Span | None) -> Iterator[Span]:
        """Those who stand beside the words of saying outside of quotations; a pronoun is whoever spoke, else was named, last."""
        for part in parts:
            for verb in _WORD.finditer(page.text, *part):
                if self._verbs.isdisjoint(self._forms.bases(verb[0].lower())):
                    continue
                sayer = self._sayer(page, verb, part)
                if sayer and page.text[slice(*sayer)].lower() in self._pronouns:
                    sayer = page.meant(last, sayer[0])
                if sayer:
                    last = sayer
                    yield sayer

    def _sayer(self, page: Page, verb: re.Match[str], part: Span) -> Span | None:
        """Who stands before a word of saying, or behind one that opens its stretch: "…", said army spokesman Ada Sample."""
        sentence = page.reading.sentences[page.reading.sentence_at(verb.start())]
        opens = not _WORD.search(page.text, part[0], verb.start())
        if opens:
            pause = _PAUSE.search(page.text, verb.end(), part[1])
            start, end = verb.end(), min(sentence[1], pause.start() if pause else part[1])
        else:
            start, end = max(part[0], sentence[0], verb.start() - FARTHEST_NAME), verb.start()
        words = list(_WORD.finditer(page.text, start, end))
        beside = words[:1] if opens else words[-1 - ADVERBS :]
        if pronoun := next((word for word in reversed(beside) if word[0].lower() in self._pronouns), None):
            return pronoun.span()
        inside = (m for m in page.mentions.around(start, end) if start <= m.start and m.end <= end and m.kind in _SPEAKING)
        names = [m for m in inside if opens or _BESIDE.fullmatch(page.text, m.end, end)]
        if person := next((m for m in names if _is_person(m)), None):
            return person.start, person.end
        if names:
            return _with_noun(page.text, names[0 if opens else -1], end)
        pauses = [pause.end() for pause in _PAUSE.finditer(page.text, start, end)]
        clause = [word for word in words if word.start() >= max(pauses, default=start)]
        return clause[1].span() if clause[1:] and clause[0][0].lower() in self._articles else None

    def _author(self, page: Page, start: int, end: int) -> Span | None:
        """ "Ada Sample issued this statement:" """
        if not any(word[0].lower() in self._statements for word in _WORD.finditer(page.text, start, end)):
            return None
        return next(((m.start, m.end) for m in page.mentions.around(start, end) if _is_person(m)), None)


def _is_person(mention: Mention) -> bool:
    return mention.kind is Kind.PERSON


def _with_noun(text: str, name: Mention, end: int) -> Span:
    """A name with the small words that follow it up to the word of saying: "Foreign Office spokesman"."""
    rest = text[name.end : end].rstrip()
    return name.start, name.end + len(rest) if re.fullmatch(r"(?:['’]s)?(?: [a-z]+(?<!ly)){0,2}", rest) else name.end


def _names(text: str, turn: Turn, start: int, end: int) -> bool:
    """Whether a paragraph speaks of a turn's speaker by name, which nobody does of themself."""
    last = text[slice(*turn.speaker)].split()[-1] if turn.speaker else ""
    return last[:1].isupper() and re.search(rf"\b{re.escape(last)}\b", text[start:end]) is not None


def _sharing(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    """Those of some spans in order that share a character with a stretch."""
    first = bisect_right(spans, start, key=lambda span: span[1])
    return list(takewhile(lambda span: span[0] < end, islice(spans, first, None)))


def _outside(start: int, end: int, quoted: Sequence[Span]) -> Iterator[Span]:
    """The parts of a paragraph outside of its quotations."""
    at = start
    for first, last in quoted:
        if at < first:
            yield at, first
        at = max(at, last)
    if at < end:
        yield at, end


def _pointed(span: Span, acts: Sequence[Act]) -> Span | None:
    """The surest voice that the reader hears outside of a quotation for an act in it."""
    voices = (voice for act in acts if span[0] <= act.start < span[1] for voice in act.roles.get("voice", ()))
    best = max((v for v in voices if not span[0] <= v.start < span[1]), key=lambda v: v.chance, default=None)
    return (best.start, best.end) if best else None


def _nearest(span: Span, sayers: Sequence[Span]) -> Span | None:
    """Whoever is named nearest to a quotation."""
    return min(sayers, key=lambda s: min(abs(s[0] - span[1]), abs(span[0] - s[1])), default=None)
