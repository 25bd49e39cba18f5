"""`make ablate`: what each rule, word list, weight and step of tagging is worth: it is left out alone, and the figures are taken again.

Nothing in the code knows of this. A constant of a tagging module (pattern, list, table, number) is replaced by an empty one of its kind,
each key of a table of rules is taken out, each pattern of the grammar of times matches nothing, a function of `STEPS` is replaced by one
that does nothing, every other function that answers yes or no, perhaps or several by one that always answers the same (as its annotation
says), an entry of the word lists of a language is disabled, and so is a folder of seeds or a sort of its nouns. Articles are read and
parsed once; only what comes after is done again for each part, on one core.

A part whose leaving out changes no figure, or makes them better, has no reason to stay. The sets: labelled news kept from training, war
narratives, WikiNews articles, conflict reports, messages of 1989 (a part of the larger ones unless `--whole`), the collected hard cases,
of which the share that holds is the figure, and the sample's articles, whose figure is the share that is tagged as before.

    python -m benchmarks.ablate [--shared DIR] [--area times|places|entities|events]... [--part NAME]... [--whole]
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import importlib
import inspect
import pkgutil
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from training.split import is_article, is_development

from benchmarks import cases, gold_entities, gold_places, gold_times, gold_tolls
from benchmarks.gold_status import muc_lines
from benchmarks.news import GIVEN, counted, pooled, read_items
from dateline import tagging, wiring
from dateline.cli.steps import article_of
from dateline.labels.figures import figures
from dateline.lines import tag_line
from dateline.models import Article, Kind, TaggedArticle
from dateline.seeds import shipped
from dateline.seeds.knowledge import Knowledge
from dateline.seeds.newsroom import load_newsroom
from dateline.tagging.events.overrides import Judged
from dateline.tagging.reading import Reading
from dateline.tagging.tagger import NewsTagger, Opened, load_tagger
from dateline.tagging.times import patterns

AREAS = ("times", "entities", "places", "events")  # In the order in which they act.
SETS = {"times": ("wikiwars",), "entities": ("re3d", "muc"), "places": ("geovirus",), "events": ("muc",)}
NEWS = ("f1", "actor_f1", "target_f1", "voice_right", "toll_right", "day_right", "country_right", "believable", "believable_recall")
EVERY = {"geovirus": 3, "muc": 8}  # Of the larger sets every so-manieth text, unless all are asked for.
ROOMS = {
    "forms": "events",
    "numbers": "events",
    "tolls": "events",
    "voices": "events",
    "months": "times",
    "weekdays": "times",
}  # Of word lists, by the first part of their id.
LEAST = 0.0005  # Changes below are not shown.
NEVER = re.compile("(?!)")
# Kept as they are: what has no meaning when it is empty, and what other rooms hold.
STRUCTURE = re.compile(
    r"^(?:GROUP|PIECE|BATCH|LONGEST|DATABASE|SCHEMA|CACHED|MMAP|EARTH_KM|_log|RULE|TAGGING)$|^_?(?:QUERY|PLACES|KNOWN|NOTABLE)$"
)

Nothing = Callable[..., Any]
Outputs = dict[str, dict[int, Any]]


def nothing(*_: Any, **__: Any) -> list[Any]:
    """Instead of a step that finds something."""
    return []


def no(*_: Any, **__: Any) -> None:
    """Instead of a step that may answer nothing."""


def false(*_: Any, **__: Any) -> bool:
    """Instead of a check."""
    return False


def true(*_: Any, **__: Any) -> bool:
    """Instead of a check."""
    return True


def first(one: Any, *_: Any, **__: Any) -> Any:
    """Instead of a step that changes its first argument."""
    return one


def second(_: Any, two: Any, *__: Any, **___: Any) -> Any:
    """Instead of a step that changes its second argument."""
    return two


def third(_: Any, __: Any, three: Any, **___: Any) -> Any:
    """Instead of a step that changes its third argument."""
    return three


# Functions by the name of their module below `dateline.tagging`, and what stands in for each.
STEPS: Mapping[str, Nothing] = {
    "times.ranges.read_tail": no,
    "times.ranges.lend": no,
    "times.ranges.as_one_night": no,
    "times.story.is_narrative": false,
    "times.story.is_day_first": false,
    "times.story.moves": lambda found, _: [True] * len(found),
    "times._written": lambda _text, _tokens, _first, published: published,
    "times._is_heading": false,
    "times.shifts._lies_ahead": false,
    "times.shifts._the_quarter": no,
    "times.dates._background": false,
    "times.dates._near_day": false,
    "times.dates._is_day_first": false,
    "times.anchoring._belongs": true,
    "times.anchoring._aside": false,
    "times.expressions._says_all_of": false,
    "places.evidence.strangers": lambda *_: {},
    "places.evidence._level": no,
    "places.evidence._peers": lambda *_: frozenset(),
    "places.evidence._link": no,
    "places.short.with_short": second,
    "places.parts.Parts.find": no,
    "places.anaphora.find_anaphors": nothing,
    "places.anaphora.place_anaphor": first,
    "places.reliability.is_reliable": true,
    "places.reliability._opens_sentence": false,
    "places.reliability.is_foreign": false,
    "places.reliability.is_owner": false,
    "places.resolver._is_doubted": false,
    "places.resolver._readable": true,
    "places.resolver._unknown": no,
    "places.placing.as_government": first,
    "places.placing.place_within": no,
    "entities.names._by_shape": lambda _name, kind, label, _words: (kind, f"model:{label}", None, None, 10),
    "entities.names.agree": second,
    "entities.names.propagate": nothing,
    "entities.names._cut_short": lambda _text, _start, end, _small: end,
    "entities.names._whole_word": lambda _text, start, end: (start, end),
    "entities.names._said_as_place": false,
    "entities.people.titled": nothing,
    "entities.phrases.phrases": nothing,
    "entities.acting.acting_states": nothing,
    "entities.acting.without_modifiers": first,
    "entities.acting._modifies": false,
    "entities.finder.with_articles": nothing,
    "entities.finder.compounds": nothing,
    "entities.finder.extended": second,
    "entities.finder.without_given_names": second,
    "entities.finder.without_bare_governments": second,
    "entities.finder._inside_name": false,
    "entities.dictionary.Dictionary._stands_alone": true,
    "entities.offices.Offices.named": no,
    "entities.linking._sector_of_name": no,
    "entities.linking.Linker._shared": nothing,
    "entities.linking.Linker._country_of": no,
    "entities.linking.Linker._introduce": no,
    "entities.linking.Linker._office_holder": no,
    "entities.linking.Linker._body_of": no,
    "entities.amounts.Amounts.find": nothing,
    "events.overrides.Overrides.judge": lambda _self, _text, _sentences, acts: [Judged(act) for act in acts],
    "events.tolls.tolls_in": nothing,
    "events.tolls._is_told": true,
    "events.tolls._is_meant": false,
    "events.victims._with_companions": second,
    "events.victims.Victims._either": lambda _, link: [link],
    "events.victims.Victims._single": nothing,
    "events.victims.Victims._named": nothing,
    "events.victims.Victims._following": nothing,
    "events.victims.Victims._over_phrase": second,
    "events.victims.Victims._by_parse": nothing,
    "events.victims.Victims._preceding": nothing,
    "events.victims.Victims._parts": nothing,
    "events.victims.Victims._nobody": nothing,
    "events.victims.Victims._unknown": nothing,
    "events.victims.Victims._is_year": false,
    "events.victims.Victims._is_said_of": true,
    "events.quantities.Numbers._families": nothing,
    "events.quantities.Numbers._with_article": no,
    "events.quantities.Numbers._thousands": no,
    "events.quantities.Numbers._is_part": false,
    "events.quantities.Numbers._with_bounds": third,
    "events.casting.whole": lambda _text, start, end, _mentions: (start, end),
    "events.casting.sector_of": no,
    "events.grounding.remembered": first,
    "events.merging._one": false,
    "events.merging._pointing": first,
    "events.merging._shared": no,
    "events.country.Countries.assumed": no,
    "events.lone.lone_victim": no,
    "events.hearing.Hearing.voice_of": no,
    "events.hearing.Hearing._is_own_speech": false,
    "events.saying.Sayings.said_by": no,
    "events.floor.Turns.speaker_at": no,
    "events.floor.Floor._sayers": nothing,
    "events.floor._pointed": no,
    "events.floor._names": false,
    "events.floor.Page.meant": no,
    "events.coder._fits": true,
    "events.coder._can_bear": true,
}

# What stands in for any other function, by how its annotation begins.
ANSWERS: tuple[tuple[str, Nothing], ...] = (
    ("bool$", false),
    ("bool$", true),
    (r".*\| None$", no),
    (r"(?:Iterator|Iterable|Sequence|list)\[|tuple\[.*, \.\.\.\]$", nothing),
)
GRAMMAR = {("times.patterns", name) for name in ("_RULES", "_PATTERNS", "_ANY")}


@dataclass(frozen=True)
class Part:
    """Something that can be left out: `area` says on which figures it acts."""

    area: str
    name: str
    leave_out: Callable[[], contextlib.AbstractContextManager[None]]
    knowledge: Callable[[Knowledge], Knowledge] | None = None


# ---- what can be left out ---------------------------------------------------------------------------------------------------


def parts(knowledge: Knowledge) -> Iterator[Part]:
    """Everything: functions area by area, then patterns of times, seeds, word lists, constants and keys of tables of rules."""
    rooms = {area: _modules(area) for area in AREAS}
    for area, modules in rooms.items():
        for name, instead in STEPS.items():
            if name.startswith(f"{area}."):
                yield Part(area, name, _replacing(name, instead))
        for module in modules:
            yield from _functions(area, module)
    yield from (Part("times", f"grammar {rule}", _without_rule(n)) for n, (rule, _, _) in enumerate(patterns._RULES))
    yield from _seeds(knowledge)
    for seed in knowledge.languages:
        area = ROOMS.get(room := seed.id.partition("-")[0], room)
        if area in AREAS:  # Those of sentences act before anything is parsed, which is done once.
            yield Part(area, f"words {seed.id}", contextlib.nullcontext, _without(seed.id))
    for area, modules in rooms.items():
        for module in modules:
            yield from _constants(area, module)


def _modules(area: str) -> list[Any]:
    room = importlib.import_module(f"dateline.tagging.{area}")
    return [room, *(importlib.import_module(f"{room.__name__}.{one.name}") for one in pkgutil.iter_modules(room.__path__))]


def _functions(area: str, module: Any) -> Iterator[Part]:
    """Functions and methods of a module that are no `STEPS`, by what they are annotated to give."""
    short = module.__name__.removeprefix("dateline.tagging.")
    owners = [module, *(one for one in vars(module).values() if isinstance(one, type) and one.__module__ == module.__name__)]
    for owner in owners:
        for name, value in vars(owner).items():
            path = f"{short}.{name}" if owner is module else f"{short}.{owner.__name__}.{name}"
            given = getattr(value, "__annotations__", {}).get("return", "")
            ours = inspect.isfunction(value) and value.__module__ == module.__name__ and not name.startswith("__")
            for answer, instead in ANSWERS if ours and path not in STEPS else ():
                if re.match(answer, given):
                    yield Part(area, f"{path} -> {instead.__name__}", _replacing(path, instead))


def _seeds(knowledge: Knowledge) -> Iterator[Part]:
    """Whole folders of seeds, and the nouns of the lexicon by their sort."""
    for area, folder in (("times", "times"), ("places", "short"), ("places", "places")):
        yield Part(area, f"seeds {folder}", contextlib.nullcontext, functools.partial(_without_folder, folder))
    for kind in sorted({lexeme.kind for lexeme in knowledge.lexicon}):
        yield Part("entities", f"nouns {kind}", contextlib.nullcontext, functools.partial(_without_nouns, kind))


def _without_folder(folder: str, known: Knowledge) -> Knowledge:
    return replace(known, **{folder: ()})


def _without_nouns(kind: str, known: Knowledge) -> Knowledge:
    return replace(known, lexicon=tuple(lexeme for lexeme in known.lexicon if lexeme.kind != kind))


def _without_rule(number: int) -> Callable[[], contextlib.AbstractContextManager[None]]:
    """One pattern of the grammar of times, which never matches: the others keep their numbers."""
    rows = [pattern for _, _, pattern in patterns._RULES]
    rows[number] = NEVER.pattern

    @contextlib.contextmanager
    def left_out() -> Iterator[None]:
        single, together = patterns._PATTERNS, patterns._ANY
        try:
            patterns._PATTERNS = (*single[:number], NEVER, *single[number + 1 :])
            patterns._ANY = re.compile("|".join(f"({pattern})" for pattern in rows))
            yield
        finally:
            patterns._PATTERNS, patterns._ANY = single, together

    return left_out


def _constants(area: str, module: Any) -> Iterator[Part]:
    short = module.__name__.removeprefix("dateline.tagging.")
    for name, value in vars(module).items():
        if (short, name) in GRAMMAR or not re.fullmatch(r"_?[A-Z][A-Z0-9_]*", name) or STRUCTURE.match(name) or not _is_home(module, name):
            continue
        if isinstance(value, dict) and value and all(callable(one) for one in value.values()):
            for key in value:
                yield Part(area, f"{short}.{name}[{key!r}]", _without_key(value, key))
        elif (empty := _empty(value)) is not None and value:
            yield Part(area, f"{short}.{name}", _setting(value, empty, name))


def _is_home(module: Any, name: str) -> bool:
    """Whether a module's source defines a constant: others may have imported it under its name."""
    source = Path(module.__file__).read_text(encoding="utf-8")
    return re.search(rf"^{re.escape(name)}(?:: [^=\n]+)? = ", source, re.M) is not None


