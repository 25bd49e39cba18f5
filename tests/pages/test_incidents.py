"""What reports tell together: one row a happening, its figures by voice, its own page; and each report for itself."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from dateline.ledger import SqlDesk, open_desk
from dateline.models.codebook import Scope
from dateline.models.incidents import IncidentKind, Stance, TollClaim
from dateline.pages.access import Access
from dateline.pages.app import application
from dateline.pages.incident_rows import incident_row
from dateline.pages.site import Site
from dateline.pages.watching import told
from dateline.protocols.desk import FlagKind
from tests.bundles import REPORT, article, bundle, event, incident
from tests.fakes import FakeIndex
from tests.pages.coded import CODES, NAMES

NOW = datetime(2016, 10, 20, tzinfo=UTC)
WEEK = "/?since=2016-10-13&until=2016-10-18"


def toll(low: int, voice: str, told: date, *, until: date | None = None, by: int | None = None, corrected: bool = False) -> TollClaim:
    own = TollClaim("killed", low, None, "event", None, str(low), voice, "The Wire", "a1", told, told)
    if until is None:
        return own
    return replace(own, superseded=True, superseded_on=until, superseded_by=(by, None), corrected=corrected)


def client(index: FakeIndex) -> TestClient:
    app = application(Site(index, NAMES, CODES), access=Access(), clock=lambda: NOW)
    return TestClient(app, base_url="http://127.0.0.1:8765")


@pytest.fixture
def desk(tmp_path: Path) -> SqlDesk:
    return open_desk(f"sqlite:///{tmp_path / 'ledger.db'}")


@pytest.fixture
def pages(desk: SqlDesk) -> TestClient:
    index = FakeIndex()
    index.write([bundle(event("e1"), of=article("a1", published=datetime(2016, 10, 14, 9, tzinfo=UTC)))])
    copy = replace(REPORT, anchor="r2", article="a2", outlet="The Copyist", copy_of=REPORT.article)
    denial = replace(
        REPORT, anchor="r3", article="a3", outlet="The Other", voice="the army", stance=Stance.DENIES, quote="The army denied it."
    )
    tolls = (
        toll(50, "a doctor", date(2016, 10, 14), until=date(2016, 10, 15), by=60),
        toll(500, "a mayor", date(2016, 10, 14), until=date(2016, 10, 16), by=50, corrected=True),
        toll(56, "doctors' union", date(2016, 10, 14)),
        toll(97, "a syndicate", date(2016, 10, 15)),
    )
    told = incident("n1", reports=(REPORT, copy, denial), tolls=tolls, voices=("The Wire", "the army"), disputed=True, former=("old",))
    before = incident("n2", title="Troops marched.", first=date(2016, 10, 10), last=date(2016, 10, 14))
    war = incident("ep", kind=IncidentKind.EPISODE, title="Fighting in the city", last=date(2016, 10, 17))
    index.write_incidents([told, before, war])
    app = application(Site(index, NAMES, CODES, desk=desk), access=Access(), clock=lambda: NOW)
    return TestClient(app, base_url="http://127.0.0.1:8765", headers={"origin": "http://127.0.0.1:8765"})


def test_a_report_shows_the_word_that_was_read_and_what_read_it_how_surely() -> None:
    index = FakeIndex()
    read = replace(REPORT, trigger=(7, 14), rule="reader", confidence=0.83)
    by_rule = replace(REPORT, anchor="r2", article="a2", quote="They <b>shelled</b> it.", trigger=(8, 15), rule="assault.shell")
    index.write_incidents([incident("n1", reports=(read, by_rule, replace(REPORT, anchor="r3", article="a3")))])
    html = client(index).get(WEEK).text
    assert "<blockquote>Rebels <mark>shelled</mark> the city.</blockquote>" in html
    assert "<blockquote>They &lt;b&gt;<mark>shelled</mark>&lt;/b&gt; it.</blockquote>" in html
    assert "model reader, 83% sure" in html
    assert "rule assault.shell" in html
    assert "<blockquote>Rebels shelled the city.</blockquote>" in html  # Told in an index that was joined before: nothing is marked.


@pytest.mark.parametrize(("low", "high", "words"), [(None, 100, "≤100 killed"), (97, None, "97+ killed"), (97, 97, "97 killed")])
def test_a_figure_that_is_only_a_bound_reads_as_one(low: int | None, high: int | None, words: str) -> None:
    claim = replace(toll(0, "a doctor", date(2016, 10, 14)), min=low, max=high)
    assert incident_row(incident(tolls=(claim,)).body).toll == words


def test_a_happening_is_one_row_with_its_figures_by_voice(pages: TestClient) -> None:
    html = pages.get(WEEK).text
    assert re.search(r'2 incidents, <a href="[^"]*tell=reports[^"]*">1 report</a> from', html)
    assert len(re.findall(r'class="row k-\w+[^"]*" id="en1"', html)) == 1
    assert "56+ killed: doctors&#39; union, 14 Oct · 97+ killed: a syndicate, 15 Oct" in html
    earlier = "50+ killed: a doctor, 14 Oct, later 60+, 15 Oct · <s>500+ killed: a mayor, 14 Oct</s>, corrected to 50+, 16 Oct"
    assert f'<dt>Earlier</dt><dd class="earlier">{earlier}</dd>' in html  # Only what was wrong is struck through.
    assert re.search(r'<span class="v">2 voices', html)
    assert 'also in <a href="/article/a2">The Copyist</a>' in html
    assert "The army denied it." in html
    assert '<li class="row k-disputed violent" id="en1">' in html  # Told by some, denied by others: not a plain "happened".


@pytest.mark.parametrize("happenings", [True, False])
def test_what_is_no_act_of_conflict_is_marked_as_that_and_wears_no_red(happenings: bool) -> None:
    index = FakeIndex()
    index.write([bundle(event("e1", scope=Scope.ORDINARY), event("e2", place=None))])
    if happenings:
        index.write_incidents([incident("n1", scope="ordinary"), incident("n2", title="Shells fell.", scope="political")])
    html = client(index).get(WEEK).text
    rows = dict(re.findall(r'<li class="(row[^"]*)" id="e\w+">.*?<span class="w">(.*?)</span>', html, re.DOTALL))
    assert {classes: "ordinary" in line for classes, line in rows.items()} == {"row k-happened": True, "row k-happened violent": False}


def test_a_mail_says_what_is_no_act_of_conflict() -> None:
    assert told(incident_row(incident(scope="ordinary").body)).endswith("(The Wire; attack, ordinary, happened)")


def test_what_goes_on_stands_once_above_the_days(pages: TestClient) -> None:
    html = pages.get(WEEK).text
    assert html.index("Going on") < html.index("Fighting in the city") < html.index('id="d2016-10-13"')


def test_what_began_before_the_period_stands_under_its_first_day(pages: TestClient) -> None:
    html = pages.get(WEEK).text
    assert re.findall(r'<section class="day" id="d([\d-]+)"', html) == ["2016-10-13", "2016-10-14"]
    assert "10 to 14 Oct 2016" in html


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
    assert pages.get(f"{WEEK}&mark=by_hand").status_code == 200
    assert pages.get(f"{WEEK}&mark=odd").status_code == 400


def test_an_incident_has_a_page_of_its_own_that_a_former_id_finds(pages: TestClient) -> None:
    for key in ("n1", "old"):
        html = pages.get(f"/incident/{key}").text
        assert "2 independent voices: The Wire, the army" in html
        assert "once old" in html
    assert pages.get("/incident/none").status_code == 404


# ---- one, and not one -----------------------------------------------------------------------------------------------------


def test_two_happenings_are_told_to_be_one_by_choosing_the_other(pages: TestClient, desk: SqlDesk) -> None:
    html = pages.get("/flag/n1").text
    assert re.findall(r'<option value="(n\d)">([^<]+)', html) == [("n2", "10 to 14 Oct 2016, Aleppo, SY: Troops marched.")]
    answer = pages.post("/flag/n1", data={"kind": "merge", "value": "n2", "other": "", "note": "the same column"})
    assert re.search(r'same as <a href="/incident/n2">another</a> \(analyst, the same column\)', answer.text)
    one, two = desk.flags()
    assert [(flag.target, flag.value, flag.article_id, flag.quote, flag.field) for flag in (one, two)] == [
        ("n1", "n2", "a1", "Rebels shelled the city.", "2016-10-14"),
        ("n2", "n1", "a1", "Rebels shelled the city.", "2016-10-14"),
    ]
    assert "same as" in pages.get("/flag/n2").text
    pages.post("/flag/n2", data={"withdraw": str(two.number)})
    assert desk.flags() == []


def test_the_other_can_be_named_by_its_address_or_a_former_id(pages: TestClient, desk: SqlDesk) -> None:
    pages.post("/flag/n2", data={"kind": "merge", "other": "http://127.0.0.1:8765/incident/old"})
    assert [(flag.target, flag.value) for flag in desk.flags()] == [("n2", "n1"), ("n1", "n2")]


def test_a_report_is_told_not_to_belong_by_its_own_sentence(pages: TestClient, desk: SqlDesk) -> None:
    html = pages.get("/flag/n1").text
    assert '<option value="r3">The Other, 2026-11-23: The army denied it.</option>' in html
    pages.post("/flag/n1", data={"kind": "split", "value": "r3", "note": "another raid"})
    (flag,) = desk.flags()
    assert (flag.kind, flag.target, flag.article_id, flag.quote, flag.value, flag.field) == (
        FlagKind.SPLIT,
        "n1",
        "a3",
        "The army denied it.",
        "r3",
        "2016-10-14",
    )
    assert "does not belong: The army denied it. (analyst, another raid)" in pages.get("/flags").text


@pytest.mark.parametrize(
    ("target", "form", "said"),
    [
        ("n1", {"kind": "merge"}, "choose one of the list"),
        ("n1", {"kind": "merge", "value": "nowhere"}, "no happening with the id &#39;nowhere&#39;"),
        ("n1", {"kind": "merge", "value": "n1"}, "that is this one"),
        ("n1", {"kind": "merge", "value": "ep"}, "is an episode, and no incident"),
        ("n1", {"kind": "split"}, "say which report"),
        ("n1", {"kind": "split", "value": "x"}, "is no report of n1"),
        ("n2", {"kind": "split", "value": "r1"}, "has no other report"),
    ],
)
def test_what_cannot_be_one_or_two_says_why(pages: TestClient, desk: SqlDesk, target: str, form: dict[str, str], said: str) -> None:
    answer = pages.post(f"/flag/{target}", data=form)
    assert (answer.status_code, said in answer.text, desk.flags()) == (400, True, [])
