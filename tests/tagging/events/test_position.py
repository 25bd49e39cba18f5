from datetime import UTC, datetime, timedelta

import pytest

from dateline.models import TimeValue
from dateline.tagging.events.position import position_of

PUBLISHED = datetime(2016, 10, 15, 12, tzinfo=UTC)


def told(
    trigger: str, *others: str, title: str | None = "Heavy air raids hit eastern Aleppo overnight", paragraph: int = 0, days: int | None = 1
) -> str:
    start = PUBLISHED - timedelta(days=days) if days is not None else None
    time = TimeValue("x", start, start + timedelta(hours=12)) if start else None
    return position_of(title=title, published=PUBLISHED, paragraph=paragraph, time=time, trigger=trigger, others=others)


@pytest.mark.parametrize(
    ("trigger", "others", "paragraph", "expected"),
    [
        ("air raid", ("warplanes", "Aleppo"), 0, "headline"),
        ("air raid", ("warplanes", "Aleppo"), 7, "headline"),
        ("air raid", ("warplanes", "Idlib"), 0, "lead"),
        ("met", ("ministers", "Aleppo"), 1, "lead"),
        ("met", ("ministers", "Lausanne"), 2, "body"),
    ],
)
def test_the_headline_tells_the_deed_and_who_or_where(trigger: str, others: tuple[str, ...], paragraph: int, expected: str) -> None:
    assert told(trigger, *others, paragraph=paragraph) == expected


@pytest.mark.parametrize(
    ("word", "title"), [("bombing", "Army bombs Aleppo"), ("striking", "Strikes on Aleppo"), ("shelled", "Shelling of Aleppo")]
)
def test_forms_of_one_word_are_one_deed(word: str, title: str) -> None:
    assert told(word, "Aleppo", title=title) == "headline"


def test_what_lies_far_back_is_background_wherever_it_stands() -> None:
    assert told("air raid", "Aleppo", days=400) == "background"
    assert told("air raid", "Aleppo", days=30) == "headline"
    assert told("air raid", "Aleppo", days=None, title=None) == "lead"
