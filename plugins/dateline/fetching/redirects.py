"""Where a chain of redirects goes on: addresses whose bytes stay, pages that send their reader on, cookies within one chain. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from dateline.identity import request_url

HEAD_BYTES = 64_000  # Where a refresh stands, if anywhere.
AT_ONCE = 5.0  # Seconds; a page that reloads itself later is a page.
MAX_COOKIES = 50
MAX_COOKIE = 4_096  # Bytes, as in browsers.

_REFRESH = re.compile(rb"http-equiv\s*=\s*[\"']?\s*refresh", re.IGNORECASE)
_TARGET = re.compile(r"^\s*(\d{1,4}(?:\.\d*)?)\s*[;,]?\s*(?:url\s*=\s*)?[\"']?\s*([^\"'\s][^\"']*?)\s*[\"']?\s*$", re.IGNORECASE)


def joined(url: str, target: str) -> str:
    """The address that a Location header (as latin-1) or a link leads to. Raw bytes stay what they are; only a host is letters.

    Raises ValueError. A target that is no http(s) address comes back as it is: the caller says why it is not followed.
    """
    raw = target.strip()
    authority = re.match(r"(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//[^/?#]*", raw)
    host, rest = (raw[: authority.end()], raw[authority.end() :]) if authority else ("", raw)
    host = host.encode("latin-1", "ignore").decode("utf-8", "replace") if not host.isascii() else host
    following = urljoin(url, host + re.sub(r"[\x80-\xff]", lambda m: f"%{ord(m[0]):02X}", rest)).partition("#")[0]
    parts = urlsplit(following)
    # User names are refused by the caller, which must see them.
    return request_url(following) if parts.scheme in ("http", "https") and parts.username is None else following


def refresh_target(body: bytes) -> str | None:
    """Where a page sends its reader at once, as a Location header would write it; None when it does not."""
    if not _REFRESH.search(body, 0, HEAD_BYTES):
        return None
    head = body[:HEAD_BYTES].replace(b"\0", b"")
    encoding = "utf-8" if "\ufffd" not in head.decode("utf-8", "replace")[:-3] else "latin-1"
    try:
        tree = html.fromstring(head, parser=html.HTMLParser(encoding=encoding, remove_comments=True, no_network=True))
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    for meta in tree.iter("meta"):
        if (meta.get("http-equiv") or "").strip().lower() != "refresh" or any(a.tag == "noscript" for a in meta.iterancestors()):
            continue
        match = _TARGET.match(meta.get("content") or "")
        if match and float(match[1]) <= AT_ONCE:
            return match[2].encode(encoding, "replace").decode("latin-1")
    return None


class Cookies:
    """The cookies of one chain, by host; forgotten with it. Paths and expiry do not matter for five hops."""

    def __init__(self) -> None:
        self._jars: dict[str, dict[str, str]] = {}

    def take(self, url: str, headers: Sequence[tuple[str, str]]) -> None:
        """Remember what an answer set; what cannot be read is nothing."""
        jar = self._jars.setdefault(urlsplit(url).netloc, {})
        for name, value in headers:
            if name != "set-cookie" or len(value) > MAX_COOKIE or len(jar) >= MAX_COOKIES:
                continue
            try:
                morsels = SimpleCookie(value)
            except CookieError:
                continue
            jar |= {key: morsel.coded_value for key, morsel in morsels.items() if morsel.coded_value.isascii()}

    def header(self, url: str) -> str:
        """The Cookie header for a request, empty when there is none."""
        return "; ".join(f"{name}={value}" for name, value in self._jars.get(urlsplit(url).netloc, {}).items())
