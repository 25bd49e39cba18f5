"""A denial stands with what it denies, wherever that stands and whoever tells it, in every index."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from dateline.asking.answers import heard, pointed
from dateline.asking.forms import Asked
from dateline.chronicle import Means, join_all
from dateline.incidents.items import Item
from dateline.incidents.lexicon import load_lexicon
from dateline.incidents.likeness import load_weights
from dateline.incidents.readings import Readings
from dateline.models.codebook import AttributionKind, Position, Status
from dateline.models.events import Attribution, Evidence
from dateline.models.places import Place
from dateline.pages.watching import look, question, snapshot
from dateline.protocols.desk import SavedSearch
from dateline.protocols.index import Bundle
from dateline.query import Near, Query
from tests.bundles import article, bundle, event
from tests.contract.conftest import indexes
from tests.incidents.items import START, WEEK, item
from tests.pages.coded import NAMES

Make = Callable[[], Any]
SANAA = Place("Sanaa", 15.354, 44.207, country="YE", timezone="Asia/Aden")
NAMED = {
    "sanaa": Query(places=("sanaa",)),
    "near": Query(near=Near(15.3, 44.2, 30)),
    "period": Query(places=("sanaa",), first_day=date(2021, 3, 1)),
}


@pytest.fixture(params=["sqlite", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    """Makes empty, initialised indexes of one kind."""
    yield from indexes(request, tmp_path)


def told(one: Item, identifier: str, **changes: Any) -> Bundle:
    """An item with one event, read in its headline."""
    of = article(one.id, one.text, title=one.title, published=one.published, outlet=one.outlet, source_id=None)
    evidence = (Evidence((0, len(one.title)), (0, 6)),)
    return bundle(event(identifier, evidence=evidence, position=Position.HEADLINE, time=None, **changes), of=of)


def saying(kind: AttributionKind) -> Attribution:
    return Attribution("Houthis", kind, "deny", 8, 12)


DENIAL = item(40, 8, "Houthis deny attack on French embassy convoy", "A spokesman called the claim false.")
BLAME = item(41, 9, "Paris blames Houthis for attack on French embassy convoy in Yemen", "The convoy was fired on, it said.")
OTHER = item(42, 200, "Houthis deny looting of Danish ship", "A spokesman called the claim false.")


@pytest.fixture
def index(make: Make) -> Any:
    """A convoy fired on in Sanaa; who denies it and who blames whom, in other articles that name no place; a denial of something else."""
    made = make()
    made.write(
        [
            told(WEEK[1], "e-told", place=SANAA),
            told(DENIAL, "e-denial", place=None, status=Status.DENIED, attribution=saying(AttributionKind.DENIAL)),
            told(BLAME, "e-blame", place=None, attribution=saying(AttributionKind.ACCUSATION)),
            told(OTHER, "e-other", place=None, status=Status.DENIED, attribution=saying(AttributionKind.DENIAL)),
        ]
    )
    join_all(made, Means(Readings(load_lexicon()), load_weights(), clock=lambda: datetime(2021, 4, 1, tzinfo=UTC)))
    made.refresh()
    return made


@pytest.mark.parametrize("name", NAMED)
def test_a_place_filter_hides_no_denial(index: Any, name: str) -> None:
    asked = heard(Asked(NAMED[name]), index).query
    assert {hit.id for hit in index.events(NAMED[name]).hits} == {"e-told"}
    assert {hit.id for hit in index.events(asked).hits} == {"e-told", "e-denial"}
    assert dict(index.facets(asked, fields=["status"]).counts["status"]) == {"happened": 1, "denied": 1}
    assert sum(bucket.count for bucket in index.timeline(asked)) == 2
    assert {hit.id for hit in index.walk("events", asked)} == {"e-told", "e-denial"}


def test_a_denial_is_heard_where_no_event_names_the_place_that_its_incident_names(index: Any) -> None:
    asked = heard(Asked(Query(places=("yemen",))), index).query
    assert {hit.id for hit in index.events(asked).hits} == {"e-denial", "e-other"}  # What Houthis deny alone stands in their country.


def test_other_filters_hold_for_denials_too(index: Any) -> None:
    asked = heard(Asked(Query(places=("sanaa",), statuses=("happened",))), index).query
    assert {hit.id for hit in index.events(asked).hits} == {"e-told"}
    before = heard(Asked(Query(places=("sanaa",), last_day=START.date().replace(day=1, month=2))), index).query
    assert index.events(before).hits == ()


def test_what_answers_another_article_points_to_its_event(index: Any) -> None:
    about = {hit.id: hit.body["about"] for hit in pointed(index.events(Query()).hits, index)}
    assert about == {"e-told": None, "e-denial": "e-told", "e-blame": "e-told", "e-other": None}


def test_the_watch_list_hears_a_denial_of_another_place(index: Any) -> None:
    looked_at = datetime(2021, 3, 1, tzinfo=UTC)
    search = SavedSearch("Sanaa", "place=Sanaa", "ana", looked_at, looked_at, {"total": 0, "killed": None})
    found = look(search, index, NAMES, now=datetime(2021, 3, 12, tzinfo=UTC))
    assert (found.new, found.total, found.contradictions) == (2, 2, 1)
    assert snapshot(question(search.query, index, NAMES), index)["total"] == 2
