"""Countries for coders in tests: no gazetteer, no words, no weights."""

from __future__ import annotations

import re

from dateline.seeds.language import NEVER
from dateline.tagging.events.country import Countries, CountryModel

NOWHERE = Countries(
    model=CountryModel({}, ""), place=lambda _: None, known=lambda _: None, within=re.compile(NEVER), seat=re.compile(NEVER)
)
