"""Who may see the pages: names that the server answers to, a token, or the user that a proxy names. Pure; `app` applies it."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from dateline.errors import SettingsError

COOKIE = "dateline"
NOBODY = "analyst"  # Who acts where nobody is asked for a name.


@dataclass(frozen=True, slots=True)
class Access:
    """`token` opens the pages as bearer or by the sign-in form; `user_header` is set by a proxy to the user it has checked.

    Without either everybody is let in, which `check_listening` allows on loopback only. `hosts` are the names that the server
    answers to besides addresses and localhost.
    """

    token: str | None = field(default=None, repr=False)
    user_header: str | None = None
    hosts: tuple[str, ...] = ()

    def user(self, headers: Mapping[str, str], cookies: Mapping[str, str]) -> str | None:
        """Who asks, or None when nobody vouches for them. Header names are lower case."""
        if self.user_header and (named := headers.get(self.user_header.lower(), "").strip()):
            return named[:128]
        if self.token is None:
            return None if self.user_header else NOBODY
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and self.opens(given.strip()):
            return NOBODY
        return NOBODY if hmac.compare_digest(cookies.get(COOKIE, "").encode(), self.ticket().encode()) else None

    def opens(self, given: str) -> bool:
        """Whether this is the token."""
        return self.token is not None and hmac.compare_digest(given.encode(), self.token.encode())

    def ticket(self) -> str:
        """What the cookie holds: proof of the token, and not the token."""
        return hmac.new((self.token or "").encode(), b"dateline pages", hashlib.sha256).hexdigest()

    def answers_to(self, host: str) -> bool:
        """Whether a Host header names this server. A page elsewhere that makes its own name point here must read nothing."""
        name = host_name(host)
        if name == "localhost" or name in self.hosts:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True


def check_listening(host: str, access: Access) -> None:
    """Raises SettingsError when others could reach pages that ask nobody who they are."""
    if access.token or access.user_header or is_loopback(host):
        return
    raise SettingsError(
        f"serve: --host {host} lets others in; set DATELINE_PAGES_TOKEN (or DATELINE_PAGES_TOKEN_FILE), "
        "or DATELINE_PAGES_USER_HEADER to the header in which your proxy names the user"
    )


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def host_name(host: str) -> str:
    """The name in a Host header, without port and brackets."""
    name = host.rsplit(":", 1)[0] if not host.endswith("]") and host.count(":") != 0 else host
    return name.strip("[]").lower()


def is_own_form(headers: Mapping[str, str]) -> bool:
    """Whether a form was sent by one of our pages: what changes something is refused to pages of others."""
    if site := headers.get("sec-fetch-site"):
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc.lower() == headers.get("host", "").lower()
