"""Says on stderr how far a long command is: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from tqdm import tqdm

from dateline.cli.output import say
from dateline.errors import StepError

T = TypeVar("T")

LOOK = 1.0  # Seconds between looks, on a terminal.
TELL = 30.0  # Seconds between lines, in a log.


@contextmanager
def watched(left: Callable[[], int], *, what: str, terminal: bool | None = None) -> Iterator[None]:
    """While the block runs, tell how many of `what` are left. `left` is called from a thread of its own."""
    done = threading.Event()
    bar = sys.stderr.isatty() if terminal is None else terminal
    watcher = threading.Thread(target=_bar if bar else _lines, args=(left, what, done), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def _bar(left: Callable[[], int], what: str, done: threading.Event) -> None:
    most = 0
    with tqdm(total=most, desc=what, leave=False, file=sys.stderr) as bar:
        while not done.wait(LOOK):
            if (count := _asked(left)) is not None:
                most = max(most, count)  # Polls find more while others are worked on.
                bar.total, bar.n = most, most - count
                bar.refresh()


def _lines(left: Callable[[], int], what: str, done: threading.Event) -> None:
    while not done.wait(TELL):
        if (count := _asked(left)) is not None:
            say(f"{count} {what} left")


def _asked(left: Callable[[], int]) -> int | None:
    try:
        return left()
    except StepError:  # The work itself meets the same trouble and says so.
        return None


class Pace:
    """How far a walk over many things is: their rate and the time left, told now and then; and no more of them a second than asked for."""

    def __init__(
        self,
        total: int,
        *,
        what: str,
        at_most: float | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        tell: Callable[[str], None] = say,
    ) -> None:
        self.total, self.what = total, what
        self._at_most, self._clock, self._sleep, self._tell = at_most, clock, sleep, tell
        self._began = self._told = clock()
        self._seen = self._worked = 0

    def over(self, things: Iterable[T]) -> Iterator[T]:
        """The things, counted as they go by."""
        for thing in things:
            yield thing
            self._seen += 1
            if self._clock() - self._told >= TELL:
                self._told = self._clock()
                self._tell(str(self))

    def work(self) -> None:
        """One of them is worth work: wait, where that would be more a second than asked for."""
        self._worked += 1
        if self._at_most and (early := self._began + self._worked / self._at_most - self._clock()) > 0:
            self._sleep(early)

    def __str__(self) -> str:
        rate = self._seen / max(self._clock() - self._began, 0.001)
        left = _span((self.total - self._seen) / rate) if rate and self.total > self._seen else "nothing"
        return f"{self._seen} of {self.total} {self.what}, {rate:.1f} a second, {left} left"


def _span(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
