"""Made tests/data/ledger/first-release.*.sql: a ledger as the first release left it, with entries in every state.

    python -m tests.ledger.first_release

It was run once, at schema 0001. The files are frozen: what later releases must be able to open is what that release wrote, not
what today's code would write.
"""

from __future__ import annotations

import re
import sqlite3
import subprocess
import tempfile
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from dateline.ledger import SqlLedger, open_ledger
from dateline.ledger.schema import SCHEMA
from dateline.models.outcomes import Outcome
from dateline.models.sources import FeedEntry, Source, SourceKind
from dateline.protocols.ledger import Poll, Settlement, Work
from tests.services import Postgres

FOLDER = Path(__file__).parents[1] / "data" / "ledger"
NOON = datetime(2026, 11, 24, 12, 0, 0, 250000, tzinfo=UTC)
HOUR = timedelta(hours=1)
LEASE = timedelta(minutes=15)

WIRE = Source(
    "wire",
    "https://wire.example/feed",
    "The Wire",
    SourceKind.FEED,
    "en",
    "SY",
    "Asia/Damascus",
    HOUR / 2,
    timedelta(seconds=5),
    ("a", "b"),
)
POST = Source("post", "https://post.example/feed", note="often down")
FILES = Source("files", "file:///srv/files", kind=SourceKind.FOLDER)
TOLD = FeedEntry(
    "https://a.example/indexed?utm_source=feed",
    title="Häuser in حلب \U0001f600 'quoted'; -- and",
    published=datetime(2026, 11, 24, 9, 30, tzinfo=timezone(timedelta(hours=3))),
    summary="two\nlines",
    authors=("Ž", "B"),
    language="en",
)
FILE = FeedEntry("folder:files/one.txt", title="One")


def live(ledger: SqlLedger) -> dict[str, str]:
    """A morning of the first release; the names by which its leases are written."""
    ledger.register_sources([WIRE, POST, FILES], now=NOON)
    _settled(ledger)
    _written_again(ledger)
    _on_file(ledger)
    tokens = _open(ledger)
    ledger.due_sources(now=NOON + HOUR, ids=["post"])
    return tokens


def _settled(ledger: SqlLedger) -> None:
    """One entry for each way to end, and one that waits for its next try."""
    _announce(ledger, "https://c.example/unchanged")
    _index(ledger, _fetch(ledger, "warc/1#0,10"), article="article-c", digest="cc")
    ledger.replay(outcome=Outcome.INDEXED, now=NOON)
    _end(ledger, _claim(ledger, "fetch"), Outcome.UNCHANGED, reason="not modified (304)")
    _announce(ledger, "https://d.example/dead")
    _end(ledger, _claim(ledger, "fetch"), Outcome.FAILED_RETRYABLE, reason="404 Not Found", next_try=NOON)
    _end(ledger, _claim(ledger, "fetch"), Outcome.DEAD, reason="404 Not Found")
    _announce(ledger, "https://e.example/gone", "javascript:alert(1)")
    _end(ledger, _claim(ledger, "fetch"), Outcome.FAILED_PERMANENT, reason="410 Gone")
    _announce(ledger, "https://f.example/robots")
    _end(ledger, _claim(ledger, "fetch"), Outcome.SKIPPED_ROBOTS, reason="robots.txt")
    _announce(ledger, "https://g.example/later")
    _end(ledger, _claim(ledger, "fetch"), Outcome.FAILED_RETRYABLE, reason="503", next_try=NOON + 2 * HOUR)


def _written_again(ledger: SqlLedger) -> None:
    """An article at its second acknowledged revision, a third handed out; and another entry that leads to it."""
    ledger.record_poll("wire", Poll("ok", NOON + HOUR, etag='"feed"', last_modified="Tue", body_hash="0f"), [TOLD], now=NOON)
    _index(ledger, _fetch(ledger, "warc/2#0,10", etag='"a"', last_modified="Mon"), article="article-a", digest="aa")
    ledger.acknowledge([("article-a", ledger.next_revision("article-a"))])
    ledger.next_revision("article-a")
    entries = [FeedEntry("https://b.example/same"), TOLD]
    ledger.record_poll("post", Poll("failed", NOON + HOUR / 2, "503 from the proxy", 0.5), entries, now=NOON)
    works = _fetch(ledger, "warc/3#0,10")
    ledger.hold([("article-a", work.entry_id) for work in works], now=NOON)
    _end(ledger, works, Outcome.DUPLICATE, reason="leads to an article already held", article_id="article-a")


