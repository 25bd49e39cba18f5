"""Items -> episodes: the processes that go on and are told again each day, each in its theatre. Pure.

Which processes there are is knowledge (`seeds/incidents/themes`); where one goes on is the country of the place that its sentence names
beside it ("the siege of Aleppo, ministers said in London"), else the theatre of the item. Reports of one
process in one theatre are one episode as long as no more than PAUSE days lie between two of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from dateline.incidents.items import Item
from dateline.incidents.lexicon import Lexicon, Name, Process
from dateline.incidents.sentences import Quote, Sentence, places_in
from dateline.models.places import Place

T = TypeVar("T")

PAUSE = timedelta(days=10)  # What is not told for longer has ended, or begins anew.


@dataclass(frozen=True, slots=True)
class Glimpse:
    """One item that tells of a process: which (theme, theatre, party), and in which sentence."""

    key: tuple[str, str, str]
    item: str
    published: datetime
    quote: Quote


def glimpses(item: Item, sentences: Sequence[Sentence], theatre: str | None, lexicon: Lexicon) -> list[Glimpse]:
    """The processes that an item tells of in its sentences, each once.

    Where the tagger found no act, words of war ("laid siege to the goal") tell of something else.
    """
    if item.quiet or lexicon.explains(item.title):
        return []
    found: dict[tuple[str, str, str], Glimpse] = {}
    for one in sentences:
        told = [process for process in lexicon.processes if process.may_be_told(one.words) and _is_told(process, one.plain)]
        places = places_in(item, one.quote, lexicon) if told else ()
        for process in told:
            where = _beside(process, one.plain, places) or theatre
            if where is None:
                continue
            for party in _parties(one.names, where) if process.each else ("",):
                key = (process.theme, where, party)
                found.setdefault(key, Glimpse(key, item.id, item.published, one.quote))
    return list(found.values())


def courses(seen: Iterable[Glimpse]) -> list[tuple[tuple[str, str, str], list[Glimpse]]]:
    """Glimpses by process, theatre and party, oldest first; pauses are not looked at."""
    by_key: defaultdict[tuple[str, str, str], list[Glimpse]] = defaultdict(list)
    for one in sorted(seen, key=lambda glimpse: (glimpse.published, glimpse.item)):
        by_key[one.key].append(one)
    return sorted(by_key.items())


def runs(own: Sequence[T], when: Callable[[T], datetime | None]) -> Iterator[list[T]]:
    """What was told in order of time, parted where it pauses."""
    run: list[T] = []
    last: datetime | None = None
    for one in own:
        at = when(one)
        if run and at and last and at - last > PAUSE:
            yield run
            run = []
        run.append(one)
        last = at or last
    if run:
        yield run


def _is_told(process: Process, text: str) -> bool:
    return all(need.search(text) for need in process.needs) and not (process.unless and process.unless.search(text))


def _beside(process: Process, text: str, places: Sequence[tuple[int, Place]]) -> str | None:
    """The country of the place that stands nearest to the words of a process."""
    words = [found.start() for need in process.needs if (found := need.search(text))]
    ranked = [(min(abs(at - word) for word in words), at, place.country) for at, place in places if place.country]
    return min(ranked)[2] if ranked and words else None


def _parties(names: Iterable[Name], theatre: str) -> tuple[str, ...]:
    """Countries that the sentence names, other than the theatre itself."""
    return tuple(sorted({name.country for name in names if name.country and name.country != theatre}))
