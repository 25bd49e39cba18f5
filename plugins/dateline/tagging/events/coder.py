"""Reading -> events. Joins the steps; each of them decides one thing.

triggers -> stances -> depth -> roles -> status, attribution, toll -> time and place -> one event for one happening
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Token

from dateline.models import Casualties, Event, Evidence, Mention, Status
from dateline.seeds.events import load_events
from dateline.seeds.lexicon import Lexeme, load_lexicon
from dateline.settings import Settings
from dateline.tagging.events.attribution import attribution_of
from dateline.tagging.events.grounding import Discourse, ground
from dateline.tagging.events.merging import Draft, event_id, merged
from dateline.tagging.events.position import position_of
from dateline.tagging.events.roles import actor_of, cast_of
from dateline.tagging.events.rules import RuleBook, compile_rules
from dateline.tagging.events.scene import Scene
from dateline.tagging.events.stances import turned
from dateline.tagging.events.status import status_of
from dateline.tagging.events.tolls import tolls_in
from dateline.tagging.events.triggers import Match, find_triggers
from dateline.tagging.reading import Parse, Reading

_DEEPER = {"advcl": 1.0, "relcl": 1.2, "acl": 1.0, "parataxis": 0.6, "pcomp": 0.9, "ccomp": 0.8, "xcomp": 0.3, "conj": 0.25, "csubj": 0.5}
_HARMFUL = frozenset({"ASSAULT", "COERCE", "PROTEST"})
_ABSORBING = frozenset(
    {
        "AGREE",
        "REQUEST",
        "REJECT",
        "THREATEN",
        "CONCEDE",
        "RETREAT",
        "SANCTION",
        "SUPPORT",
        "AID",
        "COOPERATE",
        "CONSULT",
        "MOBILIZE",
        "COERCE",
    }
)
_COMPLEMENT = frozenset(
    {
        "dobj",
        "xcomp",
        "ccomp",
        "prep",
        "pobj",
        "pcomp",
        "conj",
        "acl",
        "attr",
        "oprd",
        "dative",
        "nsubjpass",
        "agent",
        "acomp",
        "compound",
        "amod",
        "nsubj",
        "advcl",
    }
)
_STEPS = 25
_DEFINITE = frozenset({"the", "these", "those", "this", "that"})
_FRIENDLY = frozenset({"CONSULT", "SUPPORT", "AID", "COOPERATE", "CONCEDE", "RETREAT", "AGREE"})
_SPOKEN = frozenset({"AGREE", "REQUEST", "REJECT", "THREATEN", "SUPPORT", "COOPERATE", "AID", "CONSULT"})
_UNREAL = frozenset({Status.HYPOTHETICAL, Status.DEMANDED})


@dataclass(frozen=True, slots=True)
class Miss:
    """A rule that almost fired: where and why not."""

    rule: str
    start: int
    end: int
    reason: str


class EventCoder:
    """Codes the events of a reading whose parses and mentions are there."""

    def __init__(self, book: RuleBook, lexicon: Iterable[Lexeme]) -> None:
        self._book = book
        lexicon = list(lexicon)
        self._actors = {**dict.fromkeys(book.words("bodies")), **_actor_nouns(lexicon)}
        self._means = frozenset(f.lower().split()[-1] for w in lexicon if w.kind in ("weapon", "vehicle") for f in w.forms())

    def code(self, reading: Reading) -> tuple[Event, ...]:
        """The events of an article, the main one first."""
        return merged(self._drafts(reading))

    def near_misses(self, reading: Reading) -> tuple[Miss, ...]:
        """The rules whose trigger stood in the text and that did not fire, with the reason."""
        found = []
        for _, scene, _ in self._scenes(reading):
            for miss in find_triggers(scene, self._book)[1]:
                token = scene.doc[miss.token]
                found.append(Miss(miss.rule, scene.offset(token), scene.offset(token) + len(token), miss.reason))
        return tuple(found)

    def _scenes(self, reading: Reading) -> Iterator[tuple[int, Scene, list[Mention]]]:
        mentions: dict[int, list[Mention]] = {}
        for mention in reading.mentions:
            mentions.setdefault(reading.sentence_at(mention.start), []).append(mention)
        for index in sorted(reading.parses):
            own = mentions.get(index, [])
            yield index, Scene(reading.parses[index], own, self._actors, self._means), own

    def _drafts(self, reading: Reading) -> list[Draft]:
        discourse = Discourse()
        drafts: list[Draft] = []
        loose: tuple[Casualties, ...] = ()  # Tolls told before any violence: "Nine people died when ... The bomb went off ..."
        for _, scene, mentions in self._scenes(reading):
            tolls = tolls_in(scene.parse, reading)
            matches = self.matches(scene)
            if matches and (paragraph := _paragraph(reading, scene.parse)) != discourse.paragraph:
                discourse = Discourse(paragraph)
            told = len(drafts)
            for match, depth in matches:
                draft = self._draft(reading, scene, match, depth, mentions, discourse)
                if draft is None or (len(matches) > 1 and draft.event.type in _FRIENDLY and draft.event.status in _UNREAL):
                    continue
                drafts.append(draft)
                discourse.time, discourse.place = draft.event.time or discourse.time, draft.event.place or discourse.place
            if loose or tolls:
                loose = _borne(drafts, told, (*loose, *tolls))
        _borne(drafts, 0, loose)
        return drafts

    def matches(self, scene: Scene) -> list[tuple[Match, float]]:
        """The triggers of a sentence that are events of their own, the main one first, each with its depth."""
        found = turned(scene, self._book, find_triggers(scene, self._book)[0])
        reports = self._book.words("reports")
        governors = [(match, _governor(scene, match, found)) for match in found]
        content = {governor.anchor: match.base or match.rule for match, governor in reversed(governors) if governor is not None}
        own = [_sharper(match, governors) for match, governor in governors if governor is None]
        own = [replace(match, base=match.base or content.get(match.anchor)) for match in own]
        graded = [(match, _depth(scene, match, reports)) for match in own]
        return sorted(graded, key=lambda one: (one[1], one[0].head))

    def _draft(
        self,
        reading: Reading,
        scene: Scene,
        match: Match,
        depth: float,
        mentions: Sequence[Mention],
        discourse: Discourse,
    ) -> Draft | None:
        cast = cast_of(scene, match)
        actors = tuple(actor_of(scene, token) for token in cast.actors)
        targets = tuple(actor_of(scene, token) for token in cast.targets)
        rule, coding = match.rule, match.coding
        if cast.thing or (not rule.actorless and not (actors or targets)) or (rule.type in _SPOKEN and not actors):
            return None
        anchor, head = scene.doc[match.anchor], scene.doc[match.head]
        status, status_rule = status_of(scene.parse, match.anchor, rule.type)
        attribution = attribution_of(scene.parse, match.anchor, reading)
        grounds = ground(scene, anchor, head, list(mentions), discourse, rule.type in _HARMFUL)
        trigger = _span(scene, match)
        why = (
            f"trigger: {reading.text[trigger[0] : trigger[1]]!r}",
            f"frame: {rule.id} ({match.base.id})" if match.base else f"frame: {rule.id}",
            f"roles: {cast.why}",
            f"status: {status_rule}",
            *grounds.why,
        )
        event = Event(
            id=event_id(reading.article.id, rule.type, trigger),
            type=rule.type,
            mode=coding.mode,
            acled=coding.acled,
            cameo=coding.cameo,
            status=status,
            actors=actors,
            targets=targets,
            place=grounds.place,
            time=grounds.time,
            casualties=(),
            attribution=attribution,
            about=None,
            evidence=(Evidence((scene.parse.start, scene.parse.end), trigger),),
            rule=rule.id,
            position=position_of(
                title=reading.article.title,
                published=reading.article.published,
                paragraph=_paragraph(reading, scene.parse),
                time=grounds.time,
                trigger=reading.text[trigger[0] : trigger[1]],
                others=[*(a.text for a in (*actors, *targets)), *([grounds.place.name] if grounds.place else [])],
            ),
            why=why,
        )
        return Draft(event, depth, _refers(scene, match, cast.targets))


def load_coder(settings: Settings) -> EventCoder:
    """The coder of these settings: rules and lexicon are loaded and compiled here, once a process."""
    return EventCoder(compile_rules(load_events(settings.seeds)), load_lexicon(settings.seeds))


def _actor_nouns(lexicon: Iterable[Lexeme]) -> dict[str, str | None]:
    """Last words of the nouns that mean people and bodies, with their sector."""
    nouns: dict[str, str | None] = {}
    for lexeme in lexicon:
        if lexeme.kind in ("actor", "group"):
            for form in lexeme.forms():
                nouns.setdefault(form.lower().split()[-1], lexeme.sector)
    return nouns


def _paragraph(reading: Reading, parse: Parse) -> int:
    for number, (start, end) in enumerate(reading.paragraphs):
        if start <= parse.start < end:
            return number
    return len(reading.paragraphs)


def _refers(scene: Scene, match: Match, targets: Sequence[Token]) -> bool:
    """Whether a trigger speaks of something told already: "the airstrikes", "how many people were killed"."""
    head = scene.doc[match.head]
    if match.kind == "noun" and match.anchor == match.head:
        return any(child.lower_ in _DEFINITE for child in head.children if child.dep_ == "det")
    return any(inner.tag_ == "WRB" for target in targets for inner in target.subtree)


def _span(scene: Scene, match: Match) -> tuple[int, int]:
    """The trigger's words; where other words stand between them, only those of its head."""
    tokens = sorted({*match.tokens} - ({match.anchor} if match.anchor != match.head and match.kind == "noun" else set()))
    whole = tokens[-1] - tokens[0] < len(tokens) + 1
    first, last = (tokens[0], tokens[-1]) if whole else (match.head, match.head)
    return scene.offset(scene.doc[first]), scene.offset(scene.doc[last]) + len(scene.doc[last])


