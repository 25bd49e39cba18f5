"""The ordered map over processes; here over threads, which are as good for its order."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from dateline.cli.parallel import ordered_map


def test_a_pool_that_is_given_does_every_map_in_order_and_stays_open() -> None:
    names: set[str] = set()

    def doubled(chunk: list[int]) -> list[int]:
        names.add(threading.current_thread().name)
        return [2 * one for one in chunk]

    with ThreadPoolExecutor(2, thread_name_prefix="given") as pool:
        maps = [list(ordered_map(doubled, range(size), workers=2, chunk=3, pool=pool)) for size in (50, 0, 20)]
    assert maps == [[2 * n for n in range(size)] for size in (50, 0, 20)]
    assert {name.partition("_")[0] for name in names} == {"given"}
