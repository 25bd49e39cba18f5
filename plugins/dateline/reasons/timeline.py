"""Why a sentence is not on the timeline, as a chain of steps: the first that fails is the reason. Pure but for the index it asks."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from dateline.models.times import Timing
from dateline.protocols.index import Index
from dateline.protocols.ledger import OutcomeLine
from dateline.query import Query
from dateline.reasons.lines import act_text
from dateline.reasons.seen import Fate, Seen, SeenAct, SeenSentence
from dateline.text import Span

Body = Mapping[str, Any]
See = Callable[[], Seen]

LIKE = 0.6  # Of a sentence that is shown as the nearest to a quote that does not stand in the text.
MOST = 1000  # Events of one article.
_QUOTES = {"'": "['‘’ʼ]", "‘": "['‘’ʼ]", "’": "['‘’ʼ]", '"': '["“”«»]', "“": '["“”«»]', "”": '["“”«»]', "-": "[-‐–—]", "–": "[-‐–—]"}

FILTERS = {
    "since": "--since: the event is told for {when}",
    "until": "--until: the event is told for {when}",
    "first_day": "--since: the event is told for {when}",
    "last_day": "--until: the event is told for {when}",
    "types": "--type: its type is {type}",
    "statuses": "--status: its status is {status}",
    "min_confidence": "--min-confidence: its confidence is {confidence}",
    "without_scopes": "--conflict-only: its scope is {scope}",
    "actors": "--actor: its parties are {parties}",
    "places": "--place: its place is {place}",
    "near": "--near: its place is {place}",
    "sources": "--source: its source is {source}",
    "text": "QUERY: its sentence has other words",
}
"""What each filter says when it is the one that leaves an event out."""


@dataclass(frozen=True, slots=True)
class Step:
    """One link of the chain: whether it holds, and what it says."""

    name: str
    holds: bool
    said: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The chain, and the events that the sentence gave."""

    steps: tuple[Step, ...]
    events: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """The first true reason in one line; that it is there, where every step holds."""
        missing = next((step for step in self.steps if not step.holds), None)
        return f"{missing.name}: {missing.said}" if missing else f"it is: event {', '.join(self.events)}"


def unknown_article(name: str, line: OutcomeLine | None) -> Answer:
    """The answer for what is no article of the index: what the ledger knows of it."""
    if line is None:
        return Answer((Step("article", False, f"{name} was never seen: no feed announced it, and the index has no article of that id"),))
    why = f" ({line.reason})" if line.reason else ""
    return Answer((Step("article", False, f"not in the index: its entry is {line.outcome}{why}, after {line.attempts} attempts"),))


def why_not(quote: str, body: Body, index: Index, asked: Query, see: See, *, rules: str) -> Answer:
    """Why a quote of an article of the index is not told, or not shown by a question. `see` tags the article again when that is needed."""
    steps = [Step("article", True, f"{body['id']} {body['url']['full']}")]
    if body.get("not_tagged"):
        return Answer((*steps, Step("tagged", False, f"the article was not tagged: {str(body['not_tagged']).removeprefix('not_tagged:')}")))
    text = body["text"]
    span = find(text, quote)
    if span is None:
        return Answer((*steps, Step("text", False, _absent(quote, body))))
    steps.append(Step("text", True, f"at {span[0]}-{span[1]}"))
    found = index.events(Query(article_ids=(body["id"],), limit=MOST)).hits
    stored = [hit.body for hit in found if any(_meets(e["sentence"], span) for e in hit.body["evidence"])]
    if exact := [one for one in stored if any(_meets(e["trigger"], span) for e in one["evidence"])]:
        stored = exact  # A quote that is finer than its sentence means the act in it.
    if not stored:
        return Answer((*steps, *_untold(span, see(), body, rules)))
    own = [one for one in stored if not _is_merged(one, span)] or stored
    steps.append(Step("told", True, "; ".join(_told(one) for one in own)))
    if all(_is_merged(one, span) for one in stored):
        first = stored[0]
        head = " ".join(text[slice(*first["evidence"][0]["sentence"])].split())
        steps.append(Step("merged", False, f"told again: merged into event {first['id']}, first told by {head!r}"))
        return Answer(tuple(steps))
    left_out = [_hidden(one, index, asked) for one in own]
    if all(left_out):
        return Answer((*steps, *(step for step in left_out[:1] if step)))
    shown = tuple(one["id"] for one, step in zip(own, left_out, strict=True) if not step)
    return Answer((*steps, Step("shown", True, "nothing leaves it out")), shown)


