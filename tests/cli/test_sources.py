"""`dateline sources list`: what is configured now, with what the ledger remembers of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dateline import wiring
from dateline.models import FeedEntry, Source
from dateline.protocols import Poll
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


def test_a_source_that_is_not_configured_any_more_is_left_out(run: Run, sources: Path) -> None:
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
    }
