"""Scores status and attribution on our own labelled sentences, and status on MUC-4's stage of execution where the shared sets are.

Half of the sentences, by the hash of each, is only scored: its errors are never printed. Each sentence goes through the whole tagger; the
event that counts is the one at the bracketed words, and none there is a miss. A source counts as right when one of the two texts
contains the other and the kind is the same. Intervals are 95 % of 1,000 bootstrap samples of sentences.

    python -m benchmarks.gold_status [--shared DIR]      the figures, and the errors of the half that may be looked at
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from benchmarks.news import tag_lines
from dateline.models.codebook import UNREAL

Tag = Callable[[Iterable[dict[str, Any]]], list[dict[str, Any]]]
SAMPLES = 1000
GOLD = Path(__file__).resolve().parents[1] / "tests" / "data" / "gold"
STAGES = {"ACCOMPLISHED": "happened", "ATTEMPTED": "denied or hypothetical", "THREATENED": "threatened"}
MESSAGES = 300  # Of MUC-4: an outside check, printed only.


@dataclass(frozen=True)
class Case:
    """One labelled sentence without its marks; `trigger` and `source` are spans, `source` None where the outlet speaks."""

    marked: str
    text: str
    label: str
    trigger: tuple[int, int]
    source: tuple[int, int] | None
    scored_only: bool


def cases(name: str) -> list[Case]:
    """The labelled sentences of one file."""
    labelled = yaml.safe_load((GOLD / f"{name}.yml").read_text(encoding="utf-8"))
    return [_case(sentence, label) for label, sentences in labelled.items() for sentence in sentences]


def _case(marked: str, label: str) -> Case:
    spans: dict[str, tuple[int, int]] = {}
    text, opened = "", 0
    for character in marked:
        if character in "[<":
            opened = len(text)
        elif character in "]>":
            spans[character] = (opened, len(text))
        else:
            text += character
    first = int(hashlib.blake2b(marked.encode()).hexdigest()[0], 16)
    return Case(marked, text, label, spans["]"], spans.get(">"), first % 2 == 0)


def answers(sentences: Sequence[Case], tag: Tag) -> list[dict[str, Any] | None]:
    """The event of `dateline tag` at the marked trigger of each sentence; None where it is missed."""
    tagged = tag({"id": f"own-{n}", "text": case.text} for n, case in enumerate(sentences))
    return [_event_at(case, line) for case, line in zip(sentences, tagged, strict=True)]


def _event_at(case: Case, line: dict[str, Any]) -> dict[str, Any] | None:
    start, end = case.trigger
    for event in line["events"]:
        if any(one["trigger"][0] < end and start < one["trigger"][1] for one in event["evidence"]):
            return dict(event)
    return None


def status_of(event: dict[str, Any] | None) -> str:
    """The status given, `missed` where there is no event."""
    return str(event["status"]) if event else "missed"


def voice_of(event: dict[str, Any] | None) -> tuple[str, str] | None:
    """Who says so and how; None where the outlet does, or nothing was found."""
    voice = event.get("attribution") if event else None
    return (str(voice["source"]), str(voice["kind"])) if voice else None


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """The mean F1 over the labels wanted, from pairs of wanted and given."""
    scores = []
    for label in {wanted for wanted, _ in pairs}:
        right = sum(wanted == given == label for wanted, given in pairs)
        size = sum(wanted == label for wanted, _ in pairs) + sum(given == label for _, given in pairs)
        scores.append(2 * right / size)
    return sum(scores) / len(scores)


def taken_for_happened(pairs: Sequence[tuple[str, str]]) -> float:
    """The share of what did not happen that is told as if it had."""
    irreal = [given for wanted, given in pairs if wanted in UNREAL]
    return sum(given == "happened" for given in irreal) / len(irreal) if irreal else 0.0


def is_right(case: Case, given: tuple[str, str] | None) -> bool:
    """Whether the source overlaps and the kind is right."""
    if case.source is None or given is None or given[1] != case.label:
        return False
    wanted = case.text[slice(*case.source)].lower()
    return wanted in given[0].lower() or given[0].lower() in wanted


def attribution_f1(answers: Sequence[tuple[Case, tuple[str, str] | None]]) -> float:
    """F1 of sources with their kinds."""
    right = sum(is_right(case, given) for case, given in answers)
    size = sum(case.source is not None for case, _ in answers) + sum(given is not None for _, given in answers)
    return 2 * right / size if size else 0.0


def interval(sample: Sequence[Any], figure: Callable[[Sequence[Any]], float]) -> tuple[float, float]:
    """95 % of the bootstrap samples lie within."""
    dice = random.Random(7)
    figures = sorted(figure(dice.choices(sample, k=len(sample))) for _ in range(SAMPLES))
    return figures[int(0.025 * SAMPLES)], figures[int(0.975 * SAMPLES)]


def score(shared: Path, tag: Tag) -> dict[str, float]:
    """The figures of the half that is only scored; MUC-4's stages are printed where the set is there."""
    figures: dict[str, float] = {}
    statuses, voices = cases("status"), cases("attribution")
    pairs = [(case.label, status_of(event), case) for case, event in zip(statuses, answers(statuses, tag), strict=True)]
    voiced = [(case, voice_of(event)) for case, event in zip(voices, answers(voices, tag), strict=True)]
    for half in (True, False):
        own = [(wanted, given) for wanted, given, case in pairs if case.scored_only is half]
        said = [answer for answer in voiced if answer[0].scored_only is half]
        rows: dict[str, tuple[Sequence[Any], Callable[[Sequence[Any]], float]]] = {
            "status.macro_f1": (own, macro_f1),
            "status.taken_for_happened": (own, taken_for_happened),
            "attribution.f1": (said, attribution_f1),
        }
        for name, (sample, figure) in rows.items():
            low, high = interval(sample, figure)
            value = figure(sample)
            print(
                f"{'scored only' if half else 'open half  '}  {name:26s} {value:.3f}  [{low:.3f}, {high:.3f}]  of {len(sample)} sentences"
            )
            if half:
                figures[name] = round(value, 4)
    if (shared / "gold" / "muc4-dev").is_dir():
        _stages(shared / "gold" / "muc4-dev", tag)
    return figures


