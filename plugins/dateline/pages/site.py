"""Timeline, article and report pages: one set of templates over Query, for `dateline report` and `dateline serve`.

Everything that comes from outside is escaped by the templates; links lead only to http(s) addresses. No page needs a script.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from dateline import __version__
from dateline.pages.charts import HEIGHT, MAP_HEIGHT, MAP_WIDTH, WIDTH, histogram, place_map
from dateline.pages.static import static_address, static_bytes
from dateline.pages.view import STATUS_WORDS, TYPE_WORDS, EventView, article_paragraphs, event_view, told_once
from dateline.protocols import Facets, Index
from dateline.query import Bucket, Query

TOP = 100  # Events shown a day on the page, as many as a server gives at most; the number left out is said.
MOST_OF_ONE = 1000  # Events of one article that are marked in it.
LONGEST_QUERY = 4096  # Bytes of a query string; longer ones are nobody's filter.
REPORT_ARTICLES = 500  # Articles kept inside a report.
FACETS = ("type", "status", "actor", "place", "source")


@dataclasses.dataclass(frozen=True, slots=True)
class Day:
    """One day of the page."""

    anchor: str
    heading: str
    count: int
    events: tuple[EventView, ...]

    @property
    def left_out(self) -> int:
        """How many events of the day are not shown."""
        return self.count - sum(1 + len(view.also) for view in self.events)


@functools.cache
def _templates() -> Environment:
    env = Environment(
        loader=PackageLoader("dateline.pages"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(version=__version__, type_words=TYPE_WORDS, status_words=STATUS_WORDS)
    env.globals["static"] = static_address
    env.globals["style"] = Markup(static_bytes("pages.css").decode("utf-8"))  # noqa: S704 - our own file, for reports without a server
    env.filters["safe_url"] = safe_url
    return env


def safe_url(url: str) -> str | None:
    """The address when a link may lead there; anything but http(s) is shown, never linked."""
    return url if url.startswith(("https://", "http://")) else None


# ---- pages --------------------------------------------------------------------------------------------------------------


def render_timeline(index: Index, query: Query, *, form: Mapping[str, Sequence[str]], sample: bool, now: datetime) -> str:
    """The timeline page for `serve`: filters, histogram, map, days."""
    return (
        _templates()
        .get_template("timeline.html")
        .render(
            _timeline(index, query),
            form=form,
            facets=_facet_links(index.facets(query, fields=FACETS), form),
            sample=sample,
            standalone=False,
            now=now,
            articles=[],
        )
    )


def render_report(index: Index, query: Query, *, now: datetime, sample: bool = False) -> str:
    """One self-contained page: the timeline and, below it, every article that it quotes."""
    shown = _timeline(index, query)
    ids = dict.fromkeys(view.article_id for day in shown["days"] for view in day.events)
    ids.update(dict.fromkeys(article for day in shown["days"] for view in day.events for _, article in view.also))
    ids.update(dict.fromkeys(view.article_id for view in shown["undated"]))
    articles = [page for identifier in list(ids)[:REPORT_ARTICLES] if (page := _article(index, identifier))]
    return (
        _templates()
        .get_template("timeline.html")
        .render(shown, form={}, facets={}, sample=sample, standalone=True, now=now, articles=articles)
    )


def render_article(index: Index, article_id: str, *, sample: bool, now: datetime) -> str | None:
    """The article with its evidence marked, or None when it is not there."""
    page = _article(index, article_id)
    if page is None:
        return None
    return _templates().get_template("article.html").render(page=page, sample=sample, standalone=False, now=now)


def render_enter(message: str, *, now: datetime) -> str:
    """The sign-in form; `message` says what was wrong."""
    return _templates().get_template("enter.html").render(title="Sign in", message=message, sample=False, now=now)


def render_message(title: str, message: str, *, now: datetime) -> str:
    """A page that says one thing: not found, wrong filter, index out of reach."""
    return _templates().get_template("message.html").render(title=title, message=message, sample=False, now=now)


# ---- values for the templates -------------------------------------------------------------------------------------------


def _timeline(index: Index, query: Query) -> dict[str, Any]:
    buckets = index.timeline(query, by="day", top=TOP)
    undated = index.events(dataclasses.replace(query, undated=True, limit=TOP))  # Of articles published in the interval.
    days = [_day(bucket) for bucket in buckets]
    views = [view for day in days for view in day.events]
    points = [(*view.point, view.where) for view in views if view.point]
    return {
        "title": _title(query),
        "query": query,
        "days": days,
        "total": sum(bucket.count for bucket in buckets),
        "undated": [event_view(hit.body) for hit in undated.hits],
        "undated_total": undated.total,
        "bars": histogram(_filled(buckets)),
        "chart": {"width": WIDTH, "height": HEIGHT},
        "map": place_map(points),
        "map_size": {"width": MAP_WIDTH, "height": MAP_HEIGHT},
        "span": _span(buckets),
    }


def _day(bucket: Bucket) -> Day:
    views = told_once([event_view(hit.body) for hit in bucket.top])
    return Day(f"d{bucket.start.isoformat()}", f"{bucket.start:%A} {bucket.start.day} {bucket.start:%B %Y}", bucket.count, views)


def _filled(buckets: Sequence[Bucket]) -> list[Bucket]:
    """The days as bars; gaps of up to a fortnight are kept as empty room, longer ones are closed."""
    filled: list[Bucket] = []
    for bucket in buckets:
        if filled and (bucket.start - filled[-1].start) <= timedelta(days=14):
            day = filled[-1].start + timedelta(days=1)
            while day < bucket.start:
                filled.append(Bucket(day, 0, {}, ()))
                day += timedelta(days=1)
        filled.append(bucket)
    return filled


def _span(buckets: Sequence[Bucket]) -> tuple[date, date] | None:
    return (buckets[0].start, buckets[-1].start) if buckets else None


def _title(query: Query) -> str:
    parts = [query.text or "", *query.places, *query.actors]
    named = ", ".join(part for part in parts if part)
    return f"Timeline: {named}" if named else "Timeline of conflict"


def _article(index: Index, article_id: str) -> dict[str, Any] | None:
    body = index.article(article_id)
    if body is None:
        return None
    events = [hit.body for hit in index.events(Query(article_ids=(article_id,), limit=MOST_OF_ONE, sort="oldest")).hits]
    events.sort(key=lambda event: event["evidence"][0]["sentence"] if event["evidence"] else [0, 0])
    return {
        "body": body,
        "paragraphs": article_paragraphs(body["text"], events),
        "events": [event_view(event) for event in events],
        "published": (body.get("published") or "")[:16].replace("T", " "),
    }


def _facet_links(facets: Facets, form: Mapping[str, Sequence[str]]) -> dict[str, list[dict[str, Any]]]:
    """Each value with its count and the address that adds it to the filters, or takes it out again."""
    links: dict[str, list[dict[str, Any]]] = {}
    for field, counts in facets.counts.items():
        chosen = set(form.get(field, ()))
        links[field] = [
            {"value": value, "count": count, "chosen": value in chosen, "href": _toggled(form, field, value)} for value, count in counts
        ]
    return links


def _toggled(form: Mapping[str, Sequence[str]], field: str, value: str) -> str:
    values = {key: list(items) for key, items in form.items() if key != "page"}
    own = values.setdefault(field, [])
    if value in own:
        own.remove(value)
    else:
        own.append(value)
    query = urlencode([(key, item) for key, items in values.items() for item in items if item])
    return f"/?{query}" if query else "/"
