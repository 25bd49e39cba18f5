"""Settings -> the real adapters -> the steps. Nothing is decided here."""

from __future__ import annotations

import contextlib
import functools
import math
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from dateline import processes
from dateline.models import Article, Page, Source
from dateline.seeds.sources import load_sources, load_sources_file
from dateline.settings import BATCH, LEASE, Settings, load

if TYPE_CHECKING:
    from dateline.articles import Extraction
    from dateline.incidents.readings import Readings
    from dateline.indexes.maintenance import Maintained, Report
    from dateline.pipeline import Summary
    from dateline.protocols import Archive, Bundle, Desk, Extractor, Fetcher, Ledger, Shelf, Tagger
    from dateline.seeds.knowledge import Knowledge
    from dateline.tagging.events.codes import CodeTable
    from dateline.tagging.tagger import NewsTagger, Parts

# Adapters are imported where they are made: `dateline search` waits for no language model, `dateline tag` for no database.


def now() -> datetime:
    """The clock that the steps are given."""
    return datetime.now(UTC)


@functools.cache
def settings() -> Settings:
    """The process's settings, read from the environment once."""
    return load(os.environ)


def is_sample(config: Settings) -> bool:
    """Whether this is the sample's home: its pages and reports say so."""
    return config.home.name == "sample"


def free_dead(memory: Ledger) -> None:
    """End the leases of processes of this machine that are no more, so that running again after a kill waits for nothing."""
    if dead := [owner for owner in memory.owners() if processes.is_dead(owner)]:
        memory.free(dead, now=now())


def sources(config: Settings) -> tuple[Source, ...]:
    """The sources of this installation: `DATELINE_SOURCES` alone, else the shipped ones under `DATELINE_SEEDS`."""
    return load_sources_file(config.sources) if config.sources else load_sources(config.seeds)


def ledger(config: Settings) -> Ledger:
    """The ledger, created and migrated when it is not there."""
    from dateline.ledger import open_ledger

    opened = open_ledger(config.ledger_url)
    free_dead(opened)
    return opened


def ledger_file(config: Settings) -> Path | None:
    """The file of the embedded ledger; None when it lives on a server."""
    from dateline.ledger import file_of

    return file_of(config.ledger_url)


def refill_ledger(config: Settings) -> int:
    """Tell the ledger, created when it is not there, what archive and index know; how many entries were new to it."""
    from dateline.documents.articles import article_from_document
    from dateline.recovery import known_entries

    memory, target = ledger(config), index(config)

    def articles() -> Iterator[tuple[Article, int, datetime | None]]:
        for hit in target.scan("articles"):
            ingested = hit.body["event"]["ingested"]
            yield article_from_document(hit.body), hit.body["revision"], datetime.fromisoformat(ingested) if ingested else None

    try:
        memory.register_sources(sources(config), now=now())
        return memory.adopt(known_entries(archive(config).walk(), articles()), now=now())
    finally:
        target.close()


def desk(config: Settings) -> Desk:
    """What analysts keep, beside the ledger."""
    from dateline.ledger import open_desk

    return open_desk(config.ledger_url)


def shelf(config: Settings) -> Shelf:
    """Which articles are one story, beside the ledger."""
    from dateline.ledger import open_shelf

    return open_shelf(config.ledger_url)


def archive(config: Settings) -> Archive:
    """The archive of raw pages."""
    from dateline.archive import WarcArchive

    return WarcArchive(config.archive_url)


def kept_pages(config: Settings) -> Callable[[str], Page]:
    """What gives the newest archived page of an article. It raises ArchiveError when there is none, LedgerError when nobody can tell."""
    memory, pages = ledger(config), archive(config)

    def kept(article_id: str) -> Page:
        reference, _ = memory.page_of(article_id)
        return pages.read(reference)

    return kept


def codes(config: Settings) -> CodeTable:
    """The codes of CAMEO and ACLED, from the seeds."""
    from dateline.seeds.codes import load_codes
    from dateline.tagging.events.codes import CodeTable

    return CodeTable(load_codes(config.seeds))


