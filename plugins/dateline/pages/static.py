"""The files that pages refer to: shipped with the package, named by what is in them."""

from __future__ import annotations

import functools
from hashlib import sha256
from importlib import resources

STATIC = {"pages.css": "text/css; charset=utf-8", "pages.js": "text/javascript; charset=utf-8", "icon.svg": "image/svg+xml"}
"""Every file that is served, and what it is."""


@functools.cache
def static_bytes(name: str) -> bytes:
    """A shipped file."""
    return resources.files("dateline.pages").joinpath("assets", name).read_bytes()


def static_address(name: str) -> str:
    """The address of a shipped file, which changes with it."""
    return f"/static/{name}?v={sha256(static_bytes(name)).hexdigest()[:12]}"
