"""How many were killed, injured, missing, captured, arrested, displaced: the tolls that a sentence states. Pure; unknown is unknown.

The result is in order of the text, for the sentence as a whole: it is the
caller who gives it to an event, also where the sentence has no other trigger of violence.
"""

from __future__ import annotations

import re

from dateline.models import Casualties, TollKind, TollScope
from dateline.tagging.events.clauses import is_verb
from dateline.tagging.events.cues import Cues
from dateline.tagging.events.victims import Link, Victims
from dateline.tagging.reading import Parse, Reading

_CUMULATIVE = re.compile(
    r"\b(?:since (?!then\b)|so far|death toll|toll (?:rose|has risen|stands|stood|reached|climbed)|"
    r"to date|altogether|already this year|"
    r"(?:in|over|during) the (?:last|past) (?:\w+ ){0,2}(?:weeks|months|years|decades|decade|year|month)|"
    r"years of (?:war|conflict|fighting)|"
    r"\w+-year(?:-old)? (?:war|conflict|civil war|insurgency))\b",
    re.I,
)


def tolls_in(parse: Parse, reading: Reading, cues: Cues) -> tuple[Casualties, ...]:
    """The tolls of one sentence, in order; `scope` is cumulative for "since January" and death tolls."""
    victims = Victims(parse.doc, cues)
    if not victims.harms and "casualt" not in parse.doc.text.lower():
        return ()
    links = victims.links()
    found = [toll for link in links if (toll := _casualties(parse, reading, victims, link)) is not None]
    unique = {(toll.kind, toll.min, toll.max, toll.start): toll for toll in found}
    return tuple(sorted(unique.values(), key=lambda toll: (toll.start, toll.end, toll.kind)))


def _casualties(parse: Parse, reading: Reading, victims: Victims, link: Link) -> Casualties | None:
    doc, quantity = parse.doc, link.quantity
    harm = doc[link.harm]
    verb = harm if is_verb(harm) else None
    zero = quantity.max == 0
    if zero and verb is not None and any(child.dep_ == "aux" and child.tag_ == "MD" for child in verb.children):
        return None
    first, last = min(quantity.first, link.harm), max(quantity.last, link.harm, link.noun or 0)
    start, end = parse.start + doc[first].idx, parse.start + doc[last].idx + len(doc[last])
    return Casualties(
        kind=TollKind(link.kind),
        min=quantity.min,
        max=quantity.max,
        scope=TollScope.CUMULATIVE if _CUMULATIVE.search(victims.around(link)) else TollScope.EVENT,
        group=doc[link.noun].lower_ if link.noun is not None else None,
        text=reading.text[start:end],
        start=start,
        end=end,
        mark=quantity.mark,
        part_of_whole=link.part,
    )
