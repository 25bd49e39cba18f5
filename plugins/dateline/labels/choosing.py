"""Which articles are worth a labeller's time. Pure; the same question and seed choose the same ones, so that one goes on with a sample."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dateline.identity import stable_id

WORDS = 300  # Of an article: its opening has most of its acts, and thirty are the most that one is labelled with.


def sample(ids: Iterable[str], *, size: int, seed: int, doubt: Mapping[str, float] | None = None) -> list[str]:
    """`size` of the ids: drawn by the seed, or (with `doubt`) those that are most in doubt first."""
    chosen = [one for one in ids if doubt is None or one in doubt]
    return sorted(chosen, key=lambda one: (-(doubt or {}).get(one, 0.0), stable_id(seed, one)))[:size]


def doubts(events: Iterable[Mapping[str, Any]]) -> dict[str, float]:
    """Per article how much its least sure event is in doubt: 1 at a confidence of one half, 0 where all is sure."""
    found: dict[str, float] = {}
    for event in events:
        if (sure := event.get("confidence")) is not None:
            article = event["article"]["id"]
            found[article] = max(found.get(article, 0.0), 1 - abs(2 * sure - 1))
    return found


def opening(text: str, *, words: int = WORDS) -> str:
    """The first paragraphs of a text, as many as have that many words together; a single longer one is cut at a word."""
    kept: list[str] = []
    left = words
    for part in text.split("\n\n"):
        size = len(part.split())
        if kept and size > left:
            break
        kept.append(part)
        left -= size
    joined = "\n\n".join(kept)
    return joined if left >= 0 else _cut(joined, words)


def _cut(text: str, words: int) -> str:
    pieces: Sequence[str] = text.split(" ")
    return " ".join(pieces[:words])
