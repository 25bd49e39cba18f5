"""Timeline, article and report pages: one set of templates over a question, for `dateline report` and `dateline serve`.

Everything that comes from outside is escaped by the templates; links lead only to http(s) addresses. No page needs a script.
"""

from __future__ import annotations

import functools
import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from dateline import __version__
from dateline.asking.answers import heard
from dateline.asking.forms import Asked, ask, with_period
from dateline.asking.known import known
from dateline.asking.names import Names
from dateline.errors import LedgerError, QueryRefused
from dateline.models.articles import Page
from dateline.models.codebook import Category, Status
from dateline.pages import histogram, maps
from dateline.pages.board import Board, build
from dateline.pages.chips import Doubt
from dateline.pages.evidence import article_paragraphs
from dateline.pages.exports import EXPORTS
from dateline.pages.flagging import belongs, words
from dateline.pages.incident_rows import WHOLE, incident_row
from dateline.pages.kept import KeptPage
from dateline.pages.links import Form, address
from dateline.pages.rows import Row, rows_of
from dateline.pages.static import static_address, static_bytes
from dateline.pages.view import MARK_WORDS, STATUS_WORDS, TYPE_WORDS, event_view
from dateline.pages.watching import Finding, told
from dateline.protocols.desk import Desk, Flag
from dateline.protocols.index import Index
from dateline.query import Query
from dateline.tagging.events.codes import CodeTable

MOST_OF_ONE = 1000  # Events of one article that are marked in it.
LONGEST_QUERY = 4096  # Bytes of a query string; longer ones are nobody's filter.
MARKABLE = (*map(str, Status), *map(str, Category))  # What a flag may put right.
MOST_NEAR = 80  # Happenings that are offered as the same as another.
AROUND = timedelta(days=5)
REPORT_ARTICLES = 500  # Articles kept inside a report.


@dataclass(frozen=True, slots=True)
class Site:
    """What pages are made of; without a desk nothing can be flagged or watched, without `kept` no page of the archive is shown.

    `kept` gives the newest archived page of an article, and raises ArchiveError when there is none. `heed` is called when an analyst has
    merged, split or taken back: it brings the index to it.
    """

    index: Index
    names: Names
    codes: CodeTable
    sample: bool = False
    desk: Desk | None = None
    kept: Callable[[str], Page] | None = None
    heed: Callable[[], object] | None = None

    def prepare(self) -> None:
        """Load what every page needs, and have the garbage collector pass over it: a sweep of all names in the midst of a page takes longer
        than the page."""
        self.names.load()
        _templates()
        gc.collect()
        gc.freeze()


