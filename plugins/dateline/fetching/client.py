"""The fetcher: polite, bounded, and suspicious of everything it is sent. The only module that fetches feeds and pages.

    fetch_all    requests by host, each host in order, hosts side by side
      _fetch     one request: hops with robots and turn, until a page or an error
        _hop     one exchange: headers, capped body, deadline

Nothing here raises for one URL: what goes wrong is a FetchError with the outcome that the ledger records.
"""

from __future__ import annotations

import asyncio
import http.cookiejar
import ssl
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from urllib.parse import urlsplit, urlunsplit

import httpcore
import httpx

from dateline.errors import FetchError
from dateline.fetching.addresses import Network, port_refusal, resolve
from dateline.fetching.bodies import ACCEPT_ENCODING, DamagedBody, UnknownEncoding, read_capped
from dateline.fetching.pacing import HostBusy, Pacing
from dateline.fetching.redirects import Cookies, joined, refresh_target
from dateline.fetching.retries import read_retry_after
from dateline.fetching.robots import MAX_BYTES as MAX_ROBOTS_BYTES
from dateline.fetching.robots import Robots, product, read_robots, unreachable
from dateline.fetching.transport import GuardedBackend, GuardedTransport, HostMap, Resolver, UnsafeAddress
from dateline.models import Outcome, Page
from dateline.protocols import Fetched, Request

