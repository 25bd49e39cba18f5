"""What was seen of a sentence, as lines for people and as one JSON object. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dateline.reasons.seen import Fate, Seen, SeenAct, SeenSentence


def sentence_line(seen: Seen, sentence: SeenSentence) -> dict[str, Any]:
    """One sentence as a JSON object."""
    return {
        "id": seen.tagged.article.id,
        "rules": seen.tagged.rules,
        "sentence": [sentence.start, sentence.end],
        "text": sentence.text,
        "gate": {"read": sentence.read, "chance": sentence.chance, "share": sentence.share, "least": sentence.least},
        "acts": [_act_line(act) for act in sentence.acts],
        "overrides": [{"id": one.id, "acts": one.hindered is None, "hindered": one.hindered} for one in sentence.overrides],
        "unknown": [{"side": one.side, "text": one.text, "event": one.event, "sector": one.sector} for one in sentence.unknown],
    }


def _act_line(act: SeenAct) -> dict[str, Any]:
    return {
        "trigger": [act.start, act.end],
        "text": act.quote,
        "fate": str(act.fate),
        "chance": act.chance,
        "threshold": act.least,
        "type": act.type,
        "type_chance": act.type_chance,
        "runner_up": act.runner_up and list(act.runner_up),
        "status": act.status,
        "status_chance": act.status_chance,
        "status_runner_up": act.status_runner_up and list(act.status_runner_up),
        "event": act.event,
        "rule": act.rule,
        "note": act.note or None,
    }


def sentence_lines(sentence: SeenSentence) -> Iterator[str]:
    """One sentence for a terminal."""
    yield f"{sentence.start}-{sentence.end}  {' '.join(sentence.text.split())}"
    if not sentence.read:
        share = f"{sentence.share:.3f} of {sentence.least:.3f}"
        yield f"    not read: too little of the text tells an act ({share}); the gate gives this {sentence.chance:.3f}"
    elif not sentence.acts:
        yield f"    nothing seen; the gate gives it {sentence.chance:.3f}"
    for act in sentence.acts:
        yield f"    {act_text(act)}"
    for override in sentence.overrides:
        yield f"    override {override.id} " + ("acts" if override.hindered is None else f"does not act: {override.hindered}")
    for party in {(one.side, one.text): one for one in sentence.unknown}.values():
        known = f"; its noun is known as {party.sector}" if party.sector else ""
        yield f"    unknown {party.side}: {party.text!r} is in no seed of entities{known}"


def act_text(act: SeenAct) -> str:
    """One act on one line."""
    chance = "" if act.chance is None else f" {act.chance:.2f}"
    if act.fate is Fate.UNDER and act.least is not None:
        chance += f" of {act.least:.2f}"
    end = f" -> {act.event} by {act.rule}" if act.event else ""
    note = f" ({act.note})" if act.note else ""
    answers = [_answer(act.type, act.type_chance, act.runner_up), _answer(act.status, act.status_chance, act.status_runner_up)]
    return f"{act.fate:<7} {act.quote!r}{chance}: {', '.join(answers)}{end}{note}"


def _answer(value: str, chance: float | None, runner_up: tuple[str, float] | None) -> str:
    if chance is None:
        return value
    other = f", else {runner_up[0]} {runner_up[1]:.2f}" if runner_up and runner_up[0] else ""
    return f"{value} ({chance:.2f}{other})"
