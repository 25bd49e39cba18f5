"""### Daily timeline

Once a day at midnight UTC, about the day that has just ended: writes `DATELINE_HOME/daily/DAY.html` (the timeline) and
`DAY.json` (coverage, freshness and quality of that day), and puts these figures into a team's index for its dashboards. The param
`day` (2016-10-14) asks for another one; writing a day again is always safe.

**When it fails** The index cannot be reached, or is of another version: the last log line names the repair.
"""

from airflow.sdk import CronDataIntervalTimetable, Param, dag, task

from dag_defaults import COMMON, day_of

DAY = Param(None, type=["null", "string"], format="date", description="The day to write, UTC; empty means the day before the run.")


@dag(schedule=CronDataIntervalTimetable("0 0 * * *", timezone="UTC"), params={"day": DAY}, doc_md=__doc__, **COMMON)
def daily_timeline():
    @task
    def write(**context) -> dict[str, str]:
        from dateline import wiring
        from dateline.pages.daily import write_day

        written = write_day(wiring.settings(), day_of(context))
        print("wrote", *written.values())
        return written

    write()


daily_timeline()
