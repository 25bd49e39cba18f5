"""Decoding: thresholds, spans, roles; the same arithmetic as the network's."""

from __future__ import annotations

import numpy as np
import pytest

from dateline.tagging.reader import vocabulary as v
from dateline.tagging.reader.decode import (
    BLOCK,
    BUCKETS,
    NEIGHBOURS,
    RELATIONS,
    Act,
    Bounds,
    Geometry,
    Told,
    buckets,
    decode,
    linked,
    point,
    relations,
)
from dateline.tagging.reader.windows import Window, Word

TEXT = "Army shot dead two men"


def window(first: int = 0) -> Window:
    words, at = [], 0
    for n, word in enumerate(TEXT.split()):
        start = TEXT.index(word, at)
        at = start + len(word)
        words.append(Word(n + 1, start, at, 0))
    return Window([0] * 7, [0] * 7, words, first, len(words))


def outputs() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    marks = np.full((7, v.MARKS), -8.0)
    marks[2, v.TRIGGER] = 3.0
    marks[3, v.INSIDE] = 3.0
    marks[2, v.TYPE_AT + v.TYPES.index("ASSAULT")] = 5.0
    marks[2, v.TYPE_AT + v.TYPES.index("COERCE")] = 2.0
    marks[2, v.STATUS_AT + v.STATUSES.index("happened")] = 4.0
    marks[2, v.MODE_AT + v.MODES.index("firearms")] = 4.0
    queries, keys = np.zeros((7, v.POINT)), np.zeros((7, v.POINT))
    queries[2, : v.SLOTS * v.DEPTH] = 1.0
    actor, target = 2 * v.ROLES.index("actor"), 2 * v.ROLES.index("target")
    for piece, slot in ((1, actor), (4, target), (5, target + 1)):
        keys[piece, slot * v.DEPTH : (slot + 1) * v.DEPTH] = 1.5
    return marks, queries, keys


def geometry() -> Geometry:
    return Geometry(
        np.zeros((v.SLOTS, 2 * BUCKETS + 1)), np.zeros((v.SLOTS, RELATIONS)), np.full(v.SLOTS, -5.0), np.zeros((v.MIX, v.SLOTS))
    )


def test_a_trigger_of_two_words_with_its_roles() -> None:
    (told,) = decode(window(), *outputs(), bounds=Bounds(), geometry=geometry())
    act = told.act
    assert TEXT[act.start : act.end] == "shot dead"
    assert (act.type, act.runner_up, act.status, act.mode) == ("ASSAULT", "COERCE", "happened", "firearms")
    assert act.happened > 0.95
    assert [TEXT[p.start : p.end] for p in act.roles["actor"]] == ["Army"]
    assert [TEXT[p.start : p.end] for p in act.roles["target"]] == ["two men"]
    assert act.roles["place"] == ()


@pytest.mark.parametrize(
    ("second", "kind", "told"), [(4.0, "ASSAULT", ["shot dead"]), (2.0, "ASSAULT", ["shot dead"]), (4.0, "COERCE", ["shot", "dead"])]
)
def test_two_triggers_of_one_type_side_by_side_are_one_act_by_the_surer(second: float, kind: str, told: list[str]) -> None:
    marks, queries, keys = outputs()
    marks[3] = marks[2]
    marks[3, v.TRIGGER] = second
    marks[3, v.INSIDE] = -8.0
    marks[3, v.TYPE_AT + v.TYPES.index(kind)] = 9.0
    acts = [one.act for one in decode(window(), marks, queries, keys, bounds=Bounds(), geometry=geometry())]
    assert [TEXT[act.start : act.end] for act in acts] == told
    assert max(act.chance for act in acts) == pytest.approx(1 / (1 + np.exp(-max(second, 3.0))))


def test_two_triggers_with_a_comma_between_are_two_acts() -> None:
    marks, queries, keys = outputs()
    marks[3] = marks[2]
    words = [Word(word.piece, word.start + (n > 1), word.end + (n > 1), 0) for n, word in enumerate(window().words)]
    apart = Window([0] * 7, [0] * 7, words, 0, len(words))
    assert len(decode(apart, marks, queries, keys, bounds=Bounds(), geometry=geometry())) == 2


