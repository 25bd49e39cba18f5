"""Scores extraction on the annotated news pages of the shared folder, with bootstrap intervals.

`score` is what the scorecard calls; run as a module it prints the table and fails below the pinned floors. The figures are
those of the set's own scorer: four-gram F1 of the text, titles, publication days, author names.
"""

from __future__ import annotations

import argparse
import collections
import gzip
import json
import random
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from benchmarks.known import extraction
from dateline.articles import cleaning, extract_article, maintext, pruning
from dateline.articles.knowledge import Names
from dateline.errors import ExtractError
from dateline.models.articles import Page

FLOORS = Path(__file__).with_name("floors.yml")
ROUNDS = 1000
SEED = 20261123
TOLD = 0.004  # A page's F1 that somebody would see.


@dataclass(frozen=True)
class Figure:
    """A score and its bootstrap 95 % interval over pages."""

    value: float
    low: float
    high: float
    of: int

    def __str__(self) -> str:
        return f"{self.value:.4f}  ({self.low:.4f} to {self.high:.4f}, {self.of} pages)"


@dataclass(frozen=True)
class Row:
    """What one page contributes. `title` and `day` are None where the truth says nothing."""

    precision: float
    recall: float
    title: bool | None
    day: bool | None
    names: tuple[int, int, int] | None


def score(shared: Path) -> dict[str, float]:
    """Figures under `extraction.*`; prints a line with the interval for each."""
    pinned, measured = floors(), figures(shared)
    for name, figure in measured.items():
        print(f"{name:24} {figure}  floor {pinned.get(name, 0.0):.3f}")
    return {name: figure.value for name, figure in measured.items()}


def _never(*_args: object, **_options: object) -> bool:
    return False


def _nothing(*_args: object, **_options: object) -> list[object]:
    return []


def _without(*rules: str) -> Callable[..., str | None]:
    def voting(page: Any, number: int) -> str | None:
        rule = _VOTE(page, number)
        return None if rule in rules else rule

    return voting


def _by_tag(element: Any, known: Any) -> bool:
    """Pruning by what is never text, without the words of class and id."""
    return bool(_FOREIGN(element, replace(known, foreign=Names(frozenset(), frozenset()))))


_VOTE, _FOREIGN = cleaning.vote, pruning.is_foreign
# Every step that takes text away or puts it back, as it is left out: (module, name, what stands in its place).
RULES: dict[str, tuple[Any, str, Any]] = {
    "standfirst": (maintext, "_leads", _nothing),
    "live blogs": (maintext, "_live", _nothing),
    "class names": (pruning, "is_foreign", _by_tag),
    "cards": (pruning, "is_teaser", _never),
    "captions": (pruning, "is_caption", _never),
    "tables": (cleaning, "vote", _without("table")),
    "headline": (cleaning, "vote", _without("headline")),
    "names of authors": (cleaning, "vote", _without("byline", "portrait of the author")),
    "phrases": (cleaning, "vote", _without(*(phrase.id for phrase in extraction().phrases))),
}


def _rows_without(rule: str, records: Sequence[dict[str, Any]], folder: Path) -> list[Row]:
    module, name, instead = RULES[rule]
    before = getattr(module, name)
    setattr(module, name, instead)
    try:
        return [_row(record, folder) for record in records]
    finally:
        setattr(module, name, before)


def sites_out(records: Sequence[dict[str, Any]], rows: Sequence[Row], folder: Path) -> tuple[list[Row], dict[str, tuple[float, int]]]:
    """The rows as they would be had each site not been there when the rules were chosen; and what each rule is worth, on how many sites.

    A rule is used on a site only when leaving it out costs on the pages of the other sites. Where several rules are out, the
    losses of a page are counted one by one, which tells too much rather than too little.
    """
    sites = [_site(record["url"]) for record in records]
    without = {rule: _rows_without(rule, records, folder) for rule in RULES}
    worth = {}
    chosen = list(rows)
    for rule, other in without.items():
        gains = [_page_f1(row) - _page_f1(left) for row, left in zip(rows, other, strict=True)]
        worth[rule] = (_text_f1(rows) - _text_f1(other), len({site for site, gain in zip(sites, gains, strict=True) if gain > TOLD}))
        for number, site in enumerate(sites):
            elsewhere = [n for n, one in enumerate(sites) if one != site]
            if _text_f1([rows[n] for n in elsewhere]) - _text_f1([other[n] for n in elsewhere]) <= 0:
                lost = (rows[number].precision - other[number].precision, rows[number].recall - other[number].recall)
                now = chosen[number]
                chosen[number] = replace(now, precision=max(now.precision - lost[0], 0.0), recall=max(now.recall - lost[1], 0.0))
    return chosen, worth


