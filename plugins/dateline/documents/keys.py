"""Words -> the keys that every index filters, counts and sorts by."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dateline.models.articles import Article
from dateline.models.events import Actor
from dateline.text import fold

LONGEST_KEY = 256  # Longer names are mistakes; Lucene refuses keywords over 32,766 bytes.
_ARTICLES = re.compile(r"^(?:the|a|an|its|their|his|her|some|several|many) (?=\S)")


def entity_keys(actors: Iterable[Actor]) -> dict[str, list[str]]:
    """What is known of actors, each field by itself."""
    actors = list(actors)
    return {
        "id": keys_of(actor.entity for actor in actors),
        "name": keys_of(actor.name or actor.text for actor in actors),
        "country": keys_of(actor.country for actor in actors),
        "code": keys_of(actor.code for actor in actors),
        "sector": keys_of(actor.sector for actor in actors),
        "role": keys_of(actor.role for actor in actors),
    }


def who_keys(actors: Iterable[Actor]) -> list[str]:
    """Every key that an actor is found by, folded."""
    return keys_of(fold(key) for a in actors for key in (a.entity, a.name, a.text, a.country, a.code, party_key(a)) if key)


def party_key(actor: Actor) -> str:
    """One key a party: the entity where it is known, else the words without article, case and accents."""
    return actor.entity or _ARTICLES.sub("", fold(actor.text))


def from_keys(article: Article) -> list[str]:
    """The keys that an article's source and outlet are found by, folded."""
    return keys_of(fold(key) for key in (article.source_id, article.outlet) if key)


def source_key(article: Article) -> str | None:
    """Whom the article is from, in one key."""
    return key_of(article.source_id or article.outlet)


def key_of(value: str | None) -> str | None:
    """A text as a key: short enough for every engine, and of whole characters."""
    return value[:LONGEST_KEY].encode("utf-8", "replace").decode() if value else None


def keys_of(values: Iterable[str | None]) -> list[str]:
    """Texts as keys, sorted, each once."""
    return sorted({key for value in values if (key := key_of(value))})
