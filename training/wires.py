"""Openings of the agency wires of MUC-4 (1988 to 1990, all capitals) as items in sentence case, for labels that are kept without texts.

    python -m training.wires FOLDER > WIRES       FOLDER holds `dev-muc3-*.gz`
    python -m training.bare join training/labels/wires.jsonl WIRES

The dateline's day is the publication; an opening is whole paragraphs, as many as fit. Capitals come back by
`tagging/truecase.py` and the names of the seeds, so that another version may write a word otherwise: letters and offsets stay.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from dateline import settings
from dateline.seeds.knowledge import load_knowledge
from dateline.tagging.tagger import load_tagger
from dateline.tagging.truecase import truecase

MONTHS = {name: number for number, name in enumerate("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(), 1)}
MOST = 1_900  # Characters of an opening, its first paragraph apart.
LENGTHS = range(900, 2_301)  # Shorter ones are flashes of which we have enough, longer ones a single paragraph of a speech.
_BORDER = re.compile(r"\n(?=DEV-MUC3-\d{4})")
_MESSAGE = re.compile(r"DEV-MUC3-(\d{4})[^\n]*\n+(.*)", re.S)
_HEAD = re.compile(rf"\s*([^\n]*?),?\s+(\d{{1,2}}) ({'|'.join(MONTHS)})[A-Z]* (\d\d)\s*(\([^)]*\))?\s*--\s*(?:\[[A-Z ]+\]\s*)*(.*)", re.S)
_PARAGRAPH = re.compile(r"\n\s*\n|\n(?=   )")


def wires(messages: str) -> Iterator[dict[str, Any]]:
    """The items of a file of messages, in its order and still in capitals; messages without a dateline are passed over."""
    for message in _BORDER.split(messages):
        known = _MESSAGE.match(message.strip())
        head = _HEAD.match(known[2]) if known else None
        if known and head:
            place, day, month, year, agency, body = head.groups()
            opening = "\n\n".join(_opening(body))
            if len(opening) in LENGTHS:
                yield {
                    "id": f"aa-w-{known[1]}",
                    "source": "muc4",
                    "published": f"19{year}-{MONTHS[month]:02d}-{int(day):02d}T12:00:00+00:00",
                    "title": "",
                    "text": f"{place}, {int(day)} {month} {year} {agency or ''} -- {opening}",
                }


def _opening(body: str) -> Iterator[str]:
    """Paragraphs from the first on, each on one line, as long as they fit."""
    length = 0
    for paragraph in (" ".join(part.split()) for part in _PARAGRAPH.split(body)):
        if paragraph and not paragraph.startswith("["):
            if length and length + len(paragraph) > MOST:
                return
            length += len(paragraph)
            yield paragraph


def sentence_case() -> Callable[[str], str]:
    """What gives texts in capitals their case back, by the seeds of this process."""
    knowledge = load_knowledge()
    case = load_tagger(settings.load(os.environ), knowledge).case
    return lambda text: truecase(text, case, knowledge.language)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m training.wires", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    files = sorted(folder.glob("dev-muc3-*.gz"))
    if not files:
        print(f"training: {folder} holds no dev-muc3-*.gz", file=sys.stderr)
        return 2
    cased = sentence_case()
    for file in files:
        for item in wires(gzip.decompress(file.read_bytes()).decode(errors="replace")):
            print(json.dumps(item | {"text": cased(item["text"])}, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
