"""The figures of an artefact's card: what the finished artefact itself reaches on labelled items that it was not trained on.

    python -m training.card FOLDER LABELS...      measure again and write them into reader.json and CARD.md

No torch here: the artefact runs as it runs in the tagger, gate included. `make gold` calls `measured` too and fails when the card
says something else.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dateline.labels.counting import count
from dateline.labels.figures import figures
from dateline.labels.matching import Counts
from dateline.labels.tellings import Told
from dateline.tagging.reader.artefact import load_artefact
from dateline.tagging.reader.calibration import Calibration
from dateline.tagging.reader.decode import Act, Pointer
from dateline.tagging.reader.reader import Reader, Text
from dateline.tagging.sentences import split_sentences
from dateline.text import paragraphs
from training.dataset import LabelError, english, read_labels
from training.report import seal
from training.split import is_development

DIFFERENT = 0.01  # More than processors differ by.
FIGURES = (
    "precision",
    "recall",
    "f1",
    "type_macro_f1",
    "status_accuracy",
    "status_macro_f1",
    "unreal_kept",
    "false_belief",
    "scope_accuracy",
    "actor_f1",
    "target_f1",
    "voice_right",
    "calibration_error",
)


def measured(folder: Path, items: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """The card's figures of an artefact on labelled items, and how many items and events they stand on."""
    reader = Reader(load_artefact(str(folder)))
    total: Counts = Counter()
    for item in items:
        acts = reader.read(_text(reader, item["text"]))
        total.update(count(item, [told(item["text"], act, reader.artefact.calibration) for act in acts]))
    made = figures(total)
    size = {"items": total["items"], "events_wanted": total["found"] + total["missed"]}
    return size | {name: round(made[name], 3) for name in FIGURES if name in made}


def told(text: str, act: Act, calibration: Calibration) -> Told:
    """An act as the scorer sees it: without time, place and toll, which others work out."""
    return Told(
        trigger=(act.start, act.end),
        type=act.type,
        status=act.status,
        confidence=calibration.confidence(act, text),
        scope="ordinary" if act.is_ordinary else "political",
        actors=_quotes(text, act.roles.get("actor", ())),
        targets=_quotes(text, act.roles.get("target", ())),
        voice=next(iter(_quotes(text, sorted(act.roles.get("voice", ()), key=lambda p: -p.chance))), None),
    )


def differing(said: Mapping[str, Any], now: Mapping[str, float]) -> tuple[float, list[str]]:
    """How far two cards are apart at most, and a line for each figure that differs too much or that the first lacks."""
    most, lines = 0.0, []
    for name, value in now.items():
        if name not in said:
            most = 1.0
            lines.append(f"{name} is {value}, and the card does not say it: run python -m training.card")
        else:
            apart = abs(value - said[name])
            most = max(most, apart)
            if apart > DIFFERENT:
                lines.append(f"{name} is {value}, and the card says {said[name]}")
    return round(most, 4), lines


def write(folder: Path, items: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Measure an artefact and write its card."""
    path = folder / "reader.json"
    known = json.loads(path.read_text(encoding="utf-8"))
    known.setdefault("card", {})["figures"] = measured(folder, items)
    path.write_text(json.dumps(known) + "\n", encoding="utf-8")
    seal(folder)
    found: dict[str, float] = known["card"]["figures"]
    return found


def _text(reader: Reader, text: str) -> Text:
    """What the tagger gives the reader: all of a text that passes the gate."""
    spans = split_sentences(text, paragraphs(text), english())
    read, _ = reader.gate.look(text, spans)
    return Text(text, spans if read else [])


def _quotes(text: str, pointers: Sequence[Pointer]) -> tuple[str, ...]:
    return tuple(text[p.start : p.end] for p in pointers)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m training.card", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("labels", type=Path, nargs="+")
    args = parser.parse_args()
    try:
        items = [item for item in read_labels(args.labels) if is_development(item)]
    except LabelError as error:
        print(f"training: {error}", file=sys.stderr)
        return 2
    print(json.dumps(write(args.folder, items)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
