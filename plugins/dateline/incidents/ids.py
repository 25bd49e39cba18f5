"""Incidents -> the same with their ids, which stay. Pure.

Ids hang on the first report's article and sentence; where some of the reports had an id already, that one stays and the others lead to
it.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence

from dateline.identity import stable_id
from dateline.incidents.drafts import Anchor, Draft


def identified(drafts: Sequence[Draft], ids: Mapping[Anchor, tuple[str, ...]]) -> list[Draft]:
    """Give each draft its id: the one that most of its reports had, else a new one of its first report. No id is given twice.

    An id whose reports are all in a draft of another id leads there.
    """
    held = Counter(identifier for own in ids.values() for identifier in own)
    had = [Counter(identifier for anchor in draft.anchors() for identifier in ids.get(anchor, ())) for draft in drafts]
    own = [stable_id("incident", draft.incident.reports[0].anchor, draft.mark) for draft in drafts]
    order = sorted(range(len(drafts)), key=lambda n: (own[n] not in had[n], -sum(had[n].values()), drafts[n].anchors(), drafts[n].mark))
    taken: dict[int, str] = {}
    current: set[str] = set()
    for number in order:
        wanted = sorted(had[number], key=lambda old: (-had[number][old], old != own[number], old))
        free = [old for old in wanted if old not in current]
        taken[number] = free[0] if free else _fresh(own[number], current)
        current.add(taken[number])
    named = []
    for number, draft in enumerate(drafts):
        former = tuple(sorted(old for old, count in had[number].items() if old not in current and 2 * count > held[old]))
        named.append(dataclasses.replace(draft, incident=dataclasses.replace(draft.incident, id=taken[number], former=former)))
    return named


def _fresh(identifier: str, taken: set[str]) -> str:
    while identifier in taken:
        identifier = stable_id("incident", identifier)
    return identifier
