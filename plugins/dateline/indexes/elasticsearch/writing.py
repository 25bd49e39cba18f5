"""Writes articles with their events, and incidents, so that nothing stale is left, whoever else writes and whenever one is killed."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from elastic_transport import ObjectApiResponse
from elasticsearch import Elasticsearch

from dateline.indexes.elasticsearch.answers import Verdict
from dateline.indexes.elasticsearch.bulk import Sent, Sleep, Write, read, refusing, send
from dateline.indexes.elasticsearch.queries import WHOLE, WINDOW
from dateline.indexes.meaning import refusal, refused
from dateline.models.documents import Document
from dateline.protocols.index import Bundle, Written


class Writer:
    """Writes into the indexes of one generation, or by their aliases."""

    def __init__(self, client: Elasticsearch, names: Mapping[str, str], *, by_alias: bool, sleep: Sleep) -> None:
        self._client = client
        self._names = names
        self._by_alias = by_alias
        self._sleep = sleep

    def write(self, bundles: Sequence[Bundle]) -> list[Written]:
        """Write bundles: events first, then deletes, the article last. Bundles of one article are written one after the other."""
        written: dict[int, Written] = {}
        rounds: list[list[int]] = []
        turns: dict[str, int] = {}
        for number, bundle in enumerate(bundles):
            if reason := refusal(bundle):
                written[number] = Written(bundle.article.id, "refused", reason)
                continue
            turn = turns[bundle.article.id] = turns.get(bundle.article.id, -1) + 1
            if turn == len(rounds):
                rounds.append([])
            rounds[turn].append(number)
        with refusing():
            for numbers in rounds:
                written.update(zip(numbers, self._write([bundles[number] for number in numbers]), strict=True))
        return [written[number] for number in range(len(bundles))]

    def write_incidents(self, documents: Sequence[Document], gone: Sequence[tuple[str, int]] = ()) -> list[Written]:
        """Write incidents and delete those that are no more. A generation of a release that had none refuses them."""
        name = self._names.get("incidents")
        if name is None:
            return [Written(document.id, "refused", "this generation of the index has no incidents") for document in documents]
        taken = [document for document in documents if not refused(document)]
        with refusing():
            sent = self.send(
                [Write(name, document.id, document.version, document.body) for document in taken]
                + [Write(name, identifier, version, at_least=True) for identifier, version in gone]
            )
        results = {document.id: _written(document.id, one) for document, one in zip(taken, sent, strict=False)}
        return [results.get(document.id) or Written(document.id, "refused", refused(document)) for document in documents]

    def _write(self, bundles: Sequence[Bundle]) -> list[Written]:
        held = self._held([bundle.article.id for bundle in bundles])
        results: dict[str, Written] = {}
        for bundle in bundles:
            if held.get(bundle.article.id, (0, ()))[0] >= bundle.article.version:
                results[bundle.article.id] = Written(bundle.article.id, "stale")
        rest = [bundle for bundle in bundles if bundle.article.id not in results]
        leftovers = self._stored_events([bundle.article.id for bundle in rest])
        owners: list[Bundle] = []
        writes: list[Write] = []
        for bundle in rest:
            listed = {event.id for event in bundle.events}
            gone = ({*held.get(bundle.article.id, (0, ()))[1], *leftovers.get(bundle.article.id, ())}) - listed
            version = bundle.article.version
            mine = [Write(self._names["events"], event.id, version, event.body) for event in bundle.events]
            mine += [Write(self._names["events"], key, version) for key in sorted(gone)]
            writes += mine
            owners += [bundle] * len(mine)
        for bundle, sent in zip(owners, self.send(writes), strict=True):
            if sent.verdict is Verdict.FINAL:
                results.setdefault(bundle.article.id, _written(bundle.article.id, sent))
        whole = [bundle for bundle in rest if bundle.article.id not in results]
        articles = [Write(self._names["articles"], b.article.id, b.article.version, b.article.body) for b in whole]
        for bundle, sent in zip(whole, self.send(articles), strict=True):
            results[bundle.article.id] = _written(bundle.article.id, sent)
        self._withdraw([bundle for bundle in rest if results[bundle.article.id].result != "stored"])
        if self._by_alias:  # Into a generation by its name nobody writes but the rebuild.
            stored = [bundle for bundle in whole if results[bundle.article.id].result == "stored"]
            self._sweep([bundle for bundle in stored if held.get(bundle.article.id, (0, ()))[0] < bundle.article.version - 1])
        return [results[bundle.article.id] for bundle in bundles]

    def _withdraw(self, bundles: Sequence[Bundle]) -> None:
        """Take back the events of articles that were not stored, but for those that the stored article lists."""
        if not bundles:
            return
        held = self._held([bundle.article.id for bundle in bundles])
        writes = []
        for bundle in bundles:
            version, listed = held.get(bundle.article.id, (0, ()))
            for event in bundle.events:
                if event.id not in listed:
                    writes.append(Write(self._names["events"], event.id, max(version, bundle.article.version), at_least=True))
        self.send(writes)

    def _sweep(self, bundles: Sequence[Bundle]) -> None:
        """Delete the events of revisions between the one that was read and the one that was written.

        Their writer may have been under way, so that neither the article nor a search told of them. He was done before our article
        went in, else he loses and takes them back himself.
        """
        if not bundles:
            return
        self._read(lambda: self._client.indices.refresh(index=self._names["events"]))
        found = self._stored_events([bundle.article.id for bundle in bundles])
        writes = []
        for bundle in bundles:
            gone = set(found.get(bundle.article.id, ())) - {event.id for event in bundle.events}
            writes += [Write(self._names["events"], key, bundle.article.version) for key in sorted(gone)]
        self.send(writes)

    def send(self, writes: Sequence[Write]) -> list[Sent]:
        """A verdict for each write, in order."""
        return send(self._client, writes, require_alias=self._by_alias, sleep=self._sleep)

    def _read(self, call: Callable[[], ObjectApiResponse[Any]]) -> Mapping[str, Any]:
        return read(call, sleep=self._sleep)

    def _held(self, ids: Sequence[str]) -> dict[str, tuple[int, tuple[str, ...]]]:
        """Version and event ids of stored articles, as of now and not as of the last refresh."""
        if not ids:
            return {}
        answer = self._read(lambda: self._client.mget(index=self._names["articles"], ids=list(ids), source_includes=["event_ids"]))
        return {doc["_id"]: (doc["_version"], tuple(doc["_source"]["event_ids"])) for doc in answer["docs"] if doc.get("found")}

    def _stored_events(self, article_ids: Sequence[str]) -> dict[str, list[str]]:
        """Events that searches find for articles: among them those that a writer left who was killed before the article."""
        found: dict[str, list[str]] = {}
        wanted = {"terms": {"article.id": list(article_ids)}}
        search = functools.partial(
            self._client.search, index=self._names["events"], query=wanted, size=WINDOW, sort=[{"id": "asc"}], **WHOLE
        )
        told = {"docvalue_fields": ["article.id"], "source": False, "track_total_hits": False}
        after = None
        while article_ids:
            hits = self._read(functools.partial(search, search_after=after, **told))["hits"]["hits"]
            for hit in hits:
                found.setdefault(hit["fields"]["article.id"][0], []).append(hit["_id"])
            if len(hits) < WINDOW:
                break
            after = hits[-1]["sort"]
        return found


def _written(identifier: str, sent: Sent) -> Written:
    if sent.verdict is Verdict.FINAL:
        return Written(identifier, "refused", f"{sent.answer.error}: {' '.join(sent.answer.reason.split())[:300]}")
    return Written(identifier, "stored" if sent.verdict is Verdict.DONE else "stale")
