"""Scores entities: borders and kinds on the annotated conflict reports, and how many names of a month's feeds we know.

Exact: same borders and kind. Overlap: same kind, any common character, each counted once. Facilities have no kind of their own in
the set; ours are left out. Intervals are 95 % of 1,000 bootstrap samples of documents.

    python -m benchmarks.gold_entities [--shared DIR]      the figures, the costliest errors, and the names we miss most
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dateline import settings
from dateline.models.articles import Article
from dateline.models.events import TaggedArticle
from dateline.models.mentions import Kind, Mention
from dateline.seeds.knowledge import load_knowledge
from dateline.tagging.tagger import load_tagger

Tag = Callable[[Sequence[Article]], Iterable[TaggedArticle]]
SAMPLES = 1000
SHOWN = 20
ITEMS = 3000  # Feed items a run: every sixth of the month, enough for two digits.
KINDS = {
    "Organisation": "organisation",
    "Person": "person",
    "Location": "location",
    "Nationality": "nationality",
    "Temporal": "time",
    "Quantity": "quantity",
    "Weapon": "weapon",
    "MilitaryPlatform": "vehicle",
    "Vehicle": "vehicle",
    "Money": "money",
}
Key = tuple[int, int, str]
# An item is about conflict when one of these stands in its title: decided without the tagger, so that it cannot choose its own test.
CONFLICT = re.compile(
    r"\b(?:war|troops|army|military|killed|kills|attack\w*|strikes?|air ?strikes?|missiles?|drones?|rebels?|militants?|ceasefire|truce|"
    r"fighting|"
    r"clashes|shelling|bomb\w*|soldiers?|forces|paramilitar\w+|insurgen\w+|coup|hostages?|evacuat\w+|Sudan\w*|Khartoum|Ukrain\w+|Gaza|Taliban|"
    r"junta|Wagner|Hamas|Hezbollah|NATO|Nato)\b"
)


@dataclass(slots=True)
class Counts:
    """What was right in one document, by kind."""

    exact: Counter[str] = field(default_factory=Counter)
    overlap: Counter[str] = field(default_factory=Counter)
    gold: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)


def score(shared: Path, tag: Tag) -> dict[str, float]:
    """Figures under `entities.*`; prints a line a kind, the costliest errors and the names missed most."""
    figures: dict[str, float] = {}
    for name, measure in (("re3d-dev.jsonl", _borders), ("items-2023-04.jsonl.gz", _known)):
        path = next((p for p in (shared / "gold" / name, shared / "feeds" / name) if p.is_file()), None)
        if path is None:
            print(f"entities: not measured: {name} is not in {shared}")
        else:
            figures |= measure(path, tag)
    return figures


def _borders(path: Path, tag: Tag) -> dict[str, float]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    tagged = list(tag([Article(id=row["id"], url=row["url"], title=None, text=row["text"]) for row in rows]))
    wanted = [{(e["start"], e["end"], KINDS[e["type"]]) for e in row["entities"] if e["type"] in KINDS} for row in rows]
    found = [{_key(m): m for m in one.mentions if m.kind is not Kind.FACILITY} for one in tagged]
    counts = [_count(w, f) for w, f in zip(wanted, found, strict=True)]
    for kind in sorted({kind for count in counts for kind in count.gold}):
        exact, overlap = (_f1(counts, side, kind) for side in ("exact", "overlap"))
        print(f"entities, {kind:12} exact F1 {exact:.3f}, overlap {overlap:.3f}, {sum(c.gold[kind] for c in counts)} annotated")
    figures = {}
    for side in ("exact", "overlap"):
        low, high = _interval(counts, side)
        value = _f1(counts, side)
        print(f"entities, all kinds: {side} micro-F1 {value:.3f} ({low:.3f}-{high:.3f})")
        figures[f"entities.{side}_f1"] = round(value, 4)
    _print_errors(rows, wanted, found)
    return figures


def _key(mention: Mention) -> Key:
    return mention.start, mention.end, mention.kind.value


def _count(wanted: set[Key], found: dict[Key, Mention]) -> Counts:
    counts = Counts()
    for key in wanted:
        counts.gold[key[2]] += 1
        counts.exact[key[2]] += key in found
    left = sorted(wanted)
    for key in sorted(found):
        counts.found[key[2]] += 1
        hit = next((w for w in left if w[2] == key[2] and w[0] < key[1] and key[0] < w[1]), None)
        if hit is not None:
            left.remove(hit)
            counts.overlap[key[2]] += 1
    return counts


def _f1(counts: Sequence[Counts], side: str, kind: str | None = None) -> float:
    def total(counter: Counter[str]) -> int:
        return counter[kind] if kind else counter.total()

    right = sum(total(getattr(count, side)) for count in counts)
    both = sum(total(count.gold) + total(count.found) for count in counts)
    return 2 * right / both if both else 0.0


def _interval(counts: Sequence[Counts], side: str) -> tuple[float, float]:
    rng = random.Random(1)
    sums = [(getattr(c, side).total(), c.gold.total() + c.found.total()) for c in counts]
    values = []
    for _ in range(SAMPLES):
        sample = rng.choices(sums, k=len(sums))
        values.append(2 * sum(right for right, _ in sample) / max(sum(both for _, both in sample), 1))
    values.sort()
    return values[int(0.025 * SAMPLES)], values[int(0.975 * SAMPLES)]


def _print_errors(rows: Sequence[dict[str, Any]], wanted: Sequence[set[Key]], found: Sequence[dict[Key, Mention]]) -> None:
    errors: Counter[str] = Counter()
    for row, gold, mentions in zip(rows, wanted, found, strict=True):
        for start, end, kind in gold - set(mentions):
            errors[f"missed   {kind:12} {row['text'][start:end]!r}"] += 1
        for key in set(mentions) - gold:
            errors[f"spurious {key[2]:12} {mentions[key].text!r} ({mentions[key].rule.split(':')[0]})"] += 1
    print("entities, costliest errors:")
    for error, times in errors.most_common(SHOWN):
        print(f"  {times:4} {error}")


def _known(path: Path, tag: Tag) -> dict[str, float]:
    """Of the capitalised names of people and organisations in conflict items, how many are linked to an entity of the seeds."""
    articles = list(_items(path))
    known, missed = 0, Counter[str]()
    for tagged in tag(articles):
        for mention in _names(tagged.mentions):
            linked = mention.entity is not None and not mention.entity.id.startswith("local:")
            known += linked
            if not linked:
                missed[mention.text] += 1
    share = known / max(known + missed.total(), 1)
    print(f"entities, feeds: {share:.3f} of {known + missed.total()} names of actors in {len(articles)} conflict items are known")
    print("entities, missed most: " + ", ".join(f"{name} {times}" for name, times in missed.most_common(40)))
    return {"entities.names_known": round(share, 4)}


def _names(mentions: Sequence[Mention]) -> Iterator[Mention]:
    """The names of actors, each once: capitalised people, organisations and peoples, without those inside of a longer one of them."""
    actors = [m for m in mentions if m.kind in (Kind.PERSON, Kind.ORGANISATION) and m.text[:1].isupper() and _is_name(m)]
    for one in actors:
        if not any(o is not one and o.start <= one.start and one.end <= o.end for o in actors):
            yield one


def _is_name(mention: Mention) -> bool:
    return not mention.rule.startswith(("head:", "name:", "pronoun", "with-article", "site:", "state-as-modifier"))


def _items(path: Path) -> Iterator[Article]:
    """Every conflict item once, evenly over the month."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    seen: set[str] = set()
    chosen = []
    for row in rows:
        title, summary = row.get("title") or "", re.sub(r"<[^>]+>", " ", row.get("summary") or row.get("description") or "")
        if CONFLICT.search(title) and title not in seen:
            seen.add(title)
            chosen.append((title, summary))
    step = max(len(chosen) // ITEMS, 1)
    for number, (title, summary) in enumerate(chosen[::step]):
        when = datetime(2023, 4, 15, 12, tzinfo=UTC)
        yield Article(
            id=f"item-{number}", url="https://example.org/", title=None, text=f"{title}.\n\n{summary}", published=when, language="en"
        )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gold_entities", description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("SHARED", "../shared")))
    print(score(parser.parse_args().shared, load_tagger(settings.load({}), load_knowledge()).tag))
    return 0


if __name__ == "__main__":
    sys.exit(main())
