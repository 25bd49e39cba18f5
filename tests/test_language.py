"""What the search box understands, and what it says to the rest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import QueryRefused
from dateline.language import MOST, Both, Either, Node, Phrase, Prefix, leaves, parse, render, with_families
from tests.strategies import trees


def words(*said: str) -> Phrase:
    return Phrase(tuple(said))


READ: list[tuple[str, Node | None]] = [
    ("", None),
    ("   ", None),
    ("Rebels", words("rebel")),
    ("rebels shelled", Both((words("rebel"), words("shelled")))),
    ("rebels AND shelled", Both((words("rebel"), words("shelled")))),
    ("cease-fire", words("cease", "fire")),
    ("“Rapid Support Forces”", words("rapid", "support", "force")),
    ("drone OR missile OR rocket", Either((words("drone"), words("missile"), words("rocket")))),
    ("drone | missile", Either((words("drone"), words("missile")))),
    ("a drone OR missile", Both((words("a"), Either((words("drone"), words("missile")))))),
    ("bomb*", Prefix("bomb")),
    ("rebels*", Either((Prefix("rebels"), words("rebel")))),
    ("-airport", Both((), (words("airport"),))),
    ("fell -airport", Both((words("fell"),), (words("airport"),))),
    ("fell NOT airport", Both((words("fell"),), (words("airport"),))),
    ("fell -(airport bridge)", Both((words("fell"),), (Both((words("airport"), words("bridge"))),))),
    ('fell -"air port"', Both((words("fell"),), (words("air", "port"),))),
    ("(drone OR missile) test", Both((Either((words("drone"), words("missile"))), words("test")))),
    ("this or that", Both((words("thi"), words("or"), words("that")))),
    ("U.N.'s envoy - again", Both((words("un"), words("envoy"), words("again")))),
    ("12:30", words("12", "30")),
    ("Sudan: army", Both((words("sudan"), words("army")))),
]


@pytest.mark.parametrize(("text", "node"), READ)
def test_texts_become_trees(text: str, node: Node | None) -> None:
    assert parse(text) == node


REFUSED = [
    ('a "b', 'add another "'),
    ('""', "no word between"),
    ("***", r"\* needs|one word only"),
    ("b*", "needs 2 letters"),
    ("a*b", "at the end of one word"),
    ("cease-fi*", "at the end of one word"),
    ('"air strike*"', "within a phrase"),
    ("title:x", "no search by `title:`"),
    ("place:Khartoum", "use the filter"),
    ("NOT", "NOT needs a word after it"),
    ("OR drone", "OR needs"),
    ("drone OR", "OR needs"),
    ("drone AND", "AND needs a word on both sides"),
    ("drone OR -missile", "cannot be one side of OR"),
    ("drone (-missile)", "must hold something that occurs"),
    ("(drone", "never closed"),
    ("drone)", "never opened"),
    ("()", "nothing between"),
    ("...", "no word"),
    (" ".join(f"w{n}" for n in range(MOST + 1)), "more than 64"),
    ("(" * 30 + "a" + ")" * 30, "too deep"),
]


@pytest.mark.parametrize(("text", "hint"), REFUSED)
def test_what_is_not_understood_is_refused_with_a_hint(text: str, hint: str) -> None:
    with pytest.raises(QueryRefused, match=hint) as refused:
        parse(text)
    assert "\n" not in str(refused.value)


@given(trees())
def test_what_is_rendered_is_read_again(node: Node) -> None:
    once = parse(render(node))
    assert once is not None
    assert parse(render(once)) == once
    assert set(leaves(once)) == set(leaves(node))


@given(st.text(alphabet='ab"*()|- \tORNTé’.:', max_size=30))
def test_any_text_is_understood_or_refused(text: str) -> None:
    try:
        node = parse(text)
    except QueryRefused:
        return
    assert node is None or parse(render(node)) == node


def test_a_family_of_spellings_stands_for_each_of_them() -> None:
    family = (("ceasefire",), ("cease", "fire"), ("truce",))
    node = parse("truce talks -cease-fire")
    assert node is not None
    any_of = Either(tuple(Phrase(one) for one in family))
    assert with_families(node, [family]) == Both((any_of, words("talk")), (any_of,))
    assert with_families(Either((words("truce"), words("x"))), [family]) == Either((*any_of.options, words("x")))