def _on_file(ledger: SqlLedger) -> None:
    """A file that was read, changed and read again."""
    for number, outcome in enumerate((Outcome.INDEXED, Outcome.UPDATED), 4):
        ledger.record_pages("files", [(FILE, f"warc/{number}#0,10", f"file-{number}")], now=NOON)
        _index(ledger, _claim(ledger, "process"), article="article-f", digest=f"ff{number}", outcome=outcome)


def _open(ledger: SqlLedger) -> dict[str, str]:
    """Entries that wait, and one leased for each step."""
    _announce(ledger, "https://k.example/processing")
    _fetch(ledger, "warc/6#0,10", leave=True)
    (processing,) = _claim(ledger, "process", worker="host:2")
    ledger.hold([("article-k", processing.entry_id)], now=NOON)
    _announce(ledger, "https://j.example/fetched")
    _fetch(ledger, "warc/7#0,10", leave=True, etag='"j"', last_modified="Wed")
    _announce(ledger, "https://h.example/leased")
    (fetching,) = _claim(ledger, "fetch", worker="host:1")
    _announce(ledger, "https://h.example/second", "https://i.example/pending")
    return {processing.token: "lease-to-process", fetching.token: "lease-to-fetch"}


def _claim(ledger: SqlLedger, step: str, *, worker: str = "host:0") -> list[Work]:
    """What is due at noon."""
    return ledger.claim(step, worker=worker, limit=100, lease=LEASE, now=NOON)


def _announce(ledger: SqlLedger, *urls: str) -> None:
    poll = Poll("ok", NOON + HOUR, etag='"feed"', last_modified="Tue", body_hash="0f")
    ledger.record_poll("wire", poll, [FeedEntry(url) for url in urls], now=NOON)


def _fetch(ledger: SqlLedger, page: str, *, leave: bool = False, etag: str | None = None, last_modified: str | None = None) -> list[Work]:
    works = _claim(ledger, "fetch")
    fetched = [Settlement(work, Outcome.FETCHED, page=page, etag=etag, last_modified=last_modified) for work in works]
    ledger.settle(fetched, now=NOON)
    return [] if leave else _claim(ledger, "process")


def _index(ledger: SqlLedger, works: list[Work], *, article: str, digest: str, outcome: Outcome = Outcome.INDEXED) -> None:
    ledger.hold([(article, work.entry_id) for work in works], now=NOON)
    ledger.settle([Settlement(work, outcome, article_id=article, content_hash=digest) for work in works], now=NOON)


def _end(ledger: SqlLedger, works: list[Work], outcome: Outcome, **fields: object) -> None:
    ledger.settle([Settlement(work, outcome, **fields) for work in works], now=NOON)  # type: ignore[arg-type]


# ---- dumps --------------------------------------------------------------------------------------------------------------


def main() -> None:
    """Write both files."""
    if SCHEMA != "0001":
        raise SystemExit(f"this is schema {SCHEMA}: the ledger of the first release is frozen")
    FOLDER.mkdir(parents=True, exist_ok=True)
    _write("first-release.sqlite.sql", *_sqlite())
    _write("first-release.postgresql.sql", *_postgres())


def _sqlite() -> tuple[str, dict[str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.db"
        ledger = open_ledger(f"sqlite:///{path}")
        tokens = live(ledger)
        ledger.close()
        with sqlite3.connect(path) as connection:
            return "\n".join(connection.iterdump()) + "\n", tokens


def _postgres() -> tuple[str, dict[str, str]]:
    binaries = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parts[4]))
    server = Postgres(binaries)
    try:
        server.start()
        server.execute("CREATE DATABASE first")
        ledger = open_ledger(server.url("first"))
        tokens = live(ledger)
        ledger.close()
        url = server.url("first").replace("+psycopg", "")
        dumped = [str(binaries / "pg_dump"), "--inserts", "--no-owner", "--no-privileges", url]
        return _plain(subprocess.run(dumped, check=True, capture_output=True, text=True).stdout), tokens
    finally:
        server.remove()


def _plain(dump: str) -> str:
    """Without what only this version of the server, or psql, understands."""
    lines = [line for line in dump.splitlines() if not re.match(r"--|SET |SELECT pg_catalog\.set_config|\\", line)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _write(name: str, dump: str, tokens: dict[str, str]) -> None:
    for token, lease in tokens.items():
        dump = dump.replace(token, lease)
    (FOLDER / name).write_text(dump, encoding="utf-8")


if __name__ == "__main__":
    main()