@pytest.mark.parametrize(
    ("other", "far", "kind", "chance"),
    [
        (-2.0, 1, "ASSAULT", 1 - 0.0474 * 0.8808),  # Either tells the act, the second word faintly: .953 and .119.
        (-2.0, 99, "ASSAULT", 0.9526),
        (-2.0, 1, "COERCE", 0.9526),
        (-4.0, 1, "ASSAULT", 0.9526),  # No word on it.
        (1.0, 1, "ASSAULT", 0.9526),  # Sure enough for an act of its own.
    ],
)
def test_the_likeliest_of_the_words_that_may_tell_one_act_has_their_chance(other: float, far: int, kind: str, chance: float) -> None:
    marks, queries, keys = outputs()
    marks[4] = marks[2]
    marks[4, v.TRIGGER] = other
    marks[4, v.TYPE_AT : v.STATUS_AT] = -9.0
    marks[4, v.TYPE_AT + v.TYPES.index(kind)] = 9.0
    words = [Word(word.piece, word.start + far * (n > 2), word.end + far * (n > 2), 0) for n, word in enumerate(window().words)]
    acts = [
        one.act
        for one in decode(Window([0] * 7, [0] * 7, words, 0, len(words)), marks, queries, keys, bounds=Bounds(), geometry=geometry())
    ]
    assert acts[0].chance == pytest.approx(chance, abs=1e-3)
    assert len(acts) == 1 + (other > 0)


def test_what_stands_in_the_context_is_no_act() -> None:
    assert decode(window(first=2), *outputs(), bounds=Bounds(), geometry=geometry()) == []


def test_a_window_without_words_has_no_act() -> None:
    assert decode(Window([0] * 7, [0] * 7), *outputs(), bounds=Bounds(), geometry=geometry()) == []


def test_below_the_threshold_is_no_act() -> None:
    assert decode(window(), *outputs(), bounds=Bounds(trigger=0.99), geometry=geometry()) == []


def test_distance_relation_and_the_mixing_layer_weigh_on_pointing() -> None:
    shape = geometry()
    shape.distance[0, BUCKETS + 1] = 2.0
    shape.relation[0, 1] = -3.0
    shape.mix[:, 0] = 1.0
    queries, keys = np.zeros((1, v.POINT)), np.zeros((3, v.POINT))
    queries[0, v.SLOTS * v.DEPTH] = 1.0
    keys[2, v.SLOTS * v.DEPTH] = -4.0
    scores = point(queries, keys, np.array([[-1, 0, 1]]), np.array([[-1, 0, 0]]), shape)
    assert scores[0, 0].tolist() == [-5.0 - 3.0 + 1.0, -5.0 + 1.0, -5.0 + 2.0]


def telling(at: int, *, window: int, happening: int) -> Told:
    """An act that finds those of the same happening with a chance of .73 in each direction."""
    query, key = np.zeros(v.POINT), np.zeros(v.POINT)
    query[v.SAME * v.DEPTH + happening], key[v.SAME * v.DEPTH + happening] = 6.0, v.DEPTH**0.5
    act = Act(at, at + 4, 1.0, "ASSAULT", 1.0, "", "happened", 1.0, 1.0)
    return Told(act, query, key, word=at, sentence=at // 10, window=window)


def links(told: list[Told], bounds: Bounds) -> list[list[int]]:
    return [[at for at, _ in act.same] for act in linked(told, bounds=bounds, geometry=geometry())]


def test_tellings_are_found_in_their_window_and_from_a_higher_bound_in_others() -> None:
    told = [telling(0, window=0, happening=1), telling(9, window=0, happening=2), telling(20, window=0, happening=1)]
    told.append(telling(50, window=40, happening=1))
    assert links(told, Bounds(same=0.7, across=0.8)) == [[20], [], [0], []]
    assert links(told, Bounds(same=0.8, across=0.7)) == [[50], [], [50], [0, 20]]
    assert links([], Bounds()) == []


def test_a_text_of_many_acts_is_linked_by_blocks_as_far_as_neighbours_reach() -> None:
    told = [telling(10 * n, window=0, happening=1) for n in range(2 * NEIGHBOURS)]
    found = links(told, Bounds())
    assert {10 * n for n in range(NEIGHBOURS + 1)} - {0} <= set(found[0])
    assert max(map(len, found)) < 2 * NEIGHBOURS + BLOCK
    assert set(found[-1]) >= {10 * n for n in range(NEIGHBOURS - 1, 2 * NEIGHBOURS - 1)}


@pytest.mark.parametrize(("gap", "bucket"), [(0, 0), (1, 1), (2, 3), (3, 4), (4, 5), (5000, BUCKETS), (-1, -1), (-4, -5)])
def test_buckets_of_distance(gap: int, bucket: int) -> None:
    assert buckets(np.array([gap]))[0] - BUCKETS == bucket


def test_relations_of_sentences() -> None:
    assert relations(np.array([0, -1, 1, -7, 7])).tolist() == [0, 1, 2, 3, 4]
