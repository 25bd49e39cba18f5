"""Who says so and how many: voices, and figures side by side by voice. Nothing is added up. Pure."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime

from dateline.incidents.claims import Recount, figures_in, goes_on, recounted_in, vague, voice_in, voice_key, voice_words
from dateline.incidents.items import Item, Told
from dateline.incidents.lexicon import Lexicon
from dateline.incidents.sentences import Quote
from dateline.models.incidents import Report, TollClaim

APART = 2.0  # Figures of one day of which the lowest of one voice is so many times another's highest contradict each other.
ROUND = 10
NEARLY = 1.25  # A round figure may be off by so much: "more than 50" of 56.

Words = tuple[frozenset[str | None], frozenset[str]]  # Of which countries a voice is, and what it is called.
Voice = tuple[str | None, str | None]  # Who is named as saying it, and the outlet that prints it.

_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)
_EVERYBODY = frozenset({"people", "persons", "others"})


def voices_of(reports: Sequence[Report], lexicon: Lexicon, theatre: str | None = None) -> tuple[str, ...]:
    """Independent voices, each by the first name it was given."""
    key = _keys(((report.voice, report.outlet or report.source) for report in reports), lexicon, theatre)
    named: dict[str, str] = {}
    for report in reports:
        if report.copy_of is None and (name := report.voice or report.outlet or report.source):
            named.setdefault(key[report.voice, report.outlet or report.source], name)
    return tuple(named.values())


def tolls_of(item: Item, quotes: Sequence[Quote], event: Told | None, *, scope: str) -> list[TollClaim]:
    """The figures of a report: the tagger's where it read any in these sentences, else the sentences' own."""
    recounts = [recounted_in(quote.text) for quote in quotes]
    found = list(_tagged(item, quotes, event, scope, recounts)) if event else []
    kinds = {claim.kind for claim in found}
    for quote, recount in zip(quotes, recounts, strict=True):
        found += (claim for claim in _in_sentence(item, quote, recount.text, quotes, scope) if claim.kind not in kinds)
    kept = [claim for claim in found if not any(_says_better(other, claim) for other in found)]
    return [_correcting(claim, recounts) for claim in kept]


def _correcting(claim: TollClaim, recounts: Iterable[Recount]) -> TollClaim:
    """A figure with what it corrects by the sentences that correct one of its kind."""
    own = [one for one in recounts if one.corrects and one.is_of(claim.kind)]
    wrong = tuple(sorted({value for one in own for value in one.before}))
    return dataclasses.replace(claim, corrects=True, wrong=wrong) if own else claim


def _tagged(item: Item, quotes: Sequence[Quote], event: Told, scope: str, recounts: Sequence[Recount]) -> Iterator[TollClaim]:
    """The figures that the tagger read, but for parts of others and those that were told before."""
    adds_up = any(goes_on(quote.text) for quote in quotes)
    for toll, voice in zip(event.casualties, event.voices, strict=False):
        if toll.part_of_whole or any(toll.min in one.before and one.is_of(toll.kind) for one in recounts):
            continue
        said = voice or event.voice or _voice_of(toll.kind, quotes)
        own = _scope(scope if toll.scope == "event" else toll.scope, adds_up=adds_up)
        group = None if toll.group in _EVERYBODY else toll.group
        bounds = (toll.kind, toll.min, toll.max, own, group, toll.text)
        yield TollClaim(
            *bounds, said, item.outlet, item.id, item.published.astimezone(UTC).date(), None if adds_up else event.day, vague(toll.mark)
        )


def _in_sentence(item: Item, quote: Quote, text: str, quotes: Sequence[Quote], scope: str) -> Iterator[TollClaim]:
    """The figures that stand in a sentence, whose `text` is without what it corrects."""
    for figure in figures_in(text):
        voice = voice_in(quote.text) or _voice_of(figure.kind, quotes)
        bounds = (figure.kind, figure.min, figure.max, _scope(scope, adds_up=goes_on(quote.text)), figure.group, figure.text)
        yield TollClaim(*bounds, voice, item.outlet, item.id, item.published.astimezone(UTC).date(), None, figure.mark)


def _scope(scope: str, *, adds_up: bool) -> str:
    """What has been adding up since a day is no figure of one event."""
    return "cumulative" if adds_up and scope == "event" else scope


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


def standing(
    tolls: Iterable[TollClaim], lexicon: Lexicon, *, theatre: str | None = None, when: Mapping[str, datetime | None] | None = None
) -> list[TollClaim]:
    """Each figure of each voice once, in order of time; what no longer stands is superseded and stays.

    A voice's later figure supersedes its earlier ones, but for a round one ("nearly 100") that the number it gave (97) fulfils.
    A correction supersedes the figures that it says were wrong, whoever told them; where it names none, those of its own voice,
    and where nobody is named as saying it, those of its outlet. `when` tells when each article was published.
    """
    claims = list(tolls)
    key = _keys(((claim.voice, claim.outlet or claim.article) for claim in claims), lexicon, theatre)
    moments = {article: at for article, at in (when or {}).items() if at}
    claims.sort(key=lambda one: (one.told or date.max, moments.get(one.article, _BEFORE_ALL), one.article, one.kind))
    found = list(_once(claims, key, lexicon))
    corrected: dict[int, int] = {}
    for number in [number for number, claim in enumerate(found) if claim.corrects]:
        for before in range(number):
            if _corrects(found[number], found[before], key):
                corrected.setdefault(before, number)
    later = _told_later(found, key, corrected)
    over = {**later, **{n: min(by, later.get(n, by)) for n, by in corrected.items()}}
    return [_standing(claim, found[over[n]] if n in over else None, key) for n, claim in enumerate(found)]


def _once(claims: Iterable[TollClaim], key: Mapping[Voice, str], lexicon: Lexicon) -> Iterator[TollClaim]:
    """Figures without repeats: what a voice tells again is told anew where it told something else in between."""
    last: dict[object, TollClaim] = {}
    told: defaultdict[object, set[object]] = defaultdict(set)
    for claim in claims:
        series = _series(claim, key)
        before = last.get(series)
        if before is None or _is_other(claim, before):
            last[series] = claim
            told[series].clear()
        said = (voice_key(claim.voice or claim.outlet or claim.article, lexicon), claim.min, claim.max)
        if said not in told[series]:
            told[series].add(said)
            yield claim


def _is_other(claim: TollClaim, before: TollClaim) -> bool:
    """Whether a figure takes the place of the one before it."""
    same = (claim.min, claim.max) == (before.min, before.max)
    return not (same or _is_unknown(claim) or _is_contained(claim, before))


def _standing(claim: TollClaim, instead: TollClaim | None, key: Mapping[Voice, str]) -> TollClaim:
    """A figure as it stands; `instead` is the first that took its place, or what was told before and says the same more exactly."""
    if instead is None:
        return dataclasses.replace(claim, superseded=False, superseded_on=None, superseded_by=None, corrected=False)
    by, wrong = (instead.min, instead.max), _corrects(instead, claim, key)
    day = max(claim.told, instead.told) if claim.told and instead.told else instead.told
    return dataclasses.replace(claim, superseded=True, superseded_on=day, superseded_by=by, corrected=wrong)


def _told_later(found: Sequence[TollClaim], key: Mapping[Voice, str], corrected: Container[int]) -> dict[int, int]:
    """By the number of a figure, that of the one which its own voice gave in its place: more exactly on the same day or before, or later.

    Hundreds of no known number take the place of none, and a number that is `corrected` fulfils nothing.
    """
    days: defaultdict[object, list[int]] = defaultdict(list)
    for number, claim in enumerate(found):
        days[_series(claim, key), claim.told].append(number)
    over: dict[int, int] = {}
    for number, claim in enumerate(found):
        exact = next((other for other in days[_series(claim, key), claim.told] if _is_rounding(claim, found[other])), None)
        if exact is not None:
            over[number] = exact
    last: dict[object, int] = {}
    for number, claim in enumerate(found):
        if number in over or _is_unknown(claim):
            continue
        before = last.get(_series(claim, key))
        if before is not None and before not in corrected and _is_contained(claim, found[before]):
            over[number] = before
        else:
            last[_series(claim, key)] = number
    following: dict[object, int] = {}
    for number in range(len(found) - 1, -1, -1):
        if number not in over:
            series = _series(found[number], key)
            if series in following:
                over[number] = following[series]
            if not _is_unknown(found[number]):
                following[series] = number
    return over


def _series(claim: TollClaim, key: Mapping[Voice, str]) -> tuple[object, ...]:
    """Figures of one voice that count the same people."""
    return _voice(claim, key), claim.kind, claim.group, claim.scope


def _voice(claim: TollClaim, key: Mapping[Voice, str]) -> str:
    return key[claim.voice, claim.outlet or claim.article]


def _is_rounding(claim: TollClaim, other: TollClaim) -> bool:
    """Whether the other, of the same voice and day, says the same more exactly."""
    return _is_round(claim) and not _is_round(other) and _rounds(claim, other)


def _is_contained(claim: TollClaim, before: TollClaim) -> bool:
    """Whether a number told before fulfils a round figure, and is the better one still: "dozens" or "at least 50" after 97."""
    value = before.max if before.min is None else before.min
    if claim.corrects or _is_round(before) or value is None:
        return False
    if claim.min is not None and claim.max is None:
        return claim.min <= value and (_is_round(claim) or claim.min % ROUND == 0)
    return _is_rounding(claim, before)


def _is_unknown(claim: TollClaim) -> bool:
    return (claim.min, claim.max) == (None, None)


def _is_round(claim: TollClaim) -> bool:
    """Such as dozens, nearly 100, or more than 50 (kept as 51 and up)."""
    if claim.mark is not None:
        return True
    if claim.min is None:
        return claim.max is not None and claim.max % ROUND == 0
    return claim.max is None and (claim.min - 1) % ROUND == 0


def _rounds(claim: TollClaim, other: TollClaim) -> bool:
    value = other.min if other.min is not None else other.max
    if value is None:
        return False
    if claim.min is not None:
        return claim.min <= value and (claim.mark is not None or value <= claim.min * NEARLY)
    return claim.max is not None and value <= claim.max <= value * NEARLY


def _corrects(claim: TollClaim, earlier: TollClaim, key: Mapping[Voice, str]) -> bool:
    """Whether a figure was given as the right one in place of an earlier one."""
    if not claim.corrects or earlier.kind != claim.kind or (claim.min, claim.max) == (earlier.min, earlier.max):
        return False
    if claim.wrong:
        return bool({earlier.min, earlier.max} & set(claim.wrong))
    if earlier.group != claim.group:
        return False
    if claim.voice:
        return _voice(earlier, key) == _voice(claim, key)
    return earlier.outlet is not None and earlier.outlet == claim.outlet


def _keys(names: Iterable[Voice], lexicon: Lexicon, theatre: str | None) -> dict[Voice, str]:
    """One key for one voice among these. "Doctors", "Sudanese doctors" and "doctors' union" are one: the shorter words name no other.

    What fits two others ("doctors", of a union and of a syndicate) stays alone, and an outlet is known by its whole name.
    """
    own: dict[Voice, str] = {}
    words: dict[str, Words] = {}
    for voice, outlet in names:
        name = voice or outlet
        own[voice, outlet] = key = voice_key(name, lexicon) if name else ""
        if voice and key not in lexicon.entities:
            words[key] = voice_words(voice, lexicon, theatre)
    told: defaultdict[object, set[str]] = defaultdict(set)
    for key, (whose, said) in words.items():
        for word in said:
            told[whose, word].add(key)
    same = {key: (whose, _widest(whose, said, words, told)) for key, (whose, said) in words.items() if said}
    first: dict[Words, str] = {}
    for key in sorted(same):
        first.setdefault(same[key], key)
    return {name: first[same[key]] if key in same else key for name, key in own.items()}


def _widest(
    whose: frozenset[str | None], said: frozenset[str], words: Mapping[str, Words], told: Mapping[object, set[str]]
) -> frozenset[str]:
    """The words of the fullest name that has all of these; these themselves where two such names have nothing to do with each other."""
    wider = {words[key][1] for key in min((told[whose, word] for word in said), key=len) if said < words[key][1]}
    fullest = max(wider, key=len, default=said)
    return fullest if all(one <= fullest for one in wider) else said


def contradict(tolls: Sequence[TollClaim], lexicon: Lexicon, theatre: str | None = None) -> bool:
    """Whether two voices told figures of one day for the same people that cannot both be."""
    valid = [claim for claim in tolls if not claim.superseded and claim.mark is None]
    key = _keys(((claim.voice, claim.outlet or claim.article) for claim in valid), lexicon, theatre)
    lows: defaultdict[object, list[tuple[int, object]]] = defaultdict(list)
    for claim in valid:
        if claim.max is not None:
            lows[claim.kind, claim.group, claim.scope, claim.told].append((claim.max, _series(claim, key)))
    for own in lows.values():
        own.sort(key=lambda one: one[0])
    for claim in valid:
        low = lows[claim.kind, claim.group, claim.scope, claim.told]
        other = next((most for most, series in low if series != _series(claim, key)), None)
        if other is not None and claim.min is not None and claim.min >= APART * max(other, 1):
            return True
    return False
