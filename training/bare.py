"""Labels without their texts: what was marked in news that is its publisher's, to be joined again with a copy of one's own.

    python -m training.bare strip GOLD... > LABELS             labelled files -> `id`, a digest of the text, and events as offsets
    python -m training.bare join LABELS TEXTS... > GOLD        and back again, from files that hold the texts by their ids

`training/labels/` keeps so what the shipped reader was taught, as far as it was not written here.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from training.dataset import LabelError, read_labels, read_texts


def bare(item: Mapping[str, Any]) -> dict[str, Any]:
    """A labelled item without title and text; what is empty is left out. `length` says how much of the text was labelled."""
    events = [{key: value for key, value in event.items() if value not in (None, [], False)} for event in item["events"]]
    return {"id": item["id"], "digest": digest(item["text"]), "length": len(item["text"]), "events": events}


def joined(item: Mapping[str, Any], texts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """A bare item with its text again. Raises LabelError where the text is missing or another version of it is given."""
    whole = texts.get(item["id"])
    if whole is None:
        raise LabelError(f"{item['id']}: its text is in none of the files given as texts")
    text = whole["text"][: item.get("length")]
    if digest(text) != item["digest"]:
        raise LabelError(f"{item['id']}: the text given is not the one that was labelled")
    return dict(whole) | {"text": text, "events": [_EMPTY | event for event in item["events"]]}


def digest(text: str) -> str:
    """Sixteen hex digits that know a text, however its words are capitalised: wires that came all in capitals get their case from seeds."""
    return hashlib.blake2b(text.lower().encode(), digest_size=8).hexdigest()


_EMPTY: dict[str, Any] = {
    **dict.fromkeys(("mode", "place", "time", "source", "kind", "same", "day", "country")),
    "actors": [],
    "targets": [],
    "toll": [],
    "ordinary": False,
}


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m training.bare", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("strip", "join"))
    parser.add_argument("labels", type=Path)
    parser.add_argument("others", type=Path, nargs="*")
    args = parser.parse_args()
    try:
        if args.what == "strip":
            made = map(bare, read_labels([args.labels, *args.others]))
        else:
            texts = {item["id"]: item for item in read_texts(args.others)}
            made = (joined(item, texts) for item in read_texts([args.labels]))
        for item in made:
            print(json.dumps(item, ensure_ascii=False, separators=(",", ":")))
    except LabelError as error:
        print(f"training: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
