"""The pages' own time: what the server spends on a page, and how large it is, over both indexes.

.venv/bin/python -m benchmarks.pages                     the size that the figures to reach are for: half an hour
.venv/bin/python -m benchmarks.pages --articles 20000    a tenth of it
.venv/bin/python -m benchmarks.pages --keep DIR          keeps the embedded index there, and uses one that is there
.venv/bin/python -m benchmarks.pages --asked 20          asks for each page twenty times instead of sixty
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from starlette.testclient import TestClient

from benchmarks.index import ARTICLES, DAYS, EVENTS, NOW, START, World, elasticsearch, fill, world
from dateline.asking.names import Names
from dateline.indexes.sqlite.index import SqliteIndex
from dateline.pages.access import Access
from dateline.pages.app import application
from dateline.pages.site import Site
from dateline.query import Query
from dateline.seeds.codes import load_codes
from dateline.settings import load
from dateline.tagging.events.codes import CodeTable

ASKED = 60  # Times that each page is asked for, each time about something else.
WARM = 5
REACH_MS, REACH_BYTES = 200, 300_000

Address = Callable[[random.Random], str]


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of processor and on the clock, each median and 95th percentile; the largest answer in bytes, before it is zipped."""

    processor: tuple[float, float]
    clock: tuple[float, float]
    largest: int


# ---- what is written ----------------------------------------------------------------------------------------------------


# ---- what is asked for --------------------------------------------------------------------------------------------------


def addresses(of: World, index: Any) -> dict[str, Address]:
    """The pages that people open, with other words, names and days at each call."""
    some = [hit.id for hit in islice(index.walk("incidents", _window()), 400)]
    read = [hit.id for hit in islice(index.walk("articles", _window()), 400)]
    words = sorted({word for sentence in of.sentences[:4000] for word in sentence.split() if word.isalpha() and len(word) > 5})

    def days(chance: random.Random, length: int) -> str:
        first = START.date() + timedelta(days=chance.randrange(DAYS - length))
        return f"since={first}&until={first + timedelta(days=length - 1)}"

    def place(chance: random.Random) -> str:
        return str(of.draw(chance, of.places, 1)[0].name)

    def actor(chance: random.Random) -> str:
        return str(of.draw(chance, of.actors, 1)[0].name).replace(" ", "+")

    return {
        "front page": lambda _: "/",
        "a week": lambda chance: f"/?{days(chance, 7)}",
        "a month": lambda chance: f"/?{days(chance, 30)}",
        "a year": lambda chance: f"/?{days(chance, 365)}",
        "a place, a week": lambda chance: f"/?place={place(chance)}&{days(chance, 7)}",
        "a place, no period": lambda chance: f"/?place={place(chance)}",
        "an actor, a year": lambda chance: f"/?actor={actor(chance)}&{days(chance, 365)}",
        "words, no period": lambda chance: f"/?q={chance.choice(words)}",
        "words, a year, best match": lambda chance: f"/?q={chance.choice(words)}&sort=relevance&{days(chance, 365)}",
        "a type, conflict only, a month": lambda chance: f"/?type=ASSAULT&conflict=1&{days(chance, 30)}",
        "each report, a month": lambda chance: f"/?tell=reports&{days(chance, 30)}",
        "the fifth page of a month": lambda chance: f"/?page=5&{days(chance, 30)}",
        "a happening": lambda chance: f"/incident/{chance.choice(some)}",
        "an article": lambda chance: f"/article/{chance.choice(read)}",
    }


def _window() -> Query:
    return Query(first_day=START.date() + timedelta(days=500), last_day=START.date() + timedelta(days=502), sort="oldest")


