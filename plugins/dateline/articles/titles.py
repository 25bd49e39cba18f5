"""The headline: claims of JSON-LD, the page's own h1, meta and title elements; and the choice among them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from lxml.html import HtmlElement

from dateline.articles.structured import Structured, plain
from dateline.models.articles import Claim

MAX_TITLE = 400  # Characters; beyond this it is no headline.
SAME = 0.7  # ... and from which they tell it in nearly the same words.
CUT_AT = 100  # Headlines for search engines are cut at about 110 characters.
SHORTEST = 4  # Words of a headline proper.
ALIKE = 0.5  # Share of common words from which two claims tell the same headline.

_SEPARATOR = re.compile(r"\s+[|\-–—:»›·•/~]+\s+|\s*[|»›•]\s*|\s+::\s+")
_BAR = re.compile(r"\s*[|»›·•]\s*")
HEADLINE_WORDS = 5
SECTION_WORDS = 4
OUTLET_LENGTH = 6  # Words of an outlet's name.
_OUTLET_WORDS = frozenset(
    "the news online daily com org net tv radio english international world newspaper magazine www website official".split()
)
_HEADING_NAME = re.compile(r"head(?:line|ing)|title", re.IGNORECASE)
_NOT_IN = frozenset({"nav", "aside", "footer", "header-nav"})


def title_claims(structured: Structured, tree: HtmlElement) -> Iterator[Claim]:
    """What the page calls itself, by witness."""
    if structured.article and structured.article.headline:
        yield Claim("title", structured.article.headline, "json-ld")
    for heading in _headings(tree):
        yield Claim("title", heading, "visible")
    for key in ("og:title", "twitter:title", "dc.title", "sailthru.title", "parsely-title", "title", "headline"):
        if value := structured.meta.get(key):
            yield Claim("title", value, "meta")
    if (element := tree.find(".//title")) is not None and (value := plain(element.text or "")):
        yield Claim("title", value, "title")


def _headings(tree: HtmlElement) -> Iterator[str]:
    """The texts of h1 elements; an h2 named like a headline where there is no h1."""
    found = 0
    for element in tree.iter("h1"):
        text = plain(" ".join(element.itertext()))
        if 3 <= len(text) <= MAX_TITLE and not any(a.tag in _NOT_IN for a in element.iterancestors()):
            found += 1
            yield text
        if found >= 5:
            return
    if not found:
        for element in tree.iter("h2"):
            if _HEADING_NAME.search(element.get("class") or "") and 15 <= len(text := plain(" ".join(element.itertext()))) <= MAX_TITLE:
                yield text
                return


def choose_title(claims: Sequence[Claim], *, site_names: Sequence[str], host: str) -> Claim | None:
    """The headline as the page shows it, if another witness tells the same; else what it says to machines, without the outlet's name.

    Where the witnesses tell one headline in two lengths, the shorter is the headline proper and the longer its dressing.
    """
    cut = [replace(c, value=without_site(c.value, site_names=site_names, host=host)) for c in claims if len(c.value) <= MAX_TITLE]
    cut = [c for c in cut if c.value]
    shown = [c for c in cut if c.source == "visible"]
    told = [c for c in cut if c.source != "visible"]
    ranked = sorted(shown, key=lambda c: -max((alike(c.value, other.value) for other in told), default=0.0))
    best = ranked[0] if ranked else None
    if best is None or (told and max(alike(best.value, other.value) for other in told) < ALIKE):
        best = next(iter(told or shown), None)
    if best is None:
        return None
    shorter = [c for c in cut if c.source in ("json-ld", "meta", "visible") and _shorter(c.value, best.value)]
    return min(shorter, key=lambda c: len(c.value), default=best)


def _shorter(one: str, other: str) -> bool:
    """Whether this is the other headline in fewer words, and neither cut off nor a fragment."""
    words = one.split()
    whole = not one.endswith(("…", "...")) and len(one) < CUT_AT
    return whole and SHORTEST <= len(words) < len(other.split()) and alike(one, other) >= SAME


def without_site(title: str, *, site_names: Sequence[str], host: str) -> str:
    """The title without the outlet's name before or after a separator."""
    names = {_bare(name) for name in (*site_names, host, _label(host)) if _bare(name)}
    for _ in range(3):
        pieces = list(_SEPARATOR.finditer(title))
        if not pieces:
            return title
        first, last = title[: pieces[0].start()], title[pieces[-1].end() :]
        if _names_site(last, names):
            title = title[: pieces[-1].start()].strip()
        elif _names_site(first, names):
            title = title[pieces[0].end() :].strip()
        else:
            break
    return _without_section(title)


def _without_section(title: str) -> str:
    """The title without a short last piece behind a bar or an angle, which no headline holds: a section or an outlet in other words."""
    bars = list(_BAR.finditer(title))
    if bars:
        before, last = title[: bars[-1].start()].strip(), title[bars[-1].end() :].strip()
        if len(before.split()) >= HEADLINE_WORDS and 0 < len(last.split()) <= SECTION_WORDS:
            return _without_section(before)
    return title


def _names_site(piece: str, names: set[str]) -> bool:
    """Whether a piece is the outlet's name: the same letters, one within the other, its initials, or with words as outlets add them."""
    bare = _bare(piece)
    if not bare:
        return False
    words = re.findall(r"[^\W_]+", piece.casefold())
    initials = "".join(word[0] for word in words)
    proper = "".join(word for word in words if word not in _OUTLET_WORDS)
    if len(words) <= OUTLET_LENGTH and (proper in names or (len(words) > 2 and {initials, initials.removeprefix("t")} & names)):
        return True
    return any(bare == name or (len(bare) > 3 and (bare in name or (name in bare and len(bare) < 2 * len(name)))) for name in names)


def _bare(text: str) -> str:
    text = re.sub(r"^(?:the|www)\b\.?|\.(?:com|org|net|co|uk|news)\b", "", text.casefold().strip())
    return re.sub(r"[\W_]+", "", text)


def _label(host: str) -> str:
    parts = [p for p in host.split(":")[0].split(".") if p not in ("www", "m", "amp", "edition")]
    return parts[0] if len(parts) <= 2 else max(parts[:-1], key=len)


def alike(one: str, other: str) -> float:
    """How much two headlines share, 0 to 1."""
    a, b = (re.findall(r"\w+", text.casefold()) for text in (one, other))
    if not a or not b:
        return 0.0
    return SequenceMatcher(None, a, b, autojunk=False).ratio()
