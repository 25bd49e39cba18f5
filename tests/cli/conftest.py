"""Running commands as a user does, for the tests of this folder."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dateline import wiring
from dateline.cli import main
from dateline.indexes.elasticsearch.connect import connect
from dateline.indexes.meaning import KINDS

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

    from tests.services_elasticsearch import Server

TEXT = (
    "Warplanes bombed the northern districts of Aleppo on Friday, the Syrian Observatory for Human Rights said.\n\n"
    "At least 12 people were killed in the raid. The army denied that it had attacked civilians.\n\n"
    "The United Nations called for a ceasefire of 48 hours so that the wounded could leave the besieged part of the city.\n"
)
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `dateline ...` in this process, in a home of its own: (exit code, stdout, stderr)."""
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DATELINE_WORKERS", "1")

    def go(*arguments: str | Path, **variables: str) -> tuple[int, str, str]:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        code = call(monkeypatch, *arguments)
        out, err = capsys.readouterr()
        return code, out, err

    return go


def call(monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> int:
    """Run `dateline ...` in this process and in this environment: its exit code."""
    wiring.settings.cache_clear()
    monkeypatch.setattr(sys, "argv", ["dateline", *map(str, arguments)])
    try:
        main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one article."""
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "raid.txt").write_text(TEXT, encoding="utf-8")
    return articles


@pytest.fixture
def bare_server(elasticsearch_server: Server) -> Iterator[Elasticsearch]:
    """A client of the plain server, on which there is no index of the names that the commands use, before and after."""
    with connect(elasticsearch_server.url) as client:
        clear(client)
        yield client
        clear(client)


def clear(client: Elasticsearch) -> None:
    """Remove every index of ours."""
    if names := list(client.indices.get(index="dateline-*", features="aliases")):
        client.indices.delete(index=names)
    for kind in KINDS:
        client.options(ignore_status=404).indices.delete_index_template(name=f"dateline-{kind}")
