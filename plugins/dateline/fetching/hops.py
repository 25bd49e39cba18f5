"""Where an answer leads, and whether one may go there. Raises FetchError for what must not be followed."""

from __future__ import annotations

from urllib.parse import urlsplit

from dateline.errors import FetchError
from dateline.fetching.addresses import port_refusal
from dateline.fetching.exchange import REDIRECTS, Answer
from dateline.fetching.failures import failed
from dateline.fetching.redirects import joined, refresh_target
from dateline.models.outcomes import Outcome


def leads_to(url: str, answer: Answer) -> str | None:
    """Where an answer leads: by its status, or as a page that sends its reader on at once. Raises FetchError."""
    if answer.status in REDIRECTS:
        location = answer.header("location")
        return None if location is None else next_hop(url, location)
    target = refresh_target(answer.body) if 200 <= answer.status < 300 and "html" in (answer.header("content-type") or "html") else None
    following = None if target is None else next_hop(url, target)
    return None if following == url else following  # A page that only reloads itself is the page.


def next_hop(url: str, target: str) -> str:
    """Where a redirect leads, its bytes kept. Raises FetchError for one from https to http: what was private stays private."""
    try:
        following = joined(url, target)
    except ValueError as error:
        raise failed(url, "redirected to an address that cannot be read") from error
    if url.startswith("https:") and following.startswith("http:"):
        raise FetchError(f"{url}: redirected from https to http: {following[:200]}", outcome=Outcome.FAILED_PERMANENT)
    return following


def check_address(url: str) -> None:
    """Raises FetchError for what must not be, or cannot be, asked for."""
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme.lower(), parts.hostname, parts.port
    except ValueError as error:
        raise FetchError(f"{url[:200]}: not a usable address: {error}", outcome=Outcome.FAILED_PERMANENT) from error
    if scheme not in ("http", "https"):
        raise FetchError(f"{url[:200]}: only http and https are fetched", outcome=Outcome.SKIPPED_UNSAFE_URL)
    if not host:
        raise FetchError(f"{url[:200]}: not a usable address: no host", outcome=Outcome.FAILED_PERMANENT)
    if parts.username is not None:
        raise FetchError(f"{host}: addresses with a user name are not fetched", outcome=Outcome.SKIPPED_UNSAFE_URL)
    if port is not None and (why := port_refusal(port)):
        raise FetchError(f"{url[:200]}: {why} is not spoken to", outcome=Outcome.SKIPPED_UNSAFE_URL)