MAX_BODY = 10_000_000  # Unpacked, pages and feeds alike; the largest real ones have 3 MB.
MAX_OTHER_BODY = 64_000  # Of what is neither text nor a feed: enough to see what it is.
MAX_REDIRECTS = 5
MAX_HOSTS = 32  # Hosts that are spoken to side by side.
DEADLINE = 30.0  # Seconds of network time for a request with all its hops; read time-outs alone do not stop a slow drip.
CONNECT_SECONDS = 10.0  # For each address of a host.
PATIENCE = 60.0  # Seconds that we wait for a host that asked to be left alone, before its pages are put off.
MAX_HEADERS = 100  # Kept in a page.

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({408, 425, 429})
_TEXT = ("text/", "application/xhtml", "application/xml", "application/rss", "application/atom", "application/rdf", "application/json")
_ACCEPT = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/feed+json,application/xml;q=0.9,*/*;q=0.5"


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a request may take; tests lower them."""

    deadline: float = DEADLINE
    body: int = MAX_BODY
    patience: float = PATIENCE


@dataclass(frozen=True, slots=True)
class _Answer:
    """One exchange."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    cut: bool = False

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name), None)


class HttpFetcher:
    """A Fetcher over HTTP. One per process; `host_map` leads names to (address, port) in samples and tests."""

    def __init__(
        self,
        *,
        user_agent: str,
        spacing: timedelta,
        allow_networks: Sequence[Network] = (),
        host_map: HostMap | None = None,
        limits: Limits | None = None,
        clock: Callable[[], datetime] = _utc_now,
        resolver: Resolver = resolve,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self._agent = product(user_agent)
        self._spacing = spacing.total_seconds()
        self._limits = limits or Limits()
        self._clock = clock
        self._pacing = Pacing(patience=self._limits.patience)
        self._robots: dict[str, Robots] = {}
        self._hosts = asyncio.Semaphore(MAX_HOSTS)
        mapped = dict(host_map or {})
        backend = GuardedBackend(allowed=allow_networks, host_map=mapped, resolver=resolver)
        context = ssl_context or httpx.create_ssl_context()
        # The deadline of a request rules; httpx's own 5 s would act beneath it. Only a host that takes no connection is left sooner.
        self._client = httpx.AsyncClient(
            transport=GuardedTransport(backend, host_map=mapped, ssl_context=context),
            follow_redirects=False,
            trust_env=False,
            timeout=httpx.Timeout(None, connect=min(CONNECT_SECONDS, self._limits.deadline)),
        )
        # Cookies of one page are nobody's business on the next; those of a chain of redirects are kept by `_fetch`.
        self._client.cookies.jar.set_policy(http.cookiejar.DefaultCookiePolicy(allowed_domains=[]))
        self._headers = {"User-Agent": user_agent, "Accept": _ACCEPT, "Accept-Encoding": ACCEPT_ENCODING}

    async def fetch_all(self, requests: Sequence[Request]) -> AsyncIterator[Fetched]:
        """Fetch all, in any order, many hosts at once, one request at a time per host."""
        done: asyncio.Queue[Fetched] = asyncio.Queue()
        by_host = groupby(sorted(requests, key=_host), key=_host)
        tasks = [asyncio.create_task(self._fetch_host(list(group), done)) for _, group in by_host]
        try:
            for _ in requests:
                yield await done.get()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def aclose(self) -> None:
        """Close connections."""
        await self._client.aclose()

    async def _fetch_host(self, requests: Sequence[Request], done: asyncio.Queue[Fetched]) -> None:
        async with self._hosts:
            for request in requests:
                await done.put(await self._fetched(request))

    async def _fetched(self, request: Request) -> Fetched:
        hops: list[str] = []
        try:
            return Fetched(request, page=await self._fetch(request, hops))
        except FetchError as error:
            error.asked = bool(hops)
            return Fetched(request, error=error)
        except HostBusy as error:
            busy = FetchError(
                f"{request.url}: {error}",
                outcome=Outcome.FAILED_RETRYABLE,
                retry_after=error.seconds,
                host=error.host,
                asked=bool(hops),
            )
            return Fetched(request, error=busy)
        except Exception as error:  # noqa: BLE001 - the boundary of one URL: recorded with its name, and the neighbours go on.
            return Fetched(request, error=_failed(request.url, f"{type(error).__name__}: {_said(error)}"))

    async def _fetch(self, request: Request, hops: list[str]) -> Page:
        """Follow a request to its page; `hops` gains each address that was asked. Raises FetchError, or HostBusy."""
        headers = self._headers | _conditions(request)
        left = self._limits.deadline
        url, seen, cookies = request.url, set[tuple[str, str]](), Cookies()
        for _ in range(MAX_REDIRECTS + 1):
            _check(url)
            rules = await self._rules(url)
            if not rules.allows(url, self._agent):
                raise FetchError(f"{url}: forbidden by robots.txt", outcome=Outcome.SKIPPED_ROBOTS)
            own = request.spacing.total_seconds() if request.spacing else 0.0
            async with self._pacing.turn(_host_of(url), spacing=max(self._spacing, own, rules.delay(self._agent))):
                started = asyncio.get_running_loop().time()
                hops.append(url)
                sent = cookies.header(url)
                answer = await self._hop(url, {**headers, **({"Cookie": sent} if sent else {})}, left, self._limits.body)
                left -= asyncio.get_running_loop().time() - started
                self._heed(url, answer)
            cookies.take(url, answer.headers)
            following = _following(url, answer)
            if following is None:
                return self._page(request, url, answer)
            # The same address with another cookie is no circle: that is how a site learns that cookies are kept.
            seen.add((url, sent))
            url = following
            if (url, cookies.header(url)) in seen:
                raise _failed(request.url, f"redirected in a circle at {url}")
        raise _failed(request.url, f"redirected more than {MAX_REDIRECTS} times")

    def _heed(self, url: str, answer: _Answer) -> None:
        """A host that asks for a pause gets it, for every page of it."""
        if answer.status in (429, 503) and (wish := read_retry_after(answer.header("retry-after"), now=self._clock())):
            self._pacing.block(_host_of(url), wish)

    def _page(self, request: Request, url: str, answer: _Answer) -> Page:
        status = answer.status
        conditional = request.etag is not None or request.last_modified is not None
        if answer.cut and 200 <= status < 300 and _is_text(answer.header("content-type")):
            size = len(answer.body)
            raise FetchError(f"{url}: larger than {size} bytes: not kept, since it is not whole", outcome=Outcome.FAILED_PERMANENT)
        if 200 <= status < 300 or (status == 304 and conditional):
            return Page(request.url, url, status, answer.headers[:MAX_HEADERS], answer.body, self._clock())
        passing = status >= 500 or status in _PASSING
        retryable = passing or status in (304, 404) or status in _REDIRECTS
        raise FetchError(
            f"{url}: status {status}",
            outcome=Outcome.FAILED_RETRYABLE if retryable else Outcome.FAILED_PERMANENT,
            retry_after=read_retry_after(answer.header("retry-after"), now=self._clock()),
            status=status,
            host=_host_of(url),
        )

    async def _rules(self, url: str) -> Robots:
        """What robots.txt of the URL's origin says; asked for at most once a day. Raises FetchError when it cannot be had."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        async with self._pacing.turn(f"robots {origin}", spacing=0.0):
            rules = self._robots.get(origin)
            if rules is None or rules.until <= self._clock():
                rules = await self._ask_robots(f"{origin}/robots.txt")
                self._robots[origin] = rules
        if rules.failure:
            raise FetchError(
                f"{url[:200]}: robots.txt cannot be read: {rules.failure[:300]}",
                outcome=Outcome.FAILED_RETRYABLE,
                passing=True,
                host=_host_of(url),
            )
        return rules

    async def _ask_robots(self, url: str) -> Robots:
        left = self._limits.deadline
        try:
            for _ in range(MAX_REDIRECTS + 1):
                _check(url)
                async with self._pacing.turn(_host_of(url), spacing=self._spacing):
                    started = asyncio.get_running_loop().time()
                    answer = await self._hop(url, self._headers, left, MAX_ROBOTS_BYTES)
                    left -= asyncio.get_running_loop().time() - started
                    self._heed(url, answer)
                target = answer.header("location") if answer.status in _REDIRECTS else None
                if target is None:
                    return read_robots(answer.status, answer.body, now=self._clock())
                url = _next_hop(url, target)
        except FetchError as error:
            if error.outcome is Outcome.SKIPPED_UNSAFE_URL:
                raise
            return unreachable(str(error), now=self._clock())
        return Robots(self._clock() + timedelta(days=1))  # RFC 9309: after five redirects it counts as absent.

    async def _hop(self, url: str, headers: Mapping[str, str], seconds: float, cap: int) -> _Answer:
        """One exchange within `seconds`. Raises FetchError."""
        try:
            async with asyncio.timeout(max(seconds, 0.0)):
                response = await self._send(_request(url, headers))
                try:
                    return await _answer(response, cap)
                finally:
                    await response.aclose()
        except TimeoutError as error:
            raise _failed(url, f"not done after {self._limits.deadline:g} s", passing=True) from error
        except UnsafeAddress as error:
            raise FetchError(f"{url}: {error}", outcome=Outcome.SKIPPED_UNSAFE_URL) from error
        except (UnknownEncoding, DamagedBody) as error:
            raise _failed(url, f"the body cannot be unpacked: {error}") from error
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpcore.UnsupportedProtocol) as error:
            raise FetchError(f"{url}: not a usable address: {error}", outcome=Outcome.FAILED_PERMANENT) from error
        except httpcore.ConnectError as error:
            raise _failed(url, f"no connection: {_said(error)}") from error
        except (httpx.HTTPError, httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, OSError) as error:
            raise _failed(url, f"{type(error).__name__}: {_said(error)}", passing=True) from error

    async def _send(self, request: httpx.Request) -> httpx.Response:
        try:
            return await self._client.send(request, stream=True)
        except (httpcore.RemoteProtocolError, httpcore.ReadError, httpcore.WriteError):
            # An idle connection that the server has just closed looks like this: once more, on a new one.
            return await self._client.send(request, stream=True)


def _request(url: str, headers: Mapping[str, str]) -> httpx.Request:
    """A GET whose target is the URL's own bytes: httpx would spell path and query anew."""
    parts = urlsplit(url)
    target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    origin = httpx.Request("GET", f"{parts.scheme}://{parts.netloc}/", headers=headers)
    origin.extensions["target"] = target.encode("utf-8", "replace")
    return origin


async def _answer(response: httpx.Response, cap: int) -> _Answer:
    headers = tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in response.headers.raw)
    if response.status_code in _REDIRECTS:
        return _Answer(response.status_code, headers, b"")
    encoding = response.headers.get("content-encoding")
    other = None if _is_text(response.headers.get("content-type")) else MAX_OTHER_BODY
    body = await read_capped(response.aiter_raw(), encoding=encoding, cap=cap, other_cap=other)
    return _Answer(response.status_code, headers, body.content, body.cut)


def _is_text(content_type: str | None) -> bool:
    kind = (content_type or "text/").strip().lower()
    return kind.startswith(_TEXT) or "+xml" in kind or "+json" in kind


def _following(url: str, answer: _Answer) -> str | None:
    """Where an answer leads: by its status, or as a page that sends its reader on at once. Raises FetchError."""
    if answer.status in _REDIRECTS:
        location = answer.header("location")
        return None if location is None else _next_hop(url, location)
    target = refresh_target(answer.body) if 200 <= answer.status < 300 and "html" in (answer.header("content-type") or "html") else None
    following = None if target is None else _next_hop(url, target)
    return None if following == url else following  # A page that only reloads itself is the page.


def _said(error: Exception) -> str:
    """What an error says; some say nothing."""
    return str(error).strip() or next((str(e) for e in (error.__cause__, error.__context__) if e and str(e).strip()), "no reason was given")


def _conditions(request: Request) -> dict[str, str]:
    found = {"If-None-Match": request.etag, "If-Modified-Since": request.last_modified}
    return {name: value for name, value in found.items() if value and value.isascii() and value.isprintable()}


def _next_hop(url: str, target: str) -> str:
    """Where a redirect leads, its bytes kept. Raises FetchError for one from https to http: what was private stays private."""
    try:
        following = joined(url, target)
    except ValueError as error:
        raise _failed(url, "redirected to an address that cannot be read") from error
    if url.startswith("https:") and following.startswith("http:"):
        raise FetchError(f"{url}: redirected from https to http: {following[:200]}", outcome=Outcome.FAILED_PERMANENT)
    return following


def _check(url: str) -> None:
    """Raises FetchError for what must not be, or cannot be, asked for."""
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme.lower(), parts.hostname, parts.port
    except ValueError as error:
        raise FetchError(f"{url[:200]}: not a usable address: {error}", outcome=Outcome.FAILED_PERMANENT) from error
    if scheme not in ("http", "https"):
        raise FetchError(f"{url[:200]}: only http and https are fetched", outcome=Outcome.SKIPPED_UNSAFE_URL)
    if not host:
        raise FetchError(f"{url[:200]}: not a usable address: no host", outcome=Outcome.FAILED_PERMANENT)
    if parts.username is not None:
        raise FetchError(f"{host}: addresses with a user name are not fetched", outcome=Outcome.SKIPPED_UNSAFE_URL)
    if port is not None and (why := port_refusal(port)):
        raise FetchError(f"{url[:200]}: {why} is not spoken to", outcome=Outcome.SKIPPED_UNSAFE_URL)


def _failed(url: str, why: str, *, passing: bool = False) -> FetchError:
    return FetchError(f"{url[:200]}: {why[:300]}", outcome=Outcome.FAILED_RETRYABLE, passing=passing)


def _host_of(url: str) -> str:
    return urlsplit(url).netloc.lower()


def _host(request: Request) -> str:
    try:
        return _host_of(request.url)
    except ValueError:
        return ""
