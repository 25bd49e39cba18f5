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

from dateline.models import Kind, Mention
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


class Page:
    """What turns are read off: all offsets are the text's. Everything is found by where it stands, however long the text is."""

    def __init__(self, reading: Reading) -> None:
        self.text, self.paragraphs = reading.text, reading.paragraphs
        self.mentions, self.acts = Near(reading.mentions), Near(reading.acts)
        self.people = sorted((m for m in reading.mentions if _is_person(m)), key=lambda m: m.end)
        self._ends = [person.end for person in self.people]
        self._reading = reading

    def sentence(self, offset: int) -> Span:
        """The sentence at an offset."""
        return self._reading.sentences[self._reading.sentence_at(offset)]

    def person_before(self, offset: int) -> Mention | None:
        """The person named last before an offset."""
        at = bisect_right(self._ends, offset)
        return self.people[at - 1] if at else None


class Floor:
    """Finds the turns of a text by the words of saying of a language."""

    def __init__(self, language: Language) -> None:
        self._verbs = language.set("voices-saying")
        self._statements = language.set("voices-statements")
        self._pronouns = language.set("voices-pronouns")
        self._articles = language.set("voices-articles")
        self._forms = Forms(language)

    def turns(self, page: Page) -> list[Turn]:
        """The turns: quotations in order, then what was announced around them."""
        quoted = quotations(page.text, page.paragraphs)
        found: list[Turn] = []
        announced: list[Turn] = []
        last: Span | None = None  # Whoever spoke last.
        herald: Span | None = None  # Whom the paragraph before announced.
        for start, end in page.paragraphs:
            here = [span for span in quoted if span[0] < end and start < span[1]]
            bare = list(_outside(start, end, here))
            sayers = list(self._sayers(page, bare, last))
            opens = page.text[start] in OPENING + STRAIGHT
            silent = not any(_WORD.search(page.text, *part) for part in bare)
            for span in here:
                if not (found and found[-1].start == span[0]):  # Else it goes on from the paragraph before.
                    speaker = _pointed(span, page.acts.around(*span)) or _nearest(span, sayers) or (herald if opens else None)
                    found.append(Turn(*span, speaker or (last if silent else None)))
                    last = found[-1].speaker or last
            last = sayers[-1] if sayers else last
            announces = page.text[start:end].endswith(_ANNOUNCES)
            if announced and announced[-1].end > start and (opens or announces or _names(page.text, announced[-1], start, end)):
                announced[-1] = replace(announced[-1], end=start)
            herald = herald if opens else (sayers[-1] if sayers else self._author(page, start, end)) if announces else None
            if announces and herald:
                announced.append(Turn(end, len(page.text), herald))
                last = herald
        return [*found, *announced]

    def _sayers(self, page: Page, parts: Sequence[Span], last: Span | None) -> Iterator[Span]:
        """Those who stand beside the words of saying outside of quotations; a pronoun is whoever spoke, else was named, last."""
        for part in parts:
            for verb in _WORD.finditer(page.text, *part):
                if self._verbs.isdisjoint(self._forms.bases(verb[0].lower())):
                    continue
                sayer = self._sayer(page, verb, part)
                if sayer and page.text[slice(*sayer)].lower() in self._pronouns:
                    sayer = meant(page, last, sayer[0])
                if sayer:
                    last = sayer
                    yield sayer

    def _sayer(self, page: Page, verb: re.Match[str], part: Span) -> Span | None:
        """Who stands before a word of saying, or behind one that opens its stretch: "…", said army spokesman Ada Sample."""
        sentence = page.sentence(verb.start())
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
        return next(((m.start, m.end) for m in page.mentions.around(start, end) if _is_person(m) and start <= m.start), None)


def speaker_at(turns: Sequence[Turn], offset: int) -> Span | None:
    """Whoever has the floor at an offset; None where nobody has, or nobody is named."""
    return next((turn.speaker for turn in turns if turn.start <= offset < turn.end), None)


def last_speaker(turns: Sequence[Turn], before: int) -> Span | None:
    """Whoever spoke last before an offset."""
    heard = max((turn for turn in turns if turn.speaker and turn.end <= before), key=lambda turn: turn.start, default=None)
    return heard.speaker if heard else None


def meant(page: Page, last: Span | None, at: int) -> Span | None:
    """Whom a pronoun means: the last speaker where that is a person, else the person named last."""
    if last and last[1] <= at and any(_is_person(m) for m in page.mentions.around(*last)):
        return last
    person = page.person_before(at)
    return (person.start, person.end) if person else None


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
