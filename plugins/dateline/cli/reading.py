"""`dateline search`, `timeline`, `report`, `serve` and `daily`: one Query over whichever index is configured."""

from __future__ import annotations

import dataclasses
import functools
import shutil
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import click

from dateline import wiring
from dateline.asking.answers import heard, pointed
from dateline.asking.forms import TYPES, Asked, ask
from dateline.asking.known import known
from dateline.asking.names import load_names
from dateline.asking.values import Meaning, as_words
from dateline.cli import incident_lines
from dateline.cli.output import FORMATS, say, write_csv, write_geojson, write_jsonl, write_table
from dateline.errors import ArchiveError, LedgerError, QueryRefused, UsageError
from dateline.files import named
from dateline.models.codebook import Scope, Status
from dateline.models.times import Timing
from dateline.protocols.index import Index
from dateline.query import Bucket, Hit, Query, day_range
from dateline.runs import joining

MAIN = 5  # Events shown for each day, week or month.
EVENT_COLUMNS = [
    "id",
    "start",
    "end",
    "day_local",
    "precision",
    "type",
    "mode",
    "status",
    "confidence",
    "actors",
    "targets",
    "place",
    "country",
    "lat",
    "lon",
    "killed",
    "killed_max",
    "injured",
    "injured_max",
    "attribution",
    "source",
    "title",
    "evidence",
    "url",
    "scope",
]
INCIDENT_COLUMNS = (
    "id kind first last type status place lat lon actors targets voices reports killed_min killed_max killed marks within title "
    "mark injured_min injured_max claims voice_names denied_by url scope"
).split()
SEARCH_FORMATS = (*FORMATS, "acled")
PER_DAY = 4  # Happenings shown for a day: six days and what goes on fit a screen of forty lines.
EPISODES = 4  # Episodes shown, of at most so many that are looked at.
MOST_EPISODES = 200
ARTICLE_COLUMNS = ["id", "published", "outlet", "title", "events", "url"]

F = TypeVar("F", bound=Callable[..., Any])


