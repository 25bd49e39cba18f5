"""The adapters behind `dateline.protocols.Index`, chosen by `DATELINE_INDEX_URL`. Nothing else speaks to an index."""

from __future__ import annotations

from pathlib import Path

from dateline.indexes.maintenance import Maintained
from dateline.indexes.sqlite import SqliteIndex
from dateline.settings import Settings


def open_index(settings: Settings) -> Maintained:
    """The index that the settings name. Call `init` before anything else. Raises SettingsError for a URL that names none."""
    url = settings.index_url
    if url.startswith("sqlite:///"):
        return SqliteIndex(Path(url.removeprefix("sqlite:///")))
    # Loaded only where it is used: the client takes 0.3 s and 20 MB.
    from dateline.indexes.elasticsearch import ElasticsearchIndex
    from dateline.indexes.elasticsearch_connect import connect

    client = connect(url, user=settings.index_user, password=settings.index_password, api_key=settings.index_api_key, ca=settings.index_ca)
    return ElasticsearchIndex(client)
