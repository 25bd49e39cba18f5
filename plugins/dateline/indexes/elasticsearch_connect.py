"""Address and credentials -> a client of Elasticsearch."""

from __future__ import annotations

import ssl
from typing import Any
from urllib.parse import urlsplit

from elasticsearch import Elasticsearch

from dateline.errors import SettingsError

PATIENCE = 60.0  # Seconds for one request; a bulk of 8 MB takes one.


def connect(
    url: str, *, user: str | None = None, password: str | None = None, api_key: str | None = None, ca: str | None = None
) -> Elasticsearch:
    """A client; nothing is sent yet. Raises SettingsError for an address or a combination that cannot work."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError("DATELINE_INDEX_URL: must be sqlite:///FILE or the http(s) address of Elasticsearch")
    if parts.username or parts.password:
        raise SettingsError("DATELINE_INDEX_URL: holds a user; put it into DATELINE_INDEX_USER and DATELINE_INDEX_PASSWORD")
    if api_key and user:
        raise SettingsError("DATELINE_INDEX_API_KEY: give either it or DATELINE_INDEX_USER, not both")
    if bool(user) != bool(password):
        raise SettingsError("DATELINE_INDEX_USER: needs DATELINE_INDEX_PASSWORD beside it, and the other way round")
    if ca and parts.scheme != "https":
        raise SettingsError("DATELINE_INDEX_CA: is of no use without https in DATELINE_INDEX_URL")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    authority: dict[str, Any] = {"ca_certs": ca} if ca else {}
    try:
        ssl.create_default_context(cafile=ca)
    except OSError as error:  # Not there, or no certificate: the client would say so with the first request.
        raise SettingsError(f"DATELINE_INDEX_CA: {ca} cannot be used ({error}); give the file of the CA's certificate (PEM)") from error
    return Elasticsearch(
        f"{parts.scheme}://{host}:{port}{parts.path}",
        basic_auth=(user, password) if user and password else None,
        api_key=api_key,
        request_timeout=PATIENCE,
        max_retries=0,  # Writes are tried again where their answers are judged.
        **authority,
    )
