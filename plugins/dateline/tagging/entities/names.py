"""Proper names: the model's guesses, corrected by the dictionary, by what the words say, and by the rest of the article."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from dateline.models.mentions import Kind
from dateline.seeds.language import Language
from dateline.tagging.entities.spans import Found, best_apart, is_whole
from dateline.tagging.entities.vocabulary import Vocabulary
from dateline.tagging.near import Near
from dateline.tagging.reading import Reading

_LABELS = {
    "PERSON": Kind.PERSON,
    "ORG": Kind.ORGANISATION,
    "NORP": Kind.NATIONALITY,  # Kept only where it turns out to be a place: the peoples we know stand in the seeds.
    "GPE": Kind.LOCATION,
    "LOC": Kind.LOCATION,
    "FAC": Kind.LOCATION,
}
MODEL, COPIED, SHAPED, TITLED = 10, 20, 40, 60  # Strength, weakest first: a title before a name says more than its shape.

_ENDS = re.compile(r"\[| \(|, ")  # Footnotes, brackets, and what stands beside a name.
_BEFORE = re.compile(r"(?:[^\w@]|_)+")
_AFTER = " \t\n\"'“”‘’»›([],;:•*–—-"
# The rest of a hyphenated acronym or name ("CJTF-OIR"), and the number of a unit or hull ("CTF 50").
_HYPHENATED = re.compile(r"(?:-[A-Z][^\W_]*|(?<=[A-Z]{2}) \d{1,3}\b(?![.,:]\d))+")
_NOT_A_NAME = re.compile(r"^(?:[^\W\d_]?|\d[\d.,:/-]*|[a-z][\w'’-]*|[\W\d_]+)$")


def model_names(reading: Reading, dictionary: Sequence[Found], vocabulary: Vocabulary, words: Language) -> list[Found]:
    """The model's names with borders cleaned and kinds corrected; what the dictionary knows is not taken twice."""
    found: list[Found] = []
    known = Near(dictionary)
    for parse in reading.parses.values():
        for ent in parse.doc.ents:
            kind = _LABELS.get(ent.label_)
            if kind is None:
                continue
            start, end = _trimmed(reading.text, parse.start + ent.start_char, parse.start + ent.end_char, words)
            if whole := _HYPHENATED.match(reading.text, end):
                end = whole.end()
            if cut := _ENDS.search(reading.text, start + 1, end):
                end = _trimmed(reading.text, start, cut.start(), words)[1]
            name = reading.text[start:end]
            if _NOT_A_NAME.match(name) or words.pattern("entities-paper").search(name) or vocabulary.is_thing(name):
                continue
            one = Found(start, end, *_by_shape(name, kind, ent.label_, words))
            if not any(other.crosses(one) or other.holds(one) for other in known.around(one.start, one.end)):
                found.append(one)
    return found


def _by_shape(name: str, kind: Kind, label: str, words: Language) -> tuple[Kind, str, None, None, int]:
    """What the words of a name say about its kind."""
    if " " in name or kind is not Kind.PERSON:
        if words.pattern("entities-site").search(name):
            return Kind.LOCATION, "shape:place", None, None, SHAPED
        if words.pattern("entities-body").search(name):
            return Kind.ORGANISATION, "shape:organisation", None, None, SHAPED
    return kind, f"model:{label}", None, None, MODEL


def _trimmed(text: str, start: int, end: int, words: Language) -> tuple[int, int]:
    """The span without determiners and prepositions before it, and without possessives and punctuation around it."""
    small = words.pattern("entities-no-part")
    while before := _BEFORE.match(text, start, end) or small.match(text, start, end):
        start = before.end()
    while start < end:
        name = text[start:end]
        if name.endswith(("'s", "’s")):
            end -= 2
        elif name[-1] in _AFTER or (name[-1] == ")" and "(" not in name) or name.find(".") == len(name) - 1:  # Not the last of "U.S."
            end -= 1
        else:
            break
    return start, end


def agree(text: str, names: Sequence[Found], words: Language, *, known_place: Callable[[str], bool]) -> list[Found]:
    """One kind for one name in an article: the strongest witness decides, then the gazetteer, then the majority of guesses."""
    groups: dict[str, list[Found]] = defaultdict(list)
    for one in names:
        groups[text[one.start : one.end]].append(one)
    people = (surface for surface, group in groups.items() if group[0].kind is Kind.PERSON)
    surnames = {surname_of(surface, words) for surface in people}
    agreed: list[Found] = []
    for surface, group in groups.items():
        best = max(group, key=lambda f: f.strength)
        if best.strength == MODEL:
            best = replace(best, kind=_majority(group))
            if surface in surnames:
                best = replace(best, kind=Kind.PERSON, rule="surname")
            elif (any(one.kind is Kind.LOCATION for one in group) or _said_as_place(text, group, words)) and known_place(surface):
                best = replace(best, kind=Kind.LOCATION, rule="gazetteer")
            elif best.kind is Kind.NATIONALITY:
                continue
        for one in group:
            same = one.strength >= best.strength and one.kind is best.kind
            agreed.append(one if same else replace(one, kind=best.kind, rule=best.rule, strength=best.strength))
    return agreed


def _majority(group: Sequence[Found]) -> Kind:
    """The commonest kind of some guesses; a nationality only where nothing else was guessed."""
    kinds = Counter(one.kind for one in group)
    return max(kinds, key=lambda kind: (kind is not Kind.NATIONALITY, kinds[kind]))


def _said_as_place(text: str, group: Sequence[Found], words: Language) -> bool:
    """Whether enough of a name's mentions stand where places stand: half, or a third of what was taken for a body."""
    said = sum(bool(words.pattern("entities-at-place").search(text, max(one.start - 16, 0), one.start)) for one in group)
    return (3 if group[0].kind is Kind.ORGANISATION else 2) * said >= len(group)


def propagate(text: str, names: Sequence[Found], words: Language) -> list[Found]:
    """The same names elsewhere in the text, and the surnames of people named in full."""
    kinds: dict[str, Found] = {}
    for one in names:
        surface = text[one.start : one.end]
        if len(surface) >= 3 and surface[0].isupper():
            kinds.setdefault(surface, one)
            if one.kind is Kind.PERSON and (surname := surname_of(surface, words)):
                kinds.setdefault(surname, replace(one, start=one.end - len(surname)))
    found, goes_on = [], words.pattern("entities-other-after")
    for surface, model in kinds.items():
        for match in re.finditer(re.escape(surface), text):
            span = match.span()
            longer = model.kind is Kind.PERSON and goes_on.match(text, span[1])  # A part of another name.
            if is_whole(text, *span) and not longer:
                found.append(replace(model, start=span[0], end=span[1], rule="same-name", strength=min(model.strength, COPIED)))
    near = Near(names)
    return [one for one in best_apart(found) if not near.around(one.start, one.end)]


def surname_of(name: str, known: Language) -> str | None:
    """The part of a person's full name that later stands for it: "al-Assad", "Lavrov", "van der Bellen"."""
    words = [word for word in name.split() if word not in known.set("entities-suffixes")]
    last = words[-1] if len(words) > 1 else ""
    return last if len(last) >= 3 and (last[0].isupper() or known.pattern("entities-surname").match(last)) else None
