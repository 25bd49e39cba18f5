"""Scores events: main category and actors on the PLOVER sentences, false events on the pages that are not about conflict.

Categories and actors are matched as the scorer of the shared sets matches them. Intervals are 95 % of 1,000 bootstrap samples of
sentences (or pages). The false events are those on pages that `tests/data/gold/pages_without_conflict.yml` judges, less the true ones.

    python -m benchmarks.gold_events [--shared DIR]      the figures, the confusion and the costliest errors
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from dateline import settings
from dateline.models.articles import Article
from dateline.models.events import Actor, Event, TaggedArticle
from dateline.seeds.knowledge import load_knowledge
from dateline.tagging.tagger import load_tagger

Tag = Callable[[Sequence[Article]], Iterable[TaggedArticle]]
SAMPLES = 1000
SHOWN = 12
LARGE = 10  # Sentences that a category needs to count in the macro average.
OLD_NAMES = {"DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE", "FIGHT": "ASSAULT", "YIELD": "CONCEDE"}
PAGES = Path(__file__).resolve().parents[1] / "tests" / "data" / "gold" / "pages_without_conflict.yml"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One sentence: the category keyed and found, and for each side how many actors were keyed, found and right."""

    wanted: str
    found: str
    source: tuple[int, int, int]
    target: tuple[int, int, int]
    rule: str


def score(shared: Path, tag: Tag) -> dict[str, float]:
    """Figures under `events.*`; prints them with intervals, the confusion and the costliest errors."""
    figures: dict[str, float] = {}
    gold = shared / "gold" / "plover-gsr.jsonl"
    if gold.is_file():
        outcomes = [outcome(row, events) for row, events in _tagged(list(sentences(gold)), tag)]
        measures: dict[str, Callable[[Sequence[Outcome]], float]] = {
            "accuracy": accuracy,
            "macro_f1": macro_f1,
            "source_f1": lambda sample: actor_f1([one.source for one in sample if one.wanted == one.found]),
            "target_f1": lambda sample: actor_f1([one.target for one in sample if one.wanted == one.found]),
        }
        for name, measure in measures.items():
            figures[f"events.{name}"] = _report(f"events: {name}", outcomes, measure)
        _print_confusion(outcomes)
    else:
        print(f"events: not measured: {gold.name} is not in {shared}")
    pages = shared / "pages" / "pages.jsonl"
    if pages.is_file():
        counted = _false_events(pages, tag)
        figures["events.false_per_1000_words"] = _report("events: false per 1,000 words", counted, _per_thousand, digits=3)
    else:
        print(f"events: not measured: {pages.name} is not in {shared}")
    return figures


def sentences(path: Path) -> Iterable[dict[str, Any]]:
    """The coded sentences of the set, each text once."""
    seen = set()
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line) if line.strip() else {}
        if row.get("event") not in (None, "DOCUMENT") and row.get("text") and row["text"] not in seen:
            seen.add(row["text"])
            yield row


def outcome(row: dict[str, Any], events: Sequence[Event]) -> Outcome:
    """How the main event of a sentence compares with its key."""
    first = events[0] if events else None
    return Outcome(
        wanted=OLD_NAMES.get(row["event"], row["event"]),
        found=first.type if first else "NONE",
        source=_actors(row.get("source"), first.actors if first else ()),
        target=_actors(row.get("target"), first.targets if first else ()),
        rule=first.rule if first else "",
    )


def accuracy(outcomes: Sequence[Outcome]) -> float:
    """The share of sentences whose main category is right."""
    return sum(one.wanted == one.found for one in outcomes) / max(len(outcomes), 1)


def macro_f1(outcomes: Sequence[Outcome]) -> float:
    """The mean F1 over the categories with enough sentences."""
    wanted, found = Counter(one.wanted for one in outcomes), Counter(one.found for one in outcomes)
    right = Counter(one.wanted for one in outcomes if one.wanted == one.found)
    each = [2 * right[kind] / (number + found[kind]) for kind, number in wanted.items() if number >= LARGE]
    return sum(each) / max(len(each), 1)


