"""A tagged article -> the documents that are written together."""

from __future__ import annotations

from datetime import datetime

from dateline.documents.articles import article_body
from dateline.documents.events import event_body
from dateline.models.documents import Document
from dateline.models.events import TaggedArticle
from dateline.protocols.index import Bundle


def build_bundle(tagged: TaggedArticle, *, revision: int, now: datetime) -> Bundle:
    """The article's document and its events', all of the same revision. `now` is kept as the time of ingestion."""
    article = article_body(tagged, revision, now)
    events = [event_body(tagged, rank, revision, now) for rank in range(len(tagged.events))]
    return Bundle(
        Document("articles", tagged.article.id, revision, article),
        tuple(Document("events", body["id"], revision, body) for body in events),
    )
