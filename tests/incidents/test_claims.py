"""What a sentence claims: who says so, figures, corrections, what it does to what it tells, and its day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.incidents.claims import day_in, figures_in, recounted_in, stance_in, voice_in
from dateline.models.incidents import Stance


@pytest.mark.parametrize(
    ("sentence", "voice"),
    [
        ("At least 12 dead in clashes, doctors' union says", "doctors' union"),
        ("More than 40 killed in fighting: UN envoy", "UN envoy"),
        ("Rivals agree ceasefire, says Blinken", "Blinken"),
        ("Shelling killed nine, according to the Red Crescent.", "Red Crescent"),
        ("The governor said that the bridge was hit", "governor"),
        ("It said the bridge was hit", None),
        ("Nobody has claimed the attack", None),
        ("A local group has claimed the attack", "local group"),
        ("The bridge was hit", None),
        ("Bridge hit as battles go on – video report", None),
        ("The battle went on after an announced truce", None),
        ("The minister called it reckless, as the northern army denied claims of a truce", "northern army"),
        ("Officials in Lisbon have denied the report", "Officials in Lisbon"),
    ],
)
def test_voices(sentence: str, voice: str | None) -> None:
    assert voice_in(sentence) == voice


@pytest.mark.parametrize(
    ("sentence", "figures"),
    [
        ("At least 12 civilians killed in clashes", [("killed", 12, None, "civilians")]),
        ("Death toll rises to 97", [("killed", 97, 97, None)]),
        ("Toll nears 100", [("killed", None, 100, None)]),
        ("More than 40 people killed and 1,200 wounded", [("killed", 41, None, None), ("injured", 1200, 1200, None)]),
        ("Dozens dead", [("killed", 24, None, None)]),
        ("Nine children were killed", [("killed", 9, 9, "children")]),
        ("The 5th battalion left 3 days ago", []),
        ("Rockets kill 15 in housing block", [("killed", 15, 15, None)]),
        ("Soldiers kill two Ruritanians near the border", [("killed", 2, 2, None)]),
        ("The raid has killed nearly 200.", [("killed", None, 200, None)]),
        ("Civilian deaths top 400", [("killed", 401, None, None)]),
        ("Forty-four villagers were killed", [("killed", 44, 44, None)]),
        ("Fourteen members of one family die under rubble in Aleppo's Marjeh district", [("killed", 14, 14, None)]),
        ("Two members of one family killed", [("killed", 2, 2, None)]),
        ("The missile killed 3 hours of talks", []),
    ],
)
def test_figures(sentence: str, figures: list[tuple[object, ...]]) -> None:
    assert [(one.kind, one.min, one.max, one.group) for one in figures_in(sentence)] == figures


@pytest.mark.parametrize("digits", [10, 400, 5000])
@pytest.mark.parametrize(
    "sentence", ["{} killed in Sanaa", "Toll revised down from {} to 85", "{} people were killed, not {}", "Kills 1,{}"]
)
def test_what_no_head_count_can_be_is_no_figure(sentence: str, digits: int) -> None:
    """And above all is no reason why a day is not joined."""
    text = sentence.format(*["9" * digits] * 2)
    assert (recounted_in(text).before, [one for one in figures_in(text) if one.min != 85]) == ((), [])


@given(st.text(st.sampled_from("0123456789,.٣ killed"), max_size=400))
def test_any_digits_can_be_read(text: str) -> None:
    told = f"Toll revised from {text} to {text} dead: {text} killed, not {text}"
    figures = [value for one in figures_in(told) for value in (one.min, one.max) if value is not None]
    assert all(0 <= value <= 10**9 for value in (*figures, *recounted_in(told).before))


@pytest.mark.parametrize(
    ("sentence", "stance"),
    [
        ("The army denied that it had agreed", Stance.DENIES),
        ("Northern army says it did not bomb the market", Stance.DENIES),
        ("Police said they did not know who fired", Stance.TELLS),
        ("Rebels blame the army for the strike", Stance.ACCUSES),
        ("Biden confirms evacuation", Stance.CONFIRMS),
        ("Correction: four were killed, not 14", Stance.CORRECTS),
        ("Ministry revises toll down to four", Stance.CORRECTS),
        ("An earlier version of this article said that 14 had been killed", Stance.CORRECTS),
        ("Four were killed", Stance.TELLS),
    ],
)
def test_stances(sentence: str, stance: Stance) -> None:
    assert stance_in(sentence) is stance


@pytest.mark.parametrize(
    ("sentence", "wrong", "right"),
    [
        ("Ministry revises death toll down from 97 to 85", (97,), 85),
        ("Correction: 85 people were killed, not 97", (97,), 85),
        ("The union lowered its toll from at least 97 to 85", (97,), 85),
        ("The ministry corrected an earlier toll of 97, saying that 85 people had been killed", (97,), 85),
        ("The union lowers its toll to 85 from an earlier count of 97", (97,), 85),
        ("Officials revised the number of dead from 41 to 36", (41,), 36),
        ("Ministry revises death toll down to 85", (), 85),
    ],
)
def test_a_correction_says_what_was_wrong_and_what_is_right(sentence: str, wrong: tuple[int, ...], right: int) -> None:
    found = recounted_in(sentence)
    assert (found.corrects, found.before) == (True, wrong)
    assert [(one.min, one.max) for one in figures_in(found.text)] == [(right, right)]


def test_a_count_is_lowered_by_its_own_figures_and_not_by_others_of_its_sentence() -> None:
    lowered = recounted_in("As 300 were injured, the ministry revised the death toll from 97 to 85, with 120 people wounded")
    raised = recounted_in("As 30 were injured, the ministry revised the death toll from 97 to 185, with 12 people wounded")
    assert [(one.corrects, one.before) for one in (lowered, raised)] == [(True, (97,)), (False, (97,))]


@pytest.mark.parametrize(
    ("sentence", "before", "now"),
    [
        ("Ministry raises death toll from 97 to 185", (97,), 185),
        ("The ministry revised the number of dead upwards, from 97 to 185", (97,), 185),
        ("Death toll rises from 97 to 185", (97,), 185),
        ("Death toll climbs to 185, up from the previous count of 97", (97,), 185),
        ("Number of dead has risen to 185 from 97", (97,), 185),
        ("Ministry revises death toll from 97 to 185", (97,), 185),
        ("Red Crescent revises toll up to 120 dead", (), 120),
        ("Officials updated the death toll upwards to 120", (), 120),
        ("Ministry revises death toll to 120", (), 120),
    ],
)
def test_a_count_that_climbs_makes_none_before_it_wrong(sentence: str, before: tuple[int, ...], now: int) -> None:
    found = recounted_in(sentence)
    assert (found.corrects, found.before, stance_in(sentence)) == (False, before, Stance.TELLS)
    assert [(one.min, one.max) for one in figures_in(found.text)] == [(now, now)]


def test_fighting_that_spread_from_somewhere_corrects_nothing() -> None:
    assert recounted_in("Fighting spread from 2 towns and 12 people were killed").before == ()


def test_a_weekday_is_the_last_such_day() -> None:
    assert day_in("on Saturday", datetime(2021, 3, 1, tzinfo=UTC)) == date(2021, 2, 27)
    assert day_in("on Monday", datetime(2021, 3, 1, tzinfo=UTC)) == date(2021, 3, 1)
    assert day_in("one day", datetime(2021, 3, 1, tzinfo=UTC)) is None