def _empty(value: Any) -> Any:
    for kind, empty in ((re.Pattern, NEVER), (frozenset, frozenset()), (tuple, ()), (dict, {}), (float, 0.0)):
        if isinstance(value, kind):
            return empty
    return None


def _bound(value: Any) -> list[tuple[Any, str]]:
    """Wherever tagging has bound this very object."""
    modules = [module for name, module in sys.modules.items() if name.startswith(tagging.__name__) and module is not None]
    return [(module, name) for module in modules for name, bound in vars(module).items() if bound is value]


def _setting(value: Any, instead: Any, name: str | None = None) -> Callable[[], contextlib.AbstractContextManager[None]]:
    @contextlib.contextmanager
    def left_out() -> Iterator[None]:
        places = [(module, bound) for module, bound in _bound(value) if name is None or bound == name]
        try:
            for module, bound in places:
                setattr(module, bound, instead)
            yield
        finally:
            for module, bound in places:
                setattr(module, bound, value)

    return left_out


def _replacing(name: str, instead: Nothing) -> Callable[[], contextlib.AbstractContextManager[None]]:
    owner, attribute = _owner(name)
    value = vars(owner)[attribute]
    if not isinstance(owner, type):
        return _setting(value, instead)

    @contextlib.contextmanager
    def left_out() -> Iterator[None]:
        try:
            setattr(owner, attribute, instead)
            yield
        finally:
            setattr(owner, attribute, value)

    return left_out


