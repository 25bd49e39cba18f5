"""`python -m benchmarks.incidents_weights --shared DIR`: learn what each feature of a pair of tellings counts, and show how it holds.

Logistic regression over the best pair of tellings of every two items, a happening of many reports counting less for each of its
pairs. `--check` leaves out every fourth happening in turn and scores those alone, which is what to expect of a war never seen;
without it the weights in `plugins/dateline/incidents/weights.json` are written anew. `--commonness` counts, over the items of 2022 in
the pool, in how many items of conflict each term stands: `plugins/dateline/incidents/commonness.json`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC
from pathlib import Path

import numpy as np

from dateline.incidents import likeness, linkage
from dateline.incidents.candidates import candidates
from dateline.incidents.items import item_of
from dateline.incidents.lexicon import Lexicon, load_lexicon
from dateline.incidents.likeness import FEATURES, Weights, features
from dateline.incidents.rarity import Scales, Weighed, load_commonness, weigh
from dateline.incidents.sentences import sentences_of
from dateline.incidents.tellings import first_terms, read

WEIGHTS = Path(likeness.__file__).with_name("weights.json")
COMMONNESS = WEIGHTS.with_name("commonness.json")
POOL = "pool/items-2022.jsonl.gz"  # Of another year than the labelled items: no war of theirs is in it.
FEWEST = 3  # Items that tell a term, for it to be listed.
JOIN, STRANGERS = -1.7, -3.5
# The first guess, by which the best pair of two items is chosen before anything is learned.
GUESS = {"cosine": 5.0, "acts": 2.0, "shared": 1.0, "things": 1.0, "parties": 1.0}
ROUNDS, STEPS = 6, 30
RIDGE = 0.3  # Per hundred pairs.

Array = np.ndarray  # type: ignore[type-arg]


class Pairs:
    """The labelled set as pairs of tellings with their features."""

    def __init__(self, path: Path, lexicon: Lexicon) -> None:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        kinds = {row["key"]: row for row in rows if "h" not in row}
        self.keys: dict[str, set[str]] = {
            row["id"]: {h["key"] for h in row["h"] if h["role"] != "explainer" and not kinds[h["key"]]["episode"]}
            for row in rows
            if "h" in row
        }
        items = [item for row in rows if "h" in row and (item := item_of({k: row[k] for k in ("id", "text", "published")}))]
        scales = Scales(lexicon, load_commonness())
        self.tellings: list[Weighed] = [
            one for item in items for one in weigh(read(item, sentences_of(item, lexicon), lexicon), scales, lexicon)
        ]
        self.tellings.sort(key=lambda one: (one.telling.published, one.telling.item))
        self.days = [one.telling.published.astimezone(UTC).toordinal() for one in self.tellings]
        self.pairs, _ = candidates(self.tellings)
        self.values: Array = np.array(
            [[found[name] for name in FEATURES] for a, b in self.pairs for found in [features(self.tellings[a], self.tellings[b], lexicon)]]
        )
        self.by_items: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for number, (a, b) in enumerate(self.pairs):
            left, right = sorted((self.tellings[a].telling.item, self.tellings[b].telling.item))
            self.by_items[left, right].append(number)


def learn(pairs: Pairs, *, without: frozenset[str] = frozenset()) -> Array:
    """Weights, the intercept last; items of the happenings in `without` are not looked at."""
    weights = np.array([GUESS.get(name, 0.0) for name in FEATURES] + [0.0])
    sizes = Counter(key for keys in pairs.keys.values() for key in keys)
    for _ in range(ROUNDS):
        scores = pairs.values @ weights[:-1] + weights[-1]
        chosen, truth, worth = [], [], []
        for (left, right), numbers in pairs.by_items.items():
            if (pairs.keys[left] | pairs.keys[right]) & without:
                continue
            shared = pairs.keys[left] & pairs.keys[right]
            chosen.append(max(numbers, key=lambda n: scores[n]))
            truth.append(float(bool(shared)))
            worth.append(max(((sizes[key] - 1) / 2) ** -0.5 for key in shared) if shared else 1.0)
        weights = _logistic(pairs.values[chosen], np.array(truth), np.array(worth))
    return weights


def _logistic(values: Array, truth: Array, worth: Array) -> Array:
    """Ridge logistic regression by Newton's method, on standardised features; weights for the plain ones."""
    mean, spread = values.mean(0), values.std(0) + 1e-6
    design = np.c_[(values - mean) / spread, np.ones(len(values))]
    found, ridge = np.zeros(design.shape[1]), RIDGE * len(values) / 100
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-design @ found))
        bend = worth * chance * (1 - chance) + 1e-6
        hessian = (design * bend[:, None]).T @ design + ridge * np.eye(len(found))
        found = found + np.linalg.solve(hessian, design.T @ (worth * (truth - chance)) - ridge * found)
    plain: Array = np.r_[found[:-1] / spread, found[-1] - (found[:-1] * mean / spread).sum()]
    return plain


