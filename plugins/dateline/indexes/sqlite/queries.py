# ruff: noqa: S608 - what stands in the SQL are names of this package; every value is bound.
"""Query -> SQL for the embedded index. Pure but for the probes that choose what drives.

One condition *drives*: its rows are walked and the others are checked for each. Full text always drives (checking it row by
row takes seconds); otherwise the first condition that holds few rows, else the interval. `CROSS JOIN` keeps the planner from
another order.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from dateline.indexes.meaning import boxes, folded, is_empty, milliseconds, published_window, radius_km, wanted_words, window
from dateline.indexes.sqlite.schema import SPANS
from dateline.language import Both, Either, Node, Phrase, Prefix
from dateline.models.times import Timing
from dateline.query import Near, Query

_COLUMNS = {("events", "timing"), ("events", "type"), ("incidents", "timing")}  # Fields that the narrow table has, too.
_SINGLE = {"kind"}  # Fields of which every document has one value.
FEW = 3000  # Rows; walking them takes some milliseconds, whatever the other conditions are.

DATED = frozenset({str(Timing.EXACT), str(Timing.PUBLISHED)})
_MINUTE = 60_000
_DAY = 86_400_000
_EPOCH = date(1970, 1, 1).toordinal()
_EDGE = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Selection:
    """`SELECT ... {source} WHERE {where}`: the matching rows of a kind, as `d`. `ranked` says whether `w.rank` is there; `row` is the
    row's number as what drives knows it, before `d` is read."""

    source: str
    where: str
    parameters: tuple[object, ...]
    ranked: bool = False
    row: str = "d.rowid"


@dataclass(frozen=True, slots=True)
class _Condition:
    """One condition in both of its roles: `rows` is a query for the documents it holds, `check` tests one of them."""

    name: str
    rows: str
    rows_parameters: tuple[object, ...]
    check: str
    check_parameters: tuple[object, ...]


def select(connection: sqlite3.Connection, kind: str, query: Query) -> Selection | None:
    """What the query selects, or None when it is clear that nothing matches."""
    conditions = None if is_empty(query) else _conditions(connection, kind, query)
    if conditions is None:
        return None
    checks, parameters = _plain(kind, query)
    if query.undated:
        conditions.append(_undated(kind, query))
    else:
        if query.since or query.until or (kind == "articles" and (query.first_day or query.last_day)):
            conditions.append(_time(kind, query))
        if kind != "articles" and (query.first_day or query.last_day):
            conditions.append(_days(kind, query))
    return _joined(connection, kind, wanted_words(query), conditions, checks, parameters)


def along_days(connection: sqlite3.Connection, kind: str, query: Query) -> list[Selection] | None:
    """The selections whose rows, one after the other, are what the query asks for in the order of its days; None where it is
    quicker to put all that match in order: few of them, or no such order.

    What began before the first day stands before it; everything else is met by walking the index of days, as far as it is read.
    """
    if (
        kind == "articles"
        or query.sort not in ("days", "days-newest")
        or wanted_words(query)
        or query.undated
        or query.since
        or query.until
    ):
        return None
    if kind == "events" and not (query.timings and set(query.timings) <= DATED):
        return None  # A coarse event stands under no day.
    if kind == "incidents" and not (query.first_day or query.last_day):
        return None  # Nor does a happening whose day nobody tells; a period leaves it out.
    conditions = _conditions(connection, kind, query)
    if conditions is None or any(_is_few(connection, condition) for condition in conditions):
        return None
    checks, parameters = _plain(kind, query)
    checks += [condition.check for condition in conditions]
    parameters += [value for condition in conditions for value in condition.check_parameters]
    first = query.first_day.toordinal() if query.first_day else -_EDGE
    last = query.last_day.toordinal() if query.last_day else _EDGE
    within = Selection(f"FROM {kind} d", " AND ".join(["d.day BETWEEN ? AND ?", *checks]), (first, last, *parameters))
    if kind == "events" or not query.first_day:
        return [within]
    edge = minute((first + 2 - _EPOCH) * _DAY)
    before = Selection(
        f"FROM (SELECT id AS doc FROM {SPANS[kind]} WHERE stop >= ? AND start <= ?) s CROSS JOIN {kind} d ON d.rowid = s.doc",
        " AND ".join(["d.day < ? AND d.last >= ?", *checks]),
        (minute((first - 2 - _EPOCH) * _DAY), edge, first, first, *parameters),
    )
    return [before, within] if query.sort == "days" else [within, before]


def _conditions(connection: sqlite3.Connection, kind: str, query: Query) -> list[_Condition] | None:
    """What the query asks of lists and places; None when a list holds nothing that any document has."""
    conditions = []
    besides = query.besides if kind == "events" else ()
    for field, values in _lists(kind, query):
        marks = ",".join("?" * len(values))
        found = connection.execute(f"SELECT id FROM terms WHERE field = ? AND value IN ({marks})", (field, *values)).fetchall()
        if not found and not (besides and field == "where"):
            return None
        condition = _tags(kind, [row[0] for row in found])
        condition = replace(condition, **_quicker(connection, kind, field, values))
        conditions.append(_or_besides(condition, besides) if field == "where" else condition)
    if query.near:
        conditions.append(_or_besides(_near(kind, query.near), besides))
    return conditions


