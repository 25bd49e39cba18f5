"""Items made into incidents, for the tests of what these say."""

from __future__ import annotations

from collections.abc import Sequence

from dateline.incidents.building import Known, build
from dateline.incidents.grouping import group_items
from dateline.incidents.items import Item
from dateline.incidents.lexicon import Lexicon
from dateline.incidents.likeness import load_weights
from dateline.incidents.readings import Readings
from dateline.models.incidents import Incident
from tests.incidents.items import item

DEATHS = (
    item(30, 0, "Fighting rages in Yemen: at least 56 killed, doctors' union says"),
    item(31, 24, "Yemen fighting continues as death toll rises to 97, medical syndicate says"),
    item(32, 48, "Fighting enters third day in Yemen, 185 dead, United Nations says"),
)


def made(items: Sequence[Item], lexicon: Lexicon, known: Known | None = None) -> list[Incident]:
    return build(group_items(items, Readings(lexicon), load_weights()), items, lexicon, known or Known())


def of(found: Sequence[Incident], *articles: str) -> Incident:
    return next(one for one in found if {report.article for report in one.reports} >= set(articles))
