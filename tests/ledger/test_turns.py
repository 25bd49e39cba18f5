"""One process joins at a time: whoever waits says for whom, once; links to a ledger and users who share it share its lock."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from dateline.ledger import SqlShelf, open_shelf
from dateline.ledger.database import open_database
from dateline.sqlite_files import guest_uri, may_write

PATIENCE = 60
# What an ordinary user may not do, root may not do either without its capabilities.
WITHOUT_RIGHTS = ["setpriv", "--inh-caps=-all", "--bounding-set=-all"] if os.geteuid() == 0 else []
JOIN = """
import sys
from dateline.errors import LedgerUnusable
from dateline.ledger import open_shelf
try:
    with open_shelf(sys.argv[1]).alone():
        print("alone")
except LedgerUnusable as error:
    print(error)
"""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'ledger.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres_url")


class Joiner(threading.Thread):
    """Joins in a thread, as another process would."""

    def __init__(self, shelf: SqlShelf) -> None:
        super().__init__(daemon=True)
        self.shelf, self.was_alone = shelf, threading.Event()

    def run(self) -> None:
        with self.shelf.alone():
            self.was_alone.set()


def wait_for_a_line(caplog: pytest.LogCaptureFixture) -> str:
    for _ in range(100 * PATIENCE):
        if caplog.messages:
            return caplog.messages[0]
        threading.Event().wait(0.01)
    raise AssertionError("nobody said that they wait")


def test_whoever_waits_says_for_whom_and_goes_on(url: str, caplog: pytest.LogCaptureFixture) -> None:
    first, second = open_shelf(url), open_shelf(url)
    joiner = Joiner(second)
    with first.alone():
        joiner.start()
        said = wait_for_a_line(caplog)
        assert not joiner.was_alone.is_set()
    joiner.join(PATIENCE)
    assert joiner.was_alone.is_set()
    assert len(caplog.messages) == 1
    holder = f"process {os.getpid()} on {socket.gethostname()}" if url.startswith("sqlite") else "dateline on 127.0.0.1, session "
    assert f"waits until {holder}" in said


def test_nobody_waits_for_one_that_has_joined(url: str, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(2):
        with open_shelf(url).alone():
            pass
    assert caplog.messages == []


@pytest.fixture
def linked(tmp_path: Path) -> Path:
    """A link elsewhere to a ledger."""
    open_database(f"sqlite:///{tmp_path / 'ledger.db'}").close()
    link = tmp_path / "elsewhere" / "link.db"
    link.parent.mkdir()
    link.symlink_to(tmp_path / "ledger.db")
    return link


def test_a_link_to_a_ledger_has_the_lock_of_the_ledger(linked: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    joiner = Joiner(open_shelf(f"sqlite:///{linked}"))
    with open_shelf(f"sqlite:///{tmp_path / 'ledger.db'}").alone():
        joiner.start()
        wait_for_a_line(caplog)
    joiner.join(PATIENCE)
    assert joiner.was_alone.is_set()
    assert sorted(file.name for file in linked.parent.iterdir()) == ["link.db"]


def test_a_journal_is_looked_for_beside_the_ledger_and_not_beside_a_link(linked: Path, tmp_path: Path) -> None:
    assert guest_uri(linked).endswith("immutable=1")
    (tmp_path / "ledger.db-wal").write_bytes(b"x")
    assert not guest_uri(linked).endswith("immutable=1")
    assert may_write(linked)


@pytest.mark.parametrize(("mode", "said"), [(0o444, "alone"), (0, "-joining cannot be opened: Permission denied; let this user read it")])
def test_a_lock_that_another_user_made_need_only_be_read(tmp_path: Path, mode: int, said: str) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    with open_shelf(url).alone():
        pass
    (tmp_path / "ledger.db-joining").chmod(mode)
    command = [*WITHOUT_RIGHTS, sys.executable, "-c", JOIN, url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=True)
    assert done.stdout.count("\n") == 1
    assert said in done.stdout


def test_a_lock_may_be_written_by_whoever_may_write_the_ledger(tmp_path: Path) -> None:
    shelf = open_shelf(f"sqlite:///{tmp_path / 'ledger.db'}")
    (tmp_path / "ledger.db").chmod(0o664)
    with shelf.alone():
        assert (tmp_path / "ledger.db-joining").stat().st_mode & 0o777 == 0o664
