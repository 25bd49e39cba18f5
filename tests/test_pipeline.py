"""The steps joined: newsroom or folder -> ledger, archive -> index, with the real adapters and a tagger that costs nothing."""

from __future__ import annotations

import asyncio
import dataclasses
import functools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from dateline.archive import WarcArchive
from dateline.articles import extract_article
from dateline.documents.articles import article_from_document
from dateline.errors import IndexRefused
from dateline.fetching.client import HttpFetcher
from dateline.identity import stable_id
from dateline.indexes.sqlite.index import SqliteIndex
from dateline.ledger import SqlLedger, open_ledger
from dateline.models.articles import Article, Page
from dateline.models.codebook import Status
from dateline.models.events import Event, Evidence, TaggedArticle
from dateline.models.outcomes import Outcome
from dateline.models.sources import FeedEntry, Source, SourceKind
from dateline.newsroom.server import Newsroom
from dateline.pipeline import fetching, polling, processing, retagging
from dateline.pipeline.given import Gathering, Processing
from dateline.pipeline.summary import Summary
from dateline.protocols.index import Bundle, Written
from dateline.protocols.ledger import Poll, Settlement
from dateline.query import Query
from dateline.seeds import shipped
from tests.known import extraction

START = datetime(2026, 1, 1, tzinfo=UTC)
EXTRACT = functools.partial(extract_article, known=extraction())


class OneWordTagger:
    """An event for each sentence start that says `Air`; `words` can be emptied to take the rule away."""

    def __init__(self, words: tuple[str, ...] = ("Air",)) -> None:
        self.words = words
        self.rules = f"test+{len(words)}"

    def tag(self, articles: Iterable[Article]) -> Iterator[TaggedArticle]:
        for article in articles:
            spots = [article.text.index(word) for word in self.words if word in article.text]
            yield TaggedArticle(article, (), tuple(self._event(article, spot) for spot in spots), self.rules, "en")

    def _event(self, article: Article, spot: int) -> Event:
        evidence = (Evidence((spot, spot + 3), (spot, spot + 3)),)
        identifier = stable_id(article.id, spot)
        return Event(identifier, "ASSAULT", None, None, None, Status.HAPPENED, (), (), None, None, (), None, None, evidence, "t", "lead")


@dataclasses.dataclass
class Bench:
    """Real adapters in one temporary folder, and a clock that moves when it is told to."""

    folder: Path
    now: datetime = START

    def __post_init__(self) -> None:
        self.ledger: SqlLedger = open_ledger(f"sqlite:///{self.folder / 'ledger.db'}")
        self.archive = WarcArchive(f"file://{self.folder / 'archive'}")
        self.index = SqliteIndex(self.folder / "index.db")
        self.index.init()
        self.tagger = OneWordTagger()

    def clock(self) -> datetime:
        return self.now

    def poll_and_fetch(self, room: Newsroom) -> Summary:
        return asyncio.run(self._poll_and_fetch(room))

    async def _poll_and_fetch(self, room: Newsroom) -> Summary:
        fetcher = HttpFetcher(user_agent="test", spacing=timedelta(0), allow_networks=(), host_map=room.host_map, clock=self.clock)
        using = self.gathering(fetcher)
        try:
            self.ledger.register_sources(room.sources, now=self.now)
            polled = await polling.poll([s.id for s in room.sources], using, everything=True)
            return polled + await fetching.fetch_due("test", using)
        finally:
            await fetcher.aclose()

    def gathering(self, fetcher: object) -> Gathering:
        return Gathering(self.ledger, fetcher, self.archive, self.clock)

    def process(self, index: object = None) -> Summary:
        using = Processing(self.ledger, self.archive, index or self.index, EXTRACT, self.tagger, self.clock, lambda _: None)
        return processing.process_due("test", using)

    def read_folder(self, folder: Path) -> Summary:
        source = Source("texts", f"file://{folder}", kind=SourceKind.FOLDER, timezone="Asia/Damascus")
        self.ledger.register_sources([source], now=self.now)
        polled = asyncio.run(polling.poll(["texts"], self.gathering(_NoWeb()), published="2016-10-15"))
        return polled + self.process()

    def outcomes(self) -> Counter[str]:
        return Counter(str(line.outcome) for line in self.ledger.outcomes(now=self.now))

    def versions(self) -> list[tuple[str, int]]:
        return [*self.index.versions("articles"), *self.index.versions("events")]


class _NoWeb:
    async def fetch_all(self, requests: object) -> object:
        assert not requests
        for _ in ():
            yield _

    async def aclose(self) -> None:
        """Nothing to close."""


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_a_newsroom_ends_on_the_index_with_one_outcome_for_every_entry(bench: Bench) -> None:
    with Newsroom(shipped() / "newsroom") as room:
        bench.poll_and_fetch(room)
        bench.process()
        first = bench.versions()
        assert bench.outcomes() == {
            "indexed": 40, "duplicate": 2, "skipped_robots": 1, "skipped_not_article": 1, "failed_retryable": 1
        }  # fmt: skip
        assert bench.index.articles(Query()).total == 40
        # Again: nothing is new, no document is written.
        again = bench.poll_and_fetch(room) + bench.process()
    assert again.counts.get("new entries", 0) == 0
    assert bench.versions() == first


