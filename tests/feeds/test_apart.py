"""Feeds that never end cost themselves, and nobody else."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dateline.errors import FeedError
from dateline.feeds import parse_feed
from dateline.feeds.apart import HERE, Parser
from dateline.models.sources import Source
from dateline.runs import steps
from dateline.settings import load
from tests.manysites import ManySites

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
ABOUT = {"url": "https://a.example/feed", "content_type": None, "now": NOW, "source_id": "a"}
ITEMS = "".join(f"<item><title>Raid {n}</title><link>https://a.example/{n}</link></item>" for n in range(400)).encode()
FEED = b"<rss version='2.0'><channel><title>A</title>" + ITEMS + b"</channel></rss>"
HOSTILE = {
    "markers": b"<rss><channel>" + b"<![CDATA[" * 30_000,
    "comments": b"<rss><channel>" + b"<!--" * 40_000,
    "attributes": b"<rss version='2.0'><channel><item><title><a " + b" ".join(b"a%d='1'" % n for n in range(40_000)) + b">x",
    "title": b"<rss version='2.0'><channel><item><title>" + b"<" * 9_000_000,
}


def test_what_another_process_reads_is_what_we_read() -> None:
    assert len(FEED) > HERE
    with Parser() as parser:
        assert parser.parse(FEED, **ABOUT) == parse_feed(FEED, **ABOUT)
        with pytest.raises(FeedError, match=r"https://a\.example/feed"):
            parser.parse(b"<html>" + b"no feed " * HERE, **ABOUT)
        assert parser.parse(FEED, **ABOUT).items == 400


@pytest.mark.parametrize("kind", HOSTILE)
def test_the_worst_end_with_a_line_and_the_next_feed_is_read(kind: str) -> None:
    with Parser() as parser:
        assert entries_or_line(parser, HOSTILE[kind]) in ((), "https://a.example/feed: ")
        assert len(parser.parse(FEED, **ABOUT).entries) == 400


def entries_or_line(parser: Parser, body: bytes) -> object:
    try:
        return parser.parse(body, **ABOUT).entries
    except FeedError as error:
        return str(error)[:24]


def test_the_limit_ends_what_hears_no_exception(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    spinning = "import re, signal; signal.setitimer(signal.ITIMER_PROF, 0.2); re.match('(a*)*$', 'a' * 40 + 'b')"
    ended = subprocess.run([sys.executable, "-c", spinning], capture_output=True, timeout=300, check=False)
    assert ended.returncode < 0  # The kernel's doing: what `apart` relies on.
    with Parser(seconds=0.001) as parser, pytest.raises(FeedError, match=r"more than 0\.001 s of processor time"):
        parser.parse(FEED * 20, **ABOUT)


def test_the_process_ends_with_whoever_started_it() -> None:
    script = (
        "import os, sys, time; from dateline.feeds.apart import Parser\n"
        "p = Parser(); pid = p._start().pid; sys.stdout.write(f'{pid}\\n'); sys.stdout.flush(); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        parent.kill()
    end = time.monotonic() + 60
    while Path(f"/proc/{child}").exists() and "Z" not in Path(f"/proc/{child}/stat").read_text().rpartition(")")[2][:3]:
        assert time.monotonic() < end
        time.sleep(0.05)


def test_one_feed_that_never_ends_stops_no_other(tmp_path: Path) -> None:
    def say(host: str, path: str) -> tuple[int, dict[str, str], bytes] | None:
        return (200, {"Content-Type": "text/xml"}, HOSTILE["markers"]) if (host, path) == ("site0.example", "/feed.xml") else None

    with ManySites(50, hosts=5, say=say) as sites:
        config = load({"DATELINE_HOME": str(tmp_path), **sites.environment})
        chosen = [Source(name.partition(".")[0], f"http://{name}/feed.xml") for name in sites.names]
        summary = asyncio.run(steps.poll(config, chosen=chosen))
    assert summary.counts["sources ok"] + summary.counts.get("sources failed", 0) == 5
    assert (summary.counts["sources ok"] >= 4, summary.counts["new entries"]) == (True, 40)


def test_small_feeds_start_no_process() -> None:
    with Parser() as parser:
        parser.parse(FEED[:2000] + b"</channel></rss>", **ABOUT)
        assert parser._process is None
        packed = b"<!DOCTYPE x [<!ENTITY a 'a'>]>" + FEED[:2000]
        assert parser.parse(packed, **ABOUT).entries
        assert parser._process is not None
