"""What every ledger promises to remember: the same tests for the fake, SQLite and a real PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from dateline.errors import ArchiveError, LedgerError
from dateline.identity import entry_id, stable_id
from dateline.models.outcomes import Outcome
from dateline.models.sources import FeedEntry, Source, SourceKind
from dateline.protocols.ledger import Holding, OutcomeLine, Poll, PollCounts, Replayed, Settlement, SourceState, Work
from tests.contract.ledger_kinds import AnyLedger, Ledgers
from tests.contract.ledger_steps import HOUR, POLLED, WIRE, announce, claim, end, fetched, standing
from tests.contract.ledger_worker import LEASE, NOW

# ---- sources ------------------------------------------------------------------------------------------------------------


def test_a_new_source_is_due_at_once_and_comes_back_whole(ledgers: Ledgers) -> None:
    ledger = ledgers.empty()
    source = Source(
        "x", "https://x.example/f", "X", SourceKind.SITEMAP, "ar", "SY", "Asia/Damascus", HOUR / 4, timedelta(seconds=5), ("a", "b"), "why"
    )
    ledger.register_sources([source], now=NOW)
    expected = SourceState(source, "new", None, 0.0, None, None, None, None, NOW, 0)
    assert ledger.due_sources(now=NOW) == [expected]
    assert ledger.source_states() == [expected]


def test_a_poll_is_remembered(ledger: AnyLedger) -> None:
    ledger.record_poll(
        "wire", Poll("failed", NOW + 2 * HOUR, "503", 0.5, '"e"', "Sun", "hash"), [FeedEntry("https://a.example/1")], now=NOW
    )
    assert ledger.source_states()[1] == SourceState(WIRE, "failed", "503", 0.5, '"e"', "Sun", "hash", NOW, NOW + 2 * HOUR, 1)


def test_registering_again_keeps_the_memory_but_takes_the_new_settings(ledger: AnyLedger) -> None:
    ledger.record_poll("wire", replace(POLLED, etag='"e"'), [], now=NOW)
    renamed = replace(WIRE, name="The Wire")
    ledger.register_sources([renamed], now=NOW + HOUR / 2)
    assert [state.source.id for state in ledger.source_states()] == ["post", "wire"]
    assert ledger.source_states()[1] == SourceState(renamed, "ok", None, 0.0, '"e"', None, None, NOW, NOW + HOUR, 0)


def test_a_source_that_moved_starts_over(ledger: AnyLedger) -> None:
    ledger.record_poll("wire", replace(POLLED, etag='"e"'), [FeedEntry("https://a.example/1")], now=NOW)
    moved = replace(WIRE, url="https://wire.example/new")
    ledger.register_sources([moved], now=NOW)
    assert ledger.source_states()[1] == SourceState(moved, "new", None, 0.0, None, None, None, None, NOW, 1)


def test_due_sources_are_leased_longest_due_first(ledgers: Ledgers, ledger: AnyLedger) -> None:
    ledger.record_poll("post", Poll("ok", NOW + HOUR), [], now=NOW)
    ledger.record_poll("wire", Poll("ok", NOW + HOUR / 2), [], now=NOW)
    later = NOW + HOUR
    assert ledger.due_sources(now=NOW) == []
    assert [state.source.id for state in ledger.due_sources(now=later, limit=1)] == ["wire"]
    assert [state.source.id for state in ledgers.another().due_sources(now=later)] == ["post"]
    assert ledger.due_sources(now=later + timedelta(minutes=9)) == []
    assert [state.source.id for state in ledger.due_sources(now=later + timedelta(minutes=10), ids=["post"])] == ["post"]
    assert ledger.due_sources(now=later + HOUR, ids=[]) == []


def test_a_poll_of_an_unknown_source_is_refused(ledger: AnyLedger) -> None:
    with pytest.raises(LedgerError, match="nobody is not registered"):
        announce(ledger, "https://a.example/1", source="nobody")
    with pytest.raises(LedgerError, match="nobody is not registered"):
        ledger.record_pages("nobody", [], now=NOW)
    assert list(ledger.outcomes(now=NOW)) == []


# ---- entries ------------------------------------------------------------------------------------------------------------


def test_an_entry_is_one_canonical_url(ledger: AnyLedger) -> None:
    assert announce(ledger, "https://A.example/1?utm_source=x", "https://a.example/1#top", "https://a.example/2") == PollCounts(2, 0)
    assert announce(ledger, "https://a.example/1", "https://a.example/3", source="post") == PollCounts(1, 1)
    assert announce(ledger, "https://a.example/1") == PollCounts(0, 1)
    lines = {line.url: line for line in ledger.outcomes(now=NOW)}
    assert lines["https://a.example/1"] == OutcomeLine(
        "https://a.example/1", "wire", Outcome.PENDING, None, None, 0, NOW, sources=("wire", "post")
    )
    assert {state.source.id: state.entries for state in ledger.source_states()} == {"wire": 2, "post": 2}
    assert {line.url for line in ledger.outcomes(source="post", now=NOW)} == {"https://a.example/1", "https://a.example/3"}


def test_what_the_first_feed_claimed_is_kept(ledger: AnyLedger) -> None:
    first = FeedEntry(
        "https://a.example/1?utm_source=x",
        title="Häuser \x00 \ud800 \U0001f600",
        published=datetime(2016, 10, 15, 9, 30, tzinfo=timezone(timedelta(hours=3))),
        summary="<b>bold</b>",
        authors=("A", "B"),
        language="en",
        source_id="ignored",
    )
    ledger.record_poll("wire", POLLED, [first], now=NOW)
    ledger.record_poll("post", POLLED, [replace(first, title="Another")], now=NOW)
    (work,) = claim(ledger)
    expected = Work(
        entry_id=entry_id(first.url),
        url="https://a.example/1",
        host="a.example",
        token=work.token,
        attempt=1,
        entry=replace(first, source_id="wire"),
        source_ids=("wire", "post"),
    )
    assert work == expected
    assert work.entry.published is not None
    assert work.entry.published.utcoffset() == timedelta(hours=3)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "http://[bad",
        "/relative",
        "",
        "http://x.example:99999999/",
        "folder:mine/secret.txt",
        "mailto:a\x00\ud800@b",
        f"http://{'a' * 5000}.example/",
    ],
)
def test_a_url_that_cannot_be_fetched_is_settled_not_lost(ledger: AnyLedger, url: str) -> None:
    assert announce(ledger, url, "https://a.example/1") == PollCounts(2, 0)
    assert announce(ledger, url) == PollCounts(0, 1)
    (line,) = [line for line in ledger.outcomes(now=NOW) if line.outcome is Outcome.SKIPPED_UNSAFE_URL]
    assert line.url == url.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")
    assert line.reason
    assert [work.url for work in claim(ledger)] == ["https://a.example/1"]
    assert ledger.replay(outcome=Outcome.SKIPPED_UNSAFE_URL, now=NOW) == 0


def test_a_long_poll_is_recorded_whole(ledger: AnyLedger) -> None:
    urls = [f"https://h{n % 7}.example/{n}" for n in range(2300)]
    assert announce(ledger, *urls) == PollCounts(2300, 0)
    assert announce(ledger, *urls, "https://new.example/", source="post") == PollCounts(1, 2300)
    assert {line.url for line in ledger.outcomes(now=NOW)} == {*urls, "https://new.example/"}
    assert [line.sources for line in ledger.outcomes(source="wire", now=NOW)] == [("wire", "post")] * 2300
    assert ledger.open_counts(now=NOW) == {"pending": 2301}


def test_entries_are_counted_by_outcome_and_last_change(ledger: AnyLedger) -> None:
    announce(ledger, "https://a.example/1", now=NOW - HOUR)
    announce(ledger, "https://b.example/1", "https://c.example/1", "javascript:1")
    announce(ledger, "https://d.example/1", now=NOW + HOUR)
    end(ledger, [work for work in claim(ledger) if work.host == "b.example"], Outcome.SKIPPED_ROBOTS)
    assert ledger.outcome_counts(NOW, NOW + HOUR, now=NOW) == {"leased": 1, "skipped_robots": 1, "skipped_unsafe_url": 1}
    assert ledger.outcome_counts(NOW, NOW + HOUR, now=NOW + LEASE) == {"pending": 1, "skipped_robots": 1, "skipped_unsafe_url": 1}
    assert ledger.outcome_counts(NOW - HOUR, NOW, now=NOW) == {"leased": 1}
    assert ledger.outcome_counts(NOW + 2 * HOUR, NOW + 9 * HOUR, now=NOW) == {}


# ---- articles -----------------------------------------------------------------------------------------------------------


def test_the_first_entry_holds_an_article_and_others_are_told(ledger: AnyLedger) -> None:
    one, two = fetched(ledger, "https://a.example/1", "https://b.example/1")
    assert ledger.hold([("x", one.entry_id)], now=NOW) == [Holding("x", one.entry_id, 1, None)]
    assert ledger.hold([("x", two.entry_id), ("y", two.entry_id)], now=NOW) == [
        Holding("x", one.entry_id, 1, None),
        Holding("y", two.entry_id, 1, None),
    ]
    assert list(ledger.revisions()) == []
    end(ledger, [one], Outcome.INDEXED, article_id="x", content_hash="h")
    end(ledger, [two], Outcome.DUPLICATE, article_id="x", content_hash="other")
    assert list(ledger.revisions()) == [("x", 1)]
    assert ledger.hold([("x", two.entry_id)], now=NOW) == [Holding("x", one.entry_id, 1, "h")]


def test_revisions_only_grow(ledger: AnyLedger) -> None:
    (work,) = fetched(ledger, "https://a.example/1")
    revisions = [ledger.hold([("x", work.entry_id)], now=NOW)[0].revision, ledger.next_revision("x"), ledger.next_revision("x")]
    revisions += [ledger.hold([("x", work.entry_id)], now=NOW)[0].revision]
    assert revisions == sorted(set(revisions))
    ledger.acknowledge([("x", revisions[2])])
    ledger.acknowledge([("x", revisions[1]), ("never held", 5)])
    assert list(ledger.revisions()) == [("x", revisions[2])]
    end(ledger, [work], Outcome.UPDATED, article_id="x", content_hash="h")
    assert list(ledger.revisions()) == [("x", revisions[3])]
    ledger.acknowledge([("x", 90)])  # Of a ledger that was lost.
    assert ledger.next_revision("x") == 91
    with pytest.raises(LedgerError, match="never held"):
        ledger.next_revision("never held")


def test_unchanged_acknowledges_nothing(ledger: AnyLedger) -> None:
    """Nothing was written: the index still has the revision before."""
    (work,) = fetched(ledger, "https://a.example/1")
    ledger.hold([("x", work.entry_id)], now=NOW)
    end(ledger, [work], Outcome.INDEXED, article_id="x", content_hash="h")
    ledger.replay(outcome=Outcome.INDEXED, now=NOW)
    (again,) = fetched(ledger, "https://a.example/1")
    assert ledger.hold([("x", again.entry_id)], now=NOW)[0].revision == 2
    end(ledger, [again], Outcome.UNCHANGED, article_id="x", content_hash="h")
    assert list(ledger.revisions()) == [("x", 1)]


def test_a_holder_that_never_came_into_the_index_gives_way(ledger: AnyLedger) -> None:
    one, two = fetched(ledger, "https://a.example/1", "https://b.example/1")
    ledger.hold([("x", one.entry_id)], now=NOW)
    end(ledger, [one], Outcome.FAILED_PERMANENT, reason="refused", article_id="x")
    assert ledger.hold([("x", two.entry_id)], now=NOW) == [Holding("x", two.entry_id, 2, None)]
    end(ledger, [two], Outcome.INDEXED, article_id="x", content_hash="h")
    assert list(ledger.revisions()) == [("x", 2)]


def test_acknowledged_revisions_come_in_the_order_of_ids(ledger: AnyLedger) -> None:
    works = fetched(ledger, *(f"https://a.example/{n}" for n in range(30)))
    ids = [stable_id(n) for n in range(28)] + ["Zz", "a-b"]
    ledger.hold([(article, work.entry_id) for article, work in zip(ids, works, strict=True)], now=NOW)
    ledger.settle([Settlement(w, Outcome.INDEXED, article_id=a) for a, w in zip(ids, works, strict=True)], now=NOW)
    assert list(ledger.revisions()) == [(article, 1) for article in sorted(ids)]


def test_the_newest_page_of_an_article_and_what_was_claimed_of_it_are_known(ledger: AnyLedger) -> None:
    claims = FeedEntry("https://a.example/1", title="One", published=NOW, authors=("A",), language="en")
    ledger.record_poll("wire", POLLED, [claims], now=NOW)
    end(ledger, claim(ledger), Outcome.FETCHED, page="warc#1")
    (work,) = claim(ledger, "process")
    ledger.hold([("article", work.entry_id)], now=NOW)
    end(ledger, [work], Outcome.INDEXED, article_id="article", content_hash="h")
    assert ledger.page_of("article") == ("warc#1", replace(claims, source_id="wire"))
    with pytest.raises(ArchiveError, match="nobody has no page"):
        ledger.page_of("nobody")


# ---- folders and replays ------------------------------------------------------------------------------------------------


def test_folder_pages_go_straight_to_the_process_step(ledger: AnyLedger) -> None:
    page = FeedEntry("folder:wire/a.txt", title="One")
    key = entry_id(page.url)
    assert ledger.page_hashes([key, "unknown"]) == {}
    assert ledger.record_pages("wire", [(page, "warc#1", "h1")], now=NOW) == PollCounts(1, 0)
    assert (ledger.page_hashes([key]), claim(ledger), ledger.open_counts(now=NOW)) == ({key: "h1"}, [], {"fetched": 1})
    (work,) = claim(ledger, "process")
    assert work == Work(key, page.url, "folder", work.token, 1, replace(page, source_id="wire"), ("wire",), page="warc#1")
    end(ledger, [work], Outcome.INDEXED, article_id="x")
    changed = replace(page, title="Two")
    assert ledger.record_pages("wire", [(changed, "warc#2", "h2")], now=NOW) == PollCounts(0, 1)
    assert standing(ledger) == {page.url: Outcome.FETCHED}
    (work,) = claim(ledger, "process")
    assert (work.page, work.entry, ledger.page_hashes([key])) == ("warc#2", replace(changed, source_id="wire"), {key: "h2"})


def test_a_file_that_changes_while_it_is_processed_is_processed_again(ledger: AnyLedger) -> None:
    ledger.record_pages("wire", [(FeedEntry("https://a.example/1"), "warc#1", "h1")], now=NOW)
    old = claim(ledger, "process")
    ledger.record_pages("wire", [(FeedEntry("https://a.example/1"), "warc#2", "h2")], now=NOW)
    assert end(ledger, old, Outcome.INDEXED, article_id="x") == 0
    assert [work.page for work in claim(ledger, "process")] == ["warc#2"]


def test_a_file_of_an_entry_that_is_being_fetched_frees_the_host(ledger: AnyLedger) -> None:
    announce(ledger, "https://a.example/1", "https://a.example/2")
    old = [work for work in claim(ledger) if work.url.endswith("1")]
    other = [work for work in claim(ledger, now=NOW + LEASE) if work.url.endswith("2")]
    end(ledger, other, Outcome.DEAD, now=NOW + LEASE)
    ledger.record_pages("post", [(FeedEntry("https://a.example/1"), "warc#1", "h1")], now=NOW + LEASE)
    announce(ledger, "https://a.example/3", now=NOW + LEASE)
    assert end(ledger, old, Outcome.DEAD, now=NOW + LEASE) == 0
    assert [work.url for work in claim(ledger, now=NOW + LEASE)] == ["https://a.example/3"]


def test_replay_takes_the_failed_and_only_those(ledger: AnyLedger) -> None:
    ends = [Outcome.INDEXED, Outcome.DEAD, Outcome.FAILED_PERMANENT, Outcome.SKIPPED_ROBOTS]
    announce(ledger, *(f"https://{one}.example/" for one in ends))
    works = {work.url: work for work in claim(ledger)}
    for one in ends:
        end(ledger, [works[f"https://{one}.example/"]], one, reason="old", etag='"e"')
    assert ledger.replay(source="post", now=NOW) == 0
    assert ledger.replay(now=NOW + HOUR) == 2
    again = claim(ledger, now=NOW + HOUR)
    assert {(work.url, work.attempt, work.etag) for work in again} == {
        ("https://dead.example/", 1, None),
        ("https://failed_permanent.example/", 1, None),
    }
    assert ledger.replay(now=NOW) == 0
    assert ledger.replay(outcome=Outcome.SKIPPED_ROBOTS, source="wire", now=NOW) == 1
    assert end(ledger, again, Outcome.INDEXED) == 2
    assert sorted(line.attempts for line in ledger.outcomes(now=NOW)) == [1, 1, 2, 2]


def test_what_was_indexed_is_indexed_again_after_a_replay(ledger: AnyLedger) -> None:
    (work,) = fetched(ledger, "https://a.example/1")
    ledger.hold([("x", work.entry_id)], now=NOW)
    end(ledger, [work], Outcome.INDEXED, article_id="x", content_hash="h")
    assert ledger.replay(outcome=Outcome.INDEXED, now=NOW) == 1
    assert list(ledger.revisions()) == [("x", 1)]
    (again,) = fetched(ledger, "https://a.example/1")
    assert ledger.hold([("x", again.entry_id)], now=NOW) == [Holding("x", work.entry_id, 2, None)]


def test_a_file_is_replayed_from_the_archive(ledger: AnyLedger) -> None:
    ledger.record_pages("wire", [(FeedEntry("folder:wire/a.txt"), "warc#1", "h1")], now=NOW)
    end(ledger, claim(ledger, "process"), Outcome.DEAD)
    assert ledger.replay(now=NOW) == 1
    assert [work.page for work in claim(ledger, "process")] == ["warc#1"]


def indexed(ledger: AnyLedger, *urls: str) -> list[Work]:
    """These, fetched and written to an index under their URLs as article ids."""
    works = fetched(ledger, *urls)
    ledger.hold([(work.url, work.entry_id) for work in works], now=NOW)
    ledger.settle([Settlement(work, Outcome.INDEXED, article_id=work.url, content_hash="h") for work in works], now=NOW)
    return works


def test_a_lost_index_is_filled_again_from_the_archive(ledger: AnyLedger) -> None:
    """What was in it is processed again with a higher revision, and no host is asked."""
    (work,) = indexed(ledger, "https://a.example/1")
    ledger.record_pages("wire", [(FeedEntry("folder:wire/a.txt"), "warc#2", "h1")], now=NOW)
    end(ledger, claim(ledger, "process"), Outcome.UNCHANGED)
    announce(ledger, "https://b.example/not-modified")
    end(ledger, claim(ledger), Outcome.UNCHANGED)
    announce(ledger, "https://b.example/never-there")
    end(ledger, claim(ledger), Outcome.DEAD)
    assert ledger.replay_archived(now=NOW + HOUR) == Replayed(opened=2, without_page=1)
    assert claim(ledger, now=NOW + HOUR) == []
    again = claim(ledger, "process", now=NOW + HOUR)
    assert {(one.url, one.page, one.attempt) for one in again} == {(work.url, "warc#1", 1), ("folder:wire/a.txt", "warc#2", 1)}
    assert ledger.hold([(work.url, work.entry_id)], now=NOW) == [Holding(work.url, work.entry_id, 2, None)]
    assert standing(ledger)["https://b.example/not-modified"] is Outcome.UNCHANGED
    assert ledger.replay_archived(now=NOW + HOUR) == Replayed(opened=0, without_page=1)


def test_a_later_visit_that_failed_leaves_the_article_to_the_archive(ledger: AnyLedger) -> None:
    indexed(ledger, "https://a.example/1", "https://b.example/1")
    ledger.replay(outcome=Outcome.INDEXED, now=NOW)
    end(ledger, claim(ledger), Outcome.DEAD, reason="404")
    assert ledger.replay_archived(now=NOW) == Replayed(opened=2, without_page=0)
    assert [work.page for work in claim(ledger, "process")] == ["warc#1", "warc#1"]


def test_a_replay_from_the_archive_is_narrowed_by_outcome_and_source(ledger: AnyLedger) -> None:
    indexed(ledger, "https://a.example/1")
    announce(ledger, "https://b.example/1", source="post")
    end(ledger, claim(ledger), Outcome.FETCHED, page="warc#3")
    end(ledger, claim(ledger, "process"), Outcome.SKIPPED_NOT_ARTICLE)
    announce(ledger, "javascript:1")
    assert ledger.replay_archived(outcome=Outcome.DEAD, now=NOW) == Replayed(0, 0)
    assert ledger.replay_archived(outcome=Outcome.SKIPPED_UNSAFE_URL, now=NOW) == Replayed(0, 1)
    assert ledger.replay_archived(outcome=Outcome.SKIPPED_NOT_ARTICLE, source="wire", now=NOW) == Replayed(0, 0)
    assert ledger.replay_archived(outcome=Outcome.SKIPPED_NOT_ARTICLE, source="post", now=NOW) == Replayed(1, 0)
    assert [work.page for work in claim(ledger, "process")] == ["warc#3"]
    assert ledger.replay_archived(source="post", now=NOW) == Replayed(0, 0)
    assert ledger.replay_archived(source="wire", now=NOW) == Replayed(1, 0)


def test_a_page_that_is_processed_now_is_not_opened_again(ledger: AnyLedger) -> None:
    works = fetched(ledger, "https://a.example/1")
    assert ledger.replay_archived(now=NOW) == Replayed(0, 0)
    assert end(ledger, works, Outcome.INDEXED, article_id="x") == 1


def test_all_is_remembered_by_the_next_process(ledgers: Ledgers, ledger: AnyLedger) -> None:
    announce(ledger, "https://a.example/1")
    works = claim(ledger)
    reopened = ledgers.another()
    assert list(reopened.outcomes(now=NOW)) == list(ledger.outcomes(now=NOW))
    assert end(reopened, works, Outcome.DEAD) == 1
    assert {line.at.astimezone(UTC) for line in ledger.outcomes(now=NOW)} == {NOW}
