"""Questions as analysts write them, made by a seeded generator: every index answers as the reference does, from words to happenings.

`test_index` compares queries; here they come from filters as they are written: phrases, OR, NOT, beginnings, families of spellings, places
and actors by any of their names.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from dateline.asking.forms import Form, ask
from dateline.models.events import Actor, Evidence
from dateline.models.places import Place
from dateline.models.times import TimeValue
from dateline.protocols.index import Bundle, Index
from dateline.query import Query
from tests.bundles import NOW, REPORT, article, bundle, event, incident
from tests.contract.conftest import Make
from tests.fakes import FakeIndex
from tests.pages.coded import NAMES

SEEDS = range(80)
WORDS = (
    "truce ceasefire cease-fire cease fire held broken drone drones missile bombing bombed barrel bombs airport U.N. envoys rebels' "
    "O'Neil café not or rapid support forces test"
).split(" ")
KHARTOUM = Place("Khartoum", 15.55, 32.53, country="SD", admin1="Khartoum", timezone="Africa/Khartoum")
GENEINA = Place("Geneina", 13.45, 22.45, country="SD", admin1="West Darfur", timezone="Africa/Khartoum")
SUDAN = Place("Sudan", 15.93, 29.85, country="SD", precision_km=770.0, timezone="Africa/Khartoum")
TRIPOLI = Place("Tripoli", 32.88, 13.19, country="LY", admin1="Ţarābulus", timezone="Africa/Tripoli")
LONDON = Place("London", 51.5, -0.13, country="GB", admin1="England", timezone="Europe/London")
PLACES = (KHARTOUM, GENEINA, SUDAN, TRIPOLI, LONDON, None)
RSF = Actor("RSF", 0, 3, entity="rsf", name="Rapid Support Forces", country="SD", code="SDNREB", sector="REB")
ARMY = Actor("army", 0, 4, entity="SDNMIL", name="Sudan military", country="SD", code="SDNMIL", sector="MIL")
ENVOYS = Actor("envoys", 0, 6)
TYPES = ("ASSAULT", "AGREE", "THREATEN")

SAME_PLACE = (
    ("Sudan", "SD", "SDN", "soudan"),
    ("Khartoum", "khartum", "Khartoum, SD", "capital of Sudan"),
    ("UK", "Britain", "GBR", "Royaume-Uni"),
    ("Tripoli", "Tripoli, Libya", "Tripoli, LY", "Libya's capital"),
)
SAME_ACTOR = (("RSF", "Rapid Support Forces", "R.S.F."), ("Sudanese army", "SDNMIL"), ("Sudan", "SDN"))
SAME_WORDS = (("truce", "ceasefire", "cease-fire"), ("-truce", "-ceasefire", "NOT cease-fire"), ("drone OR truce", "cease-fire | drone"))


def _bundles(chance: random.Random) -> list[Bundle]:
    return [_bundle(chance, f"a{number:02}") for number in range(40)]


def _bundle(chance: random.Random, key: str) -> Bundle:
    text = " ".join(chance.choices(WORDS, k=9)) + "."
    day = NOW - timedelta(days=chance.randrange(20))
    told = [_event(chance, f"{key}-{number}", text, day.date()) for number in range(chance.randrange(3))]
    return bundle(*told, of=article(key, text=text, published=day, outlet=chance.choice(["The Wire", "The Herald"])))


def _event(chance: random.Random, key: str, text: str, day: date) -> Any:
    start = NOW.replace(year=day.year, month=day.month, day=day.day, hour=0)
    time = TimeValue(str(day), start, start + timedelta(days=1), "day", "published")  # type: ignore[arg-type]
    return event(
        key,
        type=chance.choice(TYPES),
        status=chance.choice(["happened", "denied", "threatened"]),
        place=chance.choice(PLACES),
        time=chance.choice([time, time, None]),
        actors=tuple(chance.sample((RSF, ARMY, ENVOYS), chance.randrange(3))),
        evidence=(Evidence((0, len(text)), (0, 3)),),
    )


def _happenings(chance: random.Random) -> list[Any]:
    days = [NOW.date() - timedelta(days=chance.randrange(20)) for _ in range(20)]
    return [
        incident(
            f"n{number:02}",
            title=" ".join(chance.choices(WORDS, k=6)),
            type=chance.choice(TYPES),
            first=day,
            last=day + timedelta(days=chance.randrange(3)),
            place=chance.choice(PLACES),
            actors=tuple(chance.sample((RSF, ARMY), chance.randrange(3))),
            reports=(replace(REPORT, quote=" ".join(chance.choices(WORDS, k=8)), day=day),),
        )
        for number, day in enumerate(days)
    ]


def _words(chance: random.Random) -> str:
    """A text in the language of the search box."""
    word = chance.choice([one for one in WORDS if one not in ("or", "not")])
    kind = chance.randrange(6)
    if kind == 0:
        return f'"{chance.choice(("cease fire", "barrel bombs", "rapid support forces", "drone held"))}"'
    if kind == 1:
        return f"{word} OR {chance.choice(('truce', 'missile', 'envoys'))}"
    if kind == 2:
        return f"{word} -{chance.choice(('airport', 'cease-fire', 'drone'))}"
    if kind == 3:
        return f"{chance.choice(('bomb', 'dro', 'cea', 'forc'))}*"
    if kind == 4:
        return f"({word} OR truce) NOT (airport test)"
    return word


def _form(chance: random.Random) -> dict[str, list[str]]:
    """Filters as somebody writes them."""
    form: dict[str, list[str]] = {}
    if chance.random() < 0.6:
        form["q"] = [_words(chance)]
    if chance.random() < 0.5:
        form["place"] = [chance.choice(chance.choice(SAME_PLACE))]
    if chance.random() < 0.3:
        form["actor"] = [chance.choice(chance.choice(SAME_ACTOR))]
    if chance.random() < 0.3:
        form["type"] = chance.sample(TYPES, chance.randrange(1, 3))
    if chance.random() < 0.2:
        form["status"] = [chance.choice(["happened", "denied"])]
    if chance.random() < 0.5:
        first = NOW.date() - timedelta(days=chance.randrange(22))
        form |= {"since": [str(first)], "until": [str(first + timedelta(days=chance.randrange(12)))]}
    if chance.random() < 0.2:
        form["source"] = [chance.choice(["the wire", "The Herald"])]
    return form


@pytest.fixture
def filled(make: Make) -> tuple[Index, FakeIndex]:
    """An index with a small war in it, and the reference with the same."""
    index, reference = make(), FakeIndex()
    for one in (index, reference):
        chance = random.Random(7)
        one.write(_bundles(chance))
        one.write_incidents(_happenings(chance))
    if refresh := getattr(index, "refresh", None):
        refresh()
    return index, reference


def _answers(index: Index, query: Query) -> dict[str, Any]:
    """All that the pages and commands ask."""
    return {
        "articles": index.articles(query),
        "events": index.events(query),
        "days": index.events(replace(query, sort="days", timings=("exact", "published"))),
        "incidents": [hit.id for hit in index.incidents(replace(query, kinds=("incident",), sort="days")).hits],
        "timeline": index.timeline(query, by="day", top=2),
        "incident days": index.timeline(replace(query, kinds=("incident",)), by="week", top=0, kind="incidents"),
        "facets": index.facets(query, fields=("type", "status", "party", "spot", "outlet"), size=20),
    }


def test_generated_questions_are_answered_as_by_the_reference(filled: tuple[Index, FakeIndex]) -> None:
    index, reference = filled
    held = 0
    for seed in SEEDS:
        form: Form = _form(random.Random(seed))
        query = ask(form, NAMES).query
        told, wanted = _answers(index, query), _answers(reference, query)
        for name, answer in wanted.items():
            assert told[name] == answer, (seed, form, name)
        held += bool(wanted["events"].hits)
    assert held > len(SEEDS) / 3  # They ask for what is there.


@pytest.mark.parametrize(
    ("field", "names"),
    [*(("place", names) for names in SAME_PLACE), *(("actor", names) for names in SAME_ACTOR), *(("q", names) for names in SAME_WORDS)],
)
def test_the_same_by_any_of_its_names(filled: tuple[Index, FakeIndex], field: str, names: tuple[str, ...]) -> None:
    index, _ = filled
    first, *others = [_answers(index, ask({field: [name]}, NAMES).query) for name in names]
    for kind in ("articles", "events"):
        ids = [hit.id for hit in first[kind].hits]
        assert ids or (kind == "articles" and field != "q")
        assert [[hit.id for hit in other[kind].hits] for other in others] == [ids] * len(others)
