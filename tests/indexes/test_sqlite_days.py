"""Rows along the index of days are those that all that match, put in order, would be; and what is only quicker changes no answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.indexes.sqlite import queries
from dateline.indexes.sqlite.index import SqliteIndex
from dateline.models.incidents import IncidentKind
from dateline.models.times import Precision, TimeValue
from dateline.query import Query
from tests.bundles import article, bundle, event, incident

FIRST = date(2023, 4, 1)


def moment(day: int) -> datetime:
    return datetime(2023, 4, 1, tzinfo=UTC) + timedelta(days=day)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteIndex]:
    """Happenings of one to nine days, events of a day, of a month and of none."""
    opened = SqliteIndex(tmp_path_factory.mktemp("days") / "index.db")
    opened.init()
    happenings = [
        incident(
            f"n{n}",
            kind=IncidentKind.EPISODE if n % 7 == 0 else IncidentKind.INCIDENT,
            first=FIRST + timedelta(days=n % 11) if n % 8 else None,
            last=FIRST + timedelta(days=n % 11 + n % 9) if n % 8 else None,
            voices=tuple(f"voice {v}" for v in range(n % 4 + 1)),
        )
        for n in range(60)
    ]
    opened.write_incidents(happenings)
    for n in range(40):
        start = moment(n % 9)
        day = TimeValue("x", start, start + timedelta(days=1), Precision.DAY, "published")  # type: ignore[arg-type]
        month = TimeValue("2023-04", moment(0), moment(30), Precision.MONTH, "explicit")  # type: ignore[arg-type]
        time = (day, month, None)[n % 3]
        position = "background" if n % 6 == 5 else "lead"
        opened.write([bundle(event(f"e{n}", time=time, position=position), of=article(f"a{n}", published=start))])
    yield opened
    opened.close()


days = st.none() | st.integers(-2, 22).map(lambda n: FIRST + timedelta(days=n))
asked = st.builds(
    Query,
    first_day=days,
    last_day=days,
    kinds=st.sampled_from([(), ("incident",)]),
    sort=st.sampled_from(["days", "days-newest", "importance"]),
    limit=st.integers(1, 30),
    offset=st.integers(0, 20),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=asked, kind=st.sampled_from(["events", "incidents"]), timings=st.sampled_from([(), ("exact",), ("exact", "published")]))
def test_the_same_rows_whichever_way_they_are_read(
    index: SqliteIndex, monkeypatch: pytest.MonkeyPatch, query: Query, kind: str, timings: tuple[str, ...]
) -> None:
    query = replace(query, timings=timings, kinds=query.kinds if kind == "incidents" else ())
    ask = index.events if kind == "events" else index.incidents
    monkeypatch.setattr(queries, "FEW", 10**9)  # Everything is few: all that match are put in order.
    ordered = [hit.id for hit in ask(query).hits]
    monkeypatch.setattr(queries, "FEW", 0)  # Nothing is: the index of days is walked.
    assert [hit.id for hit in ask(query).hits] == ordered
    assert [hit.id for hit in ask(replace(query, counted=False, marked=False)).hits] == ordered
    assert sum(bucket.count for bucket in index.timeline(query, top=0, kind=kind)) == sum(
        bucket.count for bucket in index.timeline(query, top=1, kind=kind)
    )


def test_days_are_walked_where_that_is_possible(index: SqliteIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "FEW", 0)
    query = Query(first_day=FIRST, last_day=FIRST, kinds=("incident",), sort="days")
    with index.connections.reading() as connection:
        before, within = queries.along_days(connection, "incidents", query) or []
        asked = f"SELECT d.rowid {within.source} WHERE {within.where} ORDER BY d.day, d.timing, d.importance DESC, d.id LIMIT 9"
        plan = " ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {asked}", within.parameters))
        assert "incident_spans" in before.source
        assert "incidents_by_day" in plan
        for other in (replace(query, text="war"), replace(query, sort="newest"), replace(query, since=moment(0))):
            assert queries.along_days(connection, "incidents", other) is None
        assert queries.along_days(connection, "incidents", replace(query, first_day=None, last_day=None)) is None
        assert queries.along_days(connection, "events", query) is None  # Coarse events stand under no day.


def test_facets_of_a_part_are_reckoned_and_say_so(index: SqliteIndex) -> None:
    query = Query(kinds=("incident",))
    exact, about = (index.facets(query, fields=["type", "kind"], kind="incidents", one_in=n) for n in (1, 3))
    assert (exact.about, about.about) == (False, True)
    (name, count), (_, whole) = about.counts["kind"][0], exact.counts["kind"][0]
    assert (name, count % 3) == ("incident", 0)
    assert abs(count - whole) <= whole / 2


def test_a_file_of_before_gets_what_makes_it_quicker(tmp_path: Path) -> None:
    index = SqliteIndex(tmp_path / "index.db")
    index.init()
    with index.connections.reading() as connection:
        connection.execute("DROP INDEX incidents_by_day")
    index.init()
    with index.connections.reading() as connection:
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'index'")}
    assert {"incidents_by_day", "events_undated"} <= names
    index.close()
