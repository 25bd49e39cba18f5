from datetime import UTC, datetime

import pytest

from dateline.models.articles import Article
from dateline.models.mentions import Kind, Mention
from dateline.seeds.entities import Entity
from dateline.seeds.lexicon import load_lexicon
from dateline.tagging.entities.amounts import Amounts
from dateline.tagging.entities.dictionary import Dictionary
from dateline.tagging.entities.names import surname_of
from dateline.tagging.tagger import NewsTagger
from tests.known import knowledge

DAY = datetime(2016, 10, 15, 12, tzinfo=UTC)


def mentions(tagger: NewsTagger, text: str) -> list[Mention]:
    article = Article(id="a", url="https://example.org/", title=None, text=text, published=DAY, language="en")
    (tagged,) = tagger.tag([article])
    assert tagged.not_tagged is None
    assert all(text[m.start : m.end] == m.text for m in tagged.mentions)
    return list(tagged.mentions)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Syrian military shelled the town.", {("The Syrian military", "organisation", "SYRMIL"), ("Syrian", "nationality", "syr")}),
        ("Iraqi rebels fled.", {("Iraqi rebels", "organisation", "IRQREB")}),
        ("Armed men and masked men opened fire.", {("Armed men", "organisation", "UAF"), ("masked men", "organisation", "UAF")}),
        ("Police arrested five protesters in Kyiv.", {("protesters", "organisation", "OPP"), ("five", "quantity", None)}),
        ("Western allies condemned the attack.", {("Western allies", "organisation", "WSTGOV")}),
        ("Russia has denied the report.", {("Russia", "organisation", "rus")}),
        ("The troops arrived in Russia.", {("Russia", "location", "rus")}),
        ("The United States condemned it.", {("The United States", "organisation", "usa"), ("United States", "location", "usa")}),
        ("The Free Syrian Army (FSA) attacked. Later the FSA withdrew.", {("FSA", "organisation", "fsa")}),
        ("Warplanes dropped barrel bombs.", {("Warplanes", "vehicle", None), ("barrel bombs", "weapon", None)}),
        (
            "Rebels shelled a military hospital near the bridge.",
            {("a military hospital", "location", None), ("hospital", "facility", None)},
        ),
        ("The army shelled villages in northern Syria.", {("northern Syria", "location", None), ("Syria", "location", "syr")}),
        ("The government of Iraq paid $4 million.", {("The government of Iraq", "organisation", "IRQGOV"), ("$4 million", "money", None)}),
    ],
)
def test_finds_and_links(tagger: NewsTagger, text: str, expected: set[tuple[str, str, str | None]]) -> None:
    found = {(m.text, m.kind.value, m.entity.id if m.entity else None) for m in mentions(tagger, text)}

    assert expected <= found


def test_a_states_letters_act_only_before_a_noun_that_they_belong_to(tagger: NewsTagger) -> None:
    for text, acts in (("U.S. airstrikes killed two soldiers.", True), ("A bomb killed two soldiers in the U.S. with a fuse.", False)):
        assert any(m.rule == "state-as-modifier" for m in mentions(tagger, text)) is acts


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("US-backed Syrian rebels", "SYRREB"),
        ("U.S.-backed Iraqi forces", "IRQMIL"),
        ("The US-backed Afghan president", "ghani"),
        ("The US-backed Russian leader", "putin"),
        ("US and Iraqi forces", "IRQMIL"),
        ("US forces", "USAMIL"),
    ],
)
def test_a_states_letters_say_whose_a_phrase_is_only_where_it_names_no_other(tagger: NewsTagger, text: str, who: str) -> None:
    found = [m for m in mentions(tagger, f"{text} attacked the town of Selm on Thursday.") if m.text == text]
    assert {m.entity.id if m.entity else None for m in found} == {who}


