"""What an incident claims: voices, figures by voice, denials, ids that stay, the episode it stands in."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.documents.incidents import incident_document
from dateline.incidents.building import Known, build
from dateline.incidents.claims import day_in, figures_in, recounted_in, stance_in, voice_in
from dateline.incidents.grouping import group_items
from dateline.incidents.items import Item, item_of, local_day
from dateline.incidents.joining import load_weights
from dateline.incidents.lexicon import Lexicon, load_lexicon
from dateline.incidents.readings import Readings
from dateline.incidents.reporting import event_of
from dateline.incidents.sentences import Quote, quotes_of
from dateline.incidents.tolls import standing, tolls_of
from dateline.models.codebook import Status
from dateline.models.incidents import Incident, IncidentKind, Stance, TollClaim
from dateline.models.places import Place
from tests.incidents.items import WEEK, item


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


def made(items: Sequence[Item], lexicon: Lexicon, known: Known | None = None) -> list[Incident]:
    return build(group_items(items, Readings(lexicon), load_weights()), items, lexicon, known or Known())


def of(found: Sequence[Incident], *articles: str) -> Incident:
    return next(one for one in found if {report.article for report in one.reports} >= set(articles))


DEATHS = (
    item(30, 0, "Fighting rages in Yemen: at least 56 killed, doctors' union says"),
    item(31, 24, "Yemen fighting continues as death toll rises to 97, medical syndicate says"),
    item(32, 48, "Fighting enters third day in Yemen, 185 dead, United Nations says"),
)


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


def test_a_denial_stands_with_what_it_denies(lexicon: Lexicon) -> None:
    denial = item(40, 8, "Houthis deny attack on French embassy convoy in Yemen")
    convoy = of(made([*WEEK, denial], lexicon), "i02", "i40")
    assert convoy.disputed
    assert convoy.status is Status.HAPPENED
    (denied,) = [report for report in convoy.reports if report.article == "i40"]
    assert (denied.stance, denied.voice) == (Stance.DENIES, "Houthis")
    assert denied.about == next(report.anchor for report in convoy.reports if report.article == "i02")
    assert {report.about for report in convoy.reports if report.stance is Stance.TELLS} == {None}


def test_a_denial_that_names_no_place_stands_wherever_the_act_stands(lexicon: Lexicon) -> None:
    denial = item(41, 8, "Houthis deny attack on French embassy convoy", "A spokesman called the claim false.")
    convoy = of(made([*WEEK, denial], lexicon), "i02", "i41")
    where = incident_document(convoy, revision=1, now=datetime(2021, 3, 4, tzinfo=UTC)).body["where"]
    assert {"yemen", "ye"} <= set(where)


def test_a_denial_has_the_event_that_is_denied_and_not_another_of_its_sentence() -> None:
    text = "The envoy called the raid reckless, as the army denied a truce."
    raid = {"id": "e1", "type": "ASSAULT", "status": "happened", "position": "lead", "evidence": [{"sentence": [0, len(text)]}]}
    told = item_of(
        {"id": "a1", "title": "Raid on convoy", "text": text, "published": "2021-03-01T06:00:00Z"},
        events=[raid, raid | {"id": "e2", "type": "RETREAT", "status": "denied"}],
    )
    quote = Quote(text, 0, "lead")
    assert told
    assert [event.id for kind in ("AGREE", "ASSAULT") if (event := event_of(told, quote, kind))] == ["e2", "e1"]


def test_a_report_knows_the_word_that_tells_it_and_what_read_it(lexicon: Lexicon) -> None:
    text = "French embassy convoy  fired on in Yemen\n\nNobody was hurt when gunmen shot at the\u00a0convoy, Paris said."
    raid = {"id": "e1", "type": "ASSAULT", "status": "happened", "rule": "reader", "confidence": 0.8, "position": "lead"}
    other = raid | {"id": "e2", "evidence": [{"sentence": [42, 95], "trigger": [66, 70]}]}
    line = {"id": "a1", "title": "", "text": text, "published": "2021-03-01T06:00:00Z"}
    events = [raid | {"evidence": [{"sentence": [0, 40], "trigger": [23, 28]}]}, other]
    found = [report for one in made([item_of(line, events=events), *WEEK[:4]], lexicon) for report in one.reports if report.article == "a1"]
    marked = {report.quote: (report.quote[slice(*report.trigger)], report.rule) for report in found if report.trigger}
    assert marked["French embassy convoy fired on in Yemen"] == ("fired", "reader")
    assert set(marked.values()) <= {("fired", "reader"), ("shot", "reader")}


def test_a_headline_is_told_with_the_event_of_its_first_sentence(lexicon: Lexicon) -> None:
    """Which has its day and its voice; an event of another kind, or from further down, is not that of the headline."""
    lead = "Gunmen fired on a convoy of the French embassy near Sanaa on Sunday, a diplomat said."
    raid = {"id": "e1", "type": "ASSAULT", "status": "happened", "position": "lead", "rule": "reader"}
    raid |= {
        "time": {"start": "2021-02-28T06:00:00Z", "precision": "day"},
        "evidence": [{"sentence": [0, len(lead)], "trigger": [7, 12]}],
        "attribution": {"source": "diplomat", "kind": "report"},
    }
    for changed, told in (
        ({}, ("e1", date(2021, 2, 28), "diplomat")),
        ({"type": "CONSULT"}, (None, None, None)),
        ({"position": "body"}, (None, None, None)),
    ):
        line = {"id": "a1", "title": "French embassy convoy fired on in Yemen", "text": lead, "published": "2021-03-01T06:00:00Z"}
        found = of(made([item_of(line, events=[raid | changed]), *WEEK[:4]], lexicon), "a1")  # type: ignore[list-item]
        (report,) = [one for one in found.reports if one.article == "a1" and one.position == "headline"]
        assert (report.event, report.day, report.voice) == told


TRUCE = "Houthis and Yemen's army agree 48-hour ceasefire"
BROKEN = ("Yemen fighting continues despite 48-hour ceasefire", "Fighting goes on in Yemen despite 48-hour ceasefire")


def read_as(number: int, title: str, kind: str, **more: Any) -> Item:
    """A report in whose headline one event was read."""
    event = {"id": f"e{number}", "type": kind, "status": "happened", "confidence": 0.9, "position": "headline"}
    line = {"id": f"i{number}", "title": title, "text": title, "published": f"2021-03-02T0{number}:00:00Z"}
    told = item_of(line, events=[event | {"evidence": [{"sentence": [0, len(title)]}]} | more])
    assert told
    return told


@pytest.mark.parametrize(
    ("changed", "shown"),
    [({}, True), ({"type": "CONSULT"}, False), ({"status": "planned"}, False), ({"confidence": 0.3}, False)],
)
def test_the_sentence_of_a_happening_is_one_in_which_its_own_act_was_read(lexicon: Lexicon, changed: dict[str, Any], shown: bool) -> None:
    """And not the one that is most like the others, which tell how the fighting goes on."""
    others = [read_as(number, title, "AGREE" if changed else "ASSAULT") for number, title in enumerate(BROKEN, 2)]
    truce = of(made([read_as(1, TRUCE, "AGREE", **changed), *others], lexicon), "i1", "i2", "i3")
    assert (truce.type, truce.title == TRUCE) == ("AGREE", shown)


def test_the_same_incidents_whatever_the_order(lexicon: Lexicon) -> None:
    shuffled = list(WEEK)
    random.Random(7).shuffle(shuffled)
    assert made(shuffled, lexicon) == made(WEEK, lexicon)


def test_an_id_stays_when_earlier_and_later_reports_come(lexicon: Lexicon) -> None:
    before = of(made(WEEK, lexicon), "i02", "i03")
    earlier = item(50, 2, "French embassy convoy fired on near Sanaa, Yemen")
    ids = {("incident", report.anchor): (before.id,) for report in before.reports}
    assert of(made([*WEEK, earlier], lexicon, Known(ids=ids)), "i50", "i02").id == before.id
    assert of(made([*WEEK, earlier], lexicon), "i50", "i02").id != before.id


def test_a_merge_leads_from_the_former_id(lexicon: Lexicon) -> None:
    whole = of(made(WEEK, lexicon), "i02", "i03")
    ids = {("incident", report.anchor): ("first",) if number else ("second",) for number, report in enumerate(whole.reports)}
    merged = of(made(WEEK, lexicon, Known(ids=ids)), "i02", "i03")
    assert (merged.id, merged.former) == ("first", ("second",))


def test_no_two_incidents_have_one_id(lexicon: Lexicon) -> None:
    found = made(WEEK, lexicon)
    assert len({one.id for one in found}) == len(found)


def test_an_incident_stands_in_the_episode_of_its_theatre(lexicon: Lexicon) -> None:
    found = made(WEEK, lexicon)
    convoy = of([one for one in found if one.kind is IncidentKind.INCIDENT], "i02", "i03")
    (episode,) = [one for one in found if one.id == convoy.within]
    assert (episode.kind, episode.title) == (IncidentKind.EPISODE, "Attacks on diplomats, journalists and aid workers in Yemen")


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
        ("Forty-four villagers were killed", []),
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


def test_a_report_of_any_digits_is_joined_with_the_others_of_its_day(lexicon: Lexicon) -> None:
    odd = item(37, 3, f"Gunmen kill {'9' * 400} in Yemen prison, toll revised from {'9' * 5000}")
    assert {"i30", "i37"} <= {report.article for one in made([*DEATHS, odd], lexicon) for report in one.reports}


@given(st.text(st.sampled_from("0123456789,.٣ killed"), max_size=400))
def test_any_digits_can_be_read(text: str) -> None:
    told = f"Toll revised from {text} to {text} dead: {text} killed, not {text}"
    figures = [value for one in figures_in(told) for value in (one.min, one.max) if value is not None]
    assert all(0 <= value <= 10**9 for value in (*figures, *recounted_in(told).before))


@pytest.mark.parametrize(
    ("sentence", "stance"),
    [
        ("The army denied that it had agreed", Stance.DENIES),
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


def test_a_count_that_its_voice_raises_is_superseded_and_not_corrected(lexicon: Lexicon) -> None:
    told = [
        item(70, 1, "Gunmen kill 97 in raid on Yemen prison, ministry says"),
        item(71, 25, "Ministry raises death toll of raid on Yemen prison by gunmen from 97 to 185"),
    ]
    raid = of(made(told, lexicon), "i70", "i71")
    assert [(one.min, one.superseded, one.corrected) for one in raid.tolls] == [(97, True, False), (185, False, False)]
    assert "corrected" not in incident_document(raid, revision=1, now=datetime(2021, 3, 4, tzinfo=UTC)).body["marks"]


def test_fighting_that_spread_from_somewhere_corrects_nothing() -> None:
    assert recounted_in("Fighting spread from 2 towns and 12 people were killed").before == ()


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


def test_an_episode_ends_with_the_report_that_came_last_whatever_clock_wrote_it(lexicon: Lexicon) -> None:
    last = item(32, 0, DEATHS[2].title)
    at = (datetime.fromisoformat("2021-03-03T09:00+03:00"), datetime.fromisoformat("2021-03-03T07:30+00:00"))
    told = [dataclasses.replace(last, id=name, published=moment) for name, moment in zip(("early", "late"), at, strict=True)]
    (episode,) = [one for one in made(told, lexicon) if one.kind is IncidentKind.EPISODE]
    assert [report.article for report in episode.reports] == ["early", "late"]


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


def test_what_tells_only_that_it_goes_on_is_no_incident(lexicon: Lexicon) -> None:
    told = [
        item(62, 1, "Yemen at war", "Hundreds were injured in Yemen as forces battle for control of the oil-rich East African nation."),
        item(63, 2, "Yemen at war", "Sanaa residents were trapped at home without water as generals battled for the Arab nation."),
    ]
    assert [one.title for one in made(told, lexicon) if one.kind is IncidentKind.INCIDENT] == []


def test_a_place_that_the_sentence_leaves_out_is_that_of_its_article(lexicon: Lexicon) -> None:
    sanaa = Place("Sanaa", 15.35, 44.2, "YE", precision_km=10)
    told = item(64, 1, "French embassy convoy fired on in Yemen", "It was shot at on the way to Sanaa airport.")
    told = dataclasses.replace(told, places=((told.text.index("Sanaa"), told.text.index("Sanaa") + 5, sanaa),))
    assert of(made([told], lexicon), "i64").place == sanaa


def test_a_weekday_is_the_last_such_day() -> None:
    assert day_in("on Saturday", datetime(2021, 3, 1, tzinfo=UTC)) == date(2021, 2, 27)
    assert day_in("on Monday", datetime(2021, 3, 1, tzinfo=UTC)) == date(2021, 3, 1)
    assert day_in("one day", datetime(2021, 3, 1, tzinfo=UTC)) is None


def test_the_day_of_an_event_is_that_of_its_place() -> None:
    midnight = datetime(2016, 10, 13, 21, tzinfo=UTC)
    assert local_day(midnight, Place("Aleppo", 36.2, 37.2, timezone="Asia/Damascus")) == date(2016, 10, 14)
    assert local_day(midnight, Place("Nowhere", 0.0, 0.0, timezone="Mars/Base")) == local_day(midnight, None) == date(2016, 10, 13)
