"""Lines of JSON Lines that cannot be used, through every command that reads some: one line that names the line and what is wrong."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable

import pytest

from tests.cli.conftest import Run

Given = Callable[[str], None]
READERS = [("tag", "--jsonl"), ("extract", "--jsonl"), ("incidents", "group", "--jsonl")]


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Given:
    """Puts a text on stdin."""
    return lambda text: monkeypatch.setattr(sys, "stdin", io.StringIO(text))


@pytest.mark.parametrize("command", READERS, ids=" ".join)
@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("[" * 200_000, "lists or objects in one another without end"),
        (f'{{"id": {"9" * 5000}}}', "a number of thousands of digits"),
        ("{", "not JSON: "),
        ("[1]", "must be an object, not list"),
    ],
    ids=["deep", "number", "cut", "list"],
)
def test_a_line_that_holds_no_object_is_named(run: Run, given: Given, command: tuple[str, ...], line: str, named: str) -> None:
    given(f"\n{line}\n")
    code, out, err = run(*command)
    assert (code, out, len(err.splitlines())) == (2, "", 1), err
    assert ("stdin line 2: " in err, named in err) == (True, True), err
