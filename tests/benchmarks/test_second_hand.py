"""A labelled item read as if it were tagged."""

from __future__ import annotations

from benchmarks.gold_news import HAPPENINGS
from benchmarks.news import pooled, read_items
from benchmarks.second_hand import SECOND, tellings

from dateline.labels.counting import count
from dateline.labels.figures import figures


def test_labels_agree_wholly_with_themselves() -> None:
    reached = figures(pooled(count(item, list(tellings(item))) for item in read_items(HAPPENINGS)))

    wanted = ("f1", "status_accuracy", "voice_right", "day_right", "country_right", "believable", "joined_precision", "joined_recall")
    assert {key: reached[key] for key in wanted} == dict.fromkeys(wanted, 1.0)


def test_another_opinion_of_status_and_day_is_counted() -> None:
    items = read_items(HAPPENINGS)
    other = {"status": "planned", "day": ["1999-01-01", "1999-01-01"]}
    others = [item | {"events": [event | other for event in item["events"]]} for item in items]

    reached = figures(pooled(count(item, list(tellings(other))) for item, other in zip(items, others, strict=True)))

    assert reached["f1"] == 1.0
    assert reached["status_accuracy"] < 0.1
    assert reached["day_right"] == 0.0


def test_the_second_labels_hold_no_text() -> None:
    assert {key for row in read_items(SECOND) for key in row} == {"id", "digest", "length", "events"}
