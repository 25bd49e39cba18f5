"""A limit on the processor time that one page may take.

`cpu_limit(5)` interrupts Python code after five seconds of this process's own processor time (ITIMER_VIRTUAL: user time only,
so waiting does not count). Its limits: it works in the main thread only (elsewhere it does nothing), and a single call into C
that never returns to the interpreter is not interrupted before it returns. The caps of `parsing` (size, depth) keep such calls
short: nothing in there is more than linear in a page that is cut at a few million characters. A library may swallow the
exception in a broad `except`; therefore the signal comes again until the block is left.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from dateline.errors import StepError

AGAIN = 0.25  # Seconds between signals once the limit is passed.


class CpuLimitExceeded(StepError):
    """A page took more processor time than it may."""


@contextmanager
def cpu_limit(seconds: float) -> Iterator[None]:
    """Raise CpuLimitExceeded inside the block when it has used this much processor time. Blocks may nest: the sooner limit holds."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    fired = False

    def expired(_number: int, _frame: FrameType | None) -> None:
        nonlocal fired
        fired = True
        raise CpuLimitExceeded(f"more than {seconds:g} s of processor time")

    before = signal.signal(signal.SIGVTALRM, expired)
    left, _ = signal.getitimer(signal.ITIMER_VIRTUAL)
    budget = min(seconds, left) if left else seconds
    signal.setitimer(signal.ITIMER_VIRTUAL, budget, AGAIN)
    try:
        yield
    finally:
        unused, _ = signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
        if left:
            signal.setitimer(signal.ITIMER_VIRTUAL, max(left - (budget if fired else budget - unused), 1e-3))
