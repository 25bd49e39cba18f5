"""What is told together: ids that stay, the episode it stands in, the same in whatever order."""

from __future__ import annotations

import dataclasses
import random
from datetime import datetime

from dateline.incidents.building import Known
from dateline.incidents.lexicon import Lexicon
from dateline.models.incidents import IncidentKind
from dateline.models.places import Place
from tests.incidents.items import WEEK, item
from tests.incidents.made import DEATHS, made, of


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


def test_an_episode_ends_with_the_report_that_came_last_whatever_clock_wrote_it(lexicon: Lexicon) -> None:
    last = item(32, 0, DEATHS[2].title)
    at = (datetime.fromisoformat("2021-03-03T09:00+03:00"), datetime.fromisoformat("2021-03-03T07:30+00:00"))
    told = [dataclasses.replace(last, id=name, published=moment) for name, moment in zip(("early", "late"), at, strict=True)]
    (episode,) = [one for one in made(told, lexicon) if one.kind is IncidentKind.EPISODE]
    assert [report.article for report in episode.reports] == ["early", "late"]


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
