"""Items -> episodes: the processes that go on and are told again each day, each in its theatre. Pure.

Which processes there are is knowledge (`seeds/incidents/themes`); where one goes on is the theatre of the items. Reports of one
process in one theatre are one episode as long as no more than PAUSE days lie between two of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dateline.incidents.items import Item
from dateline.incidents.lexicon import Lexicon, Process
from dateline.incidents.tellings import LONGEST, Quote, plain_of, quotes_of

PAUSE = timedelta(days=10)  # What is not told for longer has ended, or begins anew.


@dataclass(frozen=True, slots=True)
class Glimpse:
    """One item that tells of a process: which (theme, theatre, party), and in which sentence."""

    key: tuple[str, str, str]
    item: str
    published: datetime
    quote: Quote


def glimpses(item: Item, theatre: str | None, lexicon: Lexicon) -> list[Glimpse]:
    """The processes that an item tells of, each once."""
    if theatre is None or lexicon.explains(item.title):
        return []
    found: dict[tuple[str, str, str], Glimpse] = {}
    for quote in quotes_of(item):
        text = plain_of(quote.text[:LONGEST])
        for process in lexicon.processes:
            if not _is_told(process, text):
                continue
            for party in _parties(quote.text, theatre, lexicon) if process.each else ("",):
                key = (process.theme, theatre, party)
                found.setdefault(key, Glimpse(key, item.id, item.published, quote))
    return list(found.values())


def episodes(seen: Sequence[Glimpse]) -> list[tuple[tuple[str, str, str], list[Glimpse]]]:
    """Glimpses of one process in one theatre without a long pause, oldest first."""
    by_key: defaultdict[tuple[str, str, str], list[Glimpse]] = defaultdict(list)
    for one in sorted(seen, key=lambda glimpse: (glimpse.published, glimpse.item)):
        by_key[one.key].append(one)
    return [(key, run) for key, own in sorted(by_key.items()) for run in _runs(own)]


def titles(lexicon: Lexicon) -> Mapping[str, Process]:
    """One process of each theme, for its title and type."""
    return {process.theme: process for process in reversed(lexicon.processes)}


def _runs(own: Sequence[Glimpse]) -> Iterator[list[Glimpse]]:
    run: list[Glimpse] = []
    for one in own:
        if run and one.published - run[-1].published > PAUSE:
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def _is_told(process: Process, text: str) -> bool:
    return all(need.search(text) for need in process.needs) and not (process.unless and process.unless.search(text))


def _parties(text: str, theatre: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Countries that the sentence names, other than the theatre itself."""
    return tuple(sorted({name.country for name in lexicon.names(text) if name.country and name.country != theatre}))
