"""Child processes that carry nothing over and end with their parent; and whether a process that left a lease still lives.

Children are spawned, never forked: a SQLite connection, a client or a thread that crosses a fork damages what it is connected to.
`end_with_parent` runs first in every child. However the parent ends (SIGTERM, SIGKILL, a closed terminal), its end of a pipe is
closed and the child leaves; on Linux the kernel kills it as well, so that a long call into C does not keep it. Ctrl-C goes to all
processes of a terminal: children leave it to their parent.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import multiprocessing
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from multiprocessing.context import SpawnContext
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

from dateline.errors import StepError

Result = TypeVar("Result")

SPAWN: SpawnContext = multiprocessing.get_context("spawn")
PR_SET_PDEATHSIG = 1
_STATE, _STARTED = 0, 19  # Fields of /proc/PID/stat after the name: state, and clock ticks from boot to start.


@contextlib.contextmanager
def pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Spawned workers that end with this process, and at once when the block is stopped (Ctrl-C, SIGTERM).

    Raises StepError when one of them is killed.
    """
    executor = ProcessPoolExecutor(workers, mp_context=SPAWN, initializer=end_with_parent)
    try:
        with executor:
            try:
                yield executor
            except BaseException as error:
                if not isinstance(error, Exception):
                    _kill_all()  # Nobody waits for their work, only for the thread that minds them: Python would write to its pipe at exit.
                executor.shutdown(cancel_futures=True)
                raise
    except BrokenProcessPool as error:
        raise StepError(
            "a worker process was killed (is there enough memory? DATELINE_WORKERS=1 takes the least); nothing is lost, run it again"
        ) from error


def end_with_parent() -> None:
    """To be called first in a spawned child."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    parent = multiprocessing.parent_process()
    if parent is None:
        raise RuntimeError("not a child process")
    threading.Thread(target=_leave_after, args=(parent.sentinel,), daemon=True, name="ends with its parent").start()
    _die_with_parent()
    if os.getppid() != parent.pid:  # It ended before we asked.
        os._exit(1)


def end_with_starter() -> None:
    """The same for a program of ours that another started and talks to over stdin, whose end is the end of the work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _die_with_parent()


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


@contextlib.contextmanager
def stopped_cleanly() -> Iterator[None]:
    """In the block SIGTERM and a closed terminal unwind the stack as Ctrl-C does, and so end with what is in hand written down."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    ours = [number for number, handler in before.items() if handler is signal.SIG_DFL]  # `nohup` ignores one of them.
    for number in ours:
        signal.signal(number, _leave)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, before[number])


def _leave(number: int, _frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_DFL)  # Who asks again does not want to wait.
    raise SystemExit(128 + number)


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """As `asyncio.run`, for work in a block that is `stopped_cleanly`: a signal cancels the work, and then raises SystemExit.

    An exception that a signal handler raises in the midst of the event loop can take a callback with it that some task waits for, for
    ever. (asyncio spares SIGINT this in the same way.)
    """
    stops, tasks = list[int](), list[asyncio.Task[Any]]()

    def stop(number: int, _frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)  # Who asks again does not want to wait.
        stops.append(number)
        for task in tasks:
            if not task.done():
                task.get_loop().call_soon_threadsafe(task.cancel)

    async def stoppable() -> Result:
        tasks.extend(filter(None, [asyncio.current_task()]))
        if stops:
            work.close()
            raise asyncio.CancelledError
        return await work

    ours = [number for number in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(number) is _leave]
    for number in ours:
        signal.signal(number, stop)
    try:
        result = asyncio.run(stoppable())
    except asyncio.CancelledError:
        if not stops:
            raise
        raise SystemExit(128 + stops[0]) from None
    finally:
        for number in set(ours).difference(stops):
            signal.signal(number, _leave)
    if stops:
        raise SystemExit(128 + stops[0])
    return result


def _leave_after(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def _kill_all() -> None:
    children = multiprocessing.active_children()
    for child in children:
        child.kill()
    for child in children:
        child.join()


# ---- who lives ----------------------------------------------------------------------------------------------------------


def own_name() -> str:
    """This process as a leaseholder: machine, process id and birth. The birth tells it from a later process with the same id."""
    return f"{socket.gethostname()}:{os.getpid()}:{_birth(os.getpid())}"


def is_dead(name: str) -> bool:
    """Whether the process of that name is known to be dead; false for one of another machine, of which nothing is known."""
    machine, _, rest = name.partition(":")
    pid, _, birth = rest.partition(":")
    if machine != socket.gethostname() or not pid.isdigit():
        return False
    now = _birth(int(pid))
    return now is None or (birth != "" and birth != now)


def _birth(pid: int) -> str | None:
    """When a process started, in words that no other process of that id has; None for one that has ended, reaped or not."""
    try:
        # The name, in brackets, may hold blanks and brackets itself.
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except (FileNotFoundError, ProcessLookupError):
        return None if Path("/proc/self/stat").exists() else _birth_by_ps(pid)
    return None if fields[_STATE] in "ZX" else f"{boot[:8]}.{fields[_STARTED]}"


def _birth_by_ps(pid: int) -> str | None:
    """Where there is no /proc."""
    command = ["ps", "-o", "state=,lstart=", "-p", str(pid)]
    told = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C", "TZ": "UTC"})  # noqa: S603 - a number
    words = told.stdout.split()
    return None if not words or words[0].startswith("Z") else re.sub(r"\W+", ".", " ".join(words[1:]))
