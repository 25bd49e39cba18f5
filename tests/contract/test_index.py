"""What every index promises, held against one in memory that is right at a glance."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.documents.bundles import build_bundle
from dateline.errors import QueryRefused, UsageError
from dateline.indexes.elasticsearch.index import ElasticsearchIndex
from dateline.indexes.meaning import FACETS
from dateline.indexes.sqlite.index import SqliteIndex
from dateline.models.places import Place
from dateline.models.times import TimeValue
from dateline.protocols.index import Bundle, Index, Written
from dateline.query import Near, Query
from tests import strategies
from tests.bundles import NOW, article, bundle, event
from tests.fakes import FakeIndex

Make = Callable[[], Index]


def everything(index: Index) -> dict[str, list[tuple[str, Any]]]:
    """All that is stored, with versions."""
    return {
        kind: [(hit.id, hit.body, version) for hit, (_, version) in zip(index.scan(kind), index.versions(kind), strict=True)]
        for kind in ("articles", "events")
    }


def write(index: Index, bundles: list[Bundle]) -> list[Written]:
    """Write, and make it searchable where that is not the same."""
    written = index.write(bundles)
    if refresh := getattr(index, "refresh", None):
        refresh()
    return written


# ---- the same answers ---------------------------------------------------------------------------------------------------


@st.composite
def histories(draw: st.DrawFn) -> list[list[Bundle]]:
    """Batches of bundles of a few articles, written again and again in any order of revisions."""
    ids = draw(st.lists(st.sampled_from([f"a{n}" for n in range(6)]), min_size=1, max_size=8))
    bundles = [build_bundle(draw(strategies.tagged(key)), revision=draw(st.integers(1, 3)), now=NOW) for key in ids]
    cut = draw(st.integers(0, len(bundles)))
    return [batch for batch in (bundles[:cut], bundles[cut:]) if batch]


AnyHistory = histories()
AnyQueries = st.lists(strategies.queries, min_size=1, max_size=8)
UNHEALTHY = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large)


@settings(max_examples=50, deadline=None, suppress_health_check=UNHEALTHY)
@given(history=AnyHistory, queries=AnyQueries, data=st.data())
def test_sqlite_answers_as_the_reference_does(
    tmp_path: Path, history: list[list[Bundle]], queries: list[Query], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory(dir=tmp_path) as folder, closing(SqliteIndex(Path(folder) / "index.db")) as index:
        index.init()
        _compare(index, history, queries, data)


# Each example makes two indexes on the server, which takes half a second.
@pytest.mark.elasticsearch
@settings(max_examples=25, deadline=None, suppress_health_check=UNHEALTHY)
@given(history=AnyHistory, queries=AnyQueries, data=st.data())
def test_elasticsearch_answers_as_the_reference_does(
    elasticsearch_index: Make, history: list[list[Bundle]], queries: list[Query], data: st.DataObject
) -> None:
    with closing(elasticsearch_index()) as index:
        index.init()
        _compare(index, history, queries, data)


def _compare(index: Index, history: list[list[Bundle]], queries: list[Query], data: st.DataObject) -> None:
    reference = FakeIndex()
    for batch in history:
        assert [w.result for w in write(index, batch)] == [w.result for w in reference.write(batch)]
    assert everything(index) == everything(reference)
    for query in queries:
        size = data.draw(st.integers(1, 4))
        by = data.draw(st.sampled_from(["day", "week", "month"]))
        assert index.articles(query) == reference.articles(query)
        assert index.events(query) == reference.events(query)
        assert [list(index.walk(kind, query)) for kind in ("articles", "events")] == [
            list(reference.walk(kind, query)) for kind in ("articles", "events")
        ]
        assert index.facets(query, fields=list(FACETS), size=size) == reference.facets(query, fields=list(FACETS), size=size)
        assert index.timeline(query, by=by, top=size) == reference.timeline(query, by=by, top=size)
        by_relevance = index.events(replace(query, sort="relevance", offset=0, limit=50))
        assert {hit.id for hit in by_relevance.hits} == {hit.id for hit in reference.events(replace(query, offset=0, limit=50)).hits}


# ---- writing ------------------------------------------------------------------------------------------------------------


def test_a_rule_removed_leaves_no_event_of_it(make: Make) -> None:
    index = make()
    write(index, [bundle(event("e1"), event("e2"), event("e3"))])
    write(index, [bundle(event("e2"), revision=2)])
    assert list(index.versions("events")) == [("e2", 2)]
    assert index.article("a1")["event_ids"] == ["e2"]  # type: ignore[index]
    assert (index.event("e1"), index.event("e3")) == (None, None)
    assert index.events(Query(text="shelled")).total == 1


def test_a_late_writer_loses_with_all_that_it_brought(make: Make) -> None:
    index = make()
    write(index, [bundle(event("e1"), revision=7)])
    assert write(index, [bundle(event("e1"), event("late"), of=article(text="Old."), revision=6)]) == [Written("a1", "stale")]
    assert list(index.versions("events")) == [("e1", 7)]
    assert index.article("a1")["text"] == "Rebels shelled the city."  # type: ignore[index]


def test_a_repeat_is_harmless(make: Make) -> None:
    index = make()
    same = bundle(event("e1"), revision=2)
    assert [w.result for w in write(index, [same])] == ["stored"]
    before = everything(index)
    assert [w.result for w in write(index, [same])] == ["stale"]
    assert everything(index) == before


def test_two_revisions_in_one_batch_leave_the_higher(make: Make) -> None:
    index = make()
    written = write(index, [bundle(event("new"), revision=2), bundle(event("old"), revision=1)])
    assert [w.result for w in written] == ["stored", "stale"]
    assert list(index.versions("events")) == [("new", 2)]


def test_writers_at_once_leave_the_highest_revision_and_no_event_of_another(make: Make) -> None:
    """Each writer brings the revisions in an order of its own; every revision has an event that no other has."""
    index, revisions = make(), range(1, 13)
    orders = [random.Random(seed).sample(revisions, len(revisions)) for seed in range(4)]

    def bring(order: list[int]) -> None:
        for revision in order:
            index.write([bundle(event(f"e{revision}"), event("always"), revision=revision)])

    with ThreadPoolExecutor(len(orders)) as writers:
        list(writers.map(bring, orders))
    write(index, [])
    assert list(index.versions("articles")) == [("a1", 12)]
    assert list(index.versions("events")) == [("always", 12), ("e12", 12)]


@pytest.mark.elasticsearch
def test_a_writer_who_read_before_another_wrote_still_removes_what_that_one_left(elasticsearch_index: Make) -> None:
    """The embedded index has one writer at a time; on a server this is the worst moment for a second one."""
    first: Any = elasticsearch_index()
    first.init()
    second, send = ElasticsearchIndex(first.client, prefix=first.prefix), first._writer.send

    def overtaken(writes: Any) -> Any:
        first._writer.send = send
        second.write([bundle(event("e1"), event("always"), revision=1)])
        return send(writes)

    first._writer.send = overtaken
    assert write(first, [bundle(event("e2"), event("always"), revision=2)]) == [Written("a1", "stored")]
    assert list(first.versions("events")) == [("always", 2), ("e2", 2)]


def test_a_bundle_that_cannot_be_stored_is_refused_and_its_neighbours_are_not(make: Make) -> None:
    index = make()
    written = write(index, [bundle(event("x" * 513)), bundle(event("e2"), of=article("a2"))])
    assert [(w.article_id, w.result) for w in written] == [("a1", "refused"), ("a2", "stored")]
    assert written[0].reason
    assert [key for key, _ in index.versions("articles")] == ["a2"]
    assert [key for key, _ in index.versions("events")] == ["e2"]


def test_nothing_to_write_is_nothing_written(make: Make) -> None:
    assert make().write([]) == []


def test_init_again_changes_nothing(make: Make) -> None:
    index = make()
    write(index, [bundle(event())])
    before = everything(index)
    index.init()
    assert everything(index) == before


# ---- searching ----------------------------------------------------------------------------------------------------------

TEXTS = [
    ("U.N. envoys met", "un", 1),
    ("U.N.'s envoys met", "U.N.", 1),
    ("O'Neil spoke", "oneil", 1),
    ("The rebels' strikes", "rebel strike", 1),
    ("Café in Idlib", "CAFE", 1),
    ("a cease-fire held", "cease fire", 1),
    ("C++ and title:x", "c++ title x", 1),
    ("a b c", "a AND b", 1),
    ("a b c", "a and b", 0),
    ("not for sale or rent", "not or", 1),
    ("a cease-fire held", "cease-fire", 1),
    ("fire will cease", "cease-fire", 0),
    ("fire will cease", "cease fire", 1),
    ("the Rapid Support Forces said", '"rapid support force"', 1),
    ("support was rapid", '"rapid support"', 0),
    ("a drone fell", "drone OR missile", 1),
    ("a drone fell", "missile | rocket", 0),
    ("a bombing was planned", "bomb*", 1),
    ("the rebel left", "rebels*", 1),
    ("the airport fell", "-airport", 0),
    ("the city fell", "-airport", 1),
    ("the city fell", "fell NOT airport", 1),
    ("the airport fell", "fell -airport", 0),
    ("the airport fell", "fell -(airport bridge)", 1),
    ("a drone test", "(drone OR missile) -test", 0),
]


@pytest.mark.parametrize(("text", "asked", "total"), TEXTS)
def test_the_language_of_the_search_box(make: Make, text: str, asked: str, total: int) -> None:
    index = make()
    write(index, [bundle(of=article(text=text))])
    assert index.articles(Query(text=asked)).total == total


def test_the_words_that_matched_are_marked(make: Make) -> None:
    index = make()
    write(index, [bundle(event())])
    assert index.events(Query(text="rebel shelled")).hits[0].highlight == "«Rebels» «shelled» the city."
    assert index.articles(Query(text="city")).hits[0].highlight == "Rebels shelled the «city»."
    assert index.events(Query()).hits[0].highlight is None


@pytest.mark.parametrize("asked", ['a "b', "***", "NOT", "title:x", "(a", "a OR", "a*b"])
def test_what_is_not_understood_is_refused(make: Make, asked: str) -> None:
    index = make()
    write(index, [bundle(event())])
    for ask in (index.articles, index.events, index.timeline):
        with pytest.raises(QueryRefused):
            ask(Query(text=asked))


DAYS = [
    ("2016-10-13", "2016-10-13", ["coarse"]),
    ("2016-10-14", "2016-10-14", ["coarse", "day", "night"]),
    ("2016-10-15", "2016-10-15", ["coarse"]),
    ("2016-10-31", None, ["coarse", "told"]),
    ("2016-11-01", None, ["told"]),
    (None, "2016-09-30", []),
    ("2016-10-15", "2016-10-14", []),
]


@pytest.mark.parametrize(("first", "last", "found"), DAYS)
def test_a_day_holds_what_stands_under_it_and_what_may_be_of_it(make: Make, first: str | None, last: str | None, found: list[str]) -> None:
    """In Damascus the 14th begins at 21:00 UTC of the 13th."""
    index = make()
    night = TimeValue("2016-10-14TNI", _at("2016-10-14T15:00"), _at("2016-10-15T03:00"), "part_of_day", "published")
    month = TimeValue("2016-10", _at("2016-09-30T21:00"), _at("2016-10-31T22:00"), "month", "explicit")
    told = [event("day"), event("night", time=night), event("coarse", time=month), event("told", time=None)]
    write(index, [bundle(*told, event("undated", time=None, position="background"))])
    query = Query(first_day=_day(first), last_day=_day(last), sort="oldest")
    assert sorted(hit.id for hit in index.events(query).hits) == found
    stand = index.events(replace(query, timings=("exact", "published"))).total
    assert sum(bucket.count for bucket in index.timeline(query)) == stand
    assert all((not first or str(bucket.start) >= first) and (not last or str(bucket.start) <= last) for bucket in index.timeline(query))


def test_by_day_the_most_important_come_first(make: Make) -> None:
    index = make()
    late = TimeValue("2016-10-15", _at("2016-10-14T21:00"), _at("2016-10-15T21:00"), "day", "published")
    told = [event("b", position="body"), event("a", position="headline"), event("c", time=late), event("d", time=None)]
    write(index, [bundle(*told)])
    assert [hit.id for hit in index.events(Query(sort="days")).hits] == ["a", "b", "c", "d"]
    assert [hit.id for hit in index.events(Query(sort="days-newest")).hits] == ["d", "c", "a", "b"]


def test_what_was_indexed_since_can_be_asked_for(make: Make) -> None:
    index = make()
    write(index, [bundle(event())])
    assert index.events(Query(added_since=NOW)).total == index.articles(Query(added_since=NOW)).total == 1
    assert index.events(Query(added_since=NOW + timedelta(seconds=1))).total == 0


INTERVALS = [
    ("2016-10-13T21:00", "2016-10-14T21:00", True),
    ("2016-10-14T20:59", None, True),
    ("2016-10-14T21:00", None, False),
    (None, "2016-10-13T21:00", False),
    (None, "2016-10-13T21:01", True),
    ("2016-10-14T08:00", "2016-10-14T08:00", False),
]


@pytest.mark.parametrize(("since", "until", "found"), INTERVALS)
def test_events_are_taken_when_their_interval_overlaps(make: Make, since: str | None, until: str | None, found: bool) -> None:
    index = make()
    write(index, [bundle(event())])
    query = Query(since=_at(since), until=_at(until))
    assert index.events(query).total == found
    assert sum(bucket.count for bucket in index.timeline(query)) == found


def test_undated_events_are_asked_for_by_the_day_of_their_article(make: Make) -> None:
    index = make()
    write(index, [bundle(event("dated"), event("undated", time=None, position="background"))])
    assert [h.id for h in index.events(Query(undated=True)).hits] == ["undated"]
    assert index.events(Query(undated=True, since=NOW)).total == 1
    assert index.events(Query(undated=True, until=NOW)).total == 0


@pytest.mark.parametrize(("km", "found"), [(1.0, False), (60.0, False), (110.0, True)])
def test_a_circle_may_cross_the_date_line(make: Make, km: float, found: bool) -> None:
    index = make()
    write(index, [bundle(event(place=Place("Here", 0.0, 179.5)))])
    assert index.events(Query(near=Near(0.0, -179.7, km))).total == found


def test_a_night_counts_once_on_its_local_day(make: Make) -> None:
    index = make()
    night = TimeValue("2016-10-13TNI", _at("2016-10-13T22:30"), _at("2016-10-14T03:00"), "part_of_day", "published")
    write(index, [bundle(event(time=night))])
    (bucket,) = index.timeline(Query())
    assert (bucket.start, bucket.count, bucket.by_type) == (date(2016, 10, 14), 1, {"ASSAULT": 1})


@pytest.mark.parametrize(("by", "start"), [("day", date(2016, 10, 14)), ("week", date(2016, 10, 10)), ("month", date(2016, 10, 1))])
def test_buckets_start_on_their_first_day(make: Make, by: str, start: date) -> None:
    index = make()
    write(index, [bundle(event())])
    assert [bucket.start for bucket in index.timeline(Query(), by=by)] == [start]


def test_the_main_events_of_a_day_come_first(make: Make) -> None:
    index = make()
    write(index, [bundle(event("a", position="background"), event("b", position="headline"), event("c"))])
    (bucket,) = index.timeline(Query(), top=2)
    assert [hit.id for hit in bucket.top] == ["b", "c"]


def test_undated_documents_come_last_in_both_orders(make: Make) -> None:
    index = make()
    write(index, [bundle(of=article(key, published=at)) for key, at in (("a", None), ("b", NOW), ("c", NOW - timedelta(1)))])
    assert [hit.id for hit in index.articles(Query(sort="newest")).hits] == ["b", "c", "a"]
    assert [hit.id for hit in index.articles(Query(sort="oldest")).hits] == ["c", "b", "a"]


def test_pages_do_not_overlap_and_know_the_total(make: Make) -> None:
    index = make()
    write(index, [bundle(of=article(f"a{n}")) for n in range(5)])
    pages = [index.articles(Query(limit=2, offset=offset)) for offset in (0, 2, 4, 6)]
    assert [[hit.id for hit in page.hits] for page in pages] == [["a0", "a1"], ["a2", "a3"], ["a4"], []]
    assert {page.total for page in pages} == {5}


def test_questions_that_do_not_exist_are_usage_errors(make: Make) -> None:
    index = make()
    with pytest.raises(UsageError, match="colour"):
        index.facets(Query(), fields=["colour"])
    with pytest.raises(UsageError, match="year"):
        index.timeline(Query(), by="year")


def test_an_empty_index_answers(make: Make) -> None:
    index = make()
    query = replace(Query(), text="rebels", actors=("kerry",), near=Near(0, 0, 1))
    assert (index.articles(query).total, index.events(query).total, index.timeline(query)) == (0, 0, [])
    assert index.facets(query, fields=["type"]).counts == {"type": ()}
    assert (list(index.scan("articles")), list(index.versions("events")), index.article("a"), index.event("e")) == ([], [], None, None)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _at(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value).replace(tzinfo=UTC) if value else None


def test_a_least_confidence_leaves_out_what_is_less_sure_and_what_a_rule_decided(make: Make) -> None:
    index = make()
    sure = bundle(event("e1", confidence=0.8), event("e2", confidence=0.79996), event("e3", confidence=0.4), event("e4"))
    other = bundle(event("e5", confidence=0.3), event("e6"), of=article("a2"))
    write(index, [sure, other])
    asked = Query(min_confidence=0.8)
    assert [hit.id for hit in index.events(asked).hits] == ["e1", "e2"]  # Four digits are kept: more would be noise.
    assert [hit.id for hit in index.articles(asked).hits] == ["a1"]
    assert index.events(Query(min_confidence=0.0)).total == 4
    assert index.events(Query()).total == 6
