"""Every DAG loads, is thin and follows the house's policy. Airflow runs in a process of its own: the library's tests never import it."""

from __future__ import annotations

import ast
import json
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMES = {"poll_feeds", "fetch_pages", "process_articles", "daily_timeline"}

PROBE = """
import json, sys
import pendulum
from airflow.dag_processing.dagbag import DagBag
sys.path.insert(0, sys.argv[1] + "/plugins")
from dag_defaults import POOLS
bag = DagBag(dag_folder=sys.argv[1] + "/dags")
out = {"errors": {str(k): v for k, v in bag.import_errors.items()}, "pools": sorted(POOLS), "dags": {}}
for name, dag in bag.dags.items():
    out["dags"][name] = {
        "doc": dag.doc_md, "catchup": dag.catchup, "active": dag.max_active_runs, "tags": sorted(dag.tags),
        "tasks": {t.task_id: {"retries": t.retries, "callback": bool(t.on_failure_callback), "pool": t.pool,
                              "timeout": t.execution_timeout.total_seconds()} for t in dag.tasks},
    }
from airflow.serialization.encoders import coerce_to_core_timetable
timetable = coerce_to_core_timetable(bag.dags["daily_timeline"].timetable)
interval = timetable.infer_manual_data_interval(run_after=pendulum.datetime(2016, 10, 15, 3, tz="UTC"))
out["interval"] = [interval.start.isoformat(), interval.end.isoformat()]
print("PROBE" + json.dumps(out))
"""

# A real run of a real DAG, whose first task fails because the ledger cannot be opened; then a task that was killed, and one whose
# exception has several lines.
FAILS = """
import sys
from types import SimpleNamespace
from airflow.dag_processing.dagbag import DagBag
from airflow.utils.db import initdb
initdb()
dag = DagBag(dag_folder=sys.argv[1] + "/dags").get_dag("process_articles")
for task in dag.tasks:
    task.retries = 0
print("RUN", dag.test().run_id)
from dag_defaults import named_failure
killed = SimpleNamespace(dag_id="fetch_pages", task_id="fetch", run_id="manual__1", try_number=3)
named_failure({"task_instance": killed, "exception": None})
named_failure({"task_instance": killed, "exception": ValueError("two\\nlines")})
"""


def airflow(home: Path) -> dict[str, str]:
    """The environment of an Airflow that loads our DAGs and writes below one folder."""
    return os.environ | {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__DAG_PROCESSOR__DAG_VERSION_INFLATION_CHECK_LEVEL": "error",
    }


@pytest.fixture(scope="module")
def bag(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    home = tmp_path_factory.mktemp("airflow")
    environment = airflow(home)
    probe = [sys.executable, "-c", PROBE, str(ROOT)]
    done = subprocess.run(probe, env=environment, capture_output=True, text=True, timeout=600, check=False)
    lines = [line for line in done.stdout.splitlines() if line.startswith("PROBE")]
    assert lines, f"Airflow could not load the DAGs:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    return json.loads(lines[0].removeprefix("PROBE"))


def test_every_dag_loads_without_an_error(bag: dict[str, Any]) -> None:
    assert bag["errors"] == {}
    assert set(bag["dags"]) == NAMES


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_dag_has_a_runbook_and_the_defaults(bag: dict[str, Any], name: str) -> None:
    dag = bag["dags"][name]
    assert "**When it fails**" in dag["doc"]
    assert (dag["catchup"], dag["active"], dag["tags"]) == (False, 1, ["dateline"])
    for task, settings in dag["tasks"].items():
        assert settings["retries"] >= 2, task
        assert settings["callback"], task
        assert 0 < settings["timeout"] <= 3600, task


def test_every_pool_that_a_task_names_is_one_that_the_set_up_creates(bag: dict[str, Any]) -> None:
    used = {task["pool"] for dag in bag["dags"].values() for task in dag["tasks"].values()}
    assert used - {"default_pool"} == set(bag["pools"])


def test_the_daily_interval_is_the_day_before_the_run(bag: dict[str, Any]) -> None:
    assert bag["interval"] == ["2016-10-14T00:00:00+00:00", "2016-10-15T00:00:00+00:00"]


def test_a_task_that_fails_says_which_and_why_and_what_runs_it_again(tmp_path: Path) -> None:
    environment = airflow(tmp_path) | {"DATELINE_HOME": str(tmp_path / "var"), "DATELINE_LEDGER_URL": "mysql://u@h/d"}
    failing = [sys.executable, "-c", FAILS, str(ROOT)]
    done = subprocess.run(failing, env=environment, capture_output=True, text=True, timeout=600, check=False)
    told = done.stdout + done.stderr
    run = re.search(r"^RUN (\S+)$", told, re.M)
    assert run, told[-4000:]
    said = (
        f"process_articles.plan of the run {run[1]} failed (try 1): DATELINE_LEDGER_URL: no ledger on mysql; write"
        " sqlite:////path/to/ledger.db or postgresql+psycopg://USER:PASSWORD@HOST/DATABASE. Nothing is lost: leased entries come back by"
        " themselves; `airflow tasks clear process_articles --only-failed --yes` runs it now."
    )
    assert said in told
    assert "fetch_pages.fetch of the run manual__1 failed (try 3): its process was killed. Nothing is lost: " in told
    assert "fetch_pages.fetch of the run manual__1 failed (try 3): two lines. Nothing is lost: " in told

    command = said.split("`")[1].split()
    assert states(tmp_path) == {"plan": "failed", "process": "upstream_failed", "join": "upstream_failed"}
    subprocess.run([Path(sys.executable).parent / command[0], *command[1:]], env=environment, capture_output=True, timeout=600, check=True)
    assert states(tmp_path) == {"plan": None, "process": None, "join": None}


def states(home: Path) -> dict[str, str | None]:
    """What Airflow's own database says of each task."""
    with closing(sqlite3.connect(home / "airflow.db")) as connection:
        return dict(connection.execute("SELECT task_id, state FROM task_instance").fetchall())


@pytest.mark.parametrize("path", sorted((ROOT / "dags").glob("*.py")), ids=lambda path: path.stem)
def test_dag_files_only_schedule(path: Path) -> None:
    """No logic: no loop and no branch, no import of another DAG file, and the library only inside tasks."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not [node for node in ast.walk(tree) if isinstance(node, (ast.For, ast.While, ast.If, ast.Try))]
    top = [alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names]
    top += [str(node.module) for node in tree.body if isinstance(node, ast.ImportFrom)]
    assert {name.split(".")[0] for name in top} <= {"airflow", "dag_defaults", "datetime"}


def test_plugins_that_are_not_plugins_are_named_in_airflowignore() -> None:
    ignored = set((ROOT / "plugins" / ".airflowignore").read_text(encoding="utf-8").split())
    assert ignored == {f"{path.name}/" if path.is_dir() else path.name for path in (ROOT / "plugins").glob("[!._]*")}
