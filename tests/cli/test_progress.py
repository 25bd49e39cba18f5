"""How far a command is: a bar on a terminal, lines elsewhere, and never a reason to fail."""

import threading
from collections.abc import Callable

import pytest

from dateline.cli import progress
from dateline.errors import LedgerError


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "LOOK", 0.01)
    monkeypatch.setattr(progress, "TELL", 0.01)


def counting_down() -> tuple[Callable[[], int], threading.Event]:
    """What is left each time it is asked for, and when it has been told that nothing is."""
    counts, over = iter(range(40, 0, -10)), threading.Event()

    def left() -> int:
        count = next(counts, None)
        if count is None:
            over.set()
        return count or 0

    return left, over


def test_a_log_gets_lines(capsys: pytest.CaptureFixture[str]) -> None:
    left, over = counting_down()
    with progress.watched(left, what="entries", terminal=False):
        assert over.wait(60)
    assert capsys.readouterr().err.splitlines()[:3] == ["40 entries left", "30 entries left", "20 entries left"]


def test_a_terminal_gets_a_bar_that_is_gone_afterwards(capsys: pytest.CaptureFixture[str]) -> None:
    left, over = counting_down()
    with progress.watched(left, what="entries", terminal=True):
        assert over.wait(60)
    shown = capsys.readouterr()
    assert "entries:  25%" in shown.err
    assert "40/40" in shown.err
    assert shown.err.endswith("\r")
    assert shown.out == ""


def test_a_ledger_that_is_away_is_nothing_to_the_watcher(capsys: pytest.CaptureFixture[str]) -> None:
    asked = threading.Event()

    def left() -> int:
        asked.set()
        raise LedgerError("ledger x: gone")

    with progress.watched(left, what="entries", terminal=False):
        assert asked.wait(60)
    assert capsys.readouterr().err == ""
