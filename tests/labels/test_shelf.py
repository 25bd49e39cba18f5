"""A folder of labels: kept whole after each item, refused with file and line when it was damaged; which articles are chosen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dateline.errors import UsageError
from dateline.labels.choosing import doubts, opening, sample
from dateline.labels.shelf import Shelf

ITEM = {"id": "a", "published": None, "title": "", "text": "Gunmen shelled a port."}
ROW = {"i": "a", "t": "shelled", "type": "ASSAULT", "st": "happened", "pos": "news"}


def test_what_is_kept_is_there_again_and_replaced_whole(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "labels")
    shelf.keep(ITEM, [ROW])
    shelf.keep(ITEM | {"id": "b"}, [{"i": "b", "none": "other"}])
    Shelf(tmp_path / "labels").keep(ITEM, [ROW | {"st": "planned"}])
    again = Shelf(tmp_path / "labels")
    assert again.rows == {"a": [ROW | {"st": "planned"}], "b": [{"i": "b", "none": "other"}]}
    gold = [json.loads(line) for line in (tmp_path / "labels" / "gold.jsonl").read_text().splitlines()]
    assert [(item["id"], len(item["events"]), item.get("none")) for item in gold] == [("a", 1, None), ("b", 0, "other")]
    assert sorted(file.name for file in (tmp_path / "labels").iterdir()) == ["gold.jsonl", "items.jsonl", "labels.jsonl"]


@pytest.mark.parametrize(
    ("items", "rows", "named"),
    [
        (json.dumps(ITEM), json.dumps(ROW)[:-9], "labels.jsonl:1: not JSON"),
        (json.dumps(ITEM), json.dumps(ROW | {"i": "z"}), "labels.jsonl:1: 'z' is no item"),
        (json.dumps(ITEM | {"text": "Another text."}), "\n" + json.dumps(ROW), "labels.jsonl:2: a: 'shelled': the trigger does not stand"),
        ("[1]", "", "items.jsonl:1: must be an object"),
        ("[" * 200_000, "", "items.jsonl:1: not JSON that can be read"),
        ('{"id": "a"}', "", "items.jsonl:1: an item needs `id` and `text`"),
    ],
)
def test_labels_that_do_not_fit_their_items_are_refused(tmp_path: Path, items: str, rows: str, named: str) -> None:
    (tmp_path / "items.jsonl").write_text(items)
    (tmp_path / "labels.jsonl").write_text(rows)
    with pytest.raises(UsageError) as caught:
        Shelf(tmp_path)
    assert named in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_full_disk_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "items.part").symlink_to("/dev/full")
    with pytest.raises(OSError, match=r"No space left on device: .*items\.part"):
        Shelf(tmp_path).keep(ITEM, [ROW])


def test_a_sample_is_the_same_each_time_and_grows_at_its_end() -> None:
    ids = [str(n) for n in range(50)]
    assert sample(ids, size=10, seed=1) == sample(reversed(ids), size=20, seed=1)[:10]
    assert sample(ids, size=10, seed=1) != sample(ids, size=10, seed=2)


def test_the_least_sure_come_first_and_what_told_nothing_is_left_out() -> None:
    events = [
        {"article": {"id": name}, "confidence": sure} for name, sure in (("a", 0.9), ("b", 0.55), ("b", 0.99), ("c", 0.2), ("d", None))
    ]
    assert sample("abcd", size=9, seed=1, doubt=doubts(events)) == ["b", "c", "a"]


def test_an_opening_ends_with_a_paragraph() -> None:
    assert opening("a b\n\nc d\n\ne f g", words=4) == "a b\n\nc d"
    assert opening("a b c d e", words=3) == "a b c"
    assert opening("a b", words=9) == "a b"
