"""The index of a team: Elasticsearch 9. One index per kind behind an alias, strict mappings, external versions.

`dateline-events` is an alias of `dateline-events-1-000001`: schema version, then generation; a rebuild writes the next
generation and switches the alias. Every document's version is its article's revision from the ledger, so that a late writer
loses and a repeat is harmless.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from elasticsearch import BadRequestError, Elasticsearch, NotFoundError

from dateline.errors import IndexUnusable, OtherSchema
from dateline.indexes.elasticsearch import queries as asking
from dateline.indexes.elasticsearch.answers import answer_of
from dateline.indexes.elasticsearch.bulk import Sleep, read, refusing
from dateline.indexes.elasticsearch.generations import ElasticsearchGenerations
from dateline.indexes.elasticsearch.queries import WHOLE, WINDOW
from dateline.indexes.elasticsearch.templates import put_template
from dateline.indexes.elasticsearch.writing import Writer
from dateline.indexes.kinds import ByKind
from dateline.indexes.meaning import KINDS, SCHEMA, check_by, highlight, is_empty, wanted_words
from dateline.models.documents import Document
from dateline.protocols.index import Bundle, Facets, Written
from dateline.query import Bucket, Hit, Hits, Query

PAGE = 500  # Documents read at once by `scan`.
KEEP = "2m"  # How long a walk may pause between two pages.


class ElasticsearchIndex(ByKind):
    """`dateline.protocols.index.Index` over one server or cluster."""

    def __init__(
        self, client: Elasticsearch, *, prefix: str = "dateline", names: Mapping[str, str] | None = None, sleep: Sleep = time.sleep
    ) -> None:
        """`names` are the indexes of one generation; without them all goes by the aliases."""
        self._sleep = sleep
        self.client = client
        self.prefix = prefix
        self.names = dict(names or {kind: f"{prefix}-{kind}" for kind in KINDS})
        self._by_alias = names is None
        self._writer = Writer(client, self.names, by_alias=self._by_alias, sleep=sleep)

    # ---- life ----

    def init(self) -> None:
        """Create templates, indexes and aliases where they are missing. Needs no more than reading when all is there.

        Raises IndexUnusable when something else is there, and OtherSchema for an index of another version.
        """
        with refusing(opening=True):
            for kind in KINDS:
                if not self.generations_of(kind):
                    self._create(kind)
                if (schema := self.schema(self._generation(kind))) != SCHEMA:
                    raise OtherSchema(
                        f"{self.alias(kind)}: has index version {schema}, this release needs {SCHEMA}; run `dateline index rebuild`"
                    )

    def alias(self, kind: str) -> str:
        """The name that everybody reads and writes by."""
        return f"{self.prefix}-{kind}"

    def generations_of(self, kind: str) -> list[str]:
        """The indexes that the alias points to: one, but for a broken set-up."""
        try:
            return sorted(self.client.indices.get_alias(name=self.alias(kind)))
        except NotFoundError:
            return []

    def schema(self, name: str) -> Any:
        """The schema version that an index was created with."""
        mappings = self.client.indices.get_mapping(index=name)[name]["mappings"]
        return mappings.get("_meta", {}).get("schema")

    def refresh(self) -> None:
        """Make everything written so far searchable; otherwise it takes up to a second."""
        with refusing():
            self.client.indices.refresh(index=list(self.names.values()))

    def close(self) -> None:
        """Close connections; generations share those of the index they are of."""
        if self._by_alias:
            self.client.close()

    def generations(self) -> ElasticsearchGenerations:
        """For rebuilding; see `dateline.indexes.maintenance`."""
        return ElasticsearchGenerations(self)

    def of_names(self, names: Mapping[str, str]) -> ElasticsearchIndex:
        """One generation by its indexes."""
        return ElasticsearchIndex(self.client, prefix=self.prefix, names=names)

    def _create(self, kind: str) -> None:
        """The first generation, unless there is one already: an alias that got lost must not lead to an empty index."""
        alias = self.alias(kind)
        if self.client.indices.get(index=f"{alias}-*-*", features="aliases"):
            return
        put_template(self.client, alias, kind)
        try:
            self.client.indices.create(index=f"{alias}-{SCHEMA}-000001", aliases={alias: {"is_write_index": True}})
        except BadRequestError as error:
            said = answer_of(error).error
            if said == "invalid_alias_name_exception":
                raise IndexUnusable(
                    f"{alias}: is an index and must be an alias; keep its documents elsewhere, DELETE /{alias}, run `dateline index init`"
                ) from error
            if said != "resource_already_exists_exception":  # Somebody else was faster.
                raise

    def _generation(self, kind: str) -> str:
        """The one index behind the alias. Raises IndexUnusable with the repair when it is none or several."""
        alias, names = self.alias(kind), self.generations_of(kind)
        if not names:
            there = sorted(self.client.indices.get(index=f"{alias}-*-*", features="aliases"))
            raise IndexUnusable(f"{alias}: no alias leads to {there[-1]}; add it (PUT /{there[-1]}/_alias/{alias}), or delete the index")
        if len(names) > 1:
            raise IndexUnusable(
                f"{alias}: the alias leads to {', '.join(names)}; take it from all but the newest (DELETE /{names[0]}/_alias/{alias})"
            )
        return names[0]

    # ---- writing ----

    def write(self, bundles: Sequence[Bundle]) -> list[Written]:
        """Write bundles: events first, then deletes, the article last. Bundles of one article are written one after the other."""
        return self._writer.write(bundles)

    def write_incidents(self, documents: Sequence[Document], gone: Sequence[tuple[str, int]] = ()) -> list[Written]:
        """Write incidents and delete those that are no more. A generation of a release that had none refuses them."""
        return self._writer.write_incidents(documents, gone)

    # ---- searching ----

    def walk(self, kind: str, query: Query) -> Iterator[Hit]:
        """Every document that matches, in order, as of the first page."""
        if is_empty(query):
            return iter(())
        walked = self._walk(kind, asking.matching(kind, query), asking.order(kind, query), page=PAGE)
        return (Hit(hit["_id"], hit["_source"]) for hit in walked)

    def facets(self, query: Query, *, fields: Sequence[str], size: int = 20, kind: str = "events", one_in: int = 1) -> Facets:
        """Counts of the matching events or incidents, most first, then by value."""
        wanted = asking.facets(list(fields), size, kind)
        if is_empty(query) or not wanted:
            return Facets(dict.fromkeys(wanted, ()))
        answer = self._search(kind, query, size=0, aggs=wanted)
        return Facets({field: _counts(answer["aggregations"][field]) for field in wanted})

    def timeline(self, query: Query, *, by: str = "day", top: int = 5, kind: str = "events") -> list[Bucket]:
        """Matching, dated events or incidents by the day, week or month of `day_local`."""
        check_by(by)
        if is_empty(query):
            return []
        answer = self._search(kind, query, size=0, aggs=asking.buckets(by, top))
        return [self._bucket(kind, bucket, query) for bucket in answer["aggregations"]["buckets"]["buckets"]]

    def incident(self, incident_id: str) -> Mapping[str, Any] | None:
        """One incident document by its id or one that was merged into it, or None."""
        if found := self.one("incidents", incident_id):
            return found
        with refusing():
            former = {"term": {"former_ids": incident_id}}
            hits = self.client.search(index=self.names["incidents"], query=former, size=1, sort=[{"id": "asc"}], **WHOLE)["hits"]["hits"]
        return dict(hits[0]["_source"]) if hits else None

    def scan(self, kind: str) -> Iterator[Hit]:
        """Every document of a kind, in id order, as of the first page."""
        return (Hit(hit["_id"], hit["_source"]) for hit in self._walk(kind, {"match_all": {}}, [{"id": "asc"}], page=PAGE))

    def versions(self, kind: str) -> Iterator[tuple[str, int]]:
        """(id, version) of every document of a kind, in id order, as of the first page; none of a kind that an older generation lacks."""
        if kind not in self.names:
            return iter(())
        hits = self._walk(kind, {"match_all": {}}, [{"id": "asc"}], page=WINDOW, source=False, version=True)
        return ((hit["_id"], hit["_version"]) for hit in hits)

    def bundles(self, article_ids: list[str]) -> Iterator[Bundle]:
        """Articles with their events, as stored, in the order that the article lists them; those that are not there are left out."""
        with refusing():
            articles = self.documents("articles", article_ids)
            wanted = sorted({event_id for article in articles for event_id in article.body["event_ids"]})
            events = {event.id: event for event in self.documents("events", wanted)}
        for article in articles:
            own = [events[key] for key in article.body["event_ids"] if key in events]
            yield Bundle(article, tuple(event for event in own if event.body["article"]["id"] == article.id))

    def documents(self, kind: str, ids: Sequence[str]) -> list[Document]:
        """Documents by id, as of now; those that are not there are left out."""
        if not ids:
            return []
        docs = read(lambda: self.client.mget(index=self.names[kind], ids=list(ids)), sleep=self._sleep)["docs"]
        return [Document(kind, doc["_id"], doc["_version"], doc["_source"]) for doc in docs if doc.get("found")]

    def hits(self, kind: str, query: Query) -> Hits:
        """Documents of a kind that match."""
        if is_empty(query):
            return Hits(0, ())
        deep = query.offset + query.limit > WINDOW
        window = {"from_": query.offset, "size": query.limit} if not deep else {"size": 0}
        answer = self._search(kind, query, sort=asking.order(kind, query), **window)
        hits: Iterable[Mapping[str, Any]] = answer["hits"]["hits"]
        if deep:
            walk = self._walk(kind, asking.matching(kind, query), asking.order(kind, query), page=PAGE)
            hits = (hit for number, hit in enumerate(walk) if query.offset <= number < query.offset + query.limit)
        found = tuple(self._hit(kind, hit, query) for hit in hits)
        return Hits(answer["hits"]["total"]["value"] if query.counted else query.offset + len(found), found)

    def _search(self, kind: str, query: Query, **wanted: Any) -> Mapping[str, Any]:
        with refusing():
            answer = self.client.search(
                index=self.names[kind], query=asking.matching(kind, query), track_total_hits=query.counted, **wanted, **WHOLE
            )
            body: Mapping[str, Any] = answer.body
            return body

    def _walk(
        self, kind: str, query: Mapping[str, Any], sort: list[Any], *, page: int, source: bool = True, **wanted: Any
    ) -> Iterator[Mapping[str, Any]]:
        """All hits, page by page, from one point in time."""
        if kind not in KINDS:
            raise ValueError(f"no such kind of document: {kind}")
        with refusing():
            pit = self.client.open_point_in_time(index=self.names[kind], keep_alive=KEEP)["id"]
            try:
                after = None
                while True:
                    answer = self.client.search(
                        query=query,
                        sort=sort,
                        size=page,
                        pit={"id": pit, "keep_alive": KEEP},
                        search_after=after,
                        source=source,
                        track_total_hits=False,
                        **WHOLE,
                        **wanted,
                    )
                    hits = answer["hits"]["hits"]
                    yield from hits
                    if len(hits) < page:
                        return
                    after = hits[-1]["sort"]
            finally:
                self.client.options(ignore_status=404).close_point_in_time(id=pit)

    def one(self, kind: str, key: str) -> Mapping[str, Any] | None:
        """One document of a kind, or None."""
        with refusing():
            try:
                return dict(self.client.get(index=self.names[kind], id=key)["_source"])
            except NotFoundError as error:
                if isinstance(error.body, dict) and error.body.get("found") is False:
                    return None
                raise

    def _hit(self, kind: str, hit: Mapping[str, Any], query: Query) -> Hit:
        return Hit(hit["_id"], hit["_source"], highlight(kind, hit["_source"], wanted_words(query) if query.marked else None))

    def _bucket(self, kind: str, bucket: Mapping[str, Any], query: Query) -> Bucket:
        top = bucket["top"]["hits"]["hits"] if "top" in bucket else []
        return Bucket(
            start=_day(bucket["key_as_string"]),
            count=bucket["doc_count"],
            by_type=dict(_counts(bucket["types"])),
            top=tuple(self._hit(kind, hit, query) for hit in top),
            actors=_counts(bucket["actors"]) if "actors" in bucket else (),
        )


def _counts(terms: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    return tuple((bucket["key"], bucket["doc_count"]) for bucket in terms["buckets"])


def _day(text: str) -> date:
    return datetime.fromisoformat(re.sub(r"Z$", "+00:00", text)).date()
