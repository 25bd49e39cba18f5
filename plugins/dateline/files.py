"""Files that we write: what goes wrong names the file, also where the system does not (a disk that is full)."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)  # Room is missing, and no right.


@contextmanager
def named(path: Path) -> Iterator[None]:
    """Every OSError of the block names a file: `path`, unless it names one itself."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(path)
        raise
