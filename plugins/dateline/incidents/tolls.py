"""Who says so and how many: voices, and figures side by side by voice. Nothing is added up. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from datetime import date

from dateline.incidents.claims import figures_in, voice_in, voice_key
from dateline.incidents.items import Item, Told
from dateline.incidents.lexicon import Lexicon
from dateline.incidents.tellings import Quote
from dateline.models import Report, TollClaim

APART = 2.0  # Figures of one day of which the lowest of one voice is so many times another's highest contradict each other.

_EVERYBODY = frozenset({"people", "persons", "others"})


def voices_of(reports: Sequence[Report], lexicon: Lexicon) -> tuple[str, ...]:
    """Independent voices, each by the first name it was given."""
    named: dict[str, str] = {}
    for report in reports:
        if report.copy_of is None and (name := report.voice or report.outlet or report.source):
            named.setdefault(voice_key(name, lexicon), name)
    return tuple(named.values())


def tolls_of(item: Item, quotes: Sequence[Quote], event: Told | None, *, scope: str) -> list[TollClaim]:
    """The figures of a report: the tagger's where it read any in these sentences, else the sentences' own."""
    day = item.published.date()
    found: list[TollClaim] = []
    for toll, voice in zip(event.casualties, event.voices, strict=False) if event else ():
        if toll.part_of_whole:
            continue
        said = voice or (event.voice if event else None) or _voice_of(toll.kind, quotes)
        own = scope if toll.scope == "event" else toll.scope
        group = None if toll.group in _EVERYBODY else toll.group
        as_of = event.day if event else None
        found.append(TollClaim(toll.kind, toll.min, toll.max, own, group, toll.text, said, item.outlet, item.id, day, as_of, toll.mark))
    kinds = {claim.kind for claim in found}
    for quote in quotes:
        for figure in figures_in(quote.text):
            if figure.kind not in kinds:
                voice = voice_in(quote.text) or _voice_of(figure.kind, quotes)
                bounds = (figure.kind, figure.min, figure.max, scope, figure.group, figure.text)
                found.append(TollClaim(*bounds, voice, item.outlet, item.id, day, None, figure.mark))
    return [claim for claim in found if not any(_says_better(other, claim) for other in found)]


def _voice_of(kind: str, quotes: Sequence[Quote]) -> str | None:
    """Who says it in a sentence that tells a figure of this kind too: a headline leaves out what the first sentence says."""
    told = (quote.text for quote in quotes if any(figure.kind == kind for figure in figures_in(quote.text)))
    return next((voice for text in told if (voice := voice_in(text))), None)


def _says_better(other: TollClaim, claim: TollClaim) -> bool:
    """Whether one article says a figure better elsewhere: in numbers where a headline has "dozens", or with "at least" before it."""
    if other.kind != claim.kind or other.group != claim.group:
        return False
    if claim.mark is not None and other.mark is None and other is not claim:
        return True
    return claim.min is not None and claim.min == claim.max == other.min and other.max is None


def standing(tolls: Iterable[TollClaim], lexicon: Lexicon) -> list[TollClaim]:
    """Each figure of each voice once, by the day it was told; a voice's later figure supersedes its earlier ones."""
    once: dict[tuple[object, ...], TollClaim] = {}
    for claim in sorted(tolls, key=lambda one: (one.told or date.max, one.article, one.kind)):
        once.setdefault((_who(claim, lexicon), claim.kind, claim.group, claim.scope, claim.min, claim.max), claim)
    latest = {(_who(claim, lexicon), claim.kind, claim.group, claim.scope): number for number, claim in enumerate(once.values())}
    return [
        claim if latest[_who(claim, lexicon), claim.kind, claim.group, claim.scope] == number else _superseded(claim)
        for number, claim in enumerate(once.values())
    ]


def _superseded(claim: TollClaim) -> TollClaim:
    return dataclasses.replace(claim, superseded=True)


def _who(claim: TollClaim, lexicon: Lexicon) -> str:
    return voice_key(claim.voice or claim.outlet or claim.article, lexicon)


def contradict(tolls: Sequence[TollClaim], lexicon: Lexicon) -> bool:
    """Whether two voices told figures of one day for the same people that cannot both be."""
    valid = [claim for claim in tolls if not claim.superseded and claim.mark is None]
    for number, left in enumerate(valid):
        for right in valid[number + 1 :]:
            same = (left.kind, left.group, left.scope, left.told) == (right.kind, right.group, right.scope, right.told)
            if same and _who(left, lexicon) != _who(right, lexicon) and (_far(left, right) or _far(right, left)):
                return True
    return False


def _far(low: TollClaim, high: TollClaim) -> bool:
    return low.max is not None and high.min is not None and high.min >= APART * max(low.max, 1)
