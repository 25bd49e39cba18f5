"""Groupings -> incidents: drafts of what is told together (`drafts`), their ids (`naming`), their episodes (`placing`). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from dateline.incidents.belonging import placed
from dateline.incidents.drafts import Anchor, Elsewhere, draft_of, drafts_of
from dateline.incidents.grouping import Course, Grouping
from dateline.incidents.ids import identified
from dateline.incidents.items import Item
from dateline.incidents.lexicon import Lexicon
from dateline.models.incidents import Incident


@dataclass(frozen=True, slots=True)
class Known:
    """What was there before: the ids that incidents had with a report, and what episodes know from elsewhere, by course."""

    ids: Mapping[Anchor, tuple[str, ...]] = field(default_factory=dict)
    elsewhere: Mapping[str, Elsewhere] = field(default_factory=dict)


def build(
    found: Grouping, items: Iterable[Item], lexicon: Lexicon, known: Known, *, around: Sequence[Course] | None = None
) -> list[Incident]:
    """Incidents and episodes, in order of time; no two have one id. Every item that `found` tells of must be among the items.

    `around` are all courses, where `found` has only some of them: what an incident may stand in.
    """
    by_id = {item.id: item for item in items}
    courses = [draft for course in found.courses for draft in drafts_of(course, by_id, found.copies, lexicon, known.elsewhere)]
    happenings = [draft_of(happening, by_id, found.copies, lexicon) for happening in found.happenings]
    named = identified([*courses, *happenings], known.ids)
    return sorted(placed(named, found.courses if around is None else around, known.ids, lexicon), key=lambda one: (str(one.first), one.id))
