"""The filters that are on, as chips that take them away, and the names that are in doubt. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dateline.asking.forms import Asked
from dateline.asking.values import Meaning, as_words
from dateline.errors import QueryRefused
from dateline.pages.links import Form, address, without_value
from dateline.pages.view import STATUS_WORDS, TYPE_WORDS, WHEN_WORDS


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on: what it says, and the address without it."""

    name: str
    label: str
    href: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What may not have been understood, with the addresses of what else it may mean."""

    text: str
    others: tuple[tuple[str, str], ...]


def chips(asked: Asked, form: Form, given: Form) -> tuple[Chip, ...]:
    """Every filter that is on, in the order of the form; the period of its own accord (in `form` and not `given`) is none."""
    found = [Chip("words", value, without_value(form, "q", value)) for value in form.get("q", ())]
    if given.get("since") or given.get("until"):
        since, until = (next(iter(form.get(name, ())), "") for name in ("since", "until"))
        words = since if since == until else f"{since or 'the beginning'} to {until or 'now'}"
        found.append(Chip("period", words, address(form, since=None, until=None)))
    for name, meaning in asked.named:
        found.append(Chip(name, meaning.label, without_value(form, name, meaning.asked), meaning.hint))
    for name, known in (("type", TYPE_WORDS), ("status", STATUS_WORDS), ("when", WHEN_WORDS)):
        found += [Chip(name, known.get(_as_key(value, known), value), without_value(form, name, value)) for value in form.get(name, ())]
    found += [Chip("mark", value.replace("_", " "), without_value(form, "mark", value)) for value in form.get("mark", ())]
    found += [Chip("part of", value, without_value(form, "within", value)) for value in form.get("within", ())]
    found += [Chip("outlet", value, without_value(form, "source", value)) for value in form.get("source", ())]
    if asked.query.near:
        near = asked.query.near
        found.append(Chip("near", f"{near.km:g} km around {near.lat:g}, {near.lon:g}", address(form, near=None)))
    if form.get("conflict"):
        found.append(Chip("only", "conflict, without ordinary crime", address(form, conflict=None)))
    return tuple(found)


def doubts(asked: Asked, form: Form) -> tuple[Doubt, ...]:
    """What names were understood as, where they could mean others or nothing."""
    return tuple(_doubt(name, meaning, form) for name, meaning in asked.named if not meaning.known or meaning.others)


def unheeded(refused: QueryRefused | None, form: Form) -> tuple[Doubt, ...]:
    """The parameters of an address that are no filters: the page is made without them, and says so."""
    if refused is None:
        return ()
    others = tuple((offer.label, address({**form, **offer.changes}, page=None)) for offer in refused.offers)
    return (Doubt(f"{refused.said}, and this page is made without it", others),)


def _doubt(name: str, meaning: Meaning, form: Form) -> Doubt:
    text = f"{meaning.asked} is understood as {meaning.label}" if meaning.known else f"{meaning.asked}: {as_words(meaning)}"
    kept = [value for value in form.get(name, ()) if value != meaning.asked]
    others = tuple((other, address({**form, name: [*kept, other]}, page=None)) for other in meaning.others)
    return Doubt(text, others)


def _as_key(value: str, words: Mapping[str, Any]) -> str:
    return value.upper() if value.upper() in words else value.lower()