def _depth(scene: Scene, match: Match, reports: frozenset[str]) -> float:
    """How far a trigger stands below the main clause; what somebody only says counts as the main clause."""
    depth, token = 0.0, scene.doc[match.anchor]
    if match.kind == "noun" and match.anchor == match.head:
        depth += 0.4 if token.dep_ in ("nsubj", "dobj", "nsubjpass", "ROOT") else 0.7
    for _ in range(_STEPS):
        if token.head == token:
            break
        if token.dep_ in ("ccomp", "xcomp") and scene.is_(token.head, reports):
            depth += 0.05
        elif token.head.dep_ == "ROOT" and token.dep_ == "ccomp" and token.i < token.head.i:
            depth += 0.05  # "..., officials said": the clause that is said comes first.
        else:
            depth += _DEEPER.get(token.dep_, 0.1)
        token = token.head
    return depth


def _governor(scene: Scene, match: Match, matches: Sequence[Match]) -> Match | None:
    """The event that a trigger only says the content of, if any: "demanded a ceasefire" is a demand, not a ceasefire."""
    governors = {
        other.anchor: other
        for other in matches
        if other is not match and (other.rule.type in _ABSORBING or (match.kind == "noun" and other.rule.type == match.rule.type))
    }
    token = scene.doc[match.head]
    for _ in range(_STEPS):
        if token.head == token or token.dep_ not in _COMPLEMENT:
            return None
        came_by, below, token = token.dep_, token, token.head
        if token.i in governors:
            other = governors[token.i]
            if other.rule.type == match.rule.type and came_by == "conj" and below.pos_ in ("VERB", "AUX"):
                return None
            if other.rule.type == match.rule.type and (came_by != "advcl" or scene.doc[match.anchor].tag_ == "VB"):
                return other
            if came_by in ("advcl", "nsubj"):
                return None
            return other if token.i != match.anchor else None
    return None


