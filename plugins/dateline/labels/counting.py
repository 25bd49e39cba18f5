"""What was tagged against what was labelled, item by item, as counts. Pure.

Figures are made from the sum of counts: so items can be pooled and drawn again (bootstrap), and kept as numbers without their texts.
An event is found where its trigger is overlapped. Ordinary events may be found or not; a happening told again need not be found twice;
a request or threat beside the act that it asks or threatens is free.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from dateline.labels.grounds import count_grounds
from dateline.labels.matching import SPEECH, Counts, Label, Matched, is_core, is_free, match
from dateline.labels.parties import chains, count_parties
from dateline.labels.tellings import Told
from dateline.models.codebook import REAL, UNREAL

BINS = 10
SURE = 80  # Hundredths: from here on an event is told as sure.


def count(item: Mapping[str, Any], told: Sequence[Told]) -> Counts:
    """The counts of one labelled item (`annot.py build`)."""
    hits, missed, extra = match(item["events"], told)
    matched = Matched(item, told, hits, missed, extra)
    counts: Counts = Counter(items=1)
    for part in (_mentions, _joined, _certainty, _belief, count_grounds, count_parties):
        counts.update(part(matched))
    if "none" in item:
        counts.update(quiet_words=len(item["text"].split()), quiet_events=len(told))
    return +counts


def _mentions(m: Matched) -> Iterator[str]:
    """Found, missed, extra; type and status of those found; scope."""
    for label in m.missed:
        if not is_free(label, m.labels):
            yield "missed"
    for _ in m.extra:
        yield "extra"
    for label, told in m.hits:
        if not is_free(label, m.labels):
            yield "found"
        if is_core(label):
            yield from ("core_hits", f"type/{label['type']}/{told.type}", f"status/{label['status']}/{told.status}")
        if told.scope is not None:
            yield "scope_of"
            if (told.scope == "ordinary") == bool(label.get("ordinary")):
                yield "scope_right"


def _joined(m: Matched) -> Iterator[str]:
    """Of the pairs of mentions found: labelled as one happening, told as one, both. Mentions of another type or status stay apart."""
    happening = {id(label): first for label, first in zip(m.labels, chains(m.labels), strict=True)}
    for (one, told), (other, again) in combinations(m.hits, 2):
        same = happening[id(one)] == happening[id(other)]
        joined = told.event is not None and told.event == again.event
        if joined:
            yield "joined_right" if same else "joined_wrong"
        if same and (one["type"], one["status"]) == (other["type"], other["status"]):
            yield "same_joined" if joined else "same_apart"


def _certainty(m: Matched) -> Counts:
    """For each tenth of confidence: how many, the sum said (in hundredths), how many of the right type, how many wholly right."""
    counts: Counts = Counter()
    judged = [*m.hits, *((None, told) for told in m.extra)]
    for label, told in judged:
        if told.confidence is None:
            continue
        said = round(100 * told.confidence)
        typed = label is not None and label["type"] == told.type
        right = label is not None and typed and (label["status"] in REAL) == (told.status in REAL)
        tenth = min(BINS - 1, said * BINS // 100)
        counts.update({f"sure/{tenth}/n": 1, f"sure/{tenth}/said": said, f"sure/{tenth}/typed": typed, f"sure/{tenth}/right": right})
        if label is not None and not is_free(label, m.labels):
            counts.update(sure_found=said >= SURE)
    return counts


def _belief(m: Matched) -> Iterator[str]:
    """What did not happen: kept as that, or told as real."""
    for label in m.labels:
        if not is_core(label) or label["status"] not in UNREAL:
            continue
        yield "unreal"
        told = m.met(label)
        if told is None:
            continue
        yield "unreal_found"
        if told.status in UNREAL:
            yield "unreal_kept"
        elif told.status in REAL and _misleads(m, label, told):
            yield "believed"


def _misleads(m: Matched, label: Label, told: Told) -> bool:
    """Whether a telling as real says what did not happen: a request or threat that was made is none, unless it is wholly made up."""
    if told.type not in SPEECH:
        return True
    return bool(label["type"] != told.type) and not any(one is not label and one["type"] == told.type for one, _ in m.hits)
