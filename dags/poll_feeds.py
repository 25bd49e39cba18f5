"""### Poll feeds

Every ten minutes: registers the sources of this installation and polls those that are due by their own schedule. New entries go
to the ledger; the asset `dateline://entries` wakes `fetch_pages`.

**When it fails** A source that does not answer is an outcome, not a failure (`dateline sources list` shows each with its reason).
The task itself fails as long as no source has answered at its last poll, when ledger or archive cannot be reached, or when a
sources file is wrong: the last log line says which.
Clearing the task is always safe, and asks all sources again when none had answered. Trigger the DAG with `{"all": true}` to poll
every source now, due or not.
"""

from datetime import timedelta

from airflow.sdk import Param, dag, task

from dag_defaults import COMMON, ENTRIES, fail_if

ALL = Param(False, type="boolean", description="Poll every source now, due or not.")


@dag(schedule=timedelta(minutes=10), params={"all": ALL}, doc_md=__doc__, **COMMON)
def poll_feeds():
    @task(outlets=[ENTRIES])
    def poll(params=None, ti=None) -> dict[str, int]:
        import asyncio

        from dateline import wiring
        from dateline.runs import steps

        summary = asyncio.run(steps.poll(wiring.settings(), everything=params["all"], again=ti.try_number > 1))
        print(summary, *summary.notes, sep="\n")
        fail_if(steps.silence(wiring.settings()))
        return dict(summary.counts)

    poll()


poll_feeds()
