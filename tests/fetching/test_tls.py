"""HTTPS goes to the checked address and still proves the name."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from datetime import timedelta
from pathlib import Path

from dateline.fetching.client import HttpFetcher, Limits
from dateline.models.outcomes import Outcome
from dateline.protocols.fetching import Fetched, Request

DATA = Path(__file__).parents[1] / "data" / "tls"


async def fetch_over_tls(host: str) -> tuple[Fetched, list[str | None], list[str]]:
    """Fetch one page from a TLS server on loopback that `host` leads to: the answer, the names that SNI asked for, the Host headers."""
    names: list[str | None] = []
    hosts: list[str] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        hosts.append(head.split("Host: ")[1].split("\r\n")[0])
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok")
        await writer.drain()
        writer.close()

    async def resolve(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(DATA / "certificate.pem", DATA / "key.pem")
    context.sni_callback = lambda _socket, name, _context: names.append(name)
    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    fetcher = HttpFetcher(
        user_agent="Dateline/1.0",
        spacing=timedelta(0),
        allow_networks=[ipaddress.ip_network("127.0.0.0/8")],
        limits=Limits(deadline=60.0),
        resolver=resolve,
        ssl_context=ssl.create_default_context(cafile=DATA / "certificate.pem"),
    )
    async with asyncio.timeout(120):
        url = f"https://{host}:{server.sockets[0].getsockname()[1]}/page"
        (fetched,) = [one async for one in fetcher.fetch_all([Request(url)])]
        await fetcher.aclose()
        server.close()
    return fetched, names, hosts


def test_name_and_certificate_are_those_of_the_url():
    fetched, names, hosts = asyncio.run(fetch_over_tls("tls.example"))
    assert (fetched.error, fetched.page and fetched.page.body) == (None, b"ok")
    assert set(names) == {"tls.example"}
    assert {host.split(":")[0] for host in hosts} == {"tls.example"}


def test_a_certificate_for_another_name_is_refused():
    fetched, names, hosts = asyncio.run(fetch_over_tls("other.example"))
    assert fetched.error.outcome is Outcome.FAILED_RETRYABLE
    assert "certificate" in str(fetched.error).lower()
    assert (set(names), hosts) == ({"other.example"}, [])