def _stages(folder: Path, tag: Tag) -> None:
    """How many incidents of each stage have an event of a fitting status in their message."""
    stages = {
        block.split()[0]: re.findall(r"STAGE OF EXECUTION\s+(\w+)", block)
        for path in sorted(folder.glob("key*"))
        for block in re.split(r"(?m)^ *0\.\s+MESSAGE: ID", gzip.decompress(path.read_bytes()).decode(errors="replace"))[1:]
    }
    lines = [line for line in muc_lines(folder) if stages.get(line["id"])][:MESSAGES]
    counts: Counter[tuple[str, bool]] = Counter()
    for answer in tag(lines):
        given = {event["status"] for event in answer["events"]}
        for stage in set(stages[answer["id"]]) & set(STAGES):
            counts[stage, any(status in STAGES[stage] for status in given)] += 1
    for stage, wanted in STAGES.items():
        total = counts[stage, True] + counts[stage, False]
        print(f"MUC-4 {stage:12s} {counts[stage, True]} of {total} messages have an event that is {wanted}")


def muc_lines(folder: Path) -> list[dict[str, Any]]:
    """The messages of MUC-4 in sentence case, as `dateline tag` reads them."""
    found = []
    for path in sorted(folder.glob("dev-*")):
        raw = gzip.decompress(path.read_bytes()).decode(errors="replace")
        for match in re.finditer(r"(?ms)^(DEV-MUC3-\d+)(.*?)(?=^DEV-MUC3-\d+|\Z)", raw):
            body = re.sub(r"\s+", " ", re.sub(r"^[^\[]*(\[.*?\]\s*)*--", "", match[2], count=1, flags=re.S)).lower()
            text = re.sub(r"(^|[.!?]\s+|\]\s*)([a-z])", lambda m: m[1] + m[2].upper(), body)
            found.append({"id": match[1], "text": text, "published": "1989-06-30"})
    return found


def show_errors(tag: Tag) -> None:
    """The errors of the half that may be looked at."""
    statuses = [case for case in cases("status") if not case.scored_only]
    for case, event in zip(statuses, answers(statuses, tag), strict=True):
        if status_of(event) != case.label:
            print(f"status       {case.label:12s} given {status_of(event):12s} {case.marked}")
    voices = [case for case in cases("attribution") if not case.scored_only]
    for case, event in zip(voices, answers(voices, tag), strict=True):
        voice = voice_of(event)
        if not is_right(case, voice) and (case.source is not None or voice is not None):
            print(f"attribution  {case.label:12s} given {voice if event else 'missed'} {case.marked}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    arguments = parser.parse_args()
    show_errors(tag_lines)
    print(json.dumps(score(arguments.shared, tag_lines)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
