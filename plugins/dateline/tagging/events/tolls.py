"""How many were killed, injured, captured ... : the tolls that a sentence states. Pure; unknown is unknown."""

from __future__ import annotations

import re

from dateline.models import Casualties
from dateline.tagging.reading import Parse, Reading

_TOLL = re.compile(
    r"\b(?P<number>\d{1,3}(?:,\d{3})*|\d+)\s+(?:\w+\s+){0,3}?(?:were\s+|was\s+|been\s+)?(?P<verb>killed|injured|wounded)\b", re.IGNORECASE
)
_KINDS = {"killed": "killed", "injured": "injured", "wounded": "injured"}


def tolls_in(parse: Parse, reading: Reading) -> tuple[Casualties, ...]:
    """The tolls of one sentence, in order."""
    found = []
    for match in _TOLL.finditer(reading.text, parse.start, parse.end):
        number = int(match["number"].replace(",", ""))
        kind = _KINDS[match["verb"].lower()]
        found.append(Casualties(kind, number, number, "event", None, match[0], match.start(), match.end()))
    return tuple(found)
