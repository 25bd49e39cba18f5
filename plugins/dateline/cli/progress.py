"""Says on stderr how far a long command is: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tqdm import tqdm

from dateline.cli.output import say
from dateline.errors import StepError

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
