"""Scoring: what is found, free, believed and right, from values alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from dateline.labels.counting import count
from dateline.labels.figures import figures, reliability
from dateline.labels.matching import match
from dateline.labels.tellings import Told, told_of

TEXT = "Rebels shelled the port of Ulm. The army denied a raid. Envoys may meet, the mayor said."


def label(quote: str, kind: str, status: str = "happened", **more: Any) -> dict[str, Any]:
    start = TEXT.index(quote)
    return {"trigger": [start, start + len(quote)], "type": kind, "status": status} | more


def told(quote: str, kind: str, status: str = "happened", **more: Any) -> Told:
    start = TEXT.index(quote)
    return Told((start, start + len(quote)), kind, status, **more)


def item(*labels: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": "x", "text": TEXT, "published": "2023-04-15T12:00:00Z", "events": list(labels)} | more


def test_each_label_meets_one_telling_of_its_own_type_first() -> None:
    wanted = label("shelled", "ASSAULT")
    other, right = told("shelled", "COERCE"), told("shelled the", "ASSAULT")
    assert match([wanted], [other, right]) == ([(wanted, right)], [], [other])


def test_ordinary_and_repeated_events_may_be_missed() -> None:
    labels = [label("shelled", "ASSAULT"), label("raid", "ASSAULT", same=1), label("meet", "CONSULT", ordinary=True)]
    counts = count(item(*labels), [told("shelled", "ASSAULT")])
    assert (counts["found"], counts["missed"], counts["extra"]) == (1, 0, 0)


@pytest.mark.parametrize(
    ("telling", "kept", "believed"),
    [
        (told("raid", "ASSAULT", "denied"), 1, 0),
        (told("raid", "ASSAULT", "happened"), 0, 1),
        (told("raid", "ASSAULT", "unclear"), 0, 0),
        (told("raid", "ACCUSE", "happened"), 0, 1),
    ],
)
def test_an_act_that_did_not_happen_is_kept_as_that_or_believed(telling: Told, kept: int, believed: int) -> None:
    counts = count(item(label("raid", "ASSAULT", "denied")), [telling])
    assert (counts["unreal"], counts["unreal_kept"], counts["believed"]) == (1, kept, believed)


def test_day_and_country_make_a_telling_believable() -> None:
    wanted = label("shelled", "ASSAULT", day=["2023-04-14", "2023-04-14"], country="DE")
    near = told("shelled", "ASSAULT", time={"start": "2023-04-14T00:00:00Z", "end": "2023-04-15T00:00:00Z"}, country="DE")
    far = told("shelled", "ASSAULT", time={"start": "2021-04-14T00:00:00Z", "end": "2021-04-15T00:00:00Z"}, country="DE")
    assert [count(item(wanted), [one])["believable_core"] for one in (near, far)] == [1, 0]


def test_mentions_told_as_one_event_are_joined_rightly_where_they_are_labelled_as_one() -> None:
    labels = [label("shelled", "ASSAULT"), label("raid", "ASSAULT", same=1), label("meet", "ASSAULT", "planned", same=2)]
    telling = [told("shelled", "ASSAULT", event="a"), told("raid", "ASSAULT", event="a"), told("meet", "ASSAULT", "planned", event="b")]
    made = figures(count(item(*labels), telling))
    assert (made["joined_precision"], made["joined_recall"]) == (1.0, 1.0)  # Another status stays apart.
    apart = [replace(one, event=str(n)) for n, one in enumerate(telling)]
    assert figures(count(item(*labels), apart))["joined_recall"] == 0.0
    others = [{**one, "same": None} for one in labels]
    assert figures(count(item(*others), [replace(one, event="a") for one in telling]))["joined_precision"] == 0.0


def test_parties_voices_and_tolls_are_pooled_over_one_happening() -> None:
    wanted = label("shelled", "ASSAULT", actors=[[0, 6]], targets=[[19, 23]], source=[73, 82], toll=[["killed", 2, 2]])
    one = told("shelled", "ASSAULT", actors=("Rebels",), voice="the mayor", tolls=(("killed", 2, 2),))
    made = figures(count(item(wanted), [one]))
    assert (made["actor_f1"], made["target_f1"], made["voice_right"], made["toll_right"]) == (1.0, 0.0, 1.0, 1.0)


def test_counts_of_items_add_up_and_events_of_quiet_items_are_counted_by_words() -> None:
    quiet = item(none="sport")
    total = count(quiet, [told("meet", "CONSULT", confidence=0.85)]) + count(
        item(label("raid", "ASSAULT")), [told("raid", "ASSAULT", confidence=0.95)]
    )
    made = figures(total)
    assert made["false_per_1000_words"] == pytest.approx(1000 / len(TEXT.split()), abs=1e-3)
    assert (made["precision"], made["recall"], made["sure_right"]) == (0.5, 1.0, 0.5)
    assert reliability(total) == [("0.8-0.9", 1, 0.85, 0.0), ("0.9-1.0", 1, 0.95, 1.0)]


def test_nothing_counted_gives_no_figure() -> None:
    assert figures(Counter()) == {}


def test_every_evidence_of_a_line_is_a_telling_and_a_long_trigger_points_nowhere() -> None:
    event = {"type": "ASSAULT", "status": "happened", "evidence": [{"trigger": [7, 14]}, {"trigger": [0, 60]}], "place": {"country": "DE"}}
    one, other = told_of({"events": [event]})
    assert (one.trigger, one.country, other.trigger[0] < 0) == ((7, 14), "DE", True)
