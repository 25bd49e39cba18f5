"""Scores status and attribution on our own labelled sentences, and status on MUC-4's stage of execution where the shared sets are.

Half of the sentences, by the hash of each, is only scored: its errors are never printed. The functions are scored directly, with the
bracketed words as trigger, so that nothing depends on the coder finding them. A source counts as right when one of the two texts
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

from dateline.models import Article, Attribution
from dateline.seeds.lexicon import load_lexicon
from dateline.settings import MODEL
from dateline.tagging.events.attribution import attribution_of
from dateline.tagging.events.cues import Cues
from dateline.tagging.events.status import status_of
from dateline.tagging.language_model import load_model
from dateline.tagging.reading import Parse, Reading

Tag = Callable[[Iterable[dict[str, Any]]], list[dict[str, Any]]]
SAMPLES = 1000
GOLD = Path(__file__).resolve().parents[1] / "tests" / "data" / "gold"
IRREAL = frozenset({"denied", "threatened", "planned", "demanded", "hypothetical"})
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


def parsed(sentences: Sequence[Case]) -> list[tuple[Parse, Reading, int]]:
    """Each sentence as the coder gets it, with its trigger's head."""
    docs = load_model(MODEL).parse(case.text for case in sentences)
    found = []
    for case, doc in zip(sentences, docs, strict=True):
        span = doc.char_span(*case.trigger, alignment_mode="expand")
        reading = Reading(Article("gold", "gold:", None, case.text), [(0, len(case.text))], [(0, len(case.text))])
        assert span is not None, case.marked
        found.append((Parse(0, len(case.text), doc), reading, span.root.i))
    return found


def status_answers(sentences: Sequence[Case]) -> list[tuple[str, str]]:
    """The status given to each sentence, and the rule that gave it."""
    cues = Cues(load_lexicon())
    answers = (status_of(parse, head, "", cues) for parse, _, head in parsed(sentences))
    return [(status.value, rule) for status, rule in answers]


def attribution_answers(sentences: Sequence[Case]) -> list[Attribution | None]:
    """The voice given to each sentence."""
    cues = Cues(load_lexicon())
    return [attribution_of(parse, head, reading, cues) for parse, reading, head in parsed(sentences)]


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
    irreal = [given for wanted, given in pairs if wanted in IRREAL]
    return sum(given == "happened" for given in irreal) / len(irreal) if irreal else 0.0


def is_right(case: Case, given: Attribution | None) -> bool:
    """Whether the source overlaps and the kind is right."""
    if case.source is None or given is None or given.kind != case.label:
        return False
    wanted = case.text[slice(*case.source)].lower()
    return wanted in given.source.lower() or given.source.lower() in wanted


def attribution_f1(answers: Sequence[tuple[Case, Attribution | None]]) -> float:
    """F1 of sources with their kinds."""
    right = sum(is_right(case, given) for case, given in answers)
    size = sum(case.source is not None for case, _ in answers) + sum(given is not None for _, given in answers)
    return 2 * right / size if size else 0.0


def interval(sample: Sequence[Any], figure: Callable[[Sequence[Any]], float]) -> tuple[float, float]:
    """95 % of the bootstrap samples lie within."""
    dice = random.Random(7)
    figures = sorted(figure(dice.choices(sample, k=len(sample))) for _ in range(SAMPLES))
    return figures[int(0.025 * SAMPLES)], figures[int(0.975 * SAMPLES)]


def score(shared: Path, tag: Tag | None = None) -> dict[str, float]:
    """The figures of the half that is only scored; MUC-4's stages are printed where the set and a tagger are there."""
    figures: dict[str, float] = {}
    statuses, voices = cases("status"), cases("attribution")
    pairs = [(case.label, given, case) for case, (given, _) in zip(statuses, status_answers(statuses), strict=True)]
    answers = list(zip(voices, attribution_answers(voices), strict=True))
    for half in (True, False):
        own = [(wanted, given) for wanted, given, case in pairs if case.scored_only is half]
        said = [answer for answer in answers if answer[0].scored_only is half]
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
    if tag is not None and (shared / "gold" / "muc4-dev").is_dir():
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


def show_errors() -> None:
    """The errors of the half that may be looked at."""
    statuses = [case for case in cases("status") if not case.scored_only]
    for case, (given, rule) in zip(statuses, status_answers(statuses), strict=True):
        if given != case.label:
            print(f"status       {case.label:12s} given {given:12s} {rule:24s} {case.marked}")
    voices = [case for case in cases("attribution") if not case.scored_only]
    for case, voice in zip(voices, attribution_answers(voices), strict=True):
        if not is_right(case, voice) and (case.source is not None or voice is not None):
            print(f"attribution  {case.label:12s} given {voice and (voice.source, voice.kind, voice.cue)} {case.marked}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    arguments = parser.parse_args()
    show_errors()
    print(json.dumps(score(arguments.shared)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
