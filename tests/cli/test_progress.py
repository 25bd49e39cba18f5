"""How far a command is: a bar on a terminal, lines elsewhere, and never a reason to fail."""

import itertools
import time
from collections.abc import Iterator

import pytest

from dateline.cli import progress
from dateline.errors import LedgerError


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "LOOK", 0.01)
    monkeypatch.setattr(progress, "TELL", 0.01)


def counting_down() -> Iterator[int]:
    return itertools.chain(range(40, 0, -10), itertools.repeat(0))


def test_a_log_gets_lines(capsys: pytest.CaptureFixture[str]) -> None:
    left = counting_down()
    with progress.watched(lambda: next(left), what="entries", terminal=False):
        time.sleep(0.3)
    assert capsys.readouterr().err.splitlines()[:3] == ["40 entries left", "30 entries left", "20 entries left"]


def test_a_terminal_gets_a_bar_that_is_gone_afterwards(capsys: pytest.CaptureFixture[str]) -> None:
    left = counting_down()
    with progress.watched(lambda: next(left), what="entries", terminal=True):
        time.sleep(0.3)
    shown = capsys.readouterr()
    assert "entries:  25%" in shown.err
    assert "40/40" in shown.err
    assert shown.err.endswith("\r")
    assert shown.out == ""


def test_a_ledger_that_is_away_is_nothing_to_the_watcher(capsys: pytest.CaptureFixture[str]) -> None:
    def left() -> int:
        raise LedgerError("ledger x: gone")

    with progress.watched(left, what="entries", terminal=False):
        time.sleep(0.05)
    assert capsys.readouterr().err == ""