def _site(url: str) -> str:
    return ".".join((urlsplit(url).hostname or "").removeprefix("www.").split(".")[-3:])


def _page_f1(row: Row) -> float:
    return _f1(row.precision, row.recall)


def figures(shared: Path) -> dict[str, Figure]:
    """`extraction.text_f1`, `.text_f1_sites_out`, `.titles`, `.days`, `.author_f1` (shares, not counts)."""
    records = _records(shared)
    rows = [_row(record, shared / "pages") for record in records]
    out, worth = sites_out(records, rows, shared / "pages")
    for rule, (gain, sites) in worth.items():
        print(f"  {rule:18} {gain:+.4f} on {sites} sites")
    return {
        "extraction.text_f1": _figure(rows, _text_f1),
        "extraction.text_f1_sites_out": _figure(out, _text_f1),
        "extraction.titles": _figure([r for r in rows if r.title is not None], lambda some: sum(bool(r.title) for r in some) / len(some)),
        "extraction.days": _figure([r for r in rows if r.day is not None], lambda some: sum(bool(r.day) for r in some) / len(some)),
        "extraction.author_f1": _figure([r for r in rows if r.names is not None], _author_f1),
    }


def grams(text: str | None, size: int = 4) -> collections.Counter[tuple[str, ...]]:
    """Bags of word four-grams; a shorter text is one gram."""
    words = re.findall(r"\w+", text or "")
    if not words:
        return collections.Counter()
    return collections.Counter(tuple(words[i : i + size]) for i in range(max(len(words) - size + 1, 1)))


def text_score(truth: str, found: str) -> tuple[float, float]:
    """Precision and recall of a text."""
    want, have = grams(truth), grams(found)
    same = sum((want & have).values())
    return (same / sum(have.values()) if have else 0.0), (same / sum(want.values()) if want else 0.0)


def floors(prefix: str = "extraction.") -> dict[str, float]:
    """The pinned floors of this area."""
    pinned = yaml.safe_load(FLOORS.read_text(encoding="utf-8"))
    return {name: float(value) for name, value in pinned.items() if name.startswith(prefix)}


def _records(shared: Path) -> list[dict[str, Any]]:
    with (shared / "pages" / "pages.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _row(record: dict[str, Any], folder: Path) -> Row:
    now = datetime.now(UTC)
    body = gzip.decompress((folder / record["file"]).read_bytes())
    try:
        article = extract_article(
            Page(record["url"], record["url"], 200, (("content-type", "text/html"),), body, now), now=now, known=extraction()
        )
    except ExtractError:
        article = None
    names = None
    if record.get("authors"):
        want = [_squash(name) for name in record["authors"]]
        have = [_squash(name) for name in article.authors] if article else []
        names = (len(want), len(have), sum((collections.Counter(want) & collections.Counter(have)).values()))
    precision, recall = text_score(record["text"], article.text if article else "")
    return Row(
        precision=precision,
        recall=recall,
        title=_squash(record["title"]) == _squash(article.title if article else "") if record.get("title") else None,
        day=str(record["date"])[:10] == str(article.published if article else "")[:10] if record.get("date") else None,
        names=names,
    )


def _squash(text: str | None) -> str:
    return re.sub(r"[\W_]+", " ", (text or "").casefold()).strip()


def _text_f1(rows: Sequence[Row]) -> float:
    return _f1(sum(r.precision for r in rows) / len(rows), sum(r.recall for r in rows) / len(rows))


def _author_f1(rows: Sequence[Row]) -> float:
    gold, found, same = (sum(r.names[i] for r in rows if r.names) for i in range(3))
    return _f1(same / found if found else 0.0, same / gold if gold else 0.0)


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _figure(rows: Sequence[Row], measure: Callable[[Sequence[Row]], float]) -> Figure:
    if not rows:
        return Figure(0.0, 0.0, 0.0, 0)
    rng = random.Random(SEED)
    drawn = sorted(measure(rng.choices(rows, k=len(rows))) for _ in range(ROUNDS))
    return Figure(measure(rows), drawn[int(0.025 * ROUNDS)], drawn[int(0.975 * ROUNDS)], len(rows))


def main() -> int:
    """Print the table; 1 when a figure lies below its floor."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--shared", type=Path, required=True)
    reached = score(parser.parse_args().shared)
    below = [name for name, floor in floors().items() if reached[name] < floor]
    for name in below:
        print(f"{name} is below its floor")
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
