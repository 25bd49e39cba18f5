"""The adapters behind `dateline.protocols.index.Index`, chosen by `DATELINE_INDEX_URL`. Nothing else speaks to an index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dateline.indexes.maintenance import Maintained
from dateline.indexes.sqlite.index import SqliteIndex
from dateline.settings import Settings, local_path

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

    from dateline.indexes.elasticsearch.figures import ElasticsearchFigures


def open_index(settings: Settings) -> Maintained:
    """The index that the settings name. Call `init` before anything else. Raises SettingsError for a URL that names none."""
    url = settings.index_url
    if url.startswith("sqlite:///"):
        return SqliteIndex(local_path(url))
    # Loaded only where it is used: the client takes 0.3 s and 20 MB.
    from dateline.indexes.elasticsearch.index import ElasticsearchIndex

    return ElasticsearchIndex(_client(settings))


def open_figures(settings: Settings) -> ElasticsearchFigures | None:
    """Where dashboards read the figures of each day; None for the embedded index, which no dashboard reads."""
    if settings.index_url.startswith("sqlite:///"):
        return None
    from dateline.indexes.elasticsearch.figures import ElasticsearchFigures

    return ElasticsearchFigures(_client(settings))


def _client(settings: Settings) -> Elasticsearch:
    from dateline.indexes.elasticsearch.connect import connect

    return connect(
        settings.index_url,
        user=settings.index_user,
        password=settings.index_password,
        api_key=settings.index_api_key,
        ca=settings.index_ca,
    )
