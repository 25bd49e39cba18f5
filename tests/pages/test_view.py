from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.pages.evidence import article_paragraphs, pieces
from dateline.pages.flat import event_row, main_rows
from dateline.pages.rows import rows_of
from dateline.pages.times import clock, when
from dateline.pages.tolls import figure, toll
from dateline.pages.view import event_view, mark_of, parties_of
from dateline.query import Bucket, Hit, Query
from tests.pages.coded import RAID, TEXT, filled

BODIES = {hit.id: hit.body for hit in filled().events(Query()).hits}


def test_an_event_is_told_in_words() -> None:
    view = event_view(BODIES["e1"])
    assert (view.what, view.status_words, view.actors, view.targets) == ("attack (aerial)", "happened", "Warplanes", "a market")
    assert view.where == "Aleppo (eastern), SY"
    assert (view.when, view.when_utc) == ("night of Thu 13 into Fri 14 Oct 2016", "2016-10-13 15:00 to 2016-10-14 03:00 UTC")
    assert (view.toll, view.says_kind, view.says) == ("killed: number unknown", "reported by", "a monitor")
    assert view.sentence == (("Warplanes ", False), ("bombed", True), (TEXT[16 : RAID[1]], False))


def test_a_denial_points_to_what_it_denies() -> None:
    view = event_view(BODIES["e2"])
    assert (view.status_words, view.about, view.when, view.where, view.point) == (
        "denied",
        "e1",
        "not told; published Fri 14 Oct 2016",
        "",
        None,
    )


def test_the_same_words_of_several_articles_stand_once_among_the_main_rows() -> None:
    raid, copy = Hit("e1", BODIES["e1"]), Hit("e9", {**BODIES["e1"], "id": "e9"})
    bucket = Bucket(date(2016, 10, 13), 3, {}, (raid, copy, Hit("e2", BODIES["e2"])))
    assert [row["id"] for row in main_rows(bucket, most=5)] == ["e1", "e2"]
    assert [row["id"] for row in main_rows(bucket, most=1)] == ["e1"]


def test_a_row_is_flat() -> None:
    row = event_row(BODIES["e1"])
    assert (row["lat"], row["lon"], row["start"], row["killed"]) == (36.2, 37.16, "2016-10-13T15:00:00Z", None)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"min": 4, "max": 4}, "killed: 4"),
        ({"min": 25, "max": None}, "killed: at least 25"),
        ({"min": None, "max": 30}, "killed: up to 30"),
        ({"min": 24, "max": 99}, "killed: 24 to 99"),
        ({"min": 4, "max": 4, "group": "children", "part_of_whole": True}, "of them killed: 4 children"),
        ({"min": 1800, "max": 1800, "scope": "cumulative"}, "killed: 1,800 in all so far"),
        ({"min": None, "max": None}, "killed: number unknown"),
    ],
)
def test_tolls_say_how_sure_they_are(item: dict[str, Any], expected: str) -> None:
    assert toll([{"kind": "killed", **item}]) == expected


@pytest.mark.parametrize(
    ("precision", "start", "end", "expected"),
    [
        ("day", "2016-10-14T00:00:00Z", "2016-10-15T00:00:00Z", "Fri 14 Oct 2016"),
        ("week", "2016-10-10T00:00:00Z", "2016-10-17T00:00:00Z", "10 to 16 Oct 2016"),
        ("month", "2016-10-01T00:00:00Z", "2016-11-01T00:00:00Z", "October 2016"),
        ("year", "2012-01-01T00:00:00Z", "2013-01-01T00:00:00Z", "2012"),
        ("minute", "2016-10-14T05:30:00Z", "2016-10-14T05:31:00Z", "Fri 14 Oct 2016, 05:30"),
        ("part_of_day", "2016-10-13T18:00:00Z", "2016-10-14T12:00:00Z", "Thu 13 night into Fri 14 Oct 2016 morning"),
        ("part_of_day", "2016-10-31T18:00:00Z", "2016-11-01T06:00:00Z", "night of Mon 31 Oct into Tue 1 Nov 2016"),
        ("part_of_day", "2016-10-13T08:00:00Z", "2016-10-14T12:00:00Z", "Thu 13 Oct 2016 08:00 to Fri 14 Oct 2016 12:00"),
        ("part_of_day", "2016-10-13T06:00:00Z", "2016-10-13T12:00:00Z", "Thu 13 Oct 2016, 06:00 to 12:00"),
    ],
)
def test_times_are_as_precise_as_they_are(precision: str, start: str, end: str, expected: str) -> None:
    told = {"start": start, "end": end, "value": "x"}
    assert when({"event": told | {"timezone": "UTC"}, "time": told, "precision": precision}) == expected


