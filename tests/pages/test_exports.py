"""What is seen, taken away: happenings where the page shows happenings, row by row, in every form."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from dateline.models.codebook import Status
from dateline.models.events import Actor
from dateline.models.incidents import IncidentKind, Stance, TollClaim
from dateline.pages.access import Access
from dateline.pages.app import application
from dateline.pages.site import Site
from dateline.query import Hit, Query
from tests.bundles import REPORT, article, bundle, event, incident
from tests.fakes import FakeIndex
from tests.pages.coded import CODES, NAMES

NOW = datetime(2016, 10, 20, tzinfo=UTC)
WEEK = "since=2016-10-13&until=2016-10-18"
ATOM = "{http://www.w3.org/2005/Atom}"
DENIAL = replace(REPORT, anchor="r2", article="a2", outlet="The Other", voice="the army", stance=Stance.DENIES, quote="It denied that.")
ARMY = Actor("Rebels", 0, 6, name="Rebels", country="SY", sector="REB")


def claim(low: int, high: int | None, voice: str, *, superseded: bool = False) -> TollClaim:
    day = date(2016, 10, 14)
    return TollClaim("killed", low, high, "event", None, str(low), voice, "The Wire", "a1", day, day, None, superseded)


def told() -> FakeIndex:
    """Two happenings, an episode around them, and an event of each report."""
    index = FakeIndex()
    index.write([bundle(event("e1"), of=article("a1", published=datetime(2016, 10, 14, 9, tzinfo=UTC)))])
    tolls = (claim(50, None, "a doctor", superseded=True), claim(56, 56, "doctors' union"), claim(97, None, "=syndicate"))
    shelling = incident(
        "n1", mode="artillery", reports=(REPORT, DENIAL), tolls=tolls, voices=("The Wire", "the army"), disputed=True, actors=(ARMY,),
        within="ep",
    )  # fmt: skip
    threat = incident("n2", title="They would march.", status=Status.THREATENED, first=date(2016, 10, 15), last=date(2016, 10, 15))
    war = incident("ep", kind=IncidentKind.EPISODE, title="Fighting in the city", last=date(2016, 10, 17))
    index.write_incidents([shelling, threat, war])
    return index


@pytest.fixture
def pages() -> TestClient:
    return client(told())


def client(index: Any) -> TestClient:
    return TestClient(application(Site(index, NAMES, CODES), access=Access(), clock=lambda: NOW), base_url="http://127.0.0.1:8765")


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_row_is_a_happening_with_its_range_its_voices_and_its_address(pages: TestClient) -> None:
    answer = pages.get(f"/export.csv?{WEEK}")
    assert answer.headers["content-disposition"] == 'attachment; filename="dateline-incidents.csv"'
    first, second = rows(answer.text)
    assert first == {
        "id": "n1", "kind": "incident", "first": "2016-10-14", "last": "2016-10-14", "timing": "exact", "type": "ASSAULT",
        "mode": "artillery", "status": "happened", "mark": "disputed", "actors": "Rebels", "targets": "", "place": "Aleppo, SY",
        "country": "SY", "lat": "36.20124", "lon": "37.16117", "precision_km": "", "killed_min": "56", "killed_max": "97",
        "injured_min": "", "injured_max": "", "tolls": "56 killed: doctors' union, 14 Oct; 97+ killed: =syndicate, 14 Oct",
        "claims": "2", "voices": "2", "voice_names": "The Wire; the army", "denied_by": "the army", "reports": "2", "articles": "2",
        "copies": "0", "marks": "disputed", "within": "ep", "title": "Rebels shelled the city.", "url": "https://wire.example/a1",
        "link": "http://127.0.0.1:8765/incident/n1", "scope": "",
    }  # fmt: skip
    assert (second["id"], second["mark"], second["status"]) == ("n2", "threatened", "threatened")


def test_as_many_rows_as_the_heading_counts_and_reports_where_each_is_asked_for(pages: TestClient) -> None:
    assert "2 incidents" in pages.get(f"/?{WEEK}").text
    assert [row["id"] for row in rows(pages.get(f"/export.csv?{WEEK}").text)] == ["n1", "n2"]
    assert [row["id"] for row in rows(pages.get(f"/export.csv?{WEEK}&mark=disputed").text)] == ["n1"]
    reports = pages.get(f"/export.csv?{WEEK}&tell=reports")
    assert reports.headers["content-disposition"].endswith('"dateline-events.csv"')
    assert [row["id"] for row in rows(reports.text)] == ["e1"]


def test_json_lines_are_the_documents_and_geojson_their_points(pages: TestClient) -> None:
    lines = [json.loads(line) for line in pages.get(f"/export.jsonl?{WEEK}").text.splitlines()]
    assert [(line["id"], len(line["reports"]), len(line["tolls"])) for line in lines] == [("n1", 2, 3), ("n2", 1, 0)]
    features = json.loads(pages.get(f"/export.geojson?{WEEK}").text)["features"]
    assert [feature["geometry"]["coordinates"] for feature in features] == [[37.16117, 36.20124]] * 2
    assert (features[0]["properties"]["killed_min"], features[0]["properties"]["voices"]) == (56, 2)


def test_acleds_columns_hold_what_is_told_as_done_with_the_lowest_figure(pages: TestClient) -> None:
    (row,) = rows(pages.get(f"/export-acled.csv?{WEEK}").text)
    assert (row["event_id_cnty"], row["event_date"], row["event_type"], row["sub_event_type"]) == (
        "n1",
        "2016-10-14",
        "Explosions/Remote violence",
        "Shelling/artillery/missile attack",
    )
    assert (row["actor1"], row["fatalities"], row["source"], row["time_precision"]) == ("Rebels", "56", "The Other; The Wire", "1")
    assert (row["iso"], row["country"]) == ("760", "Syria")
    assert row["notes"] == "Rebels shelled the city. 56 killed: doctors' union, 14 Oct; 97+ killed: =syndicate, 14 Oct"


def test_the_feed_has_an_entry_a_happening(pages: TestClient) -> None:
    feed = ElementTree.fromstring(pages.get(f"/feed.atom?{WEEK}").content)
    assert [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")] == [
        "urn:dateline:incident:n2",
        "urn:dateline:incident:n1",
    ]
    entry = feed.findall(f"{ATOM}entry")[1]
    assert entry.findtext(f"{ATOM}title") == "Aleppo, SY: Rebels shelled the city. (disputed, 56–97+ killed)"
    assert "2 voices: The Wire, the army" in (entry.findtext(f"{ATOM}summary") or "")
    assert entry.find(f"{ATOM}link").attrib["href"] == "http://127.0.0.1:8765/incident/n1"  # type: ignore[union-attr]


def test_the_feed_of_the_page_goes_with_the_days(pages: TestClient) -> None:
    """What is linked without a period of its own has none: a feed of last month would never have news."""
    html = pages.get("/?place=Aleppo").text
    assert 'href="/feed.atom?place=Aleppo"' in html
    assert 'href="/export.csv?since=2016-09-' in html


class Endless(FakeIndex):
    """An index that gives one happening again and again, and counts how many were taken."""

    taken = 0

    def walk(self, kind: str, query: Query) -> Iterator[Hit]:
        (hit, *_) = super().walk(kind, query)
        for _ in range(5000):
            self.taken += 1
            yield hit


@pytest.mark.parametrize("name", ["export.csv", "export.jsonl", "export.geojson", "export-acled.csv"])
def test_what_is_large_is_sent_as_it_is_read(name: str) -> None:
    index = Endless()
    index.documents = told().documents
    with client(index).stream("GET", f"/{name}?{WEEK}", headers={"accept-encoding": "identity"}) as answer:
        pieces = sum(1 for _ in answer.iter_raw())
    assert (index.taken, pieces > 50) == (5000, True)
    index.taken = 0
    client(index).get(f"/feed.atom?{WEEK}")
    assert index.taken <= 201  # A reader of feeds asks again.
