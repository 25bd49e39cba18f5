"""The figures of a day, as a file and where dashboards read them."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dateline import settings, wiring
from dateline.documents.figures import figures_document
from dateline.errors import IndexRefused
from dateline.indexes.elasticsearch.figures import ElasticsearchFigures
from dateline.models.documents import Document
from dateline.models.outcomes import Outcome
from dateline.models.sources import FeedEntry, Source
from dateline.models.times import TimeValue
from dateline.pages.daily import figures_of, write_day
from dateline.protocols.ledger import Poll, SourceState
from tests.bundles import FIGURES, NOW, article, bundle, event
from tests.fakes import FakeIndex

DAY = date(2016, 10, 14)
MORNING = datetime(2016, 10, 14, 6, tzinfo=UTC)


def test_the_figures_of_a_day() -> None:
    index = FakeIndex()
    early, late = NOW - timedelta(minutes=5), NOW - timedelta(minutes=20)
    day = NOW.date()
    index.write([bundle(of=article(published=early)), bundle(event("e1", time=None), of=article("a2", published=late, source_id="times"))])
    source = SourceState(Source("wire", "https://wire.example/rss"), "failed", "HTTP 500", 1.0, None, None, None, NOW, None, 2)
    assert figures_of(index, day, outcomes={"indexed": 2}, sources=[source]) == {
        "day": "2026-11-23",
        "coverage": {
            "articles": 2,
            "articles_by_source": {"times": 1, "wire": 1},
            "articles_with_events": 1,
            "events": 1,
            "events_by_type": {"ASSAULT": 1},
            "events_by_status": {"happened": 1},
            "entries_by_outcome": {"indexed": 2},
            "sources_by_state": {"failed": 1},
        },
        "freshness": {"median_minutes_from_publication_to_index": 12.5},
        "quality": {"with_place": 1.0, "with_actor": 0.0, "attributed": 0.0, "as_precise_as_a_day": 0.0},
    }


def test_a_day_without_news_has_no_shares() -> None:
    figures = figures_of(FakeIndex(), DAY, outcomes={}, sources=[])
    assert figures["quality"] == dict.fromkeys(("with_place", "with_actor", "attributed", "as_precise_as_a_day"))
    assert figures["freshness"] == {"median_minutes_from_publication_to_index": None}


def test_dashboards_get_numbers_only_and_every_outcome() -> None:
    document = figures_document(FIGURES)
    assert (document.index, document.id) == ("figures", "2016-10-14")
    assert document.body["entries"] == dict.fromkeys(map(str, Outcome), 0) | {"indexed": 2, "skipped_robots": 1}
    assert document.body["sources"] == {"new": 0, "ok": 1, "unchanged": 0, "failed": 0, "gone": 0}


def test_a_day_is_written_as_page_and_figures_and_replaced(tmp_path: Path) -> None:
    config = settings.load({"DATELINE_HOME": str(tmp_path)})
    written = write_day(config, "2016-10-14")
    assert written == {"timeline": str(tmp_path / "daily/2016-10-14.html"), "figures": str(tmp_path / "daily/2016-10-14.json")}
    assert json.loads(Path(written["figures"]).read_text())["coverage"]["articles"] == 0
    target = wiring.index(config)
    told = event(time=TimeValue("2016-10-14", MORNING, MORNING + timedelta(hours=1), "hour", "explicit"))
    target.write([bundle(told, of=article(published=MORNING))])
    target.close()
    assert write_day(config, "2016-10-14") == written
    assert json.loads(Path(written["figures"]).read_text())["coverage"]["articles"] == 1
    assert "shelled</mark> the city." in Path(written["timeline"]).read_text()
    assert sorted(path.name for path in (tmp_path / "daily").iterdir()) == ["2016-10-14.html", "2016-10-14.json"]


def test_entries_count_on_the_day_of_their_last_step(tmp_path: Path) -> None:
    config = settings.load({"DATELINE_HOME": str(tmp_path)})
    memory = wiring.ledger(config)
    memory.register_sources([Source("wire", "https://wire.example/rss")], now=MORNING)
    for days, urls in {-1: ["https://a.example/1"], 0: ["https://a.example/2", "javascript:1"], 1: ["https://a.example/3"]}.items():
        at = MORNING + timedelta(days=days)
        memory.record_poll("wire", Poll("ok", at), [FeedEntry(url) for url in urls], now=at)
    figures = json.loads(Path(write_day(config, "2016-10-14")["figures"]).read_text())
    assert figures["coverage"]["entries_by_outcome"] == {"pending": 1, "skipped_unsafe_url": 1}


@pytest.mark.elasticsearch
def test_a_server_keeps_one_document_a_day(elasticsearch_index: Callable[[], Any]) -> None:
    index = elasticsearch_index()
    figures = ElasticsearchFigures(index.client, prefix=index.prefix)
    first = figures_document(FIGURES)
    try:
        for articles in (2, 3):
            figures.write(Document("figures", first.id, 1, {**first.body, "articles": articles}))
        index.client.indices.refresh(index=figures.alias)
        (hit,) = index.client.search(index=figures.alias)["hits"]["hits"]
        assert (hit["_id"], hit["_source"]) == ("2016-10-14", {**first.body, "articles": 3})
        with pytest.raises(IndexRefused, match="strict_dynamic_mapping_exception"):
            figures.write(Document("figures", first.id, 1, {"colour": "red"}))
    finally:
        index.client.indices.delete(index=f"{figures.alias}-1")
        index.client.indices.delete_index_template(name=figures.alias)
