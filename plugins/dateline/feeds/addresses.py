"""Whether what stands in an address's place may be one."""

from __future__ import annotations

import re

MAX_URL = 2_000
# What software writes where it has no address.
_NOTHING = frozenset(
    "na none null nil undefined nan false true unknown tbd todo url link link1 permalink objectobject notset empty missing error 0".split()
)
_UNFILLED = re.compile(
    r"\{\{|\}\}|\$\{|\$\(|<%|[<>]|\{[A-Za-z_][\w.]*\}|%\([a-z_]+\)s|\[\[|\bnot[-_]set\b|__[A-Z_]+__|\$[A-Z][A-Z_]+\b|%[A-Z_]{4,}%"
)


def no_address(raw: str) -> str | None:
    """Why a text in an address's place is none: a placeholder, a template that was never filled in, words. None when it may be one."""
    if re.sub(r"[\W_]+", "", raw).casefold() in _NOTHING or not re.search(r"\w", raw):
        return "not an address"
    if _UNFILLED.search(raw):
        return "a template that was not filled in"
    parts = re.match(r"[A-Za-z][A-Za-z0-9+.-]*:(?://([^/?#]*))?", raw)
    if parts and parts[1] is not None and (host := re.sub(r"[\W_]+", "", parts[1]).casefold()) in {"", *_NOTHING}:
        return "no host" if not host else "not a host"
    if not parts and not raw.startswith(("/", "?", ".", "#")) and re.search(r"\s", raw):
        return "not an address"
    return "not an address" if raw.startswith("#") else None
