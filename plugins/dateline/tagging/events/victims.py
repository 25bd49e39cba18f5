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
PHRASE = 7  # Tokens of a phrase that hangs on the counted noun.
OLDEST = 120
LIST = 60  # Tokens that a list of victims may span.
_BEFORE_AGE = frozenset({",", "("})
_OWN = frozenset({"nsubj", "nsubjpass", "dobj"})
_IN_PHRASE = frozenset({"DET", "ADJ", "NOUN", "PROPN", "NUM", "PRON", "CCONJ", "ADP", "PART"})


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
    counted = [*(one for one in numbers if not _is_of_one(harms, one) and not _is_year(harms, one, begins)), *_single(harms)]
    found = [link for quantity in counted for link in _linked(harms, quantity)]
    found.extend(_nobody(harms))
    found.extend(_named(harms, {link.noun for link in found}))
    found.sort(key=lambda link: link.quantity.first)
    found.extend(_parts(harms, counted, found))
    return [*_with_companions(harms, found), *_unknown(harms)]


def _linked(harms: Harms, quantity: Quantity) -> list[Link]:
    noun = harms.counted(quantity)
    if harms.is_measure(noun) or (_is_one(quantity) and noun in harms.at):  # "One death", "a killing".
        return []
    if _is_of_them(harms, quantity):
        found = _following(harms, replace(quantity, last=quantity.last + 2), None)
        before = quantity.first - 1  # "And killed five of them": the verb that stands before a number and nothing else between.
        found = found or [Link(quantity, kind, before, None) for kind in harms.kinds(before, "verb")]
    else:
        found = _following(harms, quantity, noun) or _preceding(harms, quantity, noun) or _by_parse(harms, quantity, noun)
    # Of "60 killed and wounded" nothing is known of either.
    return [link for link in found if set(_joined(harms, link.harm)) <= {link.kind}]


def _joined(harms: Harms, i: int) -> list[str]:
    """The kinds of harm that stand beside another, with "and" or "or" between: "killed or wounded"."""
    sides = [side for side in (-1, 1) if 0 <= i + side < len(harms.doc) and harms.doc[i + side].lower_ in harms.words("joints")]
    return [kind for side in sides for kind, _ in harms.at.get(i + 2 * side, ())]


def _is_of_one(harms: Harms, quantity: Quantity) -> bool:
    """Whether a number is of those of whom some were harmed, or an age: "three of the five", "a man of sixty", "Ada Exampleton, 34,"."""
    before, after = harms.doc[max(quantity.first - 2, 0) : quantity.first], harms.doc[quantity.last + 1 : quantity.last + 2]
    if len(before) < 2:
        return False
    if before[1].lower_ in harms.words("of"):
        return before[0].pos_ == "NUM" or harms.is_one_person(before[0])
    closed = not after or after[0].is_punct
    return closed and before[1].text in _BEFORE_AGE and (quantity.max or OLDEST) < OLDEST and harms.is_one_person(before[0])


def _is_of_them(harms: Harms, quantity: Quantity) -> bool:
    """Whether a number is a part of those told before it, of whom it says what they are, or more: "three of them monks"."""
    after = [token.lower_ for token in harms.doc[quantity.last + 1 : quantity.last + 3]]
    return len(after) == 2 and after[0] in harms.words("of") and after[1] in harms.words("them")


def _is_one(quantity: Quantity) -> bool:
    return quantity.first == quantity.last and quantity.max == 1 and quantity.mark is None


def _is_year(harms: Harms, quantity: Quantity, begins: Collection[int]) -> bool:
    """ "The 1989 Tiananmen massacre", "since 2015 thousands have died": a year before what happened in it, not so many victims."""
    figures = harms.doc[quantity.last].text.replace("–", "")  # A year is not written "2,000", nor in words.
    if quantity.mark or not figures.isdigit() or not 1900 <= (quantity.min or 0) <= (quantity.max or 0) <= 2100:
        return False
    return quantity.last + 1 in begins or not harms.is_people(harms.counted(quantity))


def _single(harms: Harms) -> Iterator[Quantity]:
    """ "A soldier", "an elderly woman", "a man and his wife", "wounded another": one."""
    for token in harms.doc:
        if token.lower_ in harms.words("another") and token.dep_ in ("dobj", "nsubjpass", "nsubj"):
            yield Quantity(token.i, token.i, 1, 1)
        companion = token.dep_ == "poss" and token.lower_ in harms.words("whose") and _before(token) in harms.words("besides")
        noun = token.head
        one = noun.tag_ in ("NN", "NNP") and noun.lower_ not in harms.words("many") and harms.is_people(noun.i)
        if one and 0 < noun.i - token.i <= 4 and (companion or (token.lower_ in harms.words("one") and token.dep_ == "det")):
            yield Quantity(token.i, token.i, 1, 1)


