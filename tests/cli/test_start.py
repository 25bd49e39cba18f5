"""What keeps commands quick beside a ledger of a million entries: what they import, and which rows they look at. No clock is asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, text

from dateline.cli.output import FIRST, write_jsonl, write_table
from dateline.ledger import SqlLedger, open_ledger
from dateline.models.sources import FeedEntry, Source
from dateline.protocols.ledger import Poll
from tests.cli.conftest import Run
from tests.contract.ledger_worker import NOW
from tests.manysites import ManySites

LOADED = """
import sys
from dateline.cli import main
try:
    main()
except SystemExit as ended:
    assert not ended.code, ended.code
print(*sorted(sys.modules), file=sys.stderr)
"""
# Each takes a tenth of a second or more to import, and none of the commands below needs it.
MODEL = {"spacy", "onnxruntime", "numpy", "trafilatura", "newspaper", "dateline.tagging.tagger"}
SERVERS = {"elasticsearch", "sqlalchemy.dialects.postgresql", "alembic", "starlette"}
WEB = {"httpx", "httpcore", "dateline.fetching.client"}
INCIDENTS = {"dateline.chronicle", "dateline.incidents.building"}


@pytest.mark.parametrize(
    ("command", "unused"),
    [
        (("sources", "list"), MODEL | SERVERS | WEB | INCIDENTS | {"feedparser", "lxml", "fsspec"}),
        (("outcomes",), MODEL | SERVERS | WEB | INCIDENTS | {"feedparser", "lxml", "fsspec"}),
        (("ingest", "--once"), MODEL | SERVERS | WEB | INCIDENTS | {"fsspec"}),
        (("search",), MODEL | SERVERS | WEB | {"sqlalchemy", "feedparser"}),
        (("timeline",), MODEL | SERVERS | WEB | {"sqlalchemy", "feedparser"}),
    ],
)
def test_a_command_imports_what_it_needs(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], unused: set[str]
) -> None:
    with ManySites(0, hosts=1) as sites:
        for name, value in sites.environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("DATELINE_SOURCES", str(sites.write_sources(tmp_path / "sources.json")))
        assert run("ingest", "--once")[0] == 0  # So that nothing is due.
        done = subprocess.run([sys.executable, "-c", LOADED, *command], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert unused & set(done.stderr.splitlines()[-1].split()) == set()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlLedger]:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else f"sqlite:///{tmp_path / 'ledger.db'}"
    opened = open_ledger(url)
    opened.register_sources([Source(f"s{n}", f"https://s{n}.example/feed") for n in range(3)], now=NOW)
    opened.record_poll("s1", Poll("ok", NOW), [FeedEntry(f"https://s1.example/{n}") for n in range(2500)], now=NOW)
    yield opened
    opened.close()


def statements(ledger: SqlLedger) -> list[tuple[str, object]]:
    """What is asked of the database from now on."""
    asked: list[tuple[str, object]] = []
    event.listen(ledger._database.engine, "before_cursor_execute", lambda _c, _u, sql, values, *_: asked.append((sql, values)))
    return asked


def scanned(ledger: SqlLedger, asked: list[tuple[str, object]]) -> set[str]:
    """Tables that one of these statements would read from end to end, by the engine's own plan."""
    found: set[str] = set()
    with ledger._database.engine.connect() as connection:
        server = connection.dialect.name == "postgresql"
        if server:
            connection.execute(text("SET enable_seqscan = off"))  # Small tables are scanned for cheapness' sake.
        for sql, values in [pair for pair in asked if pair[0].startswith(("SELECT", "UPDATE", "INSERT", "DELETE"))]:
            plan = connection.exec_driver_sql(f"EXPLAIN {'' if server else 'QUERY PLAN '}{sql}", values).all()
            lines = [str(row[-1]) for row in plan]
            found |= {word for line in lines for word in TABLES if f"Seq Scan on {word} " in line or line.startswith(f"SCAN {word}")}
    return found


TABLES = ("seen", "entry_sources", "attempts", "articles")  # Those that grow with what was ever seen.


def test_what_an_idle_run_asks_for_reads_no_table_that_only_grows(ledger: SqlLedger) -> None:
    asked = statements(ledger)
    ledger.register_sources([Source("s1", "https://s1.example/feed")], now=NOW)
    ledger.source_states()
    ledger.due_sources(now=NOW, ids=["s1", "s2"])
    ledger.owners()
    ledger.open_counts(now=NOW)
    for step in ("fetch", "process"):
        ledger.due_count(step, now=NOW)
    ledger.next_due()
    next(ledger.outcomes(now=NOW))
    assert len(asked) >= 10
    assert scanned(ledger, asked) == set()
    assert scanned(ledger, [("SELECT * FROM seen WHERE reason = 'x'", ())]) == {"seen"}


def test_outcomes_come_page_by_page(ledger: SqlLedger) -> None:
    asked = statements(ledger)
    lines = ledger.outcomes(now=NOW)
    next(lines)
    first = [sql for sql, _ in asked if "FROM seen" in sql]
    assert (len(first), sum(1 for _ in lines)) == (1, 2499)
    assert len([sql for sql, _ in asked if "FROM seen" in sql]) == 3


def test_lines_and_rows_are_written_as_they_come(capsys: pytest.CaptureFixture[str]) -> None:
    def endless() -> Iterator[dict[str, int]]:
        for number in range(2 * FIRST):
            yield {"n": number}
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_jsonl(endless())
    assert [json.loads(line)["n"] for line in capsys.readouterr().out.splitlines()] == list(range(2 * FIRST))
    with pytest.raises(KeyboardInterrupt):
        write_table(endless(), ["n"], empty="none")
    assert len(capsys.readouterr().out.splitlines()) == 2 * FIRST + 1


def test_nothing_is_left_in_the_home_folder(tmp_path: Path) -> None:
    """A library that reports its use to its maker leaves a name for this machine there first."""
    home, code = tmp_path / "user", "from dateline.cli import main; main()"
    home.mkdir()
    environment = {"HOME": str(home), "PATH": os.environ["PATH"], "DATELINE_HOME": str(tmp_path / "home"), "DATELINE_WORKERS": "1"}
    tag = [sys.executable, "-c", code, "tag", "--jsonl"]
    line = json.dumps({"id": "a", "text": "Warplanes bombed Aleppo on Friday.", "published": "2016-10-15"})
    done = subprocess.run(tag, input=line, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert (done.returncode, json.loads(done.stdout)["id"]) == (0, "a"), done.stderr[-2000:]
    assert list(home.rglob("*")) == []
