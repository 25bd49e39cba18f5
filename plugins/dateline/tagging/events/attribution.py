"""Who says so? The voice that a clause is put in, with its cue. Pure.

From the trigger upwards to the first word of speech whose content the trigger belongs to (the innermost voice), or the first clause
with an "according to" beside it. Speech without a named speaker ("was accused of", "reportedly") is passed over; where no voice is
left, the outlet itself speaks.
"""

from __future__ import annotations

import re

from spacy.tokens import Token

from dateline.models import Attribution, AttributionKind
from dateline.tagging.events import clauses
from dateline.tagging.events.clauses import is_negated, is_verb
from dateline.tagging.events.cues import Cues
from dateline.tagging.reading import Parse, Reading

KINDS = tuple(AttributionKind)  # The strongest first.
_SUBJECTS = frozenset({"nsubj", "csubj"})
_PRONOUNS = frozenset({"it", "they", "he", "she", "we", "i", "its", "their", "his", "her", "our"})
_RELATIVES = frozenset({"who", "which", "that"})
_CONTENT = frozenset(
    {"ccomp", "xcomp", "dobj", "acl", "pcomp", "pobj", "nsubjpass", "oprd", "csubjpass", "advcl", "dep", "attr", "compound", "acomp"}
)
_PREPOSITIONS = frozenset({"of", "for", "with", "on", "to", "about", "in"})
_ACCUSED_OF = frozenset({"of", "for", "with", "on"})
_AGENCY = re.compile(
    r"[,(]\s*(?:per\s+|via\s+)?(Reuters|AP|AFP|EFE|dpa|DPA|TASS|Tass|Xinhua|SANA|IRNA|UPI|ANSA|Interfax|Anadolu|"
    r"Associated Press)[).,\s]*$"
)
_CUT = frozenset({"relcl", "advcl", "appos", "parataxis", "acl", "punct", "cc"})


def attribution_of(parse: Parse, head: int, reading: Reading, cues: Cues) -> Attribution | None:
    """Whoever the clause of token `head` is put in the mouth of; None where the outlet itself says it.

    `start` and `end` are those of the cue.
    """
    return _Voices(parse, reading, cues).of(parse.doc[head])


