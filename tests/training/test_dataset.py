"""Labels -> what is wanted of each word; faults are named before training starts. No torch is needed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer
from training.dataset import LabelError, examples, faults, read_labels

from dateline.labels.parties import chains
from dateline.tagging.reader.vocabulary import ROLES, SAME, STATUSES, TYPES, VOICES
from tests.tagging.reader.test_artefact import TINY

TEXT = "Convoy attacked\n\nGunmen attacked a UN convoy, police said."


def item(**changes: Any) -> dict[str, Any]:
    first = {"trigger": [7, 15], "type": "ASSAULT", "status": "happened", "targets": [[0, 6]], "actors": [], "position": "headline"}
    second = {
        "trigger": [24, 32],
        "type": "ASSAULT",
        "status": "happened",
        "actors": [[17, 23]],
        "targets": [[35, 44]],
        "source": [46, 52],
        "kind": "report",
        "position": "news",
        "same": 1,
        "ordinary": False,
    } | changes
    return {"id": "own-1", "text": TEXT, "events": [first, second]}


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(TINY / "tokenizer.json"))


def test_triggers_roles_and_sameness_are_aligned_with_words(tokenizer: Tokenizer) -> None:
    (example,) = examples(item(), tokenizer)
    words = [TEXT[word.start : word.end] for word in example.window.words]
    assert [words[n] for n in np.flatnonzero(example.trigger)] == ["attacked", "attacked"]
    first, second = example.acts
    assert TYPES[int(second.type.argmax())] == "ASSAULT"
    assert STATUSES[int(second.status.argmax())] == "happened"
    assert VOICES[int(second.voice.argmax())] == "report"
    assert VOICES[int(first.voice.argmax())] == ""
    begun = {role: [words[n] for n in np.flatnonzero(second.slots[2 * index])] for index, role in enumerate(ROLES)}
    assert begun == {"actor": ["Gunmen"], "target": ["UN"], "place": [], "time": [], "voice": ["police"]}
    assert [words[n] for n in np.flatnonzero(second.slots[2 * ROLES.index("target") + 1])] == ["convoy"]
    assert np.flatnonzero(second.slots[SAME]).tolist() == [first.word]
    assert np.flatnonzero(first.slots[SAME]).tolist() == [second.word]


def test_chains_hold_together_by_the_first_telling() -> None:
    assert chains([{"same": None}, {"same": 1}, {}, {"same": 2}]) == [0, 0, 2, 0]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"type": "PEACE"}, "event 2: type 'PEACE' is none of AGREE"),
        ({"status": "perhaps"}, "event 2: status 'perhaps'"),
        ({"mode": "laser"}, "event 2: mode 'laser'"),
        ({"trigger": [24, 999]}, "event 2: [24, 999] is no span"),
        ({"actors": [[5, 5]]}, "event 2: [5, 5] is no span"),
        ({"same": 2}, "event 2: the same as 2"),
    ],
)
def test_a_fault_is_named_with_file_line_item_and_event(changes: dict[str, Any], said: str, tmp_path: Path) -> None:
    file = tmp_path / "labels.jsonl"
    file.write_text(json.dumps(item()) + "\n" + json.dumps(item(**changes)) + "\n")
    with pytest.raises(LabelError) as caught:
        list(read_labels([file]))
    assert str(caught.value).startswith(f"{file}:2: own-1: {said}")


def test_an_item_without_text_or_a_broken_line_is_named(tmp_path: Path) -> None:
    assert list(faults({"id": "x"})) == ["needs `id`, `text` and a list of `events`"]
    file = tmp_path / "labels.jsonl"
    file.write_text("{\n")
    with pytest.raises(LabelError, match=r"labels\.jsonl:1: not JSON"):
        list(read_labels([file]))
