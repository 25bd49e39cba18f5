"""The commands over a real Elasticsearch: they answer as over the embedded index, and refuse what they cannot use."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch
from starlette.testclient import TestClient

from dateline import wiring
from dateline.asking.names import load_names
from dateline.indexes.meaning import KINDS, SCHEMA
from dateline.newsroom.server import Newsroom
from dateline.pages.access import Access
from dateline.pages.app import application
from dateline.pages.site import Site
from dateline.runs import upkeep
from dateline.seeds import shipped
from tests.cli.conftest import Run
from tests.services_elasticsearch import Server

# The names of the indexes are not configurable: one after the other.
pytestmark = pytest.mark.xdist_group("cli-elasticsearch")

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


def test_there_is_no_way_back_from_an_index_that_was_never_rebuilt(run: Run, spoil: Spoil) -> None:
    for _ in range(2):
        code, _, err = run("index", "rebuild", "--back")
        assert (code, err) == (1, "dateline: there is no former generation of the index to go back to\n")
        spoil()


def test_an_index_of_another_release_is_refused_and_can_be_rebuilt(run: Run, folder: Path, spoil: Spoil) -> None:
    assert run("ingest", "--folder", folder, "--published", "2016-10-15")[0] == 0
    before = run("search", "--events", "--format", "csv")
    spoil()
    for command in (("search",), ("ingest", "--folder", str(folder)), ("index", "init"), ("index", "check"), ("retag",), ("timeline",)):
        code, out, err = run(*command)
        assert (code, out, len(err.splitlines())) == (2, "", 1), (command, err)
        assert f"has index version 99, this release needs {SCHEMA}; run `dateline index rebuild`" in err
    code, _, err = run("index", "rebuild")
    assert (code, err.startswith("1 articles in the new index")) == (0, True), err
    code, out, err = run("index", "check")
    assert (code, "ledger and index agree" in out) == (0, True), out + err
    assert run("search", "--events", "--format", "csv") == before


@pytest.mark.elasticsearch
def test_an_index_of_the_first_release_which_had_no_incidents_is_rebuilt_and_left_again(
    run: Run, folder: Path, bare_server: Elasticsearch, elasticsearch_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_INDEX_URL", elasticsearch_server.url)
    assert run("ingest", "--folder", folder, "--published", "2016-10-15")[0] == 0
    _set_schema(bare_server)
    bare_server.indices.delete(index=list(bare_server.indices.get_alias(name="dateline-incidents")))
    code, _, err = run("index", "rebuild")
    assert (code, err.startswith("1 articles in the new index")) == (0, True), err
    assert run("index", "check")[0] == 0
    code, _, err = run("index", "rebuild", "--back")
    assert (code, err) == (0, "the former index is in use again\n")


@pytest.mark.elasticsearch
@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("search", "--place", "Khartuom"), "--place Khartuom: no place is called Khartuom; did you mean Khartoum?"),
        (("timeline", "--actor", "Putn"), "--actor Putn: nobody in our lists is called so; did you mean Putin?"),
        (
            ("search", "--source", "nobody"),
            "--source nobody: no outlet and no source in the index is called so; write the name of an outlet",
        ),
        (("search", "--type", "ASSULT"), "--type 'ASSULT' is none of AGREE, "),
        (("timeline", "--status", "happend"), "--status 'happend' is none of happened, "),
        (("report", "--out", "x.html", "--place", "the capital"), "--place the capital: the capital of which country?"),
        (("search", "--since", "2023-04-20", "--until", "2023-04-15"), "--since 2023-04-20 is after until 2023-04-15; change one for"),
        (("search", '"barrel bombs'), 'the quotation mark before barrel bombs is never closed; add another "; did you mean barrel bombs?'),
        (("search", "--sort", "size"), "Invalid value for '--sort': 'size' is not one of 'newest', 'oldest', 'relevance'."),
    ],
)
def test_what_cannot_be_asked_is_one_line_and_exit_2(run: Run, spoil: Spoil, command: tuple[str, ...], said: str) -> None:
    assert run("index", "init")[0] == 0
    code, out, err = run(*command)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"dateline: {said}")


def test_a_rebuild_tags_nothing_again_because_of_a_refusal_that_passes(
    run: Run, folder: Path, bare_server: Elasticsearch, elasticsearch_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("ingest", "--folder", folder, "--published", "2016-10-15", DATELINE_INDEX_URL=elasticsearch_server.url)[0] == 0
    monkeypatch.setattr(upkeep, "_tagged_again", lambda *_: pytest.fail("tagged again"))
    bare_server.indices.put_alias(index=next(iter(bare_server.indices.get_alias(name="dateline-events"))), name="dateline-spare")
    bare_server.indices.create(index=f"dateline-events-{SCHEMA}-000009", aliases={"dateline-events": {}})
    code, _, err = run("index", "rebuild")
    assert (code, len(err.splitlines())) == (2, 1), err
    assert f"the alias leads to dateline-events-{SCHEMA}-000001, dateline-events-{SCHEMA}-000009" in err
    bare_server.indices.delete(index=f"dateline-events-{SCHEMA}-000009")
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
    bare_server.indices.delete_alias(index=f"dateline-events-{SCHEMA}-000002", name="dateline-events")
    code, _, err = run("index", "init")
    assert (code, err) == (
        2,
        f"dateline: dateline-events: no alias leads to dateline-events-{SCHEMA}-000002; add it "
        f"(PUT /dateline-events-{SCHEMA}-000002/_alias/dateline-events), or delete the index\n",
    )
    bare_server.indices.put_alias(index=f"dateline-events-{SCHEMA}-000002", name="dateline-events")
    assert run("index", "check")[0] == 0


# ---- the same answers from both engines ---------------------------------------------------------------------------------

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
READING = [
    ("search",),
    ("search", "--format", "jsonl"),
    ("search", "--format", "csv", "--sort", "oldest"),
    ("search", "ceasefire", "--format", "jsonl"),
    ("search", "--since", "2016-10-10", "--until", "2016-10-14", "--limit", "7"),
    ("search", "--events", "--limit", "500"),
    ("search", "--events", "--format", "jsonl", "--limit", "500"),
    ("search", "--events", "--format", "csv", "--sort", "oldest", "--limit", "20"),
    ("search", "--events", "--format", "geojson", "--limit", "500"),
    ("search", "bombed", "--events", "--place", "Aleppo", "--format", "csv"),
    ("search", "--near", "36.2,37.16,100", "--status", "happened", "--format", "csv"),
    ("search", "--type", "ASSAULT", "--actor", "SY", "--format", "csv"),
    ("search", "--source", "wire", "--since", "2016-10-12", "--format", "jsonl"),
    ("search", "--incidents", "--limit", "500"),
    ("search", "--incidents", "--format", "jsonl", "--limit", "500"),
    ("search", "--incidents", "--place", "Aleppo", "--since", "2016-10-10", "--format", "csv"),
    ("search", "nothing-like-it"),
    ("timeline",),
    ("timeline", "--by", "week", "--type", "ASSAULT"),
    ("timeline", "--by", "month", "--place", "Syria"),
]


def answers(run: Run, out: Path) -> dict[tuple[str, ...], tuple[int, str, str]]:
    """What the reading commands print, and the report that they write."""
    told = {command: run(*command) for command in READING}
    assert run("report", "--out", out)[0] == 0
    told["report",] = (0, out.read_text(encoding="utf-8"), "")
    return told


def pages() -> dict[str, str]:
    """The start page, filtered ones, and the page of every article and incident."""
    config = wiring.settings()
    index = wiring.index(config)
    asked = ["/", "/?type=ASSAULT&since=2016-10-10&until=2016-10-16", "/?q=ceasefire&status=demanded"]
    asked += [f"/article/{key}" for key, _ in index.versions("articles")]
    asked += [f"/incident/{hit.id}" for hit in index.scan("incidents")]
    try:
        app = application(Site(index, load_names(config), wiring.codes(config), sample=True), access=Access(), clock=wiring.now)
        client = TestClient(app, base_url="http://localhost", follow_redirects=False)
        return {path: _page(client, path) for path in asked}
    finally:
        index.close()


def _page(client: TestClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.text)
    return answer.text


@pytest.fixture
def newsroom(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """The sample newsroom, served; the sources file that names it. The clock stands still, so that all documents are alike."""
    monkeypatch.setattr(wiring, "now", lambda: NOW)
    sources = tmp_path / "sources.json"
    with Newsroom(shipped() / "newsroom") as room:
        rows = [{"id": source.id, "url": source.url, "name": source.name, "timezone": source.timezone} for source in room.sources]
        sources.write_text(json.dumps(rows), encoding="utf-8")
        monkeypatch.setenv("DATELINE_HOST_MAP", ",".join(f"{name}={host}:{port}" for name, (host, port) in room.host_map.items()))
        monkeypatch.setenv("DATELINE_HOST_SPACING", "PT0S")
        yield sources


@pytest.mark.elasticsearch
@pytest.mark.usefixtures("bare_server")
def test_both_engines_give_the_same_answers(run: Run, newsroom: Path, elasticsearch_server: Server, tmp_path: Path) -> None:
    said, shown = [], []
    for name, url in (("embedded", ""), ("server", elasticsearch_server.url)):
        code, _, err = run("ingest", "--sources", newsroom, "--once", DATELINE_HOME=str(tmp_path / name), DATELINE_INDEX_URL=url)
        assert code == 0, err
        assert run("incidents", "rebuild")[0] == 0  # As retag does below: joining all anew can differ from joining what has just come.
        said.append(answers(run, tmp_path / f"{name}.html"))
        shown.append(pages())
    for command in said[0]:
        assert said[1][command] == said[0][command], command
    assert shown[1].keys() == shown[0].keys()
    for page in shown[0]:
        assert shown[1][page] == shown[0][page], page
    assert len(shown[0]) > 40
    empty = [command for command, (_, _, counted) in said[0].items() if re.search(r"^0 (of|events)", counted, re.M)]
    assert empty == [("search", "nothing-like-it")]

    # Upkeep over the server changes no answer.
    for command in (
        ("doctor",),
        ("index", "check"),
        ("retag",),
        ("index", "rebuild"),
        ("index", "check"),
        ("index", "rebuild", "--back"),
        ("index", "check"),
    ):
        code, out, err = run(*command)
        assert code == 0, (command, out, err)
    after = answers(run, tmp_path / "after.html")
    assert {command: told for command, told in after.items() if "jsonl" not in command} == {
        command: told
        for command, told in said[1].items()
        if "jsonl" not in command  # Whole documents: their revision is another.
    }
