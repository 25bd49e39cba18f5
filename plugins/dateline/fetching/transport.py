"""The socket side of fetching: connections go to exactly the addresses that were checked, and nowhere else.

httpcore resolves nothing here. It asks `GuardedBackend` for a connection to a host; the backend resolves, checks every address
and connects to one of those, so that a second answer of the name server changes nothing. Host header, SNI and certificate check
keep the name. No proxy of the environment is used: it would resolve for us.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any

import httpcore
import httpx

from dateline.fetching.addresses import Network, refusal, resolve

Resolver = Callable[[str, int], Awaitable[list[str]]]
HostMap = Mapping[str, tuple[str, int]]

MAX_CONNECTIONS = 64
KEEPALIVE_SECONDS = 15  # Longer than the usual pause between two requests to a host.
MAX_ADDRESSES = 4  # Addresses of one host that are tried, before the host counts as down.


class UnsafeAddress(Exception):
    """A host leads to an address that must not be spoken to. `host` is kept for the message."""

    def __init__(self, host: str, why: str) -> None:
        super().__init__(f"{host} is {why}")


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects to checked addresses only. Hosts of the map are connected to where the map says, unchecked."""

    def __init__(self, *, allowed: Sequence[Network], host_map: HostMap, resolver: Resolver = resolve) -> None:
        self._allowed = tuple(allowed)
        self._map = host_map
        self._resolve = resolver
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to `host`, wherever that is allowed to be."""
        if mapped := self._map.get(host):
            return await self._inner.connect_tcp(mapped[0], mapped[1], timeout, local_address, socket_options)
        try:
            addresses = await self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host} has no address: {error}") from error
        if not addresses:
            raise httpcore.ConnectError(f"{host} has no address")
        for address in addresses:
            if why := refusal(address, allowed=self._allowed):
                raise UnsafeAddress(host, why)
        failure: Exception | None = None
        for address in addresses[:MAX_ADDRESSES]:
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError(f"{host} cannot be connected to")

    async def connect_unix_socket(self, path: str, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        """Never."""
        raise UnsafeAddress(path, "a local socket")

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._inner.sleep(seconds)


class _Stream(httpx.AsyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()


class GuardedTransport(httpx.AsyncBaseTransport):
    """httpx over a guarded connection pool. HTTPS to a host of the map is spoken as plain HTTP: maps are for samples and tests."""

    def __init__(self, backend: GuardedBackend, *, host_map: HostMap, ssl_context: ssl.SSLContext) -> None:
        self._map = host_map
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=ssl_context,
            max_connections=MAX_CONNECTIONS,
            keepalive_expiry=KEEPALIVE_SECONDS,
            network_backend=backend,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; errors are httpcore's."""
        scheme = b"http" if request.url.host in self._map else request.url.raw_scheme
        path = request.extensions.get("target", request.url.raw_path)
        target = httpcore.URL(scheme=scheme, host=request.url.raw_host, port=request.url.port, target=path)
        answer = await self._pool.handle_async_request(
            httpcore.Request(request.method, target, headers=request.headers.raw, extensions=request.extensions)
        )
        return httpx.Response(answer.status, headers=answer.headers, stream=_Stream(answer.stream), extensions=answer.extensions)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._pool.aclose()
