"""Incidents from the command line: joined, listed, read whole, and a timeline that tells each happening once."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dateline import wiring
from dateline.cli import cli, incident_lines
from dateline.errors import UsageError
from dateline.indexes.sqlite.index import SqliteIndex
from dateline.models.events import Evidence
from dateline.runs import joining
from tests.bundles import article, bundle, event, incident
from tests.chronicle.test_days import stored
from tests.incidents.items import WEEK


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SqliteIndex:
    """An installation with a week of articles, joined."""
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path))
    wiring.settings.cache_clear()
    index = SqliteIndex(tmp_path / "index.db")
    index.init()
    index.write([stored(one) for one in WEEK])
    run("incidents", "rebuild")
    return index


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, args, catch_exceptions=False)


def test_the_timeline_tells_each_happening_once_and_counts_the_rest(home: SqliteIndex) -> None:
    done = run("timeline", "--since", "2021-03-01", "--until", "2021-03-03", "--place", "Yemen")
    lines = done.stdout.splitlines()
    assert len([line for line in lines if "convoy" in line]) == 1
    assert lines[0].startswith("Going on")
    assert "Mon 01 Mar 2021" in done.stdout
    assert len(lines) <= 40
    assert "shown" in done.stderr


def test_the_limit_is_heeded(home: SqliteIndex) -> None:
    done = run("timeline", "--since", "2021-03-01", "--until", "2021-03-03", "--limit", "1")
    assert "1 shown  (" in done.stderr


def test_a_timeline_is_the_oldest_day_first_unless_the_newest_is_asked_for(home: SqliteIndex) -> None:
    def days(*options: str) -> list[str]:
        return re.findall(r"^\w{3} (\d\d) Mar 2021", run("timeline", *options).stdout, re.M)

    assert len(days()) > 1
    assert days() == sorted(days()) == days("--sort", "newest")[::-1]
    assert days("--events") == days("--events", "--sort", "newest")[::-1]


@pytest.mark.parametrize("command", ["report", "label", "why-not"])
@pytest.mark.parametrize("option", ["--sort", "--limit"])
def test_a_command_without_a_list_has_neither_limit_nor_order(command: str, option: str) -> None:
    assert option not in run(command, "--help").stdout


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--by", "day", "--since", "2021-03-02", "--until", "2021-03-02"), "1 incident in 1 day, "),
        (("--by", "week", "--since", "2021-03-02", "--until", "2021-03-02"), " in 1 week, "),
        (("--by", "month"), " in 1 month, "),
        (("--since", "2021-06-01"), "no event in no day"),
    ],
)
def test_what_is_counted_is_what_was_asked_for(home: SqliteIndex, asked: tuple[str, ...], said: str) -> None:
    assert said in run("timeline", *asked).stderr


def test_one_day_has_one_heading(home: SqliteIndex) -> None:
    done = run("timeline", "--since", "2021-03-02", "--until", "2021-03-02")
    assert [line for line in done.stdout.splitlines() if line.endswith(("incidents", "incident"))] == ["Tue 02 Mar 2021  1 incident"]


def test_what_stands_in_no_happening_has_its_line_under_its_day(home: SqliteIndex) -> None:
    told = event("e1", time=None, evidence=(Evidence((0, 23), (9, 15)),), place=None)
    later = datetime(2021, 3, 20, 9, tzinfo=UTC)
    home.write([bundle(told, of=article("late", "A school burned in Taiz.", title="Of a town", published=later))])
    done = run("timeline", "--since", "2021-03-02", "--until", "2021-03-20")
    lines = done.stdout.splitlines()
    assert lines[lines.index("Sat 20 Mar 2021  no incident, 1 report") + 1].split() == "- A school burned in Taiz · wire".split()
    assert "--events all 1 report" in done.stderr


def test_events_can_still_be_asked_for(home: SqliteIndex) -> None:
    assert "no event in no day" in run("timeline", "--events").stderr


def test_search_lists_incidents_in_every_format(home: SqliteIndex) -> None:
    asked = ("search", "convoy", "--incidents")
    (row,) = [json.loads(line) for line in run(*asked, "--format", "jsonl").stdout.splitlines() if '"incident"' in line]
    assert row["article_ids"] == ["i02", "i03", "i04"]
    assert run(*asked, "--format", "csv").stdout.splitlines()[0].startswith("\ufeffid,kind,first,last")
    assert json.loads(run(*asked, "--format", "geojson").stdout)["features"]
    assert row["id"] in run(*asked).stdout


def test_all_that_match_are_written_and_in_acleds_columns(home: SqliteIndex) -> None:
    everything = run("search", "--incidents", "--all", "--limit", "1", "--format", "jsonl").stdout.splitlines()
    assert len(everything) == len(list(home.scan("incidents"))) > 1
    rows = list(csv.DictReader(io.StringIO(run("search", "--incidents", "--all", "--format", "acled").stdout.removeprefix("\ufeff"))))
    assert rows
    assert {row["disorder_type"] for row in rows} <= {"Political violence", "Demonstrations", "Strategic developments"}
    assert {row["event_id_cnty"] for row in rows} <= {json.loads(line)["id"] for line in everything}


def test_a_row_of_an_incident_has_its_range_voices_and_claims(home: SqliteIndex) -> None:
    lines = csv.DictReader(io.StringIO(run("search", "convoy", "--incidents", "--format", "csv").stdout.removeprefix("\ufeff")))
    row = next(line for line in lines if line["kind"] == "incident")
    assert {"killed_min", "killed_max", "voices", "status", "claims", "mark", "url"} <= set(row)
    assert int(row["voices"]) == len(row["voice_names"].split("; "))


@pytest.mark.parametrize("option", ["--actor", "--place", "--source", "--since", "--near"])
def test_an_option_with_nothing_in_it_is_refused(home: SqliteIndex, option: str) -> None:
    with pytest.raises(UsageError, match=f"{option}: there is nothing in it"):
        run("search", option, "")


def test_which_happening_with_which_and_which_report_not_is_said_here_too(home: SqliteIndex) -> None:
    found = [hit for hit in home.scan("incidents") if hit.body["kind"] == "incident"]
    one = next(hit for hit in found if len(hit.body["reports"]) > 1)
    other = next(hit for hit in found if hit.id != one.id)
    out = one.body["reports"][1]
    assert run("flags", "split", one.id, out["article"]).exit_code == 0
    # Each flag is heeded at once: what is merged first would be split under the id of the whole.
    assert run("flags", "merge", one.id, other.id, "--who", "ana", "--note", "one raid").exit_code == 0
    rows = [json.loads(line) for line in run("flags", "list", "--format", "jsonl").stdout.splitlines()]
    assert [(row["kind"], row["target"], row["value"], row["article"], row["quote"]) for row in rows] == [
        ("split", one.id, out["anchor"], out["article"], out["quote"]),
        ("merge", one.id, other.id, one.body["reports"][0]["article"], one.body["reports"][0]["quote"]),
        ("merge", other.id, one.id, other.body["reports"][0]["article"], other.body["reports"][0]["quote"]),
    ]
    run("flags", "withdraw", str(rows[1]["number"]))
    assert [json.loads(line)["kind"] for line in run("flags", "list", "--format", "jsonl").stdout.splitlines()] == ["split"]
    for wrong in (("merge", one.id, "x"), ("merge", one.id, one.id), ("split", one.id, "x"), ("withdraw", "99")):
        with pytest.raises(UsageError):
            run("flags", *wrong)


def test_an_incident_is_read_whole_now_and_as_of_a_day(home: SqliteIndex) -> None:
    (hit,) = [hit for hit in home.scan("incidents") if "i02" in hit.body["article_ids"] and hit.body["kind"] == "incident"]
    text = run("incident", hit.id).stdout
    assert "French embassy convoy fired on in Yemen" in text
    assert "why: " in text
    assert json.loads(run("incident", hit.id, "--format", "json").stdout)["id"] == hit.id
    assert run("incident", f"{hit.id}@2021-03-02").stdout == f"{hit.id} had the reports that it has now\n"


def test_a_story_is_read_by_its_id_or_an_article_and_named_by_its_incidents(home: SqliteIndex) -> None:
    (hit,) = [hit for hit in home.scan("incidents") if "i02" in hit.body["article_ids"] and hit.body["kind"] == "incident"]
    line = next(line for line in run("incident", hit.id).stdout.splitlines() if line.startswith("story "))
    own = line.split()[1].rstrip(":")
    text = run("story", own).stdout
    assert text == run("story", "i02").stdout
    assert "French embassy convoy fired on in Yemen" in text
    assert f"tells {hit.id}" in text
    assert json.loads(run("story", own, "--format", "json").stdout)["id"] == own
    with pytest.raises(UsageError, match="none has the id 'nothing'"):
        run("story", "nothing")


@pytest.mark.parametrize(("asked", "said"), [("none", "there is none with the id"), ("none@soon", "'soon' is not a day")])
def test_what_cannot_be_found_is_said(home: SqliteIndex, asked: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        run("incident", asked)


def test_a_former_id_leads_on(home: SqliteIndex) -> None:
    home.write_incidents([incident("kept", former=("old",))])
    assert "old was merged into kept" in run("incident", "old").stderr


def test_events_and_incidents_exclude_each_other(home: SqliteIndex) -> None:
    with pytest.raises(UsageError, match="either --events or --incidents"):
        run("search", "--events", "--incidents")


def test_a_former_membership_is_read_as_it_was() -> None:
    body = {
        "id": "n1",
        "history": [
            {
                "until": "2021-03-05T00:00:00+00:00",
                "title": "Convoy fired on",
                "status": "happened",
                "reports": [{"published": "2021-03-01T08:00:00Z", "voice": None, "outlet": "The Wire", "quote": "A convoy was fired on."}],
            }
        ],
    }
    assert list(incident_lines.at(body, date(2021, 3, 4))) == [
        "Convoy fired on  happened  (until 2021-03-05)",
        "  2021-03-01  The Wire: A convoy was fired on.",
    ]
    assert list(incident_lines.at(body, date(2021, 3, 5))) == ["n1 had the reports that it has now"]


def claim(low: int | None, high: int | None, voice: str, told: str, **more: object) -> dict[str, object]:
    fields = {"kind": "killed", "min": low, "max": high, "voice": voice, "outlet": None, "told": told, "group": None, "mark": None}
    return fields | {"superseded": False} | more


def test_figures_stand_by_voice_and_day() -> None:
    tolls = [
        claim(56, None, "doctors' union", "2023-04-16"),
        claim(97, 97, "syndicate", "2023-04-17"),
        claim(90, 90, "syndicate", "2023-04-17", superseded=True),
        claim(185, 185, "UN", "2023-04-18"),
        claim(None, 500, "army", "2023-04-25"),
    ]
    assert (
        incident_lines.figures({"tolls": tolls}, until=date(2023, 4, 20))
        == "killed: 56+ doctors' union 16 Apr / 97 syndicate 17 Apr / 185 UN 18 Apr"
    )
    assert incident_lines.figures({"tolls": tolls}, most=2) == "killed: 56+ doctors' union 16 Apr / 185 UN 18 Apr / 2 more"
    assert incident_lines.figures({"tolls": []}) == ""


def test_what_is_merged_in_the_pages_that_are_served_is_one_at_once(home: SqliteIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[Starlette] = []
    monkeypatch.setattr("dateline.pages.server.run", lambda app, **_: served.append(app))
    run("serve")
    pages = TestClient(served[0], base_url="http://127.0.0.1:8765", headers={"origin": "http://127.0.0.1:8765"})
    one, other = [hit.id for hit in home.scan("incidents") if hit.body["kind"] == "incident"][:2]
    assert pages.post(f"/flag/{one}", data={"kind": "merge", "other": other}).status_code == 200
    (whole,) = [hit for hit in home.scan("incidents") if "by_hand" in hit.body["marks"]]
    assert {one, other} <= {whole.id, *whole.body["former_ids"]}
    pages.post(f"/flag/{whole.id}", data={"withdraw": "1"})
    assert [hit.id for hit in home.scan("incidents") if "by_hand" in hit.body["marks"]] == []


def test_only_what_changes_happenings_joins_them_anew(home: SqliteIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[Starlette] = []
    monkeypatch.setattr("dateline.pages.server.run", lambda app, **_: served.append(app))
    monkeypatch.setattr(joining, "heed_hands", lambda _: pytest.fail("joined anew"))
    run("serve")
    pages = TestClient(served[0], base_url="http://127.0.0.1:8765", headers={"origin": "http://127.0.0.1:8765"})
    one = next(hit.id for hit in home.scan("incidents") if hit.body["kind"] == "incident")
    assert pages.post(f"/flag/{one}", data={"kind": "star"}).status_code == 200
    pages.post(f"/flag/{one}", data={"withdraw": "1"})
    assert "star" not in run("flags", "list").stdout


def test_a_figure_stands_until_the_day_on_which_it_was_superseded() -> None:
    tolls = [
        claim(97, 97, "UN", "2023-04-17", superseded=True, superseded_on="2023-04-21", corrects=False, wrong=[]),
        claim(85, 85, "UN", "2023-04-21", corrects=True, wrong=[97], superseded_on=None),
    ]
    assert incident_lines.figures({"tolls": tolls}, until=date(2023, 4, 20)) == "killed: 97 UN 17 Apr"
    assert incident_lines.figures({"tolls": tolls}, until=date(2023, 4, 21)) == "killed: 85 UN 21 Apr"


@pytest.mark.parametrize(
    ("status", "scope", "begins"),
    [
        ("happened", "political", "Paris          Senator"),
        ("happened", "ordinary", "Paris          [ordinary] Senator"),
        ("threatened", "ordinary", "Paris          [ordinary, threatened] Senator"),
    ],
)
def test_a_line_says_what_is_no_act_of_conflict(status: str, scope: str, begins: str) -> None:
    body = {"geo": {"name": "Paris"}, "status": status, "scope": scope, "title": "Senator threatens to kill the bill", "tolls": []}
    assert incident_lines.one_line(body | {"voice_count": 2, "marks": []}, width=100).startswith(begins)


@pytest.mark.parametrize("width", [60, 100, 140])
def test_a_line_fits_the_terminal_and_gives_up_figures_before_words(width: int) -> None:
    tolls = [claim(number, number, f"ministry {number}", f"2023-04-{day}") for number, day in ((56, 16), (97, 17), (185, 18))]
    title = "Gunmen attack the market of the old town on the river"
    body = {"geo": {"name": "Khartoum"}, "status": "planned", "title": title, "tolls": tolls, "voice_count": 3, "marks": ["disputed"]}
    lines = incident_lines.one_line(body, width=width).splitlines()
    assert all(len(line) <= width for line in lines)
    assert lines[0].startswith("Khartoum       [planned] Gunmen attack")
    text = " ".join(" ".join(lines).split())
    assert any(f"{number} ministry {number}" in text for number in (56, 97, 185))
    assert text.endswith("3 voices · disputed")
    assert width < 140 or title[:40] in text
