"""Scores time expressions: our own examples always, the war narratives of the shared sets when they are there.

`value_f1` counts a mention as right when it overlaps an annotated one and says the same TIMEX3 value; `days_right` is the share of
annotated days that some mention over them starts with. Intervals are 95 % of 1,000 bootstrap samples of documents.

    python -m benchmarks.gold_times [--shared DIR]      the figures, and the errors that cost most
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from dateline.models.articles import Article
from dateline.models.events import TaggedArticle
from dateline.models.mentions import Kind, Mention
from dateline.seeds.language import load_language
from dateline.seeds.times import load_holidays
from dateline.tagging.sentences import split_sentences
from dateline.tagging.times import find_times
from dateline.tagging.times.holidays import compile_holidays
from dateline.tagging.times.lexicon import compile_lexicon
from dateline.text import paragraphs

Tag = Callable[[Sequence[Article]], Iterable[TaggedArticle]]
SAMPLES = 1000
SHOWN = 20
EXAMPLES = Path(__file__).resolve().parents[1] / "tests" / "data" / "times.yml"
MARK = re.compile(r"\[([^\[\]=]+)=([^\[\]|]+)(?:\|([^\[\]]+))?\]")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Wanted:
    """One annotated time; `interval` is `start/end` in UTC, or None where the example does not say."""

    start: int
    end: int
    value: str
    interval: str | None = None


@dataclass(frozen=True)
class Example:
    """One text with everything that must be found in it."""

    about: str
    text: str
    published: datetime | None
    zone: str
    wanted: tuple[Wanted, ...]


@dataclass(frozen=True)
class Counts:
    """What one document contributes."""

    right: int
    found: int
    gold: int
    days: int
    days_right: int


def examples(path: Path = EXAMPLES) -> Iterator[Example]:
    """Our own examples, their marks read."""
    for group in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader):
        published = datetime.fromisoformat(group["published"]).replace(tzinfo=UTC) if "published" in group else None
        for marked in group["examples"]:
            text, wanted = _unmark(marked)
            yield Example(group["about"], text, published, group.get("zone", "UTC"), wanted)


def _unmark(marked: str) -> tuple[str, tuple[Wanted, ...]]:
    text, wanted, place = "", [], 0
    for match in MARK.finditer(marked):
        text += marked[place : match.start()]
        wanted.append(Wanted(len(text), len(text) + len(match[1]), match[2], match[3]))
        text += match[1]
        place = match.end()
    return text + marked[place:], tuple(wanted)


def tag_times(articles: Sequence[Article]) -> Iterator[TaggedArticle]:
    """Articles with their times alone, without loading anything else of the tagger."""
    language, holidays = load_language(), compile_holidays(load_holidays())
    lexicon = compile_lexicon(language)
    for article in articles:
        spans = paragraphs(article.text)
        zone = ZoneInfo(article.timezone or "UTC")
        sentences = split_sentences(article.text, spans, language)
        mentions = find_times(
            article.text, sentences=sentences, paragraphs=spans, published=article.published, zone=zone, holidays=holidays, lexicon=lexicon
        )
        yield TaggedArticle(article, tuple(mentions), (), rules="times")


def score(shared: Path, tag: Tag) -> dict[str, float]:
    """Figures under `times.*`; prints a line for each set and the costliest errors. `tag` is a tagger's `tag`, or `tag_times`."""
    figures = _own(tag)
    gold = shared / "gold" / "wikiwars-dev.jsonl"
    if gold.is_file():
        figures |= _narratives(gold, tag)
    else:
        print(f"times: narratives not measured: {gold} is not there")
    return figures


def _own(tag: Tag) -> dict[str, float]:
    every = list(examples())
    articles = [
        Article(id=f"times-{n}", url=f"https://example.org/{n}", title=None, text=e.text, published=e.published, timezone=e.zone)
        for n, e in enumerate(every)
    ]
    counts = [_count(e.wanted, _times(tagged)) for e, tagged in zip(every, tag(articles), strict=True)]
    value, low, high = _interval(counts, _value_f1)
    size = f"{sum(c.gold for c in counts)} expressions of {len(every)} examples"
    print(f"times, own examples: value F1 {value:.3f} ({low:.3f}-{high:.3f}) on {size}")
    return {"times.own_value_f1": round(value, 4)}


