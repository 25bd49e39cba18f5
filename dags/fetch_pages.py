"""### Fetch pages

Woken by new entries, and every 15 minutes to sweep up what no event woke: retries that have come due, leases that expired. Each
batch task leases up to 100 entries from the ledger, fetches them politely (one request at a time per host) and puts the pages
into the archive; `dateline://pages` wakes `process_articles`.

**When it fails** A page that cannot be fetched is an outcome (`dateline outcomes` names each). The task fails when ledger or
archive cannot be reached; what it had leased comes back after 15 minutes. Clearing it is always safe.
"""

from airflow.sdk import AssetOrTimeSchedule, DeltaTriggerTimetable, dag, task

from dag_defaults import COMMON, ENTRIES, FETCH_POOL, MAX_BATCHES, PAGES, SWEEP


@dag(schedule=AssetOrTimeSchedule(timetable=DeltaTriggerTimetable(SWEEP), assets=[ENTRIES]), doc_md=__doc__, **COMMON)
def fetch_pages():
    @task
    def plan() -> list[int]:
        from dateline import wiring
        from dateline.runs import steps

        return steps.batches(wiring.settings(), "fetch", most=MAX_BATCHES)

    @task(outlets=[PAGES], pool=FETCH_POOL)
    def fetch(batch: int) -> dict[str, int]:
        import asyncio

        from dateline import wiring
        from dateline.runs import steps

        summary = asyncio.run(steps.fetch_batch(wiring.settings()))
        print(f"batch {batch}: {summary}", *summary.notes, sep="\n")
        return dict(summary.counts)

    fetch.expand(batch=plan())


fetch_pages()
