"""The words that stand beside place names or look like them, compiled from the lists of a language. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dateline.seeds.language import Language
from dateline.tagging.language import as_person
from dateline.tagging.places.parts import Parts

_SIDE = r"(?:north|south|east|west|central)[\w-]*"


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """Lists to look up and patterns to search, by what they say; the modules that use them say how."""

    ordinary: frozenset[str]  # Never a place when they stand alone.
    ambiguous: frozenset[str]
    beside: frozenset[str]
    sites: frozenset[str]
    inside_of: re.Pattern[str]  # Between a place and the larger one that it lies in: "Palauig, Zambales", "Mosul in Iraq".
    around: re.Pattern[str]  # The larger one first: "Syria's Aleppo", "Texas city of Austin".
    region_after: re.Pattern[str]
    region_before: re.Pattern[str]
    city_after: re.Pattern[str]
    city_before: re.Pattern[str]
    before_place: re.Pattern[str]
    perhaps_before: re.Pattern[str]
    after_place: re.Pattern[str]
    title_after: re.Pattern[str]
    speaks: re.Pattern[str]
    as_person: re.Pattern[str]
    parts: Parts


def compile_places(language: Language) -> PlaceWords:
    """The lists of a language, ready to look up and to search."""

    def any_of(*names: str) -> str:
        return f"(?:{language.any_of(*(f'places-{name}' for name in names))})"

    def compiled(pattern: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
        return re.compile(pattern, flags)

    kinds, regions, around = any_of("kinds"), any_of("regions"), any_of("around")
    return PlaceWords(
        ordinary=language.set("places-ordinary") | language.set("places-bodies"),
        ambiguous=language.set("places-ambiguous"),
        beside=language.set("places-beside"),
        sites=language.set("places-sites"),
        inside_of=compiled(
            rf",? ?\(|, (?:in )?(?:the )?(?:{_SIDE} )?|,? (?:located |situated |both )?in (?:the )?(?:\w+ )?(?:{kinds} of )?"
            rf"|,? (?:a|the) (?:\w+ ){{0,3}}(?:in|of) (?:the )?(?:\w+ )?|,? {kinds},? ?(?:in|of) (?:the )?"
        ),
        around=compiled(rf"['’]s? (?:\w+ ){{0,3}}|(?:['’]s?)? (?:\w+ )?{kinds}(?:,| of|s of| city of)? "),
        region_after=compiled(rf"(?:['’]s)? (?:{regions}|district|emirate)s?\b", re.I),
        region_before=compiled(rf"\b(?:{regions}s?|district) of (?:the )?$", re.I),  # A city has districts; "the district of X" is one.
        city_after=compiled(r" (?:city|town|village)\b"),
        city_before=compiled(rf"\b{any_of('towns')}s?,? (?:of )?$", re.I),
        before_place=compiled(rf"\b(?:{any_of('inside')}|{around} of) (?:the )?(?:\w+ern )?$", re.I),
        perhaps_before=compiled(rf"(?:(?<!according )(?<!due )\b{any_of('toward')}|,|{around}) (?:the )?(?:\w+ern )?$", re.I),
        after_place=compiled(rf", (?:a|the) (?:\w+ ){{0,3}}{any_of('settlements')}| {any_of('of-people')}\b"),
        title_after=compiled(rf"(?:['’]s)? {any_of('titles')}(?<=[.\w])(?!\w)"),
        speaks=compiled(rf"(?:['’]s (?:government|leaders?|rulers))? (?:has |have |had |also |later |again |itself )*{any_of('speaks')}\b"),
        as_person=as_person(language),
        parts=Parts(language),
    )
