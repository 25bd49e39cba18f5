"""The pages over ASGI (Starlette): routes, and what every answer carries. What a page shows is made in `site`."""

from __future__ import annotations

import contextlib
import functools
import itertools
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import anyio.to_thread
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dateline.asking.answers import heard
from dateline.asking.forms import ask, with_period
from dateline.asking.known import known
from dateline.errors import ArchiveError, DatelineError, LedgerError, QueryRefused
from dateline.models.articles import Page
from dateline.pages import site
from dateline.pages.access import COOKIE, NOBODY, Access, is_own_form
from dateline.pages.atom import About, watch_atom
from dateline.pages.chips import unheeded
from dateline.pages.exports import EXPORTS, Taken
from dateline.pages.flagging import check, mirror_of, not_of, same_as
from dateline.pages.kept import as_text, sandboxed
from dateline.pages.links import address, form_of, unknown, whole_form
from dateline.pages.rows import Row
from dateline.pages.seen import seen
from dateline.pages.static import STATIC, static_bytes
from dateline.pages.watching import Finding, look, question, snapshot
from dateline.protocols.desk import Desk, Flag, FlagKind, SavedSearch

THREADS = 8  # Questions answered at once; each thread holds a connection of the embedded index with its cache.
SMALLEST_ZIPPED = 1000  # Bytes: a smaller answer is one packet anyway.
LONGEST_FORM = 16_384  # Bytes of a form that is sent.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",  # With `no-referrer` a browser hides the origin of our own forms, too.
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}