def _named(harms: Harms, counted: set[int | None]) -> Iterator[Link]:
    """Each person who is named or pointed out is one: "Ada Exampleton was killed", "the arrest of the editor", "its leader died"."""
    for i, uses in harms.at.items():
        for kind, use in uses:
            found = harms.suffering(i, use) if use != "state" else ()
            if at := sorted(victim.i for victim in found if victim.i not in counted and harms.is_one_person(victim)):
                yield Link(Quantity(at[0], at[-1], len(at), len(at)), kind, i, at[0], mixed=len(at) > 1)


def _following(harms: Harms, quantity: Quantity, noun: int | None) -> list[Link]:
    """ "Twelve people were killed", "2 dead", "five others were reported missing", "four deaths"."""
    doc = harms.doc
    if noun is not None and (kinds := harms.kinds(noun, "noun", "state")):
        return [Link(quantity, kind, noun, None) for kind in kinds]
    for i in range(quantity.last + 1, noun or 0):
        if not _is_one(quantity) and (kinds := harms.kinds(i, "state")):
            return [Link(quantity, kind, i, noun) for kind in kinds]
    first = _over_phrase(harms, (noun if noun is not None else quantity.last) + 1)
    for i in range(first, min(first + FAR, len(doc))):
        if (kinds := harms.kinds(i, "verb", "state", "dies")) and _is_said_of(harms, i):
            return [Link(quantity, kind, i, noun) for kind in kinds]
        among = {one.lower_ for one in doc[max(i - 2, 0) : i + 1]}
        if not (doc[i].lower_ in harms.words("between") or among & harms.words("among") or doc[i].pos_ in ("ADV", "AUX")):
            return []
    return []


def _over_phrase(harms: Harms, i: int) -> int:
    """Past a prepositional phrase that hangs on the counted noun."""
    doc, start = harms.doc, i
    while i < len(doc) and doc[i].pos_ == "ADP" and doc[i].lower_ not in harms.words("causes") and i - start <= 2 * PHRASE:
        end = min(i + PHRASE, len(doc))
        i = next((j for j in range(i + 1, end) if doc[j].pos_ not in _IN_PHRASE or j in harms.at), end)
    return i


def _is_said_of(harms: Harms, i: int) -> bool:
    """Whether a word of harm after a phrase is said of it: a passive, a participle, a state; not an active verb with an object."""
    doc, token, uses = harms.doc, harms.doc[i], {use for _, use in harms.at[i]}
    if "dies" in uses and token.tag_ in ("VBD", "VBN", "VB", "VBP"):
        return True
    if token.tag_ in ("VBG", "VBZ", "VB", "VBP") or uses == {"state"}:
        return "state" in uses
    words = {one.lower_ for one in doc[max(i - 5, 0) : i]}
    if words & harms.words("passive"):
        return True
    if words & harms.words("have") or any(child.dep_ == "dobj" and child.i > i for child in token.children):
        return False
    after = next((one for one in doc[i + 1 : i + 5] if one.lower_ not in harms.words("to-death")), None)
    return after is None or after.pos_ not in ("DET", "NUM", "PROPN", "PRON") or token.tag_ == "VBN"


def _by_parse(harms: Harms, quantity: Quantity, noun: int | None) -> list[Link]:
    """The verb whose victim the counted noun is, however far away, or one beside it: of coordinated victims the first tells it, "were shot
    and later died" both."""
    token = harms.doc[noun if noun is not None else quantity.last]
    while token.dep_ in ("nummod", "compound", "quantmod") or (token.dep_ == "conj" and token.pos_ not in ("VERB", "AUX")):
        token = token.head
    above, uses = token.head, {"nsubjpass": ("verb",), "dobj": ("verb",), "nsubj": ("dies", "state")}.get(token.dep_, ())
    if token.dep_ == "nsubj" and above.tag_ == "VBN" and not {"aux", "auxpass", "dobj"} & {child.dep_ for child in above.children}:
        uses = ("verb",)  # "Fighting that saw 120 soldiers and a general killed".
    told = [(above, uses), *((child, ("state",)) for child in above.children if token.dep_ == "dobj")]  # "Left two men and a woman dead".
    told += [(verb, (*uses, "dies")) for verb in above.conjuncts if uses and not _OWN & {child.dep_ for child in verb.children}]
    return next((found for one, use in told if (found := [Link(quantity, kind, one.i, noun) for kind in harms.kinds(one.i, *use)])), [])


def _preceding(harms: Harms, quantity: Quantity, noun: int | None) -> list[Link]:
    """ "Killing four", "the deaths of six", "the toll rose to 40", and further items of such a list."""
    doc, rises = harms.doc, False
    for i in range(quantity.first - 1, max(quantity.first - 1 - LIST, -1), -1):
        token = doc[i]
        rises = rises or token.lower_ in harms.words("climbs")
        if i in harms.at:
            return [Link(quantity, kind, i, noun) for kind in _before_number(harms, i, quantity)]
        apart = token.lower_ in harms.words("apart") and not rises and i < quantity.first - 1
        verb = token.pos_ in ("VERB", "AUX") and token.lower_ not in harms.words("rises") | harms.words("climbs")
        if apart or verb or token.text in (":", ";", ")"):
            return []
    return []


