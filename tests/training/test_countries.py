"""The weights of countries: what labelled acts teach, and how it is judged."""

from __future__ import annotations

import pytest
from training.countries import Case, articles_of, crossed, fit, right

from dateline.models.codebook import Category
from dateline.tagging.events.country import Clue


def case(number: int, kind: Category, **clues: str) -> Case:
    """An act with two countries: each clue names the one that it speaks for; "right" the labelled one."""
    answer = clues.pop("right")
    held = {country: {Clue(clue): 1.0 for clue, spoken in clues.items() if spoken == country} for country in ("AA", "BB")}
    return Case(f"item-{number}", kind, held, answer)


def many(kind: Category, count: int = 40, **clues: str) -> list[Case]:
    return [case(number, kind, **clues) for number in range(count)]


def test_each_kind_of_act_learns_whose_home_it_is_in() -> None:
    known = many(Category.ACCUSE, actor="AA", target="BB", right="AA") + many(Category.ASSAULT, actor="AA", target="BB", right="BB")
    weights = fit(known)
    assert all(right(weights, known))
    assert weights["target/ASSAULT"] > 0 > weights["actor/ASSAULT"]
    assert crossed(known) == pytest.approx(1.0)


def test_what_is_not_named_cannot_be_right_and_teaches_nothing() -> None:
    known = many(Category.ASSAULT, target="BB", right="BB")
    unknown = [case(99, Category.ASSAULT, target="BB", right="CC")]
    assert fit(known) == fit(known + unknown)
    assert right(fit(known), unknown) == [False]
    assert right({}, [Case("x", Category.ASSAULT, {}, "AA")]) == [False]


def test_an_item_is_at_home_where_its_source_is() -> None:
    sources = ("https://feeds.bbci.co.uk/news/rss.xml", "https://nowhere.example/rss", "")
    items = [{"id": source, "source": source, "text": "Calm."} for source in sources] + [{"id": "bare", "text": "Calm."}]
    assert [article.country for article in articles_of(items)] == ["GB", None, None, None]
