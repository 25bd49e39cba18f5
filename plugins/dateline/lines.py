"""The display form of articles and tags: plain JSON values; and one line of JSON read. Pure.

What `dateline tag` and `dateline extract` print, and what documents carry beside their keys.
"""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime, timedelta
from typing import Any

from dateline.models.articles import Article
from dateline.models.events import Actor, Attribution, Casualties, Event, Evidence, TaggedArticle
from dateline.models.mentions import EntityRef, Mention
from dateline.models.outcomes import Outcome
from dateline.models.places import Place
from dateline.models.times import TimeValue


def read_object(line: str) -> dict[str, Any]:
    """The object that a line of JSON Lines holds. Raises ValueError that says in a few words why there is none."""
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg}") from error
    except RecursionError as error:
        raise ValueError("not JSON that can be read: lists or objects in one another without end") from error
    except ValueError as error:
        raise ValueError("not JSON that can be read: a number of thousands of digits") from error
    if not isinstance(value, dict):
        raise ValueError(f"must be an object, not {type(value).__name__}")
    return value


def tag_line(tagged: TaggedArticle) -> dict[str, Any]:
    """One line of `dateline tag`. It carries what was tagged: offsets point into `text`, and `incidents group` reads on from there."""
    return {
        "id": tagged.article.id,
        "published": _own_offset(tagged.article.published),
        "title": tagged.article.title,
        "text": tagged.article.text,
        "rules": tagged.rules,
        "language": tagged.language,
        "not_tagged": tagged.not_tagged,
        "relevance": tagged.relevance,
        "mentions": [mention_line(mention) for mention in tagged.mentions],
        "events": [event_line(event) for event in tagged.events],
    }


def article_line(article: Article, outcome: Outcome | str) -> dict[str, Any]:
    """One line of `dateline extract`."""
    return article_fields(article) | {"outcome": str(outcome)}


def article_fields(article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "url": article.url,
        "title": article.title,
        "text": article.text,
        "published": _own_offset(article.published),
        "published_from": article.published_from,
        "title_from": article.title_from,
        "modified": _own_offset(article.modified),
        "language": article.language,
        "authors": list(article.authors),
        "authors_from": article.authors_from,
        "extractor": article.extractor,
        "canonical_url": article.canonical_url,
        "dateline": article.dateline,
        "agency": article.agency,
        "outlet": article.outlet,
        "source": article.source_id,
        "timezone": article.timezone,
        "country": article.country,
        "claims": [{"field": claim.field, "value": claim.value, "source": claim.source} for claim in article.claims],
        "elements": list(article.elements),
    }


def mention_line(mention: Mention) -> dict[str, Any]:
    return {
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "kind": str(mention.kind),
        "rule": mention.rule,
        "entity": _entity(mention.entity),
        "place": place_line(mention.place),
        "time": _time(mention.time),
    }


def event_line(event: Event) -> dict[str, Any]:
    return {
        "id": event.id,
        "type": str(event.type),
        "mode": str(event.mode) if event.mode else None,
        "acled": event.acled,
        "cameo": event.cameo,
        "status": str(event.status),
        "actors": [actor_line(actor) for actor in event.actors],
        "targets": [actor_line(target) for target in event.targets],
        "place": place_line(event.place),
        "time": _time(event.time),
        "casualties": [_casualties(toll) for toll in event.casualties],
        "attribution": _attribution(event.attribution),
        "about": event.about,
        "evidence": [_evidence(one) for one in event.evidence],
        "rule": event.rule,
        "position": str(event.position),
        "scope": str(event.scope),
        "confidence": share(event.confidence),
        "why": list(event.why),
    }


def _entity(entity: EntityRef | None) -> dict[str, Any] | None:
    if entity is None:
        return None
    return {
        "id": entity.id,
        "name": entity.name,
        "role": entity.role,
        "country": entity.country,
        "code": entity.code,
        "sector": entity.sector,
    }


def place_line(place: Place | None) -> dict[str, Any] | None:
    """A place as it was understood."""
    if place is None:
        return None
    return {
        "name": place.name,
        "lat": finite(place.lat),
        "lon": finite(place.lon),
        "country": place.country,
        "admin1": place.admin1,
        "geonames_id": place.geonames_id,
        "precision_km": finite(place.precision_km),
        "part": place.part,
        "confidence": finite(place.confidence),
        "why": place.why,
        "feature": place.feature,
        "timezone": place.timezone,
    }


def _time(time: TimeValue | None) -> dict[str, Any] | None:
    if time is None:
        return None
    return {
        "value": time.value,
        "start": iso(time.start),
        "end": iso(time.end),
        "precision": str(time.precision),
        "basis": str(time.basis),
    }


def actor_line(actor: Actor) -> dict[str, Any]:
    """An actor or target: the words of the text, and the entity behind them."""
    return {
        "text": actor.text,
        "entity": actor.entity,
        "role": actor.role,
        "start": actor.start,
        "end": actor.end,
        "name": actor.name,
        "country": actor.country,
        "code": actor.code,
        "sector": actor.sector,
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "sentence": list(evidence.sentence),
        "trigger": list(evidence.trigger),
        "actors": [actor_line(actor) for actor in evidence.actors],
        "targets": [actor_line(target) for target in evidence.targets],
        "attribution": _attribution(evidence.attribution),
    }


def _casualties(toll: Casualties) -> dict[str, Any]:
    return {
        "kind": str(toll.kind),
        "min": toll.min,
        "max": toll.max,
        "scope": str(toll.scope),
        "group": toll.group,
        "text": toll.text,
        "start": toll.start,
        "end": toll.end,
        "mark": toll.mark,
        "part_of_whole": toll.part_of_whole,
        "source": toll.attribution.source if toll.attribution else None,
        "attribution": _attribution(toll.attribution),
        "told": toll.told.isoformat() if toll.told else None,
    }


def _attribution(attribution: Attribution | None) -> dict[str, Any] | None:
    if attribution is None:
        return None
    return {
        "source": attribution.source,
        "kind": str(attribution.kind),
        "cue": attribution.cue,
        "start": attribution.start,
        "end": attribution.end,
        "entity": attribution.entity,
        "voice": list(attribution.voice) if attribution.voice else None,
    }


def iso(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC with Z."""
    if moment is None:
        return None
    try:
        return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    except OverflowError:
        return moment.isoformat()


def _own_offset(moment: datetime | None) -> str | None:
    """ISO 8601 with the page's own offset; zones of the 19th century have seconds in theirs, which no index reads."""
    if moment is None:
        return None
    offset = moment.utcoffset() or timedelta()
    return iso(moment) if offset.total_seconds() % 60 else moment.isoformat()


def share(value: float | None) -> float | None:
    """A probability to four digits: more are noise, and both indexes must compare the same number."""
    return None if (value := finite(value)) is None else round(value, 4)


def finite(value: float | None) -> float | None:
    """A number that JSON has, or None."""
    return value if value is not None and math.isfinite(value) else None
