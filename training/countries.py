"""The weights by which an act is set in a country: `python -m training.countries LABELS... --out FILE`. No torch here.

Labelled acts whose country is fixed and that the tagger finds without a place of their own are the data; the countries that the text
names are what is chosen among. A conditional logit, fitted by Newton's method with a quadratic penalty. The figures of the card come from
five-fold cross-validation by item: how often the chosen country is right where the rule did not choose.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from dateline import wiring
from dateline.identity import stable_id
from dateline.models.articles import Article
from dateline.models.codebook import Category
from dateline.models.events import Event
from dateline.seeds.sources import load_sources
from dateline.settings import load
from dateline.tagging.events.coder import EventCoder
from dateline.tagging.events.country import SHIPPED, Clue, CountryModel, clues_of
from dateline.tagging.events.grounding import told_place
from dateline.tagging.near import Near
from dateline.tagging.places.resolver import load_gazetteer
from dateline.tagging.reading import Reading
from dateline.tagging.tagger import countries_of
from training.dataset import LabelError, digest, read_labels
from training.split import is_development

FOLDS = 5
PENALTY = 1e-3
STEPS = 12  # Newton's method is done long before.
NAMES = [*(str(clue) for clue in Clue), *(f"{clue}/{kind}" for kind in Category for clue in Clue)]
AT = {name: number for number, name in enumerate(NAMES)}


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled act: the clues of the countries to choose among, its kind and the right country."""

    item: str
    kind: Category
    clues: Mapping[str, Mapping[Clue, float]]
    right: str


@dataclass(frozen=True, slots=True)
class Placing:
    """An act that no place is pointed at for: what it is, and what speaks for each country."""

    article: str
    start: int
    end: int
    kind: Category
    clues: Mapping[str, Mapping[Clue, float]]


def cases(items: Sequence[Mapping[str, Any]]) -> Iterator[Case]:
    """The acts of labelled items that the tagger finds without a place and whose country is labelled."""
    held = {item["id"]: item for item in items}
    for placing in placings(items):
        for event in held[placing.article]["events"]:
            if event.get("country") and event["trigger"][0] < placing.end and placing.start < event["trigger"][1]:
                yield Case(placing.article, placing.kind, placing.clues, event["country"])
                break


def placings(items: Sequence[Mapping[str, Any]]) -> Iterator[Placing]:
    """What the coder asks when it has no place for an act."""
    config = load(os.environ)
    tagger = wiring.news_tagger(config)
    found: list[Placing] = []
    known = wiring.knowledge(config)
    coder = EventCoder(known, tagger.reader.artefact, countries_of(known, load_gazetteer(known.places, known.short), CountryModel({}, "")))

    def listen(reading: Reading) -> Sequence[Event]:
        found.extend(_placings(coder, reading))
        return ()

    for _ in replace(tagger, events=listen).tag(articles_of(items)):
        yield from found
        found.clear()


def _placings(coder: EventCoder, reading: Reading) -> Iterator[Placing]:
    """The acts of a text that are set in a country by its clues."""
    named, mentions = coder.countries.named(reading), Near(reading.mentions)
    for act, _ in coder.overrides.judge(reading.text, reading.sentences, reading.acts):
        if told_place(act.roles.get("place", ()), mentions) is None:
            sentence = reading.sentences[reading.sentence_at(act.start)]
            clues = clues_of(named, act, sentence, *coder.parties(reading.text, act, mentions))
            yield Placing(reading.article.id, act.start, act.end, Category(act.type), clues)


def articles_of(items: Iterable[Mapping[str, Any]]) -> Iterator[Article]:
    """Labelled items as articles, at home where the seeds have the source's host."""
    homes = {urlsplit(source.url).hostname: source.country for source in load_sources()}
    for item in items:
        home = homes.get(urlsplit(item.get("source") or "").hostname)
        yield Article(id=item["id"], url=f"folder:labels/{item['id']}", title=None, text=item["text"], language="en", country=home)


def fit(taught: Sequence[Case], penalty: float = PENALTY) -> dict[str, float]:
    """The weights that make the right countries likeliest; those that came out as nothing are left out."""
    known = [case for case in taught if case.right in case.clues]
    rows = [_row(case.kind, clues) for case in known for clues in case.clues.values()]
    seen = np.array(rows, np.float64).reshape(len(rows), len(NAMES))
    sizes = [len(case.clues) for case in known]
    begins = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(int)
    owner = np.repeat(np.arange(len(known)), sizes)
    right = begins + np.array([list(case.clues).index(case.right) for case in known])
    weights = np.zeros(len(NAMES))
    for _ in range(STEPS):
        chances = _chances(seen @ weights, begins, owner)
        expected = np.add.reduceat(seen * chances[:, None], begins, axis=0)
        slope = (seen[right] - expected).mean(axis=0) - 2 * penalty * weights
        bend = (seen.T @ (seen * chances[:, None]) - expected.T @ expected) / len(known) + 2 * penalty * np.eye(len(NAMES))
        step = np.linalg.solve(bend, slope)
        weights += step
        if np.abs(step).max() < 1e-6:
            break
    return {name: round(float(weight), 3) for name, weight in zip(NAMES, weights, strict=True) if abs(weight) >= 0.01}


def _row(kind: Category, clues: Mapping[Clue, float]) -> NDArray[np.float64]:
    row = np.zeros(len(NAMES))
    for clue, value in clues.items():
        row[AT[clue]] = row[AT[f"{clue}/{kind}"]] = value
    return row


def _chances(scores: NDArray[np.float64], begins: NDArray[np.int64], owner: NDArray[np.int64]) -> NDArray[np.float64]:
    raised = np.exp(scores - np.maximum.reduceat(scores, begins)[owner])
    chances: NDArray[np.float64] = raised / np.add.reduceat(raised, begins)[owner]
    return chances


def right(model: Mapping[str, float], judged: Iterable[Case]) -> list[bool]:
    """Whether the likeliest country is the labelled one, act by act; where none is named it is not."""
    chooser = CountryModel(model, "")
    return [(chosen := chooser.choose(case.clues, case.kind)) is not None and chosen.country == case.right for case in judged]


def crossed(known: Sequence[Case]) -> float:
    """The share that is right, each fold judged by weights that never saw its items."""
    folds = [[case for case in known if int(stable_id(case.item), 16) % FOLDS == fold] for fold in range(FOLDS)]
    told = [one for fold in folds for one in right(fit([case for other in folds if other is not fold for case in other]), fold)]
    return sum(told) / len(told)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=SHIPPED)
    args = parser.parse_args()
    try:
        items = list({item["id"]: item for item in read_labels(args.labels)}.values())
    except LabelError as error:
        print(f"training: {error}", file=sys.stderr)
        return 2
    found = list(cases(items))
    kept = {item["id"] for item in items if is_development(item)}
    taught = [case for case in found if case.item not in kept]
    weights = fit(taught)
    judged = right(weights, [case for case in found if case.item in kept])
    figures = {"acts": len(found), "right_in_five_folds": round(crossed(taught), 3)}
    if judged:
        figures |= {"kept_acts": len(judged), "right_of_kept": round(sum(judged) / len(judged), 3)}
    card = {"data": [{"name": path.name, "digest": digest([path])} for path in args.labels], "figures": figures}
    args.out.write_text(json.dumps({"weights": weights, "card": card}, indent=0) + "\n", encoding="utf-8")
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
