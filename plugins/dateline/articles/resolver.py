"""What all witnesses say -> one Article. Pure: nothing is read here; every choice is a function over claims."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

import tld

from dateline.articles import authors, dates, titles
from dateline.articles.cleaning import Cleaned, clean_blocks
from dateline.articles.dates import DateClaim
from dateline.articles.knowledge import Extraction
from dateline.articles.language import language_of
from dateline.articles.mending import mended
from dateline.articles.structured import Structured
from dateline.articles.witnesses import Testimony
from dateline.errors import ExtractError
from dateline.identity import canonical_url, entry_id, host_of, without_tracking
from dateline.models import Article, Claim, FeedEntry, Page, Source
from dateline.text import clean

MIN_CHARACTERS = 150  # A brief has 200; teasers and stubs have less.
STUB_CHARACTERS = 600  # What is shown in front of a paywall: a paragraph or two.
INDEX_TYPES = frozenset({"CollectionPage", "SearchResultsPage", "ItemList", "ProfilePage", "ContactPage", "AboutPage"})
PREFIX = "x-dateline-"  # Headers of folder pages: what a sidecar says.


@dataclass(frozen=True)
class Told:
    """What is known before the page is read: by sidecar, feed and source."""

    title: str | None
    title_from: str
    published: tuple[DateClaim, ...]
    authors: tuple[str, ...]
    language: str | None
    timezone: str | None
    outlet: str | None


def told_before(page: Page, entry: FeedEntry | None, source: Source | None) -> Told:
    """Sidecar first, then feed, then source."""
    said = {name.removeprefix(PREFIX): value for name, value in reversed(page.headers) if name.startswith(PREFIX)}
    timezone = said.get("timezone") or (source.timezone if source else None)
    published = []
    if parsed := dates.parse_moment(said.get("published", ""), dates.zone_of(timezone)):
        published.append(DateClaim(parsed[0], "sidecar", True))
    if entry and entry.published:
        published.append(DateClaim(entry.published, "feed", True))
    return Told(
        title=said.get("title") or (entry.title if entry else None),
        title_from="sidecar" if "title" in said else "feed",
        published=tuple(published),
        authors=entry.authors if entry else (),
        language=said.get("language") or (entry.language if entry else None) or (source.language if source else None),
        timezone=timezone,
        outlet=said.get("outlet") or (source.name if source and source.name else None),
    )


def resolve(
    testimony: Testimony, told: Told, *, page: Page, entry: FeedEntry | None, source: Source | None, now: datetime, known: Extraction
) -> Article:
    """One Article, or ExtractError with the reason why the page is none."""
    url = page.final_url
    structured = testimony.structured
    host = urlsplit(url).hostname or ""
    own_title = titles.choose_title(testimony.titles, site_names=structured.site_names, host=host)
    title = Claim("title", told.title, told.title_from) if told.title and (told.title_from == "sidecar" or own_title is None) else own_title
    published = dates.choose((*told.published, *testimony.published), now=now)
    modified = dates.choose(testimony.modified, now=now)
    author_claims = (*(Claim("author", name, "feed") for name in told.authors), *testimony.authors)
    names, names_from = authors.choose_authors(author_claims, site_names=structured.site_names)
    cleaned = cleaned_text(testimony, title=title.value if title else None, authors=names, known=known)
    text = "\n\n".join(mended(block.text) for block in cleaned.blocks)
    if reason := why_no_article(structured, url, characters=len(text)):
        raise ExtractError(f"{url}: {reason}")
    canonical = canonical_of(page, structured.canonical or structured.meta.get("og:url"))
    return Article(
        id=entry_id(canonical),
        url=without_tracking(url),
        title=mended(title.value) if title else None,
        text=text,
        published=published.moment if published else None,
        published_from=published.source if published else None,
        title_from=title.source if title else None,
        modified=modified.moment if modified else None,
        language=language_of(text, claimed=told.language or structured.language),
        authors=names,
        authors_from=names_from,
        extractor=testimony.chosen.extractor,
        canonical_url=canonical,
        dateline=cleaned.dateline,
        agency=cleaned.agency or next((agency for name in names if (agency := known.agencies.get(name.casefold()))), None),
        outlet=told.outlet or next(iter(structured.site_names), None),
        source_id=(entry.source_id if entry else None) or (source.id if source else None),
        timezone=told.timezone,
        country=source.country if source else None,
        claims=_claims(testimony, told),
        elements=tuple(block.element for block in cleaned.blocks),
    )


def cleaned_text(testimony: Testimony, *, title: str | None, authors: Sequence[str], known: Extraction) -> Cleaned:
    """The chosen text without what is no text, and what was cut from it."""
    # The title element alone proves nothing: it often holds the section's name too.
    told_titles = (c.value for c in testimony.titles if c.source != "title")
    headlines = list(dict.fromkeys((*([title] if title else []), *told_titles)))[:6]
    return clean_blocks(testimony.chosen.blocks, headlines=headlines, authors=authors, known=known)


def why_no_article(structured: Structured, url: str, *, characters: int) -> str | None:
    """Why a page is no article: a front page, an index, a stub in front of a paywall, or nothing to read."""
    claims_article = bool(structured.articles) or structured.meta.get("og:type", "").lower() == "article"
    if not claims_article and not url.startswith("folder:") and not urlsplit(url).path.strip("/"):
        return "index page: the front page of a site"
    if not claims_article and structured.page_types & INDEX_TYPES:
        return f"index page: {', '.join(sorted(structured.page_types & INDEX_TYPES))}"
    if any(article.free is False for article in structured.articles) and characters < STUB_CHARACTERS:
        return f"paywall stub: {characters} characters of text"
    if characters < MIN_CHARACTERS:
        return f"too short: {characters} characters of text"
    return None


def canonical_of(page: Page, claimed: str | None) -> str:
    """The address that the article is known by: what the page claims, if that is an article of the same site; else where it was found."""
    own = canonical_url(page.final_url)
    if own.startswith("folder:") or not claimed:
        return own
    try:
        other = canonical_url(urljoin(own, claimed))
    except ValueError:
        return own
    parts = urlsplit(other)
    if not _same_site(host_of(own), host_of(other)) or not parts.path.strip("/"):
        return own
    # A section page claimed by an article: its own path goes on where the claimed one ends.
    if urlsplit(own).path.rstrip("/").startswith(parts.path.rstrip("/") + "/") and not urlsplit(own).path.rstrip("/").endswith("/amp"):
        return own
    return other


def _same_site(one: str, other: str) -> bool:
    return one == other or _site(one) == _site(other)


def _site(host: str) -> str:
    """The registrable domain; of hosts under no public suffix (examples, intranets) the last two labels."""
    name = host.split(":")[0]
    known = tld.get_fld(f"https://{name}", fail_silently=True, search_private=True)
    return known or ".".join(name.split(".")[-2:])


def _claims(testimony: Testimony, told: Told) -> tuple[Claim, ...]:
    claims = [Claim("title", told.title, told.title_from)] if told.title else []
    claims += [*testimony.titles, *(Claim("author", name, "feed") for name in told.authors), *testimony.authors]
    claims += [Claim("published", c.moment.isoformat(), c.source) for c in (*told.published, *testimony.published)]
    claims += [Claim("modified", c.moment.isoformat(), c.source) for c in testimony.modified]
    claims += [Claim("doubt", why, "text") for why in testimony.doubts]
    claims += testimony.faults
    return tuple(dict.fromkeys(Claim(c.field, clean(c.value), c.source) for c in claims))
