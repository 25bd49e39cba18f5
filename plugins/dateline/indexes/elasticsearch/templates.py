"""The shipped index templates: read, and stored on a server."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from elasticsearch import BadRequestError, Elasticsearch


def load_template(kind: str) -> dict[str, Any]:
    """The shipped index template of a kind."""
    text = (files("dateline.indexes") / "templates" / f"{kind}.json").read_text(encoding="utf-8")
    template: dict[str, Any] = json.loads(text)
    return template


def put_template(client: Elasticsearch, alias: str, kind: str) -> None:
    """Store the shipped template under an alias's name; with richer native text for Kibana where the server can."""
    try:
        _put(client, alias, kind, enrich=True)
    except BadRequestError:
        _put(client, alias, kind, enrich=False)


def _put(client: Elasticsearch, alias: str, kind: str, *, enrich: bool) -> None:
    template = load_template(kind)
    template["index_patterns"] = [f"{alias}-*"]
    if enrich:
        # Phrases without positions, and English stems: small servers (and the one that tests run) have neither.
        english = {"english": {"type": "text", "analyzer": "english", "index_options": "freqs", "norms": False}}
        rich = {"type": "match_only_text", "fields": english}
        fields = template["template"]["mappings"]["properties"]
        if kind == "articles":
            fields |= {"title": rich, "text": rich}
        elif kind == "incidents":
            fields |= {"title": rich, "evidence_text": rich}
        else:
            fields["evidence_text"] = fields["article"]["properties"]["title"] = rich
    client.indices.put_index_template(name=alias, **template)