def _or_besides(condition: _Condition, events: Sequence[str]) -> _Condition:
    """The condition, which these events fulfil in any case."""
    if not events:
        return condition
    marks = ",".join("?" * len(events))
    return _Condition(
        condition.name,
        f"{condition.rows} UNION SELECT rowid AS doc FROM events WHERE id IN ({marks})",
        (*condition.rows_parameters, *events),
        f"({condition.check} OR d.id IN ({marks}))",
        (*condition.check_parameters, *events),
    )


def _quicker(connection: sqlite3.Connection, kind: str, field: str, values: Sequence[str]) -> dict[str, Any]:
    """How one row is checked without a look into the tags: by its own column, or by not being one of a few others.

    Nearly every happening that a page counts is no episode: looking each of them up costs more than all the rest of counting.
    """
    if (kind, field) in _COLUMNS:
        return {"check": f"d.{field} IN ({','.join('?' * len(values))})", "check_parameters": tuple(values)}
    if field not in _SINGLE:
        return {}
    marks = ",".join("?" * len(values))
    found = connection.execute(f"SELECT id FROM terms WHERE field = ? AND value NOT IN ({marks})", (field, *values)).fetchall()
    others = _tags(kind, [row[0] for row in found])
    if not _is_few(connection, others):
        return {}
    return {"check": f"d.rowid NOT IN ({others.rows})", "check_parameters": others.rows_parameters}


def _joined(
    connection: sqlite3.Connection,
    kind: str,
    words: Node | None,
    conditions: list[_Condition],
    checks: list[str],
    parameters: list[object],
) -> Selection:
    drives = words is not None and not (isinstance(words, Both) and not words.must)
    if words is not None and drives:
        driver = None
        source = f"FROM {kind}_words w CROSS JOIN {kind} d ON d.rowid = w.rowid"
        checks = [f"{kind}_words MATCH ?", *checks]
        parameters = [match_of(words), *parameters]
        drive: tuple[object, ...] = ()
    else:
        if isinstance(words, Both):  # Nothing but what must not occur.
            checks = [f"d.rowid NOT IN (SELECT rowid FROM {kind}_words WHERE {kind}_words MATCH ?)", *checks]
            parameters = [match_of(Either(words.must_not)), *parameters]
        driver = _driver(connection, conditions)
        source = f"FROM ({driver.rows}) s CROSS JOIN {kind} d ON d.rowid = s.doc" if driver else f"FROM {kind} d"
        drive = driver.rows_parameters if driver else ()
    for condition in conditions:
        if condition is not driver or condition.name in ("time", "days"):  # The R*Tree's minutes are coarser than the question.
            checks.append(condition.check)
            parameters.extend(condition.check_parameters)
    row = "w.rowid" if drives else "s.doc" if driver else "d.rowid"
    return Selection(source, " AND ".join(checks) or "1", (*drive, *parameters), ranked=drives, row=row)


def match_of(node: Node) -> str:
    """The tree in FTS5's own language. Search words hold no quotation mark."""
    if isinstance(node, Phrase):
        return f'"{" ".join(node.words)}"'
    if isinstance(node, Prefix):
        return f'"{node.start}" *'
    if isinstance(node, Either):
        return f"({' OR '.join(match_of(one) for one in node.options)})"
    wanted = f"({' AND '.join(match_of(one) for one in node.must)})"
    return f"({wanted} NOT ({' OR '.join(match_of(one) for one in node.must_not)}))" if node.must_not else wanted


def _driver(connection: sqlite3.Connection, conditions: Sequence[_Condition]) -> _Condition | None:
    if len(conditions) < 2:
        return conditions[0] if conditions else None
    few = next((condition for condition in conditions if _is_few(connection, condition)), None)
    return few or conditions[-1]  # The interval, where there is one.


def _is_few(connection: sqlite3.Connection, condition: _Condition) -> bool:
    probe = f"SELECT count(*) FROM (SELECT 1 FROM ({condition.rows}) LIMIT {FEW})"
    return bool(connection.execute(probe, condition.rows_parameters).fetchone()[0] < FEW)


def _lists(kind: str, query: Query) -> list[tuple[str, list[str]]]:
    lists = [
        ("type", sorted(set(query.types))),
        ("status", sorted(set(query.statuses))),
        ("who", folded(query.actors)),
        ("where", folded(query.places)),
        ("from", folded(query.sources)),
        ("timing", sorted(set(query.timings))),
    ]
    if kind == "incidents":
        within = [query.within] if query.within else []
        own = (("kind", query.kinds), ("mark", query.marks), ("article", query.article_ids), ("within", within))
        lists += [(field, sorted(set(values))) for field, values in own]
    return [(field, values) for field, values in lists if values]


