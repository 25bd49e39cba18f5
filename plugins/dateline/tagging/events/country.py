"""The country of an act that no place is pointed at for: a conditional logit over the countries of its text. Pure.

Each country that is named or somebody's home is weighed by clues: whose home it is, whether sentence, paragraph or title names it, how much
of the text lies there; each clue weighs for itself and once more for the kind of act (accused and accuser are seldom in one country). The
weights are learned from labelled acts by `training/countries.py` and stand in `_models/countries-en.json` with what they reach.
"""

from __future__ import annotations

import enum
import hashlib
import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from dateline.errors import SettingsError
from dateline.models.codebook import Category
from dateline.models.events import Actor
from dateline.models.places import Place
from dateline.tagging.near import Near, holding
from dateline.tagging.places.lands import Land, Naming, lands
from dateline.tagging.reader.decode import Act
from dateline.tagging.reading import Reading
from dateline.text import Span

SHIPPED = Path(__file__).resolve().parents[2] / "_models" / "countries-en.json"
MOST = 8  # Countries of a text that every act may be set in; those that its surroundings name come besides.
REACH = 40  # Characters before a name or pointer that are looked at.
LEAST = 0.2  # Chance. Below it an empty map is better than a wrong one.
UNNAMED = 0.9  # Share of right ones where a text names no country and the outlet's is taken: 316 of 352 acts.
NEAR = 120.0  # Characters over which a name's nearness falls to a third.
FAR = 600  # Characters. What is named farther off is not near.


class Clue(enum.StrEnum):
    """What speaks for a country."""

    POINTED = "pointed"  # The reader's pointer at a place covers a word of this country, though no place.
    ACTOR = "actor"  # One of the actors is at home there.
    TARGET = "target"  # The first target is.
    VOICE = "voice"
    PLACES = "places"  # Share of the text's places.
    NAMES = "names"  # Share of everything that names a country.
    WORDS = "words"  # Share of the words that may mean a country.
    SENTENCE_PLACE = "sentence-place"
    SENTENCE = "sentence"
    IN = "in"  # Share of the places after such words.
    LAST = "last"  # The last name before the act in its sentence.
    NEARNESS = "near"
    SENTENCE_BEFORE = "sentence-before"
    PARAGRAPH = "paragraph"
    PARAGRAPH_SO_FAR = "paragraph-so-far"
    DATELINE = "dateline"
    OUTLET = "outlet"  # The outlet is at home there; such a country is weighed though nothing names it.


class Named:
    """The countries that a text names, counted once for all its acts. `within` is what says beside a place that something is there ("in
    the eastern ⟨⟩"), `homes` are the countries of dateline and outlet."""

    def __init__(
        self,
        text: str,
        found: Sequence[Land],
        paragraphs: Sequence[Span],
        *,
        within: re.Pattern[str],
        homes: Mapping[Clue, str] = MappingProxyType({}),
    ) -> None:
        self.paragraphs = paragraphs
        self.homes = homes
        self.sure = Near(land for land in found if land.by is not Naming.WORD)
        placed = [land for land in found if land.by is Naming.PLACE]
        self.places = Near(placed)
        inside = (land.country for land in placed if within.search(_around(text, land.start, land.end)))
        by = {naming: Counter(land.country for land in found if land.by is naming) for naming in Naming}
        counts = {
            Clue.PLACES: by[Naming.PLACE],
            Clue.WORDS: by[Naming.WORD],
            Clue.NAMES: by[Naming.PLACE] + by[Naming.PARTY],
            Clue.IN: Counter(inside),
        }
        self.shares = {clue: {country: n / some.total() for country, n in some.items()} for clue, some in counts.items()}
        self.often = [country for country, _ in sum(by.values(), Counter()).most_common(MOST)]

    def nearness(self, at: int) -> dict[str, float]:
        """The countries named around an offset: 1 where one is named there, falling with the distance."""
        found: dict[str, float] = {}
        for land in self.sure.around(at - FAR, at + FAR):
            near = math.exp(-abs((land.start + land.end) / 2 - at) / NEAR)
            found[land.country] = max(near, found.get(land.country, 0.0))
        return found