def _sharper(match: Match, governors: Sequence[tuple[Match, Match | None]]) -> Match:
    """The match with the codes of the noun in its subject or object where those say more: "air raids killed nine" is an air raid."""
    if match.kind != "verb" or match.coding.mode not in (None, "explosives"):
        return match
    for noun, governor in governors:
        if (
            governor is match
            and noun.kind == "noun"
            and noun.rule.type == match.rule.type
            and (noun.coding.mode or noun.coding.acled == "Chemical weapon")
        ):
            return replace(match, rule=noun.rule, coding=noun.coding)
    return match


def _borne(drafts: list[Draft], told: int, tolls: tuple[Casualties, ...]) -> tuple[Casualties, ...]:
    """Give a sentence's toll to the event that it belongs to; what nobody bears yet is handed back.

    Its own sentence's violence comes first (`drafts[told:]`), then the last violence told before, then any event of the sentence.
    """
    violent = [n for n, draft in enumerate(drafts) if draft.event.type in _HARMFUL and draft.event.status is not Status.DENIED]
    here = [n for n in violent if n >= told]
    bearer = here[0] if here else violent[-1] if violent else told if told < len(drafts) else None
    if bearer is None:
        return tolls
    event = drafts[bearer].event
    drafts[bearer] = replace(drafts[bearer], event=replace(event, casualties=(*event.casualties, *tolls)))
    return ()
