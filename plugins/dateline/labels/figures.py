"""Figures from summed counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dateline.labels.counting import BINS, SURE
from dateline.models.codebook import Category, Status

LEAST = 5  # Labels that a value needs to count in a macro average.


def figures(counts: Mapping[str, int]) -> dict[str, float]:
    """The figures of summed counts; one that nothing was counted for is left out."""
    get = counts.get
    found, hits = get("found", 0), get("core_hits", 0)
    recall, precision = _share(found, found + get("missed", 0)), _share(hits, hits + get("extra", 0))
    types, statuses = _pairs(counts, "type"), _pairs(counts, "status")
    made = {
        "recall": recall,
        "precision": precision,
        "f1": _mean_of(recall, precision),
        "type_macro_f1": _macro(types, [str(one) for one in Category]),
        "status_accuracy": _right(statuses),
        "status_macro_f1": _macro(statuses, [str(one) for one in Status]),
        "unreal_kept": _share(get("unreal_kept", 0), get("unreal", 0)),
        "false_belief": _share(get("believed", 0), get("unreal_found", 0)),
        "actor_f1": _f1(get("actors_hit", 0), get("actors_extra", 0), get("actors_missed", 0)),
        "target_f1": _f1(get("targets_hit", 0), get("targets_extra", 0), get("targets_missed", 0)),
        "voice_right": _share(get("voice_right", 0), get("voices", 0)),
        "toll_right": _share(get("toll_right", 0), get("tolls", 0)),
        "joined_precision": _share(get("joined_right", 0), get("joined_right", 0) + get("joined_wrong", 0)),
        "joined_recall": _share(get("same_joined", 0), get("same_joined", 0) + get("same_apart", 0)),
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


def _mean_of(recall: float | None, precision: float | None) -> float | None:
    """F1; None where nothing was to be found."""
    if recall is None:
        return None
    return 2 * recall * precision / (recall + precision) if recall and precision else 0.0


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
