"""Opening a ledger: created, migrated, or refused with one line, the repair and no secret."""

from __future__ import annotations

import contextlib
import sqlite3
import subprocess
import sys
import traceback
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

import dateline.ledger.database as database
from dateline.errors import LedgerError, LedgerUnusable, UsageError
from dateline.ledger import SqlLedger, open_ledger
from dateline.ledger.queue_indexes import QUEUE_INDEXES
from dateline.ledger.schema import SCHEMA, VERSION_TABLE, metadata
from dateline.models.sources import FeedEntry, Source
from dateline.protocols.ledger import Poll
from tests.contract.ledger_worker import NOW
from tests.services import Postgres, free_port

SECRET = "s3cret-w0rd"


def refusal(url: str, *, create: bool = True) -> str:
    """What is said; checks that it is one line without the secret, all the way down the chain."""
    with pytest.raises(LedgerUnusable) as caught:
        open_ledger(url, create=create)
    said = str(caught.value)
    assert "\n" not in said
    assert SECRET not in "".join(traceback.format_exception(caught.value))
    assert isinstance(caught.value, UsageError)
    return said


def test_a_missing_folder_is_created(tmp_path: Path) -> None:
    path = tmp_path / "new" / "deep er%20" / "ledger.db"
    open_ledger(f"sqlite:///{path}").register_sources([Source("a", "https://a.example/")], now=NOW)
    assert [state.source.id for state in open_ledger(f"sqlite:///{path}", create=False).source_states()] == ["a"]


def test_commits_survive_a_power_cut(tmp_path: Path) -> None:
    ledger = database.open_database(f"sqlite:///{tmp_path / 'ledger.db'}")
    with ledger.read() as connection:
        pragmas = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
    assert pragmas == ["wal", 2]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (f"nonsense {SECRET}", "DATELINE_LEDGER_URL is not a database URL"),
        (f"mysql://u:{SECRET}@h/d", "no ledger on mysql"),
        (f"postgresql+psycopg2://u:{SECRET}@h/d", "no ledger on postgresql+psycopg2"),
        (f"postgresql+psycopg://u:{SECRET}@h:port/d", "DATELINE_LEDGER_URL is not a database URL"),
        ("sqlite://", "would forget"),
        ("sqlite:///:memory:", "would forget"),
    ],
)
def test_a_url_that_names_no_ledger(url: str, said: str) -> None:
    told = refusal(url)
    assert said in told
    assert "sqlite:////path/to/ledger.db" in told


def test_a_ledger_that_must_exist(tmp_path: Path) -> None:
    path = tmp_path / "none" / "ledger.db"
    assert refusal(f"sqlite:///{path}", create=False).startswith(f"ledger {path}: does not exist; `dateline ingest --once` creates it")
    assert not path.parent.exists()
    path.parent.mkdir()
    path.touch()
    assert f"is not at schema {SCHEMA}" in refusal(f"sqlite:///{path}", create=False)


def test_a_path_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert refusal(f"sqlite:///{tmp_path}/file/sub/ledger.db") == (
        f"ledger {tmp_path}/file/sub/ledger.db: cannot create its folder: Not a directory; correct DATELINE_HOME or DATELINE_LEDGER_URL"
    )
    assert refusal(f"sqlite:///{tmp_path}") == f"ledger {tmp_path}: is not a file; name a file in DATELINE_LEDGER_URL"


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    path.write_text("not a database, but long enough to be taken for one. " * 50)
    told = refusal(f"sqlite:///{path}")
    assert told.startswith(f"ledger {path}: file is not a database; name another file in DATELINE_LEDGER_URL, or, if this was the ledger: ")
    assert "`dateline ledger repair`" in told


