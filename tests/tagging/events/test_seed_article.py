"""The article that the project was created from, coded as a whole. Only the expected values stand here; its text is in the shared sets.

Each line: category, status, main actors, main targets, whose word it is and how it is given, place and its part, time.
Beyond what was asked for there is one event: the suspension is told by the White House, so the talks that it ended are its target.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from dateline.models import Actor, Article, Event
from dateline.tagging.tagger import NewsTagger

EXPECTED = [
    ("CONSULT", "ongoing", ["kerry", "lavrov"], [], None, None, "2016-10-15"),
    ("ASSAULT", None, [], ["Aleppo"], None, ("Aleppo", None), None),
    ("REQUEST", "demanded", ["Prominent international charities"], [], None, ("Aleppo", "eastern neighborhood"), "2016-10-15"),
    ("ACCUSE", "happened", ["usa", "Western allies"], ["rus", "Syrian allies"], None, None, None),
    ("ASSAULT", "happened", ["rus", "Syrian allies"], ["hospitals", "un"], "accusation", None, None),
    ("ASSAULT", "ongoing", ["Syrian", "Russian forces"], ["civilians"], None, None, None),
    ("ASSAULT", "denied", ["rus"], ["civilians"], "denial", None, None),
    ("CONSULT", "happened", ["obama"], ["national security team"], None, None, "2016-10-14"),
    ("SANCTION", "happened", [], ["bilateral talks"], "report", None, "2016-10-14"),
    ("AGREE", "planned", ["foreign ministers of Turkey, Saudi Arabia, Qatar and Iran", "un"], [], None, ("Switzerland", None), None),
    ("ASSAULT", "happened", ["rus", "Syrian government"], [], "report", ("Aleppo", "rebel-held areas"), "2016-10-13TNI/2016-10-14TMO"),
    ("ASSAULT", "happened", [], ["eastern Aleppo"], "report", ("Aleppo", "eastern"), "2016-10-13TNI"),
    ("ASSAULT", "ongoing", [], ["people"], None, None, None),
]


@pytest.mark.shared
def test_the_seed_article(tagger: NewsTagger, shared: Path) -> None:
    text = next((shared / "seed").glob("*.txt")).read_text(encoding="utf-8").strip()
    published = datetime(2016, 10, 15, 12, tzinfo=UTC)
    article = Article(
        id="seed", url="https://example.org/", title=None, text=text, published=published, timezone="Asia/Damascus", language="en"
    )
    tagged = next(iter(tagger.tag([article])))
    events = tagged.events
    assert [_short(event, expected) for event, expected in zip(events, EXPECTED, strict=True)] == EXPECTED
    denial = next(event for event in events if event.attribution and event.attribution.kind == "denial")
    assert denial.about == next(event.id for event in events if event.status == "ongoing" and event.targets and event.type == "ASSAULT")


def _short(event: Event, expected: tuple[object, ...]) -> tuple[object, ...]:
    """An event as a line of the table; what the table leaves open (None) stays open."""
    place = (event.place.name, event.place.part) if event.place else None
    attribution = event.attribution.kind if event.attribution else None
    time = event.time.value if event.time else None
    line = (event.type, event.status.value, _names(event.actors), _names(event.targets), attribution, place, time)
    return tuple(None if wanted is None and n in (1, 5, 6) else got for n, (got, wanted) in enumerate(zip(line, expected, strict=True)))


def _names(actors: tuple[Actor, ...]) -> list[str]:
    known = {"kerry", "lavrov", "obama", "usa", "rus", "un"}
    return [one.entity if one.entity in known and one.entity is not None else one.text for one in actors]