class _Voices:
    def __init__(self, parse: Parse, reading: Reading, cues: Cues) -> None:
        self._parse = parse
        self._reading = reading
        self._cues = cues

    def of(self, trigger: Token) -> Attribution | None:
        """The innermost voice over a trigger."""
        if (
            self._cues.has(trigger, "denial")
            and is_verb(trigger)
            and trigger.tag_ != "VBN"
            and (speaker := self._subject(trigger)) is not None
        ):
            return self._said(speaker, trigger, "denial")
        node, depth = trigger, 0
        path = {trigger.i}
        while depth < clauses.STEPS:
            if (beside := self._beside(node, trigger)) is not None:
                return beside
            if node.head.i == node.i:
                break
            word = node.lower_
            relation, node, depth = node.dep_, node.head, depth + 1
            below = relation in _CONTENT or (relation == "prep" and word in _PREPOSITIONS) or (relation == "nsubj" and not is_verb(node))
            if below and (voice := self._voice(node, trigger, relation, path)) is not None:
                return voice
            path.add(node.i)
        return self._tagged(trigger) or self._inserted(trigger)

    def _voice(self, cue: Token, trigger: Token, relation: str, path: set[int]) -> Attribution | None:
        """The voice of a word of speech over the trigger, if somebody speaks it."""
        kind = self._kind(cue, trigger, path)
        if kind is None:
            return None
        speaker = self._speaker(cue, relation)
        if speaker is None or speaker.i in path or trigger.i in {inner.i for inner in speaker.subtree}:
            return None
        return self._said(speaker, cue, self._sharpened(kind, cue, trigger, speaker))

    def _kind(self, cue: Token, trigger: Token, path: set[int]) -> str | None:
        effects = self._cues.effects(cue)
        kind = next((kind for kind in KINDS if f"say-{kind}" in effects), None)
        if kind == "claim" and any(child.dep_ == "dobj" and child.lower_ in ("life", "lives", "victims") for child in cue.children):
            return None  # An attack that claims lives says nothing.
        if kind == "accusation" and "say-condemnation" in effects:
            through = next((child for child in cue.children if child.i in path and child.dep_ == "prep"), None)
            return (
                "accusation"
                if through is not None and through.lower_ in _ACCUSED_OF and any(c.dep_ == "dobj" for c in cue.children)
                else None
            )
        if kind is None and "say-judgement" in effects and self._calls_false(cue):
            return "denial"
        if kind is None and "deny" in effects and self._denies_words(cue, path):
            return "denial"
        return kind

    def _denies_words(self, cue: Token, path: set[int]) -> bool:
        """ "Rejected reports that": a refusal of words, not of an offer."""
        if not is_verb(cue):
            return False
        return any(
            child.i in path and (self._cues.effects(child) & {"reportnoun", "responsible"} or child.dep_ == "ccomp")
            for child in cue.children
        )

    def _calls_false(self, cue: Token) -> bool:
        below = [cue, *(inner for child in cue.children for inner in (child, *child.children))]
        return any("false" in self._cues.effects(one) for one in below if one.i > cue.i)

    def _sharpened(self, kind: str, cue: Token, trigger: Token, speaker: Token) -> str:
        """What is only said can be more than a report: a claim or denial of the speaker's own act, a charge against another."""
        if kind != "report":
            return kind
        node = trigger
        for _ in range(clauses.STEPS):
            if node.i == cue.i or node.head.i == node.i:
                return kind
            subject = next((child for child in node.children if child.dep_ in ("nsubj", "nsubjpass")), None)
            own = subject is not None and (
                subject.lower_ in _PRONOUNS or any(c.dep_ == "poss" and c.lower_ in _PRONOUNS for c in subject.children)
            )
            own = own and subject is not None and subject.i != speaker.i
            effects = self._cues.effects(node)
            blamed = effects | {e for child in node.children if child.dep_ in ("acomp", "prep", "attr") for e in self._cues.effects(child)}
            if own and is_verb(node) and is_negated(node):
                return "denial"
            if own and blamed & {"say-own"}:
                return "claim"
            if not own and subject is not None and blamed & {"say-guilty"}:
                return "accusation"
            node = node.head
        return kind

    def _speaker(self, cue: Token, relation: str) -> Token | None:
        """Who speaks a word of speech; None where nobody is named."""
        if not is_verb(cue):
            return self._speaker_of_noun(cue)
        if _is_passive(cue):
            agent = next(
                (child for child in cue.children if child.dep_ in ("agent", "prep") and child.lower_ == "by" and child.i > cue.i), None
            )
            return next((inner for inner in agent.children if inner.dep_ == "pobj"), None) if agent is not None else None
        if cue.dep_ == "acl" and cue.tag_ == "VBN":
            return None
        return self._subject(cue)

    def _subject(self, verb: Token) -> Token | None:
        """The subject of a verb of speech, shared with the verb over it where it has none."""
        node = verb
        for _ in range(clauses.STEPS):
            own = next(
                (child for child in node.children if child.dep_ in _SUBJECTS or (child.dep_ == "nsubjpass" and node.i != verb.i)), None
            )
            if own is not None:
                if own.lower_ in _RELATIVES and node.dep_ == "relcl":
                    return node.head
                return self._named(own, node)
            if node.dep_ == "acl":
                return node.head
            if node.dep_ not in ("conj", "xcomp", "advcl", "pcomp", "prep", "ccomp", "dep") or node.head.i == node.i:
                return None
            node = node.head
        return None

    def _named(self, subject: Token, verb: Token) -> Token:
        """The noun behind a pronoun that speaks, where a clause above has it as its subject."""
        if subject.lower_ not in _PRONOUNS:
            return subject
        for above in verb.ancestors:
            for child in above.children:
                if child.dep_ in ("nsubj", "nsubjpass") and child.i < subject.i and child.pos_ in ("NOUN", "PROPN"):
                    return child
        return subject

    def _speaker_of_noun(self, noun: Token) -> Token | None:
        """ "Claims by the army", "the ministry's denial", "a statement from"."""
        for child in noun.children:
            if child.dep_ == "poss" and child.pos_ in ("NOUN", "PROPN"):
                return child
        for child in noun.children:
            if child.dep_ in ("prep", "agent") and child.lower_ in ("by", "from"):
                return next((inner for inner in child.children if inner.dep_ == "pobj"), None)
        return None

    def _beside(self, node: Token, trigger: Token) -> Attribution | None:
        """ "According to X", "as X reports", "in a statement by X", "X said" put into the clause of a token."""
        for child in node.children:
            if child.i == trigger.i:
                continue
            word = child.lower_
            if word == "according" or (word == "per" and child.dep_ == "prep" and child.i > trigger.i):
                speaker = _object_of(child)
                if speaker is not None and not (speaker.pos_ == "NUM" or speaker.ent_type_ == "DATE"):
                    return self._said(speaker, child, "report")
            if child.dep_ in ("advcl", "parataxis", "ccomp") and is_verb(child) and (voice := self._aside(child, trigger)) is not None:
                return voice
            if child.dep_ == "prep" and word in ("in", "by") and (voice := self._document(child, trigger)) is not None:
                return voice
        return None

    def _aside(self, verb: Token, trigger: Token) -> Attribution | None:
        """A clause of speech beside the event: "as the agency reports", "witnesses said" between commas."""
        effects = self._cues.effects(verb)
        kind = next((kind for kind in KINDS if f"say-{kind}" in effects), None)
        if kind is None or trigger.i in {inner.i for inner in verb.subtree}:
            return None
        as_said = any(child.lower_ == "as" and child.dep_ in ("mark", "advmod") for child in verb.children)
        content = any(child.dep_ in ("ccomp", "xcomp", "dobj") for child in verb.children)
        if verb.dep_ == "advcl" and not as_said:
            return None
        if content or (verb.dep_ == "ccomp" and not as_said):
            return None
        speaker = self._speaker(verb, "")
        return self._said(speaker, verb, kind) if speaker is not None else None

    def _document(self, preposition: Token, trigger: Token) -> Attribution | None:
        """ "In a statement by the ministry" without a verb of speech."""
        for noun in preposition.children:
            if (
                noun.dep_ == "pobj"
                and noun.lower_ in ("statement", "communique", "communiqué", "report", "tweet", "post")
                and noun.i > trigger.i
            ):
                speaker = self._speaker_of_noun(noun)
                if speaker is not None:
                    return self._said(speaker, noun, "report")
        return None

    def _inserted(self, trigger: Token) -> Attribution | None:
        """ "According to X" anywhere, and "X said" after a comma at the end, where the parse hangs them elsewhere."""
        doc = trigger.doc
        for token in doc:
            if (
                token.lower_ == "according"
                and (speaker := _object_of(token)) is not None
                and speaker.i != trigger.i
                and token.head.dep_ != "relcl"
            ):
                return self._said(speaker, token, "report")
        root = trigger.sent.root if doc.has_annotation("SENT_START") else trigger
        kind = next((kind for kind in KINDS if f"say-{kind}" in self._cues.effects(root)), None)
        if kind is None or root.i <= trigger.i or not any(token.text == "," for token in doc[trigger.i : root.i]):
            return None
        speaker = next((child for child in root.children if child.dep_ == "nsubj"), None)
        if speaker is None or trigger.i in {inner.i for inner in speaker.subtree} or speaker.i < trigger.i:
            return None
        return self._said(speaker, root, kind)

    def _tagged(self, trigger: Token) -> Attribution | None:
        """An agency after the last comma or in brackets: ", Reuters" or "(AP)"."""
        text = self._reading.text[self._parse.start : self._parse.end]
        match = _AGENCY.search(text)
        if match is None:
            return None
        start, end = self._parse.start + match.start(1), self._parse.start + match.end(1)
        return Attribution(source=match[1], kind=AttributionKind.REPORT, cue=match[1], start=start, end=end, voice=(start, end))

    def _said(self, speaker: Token, cue: Token, kind: str) -> Attribution:
        first, last = _phrase(_who_speaks(speaker))
        doc, base = speaker.doc, self._parse.start
        start, end = base + doc[first].idx, base + doc[last].idx + len(doc[last])
        return Attribution(
            source=self._reading.text[start:end],
            kind=AttributionKind(kind),
            cue=cue.text,
            start=base + cue.idx,
            end=base + cue.idx + len(cue),
            voice=(start, end),
        )


