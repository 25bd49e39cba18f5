"""Settings -> the real adapters. Nothing is decided here.

Adapters are imported where they are made: `dateline search` waits for no language model, `dateline tag` for no database.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dateline import processes
from dateline.models.articles import Page
from dateline.models.sources import Source
from dateline.seeds.sources import load_sources, load_sources_file
from dateline.settings import Settings, checkout, load

if TYPE_CHECKING:
    from dateline.articles import Extraction
    from dateline.indexes.maintenance import Maintained
    from dateline.protocols.archive import Archive
    from dateline.protocols.articles import Extractor
    from dateline.protocols.desk import Desk
    from dateline.protocols.fetching import Fetcher
    from dateline.protocols.ledger import Ledger
    from dateline.protocols.shelf import Shelf
    from dateline.protocols.tagging import Tagger
    from dateline.seeds.knowledge import Knowledge
    from dateline.tagging.events.codes import CodeTable
    from dateline.tagging.tagger import NewsTagger


def now() -> datetime:
    """The clock that the steps are given."""
    return datetime.now(UTC)


@functools.cache
def settings() -> Settings:
    """The process's settings, read from the environment once."""
    return load(os.environ)


def is_sample(config: Settings) -> bool:
    """Whether this is the home that `make run` fills: its pages and reports say so."""
    root = checkout()
    return root is not None and config.home == (root / "var" / "sample").resolve()


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


def model_version(config: Settings) -> str:
    """Load the language model; its name and version."""
    from dateline.tagging.language_model import load_model

    return load_model(config.model).version
