"""Which act bears which toll: one of its own sentence, else the violence right before; in its own voice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dateline.tagging.events.coder import EventCoder
from dateline.tagging.language_model import LanguageModel
from dateline.tagging.reader.decode import Act
from dateline.tagging.reading import Parse, Reading
from tests.tagging.events.conftest import act, reading

Tolls = list[tuple[str, int | None, str | None]]


def parsed(model: LanguageModel, text: str, *acts: Act) -> Reading:
    read = reading(text, *acts)
    docs = model.parse(text[start:end] for start, end in read.sentences)
    read.parses = {n: Parse(*span, doc) for n, (span, doc) in enumerate(zip(read.sentences, docs, strict=True))}
    return read


def borne(coder: EventCoder, read: Reading) -> dict[str, Tolls]:
    return {
        read.text[slice(*event.evidence[0].trigger)]: [
            (toll.kind, toll.min, toll.attribution.source if toll.attribution else None) for toll in event.casualties
        ]
        for event in coder.code(read)
    }


def test_a_toll_told_right_after_an_act_is_the_acts_and_has_a_voice_of_its_own(model: LanguageModel, coder: EventCoder) -> None:
    text = "A bomb went off in the market, the mayor said. Doctors said that five people were injured."
    read = parsed(model, text, act(text, "bomb", voice="mayor"))
    assert borne(coder, read) == {"bomb": [("injured", 5, "Doctors")]}


@pytest.mark.parametrize(
    "text",
    [
        "Envoys met in the bomb shelter. Five people were injured.",  # No violence.
        "A bomb went off. It was late. The street was empty. Five people were injured.",  # Too long after.
        "A bomb went off.\n\nThe market opened.\n\nFive people were injured.",  # Another paragraph.
        "A bomb went off. Since January 300 people have been killed.",  # All so far.
    ],
)
def test_a_toll_elsewhere_is_nobodys(model: LanguageModel, coder: EventCoder, text: str) -> None:
    trigger, kind = ("met", "CONSULT") if "met" in text else ("bomb", "ASSAULT")
    assert borne(coder, parsed(model, text, act(text, trigger, kind))) == {trigger: []}


def test_what_the_acts_own_sentence_tells_is_not_told_over(model: LanguageModel, coder: EventCoder) -> None:
    text = "A bomb injured two people. Twenty people were injured last year."
    assert borne(coder, parsed(model, text, act(text, "bomb"))) == {"bomb": [("injured", 2, None)]}


def test_a_toll_of_what_is_denied_is_not_the_act_befores(model: LanguageModel, coder: EventCoder) -> None:
    text = "A bomb went off. The army denied that its raid had killed five people."
    denied = replace(act(text, "raid"), status="denied")
    assert borne(coder, parsed(model, text, act(text, "bomb"), denied)) == {"bomb": [], "raid": []}


def test_a_sentence_with_violence_of_its_own_keeps_its_tolls(model: LanguageModel, coder: EventCoder) -> None:
    text = "A bomb went off. Gunmen killed two guards."
    read = parsed(model, text, act(text, "bomb"), act(text, "killed"))
    assert borne(coder, read) == {"bomb": [], "killed": [("killed", 2, None)]}


def test_arrests_are_forces_and_not_the_nearest_fights(model: LanguageModel, coder: EventCoder) -> None:
    text = "Thirty students were arrested in a clash that followed the sweep."
    read = parsed(model, text, act(text, "clash"), act(text, "sweep", "COERCE"))
    assert borne(coder, read) == {"clash": [], "sweep": [("arrested", 30, None)]}
