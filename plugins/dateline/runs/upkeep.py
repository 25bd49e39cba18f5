"""Keep index, ledger and articles whole: check, rebuild, refill, extract again."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dateline import wiring
from dateline.models.articles import Article
from dateline.settings import Settings

if TYPE_CHECKING:
    from dateline.indexes.maintenance import Report
    from dateline.protocols.index import Bundle
    from dateline.protocols.ledger import Ledger
from dateline.runs.joining import join_all_stored


def refill_ledger(config: Settings) -> int:
    """Tell the ledger, created when it is not there, what archive and index know; how many entries were new to it."""
    from dateline.documents.articles import article_from_document
    from dateline.recovery import known_entries

    memory, target = wiring.ledger(config), wiring.index(config)

    def articles() -> Iterator[tuple[Article, int, datetime | None]]:
        for hit in target.scan("articles"):
            ingested = hit.body["event"]["ingested"]
            yield article_from_document(hit.body), hit.body["revision"], datetime.fromisoformat(ingested) if ingested else None

    try:
        memory.register_sources(wiring.sources(config), now=wiring.now())
        return memory.adopt(known_entries(wiring.archive(config).walk(), articles()), now=wiring.now())
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


def check_index(config: Settings) -> Report:
    """Compare ledger and index, both ways."""
    from dateline.indexes import maintenance, open_index

    opened = open_index(config)
    try:
        opened.init()
        opened.refresh()  # A server shows writes to searches only after a while; what it acknowledged must count now.
        return maintenance.check(opened, wiring.ledger(config).revisions())
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
            join_all_stored(config, opened, lambda _: None, only=lambda _: True)
        return count
    finally:
        opened.close()


def _tagged_again(config: Settings, bundles: Iterator[Bundle]) -> Iterator[Bundle]:
    from dateline.documents.articles import article_from_document
    from dateline.documents.bundles import build_bundle

    for bundle in bundles:
        (tagged,) = wiring.tagger(config).tag([article_from_document(bundle.article.body)])
        yield build_bundle(tagged, revision=bundle.article.version, now=wiring.now())


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


def look_for_pages(config: Settings) -> None:
    """Raises ArchiveError when the archive holds no page that can be read: nothing can be made of it again."""
    from dateline.errors import ArchiveError

    if next(wiring.archive(config).walk(), None) is None:
        repair = "put it back from a copy, or name its place in DATELINE_ARCHIVE_URL"
        raise ArchiveError(f"archive {config.archive_url}: holds no page that can be read; {repair}")


def extract_again(config: Settings, memory: Ledger, article: Article) -> Article:
    """The article anew from its newest page in the archive and what its feed claimed.

    Raises ArchiveError, ExtractError or CpuLimitExceeded for this one article.
    """
    from dateline.pipeline import retagging

    reference, entry = memory.page_of(article.id)
    page = wiring.archive(config).read(reference)
    # The ledger's sources, as the process step: a folder given to `ingest` stands in no file.
    origin = next((state.source for state in memory.source_states() if state.source.id == entry.source_id), None)
    return retagging.re_extract(article, page, entry=entry, source=origin, extract=wiring.extractor(config), now=wiring.now())
