"""Errors of files that we write."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from dateline.files import named


@pytest.mark.parametrize("given", [None, "/its/own"])
def test_an_error_without_a_name_gets_that_of_the_file(given: str | None) -> None:
    with pytest.raises(OSError, match="No space left") as caught, named(Path("/ours")):
        raise OSError(errno.ENOSPC, "No space left on device", given)
    assert caught.value.filename == (given or "/ours")
