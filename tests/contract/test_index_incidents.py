"""What every index promises of incidents, held against one in memory that is right at a glance."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from dateline.errors import UsageError
from dateline.indexes.maintenance import check, rebuild
from dateline.indexes.meaning import INCIDENT_FACETS
from dateline.models.codebook import Status
from dateline.models.events import Actor
from dateline.models.incidents import IncidentKind
from dateline.query import Near, Query
from tests.bundles import REPORT, article, bundle, event, incident
from tests.contract.conftest import indexes
from tests.fakes import FakeIndex

Make = Callable[[], Any]


@pytest.fixture(params=["sqlite", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    """Makes empty, initialised indexes of one kind."""
    yield from indexes(request, tmp_path)


REBELS = Actor("rebels", 0, 6, "rebels", None, "Rebels", "SY", "SYRREB", "REB")
SEVERAL = (
    incident("n1", actors=(REBELS,)),
    incident("n2", title="Truce announced", type="AGREE", first=date(2016, 10, 15), last=date(2016, 10, 16), voices=("UN", "army")),
    incident("n3", title="Fighting in Syria", kind=IncidentKind.EPISODE, first=date(2016, 10, 1), last=date(2016, 10, 30), former=("old",)),
    incident("n4", title="Bridge blown up", place=None, disputed=True, within="n3", status=Status.UNCLEAR),
    incident("n5", title="Undated", first=None, last=None),
)
QUERIES = {
    "all": Query(),
    "oldest first": Query(sort="oldest", limit=2, offset=1),
    "words": Query(text="truce"),
    "type": Query(types=("AGREE",)),
    "status": Query(statuses=("happened",)),
    "actor": Query(actors=("Rebels",)),
    "place": Query(places=("aleppo",)),
    "near": Query(near=Near(36.2, 37.1, 20)),
    "far": Query(near=Near(33.5, 36.3, 20)),
    "source": Query(sources=("The Wire",)),
    "article": Query(article_ids=("a1",)),
    "no article": Query(article_ids=("a2",)),
    "episodes": Query(kinds=("episode",)),
    "disputed": Query(marks=("disputed",)),
    "of an episode": Query(within="n3"),
    "a day": Query(since=datetime(2016, 10, 15, tzinfo=UTC), until=datetime(2016, 10, 16, tzinfo=UTC)),
    "undated": Query(undated=True),
    "nothing": Query(places=("nowhere",)),
}


def test_an_article_comes_with_its_events_in_the_order_it_lists_them(make: Make) -> None:
    """The tagger lists the main event first, and an incident speaks by the first one of a sentence; ids say nothing of that."""
    index = make()
    index.write([bundle(event("e9"), event("e1"), event("e5")), bundle(event("e7"), event("e3"), of=article("a2"))])
    index.refresh()
    listed = [(one.article.id, [told.id for told in one.events]) for one in index.bundles(["a1", "a2"])]
    assert listed == [("a1", ["e9", "e1", "e5"]), ("a2", ["e7", "e3"])]


@pytest.mark.parametrize("name", QUERIES)
def test_questions_are_answered_as_in_memory(make: Make, name: str) -> None:
    index, memory = make(), FakeIndex()
    for one in (index, memory):
        one.write_incidents(SEVERAL)
    index.refresh()
    query = QUERIES[name]
    assert index.incidents(query) == memory.incidents(query)
    fields = list(INCIDENT_FACETS)
    assert index.facets(query, fields=fields, kind="incidents") == memory.facets(query, fields=fields, kind="incidents")
    assert index.timeline(query, kind="incidents") == memory.timeline(query, kind="incidents")
    assert index.timeline(query, kind="incidents", by="month") == memory.timeline(query, kind="incidents", by="month")


def test_the_highest_version_wins_and_a_repeat_is_harmless(make: Make) -> None:
    index = make()
    assert [one.result for one in index.write_incidents([incident(revision=2, title="Second")])] == ["stored"]
    assert [one.result for one in index.write_incidents([incident(revision=1, title="First")])] == ["stale"]
    index.write_incidents([incident(revision=2, title="Second")])
    index.refresh()
    assert index.incident("n1")["title"] == "Second"
    assert list(index.versions("incidents")) == [("n1", 2)]


def test_an_incident_that_is_no_more_is_deleted_but_not_a_newer_one(make: Make) -> None:
    index = make()
    index.write_incidents([incident("n1", revision=3), incident("n2", revision=5)])
    index.write_incidents([], gone=[("n1", 4), ("n2", 4), ("n9", 4)])
    index.refresh()
    assert [hit.id for hit in index.scan("incidents")] == ["n2"]
    assert index.incidents(Query()).total == 1


def test_a_former_id_leads_to_the_incident(make: Make) -> None:
    index = make()
    index.write_incidents(SEVERAL)
    index.refresh()
    assert index.incident("old")["id"] == "n3"
    assert index.incident("none") is None


def test_events_know_no_facet_of_incidents(make: Make) -> None:
    with pytest.raises(UsageError, match="no facet 'mark'"):
        make().facets(Query(), fields=["mark"])


def test_an_id_that_no_index_takes_is_refused_alone(make: Make) -> None:
    index = make()
    assert [one.result for one in index.write_incidents([incident("x" * 600), incident("n1")])] == ["refused", "stored"]


def test_a_rebuild_carries_incidents_over(make: Make) -> None:
    index = make()
    index.write([bundle(event())])
    index.write_incidents([incident("n1", revision=3)])
    rebuild(index)
    index.refresh()
    assert list(index.versions("incidents")) == [("n1", 3)]


def test_check_names_an_incident_that_hangs_on_nothing(make: Make) -> None:
    index = make()
    index.write([bundle(event())])
    index.write_incidents([incident("n1"), incident("n2", reports=())])
    index.refresh()
    assert check(index, [("a1", 1)]).clean
    index.write_incidents([incident("n3", reports=incident_reports("gone"))])
    index.refresh()
    report = check(index, [("a1", 1)])
    assert report.unfounded == ("n3",)
    assert "incidents of articles that are not there" in str(report)


def incident_reports(article: str) -> tuple[Any, ...]:
    return (replace(REPORT, article=article),)
