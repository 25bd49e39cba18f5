"""Who is dead: told by machine, process id and birth; a zombie and a process that was given a dead one's id do not count as alive."""

from __future__ import annotations

import multiprocessing
import os
import socket
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from dateline import processes
from dateline.errors import StepError
from dateline.ledger import open_ledger

HERE = socket.gethostname()


def test_we_are_alive() -> None:
    assert not processes.is_dead(processes.own_name())
    assert not processes.is_dead(f"{HERE}:{os.getpid()}")  # As older releases wrote it.


@pytest.mark.parametrize("name", ["elsewhere:1:x", f"{HERE}:one", "worker", "", f"elsewhere:{2**22 + 1}"])
def test_nothing_is_known_of_others(name: str) -> None:
    assert not processes.is_dead(name)


def test_an_id_that_was_given_again_is_another_process() -> None:
    assert processes.is_dead(f"{HERE}:{os.getpid()}:earlier")


def test_what_ended_is_dead_before_and_after_it_is_reaped() -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    name = f"{HERE}:{child.pid}"
    while not processes.is_dead(name):  # It stays a zombie until we ask for its status.
        time.sleep(0.01)
    child.wait()
    assert processes.is_dead(name)


def test_where_there_is_no_proc_ps_is_asked() -> None:
    assert processes._birth_by_ps(os.getpid()) == processes._birth_by_ps(os.getpid()) is not None
    assert processes._birth_by_ps(2**22 + 1) is None


def test_a_worker_that_is_killed_is_said_in_one_line() -> None:
    with pytest.raises(StepError, match="a worker process was killed"), processes.pool(1) as workers:
        workers.submit(os.abort).result()


def test_a_stopped_block_waits_for_no_worker() -> None:
    workers: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        _sleep_and_stop(workers)
    assert [processes.is_dead(f"{HERE}:{worker}") for worker in workers] == [True]


def _sleep_and_stop(started: list[int]) -> None:
    with processes.pool(1) as workers:
        started.append(workers.submit(os.getpid).result())
        workers.submit(time.sleep, 600)
        raise KeyboardInterrupt


def test_a_ledger_refuses_to_cross_a_fork(tmp_path: Path) -> None:
    ledger = open_ledger(f"sqlite:///{tmp_path / 'ledger.db'}")
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork"), initializer=_keep, initargs=(ledger,)) as forked:
        assert "opened before a fork" in forked.submit(_use).result()
    ledger.close()


_kept: list[object] = []


def _keep(ledger: object) -> None:
    _kept.append(ledger)


def _use() -> str:
    try:
        _kept[0].owners()  # type: ignore[attr-defined]
    except RuntimeError as error:
        return str(error)
    return "used"
