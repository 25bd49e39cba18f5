"""Writing to and asking both indexes, with articles put together from sentences that people wrote.

.venv/bin/python -m benchmarks.index                     the size that the figures to reach are for: a quarter of an hour
.venv/bin/python -m benchmarks.index --articles 20000    a tenth of it
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import pytest

from benchmarks.happenings import incidents
from dateline.documents.bundles import build_bundle
from dateline.identity import stable_id
from dateline.indexes.elasticsearch.bulk import Write, send
from dateline.indexes.elasticsearch.connect import connect
from dateline.indexes.elasticsearch.index import ElasticsearchIndex
from dateline.indexes.meaning import FACETS, INCIDENT_FACETS
from dateline.indexes.sqlite.index import SqliteIndex
from dateline.models.articles import Article
from dateline.models.codebook import Status
from dateline.models.documents import Document
from dateline.models.events import Actor, Casualties, Event, Evidence, TaggedArticle
from dateline.models.mentions import EntityRef, Kind, Mention
from dateline.models.places import Place
from dateline.models.times import TimeValue
from dateline.protocols.index import Bundle
from dateline.query import Near, Query
from dateline.seeds import shipped
from tests.services_elasticsearch import Server, installed

ARTICLES = 200_000  # With three events each.
EVENTS = 3
BATCH = 500
TOGETHER = 5_000  # Articles whose events are joined at once: some fourteen events a day of the three years.
WARM = 50  # Times that it is asked before, until caches and the server's compiler have settled.
ASKED = 100  # Times that each question is asked, each time about something else.
START, DAYS = datetime(2023, 1, 1, tzinfo=UTC), 1095
NOW = datetime(2026, 11, 23, tzinfo=UTC)
TYPES = ["ASSAULT"] * 8 + ["CONSULT", "ACCUSE", "THREATEN", "PROTEST", "AID", "REJECT", "COERCE", "MOBILIZE"]
# Milliseconds at 200,000 articles and 600,000 events; documents a second.
REACH = {
    "SQLite": {
        "text, dates, distance, evidence": 150,
        "month by day": 120,
        "overlap with facets": 80,
        "incidents of a month with facets": 200,
        "incidents, month by day": 120,
        "incidents, text, dates, distance": 150,
    },
    "Elasticsearch": {
        "text, dates, distance, evidence": 40,
        "month by day": 50,
        "overlap with facets": 15,
        "incidents of a month with facets": 60,
        "incidents, month by day": 50,
        "incidents, text, dates, distance": 40,
    },
}
RATES = {"articles": 2800, "events": 18000}

Ask = Callable[[Any, random.Random], object]


# ---- what is written ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class World:
    """Sentences, actors and places to draw from; a few of them often, most of them rarely."""

    sentences: Sequence[str]
    actors: Sequence[Actor]
    places: Sequence[Place]
    weights: Sequence[float]

    def draw(self, chance: random.Random, pool: Sequence[Any], count: int) -> list[Any]:
        """Values by Zipf's law."""
        return chance.choices(pool, cum_weights=self.weights[: len(pool)], k=count)


def world(shared: Path, seed: int = 7) -> World:
    """Sentences of the shared texts, else of the sample newsroom; invented actors and places."""
    chance = random.Random(seed)
    actors = [
        Actor(name, 0, len(name), entity=f"local:{n}", name=name, country=chance.choice(["SY", "RU", "US", "UA", "IQ"]), code=f"C{n % 300}")
        for n in range(2000)
        if (name := f"{_name(chance)} {_name(chance)}")
    ]
    places = []
    for n in range(1000):
        lat, lon = chance.gauss(34, 6), chance.gauss(40, 9)
        places.append(Place(_name(chance), lat, lon, country=f"{chr(65 + n % 7)}X", precision_km=10, timezone="Asia/Damascus"))
    weights = list(accumulate(1 / (rank + 1) for rank in range(2000)))
    return World(_sentences(shared), actors, places, weights)


