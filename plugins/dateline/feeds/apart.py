"""Parsing in a process of its own, with a limit on its processor time: a hostile feed costs itself, and no event loop waits for it.

    python -m dateline.feeds.apart     reads requests from stdin, writes answers to stdout, ends with its stdin

The kernel ends the process when it passes the limit, wherever it is: a regular expression or a parser in C hears no exception. The
next feed gets a new process. It is no `multiprocessing` child, because an Airflow task (a daemonic process under Celery) may have
none; it carries nothing over and ends when its parent does, which closes the pipe.
"""

from __future__ import annotations

import pickle
import signal
import struct
import subprocess
import sys
from collections.abc import Mapping
from types import TracebackType
from typing import Any, BinaryIO

from dateline.errors import FeedError
from dateline.feeds.parsing import parse_feed
from dateline.feeds.values import Feed
from dateline.limits import CpuLimitExceeded, cpu_limit
from dateline.processes import end_with_starter
from dateline.settings import CPU_SECONDS_PER_FEED

HERE = 16_000  # Bytes that are parsed in this process: even what is quadratic in them takes a quarter of a second.
_LENGTH = struct.Struct("!Q")


class Parser:
    """Parses feeds; the other process is started by the first feed that needs it."""

    def __init__(self, *, seconds: float = CPU_SECONDS_PER_FEED) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Parser:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        self.close()

    def parse(self, body: bytes, **about: Any) -> Feed:
        """As `parse_feed`. Raises FeedError, also for a feed that takes too much processor time."""
        if len(body) <= HERE and body.lstrip()[:1] in (b"<", b"{") and b"<!entity" not in body.lower():  # Packed and nested ones grow.
            return _parse_here(body, about, self._seconds)
        process = self._process or self._start()
        try:
            _send(process.stdin, (body, about, self._seconds))
            answer = _receive(process.stdout)
        except (OSError, EOFError):
            self.close()
            raise _too_slow(about, self._seconds) from None
        if isinstance(answer, str):
            raise FeedError(answer)
        feed: Feed = answer
        return feed

    def close(self) -> None:
        """End the other process, if there is one."""
        if self._process:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dateline.feeds.apart"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 - our own module
        return self._process


def _parse_here(body: bytes, about: Mapping[str, Any], seconds: float) -> Feed:
    try:
        with cpu_limit(seconds):
            return parse_feed(body, **about)
    except CpuLimitExceeded:
        raise _too_slow(about, seconds) from None


def _too_slow(about: Mapping[str, Any], seconds: float) -> FeedError:
    return FeedError(
        f"{about['url']}: cannot be read as a feed: parsing took more than {seconds:g} s of processor time, or broke the parser"
    )


def _send(stream: BinaryIO | Any, value: object) -> None:
    packed = pickle.dumps(value)
    stream.write(_LENGTH.pack(len(packed)) + packed)
    stream.flush()


def _receive(stream: BinaryIO | Any) -> Any:
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    packed = stream.read(_LENGTH.unpack(head)[0])
    return pickle.loads(packed)  # noqa: S301 - between a process and its own child


def _answer(body: bytes, about: Mapping[str, Any]) -> Feed | str:
    try:
        return parse_feed(body, **about)
    except FeedError as error:
        return str(error)


def main() -> None:
    """Answer until stdin ends."""
    end_with_starter()
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # A parser that prints must not talk into the answers.
    while True:
        try:
            body, about, seconds = _receive(requests)
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_PROF, seconds)  # Nobody handles its signal, so the kernel ends the process.
        answer = _answer(body, about)
        signal.setitimer(signal.ITIMER_PROF, 0)
        _send(answers, answer)


if __name__ == "__main__":
    main()
