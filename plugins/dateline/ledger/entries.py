"""A feed's entries as the ledger keeps them. Pure.

Nothing that a feed says is lost: a URL that cannot be fetched still makes an entry, under the hash of its text, with the
reason beside it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime

from dateline.identity import canonical_url, former_canonical_url, host_of, stable_id
from dateline.models.outcomes import Outcome
from dateline.models.sources import FeedEntry

LONGEST_HOST = 260  # 253 characters of DNS and a port; longer ones do not fit into the database's indexes either.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # Neither engine can keep them as text.


@dataclass(frozen=True, slots=True)
class Announced:
    """An entry with its identity. `refused` says why it cannot be fetched; then `host` is empty."""

    entry_id: str
    url: str
    host: str
    claims: str
    refused: str | None = None
    outcome: Outcome = Outcome.SKIPPED_UNSAFE_URL  # Of what is refused.
    former_id: str | None = None  # By the rules of release 0.1, where those gave another.


def read_announced(entry: FeedEntry, *, folder: bool = False) -> Announced:
    """The identity of what was announced. Never raises; `folder:` identities only count when a folder announces them."""
    if (refusal := entry.refusal) is not None:
        known = stable_id("item", entry.url, refusal.key)
        return Announced(known, storable(entry.url), "", dump_claims(entry), storable(refusal.reason)[:300], refusal.outcome)
    try:
        url = canonical_url(entry.url)
        host = host_of(url)
        if url.startswith("folder:") and not folder:
            raise ValueError("not an absolute http(s) URL")
        if len(host) > LONGEST_HOST:
            raise ValueError(f"host name of {len(host)} characters")
    except ValueError as error:
        return Announced(stable_id(entry.url), storable(entry.url), "", dump_claims(entry), f"{storable(str(error))[:300]}")
    former = former_canonical_url(entry.url)
    former_id = stable_id(former) if former != url and not folder else None
    return Announced(stable_id(url), storable(url), storable(host), dump_claims(entry), former_id=former_id)


def is_same(one: Announced, claims: str) -> bool:
    """Whether an entry that was remembered with these claims was announced under the same address."""
    try:
        return canonical_url(load_claims(claims, source_id="").url) == one.url
    except ValueError:
        return False


def dump_claims(entry: FeedEntry) -> str:
    """What the feed claimed, as JSON (ASCII, so that any text can be kept)."""
    claims = {
        "url": entry.url,
        "title": entry.title,
        "published": entry.published.isoformat() if entry.published else None,
        "summary": entry.summary,
        "authors": list(entry.authors),
        "language": entry.language,
    }
    return json.dumps({name: value for name, value in claims.items() if value})


def load_claims(claims: str, *, source_id: str) -> FeedEntry:
    """The entry as it was announced."""
    found = json.loads(claims)
    published = found.get("published")
    return FeedEntry(
        url=found.get("url", ""),
        title=found.get("title"),
        published=datetime.fromisoformat(published) if published else None,
        summary=found.get("summary"),
        authors=tuple(found.get("authors", ())),
        language=found.get("language"),
        source_id=source_id,
    )


def storable(value: str) -> str:
    """The text with what no database keeps replaced."""
    return _UNSTORABLE.sub("\ufffd", value)
