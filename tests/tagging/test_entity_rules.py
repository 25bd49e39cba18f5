"""What each rule of entities is for, on findings alone: no model, no article that is read whole."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from time import process_time

import pytest
from spacy.tokens import Doc
from spacy.tokens import Span as Tokens
from spacy.vocab import Vocab

from dateline.models.articles import Article
from dateline.models.mentions import Kind, Mention
from dateline.seeds.entities import Entity, Role
from dateline.seeds.language import Language, WordsSeed
from dateline.tagging.entities.amounts import Amounts
from dateline.tagging.entities.dictionary import Dictionary
from dateline.tagging.entities.finder import compounds, extended, without_given_names
from dateline.tagging.entities.linking import Linker
from dateline.tagging.entities.names import COPIED, MODEL, SHAPED, Capitals, agree, model_names, propagate, titled
from dateline.tagging.entities.references import Offices, refer
from dateline.tagging.entities.spans import Found, best_apart
from dateline.tagging.entities.vocabulary import Vocabulary
from dateline.tagging.reading import Parse, Reading
from tests.known import knowledge

LANGUAGE = knowledge().language
WORDS = LANGUAGE
VOCABULARY = Vocabulary(knowledge().lexicon)


def role(name: str, start: str | None = None, end: str | None = None, country: str | None = None) -> Role:
    return Role.model_validate({"role": name, "from": start, "to": end, "country": country})


SYRIA = Entity(id="syr", name="Syria", kind="state", country="SY", code="SYR", demonyms=("Syrian",), capital=("Damascus",))
TURKEY = Entity(id="tur", name="Turkey", kind="state", country="TR", code="TUR")
CHAD = Entity(id="tcd", name="Chad", kind="state", country="TD", code="TCD")
ELDER = Entity(id="elder", name="Omar Vale", kind="person", country="SY", roles=(role("Foreign Minister", "2010"),))
YOUNGER = Entity(
    id="younger", name="Nur Sahin", kind="person", country="SY", roles=(role("Foreign Minister", "2016-10-01"),), short=("Sahin",)
)
DICTIONARY = Dictionary((SYRIA, TURKEY, CHAD, ELDER, YOUNGER), LANGUAGE)


def at(
    text: str, words: str, kind: Kind, rule: str = "model:X", *, nth: int = 0, entity: Entity | None = None, strength: int = MODEL
) -> Found:
    """The words in the text as a finding."""
    match = list(re.finditer(re.escape(words), text))[nth]
    return Found(match.start(), match.end(), kind, rule, entity, None, strength)


def link(text: str, *found: Found, words: Language | None = None) -> list[Mention]:
    day = datetime(2016, 10, 15, tzinfo=UTC)
    article = Article(id="a", url="https://a.example/", title=None, text=text, published=day)
    return Linker(DICTIONARY, words or WORDS).link(Reading(article, [], []), found)


def test_only_what_stands_before_a_name_is_its_article() -> None:
    seeds = (WordsSeed(id="entities-opening-article", pattern="[Tt]he "),)  # As somebody may write it: nothing says where it stands.
    text = "The Front of the North met."
    (mention,) = link(text, at(text, "The Front of the North", Kind.ORGANISATION), words=Language("xx", seeds))
    assert mention.entity is not None
    assert mention.entity.name == "Front of the North"


def kinds(text: str, *found: Found, known: bool = False) -> set[tuple[str, Kind]]:
    agreed = agree(text, found, WORDS, known_place=lambda _: known)
    return {(text[one.start : one.end], one.kind) for one in agreed}


# ---- spans and names ------------------------------------------------------------------------------------------------------


def test_of_two_findings_of_one_span_the_stronger_is_taken() -> None:
    weak, strong = Found(0, 5, Kind.PERSON, "a", strength=1), Found(0, 5, Kind.LOCATION, "b", strength=2)
    assert best_apart([weak, strong]) == best_apart([strong, weak]) == [strong]
    assert best_apart([strong, Found(0, 9, Kind.PERSON, "c")]) == [Found(0, 9, Kind.PERSON, "c")]


def names_in(text: str) -> list[str]:
    """What is left of a text that a model takes for one name."""
    doc = Doc(Vocab(), [text])
    doc.ents = [Tokens(doc, 0, 1, "ORG")]
    article = Article(id="a", url="https://a.example/", title=None, text=doc.text)
    reading = Reading(article, [], [], parses={0: Parse(0, len(text), doc)})
    return [text[one.start : one.end] for one in model_names(reading, [], VOCABULARY, WORDS)]


@pytest.mark.parametrize(
    "taken", ["«Selm Group", "the ‹Selm Group›»", "#Selm Group", "★\u00a0Selm Group", "[Selm Group]", "• the Selm Group*"]
)
def test_a_name_has_no_signs_around_it(taken: str) -> None:
    assert names_in(taken) == ["Selm Group"]


def test_the_sign_of_an_account_belongs_to_its_name() -> None:
    assert names_in("“@selm_group”") == ["@selm_group"]


@pytest.mark.parametrize(
    ("taken", "name"),
    [("Selm Brigade 's", "Selm Brigade"), ("Selm”'s", "Selm"), ("Selm's.", "Selm"), ("U.S.'s", "U.S."), ("SLM(Hills)", "SLM(Hills)")],
)
def test_a_name_ends_before_possessives_and_signs_in_any_order_and_closes_its_brackets(taken: str, name: str) -> None:
    assert names_in(taken) == [name]


def test_what_shares_the_surname_of_somebody_is_a_person() -> None:
    text = "Hana Osei spoke. Osei left. Selm fell."
    person = at(text, "Hana Osei", Kind.PERSON)
    assert kinds(text, person, at(text, "Osei", Kind.ORGANISATION, nth=1), at(text, "Selm", Kind.ORGANISATION)) == {
        ("Hana Osei", Kind.PERSON),
        ("Osei", Kind.PERSON),
        ("Selm", Kind.ORGANISATION),
    }


def test_a_body_is_a_place_where_a_third_of_it_stands_like_one_and_the_gazetteer_knows_it() -> None:
    text = "Selm said no. Shells fell in Selm. Selm asked why."
    bodies = [at(text, "Selm", Kind.ORGANISATION, nth=n) for n in range(3)]
    people = [at(text, "Selm", Kind.PERSON, nth=n) for n in range(3)]
    assert kinds(text, *bodies, known=True) == {("Selm", Kind.LOCATION)}
    assert kinds(text, *bodies, known=False) == {("Selm", Kind.ORGANISATION)}
    assert kinds(text, *people, known=True) == {("Selm", Kind.PERSON)}


def test_a_name_that_is_found_again_is_weaker_than_where_it_was_found() -> None:
    text = "The Selm Council met. Selm Council members left."
    (again,) = propagate(text, [at(text, "Selm Council", Kind.ORGANISATION, "shape:organisation", strength=SHAPED)], WORDS)
    assert (again.start, again.rule, again.strength) == (text.rindex("Selm"), "same-name", COPIED)


def test_a_short_name_that_goes_on_is_somebody_elses() -> None:
    assert [one.rule for one in DICTIONARY.find("Then Sahin left.")] == ["seed:younger:short"]
    assert DICTIONARY.find("Then Sahin Torun left.") == []
    assert DICTIONARY.find("Then Elif Sahin left.") == []


def test_a_state_that_is_a_first_name_is_no_state() -> None:
    text = "Chad Wolf spoke. Chad sent troops."
    person, state = at(text, "Chad Wolf", Kind.PERSON), [at(text, "Chad", Kind.LOCATION, nth=n, entity=CHAD) for n in (0, 1)]
    assert without_given_names(state, [person]) == [state[1]]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("President Osei's guard fled.", ["Osei", "President Osei"]),
        ("President Osei fled.", ["Osei", "President Osei"]),
        ("The president fled.", []),
    ],
)
def test_a_titled_name_ends_before_its_possessive(text: str, names: list[str]) -> None:
    assert [text[one.start : one.end] for one in titled(text, VOCABULARY, [], WORDS, Capitals(text, [(0, len(text))]))] == names


def test_a_state_lies_in_no_place_behind_a_comma_but_a_town_does() -> None:
    text = "Talks in Palmyra, Syria, and then in Turkey, Syria said."
    town, state = at(text, "Palmyra", Kind.LOCATION), at(text, "Turkey", Kind.LOCATION, entity=TURKEY)
    outer = [at(text, "Syria", Kind.LOCATION, nth=n, entity=SYRIA) for n in (0, 1)]
    assert [text[one.start : one.end] for one in compounds(text, [town, state, *outer], LANGUAGE)] == ["Palmyra, Syria"]


def test_a_phrase_grows_over_of_only_where_something_of_ours_follows() -> None:
    text = "the government of Syria and the government of yesterday, and the government in Syria"
    chunks = [at(text, "the government", Kind.ORGANISATION, "head:government", nth=n) for n in (0, 1, 2)]
    grown = extended(text, chunks, [at(text, "Syria", Kind.LOCATION, nth=n, entity=SYRIA) for n in (0, 1)], WORDS)
    assert [text[one.start : one.end] for one in grown] == ["the government of Syria", "the government", "the government"]


def test_a_year_is_no_amount() -> None:
    amounts = Amounts(knowledge().lexicon, LANGUAGE)
    found = amounts.find("In 2016 some 2,016 people and 40 others fled; see (12) of it.", taken=[])
    assert [(one.start, one.end) for one in found] == [(13, 18), (30, 32)]


@pytest.mark.parametrize("cell", ["123 ", "1,234,", "12 to ", "a hundred ", "$1,234 ", "over 5 "])
def test_a_table_of_numbers_costs_what_its_length_says(cell: str) -> None:
    amounts = Amounts(knowledge().lexicon, LANGUAGE)

    def cost(size: int) -> float:
        """The least processor time of a few, which what else the machine does hardly touches."""
        spent = []
        for _ in range(4):
            start = process_time()
            amounts.find(cell * (size // len(cell)), taken=[])
            spent.append(process_time() - start)
        return min(spent)

    assert cost(16_000) < 32 * cost(2000)  # Eight times as much where each number is looked at once, 64 times where each is from each.


# ---- who is meant ---------------------------------------------------------------------------------------------------------


def test_of_two_who_held_an_office_on_a_day_the_later_one_is_meant() -> None:
    offices = Offices((ELDER, YOUNGER), knowledge().language)
    holders = [offices.holder("foreign minister", SYRIA, day) for day in (date(2016, 10, 15), date(2015, 1, 1), None)]
    assert holders == [YOUNGER, ELDER, None]


def test_without_a_day_only_a_role_that_never_ended_is_held() -> None:
    former = Entity(id="f", name="Piet Roos", kind="person", roles=(role("King", "1990", "1999"),))
    assert (refer(ELDER, None).role, refer(former, None).role) == ("Foreign Minister", None)


def test_of_two_roles_that_one_holds_the_one_that_began_last_is_told() -> None:
    both = Entity(id="b", name="Piet Roos", kind="person", roles=(role("Mayor", "2012"), role("Minister", "2015"), role("Judge", "2001")))
    assert refer(both, date(2016, 10, 15)).role == "Minister"


def story(rebels: str, *states: Entity) -> str | None:
    """Whose rebels an article means that names these states."""
    text = " ".join(f"In {state.name} it went on." for state in states) + f" Then {rebels} fled."
    seen: dict[str, int] = {}
    found = []
    for state in states:
        found.append(at(text, state.name, Kind.LOCATION, f"seed:{state.id}", nth=seen.setdefault(state.id, 0), entity=state))
        seen[state.id] += 1
    start = text.index(rebels)
    phrase = Found(start, start + len(rebels), Kind.ORGANISATION, "head:rebel", sector="REB")
    ref = link(text, *found, phrase)[-1].entity
    return ref.id if ref else None


@pytest.mark.parametrize(
    ("states", "whose"),
    [
        ([SYRIA] * 3, "SYRREB"),
        ([SYRIA] * 2, "REB"),
        ([SYRIA] * 5 + [TURKEY] * 4, "SYRREB"),
        ([SYRIA] * 6 + [TURKEY] * 5, "REB"),
    ],
)
def test_the_rebels_are_those_of_the_country_that_is_named_most_by_far(states: list[Entity], whose: str) -> None:
    assert story("the rebels", *states) == whose


def test_a_longer_description_is_of_no_country_that_it_does_not_name() -> None:
    assert (story("the rebels", *[SYRIA] * 3), story("newly armed hill rebels", *[SYRIA] * 3)) == ("SYRREB", "REB")


def test_the_leader_of_a_countrys_opposition_does_not_lead_the_country() -> None:
    for words, whose in (("the Syrian opposition leader", "SYROPP"), ("the Syrian leader", None)):
        text = f"Then {words} spoke."
        phrase = Found(5, 5 + len(words), Kind.PERSON, "head:leader", sector="OPP" if whose else "GOV")
        ref = link(text, phrase, at(text, "Syrian", Kind.NATIONALITY, "demonym:syr", entity=SYRIA))[0].entity
        assert (ref.id if ref else None) == (whose or "SYRGOV")


def test_an_office_with_a_name_is_whom_the_name_means_whoever_shares_it() -> None:
    text = "Ada Sahin left. President Sahin spoke."
    found = (
        at(text, "Ada Sahin", Kind.PERSON),
        at(text, "President Sahin", Kind.PERSON, "title:President"),
        at(text, "Sahin", Kind.PERSON, "seed:younger:short", nth=1, entity=YOUNGER),
    )
    assert [mention.entity and mention.entity.id for mention in link(text, *found)] == ["local:ada-sahin", "younger", "younger"]


def test_of_the_countries_of_a_phrase_the_first_is_meant_also_where_it_is_no_finding() -> None:
    text = "Then the Syrian envoy for Turkey spoke."
    phrase = Found(5, 32, Kind.PERSON, "head:actor-government", sector="GOV")
    ref = link(text, phrase, at(text, "Turkey", Kind.LOCATION, entity=TURKEY))[0].entity
    assert ref is not None
    assert ref.id == "SYRGOV"
