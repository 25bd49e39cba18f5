"""Which candidate a name means, from values alone: each test has one piece of evidence that decides, and its twin without it."""

from __future__ import annotations

import pytest

from dateline.models.mentions import Kind, Mention
from dateline.models.places import Place
from dateline.tagging.places.evidence import Links, Votes, find_links, lies_in, strangers
from dateline.tagging.places.gazetteer import Candidate
from dateline.tagging.places.names import Name
from dateline.tagging.places.parts import Parts, with_anaphors
from dateline.tagging.places.resolution import Sense, place_within, resolve_names
from tests.known import knowledge


def place(number: int, country: str, population: int, feature: str = "city", **more: object) -> Candidate:
    """A place far from all others, unless told otherwise."""
    values: dict[str, object] = {"lat": float(number % 80), "lon": float(number % 170), "admin1": None, "admin2": None, "radius": 10.0}
    return Candidate(**{**values, "id": number, "name": f"P{number}", "country": country, "feature": feature, "population": population,
                        "timezone": None, **more})  # type: ignore[arg-type]  # fmt: skip


def name(key: str, *candidates: Candidate, at: int = 0) -> Name:
    return Name(at * 20, at * 20 + len(key), key, candidates, (at * 20, at * 20 + len(key)))


def votes(**counts: float) -> Votes:
    told = Votes()
    for country, weight in counts.items():
        told.add(country, weight)
    return told


LARGE, SMALL = place(1, "AA", 900_000), place(22, "BB", 60_000)
REGION = place(43, "BB", 1_000_000, "region")


def meant(*candidates: Candidate, links: Links | None = None, told: Votes | None = None) -> Sense:
    (sense,) = resolve_names([name("x", *candidates)], links or Links(), told or Votes())
    return sense


def test_alone_the_largest_wins_and_says_so() -> None:
    sense = meant(SMALL, LARGE)
    assert (sense.place.id, sense.why, sense.home) == (1, "the largest place of this name", False)
    assert 0.5 < sense.confidence < 1


def test_the_country_that_the_story_is_about_outweighs_people() -> None:
    sense = meant(SMALL, LARGE, told=votes(BB=9.0))
    assert (sense.place.id, sense.why, sense.home) == (22, "the story is about BB", True)


def test_a_few_votes_are_shy() -> None:
    assert meant(SMALL, LARGE, told=votes(BB=0.3)).place.id == 1


@pytest.mark.parametrize(
    ("links", "why"),
    [
        (Links(said={0: {22}}), "the text says where it lies"),
        (Links(peers={0: {22}}), "named in a row with its like"),
    ],
)
def test_what_the_text_says_of_it_outweighs_people(links: Links, why: str) -> None:
    assert meant(LARGE, SMALL).place.id == 1
    sense = meant(LARGE, SMALL, links=links)
    assert sense.place.id == 22
    assert why in sense.why or "named together" in sense.why


def test_a_level_chooses_between_a_region_and_its_city() -> None:
    city = place(44, "BB", 800_000, lat=43.2, lon=43.2)
    assert meant(REGION, city).place.id == 44  # The bare name is the city, though the region has more people.
    assert meant(REGION, city, links=Links(level={0: "region"})).place.id == 43
    assert meant(REGION, city, links=Links(level={0: "city"})).place.id == 44


def test_a_region_without_a_city_of_its_name_needs_no_help() -> None:
    assert meant(REGION, place(60, "CC", 20_000)).place.id == 43


@pytest.mark.parametrize(
    ("feature", "wins"), [("country", True), ("continent", True), ("capital", True), ("region", True), ("district", False)]
)
def test_kinds_weigh_beside_people(feature: str, wins: bool) -> None:
    assert (meant(place(1, "AA", 100_000), place(22, "BB", 90_000, feature)).place.id == 22) is wins


def test_its_own_name_weighs_more_than_another_name_of_it() -> None:
    assert meant(place(1, "AA", 300_000, rank=1), place(22, "BB", 100_000)).place.id == 22
    assert meant(place(1, "AA", 300_000), place(22, "BB", 100_000, rank=1)).place.id == 1
    assert meant(place(1, "AA", 2_000_000, rank=2), place(22, "BB", 300_000, rank=1)).place.id == 22


def test_a_place_of_our_own_weighs_as_a_city_of_millions_does() -> None:
    assert meant(place(-5, "AA", 0), LARGE).place.id == -5
    assert meant(place(5, "AA", 0), LARGE).place.id == 1


@pytest.mark.parametrize(("words", "linked"), [("a town", True), (" ".join(["a", *["zorvinianunpronounceable"] * 3]), False)])
def test_names_far_apart_do_not_speak_of_each_other(words: str, linked: bool) -> None:
    text = f"Zorv, {words} in Quill."
    small, large = place(22, "BB", 60_000, admin1=43), place(43, "BB", 1_000_000, "region")
    at = text.index("Quill")
    names = [Name(0, 4, "zorv", (small,), (0, 4)), Name(at, at + 5, "quill", (large,), (at, at + 5))]
    assert find_links(text, names, knowledge().language).said == ({0: {22}, 1: {43}} if linked else {})


def test_a_lone_small_place_may_be_an_unknown_other() -> None:
    assert meant(place(7, "AA", 200)).confidence < 0.5
    assert meant(place(7, "AA", 2_000_000)).confidence > 0.9
    near = meant(place(7, "AA", 200), told=votes(ZZ=20.0)).confidence
    assert near < meant(place(7, "AA", 200)).confidence  # The story is at home elsewhere.
    said = meant(place(7, "AA", 200), links=Links(said={0: {7}}))
    assert (said.confidence > 0.9, said.why) == (True, "named together with the place it lies in")
    assert meant(place(7, "AA", 200), told=votes(AA=20.0)).home