def actor_f1(counts: Sequence[tuple[int, int, int]]) -> float:
    """F1 over all actors of one side: (keyed, found, right) of each sentence."""
    keyed, found, right = (sum(count[n] for count in counts) for n in range(3))
    return 2 * right / (keyed + found) if keyed + found else 0.0


def same_actor(one: str, other: str) -> bool:
    """One name contains the other with at most four words to spare."""
    a, b = one.lower(), other.lower()
    return (a in b or b in a) and abs(len(a.split()) - len(b.split())) <= 4


def _actors(keyed: Any, found: Sequence[Actor]) -> tuple[int, int, int]:
    left = [one["actorText"] for one in keyed or [] if isinstance(one, dict) and one.get("actorText")]
    wanted, right = len(left), 0
    for actor in found:
        match = next((name for name in left if same_actor(name, actor.text)), None)
        if match is not None:
            left.remove(match)
            right += 1
    return wanted, len(found), right


def _tagged(rows: Sequence[dict[str, Any]], tag: Tag) -> Iterable[tuple[dict[str, Any], tuple[Event, ...]]]:
    articles = [Article(id=str(n), url="https://example.org/", title=None, text=row["text"], language="en") for n, row in enumerate(rows)]
    return ((row, tagged.events) for row, tagged in zip(rows, tag(articles), strict=True))


def _false_events(path: Path, tag: Tag) -> list[tuple[int, int]]:
    """Words and false events of each page that is not about conflict."""
    judged = yaml.safe_load(PAGES.read_text(encoding="utf-8"))
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    rows = [row for row in rows if _stem(row) not in judged["conflict"]]
    counted = []
    for row, events in _tagged(rows, tag):
        true = set(judged["true_events"].get(_stem(row), ()))
        false = [event for event in events if event.evidence[0].trigger[0] not in true]
        counted.append((len(row["text"].split()), len(false)))
        for event in false[:SHOWN]:
            start, end = event.evidence[0].trigger
            print(f"  false: {_stem(row)} at {start}: {event.type} by {event.rule} ({row['text'][start:end]!r})")
    return counted


def _stem(row: dict[str, Any]) -> str:
    return str(row["file"]).rsplit("/", 1)[-1].split(".")[0]


def _per_thousand(counted: Sequence[tuple[int, int]]) -> float:
    return 1000 * sum(false for _, false in counted) / max(sum(words for words, _ in counted), 1)


def _report(name: str, items: Sequence[Any], measure: Callable[[Sequence[Any]], float], *, digits: int = 3) -> float:
    chance = random.Random(7)
    samples = sorted(measure(chance.choices(items, k=len(items))) for _ in range(SAMPLES)) if items else [0.0]
    value = measure(items)
    low, high = samples[int(0.025 * len(samples))], samples[int(0.975 * len(samples))]
    print(f"{name:<45} {value:.{digits}f}  [{low:.{digits}f}, {high:.{digits}f}]  n={len(items)}")
    return round(value, 4)


def _print_confusion(outcomes: Sequence[Outcome]) -> None:
    wrong = Counter((one.wanted, one.found) for one in outcomes if one.wanted != one.found)
    print("  confusions: " + "; ".join(f"{wanted} as {found} {number}" for (wanted, found), number in wrong.most_common(SHOWN)))
    rules = Counter(one.rule or "no rule" for one in outcomes if one.wanted != one.found)
    print("  rules that were wrong most often: " + "; ".join(f"{rule} {number}" for rule, number in rules.most_common(SHOWN)))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gold_events", description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    score(parser.parse_args().shared, load_tagger(settings.load(os.environ), load_knowledge()).tag)
    return 0


if __name__ == "__main__":
    sys.exit(main())
