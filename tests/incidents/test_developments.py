"""Stories: articles of different words about one development, the same in any order; ids stay, and a merge leads on."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from pathlib import Path

import pytest

from dateline.chronicle import Means, join_all, join_days
from dateline.incidents.developments import WITHIN, retold, steps_of
from dateline.incidents.items import Item
from dateline.incidents.lexicon import load_lexicon
from dateline.incidents.likeness import load_weights
from dateline.incidents.readings import Readings
from dateline.indexes.sqlite.index import SqliteIndex
from dateline.ledger import SqlShelf, open_shelf
from dateline.protocols.shelf import Step
from tests.chronicle.test_days import NOW, stored
from tests.incidents.arrivals import arrivals
from tests.incidents.items import item
from tests.services import Postgres

BRIDGE = (
    item(70, 1, "Bridge over the Rivel collapses near Lisbon, cars in the river", "Rescuers searched the Rivel for drivers on Monday."),
    item(71, 4, "Divers search river after Lisbon bridge collapse", "Cars fell into the Rivel when the bridge collapsed."),
    item(72, 20, "Lisbon bridge collapse: mayor orders inquiry into Rivel disaster", "The bridge was inspected last year, the mayor said."),
    item(73, 22, "Kenyan runner wins marathon in Tokyo", "It was her third victory in Japan."),
    item(74, 24, "Key events: the week at a glance", "A bridge collapsed near Lisbon and cars fell into the Rivel."),
    item(
        75,
        200,
        "Lisbon bridge over the Rivel to be rebuilt after collapse",
        "The mayor said that the bridge over the Rivel would stand in spring.",
    ),
)


@pytest.fixture(scope="module")
def readings() -> Readings:
    return Readings(load_lexicon())


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlShelf]:
    if request.param == "sqlite":
        yield open_shelf(f"sqlite:///{tmp_path / 'ledger.db'}")
        return
    server: Postgres = request.getfixturevalue("postgres")
    server.execute("DROP DATABASE IF EXISTS shelf WITH (FORCE)", "CREATE DATABASE shelf")
    yield open_shelf(server.url("shelf"))


def told(items: Sequence[Item], readings: Readings, before: Mapping[str, Step] | None = None) -> dict[str, Step]:
    gists = [readings.gist(one) for one in items]
    return dict(retold(steps_of(gists, {one.id for one in items}, {}), before or {}).steps)


def groups(steps: Mapping[str, Step]) -> set[frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for article, step in steps.items():
        if step.story:
            found[step.story].add(article)
    return {frozenset(own) for own in found.values()}


def test_one_development_in_other_words_is_a_story_and_weeks_later_another(readings: Readings) -> None:
    assert groups(told(BRIDGE, readings)) == {frozenset({"i70", "i71", "i72"})}


@pytest.mark.parametrize("seed", range(3))
def test_the_order_does_not_matter(readings: Readings, seed: int) -> None:
    mixed = list(BRIDGE)
    random.Random(seed).shuffle(mixed)
    assert told(mixed, readings) == told(BRIDGE, readings)


def test_an_id_stays_as_a_story_grows_and_a_merge_leads_on() -> None:
    first = retold({"b": None, "c": "b"}, {}).steps
    story = first["c"].story
    grown = retold({"a": None, "b": "a", "d": "c"}, first)
    assert {step.story for step in grown.steps.values()} == {story}
    two = {**first, "x": Step(None, "other"), "y": Step("x", "other"), "z": Step("y", "other")}
    merged = retold({"c": "z", "b": "x"}, two)
    assert merged.redirects == {story: "other"}
    assert {merged.steps[article].story for article in "bc"} == {"other"}


def test_what_is_parted_gets_an_id_of_its_own() -> None:
    whole = {"a": Step(None, "s"), "b": Step("a", "s"), "c": Step("b", "s"), "d": Step("c", "s"), "e": Step("d", "s")}
    parted = retold({"d": None}, whole)
    assert parted.redirects == {}
    assert {parted.steps[article].story for article in "de"}.isdisjoint({"s", None})
    assert not parted.steps.keys() & set("abc")


def test_nothing_changed_is_nothing_written() -> None:
    steps = retold({"a": None, "b": "a", "n": None}, {}).steps
    assert "n" not in steps
    again = retold({"a": None, "b": "a", "n": None}, steps)
    assert (again.steps, again.redirects) == ({}, {})


def test_a_shelf_keeps_steps_and_follows_former_ids(shelf: SqlShelf) -> None:
    shelf.keep({"a": Step(None, "s"), "b": Step("a", "s"), "c": Step(None, None)}, {})
    assert shelf.around(["b", "c", "none"]) == {"a": Step(None, "s"), "b": Step("a", "s")}
    assert shelf.story("b") == shelf.story("s") == ("s", ("a", "b"))
    shelf.keep({"a": Step("z", "t"), "b": Step("a", "t"), "z": Step(None, "t")}, {"s": "t"})
    shelf.keep({"a": Step("z", "u"), "b": Step("a", "u"), "z": Step(None, "u")}, {"t": "u"})
    assert shelf.story("s") == shelf.story("t") == shelf.story("a") == ("u", ("a", "b", "z"))
    shelf.keep({"b": Step(None, None), "a": Step(None, None), "z": Step(None, None)}, {})
    assert (shelf.story("u"), shelf.story("s"), shelf.around(["a"])) == (None, None, {})


class Book:
    """A shelf in memory."""

    def __init__(self) -> None:
        self.steps: dict[str, Step] = {}

    def alone(self) -> AbstractContextManager[None]:
        return nullcontext()

    def around(self, article_ids: Collection[str]) -> dict[str, Step]:
        own = {self.steps[article].story for article in article_ids if article in self.steps} - {None}
        return {article: step for article, step in self.steps.items() if article in article_ids or step.story in own}

    def keep(self, steps: Mapping[str, Step], redirects: Mapping[str, str]) -> None:
        self.steps = {article: step for article, step in {**self.steps, **steps}.items() if step != Step(None)}

    def story(self, identifier: str) -> None:
        return None


def test_articles_that_come_in_any_batches_make_the_stories_of_all_at_once(readings: Readings, tmp_path: Path) -> None:
    items = [*arrivals(5, 60, days=12), *BRIDGE]
    whole, parts = Book(), Book()
    index = SqliteIndex(tmp_path / "whole.db")
    index.init()
    index.write([stored(one) for one in items])
    join_all(index, Means(readings, load_weights(), clock=lambda: NOW, shelf=whole))
    index.close()
    other = SqliteIndex(tmp_path / "parts.db")
    other.init()
    random.Random(6).shuffle(items)
    for at in range(0, len(items), 13):
        batch = items[at : at + 13]
        other.write([stored(one) for one in batch])
        join_days(other, {one.published.date() for one in batch}, Means(readings, load_weights(), clock=lambda: NOW, shelf=parts))
    other.close()
    assert groups(parts.steps) == groups(whole.steps)
    assert frozenset({"i70", "i71", "i72"}) in groups(whole.steps)
    assert timedelta(days=3) > WITHIN  # As many days as are read beside those that came.
