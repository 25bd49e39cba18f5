"""The texts that parts are tried on, read and parsed once; only what a part touches is tagged anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from training.split import is_article, is_development

from benchmarks import cases, gold_times
from benchmarks.ablate.areas import AREAS
from benchmarks.gold_status import muc_lines
from benchmarks.news import GIVEN, read_items
from dateline.cli.steps import article_of
from dateline.models.articles import Article
from dateline.models.events import TaggedArticle
from dateline.seeds import shipped
from dateline.seeds.newsroom import load_newsroom
from dateline.tagging.reading import Reading
from dateline.tagging.tagger import NewsTagger, Opened

SETS = {"times": ("wikiwars",), "entities": ("re3d", "muc"), "places": ("geovirus",), "events": ("muc",)}
EVERY = {"geovirus": 3, "muc": 8}  # Of the larger sets every so-manieth text, unless all are asked for.
Outputs = dict[str, dict[int, Any]]


class Texts:
    """The texts, read and parsed once, and what is wanted of them."""

    def __init__(self, shared: Path, tagger: NewsTagger, *, whole: bool) -> None:
        self._opened: dict[str, list[Opened]] = {}
        self._untouched: dict[tuple[str, bool], list[TaggedArticle]] = {}
        self._touched: dict[str, list[bool]] = {}
        self._every = dict.fromkeys(EVERY, 1) if whole else EVERY
        news = shared / "gold" / "news-train.jsonl"
        items = [item for item in read_items(news) if is_development(item)] if news.is_file() else []
        self.items = {"news": [i for i in items if not is_article(i)], "articles": [i for i in items if is_article(i)]}
        for name, some in self.items.items():
            lines = ({key: item[key] for key in GIVEN if item.get(key)} for item in some)
            self._open(tagger, name, [article_of(line, n) for n, line in enumerate(lines)])
        self.rows = {name: _rows(shared / "gold" / f"{name}-dev.jsonl") for name in ("wikiwars", "re3d")}
        self._open(tagger, "wikiwars", [gold_times._article(row) for row in self.rows["wikiwars"]])
        plain = [Article(id=row["id"], url=row["url"], title=None, text=row["text"]) for row in self.rows["re3d"]]
        self._open(tagger, "re3d", plain)
        self.rows["geovirus"] = _rows(shared / "gold" / "geovirus.jsonl")[:: self._every["geovirus"]]
        places = [Article(id=str(n), url="https://example.org/", title=None, text=r["text"]) for n, r in enumerate(self.rows["geovirus"])]
        self._open(tagger, "geovirus", places)
        self.muc = shared / "gold" / "muc4-dev"
        messages = muc_lines(self.muc)[:: self._every["muc"]] if self.muc.is_dir() else []
        self._open(tagger, "muc", [article_of(line, n) for n, line in enumerate(messages)])
        collected = sorted((shared / "cases").glob("*.jsonl"))
        self.cases = cases.cases(collected[-1]) if collected else []
        given = ({"id": case["id"], "text": case["text"], "published": case["published"]} for case in self.cases)
        self._open(tagger, "cases", [article_of(line, n) for n, line in enumerate(given)])
        self._open(tagger, "sample", list(_sample()))
        self._inputs, self._outputs = self._run_through(tagger)

    def _open(self, tagger: NewsTagger, name: str, articles: list[Article]) -> None:
        self._opened[name] = [one for n in range(0, len(articles), 8) for one in tagger.open(articles[n : n + 8])]

    def _run_through(self, tagger: NewsTagger) -> tuple[Outputs, Outputs]:
        """What each step is given and gives, by area and number of the reading."""
        inputs: Outputs = {area: {} for area in AREAS}
        outputs: Outputs = {area: {} for area in AREAS}
        for reading in self._readings(*self._opened):
            reading.mentions = []
            for area in AREAS:
                inputs[area][id(reading)] = reading.mentions
                outputs[area][id(reading)] = given = _step(area, tagger)(reading) if area != "events" or reading.relevant else ()
                if area != "events":
                    reading.mentions = sorted(given, key=lambda m: (m.start, -m.end))
        return inputs, outputs

    def _readings(self, *names: str) -> Iterator[Reading]:
        return (piece.reading for name in names for one in self._opened[name] for piece in one.pieces)

    def touch(self, area: str, tagger: NewsTagger) -> bool:
        """Whether the area's step gives anything else than it gave, for any text; only such texts are tagged anew."""
        step = _step(area, tagger)
        for name in ("news", "articles", "cases", "sample", *SETS[area]):
            self._touched[name] = [self._differs(area, step, one) for one in self._opened[name]]
        return any(any(touched) for touched in self._touched.values())

    def _differs(self, area: str, step: Any, opened: Opened) -> bool:
        for piece in opened.pieces:
            reading = piece.reading
            if area == "events" and not reading.relevant:
                continue
            reading.mentions = self._inputs[area][id(reading)]
            if step(reading) != self._outputs[area][id(reading)]:
                return True
        return False

    def tagged(self, name: str, tagger: NewsTagger) -> list[TaggedArticle]:
        """The texts of a set; those that no step touches as they were tagged first."""
        key = (name, tagger.events is not None)
        before = self._untouched.get(key)
        if before is None:
            self._untouched[key] = [tagger.close(one) for one in self._opened[name]]
            return self._untouched[key]
        if name not in self._touched:
            return before
        rows = zip(self._opened[name], self._touched[name], before, strict=True)
        return [tagger.close(one) if touched else tagged for one, touched, tagged in rows]


def _step(area: str, tagger: NewsTagger) -> Any:
    return tagger.events if area == "events" else tagger.steps[("times", "entities", "places").index(area)]


def _rows(path: Path) -> list[dict[str, Any]]:
    return read_items(path) if path.is_file() else []


def _sample() -> Iterator[Article]:
    for outlet in load_newsroom(shipped() / "newsroom").values():
        for one in outlet.articles:
            text = "\n\n".join(one.paragraphs)
            yield Article(id=one.id, url="https://example.org/", title=one.title, text=text, published=one.published)
