"""Address and credentials -> a client of Elasticsearch."""

from __future__ import annotations

import re
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
    address = _address(url)
    if api_key and user:
        raise SettingsError("DATELINE_INDEX_API_KEY: give either it or DATELINE_INDEX_USER, not both")
    if bool(user) != bool(password):
        raise SettingsError("DATELINE_INDEX_USER: needs DATELINE_INDEX_PASSWORD beside it, and the other way round")
    for name, value in (("USER", user), ("PASSWORD", password), ("API_KEY", api_key)):
        if value and not (value.isascii() and value.isprintable()):
            # The client would raise with the value in its words, some of them with the first request.
            raise SettingsError(f"DATELINE_INDEX_{name}: holds characters that cannot be sent; use ASCII letters, digits and signs")
    if ca and not address.startswith("https:"):
        raise SettingsError("DATELINE_INDEX_CA: is of no use without https in DATELINE_INDEX_URL")
    authority: dict[str, Any] = {"ca_certs": ca} if ca else {}
    try:
        ssl.create_default_context(cafile=ca)
    except OSError as error:  # Not there, or no certificate: the client would say so with the first request.
        raise SettingsError(f"DATELINE_INDEX_CA: {ca} cannot be used ({error}); give the file of the CA's certificate (PEM)") from error
    return Elasticsearch(
        address,
        basic_auth=(user, password) if user and password else None,
        api_key=api_key,
        request_timeout=PATIENCE,
        max_retries=0,  # Writes are tried again where their answers are judged.
        **authority,
    )


def _address(url: str) -> str:
    """The address with its port. No message quotes it: there may be a password in it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # Its words quote what was taken for the port, which may be a part of a password.
        raise SettingsError(
            "DATELINE_INDEX_URL: is not an address; write https://HOST:PORT, an IPv6 address in brackets, without user and password"
        ) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"[\s\\%]", parts.hostname):
        raise SettingsError("DATELINE_INDEX_URL: must be sqlite:///FILE or the http(s) address of Elasticsearch")
    if parts.username or parts.password:
        raise SettingsError("DATELINE_INDEX_URL: holds a user; put it into DATELINE_INDEX_USER and DATELINE_INDEX_PASSWORD")
    port = port or (443 if parts.scheme == "https" else 80)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}:{port}{parts.path}"
