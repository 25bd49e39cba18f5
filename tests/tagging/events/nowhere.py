"""Countries for coders in tests: no gazetteer, no words, no weights."""

from __future__ import annotations

import re

from dateline.tagging.events.country import Countries, CountryModel

NOWHERE = Countries(
    model=CountryModel({}, ""), place=lambda _: None, known=lambda _: None, inside=frozenset(), between=frozenset(), seat=re.compile("(?!)")
)
