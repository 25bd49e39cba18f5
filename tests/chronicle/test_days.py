"""Stored articles become incidents: again and again, in any order, whatever was cut off in the middle."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from dateline.chronicle import Means, join_all, join_days
from dateline.errors import IndexRefused
from dateline.incidents.items import Item
from dateline.incidents.lexicon import load_lexicon
from dateline.incidents.likeness import load_weights
from dateline.incidents.readings import Readings
from dateline.indexes.sqlite.index import SqliteIndex
from dateline.ledger import open_shelf
from dateline.protocols.index import Bundle
from dateline.query import Hit, Query
from tests.bundles import article, bundle
from tests.incidents.arrivals import arrivals, sample
from tests.incidents.items import START, WEEK, item

NOW = datetime(2021, 4, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def readings() -> Readings:
    return Readings(load_lexicon())


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SqliteIndex]:
    made = SqliteIndex(tmp_path / "index.db")
    made.init()
    yield made
    made.close()


def stored(one: Item, *, revision: int = 1) -> Bundle:
    fields = {"title": one.title, "published": one.published, "outlet": one.outlet, "source_id": None}
    return bundle(of=article(one.id, one.text, **fields), revision=revision)


def join(index: SqliteIndex, readings: Readings, *, now: datetime = NOW) -> Any:
    return join_all(index, Means(readings, load_weights(), clock=lambda: now))


def together(index: SqliteIndex) -> dict[str, tuple[str, ...]]:
    """Incidents by id, each with its articles."""
    return {hit.id: tuple(hit.body["article_ids"]) for hit in index.scan("incidents")}


def id_of(index: SqliteIndex, *articles: str) -> str:
    """The incident (no episode) of exactly these articles."""
    bodies = [hit.body for hit in index.scan("incidents") if hit.body["kind"] == "incident"]
    return str(next(body["id"] for body in bodies if set(body["article_ids"]) == set(articles)))


def test_articles_are_joined_and_joining_again_changes_nothing(index: SqliteIndex, readings: Readings) -> None:
    index.write([stored(one) for one in WEEK])
    first = join(index, readings)
    assert ("i02", "i03", "i04") in together(index).values()
    before = list(index.versions("incidents"))
    again = join(index, readings, now=NOW + timedelta(days=1))
    assert (first.written, again.written, again.gone) == (first.incidents, 0, 0)
    assert list(index.versions("incidents")) == before


def test_an_index_that_an_older_version_joined_is_joined_anew(index: SqliteIndex, readings: Readings) -> None:
    """Its reports lack what came to them since."""
    index.write([stored(one) for one in WEEK])
    join(index, readings)
    whole = {hit.id: [report["act"] for report in hit.body["reports"]] for hit in index.scan("incidents")}
    lacking = ("act", "trigger", "rule")
    for document in index.documents("incidents", list(whole)):
        reports = [{key: value for key, value in report.items() if key not in lacking} for report in document.body["reports"]]
        index.write_incidents([replace(document, version=document.version + 1, body={**document.body, "reports": reports})])
    join(index, readings, now=NOW + timedelta(days=1))
    assert {hit.id: [report["act"] for report in hit.body["reports"]] for hit in index.scan("incidents")} == whole


def test_the_order_of_arrival_does_not_matter(index: SqliteIndex, readings: Readings, tmp_path: Path) -> None:
    index.write([stored(one) for one in WEEK])
    join(index, readings)
    other = SqliteIndex(tmp_path / "other.db")
    other.init()
    shuffled = list(WEEK)
    random.Random(3).shuffle(shuffled)
    for one in shuffled:
        other.write([stored(one)])
    join(other, readings)
    assert together(other) == together(index)
    other.close()


_TOLD_ANEW = ("id", "former_ids", "revision", "event", "history", "within", "rules")


def told_by(index: SqliteIndex) -> dict[Any, Any]:
    """Everything that incidents tell, by their reports: ids, which tell of the order of arrival, and what hangs on them left out."""
    bodies = [hit.body for hit in index.scan("incidents")]
    keys = {body["id"]: (body["kind"], body["reports"][0]["act"], *(line["anchor"] for line in body["reports"])) for body in bodies}
    return {
        keys[body["id"]]: ({name: value for name, value in body.items() if name not in _TOLD_ANEW}, keys.get(body["within"]))
        for body in bodies
    }


@pytest.mark.parametrize(
    "items",
    [*(arrivals(seed, count, days=days) for seed, count, days in ((1, 60, 6), (2, 90, 40), (5, 150, 45))), sample()],
    ids=["some days", "weeks", "a crowd", "the sample"],
)
@pytest.mark.parametrize("seed", [1, 2])
def test_any_order_and_any_batches_give_what_joining_at_once_gives(
    items: list[Item], seed: int, index: SqliteIndex, readings: Readings, tmp_path: Path
) -> None:
    index.write([stored(one) for one in items])
    join(index, readings)
    other = SqliteIndex(tmp_path / "other.db")
    other.init()
    draw = random.Random(seed)
    order = draw.sample(items, len(items)) if seed > 1 else list(items)
    while order:
        size = draw.choice((1, 3, 10, 40))
        batch, order = order[:size], order[size:]
        other.write([stored(one) for one in batch])
        join_days(other, {one.published.astimezone(UTC).date() for one in batch}, Means(readings, load_weights(), clock=lambda: NOW))
    assert told_by(other) == told_by(index)
    again = join(other, readings, now=NOW + timedelta(days=1))
    assert (again.written, again.gone) == (0, 0)
    other.close()


def test_a_single_strike_is_an_incident_and_stays_one_when_much_else_comes(index: SqliteIndex, readings: Readings) -> None:
    strike = item(80, 5, "Air strike hits hospital in Taiz, Yemen, killing nine", "Doctors said the maternity ward was destroyed.")
    index.write([stored(strike)])
    join(index, readings)
    before = id_of(index, "i80")
    index.write([stored(one) for one in WEEK])
    join(index, readings, now=NOW + timedelta(days=1))
    assert id_of(index, "i80") == before


def test_ids_stay_as_articles_come_one_by_one(index: SqliteIndex, readings: Readings) -> None:
    ids = []
    for one in WEEK[:4]:
        index.write([stored(one)])
        join_days(index, [one.published.date()], Means(readings, load_weights(), clock=lambda: NOW))
        ids.append(next((key for key, own in together(index).items() if "i02" in own and len(own) == len(ids)), None))
    assert len({one for one in ids if one}) == 1


def test_an_id_survives_another_reading(index: SqliteIndex, readings: Readings) -> None:
    from tests.bundles import event

    index.write([stored(one) for one in WEEK])
    join(index, readings)
    before = id_of(index, "i02", "i03", "i04")
    convoy = WEEK[1]
    again = article(convoy.id, convoy.text, title=convoy.title, published=convoy.published, outlet=convoy.outlet, source_id=None)
    index.write([bundle(event("fresh-id"), of=again, revision=2)])
    join(index, readings)
    assert id_of(index, "i02", "i03", "i04") == before
    assert "fresh-id" in index.incident(before)["event_ids"]  # type: ignore[index]


def test_what_other_rules_read_the_same_bears_their_name_and_is_no_news(index: SqliteIndex, readings: Readings) -> None:
    """Else the pages would say of rows that were all read anew that they do not compare."""
    index.write([stored(one) for one in WEEK])
    join(index, readings)
    read_anew = [stored(one, revision=2) for one in WEEK]
    for one in read_anew:
        one.article.body["rules"] = "0.2.0+other"  # type: ignore[index]
    index.write(read_anew)
    join(index, readings, now=NOW + timedelta(days=1))
    bodies = [hit.body for hit in index.scan("incidents") if hit.body["kind"] == "incident"]
    assert {body["rules"] for body in bodies} == {"0.2.0+other"}
    assert {body["event"]["ingested"] for body in bodies} == {"2021-04-01T00:00:00Z"}
    assert join(index, readings, now=NOW + timedelta(days=2)).written == 0


def test_a_changed_membership_keeps_the_former_one(index: SqliteIndex, readings: Readings) -> None:
    index.write([stored(one) for one in WEEK[:2]])
    join(index, readings)
    index.write([stored(one) for one in WEEK])
    join(index, readings, now=NOW + timedelta(days=1))
    body = index.incident(id_of(index, "i02", "i03", "i04"))
    assert body is not None
    assert [[report["article"] for report in one["reports"]] for one in body["history"]] == [["i02"]]


def test_an_incident_of_a_text_that_changed_is_gone(index: SqliteIndex, readings: Readings) -> None:
    lone = item(60, 2, "Gunmen storm prison in Niger", "Prisoners were freed in the attack.")
    index.write([stored(lone)])
    join(index, readings)
    assert ("i60",) in together(index).values()
    index.write([stored(item(60, 2, "Flower show opens", "Tulips were seen."), revision=2)])
    assert join(index, readings).gone == 1
    assert together(index) == {}


def test_weeks_apart_are_joined_in_steps_and_an_episode_goes_on(index: SqliteIndex, readings: Readings) -> None:
    days: Sequence[Item] = [item(70 + n, 24 * 4 * n, f"Fighting rages in Yemen for day {4 * n + 1}") for n in range(9)]
    index.write([stored(one) for one in days])
    join(index, readings)
    (episode,) = index.incidents(Query(kinds=("episode",))).hits
    assert episode.body["report_count"] == 9
    assert (episode.body["day_local"], episode.body["last_day"]) == ("2021-03-01", "2021-04-02")


def test_what_is_told_for_weeks_is_not_read_again_for_other_news(
    index: SqliteIndex, readings: Readings, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [item(20 + n, 24 * n, "French embassy convoy fired on in Yemen", f"It was day {n} after it, Paris said.") for n in range(25)]
    index.write([stored(one) for one in told])
    join(index, readings)
    weeks = id_of(index, *(one.id for one in told))
    other = item(80, 24 * 27, "Air strike hits hospital in Taiz, Yemen, killing nine", "Doctors said the ward was destroyed.")
    index.write([stored(other)])
    walk, read = index.walk, list[date]()

    def noted(kind: str, query: Query) -> Iterator[Hit]:
        read.append(query.since.date() if kind == "articles" and query.since else date.max)
        return walk(kind, query)

    monkeypatch.setattr(index, "walk", noted)
    join_days(index, [other.published.date()], Means(readings, load_weights(), clock=lambda: NOW))
    assert START.date() < min(read) < other.published.date()
    assert id_of(index, "i80")
    assert id_of(index, *(one.id for one in told)) == weeks


def test_a_join_that_was_cut_off_is_done_by_the_next(index: SqliteIndex, readings: Readings, monkeypatch: pytest.MonkeyPatch) -> None:
    index.write([stored(one) for one in WEEK])
    write = index.write_incidents

    def half(documents: Sequence[Any], gone: Sequence[tuple[str, int]] = ()) -> Any:
        write(documents[:2], gone)
        raise IndexRefused("killed")

    monkeypatch.setattr(index, "write_incidents", half)
    with pytest.raises(IndexRefused):
        join(index, readings)
    monkeypatch.undo()
    join(index, readings)
    assert sorted(together(index).values()).count(("i02", "i03", "i04")) == 1


def test_who_joins_waits_for_who_is_joining_and_sees_what_that_wrote(
    index: SqliteIndex, readings: Readings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An article is tagged again, and its day joined, between the reading and the writing of another join."""
    lone = item(60, 2, "Gunmen storm prison in Niger", "Prisoners were freed in the attack.")
    index.write([stored(lone)])
    shelf, write, others = open_shelf(f"sqlite:///{tmp_path / 'ledger.db'}"), index.write_incidents, list[Thread]()

    def other() -> None:
        beside = SqliteIndex(index.path)
        beside.write([stored(item(60, 2, "Flower show opens", "Tulips were seen."), revision=2)])
        join_days(beside, [lone.published.date()], Means(readings, load_weights(), clock=lambda: NOW, shelf=shelf))
        beside.close()

    def late(documents: Sequence[Any], gone: Sequence[tuple[str, int]] = ()) -> Any:
        others.append(Thread(target=other))
        others[0].start()
        others[0].join(0.5)  # It has either been quicker, or waits.
        return write(documents, gone)

    monkeypatch.setattr(index, "write_incidents", late)
    join_days(index, [lone.published.date()], Means(readings, load_weights(), clock=lambda: NOW, shelf=shelf))
    others[0].join()
    assert together(index) == {}


def test_a_thousand_copies_of_one_text_are_one_voice(index: SqliteIndex, readings: Readings) -> None:
    text = "Gunmen stormed the prison at dawn and freed more than forty men, the governor of the region said in a statement on Monday."
    many = [item(1000 + n, 2 + n / 60, "Gunmen storm prison in Niger", text, outlet=f"Paper {n}") for n in range(120)]
    index.write([stored(one) for one in many])
    join(index, readings)
    (body,) = [hit.body for hit in index.scan("incidents") if hit.body["kind"] == "incident"]
    assert (body["article_count"], body["copy_count"], body["voice_count"]) == (120, 119, 1)
    assert body["single_voice"]


def test_nothing_stored_gives_nothing(index: SqliteIndex, readings: Readings) -> None:
    assert join(index, readings).incidents == 0
    assert join_days(index, [START.date()], Means(readings, load_weights(), clock=lambda: NOW)).incidents == 0
