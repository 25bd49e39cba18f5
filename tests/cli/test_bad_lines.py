"""Lines of JSON Lines that cannot be used, through every command that reads some: one line that names the line and what is wrong."""

from __future__ import annotations

import io
import json
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


@pytest.mark.parametrize("value", ["5", '["a"]', '{"a": 1}', "true"])
@pytest.mark.parametrize(
    ("command", "key"),
    [
        *((READERS[0], key) for key in ("text", "title", "published", "timezone", "language")),
        *((READERS[1], key) for key in ("url", "html", "html_path")),
        *((READERS[2], key) for key in ("text", "title", "published")),
    ],
)
def test_what_must_be_a_string_is_named_with_line_and_key(run: Run, given: Given, command: tuple[str, ...], key: str, value: str) -> None:
    given(f'\n{{"id": "a", "{key}": {value}}}\n')
    code, out, err = run(*command)
    kind = type(json.loads(value)).__name__
    assert (code, out, err) == (2, "", f'dateline: {" ".join(command[:-1])}: stdin line 2: "{key}" must be a string, not {kind}\n')


def test_a_mention_that_is_none_is_named_with_its_line(run: Run, given: Given) -> None:
    given('{"id": 1, "mentions": ["x"], "published": "2016-10-10"}\n')
    code, out, err = run("incidents", "group", "--jsonl")
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert "stdin line 1: not a line of `dateline tag`" in err
