"""Carries answers over a socket that only this machine reaches, for the sample and for tests. Knows nothing of what is served."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

IDLE_SECONDS = 5  # After this an idle connection is given up.


@dataclass(frozen=True)
class Answer:
    """What a site says to one request."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


Respond = Callable[[str, str, Mapping[str, str]], Answer]
"""Host (without its port), path with its query, and headers of a GET; what is said to it."""


class Loopback:
    """A context manager: listens from the beginning, on a port that the system picks, and answers while it is entered."""

    def __init__(self, respond: Respond) -> None:
        self._server = _Server(respond)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="loopback", daemon=True)

    def __enter__(self) -> Loopback:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        return "127.0.0.1", self._server.server_address[1]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, respond: Respond) -> None:
        self.respond = respond
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, *_: object) -> None:
        """A client that went away, or was killed on purpose, is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "DatelineSample"
    timeout = IDLE_SECONDS
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Serve one page."""
        host = (self.headers.get("Host") or "").partition(":")[0].lower()
        given = self.server.respond(host, self.path, dict(self.headers.items()))
        self.send_response(given.status)
        for name, value in given.headers:
            self.send_header(name, value)
        if given.status != 304:
            self.send_header("Content-Length", str(len(given.body)))
        self.end_headers()
        self.wfile.write(given.body)

    def log_message(self, *_: object, **__: object) -> None:
        """Nothing: who serves knows what was asked for."""