def test_a_time_that_is_not_told_is_not_made_up() -> None:
    published = {"start": "2016-10-14T00:00:00Z", "end": "2016-10-15T00:00:00Z", "timezone": "UTC"}
    assert when({"event": published, "time": None, "precision": "unknown"}) == "not told; published Fri 14 Oct 2016"
    assert when({"event": {"start": None, "timezone": "UTC"}, "time": None}) == "undated"


def test_a_copy_under_another_masthead_is_one_row() -> None:
    copy = {**BODIES["e1"], "id": "e9", "article": {**BODIES["e1"]["article"], "id": "a9", "outlet": "Levant Ledger"}}
    (row,) = rows_of([BODIES["e1"], copy])
    assert (row.id, row.reports[0].copies) == ("e1", (("Levant Ledger", "a9"),))
    assert len(rows_of([BODIES["e1"], {**BODIES["e1"], "id": "e8"}])) == 1
    assert len(rows_of([BODIES["e1"], {**BODIES["e1"], "id": "e8", "evidence_text": "Other words."}])) == 2


MARKS = [
    ({"status": "happened", "type": "ASSAULT", "attribution": None}, "happened"),
    ({"status": "happened", "type": "ASSAULT", "attribution": {"kind": "report"}}, "happened"),
    ({"status": "happened", "type": "ASSAULT", "attribution": {"kind": "accusation"}}, "alleged"),
    ({"status": "ongoing", "type": "ASSAULT", "attribution": {"kind": "claim"}}, "claimed"),
    ({"status": "happened", "type": "ASSAULT", "attribution": {"kind": "confirmation"}}, "confirmed"),
    ({"status": "happened", "type": "THREATEN", "attribution": None}, "said"),
    ({"status": "threatened", "type": "ASSAULT", "attribution": None}, "threatened"),
    ({"status": "denied", "type": "ASSAULT", "attribution": {"kind": "denial"}}, "denied"),
]


@pytest.mark.parametrize(("body", "mark"), MARKS)
def test_only_what_is_told_as_fact_wears_happened(body: dict[str, Any], mark: str) -> None:
    assert mark_of(body) == mark


@pytest.mark.parametrize(
    ("item", "words"),
    [((12, None), "12+"), ((12, 12), "12"), ((12, 16), "12–16"), ((None, 16), "≤16"), ((None, None), "?"), ((1200, None), "1,200+")],
)
def test_a_figure_is_short_and_honest(item: tuple[int | None, int | None], words: str) -> None:
    assert figure({"min": item[0], "max": item[1]}) == words


def test_the_time_within_the_day_stands_in_its_row() -> None:
    assert clock(BODIES["e1"]) == "overnight"
    into_the_morning = {**BODIES["e1"], "time": {**BODIES["e1"]["time"], "value": "2016-10-13TNI/2016-10-14TMO"}}
    assert clock({**into_the_morning, "event": {**BODIES["e1"]["event"], "end": "2016-10-14T09:00:00Z"}}) == "overnight"
    assert clock(BODIES["e2"]) == ""


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=6))
def test_pieces_join_to_the_text(text: str, marks: list[tuple[int, int]]) -> None:
    assert "".join(piece for piece, _ in pieces(text, marks)) == text


def test_an_article_keeps_every_word_between_its_marks() -> None:
    paragraphs = article_paragraphs(TEXT, list(BODIES.values()))
    assert ["".join(piece.text for piece in paragraph) for paragraph in paragraphs] == TEXT.split("\n\n")
    assert [(piece.level, piece.events) for piece in paragraphs[0]] == [(1, ("e1",)), (2, ("e1",)), (1, ("e1",))]
    assert [piece.level for piece in paragraphs[2]] == [0]


SIDES = {
    "actors": [
        {"entity": "rsf", "name": "Rapid Support Forces"},
        {"entity": None, "name": "men"},
        {"entity": "rsf", "name": "Rapid Support Forces"},
    ],
    "targets": [{"entity": key, "name": key} for key in ("army", "police", "guards")],
}


@pytest.mark.parametrize(
    ("body", "line", "parties"),
    [
        (SIDES, "Fighting at the airport", "Rapid Support Forces → army, police"),
        (SIDES, "Rapid support forces fight at the airport", ""),
        ({**SIDES, "targets": []}, "Fighting", "Rapid Support Forces"),
        ({**SIDES, "actors": SIDES["actors"][1:2]}, "Fighting", ""),
    ],
)
def test_a_line_names_the_known_parties_that_it_does_not_name_itself(body: dict[str, Any], line: str, parties: str) -> None:
    assert parties_of(body, line) == parties
