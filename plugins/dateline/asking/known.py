"""Names that nobody knows, neither our lists nor the index, are refused with what comes nearest.

An empty answer to a slip of the pen would look like peace.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from dateline.asking.forms import Asked, Form, in_place_of
from dateline.asking.values import Meaning
from dateline.errors import QueryRefused
from dateline.protocols.index import Index
from dateline.query import Query
from dateline.text import fold

OFFERED = 4
NEAR_ENOUGH = 0.7  # Of difflib's ratio, for names that the index has.
MOST_NAMES = 2000  # Of the index, that are looked through for what comes near.
REPAIRS = {
    "place": "write a town, a region or a country by any of its names, or use near: LAT,LON,KM",
    "actor": "write a person, a group, a state or a noun such as rebels",
    "source": "write the name of an outlet as the pages show it, or the id of a source",
}
_FACETS = {"place": ("spot",), "actor": ("party", "actor"), "source": ("outlet", "source")}


def known(asked: Asked, form: Form, index: Index) -> Asked:
    """The same question. Raises QueryRefused for a name of a place, an actor or a source that is in no list and on no document."""
    for name, meaning in asked.named:
        if not meaning.known and not (meaning.keys and _is_there(index, _of(name, meaning.keys))):
            others = meaning.others or _near(index, name, meaning.asked)
            raise _refused(form, name, meaning.asked, _why(meaning), others)
    for source in asked.query.sources:
        if not _is_there(index, _of("source", (source,))):
            raise _refused(form, "source", source, "no outlet and no source in the index is called so", _near(index, "source", source))
    if asked.query.within and index.incident(asked.query.within) is None:
        raise QueryRefused(f"within {asked.query.within}: there is no episode with that id (any more); take the filter away")
    return asked


def _why(meaning: Meaning) -> str:
    return meaning.hint or "nobody is called so, in our lists or in the index"


def _refused(form: Form, name: str, value: str, why: str, others: Sequence[str]) -> QueryRefused:
    said = f"{name} {value}: {why}"
    return QueryRefused(said if others else f"{said}; {REPAIRS[name]}", offers=in_place_of(form, name, value, others))


def _of(name: str, values: Sequence[str]) -> Query:
    """What asks for nothing but this."""
    asked = Query(limit=1, counted=False, marked=False)
    if name == "place":
        return replace(asked, places=tuple(values))
    return replace(asked, actors=tuple(values)) if name == "actor" else replace(asked, sources=tuple(values))


def _is_there(index: Index, asked: Query) -> bool:
    return bool(index.events(asked).hits or index.articles(asked).hits)


def _near(index: Index, name: str, value: str) -> list[str]:
    """What the index calls something like it."""
    fields = _FACETS[name]
    counts = index.facets(Query(), fields=fields, size=MOST_NAMES).counts
    found = {fold(label): label for label in _labels(word for field in fields for word, _ in counts.get(field, ()))}
    return [found[one] for one in difflib.get_close_matches(fold(value), found, n=OFFERED, cutoff=NEAR_ENOUGH)]


def _labels(values: Iterable[str]) -> Iterable[str]:
    """Names as they can be asked for: a spot is `name|lat|...`."""
    return (value.split("|")[0] for value in values)
