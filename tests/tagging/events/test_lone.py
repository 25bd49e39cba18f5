"""One person whom the reader points at as an act's target is a toll of one."""

from __future__ import annotations

import pytest

from dateline.models.events import Actor
from dateline.tagging.events.tolls import lone_victim
from dateline.tagging.language_model import LanguageModel
from dateline.tagging.reading import Parse
from tests.known import cues


@pytest.mark.parametrize(
    ("text", "trigger", "target", "kind"),
    [
        ("Senior Rebel Commander Killed in Raid", "Killed", "Senior Rebel Commander", "killed"),
        ("A boy was shot dead near a checkpoint", "shot dead", "A boy", "killed"),
        ("Gunmen wounded a journalist in Aden.", "wounded", "a journalist", "injured"),
        ("Villagers killed in raid", "killed", "Villagers", None),
        ("Raid kills three commanders", "kills", "three commanders", None),
        ("Army shells village", "shells", "village", None),
        ("Rebels detain a journalist", "detain", "a journalist", None),
    ],
)
def test_lone_victims(model: LanguageModel, text: str, trigger: str, target: str, kind: str | None) -> None:
    lead = "It began. "  # Offsets are the article's.
    doc = next(iter(model.parse([text])))
    start = len(lead) + text.index(trigger)
    who = len(lead) + text.index(target)
    toll = lone_victim(
        Parse(len(lead), len(lead) + len(text), doc), (start, start + len(trigger)), Actor(target, who, who + len(target)), cues()
    )
    assert (toll.kind.value if toll else None) == kind
    if toll:
        assert (toll.min, toll.max, toll.text, toll.start) == (1, 1, target, who)


def test_a_target_of_another_sentence_is_not_counted(model: LanguageModel) -> None:
    text = "Killed in a raid"
    doc = next(iter(model.parse([text])))
    assert lone_victim(Parse(50, 50 + len(text), doc), (50, 56), Actor("A commander", 0, 11), cues()) is None
