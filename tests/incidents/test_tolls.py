"""What an incident counts: figures by voice, which of them stand, what was corrected; never a sum."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from dateline.documents.incidents import incident_document
from dateline.incidents.items import item_of
from dateline.incidents.lexicon import Lexicon
from dateline.incidents.sentences import Quote, quotes_of
from dateline.incidents.tolls import contradict, standing, tolls_of
from dateline.models.incidents import IncidentKind, TollClaim
from tests.incidents.items import WEEK, item
from tests.incidents.made import DEATHS, made, of


def test_three_voices_over_three_days_are_three_figures_and_no_sum(lexicon: Lexicon) -> None:
    fighting = of(made(DEATHS, lexicon), "i30", "i31", "i32")
    told = [(claim.min, claim.voice, claim.told, claim.superseded) for claim in fighting.tolls]
    assert told == [
        (56, "doctors' union", date(2021, 3, 1), False),
        (97, "medical syndicate", date(2021, 3, 2), False),
        (185, "United Nations", date(2021, 3, 3), False),
    ]
    body = incident_document(fighting, revision=1, now=datetime(2021, 3, 4, tzinfo=UTC)).body
    assert (body["killed_min"], body["killed_max"]) == (56, 185)


def test_a_voice_that_tells_a_later_figure_supersedes_its_own(lexicon: Lexicon) -> None:
    again = item(33, 60, "Yemen fighting goes on: 120 dead, medical syndicate says")
    tolls = of(made([*DEATHS, again], lexicon), "i30", "i33").tolls
    assert [(claim.min, claim.superseded) for claim in tolls] == [(56, False), (97, True), (185, False), (120, False)]


def test_a_headline_is_told_by_whom_the_first_sentence_of_its_figure_names(lexicon: Lexicon) -> None:
    told = item(34, 2, "Gunmen kill nine in Yemen prison", "Police said gunmen killed at least nine. The mayor said roads were closed.")
    (claim,) = of(made([told], lexicon), "i34").tolls
    assert (claim.min, claim.max, claim.voice) == (9, None, "Police")


def test_a_number_stands_for_the_dozens_of_the_headline() -> None:
    told = item(35, 2, "Dozens killed as gunmen storm Yemen prison", "The governor said that 44 people were killed.")
    assert [(claim.min, claim.voice) for claim in tolls_of(told, quotes_of(told), None, scope="event")] == [(44, "governor")]


def test_copies_are_one_voice(lexicon: Lexicon) -> None:
    copy = dataclasses.replace(WEEK[1], id="i99", outlet="Another Paper")
    together = of(made([*WEEK, copy], lexicon), "i02", "i99")
    assert together.voices == of(made(WEEK, lexicon), "i02", "i03").voices
    assert {report.article: report.copy_of for report in together.reports}["i99"] == "i02"


def test_a_report_of_any_digits_is_joined_with_the_others_of_its_day(lexicon: Lexicon) -> None:
    odd = item(37, 3, f"Gunmen kill {'9' * 400} in Yemen prison, toll revised from {'9' * 5000}")
    assert {"i30", "i37"} <= {report.article for one in made([*DEATHS, odd], lexicon) for report in one.reports}


def test_a_count_that_its_voice_raises_is_superseded_and_not_corrected(lexicon: Lexicon) -> None:
    told = [
        item(70, 1, "Gunmen kill 97 in raid on Yemen prison, ministry says"),
        item(71, 25, "Ministry raises death toll of raid on Yemen prison by gunmen from 97 to 185"),
    ]
    raid = of(made(told, lexicon), "i70", "i71")
    assert [(one.min, one.superseded, one.corrected) for one in raid.tolls] == [(97, True, False), (185, False, False)]
    assert "corrected" not in incident_document(raid, revision=1, now=datetime(2021, 3, 4, tzinfo=UTC)).body["marks"]


def test_the_tagger_s_figure_that_was_told_before_is_left_out_and_one_of_another_kind_is_not() -> None:
    text = "The death toll of the raid rises from 30 to 40, and 30 are in hospital with wounds."
    counted = [
        {"kind": "killed", "min": 30, "max": 30},
        {"kind": "killed", "min": 40, "max": 40},
        {"kind": "injured", "min": 30, "max": 30},
    ]
    lines = [{"group": None, "scope": "event", "text": "", "part_of_whole": False, "start": 0, "end": 0} | one for one in counted]
    raid = {"id": "e1", "type": "ASSAULT", "status": "happened", "position": "lead", "evidence": [{"sentence": [0, len(text)]}]}
    told = item_of({"id": "a1", "title": "Raid", "text": text, "published": "2021-03-01T06:00:00Z"}, events=[raid | {"casualties": lines}])
    assert told
    quote = Quote(text, 0, "lead")
    found = [(one.kind, one.min) for one in tolls_of(told, [quote], told.events[0], scope="event")]
    assert found == [("killed", 40), ("injured", 30)]


@pytest.mark.parametrize("since", ["Monday", "last Monday", "February 27", "27 February"])
def test_what_has_gone_on_since_a_day_is_of_no_day_and_adds_up(lexicon: Lexicon, since: str) -> None:
    told = item(36, 50, f"At least 97 killed in Sanaa, Yemen, as gunmen storm prisons since {since}")
    (one,) = [one for one in made([told], lexicon) if one.kind is IncidentKind.INCIDENT]
    assert ([report.day for report in one.reports], one.first) == ([None], date(2021, 3, 3))
    assert [(claim.min, claim.scope) for claim in one.tolls] == [(97, "cumulative")]


@pytest.mark.parametrize("worst", ["the deadliest attack", "the worst violence there", "the first raid of its kind"])
def test_what_is_the_worst_since_a_day_is_of_its_own_day(lexicon: Lexicon, worst: str) -> None:
    told = item(36, 50, f"At least 97 killed in Sanaa, Yemen, as gunmen storm prisons in {worst} since 2014")
    (one,) = [one for one in made([told], lexicon) if one.kind is IncidentKind.INCIDENT]
    assert [(claim.min, claim.scope) for claim in one.tolls] == [(97, "event")]


def claim(number: int | None, voice: str | None, day: int, *, outlet: str = "The Wire", **more: Any) -> TollClaim:
    fields = {"kind": "killed", "min": number, "max": number, "scope": "event", "group": None, "text": f"{number} killed"}
    fields |= {"voice": voice, "outlet": outlet, "article": f"{outlet}{day}", "told": date(2021, 3, day), "as_of": None}
    return TollClaim(**(fields | more))


def stood(claims: Sequence[TollClaim], lexicon: Lexicon) -> list[tuple[int | None, int | None, str | None, int | None]]:
    found = standing(claims, lexicon, theatre="YE")
    return [(one.min, one.max, one.voice, one.superseded_on.day if one.superseded_on else None) for one in found]


def test_a_correction_supersedes_the_figure_that_it_names_whoever_told_it(lexicon: Lexicon) -> None:
    claims = [claim(97, "medical syndicate", 1), claim(30, "army", 1), claim(85, "ministry", 2, corrects=True, wrong=(97,))]
    assert stood(claims, lexicon) == [(97, 97, "medical syndicate", 2), (30, 30, "army", None), (85, 85, "ministry", None)]


def test_a_correction_that_names_none_supersedes_its_own_outlet_s(lexicon: Lexicon) -> None:
    claims = [claim(97, "police", 1), claim(90, "army", 1, outlet="The Post"), claim(85, None, 2, corrects=True)]
    assert stood(claims, lexicon) == [(90, 90, "army", None), (97, 97, "police", 2), (85, 85, None, None)]


def test_a_correction_that_names_no_figure_is_of_its_own_voice_and_of_the_kind_that_it_speaks_of(lexicon: Lexicon) -> None:
    told = item(72, 30, "Ministry revises death toll of raid on Yemen prison down to 85, 30 injured")
    corrections = [
        dataclasses.replace(one, outlet="The Wire", article="fresh") for one in tolls_of(told, quotes_of(told), None, scope="event")
    ]
    assert {(one.kind, one.voice, one.corrects) for one in corrections} == {("killed", "Ministry", True), ("injured", "Ministry", False)}
    claims = [
        claim(97, "ministry", 1, outlet="The Post"),
        claim(40, "army", 1),
        claim(25, "doctors", 1, kind="injured"),
        claim(50, "ministry", 1, kind="injured"),
        *corrections,
    ]
    found = {(one.min, one.voice): one.corrected for one in standing(claims, lexicon, theatre="YE") if one.superseded}
    assert found == {(97, "ministry"): True, (50, "ministry"): False}


def test_only_what_a_correction_names_was_wrong_and_what_a_later_count_raised_was_not(lexicon: Lexicon) -> None:
    claims = [
        claim(97, "medical syndicate", 1),
        claim(56, "UN", 1),
        claim(None, "army", 1, max=100),
        claim(91, "army", 1),
        claim(85, "ministry", 2, corrects=True, wrong=(97,)),
        claim(70, "UN", 3),
        claim(110, "medical syndicate", 4),
    ]
    found = {(one.min, one.max): (one.superseded_by, one.corrected) for one in standing(claims, lexicon, theatre="YE") if one.superseded}
    assert found == {(97, 97): ((85, 85), True), (56, 56): ((70, 70), False), (None, 100): ((91, 91), False)}
    again = standing(standing(claims, lexicon, theatre="YE"), lexicon, theatre="YE")  # As an episode's are that was stored.
    assert again == standing(claims, lexicon, theatre="YE")


def test_what_is_later_is_told_by_the_moment_whatever_clock_wrote_it(lexicon: Lexicon) -> None:
    claims = [claim(97, "UN", 1, article="early"), claim(85, "UN", 1, article="late")]
    when = {
        "early": datetime(2021, 3, 1, 9, tzinfo=timezone(timedelta(hours=3))),
        "late": datetime(2021, 3, 1, 7, 30, tzinfo=UTC),
    }
    found = standing(claims, lexicon, theatre="YE", when=when)
    assert [(one.min, one.superseded) for one in found] == [(97, True), (85, False)]


def test_a_figure_is_told_on_the_day_of_utc() -> None:
    told = dataclasses.replace(item(38, 0, "Gunmen kill nine in Yemen prison"), published=datetime.fromisoformat("2021-03-02T01:00+03:00"))
    assert [one.told for one in tolls_of(told, quotes_of(told), None, scope="event")] == [date(2021, 3, 1)]


def test_a_round_figure_does_not_supersede_the_number_of_its_day(lexicon: Lexicon) -> None:
    claims = [claim(97, "UN", 1), claim(None, "UN", 1, article="z", max=100), claim(91, "UN", 1, article="zz", max=None)]
    assert stood(claims, lexicon) == [(97, 97, "UN", None), (None, 100, "UN", 1), (91, None, "UN", 1)]


@pytest.mark.parametrize(
    "bounds",
    [
        {"min": 24, "max": None, "mark": "dozens"},
        {"min": 51, "max": None},
        {"min": 50, "max": None},
        {"min": None, "max": 100},
    ],
)
def test_a_round_figure_that_the_number_told_before_fulfils_does_not_take_its_place(bounds: dict[str, Any], lexicon: Lexicon) -> None:
    claims = [claim(97, "UN", 1), claim(0, "UN", 2, **bounds)]
    exact, vague = standing(claims, lexicon, theatre="YE")
    assert (exact.superseded, vague.superseded, vague.superseded_by) == (False, True, (97, 97))
    assert vague.superseded_on == date(2021, 3, 2)
    assert standing((exact, vague), lexicon, theatre="YE") == [exact, vague]


def test_a_round_figure_that_says_another_number_takes_its_place(lexicon: Lexicon) -> None:
    raised = [claim(97, "UN", 1), claim(201, "UN", 2, max=None)]
    assert stood(raised, lexicon) == [(97, 97, "UN", 2), (201, None, "UN", None)]
    lowered = [claim(97, "UN", 1), claim(None, "UN", 2, max=50)]
    assert stood(lowered, lexicon) == [(97, 97, "UN", 2), (None, 50, "UN", None)]


def test_a_round_figure_takes_the_place_of_a_number_that_was_wrong(lexicon: Lexicon) -> None:
    claims = [claim(97, "UN", 1), claim(85, "ministry", 2, corrects=True, wrong=(97,)), claim(24, "UN", 3, max=None, mark="dozens")]
    assert stood(claims, lexicon) == [(97, 97, "UN", 2), (85, 85, "ministry", None), (24, None, "UN", None)]
    own = [claim(97, "UN", 1), claim(24, "UN", 2, max=None, mark="dozens", corrects=True)]
    assert stood(own, lexicon) == [(97, 97, "UN", 2), (24, None, "UN", None)]


def test_a_voice_that_goes_back_to_a_figure_has_told_it_again(lexicon: Lexicon) -> None:
    claims = [claim(97, None, 1), claim(85, None, 2), claim(97, None, 3), claim(97, None, 4)]
    assert stood(claims, lexicon) == [(97, 97, None, 2), (85, 85, None, 3), (97, 97, None, None)]


def test_a_figure_told_again_is_a_repeat_whatever_says_nothing_else_or_comes_from_others_in_between(lexicon: Lexicon) -> None:
    between = [claim(None, "UN", 2), claim(24, "UN", 3, max=None, mark="dozens"), claim(85, "army", 3), claim(12, "UN", 3, kind="injured")]
    again = [claim(97, "UN", 4), claim(24, "UN", 5, max=None, mark="dozens"), claim(85, "army", 5)]
    assert stood([claim(97, "UN", 1), *between, *again], lexicon) == stood([claim(97, "UN", 1), *between], lexicon)


def test_a_voice_of_fewer_words_goes_back_to_its_figure_too(lexicon: Lexicon) -> None:
    claims = [claim(97, "Doctors", 1), claim(85, "Yemeni doctors", 2), claim(97, "Doctors", 3)]
    assert [day for *_, day in stood(claims, lexicon)] == [2, 3, None]


def test_an_unknown_number_takes_the_place_of_none(lexicon: Lexicon) -> None:
    claims = [claim(200, "Doctors", 1), claim(None, "Doctors", 2)]
    assert stood(claims, lexicon) == [(200, 200, "Doctors", None), (None, None, "Doctors", None)]
    assert stood([*claims, claim(250, "Doctors", 3)], lexicon) == [
        (200, 200, "Doctors", 3),
        (None, None, "Doctors", 3),
        (250, 250, "Doctors", None),
    ]


def test_voices_of_fewer_words_are_the_same_voice_unless_they_fit_two(lexicon: Lexicon) -> None:
    one = [claim(56, "Doctors", 1), claim(57, "Yemeni doctors", 2), claim(60, "doctors' union", 3)]
    assert [day for *_, day in stood(one, lexicon)] == [2, 3, None]
    assert [day for *_, day in stood([*one, claim(70, "doctors' syndicate", 4)], lexicon)] == [2, None, None, None]
    foreign = [claim(56, "officials", 1), claim(57, "French officials", 2), claim(60, "Yemeni officials", 3)]
    assert [day for *_, day in stood(foreign, lexicon)] == [3, None, None]


def test_a_truce_does_not_carry_the_dead_of_the_fighting(lexicon: Lexicon) -> None:
    first = item(60, 30, "Houthis and Yemen's army agree 48-hour ceasefire", "The truce was announced as 56 people were killed in clashes.")
    second = item(61, 32, "Two-day truce announced in Yemen as 56 killed", "Both sides agreed to the ceasefire.")
    truce = of(made([first, second], lexicon), "i60", "i61")
    assert (truce.type, truce.tolls) == ("AGREE", ())


@pytest.mark.parametrize(("exact", "superseded"), [(80, (None, 100)), (79, (79, 79))])
def test_a_round_figure_rounds_what_is_a_quarter_below_it_and_no_less(
    lexicon: Lexicon, exact: int, superseded: tuple[int | None, int]
) -> None:
    claims = [claim(exact, "UN", 1), claim(None, "UN", 1, max=100)]
    assert [(one.min, one.max) for one in standing(claims, lexicon, theatre="YE") if one.superseded] == [superseded]


@pytest.mark.parametrize(("most", "apart"), [(20, True), (19, False)])
def test_figures_of_a_day_contradict_each_other_where_one_is_twice_the_other(lexicon: Lexicon, most: int, apart: bool) -> None:
    assert contradict([claim(10, "UN", 1), claim(most, "army", 1)], lexicon, "YE") is apart
