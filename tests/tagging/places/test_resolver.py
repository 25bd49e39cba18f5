"""Which place a name means. Sentences are our own."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.models.articles import Article
from dateline.models.mentions import EntityRef, Kind, Mention
from dateline.models.places import Place
from dateline.tagging.places.resolver import PlaceResolver
from dateline.tagging.reading import Reading
from dateline.text import paragraphs

Resolve = Callable[..., list[Mention]]
EDGES = "southern edges of the city"


def found(mentions: list[Mention]) -> list[tuple[str, str, str | None]]:
    return [(m.text, m.place.name, m.place.country) for m in mentions if m.place]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Shells fell on Aleppo overnight.", [("Aleppo", "Aleppo", "SY")]),
        ("He was born in Paris, Texas.", [("Paris", "Paris", "US"), ("Texas", "Texas", "US")]),
        ("The bridge in Springfield, Illinois, is closed.", [("Springfield", "Springfield", "US"), ("Illinois", "Illinois", "US")]),
        ("Kiev, Raqqah and Al-Fashir were shelled.", [("Kiev", "Kyiv", "UA"), ("Raqqah", "Raqqa", "SY"), ("Al-Fashir", "El Fasher", "SD")]),
        ("Fighting goes on in the Donbas.", [("Donbas", "Donbas", "UA")]),
        ("Ships wait in the Strait of Hormuz.", [("Strait of Hormuz", "Strait of Hormuz", None)]),
        (
            "Refugees crossed into Chad, Niger and Nigeria.",
            [("Chad", "Chad", "TD"), ("Niger", "Niger", "NE"), ("Nigeria", "Nigeria", "NG")],
        ),
        ("A flood hit Louisiana, Missouri and Texas.", [(n, n, "US") for n in ("Louisiana", "Missouri", "Texas")]),
        ("Talks between Georgia and Russia failed.", [("Georgia", "Georgia", "GE"), ("Russia", "Russia", "RU")]),
        (
            "In Atlanta, Georgia, and across Alabama rain fell.",
            [("Atlanta",) * 2 + ("US",), ("Georgia",) * 2 + ("US",), ("Alabama",) * 2 + ("US",)],
        ),
        ("The governor of Washington state met farmers.", [("Washington", "Washington State", "US")]),
        ("A patient arrived in Washington, D.C. on Monday.", [("Washington, D.C.", "Washington", "US")]),
        (
            "The storm passed Cox's Bazar and Port-au-Prince.",
            [("Cox's Bazar", "Cox's Bazar", "BD"), ("Port-au-Prince", "Port-au-Prince", "HT")],
        ),
        ("Two fell in Lebanon, Pa., on Thursday.", [("Lebanon", "Lebanon", "US"), ("Pa.", "Pennsylvania", "US")]),
        ("People in Trinidad and Tobago voted.", [("Trinidad and Tobago", "Trinidad and Tobago", "TT")]),
    ],
)
def test_a_name_means_the_place_that_the_text_speaks_of(resolve: Resolve, text: str, expected: list[tuple[str, str, str]]) -> None:
    assert found(resolve(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The White House and the U.N. disagreed.",
        "Chad said he saw the gunman.",
        "Jordan feared that she would be late.",
        "We met on Sunday. But in March nobody came.",
        "U.S.-led strikes went on.",
        "Mr Houston met Charlotte Lincoln.",
        "He said that Wells had resigned.",
        "A spokesman for the Austin Chronicle Company resigned.",
        "",
    ],
)
def test_what_is_no_place_gets_none(resolve: Resolve, text: str) -> None:
    assert resolve(text) == []


def test_one_sense_in_an_article_follows_the_one_that_is_explained(resolve: Resolve) -> None:
    mentions = resolve("Police in Moscow, Idaho, closed a road. The mayor of Moscow said that Idaho would pay.")
    assert {m.place.admin1 for m in mentions if m.place and m.text == "Moscow"} == {"Idaho"}


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("SEOUL, Oct. 5 (Yonhap) -- Two shells fell.", "KR"),
        ("Shells fall on a farm\n\nKUZNICA, Poland – Soldiers fired.", "PL"),  # Below the headline.
        ("Mexico City (Mexico), 22 sep 89 (Reuter) -- Two shells fell.", "MX"),
        ("BEIRUT — Two shells fell.", "LB"),
        ("BEIRUT/THE HAGUE, March 7 (Reuters) - Two shells fell.", "LB"),
        ("Bunia (DR Congo) (AFP) – Two shells fell.", "CD"),
        ("Georgia (AP) — Two shells fell.", "GE"),
        ("IRAN, 3 feb 89 -- Two shells fell.", "IR"),
        ("DUBAI, Oct 31 - Two shells fell.", "AE"),
        ("Clandestine, 12 dec 89 (Radio Venceremos) -- Two shells fell.", None),
        ("Iran - what next?", None),
        ("Iran – what next for the region?", None),
        ("IRAN – what next for the region?", None),
        ("IRAN — Two shells fell.", None),
        *((f"{word}: Two shells fell.", None) for word in ("IRAN", "READING", "MOBILE", "NICE", "MARTIN", "BEIRUT")),
        ("Paris Hilton – the heiress – was robbed.", None),
        ("PARIS HILTON – The heiress was robbed.", None),
        ("Mark Lane – he said – was closed.", None),
        ("Mark Lane (Labour) – He was robbed.", None),
        ("Jordan — the former basketball star — visited London.", None),
        ("Georgia – Atlanta police fired.", None),
        ("Israel — backed by the United States — bombed Beirut.", None),
        ("Police in Seoul -- all of them -- fired.", None),
    ],
)
def test_the_place_line_that_a_text_opens_with_is_its_dateline(resolver: PlaceResolver, text: str, country: str | None) -> None:
    reading = Reading(Article(id="a", url="https://example.org/a", title=None, text=text), [(0, len(text))], paragraphs(text))
    resolver.resolve(reading)
    assert reading.dateline[0] == (country or "")


def test_a_piece_that_opens_no_article_keeps_the_dateline_that_it_is_handed(resolver: PlaceResolver) -> None:
    def read(text: str, **held: object) -> Reading:
        article = Article(id="a", url="https://example.org/a", title=None, text=text)
        reading = Reading(article, [(0, len(text))], paragraphs(text), **held)  # type: ignore[arg-type]
        reading.mentions = resolver.resolve(reading)
        return reading

    first = read("LONDON, Ontario (CP) — Two shells fell.")
    later = read("SEOUL (AFP) — London is quiet.", dateline=first.dateline, opens=False)
    assert first.dateline == later.dateline == ("CA", 6093943)
    assert {m.place.country for m in later.mentions if m.place and m.text == "London"} == {"CA"}


@pytest.mark.parametrize(("dateline", "country"), [("LONDON, Ontario", "CA"), (None, "GB")])
def test_the_dateline_speaks_for_its_country(resolve: Resolve, dateline: str | None, country: str) -> None:
    mentions = resolve(
        "A fire in London closed a school in Windsor, officials in Toronto said. Ottawa sent help to London.", dateline=dateline
    )
    if dateline is None:
        mentions = resolve("A fire in London closed a school.", dateline=dateline)
    assert {m.place.country for m in mentions if m.place and m.text == "London"} == {country}


def test_a_mention_of_another_tagger_keeps_its_span_and_gets_a_place(resolve: Resolve) -> None:
    text = "Warplanes bombed rebel-held areas of Aleppo."
    mention = Mention(17, 43, text[17:43], Kind.LOCATION, "model")
    assert resolve(text, mention) == [
        Mention(
            17, 43, "rebel-held areas of Aleppo", Kind.LOCATION, "model",
            place=Place(
                "Aleppo", 36.20124, 37.16117, "SY", "Aleppo Governorate", 170063, 11.2, "rebel-held areas", 0.99,
                "the largest place of this name", "city", "Asia/Damascus",
            ),
        )
    ]  # fmt: skip


def test_a_guessed_person_that_the_text_treats_as_a_place_becomes_one(resolve: Resolve) -> None:
    text = "Clashes broke out in Kisumu on Monday."
    guess = Mention(21, 27, "Kisumu", Kind.PERSON, "model", entity=EntityRef("local:kisumu", "Kisumu"))
    assert [(m.text, m.kind, m.place.country if m.place else None) for m in resolve(text, guess)] == [("Kisumu", Kind.LOCATION, "KE")]


@pytest.mark.parametrize(("text", "kind"), [("Jordan came late.", Kind.PERSON), ("They met in Jordan on Monday.", Kind.LOCATION)])
def test_a_country_that_is_guessed_to_be_a_person_is_one_only_where_a_place_stands(resolve: Resolve, text: str, kind: Kind) -> None:
    start = text.index("Jordan")
    guess = Mention(start, start + 6, "Jordan", Kind.PERSON, "model", entity=EntityRef("local:jordan", "Jordan"))
    assert [m.kind for m in resolve(text, guess)] == [kind]


def test_an_office_behind_a_place_that_opens_its_run_is_that_places(resolve: Resolve) -> None:
    assert found(resolve("Texas Governor Exampleton spoke.")) == [("Texas", "Texas", "US")]
    assert found(resolve("Sam Texas Governor Exampleton spoke.")) == []


def test_a_known_person_stays_one(resolve: Resolve) -> None:
    known = Mention(0, 7, "Clinton", Kind.PERSON, "dictionary", entity=EntityRef("hillary-clinton", "Hillary Clinton"))
    assert resolve("Clinton spoke to reporters.", known) == [known]


def test_demonyms_place_nothing_but_speak_for_their_country(resolve: Resolve) -> None:
    syrian = Mention(0, 6, "Syrian", Kind.NATIONALITY, "dictionary", entity=EntityRef("sy", "Syria", country="SY"))
    mentions = resolve("Syrian troops entered Tripoli.", syrian)
    assert mentions[0] == syrian
    assert [m.kind for m in mentions] == [Kind.NATIONALITY, Kind.LOCATION]


def test_a_place_that_the_gazetteer_lacks_lies_in_the_one_it_is_said_to_lie_in(resolve: Resolve) -> None:
    text = "A mine collapsed in Qwxyztown, Luxembourg City."
    unknown = Mention(20, 29, "Qwxyztown", Kind.LOCATION, "model")
    place = resolve(text, unknown)[0].place
    assert place
    assert (place.name, place.country, place.why) == ("Qwxyztown", "LU", "not in the gazetteer; somewhere in Luxembourg")


def test_the_city_is_the_town_named_last(resolve: Resolve) -> None:
    text = "Strikes hit Aleppo. Clashes went on around the southern edges of the city. The city burned."
    phrases = [Mention(text.index(words), text.index(words) + len(words), words, Kind.LOCATION, "phrase") for words in (EDGES, "The city")]
    assert [(m.text, m.place.name, m.place.part) for m in resolve(text, *phrases) if m.place] == [
        ("Aleppo", "Aleppo", None),
        (EDGES, "Aleppo", "southern edges"),
        ("The city", "Aleppo", None),
    ]


def test_times_can_be_localised_by_every_town(resolve: Resolve) -> None:
    zones = [m.place.timezone for m in resolve("They flew from Damascus to Nairobi and Lagos.") if m.place]
    assert zones == ["Asia/Damascus", "Africa/Nairobi", "Africa/Lagos"]


WORDS = st.sampled_from(
    [
        "Aleppo",
        "Paris",
        ", ",
        "Texas",
        " in ",
        "the ",
        "north of ",
        "20 km from ",
        "'s eastern ",
        "Georgia",
        "U.S.",
        " and ",
        "\n\n",
        ". ",
        "City",
        "said",
        "’s",
        "St. ",
    ]
)


@given(st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=25).map("".join)), st.integers(0, 50), st.integers(0, 50))
def test_any_text_gives_valid_offsets_and_the_same_places_twice(resolver: PlaceResolver, text: str, first: int, size: int) -> None:
    start, end = min(first, len(text)), min(first + size, len(text))
    given_mentions = [Mention(start, end, text[start:end], Kind.LOCATION, "model")] if start < end else []
    reading = Reading(Article("a", "https://example.org", None, text), [(0, len(text))], [(0, len(text))], mentions=given_mentions)
    mentions = resolver.resolve(reading)
    assert mentions == resolver.resolve(reading)
    assert all(text[m.start : m.end] == m.text and m.start < m.end for m in mentions)
    assert all(-90 <= m.place.lat <= 90 and -180 <= m.place.lon <= 180 and m.place.why for m in mentions if m.place)


@pytest.mark.shared
def test_the_seed_article(resolve: Resolve) -> None:
    shared = Path(os.environ.get("SHARED") or Path(__file__).parents[4] / "shared")
    seed = next((shared / "seed").glob("*.txt"), None)
    if seed is None:
        pytest.skip("no shared data")
    places = {(m.place.name, m.place.country, m.place.part) for m in resolve(seed.read_text(encoding="utf-8")) if m.place}
    assert places == {
        ("United States", "US", None),
        ("Switzerland", "CH", None),
        ("Lausanne", "CH", None),
        ("Syria", "SY", None),
        ("Russia", "RU", None),
        ("Turkey", "TR", None),
        ("Saudi Arabia", "SA", None),
        ("Qatar", "QA", None),
        ("Iran", "IR", None),
        ("Aleppo", "SY", None),
        ("Aleppo", "SY", "eastern neighborhood"),
        ("Aleppo", "SY", "in and around"),
        ("Aleppo", "SY", "rebel-held areas"),
        ("Aleppo", "SY", "eastern"),
    }
