"""Generations of the embedded index: files side by side, and a link that names the one in use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dateline.indexes.sqlite.index import SqliteIndex


def link(path: Path, name: str) -> None:
    """Make `path` a link to `name` beside it, in one step."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(name)
    fresh.replace(path)


def adopt(path: Path) -> None:
    """Make a plain file, copied from elsewhere and closed, a generation behind a link."""
    file = path.with_name(f"{path.name}.0")
    file.unlink(missing_ok=True)
    file.hardlink_to(path)
    link(path, file.name)


def target(path: Path) -> Path:
    """The file behind an index's path: a plain file is its own only generation."""
    return path.parent / path.readlink() if path.is_symlink() else path


class SqliteGenerations:
    """`dateline.indexes.maintenance.Generations` over files `index.db.1`, `index.db.2` …"""

    def __init__(self, index: SqliteIndex) -> None:
        self._index = index
        self._path = index.path

    def current(self) -> SqliteIndex:
        """The file in use."""
        return self._index.of_file(target(self._path), any_version=True)

    def next(self) -> SqliteIndex:
        """The file that a rebuild fills; until it is whole its name ends in `.part`."""
        started = sorted(self._path.parent.glob(f"{self._path.name}.*.part"))
        file = started[0] if started else self._file(max([self._number(), *self._files()]) + 1, ".part")
        made = self._index.of_file(file, any_version=False)
        made.init()
        return made

    def former(self) -> SqliteIndex | None:
        """The other file that was kept."""
        others = [file for number, file in sorted(self._files().items()) if number != self._number()]
        return self._index.of_file(others[-1], any_version=True) if others else None

    def unswept(self) -> None:
        """Writers wait during the switch: nothing is ever left behind."""

    @contextmanager
    def held(self) -> Iterator[None]:
        """Holds the write lock of the file in use, whatever its schema version."""
        current = self.current()
        try:
            with current.locked():
                yield
        finally:
            current.close()

    def switch(self, to: SqliteIndex) -> None:
        """Point the link at another file, complete on disk."""
        to.settle()
        whole = to.path.with_name(to.path.name.removesuffix(".part"))
        to.path.replace(whole)
        link(self._path, whole.name)

    def sweep(self, former: SqliteIndex) -> None:
        """Nothing is ever left behind."""

    def finish(self, former: SqliteIndex) -> None:
        """Drop all files but the one in use and the former one."""
        for number, file in self._files().items():
            if number != self._number() and file.name != former.path.name:
                for name in (file, Path(f"{file}-wal"), Path(f"{file}-shm")):
                    name.unlink(missing_ok=True)

    def _number(self) -> int:
        suffix = target(self._path).name.removeprefix(f"{self._path.name}.")
        return int(suffix) if suffix.isdigit() else 0

    def _file(self, number: int, suffix: str = "") -> Path:
        return self._path.with_name(f"{self._path.name}.{number}{suffix}")

    def _files(self) -> dict[int, Path]:
        names = {file.name.removeprefix(f"{self._path.name}."): file for file in self._path.parent.glob(f"{self._path.name}.*")}
        return {int(number): file for number, file in names.items() if number.isdigit()}