def _plain(kind: str, query: Query) -> tuple[list[str], list[object]]:
    """Conditions that are only ever checked."""
    checks: list[str] = []
    parameters: list[object] = []
    if query.article_ids and kind != "incidents":
        column = "d.id" if kind == "articles" else "d.article"
        checks.append(f"{column} IN ({','.join('?' * len(query.article_ids))})")
        parameters += query.article_ids
    if query.min_confidence is not None:
        checks.append("d.confidence >= ?")
        parameters.append(query.min_confidence)
    if query.without_scopes:
        marks = ",".join("?" * len(query.without_scopes))
        terms = f"SELECT id FROM terms WHERE field = 'scope' AND value IN ({marks})"
        checks.append(f"NOT EXISTS (SELECT 1 FROM {kind}_tags t WHERE t.doc = d.rowid AND t.term IN ({terms}))")
        parameters += query.without_scopes
    if query.added_since:
        checks.append("d.added >= ?")
        parameters.append(milliseconds(query.added_since))
    return checks, parameters


def _undated(kind: str, query: Query) -> _Condition:
    """What has no time of its own; its article's publication is bounded instead."""
    published = "time" if kind == "articles" else "published"
    bounds = [
        (f"{published} {operator} ?", bound) for operator, bound in zip((">=", "<"), _published(query), strict=True) if bound is not None
    ]
    wanted, parameters = ["time IS NULL", *(check for check, _ in bounds)], tuple(bound for _, bound in bounds)
    rows = f"SELECT rowid AS doc FROM {kind} WHERE {' AND '.join(wanted)}"
    return _Condition("undated", rows, parameters, " AND ".join(f"d.{check}" for check in wanted), parameters)


def _tags(kind: str, terms: Sequence[int]) -> _Condition:
    marks, values = ",".join("?" * len(terms)), tuple(terms)
    return _Condition(
        "tags",
        f"SELECT DISTINCT doc FROM {kind}_tags WHERE term IN ({marks})",
        values,
        f"EXISTS (SELECT 1 FROM {kind}_tags t WHERE t.doc = d.rowid AND t.term IN ({marks}))",
        values,
    )


def _near(kind: str, near: Near) -> _Condition:
    areas = boxes(near)
    box = " OR ".join("(b.north >= ? AND b.south <= ? AND b.east >= ? AND b.west <= ?)" for _ in areas)
    limits = tuple(limit for area in areas for limit in area)
    circle = "distance(p.lat, p.lon, ?, ?) <= ?"
    wanted = (near.lat, near.lon, radius_km(near))
    return _Condition(
        "near",
        f"SELECT DISTINCT p.doc AS doc FROM {kind}_boxes b CROSS JOIN {kind}_points p ON p.rowid = b.id WHERE ({box}) AND {circle}",
        (*limits, *wanted),
        f"EXISTS (SELECT 1 FROM {kind}_points p WHERE p.doc = d.rowid AND {circle})",
        wanted,
    )


def _published(query: Query) -> tuple[int | None, int | None]:
    since, until = published_window(query)
    return milliseconds(since) if since else None, milliseconds(until) if until else None


def _days(kind: str, query: Query) -> _Condition:
    """Events by their local days. Those begin and end up to a day from UTC's: the tree of intervals gives who comes into question."""
    first = query.first_day.toordinal() if query.first_day else -_EDGE
    last = query.last_day.toordinal() if query.last_day else _EDGE
    low = minute((first - 2 - _EPOCH) * _DAY) if query.first_day else -_EDGE
    high = minute((last + 2 - _EPOCH) * _DAY) if query.last_day else _EDGE
    return _Condition(
        "days",
        f"SELECT id AS doc FROM {SPANS[kind]} WHERE stop >= ? AND start <= ?",
        (low, high),
        "d.last >= ? AND d.first <= ?",
        (first, last),
    )


def _time(kind: str, query: Query) -> _Condition:
    since, until = _published(query) if kind == "articles" else window(query)
    low, high = -(2**62) if since is None else since, 2**62 if until is None else until
    if kind == "articles":
        return _Condition(
            "time",
            "SELECT rowid AS doc FROM articles WHERE time >= ? AND time < ?",
            (low, high),
            "d.time >= ? AND d.time < ?",
            (low, high),
        )
    return _Condition(
        "time",
        f"SELECT id AS doc FROM {SPANS[kind]} WHERE stop >= ? AND start <= ?",
        (minute(low), minute(high)),
        "d.stop > ? AND d.time < ? AND ? < ?",
        (low, high, low, high),
    )


def minute(milliseconds: int) -> int:
    """The minute that holds an instant, as R*Tree coordinate."""
    return max(-_EDGE, min(milliseconds // _MINUTE, _EDGE))
