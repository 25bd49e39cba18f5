"""The question that this trade opens with, asked of three homes: the sample, the seed article, and real items of a war's first days.

What happened around there between these days, in what order, who says so, how many died according to whom, what was only threatened,
demanded or denied? What an analyst must read is written down here; `test_opening_question` looks for it in each place that answers.
"""

from __future__ import annotations

import gzip
import html
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from dateline import wiring
from dateline.documents.bundles import build_bundle
from dateline.incidents.items import Item
from dateline.models.articles import Article
from dateline.newsroom.server import Newsroom
from dateline.runs import joining
from dateline.seeds import shipped
from dateline.settings import load

SHARED = Path(os.environ.get("SHARED") or Path(__file__).parents[3] / "shared")
ITEMS = SHARED / "feeds" / "items-2023-04.jsonl.gz"
AFTERWARDS = datetime(2023, 4, 23, tzinfo=UTC)
SUDAN = re.compile(r"Sudan|Khartoum|Darfur|Hemed?ti|Burhan|Rapid Support")


@dataclass(frozen=True)
class Question:
    """What is asked, and what must be read.

    Words stand for the line that they are in. `order`: lines in the order of their days. `says`: who says so. `dead`: the figure in the
    line, and `figures` what opens beneath `whose`: how many, by whom. `unreal`: lines by what their act is marked with; `elsewhere` the
    same for what is told of a wider place.
    """

    place: str
    since: str
    until: str
    heading: str
    days: tuple[str, ...]
    order: tuple[str, ...]
    says: Mapping[str, str]
    unreal: Mapping[str, str]
    whose: str = ""
    dead: str = ""
    figures: tuple[str, ...] = ()
    elsewhere: Mapping[str, str] = field(default_factory=dict)

    @property
    def options(self) -> tuple[str, ...]:
        """As a command is asked."""
        return ("--place", self.place, "--since", self.since, "--until", self.until)


SEED = Question(
    place="Aleppo",
    since="2016-10-10",
    until="2016-10-16",
    heading="Aleppo, SY",
    days=("Thursday 13 October 2016", "Saturday 15 October 2016"),
    order=("massive air raid", "72-hour cease-fire"),
    says={"massive air raid": "monitor group", "dozens of airstrikes hit": "Syrian Observatory for Human Rights"},
    unreal={"72-hour cease-fire": "demanded"},
    elsewhere={"Russia denies attacking civilians": "denied"},
)
SAMPLE = Question(
    place="Aleppo",
    since="2016-10-10",
    until="2016-10-16",
    heading="Aleppo, SY",
    days=("Tuesday 11 October 2016", "Thursday 13 October 2016", "Friday 14 October 2016", "Saturday 15 October 2016"),
    order=("Heaviest strikes in days", "air raids hit eastern Aleppo overnight", "Damascus threatens", "ceasefire of at least 72 hours"),
    says={
        "air raids hit eastern Aleppo overnight": "Syrian Observatory for Human Rights",
        "17 at checkpoint": "Syrian Observatory for Human Rights",
    },
    unreal={"continue its offensive": "planned", "ceasefire of at least 72 hours": "demanded"},
    whose="Heaviest strikes in days",
    dead="25+ killed",
    figures=(r"25\+ killed: Syrian Observatory for Human Rights, 11 Oct",),
    elsewhere={"denied that its aircraft had bombed": "denied"},
)
WAR = Question(
    place="Soudan",
    since="2023-04-15",
    until="2023-04-20",
    heading="Sudan",
    days=tuple(f"{day} April 2023" for day in ("Saturday 15", "Sunday 16", "Monday 17", "Tuesday 18", "Wednesday 19", "Thursday 20")),
    order=("Gunfire erupts in Sudan", "Egyptian soldiers captured", "fire at Khartoum airport", "Agree to 24-hour", "177 soldiers"),
    says={"Egyptian soldiers captured": "RSF"},
    unreal={"threatened to rape her": "threatened", "denied claims of a cease-fire": "denied"},
    whose="Fighting in Sudan",
    dead="killed",
    figures=(r"56\+? killed[^·]*[Dd]octors", r"181\+ killed: UN envoy", r"185\+? killed: "),
)


def seed(home: Path) -> None:
    """The article that the project began with."""
    _dateline(home, "ingest", "--folder", str(SHARED / "seed"), "--published", "2016-10-15", "--timezone", "Asia/Damascus")


def sample(home: Path) -> None:
    """The sample newsroom, polled and fetched over HTTP."""
    home.mkdir(parents=True)
    with Newsroom(shipped() / "newsroom") as room:
        rows = [{"id": one.id, "url": one.url, "name": one.name, "timezone": one.timezone} for one in room.sources]
        (home / "sources.json").write_text(json.dumps(rows))
        hosts = ",".join(f"{name}={host}:{port}" for name, (host, port) in room.host_map.items())
        _dateline(home, "ingest", "--sources", str(home / "sources.json"), "--once", DATELINE_HOST_MAP=hosts, DATELINE_HOST_SPACING="PT0S")


def war(home: Path) -> None:
    """Real items, tagged as any article is."""
    config = load({"DATELINE_HOME": str(home)})
    articles = [
        Article(
            item.id, f"https://{item.outlet}/{item.id}", item.title, item.text, item.published, "feed", language="en", outlet=item.outlet,
            source_id=item.outlet, timezone="UTC",
        )
        for item in sudan()
    ]  # fmt: skip
    index = wiring.index(config)
    tagged = wiring.tagger(config).tag(articles)
    index.write([build_bundle(one, revision=1, now=AFTERWARDS) for one in tagged])
    index.close()
    joining.rebuild_incidents(config, lambda _: None)


def sudan() -> list[Item]:
    """Real items about the first days of a war, each address once."""
    found: dict[str, Item] = {}
    with gzip.open(ITEMS, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            row = json.loads(line)
            title, text = row["title"] or "", html.unescape(re.sub("<[^>]+>", " ", row.get("description") or "")).strip()
            if "2023-04-13" <= row["date_published"][:10] <= "2023-04-22" and SUDAN.search(f"{title} {text}"):
                published = datetime.fromisoformat(row["date_published"])
                outlet = row["source"].split("/")[2]
                found.setdefault(row["link"], Item(f"s{number:05}", title, f"{title}\n\n{text}", published, outlet=outlet))
    return list(found.values())


def _dateline(home: Path, *arguments: str, **variables: str) -> None:
    """A command in a process of its own: a browser's driver allows no other event loop in this one."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    subprocess.run(
        [sys.executable, "-c", "from dateline.cli import main; main()", *arguments],
        env=kept | {"DATELINE_HOME": str(home), "DATELINE_WORKERS": "1"} | variables,
        check=True,
        capture_output=True,
    )


HOMES: Mapping[str, tuple[Question, Callable[[Path], None], Path | None]] = {
    "seed": (SEED, seed, SHARED / "seed"),
    "sample": (SAMPLE, sample, None),
    "war": (WAR, war, ITEMS),
}
"""By name: what is asked, how the home is made, and what it needs of the shared data."""