def filters(command: F) -> F:
    """The filters that every reading command has, joined into one Query by `query_of`."""
    options = [
        click.argument("query", required=False),
        click.option("--since", help="From this day on (or UTC instant)."),
        click.option("--until", help="Up to this day, included (or up to this UTC instant, excluded)."),
        click.option("--type", "types", multiple=True, metavar="CATEGORY", help=f"PLOVER category: {', '.join(TYPES)}."),
        click.option("--actor", "actors", multiple=True, help="Any name, ISO country or CAMEO code of an actor or target."),
        click.option("--place", "places", multiple=True, help="Place, region or country by any name, with all that lies in it."),
        click.option("--near", metavar="LAT,LON,KM", help="Within KM kilometres of a point."),
        click.option("--status", "statuses", multiple=True, metavar="STATUS", help=f"What the source asserts: {', '.join(Status)}."),
        click.option("--min-confidence", type=click.FloatRange(0, 1), help="Only events that are at least so sure, such as 0.8."),
        click.option("--conflict-only", is_flag=True, help="Without ordinary crime, courts and accidents."),
        click.option("--source", "sources", multiple=True, help="Only from this source or outlet."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def limit(shown: str) -> Callable[[F], F]:
    """The option of the commands that show only so many, with what it counts."""
    return click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help=shown)


def asked_of(index: Index, options: Mapping[str, Any]) -> Asked:
    """Options -> question; what names were understood as goes to stderr. Raises QueryRefused naming the filter."""
    given: dict[str, Sequence[str]] = {
        "q": [options["query"]] if options["query"] else [],
        "since": [] if options["since"] is None else [options["since"]],
        "until": [] if options["until"] is None else [options["until"]],
        "type": options["types"],
        "actor": options["actors"],
        "place": options["places"],
        "near": [] if options["near"] is None else [options["near"]],
        "status": options["statuses"],
        "source": options["sources"],
        "conflict": ["1"] if options["conflict_only"] else [],
    }
    form = {name: values for name, values in given.items() if values}
    try:
        asked = heard(known(ask(form, load_names(wiring.settings())), form, index), index)
    except QueryRefused as refused:
        said = f"--{refused.said}" if refused.said.startswith(tuple(given)) else refused.said
        raise QueryRefused(said, offers=refused.offers) from refused
    for name, meaning in asked.named:
        _say_meaning(name, meaning)
    changes = {name: options[name] for name in ("limit", "sort", "min_confidence") if name in options}
    return dataclasses.replace(asked, query=dataclasses.replace(asked.query, **changes))


def interval_of(since: str | None, until: str | None) -> tuple[datetime | None, datetime | None]:
    """`--since` and `--until` as a half-open interval, or a UsageError that names them."""
    try:
        return day_range(since, until)
    except ValueError as error:
        raise UsageError(f"--since/--until: {error}") from error


def query_of(index: Index, options: Mapping[str, Any]) -> Query:
    """Options -> Query. Raises QueryRefused naming the filter."""
    return asked_of(index, options).query


def _say_meaning(name: str, meaning: Meaning) -> None:
    """One line for a name that was understood as another, or not at all."""
    hint = f" ({meaning.hint})" if meaning.hint else ""
    others = f"; or did you mean: {' · '.join(meaning.others)}" if meaning.others else ""
    if not meaning.known:
        say(f"--{name} {meaning.asked}: {as_words(meaning)}{others}")
    elif others or meaning.label.casefold() != meaning.asked.casefold():
        say(f"--{name} {meaning.asked}: {meaning.label}{hint}{others}")


@click.command()
@filters
@click.option("--sort", type=click.Choice(["newest", "oldest", "relevance"]), default="newest", show_default=True)
@limit("How many are listed.")
@click.option("--events", is_flag=True, help="Events instead of articles.")
@click.option("--incidents", is_flag=True, help="Incidents and episodes: what articles tell together.")
@click.option("--all", "everything", is_flag=True, help="All that match, one after the other as they are read; --limit is not heeded.")
@click.option("--format", "form", type=click.Choice(SEARCH_FORMATS), default="table", show_default=True)
def search(events: bool, incidents: bool, everything: bool, form: str, **options: Any) -> None:
    """Search articles, or with --events the events in them; QUERY is words, "a phrase", OR, -not, begin*."""
    if events and incidents:
        raise UsageError("search: either --events or --incidents")
    index = wiring.index(wiring.settings())
    asked = query_of(index, options)
    # A filter on what only events have asks for events.
    narrowed = bool(asked.types or asked.statuses or asked.near) or asked.min_confidence is not None or form == "acled"
    kind = "incidents" if incidents else "events" if events or narrowed else "articles"
    if everything:
        walked = index.walk(kind, asked)
        _write(kind, pointed(walked, index) if kind == "events" else walked, form)
        return
    found = {"articles": index.articles, "events": index.events, "incidents": index.incidents}[kind](asked)
    _write(kind, pointed(found.hits, index) if kind == "events" else found.hits, form)
    say(f"{len(found.hits)} of {found.total} {kind}")


def _write(kind: str, hits: Iterable[Hit], form: str) -> None:
    """Documents in a form, each as it comes."""
    if form == "jsonl":
        write_jsonl(hit.body for hit in hits)
    elif form == "csv":
        write_csv(map(_ROWS[kind], hits), _COLUMNS[kind])
    elif form == "geojson":
        write_geojson(map(_ROWS[kind], hits))
    elif form == "acled":
        _write_acled(kind, hits)
    else:
        write_table(map(_ROWS[kind], hits), _TABLES[kind], empty=_EMPTY[kind])


def _write_acled(kind: str, hits: Iterable[Hit]) -> None:
    from dateline.pages.acled import ACLED_COLUMNS, acled_event, acled_incident

    codes = wiring.codes(wiring.settings())
    rows = (acled_incident(hit.body, codes) if kind == "incidents" else acled_event(hit.body) for hit in hits)
    write_csv((row for row in rows if row), ACLED_COLUMNS)


@click.command()
@filters
@click.option("--sort", type=click.Choice(["oldest", "newest"]), default="oldest", show_default=True, help="Which days come first.")
@limit(f"How many happenings are shown in all; with --events, how many a day, week or month (at most {MAIN}).")
@click.option("--by", type=click.Choice(["day", "week", "month"]), default="day", show_default=True)
@click.option("--events", is_flag=True, help="Single events instead of what articles tell together.")
def timeline(by: str, events: bool, **options: Any) -> None:
    """Per day, week or month: each main happening once, with its figures by voice.

    With --events (or where nothing is joined yet): counts, and the main events with one sentence each and who says so.
    """
    index = wiring.index(wiring.settings())
    asked = query_of(index, options)
    if not events and (buckets := index.timeline(dataclasses.replace(asked, kinds=("incident",)), by=by, top=PER_DAY, kind="incidents")):
        _incident_timeline(index, asked, buckets, by)
        return
    _event_timeline(index, asked, by)


def _incident_timeline(index: Index, asked: Query, buckets: Sequence[Bucket], by: str) -> None:
    """A line for each main happening; what goes on comes first, what is not shown is counted.

    Where a day has fewer, reports that stand in no happening fill its room: what is told by one sentence alone may be what was asked for.
    """
    from dateline.pages.alone import Alone, alone, counted
    from dateline.pages.histogram import start_of

    width = shutil.get_terminal_size((140, 24)).columns - 2
    last = asked.last_day or ((asked.until - timedelta(microseconds=1)).date() if asked.until else None)
    first = start_of(asked.first_day or (asked.since.date() if asked.since else date.min), by)
    # What began before the interval and goes on is no news of its first day.
    within = {bucket.start: bucket for bucket in buckets if first <= bucket.start <= (last or date.max)}
    by_day = dataclasses.replace(asked, sort="days")
    reported = [bucket for bucket in counted(index, by_day, by=by) if first <= bucket.start <= (last or date.max)]
    beside = alone(index, by_day, reported, by=by, most=asked.limit)
    episodes = index.incidents(dataclasses.replace(asked, kinds=("episode",), limit=MOST_EPISODES))
    going_on = sorted(episodes.hits, key=lambda hit: (-hit.body["voice_count"], hit.id))[:EPISODES]
    if going_on:
        click.echo("Going on" + _more(episodes.total - len(going_on)))
    for hit in going_on:
        click.echo(f"  {incident_lines.one_line(hit.body, width=width, until=last)}")
    room, told = asked.limit, 0
    for start in sorted(within.keys() | {start for start, one in beside.items() if one.rows}, reverse=asked.sort == "newest"):
        bucket, single = within.get(start, Bucket(start, 0, {}, ())), beside.get(start, Alone((), 0))
        lines = [incident_lines.one_line(hit.body, width=width, until=last) for hit in bucket.top]
        beside_them = dict.fromkeys(
            incident_lines.report_line(row, width=width) for row in single.rows
        )  # Two events of a sentence read alike.
        shown = [*lines, *beside_them][: min(PER_DAY, room)]
        room, told = room - len(shown), told + min(len(lines), len(shown))
        counts = f"{_count(bucket.count, 'incident')}{_more(bucket.count - min(len(lines), len(shown)))}"
        click.echo(f"{start:%a %d %b %Y}  {counts}" + (f", {_count(single.total, 'report')}" if single.total else ""))
        click.echo("".join(f"  {line}\n" for line in shown), nl=False)
    count = sum(bucket.count for bucket in within.values())
    reports = sum(one.total for one in beside.values())
    say(
        f"{_count(count, 'incident')} in {_count(len(within), by)}, {told} shown{_more(count - told)}; "
        f"`dateline search --incidents` has their ids, --events all {_count(reports, 'report')}"
    )


def _count(count: int, noun: str) -> str:
    return f"{count or 'no'} {noun}{'' if count in (0, 1) else 's'}"


def _more(count: int) -> str:
    return f"  ({count} more)" if count > 0 else ""


def _event_timeline(index: Index, asked: Query, by: str) -> None:
    from dateline.pages.flat import REPEATS, event_row, main_rows

    buckets = index.timeline(asked, by=by, top=min(MAIN * REPEATS, asked.limit))
    for bucket in sorted(buckets, key=lambda one: one.start, reverse=asked.sort == "newest"):
        kinds = ", ".join(f"{count} {name.lower()}" for name, count in sorted(bucket.by_type.items(), key=lambda pair: (-pair[1], pair[0])))
        click.echo(f"\n{bucket.start:%a %d %b %Y}  {_count(bucket.count, 'event')}: {kinds}")
        shown = main_rows(bucket, most=MAIN)
        for row in shown:
            _echo_row(row)
        if bucket.count > len(shown):
            click.echo(f"  {bucket.count - len(shown)} more")
    coarse = index.events(dataclasses.replace(asked, timings=(Timing.COARSE,), sort="oldest", limit=MAIN))
    if coarse.total:
        click.echo(f"\nSome time within  {_count(coarse.total, 'event')} whose day nobody tells")
        for hit in coarse.hits:
            _echo_row(event_row(hit.body))
        if coarse.total > len(coarse.hits):
            click.echo(f"  {coarse.total - len(coarse.hits)} more")
    undated = index.events(dataclasses.replace(asked, undated=True, limit=1)).total
    count = sum(bucket.count for bucket in buckets)
    say(f"\n{_count(count, 'event')} in {_count(len(buckets), by)}" + (f"; {undated} undated" if undated else ""))


def _echo_row(row: Mapping[str, Any]) -> None:
    """One event, wrapped to the terminal."""
    where = f" [{row['place']}]" if row["place"] else ""
    where += f" [{row['roughly']}]" if row["roughly"] else ""
    head = f"  {row['type']:<9} {row['status']:<12} {'[ordinary] ' if row['scope'] == Scope.ORDINARY else ''}"
    width = max(shutil.get_terminal_size((140, 24)).columns, 60)
    text = f"{row['evidence']}{where} - {row['attribution'] or row['source']}"
    lines = textwrap.wrap(text, width, initial_indent=head, subsequent_indent=" " * len(head), break_long_words=False)
    click.echo("\n".join(lines))


@click.command()
@filters
@click.option("--out", required=True, type=click.Path(dir_okay=False, allow_dash=True, path_type=Path), help="The HTML file; - is stdout.")
def report(out: Path, **options: Any) -> None:
    """Write the timeline as one self-contained HTML page: no script, no other file, no network."""
    from dateline.pages.site import Site, render_report

    config = wiring.settings()
    site = Site(wiring.index(config), load_names(config), wiring.codes(config), sample=wiring.is_sample(config))
    html = render_report(site, asked_of(site.index, {**options, "sort": "days"}), now=wiring.now())
    if str(out) == "-":
        click.echo(html, nl=False)
    else:
        with named(out):
            out.write_text(html, encoding="utf-8")
    say(f"wrote {out} ({len(html.encode()) // 1024} kB)")


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="Elsewhere only with DATELINE_PAGES_TOKEN or _USER_HEADER.")
def serve(port: int, host: str) -> None:
    """Serve timeline, search and article pages on this machine."""
    from dateline.pages.access import Access, check_listening
    from dateline.pages.app import application
    from dateline.pages.server import run
    from dateline.pages.site import Site

    config = wiring.settings()
    access = Access(token=config.pages_token, user_header=config.pages_user_header, hosts=config.pages_hosts)
    check_listening(host, access)
    try:
        desk, kept = wiring.desk(config), wiring.kept_pages(config)
    except (LedgerError, ArchiveError) as error:
        say(f"nothing can be flagged or watched, and no archived page is shown: {error}")
        desk, kept = None, None
    names, codes = load_names(config), wiring.codes(config)
    heed = functools.partial(joining.heed_hands, config)
    site = Site(wiring.index(config), names, codes, sample=wiring.is_sample(config), desk=desk, kept=kept, heed=heed)
    site.prepare()
    run(application(site, access=access, clock=wiring.now), host=host, port=port, say=say)


