"""Stored articles become incidents: again and again, in any order, whatever was cut off in the middle."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dateline.chronicle import join_all, join_window
from dateline.errors import IndexRefused
from dateline.incidents.items import Item
from dateline.incidents.joining import load_weights
from dateline.incidents.lexicon import Lexicon, load_lexicon
from dateline.indexes.sqlite import SqliteIndex
from dateline.protocols import Bundle
from dateline.query import Query
from tests.bundles import article, bundle
from tests.incidents.items import START, WEEK, item

NOW = datetime(2021, 4, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SqliteIndex]:
    made = SqliteIndex(tmp_path / "index.db")
    made.init()
    yield made
    made.close()


def stored(one: Item, *, revision: int = 1) -> Bundle:
    fields = {"title": one.title, "published": one.published, "outlet": one.outlet, "source_id": None}
    return bundle(of=article(one.id, one.text, **fields), revision=revision)


def join(index: SqliteIndex, lexicon: Lexicon, *, now: datetime = NOW) -> Any:
    return join_all(index, lexicon, load_weights(), clock=lambda: now)


def together(index: SqliteIndex) -> dict[str, tuple[str, ...]]:
    """Incidents by id, each with its articles."""
    return {hit.id: tuple(hit.body["article_ids"]) for hit in index.scan("incidents")}


def id_of(index: SqliteIndex, *articles: str) -> str:
    return next(key for key, own in together(index).items() if set(own) == set(articles))


def test_articles_are_joined_and_joining_again_changes_nothing(index: SqliteIndex, lexicon: Lexicon) -> None:
    index.write([stored(one) for one in WEEK])
    first = join(index, lexicon)
    assert ("i02", "i03", "i04") in together(index).values()
    before = list(index.versions("incidents"))
    again = join(index, lexicon, now=NOW + timedelta(days=1))
    assert (first.written, again.written, again.gone) == (first.incidents, 0, 0)
    assert list(index.versions("incidents")) == before


def test_the_order_of_arrival_does_not_matter(index: SqliteIndex, lexicon: Lexicon, tmp_path: Path) -> None:
    index.write([stored(one) for one in WEEK])
    join(index, lexicon)
    other = SqliteIndex(tmp_path / "other.db")
    other.init()
    shuffled = list(WEEK)
    random.Random(3).shuffle(shuffled)
    for one in shuffled:
        other.write([stored(one)])
    join(other, lexicon)
    assert together(other) == together(index)
    other.close()


def test_ids_stay_as_articles_come_one_by_one(index: SqliteIndex, lexicon: Lexicon) -> None:
    ids = []
    for one in WEEK[:4]:
        index.write([stored(one)])
        join_window(index, one.published, one.published + timedelta(seconds=1), lexicon, load_weights(), clock=lambda: NOW)
        ids.append(next((key for key, own in together(index).items() if "i02" in own and len(own) == len(ids)), None))
    assert len({one for one in ids if one}) == 1


def test_an_id_survives_another_reading(index: SqliteIndex, lexicon: Lexicon) -> None:
    from tests.bundles import event

    index.write([stored(one) for one in WEEK])
    join(index, lexicon)
    before = id_of(index, "i02", "i03", "i04")
    convoy = WEEK[1]
    again = article(convoy.id, convoy.text, title=convoy.title, published=convoy.published, outlet=convoy.outlet, source_id=None)
    index.write([bundle(event("fresh-id"), of=again, revision=2)])
    join(index, lexicon)
    assert id_of(index, "i02", "i03", "i04") == before
    assert "fresh-id" in index.incident(before)["event_ids"]  # type: ignore[index]


def test_a_changed_membership_keeps_the_former_one(index: SqliteIndex, lexicon: Lexicon) -> None:
    index.write([stored(one) for one in WEEK[:2]])
    join(index, lexicon)
    index.write([stored(one) for one in WEEK])
    join(index, lexicon, now=NOW + timedelta(days=1))
    body = index.incident(id_of(index, "i02", "i03", "i04"))
    assert body is not None
    assert [[report["article"] for report in one["reports"]] for one in body["history"]] == [["i02"]]


def test_an_incident_of_a_text_that_changed_is_gone(index: SqliteIndex, lexicon: Lexicon) -> None:
    lone = item(60, 2, "Gunmen storm prison in Niger", "Prisoners were freed in the attack.")
    index.write([stored(lone)])
    join(index, lexicon)
    assert ("i60",) in together(index).values()
    index.write([stored(item(60, 2, "Flower show opens", "Tulips were seen."), revision=2)])
    assert join(index, lexicon).gone == 1
    assert together(index) == {}


def test_weeks_apart_are_joined_in_steps_and_an_episode_goes_on(index: SqliteIndex, lexicon: Lexicon) -> None:
    days: Sequence[Item] = [item(70 + n, 24 * 4 * n, f"Fighting rages in Yemen for day {4 * n + 1}") for n in range(9)]
    index.write([stored(one) for one in days])
    join(index, lexicon)
    (episode,) = index.incidents(Query(kinds=("episode",))).hits
    assert episode.body["report_count"] == 9
    assert (episode.body["day_local"], episode.body["last_day"]) == ("2021-03-01", "2021-04-02")


def test_a_join_that_was_cut_off_is_done_by_the_next(index: SqliteIndex, lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch) -> None:
    index.write([stored(one) for one in WEEK])
    write = index.write_incidents

    def half(documents: Sequence[Any], gone: Sequence[tuple[str, int]] = ()) -> Any:
        write(documents[:2], gone)
        raise IndexRefused("killed")

    monkeypatch.setattr(index, "write_incidents", half)
    with pytest.raises(IndexRefused):
        join(index, lexicon)
    monkeypatch.undo()
    join(index, lexicon)
    assert sorted(together(index).values()).count(("i02", "i03", "i04")) == 1


def test_a_thousand_copies_of_one_text_are_one_voice(index: SqliteIndex, lexicon: Lexicon) -> None:
    text = "Gunmen stormed the prison at dawn and freed more than forty men, the governor of the region said in a statement on Monday."
    many = [item(1000 + n, 2 + n / 60, "Gunmen storm prison in Niger", text, outlet=f"Paper {n}") for n in range(120)]
    index.write([stored(one) for one in many])
    join(index, lexicon)
    (body,) = [hit.body for hit in index.scan("incidents") if hit.body["kind"] == "incident"]
    assert (body["article_count"], body["copy_count"], body["voice_count"]) == (120, 119, 1)
    assert body["single_voice"]


def test_nothing_stored_gives_nothing(index: SqliteIndex, lexicon: Lexicon) -> None:
    assert join(index, lexicon).incidents == 0
    assert join_window(index, START, START, lexicon, load_weights(), clock=lambda: NOW).incidents == 0
