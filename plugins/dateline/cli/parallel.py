"""An ordered map over processes, for commands that compute: `extract` and `tag`. Never used inside an Airflow task."""

from __future__ import annotations

import contextlib
import itertools
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from contextlib import AbstractContextManager
from typing import TypeVar

from dateline import processes

T = TypeVar("T")
R = TypeVar("R")

CHUNK = 16  # Items sent at once: large enough to batch sentences, small enough that two processes end together.


def ordered_map(
    work: Callable[[list[T]], list[R]], items: Iterable[T], *, workers: int, chunk: int = CHUNK, pool: Executor | None = None
) -> Iterator[R]:
    """Apply `work` to chunks of items; results in input order. At most twice as many chunks as workers are in memory.

    Few items, or one worker, are done in this process: starting another costs a second. Whoever maps again and again gives a `pool`
    of so many workers, so that each of them loads what it needs once.
    """
    chunks = _chunks(items, chunk)
    first = list(itertools.islice(chunks, 2))
    if workers < 2 or len(first) < 2:
        for one in itertools.chain(first, chunks):
            yield from work(one)
        return
    given: AbstractContextManager[Executor] = contextlib.nullcontext(pool) if pool else processes.pool(workers)
    with given as own:
        running: deque[Future[list[R]]] = deque()
        for one in itertools.chain(first, chunks):
            running.append(own.submit(work, one))
            if len(running) >= 2 * workers:
                yield from running.popleft().result()
        while running:
            yield from running.popleft().result()


def _chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    source = iter(items)
    while chunk := list(itertools.islice(source, size)):
        yield chunk