def test_title_and_surname_lead_to_people(tagger: NewsTagger) -> None:
    text = (
        "The top U.S. diplomat met his Russian counterpart in Geneva. Later Lavrov and US Secretary of State John Kerry spoke to reporters."
    )

    people = {m.text: m.entity.id for m in mentions(tagger, text) if m.kind is Kind.PERSON and m.entity}

    assert people == {
        "The top U.S. diplomat": "kerry",
        "his Russian counterpart": "RUSGOV",
        "Lavrov": "lavrov",
        "US Secretary of State John Kerry": "kerry",
        "John Kerry": "kerry",
    }


def test_unknown_people_are_entities_of_the_article_by_full_name(tagger: NewsTagger) -> None:
    text = "Gen. Tomas Varrelin ordered the attack on the town. The rebels blamed Varrelin."

    ids = {m.entity.id for m in mentions(tagger, text) if m.kind is Kind.PERSON and m.entity and "Varrelin" in m.text}

    assert ids == {"local:tomas-varrelin"}


def test_rebels_of_a_story_belong_to_its_country(tagger: NewsTagger) -> None:
    text = "Syrian troops attacked. In Syria, rebels fled. The Syrian army said rebels lost."

    assert {m.entity.id for m in mentions(tagger, text) if m.text == "rebels" and m.entity} == {"SYRREB"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("At least 12 people died.", [("At least 12", "quantity")]),
        (
            "Some 1,200 of 3.5 million fled 20 kilometers.",
            [("1,200", "quantity"), ("3.5 million", "quantity"), ("20 kilometers", "quantity")],
        ),
        ("It cost $1.5bn, or 3 million euros.", [("$1.5bn", "money"), ("3 million euros", "money")]),
        ("In 2016, Resolution 2254 was passed.[1]", []),
        ("Call 910-432-3383.", []),
        ("The two leaders met twenty-two times.", [("twenty-two", "quantity")]),
        ("At 35.0325, 43.6463 or 33°30′21″N.", []),
    ],
)
def test_amounts(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(text[f.start : f.end], f.kind.value) for f in Amounts(load_lexicon(), knowledge().language).find(text, taken=[])] == expected


@pytest.mark.parametrize(
    ("name", "surname"),
    [
        ("Sergei Lavrov", "Lavrov"),
        ("Bashar al-Assad", "al-Assad"),
        ("Martin King Jr.", "King"),
        ("Madonna", None),
        ("Xi Wu", None),
    ],
)
def test_surnames(name: str, surname: str | None) -> None:
    assert surname_of(name, knowledge().language) == surname


@pytest.mark.parametrize(
    ("before", "after", "alone"),
    [("", " said", True), ("President ", " said", True), ("Fatima ", " said", False), ("", " University", False), ("It ended. ", "", True)],
)
def test_short_names_are_not_parts_of_others(before: str, after: str, alone: bool) -> None:
    dictionary = Dictionary([Entity(id="assad", name="Bashar al-Assad", short=("Assad",), kind="person")], knowledge().language)

    assert [f.entity.id for f in dictionary.find(f"{before}Assad{after}") if f.entity] == ["assad"] * alone


def test_the_longest_name_of_the_dictionary_wins() -> None:
    dictionary = Dictionary(
        [Entity(id="a", name="Red Front", kind="group"), Entity(id="b", name="Red Front of Aden", kind="group")], knowledge().language
    )

    assert [f.entity.id for f in dictionary.find("The Red Front of Aden and the Red Front’s men, not the Red Frontier.") if f.entity] == [
        "b",
        "a",
    ]


@pytest.mark.parametrize(
    ("leader", "who"),
    [
        ("The Russian leader", "putin"),
        ("The new Russian leader", "putin"),
        ("The leader of Russia", "putin"),
        ("The Russian opposition leader", "RUSOPP"),
        ("The Turkish union leader", None),
        ("The Turkish Cypriot leader", None),
        ("The Iranian Kurdish leader", None),
        ("The leader of the Russian opposition", None),
    ],
)
def test_a_leader_of_something_else_is_not_the_head_of_the_state(tagger: NewsTagger, leader: str, who: str | None) -> None:
    found = [m for m in mentions(tagger, f"{leader} was attacked in Ankara on Thursday.") if m.text == leader]
    assert {m.entity.id if m.entity else None for m in found} == {who}