def _sentences(shared: Path) -> list[str]:
    texts = []
    for name in ("re3d-dev", "geovirus", "wikiwars-dev"):
        path = shared / "gold" / f"{name}.jsonl"
        if path.exists():
            texts += [json.loads(line).get("text") or "" for line in path.read_text(encoding="utf-8").splitlines()]
    if not texts:
        texts = [path.read_text(encoding="utf-8") for path in sorted((shipped() / "newsroom").rglob("articles/*"))]
    found = {part.strip() for text in texts for part in re.split(r"(?<=[.!?])\s+", text) if 40 < len(part) < 400}
    return sorted(found)


def _name(chance: random.Random) -> str:
    return "".join(chance.choice("bdfgklmnrstz") + chance.choice("aeiou") for _ in range(chance.randint(2, 4))).title()


def bundles(of: World, count: int, seed: int = 11) -> Iterator[Bundle]:
    """Articles of about 30 sentences with their events, always the same ones."""
    chance = random.Random(seed)
    for number in range(count):
        article_id = stable_id("bench", number)
        sentences = chance.choices(of.sentences, k=chance.randint(15, 45))
        published = START + timedelta(minutes=chance.randrange(DAYS * 24 * 60))
        spans, at = [], 0
        for sentence in sentences:
            spans.append((at, at + len(sentence)))
            at += len(sentence) + 1
        article = Article(
            id=article_id,
            url=f"https://wire{number % 60}.example/{article_id}",
            title=sentences[0][:80],
            text=" ".join(sentences),
            published=published,
            language="en",
            source_id=f"wire-{number % 60}",
        )
        people = of.draw(chance, of.actors, 8)
        mentions = [Mention(0, 5, a.text, Kind.PERSON, "names", EntityRef(a.entity or "", a.text, None, a.country, a.code)) for a in people]
        events = tuple(_event(of, chance, f"{article_id}{n}", published, spans) for n in range(EVENTS))
        mentions += [Mention(0, 5, event.place.name, Kind.LOCATION, "places", place=event.place) for event in events if event.place]
        yield build_bundle(TaggedArticle(article, tuple(mentions), events, rules="bench"), revision=1, now=NOW)


def _event(of: World, chance: random.Random, key: str, published: datetime, spans: Sequence[tuple[int, int]]) -> Event:
    start = published.replace(hour=0, minute=0) - timedelta(days=chance.choice([0, 0, 0, 1, 1, 2, 7]))
    span = chance.choice(spans)
    actors = of.draw(chance, of.actors, 2)
    killed = chance.randint(1, 60)
    return Event(
        id=stable_id(key),
        type=chance.choice(TYPES),
        mode=None,
        acled=None,
        cameo="190",
        status=chance.choice(list(Status)),
        actors=(actors[0],),
        targets=(actors[1],),
        place=of.draw(chance, of.places, 1)[0],
        time=TimeValue(start.date().isoformat(), start, start + timedelta(days=1), "day", "published"),
        casualties=(Casualties("killed", killed, None, "event", None, str(killed), 0, 2),),
        attribution=None,
        about=None,
        evidence=(Evidence(span, span),),
        rule="bench",
        position=chance.choice(["headline", "lead", "body", "background"]),
    )


# ---- what is asked ------------------------------------------------------------------------------------------------------


