"""What a feed says in words: plain text, languages, ids that are addresses."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

from dateline.text import clean

MAX_TITLE = 500
MAX_SUMMARY = 2_000
_SCRIPT = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<(?:/?[a-zA-Z]|!--)[^<>]*>")
_LANGUAGES = frozenset(
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es "
    "et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj "
    "kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv "
    "ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti "
    "tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu".split()
)


def plain_text(markup: str | None, limit: int) -> str | None:
    """Text without tags, entities, control characters and runs of blanks, cut at `limit`; None when nothing is left."""
    if not markup:
        return None
    bare = _TAG.sub(" ", _SCRIPT.sub(" ", markup[: limit * 20]))
    text = " ".join(clean(html.unescape(bare)).split())
    if len(text) > limit:
        text = text[: limit - 1].rstrip() + "…"
    return text.encode("utf-8", "replace").decode() or None


def web_address(identity: str | None) -> str | None:
    """An id that is an address."""
    return identity if identity and identity.startswith(("http://", "https://")) else None


def said(mapping: Mapping[str, Any], key: str) -> str | None:
    """A value as text. Goes round feedparser's aliases, which warn and guess."""
    value = dict.get(mapping, key) if isinstance(mapping, dict) else None
    return value if isinstance(value, str) and value.strip() else None


def language_of(value: str | None) -> str | None:
    """The two letters of a language tag; None where they name no language."""
    code = re.split(r"[-_]", (value or "").strip().lower())[0]
    return code if code in _LANGUAGES else None
