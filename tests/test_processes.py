"""Who is dead: told by machine, process id and birth; a zombie and a process that was given a dead one's id do not count as alive.
How what runs is stopped."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

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


def test_a_signal_cancels_what_runs_and_raises_nothing_in_the_midst_of_the_loop() -> None:
    done: list[str] = []

    async def work() -> None:
        signal.raise_signal(signal.SIGTERM)
        done.append("goes on to where it waits")
        try:
            await asyncio.sleep(600)
        finally:
            await asyncio.to_thread(done.append, "writes down what is in hand")

    with pytest.raises(SystemExit) as stopped:
        _run_cleanly(work)
    assert stopped.value.code == 128 + signal.SIGTERM
    assert done == ["goes on to where it waits", "writes down what is in hand"]
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_a_signal_during_the_last_step_stops_what_comes_after_it() -> None:
    async def work() -> None:
        signal.raise_signal(signal.SIGTERM)

    with pytest.raises(SystemExit):
        _run_cleanly(work)


def test_work_that_nobody_stops_gives_its_result_and_may_cancel_itself() -> None:
    async def cancelled() -> None:
        raise asyncio.CancelledError

    assert _run_cleanly(lambda: asyncio.sleep(0, "result")) == "result"
    with pytest.raises(asyncio.CancelledError):
        _run_cleanly(cancelled)


def _run_cleanly(work: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    with processes.stopped_cleanly():
        result = processes.run(work())
        # What is done outside of the loop is stopped as before.
        assert signal.getsignal(signal.SIGTERM) is processes._leave
        return result


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