# An archived page is somebody else's: no script, no form, no frame, nothing loaded, an origin of its own.
SANDBOX = {
    "Content-Security-Policy": (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-DNS-Prefetch-Control": "off",  # Looking a name up would tell its owner who reads; no policy of content forbids that.
}

Clock = Callable[[], datetime]


def application(of: site.Site, *, access: Access, clock: Clock) -> Starlette:
    """The application over one site. Nothing is opened here."""
    pages = _Pages(of, access=access, clock=clock)
    routes = [
        Route("/", pages.timeline),
        *(Route(f"/{name}", functools.partial(pages.export, name), name=name) for name in EXPORTS),
        Route("/suggest", pages.suggest),
        Route("/incident/{incident_id}", pages.incident),
        Route("/flags", pages.flags),
        Route("/flag/{target}", pages.flag, methods=["GET", "POST"]),
        Route("/watch", pages.watch, methods=["GET", "POST"]),
        Route("/watch.atom", pages.watch_feed),
        Route("/article/{article_id}", pages.article),
        *(Route(f"/article/{{article_id}}/{name}", functools.partial(pages.kept, name), name=name) for name in KEPT),
        Route("/enter", pages.enter, methods=["GET", "POST"]),
        Route("/health", _health),
        Route("/static/{name}", _static),
    ]
    middleware = [
        Middleware(_Headers),
        Middleware(GZipMiddleware, minimum_size=SMALLEST_ZIPPED),
        Middleware(_Guard, access=access, clock=clock),
    ]
    handlers: dict[Any, Any] = {404: pages.not_found, 405: pages.read_only, QueryRefused: pages.refused, DatelineError: pages.unanswered}
    return Starlette(routes=routes, middleware=middleware, exception_handlers=handlers, lifespan=_lifespan)


@contextlib.asynccontextmanager
async def _lifespan(_app: Starlette) -> AsyncIterator[None]:
    anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
    yield


class _Pages:
    """One method a page; those that ask the index are plain functions, which Starlette runs in a thread."""

    def __init__(self, of: site.Site, *, access: Access, clock: Clock) -> None:
        self.site = of
        self.index = of.index
        self.names = of.names
        self.access = access
        self.clock = clock

    def timeline(self, request: Request) -> Response:
        """The timeline with its filters."""
        form = form_of(request.url.query)
        beside = unheeded(unknown(request.url.query), form)
        try:
            return HTMLResponse(site.render_timeline(self.site, form, now=self.clock(), unheeded=beside))
        except QueryRefused as refused:
            return HTMLResponse(site.render_refused(self.site, form, refused, now=self.clock(), unheeded=beside), 400)

    def export(self, name: str, request: Request) -> Response:
        """What the timeline of the same address shows, whole, to take away: happenings where it shows happenings."""
        now, export = self.clock(), EXPORTS[name]
        try:
            form = whole_form(request.url.query)
            asked = heard(with_period(known(ask(form, self.names), form, self.index), self.index, now=now), self.index)
            view = seen(self.index, asked.query, form, limit=1)
        except QueryRefused as refused:
            return PlainTextResponse(f"{refused}\n", 400)
        query = view.query if view.together or view.flat else asked.query
        if name == "feed.atom" and query.text is None:
            query = replace(query, sort="newest")
        root = f"{request.url.scheme}://{request.url.netloc}"
        told = About(site.title_of(asked), root, address(form, f"/{name}"), address(form), now)
        rows = export.write(Taken(view.kind, self.index.walk(view.kind, query), told, self.site.codes))
        first = next(rows, "")  # What the index refuses is an answer of its own, and no file that breaks off.
        headers = {"Content-Disposition": f'attachment; filename="dateline-{view.kind}{export.suffix}"'} if export.suffix else {}
        return StreamingResponse(itertools.chain([first], rows), media_type=export.media, headers=headers)

    def suggest(self, request: Request) -> Response:
        """Names that begin as what is typed, for the boxes."""
        typed = request.query_params.get("q", "")[:60].strip()
        known = self.names.places if request.query_params.get("of") == "place" else self.names.actors
        return JSONResponse(known.suggestions(typed, most=12) if len(typed) > 1 else [])

    def article(self, request: Request) -> Response:
        """One article with its evidence."""
        html = site.render_article(self.site, request.path_params["article_id"][:64], now=self.clock())
        if html is None:
            return self.not_found(request, None)
        return HTMLResponse(html)

    def kept(self, form: str, request: Request) -> Response:
        """The archived page of an article: as text, as a page that can do nothing, or its bytes."""
        article_id = request.path_params["article_id"][:64]
        try:
            page = self.site.kept(article_id) if self.site.kept else None
        except ArchiveError as error:
            return self._message("The archive does not have that page", str(error), 404)
        except LedgerError as error:
            return self._message("The ledger does not answer", str(error), 503)
        if page is None:
            return self.not_found(request, None)
        return KEPT[form](self.site, article_id, page, self.clock())

    def incident(self, request: Request) -> Response:
        """One happening with all that is told of it."""
        html = site.render_incident(self.site, request.path_params["incident_id"][:512], now=self.clock())
        return HTMLResponse(html) if html else self.not_found(request, None)

    def flags(self, _request: Request) -> Response:
        """All flags."""
        return HTMLResponse(site.render_flags(self.site, now=self.clock()))

    async def flag(self, request: Request) -> Response:
        """What can be said of one event, and what was said."""
        target = request.path_params["target"][:512]
        if request.method == "GET":
            return await anyio.to_thread.run_sync(self._flag_page, target, request.query_params.get("back", "/flags"))
        given = {name: str(value).strip() for name, value in (await request.form(max_files=0, max_fields=10)).items()}
        return await anyio.to_thread.run_sync(self._keep_flag, target, given, request.scope.get("dateline.user") or NOBODY)

    def _flag_page(self, target: str, back: str, error: str = "") -> Response:
        html = site.render_flag(self.site, target, now=self.clock(), back=back, error=error)
        return HTMLResponse(html, 400 if error else 200) if html else self._message("Not found", site.gone_words(self.site, target), 404)

    def _keep_flag(self, target: str, given: Mapping[str, str], who: str) -> Response:
        row, desk = site.row_of(self.index, target), self.site.desk
        if row is None or desk is None:
            return self._message("Not found", site.gone_words(self.site, target), 404)
        if given.get("withdraw", "").isdecimal():
            self._take_back(desk, int(given["withdraw"][:15]))
            return RedirectResponse(f"/flag/{target}", 303)
        try:
            flags = self._flags_of(row, given, who)
        except QueryRefused as refused:
            return self._flag_page(target, given.get("back", ""), str(refused))
        for flag in flags:
            desk.flag(flag)
        self._heed(flags)
        return RedirectResponse(f"/flag/{target}", 303)

    def _heed(self, flags: Iterable[Flag]) -> None:
        """What an analyst merged or split, or did not mean any more, is so at once."""
        if self.site.heed and any(flag.kind in (FlagKind.MERGE, FlagKind.SPLIT) for flag in flags):
            self.site.heed()

    def _flags_of(self, row: Row, given: Mapping[str, str], who: str) -> list[Flag]:
        """What a form says, as flags to keep. Raises QueryRefused."""
        kind, field, value, note = check(*(given.get(name, "") for name in ("kind", "field", "value", "note")))
        incident = self.index.incident(row.id) if kind in (FlagKind.MERGE, FlagKind.SPLIT) else None
        if incident is None:
            report = row.reports[0]
            return [Flag(report.article_id, report.quote, row.type, row.id, kind, who, self.clock(), field, value, note)]
        if kind is FlagKind.SPLIT:
            return [not_of(incident, value or "", who=who, now=self.clock(), note=note)]
        named = (given.get("other") or value or "").rstrip("/").rpartition("/")[2]  # An address is as good as an id.
        other = self.index.incident(named) if named else None
        if other is None:
            raise QueryRefused(f"merge: there is no happening with the id {named!r}; choose one of the list, or give its address")
        return same_as(incident, other, who=who, now=self.clock(), note=note)

    def _take_back(self, desk: Desk, number: int) -> None:
        """Withdraw a flag; of a merge both of its sides."""
        flags = desk.flags()
        flag = next((one for one in flags if one.number == number), None)
        taken = [one for one in (flag, mirror_of(flag, flags) if flag else None) if one]
        for one in taken:
            desk.withdraw(one.number, now=self.clock())
        self._heed(taken)

    async def watch(self, request: Request) -> Response:
        """The watch list; and what changes it."""
        if request.method == "GET":
            return await anyio.to_thread.run_sync(self._watch_page)
        given = {name: str(value).strip() for name, value in (await request.form(max_files=0, max_fields=10)).items()}
        return await anyio.to_thread.run_sync(self._keep_search, given, request.scope.get("dateline.user") or NOBODY)

    def _watch_page(self) -> Response:
        return HTMLResponse(site.render_watch(self.site, self._findings(), now=self.clock()))

    def _findings(self) -> list[Finding]:
        return [look(one, self.index, self.names, now=self.clock()) for one in (self.site.desk.searches() if self.site.desk else [])]

    def _keep_search(self, given: Mapping[str, str], who: str) -> Response:
        desk, now = self.site.desk, self.clock()
        if desk is None:
            return self.not_found(None, None)
        if name := given.get("forget"):
            desk.forget_search(name)
            return RedirectResponse("/watch", 303)
        if name := given.get("looked"):
            search = next((one for one in desk.searches() if one.name == name), None)
            if search is None:
                return RedirectResponse("/watch", 303)
            desk.looked(name, seen=look(search, self.index, self.names, now=now).seen, now=now)
            return RedirectResponse(f"/?{search.query}", 303)
        query, name = given.get("query", "")[: site.LONGEST_QUERY], given.get("name", "")[:120]
        if not name:
            return self._message("That search has no name", "Give it one, so that the list can show it.", 400)
        desk.save_search(SavedSearch(name, query, who, now, now, snapshot(question(query, self.index, self.names), self.index)))
        return RedirectResponse("/watch", 303)

    def watch_feed(self, request: Request) -> Response:
        """The watch list as a feed: one entry a question that has news."""
        root = f"{request.url.scheme}://{request.url.netloc}"
        told = About("watch list", root, "/watch.atom", "/watch", self.clock())
        return Response("".join(watch_atom(self._findings(), told)), media_type=EXPORTS["feed.atom"].media)

    async def enter(self, request: Request) -> Response:
        """The sign-in form, and what it sends."""
        if request.method == "POST":
            given = (await request.form(max_files=0, max_fields=5)).get("token", "")
            if self.access.opens(str(given).strip()):
                answer = RedirectResponse("/", status_code=303)
                secure = request.headers.get("x-forwarded-proto", request.url.scheme) == "https"
                answer.set_cookie(COOKIE, self.access.ticket(), max_age=30 * 86400, httponly=True, samesite="lax", secure=secure)
                return answer
            return HTMLResponse(site.render_enter("That is not the token of these pages.", now=self.clock()), 401)
        return HTMLResponse(site.render_enter("", now=self.clock()))

    def not_found(self, _request: Request | None, _error: Exception | None) -> Response:
        return self._message("Not found", "There is no such page; it may have been replaced or removed.", 404)

    def read_only(self, _request: Request, _error: Exception) -> Response:
        return self._message("Read only", "This page can only be read.", 405)

    def refused(self, _request: Request, error: Exception) -> Response:
        return self._message("That filter cannot be used", str(error), 400)

    def unanswered(self, _request: Request, error: Exception) -> Response:
        return self._message("The index does not answer", str(error), 503)

    def _message(self, title: str, text: str, status: int) -> Response:
        return HTMLResponse(site.render_message(title, text, now=self.clock()), status)


# ---- pages of the archive -----------------------------------------------------------------------------------------------


def _kept_text(of: site.Site, article_id: str, page: Page, now: datetime) -> Response:
    return HTMLResponse(site.render_kept(of, article_id, as_text(page), now=now))


def _kept_page(of: site.Site, article_id: str, page: Page, now: datetime) -> Response:
    """What was sent, by a browser that runs nothing of it, loads nothing for it and keeps it apart from these pages."""
    if not as_text(page).shown:
        return _kept_bytes(of, article_id, page, now)
    return HTMLResponse(sandboxed(page), headers=SANDBOX)


def _kept_bytes(_of: site.Site, article_id: str, page: Page, _now: datetime) -> Response:
    name = "".join(letter for letter in article_id if letter.isalnum())
    headers = {**SANDBOX, "Content-Disposition": f'attachment; filename="dateline-{name}{as_text(page).suffix}"'}
    return Response(page.body, media_type="application/octet-stream", headers=headers)


KEPT = {"page": _kept_text, "page-as-sent": _kept_page, "page-bytes": _kept_bytes}
"""How an archived page can be seen."""


# ---- what needs no index ------------------------------------------------------------------------------------------------


async def _health(_request: Request) -> Response:
    return PlainTextResponse("ok\n")


async def _static(request: Request) -> Response:
    """A file of ours. Its address holds a digest of it, so that a browser keeps it for as long as it likes."""
    name = request.path_params["name"]
    if name not in STATIC:
        return PlainTextResponse("no such file\n", 404)
    return Response(static_bytes(name), media_type=STATIC[name], headers={"Cache-Control": "public, max-age=31536000, immutable"})


class _Headers:
    """Every answer carries HEADERS, unless it brings its own value."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                there = {name.lower() for name, _ in message["headers"]}
                added = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
                message["headers"] = [*message["headers"], *(pair for pair in added if pair[0] not in there)]
            await send(message)

        await self._app(scope, receive, sent if scope["type"] == "http" else send)


class _Guard:
    """Lets in who names this server rightly, may see the pages, and sends forms from our own pages only."""

    OPEN: Sequence[str] = ("/health", "/enter")

    def __init__(self, app: ASGIApp, *, access: Access, clock: Clock) -> None:
        self._app = app
        self._access = access
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        answer = self._refusal(request)
        await (answer or self._app)(scope, receive, send)

    def _refusal(self, request: Request) -> Response | None:
        def message(title: str, text: str, status: int) -> Response:
            return HTMLResponse(site.render_message(title, text, now=self._clock()), status)

        headers = dict(request.headers)
        if not self._access.answers_to(headers.get("host", "")):
            return message(
                "Wrong address", "This server does not answer to that name; DATELINE_PAGES_HOSTS lists those it answers to.", 421
            )
        if len(request.url.query) > site.LONGEST_QUERY:
            return message("That filter cannot be used", "the address is longer than any filter", 400)
        if request.method not in ("GET", "HEAD"):
            if not is_own_form(headers):
                return message("Not from here", "What changes something is taken from these pages only.", 403)
            if int(headers.get("content-length") or LONGEST_FORM + 1) > LONGEST_FORM:
                return message("Too long", "That form holds more than anybody writes.", 413)
        open_to_all = request.url.path in self.OPEN or request.url.path.startswith("/static/")
        request.scope["dateline.user"] = user = self._access.user(headers, request.cookies)
        if user is None and not open_to_all:
            if self._access.token and request.method == "GET" and "text/html" in headers.get("accept", ""):
                return RedirectResponse("/enter", status_code=303)
            said = "Send the token as `Authorization: Bearer …`." if self._access.token else "The proxy in front names no user."
            return message("Who are you?", said, 401)
        return None
