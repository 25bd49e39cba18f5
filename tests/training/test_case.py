"""Words in small letters: counted within sentences, and no names among them."""

from __future__ import annotations

import gzip
from pathlib import Path

from training.case import small_words, texts

TWICE = 2


def test_a_word_is_small_that_news_mostly_writes_so() -> None:
    texts = [
        "The rebels of Lima fired on a red car.",
        "Police in Lima say the rebels fled in a car.",
        "Two of the Rebels left Lima.",
    ] * TWICE
    found = small_words(texts)
    assert {"rebels", "car", "fled"} <= set(found)
    assert not {"lima", "police"} & set(found)
    assert found == sorted(found)


def test_neither_headlines_nor_slips_count() -> None:
    assert small_words(["Rebels Fire on Town of Lima"] * TWICE) == []
    assert "trucks" not in small_words(["He said that trucks burned."])
    assert small_words(['He said "trucks burned" here.'] * TWICE) == ["burned", "here", "said"]


def test_a_line_of_json_ends_at_a_line_feed_only(tmp_path: Path) -> None:
    content = '{"text": "one\u2028two\x85"}\n\n{"description": "three"}\n'
    (tmp_path / "a.jsonl").write_text(content, encoding="utf-8")
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(content.encode()))
    assert list(texts([tmp_path / "a.jsonl", tmp_path / "a.jsonl.gz"])) == ["one\u2028two\x85", "three"] * 2
