"""The commands over a real Elasticsearch: they answer as over the embedded index, and refuse what they cannot use."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from dateline import wiring
from tests.cli.conftest import Run
from tests.services_elasticsearch import Server

# The names of the indexes are not configurable: one after the other.
pytestmark = pytest.mark.xdist_group("cli-elasticsearch")

KINDS = ("articles", "events")
Spoil = Callable[[], None]


@pytest.fixture(params=["sqlite", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def spoil(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Spoil:
    """Chooses an index for the commands; makes it one of another release when called."""
    if request.param == "sqlite":
        return lambda: _set_version(tmp_path / "home" / "index.db")
    client: Elasticsearch = request.getfixturevalue("bare_server")
    monkeypatch.setenv("DATELINE_INDEX_URL", request.getfixturevalue("elasticsearch_server").url)
    return lambda: _set_schema(client)


def _set_version(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()


def _set_schema(client: Elasticsearch) -> None:
    for kind in KINDS:
        (name,) = client.indices.get_alias(name=f"dateline-{kind}")
        client.indices.put_mapping(index=name, meta={"schema": 99})


def test_an_index_of_another_release_is_refused_and_can_be_rebuilt(run: Run, folder: Path, spoil: Spoil) -> None:
    assert run("ingest", "--folder", folder, "--published", "2016-10-15")[0] == 0
    before = run("search", "--events", "--format", "csv")
    spoil()
    for command in (("search",), ("ingest", "--folder", str(folder)), ("index", "init"), ("index", "check"), ("retag",), ("timeline",)):
        code, out, err = run(*command)
        assert (code, out, len(err.splitlines())) == (2, "", 1), (command, err)
        assert "has index version 99, this release needs 1; run `dateline index rebuild`" in err
    code, _, err = run("index", "rebuild")
    assert (code, err.startswith("1 articles in the new index")) == (0, True), err
    code, out, err = run("index", "check")
    assert (code, "ledger and index agree" in out) == (0, True), out + err
    assert run("search", "--events", "--format", "csv") == before


@pytest.mark.elasticsearch
def test_a_rebuild_tags_nothing_again_because_of_a_refusal_that_passes(
    run: Run, folder: Path, bare_server: Elasticsearch, elasticsearch_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("ingest", "--folder", folder, "--published", "2016-10-15", DATELINE_INDEX_URL=elasticsearch_server.url)[0] == 0
    monkeypatch.setattr(wiring, "_tagged_again", lambda *_: pytest.fail("tagged again"))
    bare_server.indices.put_alias(index=next(iter(bare_server.indices.get_alias(name="dateline-events"))), name="dateline-spare")
    bare_server.indices.create(index="dateline-events-1-000009", aliases={"dateline-events": {}})
    code, _, err = run("index", "rebuild")
    assert (code, len(err.splitlines())) == (2, 1), err
    assert "the alias leads to dateline-events-1-000001, dateline-events-1-000009" in err
    bare_server.indices.delete(index="dateline-events-1-000009")
    assert run("index", "rebuild")[0] == 0


@pytest.mark.elasticsearch
def test_an_index_where_the_alias_should_be_is_named_and_kept(run: Run, bare_server: Elasticsearch, elasticsearch_server: Server) -> None:
    bare_server.indices.create(index="dateline-events")
    for command in (("index", "init"), ("search",)):
        code, out, err = run(*command, DATELINE_INDEX_URL=elasticsearch_server.url)
        assert (code, out) == (2, "")
        assert err == (
            "dateline: dateline-events: is an index and must be an alias; keep its documents elsewhere, DELETE /dateline-events, "
            "run `dateline index init`\n"
        )
    assert bare_server.indices.exists(index="dateline-events")
    bare_server.indices.delete(index="dateline-events")
    assert run("index", "init")[0] == 0


@pytest.mark.elasticsearch
def test_a_lost_alias_never_leads_to_an_empty_index(
    run: Run, folder: Path, bare_server: Elasticsearch, elasticsearch_server: Server
) -> None:
    assert run("ingest", "--folder", folder, "--published", "2016-10-15", DATELINE_INDEX_URL=elasticsearch_server.url)[0] == 0
    assert run("index", "rebuild")[0] == 0
    bare_server.indices.delete_alias(index="dateline-events-1-000002", name="dateline-events")
    code, _, err = run("index", "init")
    assert (code, err) == (
        2,
        "dateline: dateline-events: no alias leads to dateline-events-1-000002; add it "
        "(PUT /dateline-events-1-000002/_alias/dateline-events), or delete the index\n",
    )
    bare_server.indices.put_alias(index="dateline-events-1-000002", name="dateline-events")
    assert run("index", "check")[0] == 0
