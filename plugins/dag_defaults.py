"""What every DAG of Dateline has in common: defaults, assets, pools and what happens when a task fails.

Airflow imports this from `plugins/` (named in `.airflowignore`, so that it is not run as a plugin).
"""

from __future__ import annotations

import logging
import os
from datetime import datetime, timedelta
from typing import Any

import pendulum
from airflow.sdk import Asset
from airflow.sdk.exceptions import AirflowFailException

log = logging.getLogger("dateline.dags")

# An asset event only wakes the next DAG; the work itself is in the ledger (docs/decisions: why assets only wake).
ENTRIES = Asset("dateline://entries")
PAGES = Asset("dateline://pages")
TIMELINE = Asset("dateline://timeline")

START = pendulum.datetime(2016, 10, 1, tz="UTC")
SWEEP = timedelta(minutes=15)  # How long work may wait that no asset event woke.
MAX_BATCHES = 50  # Mapped tasks a run: a task costs 0.45 CPU s, the web server stays usable.

FETCH_POOL = "dateline_fetch"
PROCESS_POOL = "dateline_process"
POOLS = {FETCH_POOL: 2, PROCESS_POOL: 2}


def named_failure(context: Any) -> None:
    """Say in one line which task of which run failed, why, and the command that runs it again."""
    instance = context["task_instance"]
    log.error(
        "%s.%s of the run %s failed (try %s): %s. Nothing is lost: leased entries come back by themselves; "
        "`%s tasks clear %s --only-failed --yes` runs it now.",
        instance.dag_id,
        instance.task_id,
        instance.run_id,
        instance.try_number,
        " ".join(str(context.get("exception") or "its process was killed").split()),
        os.environ.get("DATELINE_AIRFLOW") or "airflow",
        instance.dag_id,
    )


# A scheduler that starts a task before the api-server answers fails it in pre-execute: two retries carry it over.
DEFAULT_ARGS: dict[str, Any] = {
    "owner": "dateline",
    "retries": 2,
    "retry_delay": timedelta(minutes=1),
    "retry_exponential_backoff": True,
    "max_retry_delay": timedelta(minutes=10),
    "execution_timeout": timedelta(minutes=30),
    "on_failure_callback": named_failure,
}

COMMON: dict[str, Any] = {
    "start_date": START,
    "catchup": False,
    "max_active_runs": 1,
    "default_args": DEFAULT_ARGS,
    "tags": ["dateline"],
    "render_template_as_native_obj": True,
}


def fail_if(reason: str | None) -> None:
    """End the task as failed when there is a reason, without a retry: a minute later nobody would say anything else."""
    if reason:
        raise AirflowFailException(reason)


def day_of(context: Any) -> str:
    """The day that a daily run is about: the param `day`, else the day that the data interval covers, else yesterday."""
    if day := context["params"].get("day"):
        return str(day)
    start: datetime | None = context.get("data_interval_start")
    moment = pendulum.instance(start) if start else pendulum.now("UTC").subtract(days=1)
    return moment.in_timezone("UTC").to_date_string()
