"""A tagged article -> its document, and back: a stored article can be tagged again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from dateline.documents.keys import entity_keys, from_keys, keys_of, who_keys
from dateline.documents.places import points_of, where_keys
from dateline.lines import article_fields, iso, mention_line, share
from dateline.models.articles import Article, Claim
from dateline.models.events import Actor, TaggedArticle
from dateline.models.mentions import Kind, Mention
from dateline.text import search_words


def article_from_document(body: Mapping[str, Any]) -> Article:
    """The article that a stored article document was built from, so that it can be tagged again: every offset holds."""
    return Article(
        id=body["id"],
        url=body["url"]["full"],
        title=body["title"],
        text=body["text"],
        published=_moment(body["published"]),
        published_from=body["published_from"],
        title_from=body["title_from"],
        modified=_moment(body["modified"]),
        language=body["language"],
        authors=tuple(body["authors"]),
        authors_from=body["authors_from"],
        extractor=body["extractor"],
        canonical_url=body["canonical_url"],
        dateline=body["dateline"],
        agency=body["agency"],
        outlet=body["outlet"],
        source_id=body["source"],
        timezone=body["timezone"],
        country=body["country"],
        claims=tuple(Claim(**claim) for claim in body["claims"]),
        elements=tuple(body["elements"]),
    )


def article_body(tagged: TaggedArticle, revision: int, now: datetime) -> dict[str, Any]:
    """The article's display form with its keys: of itself, its mentions and its events."""
    article, mentions, events = tagged.article, tagged.mentions, tagged.events
    people = [*_entities(mentions), *(actor for event in events for actor in (*event.actors, *event.targets))]
    places = [m.place for m in mentions if m.place] + [e.place for e in events if e.place]
    return article_fields(article) | {
        "@timestamp": iso(article.published),
        "event": {"ingested": iso(now)},
        "url": {"full": article.url, "domain": urlsplit(article.url).hostname if "://" in article.url else None},
        "words": " ".join(search_words(f"{article.title or ''}\n\n{article.text}")),
        "tagged_language": tagged.language,
        "mentions": [mention_line(mention) for mention in mentions],
        "mention_count": len(mentions),
        "kinds": keys_of(str(mention.kind) for mention in mentions),
        "entity": entity_keys(people),
        "places": keys_of(place.name for place in places),
        "countries": keys_of(place.country for place in places),
        "points": points_of(places),
        "event_ids": [event.id for event in events],
        "event_count": len(events),
        "types": keys_of(str(event.type) for event in events),
        "statuses": keys_of(str(event.status) for event in events),
        "confidence": max((sure for event in events if (sure := share(event.confidence)) is not None), default=None),
        "who": who_keys(people),
        "where": where_keys(places),
        "from": from_keys(article),
        "rules": tagged.rules,
        "relevance": tagged.relevance,
        "not_tagged": tagged.not_tagged,
        "revision": revision,
    }


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _entities(mentions: Iterable[Mention]) -> list[Actor]:
    """Mentions of somebody as actors, so that one function makes keys of both; places and times act in no article."""
    return [
        Actor(m.text, m.start, m.end, m.entity.id, m.entity.role, m.entity.name, m.entity.country, m.entity.code, m.entity.sector)
        for m in mentions
        if m.entity and m.kind not in (Kind.LOCATION, Kind.TIME)
    ]
