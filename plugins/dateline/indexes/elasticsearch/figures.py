"""The figures of each day beside a team's index, where dashboards read them. One document a day; a day written again is replaced."""

from __future__ import annotations

from elasticsearch import Elasticsearch

from dateline.indexes.elasticsearch.bulk import refusing
from dateline.indexes.elasticsearch.templates import load_template
from dateline.models.documents import Document


class ElasticsearchFigures:
    """`dateline-figures`: an alias of one small index, which is made with the first day. Nothing else is kept of a day."""

    def __init__(self, client: Elasticsearch, *, prefix: str = "dateline") -> None:
        self.client = client
        self.alias = f"{prefix}-figures"

    @refusing()
    def write(self, day: Document) -> None:
        """Replace a day's figures. Raises IndexRefused when they are not taken."""
        self._init()
        self.client.index(index=self.alias, id=day.id, document=day.body, require_alias=True)

    def close(self) -> None:
        """Close connections."""
        self.client.close()

    def _init(self) -> None:
        if self.client.indices.exists_alias(name=self.alias):
            return
        template = load_template("figures") | {"index_patterns": [f"{self.alias}-*"]}
        self.client.indices.put_index_template(name=self.alias, **template)
        self.client.indices.create(index=f"{self.alias}-1", aliases={self.alias: {"is_write_index": True}})
