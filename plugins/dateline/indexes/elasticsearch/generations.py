"""Generations of the team's index: numbered indexes, and an alias that names the pair in use.

What a rebuild has reached stands in the mappings' `_meta` of the generation itself: `filling`, then (with the name of the former
one) `switched`, then `whole`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

from dateline.indexes.elasticsearch.bulk import Write, refusing, send
from dateline.indexes.elasticsearch.templates import put_template
from dateline.indexes.meaning import KINDS, SCHEMA

if TYPE_CHECKING:
    from dateline.indexes.elasticsearch.index import ElasticsearchIndex

Names = dict[str, str]
"""The index of each kind in one generation."""

BATCH = 500  # Events read at once by `sweep`.
FIRST = {"articles", "events"}  # Kinds that every release has had.


class ElasticsearchGenerations:
    """`dateline.indexes.maintenance.Generations` over indexes `dateline-events-1-000001`, `…-000002` …"""

    def __init__(self, index: ElasticsearchIndex) -> None:
        self._index = index
        self._indices = index.client.indices

    @refusing()
    def current(self) -> ElasticsearchIndex:
        """The indexes behind the aliases; an older release may not have had every kind."""
        found = {kind: self._index.generations_of(kind) for kind in KINDS}
        return self._index.of_names({kind: names[-1] for kind, names in found.items() if names})

    @refusing()
    def next(self) -> ElasticsearchIndex:
        """The pair that a rebuild fills."""
        known = self._known()
        filling = [number for number, names in known.items() if self._state(names).get("state") == "filling" and _is_ours(names)]
        number = filling[0] if filling else max(known, default=0) + 1
        names = {kind: f"{self._index.alias(kind)}-{SCHEMA}-{number:06d}" for kind in KINDS}
        for kind, name in names.items():
            put_template(self._index.client, self._index.alias(kind), kind)
            if not self._indices.exists(index=name):
                self._indices.create(index=name)
        self._mark(names, {"state": "filling"})
        return self._index.of_names(names)

    @refusing()
    def former(self) -> ElasticsearchIndex | None:
        """The pair that was in use before."""
        used = set(self.current().names.values())
        others = [names for _, names in sorted(self._known().items()) if not used & set(names.values()) and names.keys() >= FIRST]
        whole = [names for names in others if self._state(names).get("state") != "filling"]
        if not whole:
            return None
        self._indices.put_settings(index=list(whole[-1].values()), settings={"index.blocks.write": None})
        return self._index.of_names(whole[-1])

    @refusing()
    def unswept(self) -> ElasticsearchIndex | None:
        """The pair that was in use before a switch after which we were killed."""
        state = self._state(self.current().names)
        names: Names = state.get("before") or {}
        if state.get("state") == "switched" and all(self._indices.exists(index=name) for name in names.values()):
            return self._index.of_names(names)
        return None

    def held(self) -> AbstractContextManager[None]:
        """Writers go on: what they write around the switch is carried over after it."""
        return nullcontext()

    @refusing()
    def switch(self, to: ElasticsearchIndex) -> None:
        """Point both aliases at another pair in one step, then close the former one for writers."""
        before = dict(self.current().names)
        self._mark(to.names, {"state": "switched", "before": before})
        actions: list[Mapping[str, Any]] = []
        for kind in KINDS:
            alias = self._index.alias(kind)
            if kind in before:
                actions.append({"remove": {"index": before[kind], "alias": alias}})
            if kind in to.names:
                actions.append({"add": {"index": to.names[kind], "alias": alias, "is_write_index": True}})
        self._indices.update_aliases(actions=actions)
        # Waits for writes that are under way; one that comes later is refused and finds the new pair when it is tried again.
        for name in before.values():
            self._indices.add_block(index=name, block="write")

    @refusing()
    def sweep(self, former: ElasticsearchIndex) -> None:
        """Events that a writer put into the former index before the switch, and whose article it put into the new one."""
        now = self.current()
        former.refresh()
        now.refresh()
        held = dict(now.versions("events"))
        stray = [key for key, version in former.versions("events") if held.get(key, -1) < version]
        for start in range(0, len(stray), BATCH):
            found = former.documents("events", stray[start : start + BATCH])
            owners = {article_id: doc for doc in found if (article_id := doc.body["article"]["id"])}
            articles = {doc.id: doc for doc in now.documents("articles", sorted(owners))}
            listed = {event_id for doc in articles.values() for event_id in doc.body["event_ids"]}
            writes = [Write(now.names["events"], doc.id, doc.version, doc.body) for doc in found if doc.id in listed]
            send(self._index.client, writes, require_alias=False)

    @refusing()
    def finish(self, former: ElasticsearchIndex) -> None:
        """Mark the pair in use as whole; drop all but it and the former one."""
        current = self.current().names
        # A former pair may stand open from a way back; closed for writers it stays as it was when it was left.
        for name in former.names.values():
            self._indices.add_block(index=name, block="write")
        self._mark(current, {"state": "whole", "before": former.names})
        kept = {*current.values(), *former.names.values()}
        if gone := [name for names in self._known().values() for name in names.values() if name not in kept]:
            self._indices.delete(index=gone)

    def _known(self) -> dict[int, Names]:
        """Every generation by its number."""
        known: dict[int, Names] = {}
        for kind in KINDS:
            pattern = re.compile(rf"{re.escape(self._index.alias(kind))}-\d+-(\d+)")
            for name in self._indices.get(index=f"{self._index.alias(kind)}-*", features="aliases"):
                if match := pattern.fullmatch(name):
                    known.setdefault(int(match[1]), {})[kind] = name
        return known

    def _state(self, names: Names) -> dict[str, Any]:
        name = names.get("events")
        if name is None:
            return {}
        meta: dict[str, Any] = self._indices.get_mapping(index=name)[name]["mappings"].get("_meta", {})
        return meta

    def _mark(self, names: Names, changes: Mapping[str, Any]) -> None:
        for name in names.values():
            meta = self._indices.get_mapping(index=name)[name]["mappings"].get("_meta", {})
            self._indices.put_mapping(index=name, meta={**meta, **changes})


def _is_ours(names: Names) -> bool:
    return all(f"-{SCHEMA}-" in name for name in names.values())
