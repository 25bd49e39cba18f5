"""The country of an act without a place: what speaks for each that the text names, and which is chosen."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from dateline.errors import SettingsError
from dateline.models.articles import Article
from dateline.models.codebook import Category
from dateline.models.events import Actor
from dateline.tagging.events.country import SHIPPED, Clue, Countries, CountryModel, Named, clues_of, load_countries
from dateline.tagging.places.lands import Land, Naming
from dateline.tagging.reading import Reading
from dateline.text import paragraphs
from tests.known import knowledge
from tests.tagging.events.conftest import act
from tests.tagging.events.nowhere import NOWHERE

TEXT = "Peru mourns its dead.\n\nIn Oman the police fired. A minister in Lima blamed Chile."
LANDS = (("Peru", "PE", Naming.PLACE), ("Oman", "OM", Naming.PLACE), ("Lima", "PE", Naming.PLACE), ("Chile", "CL", Naming.PARTY))


def named(text: str = TEXT, lands: tuple[tuple[str, str, Naming], ...] = LANDS) -> Named:
    found = [Land(text.index(word), text.index(word) + len(word), country, by) for word, country, by in lands]
    return Named(text, found, paragraphs(text), within=knowledge().language.pattern("places-where"))


def clues(trigger: str, *, actor: str | None = None, target: str | None = None, **roles: object) -> dict[str, dict[Clue, float]]:
    start = TEXT.index(trigger)
    sentence = TEXT.rindex(".", 0, start) + 1 if "." in TEXT[:start] else 0
    end = TEXT.index(".", start) + 1
    parties = [(Actor("who", 0, 1, country=home),) if home else () for home in (actor, target)]
    return clues_of(named(), act(TEXT, trigger, **roles), (sentence, end), *parties)


def test_each_country_has_the_clues_that_speak_for_it() -> None:
    found = clues("fired", target="PE")
    assert set(found) == {"PE", "OM", "CL"}
    assert {Clue.SENTENCE_PLACE, Clue.LAST, Clue.PARAGRAPH, Clue.IN} <= set(found["OM"])
    assert {Clue.TARGET, Clue.PLACES} <= set(found["PE"])
    assert Clue.SENTENCE not in found["CL"]
    assert found["PE"][Clue.PLACES] == pytest.approx(2 / 3)


def test_what_the_paragraph_told_before_the_sentence_speaks_too() -> None:
    found = clues("blamed")
    assert Clue.PARAGRAPH_SO_FAR in found["OM"]
    assert Clue.SENTENCE in found["CL"]
    assert found["PE"][Clue.NEARNESS] > found["OM"][Clue.NEARNESS] > 0


def test_a_pointer_at_a_nationality_speaks_for_its_country() -> None:
    assert Clue.POINTED in clues("blamed", place="Chile")["CL"]


def test_weights_count_for_all_acts_and_once_more_for_their_kind() -> None:
    held = {"AA": {Clue.ACTOR: 1.0}, "BB": {Clue.TARGET: 1.0}}
    model = CountryModel({"actor": 1.0, "target": 0.5, "target/ASSAULT": 2.0}, "")
    accused, attacked = model.choose(held, Category.ACCUSE), model.choose(held, Category.ASSAULT)
    assert accused is not None
    assert attacked is not None
    assert (accused.country, accused.clues) == ("AA", ("actor",))
    assert (attacked.country, round(attacked.chance, 2)) == ("BB", 0.82)
    assert model.choose({}, Category.ASSAULT) is None


def test_an_unlikely_country_is_none(make_countries: Callable[[dict[str, float]], Countries]) -> None:
    four = named(lands=(*LANDS[1:], ("Peru", "BO", Naming.PARTY)))
    fired = act(TEXT, "fired")
    assert make_countries({}).assumed(four, fired, (23, 48), (), ()) is not None  # One of four: a quarter.
    six = named(lands=(*LANDS[1:], *(("Peru", country, Naming.PARTY) for country in ("BO", "BR", "EC"))))
    assert make_countries({}).assumed(six, fired, (23, 48), (), ()) is None
    likely = make_countries({"last": 3.0}).assumed(six, fired, (23, 48), (), ())
    assert likely is not None
    assert likely.country == "OM"
    assert "last" in (likely.why or "")


def test_dateline_and_outlet_speak_and_the_outlet_s_country_is_weighed_unnamed() -> None:
    homes = {Clue.DATELINE: "OM", Clue.OUTLET: "GB"}
    text = Named(TEXT, [Land(26, 30, "OM", Naming.PLACE)], paragraphs(TEXT), within=NOWHERE.within, homes=homes)
    found = clues_of(text, act(TEXT, "fired"), (23, 48), (), ())
    assert Clue.DATELINE in found["OM"]
    assert set(found["GB"]) == {Clue.OUTLET, Clue.NEARNESS}


@pytest.mark.parametrize(
    ("text", "often"),
    [
        ("A monitor based in Oman spoke.", []),
        ("The Oman-based monitor spoke.", []),
        ("A monitor, headquartered in the Oman hills, spoke.", []),
        ("Based on that, in Oman a monitor spoke.", ["OM"]),
    ],
)
def test_nothing_happens_where_a_body_has_its_seat(text: str, often: list[str]) -> None:
    countries = replace(NOWHERE, known={"Oman": "OM"}.get, seat=knowledge().language.pattern("places-seat"))
    article = Article(id="a", url="https://example.org/", title=None, text=text)
    assert countries.named(Reading(article, [(0, len(text))], paragraphs(text))).often == often


@pytest.mark.parametrize(("dateline", "outlet", "told"), [("OM", "gb", {"dateline": "OM", "outlet": "GB"}), ("", None, {})])
def test_a_reading_tells_its_homes(dateline: str, outlet: str | None, told: dict[str, str]) -> None:
    article = Article(id="a", url="https://example.org/", title=None, text=TEXT, country=outlet)
    assert NOWHERE.named(Reading(article, [(0, len(TEXT))], paragraphs(TEXT), dateline=(dateline, None))).homes == told


@pytest.mark.parametrize(
    ("home", "clue", "why"),
    [({}, "outlet", "nothing named; the outlet's country"), ({"country": "GB"}, "actor", "nothing named; the actor's country")],
)
def test_a_country_that_nothing_names_is_no_surer_than_such_were_found_right(
    make_countries: Callable[[dict[str, float]], Countries], home: dict[str, str], clue: str, why: str
) -> None:
    text = "Gunmen killed three people in the village."
    nothing = Named(text, (), paragraphs(text), within=NOWHERE.within, homes={Clue.OUTLET: "GB"})
    place = make_countries({clue: 1.0}).assumed(nothing, act(text, "killed"), (0, len(text)), [Actor("Gunmen", 0, 6, **home)], ())
    assert place is not None
    assert (place.country, place.confidence, place.why) == ("GB", 0.9, why)


@pytest.fixture
def make_countries() -> Callable[[dict[str, float]], Countries]:
    from dateline.models.places import Place

    def make(weights: dict[str, float]) -> Countries:
        return replace(NOWHERE, model=CountryModel(weights, ""), place=lambda code: Place(code, 0.0, 0.0, country=code))

    return make


def test_the_shipped_weights_know_only_clues_that_exist() -> None:
    names = {*Clue, *(f"{clue}/{kind}" for clue in Clue for kind in Category)}
    model = load_countries(SHIPPED)
    assert set(model.weights) <= names
    assert model.weights[Clue.POINTED] > 0
    assert model.digest


@pytest.mark.parametrize("content", ["{", "[]", json.dumps({"weights": {"actor": "much"}}), json.dumps({"card": {}})])
def test_weights_that_cannot_be_read_are_named(tmp_path: Path, content: str) -> None:
    file = tmp_path / "countries.json"
    file.write_text(content)
    with pytest.raises(SettingsError, match=r"countries\.json: the weights of countries cannot be read"):
        load_countries(file)
