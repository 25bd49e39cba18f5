"""Which number of a sentence belongs to which word of harm. Pure; used by tolls.py.

Every number that counts people is asked for the word of harm that it belongs to: the one that follows its phrase ("twelve people
were killed", "2 dead"), else the verb that the parse gives it, else the one before it ("killing four", "the deaths of six", "death
toll rose to 40") or that of the list it stands in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dateline.tagging.events.harms import Harms
from dateline.tagging.events.quantities import Quantity

if TYPE_CHECKING:
    from spacy.tokens import Token

FAR = 12  # Tokens between a number and the word of harm that follows its phrase.
LIST = 60  # Tokens that a list of victims may span.


@dataclass(frozen=True, slots=True)
class Link:
    """A number with the word of harm it belongs to: the kind of harm, the token, and the noun that is counted."""

    quantity: Quantity
    kind: str
    harm: int
    noun: int | None
    part: bool = False
    mixed: bool = False  # Of several kinds of people: "a couple and their two children".


def links(harms: Harms) -> list[Link]:
    """Each number that counts victims with its word of harm."""
    numbers = harms.cues.numbers.find(harms.doc)
    begins = {one.first for one in numbers}
    counted = [one for one in numbers if not _is_of_one(harms, one) and not _is_year(harms, one, begins)]
    found = [link for quantity in counted for link in _linked(harms, quantity)]
    found.extend(_nobody(harms))
    found.extend(_named(harms, {link.noun for link in found}))
    found.sort(key=lambda link: link.quantity.first)
    found.extend(_parts(harms, counted, found))
    return [*_with_companions(harms, found), *_unknown(harms)]


def _linked(harms: Harms, quantity: Quantity) -> list[Link]:
    noun = harms.counted(quantity)
    if noun is not None and harms.cues.has(harms.doc[noun], "toll-measure"):
        return []
    if _is_of_them(harms, quantity):
        return _following(harms, replace(quantity, last=quantity.last + 2), None)
    found = _following(harms, quantity, noun) or _preceding(harms, quantity, noun) or _by_parse(harms, quantity, noun)
    return [link for link in found if _is_alone(harms, link)]


def _is_alone(harms: Harms, link: Link) -> bool:
    """Whether no other kind of harm shares the number: of "60 killed and wounded" nothing is known of either."""
    sides = [side for side in (-1, 1) if 0 <= link.harm + side < len(harms.doc)]
    joined = [side for side in sides if harms.doc[link.harm + side].lower_ in harms.words("joints")]
    return all(kind == link.kind for side in joined for kind, _ in harms.at.get(link.harm + 2 * side, ()))


def _is_of_one(harms: Harms, quantity: Quantity) -> bool:
    """Whether a number is of those of whom some were harmed, or an age: "three of the five", "a man of sixty"."""
    before = harms.doc[max(quantity.first - 2, 0) : quantity.first]
    if len(before) < 2 or before[1].lower_ not in harms.words("of"):
        return False
    return before[0].pos_ == "NUM" or harms.is_one_person(before[0])


def _is_of_them(harms: Harms, quantity: Quantity) -> bool:
    """Whether a number is a part of those told before it, of whom it says what they are, or more: "three of them monks"."""
    after = [token.lower_ for token in harms.doc[quantity.last + 1 : quantity.last + 3]]
    return len(after) == 2 and after[0] in harms.words("of") and after[1] in harms.words("them")


def _is_year(harms: Harms, quantity: Quantity, begins: Collection[int]) -> bool:
    """ "The 1989 Tiananmen massacre", "since 2015 thousands have died": a year before what happened in it, not so many victims."""
    if quantity.mark or not harms.doc[quantity.last].text.isdigit() or not 1900 <= (quantity.min or 0) <= 2100:
        return False  # A year is not written "2,000", nor in words.
    noun = harms.counted(quantity)
    return quantity.last + 1 in begins or noun is None or not harms.is_people(harms.doc[noun])


def _named(harms: Harms, counted: set[int | None]) -> Iterator[Link]:
    """A person who is named or pointed out is one: "Ada Exampleton was killed", "the arrest of the editor", "its leader died"."""
    for i, uses in harms.at.items():
        for kind, use in uses:
            for victim in harms.suffering(i, use) if use != "state" else ():
                if victim.i not in counted and harms.is_one_person(victim):
                    yield Link(Quantity(victim.i, victim.i, 1, 1), kind, i, victim.i)


# ---- where the word of harm stands --------------------------------------------------------------------------------------


def _following(harms: Harms, quantity: Quantity, noun: int | None) -> list[Link]:
    """ "Twelve people were killed", "2 dead", "five others were reported missing", "four deaths"."""
    if noun is not None and (kinds := harms.kinds(noun, "noun", "state")):
        return [Link(quantity, kind, noun, None) for kind in kinds]
    first = (noun if noun is not None else quantity.last) + 1
    for token in harms.doc[first : first + FAR]:
        if (kinds := harms.kinds(token.i, "verb", "state", "dies")) and _is_said_of(harms, token):
            return [Link(quantity, kind, token.i, noun) for kind in kinds]
        if token.lower_ not in harms.words("between"):
            break
    return []


def _is_said_of(harms: Harms, token: Token) -> bool:
    """Whether a word of harm after a phrase is said of it: a passive, a participle, a state; not an active verb with an object."""
    uses = {use for _, use in harms.at[token.i]}
    before = {one.lower_ for one in harms.doc[max(token.i - 5, 0) : token.i]}
    if uses == {"state"} or "dies" in uses or before & harms.words("passive"):
        return True
    return not before & harms.words("have") and not any(child.dep_ == "dobj" and child.i > token.i for child in token.children)


def _by_parse(harms: Harms, quantity: Quantity, noun: int | None) -> list[Link]:
    """The verb whose victim the counted noun is, however far away; of coordinated victims the first tells it."""
    token = harms.doc[noun if noun is not None else quantity.last]
    while token.dep_ in ("nummod", "compound", "quantmod") or (token.dep_ == "conj" and token.pos_ not in ("VERB", "AUX")):
        token = token.head
    uses = {"nsubjpass": ("verb",), "dobj": ("verb",), "nsubj": ("dies", "state")}.get(token.dep_, ())
    return [Link(quantity, kind, token.head.i, noun) for kind in harms.kinds(token.head.i, *uses)]


def _preceding(harms: Harms, quantity: Quantity, noun: int | None) -> list[Link]:
    """ "Killing four", "the deaths of six", "the toll rose to 40", and further items of such a list."""
    climbs = False
    for token in reversed(harms.doc[max(quantity.first - LIST, 0) : quantity.first]):
        if token.i in harms.at:
            return [Link(quantity, kind, token.i, noun) for kind in _before_number(harms, token, quantity)]
        climbs = climbs or token.lower_ in harms.words("climbs")
        verb = token.pos_ in ("VERB", "AUX") and token.lower_ not in harms.words("rises") | harms.words("climbs")
        if verb or (token.lower_ in harms.words("apart") and not climbs and token.i < quantity.first - 1):
            break
    return []


def _before_number(harms: Harms, token: Token, quantity: Quantity) -> list[str]:
    """The kinds of harm that a word tells of a number behind it."""
    between = [one.lower_ for one in harms.doc[token.i + 1 : quantity.first] if one.text not in ("[", "(")]
    if verbs := harms.kinds(token.i, "verb"):
        done = any(child.dep_ in ("auxpass", "nsubjpass") for child in token.children) or token.dep_ in ("acl", "amod")
        passive = done and token.i < quantity.first - 1  # Right before its number, whatever the parse makes of a list.
        near = quantity.first - token.i <= 4 and all(word in harms.words("determiners") | harms.words("between") for word in between)
        return verbs if not passive and (near or _is_list(harms, between)) else []
    if harms.words("climbs") & set(between):
        return harms.kinds(token.i, "noun")
    tells = set(between[:1]) & harms.words("gives") or token.lower_ in harms.words("toll")
    return harms.kinds(token.i, "noun") if tells and (len(between) <= 4 or _is_list(harms, between[1:])) else []


def _is_list(harms: Harms, between: list[str]) -> bool:
    """Whether words between a verb and a number are earlier items of its list."""
    return bool(set(between[-1:]) & harms.words("further")) and len(between) <= 14


# ---- parts, companions, nobody ------------------------------------------------------------------------------------------


def _parts(harms: Harms, counted: Iterable[Quantity], found: list[Link]) -> list[Link]:
    """ "Including three children": a part of the toll before it, of the same kind."""
    parts, taken = [], {link.quantity.first for link in found}
    for quantity in counted:
        before = harms.doc[max(quantity.first - 2, 0) : quantity.first].text.lower()
        whole = next((link for link in reversed(found) if link.quantity.first < quantity.first), None)
        if whole and quantity.first not in taken and before.endswith(harms.cues.language.words("tolls-parts")):
            noun = harms.counted(quantity)
            if noun is not None and harms.is_people(harms.doc[noun]):
                parts.append(Link(quantity, whole.kind, whole.harm, noun, part=True))
    return parts


def _with_companions(harms: Harms, found: Iterable[Link]) -> list[Link]:
    """ "A woman and her two children were killed" are three: a single person and a number that belongs to them are one toll."""
    kept: list[Link] = []
    for link in found:
        total = _together(harms, kept[-1], link) if kept else None
        if total:
            both = Quantity(kept[-1].quantity.first, link.quantity.last, total, total)
            kept[-1] = replace(kept[-1], quantity=both, noun=link.noun, mixed=True)
        else:
            kept.append(link)
    return kept


def _together(harms: Harms, one: Link, other: Link) -> int | None:
    """How many two tolls are together where the second belongs to the first: "and her two children", "a mother and child"."""
    last, then = one.noun or one.quantity.last, harms.doc[other.quantity.first]
    between = [token.lower_ for token in harms.doc[last + 1 : then.i]]
    bare = then.tag_ == "NN" and not any(child.dep_ in ("det", "poss", "nummod") for child in then.children)
    theirs = (between[1:] == [] and (then.dep_ == "poss" or bare)) or (len(between) == 2 and between[1] in harms.words("whose"))
    exact = [link.quantity.min for link in (one, other) if link.quantity.min is not None and link.quantity.min == link.quantity.max]
    return sum(exact) if set(between[:1]) & harms.words("besides") and theirs and one.kind == other.kind and len(exact) == 2 else None


def _nobody(harms: Harms) -> Iterator[Link]:
    """ "No one was hurt", "no casualties": nought, which is known."""
    for token in harms.doc:
        nought = Quantity(token.i, token.i, 0, 0)
        if {token.lower_, _pair(token)} & harms.words("nobody"):
            yield from _following(harms, nought, None)
        elif token.lower_ in harms.words("no") and token.dep_ == "det":
            noun = token.head
            kinds = ["killed", "injured"] if noun.lower_ in harms.words("casualties") else harms.kinds(noun.i, "noun")
            yield from (Link(nought, kind, noun.i, None) for kind in kinds)


def _unknown(harms: Harms) -> Iterator[Link]:
    """ "Not clear how many were killed": told to be unknown."""
    for token in harms.doc[1:]:
        if _pair(token) in harms.words("how-many"):
            unknown = Quantity(token.i, token.i, None, None, "unknown")
            yield from _following(harms, unknown, harms.counted(unknown))


def _pair(token: Token) -> str:
    """A word with the one before it."""
    return f"{token.nbor(-1).lower_} {token.lower_}" if token.i else ""