def _owner(name: str) -> tuple[Any, str]:
    """The module or class that holds a function, and its name there."""
    *path, attribute = name.split(".")
    for size in range(len(path), 0, -1):
        with contextlib.suppress(ModuleNotFoundError):
            owner: Any = importlib.import_module(".".join((tagging.__name__, *path[:size])))
            for part in path[size:]:
                owner = getattr(owner, part, None)
            if attribute in vars(owner):
                return owner, attribute
    raise ValueError(f"{name}: there is no such step in tagging")


def _without_key(table: dict[Any, Any], key: Any) -> Callable[[], contextlib.AbstractContextManager[None]]:
    @contextlib.contextmanager
    def left_out() -> Iterator[None]:
        order = dict(table)
        try:
            del table[key]
            yield
        finally:
            table.clear()
            table.update(order)

    return left_out


def _without(identity: str) -> Callable[[Knowledge], Knowledge]:
    return lambda known: replace(known, language=replace(known.language, seeds=tuple(s for s in known.languages if s.id != identity)))


# ---- figures ----------------------------------------------------------------------------------------------------------------


class Sets:
    """The texts, read and parsed once, and what is wanted of them."""

    def __init__(self, shared: Path, tagger: NewsTagger, *, whole: bool) -> None:
        self._opened: dict[str, list[Opened]] = {}
        self._untouched: dict[tuple[str, bool], list[TaggedArticle]] = {}
        self._touched: dict[str, list[bool]] = {}
        self._every = dict.fromkeys(EVERY, 1) if whole else EVERY
        self._before: list[tuple[Any, ...]] | None = None
        news = shared / "gold" / "news-train.jsonl"
        items = [item for item in read_items(news) if is_development(item)] if news.is_file() else []
        self._items = {"news": [i for i in items if not is_article(i)], "articles": [i for i in items if is_article(i)]}
        for name, some in self._items.items():
            lines = ({key: item[key] for key in GIVEN if item.get(key)} for item in some)
            self._open(tagger, name, [article_of(line, n) for n, line in enumerate(lines)])
        self._rows = {name: _rows(shared / "gold" / f"{name}-dev.jsonl") for name in ("wikiwars", "re3d")}
        self._open(tagger, "wikiwars", [gold_times._article(row) for row in self._rows["wikiwars"]])
        plain = [Article(id=row["id"], url=row["url"], title=None, text=row["text"]) for row in self._rows["re3d"]]
        self._open(tagger, "re3d", plain)
        self._rows["geovirus"] = _rows(shared / "gold" / "geovirus.jsonl")[:: self._every["geovirus"]]
        places = [Article(id=str(n), url="https://example.org/", title=None, text=r["text"]) for n, r in enumerate(self._rows["geovirus"])]
        self._open(tagger, "geovirus", places)
        self._muc = shared / "gold" / "muc4-dev"
        messages = muc_lines(self._muc)[:: self._every["muc"]] if self._muc.is_dir() else []
        self._open(tagger, "muc", [article_of(line, n) for n, line in enumerate(messages)])
        collected = sorted((shared / "cases").glob("*.jsonl"))
        self._cases = cases.cases(collected[-1]) if collected else []
        given = ({"id": case["id"], "text": case["text"], "published": case["published"]} for case in self._cases)
        self._open(tagger, "cases", [article_of(line, n) for n, line in enumerate(given)])
        self._open(tagger, "sample", list(_sample()))

    def _open(self, tagger: NewsTagger, name: str, articles: list[Article]) -> None:
        self._opened[name] = [one for n in range(0, len(articles), 8) for one in tagger.open(articles[n : n + 8])]

        self._inputs, self._outputs = self._run_through(tagger)

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

    def figures(self, area: str, tagger: NewsTagger) -> dict[str, float]:
        """The figures that an area can change."""
        found = self._labelled(tagger) | self._same(tagger) | self._held(tagger)
        if area == "times":
            found |= self._times(tagger)
        if area == "places":
            found |= self._places(tagger)
        if area == "entities":
            found |= self._entities(tagger)
        if area in ("entities", "events"):
            found |= self._tolls(tagger)
        return found

    def _tagged(self, name: str, tagger: NewsTagger) -> list[TaggedArticle]:
        key = (name, tagger.codes_events)
        before = self._untouched.get(key)
        if before is None:
            self._untouched[key] = [tagger.close(one) for one in self._opened[name]]
            return self._untouched[key]
        if name not in self._touched:
            return before
        rows = zip(self._opened[name], self._touched[name], before, strict=True)
        return [tagger.close(one) if touched else tagged for one, touched, tagged in rows]

    def _labelled(self, tagger: NewsTagger) -> dict[str, float]:
        found = {}
        for name, items in self._items.items():
            lines = [tag_line(one) for one in self._tagged(name, tagger)]
            made = figures(pooled(counted(items, lines)))
            found |= {f"{name}.{key}": made[key] for key in NEWS if key in made}
        return found

    def _times(self, tagger: NewsTagger) -> dict[str, float]:
        counts = []
        for row, one in zip(self._rows["wikiwars"], self._tagged("wikiwars", tagger.without_events()), strict=True):
            wanted = tuple(gold_times.Wanted(t["start"], t["end"], t["value"]) for t in row["timex"])
            counts.append(gold_times._count(wanted, gold_times._times(one)))
        return {"wikiwars.value_f1": gold_times._value_f1(counts), "wikiwars.days_right": gold_times._days_right(counts)}

    def _places(self, tagger: NewsTagger) -> dict[str, float]:
        rows = self._rows["geovirus"]
        wanted = [[gold_places._wanted(place) for place in row["locations"]] for row in rows]
        tagged = self._tagged("geovirus", tagger.without_events())
        verdicts = [[gold_places._verdict(w, one.mentions) for w in some] for some, one in zip(wanted, tagged, strict=True)]
        flat = [v for article in verdicts for v in article]
        extra = sum(
            m.place is not None and not any(w.start < m.end and m.start < w.end for w in some)
            for some, one in zip(wanted, tagged, strict=True)
            for m in one.mentions
        )
        right = sum(v.right for v in flat)
        return {
            "geovirus.countries": gold_places._share([[v for v in flat if v.country]]),
            "geovirus.others": gold_places._share([[v for v in flat if not v.country]]),
            "geovirus.f1": 2 * right / (2 * len(flat) + extra) if flat else 0.0,
        }

    def _entities(self, tagger: NewsTagger) -> dict[str, float]:
        rows, kinds = self._rows["re3d"], gold_entities.KINDS
        wanted = [{(e["start"], e["end"], kinds[e["type"]]) for e in row["entities"] if e["type"] in kinds} for row in rows]
        tagged = self._tagged("re3d", tagger.without_events())
        found = [{gold_entities._key(m): m for m in one.mentions if m.kind is not Kind.FACILITY} for one in tagged]
        counts = [gold_entities._count(w, f) for w, f in zip(wanted, found, strict=True)]
        return {f"re3d.{side}": gold_entities._f1(counts, side) for side in ("exact", "overlap")}

    def _tolls(self, tagger: NewsTagger) -> dict[str, float]:
        answers = {line["id"]: line for line in map(tag_line, self._tagged("muc", tagger))}
        found = {}
        for kind in gold_tolls.EFFECTS.values():
            keys = gold_tolls._keys(self._muc, kind).items() if answers else ()
            messages = [gold_tolls.Message(keyed, gold_tolls._given(answers[key], kind)) for key, keyed in keys if key in answers]
            found |= {f"muc.{kind}": gold_tolls.recall(messages), f"muc.{kind}_precision": gold_tolls.precision(messages)}
        return found

    def _held(self, tagger: NewsTagger) -> dict[str, float]:
        lines = [tag_line(one) for one in self._tagged("cases", tagger)]
        verdicts = [cases.holds(case, line) for case, line in zip(self._cases, lines, strict=True)]
        return {"cases.held": sum(map(bool, verdicts)) / max(len(verdicts), 1)}

    def _same(self, tagger: NewsTagger) -> dict[str, float]:
        tagged = [(one.mentions, one.events) for one in self._tagged("sample", tagger)]
        self._before = self._before or tagged
        return {"sample.same": sum(a == b for a, b in zip(tagged, self._before, strict=True)) / max(len(tagged), 1)}


