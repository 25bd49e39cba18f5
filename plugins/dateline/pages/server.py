"""`dateline serve`: the pages by uvicorn. Listens on loopback unless told otherwise, and then asks who is there."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn
from starlette.applications import Starlette

from dateline.errors import UsageError

MOST_AT_ONCE = 200  # Connections; more are told to come back.
KEEP_ALIVE = 15  # Seconds that an idle connection is kept.


def run(app: Starlette, *, host: str, port: int, say: Callable[[str], None]) -> None:
    """Serve until Ctrl-C. Raises UsageError when the port is taken or the address is not ours."""
    listening = listen(host, port)
    shown = f"[{host}]" if ":" in host else host
    say(f"http://{shown}:{listening.getsockname()[1]}/ (Ctrl-C stops)")
    with listening:
        try:
            uvicorn.Server(config(app)).run(sockets=[listening])
        except KeyboardInterrupt:
            say("stopped")


def config(app: Starlette) -> uvicorn.Config:
    """How we run it: no access log on the terminal, no name of the server in answers, the Host as it was sent."""
    return uvicorn.Config(
        app,
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        limit_concurrency=MOST_AT_ONCE,
        timeout_keep_alive=KEEP_ALIVE,
    )


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 is any free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise UsageError(f"serve: cannot listen on {host}:{port}: {error.strerror or error}; choose another --port") from error
