"""`dateline retag --re-extract`: kept pages are read again, and what their feed claimed of them still counts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dateline import wiring
from dateline.limits import CpuLimitExceeded
from dateline.models import Article, Page
from tests.cli.conftest import TEXT, Run


def articles(run: Run) -> list[dict[str, Any]]:
    _, out, _ = run("search", "--format", "jsonl", "--sort", "oldest")
    return [json.loads(line) for line in out.splitlines()]


def test_what_the_feed_claimed_is_kept(run: Run, folder: Path) -> None:
    run("ingest", "--folder", folder, "--published", "2016-10-15", "--timezone", "Asia/Damascus")
    (before,) = articles(run)
    code, _, err = run("retag", "--re-extract")
    (after,) = articles(run)
    assert (code, "1 articles stored" in err) == (0, True), err
    names = ("published", "published_from", "source", "timezone", "event_ids")
    assert {name: after.get(name) for name in names} == {name: before.get(name) for name in names}
    assert after["published"]


def test_a_page_that_takes_too_long_is_kept_as_it_was_and_the_rest_goes_on(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "slow.txt").write_text(TEXT.replace("Aleppo", "Homs"), encoding="utf-8")
    run("ingest", "--folder", folder, "--published", "2016-10-15")

    extract = wiring.extractor(wiring.settings())

    def limited(page: Page, **known: Any) -> Article:
        if "slow" in page.url:
            raise CpuLimitExceeded("more than 5 s of processor time")
        return extract(page, **known)

    monkeypatch.setattr(wiring, "extractor", lambda _: limited)
    code, _, err = run("retag", "--re-extract")
    assert code == 0, err
    assert "slow.txt: kept as it was: more than 5 s of processor time" in err
    assert "1 articles kept, 1 articles stored" in err
    assert len(articles(run)) == 2