def check(pairs: Pairs, *, folds: int = 4, seeds: Sequence[int] = tuple(range(6))) -> dict[str, float]:
    """Happenings that were left out of learning: mean best F1 of those with several reports, and F1 over their pairs."""
    members: defaultdict[str, set[str]] = defaultdict(set)
    for item, keys in pairs.keys.items():
        for key in keys:
            members[key].add(item)
    best: defaultdict[str, list[float]] = defaultdict(list)
    counts: Counter[str] = Counter()
    for seed in seeds:
        order = sorted(members)
        random.Random(seed).shuffle(order)
        for fold in range(folds):
            out = frozenset(order[fold::folds])
            groups = _groups(pairs, learn(pairs, without=out))
            for key in out:
                if len(members[key]) > 1:
                    best[key].append(max((2 * len(members[key] & g) / (len(members[key]) + len(g)) for g in groups), default=0.0))
            counts += _pair_counts(pairs.keys, groups, out)
    f1 = 2 * counts["both"] / (counts["told"] + counts["wanted"])
    return {"per_key_f1": float(np.mean([np.mean(values) for values in best.values()])), "pair_f1": f1}


def _groups(pairs: Pairs, weights: Array) -> list[set[str]]:
    scores = dict(zip(pairs.pairs, map(float, pairs.values @ weights[:-1] + weights[-1]), strict=True))
    groups = linkage.grouped(pairs.days, scores, Weights({}, 0.0, JOIN, STRANGERS))
    return [{pairs.tellings[n].telling.item for n in group} for group in groups]


def _pair_counts(keys: Mapping[str, set[str]], groups: Sequence[set[str]], out: frozenset[str]) -> Counter[str]:
    """Pairs of items of which one tells a happening that was left out, without those that another happening joins."""
    together = {(a, b) for group in groups for a in group for b in group if a < b}
    ids = sorted(keys)
    counts: Counter[str] = Counter()
    for number, left in enumerate(ids):
        for right in ids[number + 1 :]:
            if not (keys[left] | keys[right]) & out or keys[left] & keys[right] - out:
                continue
            wanted, told = bool(keys[left] & keys[right]), (left, right) in together
            counts.update(wanted=wanted, told=told, both=wanted and told)
    return counts


def count(path: Path, lexicon: Lexicon) -> dict[str, object]:
    """In how many items of conflict each term stands that does not name a country or a person: those are of their time."""
    counts: Counter[str] = Counter()
    items = 0
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            item = item_of({key: row[key] for key in ("id", "text", "published")})
            terms = first_terms(sentences_of(item, lexicon), lexicon) if item else {}
            if any(kind == "process" or lexicon.traits.get(term) == "weak" for term, kind in terms.items()):
                items += 1
                counts.update([term for term in terms if term[:1] not in ("@", "%")])
    return {"items": items, "counts": {term: number for term, number in sorted(counts.items()) if number >= FEWEST}}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.incidents_weights", description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--commonness", action="store_true")
    args = parser.parse_args()
    if args.commonness:
        counted = count(args.shared / POOL, load_lexicon())
        COMMONNESS.write_text(json.dumps(counted, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
        print(f"wrote {COMMONNESS}")
        return
    pairs = Pairs(args.shared / "gold" / "incidents-sudan.jsonl", load_lexicon())
    if args.check:
        print(json.dumps(check(pairs)))
        return
    weights = learn(pairs)
    found = {name: round(float(value), 3) for name, value in zip(FEATURES, weights, strict=False)}
    content = {"features": found, "intercept": round(float(weights[-1]), 3), "join": JOIN, "strangers": STRANGERS}
    WEIGHTS.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {WEIGHTS}")


if __name__ == "__main__":
    main()
