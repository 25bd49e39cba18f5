"""What each report says of a happening, with the event that was read in its sentence, and the sentence that shows it best."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from dateline.documents.incidents import incident_document
from dateline.incidents.items import Item, item_of, local_day
from dateline.incidents.lexicon import Lexicon
from dateline.incidents.reporting import event_of
from dateline.incidents.sentences import Quote
from dateline.models.codebook import Status
from dateline.models.incidents import Stance
from dateline.models.places import Place
from tests.incidents.items import WEEK, item
from tests.incidents.made import made, of


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


@pytest.mark.parametrize(
    ("title", "more"),
    [
        (f"Army denies that {TRUCE}", {}),
        (BROKEN[0], {"position": "lead", "evidence": [{"sentence": [len(BROKEN[0]) + 2, len(BROKEN[0]) + 15]}]}),
    ],
    ids=["denies it", "tells it only below"],
)
def test_a_sentence_that_denies_it_or_tells_it_only_below_is_not_its_sentence(lexicon: Lexicon, title: str, more: dict[str, Any]) -> None:
    other = read_as(2, title, "AGREE", **more)
    truce = of(made([read_as(1, TRUCE, "AGREE", confidence=0.7), other, read_as(3, BROKEN[1], "ASSAULT")], lexicon), "i1", "i2", "i3")
    assert truce.title == TRUCE


def test_the_day_of_an_event_is_that_of_its_place() -> None:
    midnight = datetime(2016, 10, 13, 21, tzinfo=UTC)
    assert local_day(midnight, Place("Aleppo", 36.2, 37.2, timezone="Asia/Damascus")) == date(2016, 10, 14)
    assert local_day(midnight, Place("Nowhere", 0.0, 0.0, timezone="Mars/Base")) == local_day(midnight, None) == date(2016, 10, 13)
