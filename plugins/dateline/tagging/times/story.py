"""What kind of time a text tells: news or history, and which of its dates move the story on. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dateline.tagging.times.calendars import Stamp
from dateline.tagging.times.expressions import DEICTIC, Expression

NEAR_YEARS = 2  # A date less far from publication may be news.
FEWEST = 5  # Far dates without which nothing is a history.
SHARE = 8  # Far dates for each time told from today. Histories have 16 and more, features of news 6 and less.
LEAD = 600  # Characters in which news says its first "Friday" or "today".
LONG_JUMP = 10  # Years that the last full date of a text may be off before it is an aside.
LOOK_AHEAD = 3  # Full dates that must stay with a jump for it to be one.


def is_narrative(expressions: Sequence[Expression], starts: Sequence[int], published: date | None) -> bool:
    """Whether the text tells a history: many full dates far from publication, next to nothing told from today, no day in its lead."""
    far = today = 0
    for found in expressions:
        if found.kind == "date" and found.year is not None:
            far += published is None or abs(found.year - published.year) >= NEAR_YEARS
        elif _told_from_today(found):
            # "Today" alone may be nowadays ("in what is today Poland"); a weekday or "yesterday" in the lead is news.
            if starts[found.first] < LEAD and found.kind == "date" and found.toward != "today":
                return False
            today += 1
    return far >= FEWEST and far >= SHARE * today


def _told_from_today(found: Expression) -> bool:
    if found.toward in DEICTIC:
        return True
    if found.kind == "shift":
        return found.rule == "ago" or (found.toward in ("l", "x", "h") and not found.anaphoric and not found.whole and not found.mod)
    return bool(found.weekday) and not found.month and not found.year and found.kind == "date"


def only_year(expressions: Sequence[Expression]) -> Stamp | None:
    """The year of all dates of a text that say one: what days before the first of them hang on where no publication is known."""
    years = {found.year for found in expressions if found.kind == "date" and found.year is not None}
    return Stamp(year=years.pop()) if len(years) == 1 else None


def moves(expressions: Sequence[Expression], headings: Sequence[bool]) -> list[bool]:
    """For each expression, whether a full date in it moves the story: not one to which the next full dates do not stay.

    "In 2008 protesters did the same" in a chapter on 2003 is an aside; the chapter's next dates show it. A heading always moves.
    """
    full = [(i, found.year) for i, found in enumerate(expressions) if found.kind == "date" and found.year is not None]
    result = [True] * len(expressions)
    main: int | None = None
    for place, (i, year) in enumerate(full):
        ahead = [later for _, later in full[place + 1 : place + 1 + LOOK_AHEAD]]
        if main is not None and year != main and not headings[i]:
            back = sum(abs(later - main) < abs(later - year) for later in ahead)
            result[i] = 2 * back <= len(ahead) if ahead else abs(year - main) <= LONG_JUMP
        if result[i]:
            main = year
    return result