def index(config: Settings) -> Maintained:
    """The index, created when it is not there."""
    from dateline.indexes import open_index

    opened = open_index(config)
    opened.init()
    return opened


def fetcher(config: Settings) -> Fetcher:
    """The one way to the web, with this installation's manners."""
    from dateline.fetching.client import HttpFetcher

    return HttpFetcher(
        user_agent=config.user_agent,
        spacing=config.host_spacing,
        allow_networks=config.allow_networks,
        host_map=dict(config.host_map),
    )


@functools.cache
def knowledge(config: Settings) -> Knowledge:
    """All that this installation knows: the shipped seeds with `DATELINE_SEEDS` over them, read once per process."""
    from dateline.seeds.knowledge import load_knowledge

    return load_knowledge(config.seeds)


@functools.cache
def extraction(config: Settings) -> Extraction:
    """What is known of how pages are read."""
    from dateline.articles import compile_extraction

    return compile_extraction(knowledge(config))


def extractor(config: Settings) -> Extractor:
    """The way from a page to its article."""
    from dateline.articles import extract_article

    return functools.partial(extract_article, known=extraction(config))


@functools.cache
def tagger(config: Settings) -> Tagger:
    """The tagger, loaded once per process."""
    return news_tagger(config)


@functools.cache
def news_tagger(config: Settings) -> NewsTagger:
    """The same one with its insides, for whoever explains what it does."""
    from dateline.tagging.tagger import load_tagger

    return load_tagger(config, knowledge(config))


@functools.cache
def tagging_parts(config: Settings) -> Parts:
    """All of the tagger but its language model, with the reader's network loaded: for whoever looks whether they are whole."""
    from dateline.tagging.tagger import load_parts

    parts = load_parts(config, knowledge(config))
    parts.reader.open()
    return parts


def model_version(config: Settings) -> str:
    """Load the language model; its name and version."""
    from dateline.tagging.language_model import load_model

    return load_model(config.model).version


# ---- the steps, as DAGs and commands call them --------------------------------------------------------------------------


async def poll(
    config: Settings, *, chosen: Sequence[Source] | None = None, everything: bool = False, published: str | None = None
) -> Summary:
    """Register sources (this installation's, unless some are chosen) and poll those of them that are due, or everything.

    `published` is the date of folder articles that have none of their own.
    """
    from dateline import pipeline
    from dateline.feeds.clocks import Clocks

    memory = ledger(config)
    wanted = {source.id: source for source in (sources(config) if chosen is None else chosen)}
    memory.register_sources(wanted.values(), now=now())
    if not everything and not any(pipeline.wants_poll(state, now=now()) for state in memory.source_states() if state.source.id in wanted):
        return pipeline.Summary()  # What speaks to the web takes a fifth of a second to load.
    web = fetcher(config)
    try:
        return await pipeline.poll(
            wanted,
            ledger=memory,
            fetcher=web,
            archive=archive(config),
            clock=now,
            everything=everything,
            published=published,
            worker=processes.own_name(),
            clocks=Clocks(),
        )
    finally:
        await web.aclose()


def silence(config: Settings, summary: Summary) -> str | None:
    """One line when a poll was answered by nobody, and when it is not just a few that were due: no source has answered at its last poll."""
    answered = ("ok", "unchanged")
    polled = {state for state in (*answered, "failed", "gone") if summary.counts.get(f"sources {state}")}
    if not polled or polled & set(answered):
        return None
    ids = {source.id for source in sources(config)}
    if any(state.state in answered for state in ledger(config).source_states() if state.source.id in ids):
        return None
    return f"no source answered; {summary.notes[0] if summary.notes else 'see `dateline sources list`'}"


async def fetch(config: Settings) -> Summary:
    """Fetch everything that is due."""
    from dateline import pipeline

    memory = ledger(config)
    if not memory.due_count("fetch", now=now()):
        return pipeline.Summary()
    web = fetcher(config)
    try:
        return await pipeline.fetch_due(worker=processes.own_name(), ledger=memory, fetcher=web, archive=archive(config), clock=now)
    finally:
        await web.aclose()