def _narratives(gold: Path, tag: Tag) -> dict[str, float]:
    rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines() if line.strip()]
    articles = [_article(row) for row in rows]
    wanted = [tuple(Wanted(t["start"], t["end"], t["value"]) for t in row["timex"]) for row in rows]
    found = [_times(tagged) for tagged in tag(articles)]
    counts = [_count(w, f) for w, f in zip(wanted, found, strict=True)]
    value, low, high = _interval(counts, _value_f1)
    days, days_low, days_high = _interval(counts, _days_right)
    print(f"times, war narratives: value F1 {value:.3f} ({low:.3f}-{high:.3f}), right day {days:.3f} ({days_low:.3f}-{days_high:.3f})")
    _print_errors(rows, wanted, found)
    return {"times.narrative_value_f1": round(value, 4), "times.narrative_days_right": round(days, 4)}


def _article(row: dict[str, Any]) -> Article:
    published = datetime.fromisoformat(row["published"]).replace(tzinfo=UTC)
    return Article(id=row["id"], url=f"https://example.org/{row['id']}", title=None, text=row["text"], published=published)


def _times(tagged: TaggedArticle) -> list[Mention]:
    return sorted((m for m in tagged.mentions if m.kind is Kind.TIME), key=lambda m: m.start)


def _pairs(wanted: Sequence[Wanted], found: Sequence[Mention]) -> list[tuple[Wanted | None, Mention | None]]:
    """Each found one with the first annotated one that it overlaps and nobody has taken; what is left over stands alone."""
    left = list(wanted)
    pairs: list[tuple[Wanted | None, Mention | None]] = []
    for mention in found:
        partner = next((w for w in left if w.start < mention.end and mention.start < w.end), None)
        if partner:
            left.remove(partner)
        pairs.append((partner, mention))
    return pairs + [(w, None) for w in left]


def _value(mention: Mention) -> str:
    return mention.time.value if mention.time else ""


def _count(wanted: Sequence[Wanted], found: Sequence[Mention]) -> Counts:
    right = sum(w is not None and m is not None and _value(m) == w.value for w, m in _pairs(wanted, found))
    days = [w for w in wanted if _DAY.fullmatch(w.value)]
    met = sum(any(w.start < m.end and m.start < w.end and _value(m).startswith(w.value) for m in found) for w in days)
    return Counts(right, len(found), len(wanted), len(days), met)


def _value_f1(counts: Sequence[Counts]) -> float:
    both = sum(c.found for c in counts) + sum(c.gold for c in counts)
    return 2 * sum(c.right for c in counts) / both if both else 0.0


def _days_right(counts: Sequence[Counts]) -> float:
    days = sum(c.days for c in counts)
    return sum(c.days_right for c in counts) / days if days else 0.0


def _interval(counts: Sequence[Counts], figure: Callable[[Sequence[Counts]], float]) -> tuple[float, float, float]:
    chance = random.Random(1)
    samples = sorted(figure(chance.choices(counts, k=len(counts))) for _ in range(SAMPLES))
    return figure(counts), samples[SAMPLES * 25 // 1000], samples[SAMPLES * 975 // 1000]


def _print_errors(rows: Sequence[dict[str, Any]], wanted: Sequence[Sequence[Wanted]], found: Sequence[Sequence[Mention]]) -> None:
    """The kinds of error that cost most, each with one case."""
    errors: Counter[str] = Counter()
    cases: dict[str, str] = {}
    for row, want, got in zip(rows, wanted, found, strict=True):
        for gold, mention in _pairs(want, got):
            if gold and mention and _value(mention) == gold.value:
                continue
            kind = _kind_of(gold, mention)
            errors[kind] += 1
            said = row["text"][gold.start : gold.end] if gold else mention.text if mention else ""
            cases.setdefault(kind, f"{row['id']}: {said[:50]!r} should be {gold.value if gold else 'nothing'}")
    for kind, count in errors.most_common(SHOWN):
        print(f"  {count:4d}  {kind}: {cases[kind]}")


def _kind_of(gold: Wanted | None, mention: Mention | None) -> str:
    if mention is None:
        shape = re.sub(r"[1-9]", "0", gold.value) if gold else ""
        return f"missed {shape}"
    return f"{'wrong' if gold else 'no time'}, {mention.rule}"


def main() -> int:
    """Print the figures of the time module alone."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.gold_times", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    print(json.dumps(score(parser.parse_args().shared, tag_times)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
