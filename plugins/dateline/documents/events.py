"""One event of a tagged article -> its document."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dateline.documents.days import day_fields, interval_of, time_of, timing_of, zone_of
from dateline.documents.importance import event_importance
from dateline.documents.keys import entity_keys, from_keys, key_of, keys_of, party_key, source_key, who_keys
from dateline.documents.places import geo_fields, spot_of, where_keys
from dateline.documents.tolls import toll_of
from dateline.lines import event_line, iso
from dateline.models.articles import Article
from dateline.models.codebook import TollKind
from dateline.models.events import Event, TaggedArticle
from dateline.models.times import Timing
from dateline.text import search_words


def event_body(tagged: TaggedArticle, rank: int, revision: int, now: datetime) -> dict[str, Any]:
    """The display form of the article's event at `rank`, with its keys."""
    article, event = tagged.article, tagged.events[rank]
    zone = zone_of(event, article)
    time = time_of(event, article, zone)
    start, end = interval_of(time)
    timing = timing_of(time, event) if start else Timing.UNDATED
    people = (*event.actors, *event.targets)
    evidence = evidence_text(article, event)
    return event_line(event) | {
        "@timestamp": iso(start),
        "event": {
            "id": event.id,
            "kind": "event",
            "start": iso(start),
            "end": iso(end),
            "created": iso(article.published),
            "ingested": iso(now),
            "provider": key_of(article.outlet),
            "reference": article.url,
            "timezone": zone.key,
        },
        "date_range": {"gte": iso(start), "lt": iso(end)} if start else None,
        **day_fields(timing, start, end, zone),
        "precision": str(time.precision) if time else None,
        "basis": str(time.basis) if time else None,
        "actor": entity_keys(event.actors),
        "target": entity_keys(event.targets),
        "names": keys_of(actor.name or actor.text for actor in people),
        "parties": keys_of(party_key(actor) for actor in people),
        "who": who_keys(people),
        "where": where_keys([event.place] if event.place else []),
        "from": from_keys(article),
        **geo_fields(event.place),
        "spot": spot_of(event.place) if event.place else None,
        **{f"{kind}_{bound}": value for kind in TollKind for bound, value in toll_of(event.casualties, kind).items()},
        "attribution_source": key_of(event.attribution.source) if event.attribution else None,
        "attribution_kind": str(event.attribution.kind) if event.attribution else None,
        "evidence_text": evidence,
        "words": " ".join(search_words(evidence)),
        "article": {
            "id": article.id,
            "title": article.title,
            "url": article.url,
            "outlet": key_of(article.outlet),
            "source": key_of(article.source_id),
            "published": iso(article.published),
        },
        "source": source_key(article),
        "rank": rank,
        "importance": event_importance(event, rank),
        "rules": tagged.rules,
        "revision": revision,
    }


def evidence_text(article: Article, event: Event) -> str:
    """The sentences that an event was read from, in order of the text, each once."""
    spans = sorted({tuple(evidence.sentence) for evidence in event.evidence})
    return " … ".join(article.text[start:end] for start, end in spans)
