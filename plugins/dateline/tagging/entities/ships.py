"""Ships by their prefix, hull number and, once introduced, their name alone: "USS Mahan (DDG 72)", later "Mahan"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dateline.models import Kind
from dateline.tagging.entities.names import TITLED
from dateline.tagging.entities.spans import Found

_SHIP = re.compile(
    r"\b(?:USS|USNS|USCGC|HMS|HMAS|HMCS|HMNZS|RFA|FS|INS|ROKS|JS|BRP|MV|M/V|MT|SS|RFS|TCG|ITS|HNLMS|PNS|BNS|KRI)"
    r" ((?:[A-Z][\w'’.-]*[\w]|de|of)(?: (?:[A-Z][\w'’-]*[\w]|de|of|the))*)"
)
_HULL = re.compile(r" \(([A-Z]{1,4}[- ]?\d{1,4})\)")


def ships(text: str) -> Iterator[Found]:
    """Ships with their prefix, the hull numbers behind them, and their names alone elsewhere in the text."""
    names = set()
    for match in _SHIP.finditer(text):
        yield Found(*match.span(), Kind.VEHICLE, "ship", sector="MIL", strength=TITLED)
        names.add(match[1])
        if hull := _HULL.match(text, match.end()):
            yield Found(*hull.span(1), Kind.VEHICLE, "ship:hull", sector="MIL", strength=TITLED)
    for name in names:
        for match in re.finditer(rf"\b{re.escape(name)}\b", text):
            if not text[: match.start()].endswith((" ", "\n")) or not re.search(
                r"[A-Z]{2,5} $", text[max(match.start() - 6, 0) : match.start()]
            ):
                yield Found(*match.span(), Kind.VEHICLE, "ship:name", sector="MIL", strength=TITLED)