def test_two_entries_of_one_spot_do_not_doubt_each_other() -> None:
    twin = place(8, "AA", 850_000, lat=LARGE.lat + 0.1, lon=LARGE.lon)
    apart = place(8, "AA", 850_000, lat=LARGE.lat + 5, lon=LARGE.lon)
    part = place(8, "AA", 850_000, lat=LARGE.lat + 5, lon=LARGE.lon, admin1=LARGE.id)
    assert meant(LARGE, twin).confidence > 0.9
    assert meant(LARGE, part).confidence > 0.9
    assert meant(LARGE, apart).confidence < 0.6


def test_a_rival_far_behind_is_out() -> None:
    far = [place(number, "BB", 0, rank=2) for number in range(20, 40)]
    assert meant(LARGE, *far).confidence == meant(LARGE, far[0]).confidence
    assert meant(LARGE, place(22, "BB", 20_000)).confidence < meant(LARGE, far[0]).confidence


def test_one_sense_for_a_name_and_another_only_where_the_text_says_so() -> None:
    names = [name("x", LARGE, SMALL), name("x", LARGE, SMALL, at=1), name("x", LARGE, SMALL, at=2)]
    first, second, third = resolve_names(names, Links(), Votes())
    assert first == second == third
    explained = resolve_names(names, Links(said={0: {22}}), Votes())
    assert [sense.place.id for sense in explained] == [22, 22, 22]  # What is said of one mention holds for the others.
    told = resolve_names([*names, name("x", LARGE, place(22, "BB", 700), at=3)], Links(said={3: {22}}), votes(AA=9.0))
    assert [sense.place.id for sense in told[:3]] == [1, 1, 1]


def test_a_mention_that_says_where_it_lies_stands_against_the_others() -> None:
    small = place(22, "BB", 3_000)
    names = [name("x", LARGE, small, at=at) for at in range(3)]
    senses = resolve_names(names, Links(said={2: {22}}), votes(AA=30.0))
    assert [sense.place.id for sense in senses] == [1, 1, 22]
    assert (senses[2].confidence, senses[2].why, senses[2].home) == (0.9, "the text says where it lies", True)


def test_other_names_vote_for_their_country_and_region_and_none_for_itself() -> None:
    other = [name(f"o{number}", place(100 + number, "BB", 400_000, admin1=43), at=number + 1) for number in range(4)]
    rivals = (place(1, "BB", 500_000, admin1=99), place(22, "BB", 120_000, admin1=43))
    assert meant(*rivals).place.id == 1
    assert resolve_names([name("x", *rivals), *other], Links(), Votes())[0].place.id == 22
    alone = resolve_names([name("x", LARGE, SMALL)], Links(), Votes())[0]
    assert alone.home is False  # Its own vote is not counted for it.


def test_only_what_is_smaller_than_a_country_lies_in_one() -> None:
    land, other = (Candidate(n, "Zorvia", 1.0, 1.0, "ZZ", "country") for n in (1, 2))
    town = Candidate(3, "Zorvgrad", 1.0, 1.0, "ZZ", "city")
    assert not lies_in(other, land)
    assert lies_in(town, land)
    assert not lies_in(town._replace(country="YY"), land)


@pytest.mark.parametrize(("people", "expected"), [(5_000, {0: 1}), (12_000_000, {})])
def test_a_small_namesake_said_to_lie_elsewhere_is_a_stranger_and_a_metropolis_is_not(people: int, expected: dict[int, int]) -> None:
    text = "Talks on Zorvgrad in Zorvia"
    town = Candidate(1, "Zorvgrad", 1.0, 1.0, "YY", "city", people)
    land = Candidate(2, "Zorvia", 9.0, 9.0, "ZZ", "country", 9_000_000)
    names = [Name(9, 17, "zorvgrad", (town,), (9, 17)), Name(21, 27, "zorvia", (land,), (21, 27))]
    assert strangers(text, names, [town, land], knowledge().language) == expected


@pytest.mark.parametrize(("radius", "feature", "said"), [(120.0, "region", True), (400.0, "region", False), (120.0, "country", False)])
def test_somewhere_in_a_place_is_said_only_of_one_that_is_no_larger_than_a_map_shows(radius: float, feature: str, said: bool) -> None:
    sense = Sense(place(5, "AA", 90_000, feature, radius=radius), 0.9, "the only place of this name")
    found = place_within("Qwxyz", sense)
    assert (found is not None) is said
    assert found is None or (found.name, found.country, found.precision_km, found.geonames_id) == ("Qwxyz", "AA", 180.0, None)


def test_the_town_named_last_is_one_that_is_named_whole() -> None:
    whole, part = (
        Mention(at, at + 2, "P1", Kind.LOCATION, "t", place=Place("P1", 1.0, 1.0, part=p, feature="city"))
        for at, p in ((0, None), (9, "eastern"))
    )
    city = Mention(20, 28, "the city", Kind.LOCATION, "t")
    parts = Parts(knowledge().language)
    last = [*with_anaphors([whole, part, city], parts)][-1].place
    assert last is not None
    assert (last.name, last.part) == ("P1", None)
    assert [*with_anaphors([part, city], parts)][-1].place is None
