"""`dateline serve`: the pages over WSGI, read only. Standard library; listens on loopback unless told otherwise."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from dateline.errors import DatelineError, UsageError
from dateline.models import Status
from dateline.pages import site
from dateline.protocols import Index
from dateline.query import Query, circle, day_range

FIELDS = ("q", "since", "until", "type", "status", "actor", "place", "source", "near")
LONGEST_QUERY = 4096  # Bytes of a query string; longer ones are nobody's filter.
HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-store"),
]

StartResponse = Callable[..., Any]


def run(index: Index, *, host: str, port: int, sample: bool, say: Callable[[str], None]) -> None:
    """Serve until Ctrl-C. Raises UsageError when the port is taken."""
    try:
        server = make_server(host, port, Application(index, sample=sample), server_class=_Threaded, handler_class=_Quiet)
    except OSError as error:
        raise UsageError(f"serve: cannot listen on {host}:{port}: {error.strerror}; choose another --port") from error
    with server:
        say(f"http://{host}:{server.server_port}/ (Ctrl-C stops)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say("stopped")


class Application:
    """The WSGI application over one index."""

    def __init__(self, index: Index, *, sample: bool) -> None:
        self.index = index
        self.sample = sample

    def __call__(self, environ: Mapping[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer GET and HEAD; every failure is a page that says what is wrong."""
        status, html = self._answer(environ)
        body = html.encode("utf-8")
        start_response(status, [*HEADERS, ("Content-Length", str(len(body)))])
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]

    def _answer(self, environ: Mapping[str, Any]) -> tuple[str, str]:
        now = datetime.now(UTC)
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return "405 Method Not Allowed", site.render_message("Read only", "These pages can only be read.", now=now)
        if not _known_host(str(environ.get("HTTP_HOST", ""))):
            # A page elsewhere that makes its own name point here (DNS rebinding) must not read the timeline.
            return "421 Misdirected Request", site.render_message("Wrong address", "This server does not answer to that name.", now=now)
        try:
            return self._page(str(environ.get("PATH_INFO") or "/"), str(environ.get("QUERY_STRING", "")), now)
        except ValueError as error:
            return "400 Bad Request", site.render_message("That filter cannot be used", str(error), now=now)
        except DatelineError as error:
            return "503 Service Unavailable", site.render_message("The index does not answer", str(error), now=now)

    def _page(self, path: str, query: str, now: datetime) -> tuple[str, str]:
        if path == "/":
            form = form_of(query)
            return "200 OK", site.render_timeline(self.index, query_of(form), form=form, sample=self.sample, now=now)
        if path.startswith("/article/"):
            html = site.render_article(self.index, path.removeprefix("/article/")[:64], sample=self.sample, now=now)
            if html is not None:
                return "200 OK", html
        return "404 Not Found", site.render_message("Not found", "There is no such page; it may have been replaced or removed.", now=now)


def form_of(query: str) -> dict[str, list[str]]:
    """The filters of a query string; unknown names are left out. Raises ValueError when it is too long."""
    if len(query) > LONGEST_QUERY:
        raise ValueError("the address is longer than any filter")
    given = parse_qs(query, max_num_fields=100)
    return {name: [value.strip() for value in given[name] if value.strip()] for name in FIELDS if name in given}


def query_of(form: Mapping[str, Sequence[str]]) -> Query:
    """Filters -> Query. Raises ValueError naming the filter."""

    def first(name: str) -> str | None:
        return next(iter(form.get(name, ())), None)

    since, until = day_range(first("since"), first("until"))
    known = {str(status) for status in Status}
    if wrong := [value for value in form.get("status", ()) if value not in known]:
        raise ValueError(f"status {wrong[0]!r} is none of {', '.join(sorted(known))}")
    return Query(
        text=first("q"),
        since=since,
        until=until,
        types=tuple(value.upper() for value in form.get("type", ())),
        statuses=tuple(form.get("status", ())),
        actors=tuple(form.get("actor", ())),
        places=tuple(form.get("place", ())),
        sources=tuple(form.get("source", ())),
        near=circle(near) if (near := first("near")) else None,
    )


def _known_host(host: str) -> bool:
    """Whether a Host header names this machine: an address, or localhost."""
    name = host.rsplit(":", 1)[0].strip("[]") if not host.endswith("]") else host.strip("[]")
    if name == "localhost":
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class _Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    timeout = 30  # Seconds: a client that sends nothing does not hold a thread for ever.

    def log_message(self, format: str, *_args: object) -> None:
        """No access log on the terminal."""
