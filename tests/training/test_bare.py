"""Labels that are kept without their texts come back whole, and only to the text that was labelled."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from training.bare import bare, joined, main
from training.dataset import LabelError, faults, read_labels

OWN = Path(__file__).resolve().parents[2] / "seeds" / "labels" / "items.jsonl"
ITEMS = list(read_labels([OWN]))[:40]


def text_of(item: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in item.items() if key != "events"}


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item["id"])
def test_what_was_marked_comes_back(item: dict[str, Any]) -> None:
    row = json.loads(json.dumps(bare(item)))
    assert set(row) == {"id", "digest", "length", "events"}
    assert joined(row, {item["id"]: text_of(item)}) == item
    assert list(faults(joined(row, {item["id"]: text_of(item)}))) == []


def test_another_version_of_the_text_is_refused() -> None:
    item = ITEMS[0]
    with pytest.raises(LabelError, match=f"{item['id']}: the text given is not the one that was labelled"):
        joined(bare(item), {item["id"]: text_of(item) | {"text": "More. " + item["text"]}})


def test_of_a_longer_text_the_opening_that_was_labelled_is_given() -> None:
    item = ITEMS[0]
    assert joined(bare(item), {item["id"]: text_of(item) | {"text": item["text"] + "\n\nMore."}}) == item


def test_a_text_that_is_not_given_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    labels, texts = tmp_path / "labels.jsonl", tmp_path / "texts.jsonl"
    labels.write_text("".join(json.dumps(bare(item)) + "\n" for item in ITEMS[:2]), encoding="utf-8")
    texts.write_text(json.dumps(text_of(ITEMS[0])) + "\n", encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["bare", "join", str(labels), str(texts)])
    assert main() == 2
    out, err = capsys.readouterr()
    assert [json.loads(line)["id"] for line in out.splitlines()] == [ITEMS[0]["id"]]
    assert err == f"training: {ITEMS[1]['id']}: its text is in none of the files given as texts\n"
