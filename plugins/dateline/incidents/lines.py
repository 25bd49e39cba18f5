"""Groupings as lines of JSON, and as text for `--explain`. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from dateline.incidents.episodes import runs
from dateline.incidents.grouping import Grouping, anchor_of


def group_lines(ids: Sequence[str], found: Grouping) -> Iterator[dict[str, Any]]:
    """`{"id", "incidents": [...], "episodes": [...]}` for each id, in order. A key is the anchor of the group's first report."""
    incidents: defaultdict[str, set[str]] = defaultdict(set)
    episodes: defaultdict[str, set[str]] = defaultdict(set)
    for happening in found.happenings:
        first = happening.tellings[0]
        for one in happening.tellings:
            incidents[one.telling.item].add(anchor_of(first.telling.item, first.telling.quote) + "-" + "-".join(sorted(first.acts)))
    for course in found.courses:
        for run in runs(course.glimpses, lambda glimpse: glimpse.published):
            for glimpse in run:
                episodes[glimpse.item].add("/".join((*course.key, run[0].published.date().isoformat())))
    for identifier in ids:
        yield {"id": identifier, "incidents": sorted(incidents[identifier]), "episodes": sorted(episodes[identifier])}


def explained(found: Grouping) -> Iterator[str]:
    """Each happening that several items tell: its sentences, and why each belongs to an earlier one."""
    for happening in found.happenings:
        why = {link.right: link for link in happening.links}
        if len({one.telling.item for one in happening.tellings}) < 2:
            continue
        yield f"\n{', '.join(sorted(happening.tellings[0].acts))}  {happening.theatre or ''}"
        yield from (f"  {line}" for line in happening.by_hand)
        for number, one in enumerate(happening.tellings):
            link = why.get(number)
            because = f"   [with {link.left + 1}: {', '.join(link.reasons)}; {link.score:+.1f}]" if link else ""
            yield f"  {number + 1:>3} {one.telling.published:%d %b %H:%M}  {' '.join(one.telling.quote.text.split())[:160]}{because}"
