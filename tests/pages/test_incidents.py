"""What reports tell together: one row a happening, its figures by voice, its own page; and each report for itself."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from starlette.testclient import TestClient

from dateline.models import IncidentKind, Stance, TollClaim
from dateline.pages.access import Access
from dateline.pages.app import application
from tests.bundles import REPORT, article, bundle, event, incident
from tests.fakes import FakeIndex
from tests.pages.coded import NAMES

NOW = datetime(2016, 10, 20, tzinfo=UTC)
WEEK = "/?since=2016-10-13&until=2016-10-18"


def toll(low: int, voice: str, told: date, *, superseded: bool = False) -> TollClaim:
    return TollClaim("killed", low, None, "event", None, str(low), voice, "The Wire", "a1", told, told, None, superseded)  # type: ignore[arg-type]


@pytest.fixture
def pages() -> TestClient:
    index = FakeIndex()
    index.write([bundle(event("e1"), of=article("a1", published=datetime(2016, 10, 14, 9, tzinfo=UTC)))])
    copy = replace(REPORT, anchor="r2", article="a2", outlet="The Copyist", copy_of=REPORT.article)
    denial = replace(
        REPORT, anchor="r3", article="a3", outlet="The Other", voice="the army", stance=Stance.DENIES, quote="The army denied it."
    )
    tolls = (
        toll(50, "a doctor", date(2016, 10, 14), superseded=True),
        toll(56, "doctors' union", date(2016, 10, 14)),
        toll(97, "a syndicate", date(2016, 10, 15)),
    )
    told = incident("n1", reports=(REPORT, copy, denial), tolls=tolls, voices=("The Wire", "the army"), disputed=True, former=("old",))
    before = incident("n2", title="Troops marched.", first=date(2016, 10, 10), last=date(2016, 10, 14))
    war = incident("ep", kind=IncidentKind.EPISODE, title="Fighting in the city", last=date(2016, 10, 17))
    index.write_incidents([told, before, war])
    app = application(index, NAMES, sample=False, access=Access(), clock=lambda: NOW)
    return TestClient(app, base_url="http://127.0.0.1:8765")


def test_a_happening_is_one_row_with_its_figures_by_voice(pages: TestClient) -> None:
    html = pages.get(WEEK).text
    assert "2 incidents from" in html
    assert len(re.findall(r'class="row k-\w+[^"]*" id="en1"', html)) == 1
    assert "56+ killed: doctors&#39; union, 14 Oct · 97+ killed: a syndicate, 15 Oct" in html
    assert "50+ killed" not in html
    assert re.search(r'<span class="v">2 voices', html)
    assert 'also in <a href="/article/a2">The Copyist</a>' in html
    assert "The army denied it." in html
    assert '<li class="row k-disputed violent" id="en1">' in html  # Told by some, denied by others: not a plain "happened".


def test_what_goes_on_stands_once_above_the_days(pages: TestClient) -> None:
    html = pages.get(WEEK).text
    assert html.index("Going on") < html.index("Fighting in the city") < html.index('id="d2016-10-13"')


def test_what_began_before_the_period_stands_under_its_first_day(pages: TestClient) -> None:
    html = pages.get(WEEK).text
    assert re.findall(r'<section class="day" id="d([\d-]+)"', html) == ["2016-10-13", "2016-10-14"]
    assert "Mon 10 Oct 2016 to Fri 14 Oct 2016" in html


def test_each_report_can_be_read_for_itself(pages: TestClient) -> None:
    html = pages.get(WEEK).text
    other = re.search(r'<a href="([^"]+)">each report for itself', html)
    assert other is not None
    reports = pages.get(other[1].replace("&amp;", "&")).text
    assert 'id="ee1"' in reports
    assert "what reports tell together" in reports


def test_marks_narrow(pages: TestClient) -> None:
    html = pages.get(f"{WEEK}&mark=disputed").text
    assert re.findall(r'id="en(\d)"', html) == ["1"]
    assert pages.get(f"{WEEK}&mark=odd").status_code == 400


def test_an_incident_has_a_page_of_its_own_that_a_former_id_finds(pages: TestClient) -> None:
    for key in ("n1", "old"):
        html = pages.get(f"/incident/{key}").text
        assert "2 independent voices: The Wire, the army" in html
        assert "once old" in html
    assert pages.get("/incident/none").status_code == 404