def _is_passive(verb: Token) -> bool:
    return any(child.dep_ in ("auxpass", "nsubjpass") for child in verb.children) or (
        verb.dep_ in ("acl", "relcl", "advcl") and verb.tag_ == "VBN" and not any(c.dep_ == "nsubj" for c in verb.children)
    )


def _object_of(preposition: Token) -> Token | None:
    for child in preposition.children:
        if child.dep_ in ("pobj", "pcomp"):
            return child
        if child.dep_ == "prep":
            return _object_of(child)
    return None


def _who_speaks(noun: Token) -> Token:
    """ "Killed 25 people, among them four children, the monitor said": the parse takes the children for the speaker."""
    if noun.left_edge.lower_ in ("among", "including"):
        return next((child for child in noun.children if child.dep_ in ("appos", "conj")), noun)
    return noun


def _phrase(noun: Token) -> tuple[int, int]:
    """First and last token of a noun phrase with its modifiers and prepositions, without its determiner and clauses."""
    first, last = noun.left_edge.i, noun.i
    doc = noun.doc
    stack = [child for child in noun.children if child.i > noun.i and child.dep_ not in _CUT and child.dep_ != "conj"]
    while stack:
        token = stack.pop()
        last = max(last, token.i)
        stack.extend(child for child in token.children if child.dep_ not in _CUT)
    for child in noun.children:
        if child.dep_ == "conj" and child.pos_ in ("NOUN", "PROPN"):
            last = max(last, _phrase(child)[1])
    # "Killed 25, four of them children, the monitor said": the parse hangs what stands before the comma on the speaker.
    breaks = [i for i in range(first, noun.i) if doc[i].text == "," and doc[i + 1].pos_ in ("DET", "PROPN")]
    first = breaks[-1] + 1 if breaks else first
    while first < noun.i and (doc[first].pos_ in ("DET", "PUNCT", "CCONJ") or doc[first].dep_ in ("cc", "preconj")):
        first += 1
    return first, last