def _before_number(harms: Harms, i: int, quantity: Quantity) -> list[str]:
    """The kinds of harm that a word tells of a number behind it."""
    token, between = harms.doc[i], [one.lower_ for one in harms.doc[i + 1 : quantity.first] if one.text not in ("[", "(")]
    if verbs := harms.kinds(i, "verb"):
        done = any(child.dep_ in ("auxpass", "nsubjpass") for child in token.children) or token.dep_ in ("acl", "amod")
        passive = done and i < quantity.first - 1  # Right before its number, whatever the parse makes of a list.
        near = quantity.first - i <= 4 and all(word in harms.words("determiners") | harms.words("between") for word in between)
        return verbs if not passive and token.tag_ != "NN" and (near or _is_list(harms, between)) else []
    nouns = harms.kinds(i, "noun")
    if harms.words("climbs") & set(between):
        return nouns
    if set(between[:1]) & harms.words("gives") or token.lower_ in harms.words("toll"):
        return nouns if len(between) <= 4 or _is_list(harms, between[1:]) else []
    return []


def _is_list(harms: Harms, between: list[str]) -> bool:
    """Whether words between a verb and a number are earlier items of its list."""
    if between[-1:] and between[-1] in harms.words("determiners"):
        between = between[:-1]
    return bool(set(between[-1:]) & harms.words("further")) and len(between) <= 14 and not harms.words("passive") & set(between)


def _parts(harms: Harms, counted: Iterable[Quantity], found: list[Link]) -> list[Link]:
    """ "Including three children": a part of the toll before it, of the same kind."""
    parts, taken = [], {link.quantity.first for link in found}
    for quantity in counted:
        before = harms.doc[max(quantity.first - 2, 0) : quantity.first].text.lower()
        whole = next((link for link in reversed(found) if link.quantity.first < quantity.first), None)
        is_part = quantity.first not in taken and before.endswith(harms.cues.language.words("tolls-parts"))
        if whole and is_part and harms.is_people(noun := harms.counted(quantity)):
            parts.append(Link(quantity, whole.kind, whole.harm, noun, part=True))
    return parts


def _with_companions(harms: Harms, found: Iterable[Link]) -> list[Link]:
    """ "A woman and her two children were killed" are three: a single person and a number that belongs to them are one toll."""
    kept: list[Link] = []
    for link in found:
        if kept and (total := _together(harms, kept[-1], link)):
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
    """ "No one was hurt", "no casualties", "without injuring anyone": nought, which is known."""
    for token in harms.doc:
        nought = Quantity(token.i, token.i, 0, 0)
        if {token.lower_, _pair(token)} & harms.words("nobody"):
            last = max((one.i for one in token.subtree if one.dep_ == "pobj"), default=token.i)
            for link in _following(harms, replace(nought, last=max(last, token.i)), None):
                yield from (replace(link, kind=kind) for kind in {link.kind, *_joined(harms, link.harm)})
        elif token.lower_ in harms.words("anybody") and token.dep_ != "det" and _is_denied(harms, token.head):
            yield from (Link(nought, kind, token.head.i, None) for kind in harms.kinds(token.head.i, "verb"))
        elif token.dep_ == "det" and _pair(token.head) not in harms.words("nobody"):
            none = token.lower_ in harms.words("no")
            if none or (token.lower_ in harms.words("anybody") and _is_denied(harms, token.head.head)):
                yield from _none_of(harms, nought, token.head, none=none)


def _none_of(harms: Harms, nought: Quantity, noun: Token, *, none: bool) -> Iterator[Link]:
    """ "No casualties", "no deaths", and of what is told of "no civilians"."""
    kinds = ["killed", "injured"] if noun.lower_ in harms.words("casualties") else harms.kinds(noun.i, "noun")
    if kinds and noun.lower_ not in harms.words("things"):
        yield from (Link(nought, kind, noun.i, None) for kind in kinds)
    elif none and harms.is_people(noun.i):
        yield from _following(harms, replace(nought, last=noun.i), noun.i)


def _is_denied(harms: Harms, above: Token) -> bool:
    """Whether a word stands under a negation: "without injuring anyone", "did not cause any deaths"."""
    for one in (above, *above.ancestors):
        if one.lower_ in harms.words("without") or any(c.dep_ == "neg" or c.lower_ in harms.words("not") for c in one.children):
            return True
        if one.dep_ not in ("pcomp", "prep", "xcomp"):
            return False
    return False


def _unknown(harms: Harms) -> Iterator[Link]:
    """ "Not clear how many were killed": told to be unknown."""
    for token in harms.doc[1:]:
        if _pair(token) in harms.words("how-many"):
            unknown = Quantity(token.i, token.i, None, None, "unknown")
            yield from _following(harms, unknown, harms.counted(unknown))


def _before(token: Token) -> str:
    return str(token.nbor(-1).lower_) if token.i else ""


def _pair(token: Token) -> str:
    """A word with the one before it."""
    return f"{_before(token)} {token.lower_}"
