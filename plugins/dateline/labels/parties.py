"""Actors, targets, voices and tolls of a happening: what any of its tellings says."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from dateline.labels.matching import Counts, Label, Matched
from dateline.labels.tellings import Told


def count_parties(m: Matched) -> Counts:
    """Actors, targets, voice and toll by happening: what any of its tellings says."""
    counts: Counts = Counter()
    roots = chains(m.labels)
    seen: dict[int, list[Told]] = defaultdict(list)
    for label, told in m.hits:
        if not label.get("ordinary"):
            seen[roots[next(n for n, one in enumerate(m.labels) if one is label)]].append(told)
    for root, tellings in seen.items():
        labels = [label for label, own in zip(m.labels, roots, strict=True) if own == root]
        for side in ("actors", "targets"):
            wanted = _quotes(m.item["text"], (span for label in labels for span in label.get(side) or ()))
            hit, extra, missed = _tally(wanted, sorted({name for told in tellings for name in getattr(told, side)}))
            counts.update({f"{side}_hit": hit, f"{side}_extra": extra, f"{side}_missed": missed})
        wanted = _quotes(m.item["text"], (label["source"] for label in labels if label.get("source")))
        voices = {told.voice for told in tellings if told.voice}
        if wanted or voices:
            counts.update(voices=1, voice_right=any(means(one, voice) for one in wanted for voice in voices))
        counts.update(_tolls(labels, tellings))
    return counts


def _tolls(labels: Sequence[Label], tellings: Sequence[Told]) -> Counts:
    wanted = {tuple(toll) for label in labels for toll in label.get("toll") or () if toll[0] in ("killed", "injured") and len(toll) == 3}
    if not wanted:
        return Counter()
    kinds = {toll[0] for toll in wanted}
    return Counter(tolls=1, toll_right={toll for told in tellings for toll in told.tolls if toll[0] in kinds} == wanted)


def chains(labels: Sequence[Label]) -> list[int]:
    """For each label the first one of its happening."""
    roots: list[int] = []
    for number, label in enumerate(labels):
        same = label.get("same")
        roots.append(roots[same - 1] if same and same <= number else number)
    return roots


def _quotes(text: str, spans: Iterable[Sequence[int]]) -> list[str]:
    return sorted({text[start:end] for start, end in spans})


def _tally(wanted: Sequence[str], found: Sequence[str]) -> tuple[int, int, int]:
    hit = sum(any(means(one, name) for name in found) for one in wanted)
    return hit, sum(not any(means(one, name) for one in wanted) for name in found), len(wanted) - hit


def means(wanted: str, found: str) -> bool:
    """Whether a name found means the labelled one: a word in common, and not much longer."""
    ours, theirs = _words(wanted), _words(found)
    return bool(ours & theirs) and len(theirs) <= 2 * len(ours) + 3


def _words(name: str) -> set[str]:
    little = {"the", "and", "for", "of", "in", "by", "an", "on"}
    return {word for word in re.findall(r"\w+", name.lower().replace(".", "")) if len(word) > 1} - little
