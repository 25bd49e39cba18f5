"""Proper names: where capitals say that a word is one, the model's guesses, corrected by the dictionary, by what the words say and by the
rest of the article, and people with their title: "Russian Foreign Minister Sergei Lavrov" is a person, and so is the name in it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from dateline.models.mentions import Kind
from dateline.seeds.language import Language
from dateline.tagging.entities.spans import Found, best_apart, is_whole
from dateline.tagging.entities.vocabulary import Vocabulary
from dateline.tagging.near import Near
from dateline.tagging.reading import Reading
from dateline.text import Span, is_title_case

_LABELS = {
    "PERSON": Kind.PERSON,
    "ORG": Kind.ORGANISATION,
    "NORP": Kind.NATIONALITY,  # Kept only where it turns out to be a place: the peoples we know stand in the seeds.
    "GPE": Kind.LOCATION,
    "LOC": Kind.LOCATION,
    "FAC": Kind.LOCATION,
}
MODEL, COPIED, SHAPED, TITLED = 10, 20, 40, 60  # Strength, weakest first: a title before a name says more than its shape.
FEWEST = 4  # Words of more than three letters that show how a sentence is written.

_ENDS = re.compile(r"\[| \(|, ")  # Footnotes, brackets, and what stands beside a name.
_BEFORE = re.compile(r"(?:[^\w@]|_)+")
_AFTER = " \t\n\"'“”‘’»›([],;:•*–—-"
# The rest of a hyphenated acronym or name ("CJTF-OIR"), and the number of a unit or hull ("CTF 50").
_HYPHENATED = re.compile(r"(?:-[A-Z][^\W_]*|(?<=[A-Z]{2}) \d{1,3}\b(?![.,:]\d))+")
_OWNER = re.compile(r"['’]s$")
_NOT_A_NAME = re.compile(r"^(?:[^\W\d_]?|\d[\d.,:/-]*|[a-z][\w'’-]*|[\W\d_]+)$")


class Capitals:
    """The capitals of one text. In a headline in title case a run of them ("Pentagon Readies Troops") may be a clause as well as a name;
    a name is what the rest of the text, in which capitals say something, names too."""

    def __init__(self, text: str, sentences: Sequence[Span]) -> None:
        self._text = text
        self._headlines = [span for span in sentences if _says_nothing(text[slice(*span)])]
        self._rest = "\n".join(text[slice(*span)] for span in sentences if not _says_nothing(text[slice(*span)]))

    def tell(self, start: int, end: int) -> bool:
        """Whether those of a span tell a name."""
        if not self._rest.strip() or not any(first <= start < last for first, last in self._headlines):
            return True
        return re.search(rf"(?<!\w){re.escape(self._text[start:end])}(?!\w)", self._rest) is not None


def _says_nothing(sentence: str) -> bool:
    """Whether a sentence is a headline in title case; one that is only full of names ends with a full stop."""
    return not sentence.rstrip(" \n\"'”’").endswith(".") and is_title_case(sentence, fewest=FEWEST)


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


def _trimmed(text: str, start: int, end: int, words: Language) -> Span:
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


def titled(text: str, vocabulary: Vocabulary, names: Sequence[Found], words: Language, capitals: Capitals) -> Iterator[Found]:
    """People after a title: the name alone, and the name with the title and what stands before it.

    An office of several words is one without a name, too: "the US Secretary of State".
    """
    ends = {one.end: one for one in names}
    starts = {one.start: one for one in names if one.kind in (Kind.PERSON, Kind.ORGANISATION, Kind.LOCATION)}
    for match in vocabulary.title.finditer(text):
        begin = _begin(text, match.start(), ends, words)
        name = words.pattern("entities-full-name").match(text, match.end() + 1) if text.startswith(" ", match.end()) else None
        if name is None or name[0].split()[0] in words.set("entities-not-names"):
            if words.pattern("entities-office-of").match(match[0]):
                yield Found(begin, match.end(), Kind.PERSON, f"head:{match[0]}", sector="GOV", strength=TITLED)
            continue
        known = starts.get(name.start())
        person = known if known and known.kind is Kind.PERSON else None
        end = person.end if person else name.start() + len(_OWNER.sub("", name[0]))
        if not known and not (match[0][0].isupper() and capitals.tell(name.start(), end)):
            continue
        yield Found(name.start(), end, Kind.PERSON, "title:name", person.entity if person else None, strength=TITLED)
        yield Found(begin, end, Kind.PERSON, f"title:{match[0]}", strength=TITLED)


def _begin(text: str, start: int, ends: dict[int, Found], words: Language) -> int:
    """Where a titled person begins: names and nationalities in front belong to it ("Iraqi Prime Minister"), and "the"."""
    while start > 0 and text[start - 1] == " " and (before := ends.get(start - 1)):
        if before.kind is Kind.PERSON or (before.kind is Kind.LOCATION and not text[before.start : before.end].isupper()):
            break
        start = before.start
    for word in (one if one.endswith("-") else f"{one} " for one in words.words("entities-before-titles")):
        if text.endswith(word, 0, start):
            start -= len(word)
    return start


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
