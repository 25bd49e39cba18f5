"""One exchange with a server: headers, capped body, deadline. What goes wrong is a FetchError."""

from __future__ import annotations

import asyncio
import http.cookiejar
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import httpcore
import httpx

from dateline.errors import FetchError
from dateline.fetching.bodies import DamagedBody, UnknownEncoding, read_capped
from dateline.fetching.failures import failed, said
from dateline.fetching.transport import UnsafeAddress
from dateline.models.outcomes import Outcome

MAX_OTHER_BODY = 64_000  # Of what is neither text nor a feed: enough to see what it is.
REDIRECTS = frozenset({301, 302, 303, 307, 308})
CONNECT_SECONDS = 10.0  # For each address of a host.
_TEXT = ("text/", "application/xhtml", "application/xml", "application/rss", "application/atom", "application/rdf", "application/json")


@dataclass(frozen=True, slots=True)
class Answer:
    """One exchange."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    cut: bool = False

    def header(self, name: str) -> str | None:
        """The first value of a header, its name in lower case, or None."""
        return next((value for key, value in self.headers if key == name), None)


class Exchange:
    """What sends one request and reads its answer; nothing is followed or kept from one to the next."""

    def __init__(self, transport: httpx.AsyncBaseTransport, *, deadline: float) -> None:
        self._deadline = deadline
        # The deadline of a request rules; httpx's own 5 s would act beneath it. Only a host that takes no connection is left sooner.
        self._client = httpx.AsyncClient(
            transport=transport,
            follow_redirects=False,
            trust_env=False,
            timeout=httpx.Timeout(None, connect=min(CONNECT_SECONDS, deadline)),
        )
        # Cookies of one page are nobody's business on the next; those of a chain of redirects are kept by the fetcher.
        self._client.cookies.jar.set_policy(http.cookiejar.DefaultCookiePolicy(allowed_domains=[]))

    async def ask(self, url: str, headers: Mapping[str, str], *, seconds: float, cap: int) -> Answer:
        """One exchange within `seconds`. Raises FetchError."""
        try:
            async with asyncio.timeout(max(seconds, 0.0)):
                response = await self._send(_request(url, headers))
                try:
                    return await _answer(response, cap)
                finally:
                    await response.aclose()
        except TimeoutError as error:
            raise failed(url, f"not done after {self._deadline:g} s", passing=True) from error
        except UnsafeAddress as error:
            raise FetchError(f"{url}: {error}", outcome=Outcome.SKIPPED_UNSAFE_URL) from error
        except (UnknownEncoding, DamagedBody) as error:
            raise failed(url, f"the body cannot be unpacked: {error}") from error
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpcore.UnsupportedProtocol) as error:
            raise FetchError(f"{url}: not a usable address: {error}", outcome=Outcome.FAILED_PERMANENT) from error
        except httpcore.ConnectError as error:
            raise failed(url, f"no connection: {said(error)}") from error
        except (httpx.HTTPError, httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, OSError) as error:
            raise failed(url, f"{type(error).__name__}: {said(error)}", passing=True) from error

    async def aclose(self) -> None:
        """Close connections."""
        await self._client.aclose()

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


async def _answer(response: httpx.Response, cap: int) -> Answer:
    headers = tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in response.headers.raw)
    if response.status_code in REDIRECTS:
        return Answer(response.status_code, headers, b"")
    encoding = response.headers.get("content-encoding")
    other = None if is_text(response.headers.get("content-type")) else MAX_OTHER_BODY
    body = await read_capped(response.aiter_raw(), encoding=encoding, cap=cap, other_cap=other)
    return Answer(response.status_code, headers, body.content, body.cut)


def is_text(content_type: str | None) -> bool:
    """Whether a content type is one of texts and feeds, which are kept whole."""
    kind = (content_type or "text/").strip().lower()
    return kind.startswith(_TEXT) or "+xml" in kind or "+json" in kind
