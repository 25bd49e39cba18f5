"""The question of an analyst, asked as a user asks it: what happened there in these six days, who says so, how many died by whom?

Over both indexes; on days in our own words, and on the first days of a real war where the shared items are there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

import pytest

from dateline import wiring
from dateline.incidents.items import Item
from tests.chronicle.test_days import stored
from tests.cli.conftest import Run
from tests.cli.opening import ITEMS, sudan
from tests.incidents.six_days import SIX_DAYS

# The names of the indexes are not configurable: one after the other.
pytestmark = pytest.mark.xdist_group("cli-elasticsearch")

MOST_LINES = 40


@pytest.fixture(params=["sqlite", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The index that the commands use."""
    monkeypatch.setenv("COLUMNS", "140")
    if request.param == "elasticsearch":
        request.getfixturevalue("bare_server")
        monkeypatch.setenv("DATELINE_INDEX_URL", request.getfixturevalue("elasticsearch_server").url)
    return str(request.param)


def fill(run: Run, items: Sequence[Item]) -> None:
    """Store the items and join them."""
    run("index", "init")
    index = wiring.index(wiring.settings())
    index.write([stored(one) for one in items])
    index.refresh()
    index.close()
    code, _, err = run("incidents", "rebuild")
    assert code == 0, err


def asked(run: Run, *more: str, place: str, since: str, until: str) -> tuple[list[str], str]:
    """Lines of the timeline, and what was said beside it."""
    code, out, err = run("timeline", "--place", place, "--since", since, "--until", until, *more)
    assert code == 0, err
    return out.splitlines(), err


YEMEN = {"place": "Yemen", "since": "2021-03-01", "until": "2021-03-06"}


def test_six_days_of_a_war_are_read_on_a_screen_each_happening_once(run: Run, engine: str) -> None:
    fill(run, SIX_DAYS)
    lines, said = asked(run, **YEMEN)
    assert len(lines) <= MOST_LINES
    for words in ("convoy", "ceasefire|truce", "Kenya", "Italian", "Japan"):
        told = [line for line in lines if re.search(words, line)]
        assert len(told) == 1, (words, told)
    (fighting,) = [line for line in lines if "Fighting in Yemen" in line]
    assert "56+ doctors' union 2 Mar" in fighting
    assert "185 United Nations 4 Mar" in fighting
    assert not any("killed" in line for line in lines if line != fighting)
    assert [line for line in lines if "Who are" in line or "nation" in line.lower().replace("united nations", "")] == []
    (convoy,) = [line for line in lines if "convoy" in line]
    assert convoy.endswith("3 voices · disputed")
    assert "`dateline search --incidents` has their ids" in said


def test_an_incident_prints_who_denies_it_and_what_was_corrected(run: Run, engine: str) -> None:
    fill(run, SIX_DAYS)
    _, out, _ = run("search", "--incidents", "--place", "Yemen", "--limit", "200", "--format", "jsonl")
    rows = {row["title"]: row["id"] for row in map(json.loads, out.splitlines())}
    (convoy,) = [identifier for title, identifier in rows.items() if "convoy" in title]
    text = run("incident", convoy)[1]
    assert "denied by: Houthis" in text or "denied by: spokesman of the Houthis" in text
    assert "copy of i02" in text
    assert text.count("why: ") >= 2
    fighting = run("incident", rows["Fighting in Yemen"])[1]
    assert re.search(r"3 Mar\s+killed\s+97\s+medical syndicate\s+\(corrected to 85, 4 Mar\)", fighting), fighting
    assert re.search(r"4 Mar\s+killed\s+85\s+Medical syndicate\s+\(correction: not 97\)", fighting), fighting
    assert "had the reports that it has now" in run("incident", f"{convoy}@2021-03-05")[1]


def test_the_limit_and_the_width_are_heeded(run: Run, engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(run, SIX_DAYS)
    lines, said = asked(run, "--limit", "2", **YEMEN)
    shown = [line for line in lines[lines.index(next(line for line in lines if line.startswith("Mon 01"))) :] if line.startswith("  ")]
    assert len(shown) == 2
    assert re.search(r"2 shown  \(\d+ more\)", said)
    monkeypatch.setenv("COLUMNS", "72")
    assert all(len(line) <= 72 for line in asked(run, **YEMEN)[0])


@pytest.mark.shared
@pytest.mark.skipif(not ITEMS.is_file(), reason=f"no shared items at {ITEMS}: set SHARED to ask the question of a real war")
def test_the_first_days_of_a_real_war_are_read_on_a_screen(run: Run, engine: str) -> None:
    fill(run, sudan())
    lines, _ = asked(run, place="Sudan", since="2023-04-15", until="2023-04-20")
    assert len(lines) <= MOST_LINES
    assert sum(line.startswith(("Sat 15", "Sun 16", "Mon 17", "Tue 18", "Wed 19", "Thu 20")) for line in lines) == 6
    (fighting,) = [line for line in lines if "Fighting in Sudan" in line]
    assert re.search(r"killed: .*\b56\b.*16 Apr .*\b(?:185|181)\b.* 18 Apr|17 Apr", fighting), fighting
    told = [(words, [line for line in lines if re.search(words, line)]) for words in ("convoy was fired on", "177 soldiers")]
    assert [(words, len(own)) for words, own in told] == [(words, 1) for words, _ in told]
    titles = [re.sub(r" · .*", "", line) for line in lines if line.startswith("  ")]
    assert len(titles) == len(set(titles))
