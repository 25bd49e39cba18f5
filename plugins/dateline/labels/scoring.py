"""What was tagged against what was labelled, item by item. Pure.

Every item gives counts, and figures are made from the sum of counts: so items can be pooled and drawn again (bootstrap), and kept as
numbers without their texts. An event is found where its trigger is overlapped. Ordinary events may be found or not; a happening told
again need not be found twice; a request or threat beside the act that it asks or threatens is free.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from dateline.models import Category, Status

Label = Mapping[str, Any]
Counts = Counter[str]

REAL = frozenset({"happened", "ongoing"})
UNREAL = frozenset({"planned", "threatened", "demanded", "hypothetical", "denied"})
SPEECH = frozenset({"REQUEST", "THREATEN", "REJECT", "ACCUSE"})
SPOKEN = frozenset({"REQUEST", "THREATEN", "REJECT"})
NEAR = 60  # Characters between two triggers that may still tell the same act.
BESIDE = 120  # Characters between a speech act and the act it speaks of.
LONGEST = 40  # Characters of a trigger; what is longer points at no word.
LEAST = 5  # Labels that a value needs to count in a macro average.
BINS = 10
SURE = 80  # Hundredths: from here on an event is told as sure.
NOWHERE = (-(10**6), -(10**6))


@dataclass(frozen=True, slots=True)
class Told:
    """One telling of an event that was tagged."""

    trigger: tuple[int, int]
    type: str
    status: str
    confidence: float | None = None
    scope: str | None = None
    actors: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    voice: str | None = None
    tolls: tuple[tuple[str, int | None, int | None], ...] = ()
    time: Mapping[str, Any] | None = None
    country: str | None = None


def told_of(line: Mapping[str, Any]) -> list[Told]:
    """The tellings in a line of `dateline tag`: every evidence is one."""
    found = []
    for event in line.get("events") or ():
        for evidence in event.get("evidence") or ():
            trigger = evidence.get("trigger")
            fits = trigger and trigger[1] - trigger[0] <= LONGEST
            found.append(
                Told(
                    trigger=(trigger[0], trigger[1]) if fits else NOWHERE,
                    type=event["type"],
                    status=event["status"],
                    confidence=event.get("confidence"),
                    scope=event.get("scope"),
                    actors=tuple(actor.get("text") or "" for actor in event.get("actors") or ()),
                    targets=tuple(actor.get("text") or "" for actor in event.get("targets") or ()),
                    voice=(event.get("attribution") or {}).get("source"),
                    tolls=tuple((toll["kind"], toll.get("min"), toll.get("max")) for toll in event.get("casualties") or ()),
                    time=event.get("time"),
                    country=(event.get("place") or {}).get("country"),
                )
            )
    return found


# ---- one item -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Matched:
    """An item with what was told of it: pairs of label and telling, labels that were missed, tellings too many."""

    item: Mapping[str, Any]
    told: Sequence[Told]
    hits: Sequence[tuple[Label, Told]]
    missed: Sequence[Label]
    extra: Sequence[Told]

    @property
    def labels(self) -> Sequence[Label]:
        """All labelled events of the item."""
        labels: Sequence[Label] = self.item["events"]
        return labels

    def met(self, label: Label) -> Told | None:
        """The telling that meets a label."""
        return next((told for one, told in self.hits if one is label), None)


def count(item: Mapping[str, Any], told: Sequence[Told]) -> Counts:
    """The counts of one labelled item (`annot.py build`)."""
    hits, missed, extra = match(item["events"], told)
    matched = Matched(item, told, hits, missed, extra)
    counts: Counts = Counter(items=1)
    for part in (_mentions, _certainty, _belief, _grounds, _parties):
        counts.update(part(matched))
    if "none" in item:
        counts.update(quiet_words=len(item["text"].split()), quiet_events=len(told))
    return +counts


def match(labels: Sequence[Label], told: Sequence[Told]) -> tuple[list[tuple[Label, Told]], list[Label], list[Told]]:
    """One to one: same type over the trigger first, then over the trigger, then the same type close by. The rest is missed, or extra."""
    open_labels, left, pairs = list(labels), list(told), []
    for fits in (_same_there, _there, _same_near):
        for label in list(open_labels):
            one = next((one for one in left if fits(label, one)), None)
            if one is not None:
                left.remove(one)
                open_labels.remove(label)
                pairs.append((label, one))
    return pairs, open_labels, left


def _there(label: Label, one: Told) -> bool:
    start, end = label["trigger"]
    return bool(start < one.trigger[1] and one.trigger[0] < end)


def _same_there(label: Label, one: Told) -> bool:
    return _there(label, one) and bool(label["type"] == one.type)


def _same_near(label: Label, one: Told) -> bool:
    return bool(label["type"] == one.type and abs(label["trigger"][0] - one.trigger[0]) < NEAR)


def is_core(label: Label) -> bool:
    """Whether an event must be found: in scope and not told before."""
    return not label.get("ordinary") and not label.get("same")


def _free(label: Label, labels: Sequence[Label]) -> bool:
    """Whether an event may be found or not."""
    if not is_core(label):
        return True
    acts = (one for one in labels if one["type"] not in SPEECH and one["status"] in UNREAL)
    return label["type"] in SPOKEN and any(abs(label["trigger"][0] - act["trigger"][0]) < BESIDE for act in acts)


def _mentions(m: Matched) -> Iterator[str]:
    """Found, missed, extra; type and status of those found; scope."""
    for label in m.missed:
        if not _free(label, m.labels):
            yield "missed"
    for _ in m.extra:
        yield "extra"
    for label, told in m.hits:
        if not _free(label, m.labels):
            yield "found"
        if is_core(label):
            yield from ("core_hits", f"type/{label['type']}/{told.type}", f"status/{label['status']}/{told.status}")
        if told.scope is not None:
            yield "scope_of"
            if (told.scope == "ordinary") == bool(label.get("ordinary")):
                yield "scope_right"


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
        if label is not None and not _free(label, m.labels):
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


def _grounds(m: Matched) -> Iterator[str]:
    """Day and country of what was found, and whether what is told as real can be believed."""
    published = m.item.get("published")
    by_telling = {id(told): label for label, told in m.hits}
    for told in m.told:
        label = by_telling.get(id(told))
        if told.status in REAL and (label is None or label.get("day") or label.get("country")):
            yield "told_real"
            if label is not None and believable(label, told, published):
                yield "believable"
    for label in m.labels:
        if not is_core(label):
            continue
        met = m.met(label)
        if label["status"] in REAL and (label.get("day") or label.get("country")):
            yield "real_wanted"
            if met is not None and believable(label, met, published):
                yield "believable_core"
        if met is not None and label.get("day"):
            yield "dated"
            if within(label["day"], _days(met.time, published), slack=1):
                yield "day_right"
        if met is not None and label.get("country"):
            yield "placed"
            if met.country == label["country"]:
                yield "country_right"


def believable(label: Label, told: Told, published: str | None) -> bool:
    """Right type, rightly real, and the right week and country where these are fixed: what an analyst may rely on."""
    if label["type"] != told.type or label["status"] not in REAL or told.status not in REAL:
        return False
    if label.get("day") and not within(label["day"], _days(told.time, published), slack=6):
        return False
    return not label.get("country") or told.country == label["country"]


def within(day: Sequence[str], found: tuple[date, date] | None, *, slack: int) -> bool:
    """Whether the days found meet the labelled ones within `slack` days and are not vaguer by more than a month."""
    if found is None:
        return False
    first, last = (date.fromisoformat(one) for one in day)
    near = found[0] <= last + timedelta(days=slack) and found[1] >= first - timedelta(days=slack)
    return near and (found[1] - found[0]).days <= (last - first).days + 31


def _days(time: Mapping[str, Any] | None, published: str | None) -> tuple[date, date] | None:
    """First and last day of a time; the day of publication where none is told, as the timeline has it."""
    try:
        if not time or not time.get("start"):
            return (_instant(published).date(),) * 2 if published else None
        first = _instant(time["start"])
        last = _instant(time.get("end") or time["start"])
    except ValueError:
        return None
    return first.date(), max(first, last - timedelta(seconds=1)).date()


def _instant(value: Any) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(str(value).replace("Z", "+00:00").replace(" ", "T"))


def _parties(m: Matched) -> Counts:
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


# ---- figures ------------------------------------------------------------------------------------------------------------


def figures(counts: Mapping[str, int]) -> dict[str, float]:
    """The figures of summed counts; one that nothing was counted for is left out."""
    get = counts.get
    found, hits = get("found", 0), get("core_hits", 0)
    recall, precision = _share(found, found + get("missed", 0)), _share(hits, hits + get("extra", 0))
    types, statuses = _pairs(counts, "type"), _pairs(counts, "status")
    made = {
        "recall": recall,
        "precision": precision,
        "f1": 2 * recall * precision / (recall + precision) if recall and precision else None if recall is None else 0.0,
        "type_macro_f1": _macro(types, [str(one) for one in Category]),
        "status_accuracy": _right(statuses),
        "status_macro_f1": _macro(statuses, [str(one) for one in Status]),
        "unreal_kept": _share(get("unreal_kept", 0), get("unreal", 0)),
        "false_belief": _share(get("believed", 0), get("unreal_found", 0)),
        "actor_f1": _f1(get("actors_hit", 0), get("actors_extra", 0), get("actors_missed", 0)),
        "target_f1": _f1(get("targets_hit", 0), get("targets_extra", 0), get("targets_missed", 0)),
        "voice_right": _share(get("voice_right", 0), get("voices", 0)),
        "toll_right": _share(get("toll_right", 0), get("tolls", 0)),
        "scope_accuracy": _share(get("scope_right", 0), get("scope_of", 0)),
        "day_right": _share(get("day_right", 0), get("dated", 0)),
        "country_right": _share(get("country_right", 0), get("placed", 0)),
        "believable": _share(get("believable", 0), get("told_real", 0)) if get("real_wanted") else None,
        "believable_recall": _share(get("believable_core", 0), get("real_wanted", 0)),
        "calibration_error": _calibration_error(counts),
        "false_per_1000_words": _share(1000 * get("quiet_events", 0), get("quiet_words", 0)),
        "sure_right": _share(_sure(counts, "right"), _sure(counts, "n")),
        "sure_recall_kept": _share(get("sure_found", 0), found),
    }
    return {name: round(value, 4) for name, value in made.items() if value is not None}


LESS_IS_BETTER = frozenset({"false_belief", "calibration_error", "false_per_1000_words"})


def reliability(counts: Mapping[str, int]) -> list[tuple[str, int, float, float]]:
    """For each tenth of confidence with events: its bounds, how many, what was said and what share was right (type, and real or not)."""
    rows = []
    for tenth in range(BINS):
        n = counts.get(f"sure/{tenth}/n", 0)
        if n:
            said, right = counts.get(f"sure/{tenth}/said", 0) / 100 / n, counts.get(f"sure/{tenth}/right", 0) / n
            rows.append((f"{tenth / BINS:.1f}-{(tenth + 1) / BINS:.1f}", n, said, right))
    return rows


def _calibration_error(counts: Mapping[str, int]) -> float | None:
    rows = reliability(counts)
    total = sum(n for _, n, _, _ in rows)
    return sum(n * abs(said - right) for _, n, said, right in rows) / total if total else None


def _sure(counts: Mapping[str, int], what: str) -> int:
    return sum(counts.get(f"sure/{tenth}/{what}", 0) for tenth in range(SURE * BINS // 100, BINS))


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _f1(hit: int, extra: int, missed: int) -> float | None:
    return _share(2 * hit, 2 * hit + extra + missed)


def _pairs(counts: Mapping[str, int], what: str) -> dict[tuple[str, str], int]:
    keys = ((key.split("/"), number) for key, number in counts.items() if key.startswith(f"{what}/"))
    return {(parts[1], parts[2]): number for parts, number in keys}


def _right(pairs: Mapping[tuple[str, str], int]) -> float | None:
    return _share(sum(number for (wanted, given), number in pairs.items() if wanted == given), sum(pairs.values()))


def _macro(pairs: Mapping[tuple[str, str], int], values: Sequence[str]) -> float | None:
    """The mean F1 over the values with enough labels."""
    scores = []
    for value in values:
        hit = pairs.get((value, value), 0)
        wanted = sum(number for (label, _), number in pairs.items() if label == value)
        given = sum(number for (_, told), number in pairs.items() if told == value)
        if wanted >= LEAST:
            scores.append(2 * hit / (wanted + given))
    return sum(scores) / len(scores) if scores else None
