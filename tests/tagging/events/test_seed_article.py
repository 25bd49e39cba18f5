"""The article that the project was created from, through the whole tagger: the facts that an analyst takes from it.

Only the facts stand here; its text is in the shared sets. What the reader says more or less of it is scored elsewhere.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from dateline.models.articles import Article
from dateline.models.codebook import Status
from dateline.models.events import Event
from dateline.tagging.tagger import NewsTagger


@pytest.fixture(scope="module")
def events(tagger: NewsTagger, shared: Path) -> tuple[Event, ...]:
    text = next((shared / "seed").glob("*.txt")).read_text(encoding="utf-8").strip()
    published = datetime(2016, 10, 15, 12, tzinfo=UTC)
    article = Article(
        id="seed", url="https://example.org/", title=None, text=text, published=published, timezone="Asia/Damascus", language="en"
    )
    (tagged,) = tagger.tag([article])
    return tagged.events


def of(events: tuple[Event, ...], kind: str, status: str) -> list[Event]:
    return [event for event in events if event.type == kind and event.status == status]


def places(events: list[Event]) -> set[str | None]:
    return {event.place.name if event.place else None for event in events}


@pytest.mark.shared
def test_the_talks_in_lausanne_come_first(events: tuple[Event, ...]) -> None:
    assert (events[0].type, events[0].status) == ("CONSULT", Status.ONGOING)
    assert "Lausanne" in places(of(events, "CONSULT", "ongoing"))


@pytest.mark.shared
def test_the_air_raid_is_a_night_and_told_by_the_monitor(events: tuple[Event, ...]) -> None:
    night = next(event for event in events if event.time and event.time.value == "2016-10-13TNI/2016-10-14TMO")
    assert (night.type, night.status) == ("ASSAULT", Status.HAPPENED)
    assert night.place is not None
    assert night.place.name == "Aleppo"
    assert night.attribution is not None
    assert night.attribution.source.startswith("monitor")
    assert {"rus", "syr", "SYRGOV"} & {actor.entity or "" for actor in night.actors}


@pytest.mark.shared
def test_the_charge_is_made_and_the_act_that_is_charged_stands_by_itself(events: tuple[Event, ...]) -> None:
    (charge,) = of(events, "ACCUSE", "happened")
    assert "rus" in {target.entity for target in charge.targets}
    charged = [event for event in events if event.attribution and event.attribution.kind == "accusation" and event.type == "ASSAULT"]
    assert {event.attribution.source for event in charged if event.attribution} == {"U.S."}
    assert any(actor.entity == "rus" for event in charged for actor in event.actors)


@pytest.mark.shared
def test_what_russia_denies_is_denied(events: tuple[Event, ...]) -> None:
    denied = of(events, "ASSAULT", "denied")
    assert any("civilians" in target.text for event in denied for target in event.targets)


@pytest.mark.shared
def test_a_ceasefire_that_is_asked_for_is_no_ceasefire(events: tuple[Event, ...]) -> None:
    assert of(events, "RETREAT", "happened") == []
    assert of(events, "RETREAT", "demanded")
    (asked,) = of(events, "REQUEST", "happened")
    assert any("charities" in actor.text for actor in asked.actors)


@pytest.mark.shared
def test_talks_were_suspended_and_ministers_are_to_meet(events: tuple[Event, ...]) -> None:
    assert of(events, "SANCTION", "happened")
    assert "Switzerland" in places(of(events, "CONSULT", "planned"))