def questions(of: World) -> dict[str, Ask]:
    """The questions that there are figures for."""
    words = sorted({word for sentence in of.sentences for word in re.findall(r"[a-z]{5,}", sentence)})

    def text(index: Any, chance: random.Random) -> object:
        place = of.draw(chance, of.places, 1)[0]
        since, until = _window(chance, 31)
        sentence = re.findall(r"[A-Za-z]{4,}", chance.choice(of.sentences)) or chance.sample(words, 1)
        near = Near(place.lat, place.lon, 300)
        return index.events(Query(text=" ".join(sentence[:1]), since=since, until=until, near=near, limit=20))

    def month(index: Any, chance: random.Random) -> object:
        since, until = _window(chance, 31)
        return index.timeline(Query(since=since, until=until), by="day", top=5)

    def overlap(index: Any, chance: random.Random) -> object:
        since, until = _window(chance, 7)
        return index.facets(Query(since=since, until=until), fields=list(FACETS), size=10)

    def listed(index: Any, chance: random.Random) -> object:
        since, until = _window(chance, 31)
        query = Query(first_day=since.date(), last_day=(until - timedelta(days=1)).date(), kinds=("incident",), sort="days", limit=50)
        return index.incidents(query), index.facets(query, fields=list(INCIDENT_FACETS), size=10, kind="incidents")

    def months(index: Any, chance: random.Random) -> object:
        since, until = _window(chance, 31)
        return index.timeline(Query(since=since, until=until, kinds=("incident",)), by="day", top=5, kind="incidents")

    def told(index: Any, chance: random.Random) -> object:
        place = of.draw(chance, of.places, 1)[0]
        since, until = _window(chance, 31)
        sentence = re.findall(r"[A-Za-z]{4,}", chance.choice(of.sentences)) or chance.sample(words, 1)
        near = Near(place.lat, place.lon, 300)
        return index.incidents(Query(text=" ".join(sentence[:1]), since=since, until=until, near=near, limit=20))

    return {
        "text, dates, distance, evidence": text,
        "month by day": month,
        "overlap with facets": overlap,
        "incidents of a month with facets": listed,
        "incidents, month by day": months,
        "incidents, text, dates, distance": told,
    }


def _window(chance: random.Random, days: int) -> tuple[datetime, datetime]:
    since = START + timedelta(days=chance.randrange(DAYS - days))
    return since, since + timedelta(days=days)


def ask(index: Any, of: World) -> dict[str, tuple[float, float]]:
    """(median, 95th percentile) in milliseconds for each question."""
    answers = {}
    for name, question in questions(of).items():
        chance = random.Random(3)
        for _ in range(WARM):
            question(index, chance)
        taken = []
        for _ in range(ASKED):
            started = time.perf_counter()
            question(index, chance)
            taken.append((time.perf_counter() - started) * 1000)
        answers[name] = (median(taken), quantiles(taken, n=20)[-1])
    return answers


# ---- measuring ----------------------------------------------------------------------------------------------------------


def fill(index: Any, of: World, count: int) -> float:
    """Bundles a second, without the time to make them; what they tell together is written too, and not counted."""
    made, chance, spent = bundles(of, count), random.Random(5), 0.0
    while several := list(islice(made, TOGETHER)):
        for at in range(0, len(several), BATCH):
            started = time.perf_counter()
            index.write(several[at : at + BATCH])
            spent += time.perf_counter() - started
        joined = incidents(several, chance)
        for at in range(0, len(joined), BATCH):
            index.write_incidents(joined[at : at + BATCH])
    return count / spent


def rates(index: ElasticsearchIndex, of: World, count: int) -> dict[str, float]:
    """Documents of each kind a second, from one process, bodies turned to JSON on the way."""
    made = list(bundles(of, count, seed=12))
    documents: dict[str, list[Document]] = {
        "articles": [one.article for one in made],
        "events": [event for one in made for event in one.events],
    }
    measured = {}
    with _unswept():
        for kind, some in documents.items():
            _settled(index)
            started = time.perf_counter()
            send(index.client, [Write(index.names[kind], one.id, 1, one.body) for one in some])
            measured[kind] = len(some) / (time.perf_counter() - started)
    return measured


