"""What an operator gets wrong, run through the commands against real servers: exit 2, one line with the repair, nothing changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from dateline import wiring
from dateline.indexes.elasticsearch.connect import connect
from dateline.indexes.elasticsearch.index import ElasticsearchIndex
from dateline.ledger.schema import VERSION_TABLE
from dateline.pipeline.processing import INDEX_PAUSE
from tests.bundles import bundle, event
from tests.cli.conftest import Run
from tests.indexes.test_elasticsearch_security import PASSWORD, secure_server  # noqa: F401 - a fixture
from tests.services import Postgres, free_port
from tests.services_elasticsearch import Server

# One secure server for all of these.
pytestmark = pytest.mark.xdist_group("cli-unusable")

WRONG = "s3cret-but-wrong"
Case = tuple[Mapping[str, str], str]


def refused(run: Run, command: tuple[str, ...], variables: Mapping[str, str], words: str) -> None:
    """Runs a command that must end with exit 2 and one line."""
    code, out, err = run(*command, **variables)
    assert (code, out, len(err.splitlines())) == (2, "", 1), (command, err)
    assert words in err, (command, err)
    assert PASSWORD not in err
    assert WRONG not in err


# ---- the index ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def owner(secure_server: Server) -> Iterator[ElasticsearchIndex]:  # noqa: F811 - the fixture
    """The index as its owner sees it, with one article in it."""
    ca = str(secure_server.config / "tls" / "ca.crt")
    index = ElasticsearchIndex(connect(secure_server.url, user="owner", password=PASSWORD, ca=ca))
    index.init()
    index.write([bundle(event())])
    yield index
    index.client.indices.delete(index=[name for kind in ("articles", "events") for name in index.generations_of(kind)])
    index.close()


def held(index: ElasticsearchIndex) -> dict[str, list[tuple[str, int]]]:
    """Ids and versions of all that is stored."""
    index.refresh()
    return {kind: list(index.versions(kind)) for kind in ("articles", "events")}


INDEX: dict[str, Case] = {
    "port": ({"DATELINE_INDEX_URL": "https://localhost:1"}, "is it running, and is DATELINE_INDEX_URL right?"),
    "host": ({"DATELINE_INDEX_URL": "https://nowhere.invalid:9200"}, "is it running, and is DATELINE_INDEX_URL right?"),
    "scheme": ({"DATELINE_INDEX_URL": "http://localhost:PORT", "DATELINE_INDEX_CA": ""}, "DATELINE_INDEX_URL"),
    "name": ({"DATELINE_INDEX_URL": "https://127.0.0.1:PORT"}, "use the name in the certificate in DATELINE_INDEX_URL"),
    "user": ({"DATELINE_INDEX_USER": "nobody"}, "check DATELINE_INDEX_USER and DATELINE_INDEX_PASSWORD"),
    "password": ({"DATELINE_INDEX_PASSWORD": WRONG}, "check DATELINE_INDEX_USER and DATELINE_INDEX_PASSWORD"),
    "no credentials": (
        {"DATELINE_INDEX_USER": "", "DATELINE_INDEX_PASSWORD": ""},
        "check DATELINE_INDEX_USER and DATELINE_INDEX_PASSWORD",
    ),
    "no password": ({"DATELINE_INDEX_PASSWORD": ""}, "DATELINE_INDEX_USER: needs DATELINE_INDEX_PASSWORD"),
    "api key": (
        {"DATELINE_INDEX_USER": "", "DATELINE_INDEX_PASSWORD": "", "DATELINE_INDEX_API_KEY": "czNjcmV0OndhbnRlZA=="},
        "or DATELINE_INDEX_API_KEY",
    ),
    "rights": ({"DATELINE_INDEX_USER": "outsider"}, "give the role of DATELINE_INDEX_USER or DATELINE_INDEX_API_KEY the cluster privilege"),
    "no CA": ({"DATELINE_INDEX_CA": ""}, "set DATELINE_INDEX_CA to the file of its CA"),
    "CA not there": ({"DATELINE_INDEX_CA": "/nowhere/ca.crt"}, "DATELINE_INDEX_CA: /nowhere/ca.crt cannot be used"),
}
COMMANDS = [
    ("search",),
    ("timeline",),
    ("index", "init"),
    ("index", "check"),
    ("index", "rebuild"),
    ("index", "rebuild", "--back"),
    ("retag",),
]


@pytest.mark.elasticsearch
@pytest.mark.parametrize("case", INDEX)
def test_an_index_that_cannot_be_used(
    run: Run,
    folder: Path,
    owner: ElasticsearchIndex,
    secure_server: Server,  # noqa: F811 - the fixture
    case: str,
) -> None:
    changes, words = INDEX[case]
    before = held(owner)
    right = {
        "DATELINE_INDEX_URL": secure_server.url,
        "DATELINE_INDEX_USER": "owner",
        "DATELINE_INDEX_PASSWORD": PASSWORD,
        "DATELINE_INDEX_CA": str(secure_server.config / "tls" / "ca.crt"),
    }
    wrong = right | {name: value.replace("PORT", str(secure_server.port)) for name, value in changes.items()}
    for command in [*COMMANDS, ("ingest", "--folder", str(folder), "--published", "2016-10-15")]:
        refused(run, command, wrong, words)
    assert held(owner) == before
    assert run("outcomes", "--format", "jsonl")[1] == ""


@pytest.mark.elasticsearch
def test_a_writer_may_write_and_not_rebuild(
    run: Run,
    folder: Path,
    owner: ElasticsearchIndex,
    secure_server: Server,  # noqa: F811 - the fixture
) -> None:
    variables = {
        "DATELINE_INDEX_URL": secure_server.url,
        "DATELINE_INDEX_USER": "writer",
        "DATELINE_INDEX_PASSWORD": PASSWORD,
        "DATELINE_INDEX_CA": str(secure_server.config / "tls" / "ca.crt"),
    }
    assert run("ingest", "--folder", folder, "--published", "2016-10-15", **variables)[0] == 0
    before = held(owner)
    refused(run, ("index", "rebuild"), variables, "does not permit this")
    assert len(before["articles"]) == 2
    assert held(owner) == before


@pytest.mark.elasticsearch
def test_a_reader_may_read_and_what_it_could_not_write_waits(
    run: Run,
    folder: Path,
    owner: ElasticsearchIndex,
    secure_server: Server,  # noqa: F811 - the fixture
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    variables = {
        "DATELINE_INDEX_URL": secure_server.url,
        "DATELINE_INDEX_USER": "reader",
        "DATELINE_INDEX_PASSWORD": PASSWORD,
        "DATELINE_INDEX_CA": str(secure_server.config / "tls" / "ca.crt"),
    }
    before = held(owner)
    assert run("search", **variables)[0] == 0
    ingest = ("ingest", "--folder", str(folder), "--published", "2016-10-15")
    refused(run, ingest, variables, "give the role of DATELINE_INDEX_USER or DATELINE_INDEX_API_KEY the index privilege")
    (entry,) = [json.loads(line) for line in run("outcomes", "--format", "jsonl")[1].splitlines()]
    assert (entry["outcome"], "does not permit this" in entry["reason"]) == ("failed_retryable", True)
    assert held(owner) == before
    later = wiring.now() + INDEX_PAUSE
    monkeypatch.setattr(wiring, "now", lambda: later)
    assert run(*ingest, DATELINE_INDEX_USER="writer")[0] == 0
    assert len(held(owner)["articles"]) == 2
    assert run("index", "check")[1].startswith("2 articles")


# ---- the ledger ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def passworded(postgres: Postgres) -> Iterator[Callable[..., str]]:
    """URLs of a database of a user who needs a password; `database` and `password` may be wrong."""
    postgres.execute(f"CREATE ROLE clerk LOGIN PASSWORD '{PASSWORD}'", "CREATE DATABASE office OWNER clerk")
    postgres.require_passwords()
    yield lambda database="office", password=PASSWORD: postgres.url(database, user="clerk", password=password)
    postgres.execute("DROP DATABASE office WITH (FORCE)", "DROP ROLE clerk")


@pytest.mark.postgres
def test_a_ledger_that_cannot_be_used(run: Run, folder: Path, postgres: Postgres, passworded: Callable[..., str]) -> None:
    right = passworded()
    ingest = ("ingest", "--folder", str(folder), "--published", "2016-10-15")
    assert run(*ingest, DATELINE_LEDGER_URL=right)[0] == 0
    _, before, _ = run("outcomes", "--format", "jsonl")
    cases = {
        passworded(password=WRONG): "check the server, and user, password and database in DATELINE_LEDGER_URL",
        passworded(password=None): "check the server, and user, password and database in DATELINE_LEDGER_URL",
        passworded("nowhere"): "check the server, and user, password and database in DATELINE_LEDGER_URL",
        right.replace(str(postgres.port), str(free_port())): "check the server, and user, password and database in DATELINE_LEDGER_URL",
        right.replace("clerk", "nobody"): "check the server, and user, password and database in DATELINE_LEDGER_URL",
        right.replace("@127", "@x@:127"): "DATELINE_LEDGER_URL",
    }
    for url, words in cases.items():
        for command in (("outcomes",), ("sources", "list"), ("index", "check"), ("retag",), ingest):
            refused(run, command, {"DATELINE_LEDGER_URL": url}, words)
    assert run("outcomes", "--format", "jsonl", DATELINE_LEDGER_URL=right) == (0, before, "")
    assert run("index", "check")[0] == 0


@pytest.mark.postgres
def test_a_ledger_of_another_program_or_release_is_left_alone(run: Run, folder: Path, postgres: Postgres, postgres_url: str) -> None:
    database = postgres_url.rpartition("/")[2]
    ingest = ("ingest", "--folder", str(folder), "--published", "2016-10-15")
    postgres.execute("CREATE TABLE invoices (id int)", "INSERT INTO invoices VALUES (1)", database=database)
    refused(run, ingest, {"DATELINE_LEDGER_URL": postgres_url}, "holds other tables (invoices) and no ledger; give the ledger a database")
    postgres.execute("DROP TABLE invoices", database=database)
    assert run(*ingest)[0] == 0
    postgres.execute(f"UPDATE {VERSION_TABLE} SET version_num = '9999'", database=database)
    refused(run, ingest, {}, "has schema 9999")
    refused(run, ("outcomes",), {}, "has schema 9999")
