"""Label rows: checked and built as the codebook's own checker does; what a person writes is read back as it was meant."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from training.dataset import faults as training_faults

from dateline.labels.rows import KINDS, MODES, POSITIONS, STATUSES, TOLLS, TYPES, built, faults, spot
from dateline.labels.writing import WritingError, line_of, lines_of, row_of, rows_of, template

TEXT = "Convoy shelled near Dar Sila\n\nTwo drivers were wounded near Dar Sila on Monday; the army shelled it, the governor said."
ITEM = {"id": "own-1", "published": "2024-03-05T12:00:00Z", "title": "Convoy shelled near Dar Sila", "text": TEXT}
ROW = {"i": "own-1", "t": "wounded", "type": "ASSAULT", "st": "happened", "pos": "news"}


def test_a_sound_row_is_built_with_offsets_that_training_takes() -> None:
    row = {**ROW, "g": ["Two drivers"], "p": "Dar Sila", "w": "Monday", "by": "governor", "k": "report"}
    row |= {"toll": [["injured", 2, 2]], "day": "2024-03-04", "cc": "TD", "mode": "artillery"}
    assert list(faults(ITEM, [row])) == []
    item = built(ITEM, [row])
    assert list(training_faults(item)) == []
    (event,) = item["events"]
    assert {key: TEXT[slice(*event[key])] for key in ("trigger", "place", "time", "source")} == {
        "trigger": "wounded",
        "place": "Dar Sila",
        "time": "Monday",
        "source": "governor",
    }
    assert event["place"][0] > TEXT.index("wounded")  # The nearest of two.
    assert (event["day"], event["country"], event["ordinary"]) == (["2024-03-04", "2024-03-04"], "TD", False)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"t": "bombed"}, "the trigger does not stand there"),
        ({"t": "shelled", "n": 3}, "the trigger does not stand there 3 times"),
        ({"type": "WAR"}, "type 'WAR' is none of"),
        ({"st": "done"}, "st 'done' is none of"),
        ({"mode": "poison"}, "mode 'poison' is none of"),
        ({"pos": None}, "pos None is none of"),
        ({"by": "governor"}, "`by` needs `k`"),
        ({"by": "governor", "k": "rumour"}, "k 'rumour' is none of"),
        ({"a": ["rebels"]}, "a 'rebels' does not stand there"),
        ({"w": "Tuesday"}, "w 'Tuesday' does not stand there"),
        ({"same": 1}, "same 1 is no earlier act"),
        ({"ord": "yes"}, "ord 'yes' is neither true nor false"),
        ({"toll": [["killed", 5, 2]]}, "toll ['killed', 5, 2] is not"),
        ({"toll": [["lost", 5, 5]]}, "toll ['lost', 5, 5] is not"),
        ({"day": "2024-13-01"}, "day '2024-13-01' is not"),
        ({"cc": "Chad"}, "cc 'Chad' is not an ISO code"),
        ({"colour": "red"}, "unknown key colour"),
    ],
)
def test_each_fault_is_named_with_the_trigger(change: dict[str, Any], fault: str) -> None:
    row = {**ROW, **change}
    found = list(faults(ITEM, [row]))
    assert len(found) == 1
    assert found[0].startswith(f"{row['t']!r}: {fault}")


def test_an_item_has_acts_or_a_topic() -> None:
    assert list(faults(ITEM, [])) == ["neither acts nor `none`; one is needed"]
    assert list(faults(ITEM, [{"i": "own-1", "none": "sport"}])) == []
    assert "none 'war' is none of" in next(faults(ITEM, [{"i": "own-1", "none": "war"}]))
    assert list(faults(ITEM, [ROW, {"i": "own-1", "none": "sport"}])) == ["acts and `none` exclude each other"]
    assert built(ITEM, [{"i": "own-1", "none": "sport"}]) == {**ITEM, "events": [], "none": "sport"}


# ---- as a person writes it ----------------------------------------------------------------------------------------------


def test_a_line_is_read_as_it_is_meant() -> None:
    line = "wounded ; assault happened artillery ord ; a=the army | governor ; w=Monday ; toll=injured 2, killed 3+ cumulative, missing -8"
    assert row_of(f"{line} ; day=2024-03-04..2024-03-05", ITEM) == {
        **ROW,
        "mode": "artillery",
        "ord": True,
        "a": ["the army", "governor"],
        "w": "Monday",
        "toll": [["injured", 2, 2], ["killed", 3, None, "cumulative"], ["missing", None, 8]],
        "day": ["2024-03-04", "2024-03-05"],
    }


def test_an_act_of_the_first_paragraph_is_the_headlines_unless_said_otherwise() -> None:
    assert row_of("shelled ; ASSAULT happened", ITEM)["pos"] == "headline"
    assert row_of("shelled ; ASSAULT happened ; n=2", ITEM)["pos"] == "news"
    assert row_of("shelled ; ASSAULT happened ; pos=background", ITEM)["pos"] == "background"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("wounded", "type and status are missing"),
        ("wounded ; ASSAULT", "the status is missing"),
        ("wounded ; happened", "the type is missing"),
        ("wounded ; ASSAULT happned", "'happned' is no type, status or mode"),
        ("wounded ; ASSAULT happened ; place=Dar Sila", "'place=Dar Sila' is not key=value"),
        ("wounded ; ASSAULT happened ; p", "'p' is not key=value"),
        ("wounded ; ASSAULT happened ; p=Dar ; p=Sila", "p stands twice"),
        ("wounded ; ASSAULT happened ; toll=two killed", "toll 'two killed': write"),
        ("wounded ; ASSAULT happened ; same=one", "same 'one' is no number"),
        ("wounded ; ASSAULT happened ; n=²", "n '²' is no number"),
        (f"wounded ; ASSAULT happened ; same={'9' * 5000}", "same '99"),
        (f"wounded ; ASSAULT happened ; toll=killed {'9' * 5000}", "toll 'killed 99"),
    ],
)
def test_a_line_that_cannot_be_read_says_why(line: str, fault: str) -> None:
    with pytest.raises(WritingError) as caught:
        row_of(line, ITEM)
    assert str(caught.value).startswith(fault)


WORDS = st.sampled_from(["Two drivers", "Dar Sila", "Monday; the army", "governor"])
COUNTS = st.tuples(st.none() | st.integers(0, 9), st.none() | st.integers(9, 99))


@given(
    row=st.fixed_dictionaries(
        {
            "i": st.just("own-1"),
            "t": st.sampled_from(["wounded", "shelled"]),
            "type": st.sampled_from(TYPES),
            "st": st.sampled_from(STATUSES),
        }
        | {"pos": st.sampled_from(POSITIONS)},
        optional={
            "mode": st.sampled_from(MODES),
            "a": st.lists(WORDS, min_size=1, max_size=3),
            "g": st.lists(WORDS, min_size=1, max_size=3),
            "p": WORDS,
            "w": WORDS,
            "by": WORDS,
            "k": st.sampled_from(KINDS),
            "toll": st.lists(st.tuples(st.sampled_from(TOLLS), COUNTS).map(lambda t: [t[0], *t[1]]), min_size=1, max_size=3),
            "day": st.sampled_from(["2024-03-04", ["2024-03-04", "2024-03-09"]]),
            "cc": st.just("TD"),
            "ord": st.just(True),
        },
    )
)
def test_a_row_survives_being_written_down(row: dict[str, Any]) -> None:
    assert row_of(line_of(row), ITEM) == row


def test_a_page_holds_the_item_as_comments_and_gives_its_lines_back() -> None:
    page = template(ITEM, ["wounded ; ASSAULT happened"], ["'x': no such thing"])
    assert "# Convoy shelled near Dar Sila" in page
    assert "# ! 'x': no such thing" in page
    assert lines_of(page) == ["wounded ; ASSAULT happened"]
    assert rows_of(["none sport"], ITEM) == [{"i": "own-1", "none": "sport"}]
    with pytest.raises(WritingError, match="line 2: type and status are missing"):
        rows_of(["wounded ; ASSAULT happened", "oops"], ITEM)


def test_the_nth_occurrence_and_the_nearest() -> None:
    assert spot("a b a", "a", 2) == [4, 5]
    assert spot("a b a", "a", 3) is None
    assert spot("a b a", "a", None, near=3) == [4, 5]
    assert spot("a", "") is None