def _step(area: str, tagger: NewsTagger) -> Any:
    return tagger._events if area == "events" else tagger._steps[("times", "entities", "places").index(area)]


def _rows(path: Path) -> list[dict[str, Any]]:
    return read_items(path) if path.is_file() else []


def _sample() -> Iterator[Article]:
    for outlet in load_newsroom(shipped() / "newsroom").values():
        for one in outlet.articles:
            text = "\n\n".join(one.paragraphs)
            yield Article(id=one.id, url="https://example.org/", title=one.title, text=text, published=one.published)


# ---- the run ----------------------------------------------------------------------------------------------------------------


def main() -> int:
    """Print a line for each part: its name and what its leaving out changes."""
    parser = argparse.ArgumentParser(prog="make ablate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--area", choices=AREAS, action="append")
    parser.add_argument("--part", action="append", help="only parts whose name holds this")
    parser.add_argument("--whole", action="store_true", help="every text of every set")
    args = parser.parse_args()
    config = wiring.settings()
    knowledge = wiring.knowledge(config)
    tagger = load_tagger(config, knowledge)
    started = time.monotonic()
    sets = Sets(args.shared, tagger, whole=args.whole)
    print(f"read and parsed in {time.monotonic() - started:.0f} s", flush=True)
    before = {area: sets.figures(area, tagger) for area in args.area or AREAS}
    for area, found in before.items():
        print(f"{area}: " + ", ".join(f"{name} {value:.3f}" for name, value in found.items()), flush=True)
    for part in parts(knowledge):
        if part.area in before and (not args.part or any(name in part.name for name in args.part)):
            print(_line(part, before[part.area], sets, tagger, config, knowledge), flush=True)
    print(f"({time.monotonic() - started:.0f} s)")
    return 0


def _line(part: Part, before: Mapping[str, float], sets: Sets, tagger: NewsTagger, config: Any, knowledge: Knowledge) -> str:
    try:
        with part.leave_out():
            other = load_tagger(config, part.knowledge(knowledge)) if part.knowledge else tagger
            after = sets.figures(part.area, other) if sets.touch(part.area, other) else before
    except Exception as error:  # noqa: BLE001 - a part that cannot be left out says so
        return f"{part.name}: cannot be left out ({type(error).__name__}: {error})"[:140]
    changes = {name: after[name] - before[name] for name in before if abs(after[name] - before[name]) > LEAST}
    told = ", ".join(f"{name} {change:+.3f}" for name, change in sorted(changes.items(), key=lambda pair: pair[1]))
    return f"{part.name}: {told or ('tags change, no figure does' if after is not before else 'nothing')}"


if __name__ == "__main__":
    sys.exit(main())
