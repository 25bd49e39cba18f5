"""An analyst's merge and split win over the machine, survive everything, say so, and can be taken back."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dateline import wiring
from dateline.chronicle import Means, hands_of, join_all, join_days, waiting_for_hands
from dateline.cli.desk import flags
from dateline.cli.incidents import incident, incidents
from dateline.incidents.lexicon import load_lexicon
from dateline.incidents.likeness import load_weights
from dateline.incidents.readings import Readings
from dateline.indexes.sqlite.index import SqliteIndex
from dateline.pages.flagging import not_of, same_as
from dateline.protocols.desk import Flag
from tests.chronicle.test_days import NOW, id_of, stored, together
from tests.incidents.items import WEEK, item

CONVOY, TRUCE, HOME = ("i02", "i03", "i04"), ("i05", "i06", "i07"), ("i08", "i09")


@pytest.fixture(scope="module")
def readings() -> Readings:
    return Readings(load_lexicon())


@pytest.fixture
def index(tmp_path: Path, readings: Readings) -> Iterator[SqliteIndex]:
    made = SqliteIndex(tmp_path / "index.db")
    made.init()
    made.write([stored(one) for one in WEEK])
    join_all(made, Means(readings, load_weights(), clock=lambda: NOW))
    yield made
    made.close()


def merge(index: SqliteIndex, *ids: str, number: int) -> list[Flag]:
    """The two flags of a merge, as page and command keep them."""
    bodies = [index.incident(one) for one in ids]
    asked = same_as(bodies[0], bodies[1], who="ana", now=NOW + timedelta(minutes=number))  # type: ignore[arg-type]
    return [dataclasses.replace(flag, number=number + place) for place, flag in enumerate(asked)]


def split(index: SqliteIndex, own: str, article: str, *, number: int) -> Flag:
    """The flag of a split."""
    asked = not_of(index.incident(own), article, who="ana", now=NOW)  # type: ignore[arg-type]
    return dataclasses.replace(asked, number=number)


def heed(index: SqliteIndex, readings: Readings, *flags: Flag, days: int = 1) -> Any:
    """What the next joining makes of flags."""
    hands = hands_of(index, flags)
    waiting = waiting_for_hands(index, hands)
    return join_days(index, waiting, Means(readings, load_weights(), clock=lambda: NOW + timedelta(days=days), hands=lambda: hands))


def test_a_merge_is_one_incident_that_says_by_whom_and_the_other_id_leads_there(index: SqliteIndex, readings: Readings) -> None:
    convoy, home = id_of(index, *CONVOY), id_of(index, *HOME)
    heed(index, readings, *merge(index, convoy, home, number=4))
    merged = index.incident(convoy)
    assert merged is not None
    assert set(merged["article_ids"]) == {*CONVOY, *HOME}
    assert merged["why"][0] == "by hand 4: merged by ana on 2021-04-01"
    assert "by_hand" in merged["marks"]
    assert index.incident(home)["id"] == convoy  # type: ignore[index]


def test_a_split_report_is_an_incident_of_its_own(index: SqliteIndex, readings: Readings) -> None:
    convoy = id_of(index, *CONVOY)
    heed(index, readings, split(index, convoy, "i03", number=5))
    assert ("i03",) in together(index).values()
    assert id_of(index, "i02", "i04") == convoy
    assert [one["reports"][1]["article"] for one in index.incident(convoy)["history"]] == ["i03"]  # type: ignore[index]


def test_taken_back_the_machine_s_incidents_return_under_their_ids(index: SqliteIndex, readings: Readings) -> None:
    convoy, home = id_of(index, *CONVOY), id_of(index, *HOME)
    heed(index, readings, *merge(index, convoy, home, number=4))
    heed(index, readings, days=2)
    assert id_of(index, *CONVOY) == convoy
    assert id_of(index, *HOME) != convoy
    assert "by_hand" not in index.incident(convoy)["marks"]  # type: ignore[index]


def test_a_merge_survives_rebuilding_new_articles_and_another_reading(index: SqliteIndex, readings: Readings) -> None:
    convoy, truce = id_of(index, *CONVOY), id_of(index, *TRUCE)
    asked = merge(index, convoy, truce, number=6)
    heed(index, readings, *asked)
    index.write([stored(one, revision=2) for one in WEEK])
    index.write([stored(item(50, 2, "French embassy convoy fired on near Sanaa, Yemen"))])
    hands = hands_of(index, asked)
    join_days(
        index, [WEEK[0].published.date()], Means(readings, load_weights(), clock=lambda: NOW + timedelta(days=2), hands=lambda: hands)
    )
    assert set(index.incident(convoy)["article_ids"]) == {*CONVOY, *TRUCE, "i50"}  # type: ignore[index]
    again = join_all(index, Means(readings, load_weights(), clock=lambda: NOW + timedelta(days=3), hands=lambda: hands))
    assert (again.written, again.gone) == (0, 0)
    assert waiting_for_hands(index, hands) == set()


def test_an_index_made_anew_heeds_them(index: SqliteIndex, readings: Readings, tmp_path: Path) -> None:
    convoy, truce = id_of(index, *CONVOY), id_of(index, *TRUCE)
    asked = merge(index, convoy, truce, number=6)
    other = SqliteIndex(tmp_path / "other.db")
    other.init()
    other.write([stored(one) for one in WEEK])
    join_all(other, Means(readings, load_weights(), clock=lambda: NOW, hands=lambda: hands_of(other, asked)))
    assert set(other.incident(convoy)["article_ids"]) == {*CONVOY, *TRUCE}  # type: ignore[index]
    other.close()


def test_a_merge_of_merged_ones_is_one(index: SqliteIndex, readings: Readings) -> None:
    convoy, truce, home = id_of(index, *CONVOY), id_of(index, *TRUCE), id_of(index, *HOME)
    first = merge(index, convoy, truce, number=1)
    second = merge(index, home, truce, number=3)
    third = merge(index, home, convoy, number=5)
    heed(index, readings, *first)
    heed(index, readings, *first, *second, *third, days=2)
    assert tuple(sorted((*CONVOY, *TRUCE, *HOME))) in together(index).values()
    assert {index.incident(one)["id"] for one in (convoy, truce, home)} == {convoy}  # type: ignore[index]


def test_one_that_cannot_be_heeded_is_not_waited_for(index: SqliteIndex, readings: Readings) -> None:
    before = together(index)
    asked = merge(index, id_of(index, *CONVOY), id_of(index, *HOME), number=9)
    gone = [dataclasses.replace(flag, quote="A sentence that no report has") for flag in asked]
    assert heed(index, readings, *gone).incidents == 0
    assert together(index) == before


# ---- the commands ----


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SqliteIndex]:
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path / "home"))
    wiring.settings.cache_clear()
    made = wiring.index(wiring.settings())
    made.write([stored(one) for one in WEEK])  # type: ignore[attr-defined]
    CliRunner().invoke(incidents, ["rebuild"], catch_exceptions=False)
    yield made  # type: ignore[misc]
    wiring.settings.cache_clear()


def run(command: Any, *words: str) -> str:
    return CliRunner().invoke(command, list(words), catch_exceptions=False).output


def test_merge_split_and_undo_by_command(home: SqliteIndex) -> None:
    convoy, truce = id_of(home, *CONVOY), id_of(home, *TRUCE)
    run(flags, "merge", convoy, truce, "--who", "ana", "--note", "one deal")
    assert "by hand 1: merged by ana" in run(incident, convoy)
    run(flags, "split", convoy, "i04")
    assert "i04" not in home.incident(convoy)["article_ids"]  # type: ignore[index]
    run(flags, "withdraw", "1")
    run(flags, "withdraw", "3")
    assert id_of(home, *CONVOY) == convoy
