"""The labelled texts of `seeds/labels`: sound and varied. `tests/test_overlays.py` keeps them out of the rules."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from training.dataset import faults, read_labels

from dateline.tagging.reader.vocabulary import STATUSES, TYPES

FOLDER = Path(__file__).resolve().parents[1] / "seeds" / "labels"
FILES = sorted(FOLDER.glob("*.jsonl"))
ITEMS = list(read_labels(FILES))
UNREAL = set(STATUSES) - {"happened", "ongoing"}
TOPICS = {"sport", "market", "culture", "weather", "science", "health", "opinion", "people", "politics", "other"}


def test_ids_are_unique_and_titles_come_first() -> None:
    assert [file.name for file in FILES] == ["articles.jsonl", "happenings.jsonl", "items.jsonl"]
    assert max(Counter(item["id"] for item in ITEMS).values()) == 1
    assert [item["id"] for item in ITEMS if item["text"].split("\n\n")[0] != item["title"]] == []


def test_an_item_has_events_or_says_of_what_kind_it_is() -> None:
    assert [item["id"] for item in ITEMS if bool(item["events"]) == (item.get("none") in TOPICS)] == []


@pytest.mark.parametrize("key", ["trigger", "place", "time", "source", "actors", "targets"])
def test_spans_begin_and_end_with_words(key: str) -> None:
    def words(item: dict[str, Any]) -> list[str]:
        found = [event[key] for event in item["events"] if event[key]]
        spans = [span for spans in found for span in spans] if key in ("actors", "targets") else found
        return [item["text"][slice(*span)] for span in spans if not _whole(item["text"], *span)]

    assert [(item["id"], cut) for item in ITEMS if (cut := words(item))] == []


def test_all_that_the_reader_tells_apart_is_there() -> None:
    events = [event for item in ITEMS for event in item["events"]]
    types, statuses = (Counter(event[key] for event in events) for key in ("type", "status"))
    assert {name: types[name] for name in TYPES if types[name] < 15} == {}
    assert {name: statuses[name] for name in UNREAL if statuses[name] < 25} == {}
    assert {event["kind"] for event in events} == {None, "report", "claim", "accusation", "confirmation", "denial"}
    assert {event["position"] for event in events} == {"headline", "news", "background"}
    assert sum(event["ordinary"] for event in events) >= 25
    assert sum("none" in item for item in ITEMS) > len(ITEMS) / 6


def test_the_example_of_the_readme_is_a_sound_item() -> None:
    program = re.search(r"```python\n(.*?)```", (FOLDER / "README.md").read_text(encoding="utf-8"), re.S)
    assert program is not None
    scope: dict[str, Any] = {"print": lambda line: scope.update(line=line)}
    exec(program[1], scope)
    assert list(faults(json.loads(scope["line"]))) == []


def _whole(text: str, start: int, end: int) -> bool:
    """Whether a span cuts no word at either end."""
    return not re.match(r"\w\w", text[max(0, start - 1) : start + 1]) and not re.match(r"\w\w", text[end - 1 : end + 1])
