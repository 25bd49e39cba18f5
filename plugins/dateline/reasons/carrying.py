"""Which words carried an act: its sentence is read again without one word at a time, and what its chances lose is that word's share.

A pass over the window serves every act of it, so that the cost grows with the words looked at and not with the acts. Deterministic.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from dateline.models.events import TaggedArticle
from dateline.tagging.reader import vocabulary as v
from dateline.tagging.reader.decode import Act, Floats, decode, sigmoid, softmax
from dateline.tagging.reader.reader import Reader
from dateline.tagging.reader.windows import Window
from dateline.tagging.tagger import Piece, read_text
from dateline.text import Span

NEAREST = 30  # Words of its sentence that are left out for an act, the nearest first.
PASSES = 400  # Passes an article: at some 30 ms each a long one takes ten seconds, and no more.
LEAST = 0.02  # A chance that falls by less was not carried by that word.
SHOWN = 3

Chances = tuple[float, float, float]
QUESTIONS = ("trigger", "type", "status")


@dataclass(frozen=True, slots=True)
class Carried:
    """For each question (trigger, type, status) the words that its answer lost most without, with the loss; `whole` unless cut short."""

    words: Mapping[str, tuple[tuple[str, float], ...]]
    whole: bool = True

    def __str__(self) -> str:
        parts = [
            f"{question} by {', '.join(f'{w!r} ({loss:.2f})' for w, loss in words)}" for question, words in self.words.items() if words
        ]
        said = "; ".join(parts) or "its own words alone"
        return said if self.whole else f"{said} (not every word was tried)"


def carried_by(pieces: Iterable[Piece], reader: Reader) -> dict[Span, Carried]:
    """What carried each act of an article, by the span of its trigger in the article."""
    found: dict[Span, Carried] = {}
    budget = PASSES
    for piece in pieces:
        for window in reader.windows(read_text(piece.reading)) if piece.reading.acts else ():
            trial = _Trial(piece.reading.text, window, reader)
            budget -= trial.run(budget)
            for act in trial.acts:
                found[piece.view.span(act.start, act.end)] = trial.carried(act)
    return found


def with_carriers(tagged: TaggedArticle, carried: Mapping[Span, Carried]) -> TaggedArticle:
    """The article whose events say in `why` which words carried them."""
    events = []
    for event in tagged.events:
        here = carried.get(event.evidence[0].trigger)
        events.append(replace(event, why=(*event.why, f"carried: {here}")) if here else event)
    return replace(tagged, events=tuple(events))


class _Trial:
    """A window read whole, and again without one word at a time."""

    def __init__(self, text: str, window: Window, reader: Reader) -> None:
        self._text, self._window, self._reader = text, window, reader
        answers = reader.answers(window)
        self._marks = answers[0]
        self._without: dict[int, Floats] = {}
        seen = decode(window, *answers, bounds=reader.artefact.bounds, geometry=reader.artefact.geometry)
        self.acts = [told.act for told in seen if reader.artefact.least.tells(told.act, text)]

    def run(self, budget: int) -> int:
        """Leave out each word that may have carried an act, as far as the budget goes; how many passes that took."""
        wanted = list(dict.fromkeys(n for act in self.acts for n in self._near(act)))[:budget]
        self._without = {n: self._reader.answers(without(self._window, n))[0] for n in wanted}
        return len(wanted)

    def carried(self, act: Act) -> Carried:
        """What an act lost without each word."""
        piece, near = self._window.words[self._first(act)].piece, self._near(act)
        before = _chances(self._marks[piece], act)
        lost: dict[int, Chances] = {}
        for n in near:
            if n in self._without:
                begin, end = pieces_of(self._window, n)
                after = _chances(self._without[n][piece - (end - begin if begin < piece else 0)], act)
                lost[n] = (before[0] - after[0], before[1] - after[1], before[2] - after[2])
        return Carried({q: self._most(lost, number) for number, q in enumerate(QUESTIONS)}, whole=len(lost) == len(near))

    def _most(self, lost: Mapping[int, Chances], question: int) -> tuple[tuple[str, float], ...]:
        ranked = sorted(((n, round(losses[question], 2)) for n, losses in lost.items()), key=lambda pair: (-pair[1], pair[0]))
        return tuple((self._word(n), loss) for n, loss in ranked[:SHOWN] if loss >= LEAST)

    def _near(self, act: Act) -> list[int]:
        """The words of an act's sentence beside its own, the nearest first."""
        at, words = self._first(act), self._window.words
        beside = [
            n
            for n, word in enumerate(words)
            if word.sentence == words[at].sentence and not act.start <= word.start < act.end and self._word(n).isalnum()
        ]
        return sorted(beside, key=lambda n: (abs(n - at), n))[:NEAREST]

    def _first(self, act: Act) -> int:
        return next(n for n, word in enumerate(self._window.words) if word.start == act.start)

    def _word(self, n: int) -> str:
        word = self._window.words[n]
        return self._text[word.start : word.end]


def _chances(row: Floats, act: Act) -> Chances:
    """How likely the trigger, the type and the status of an act are."""
    types, statuses = softmax(row[v.TYPE_AT : v.STATUS_AT]), softmax(row[v.STATUS_AT : v.MODE_AT])
    return float(sigmoid(row[v.TRIGGER])), float(types[v.TYPES.index(act.type)]), float(statuses[v.STATUSES.index(act.status)])


def pieces_of(window: Window, n: int) -> Span:
    """The pieces of a word, half-open; the separator of a paragraph that ends with it is none of them."""
    begin = window.words[n].piece
    end = window.words[n + 1].piece if n + 1 < len(window.words) else len(window.ids)
    while end > begin + 1 and window.ids[end - 1] == window.ids[-1]:
        end -= 1
    return begin, end


def without(window: Window, n: int) -> Window:
    """The window as it would be if a word did not stand in it; its words are left out, nobody decodes it."""
    begin, end = pieces_of(window, n)
    return Window(ids=window.ids[:begin] + window.ids[end:], cases=window.cases[:begin] + window.cases[end:])
