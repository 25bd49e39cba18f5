"""What all witnesses say -> one Article. Pure: nothing is read here; every choice is a function over claims."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import SplitResult, urljoin, urlsplit

import tld

from dateline.articles import authors, dates, titles
from dateline.articles.cleaning import Cleaned, clean_blocks
from dateline.articles.dates import DateClaim
from dateline.articles.interstitials import why_interstitial
from dateline.articles.knowledge import Extraction
from dateline.articles.language import language_of
from dateline.articles.mending import mended
from dateline.articles.structured import Structured
from dateline.articles.witnesses import Testimony
from dateline.errors import ExtractError
from dateline.identity import canonical_url, entry_id, host_of, without_tracking
from dateline.models.articles import Article, Claim, Page
from dateline.models.sources import FeedEntry, Source
from dateline.moments import Locale, zone_of
from dateline.text import clean

MIN_CHARACTERS = 150  # A brief has 200; teasers and stubs have less.
STUB_CHARACTERS = 600  # What is shown in front of a paywall: a paragraph or two.
INDEX_TYPES = frozenset({"CollectionPage", "SearchResultsPage", "ItemList", "ProfilePage", "ContactPage", "AboutPage"})
LONG_NAME = 25  # Characters of the last piece of an address that no section has.
_VARIANTS = frozenset({"amp", "print", "mobile", "index.html", "index.htm", "index.php"})
_SECTIONS = frozenset(
    "category categories section sections tag tags topic topics channel author authors rubric rubrik archive archives".split()
)
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
    if parsed := dates.parse_moment(said.get("published", ""), where_of(page, source)):
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


def where_of(page: Page, source: Source | None) -> Locale:
    """Where a page was written, as sidecar and source say."""
    zone = zone_of(page.header(f"{PREFIX}timezone") or (source.timezone if source else None))
    return Locale(zone, source.country if source else None, source.language if source else None)


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
    told_titles = [claim.value for claim in testimony.titles]
    if reason := why_no_article(structured, url, cleaned, titles=told_titles, gates=testimony.gates, known=known):
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
    return clean_blocks(testimony.chosen.blocks, headlines=headlines, authors=authors, known=known, witness=testimony.witness)


def why_no_article(
    structured: Structured, url: str, cleaned: Cleaned, *, titles: Sequence[str], gates: Sequence[str], known: Extraction
) -> str | None:
    """Why a page is no article: a front page, an index, something in front of an article, or nothing to read.

    Its length is judged before cleaning, but for the lines of the trade: what a rule takes away makes no page too short.
    """
    trade = {phrase.id for phrase in known.phrases}
    characters = sum(len(b.text) for b in cleaned.blocks) + sum(len(b.text) for b, rule in cleaned.dropped if rule not in trade)
    kept = sum(len(b.text) for b in cleaned.blocks)
    claims_article = bool(structured.articles) or structured.meta.get("og:type", "").lower() == "article"
    parts = urlsplit(url)
    if not claims_article and not url.startswith("folder:") and not parts.path.strip("/") and not re.search(r"\d{2}|/", parts.query):
        return "index page: the front page of a site"
    if not claims_article and structured.page_types & INDEX_TYPES:
        return f"index page: {', '.join(sorted(structured.page_types & INDEX_TYPES))}"
    if any(article.free is False for article in structured.articles) and characters < STUB_CHARACTERS:
        return f"paywall stub: {characters} characters of text"
    if not url.startswith("folder:") and (
        reason := why_interstitial([b.text for b in cleaned.blocks], titles=titles, gates=gates, known=known)
    ):
        return reason
    if characters < MIN_CHARACTERS or kept < MIN_CHARACTERS / 2:
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
    return other if _is_article(urlsplit(own), parts) else own


def _is_article(own: SplitResult, claimed: SplitResult) -> bool:
    """Whether a claimed address can be that of the article found at `own`, and is not a section's that every story claims.

    An address of an article has a number or three words. Where neither has, it must at least stand in the same folder.
    """
    mine, theirs = _pieces(own.path), _pieces(claimed.path)
    if mine == theirs:
        return bool(claimed.query) or not own.query or "-" in theirs[-1] or bool(re.search(r"\d", theirs[-1]))
    if theirs[0] in _SECTIONS or mine[: len(theirs)] == theirs:
        return False  # A section page: the article's own path goes on where the claimed one ends.
    if re.search(r"\d", claimed.query) or _named(theirs):
        return True
    return not _named(mine) and len(theirs) > 1 and mine[:-1] == theirs[:-1]


def _pieces(path: str) -> list[str]:
    """The pieces of a path without what only a variant of the page adds to it."""
    pieces = [piece for piece in path.lower().split("/") if piece]
    while len(pieces) > 1 and pieces[-1] in _VARIANTS:
        pieces.pop()
    return pieces or [""]


def _named(pieces: list[str]) -> bool:
    """Whether the last piece names one article: by a number, three words, or a long word."""
    last = re.sub(r"\.\w{2,5}$", "", pieces[-1])
    return bool(re.search(r"\d{3}", "/".join(pieces))) or len(re.split(r"[-_+]|%20", last)) >= 3 or len(last) >= LONG_NAME


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