class _Processing(TypedDict):
    """What both ways to process are given."""

    ledger: Ledger
    archive: Archive
    index: Maintained
    extract: Extractor
    tagger: Tagger
    clock: Callable[[], datetime]


def _processing(config: Settings, memory: Ledger, target: Maintained) -> _Processing:
    return {
        "ledger": memory,
        "archive": archive(config),
        "index": target,
        "extract": extractor(config),
        "tagger": tagger(config),
        "clock": now,
    }


def process(config: Settings) -> Summary:
    """Process everything that is due, and let searches see it. The index is opened first: while it is out of reach no entry is leased."""
    from dateline import pipeline

    target = index(config)
    try:
        memory = ledger(config)
        if not memory.due_count("process", now=now()):
            return pipeline.Summary()  # The language model takes a second to load.
        done = pipeline.process_due(worker=processes.own_name(), **_processing(config, memory, target))
        target.refresh()  # Whoever ran the command looks at the timeline next; a server takes a second by itself.
        return done
    finally:
        target.close()


def seconds_until_due(config: Settings, ids: Collection[str]) -> float:
    """How long until there is work again: the next poll of one of these sources, or the next try of an entry."""
    memory = ledger(config)
    moments = [state.next_poll for state in memory.source_states() if state.next_poll and state.source.id in ids]
    if entry := memory.next_due():
        moments.append(entry)
    return max((min(moments) - now()).total_seconds(), 1.0) if moments else 60.0


def batches(config: Settings, step: str, *, most: int) -> list[int]:
    """Numbers of the batch tasks that a run needs for what is due now: at least one, so that the run is seen to have looked."""
    due = ledger(config).due_count(step, now=now())
    return list(range(min(max(math.ceil(due / BATCH), 1), most)))


async def fetch_batch(config: Settings) -> Summary:
    """Fetch one batch of what is due."""
    from dateline import pipeline

    web, memory = fetcher(config), ledger(config)
    try:
        works = memory.claim("fetch", worker=processes.own_name(), limit=BATCH, lease=LEASE, now=now())
        return await pipeline.fetch(works, ledger=memory, fetcher=web, archive=archive(config), clock=now)
    finally:
        await web.aclose()


def process_batch(config: Settings) -> Summary:
    """Process one batch of what is due; the model is loaded only when there is work."""
    from dateline import pipeline

    memory, target = ledger(config), index(config)
    try:
        works = memory.claim("process", worker=processes.own_name(), limit=BATCH, lease=LEASE, now=now())
        if not works:
            return pipeline.Summary()
        return pipeline.process(works, **_processing(config, memory, target))
    finally:
        target.close()


def show_figures(config: Settings, figures: Mapping[str, Any]) -> None:
    """Put a day's figures where dashboards read them; the embedded index has none."""
    from dateline.documents.figures import figures_document
    from dateline.indexes import open_figures

    if target := open_figures(config):
        try:
            target.write(figures_document(figures))
        finally:
            target.close()


def join_incidents(config: Settings, moments: Sequence[datetime]) -> str | None:
    """Join the days of these times of publication into incidents, and those that analysts' merges and splits wait for; what that gave.

    Where nothing came there is nothing to join, and neither index nor desk is opened: analysts are heeded at once (`heed_hands`), and
    what they said of reports that are not there, or while a process was killed, when something comes.
    """
    return _join(config, moments) if moments else None


def heed_hands(config: Settings) -> str | None:
    """Join what analysts merged, split or took back since; what that gave, or None where all is as they want it."""
    return _join(config, ())


def _join(config: Settings, moments: Sequence[datetime]) -> str | None:
    from dateline import chronicle
    from dateline.incidents.joining import load_weights

    target = index(config)
    try:
        hands = chronicle.hands_of(target, desk(config).flags())
        days = {moment.astimezone(UTC).date() for moment in moments} | chronicle.waiting_for_hands(target, hands)
        if not days:
            return None
        joined = chronicle.join_days(target, days, _readings(config.seeds), load_weights(), clock=now, hands=hands, shelf=shelf(config))
        target.refresh()
        return str(joined)
    finally:
        target.close()


