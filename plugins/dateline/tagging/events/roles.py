"""Who did it and to whom: noun phrases around a trigger, ranked. Pure.

The source is the grammatical subject (or agent). Targets are ranked: named entities and nouns that mean people first, the
direct object before "against", "with", "to", these before "in" and "at", near before far.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from dateline.models import Actor
from dateline.tagging.events.scene import SUBJECTS, Scene, is_gerund_before_noun
from dateline.tagging.events.subjects import agent_of, subject_of
from dateline.tagging.events.triggers import Match

MOST = 12  # Actors of one side: a list of two hundred names is kept as its first ones.
_PARTITIVES = frozenset(
    "number group lot dozen hundred thousand million score series majority part member leader half third quarter handful couple "
    "supporter official wave team pair crowd representative resident some many most several one two three four five".split()
)
_INSTRUMENTS = frozenset(
    "airstrike strike raid attack shelling bombardment bombing blast explosion bomb missile rocket shell gunfire fire device mine mortar "
    "explosive violence clash fighting assault offensive grenade bullet".split()
)
_PHYSICAL = frozenset({"ASSAULT", "COERCE", "MOBILIZE"})
_PREPOSITIONS = {
    "against": 1.6,
    "with": 1.2,
    "to": 1.2,
    "on": 1.0,
    "upon": 1.0,
    "for": 0.8,
    "between": 1.2,
    "among": 0.6,
    "by": 0.9,
    "of": 0.9,
    "from": 0.8,
    "at": 0.6,
    "into": 0.4,
    "in": 0.1,
    "near": 0.0,
    "over": 0.2,
    "about": 0.0,
}
_ASIDE = frozenset("as after before since during under following despite without because like until amid according".split())
_RELATIONS = {
    "dobj": 1.8,
    "dative": 2.0,
    "nsubjpass": 2.0,
    "oprd": 0.5,
    "attr": 0.5,
    "poss": 1.5,
    "compound": 1.3,
    "amod": 1.3,
    "nmod": 1.3,
}
_SPEAKING = frozenset({"say", "tell", "report", "announce", "state", "quote", "charge", "add", "claim", "warn", "believe"})
_OTHER_CLAUSE = -2.0
_DEEPER = -0.3
_ENOUGH = 1.0
_MODIFIERS = frozenset({"poss", "compound", "amod", "nmod"})


@dataclass(frozen=True, slots=True)
class Cast:
    """Who acts and who is acted on, as head tokens, the best first."""

    actors: tuple[Token, ...]
    targets: tuple[Token, ...]
    why: str
    thing: bool = False  # The subject is a thing that does nothing: "the way", "the amendment".


def cast_of(scene: Scene, match: Match) -> Cast:
    """The actors and targets of a match."""
    actors, targets, why = _sides(scene, match)
    order = match.rule.order
    if order == "reversed":
        actors, targets = targets, actors
    elif order == "mutual" and len(actors) > 1:
        targets = []
    known = {token.i for token in actors}
    targets = [token for token in targets if token.i not in known and not _inside(token, actors)]
    doer = actors[0] if actors else None
    thing = doer is not None and order != "reversed" and scene.is_thing(doer) and not any(scene.is_actor(t) for t in scene.phrase(doer))
    return Cast(tuple(actors[:MOST]), tuple(targets[:MOST]), why, thing)


def _sides(scene: Scene, match: Match) -> tuple[list[Token], list[Token], str]:
    head, anchor = scene.doc[match.head], scene.doc[match.anchor]
    if match.kind == "noun" and anchor == head:
        return _of_noun(scene, match, head)
    subject = subject_of(scene, anchor)
    if subject.undergoes and match.kind == "verb":
        agent = agent_of(anchor)
        targets = _all_of(scene, subject.token) if subject.token is not None else []
        actors = _all_of(scene, agent) if agent is not None else []
        return actors, targets or _targets(scene, match, set()), "passive"
    if subject.undergoes:  # "Talks were held by", "an attack was launched by".
        agent = agent_of(anchor)
        actors = _all_of(scene, agent) if agent is not None else _own_actors(scene, head)
        return actors, _targets(scene, match, {t.i for t in actors}), "passive of a light verb"
    actors = _all_of(scene, subject.token) if subject.token is not None else []
    actors = [owner for actor in actors for owner in _owners(scene, actor)]
    if not actors and match.kind == "noun":
        actors = _own_actors(scene, head)
    if is_gerund_before_noun(head):
        return actors, _all_of(scene, head.head), "gerund"
    return actors, _targets(scene, match, {t.i for t in actors}), "subject"


def _owners(scene: Scene, actor: Token) -> list[Token]:
    """Who stands behind an instrument.

    "Warplanes belonging to Russia" are Russia's, an attack by rebels is theirs, airstrikes are nobody.
    """
    for child in actor.children:
        if child.dep_ == "acl" and child.lower_ in ("belonging", "operated", "flown", "fired", "launched"):
            for inner in child.subtree:
                if inner.dep_ == "pobj" and inner.head.lower_ in ("to", "by"):
                    return _all_of(scene, inner)
    named = [actor, *(inner for prep in actor.children if prep.lower_ == "of" for inner in prep.children)]
    means = next((token for token in named if scene.is_(token, _INSTRUMENTS) and not scene.is_name(token)), None)
    return [actor] if means is None else _own_actors(scene, means)


def _of_noun(scene: Scene, match: Match, head: Token) -> tuple[list[Token], list[Token], str]:
    actors = _own_actors(scene, head)
    if not actors and head.dep_ in ("dobj", "pobj", "conj") and match.rule.type not in _PHYSICAL:
        verb = next((above for above in head.ancestors if above.pos_ in ("VERB", "AUX")), None)
        subject = subject_of(scene, verb) if verb is not None else None
        actors = _all_of(scene, subject.token) if subject is not None and subject.token is not None and not subject.undergoes else []
    targets = _targets(scene, match, {t.i for t in actors})
    if not targets and head.dep_ == "nsubj" and head.head.pos_ == "VERB":
        targets = [one for thing in scene.objects(head.head) for one in _all_of(scene, thing)]
    return actors, targets, "noun"


def _own_actors(scene: Scene, noun: Token) -> list[Token]:
    """ "Russian airstrikes", "the army's raid", "an attack by rebels", "talks between A and B"."""
    for child in noun.children:
        if child.dep_ in ("prep", "agent") and child.lower_ in ("by", "between"):
            for inner in child.children:
                if inner.dep_ == "pobj":
                    return _all_of(scene, inner)
    for child in noun.children:
        if child.dep_ in _MODIFIERS and (scene.is_name(child) or scene.sector(child) is not None):
            return [child, *_conjuncts(scene, child)]
    return []


def _targets(scene: Scene, match: Match, taken: set[int]) -> list[Token]:
    head, anchor = scene.doc[match.head], scene.doc[match.anchor]
    roots = (head,) if anchor == head else (head, anchor)
    best: tuple[float, Token] | None = None
    for root in roots:
        for score, token in _candidates(scene, match, root):
            if token.i in taken or token.i in match.tokens:
                continue
            if best is None or score > best[0]:
                best = (score, token)
    if best is None or best[0] < _ENOUGH:
        return []
    return [token for token in _all_of(scene, best[1]) if token.i not in taken]


def _candidates(scene: Scene, match: Match, root: Token) -> Iterator[tuple[float, Token]]:
    """Everything below a trigger that can be its target, with its merit: how it hangs there, how deep, and what it is."""
    towards = match.rule.towards if match.base is None else (*match.rule.towards, *match.base.towards)
    reach = _Reach(scene, match.rule.type, towards, means=(match.base or match.rule).means)
    stack: list[tuple[Token, float, float]] = [
        (child, *reach.step(root, child, 0.0, 0.0))
        for child in root.children
        if (child.dep_ not in SUBJECTS or child.dep_ == "nsubjpass") and not (child.dep_ == "conj" and root.pos_ in ("VERB", "AUX"))
    ]
    while stack:
        token, merit, loss = stack.pop()
        if token.pos_ in ("NOUN", "PROPN", "ADJ") and token.dep_ != "advmod":
            yield merit + loss + reach.worth(token), token
        if loss > 3 * _OTHER_CLAUSE:
            stack.extend((child, *reach.step(token, child, merit, loss)) for child in token.children)


@dataclass(frozen=True, slots=True)
class _Reach:
    """How well a place in the parse suits the target of a category."""

    scene: Scene
    category: str
    towards: tuple[str, ...]
    means: bool

    def step(self, above: Token, child: Token, merit: float, loss: float) -> tuple[float, float]:
        """The merit of the relation by which a child hangs there, and what it lost on the way down."""
        relation = child.dep_
        if relation in ("prep", "agent", "mark"):
            word = child.lower_
            if word in self.towards:
                return 1.9 - 0.15 * self.towards.index(word), loss + _DEEPER / 2
            if word in _ASIDE:
                return 0.4, loss + (2 * _DEEPER if self.category == "PROTEST" else _OTHER_CLAUSE)
            return _PREPOSITIONS.get(word, -0.3), loss + _DEEPER
        if relation in ("pobj", "pcomp", "conj", "xcomp", "ccomp", "prep"):
            return merit, loss + (_DEEPER / 2 if relation != "pobj" else 0.0)
        if relation in ("advcl", "acl"):
            return self._clause(above, child, merit, loss)
        if relation in ("relcl", "parataxis", "appos", "npadvmod"):
            return merit, loss + _OTHER_CLAUSE
        if relation == "nsubj":
            return (-3.0 if self.scene.is_(above, _SPEAKING) else self._subject(above)), loss
        if relation in _MODIFIERS:
            return self._modifier(above, child, merit), loss + _DEEPER / 2
        if relation == "dobj":
            return self._object(above, merit, loss)
        return _RELATIONS.get(relation, merit - 0.3), loss

    def _object(self, above: Token, merit: float, loss: float) -> tuple[float, float]:
        if self.means and loss >= _DEEPER:
            return 0.2, loss
        if above.dep_ in ("pcomp", "acl", "advcl"):
            return min(max(merit, 0.8), 1.0), loss + _DEEPER
        return _RELATIONS["dobj"], loss + (_DEEPER / 2 if above.dep_ in ("xcomp", "ccomp") else 0.0)

    def _clause(self, above: Token, child: Token, merit: float, loss: float) -> tuple[float, float]:
        """A clause that hangs on: what a protest or a threat is about stands in it, nothing else does."""
        first = next((inner.lower_ for inner in child.lefts if inner.dep_ == "mark"), "")
        if self.category == "THREATEN" and first in ("unless", "if"):
            return merit, loss + 2 * _DEEPER
        if self.category == "PROTEST" and child.tag_ in ("VB", "VBG", "VBN") and not first:
            return merit, loss + _DEEPER / 2
        if self.category in ("REQUEST", "ACCUSE") and above.pos_ in ("NOUN", "VERB") and child.tag_ == "VB":
            return merit, loss + 2 * _DEEPER
        return merit, loss + _OTHER_CLAUSE

    def _subject(self, verb: Token) -> float:
        """Whoever is to do what is asked, refused or threatened is meant; whoever only says so is not."""
        if self.category in ("REQUEST", "ACCUSE", "THREATEN", "SUPPORT", "CONCEDE", "COERCE", "REJECT"):
            return 1.9 if verb.dep_ in ("ccomp", "xcomp") else 1.4
        return 0.6

    def _modifier(self, above: Token, child: Token, merit: float) -> float:
        """ "Russia's proposal" is Russia's, but "Syrian President Assad" is a person."""
        if self.scene.is_actor(above) or not self.scene.is_name(child):
            return -3.0
        if any(prep.lower_ == "of" and any(self.scene.is_name(inner) for inner in prep.children) for prep in above.children):
            return -3.0  # "the northern Syrian city of Aleppo" is Aleppo.
        return _RELATIONS[child.dep_] if above.dep_ in ("dobj", "nsubjpass", "attr") else max(merit, 0.5) - 0.1

    def worth(self, token: Token) -> float:
        """What a word is: a name, a noun that means people, or a thing."""
        if token.ent_type_ in ("DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "ORDINAL", "CARDINAL"):
            return -5.0
        if self.scene.is_name(token):
            return 1.0
        if self.scene.sector(token) is not None and token.dep_ not in _MODIFIERS:
            return 0.8
        if self.category in _PHYSICAL and token.dep_ in ("dobj", "nsubjpass"):
            return 0.4 if token.pos_ != "ADJ" else -3.0
        return -3.0


def _all_of(scene: Scene, token: Token) -> list[Token]:
    """A noun and what is coordinated with it; a pronoun or a thing is nobody."""
    found = [*_sharing(scene, token), token, *_conjuncts(scene, token)]
    real = [one for one in found if one.pos_ not in ("PRON", "DET", "VERB", "AUX") and one.ent_type_ not in ("DATE", "TIME")]
    return real[:MOST]


def _sharing(scene: Scene, token: Token) -> list[Token]:
    """The first of two nations that share a noun: "Hungarian and Romanian officials" are two parties."""
    for child in token.children:
        if (
            child.dep_ in ("amod", "compound", "nmod")
            and scene.is_name(child)
            and any(inner.dep_ == "conj" and scene.is_name(inner) for inner in child.children)
        ):
            return [child]
    return []


def _conjuncts(scene: Scene, token: Token) -> list[Token]:
    found: list[Token] = []
    current = token
    while len(found) < MOST:
        following = next((child for child in current.children if child.dep_ == "conj" and child.pos_ in ("NOUN", "PROPN", "ADJ")), None)
        if following is None:
            break
        if scene.is_actor(following):
            found.append(following)
        current = following
    return found


def _inside(token: Token, others: Iterable[Token]) -> bool:
    return any(other.is_ancestor(token) and token.dep_ in ("compound", "amod", "poss", "nmod") for other in others)


def actor_of(scene: Scene, token: Token) -> Actor:
    """The noun phrase of a head token as an actor, with the entity behind it where a mention gives one."""
    first, last = phrase_bounds(scene, token)
    doc = scene.doc
    start = scene.offset(doc[first])
    end = scene.offset(doc[last]) + len(doc[last])
    mention = scene.mentions.get(token.i)
    entity = mention.entity if mention else None
    return Actor(
        text=doc.text[start - scene.parse.start : end - scene.parse.start],
        start=start,
        end=end,
        entity=entity.id if entity else None,
        role=entity.role if entity else None,
        name=entity.name if entity else None,
        country=entity.country if entity else None,
        code=entity.code if entity else None,
        sector=(entity.sector if entity else None) or scene.sector(token) or None,
    )


def phrase_bounds(scene: Scene, token: Token) -> tuple[int, int]:
    """First and last token of the noun phrase around a head: its modifiers, and a short `of ...` or `in ...` of a common noun."""
    first = last = token.i
    for child in token.children:
        if child.i < token.i and child.dep_ in ("compound", "amod", "nmod", "nummod", "poss", "quantmod"):
            if child.ent_type_ in ("DATE", "TIME", "ORDINAL") or is_gerund_before_noun(child) or _asks(child):
                continue
            shared = next((inner for inner in child.children if inner.dep_ == "conj" and scene.is_name(inner)), None)
            first = min(first, shared.i if shared is not None and scene.is_name(child) else child.left_edge.i)
        elif child.i > token.i and child.dep_ == "prep" and child.i == last + 1 and _belongs(scene, token, child):
            last = max(last, child.right_edge.i)
    while first < token.i and (scene.doc[first].pos_ in ("DET", "PUNCT", "ADP", "CCONJ") or scene.doc[first].tag_ == "PRP$"):
        first += 1
    return first, last


def _asks(modifier: Token) -> bool:
    return any(inner.tag_ == "WRB" for inner in modifier.subtree)  # "how many people".


def _belongs(scene: Scene, noun: Token, preposition: Token) -> bool:
    length = preposition.right_edge.i - preposition.i + 1
    if any(inner.pos_ == "VERB" for inner in preposition.subtree):
        return False
    if preposition.lower_ == "of":
        if all(inner.pos_ in ("PROPN", "PUNCT", "CCONJ", "ADP", "DET", "PART") for inner in preposition.subtree):
            return length <= 12  # "the foreign ministers of Turkey, Saudi Arabia, Qatar and Iran".
        return length <= (9 if scene.is_(noun, _PARTITIVES) else 5)
    return preposition.lower_ in ("in", "at", "from", "for", "to") and not scene.is_name(noun) and length <= 4
