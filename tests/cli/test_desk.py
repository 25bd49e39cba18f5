"""Flags as labels and the watch list by mail, as commands."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from dateline import wiring
from dateline.protocols.desk import Flag, FlagKind, SavedSearch
from dateline.query import Query
from tests.cli.conftest import Run

NOW = datetime(2016, 10, 16, tzinfo=UTC)


def test_flags_become_labels_and_searches_a_mail(run: Run, folder: Path, tmp_path: Path) -> None:
    run("ingest", "--folder", folder, "--published", "2016-10-15", "--timezone", "Asia/Damascus")
    config = wiring.settings()
    hit = wiring.index(config).events(Query(types=("ASSAULT",))).hits[0]
    desk = wiring.desk(config)
    desk.flag(
        Flag(hit.body["article"]["id"], hit.body["evidence_text"], "ASSAULT", hit.id, FlagKind.WRONG, "ana", NOW, "status", "unclear")
    )
    desk.save_search(SavedSearch("Aleppo", "place=Aleppo", "ana", NOW, NOW))

    code, out, err = run("flags", "export", "--items", tmp_path / "items.jsonl")
    rows = [json.loads(line) for line in out.splitlines()]
    (item,) = [json.loads(line) for line in (tmp_path / "items.jsonl").read_text().splitlines()]
    assert (code, "labels of 1 articles" in err) == (0, True)
    assert "unclear" in {row["st"] for row in rows}
    assert all(row["t"] in item["text"] and row["i"] == item["id"] for row in rows)
    assert json.loads(run("flags", "list", "--format", "jsonl")[1])["value"] == "unclear"
    assert "wrong status: unclear (ana)" in run("flags", "list")[1]

    code, out, _ = run("brief", "--to", "ana@example.org", "--seen")
    assert (code, out.splitlines()[0].startswith("Subject: Dateline"), "To: ana@example.org" in out) == (0, True, True)
    assert "Warplanes bombed" in out
    assert "nothing new" in run("brief")[1]
