"""Keeping an index whole: `check` compares it with the ledger, `rebuild` makes its next generation and switches over.

A rebuild may be killed at any moment and started again: what is copied already is found by its version and left alone. Writers
may go on meanwhile; the former generation is kept, and `switch_back` is the way back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

from dateline.errors import IndexRefused
from dateline.models.documents import Document
from dateline.protocols.index import Bundle, Index

BATCH = 200  # Articles copied at once.
CATCH_UP = 10  # Passes over what was written meanwhile; each is shorter than the one before.
SHOWN = 10  # Ids of each kind that a report prints.

Remake = Callable[[Iterator[Bundle]], Iterable[Bundle]]


class Stored(Index, Protocol):
    """An index whose bundles can be read back."""

    def bundles(self, article_ids: list[str]) -> Iterator[Bundle]:
        """Articles with their events, as stored, in the order that the article lists them; those that are not there are left out."""
        ...

    def documents(self, kind: str, ids: Sequence[str]) -> list[Document]:
        """Documents by id with their versions; those that are not there are left out."""
        ...

    def refresh(self) -> None:
        """Make everything written so far visible to `versions` and searches."""
        ...


class Generations(Protocol):
    """The generations of one index: one that everybody uses, at most one before and one after it."""

    def current(self) -> Stored:
        """The one in use, whatever its schema version."""
        ...

    def next(self) -> Stored:
        """The one that a rebuild fills, created or found again."""
        ...

    def former(self) -> Stored | None:
        """The one that was in use before, if it was kept."""
        ...

    def unswept(self) -> Stored | None:
        """The former one, if a switch was made whose last writes were not carried over."""
        ...

    def held(self) -> AbstractContextManager[None]:
        """Keeps writers waiting, where that can be done."""
        ...

    def switch(self, to: Any) -> None:
        """Put another generation in use, in one step for everybody."""
        ...

    def sweep(self, former: Any) -> None:
        """Carry over single events that were written to the former generation around the switch."""
        ...

    def finish(self, former: Any) -> None:
        """Remember that nothing is left to carry over; keep no generation but the one in use and the former one."""
        ...


class Maintained(Stored, Protocol):
    """An index that can be rebuilt."""

    def generations(self) -> Generations:
        """Its generations."""
        ...


@dataclass(frozen=True, slots=True)
class Report:
    """What `check` found. `stale` articles are older than what the ledger saw acknowledged; `orphans` are events that no stored
    article lists, `lost` those that one lists and that are not there, `outdated` those of another revision than their article;
    `unfounded` are incidents that hang on an article that is not there."""

    articles: int
    events: int
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    orphans: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    outdated: tuple[str, ...] = ()
    incidents: int = 0
    unfounded: tuple[str, ...] = ()

    @property
    def differences(self) -> dict[str, tuple[str, ...]]:
        """Ids by what is wrong with them."""
        found = {
            "missing from the index": self.missing,
            "not in the ledger": self.extra,
            "older than the ledger": self.stale,
            "events of no article": self.orphans,
            "events lost": self.lost,
            "events of another revision than their article": self.outdated,
            "incidents of articles that are not there (`dateline incidents rebuild`)": self.unfounded,
        }
        return {meaning: ids for meaning, ids in found.items() if ids}

    @property
    def clean(self) -> bool:
        """Whether ledger and index agree."""
        return not self.differences

    def __str__(self) -> str:
        verdict = "ledger and index agree" if self.clean else "differences"
        lines = [f"{self.articles} articles, {self.events} events and {self.incidents} incidents: {verdict}"]
        for meaning, ids in self.differences.items():
            lines.append(f"  {len(ids)} {meaning}: {', '.join(ids[:SHOWN])}{' …' if len(ids) > SHOWN else ''}")
        return "\n".join(lines)


def check(index: Index, expected: Iterable[tuple[str, int]]) -> Report:
    """Compare an index with the (article id, revision) that the ledger saw acknowledged, and articles with their events."""
    wanted = dict(expected)
    stored = dict(index.versions("articles"))
    listed = {event_id: stored.get(hit.id) for hit in index.scan("articles") for event_id in hit.body["event_ids"]}
    events = dict(index.versions("events"))
    hanging = {hit.id: hit.body["article_ids"] for hit in index.scan("incidents")}
    return Report(
        articles=len(stored),
        events=len(events),
        missing=tuple(sorted(wanted.keys() - stored.keys())),
        extra=tuple(sorted(stored.keys() - wanted.keys())),
        stale=tuple(sorted(key for key, version in wanted.items() if stored.get(key, version) < version)),
        orphans=tuple(sorted(events.keys() - listed.keys())),
        lost=tuple(sorted(listed.keys() - events.keys())),
        outdated=tuple(sorted(key for key, version in listed.items() if key in events and events[key] != version)),
        incidents=len(hanging),
        unfounded=tuple(sorted(key for key, articles in hanging.items() if not stored.keys() >= set(articles))),
    )


def rebuild(index: Maintained, *, remake: Remake | None = None) -> int:
    """Fill the next generation from the current one, switch, carry over what was written meanwhile; how many articles it holds.

    `remake` turns stored bundles into the ones to write, each with its article's version (needed when the schema has changed);
    without it bundles are copied. Raises IndexRefused, with everything as it was, when a bundle is not taken.
    """
    generations = index.generations()
    if before := generations.unswept():  # A rebuild was killed right after its switch.
        _carry_over(before, generations, remake)
        return sum(1 for _ in generations.current().versions("articles"))
    source, target = generations.current(), generations.next()
    try:
        for _ in range(CATCH_UP):
            if copy(source, target, remake=remake) < BATCH:
                break
        with generations.held():
            copy(source, target, remake=remake)
            generations.switch(target)
    finally:
        target.close()
    _carry_over(source, generations, remake)
    return sum(1 for _ in generations.current().versions("articles"))


def switch_back(index: Maintained) -> int:
    """Put the former generation in use again, with what was written since; how many articles were brought to it.

    Raises IndexRefused when it was not kept.
    """
    generations = index.generations()
    former = generations.former()
    if former is None:
        raise IndexRefused("there is no former generation of the index to go back to")
    source = generations.current()
    with generations.held():
        copied = copy(source, former)
        generations.switch(former)
    _carry_over(source, generations, None)
    return copied


def copy(source: Stored, target: Stored, *, remake: Remake | None = None) -> int:
    """Write to `target` every bundle of `source` that it has not, or has older; how many. Raises IndexRefused when it takes one not.

    Incidents are carried over as they are; where bundles are made anew they are left out, since they have to be joined again.
    """
    source.refresh()
    target.refresh()
    if remake is None:
        _copy_incidents(source, target)
    copied = 0
    ids = _newer(source.versions("articles"), target.versions("articles"))
    while batch := list(islice(ids, BATCH)):
        bundles = source.bundles(batch)
        for written in target.write(list(remake(bundles) if remake else bundles)):
            if written.result == "refused":
                raise IndexRefused(f"article {written.article_id} cannot be rebuilt: {written.reason}; the index in use is as it was")
        copied += len(batch)
    return copied


def _copy_incidents(source: Stored, target: Stored) -> None:
    """What `target` has not, or has older; and away with what `source` has no more."""
    there = dict(source.versions("incidents"))
    gone = [(key, version) for key, version in target.versions("incidents") if key not in there]
    ids = _newer(iter(sorted(there.items())), target.versions("incidents"))
    while batch := list(islice(ids, BATCH)):
        target.write_incidents(source.documents("incidents", batch))
    target.write_incidents((), gone)


def _carry_over(before: Stored, generations: Generations, remake: Remake | None) -> None:
    now = generations.current()
    try:
        copy(before, now, remake=remake)
        generations.sweep(before)
        generations.finish(before)
    finally:
        before.close()
        now.close()


def _newer(source: Iterator[tuple[str, int]], target: Iterator[tuple[str, int]]) -> Iterator[str]:
    """Ids that `source` has newer than `target`; both come in id order."""
    other = next(target, None)
    for key, version in source:
        while other is not None and other[0] < key:
            other = next(target, None)
        if other is None or other[0] != key or other[1] < version:
            yield key
