"""Writing to a real Elasticsearch while things go wrong: nothing is lost, nothing is double, refusals say what to do."""

from __future__ import annotations

import functools
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TypeVar

import pytest
from elasticsearch import ConflictError

from dateline.errors import IndexRefused, IndexUnusable, OtherSchema
from dateline.indexes.elasticsearch import bulk
from dateline.indexes.elasticsearch.answers import Verdict, answer_of, judge
from dateline.indexes.elasticsearch.bulk import Write, send
from dateline.indexes.elasticsearch.connect import connect
from dateline.indexes.elasticsearch.index import ElasticsearchIndex
from dateline.models.documents import Document
from dateline.protocols.index import Bundle
from tests.bundles import article, bundle, event
from tests.services_elasticsearch import Server, installed

pytestmark = pytest.mark.elasticsearch
T = TypeVar("T")

# One write at a time and one in the queue; requests of 1 MB at most.
TINY = {"thread_pool.write.size": "1", "thread_pool.write.queue_size": "1", "node.processors": "1", "http.max_content_length": "1mb"}


@pytest.fixture(scope="module")
def tiny_server() -> Iterator[Server]:
    """A server that is easily asked too much, and may be killed."""
    server = Server(*installed(), options=TINY)
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture
def tiny(tiny_server: Server, request: pytest.FixtureRequest) -> Iterator[ElasticsearchIndex]:
    """An index on it, named after the test."""
    index = ElasticsearchIndex(connect(tiny_server.url), prefix=f"t{abs(hash(request.node.name)) % 10**8}")
    _when_up(index.init)
    yield index
    index.close()


def _when_up(call: Callable[[], T]) -> T:
    """What it gives once the server takes it: as the pipeline, which comes again later."""
    for _ in range(29):
        try:
            return call()
        except IndexRefused:
            threading.Event().wait(1)
    return call()


def numbered(number: int) -> Bundle:
    """Article `a<number>` with three events."""
    return bundle(*(event(f"e{number}-{n}") for n in range(3)), of=article(f"a{number}"))


def count(index: ElasticsearchIndex) -> tuple[int, int]:
    """How many articles and events are stored."""
    index.refresh()
    return sum(1 for _ in index.versions("articles")), sum(1 for _ in index.versions("events"))


def test_a_full_queue_is_waited_for(tiny: ElasticsearchIndex) -> None:
    pauses: list[float] = []

    def patient(seconds: float) -> None:
        pauses.append(seconds)
        threading.Event().wait(seconds)

    indexes = [ElasticsearchIndex(tiny.client, prefix=tiny.prefix, sleep=patient) for _ in range(8)]
    batches = [[numbered(8 * n + k) for n in range(25)] for k in range(8)]
    with ThreadPoolExecutor(8) as threads:
        for _ in range(3):
            results = list(threads.map(lambda pair: pair[0].write(pair[1]), zip(indexes, batches, strict=True)))
    assert {written.result for batch in results for written in batch} == {"stale"}
    assert pauses, "the queue was never full"
    assert count(tiny) == (200, 600)


def test_a_disk_above_the_flood_stage_pauses_and_tells(tiny: ElasticsearchIndex) -> None:
    everything = list(tiny.names.values())
    tiny.client.indices.put_settings(index=everything, settings={"index.blocks.read_only_allow_delete": True})
    with pytest.raises(IndexRefused, match="disk is full") as full:
        tiny.write([numbered(1)])
    assert not isinstance(full.value, IndexUnusable)
    tiny.client.indices.put_settings(index=everything, settings={"index.blocks.read_only_allow_delete": None})
    assert [written.result for written in tiny.write([numbered(1)])] == ["stored"]
    assert count(tiny) == (1, 3)


def test_a_block_by_hand_is_waited_for_and_told(tiny: ElasticsearchIndex) -> None:
    pauses: list[float] = []
    index = ElasticsearchIndex(tiny.client, prefix=tiny.prefix, sleep=pauses.append)
    tiny.client.indices.put_settings(index=list(tiny.names.values()), settings={"index.blocks.write": True})
    with pytest.raises(IndexRefused, match=r"blocked .* lift the block .* 8 tries failed, nothing was lost"):
        index.write([numbered(1)])
    assert pauses == [1, 2, 4, 8, 10, 10, 10]


def test_a_server_killed_in_the_middle_of_a_bulk_loses_nothing(tiny: ElasticsearchIndex, tiny_server: Server) -> None:
    batches = [[numbered(20 * n + k) for k in range(20)] for n in range(30)]
    halfway = threading.Event()
    done: list[str] = []

    def write_all() -> None:
        for number, batch in enumerate(batches):
            if number == 10:
                halfway.set()
            done.extend(written.result for written in _when_up(functools.partial(tiny.write, batch)))

    writer = threading.Thread(target=write_all)
    writer.start()
    assert halfway.wait(300)
    tiny_server.kill()
    tiny_server.start()
    writer.join(600)
    assert len(done) == 600
    assert set(done) <= {"stored", "stale"}  # Stale: stored before the kill, but the answer did not arrive.
    assert count(tiny) == (600, 1800)


