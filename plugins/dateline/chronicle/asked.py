"""What analysts ask for: their merges and splits, and the days on which happenings are not yet, or no more, as they want them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from dateline.chronicle.scene import PAGE, day_of
from dateline.incidents.grouping import anchor_of_text
from dateline.incidents.hands import Hand, numbers_in
from dateline.incidents.items import moment
from dateline.indexes.maintenance import Stored
from dateline.protocols.desk import Flag, FlagKind
from dateline.query import Query

FARTHEST = timedelta(days=60)  # Between two reports that an analyst may make one: what lies between is read whole.


def hands_of(index: Stored, flags: Iterable[Flag]) -> list[Hand]:
    """Merges and splits among flags, each as the two reports that it is about; those whose other side is not there are left out.

    A merge stands on the first reports of both happenings; one of which only one side is left is found by the other's id.
    """
    asked = [flag for flag in flags if flag.kind in (FlagKind.MERGE, FlagKind.SPLIT) and flag.value]
    sides = {(flag.kind, flag.target, flag.value, flag.at): flag for flag in asked}
    found = []
    for flag in asked:
        own = (anchor_of_text(flag.article_id, flag.quote), flag.article_id)
        mirror = sides.get((flag.kind, flag.value or "", flag.target, flag.at)) if flag.kind is FlagKind.MERGE else None
        if mirror and mirror.number < flag.number:
            continue
        other = (anchor_of_text(mirror.article_id, mirror.quote), mirror.article_id) if mirror else _other_side(index, flag, own[0])
        days = [_published_on(index, article) for _, article in (own, other)] if other else []
        if other is None or other[0] == own[0] or None in days:
            continue
        told = sorted({day for day in days if day})
        if told[-1] - told[0] <= FARTHEST:
            merges = flag.kind is FlagKind.MERGE
            pair = (own, other) if merges else (other, own)
            found.append(Hand(flag.number, merges, pair[0][0], pair[1][0], flag.who, flag.at.date(), (own[1], other[1]), tuple(told)))
    return found


def _other_side(index: Stored, flag: Flag, own: str) -> tuple[str, str] | None:
    """A report (anchor and article) of the other happening of a merge; of a split, one that stays."""
    body = index.incident(flag.value or "") if flag.kind is FlagKind.MERGE else index.incident(flag.target)
    if body is None:
        return None
    former = [report for one in body["history"] for report in one["reports"]]
    return next(((line["anchor"], line["article"]) for line in (*body["reports"], *former) if line["anchor"] != own), None)


def _published_on(index: Stored, article: str) -> date | None:
    body = index.article(article)
    published = moment(body["published"]) if body else None
    return day_of(published) if published else None


def waiting_for_hands(index: Stored, hands: Iterable[Hand]) -> set[date]:
    """Days of incidents that are not yet as analysts want them, or not any more."""
    wanted = {hand.number: hand for hand in hands}
    days: set[date] = set()
    done: set[int] = set()
    for hit in index.walk("incidents", Query(marks=("by_hand",), limit=PAGE)):
        numbers = numbers_in(hit.body["why"])
        done |= numbers
        if numbers - wanted.keys():
            days |= {day_of(at) for report in hit.body["reports"] if (at := moment(report["published"]))}
    return days | {day for number, hand in wanted.items() if number not in done and _can_be_heeded(index, hand) for day in hand.days}


def _can_be_heeded(index: Stored, hand: Hand) -> bool:
    """Whether incidents have both reports: one that only an episode has, or none any more, is not waited for."""
    hits = index.incidents(Query(article_ids=hand.articles, kinds=("incident",), limit=PAGE)).hits
    return {hand.anchor, hand.other} <= {report["anchor"] for hit in hits for report in hit.body["reports"]}