def test_a_page_that_is_missing_is_tried_again_and_then_dead(bench: Bench) -> None:
    with Newsroom(shipped() / "newsroom", day=date(2016, 10, 14)) as room:
        for _ in range(5):
            bench.poll_and_fetch(room)
            bench.now += timedelta(days=2)
        lines = {line.url: line for line in bench.ledger.outcomes(now=bench.now)}
    missing = lines["https://levant.example/2016/10/14/withdrawn-report.html"]
    assert (missing.outcome, missing.attempts) == (Outcome.DEAD, 4)
    assert bench.ledger.replay(outcome=Outcome.DEAD, now=bench.now) == 1


def test_a_folder_is_read_by_its_bytes(bench: Bench, tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    paragraph = "Air raids hit the northern districts on Friday, residents said. " * 8
    (folder / "a.txt").write_text(paragraph, encoding="utf-8")
    (folder / "b.txt").write_text(paragraph.replace("northern", "southern"), encoding="utf-8")
    assert bench.read_folder(folder).counts["indexed"] == 2
    assert bench.index.events(Query()).total == 2
    before = dict(bench.index.versions("articles"))

    assert bench.read_folder(folder).counts["known entries"] == 2
    assert dict(bench.index.versions("articles")) == before

    (folder / "a.txt").write_text(paragraph + "The toll rose on Saturday.", encoding="utf-8")
    (folder / "b.txt").unlink()
    assert bench.read_folder(folder).counts["updated"] == 1
    assert bench.outcomes() == {"updated": 1, "indexed": 1}
    assert len(dict(bench.index.versions("articles"))) == 2


def test_a_broken_sidecar_costs_its_article_and_nothing_else(bench: Bench, tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.txt").write_text("Air raids were reported. " * 20, encoding="utf-8")
    (folder / "a.yml").write_text("published: someday\n", encoding="utf-8")
    (folder / "b.txt").write_text("Air raids hit the city on Friday, residents said. " * 10, encoding="utf-8")
    summary = bench.read_folder(folder)
    assert (summary.counts["sources ok"], summary.counts["files left out"], summary.counts["indexed"]) == (1, 1, 1)
    assert "a.txt: left out: " in summary.notes[0]
    assert "a.yml" in summary.notes[0]


class _Refusing:
    """An index that takes nothing."""

    def write(self, bundles: list[Bundle]) -> list[Written]:
        raise IndexRefused("https://search.example: read-only; free some disk")


def test_while_the_index_refuses_nothing_is_lost(bench: Bench, tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.txt").write_text("Air raids hit the city on Friday, residents said. " * 10, encoding="utf-8")
    bench.ledger.register_sources([Source("texts", f"file://{folder}", kind=SourceKind.FOLDER)], now=bench.now)
    asyncio.run(polling.poll(["texts"], bench.gathering(_NoWeb())))
    for _ in range(processing.CRASHES + 2):
        with pytest.raises(IndexRefused, match="free some disk"):
            bench.process(_Refusing())
        bench.now += processing.INDEX_PAUSE
    assert bench.process().counts["indexed"] == 1


def test_a_page_that_kills_its_worker_is_set_aside(bench: Bench, tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.txt").write_text("Air raids hit the city on Friday, residents said. " * 10, encoding="utf-8")
    bench.ledger.register_sources([Source("texts", f"file://{folder}", kind=SourceKind.FOLDER)], now=bench.now)
    asyncio.run(polling.poll(["texts"], bench.gathering(_NoWeb())))
    for _ in range(processing.CRASHES):
        assert bench.ledger.claim("process", worker="dies", limit=10, lease=timedelta(minutes=1), now=bench.now)
        bench.now += timedelta(minutes=2)
    assert bench.process().counts == {"dead": 1}


def test_a_crash_between_index_and_ledger_doubles_nothing(bench: Bench, tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.txt").write_text("Air raids hit the city on Friday, residents said. " * 10, encoding="utf-8")
    bench.ledger.register_sources([Source("texts", f"file://{folder}", kind=SourceKind.FOLDER)], now=bench.now)
    asyncio.run(polling.poll(["texts"], bench.gathering(_NoWeb())))

    class DiesAfterWriting:
        def write(self, bundles: list[Bundle]) -> list[Written]:
            bench.index.write(bundles)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bench.process(DiesAfterWriting())
    assert bench.index.articles(Query()).total == 1
    bench.now += timedelta(hours=1)
    assert bench.process().counts["indexed"] == 1
    assert (bench.index.articles(Query()).total, bench.index.events(Query()).total) == (1, 1)
    assert dict(bench.ledger.revisions()) == dict(bench.index.versions("articles"))


def texts(folder: Path) -> Path:
    (folder / "texts").mkdir()
    (folder / "texts" / "a.txt").write_text("Air raids hit the city on Friday, residents said. " * 10, encoding="utf-8")
    return folder / "texts"


class WritesBetween:
    """The index of a bench, at whose first write something else comes first."""

    def __init__(self, bench: Bench, first: Callable[[], object]) -> None:
        self.article = bench.index.article
        self._write, self._first = bench.index.write, [first]

    def write(self, bundles: list[Bundle]) -> list[Written]:
        if self._first:
            self._first.pop()()
        return self._write(bundles)


def test_a_former_text_that_was_tagged_again_meanwhile_does_not_stay(bench: Bench, tmp_path: Path) -> None:
    folder = texts(tmp_path)
    bench.read_folder(folder)
    (stored,) = [article_from_document(hit.body) for hit in bench.index.scan("articles")]
    (folder / "a.txt").write_text("Air raids hit the port on Sunday, residents said. " * 10, encoding="utf-8")
    bench.now += timedelta(days=1)
    asyncio.run(polling.poll(["texts"], bench.gathering(_NoWeb()), published="2016-10-15", everything=True))
    tag_again = retagging.retag([stored], ledger=bench.ledger, index=bench.index, tagger=bench.tagger, clock=bench.clock)
    assert bench.process(WritesBetween(bench, lambda: list(tag_again))).counts["updated"] == 1
    (hit,) = bench.index.scan("articles")
    assert "port" in hit.body["text"]
    assert dict(bench.ledger.revisions()) == dict(bench.index.versions("articles"))


def test_who_lost_the_lease_does_not_write_over_who_has_it(bench: Bench, tmp_path: Path) -> None:
    folder = texts(tmp_path)
    bench.ledger.register_sources([Source("texts", f"file://{folder}", kind=SourceKind.FOLDER)], now=bench.now)
    asyncio.run(polling.poll(["texts"], bench.gathering(_NoWeb())))

    def overtaken() -> None:
        bench.now += timedelta(hours=1)
        assert bench.process().counts["indexed"] == 1

    bench.process(WritesBetween(bench, overtaken))
    assert [version for _, version in bench.index.versions("articles")] == [2]
    assert dict(bench.ledger.revisions()) == dict(bench.index.versions("articles"))


def test_an_article_on_which_the_tagger_broke_is_counted_and_named(bench: Bench, tmp_path: Path) -> None:
    class Breaking(OneWordTagger):
        def tag(self, articles: Iterable[Article]) -> Iterator[TaggedArticle]:
            for article in articles:
                yield TaggedArticle(article, (), (), self.rules, "en", not_tagged="not_tagged:ValueError: broken step")

    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.txt").write_text("Air raids hit the city on Friday, residents said. " * 10, encoding="utf-8")
    bench.tagger = Breaking()
    summary = bench.read_folder(folder)
    assert (summary.counts["indexed"], summary.counts["tagging failed"]) == (1, 1)
    assert summary.notes == ("folder:texts/a.txt: not_tagged:ValueError: broken step",)


def test_tagging_again_with_a_rule_removed_leaves_none_of_its_events(bench: Bench, tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.txt").write_text("Air raids hit the city on Friday, residents said. " * 10, encoding="utf-8")
    bench.read_folder(folder)
    assert bench.index.events(Query()).total == 1
    stored = [article_from_document(hit.body) for hit in bench.index.scan("articles")]
    done = list(retagging.retag(stored, ledger=bench.ledger, index=bench.index, tagger=OneWordTagger(()), clock=bench.clock))
    assert [written.result for written, _ in done] == ["stored"]
    assert bench.index.events(Query()).total == 0
    assert dict(bench.ledger.revisions()) == dict(bench.index.versions("articles"))


def test_an_article_that_only_its_feed_dates_stays_dated_when_its_page_is_read_again(bench: Bench) -> None:
    url, day = "https://wire.example/a", datetime(2016, 10, 14, 6, tzinfo=UTC)
    body = f"<html><body><article><p>{'Air raids hit the city on Friday, residents said. ' * 20}</p></article></body></html>"
    bench.ledger.register_sources([Source("wire", "https://wire.example/feed")], now=bench.now)
    bench.ledger.record_poll("wire", Poll("ok", bench.now), [FeedEntry(url, title="Raids", published=day)], now=bench.now)
    works = bench.ledger.claim("fetch", worker="test", limit=1, lease=timedelta(minutes=1), now=bench.now)
    (reference,) = bench.archive.write([Page(url, url, 200, (("content-type", "text/html"),), body.encode(), bench.now)])
    bench.ledger.settle([Settlement(work, Outcome.FETCHED, page=reference) for work in works], now=bench.now)
    bench.process()
    (hit,) = bench.index.scan("articles")
    stored = article_from_document(hit.body)
    kept, entry = bench.ledger.page_of(stored.id)
    fresh = retagging.re_extract(stored, bench.archive.read(kept), entry=entry, source=None, extract=EXTRACT, now=bench.now)
    assert (fresh.published, fresh.published_from, fresh.title) == (day, "feed", "Raids")
    assert (fresh.published, fresh.title) == (stored.published, stored.title)
