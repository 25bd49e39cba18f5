"""How something is left out: replaced wherever tagging has bound it, and put back."""

from __future__ import annotations

import contextlib
import importlib
import re
import sys
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.ablate.stand_ins import Nothing
from dateline import tagging

NEVER = re.compile("(?!)")
LeaveOut = Callable[[], contextlib.AbstractContextManager[None]]


def _bound(value: Any) -> list[tuple[Any, str]]:
    """Wherever tagging has bound this very object."""
    modules = [module for name, module in sys.modules.items() if name.startswith(tagging.__name__) and module is not None]
    return [(module, name) for module in modules for name, bound in vars(module).items() if bound is value]


def setting(value: Any, instead: Any, name: str | None = None) -> LeaveOut:
    """The value replaced wherever tagging has bound it (under this name, where one is given)."""

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


def replacing(name: str, instead: Nothing) -> LeaveOut:
    """The function of that name, of a module or class, replaced."""
    owner, attribute = owner_of(name)
    value = vars(owner)[attribute]
    if not isinstance(owner, type):
        return setting(value, instead)

    @contextlib.contextmanager
    def left_out() -> Iterator[None]:
        try:
            setattr(owner, attribute, instead)
            yield
        finally:
            setattr(owner, attribute, value)

    return left_out


def owner_of(name: str) -> tuple[Any, str]:
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


def without_key(table: dict[Any, Any], key: Any) -> LeaveOut:
    """One key taken out of a table, and put back in its place."""

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