@click.command()
@click.argument("day", required=False)
def daily(day: str | None) -> None:
    """Write the timeline and the figures of DAY (2016-10-14; default yesterday) to DATELINE_HOME/daily."""
    day = day or (wiring.now() - timedelta(days=1)).date().isoformat()
    try:
        date.fromisoformat(day) + timedelta(days=1)  # Its end.
    except (ValueError, OverflowError) as error:
        raise UsageError(f"daily: {day!r} is not a day; write for example 2016-10-14") from error
    from dateline.pages.daily import write_day

    for path in write_day(wiring.settings(), day).values():
        say(f"wrote {path}")


# ---- rows ---------------------------------------------------------------------------------------------------------------


def _event_row(hit: Hit) -> dict[str, Any]:
    from dateline.pages.flat import event_row

    body = hit.body
    more = {
        "day_local": body.get("day_local"),
        "country": (body.get("geo") or {}).get("country_iso_code"),
        "killed_max": body.get("killed_max"),
        "injured": body.get("injured_min"),
        "injured_max": body.get("injured_max"),
        "title": body["article"].get("title"),
    }
    return event_row(body) | more


def _incident_row(hit: Hit) -> dict[str, Any]:
    from dateline.pages.flat import incident_flat

    return incident_flat(hit.body) | {
        "place": hit.body["geo"]["name"],
        "killed": incident_lines.figures(hit.body, most=20).removeprefix("killed: "),
    }


def _article_row(hit: Hit) -> dict[str, Any]:
    from dateline.pages.flat import article_row

    return article_row(hit.body)


_ROWS = {"articles": _article_row, "events": _event_row, "incidents": _incident_row}
_COLUMNS: dict[str, Sequence[str]] = {"articles": ARTICLE_COLUMNS, "events": EVENT_COLUMNS, "incidents": INCIDENT_COLUMNS}
_TABLES = {
    "articles": ["published", "outlet", "events", "title"],
    "events": ["start", "type", "status", "actors", "targets", "place", "evidence"],
    "incidents": ["id", "first", "type", "status", "place", "voices", "killed", "title"],
}
_EMPTY = {
    "articles": "Nothing matches. `dateline timeline` without filters shows what there is.",
    "events": "Nothing matches. `dateline timeline` without filters shows what there is.",
    "incidents": "Nothing matches. `dateline incidents rebuild` joins what the index holds.",
}
