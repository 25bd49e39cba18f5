"""Scores places: our own examples always, the WikiNews articles of the shared sets when they are there.

A country is right by its ISO code, any other place within 161 km (100 miles) of the point that the set gives. `of_resolved` leaves out
places that got no point, `of_all` counts them as wrong. Intervals are 95 % of 1,000 bootstrap samples of articles.

    python -m benchmarks.gold_places [--shared DIR]      the figures, and the errors that cost most
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from dateline import settings
from dateline.geo import distance_km
from dateline.models.articles import Article
from dateline.models.events import TaggedArticle
from dateline.models.mentions import Kind, Mention
from dateline.models.places import Place
from dateline.seeds.knowledge import load_knowledge
from dateline.tagging.tagger import load_tagger

Tag = Callable[[Sequence[Article]], Iterable[TaggedArticle]]
SAMPLES = 1000
SHOWN = 20
NEAR_KM = 161.0
EXAMPLES = Path(__file__).resolve().parents[1] / "tests" / "data" / "places.yml"
# [Paris=US 33.7 -95.6] is a place with a point, [Chad=TD] a country, [Clinton=] no place.
MARK = re.compile(r"\[([^\[\]=]+)=(?:([A-Z]{2}|-)(?: (-?[\d.]+) (-?[\d.]+))?)?\]")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One annotated place: a country by `code`, else a point; neither means that nothing there may be placed."""

    start: int
    end: int
    name: str
    code: str | None = None
    point: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one annotated place came out."""

    country: bool
    resolved: bool
    right: bool
    error: str


def score(shared: Path, tag: Tag) -> dict[str, float]:
    """Figures under `places.*`; prints them with intervals, and the costliest errors."""
    examples = [unmarked(text) for text in yaml.safe_load(EXAMPLES.read_text(encoding="utf-8"))]
    own = _judge([text for text, _ in examples], [wanted for _, wanted in examples], tag)
    figures = {"places.own_right": _report("places, own examples: right", own, _share)}
    _print_errors(own)
    path = shared / "gold" / "geovirus.jsonl"
    if not path.is_file():
        print(f"places: not measured: {path.name} is not in {shared}")
        return figures
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    verdicts = _judge([row["text"] for row in rows], [[_wanted(place) for place in row["locations"]] for row in rows], tag)
    countries = [[v for v in article if v.country] for article in verdicts]
    others = [[v for v in article if not v.country] for article in verdicts]
    figures["places.country_right"] = _report("places, WikiNews: countries with the right code", countries, _share)
    figures["places.within_161km_of_resolved"] = _report("places, WikiNews: others within 161 km, of resolved", others, _share_of_resolved)
    figures["places.within_161km_of_all"] = _report("places, WikiNews: others within 161 km, of all", others, _share)
    _print_errors(verdicts)
    return figures


def unmarked(text: str) -> tuple[str, list[Wanted]]:
    """The text of an example without its marks, and what is marked in it."""
    plain, at, wanted = "", 0, []
    for match in MARK.finditer(text):
        plain += text[at : match.start()]
        point = (float(match[3]), float(match[4])) if match[3] else None
        wanted.append(Wanted(len(plain), len(plain) + len(match[1]), match[1], match[2] if not point else None, point))
        plain, at = plain + match[1], match.end()
    return plain + text[at:], wanted


def _wanted(place: dict[str, object]) -> Wanted:
    point = (float(str(place["lat"])), float(str(place["lon"])))
    code = str(place["iso"]) if place.get("iso") else None
    return Wanted(int(str(place["start"])), int(str(place["end"])), str(place["name"]), code, None if code else point)


def _judge(texts: Sequence[str], wanted: Sequence[Sequence[Wanted]], tag: Tag) -> list[list[Verdict]]:
    articles = [Article(id=f"places-{n}", url="https://example.org/", title=None, text=text) for n, text in enumerate(texts)]
    return [[_verdict(one, tagged.mentions) for one in places] for places, tagged in zip(wanted, tag(articles), strict=True)]


def _verdict(wanted: Wanted, mentions: Sequence[Mention]) -> Verdict:
    touching = [m for m in mentions if m.kind in (Kind.LOCATION, Kind.FACILITY) and m.start < wanted.end and wanted.start < m.end]
    touching.sort(key=lambda m: (-(min(wanted.end, m.end) - max(wanted.start, m.start)), m.end - m.start))
    place = next((m.place for m in touching if m.place), None)
    right = _is_right(wanted, place)
    said = f"{place.name} ({place.country}, {place.feature}; {place.why})" if place else "no place"
    return Verdict(wanted.code is not None, place is not None, right, "" if right else f"{wanted.name!r} -> {said}")


def _is_right(wanted: Wanted, place: Place | None) -> bool:
    if wanted.point is None and wanted.code is None:
        return place is None
    if place is None:
        return False
    if wanted.point is None:
        return place.country == wanted.code
    return distance_km(*wanted.point, place.lat, place.lon) <= NEAR_KM


def _share(articles: Sequence[Sequence[Verdict]]) -> float:
    verdicts = [v for article in articles for v in article]
    return sum(v.right for v in verdicts) / max(len(verdicts), 1)


def _share_of_resolved(articles: Sequence[Sequence[Verdict]]) -> float:
    return _share([[v for v in article if v.resolved] for article in articles])


def _report(title: str, articles: Sequence[Sequence[Verdict]], share: Callable[[Sequence[Sequence[Verdict]]], float]) -> float:
    rng = random.Random(1)
    articles = [article for article in articles if article]
    values = sorted(share(rng.choices(articles, k=len(articles))) for _ in range(SAMPLES))
    value = share(articles)
    print(f"{title} {value:.3f} ({values[int(0.025 * SAMPLES)]:.3f}-{values[int(0.975 * SAMPLES)]:.3f}), {sum(map(len, articles))} places")
    return round(value, 4)


def _print_errors(articles: Sequence[Sequence[Verdict]]) -> None:
    errors = Counter(v.error for article in articles for v in article if v.error)
    print("places, costliest errors:")
    for error, times in errors.most_common(SHOWN):
        print(f"  {times:4} {error}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gold_places", description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("SHARED", "../shared")))
    print(score(parser.parse_args().shared, load_tagger(settings.load({}), load_knowledge()).tag))
    return 0


if __name__ == "__main__":
    sys.exit(main())
