"""Who says so? The voice that a clause is put in, with its cue. Pure."""

from __future__ import annotations

from spacy.tokens import Token

from dateline.models import Attribution
from dateline.tagging.events.words import bases
from dateline.tagging.reading import Parse, Reading

_CUES = {
    "say": "report",
    "report": "report",
    "announce": "report",
    "state": "report",
    "tell": "report",
    "add": "report",
    "claim": "claim",
    "accuse": "accusation",
    "blame": "accusation",
    "allege": "accusation",
    "deny": "denial",
    "confirm": "confirmation",
}


def attribution_of(parse: Parse, head: int, reading: Reading) -> Attribution | None:
    """Whoever the clause of token `head` is put in the mouth of; None where the outlet itself says it."""
    token = parse.doc[head]
    for above in (token, *token.ancestors):
        kind = next((_CUES[form] for form in bases(above) if form in _CUES), None)
        if kind is None or (above is token and kind != "denial"):
            continue
        speaker = next((child for child in above.children if child.dep_ == "nsubj"), None)
        if speaker is not None and head not in {inner.i for inner in speaker.subtree}:
            return _attribution(parse, speaker, above, kind, reading)
    return None


def _attribution(parse: Parse, speaker: Token, cue: Token, kind: str, reading: Reading) -> Attribution:
    start = parse.start + min(inner.idx for inner in speaker.subtree)
    last = max(speaker.subtree, key=lambda inner: inner.i)
    end = parse.start + last.idx + len(last)
    return Attribution(
        source=reading.text[start:end], kind=kind, cue=cue.text, start=parse.start + cue.idx, end=parse.start + cue.idx + len(cue)
    )
