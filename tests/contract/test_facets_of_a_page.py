"""The facets of a page of happenings count what stands on it: happenings, and beside them all reports, over every index alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from dateline.asking.forms import ask
from dateline.models.codebook import Status
from dateline.models.events import Actor
from dateline.models.incidents import IncidentKind
from dateline.models.places import Place
from dateline.models.times import Basis, Precision, TimeValue
from dateline.pages.board import Board, build
from dateline.pages.links import form_of
from dateline.pages.tally import Tally
from dateline.protocols.index import Index
from tests.bundles import REPORT, article, bundle, event, incident
from tests.contract.conftest import Make
from tests.pages.coded import NAMES

WEEK = "since=2016-10-10&until=2016-10-16"
DARAA = Place("Daraa", 32.62, 36.1, country="SY", admin1="Daraa", timezone="Asia/Damascus", precision_km=5.0, feature="city")
DOCTORS = Actor("doctors", 0, 7, None, "Doctors")
MONTH = TimeValue("2016-10", datetime(2016, 9, 30, 21, tzinfo=UTC), datetime(2016, 10, 31, 21, tzinfo=UTC), Precision.MONTH, Basis.EXPLICIT)


@pytest.fixture
def index(make: Make) -> Index:
    """A happening that two articles tell, an episode, and what single reports alone tell: a denial, and threats of no certain day."""
    of = make()
    of.write(
        [
            bundle(event("e1"), event("e2", status=Status.DENIED, place=DARAA, actors=(DOCTORS,)), of=article(outlet="The Wire")),
            bundle(event("e3"), of=article("a2", outlet="The Post")),
            bundle(event("e4", type="THREATEN", time=MONTH), of=article("a3", outlet="The Echo")),
        ]
    )
    told = (replace(REPORT, event="e1"), replace(REPORT, anchor="r2", article="a2", event="e3", outlet="The Post"))
    of.write_incidents(
        [
            incident("n1", reports=told, voices=("The Post", "The Wire")),
            incident("n2", kind=IncidentKind.EPISODE, first=date(2016, 10, 1), last=date(2016, 10, 30)),
        ]
    )
    if refresh := getattr(of, "refresh", None):
        refresh()
    return of


def board(index: Index, asked: str) -> Board:
    form = form_of(asked)
    return build(index, ask(form, NAMES), form=form, given=form, names=NAMES, page=1)


def facets(shown: Board) -> dict[str, dict[str, Tally]]:
    return {title: {choice.label: choice.tally for choice in values} for title, values in shown.facets.items()}


def test_each_value_says_how_many_happenings_and_how_many_reports_have_it(index: Index) -> None:
    assert facets(board(index, WEEK)) == {
        "type": {"Attack": Tally(1, 3), "Threat": Tally(0, 1)},
        "status": {"Happened": Tally(1, 3), "Denied": Tally(0, 1)},
        "party": {"Doctors": Tally(0, 1)},
        "country": {"Syria": Tally(1, 4)},
        "place": {"Aleppo, SY": Tally(1, 3), "Daraa, SY": Tally(0, 1)},
        "outlet": {"The Wire": Tally(1, 2), "The Post": Tally(1, 1), "The Echo": Tally(0, 1)},
        "day known": {"Day told": Tally(1, 3), "Week, month or year": Tally(0, 1)},
        "marks": {},
    }


def test_the_heading_counts_both(index: Index) -> None:
    shown = board(index, WEEK)
    assert (shown.total, shown.reports, shown.outlets, shown.more_outlets, shown.about) == (1, 3, 3, False, False)


def test_what_a_full_list_lacks_is_not_known(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dateline.pages.board.MOST_SPOTS", 2)
    shown = board(index, WEEK)
    found = facets(shown)
    assert found["outlet"] == {"The Wire": Tally(1, 2), "The Post": Tally(1, 0, more_reports=True), "The Echo": Tally(0, 1, more_rows=True)}
    assert found["status"] == {"Happened": Tally(1, 3), "Denied": Tally(0, 1)}
    assert (shown.outlets, shown.more_outlets) == (3, True)


@pytest.mark.parametrize(("title", "label"), [("status", "Denied"), ("type", "Threat"), ("party", "Doctors"), ("place", "Daraa, SY")])
def test_what_single_reports_alone_have_is_one_click_away(index: Index, title: str, label: str) -> None:
    choice = next(one for one in board(index, WEEK).facets[title] if one.label == label)
    (row,) = board(index, choice.href.removeprefix("/?")).rows
    assert row.id in ("e2", "e4")


def test_every_dot_of_the_map_has_a_row(index: Index) -> None:
    drawn = board(index, WEEK).map
    assert drawn is not None
    assert [dot.label for dot in drawn.dots] == ["Aleppo, SY: 1 incident, 3 reports", "Daraa, SY: 1 report"]


@pytest.mark.parametrize("more", ["mark=disputed&mark=single_voice", "sort=relevance&q=shelled"])
def test_where_no_single_report_is_shown_none_is_counted(index: Index, more: str) -> None:
    index.write_incidents([incident("n3", disputed=True)])
    if refresh := getattr(index, "refresh", None):
        refresh()
    shown = board(index, f"{WEEK}&{more}")
    assert (shown.noun[0], shown.reports) == ("incident", 0)
    assert {tally.reports for values in facets(shown).values() for tally in values.values()} == {None}


def test_each_report_for_itself_is_counted_once(index: Index) -> None:
    shown = board(index, f"{WEEK}&tell=reports")
    assert facets(shown)["status"] == {"Happened": Tally(3), "Denied": Tally(1)}