@dataclass(frozen=True, slots=True)
class Chosen:
    """The likeliest country with its chance among those weighed, and the clues that spoke for it most."""

    country: str
    chance: float
    clues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Countries:
    """What placing an act in a country takes: the weights, the place of a country by its code, the country that a word means, and what
    says beside a name, which is ⟨⟩, that something is there (`within`) or that a body has its seat there."""

    model: CountryModel
    place: Callable[[str], Place | None]
    known: Callable[[str], str | None]
    within: re.Pattern[str]
    seat: re.Pattern[str]

    def named(self, reading: Reading) -> Named:
        """The countries that a text names, the seats of bodies apart: nothing happens in Britain because a monitor is based there."""
        text = reading.text
        found = [land for land in lands(text, reading.mentions, self.known) if not self.seat.search(_around(text, land.start, land.end))]
        homes = {Clue.DATELINE: reading.dateline[0], Clue.OUTLET: (reading.article.country or "").upper()}
        told = {clue: country for clue, country in homes.items() if country}
        return Named(text, found, reading.paragraphs, within=self.within, homes=told)

    def assumed(self, named: Named, act: Act, sentence: Span, actors: Sequence[Actor], targets: Sequence[Actor]) -> Place | None:
        """The likeliest country as a place; None where none is likely. Where only homes speak, it is as sure as those were found right."""
        chosen = self.model.choose(clues_of(named, act, sentence, actors, targets), Category(act.type))
        if chosen is None or chosen.chance < LEAST:
            return None
        place = self.place(chosen.country)
        chance, clues = chosen.chance, ", ".join(chosen.clues) or "nothing else named"
        why = f"the likeliest country of those named ({chance:.2f}: {clues})"
        if not named.often:
            chance, why = min(chance, UNNAMED), f"nothing named; the {next(iter(chosen.clues), Clue.OUTLET)}'s country"
        return replace(place, confidence=round(chance, 3), why=why) if place else None


@dataclass(frozen=True, slots=True)
class CountryModel:
    """The learned weights: of each clue, and of `clue/CATEGORY`."""

    weights: Mapping[str, float]
    digest: str

    def choose(self, clues: Mapping[str, Mapping[Clue, float]], kind: Category) -> Chosen | None:
        """The likeliest of the countries with these clues, named or not; None where there is none."""
        if not clues:
            return None
        parts = {
            country: {clue: value * (self.weights.get(clue, 0.0) + self.weights.get(f"{clue}/{kind}", 0.0)) for clue, value in held.items()}
            for country, held in clues.items()
        }
        scores = {country: sum(part.values()) for country, part in parts.items()}
        best = max(scores, key=lambda country: scores[country])
        total = sum(math.exp(score - scores[best]) for score in scores.values())
        spoke = sorted(parts[best], key=lambda clue: -parts[best][clue])[:3]
        return Chosen(best, 1 / total, tuple(clue for clue in spoke if parts[best][clue] > 0))


def clues_of(named: Named, act: Act, sentence: Span, actors: Sequence[Actor], targets: Sequence[Actor]) -> dict[str, dict[Clue, float]]:
    """For each country that the text names, and for each home, what speaks for it as the place of the act; what does not is left out."""
    paragraph = holding(named.paragraphs, act.start) or (act.start, act.start)
    here, places, near = named.sure.around(*sentence), named.places.around(*sentence), named.nearness(act.start)
    sets = {
        Clue.POINTED: _touched(named, act, "place"),
        Clue.VOICE: _touched(named, act, "voice"),
        Clue.ACTOR: _homes(actors),
        Clue.TARGET: _homes(targets[:1]),
        Clue.SENTENCE_PLACE: {land.country for land in places},
        Clue.SENTENCE: {land.country for land in here},
        Clue.LAST: _first(land for land in reversed(here) if land.end <= act.start),
        Clue.SENTENCE_BEFORE: _first(reversed(named.sure.around(sentence[0] - FAR, sentence[0]))),
        Clue.PARAGRAPH: {land.country for land in named.places.around(*paragraph)},
        Clue.PARAGRAPH_SO_FAR: _first(reversed(named.places.around(paragraph[0], sentence[0]))),
    }
    sets |= {clue: {country} for clue, country in named.homes.items()}
    found: dict[str, dict[Clue, float]] = {}
    for country in dict.fromkeys((*named.often, *sorted(set().union(*sets.values())))):
        held = {clue: 1.0 for clue, some in sets.items() if country in some}
        held |= {clue: shares[country] for clue, shares in named.shares.items() if country in shares}
        held[Clue.NEARNESS] = near.get(country, 0.0)
        found[country] = held
    return found


def load_countries(path: Path) -> CountryModel:
    """The weights of a file; raises SettingsError in one line where it cannot be read."""
    try:
        raw = path.read_bytes()
        weights = {str(name): float(weight) for name, weight in json.loads(raw)["weights"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SettingsError(f"{path}: the weights of countries cannot be read ({error}); install the release again") from error
    return CountryModel(weights, hashlib.blake2b(raw, digest_size=4).hexdigest())


def _around(text: str, start: int, end: int) -> str:
    """What stands beside a name, which is ⟨⟩."""
    return f"{text[max(0, start - REACH) : start]}⟨⟩{text[end : end + REACH]}"


def _touched(named: Named, act: Act, role: str) -> set[str]:
    """The countries that the act's pointers of a role touch."""
    return {land.country for pointer in act.roles.get(role, ()) for land in named.sure.around(pointer.start, pointer.end)}


def _homes(parties: Sequence[Actor]) -> set[str]:
    return {one.country for one in parties if one.country}


def _first(found: Iterable[Land]) -> set[str]:
    land = next(iter(found), None)
    return {land.country} if land else set()
