"""What survives in good text although nobody wrote it as text; dateline and agency. Pure over blocks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dateline.articles.maintext import Block

_AGENCIES = {
    "reuters": "Reuters", "ap": "AP", "associated press": "AP", "the associated press": "AP", "afp": "AFP", "agence france-presse": "AFP",
    "xinhua": "Xinhua", "dpa": "dpa", "upi": "UPI", "tass": "TASS", "itar-tass": "TASS", "ria novosti": "RIA Novosti", "efe": "EFE",
    "ansa": "ANSA", "pa": "PA", "sana": "SANA", "irna": "IRNA", "anadolu": "Anadolu", "anadolu agency": "Anadolu", "aa": "Anadolu",
    "kyodo": "Kyodo", "pti": "PTI", "ians": "IANS", "bernama": "Bernama", "wam": "WAM", "spa": "SPA", "interfax": "Interfax",
    "cp": "The Canadian Press", "the canadian press": "The Canadian Press", "aap": "AAP", "ani": "ANI", "sipa": "SIPA",
}  # fmt: skip
_DATELINE = re.compile(
    r"^(?P<place>[A-Z][\w.'’ -]{1,40}(?:,\s*[A-Z][\w.'’ -]{1,40}){0,3})?\s*(?:,\s*)?(?:\((?P<agency>[A-Z][\w '’-]{1,30}(?:/\w+)?)\))?\s*(?:[-–—]{1,2}|―)\s+(?=\S)"
)


@dataclass(frozen=True)
class Cleaned:
    """Blocks that are text, and what was cut from them."""

    blocks: tuple[Block, ...]
    dropped: tuple[tuple[Block, str], ...] = ()
    dateline: str | None = None
    agency: str | None = None


def clean_blocks(blocks: Sequence[Block], *, title: str | None) -> Cleaned:
    """Drop what is no text, and cut the dateline off the first paragraph."""
    kept = list(blocks)
    dateline, agency = None, None
    if kept:
        dateline, agency, rest = cut_dateline(kept[0].text)
        kept[0] = Block(kept[0].kind, rest, kept[0].element)
    return Cleaned(tuple(b for b in kept if b.text), (), dateline, agency)


def cut_dateline(text: str) -> tuple[str | None, str | None, str]:
    """(place line, agency, rest) of an opening paragraph such as `ALEPPO, Syria (Reuters) - The ...`."""
    match = _DATELINE.match(text)
    if not match or not (match["place"] or match["agency"]):
        return None, None, text
    place, credit = (match["place"] or "").strip(" ,") or None, match["agency"]
    agency = _AGENCIES.get(credit.split("/")[0].casefold().strip()) if credit else None
    capitals = place is not None and place.split(",")[0].isupper() and len(place.split(",")[0]) > 2
    if not agency and not capitals:
        return None, None, text
    return place, agency, text[match.end() :]
