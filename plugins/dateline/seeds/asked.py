"""What code asks of the words of a language, by their ids: a pattern's groups and its place, a rule's sort, the case of a list. Pure.

An entry laid over a shipped one that does not give what is asked for would be read and do nothing, or break on one article in a thousand;
so it is refused when it is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple


class Groups(NamedTuple):
    """The groups that a pattern must name, and those that it may name besides."""

    must: frozenset[str] = frozenset()
    may: frozenset[str] = frozenset()


NO_GROUPS = Groups()
_BESIDE = Groups(may=frozenset({"words", "line", "side", "other", "near"}))
GROUPS: Mapping[str, Groups] = {
    "places-part-distance": Groups(must=frozenset({"km", "unit"}), may=frozenset({"side", "other"})),
    **{f"places-part-{name}": _BESIDE for name in ("beside", "border", "line", "areas", "own", "compass", "near")},
    "places-dateline": Groups(must=frozenset({"place", "sure"}), may=frozenset({"capitals"})),
    "places-of-town": Groups(must=frozenset({"words"})),
    "places-quarter-of": Groups(must=frozenset({"owner"})),
    "times-tense": Groups(may=frozenset({"future", "report", "past"})),
}
NUMBERED = "times-rule-"  # All such rules are tried at once, and the number of the group says which one fits.
SORTS = frozenset({"date", "shift", "span", "set", "fixed"})  # Of such rules.
CLASSES = "times-class-"
BESIDE = ("times-only-", "times-never-")  # Looked for in the words of a time, which stand between these marks, and a little beside them:
MARKS = frozenset("⟨⟩")  # a pattern without a mark would be satisfied by what belongs to some other time.
SET_IN = (NUMBERED, "entities-amount-")  # Patterns that code sets into a longer one, which a group or a flag of a part would change.
# Lists that are asked for words in lower case, by how their ids begin.
LOWER = ("tolls-", "numbers-", "voices-", "text-", "forms", "places-units", "places-sides")
WHOLE = "numbers-"  # Tables that count people.


def is_asked(identity: str, *, known: Collection[str], ids: Collection[str], used: Collection[str]) -> bool:
    """Whether anything asks for an entry: code for the shipped ones (`known`), for rules of time of any name and for what must or must not
    stand beside one of them (`ids`), a pattern for those that are set into it (`used`)."""
    rules = {NUMBERED + identity.removeprefix(beside) for beside in BESIDE if identity.startswith(beside)}
    return identity in known or identity in used or identity.startswith((NUMBERED, CLASSES)) or bool(rules & set(ids))


def faults_of_words(identity: str, words: Iterable[str], numbers: Mapping[str, float], codes: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with a list or table, as `key: fault`."""
    if identity.startswith(CLASSES) and len(identity) != len(CLASSES) + 1:
        yield f"id: a class of words of time is one character, not {identity.removeprefix(CLASSES)!r}"
    for key, asked in (("words", words), ("numbers", numbers), ("codes", (*codes, *codes.values()))):
        if identity.startswith(LOWER) and (odd := next((word for word in asked if word != word.lower()), None)):
            yield f"{key}: {odd!r} is never asked for: write it in lower case"
    if identity.startswith(WHOLE) and (part := next((word for word, n in numbers.items() if n < 0 or not n.is_integer()), None)):
        yield f"numbers: {part!r} counts people: {numbers[part]:g} is no whole number from 0 up"
    if identity.startswith(NUMBERED) and (sort := codes.get("kind", "date")) not in SORTS:
        yield f"codes.kind: {sort!r} is none of {_told(SORTS)}"


def faults_of_pattern(identity: str, pattern: re.Pattern[str]) -> Iterator[str]:
    """What is wrong with the groups and flags of a pattern whose lists are filled in, as `key: fault`."""
    asked, named = GROUPS.get(identity, NO_GROUPS), set(pattern.groupindex)
    if missing := asked.must - named:
        yield f"pattern: has no group {_told(missing)}, which is asked for by name"
    if unknown := named - asked.must - asked.may:
        yield f"pattern: nothing asks for its group {_told(unknown)}"
    if identity.startswith(SET_IN) and pattern.groups:
        yield "pattern: is set into a longer one and holds no groups: write (?:...)"
    if identity.startswith(SET_IN) and pattern.flags & ~re.UNICODE:
        yield "pattern: is set into a longer one and holds no flags: write (?i:...)"
    if identity.startswith(BESIDE) and not _is_marked(pattern.pattern):
        yield "pattern: says not where it stands: each alternative needs ⟨, where the words begin, or ⟩, where they end"


# What is no mark to come by: an escaped character, a class of characters, a mark that may be left out.
_UNMARKED = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[⟨⟩][?*]")
_GROUP = re.compile(r"\((?P<unasked>\?<?!)?(?P<inner>[^()]*)\)(?P<optional>[?*])?")


def _is_marked(pattern: str) -> bool:
    """Whether nothing fits a pattern that does not hold one of the marks; groups are weighed from the inmost outwards."""
    outer, groups = _UNMARKED.sub("", pattern), 1
    while groups:
        outer, groups = _GROUP.subn(_as_mark, outer)
    return all(MARKS & set(part) for part in outer.split("|"))


def _as_mark(group: re.Match[str]) -> str:
    sure = not group["unasked"] and not group["optional"] and all(MARKS & set(part) for part in group["inner"].split("|"))
    return "⟨" if sure else ""


def _told(names: Collection[str]) -> str:
    return ", ".join(sorted(names))
