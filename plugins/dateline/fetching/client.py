"""The fetcher: polite, bounded, and suspicious of everything it is sent. The only module that fetches feeds and pages.

    fetch_all    requests by host, each host in order, hosts side by side
      _fetch     one request: hops with robots, until a page or an error
        _hop     one exchange (`exchange`) in the host's turn

Nothing here raises for one URL: what goes wrong is a FetchError with the outcome that the ledger records.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from urllib.parse import urlsplit

import httpx

from dateline.errors import FetchError
from dateline.fetching.addresses import Network, resolve
from dateline.fetching.bodies import ACCEPT_ENCODING
from dateline.fetching.exchange import REDIRECTS, Answer, Exchange, is_text
from dateline.fetching.failures import failed, said
from dateline.fetching.hops import check_address, leads_to, next_hop
from dateline.fetching.pacing import HostBusy, Pacing
from dateline.fetching.redirects import Cookies
from dateline.fetching.retries import read_retry_after
from dateline.fetching.robots import MAX_BYTES as MAX_ROBOTS_BYTES
from dateline.fetching.robots import Robots, product, read_robots, unreachable
from dateline.fetching.transport import GuardedBackend, GuardedTransport, HostMap, Resolver
from dateline.models.articles import Page
from dateline.models.outcomes import Outcome
from dateline.protocols.fetching import Fetched, Request

MAX_BODY = 10_000_000  # Unpacked, pages and feeds alike; the largest real ones have 3 MB.
MAX_REDIRECTS = 5
MAX_HOSTS = 32  # Hosts that are spoken to side by side.
DEADLINE = 30.0  # Seconds of network time for a request with all its hops; read time-outs alone do not stop a slow drip.
PATIENCE = 60.0  # Seconds that we wait for a host that asked to be left alone, before its pages are put off.
MAX_HEADERS = 100  # Kept in a page.
_PASSING = frozenset({408, 425, 429})
_ACCEPT = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/feed+json,application/xml;q=0.9,*/*;q=0.5"


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a request may take; tests lower them."""

    deadline: float = DEADLINE
    body: int = MAX_BODY
    patience: float = PATIENCE


@dataclass(slots=True)
class _Chain:
    """One request with its redirects: the seconds of network time that are left, and the addresses that were asked."""

    left: float
    asked: list[str] = field(default_factory=list)


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
        transport = GuardedTransport(backend, host_map=mapped, ssl_context=ssl_context or httpx.create_ssl_context())
        self._exchange = Exchange(transport, deadline=self._limits.deadline)
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
        await self._exchange.aclose()

    async def _fetch_host(self, requests: Sequence[Request], done: asyncio.Queue[Fetched]) -> None:
        async with self._hosts:
            for request in requests:
                await done.put(await self._fetched(request))

    async def _fetched(self, request: Request) -> Fetched:
        chain = _Chain(self._limits.deadline)
        try:
            return Fetched(request, page=await self._fetch(request, chain))
        except FetchError as error:
            error.asked = bool(chain.asked)
            return Fetched(request, error=error)
        except HostBusy as error:
            busy = FetchError(
                f"{request.url}: {error}",
                outcome=Outcome.FAILED_RETRYABLE,
                retry_after=error.seconds,
                host=error.host,
                asked=bool(chain.asked),
            )
            return Fetched(request, error=busy)
        except Exception as error:  # noqa: BLE001 - the boundary of one URL: recorded with its name, and the neighbours go on.
            return Fetched(request, error=failed(request.url, f"{type(error).__name__}: {said(error)}"))

    async def _fetch(self, request: Request, chain: _Chain) -> Page:
        """Follow a request to its page. Raises FetchError, or HostBusy."""
        headers = self._headers | _conditions(request)
        url, seen, cookies = request.url, set[tuple[str, str]](), Cookies()
        for _ in range(MAX_REDIRECTS + 1):
            check_address(url)
            rules = await self._rules(url)
            if not rules.allows(url, self._agent):
                raise FetchError(f"{url}: forbidden by robots.txt", outcome=Outcome.SKIPPED_ROBOTS)
            own = request.spacing.total_seconds() if request.spacing else 0.0
            sent = cookies.header(url)
            own_headers = {**headers, **({"Cookie": sent} if sent else {})}
            answer = await self._hop(
                url, own_headers, chain, spacing=max(self._spacing, own, rules.delay(self._agent)), cap=self._limits.body
            )
            cookies.take(url, answer.headers)
            following = leads_to(url, answer)
            if following is None:
                return self._page(request, url, answer)
            # The same address with another cookie is no circle: that is how a site learns that cookies are kept.
            seen.add((url, sent))
            url = following
            if (url, cookies.header(url)) in seen:
                raise failed(request.url, f"redirected in a circle at {url}")
        raise failed(request.url, f"redirected more than {MAX_REDIRECTS} times")

    async def _hop(self, url: str, headers: Mapping[str, str], chain: _Chain, *, spacing: float, cap: int) -> Answer:
        """One exchange in the host's turn, within what the chain has left. Raises FetchError, or HostBusy."""
        async with self._pacing.turn(_host_of(url), spacing=spacing):
            started = asyncio.get_running_loop().time()
            chain.asked.append(url)
            answer = await self._exchange.ask(url, headers, seconds=chain.left, cap=cap)
            chain.left -= asyncio.get_running_loop().time() - started
            self._heed(url, answer)
        return answer

    def _heed(self, url: str, answer: Answer) -> None:
        """A host that asks for a pause gets it, for every page of it."""
        if answer.status in (429, 503) and (wish := read_retry_after(answer.header("retry-after"), now=self._clock())):
            self._pacing.block(_host_of(url), wish)

    def _page(self, request: Request, url: str, answer: Answer) -> Page:
        status = answer.status
        conditional = request.etag is not None or request.last_modified is not None
        if answer.cut and 200 <= status < 300 and is_text(answer.header("content-type")):
            size = len(answer.body)
            raise FetchError(f"{url}: larger than {size} bytes: not kept, since it is not whole", outcome=Outcome.FAILED_PERMANENT)
        if 200 <= status < 300 or (status == 304 and conditional):
            return Page(request.url, url, status, answer.headers[:MAX_HEADERS], answer.body, self._clock())
        passing = status >= 500 or status in _PASSING
        retryable = passing or status in (304, 404) or status in REDIRECTS
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
        chain = _Chain(self._limits.deadline)
        try:
            for _ in range(MAX_REDIRECTS + 1):
                check_address(url)
                answer = await self._hop(url, self._headers, chain, spacing=self._spacing, cap=MAX_ROBOTS_BYTES)
                target = answer.header("location") if answer.status in REDIRECTS else None
                if target is None:
                    return read_robots(answer.status, answer.body, now=self._clock())
                url = next_hop(url, target)
        except FetchError as error:
            if error.outcome is Outcome.SKIPPED_UNSAFE_URL:
                raise
            return unreachable(str(error), now=self._clock())
        return Robots(self._clock() + timedelta(days=1))  # RFC 9309: after five redirects it counts as absent.


def _conditions(request: Request) -> dict[str, str]:
    found = {"If-None-Match": request.etag, "If-Modified-Since": request.last_modified}
    return {name: value for name, value in found.items() if value and value.isascii() and value.isprintable()}


def _host_of(url: str) -> str:
    return urlsplit(url).netloc.lower()


def _host(request: Request) -> str:
    try:
        return _host_of(request.url)
    except ValueError:
        return ""