def find(text: str, quote: str) -> Span | None:
    """Where a quote stands: blanks, quotation marks, dashes and case may differ."""
    words = quote.split()
    if not words:
        return None
    made = r"\s+".join("".join(_QUOTES.get(char, re.escape(char)) for char in word) for word in words)
    match = re.search(made, text) or re.search(made, text, re.I)
    return match.span() if match else None


def _absent(quote: str, body: Body) -> str:
    if body.get("title") and find(body["title"], quote):
        return "it stands in the headline alone, which is read as context; events are read from the text"
    sentences = re.split(r"(?<=[.!?])\s+|\n+", body["text"])
    near = difflib.get_close_matches(quote, sentences, n=1, cutoff=LIKE)
    return "the text does not say that" + (f"; nearest: {' '.join(near[0].split())!r}" if near else "")


def _untold(span: Span, seen: Seen, body: Body, rules: str) -> Iterator[Step]:
    """The steps for a sentence that gave no event of the index."""
    here = [one for one in seen.sentences if _meets((one.start, one.end), span)]
    acts = [act for one in here for act in one.acts]
    if exact := [act for act in acts if _meets((act.start, act.end), span)]:
        acts = exact
    told = [act for act in acts if act.event]
    if told and body.get("rules") != rules:
        yield Step(
            "rules", False, f"tagged with rules {body.get('rules')}; today's ({rules}) tell it: `dateline retag --rules-not-current`"
        )
        return
    if told:
        yield Step("index", False, f"the reader tells event {told[0].event}, the index does not have it: `dateline index check`")
        return
    yield _unread(here)
    yield _unseen(acts)


def _unread(here: Sequence[SeenSentence]) -> Step:
    if any(one.read for one in here) or not here:
        return Step("gate", True, "the text is read")
    best = max(here, key=lambda one: one.chance)
    nearly = max((act.chance or 0.0 for one in here for act in one.acts), default=0.0)
    said = f"too little of the text is likely to tell an act ({best.share:.3f} of {best.least:.3f}; this sentence {best.chance:.3f})"
    return Step("gate", False, f"{said}, so it was not read; read, its surest word would have {nearly:.2f}")


def _unseen(acts: Sequence[SeenAct]) -> Step:
    if vetoed := next((act for act in acts if act.fate is Fate.VETOED), None):
        return Step("override", False, f"{vetoed.rule} vetoes {vetoed.quote!r}")
    best = max((act for act in acts if act.fate in (Fate.UNDER, Fate.UNREAD)), key=lambda act: act.chance or 0.0, default=None)
    if best is None:
        return Step("reader", False, "the reader sees no act in it")
    return Step("threshold", False, act_text(best))


def _hidden(event: Body, index: Index, asked: Query) -> Step | None:
    """The filter that leaves an event out, or that it has no day to stand on; None where it is shown."""
    alone = Query(article_ids=(event["article"]["id"],), besides=asked.besides, limit=MOST)
    for name in (field.name for field in fields(Query) if field.name in FILTERS and getattr(asked, field.name) not in (None, ())):
        hits = index.events(replace(alone, **{name: getattr(asked, name)})).hits
        if event["id"] not in {hit.id for hit in hits}:
            return Step("filter", False, f"left out by {FILTERS[name].format(**_facts(event))} (event {event['id']})")
    if event["timing"] == Timing.UNDATED:
        why = (
            "it is background without a time"
            if event.get("position") == "background"
            else "it tells no time, its article no date of publication"
        )
        return Step("day", False, f"it has no day ({why}): counted as undated (event {event['id']})")
    if event["timing"] == Timing.COARSE:
        return Step(
            "day", False, f"its day is not told, only {event['day_first']} to {event['day_last']}: under 'Some time within' ({event['id']})"
        )
    return None


def _facts(event: Body) -> dict[str, Any]:
    days = [event["day_local"]] if event["day_local"] else [day for day in (event["day_first"], event["day_last"]) if day]
    return {
        "when": " to ".join(days) or "no day",
        "type": event["type"],
        "status": event["status"],
        "scope": event.get("scope"),
        "confidence": event.get("confidence"),
        "parties": ", ".join(event["names"]) or "not told",
        "place": (event["geo"] or {}).get("name") or "not told",
        "source": event.get("source"),
    }


def _told(event: Body) -> str:
    sure = "" if event.get("confidence") is None else f", confidence {event['confidence']:.2f}"
    return f"event {event['id']}: {event['type']} {event['status']}, {event.get('scope') or 'no scope'}{sure} by {event['rule']}"


def _is_merged(event: Body, span: Span) -> bool:
    """Whether the quote is only a later telling of an event."""
    first, *later = event["evidence"]
    return not _meets(first["sentence"], span) and any(_meets(one["sentence"], span) for one in later)


def _meets(one: Sequence[int], other: Sequence[int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
