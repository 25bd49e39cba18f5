"""What can be left out: functions, patterns, seeds, word lists, constants, keys of tables."""

from __future__ import annotations

import contextlib
import functools
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.ablate.areas import AREAS
from benchmarks.ablate.leaving_out import NEVER, LeaveOut, replacing, setting, without_key
from benchmarks.ablate.stand_ins import ANSWERS, STEPS
from dateline.seeds.knowledge import Knowledge

ROOMS = {
    "forms": "events",
    "numbers": "events",
    "tolls": "events",
    "voices": "events",
    "months": "times",
    "weekdays": "times",
}  # Of word lists, by the first part of their id.
# Kept as they are: what has no meaning when it is empty, and what other rooms hold.
STRUCTURE = re.compile(r"^(?:GROUP|PIECE|BATCH|LONGEST|DATABASE|SCHEMA|CACHED|MMAP|_log|RULE|TAGGING)$|^_?(?:NAMED|PLACES|KNOWN|NOTABLE)$")


@dataclass(frozen=True)
class Part:
    """Something that can be left out: `area` says on which figures it acts."""

    area: str
    name: str
    leave_out: LeaveOut
    knowledge: Callable[[Knowledge], Knowledge] | None = None


def parts(knowledge: Knowledge) -> Iterator[Part]:
    """Everything: functions area by area, then seeds, lists and patterns of the language, constants and keys of tables of rules."""
    rooms = {area: _modules(area) for area in AREAS}
    for area, modules in rooms.items():
        for name, instead in STEPS.items():
            if name.startswith(f"{area}."):
                yield Part(area, name, replacing(name, instead))
        for module in modules:
            yield from _functions(area, module)
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
                    yield Part(area, f"{path} -> {instead.__name__}", replacing(path, instead))


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


def _constants(area: str, module: Any) -> Iterator[Part]:
    short = module.__name__.removeprefix("dateline.tagging.")
    for name, value in vars(module).items():
        if not re.fullmatch(r"_?[A-Z][A-Z0-9_]*", name) or STRUCTURE.match(name) or not _is_home(module, name):
            continue
        if isinstance(value, dict) and value and all(callable(one) for one in value.values()):
            for key in value:
                yield Part(area, f"{short}.{name}[{key!r}]", without_key(value, key))
        elif (empty := _empty(value)) is not None and value:
            yield Part(area, f"{short}.{name}", setting(value, empty, name))


def _is_home(module: Any, name: str) -> bool:
    """Whether a module's source defines a constant: others may have imported it under its name."""
    source = Path(module.__file__).read_text(encoding="utf-8")
    return re.search(rf"^{re.escape(name)}(?:: [^=\n]+)? = ", source, re.M) is not None


def _empty(value: Any) -> Any:
    for kind, empty in ((re.Pattern, NEVER), (frozenset, frozenset()), (tuple, ()), (dict, {}), (float, 0.0)):
        if isinstance(value, kind):
            return empty
    return None


def _without(identity: str) -> Callable[[Knowledge], Knowledge]:
    return lambda known: replace(known, language=replace(known.language, seeds=tuple(s for s in known.languages if s.id != identity)))