def test_a_server_that_hangs_is_asked_again_and_stores_once(tiny: ElasticsearchIndex, tiny_server: Server) -> None:
    hasty = ElasticsearchIndex(tiny.client.options(request_timeout=2.0), prefix=tiny.prefix)
    pids = tiny_server.pids()
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)

    def wake(_seconds: float) -> None:
        """In the pause before the second try."""
        for pid in pids:
            os.kill(pid, signal.SIGCONT)

    writes = [Write(tiny.names["events"], one.id, 1, one.body) for one in numbered(1).events]
    sent = send(hasty.client, writes, sleep=wake)
    assert {one.verdict for one in sent} <= {Verdict.DONE, Verdict.STALE}
    assert count(tiny) == (0, 3)


def test_a_document_that_does_not_fit_is_refused_beside_neighbours_that_are_stored(tiny: ElasticsearchIndex) -> None:
    odd = numbered(2)
    spoilt = replace(odd, events=(Document("events", "odd", 1, {**odd.events[0].body, "colour": "red"}), *odd.events[1:]))
    written = tiny.write([numbered(1), spoilt, numbered(3)])
    assert [one.result for one in written] == ["stored", "refused", "stored"]
    assert "strict_dynamic_mapping_exception" in (written[1].reason or "")
    assert count(tiny) == (2, 6)
    assert tiny.article("a2") is None


def test_an_article_that_does_not_fit_takes_its_events_with_it(tiny: ElasticsearchIndex) -> None:
    odd = numbered(1)
    spoilt = replace(odd, article=Document("articles", "a1", 1, {**odd.article.body, "published": "soon"}))
    (written,) = tiny.write([spoilt])
    assert (written.result, (written.reason or "").split(":")[0]) == ("refused", "document_parsing_exception")
    assert count(tiny) == (0, 0)


def test_one_id_that_is_too_long_does_not_spoil_the_request(tiny: ElasticsearchIndex) -> None:
    body = numbered(1).events[0].body
    writes = [Write(tiny.names["events"], key, 1, body) for key in ("a", "b", "x" * 513, "c", "d")]
    assert [one.verdict for one in send(tiny.client, writes)] == ["done", "done", "final", "done", "done"]
    assert count(tiny)[1] == 4


def test_a_request_that_is_too_large_is_sent_in_halves(tiny: ElasticsearchIndex) -> None:
    bodies = {"huge": "x " * 600_000} | {f"big{n}": "x " * 150_000 for n in range(6)}
    bundles = [bundle(of=article(key, text=text)) for key, text in bodies.items()]
    assert sum(len(text) for text in bodies.values()) < bulk.CHUNK_BYTES
    results = {written.article_id: written.result for written in tiny.write(bundles)}
    assert results == {"huge": "refused"} | {f"big{n}": "stored" for n in range(6)}


def test_a_lost_index_is_named_and_never_made_by_a_write(tiny: ElasticsearchIndex) -> None:
    names = [name for kind in ("articles", "events") for name in tiny.generations_of(kind)]
    tiny.client.indices.delete(index=names)
    for call in (lambda: tiny.write([numbered(1)]), lambda: tiny.article("a1"), tiny.refresh, lambda: list(tiny.scan("events"))):
        with pytest.raises(IndexUnusable, match="dateline index init"):
            call()
    assert tiny.generations_of("events") == []
    tiny.init()
    assert [written.result for written in tiny.write([numbered(1)])] == ["stored"]


def test_two_that_changed_the_same_document_are_told_apart(tiny: ElasticsearchIndex) -> None:
    tiny.write([numbered(1)])
    held = tiny.client.get(index=tiny.names["events"], id="e1-0")
    seen = {"if_seq_no": held["_seq_no"], "if_primary_term": held["_primary_term"]}
    tiny.client.index(index=tiny.names["events"], id="e1-0", document=held["_source"], **seen)
    with pytest.raises(ConflictError) as conflict:
        tiny.client.index(index=tiny.names["events"], id="e1-0", document=held["_source"], **seen)
    assert judge(replace(answer_of(conflict.value), conditional=True)) is Verdict.REDO


def test_an_index_of_another_schema_is_refused_with_the_repair(tiny: ElasticsearchIndex) -> None:
    (name,) = tiny.generations_of("events")
    tiny.client.indices.put_mapping(index=name, meta={"schema": 99})
    with pytest.raises(OtherSchema, match="has index version 99, this release needs 2; run `dateline index rebuild`"):
        tiny.init()
