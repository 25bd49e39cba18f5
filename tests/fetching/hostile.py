"""A web server that misbehaves on purpose, on loopback, over bare sockets. Each path is one way to harm a reader."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import threading
import time
import zlib
from types import TracebackType

OK = b"HTTP/1.1 200 OK\r\n"
HTML = b"Content-Type: text/html\r\n"


class HostileServer:
    """A context manager; `asked` lists (moment, host, path), `open` how many requests were being answered at most at once."""

    def __init__(self, robots: bytes = b"User-agent: *\nDisallow: /private\n", robots_status: int = 200) -> None:
        self.robots, self.robots_status = robots, robots_status
        self.asked: list[tuple[float, str, str]] = []
        self.sent_headers: list[dict[str, str]] = []
        self.most_at_once: dict[str, int] = {}
        self._now: dict[str, int] = {}
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.port = 0

    def __enter__(self) -> HostileServer:
        self._thread.start()
        assert self._ready.wait(60)
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(5)

    def paths(self) -> list[str]:
        return [path for _, _, path in self.asked]

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._client, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            path = head[0].split()[1]
            headers = {k.lower(): v for k, _, v in (line.partition(": ") for line in head[1:] if line)}
            host = headers["host"]
            self.asked.append((time.monotonic(), host, path))
            self.sent_headers.append(headers)
            self._now[host] = self._now.get(host, 0) + 1
            self.most_at_once[host] = max(self.most_at_once.get(host, 0), self._now[host])
            try:
                await self._answer(path, headers, writer)
            finally:
                self._now[host] -= 1
        writer.close()

    async def _answer(self, path: str, headers: dict[str, str], writer: asyncio.StreamWriter) -> None:
        if path == "/robots.txt":
            line = f"HTTP/1.1 {self.robots_status} x\r\nContent-Type: text/plain\r\nContent-Length: {len(self.robots)}\r\n\r\n"
            await send(writer, line.encode() + self.robots)
        elif path.startswith("/status/"):
            code, _, query = path.removeprefix("/status/").partition("?")
            extra = f"Retry-After: {query.replace('+', ' ')}\r\n" if query else ""
            await send(writer, f"HTTP/1.1 {code} x\r\n{extra}Content-Length: 0\r\n\r\n".encode())
        elif path.startswith("/to/"):
            target = path.removeprefix("/to/").replace("~", "/")
            await send(writer, f"HTTP/1.1 302 x\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n".encode())
        elif path.startswith("/count/"):
            number = int(path.removeprefix("/count/"))
            await send(writer, f"HTTP/1.1 301 x\r\nLocation: /count/{number + 1}\r\nContent-Length: 0\r\n\r\n".encode())
        elif path == "/cookie-wall":
            line = b"HTTP/1.1 302 x\r\nLocation: /cookie-wall\r\nSet-Cookie: seen=1; Path=/\r\nContent-Length: 0\r\n\r\n"
            await (self._page(writer) if headers.get("cookie") == "seen=1" else send(writer, line))
        elif path == "/etag" and headers.get("if-none-match") == '"one"':
            await send(writer, b'HTTP/1.1 304 x\r\nETag: "one"\r\n\r\n')
        else:
            await getattr(self, "_" + path.strip("/").partition("/")[0].replace("-", "_"), self._page)(writer)

    async def _page(self, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.01)
        body = b"<p>A page.</p>"
        await send(writer, OK + HTML + b'ETag: "one"\r\nSet-Cookie: id=1\r\nContent-Length: %d\r\n\r\n' % len(body) + body)

    async def _endless(self, writer: asyncio.StreamWriter) -> None:
        await send(writer, OK + HTML + b"\r\n")
        while True:
            await send(writer, b"x" * 65536)

    async def _drip(self, writer: asyncio.StreamWriter) -> None:
        await send(writer, OK + HTML + b"\r\n")
        while True:
            await send(writer, b"x")
            await asyncio.sleep(0.05)

    async def _drip_headers(self, writer: asyncio.StreamWriter) -> None:
        await send(writer, OK)
        while True:
            await send(writer, b"X-A: b\r\n")
            await asyncio.sleep(0.05)

    async def _silent(self, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(30)

    async def _bomb(self, writer: asyncio.StreamWriter) -> None:
        await send(writer, OK + HTML + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"\0" * 50_000_000, 9))

    async def _deflate(self, writer: asyncio.StreamWriter) -> None:
        raw = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        body = raw.compress(b"<p>Deflated.</p>" * 50) + raw.flush()
        await send(writer, OK + HTML + b"Content-Encoding: deflate\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    async def _zipped(self, writer: asyncio.StreamWriter) -> None:
        body = gzip.compress(b"<p>Zipped.</p>" * 5000)
        await send(writer, OK + HTML + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body))
        for start in range(0, len(body), 7):
            await send(writer, body[start : start + 7])

    async def _not_gzip(self, writer: asyncio.StreamWriter) -> None:
        await send(writer, OK + HTML + b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain")

    async def _named(self, writer: asyncio.StreamWriter, name: bytes = b"UTF-8", body: bytes = b"<p>As it is.</p>") -> None:
        await send(writer, OK + HTML + b"Content-Encoding: %s\r\nContent-Length: %d\r\n\r\n" % (name, len(body)) + body)

    async def _named_none(self, writer: asyncio.StreamWriter) -> None:
        await self._named(writer, b"none")

    async def _named_deflate(self, writer: asyncio.StreamWriter) -> None:
        await self._named(writer, b"deflate")

    async def _unnamed_gzip(self, writer: asyncio.StreamWriter) -> None:
        await self._named(writer, b"identity", gzip.compress(b"<p>As ") + gzip.compress(b"it is.</p>"))

    async def _half_gzip(self, writer: asyncio.StreamWriter) -> None:
        await self._named(writer, b"gzip", gzip.compress(bytes(range(256)) * 99)[:-40])

    async def _refresh(self, writer: asyncio.StreamWriter) -> None:
        await self._named(writer, b"none", b"<meta http-equiv=Refresh content=\"0; URL='/page?a=\xc3\xa4'\">")

    async def _reloads(self, writer: asyncio.StreamWriter) -> None:
        later = b'<meta http-equiv=refresh content="600; url=/page"><noscript><meta http-equiv=refresh content="0; url=/page"></noscript>'
        await self._named(writer, b"none", later + b'<!-- <meta http-equiv=refresh content="0; url=/page"> --><p>As it is.</p>')

    async def _raw_location(self, writer: asyncio.StreamWriter) -> None:
        await send(writer, b"HTTP/1.1 302 x\r\nLocation: /page/\xe4?b=\xc3\xb6&c=%f6\r\nContent-Length: 0\r\n\r\n")

    async def _brotli(self, writer: asyncio.StreamWriter) -> None:
        await send(writer, OK + HTML + b"Content-Encoding: br\r\nContent-Length: 5\r\n\r\nplain")

    async def _circle(self, writer: asyncio.StreamWriter) -> None:
        await send(writer, b"HTTP/1.1 302 x\r\nLocation: /circle#again\r\nContent-Length: 0\r\n\r\n")

    async def _video(self, writer: asyncio.StreamWriter) -> None:
        await send(writer, OK + b"Content-Type: video/mp4\r\n\r\n")
        while True:
            await send(writer, b"\0" * 65536)

    async def _header_flood(self, writer: asyncio.StreamWriter) -> None:
        await send(writer, OK)
        while True:
            await send(writer, b"X-Flood: " + b"y" * 8000 + b"\r\n")

    async def _not_http(self, writer: asyncio.StreamWriter) -> None:
        await send(writer, b"\x16\x03\x01\x02\x00\xff\xff\r\n\r\n")

    async def _cut(self, writer: asyncio.StreamWriter) -> None:
        await send(writer, OK + HTML + b"Content-Length: 1000\r\n\r\n<p>half")

    async def _hang_up(self, writer: asyncio.StreamWriter) -> None:
        return


async def send(writer: asyncio.StreamWriter, content: bytes) -> None:
    writer.write(content)
    await writer.drain()
