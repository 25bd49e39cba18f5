"""The adapters behind `dateline.protocols.Index`, chosen by `DATELINE_INDEX_URL`. Nothing else speaks to an index."""

from __future__ import annotations

from pathlib import Path

from dateline.errors import SettingsError
from dateline.indexes.sqlite import SqliteIndex
from dateline.protocols import Index
from dateline.settings import Settings


def open_index(settings: Settings) -> Index:
    """The index that the settings name. Call `init` before anything else. Raises SettingsError for a URL that names none."""
    url = settings.index_url
    if url.startswith("sqlite:///"):
        return SqliteIndex(Path(url.removeprefix("sqlite:///")))
    raise SettingsError("DATELINE_INDEX_URL: must be sqlite:///FILE or the http(s) address of Elasticsearch")