@functools.cache
def _templates() -> Environment:
    env = Environment(
        loader=PackageLoader("dateline.pages"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(
        version=__version__,
        type_words=TYPE_WORDS,
        status_words=STATUS_WORDS,
        mark_words=MARK_WORDS,
        exports={name: export.name for name, export in EXPORTS.items()},
    )
    env.globals["static"] = static_address
    env.globals["style"] = Markup(static_bytes("pages.css").decode("utf-8"))  # noqa: S704 - our own file, for reports without a server
    env.globals["address"] = address
    env.globals["chart"] = {"width": histogram.WIDTH, "height": histogram.HEIGHT}
    env.globals["map_size"] = {"width": maps.MAP_WIDTH, "height": maps.MAP_HEIGHT}
    env.filters["safe_url"] = safe_url
    env.filters["day"] = lambda day: f"{day.day} {day:%B %Y}"
    return env


def safe_url(url: str) -> str | None:
    """The address when a link may lead there; anything but http(s) is shown, never linked."""
    return url if url.startswith(("https://", "http://")) else None


def _render(template: str, site: Site, now: datetime, **values: Any) -> str:
    shown = {"sample": site.sample, "desk": site.desk is not None, "kept": site.kept is not None, "now": now, "standalone": False}
    return _templates().get_template(template).render(**shown, **values)


def _plain(template: str, now: datetime, **values: Any) -> str:
    """A page that is of no index."""
    return _templates().get_template(template).render(sample=False, desk=False, standalone=False, now=now, **values)


# ---- pages --------------------------------------------------------------------------------------------------------------


def render_timeline(site: Site, form: Form, *, now: datetime, unheeded: Sequence[Doubt] = ()) -> str:
    """The timeline page for `serve`. Raises QueryRefused for a filter that cannot be used; `unheeded` is what its address has besides."""
    asked = heard(with_period(known(ask(form, site.names), form, site.index), site.index, now=now), site.index)
    board = _flagged(site, build(site.index, asked, form=_absolute(form, asked), given=form, names=site.names, page=page_of(form)))
    return _render(
        "timeline.html",
        site,
        now,
        board=board,
        form=form,
        fixed=_absolute(form, asked),
        title=title_of(asked),
        error="",
        offers=[],
        doubts=[*unheeded, *board.doubts],
        articles=[],
    )


def render_refused(site: Site, form: Form, refused: QueryRefused, *, now: datetime, unheeded: Sequence[Doubt] = ()) -> str:
    """The timeline page with nothing on it but the filters as they were given, what is wrong with them, and the next best."""
    offers = [(offer.label, address({**form, **offer.changes}, page=None)) for offer in refused.offers]
    values = {"title": "That filter cannot be used", "error": refused.said, "offers": offers, "doubts": unheeded}
    return _render("timeline.html", site, now, board=None, form=form, fixed=form, articles=[], **values)


def render_report(site: Site, asked: Asked, *, now: datetime, title: str = "") -> str:
    """One self-contained page: the timeline and, below it, every article that it quotes."""
    board = build(site.index, asked, form={}, given={}, names=site.names, page=1, size=0)
    ids = dict.fromkeys(report.article_id for row in board.rows for report in row.reports)
    ids.update(dict.fromkeys(article for row in board.rows for report in row.reports for _, article in report.copies))
    articles = [page for identifier in list(ids)[:REPORT_ARTICLES] if (page := _article(site.index, identifier))]
    if len(ids) > REPORT_ARTICLES:
        board = replace(board, cut=(*board.cut, f"the text of {REPORT_ARTICLES:,} of {len(ids):,} articles"))
    values = {"board": board, "form": {}, "fixed": {}, "title": title or title_of(asked), "error": "", "offers": [], "articles": articles}
    values |= {"doubts": board.doubts, "sample": site.sample, "desk": False, "kept": False, "now": now, "standalone": True}
    return _templates().get_template("timeline.html").render(held={page["body"]["id"] for page in articles}, **values)


def render_article(site: Site, article_id: str, *, now: datetime) -> str | None:
    """The article with its evidence marked, or None when it is not there."""
    page = _article(site.index, article_id)
    return None if page is None else _render("article.html", site, now, page=page)


def render_kept(site: Site, article_id: str, page: KeptPage, *, now: datetime) -> str:
    """The archived page of an article as text: when it was fetched, from where, and what was sent."""
    return _render("kept.html", site, now, article_id=article_id, page=page)


def render_enter(message: str, *, now: datetime) -> str:
    """The sign-in form; `message` says what was wrong."""
    return _plain("enter.html", now, title="Sign in", message=message)


def render_message(title: str, message: str, *, now: datetime) -> str:
    """A page that says one thing: not found, index out of reach."""
    return _plain("message.html", now, title=title, message=message)


def render_flag(site: Site, target: str, *, now: datetime, back: str, error: str = "") -> str | None:
    """One event with what can be said of it, or None when it is not there."""
    row = row_of(site.index, target)
    if row is None or site.desk is None:
        return None
    flags = [(flag, words(flag)) for flag in site.desk.flags([report.article_id for report in row.reports]) if _is_of(flag, row)]
    values = {"row": row, "flags": flags, "target": target, "back": back, "error": error, "values": [*MARKABLE]}
    return _render("flag.html", site, now, near=_near(site.index, target) if row.kind != "event" else [], **values)


def _near(index: Index, incident_id: str) -> list[Row]:
    """Happenings that could be the same as one: of its kind and country, told for the days around its own."""
    body = index.incident(incident_id)
    if body is None or not body["day_local"]:
        return []
    country = body["geo"]["country_iso_code"]
    around = Query(
        kinds=(body["kind"],),
        places=(country,) if country else (),
        first_day=date.fromisoformat(body["day_local"]) - AROUND,
        last_day=date.fromisoformat(body["last_day"] or body["day_local"]) + AROUND,
        sort="days",
        limit=MOST_NEAR,
    )
    return [incident_row(hit.body) for hit in index.incidents(around).hits if hit.id != body["id"]]


def gone_words(site: Site, target: str) -> str:
    """What is said of an id that is no event: since which rules it is not told any more, where a flag remembers its article."""
    known = next((flag for flag in (site.desk.flags() if site.desk else ()) if flag.target == target), None)
    body = site.index.article(known.article_id) if known else None
    if known is None or body is None:
        return "There is no such event any more."
    return f"No longer told, since rules {body['rules']}: \u201c{known.quote}\u201d in {body['title'] or body['url']['full']}."


def render_flags(site: Site, *, now: datetime) -> str:
    """All flags that stand, the newest first."""
    found = site.desk.flags() if site.desk else []
    return _render("flags.html", site, now, flags=[(flag, words(flag)) for flag in reversed(found)])


def render_watch(site: Site, findings: Sequence[Finding], *, now: datetime) -> str:
    """The watch list."""
    return _render("watch.html", site, now, findings=findings, told=told)


def render_incident(site: Site, incident_id: str, *, now: datetime) -> str | None:
    """One incident with all its reports and figures, or None when it is not there. A former id finds what it went into."""
    body = site.index.incident(incident_id)
    if body is None:
        return None
    values = {"row": incident_row(body, most=WHOLE), "within": body.get("within"), "former": body["former_ids"], "why": body["why"]}
    return _render("incident.html", site, now, **values)


def row_of(index: Index, target: str) -> Row | None:
    """The row of one event or incident."""
    if body := index.event(target):
        return rows_of([body])[0]
    joined = index.incident(target)
    return incident_row(joined, most=WHOLE) if joined else None


def _is_of(flag: Flag, row: Row) -> bool:
    return any(belongs(flag, article_id=report.article_id, quote=report.quote, target=row.id) for report in row.reports)


def _flagged(site: Site, board: Board) -> Board:
    """The board with the flags of its rows. What analysts keep is no reason to show nothing when it is out of reach."""
    articles = {report.article_id for row in board.rows for report in row.reports}
    try:
        flags = site.desk.flags(articles) if site.desk and articles else []
    except LedgerError:
        return board
    if not flags:
        return board

    def marked(rows: Sequence[Row]) -> tuple[Row, ...]:
        return tuple(replace(row, flags=tuple(words(flag) for flag in flags if _is_of(flag, row))) for row in rows)

    days = tuple(replace(day, told=marked(day.told), reported=marked(day.reported), alone=marked(day.alone)) for day in board.days)
    coarse, undated = replace(board.coarse, rows=marked(board.coarse.rows)), replace(board.undated, rows=marked(board.undated.rows))
    return replace(board, days=days, going_on=marked(board.going_on), flat=marked(board.flat), coarse=coarse, undated=undated)


# ---- values for the templates -------------------------------------------------------------------------------------------


def page_of(form: Form) -> int:
    """The number of the page; anything odd is the first."""
    value = next(iter(form.get("page", ())), "1")
    return max(int(value), 1) if value.isascii() and value.isdigit() and len(value) < 6 else 1


def _absolute(form: Form, asked: Asked) -> Form:
    """The filters with the period that is shown: what is linked from here shows the same tomorrow."""
    query = asked.query
    if form.get("since") or form.get("until") or not (query.first_day and query.last_day):
        return form
    order = {} if form.get("sort") else {"sort": ["newest"]}
    return {**form, "since": [query.first_day.isoformat()], "until": [query.last_day.isoformat()], **order}


def title_of(asked: Asked) -> str:
    """What a question is about, in a few words."""
    names = [meaning.label for meaning in (*asked.places, *asked.actors)]
    named = ", ".join([*([asked.query.text] if asked.query.text and not asked.spelled else []), *names])
    return named or "What happened"


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
