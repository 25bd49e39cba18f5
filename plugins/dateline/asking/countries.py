"""Countries by every code and name: ISO 3166, the seeds, and their names in the languages that news is read in."""

from __future__ import annotations

import functools
import gettext

import pycountry

LANGUAGES = ("fr", "es", "de", "it", "pt", "ru", "ar", "tr", "nl", "uk", "pl", "fa")


@functools.cache
def by_code() -> dict[str, str]:
    """Two and three letters, upper case -> two letters."""
    found = {country.alpha_2: country.alpha_2 for country in pycountry.countries}
    return found | {country.alpha_3: country.alpha_2 for country in pycountry.countries}


def foreign_names() -> dict[str, str]:
    """Names in other languages -> two letters. The first language to claim a name keeps it."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        names = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language], fallback=True)
        for country in pycountry.countries:
            short = getattr(country, "common_name", country.name)
            for name in {names.gettext(country.name), names.gettext(short)}:
                if name not in (country.name, short):
                    found.setdefault(name, country.alpha_2)
    return found
