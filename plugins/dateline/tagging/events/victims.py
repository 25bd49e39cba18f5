"""Which number of a sentence belongs to which word of harm. Pure; used by tolls.py.

Every number that counts people is asked for the word of harm that it belongs to: the one that follows its phrase ("twelve people
were killed", "2 dead"), else the verb that the parse gives it, else the one before it ("killing four", "the deaths of six", "death
toll rose to 40") or that of the list it stands in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dateline.tagging.events.cues import Cues
from dateline.tagging.events.quantities import Quantity

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

FAR = 12  # Tokens between a number and the word of harm that follows its phrase.
LIST = 60  # Tokens that a list of victims may span.
_PHRASE = frozenset({"ADJ", "DET", "NUM", "PRON", "PART"})


def _before(token: Token) -> str:
    return str(token.nbor(-1).lower_) if token.i else ""


def _is_verb(token: Token) -> bool:
    return token.pos_ in ("VERB", "AUX") or token.tag_.startswith("VB")


@dataclass(frozen=True, slots=True)
class Link:
    """A number with the word of harm it belongs to: the kind of harm, the token, and the noun that is counted."""

    quantity: Quantity
    kind: str
    harm: int
    noun: int | None
    part: bool = False
    mixed: bool = False  # Of several kinds of people: "a couple and their two children".


class Victims:
    """A sentence with its words of harm by token: (kind, use)."""

    def __init__(self, doc: Doc, cues: Cues) -> None:
        self.doc = doc
        self.cues = cues
        self.harms: dict[int, tuple[tuple[str, str], ...]] = {}
        for token in doc:
            uses = tuple(self._uses(token))
            if uses:
                self.harms[token.i] = uses

    def _pair(self, token: Token) -> str:
        """A word with the one before it."""
        return self.doc[max(token.i - 1, 0) : token.i + 1].text.lower()

    def _set(self, name: str) -> frozenset[str]:
        return self.cues.language.set(f"tolls-{name}")

    def _uses(self, token: Token) -> list[tuple[str, str]]:
        found = []
        for effect in sorted(self.cues.effects(token)):
            if effect.startswith("toll-") and effect.count("-") == 2:
                _, kind, use = effect.split("-")
                if use in ("verb", "dies") and token.pos_ == "NOUN":
                    continue
                if use == "noun" and token.tag_ in ("VBD", "VBZ"):
                    continue
                found.append((kind, use))
        return found

    def around(self, link: Link) -> str:
        """The text by which a toll is told to be cumulative."""
        first = min(link.quantity.first, link.harm)
        return self.doc[max(first - 8, 0) : max(link.quantity.last, link.harm) + 11].text

    # ---- linking -----------------------------------------------------------------------------------------------------

    def links(self) -> list[Link]:
        """Each number that counts victims with its word of harm."""
        found: list[Link] = []
        theirs: set[int] = set()  # What befell "nine of the twelve" befell nine, and not the twelve.
        for quantity in [*self.cues.numbers.find(self.doc), *self._single()]:
            noun = self._counted(quantity)
            if self._is_age(quantity) or (
                noun is not None and (self.cues.has(self.doc[noun], "toll-measure") or self._is_year(quantity, noun))
            ):
                continue
            some, after = self._of_several(quantity, noun), self._following(quantity, noun)
            if quantity.mark in self.cues.numbers.countless or (self._is_single(quantity) and noun in self.harms):
                found.extend(link for link in after if not self._is_single(quantity))
                continue
            links = some or after
            if not links and not self._is_part(quantity):
                links = self._adjacent(quantity, noun) or self._by_parse(quantity, noun) or self._preceding(quantity, noun)
            found.extend(link for link in links if link.harm not in theirs)
            theirs.update(link.harm for link in some)
        found = [link for one in [*found, *self._nobody()] for link in self._either(one)]
        found.extend(self._named({link.noun for link in found}))
        found.sort(key=lambda link: link.quantity.first)
        found.extend(self._parts(found))
        return [*_with_companions(self.doc, found, self._set("whose")), *self._unknown()]

    def _of_several(self, quantity: Quantity, noun: int | None) -> list[Link]:
        """ "Three of the five people wounded died": the number hangs on its own verb, whatever befell those it is a part of."""
        return [replace(link, noun=noun) for link in self._by_parse(quantity, None)] if self._is_part(quantity) else []

    def _is_part(self, quantity: Quantity) -> bool:
        after = [token.lower_ for token in self.doc[quantity.last + 1 : quantity.last + 3]]
        return len(after) == 2 and after[0] == "of" and after[1] in self._set("whole")

    @staticmethod
    def _is_single(quantity: Quantity) -> bool:
        return quantity.first == quantity.last and quantity.max == 1 and quantity.mark is None

    def _either(self, link: Link) -> list[Link]:
        """ "Killed or wounded 20": each of the two has at most the number, and nothing is known of the least.

        Of "60 were killed and wounded" nothing is known of either; nobody "killed or wounded" is nought of both.
        """
        for step in (-1, 1):
            other = link.harm + 2 * step
            joint = self.doc[link.harm + step].lower_ if 0 <= other < len(self.doc) and other in self.harms else ""
            kinds = {link.kind, *self._uses_at(other, "verb", "state", "dies", "noun")} if joint in ("or", "and") else set()
            if len(kinds) < 2 or (joint == "and" and self._is_own_verb(link.harm, other)):
                continue
            if link.quantity.max == 0:
                return [replace(link, kind=kind) for kind in sorted(kinds)]
            if link.quantity.max is None or joint == "and":
                return []
            return [replace(link, kind=kind, quantity=replace(link.quantity, min=None)) for kind in sorted(kinds)]
        return [link]

    def _is_own_verb(self, harm: int, other: int) -> bool:
        """Whether two words of harm that "and" joins each have victims of their own: "were killed and wounded five others"."""
        second = self.doc[max(harm, other)]
        return any(child.i > second.i and child.dep_ in ("dobj", "nummod") for child in second.children)

    def _single(self) -> list[Quantity]:
        """ "A soldier", "an elderly woman", "a man and his wife": one."""
        found = []
        for token in self.doc:
            if token.lower_ in self._set("another") and token.dep_ in ("dobj", "nsubjpass", "nsubj"):
                found.append(Quantity(token.i, token.i, 1, 1))
            companion = token.dep_ == "poss" and token.lower_ in self._set("whose") and _before(token) in ("and", ",")
            if companion or (token.lower_ in self._set("one") and token.dep_ == "det"):
                noun = token.head
                one = noun.tag_ in ("NN", "NNP") and noun.lower_ not in self._set("many")
                if 0 < noun.i - token.i <= 4 and one and self.is_people(noun):
                    found.append(Quantity(token.i, token.i, 1, 1))
        return found

    def _named(self, counted: set[int | None]) -> Iterator[Link]:
        """A person who is named or pointed out is one: "Ada Exampleton was killed", "the arrest of the editor", "its leader died"."""
        for i in self.harms:
            harm = self.doc[i]
            for use in ("verb", "dies", "noun"):
                for kind in self._uses_at(i, use):
                    for victim in _suffering(harm, use):
                        if victim.i not in counted and self.is_one_person(victim):
                            yield Link(Quantity(victim.i, victim.i, 1, 1), kind, i, victim.i)

    def is_one_person(self, token: Token) -> bool:
        """Whether a noun is one person: named, told by nation ("kills Palestinian"), or a noun that means people in the singular."""
        national = token.ent_type_ == "NORP" and token.tag_ in ("NN", "NNP", "JJ")
        if any(child.dep_ == "nummod" or child.lower_ in self._set("not-one") for child in token.children):
            return False
        people = token.ent_type_ == "PERSON" or (self.is_people(token) and token.lower_ not in self._set("many"))
        return national or (token.tag_ in ("NN", "NNP") and people)

    def is_people(self, token: Token) -> bool:
        """Whether a noun means people."""
        return self.cues.has(token, "toll-people")

    def _counted(self, quantity: Quantity) -> int | None:
        """The noun that a number counts: the last of the nouns after it."""
        noun, i = None, quantity.last + 1
        if i < len(self.doc) and self.doc[i].lower_ == "of":
            i += 1
        for token in self.doc[i : i + 6]:
            if token.i in self.harms and token.pos_ != "NOUN" and noun is not None:
                break
            if token.pos_ in ("NOUN", "PROPN"):
                if noun is not None and self.is_people(self.doc[noun]) and self.cues.has(token, "toll-measure"):
                    break  # "Killed 20 people last week".
                noun = token.i
            elif token.lower_ in self._set("others") and not (
                token.i + 1 < len(self.doc) and self.doc[token.i + 1].pos_ in ("NOUN", "ADJ")
            ):
                return token.i
            elif token.lower_ == "them" or (token.pos_ not in _PHRASE and token.text not in ("-", "'", '"', "“")):
                break
        return noun

    def _is_age(self, quantity: Quantity) -> bool:
        """ "A man of 34"."""
        before = self.doc[max(quantity.first - 2, 0) : quantity.first]
        return len(before) == 2 and before[1].lower_ == "of" and before[0].tag_ == "NN" and self.is_one_person(before[0])

    def _is_year(self, quantity: Quantity, noun: int) -> bool:
        """ "The 1989 Tiananmen massacre": a year before what happened in it, not so many victims."""
        is_year = quantity.mark is None and quantity.min == quantity.max and 1900 <= (quantity.min or 0) <= 2100
        return is_year and "," not in self.doc[quantity.last].text and not self.is_people(self.doc[noun])

    def _following(self, quantity: Quantity, noun: int | None) -> list[Link]:
        """ "Twelve people were killed", "2 dead", "five others were reported missing", "four deaths"."""
        doc = self.doc
        if noun is not None and (found := self._uses_at(noun, "noun", "state")):
            return [Link(quantity, kind, noun, None) for kind in found]
        for i in range(quantity.last + 1, noun or 0):
            if found := [kind for kind in self._uses_at(i, "state") if not self._is_single(quantity)]:
                return [Link(quantity, kind, i, noun) for kind in found]
        i = (noun if noun is not None else quantity.last) + 1
        i = self._over_phrase(i)
        steps = 0
        while i < len(doc) and steps < FAR:
            token = doc[i]
            if (found := self._uses_at(i, "verb", "state", "dies")) and self._is_said_of(i):
                return [Link(quantity, kind, i, noun) for kind in found]
            among = {one.lower_ for one in doc[max(i - 2, 0) : i + 1]}
            if token.lower_ not in self._set("between") and self._set("among").isdisjoint(among) and token.pos_ not in ("ADV", "AUX"):
                return []
            i, steps = i + 1, steps + 1
        return []

    def _adjacent(self, quantity: Quantity, noun: int | None) -> list[Link]:
        """ "Killed four and injured dozens": the word of harm right before it, whatever the parse makes of a list."""
        before = quantity.first - 1
        return [Link(quantity, kind, before, noun) for kind in self._uses_at(before, "verb") if self.doc[before].tag_ != "NN"]

    def _over_phrase(self, i: int) -> int:
        """Past a prepositional phrase or an insertion between commas that hangs on the counted noun."""
        doc, start = self.doc, i
        for _ in range(3):
            if i < len(doc) and doc[i].pos_ == "ADP" and doc[i].lower_ not in self._set("causes"):
                j = i + 1
                while (
                    j < len(doc)
                    and j - i < 7
                    and doc[j].pos_ in ("DET", "ADJ", "NOUN", "PROPN", "NUM", "PRON", "CCONJ", "ADP", "PART")
                    and j not in self.harms
                ):
                    j += 1
                i = j
            elif i < len(doc) and doc[i].text in ("[", "("):
                i = next((j + 1 for j in range(i, min(i + 14, len(doc))) if doc[j].text in ("]", ")")), i)
            elif i < len(doc) and doc[i].text == "," and (close := self._closing(i)) is not None:
                i = close + 1
            else:
                break
        return i if i - start <= 24 else start

    def _closing(self, comma: int) -> int | None:
        after = self.doc[comma + 1 : comma + 3].text.lower()
        number = bool(after) and (after[0].isdigit() or after.split()[0] in self.cues.numbers.words)
        if not number and not after.startswith(self.cues.language.words("tolls-insertions")):
            return None
        return next((j for j in range(comma + 2, min(comma + 20, len(self.doc))) if self.doc[j].text == ","), None)

    def _uses_at(self, i: int, *uses: str) -> list[str]:
        return [kind for kind, use in self.harms.get(i, ()) if use in uses]

    def _is_said_of(self, i: int) -> bool:
        """Whether a word of harm after a phrase is said of it: a passive, a participle, a state; not an active verb with an object."""
        token = self.doc[i]
        uses = {use for _, use in self.harms[i]}
        if "dies" in uses and token.tag_ in ("VBD", "VBN", "VB", "VBP"):
            return True
        if token.tag_ in ("VBG", "VBZ", "VB", "VBP"):
            return "state" in uses
        if "state" in uses and "verb" not in uses:
            return True
        words = [self.doc[j].lower_ for j in range(max(i - 5, 0), i)]
        if not self._set("passive").isdisjoint(words):
            return True
        if not self._set("have").isdisjoint(words):
            return False
        after = next((one for one in self.doc[i + 1 : i + 5] if one.lower_ not in self._set("to-death")), None)
        has_object = any(child.dep_ == "dobj" and child.i > i for child in token.children)
        if token.tag_ == "VBD" and has_object:
            return False
        return after is None or after.pos_ not in ("DET", "NUM", "PROPN", "PRON") or token.tag_ == "VBN"

    def _by_parse(self, quantity: Quantity, noun: int | None) -> list[Link]:
        """The verb whose victim the counted noun is, however far away; of coordinated victims the first tells it."""
        token = self.doc[noun if noun is not None else quantity.last]
        for _ in range(6):
            if token.dep_ == "conj" and not _is_verb(token):
                token = token.head
            elif token.dep_ in ("nummod", "compound", "quantmod") or (
                token.dep_ == "pobj" and token.head.lower_ == "of" and token.head.head.pos_ == "NUM"
            ):
                token = token.head if token.dep_ != "pobj" else token.head.head
            else:
                break
        above = token.head
        uses = {"nsubjpass": ("verb",), "dobj": ("verb",), "nsubj": ("dies", "state")}.get(token.dep_)
        if uses is None:
            return []
        found = self._uses_at(above.i, *uses)
        if token.dep_ == "dobj" and any(self._uses_at(child.i, "state") for child in above.children):
            return []
        return [Link(quantity, kind, above.i, noun) for kind in found]

    def _preceding(self, quantity: Quantity, noun: int | None) -> list[Link]:
        """ "Killing four", "the deaths of six", "the toll rose to 40", and further items of such a list."""
        doc, i, steps, rises = self.doc, quantity.first - 1, 0, False
        while i >= 0 and steps < LIST:
            token = doc[i]
            rises = rises or token.lower_ in self._set("climbs")
            if i in self.harms:
                direct = quantity.first - i <= 4 or steps == 0
                kinds = self._before(i, quantity, direct=direct)
                return [Link(quantity, kind, i, noun) for kind in kinds] if kinds else []
            if token.pos_ in ("VERB", "AUX") and token.lower_ not in self._set("rises") | self._set("climbs"):
                return []
            if token.text in (":", ";", ")") or token.lower_ in self._set("ends"):
                return []
            if token.lower_ in self._set("apart") and steps and not rises and _before(token) not in self._set("along"):
                return []
            i, steps = i - 1, steps + 1
        return []

    def _before(self, i: int, quantity: Quantity, *, direct: bool) -> list[str]:
        token = self.doc[i]
        between = [one.lower_ for one in self.doc[i + 1 : quantity.first] if one.text not in ("[", "(")]
        if verbs := self._uses_at(i, "verb"):
            passive = any(child.dep_ in ("auxpass", "nsubjpass") for child in token.children) or (
                token.tag_ == "VBN" and token.dep_ in ("acl", "amod")
            )
            if passive and between[-1:] == ["with"] and between[-2:-1] and between[-2] in self._set("along"):
                return verbs
            if passive or token.tag_ == "NN":
                return []
            near = direct and all(word in self._set("in-lists") or word in self._set("between") for word in between)
            return verbs if near or self._is_list(between) else []
        nouns = self._uses_at(i, "noun")
        if nouns and not self._set("climbs").isdisjoint(between):
            return nouns
        if nouns and (between[:1] in (["of"], ["to"], ["at"]) or token.lower_ in self._set("toll")):
            rest = between[1:]
            return nouns if len(rest) <= 3 or self._is_list(rest) else []
        return []

    def _is_list(self, between: list[str]) -> bool:
        """Whether words between a verb and a number are earlier items of its list."""
        if between[-1:] and between[-1] in self._set("determiners"):
            between = between[:-1]
        return bool(between) and between[-1] in ("and", ",", "as") and len(between) <= 14 and self._set("passive").isdisjoint(between)

    def _parts(self, links: list[Link]) -> list[Link]:
        """ "Including three children": a part of the toll before it, of the same kind."""
        found = []
        taken = {link.quantity.first for link in links}
        for quantity in [*self.cues.numbers.find(self.doc), *self._single()]:
            before = self.doc[max(quantity.first - 2, 0) : quantity.first].text.lower()
            if quantity.first in taken or not before.endswith(self.cues.language.words("tolls-parts")):
                continue
            whole = next((link for link in reversed(links) if link.quantity.first < quantity.first), None)
            if whole is not None and (noun := self._counted(quantity)) is not None and self.is_people(self.doc[noun]):
                found.append(Link(quantity, whole.kind, whole.harm, noun, part=True))
        return found

    def _nobody(self) -> list[Link]:
        """ "No one was hurt", "no casualties": nought, which is known."""
        found: list[Link] = []
        for token in self.doc:
            nought = Quantity(token.i, token.i, 0, 0)
            if {token.lower_, self._pair(token)} & self._set("nobody"):
                last = max((one.i for one in token.subtree if one.dep_ == "pobj"), default=token.i)
                found.extend(link for link in self._following(replace(nought, last=max(last, token.i)), None))
            elif token.lower_ in self._set("anybody") and self._is_none(token):
                found.extend(self._anybody(token, nought))
            elif token.lower_ in self._set("no") and token.dep_ == "det" and self._pair(token.head) not in self._set("nobody"):
                noun = token.head.i
                if self.doc[noun].lower_ in self._set("casualties"):
                    found.extend(Link(nought, kind, noun, None) for kind in ("killed", "injured"))
                elif self.doc[noun].lower_ not in self._set("things") and (kinds := self._uses_at(noun, "noun")):
                    found.extend(Link(nought, kind, noun, None) for kind in kinds)
                elif self.is_people(self.doc[noun]):
                    found.extend(self._following(Quantity(token.i, noun, 0, 0), noun))
        return found

    def _is_none(self, token: Token) -> bool:
        """Whether "anyone" or "any casualties" stands under a negation: "without injuring anyone", "did not cause any deaths"."""
        above, steps = token.head.head if token.dep_ == "det" else token.head, 0
        while steps < 4:
            if above.lower_ in self._set("without") or any(c.dep_ == "neg" or c.lower_ in self._set("not") for c in above.children):
                return True
            if above.head.i == above.i or above.dep_ not in ("pcomp", "prep", "xcomp"):
                return False
            above, steps = above.head, steps + 1
        return False

    def _anybody(self, token: Token, nought: Quantity) -> list[Link]:
        if token.dep_ != "det":
            return [Link(nought, kind, token.head.i, None) for kind in self._uses_at(token.head.i, "verb")]
        noun = token.head.i
        if self.doc[noun].lower_ in self._set("casualties"):
            return [Link(nought, kind, noun, None) for kind in ("killed", "injured")]
        return [Link(nought, kind, noun, None) for kind in self._uses_at(noun, "noun")]

    def _unknown(self) -> list[Link]:
        """ "Not clear how many were killed": told to be unknown."""
        found: list[Link] = []
        if any(words in self.doc.text.lower() for words in self._set("how-many")):
            for token in self.doc[1:]:
                if self._pair(token) in self._set("how-many"):
                    unknown = Quantity(token.i, token.i, None, None, "unknown")
                    noun = self._counted(unknown)
                    found.extend(self._following(unknown, noun))
        return found


def _suffering(harm: Token, use: str) -> Iterator[Token]:
    """The heads of those whom a word of harm befalls, as the parse gives them, with those coordinated to them."""
    found: list[Token] = []
    if use == "verb":
        found = [child for child in harm.children if child.dep_ == "nsubjpass"]
        passive = bool(found) or any(child.dep_ == "auxpass" for child in harm.children)
        found += [child for child in harm.children if child.dep_ == "dobj" and not passive]
        if harm.tag_ == "VBN" and harm.dep_ in ("acl", "relcl") and not found:
            found = [harm.head]
    elif use == "dies":
        found = [child for child in harm.children if child.dep_ == "nsubj"]
    else:
        found = [child for child in harm.children if child.dep_ == "poss"]
        found += [inner for child in harm.children if child.lower_ == "of" for inner in child.children if inner.dep_ == "pobj"]
    for token in found:
        yield token
        yield from token.conjuncts


def _belongs(token: Token) -> bool:
    """ "His" of "a man and his wife", "child" of "a mother and child": one who is told with the person before."""
    return token.dep_ == "poss" or (token.tag_ == "NN" and not any(child.dep_ in ("det", "poss", "nummod") for child in token.children))


def _with_companions(doc: Doc, links: list[Link], whose: frozenset[str]) -> list[Link]:
    """ "A woman and her two children were killed" are three: a single person and a number that belongs to them are one toll."""
    found: list[Link] = []
    for link in links:
        last = found[-1] if found else None
        between = [token.lower_ for token in doc[(last.noun or last.quantity.last) + 1 : link.quantity.first]] if last else []
        if (
            last is not None
            and last.kind == link.kind
            and last.quantity.min is not None
            and last.quantity.min == last.quantity.max
            and (
                (len(between) == 2 and between[0] in ("and", ",") and between[1] in whose)
                or (between in ([","], ["and"]) and _belongs(doc[link.quantity.first]))
            )
            and link.quantity.min is not None
            and link.quantity.min == link.quantity.max
        ):
            total = last.quantity.min + link.quantity.min
            found[-1] = replace(last, quantity=Quantity(last.quantity.first, link.quantity.last, total, total), noun=link.noun, mixed=True)
        else:
            found.append(link)
    return found
