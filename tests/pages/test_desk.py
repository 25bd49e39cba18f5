"""The analyst's hand: flags that outlive another reading and become labels; searches that are watched."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from dateline.documents.bundles import build_bundle
from dateline.ledger import SqlDesk, open_desk
from dateline.pages.access import Access
from dateline.pages.app import application
from dateline.pages.flagging import item_of, labels
from dateline.pages.site import Site
from dateline.pages.watching import brief, look, toll_changed, unusually_many
from dateline.protocols.desk import Flag, FlagKind, SavedSearch
from dateline.query import Bucket, Query
from tests.bundles import article, bundle, event
from tests.fakes import FakeIndex
from tests.pages.coded import CODES, NAMES, NOW, filled, tagged

HERE = {"origin": "http://127.0.0.1:8765"}
ANNOT = Path(__file__).resolve().parents[3] / "shared" / "score" / "annot.py"


@pytest.fixture
def desk(tmp_path: Path) -> SqlDesk:
    return open_desk(f"sqlite:///{tmp_path / 'ledger.db'}")


def browser(desk: SqlDesk, index: Any = None, now: Any = NOW) -> TestClient:
    site = Site(index or filled(), NAMES, CODES, desk=desk)
    app = application(site, access=Access(user_header="X-User"), clock=lambda: now)
    return TestClient(app, base_url="http://127.0.0.1:8765", headers={"x-user": "ana", **HERE})


def test_a_flag_says_who_and_stands_in_the_row(desk: SqlDesk) -> None:
    pages = browser(desk)
    assert "flag: star, note, wrong" in pages.get("/").text
    answer = pages.post("/flag/e1", data={"kind": "wrong", "field": "status", "value": "unclear", "note": "one source"})
    assert "wrong status: unclear (ana, one source)" in answer.text
    assert '<span class="flag" title="wrong status: unclear (ana, one source)">' in pages.get("/").text
    assert "wrong status: unclear" in pages.get("/flags").text
    assert pages.post("/flag/e1", data={"withdraw": "²"}).status_code < 500
    (flag,) = desk.flags()
    assert (flag.article_id, flag.kind, flag.field, flag.value, flag.who) == ("a1", FlagKind.WRONG, "status", "unclear", "ana")
    pages.post("/flag/e1", data={"withdraw": str(flag.number)})
    assert desk.flags() == []


def test_a_flag_outlives_another_reading(desk: SqlDesk) -> None:
    browser(desk).post("/flag/e1", data={"kind": "star"})
    again = tagged()
    raid = replace(again.events[0], id="other", type="COERCE")
    index = FakeIndex()
    index.write([build_bundle(replace(again, events=(raid,)), revision=2, now=NOW)])
    assert 'title="starred (ana)"' in browser(desk, index).get("/").text


def test_a_flagged_event_that_is_gone_says_since_which_rules(desk: SqlDesk) -> None:
    browser(desk).post("/flag/e1", data={"kind": "star"})
    index = FakeIndex()
    index.write([build_bundle(replace(tagged(), events=(), rules="9.9.9+new"), revision=2, now=NOW)])
    answer = browser(desk, index).get("/flag/e1")
    assert (answer.status_code, "No longer told, since rules 9.9.9+new" in answer.text) == (404, True)
    assert "There is no such event any more" in browser(desk, index).get("/flag/e999").text


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"kind": "wrong", "field": "status", "value": "maybe"}, "&#39;maybe&#39; is none of"),
        ({"kind": "wrong", "field": "colour"}, "is none of event, status"),
        ({"kind": "wrong", "field": "place"}, "say which is right"),
        ({"kind": "note"}, "write a few words"),
        ({"kind": "shout"}, "is none of star"),
    ],
)
def test_a_flag_that_cannot_be_kept_says_why(desk: SqlDesk, form: dict[str, str], said: str) -> None:
    answer = browser(desk).post("/flag/e1", data=form)
    assert (answer.status_code, said in answer.text, desk.flags()) == (400, True, [])


def test_flags_and_searches_of_other_pages_are_refused(desk: SqlDesk) -> None:
    pages = browser(desk)
    for path, form in (("/flag/e1", {"kind": "star"}), ("/watch", {"name": "x"})):
        assert pages.post(path, data=form, headers={"origin": "https://evil.example"}).status_code == 403
    assert (desk.flags(), desk.searches()) == ([], [])


def _flag(**changes: Any) -> Flag:
    body = filled().event("e1")
    assert body is not None
    return replace(Flag("a1", body["evidence_text"], "ASSAULT", "e1", FlagKind.WRONG, "ana", NOW), **changes)


def _labels(*flags: Flag) -> list[dict[str, Any]]:
    index = filled()
    body = index.article("a1")
    assert body is not None
    return list(labels(body, [hit.body for hit in index.events(Query(sort="oldest")).hits], flags))


def test_what_is_flagged_as_wrong_is_put_right_in_the_labels() -> None:
    rows = _labels(_flag(field="status", value="unclear"), _flag(field="place", value="Aleppo"))
    assert [(row["t"], row["type"], row["st"]) for row in rows] == [("bombed", "ASSAULT", "unclear"), ("denied", "ASSAULT", "denied")]
    assert rows[0]["by"] == "a monitor"
    assert [row["t"] for row in _labels(_flag(field="event"))] == ["denied"]
    everything = [_flag(field="event"), _flag(field="event", target="e2", quote="The army denied the raid.")]
    assert _labels(*everything) == [{"i": "a1", "none": "other"}]


def test_labels_are_what_their_checker_takes(tmp_path: Path) -> None:
    if not ANNOT.is_file():
        pytest.skip("shared/score/annot.py is not there")
    body = filled().article("a1")
    assert body is not None
    (tmp_path / "items").write_text(json.dumps(item_of(body)) + "\n")
    (tmp_path / "labels").write_text("".join(json.dumps(row) + "\n" for row in _labels(_flag(field="type", value="COERCE"))))
    done = subprocess.run(
        [sys.executable, str(ANNOT), "check", "items", "labels"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


# ---- watching -----------------------------------------------------------------------------------------------------------


def grown() -> FakeIndex:
    """The index a day later: more dead, and a denial."""
    index = filled()
    later = bundle(event("late"), of=article("late", published=NOW))
    later = replace(later, events=tuple(replace(e, body={**e.body, "killed_min": 25, "status": "denied"}) for e in later.events))
    later = replace(
        later,
        events=tuple(replace(e, body={**e.body, "event": {**e.body["event"], "ingested": "2016-10-17T12:00:00Z"}}) for e in later.events),
    )
    index.write([later])
    return index


def test_a_saved_search_tells_what_is_new_since_the_last_look(desk: SqlDesk) -> None:
    pages = browser(desk)
    pages.post("/watch", data={"name": "Aleppo", "query": "place=Aleppo"})
    assert "nothing new" in pages.get("/watch").text
    pages = browser(desk, grown(), NOW + timedelta(days=1, hours=2))
    html = pages.get("/watch").text
    assert "1 denied or contradicted; toll now 25+ killed, says wire; 1 new report" in html
    feed = ElementTree.fromstring(pages.get("/watch.atom").content)
    assert [entry.findtext("{http://www.w3.org/2005/Atom}title") for entry in feed.iter("{http://www.w3.org/2005/Atom}entry")] == [
        "Aleppo: 1 denied or contradicted; toll now 25+ killed, says wire; 1 new report"
    ]
    answer = pages.post("/watch", data={"looked": "Aleppo"}, follow_redirects=False)
    assert answer.headers["location"] == "/?place=Aleppo"
    assert "nothing new" in pages.get("/watch").text
    pages.post("/watch", data={"forget": "Aleppo"})
    assert desk.searches() == []


def test_the_brief_is_a_mail() -> None:
    search = SavedSearch("Aleppo", "place=Aleppo", "ana", NOW, NOW, {"total": 1, "killed": None})
    found = look(search, grown(), NAMES, now=NOW + timedelta(days=1))
    mail = brief([found], to="a@example.org", sender="d@example.org", root="https://news.example", now=NOW)
    assert mail["Subject"] == "Dateline, 16 October 2016: news of 1 of 1 searches"
    assert "https://news.example/?place=Aleppo" in mail.get_content()
    assert re.search(r"- Aleppo, SY: Rebels shelled the city\. \(wire; attack, denied; 25\+ killed\)", mail.get_content())


@pytest.mark.parametrize(("query", "said"), [("type=WAR", "type 'WAR' is none of"), ("from=2016-10-01", "from: no filter is called so")])
def test_a_search_that_is_no_longer_understood_says_so(query: str, said: str) -> None:
    search = SavedSearch("Old", query, "ana", NOW, NOW)
    assert said in look(search, filled(), NAMES, now=NOW).words[0]


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [(None, None, ""), (12, 12, ""), (12, 9, ""), (12, 25, "toll now 25+ killed (was 12+)"), (None, 3, "toll now 3+ killed")],
)
def test_only_a_higher_toll_is_a_change(before: int | None, now: int | None, said: str) -> None:
    assert toll_changed(before, now) == said


def test_unusually_many_is_measured_by_the_weeks_before() -> None:
    days = [Bucket(date(2016, 9, 20) + timedelta(days=n), 2, {}, ()) for n in range(26)]
    today = Bucket(NOW.date(), 14, {}, ())
    assert unusually_many([*days, today], now=NOW) == "unusually many on 16 Oct: 14, where 1.9 a day are usual"
    assert unusually_many([*days, replace(today, count=4)], now=NOW) == ""
    assert unusually_many([], now=NOW) == ""