@contextmanager
def _unswept() -> Iterator[None]:
    """Keep Python's garbage collector from walking the millions of values that were made beforehand: half a second each time."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _settled(index: ElasticsearchIndex) -> None:
    """Wait until the server merges nothing that was written before."""
    while index.client.indices.stats(metric="merge")["_all"]["total"]["merges"]["current"]:
        time.sleep(0.2)


def measure_sqlite(of: World, count: int) -> dict[str, Any]:
    """The embedded index in a temporary file."""
    with tempfile.TemporaryDirectory(prefix="dateline-bench-") as folder:
        index = SqliteIndex(Path(folder) / "index.db")
        index.init()
        speed = fill(index, of, count)
        size = sum(path.stat().st_size for path in Path(folder).iterdir() if not path.is_symlink())
        result = {"bundles": speed, "bytes": size / count, "answers": ask(index, of)}
        index.close()
    return result


@contextmanager
def elasticsearch() -> Iterator[ElasticsearchIndex | None]:
    """An empty index on a real server with 1 GB of heap, which is removed afterwards; None where none is installed."""
    try:
        server = Server(*installed(), heap="1g")
    except pytest.skip.Exception:
        yield None
        return
    try:
        server.start()
        index = ElasticsearchIndex(connect(server.url))
        index.init()
        yield index
    finally:
        server.remove()


def measure_elasticsearch(of: World, count: int) -> dict[str, Any] | None:
    """The same on Elasticsearch."""
    with elasticsearch() as index:
        if index is None:
            return None
        speed = fill(index, of, count)
        index.refresh()
        sizes = index.client.indices.stats(index=list(index.names.values()), metric="store")
        result = {"bundles": speed, "bytes": sizes["_all"]["total"]["store"]["size_in_bytes"] / count}
        _settled(index)
        result["answers"] = ask(index, of)
        # Last, when the server's compiler has seen all of the way: a fresh server writes at half the speed.
        alone = ElasticsearchIndex(index.client, prefix="rates")
        alone.init()
        return result | {"rates": rates(alone, of, min(count, 10_000))}


def run(shared: Path, *, articles: int = ARTICLES) -> tuple[list[str], str]:
    """A table in Markdown, and the figures in a line."""
    of = world(shared)
    measured = {"SQLite": measure_sqlite(of, articles), "Elasticsearch": measure_elasticsearch(of, articles)}
    lines = [
        f"{articles:,} articles with {articles * EVENTS:,} events, and incidents of about every third of them, put together from",
        f"{len(of.sentences):,} sentences; each question is",
        f"asked {ASKED} times, each time about something else. The figures to reach are for {ARTICLES:,} articles.",
        "",
        "| | SQLite | Elasticsearch, 1 GB heap | to reach |",
        "|---|---|---|---|",
    ]
    rows = [
        ("articles with their events, written a second", lambda m: f"{m['bundles']:,.0f}", ""),
        ("bytes an article with its events", lambda m: f"{m['bytes']:,.0f}", ""),
    ]
    for kind, least in RATES.items():
        rows.append(
            (f"{kind} alone, written a second", lambda m, kind=kind: f"{m['rates'][kind]:,.0f}" if "rates" in m else "", f"{least:,}")
        )
    for name in questions(of):
        reach = " and ".join(f"{REACH[engine][name]}" for engine in REACH)
        rows.append((f"{name}: median, p95 in ms", lambda m, name=name: "{:.0f}, **{:.0f}**".format(*m["answers"][name]), reach))
    for title, cell, reach in rows:
        cells = [cell(values) if values else "not installed" for values in measured.values()]
        lines.append(f"| {title} | {' | '.join(cells)} | {reach} |")
    figures = {
        engine: {name: round(answer[1]) for name, answer in values["answers"].items()}
        | {"bundles/s": round(values["bundles"])}
        | {kind: round(speed) for kind, speed in values.get("rates", {}).items()}
        for engine, values in measured.items()
        if values
    }
    return lines, str(figures)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--articles", type=int, default=ARTICLES)
    options = parser.parse_args()
    print("\n".join(run(options.shared, articles=options.articles)[0]))
