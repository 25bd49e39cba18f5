"""`dateline replay --from-archive`: an index that was lost is made again from what was kept, and nobody is asked for anything."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dateline import wiring
from dateline.newsroom.server import Newsroom
from dateline.runs import steps
from dateline.seeds import shipped
from tests.cli.conftest import TEXT, Run

Ids = dict[str, set[str]]


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_HOST_SPACING", "PT0S")


def ids() -> Ids:
    index = wiring.index(wiring.settings())
    try:
        return {kind: {key for key, _ in index.versions(kind)} for kind in ("articles", "events")}
    finally:
        index.close()


def outcomes() -> dict[str, str]:
    """How every entry stands; an article that was changed and one that is new to its index are both written."""
    lines = wiring.ledger(wiring.settings()).outcomes(now=wiring.now())
    return {line.url: "indexed" if line.outcome == "updated" else str(line.outcome) for line in lines}


def test_a_lost_index_is_made_again_from_the_archive(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, sources = tmp_path / "articles", tmp_path / "sources.json"
    folder.mkdir()
    (folder / "raid.txt").write_text(TEXT, encoding="utf-8")
    with Newsroom(shipped() / "newsroom") as room:
        rows = [{"id": s.id, "url": s.url, "name": s.name, "timezone": s.timezone} for s in room.sources]
        sources.write_text(json.dumps(rows), encoding="utf-8")
        places = (f"{name}={address}:{port}" for name, (address, port) in room.host_map.items())
        monkeypatch.setenv("DATELINE_HOST_MAP", ",".join(places))
        assert run("ingest", "--folder", folder, "--published", "2016-10-15", "--timezone", "Asia/Damascus")[0] == 0
        assert run("ingest", "--sources", sources, "--once", "--now")[0] == 0
        before, stood, asked = ids(), outcomes(), len(room.requests)
        for file in (tmp_path / "home").glob("index.db*"):
            file.unlink()

        assert run("index", "init")[0] == 0
        assert ids() == {"articles": set(), "events": set()}
        code, out, err = run("replay", "--from-archive")
        assert (code, out) == (0, "")
        assert err.startswith("41 entries will be processed again from the archive, 0 have no page there and are left alone; ")
        steps.process(wiring.settings())

        code, out, _ = run("index", "check")
        assert (code, "ledger and index agree" in out) == (0, True), out
        assert (ids(), outcomes(), len(room.requests)) == (before, stood, asked)
    assert len(before["articles"]) == 41
    assert before["events"]
