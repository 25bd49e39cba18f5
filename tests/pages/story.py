"""A small war in our own words, for the tests that click through it: days, places, voices, a threat, an allegation and a denial."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from dateline.documents.bundles import build_bundle
from dateline.models.articles import Article
from dateline.models.codebook import Status
from dateline.models.events import Actor, Attribution, Casualties, Event, Evidence, TaggedArticle
from dateline.models.places import Place
from dateline.models.times import TimeValue
from tests.fakes import FakeIndex

NOW = datetime(2023, 4, 25, 8, tzinfo=UTC)
KHARTOUM = Place("Khartoum", 15.55, 32.53, "SD", "Khartoum", 379252, 10.0, None, 0.9, "test", "capital", "Africa/Khartoum")
GENEINA = Place("Geneina", 13.45, 22.45, "SD", "West Darfur", 374576, 8.0, None, 0.9, "test", "city", "Africa/Khartoum")
SUDAN = Place("Sudan", 15.93, 29.85, "SD", None, 366755, 770.0, None, 0.9, "test", "country", "Africa/Khartoum")
TRIPOLI = Place("Tripoli", 32.88, 13.19, "LY", "Ţarābulus", 2210247, 10.0, None, 0.9, "test", "capital", "Africa/Tripoli")
ARMY = {"entity": "SDNMIL", "name": "Sudan military", "country": "SD", "code": "SDNMIL", "sector": "MIL"}
RSF = {"entity": "rsf", "name": "Rapid Support Forces", "country": "SD", "code": "SDNREB", "sector": "REB"}

# Day of April, place, type, status, sentence, who says so and how, killed, precision.
TOLD = [
    (15, KHARTOUM, "ASSAULT", Status.HAPPENED, "Fighters of the RSF attacked the airport on Saturday morning.", None, None, "part_of_day"),
    (
        15,
        KHARTOUM,
        "ASSAULT",
        Status.HAPPENED,
        "The doctors' union counted 56 dead in the city on Saturday.",
        ("doctors' union", "report"),
        56,
        "day",
    ),
    (16, SUDAN, "THREATEN", Status.HAPPENED, "The army threatened to storm the camps.", ("army", "report"), None, "day"),
    (16, SUDAN, "ASSAULT", Status.THREATENED, "It would storm the camps, the army said on Sunday.", ("army", "report"), None, "day"),
    (
        17,
        KHARTOUM,
        "ASSAULT",
        Status.HAPPENED,
        "Shells killed at least 97 people by Monday, a syndicate said.",
        ("syndicate", "report"),
        97,
        "day",
    ),
    (18, GENEINA, "ASSAULT", Status.HAPPENED, "Residents accused the RSF of burning a market.", ("residents", "accusation"), None, "day"),
    (18, GENEINA, "ASSAULT", Status.DENIED, "The RSF denied that it had burned a market.", ("RSF", "denial"), None, None),
    (19, KHARTOUM, "AGREE", Status.HAPPENED, "Both sides agreed to a truce of 24 hours on Wednesday.", None, None, "day"),
    (20, TRIPOLI, "CONSULT", Status.HAPPENED, "Envoys met about the truce.", None, None, "day"),
    (15, SUDAN, "MOBILIZE", Status.HAPPENED, "The RSF had moved troops in April.", None, None, "month"),
]


def story() -> FakeIndex:
    """The index of it: two articles a day, under two mastheads."""
    index = FakeIndex()
    for number, told in enumerate(TOLD):
        index.write([build_bundle(_tagged(number, told), revision=1, now=NOW - timedelta(days=1))])
    return index


Told = tuple[int, Place, str, Status, str, "tuple[str, str] | None", "int | None", "str | None"]


def _tagged(number: int, told: Told) -> TaggedArticle:
    day, place, kind, status, text, says, killed, precision = told
    local = datetime(2023, 4, day, tzinfo=UTC) - timedelta(hours=2)
    hours = {"part_of_day": (5, 12), "month": (0, 0), "day": (0, 24)}.get(precision or "", (0, 0))
    start, end = local + timedelta(hours=hours[0]), local + timedelta(hours=hours[1])
    if precision == "month":
        start = datetime(2023, 3, 31, 22, tzinfo=UTC)
        end = datetime(2023, 4, 30, 22, tzinfo=UTC)
    value = "2023-04" if precision == "month" else f"2023-04-{day}" + ("TMO" if precision == "part_of_day" else "")
    time = TimeValue(value, start, end, precision, "published") if precision else None  # type: ignore[arg-type]
    at = text.index("RSF") if "RSF" in text else text.lower().index("army") if "army" in text.lower() else -1
    who = RSF if "RSF" in text else ARMY
    actors = (Actor(text[at : at + 3 if who is RSF else at + 4], at, at + 4, **who),) if at >= 0 else ()
    verb = text.split()[3]
    trigger = (text.index(verb), text.index(verb) + len(verb))
    event = Event(
        f"e{number}", kind, None, None, None, status, actors, (), place, time,  # type: ignore[arg-type]
        (Casualties("killed", killed, None, "event", None, str(killed), 0, 2),) if killed else (),  # type: ignore[arg-type]
        Attribution(says[0], says[1], "said", 0, 4) if says else None,  # type: ignore[arg-type]
        None, (Evidence((0, len(text)), trigger),), "assault.test", "lead",  # type: ignore[arg-type]
    )  # fmt: skip
    article = Article(
        f"a{number}", f"https://wire.example/{number}", f"Report {number}", text, datetime(2023, 4, day, 15, tzinfo=UTC), "feed",
        language="en", outlet="Harbour Wire" if number % 2 else "The Levant Ledger", source_id=f"source-{number % 2}", timezone="UTC",
    )  # fmt: skip
    return TaggedArticle(article, (), (event,), "0.1.0+test", "en")
