"""Tolls: numbers with their bounds, kinds and words of harm; what is unknown stays unknown."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from dateline.models.codebook import TollKind, TollScope
from dateline.models.events import Casualties
from dateline.seeds.knowledge import load_knowledge
from dateline.tagging.events.harms import Cues
from dateline.tagging.events.tolls import act_of, tolls_in
from dateline.tagging.language_model import LanguageModel
from dateline.tagging.reading import Parse
from tests.known import cues


def counted(model: LanguageModel, text: str) -> tuple[Casualties, ...]:
    doc = next(iter(model.parse([text])))
    return tuple(found.toll for found in tolls_in(Parse(0, len(text), doc), cues()))


@pytest.mark.parametrize(("head", "effects"), [(2, {"killed-verb"}), (0, {"injured-verb"})])
def test_the_words_of_a_cue_hang_each_on_the_one_before(model: LanguageModel, head: int, effects: set[str]) -> None:
    """Of "burned them to death", "death" hangs on "to"; words right behind a word that hangs on the cue are not enough."""
    vocab = next(iter(model.parse(["."]))).vocab
    doc = Doc(vocab, ["burned", "them", "to", "death"], heads=[0, 0, 0, head], deps=["ROOT", "dobj", "prep", "pobj"])
    assert cues().effects(doc[0]) == effects


def brief(model: LanguageModel, text: str) -> list[tuple[str, int | None, int | None]]:
    return [(toll.kind, toll.min, toll.max) for toll in counted(model, text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The mayor was killed with two guards.", [("killed", 1, 1)]),
        ("Two policemen were shot and killed in an ambush near Sinjar.", [("killed", 2, 2)]),
        ("Two people were stabbed and later died in Leeds.", [("killed", 2, 2)]),
        ("Five soldiers were ambushed and a teacher was killed near Gao.", [("killed", 1, 1)]),
        ("Clashes in Taiz left 12 fighters and four civilians dead.", [("killed", 12, 12), ("killed", 4, 4)]),
        (
            "The barrage fell after fighting that saw 120 Iraqi soldiers and a senior Iraqi general killed.",
            [("killed", 120, 120), ("killed", 1, 1)],
        ),
        ("Gunmen murdered magistrate Carlos Garcia, commander Waldemar Quintero and senator Luis Galan.", [("killed", 3, 3)]),
        ("At least 23 people were killed and dozens wounded when a bomb exploded.", [("killed", 23, None), ("injured", 24, None)]),
        ("Missiles killed more than two dozen people last week, as battles raged.", [("killed", 25, None)]),
        ("A raid killed two women and seriously wounded another, medics said.", [("killed", 2, 2), ("injured", 1, 1)]),
        ("A crowd beat and burned 13 men to death in the square.", [("killed", 13, 13)]),
        ("Soldier kills Palestinian in West Bank", [("killed", 1, 1)]),
        ("Death Toll in Mall Attack Climbs to Nine", [("killed", 9, 9)]),
        ("The bomb killed four and injured dozens.", [("killed", 4, 4), ("injured", 24, None)]),
        ("About 60 people are feared dead after the bombing.", [("killed", 60, 60)]),
        ("An unconfirmed number of civilians were killed on Monday.", [("killed", None, None)]),
        ("Fighting in the region has displaced 1.5 million people.", [("displaced", 1_500_000, 1_500_000)]),
        ("Shelling killed 413: UN", [("killed", 413, 413)]),
        ("Shelling killed soldiers at 7:30.", []),
        ("The blast left 11 dead and more than 40 injured.", [("killed", 11, 11), ("injured", 41, None)]),
        ("2 dead, 11 injured.", [("killed", 2, 2), ("injured", 11, 11)]),
        ("Twenty-three civilians died in the raid.", [("killed", 23, 23)]),
        ("The killing of six priests shocked the country.", [("killed", 6, 6)]),
        ("The bodies of seven peasants were found near the river.", [("killed", 7, 7)]),
        ("A landmine killed four soldiers and wounded ten others.", [("killed", 4, 4), ("injured", 10, 10)]),
        ("An explosion tore through the hall, killing 4 and wounding 10.", [("killed", 4, 4), ("injured", 10, 10)]),
        ("One soldier died and two were wounded.", [("killed", 1, 1), ("injured", 2, 2)]),
        ("A woman and her two children were killed.", [("killed", 3, 3)]),
        ("Three soldiers, two policemen and a child were killed.", [("killed", 3, 3), ("killed", 2, 2), ("killed", 1, 1)]),
        ("A dozen people were kidnapped.", [("captured", 12, 12)]),
        ("Police arrested 30 protesters.", [("arrested", 30, 30)]),
        ("The fighting has displaced 40,000 people.", [("displaced", 40_000, 40_000)]),
        ("Tens of thousands of people were displaced.", [("displaced", 20_000, None)]),
        ("Up to 50 rebels may have been killed.", [("killed", None, 50)]),
        ("The general and two of his bodyguards were killed.", [("killed", 1, 1), ("killed", 2, 2)]),
        ("No one was hurt in the attack.", [("injured", 0, 0)]),
        ("There were no casualties.", [("injured", 0, 0), ("killed", 0, 0)]),
        ("Nobody was hurt.", [("injured", 0, 0)]),
        ("None of the sailors was hurt.", [("injured", 0, 0)]),
        ("No one was killed or injured.", [("injured", 0, 0), ("killed", 0, 0)]),
        ("The mine went off without injuring anyone.", [("injured", 0, 0)]),
        ("The salvo did not cause any casualties.", [("injured", 0, 0), ("killed", 0, 0)]),
        ("Nearly 70 people died.", [("killed", None, 70)]),
        ("Close to 70 people died.", [("killed", None, 70)]),
        ("Fewer than 10 sailors were wounded.", [("injured", None, 9)]),
        ("More than a dozen students were arrested.", [("arrested", 13, None)]),
        ("Some 12 000 people were displaced.", [("displaced", 12_000, 12_000)]),
        ("On Oct. 13 200 people were killed.", [("killed", 200, 200)]),
        ("A couple and their three sons were killed.", [("killed", 5, 5)]),
        ("A man and his wife were killed.", [("killed", 2, 2)]),
        ("A mother and child were killed.", [("killed", 2, 2)]),
        ("The mayor was killed by a sniper.", [("killed", 1, 1)]),
        ("Police arrested Ada Exampleton on Monday.", [("arrested", 1, 1)]),
        ("The arrest of the editor drew protests.", [("arrested", 1, 1)]),
        ("Thirty were killed in what the 1989 massacre began.", [("killed", 30, 30)]),
        ("More than 60 people were killed and injured.", []),
        ("It is not clear how many were killed.", [("killed", None, None)]),
        ("An unknown number of villagers were killed.", [("killed", None, None)]),
        ("Nine of the 12 guards were wounded.", [("injured", 9, 9)]),
        ("At least 12 of the 40 passengers were killed.", [("killed", 12, None)]),
        ("The army killed or wounded 20 rebels.", []),
        ("The toll in the raid of 40 gunmen is not known.", []),
        ("Nobody was killed or wounded.", [("injured", 0, 0), ("killed", 0, 0)]),
        ("Two hundred and six miners died.", [("killed", 206, 206)]),
        ("The bomber died in the town of 300 miners.", [("killed", 1, 1)]),
        ("If fighting would have gone on, 300 people would have died.", []),
        ("Between 20 and 30 people were killed.", [("killed", 20, 30)]),
        ("The blast killed between 1,200 and 1,500 people.", [("killed", 1200, 1500)]),
        ("Some 20-30 people were killed.", [("killed", 20, 30)]),
        ("20–30 people were killed.", [("killed", 20, 30)]),
        ("One or two people were killed.", [("killed", 1, 2)]),
        ("Two to three people died.", [("killed", 2, 3)]),
        ("Between two and three dozen people were killed.", [("killed", 24, 36)]),
        ("At least 20 to 25 soldiers were killed.", [("killed", 20, None)]),
        ("Up to 20-30 people were killed.", [("killed", None, 30)]),
        ("A clash between 20 rebels and 30 soldiers killed five.", [("killed", 5, 5)]),
        ("A family of five was killed.", [("killed", 5, 5)]),
        ("A hundred and twenty people were killed.", [("killed", 120, 120)]),
        ("A hundred thousand people were displaced.", [("displaced", 100_000, 100_000)]),
        ("A quarter of a million people were displaced.", [("displaced", 250_000, 250_000)]),
        ("Several hundred people were killed.", [("killed", 300, None)]),
        ("More than a few hundred thousand people were displaced.", [("displaced", 300_000, None)]),
        ("A suicide bomb kills 20 - police", [("killed", 20, 20)]),
        ("Police kill three - 12 wounded", [("killed", 3, 3), ("injured", 12, 12)]),
        ("Two thousand were killed.", [("killed", 2000, 2000)]),
        ("The 2011–2015 war killed 20 people.", [("killed", 20, 20)]),
        ("Since 2015 thousands have been killed.", [("killed", 2000, None)]),
        # A part says what some of them were, or what became of them besides.
        ("Soldiers killed nine people, three of them monks.", [("killed", 9, 9)]),
        ("Seven soldiers were hurt, two of whom later died.", [("injured", 7, 7), ("killed", 2, 2)]),
        ("Three of them died.", [("killed", 3, 3)]),
        ("Rebels ambushed a police patrol and killed five of them.", [("killed", 5, 5)]),
        ("Police arrested 40 protesters and injured ten of them.", [("arrested", 40, 40), ("injured", 10, 10)]),
        ("A man of sixty was killed.", [("killed", 1, 1)]),
        ("A man of 34 died.", [("killed", 1, 1)]),
        ("Gunmen killed the mayor, Ada Exampleton, 51, on Monday.", [("killed", 1, 1)]),
        ("The blast killed a boy, 12, in the market.", [("killed", 1, 1)]),
        ("Twelve people lost their lives.", [("killed", 12, 12)]),
        ("From 10 to 15 people were killed.", [("killed", 10, 15)]),
        ("The death toll rose from 20 to 30.", [("killed", 30, 30)]),
        ("Soldiers did not enter the town and kill 50 people.", []),
        ("In 2015 20 people were killed.", [("killed", 20, 20)]),
    ],
)
def test_tolls_of_a_sentence(model: LanguageModel, text: str, expected: list[tuple[str, int | None, int | None]]) -> None:
    assert brief(model, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The rebels threatened to kill 20 hostages.",
        "The bomb would have killed 500 people.",
        "Police arrested a 42-year-old on 12 May 1989.",
        "The attack destroyed 12 houses.",
        "The army captured two towns.",
        "Nine ministers met in the capital on Monday.",
        "The bell tolled at 20 churches.",
        "Violence flared in the city on 3 May and killed hopes.",
        "",
    ],
)
def test_what_is_no_toll(model: LanguageModel, text: str) -> None:
    assert brief(model, text) == []


def test_a_toll_as_a_whole(model: LanguageModel) -> None:
    text = "Medics said at least 20 civilians, including three children, were killed."
    whole, part = counted(model, text)
    assert whole == Casualties(
        kind=TollKind.KILLED,
        min=20,
        max=None,
        scope=TollScope.EVENT,
        group="civilians",
        text="at least 20 civilians, including three children, were killed",
        start=12,
        end=72,
        mark="at least",
    )
    assert (part.kind, part.min, part.max, part.group, part.part_of_whole) == ("killed", 3, 3, "children", True)


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("More than 3,000 people have been killed since January.", "cumulative"),
        ("The death toll rose to 140 on Monday.", "event"),
        ("So far, 200 people have died.", "cumulative"),
        ("Some 200 people died on Monday.", "event"),
    ],
)
def test_scope(model: LanguageModel, text: str, scope: str) -> None:
    assert [toll.scope for toll in counted(model, text)] == [scope]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one hundred and twenty men", [(120, 120, None)]),
        ("two dozen men", [(24, 24, None)]),
        ("half a dozen men", [(6, 6, "half a dozen")]),
        ("hundreds of men", [(200, None, "hundreds")]),
        ("about 50 men", [(50, 50, "about")]),
        ("no fewer than 1,200 men", [(1200, None, "no fewer than")]),
        ("as many as 30 men", [(None, 30, "as many as")]),
        ("20 or more men", [(20, None, "or more")]),
        ("a 650-strong force on 16 November", []),
        ("no one came", []),
        ("from 20 to 30 men", [(20, 30, None)]),
        ("from 20 men", [(20, 20, None)]),
        ("rose from 20 to 30 men", [(30, 30, None)]),
        ("20 to 10 men", [(20, 20, None), (10, 10, None)]),
        ("between 10 men", [(10, 10, None)]),
        ("men between 20 and", [(20, 20, None)]),
        ("20 to 25 November", []),
        ("some 20 to 30 thousand men", [(20_000, 30_000, "some")]),
        ("a hundred-strong force", []),
        ("several hundred million men", []),
    ],
)
def test_quantities(model: LanguageModel, text: str, expected: list[tuple[int | None, int | None, str | None]]) -> None:
    doc = next(iter(model.parse([text])))
    assert [(one.min, one.max, one.mark) for one in cues().numbers.find(doc)] == expected


WORDS = (
    "no one was killed or wounded 20 , ( and of a the dozen dozens hundred 10-15 to 9999999999999999 between including dead how many - "
    "-old bodies 1 more than with several thousand million – 20–30 from"
).split()


@settings(max_examples=60, deadline=None)
@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=24))
def test_hostile_order_never_raises_and_bounds_are_in_order(model: LanguageModel, words: list[str]) -> None:
    text = " ".join(words)
    for toll in counted(model, text):
        assert text[toll.start : toll.end] == toll.text
        assert toll.min is None or toll.max is None or 0 <= toll.min <= toll.max


@pytest.mark.parametrize(
    ("text", "acts", "bearers"),
    [
        ("Shells fell on the port, killing nine dockers, after talks in the capital collapsed.", ["Shells", "talks"], ["Shells"]),
        ("Police fired on a march and arrested 30 students.", ["fired", "march", "arrested"], ["arrested"]),
        ("A mine killed two herders, while raiders burned a mill and wounded a guard.", ["mine", "burned"], ["mine", "burned"]),
    ],
)
def test_a_toll_belongs_to_the_act_that_is_nearest_in_the_sentence(
    model: LanguageModel, text: str, acts: list[str], bearers: list[str]
) -> None:
    doc = next(iter(model.parse([text])))
    spans = [range(token.i, token.i + 1) for act in acts for token in doc if token.text == act]
    found = [act_of(doc, counted, spans) for counted in tolls_in(Parse(0, len(text), doc), cues())]
    assert [acts[n] for n in found if n is not None] == bearers
    assert all(act_of(doc, counted, []) is None for counted in tolls_in(Parse(0, len(text), doc), cues()))


@pytest.mark.parametrize(
    ("words", "text", "expected"),
    [
        ("{id: tolls-nobody, words: nilly}", "Nilly was killed.", [("killed", 0, 0)]),
        ("{id: tolls-casualties, words: losses}", "The army suffered no losses.", [("injured", 0, 0), ("killed", 0, 0)]),
        ("{id: tolls-climbs, words: soars}", "Death toll in mall attack soars to nine.", [("killed", 9, 9)]),
        ("{id: numbers-phrases, numbers: {a baker lot: 13}}", "A baker lot people were killed.", [("killed", 13, 13)]),
        ("{id: numbers-vague, numbers: {heaps of hundreds: 400}}", "Heaps of hundreds people were killed.", [("killed", 400, None)]),
    ],
)
def test_words_around_tolls_are_those_of_the_language(
    model: LanguageModel, tmp_path: Path, words: str, text: str, expected: list[tuple[str, int | None, int | None]]
) -> None:
    (tmp_path / "languages" / "en").mkdir(parents=True)
    (tmp_path / "languages" / "en" / "mine.yml").write_text(f"- {words}")
    known = load_knowledge([tmp_path])
    doc = next(iter(model.parse([text])))
    told = [(one.toll.kind, one.toll.min, one.toll.max) for one in tolls_in(Parse(0, len(text), doc), Cues(known.lexicon, known.language))]
    assert told == expected
    assert brief(model, text) != expected
