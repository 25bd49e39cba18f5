"""What archive and index know of entries, for a ledger that was lost. Pure: pages and articles in, entries out.

Every id is made of a URL, so what comes out has the ids that it had. What neither of them holds (entries that were still to be
fetched, failures, who else announced a page) is told again by the next polls.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from dateline.identity import entry_id, host_of
from dateline.models.articles import Article, Page
from dateline.models.sources import FeedEntry
from dateline.pipeline.polling import page_hash
from dateline.protocols.ledger import Adopted

UNKNOWN = "recovered"  # The source of a page that no article of its host names.


@dataclass(frozen=True, slots=True)
class _Kept:
    """The newest page of a URL, without its body."""

    url: str
    final_url: str
    reference: str
    at: datetime
    body_hash: str | None


def known_entries(pages: Iterable[tuple[str, Page]], articles: Iterable[tuple[Article, int, datetime | None]]) -> Iterator[Adopted]:
    """Entries of the pages in the archive and of the (article, revision, time of indexing) in the index."""
    kept: dict[str, _Kept] = {}
    for reference, page in pages:
        one = _Kept(page.url, page.final_url, reference, page.fetched_at, page_hash(page) if page.header("x-dateline-path") else None)
        if page.url not in kept or kept[page.url].at <= one.at:
            kept[page.url] = one
    by_final: dict[str, list[_Kept]] = defaultdict(list)
    for one in kept.values():
        by_final[one.final_url].append(one)
    hosts: dict[str, Counter[str]] = defaultdict(Counter)
    for article, revision, indexed_at in articles:
        page_of = _holder(article, by_final)
        source = article.source_id or UNKNOWN
        hosts[host_of(article.url)][source] += 1
        url = page_of.url if page_of else article.canonical_url or article.url
        if page_of:
            del kept[page_of.url]
        yield Adopted(
            _claimed(article, url, source),
            page=page_of.reference if page_of else None,
            article_id=article.id,
            revision=revision,
            body_hash=page_of.body_hash if page_of else None,
            # A newer page was fetched and not processed before the ledger was lost.
            settled=page_of is None or indexed_at is None or page_of.at <= indexed_at,
        )
    for one in kept.values():
        yield Adopted(FeedEntry(one.url, source_id=_source_of(one.url, hosts)), page=one.reference, body_hash=one.body_hash, settled=False)


def _holder(article: Article, by_final: Mapping[str, list[_Kept]]) -> _Kept | None:
    """The page that this article was made of: the one whose own address has its id, else the first that was fetched."""
    candidates = by_final.get(article.url, [])
    if not candidates:
        return None
    chosen = min(candidates, key=lambda one: (entry_id(one.url) != article.id, one.at, one.url))
    candidates.remove(chosen)
    return chosen


def _claimed(article: Article, url: str, source: str) -> FeedEntry:
    said = {claim.field: claim.value for claim in article.claims if claim.source == "feed"}
    try:
        published = datetime.fromisoformat(said["published"])
    except (KeyError, ValueError):
        published = None
    return FeedEntry(url, title=said.get("title"), published=published, source_id=source)


def _source_of(url: str, hosts: Mapping[str, Counter[str]]) -> str:
    if url.startswith("folder:"):
        return urlsplit(url).path.partition("/")[0]
    told = hosts.get(host_of(url))
    return told.most_common(1)[0][0] if told else UNKNOWN
