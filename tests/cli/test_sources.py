"""`dateline sources list`: what is configured now, with what the ledger remembers of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dateline import wiring
from dateline.models.sources import FeedEntry, Source
from dateline.protocols.ledger import Adopted, Poll
from tests.cli.conftest import Run


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sources file of this installation."""
    file = tmp_path / "sources.yml"
    monkeypatch.setenv("DATELINE_SOURCES", str(file))
    return file


def listed(run: Run) -> dict[str, dict[str, Any]]:
    code, out, err = run("sources", "list", "--format", "jsonl")
    assert code == 0, err
    return {line["id"]: line for line in map(json.loads, out.splitlines())}


def test_nothing_is_registered_by_looking(run: Run, sources: Path) -> None:
    sources.write_text("- {id: b, url: https://b.example/feed}\n- {id: a, url: https://a.example/feed}\n", encoding="utf-8")
    assert [(row["id"], row["state"], row["next_poll"], row["entries"]) for row in listed(run).values()] == [
        ("a", "new", None, 0),
        ("b", "new", None, 0),
    ]
    assert wiring.ledger(wiring.settings()).source_states() == []


def test_what_the_ledger_knows_besides_is_told_too(run: Run, sources: Path) -> None:
    sources.write_text("- {id: a, url: https://a.example/feed, name: A}\n- {id: moved, url: https://new.example/feed}\n", encoding="utf-8")
    listed(run)
    memory, now = wiring.ledger(wiring.settings()), wiring.now()
    memory.register_sources([Source(id, f"https://{id}.example/feed") for id in ("a", "moved", "removed")], now=now)
    for id in ("a", "moved", "removed"):
        memory.record_poll(id, Poll("failed", now, reason="503"), [FeedEntry(f"https://{id}.example/1")], now=now)
    rows = listed(run)
    assert {id: (row["url"], row["state"], row["reason"], row["entries"]) for id, row in rows.items()} == {
        "a": ("https://a.example/feed", "failed", "503", 1),
        "moved": ("https://new.example/feed", "new", None, 1),
        "removed": ("https://removed.example/feed", "failed", "503", 1),  # As what `ingest --sources` polls.
    }


def test_a_reason_is_told_whole_and_without_the_address_before_it(run: Run, sources: Path) -> None:
    sources.write_text("- {id: a, url: https://a.example/feed}\n", encoding="utf-8")
    listed(run)
    memory, now = wiring.ledger(wiring.settings()), wiring.now()
    memory.register_sources([Source("a", "https://a.example/feed")], now=now)
    why = "status 503, after a long while in which nothing was said by anybody at all"
    memory.record_poll("a", Poll("failed", now, reason=f"https://a.example/feed: {why}"), [], now=now)
    _, out, _ = run("sources", "list")
    assert out.splitlines()[1].endswith(f"  https://a.example/feed  {why}")


@pytest.mark.parametrize("command", [("outcomes",), ("replay",), ("replay", "--from-archive")])
def test_a_source_that_nobody_knows_is_refused(run: Run, sources: Path, command: tuple[str, ...]) -> None:
    sources.write_text("- {id: wire, url: https://a.example/feed}\n", encoding="utf-8")
    assert "no source" not in run(*command, "--source", "wire")[2]
    assert run(*command, "--source", "wires") == (2, "", "dateline: --source: no source has the id 'wires'; did you mean wire?\n")
    assert run(*command, "--source", "nosuch")[2].endswith("'nosuch'; `dateline sources list` names them\n")


def test_a_source_that_only_entries_name_is_known(run: Run, sources: Path) -> None:
    sources.write_text("- {id: wire, url: https://a.example/feed}\n", encoding="utf-8")
    listed(run)
    found = Adopted(FeedEntry("https://b.example/1", source_id="recovered"), page=None, body_hash=None, settled=True)
    wiring.ledger(wiring.settings()).adopt([found], now=wiring.now())
    code, out, _ = run("outcomes", "--source", "recovered", "--format", "jsonl")
    assert (code, json.loads(out)["url"]) == (0, "https://b.example/1")
