"""One day's timeline as a page, and its figures: coverage, freshness and quality. Called by the daily DAG and `dateline daily`."""

from __future__ import annotations

import dataclasses
import json
import statistics
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from dateline import wiring
from dateline.asking.forms import Asked
from dateline.asking.names import load_names
from dateline.files import named
from dateline.models.times import EXACT_PRECISIONS, Timing
from dateline.pages.site import Site, render_report
from dateline.protocols.index import Index
from dateline.protocols.ledger import SourceState
from dateline.query import Query
from dateline.runs import upkeep
from dateline.settings import Settings

MOST = 10_000  # Articles or events of one day that shares and medians are taken of; counts are of all.
VALUES = 100  # Types and statuses; there are sixteen and eight.


def write_day(config: Settings, day: str) -> dict[str, str]:
    """Write `daily/DAY.html` and `daily/DAY.json` under DATELINE_HOME; their paths. Writing a day again replaces both.

    A team's dashboards get the figures, too.

    Raises ValueError for a day that is none, and IndexRefused when the index cannot be read.
    """
    since = datetime.combine(date.fromisoformat(day), time(), UTC)
    until = since + timedelta(days=1)
    index, memory = wiring.index(config), wiring.ledger(config)
    try:
        page = Site(index, load_names(config), wiring.codes(config), sample=wiring.is_sample(config))
        asked = Asked(Query(first_day=since.date(), last_day=since.date(), sort="days"))
        html = render_report(page, asked, now=wiring.now(), title=f"{since:%A} {since.day} {since:%B %Y}")
        outcomes = memory.outcome_counts(since, until, now=wiring.now())
        figures = figures_of(index, since.date(), outcomes=outcomes, sources=memory.source_states())
    finally:
        index.close()
    folder = config.home / "daily"
    folder.mkdir(parents=True, exist_ok=True)
    written = {"timeline": folder / f"{day}.html", "figures": folder / f"{day}.json"}
    _replace(written["timeline"], html)
    _replace(written["figures"], json.dumps(figures, indent=1, ensure_ascii=False) + "\n")
    upkeep.show_figures(config, figures)
    return {name: str(path) for name, path in written.items()}


def figures_of(index: Index, day: date, *, outcomes: Mapping[str, int], sources: Iterable[SourceState]) -> dict[str, Any]:
    """What an operator reads in the morning. Shares are of the day's events, None when there is none.

    `outcomes` counts the entries whose last step was on the day (UTC); sources are as they are now.
    """
    asked = Query(first_day=day, last_day=day, limit=MOST)
    standing = dataclasses.replace(asked, timings=(Timing.EXACT, Timing.PUBLISHED))  # Not what is only known to a week or a year.
    found, told = index.articles(asked), index.events(standing)
    articles, events = [hit.body for hit in found.hits], [hit.body for hit in told.hits]
    counts = index.facets(standing, fields=("type", "status"), size=VALUES).counts
    return {
        "day": day.isoformat(),
        "coverage": {
            "articles": found.total,
            "articles_by_source": dict(Counter(str(body.get("source")) for body in articles)),
            "articles_with_events": sum(body["event_count"] > 0 for body in articles),
            "events": told.total,
            "events_by_type": dict(counts["type"]),
            "events_by_status": dict(counts["status"]),
            "entries_by_outcome": dict(outcomes),
            "sources_by_state": dict(Counter(state.state for state in sources)),
        },
        "freshness": {"median_minutes_from_publication_to_index": _lag(articles)},
        "quality": {
            "with_place": _share(events, lambda body: body.get("place") is not None),
            "with_actor": _share(events, lambda body: bool(body["actors"])),
            "attributed": _share(events, lambda body: body.get("attribution") is not None),
            "as_precise_as_a_day": _share(events, lambda body: body.get("precision") in EXACT_PRECISIONS),
        },
    }


def _lag(articles: Iterable[Mapping[str, Any]]) -> float | None:
    lags = [
        (datetime.fromisoformat(body["event"]["ingested"]) - datetime.fromisoformat(body["published"])) / timedelta(minutes=1)
        for body in articles
        if body.get("published")
    ]
    return round(statistics.median(lags), 1) if lags else None


def _share(events: list[Mapping[str, Any]], test: Any) -> float | None:
    return round(sum(bool(test(body)) for body in events) / len(events), 3) if events else None


def _replace(path: Path, text: str) -> None:
    """All or nothing: a reader never sees half a page."""
    part = path.with_suffix(path.suffix + ".part")
    with named(part):
        part.write_text(text, encoding="utf-8")
    part.replace(path)