def rebuild_incidents(
    config: Settings, told: Callable[[str], None], *, since: datetime | None = None, until: datetime | None = None
) -> str:
    """Join every stored article anew (published in the interval); what that gave. `told` hears how far it is."""
    target = index(config)
    try:
        joined = _join_all(config, target, told, only=lambda at: (since is None or at >= since) and (until is None or at < until))
        target.refresh()
        return joined
    finally:
        target.close()


@functools.lru_cache(maxsize=1)
def _readings(overlays: tuple[Path, ...]) -> Readings:
    """What reads items for joining: it remembers those it read, so a process that joins again and again has one."""
    from dateline.incidents.lexicon import load_lexicon
    from dateline.incidents.readings import Readings

    return Readings(load_lexicon(overlays))


def _join_all(config: Settings, target: Maintained, told: Callable[[str], None], *, only: Callable[[datetime], bool]) -> str:
    from dateline import chronicle
    from dateline.incidents.joining import load_weights

    readings, flags, book = _readings(config.seeds), desk(config).flags(), shelf(config)
    hands = chronicle.hands_of(target, flags)
    done = chronicle.join_all(
        target, readings, load_weights(), clock=now, hands=hands, shelf=book, told=lambda one: told(str(one)), only=only
    )
    target.refresh()
    hands = chronicle.hands_of(target, flags)  # Ids that they name may be there only now.
    if late := chronicle.waiting_for_hands(target, hands):
        done += chronicle.join_days(target, late, readings, load_weights(), clock=now, hands=hands)
    return str(done)


# ---- upkeep -------------------------------------------------------------------------------------------------------------


def check_index(config: Settings) -> Report:
    """Compare ledger and index, both ways."""
    from dateline.indexes import maintenance, open_index

    opened = open_index(config)
    try:
        opened.init()
        opened.refresh()  # A server shows writes to searches only after a while; what it acknowledged must count now.
        return maintenance.check(opened, ledger(config).revisions())
    finally:
        opened.close()


def rebuild_index(config: Settings) -> int:
    """Build the next generation of the index and switch over; how many articles it holds.

    An index of this version is copied; of an index of another version the articles' texts are kept and tagged again.
    """
    from dateline.errors import OtherSchema
    from dateline.indexes import maintenance, open_index

    opened = open_index(config)
    try:
        try:
            opened.init()
            remake = None
        except OtherSchema:
            remake = functools.partial(_tagged_again, config)
        count = maintenance.rebuild(opened, remake=remake)
        if remake:  # Incidents of another version are not carried over.
            _join_all(config, opened, lambda _: None, only=lambda _: True)
        return count
    finally:
        opened.close()


def _tagged_again(config: Settings, bundles: Iterator[Bundle]) -> Iterator[Bundle]:
    from dateline.documents.articles import article_from_document
    from dateline.documents.bundles import build_bundle

    for bundle in bundles:
        (tagged,) = tagger(config).tag([article_from_document(bundle.article.body)])
        yield build_bundle(tagged, revision=bundle.article.version, now=now())


def switch_index_back(config: Settings) -> None:
    """Put the generation before the last rebuild in use again."""
    from dateline.errors import OtherSchema
    from dateline.indexes import maintenance, open_index

    opened = open_index(config)
    try:
        with contextlib.suppress(OtherSchema):  # The release before comes back and finds the newer one's index in use.
            opened.init()
        maintenance.switch_back(opened)
    finally:
        opened.close()


def extract_again(config: Settings, memory: Ledger, article: Article) -> Article:
    """The article anew from its newest page in the archive and what its feed claimed.

    Raises ArchiveError, ExtractError or CpuLimitExceeded for this one article.
    """
    from dateline import pipeline

    reference, entry = memory.page_of(article.id)
    page = archive(config).read(reference)
    # The ledger's sources, as the process step: a folder given to `ingest` stands in no file.
    origin = next((state.source for state in memory.source_states() if state.source.id == entry.source_id), None)
    return pipeline.re_extract(article, page, entry=entry, source=origin, extract=extractor(config), now=now())
