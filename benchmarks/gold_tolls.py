"""Scores tolls: recall of the numbers keyed in MUC-4, and precision by 200 tolls that were judged against their sentences.

Recall as the sets' own scorer counts it: numbers greater than one, by message. The judgements hold no text: set, document, offsets and
what was given, drawn at random (fixed seed) from MUC-4 and the news pages; a toll counts again when it is given at that place with the
same bounds. Precision against the keys is printed only: they leave out soldiers and old tolls. Intervals are 95 % of 1,000 bootstrap
samples of messages (or judgements).

    python -m benchmarks.gold_tolls [--shared DIR]
"""

from __future__ import annotations

import argparse
import functools
import gzip
import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.gold_status import muc_lines
from dateline.seeds.language import Language, load_language

Tag = Callable[[Iterable[dict[str, Any]]], list[dict[str, Any]]]
SAMPLES = 1000
JUDGEMENTS = Path(__file__).resolve().parents[1] / "tests" / "data" / "gold" / "toll_judgements.jsonl"
EFFECTS = {"DEATH": "killed", "INJURY": "injured"}


@dataclass(frozen=True)
class Message:
    """The numbers keyed and given for one kind in one message."""

    keyed: frozenset[int] = field(default_factory=frozenset)
    given: frozenset[int] = field(default_factory=frozenset)


def score(shared: Path, tag: Tag) -> dict[str, float]:
    """Recall of killed and injured on MUC-4, precision on the judgements; nothing where the sets are not there."""
    folder = shared / "gold" / "muc4-dev"
    if not folder.is_dir():
        print(f"not measured: {folder} is not there")
        return {}
    answers = {answer["id"]: answer for answer in tag(muc_lines(folder))}
    figures: dict[str, float] = {}
    for kind in EFFECTS.values():
        messages = [Message(keyed, _given(answers.get(identity), kind)) for identity, keyed in _keys(folder, kind).items()]
        figures[f"tolls.{kind}_recall"] = _print(f"tolls.{kind}_recall", messages, recall)
        print(f"  {kind} precision against the keys, for the record: {precision(messages):.3f}")
    pages = shared / "pages" / "pages.jsonl"
    if pages.is_file():
        rows = (json.loads(line) for line in pages.read_text(encoding="utf-8").splitlines())
        answers |= {answer["id"]: answer for answer in tag({"id": row["file"], "text": row["text"]} for row in rows)}
    judged = list(_judged(answers))
    if judged:
        figures["tolls.precision"] = _print("tolls.precision", judged, lambda sample: sum(sample) / len(sample))
    return figures


def recall(messages: Sequence[Message]) -> float:
    """The share of keyed numbers that are given."""
    keyed = sum(len(message.keyed) for message in messages)
    return sum(len(message.keyed & message.given) for message in messages) / keyed if keyed else 0.0


def precision(messages: Sequence[Message]) -> float:
    """The share of given numbers that are keyed."""
    given = sum(len(message.given) for message in messages)
    return sum(len(message.keyed & message.given) for message in messages) / given if given else 0.0


def _keys(folder: Path, kind: str) -> dict[str, frozenset[int]]:
    """The numbers greater than one keyed for a kind, by message; every keyed message is there."""
    found: dict[str, set[int]] = defaultdict(set)
    for path in sorted(folder.glob("key*")):
        for block in re.split(r"(?m)^ *0\.\s+MESSAGE: ID", gzip.decompress(path.read_bytes()).decode(errors="replace"))[1:]:
            numbers = re.search(r"HUM TGT: NUMBER(.*?)22\.", block, re.DOTALL)
            effects = re.search(r"23\. HUM TGT: EFFECT OF INCIDENT(.*?)24\.", block, re.DOTALL)
            own = found[block.split()[0]]
            if numbers and effects:
                by_target = {target: int(number) for number, target in re.findall(r'(\d+): ("[^"]+")', numbers[1])}
                own.update(
                    by_target[target]
                    for effect, target in re.findall(r'(DEATH|INJURY): ("[^"]+")', effects[1])
                    if EFFECTS[effect] == kind and by_target.get(target, 0) > 1
                )
    return {identity: frozenset(numbers) for identity, numbers in found.items()}


def _given(answer: dict[str, Any] | None, kind: str) -> frozenset[int]:
    tolls = (toll for event in (answer or {"events": []})["events"] for toll in event["casualties"] if toll["kind"] == kind)
    return frozenset(number for toll in tolls if (number := _printed(toll)) and number > 1)


def _printed(toll: dict[str, Any]) -> int | None:
    """The number as the message prints it, which is what the keys hold: "more than 9" is at least ten, "fewer than 9" at most eight."""
    if toll["min"] is not None:
        return int(toll["min"]) - (toll["mark"] in _language().set("numbers-above"))
    return None if toll["max"] is None else int(toll["max"]) + (toll["mark"] in _language().set("numbers-below"))


@functools.cache
def _language() -> Language:
    return load_language()


def _judged(answers: dict[str, dict[str, Any]]) -> Iterable[bool]:
    """The judgement of every judged toll that is still given."""
    for line in JUDGEMENTS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        wanted = tuple(row[key] for key in ("start", "end", "kind", "min", "max"))
        tolls = (toll for event in answers.get(row["id"], {"events": []})["events"] for toll in event["casualties"])
        if any(tuple(toll[key] for key in ("start", "end", "kind", "min", "max")) == wanted for toll in tolls):
            yield bool(row["right"])


def _print(name: str, sample: Sequence[Any], figure: Callable[[Sequence[Any]], float]) -> float:
    dice = random.Random(7)
    figures = sorted(figure(dice.choices(sample, k=len(sample))) for _ in range(SAMPLES))
    value = figure(sample)
    print(f"{name:24s} {value:.3f}  [{figures[int(0.025 * SAMPLES)]:.3f}, {figures[int(0.975 * SAMPLES)]:.3f}]  of {len(sample)}")
    return round(value, 4)


def main() -> int:
    from benchmarks.gold import Tagged

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    print(json.dumps(score(parser.parse_args().shared, Tagged().lines)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
