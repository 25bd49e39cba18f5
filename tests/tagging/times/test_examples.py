"""Every own example: exactly what is marked is found, with its value, and its interval where the example says one."""

from __future__ import annotations

import pytest
from benchmarks.gold_times import Example, Wanted, examples, tag_times

from dateline.models.articles import Article
from dateline.models.mentions import Mention

EVERY = list(examples())


@pytest.mark.parametrize("example", EVERY, ids=[f"{e.about}: {e.text[:40]}" for e in EVERY])
def test_finds_what_is_marked_and_nothing_else(example: Example) -> None:
    article = Article(id="a", url="https://example.org/", title=None, text=example.text, published=example.published, timezone=example.zone)
    (tagged,) = tag_times([article])
    assert len(tagged.mentions) == len(example.wanted)
    assert [_seen(m, w) for m, w in zip(tagged.mentions, example.wanted, strict=True)] == list(example.wanted)


def _seen(mention: Mention, wanted: Wanted) -> Wanted:
    time = mention.time
    assert time is not None
    interval = f"{time.start:%Y-%m-%dT%H:%M}/{time.end:%Y-%m-%dT%H:%M}" if wanted.interval and time.start else None
    return Wanted(mention.start, mention.end, time.value, interval)


def test_examples_are_many() -> None:
    assert sum(len(example.wanted) for example in EVERY) >= 400