def test_a_database_of_somebody_else(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE dag (id)")
    connection.close()
    assert refusal(f"sqlite:///{path}") == f"ledger {path}: holds other tables (dag) and no ledger; give the ledger a database of its own"


def test_a_ledger_of_a_newer_release(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    open_ledger(f"sqlite:///{path}").close()
    connection = sqlite3.connect(path)
    connection.execute(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    connection.commit()
    connection.close()
    assert refusal(f"sqlite:///{path}") == (
        f"ledger {path}: has schema 9999, this release knows {SCHEMA}; install the newer Dateline, or name another ledger"
    )


def refused(ledger: SqlLedger) -> str:
    """What is said when a poll cannot be recorded; checks that it is one line, and that nothing was changed."""
    before = (list(ledger.outcomes(now=NOW)), ledger.source_states())
    with pytest.raises(LedgerError) as caught:
        announce(ledger, 3000)
    assert (list(ledger.outcomes(now=NOW)), ledger.source_states()) == before
    assert "\n" not in str(caught.value)
    return str(caught.value)


def announce(ledger: SqlLedger, number: int) -> int:
    """Announce so many entries; how many were new."""
    entries = [FeedEntry(f"https://a.example/{n}") for n in range(number)]
    return ledger.record_poll("a", Poll("ok", NOW), entries, now=NOW).new


def started(url: str) -> SqlLedger:
    """A ledger with a source and an entry."""
    ledger = open_ledger(url)
    ledger.register_sources([Source("a", "https://a.example/")], now=NOW)
    announce(ledger, 1)
    return ledger


def test_a_full_disk_is_named_and_nothing_is_half_written(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    ledger = started(f"sqlite:///{path}")
    with ledger._database.read() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    assert refused(ledger) == f"ledger {path}: database or disk is full; make room on its disk and run the command again"
    with ledger._database.read() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 100000")
    assert announce(ledger, 3000) == 2999


HOLDS = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
"""


def test_a_lock_that_another_process_keeps_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "ledger.db"
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.2)
    ledger = started(f"sqlite:///{path}")
    with subprocess.Popen([sys.executable, "-c", HOLDS, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        assert refused(ledger) == (
            f"ledger {path}: database is locked; another process keeps it locked: let it finish or end it, then run the command again"
        )
        other.communicate("\n")
    assert announce(ledger, 3000) == 2999


@pytest.mark.postgres
def test_a_server_that_takes_no_writes_is_named(postgres: Postgres, postgres_url: str) -> None:
    name = postgres_url.rsplit("/", 1)[1]
    started(postgres_url).close()
    postgres.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    said = refused(open_ledger(postgres_url))
    assert said.startswith(f"ledger postgresql://dateline@127.0.0.1:{postgres.port}/{name}: cannot execute ")
    assert said.endswith(
        " in a read-only transaction; it takes no writes now: name the primary server in DATELINE_LEDGER_URL, or allow writes again"
    )
    postgres.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only")
    assert announce(open_ledger(postgres_url), 3000) == 2999


def test_a_failed_migration_leaves_nothing_behind(tmp_path: Path) -> None:
    """Also on SQLite the whole migration is one transaction."""
    engine = database.open_database(f"sqlite:///{tmp_path / 'done.db'}").engine
    empty = database._engine(database._parse(f"sqlite:///{tmp_path / 'empty.db'}"))
    with contextlib.suppress(RuntimeError), empty.begin() as connection:
        database.upgrade(connection)
        raise RuntimeError("killed here")
    tables = "SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite%'"
    with empty.connect() as left, engine.connect() as made:
        assert left.exec_driver_sql(tables).all() == []
        assert len(made.exec_driver_sql(tables).all()) > 8
    engine.dispose()
    empty.dispose()


def test_the_newest_migration_is_our_schema() -> None:
    script = ScriptDirectory(str(Path(database.__file__).parent / "migrations"))
    assert script.get_current_head() == SCHEMA


def test_migrating_makes_the_tables_that_the_code_expects_on_sqlite(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    open_ledger(url).close()
    assert differences(url) == []


@pytest.mark.postgres
def test_migrating_makes_the_tables_that_the_code_expects_on_postgres(postgres_url: str) -> None:
    open_ledger(postgres_url).close()
    assert differences(postgres_url) == []


def differences(url: str) -> list[object]:
    assert {index.name for index in QUEUE_INDEXES} <= {index.name for index in metadata.tables["queue"].indexes}
    engine = create_engine(url)
    with engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}), metadata)
    engine.dispose()
    return list(found)


@pytest.mark.postgres
def test_an_unreachable_server(postgres: Postgres) -> None:
    port = free_port()
    said = refusal(f"postgresql+psycopg://u:{SECRET}@127.0.0.1:{port}/d")
    assert said.startswith(f"ledger postgresql://u@127.0.0.1:{port}/d: connection failed")
    assert said.endswith("check the server, and user, password and database in DATELINE_LEDGER_URL")


@pytest.mark.postgres
def test_a_missing_database(postgres: Postgres) -> None:
    assert 'database "none" does not exist' in refusal(postgres.url("none"))


@pytest.mark.postgres
def test_a_wrong_password_and_missing_rights(postgres: Postgres, postgres_url: str) -> None:
    name = postgres_url.rsplit("/", 1)[1]
    postgres.require_passwords()
    postgres.execute("CREATE ROLE reader LOGIN PASSWORD 'right'")
    assert 'password authentication failed for user "reader"' in refusal(postgres.url(name, user="reader", password=SECRET))
    assert "permission denied for schema public" in refusal(postgres.url(name, user="reader", password="right"))


@pytest.mark.postgres
def test_a_user_who_may_only_read_reads_and_leaves_leases_alone(postgres: Postgres, postgres_url: str) -> None:
    name = postgres_url.rsplit("/", 1)[1]
    owner = started(postgres_url)
    assert len(owner.claim("fetch", worker="gone", limit=1, lease=timedelta(minutes=15), now=NOW)) == 1
    postgres.execute("CREATE ROLE analyst LOGIN PASSWORD 'right'", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO analyst", database=name)
    reader = open_ledger(postgres.url(name, user="analyst", password="right"))
    assert (reader.owners(), reader.free(["gone"], now=NOW), reader.owners()) == (["gone"], 0, ["gone"])
    assert "permission denied" in refused(reader)
    assert owner.free(["gone"], now=NOW) == 1


@pytest.mark.postgres
def test_a_server_that_went_away_is_named_and_comes_back(postgres: Postgres, postgres_url: str) -> None:
    ledger = open_ledger(postgres_url.replace("+psycopg", ""))
    ledger.register_sources([Source("a", "https://a.example/")], now=NOW)
    postgres.kill()
    with pytest.raises(LedgerError, match=r"ledger postgresql://dateline@127\.0\.0\.1:\d+/test\d+: "):
        ledger.source_states()
    postgres.start()
    assert [state.source.id for state in ledger.source_states()] == ["a"]