def measure(index: Any, of: World, processor: Callable[[], float], asked: int = ASKED) -> dict[str, Cost]:
    """What each page costs the server: from request to the last byte, zipping included. `processor` tells the seconds of all who work."""
    site = Site(index, Names(load({})), CodeTable(load_codes()))
    site.prepare()  # As the server does.
    app = application(site, access=Access(), clock=lambda: NOW)
    costs = {}
    with TestClient(app, base_url="http://127.0.0.1:8765") as client:
        for title, make in addresses(of, index).items():
            chance = random.Random(3)
            for _ in range(WARM):
                client.get(make(chance))
            worked, waited, largest = [], [], 0
            for _ in range(asked):
                path = make(chance)
                started, at_work = time.perf_counter(), processor()
                answer = client.get(path)
                worked.append((processor() - at_work) * 1000)
                waited.append((time.perf_counter() - started) * 1000)
                assert answer.status_code == 200, (path, answer.status_code)
                largest = max(largest, len(answer.content))
            costs[title] = Cost(_spread(worked), _spread(waited), largest)
    return costs


def _spread(taken: Sequence[float]) -> tuple[float, float]:
    return median(taken), quantiles(taken, n=20)[-1]


def processor_of(pid: int) -> float:
    """The seconds that a process of this machine has worked so far (Linux: in steps of ten milliseconds)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


# ---- measuring ----------------------------------------------------------------------------------------------------------


def measure_sqlite(of: World, count: int, keep: Path | None, asked: int = ASKED) -> tuple[int, dict[str, Cost]]:
    """The embedded index in a temporary folder, or in one that is kept: how many articles it holds, and what its pages cost."""
    with tempfile.TemporaryDirectory(prefix="dateline-bench-") as folder:
        path = (keep or Path(folder)) / "index.db"
        there = path.exists()
        index = SqliteIndex(path)
        index.init()
        if not there:
            fill(index, of, count)
        held = index.articles(Query(limit=1)).total
        costs = measure(index, of, time.process_time, asked)  # It reads in this very process.
        index.close()
    return held, costs


def measure_elasticsearch(of: World, count: int, asked: int = ASKED) -> dict[str, Cost] | None:
    """The same on Elasticsearch; None where none is installed."""
    with elasticsearch() as index:
        if index is None:
            return None
        fill(index, of, count)
        index.refresh()
        server = next(iter(index.client.nodes.info(metric="process")["nodes"].values()))["process"]["id"]
        return measure(index, of, lambda: time.process_time() + processor_of(server), asked)


def run(
    shared: Path,
    *,
    articles: int = ARTICLES,
    keep: Path | None = None,
    engines: Sequence[str] = ("SQLite", "Elasticsearch"),
    asked: int = ASKED,
) -> tuple[list[str], dict[str, Any]]:
    """A table in Markdown, and the figures."""
    of = world(shared)
    measured: dict[str, dict[str, Cost]] = {}
    if "SQLite" in engines:
        articles, measured["SQLite"] = measure_sqlite(of, articles, keep, asked)
    if "Elasticsearch" in engines and (costs := measure_elasticsearch(of, articles, asked)):
        measured["Elasticsearch"] = costs
    lines = [
        f"{articles:,} articles with {articles * EVENTS:,} events and the happenings they tell; each page is asked for {asked} times,",
        f"each time about something else. To reach: {REACH_MS} ms at p95, {REACH_BYTES // 1000} kB a page before it is zipped.",
        "Median and 95th percentile in ms, of processor (Elasticsearch: with its server's, whatever it does beside) and on the clock.",
        "",
        f"| page | {' | '.join(f'{engine}: processor | {engine}: clock' for engine in measured)} | largest, kB |",
        f"|---|{'---|---|' * len(measured)}---|",
    ]
    for title in next(iter(measured.values()), {}):
        costs_of = [costs[title] for costs in measured.values()]
        cells = ["{:.0f}, **{:.0f}**".format(*spread) for cost in costs_of for spread in (cost.processor, cost.clock)]
        lines.append(f"| {title} | {' | '.join(cells)} | {max(cost.largest for cost in costs_of) / 1000:.0f} |")
    figures = {engine: {title: round(cost.processor[1]) for title, cost in costs.items()} for engine, costs in measured.items()}
    return lines, figures


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--articles", type=int, default=ARTICLES)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--asked", type=int, default=ASKED)
    parser.add_argument("--engine", choices=("SQLite", "Elasticsearch"), action="append")
    given = parser.parse_args()
    chosen = given.engine or ("SQLite", "Elasticsearch")
    print("\n".join(run(given.shared, articles=given.articles, keep=given.keep, engines=chosen, asked=given.asked)[0]))
