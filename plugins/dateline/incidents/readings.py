"""Item -> everything that joining needs of it: a function of the item alone, so that it is read once while it is in the news."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from dateline import stories
from dateline.incidents.candidates import DISTINCT, Compared
from dateline.incidents.episodes import Glimpse, glimpses
from dateline.incidents.items import Item
from dateline.incidents.lexicon import Lexicon
from dateline.incidents.rarity import Commonness, Scales, Weighed, load_commonness, norm_of, weigh, weights_of
from dateline.incidents.sentences import sentences_of
from dateline.incidents.tellings import first_terms, read

T = TypeVar("T")

REMEMBERED = 20_000  # Items: two or three weeks of a hundred sources, some kilobytes each.


@dataclass(frozen=True, slots=True)
class Gist:
    """What an article says first, as it is compared with others whole: its terms with their weights, and those that mark it out."""

    id: str
    published: datetime
    weights: dict[str, float]
    leading: tuple[str, ...]
    norm: float


@dataclass(frozen=True, slots=True)
class Reading:
    """An item as it is joined: what it tells, the processes that it is part of, and its text for comparing."""

    id: str
    published: datetime
    tellings: tuple[Weighed, ...]
    glimpses: tuple[Glimpse, ...]
    text: stories.Text


class Readings:
    """Reads items; those read last are remembered by their content."""

    def __init__(self, lexicon: Lexicon, common: Commonness | None = None) -> None:
        self.lexicon = lexicon
        self.compared = Compared()
        self._scales = Scales(lexicon, common or load_commonness())
        self._read: _Remembered[Reading] = _Remembered()
        self._gists: _Remembered[Gist] = _Remembered()

    def of(self, item: Item) -> Reading:
        """The reading of an item."""
        return self._read.of(item, self._reading_of)

    def gist(self, item: Item) -> Gist:
        """The gist of an item: asked for those few days that stories go on."""
        return self._gists.of(item, self._gist_of)

    def _reading_of(self, item: Item) -> Reading:
        sentences = sentences_of(item, self.lexicon)
        text = stories.text_of(item.id, item.published, f"{item.title}\n{item.text}")
        if not any(self.lexicon.may_tell(one.words) for one in sentences):  # Half of the news: nothing more is asked of it.
            return Reading(item.id, item.published, (), (), text)
        told = read(item, sentences, self.lexicon)
        seen = glimpses(item, sentences, told.theatre, self.lexicon)
        return Reading(item.id, item.published, tuple(weigh(told, self._scales, self.lexicon)), tuple(seen), text)

    def _gist_of(self, item: Item) -> Gist:
        sentences = sentences_of(item, self.lexicon)
        theatre = read(item, sentences, self.lexicon).theatre
        weights = weights_of(first_terms(sentences, self.lexicon), self._scales.of(theatre))
        gathers = self.lexicon.gathers(item.title)  # An overview of the day goes on from nothing, and nothing from it.
        leading = () if gathers else tuple(term for term, weight in weights.items() if weight > DISTINCT)
        return Gist(item.id, item.published, weights, leading, norm_of(weights))


class _Remembered(Generic[T]):
    """What was made of the items asked for last, by their content."""

    def __init__(self) -> None:
        self._known: OrderedDict[bytes, T] = OrderedDict()

    def of(self, item: Item, make: Callable[[Item], T]) -> T:
        """What was made of an item, or is made now."""
        key = _key(item)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = make(item)
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(key)
        return known


def _key(item: Item) -> bytes:
    places = ",".join(f"{start}{place.country}{place.name}" for start, _, place in item.places)
    whole = "\0".join((item.id, item.published.isoformat(), item.title, item.text, places, str(item.quiet)))
    return hashlib.blake2b(whole.encode(errors="surrogatepass"), digest_size=16).digest()
