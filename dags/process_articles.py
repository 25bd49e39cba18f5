"""### Process articles

Woken by fetched pages, and every 15 minutes to sweep up the rest. Each batch task leases up to 100 pages, extracts the article,
tags it and writes it with its events to the index. The language model is loaded once per task. At the end one task joins the days
that were touched into incidents; joining twice changes nothing, and `dateline incidents rebuild` joins everything anew.

**When it fails** A page without an article is an outcome. While the index is out of reach nothing is leased and the task fails
with the repair in its last line; after that run `dateline index check`. A page that kills its worker ends as `dead` after ten
times (`dateline outcomes` names it, `dateline replay` brings it back).
"""

from airflow.sdk import AssetOrTimeSchedule, DeltaTriggerTimetable, dag, task

from dag_defaults import COMMON, MAX_BATCHES, PAGES, PROCESS_POOL, SWEEP, TIMELINE


@dag(schedule=AssetOrTimeSchedule(timetable=DeltaTriggerTimetable(SWEEP), assets=[PAGES]), doc_md=__doc__, **COMMON)
def process_articles():
    @task
    def plan() -> list[int]:
        from dateline import wiring
        from dateline.runs import steps

        return steps.batches(wiring.settings(), "process", most=MAX_BATCHES)

    @task(outlets=[TIMELINE], pool=PROCESS_POOL)
    def process(batch: int) -> list[str]:
        from dateline import wiring
        from dateline.runs import steps

        summary = steps.process_batch(wiring.settings())
        print(f"batch {batch}: {summary}", *summary.notes, sep="\n")
        return [moment.isoformat() for moment in summary.span]

    @task
    def join(spans: list[list[str]]) -> None:
        from datetime import datetime

        from dateline import wiring
        from dateline.runs import joining

        moments = [datetime.fromisoformat(moment) for span in spans or () for moment in span or ()]
        print(joining.join_incidents(wiring.settings(), moments) or "nothing new to join")

    join(process.expand(batch=plan()))


process_articles()
