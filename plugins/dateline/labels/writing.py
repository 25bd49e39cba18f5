"""How a person writes a label in a terminal: one act a line -> a row. Pure.

    TRIGGER ; TYPE status [mode] [ord] ; a=… | … ; g=… ; p=… ; w=… ; by=… ; k=report ; toll=killed 3, injured 5+ ; pos=news ; same=1
    ; day=2023-04-15 ; cc=SD ; n=2

Only the trigger, type and status are needed. `toll`: 3 is exactly, 3+ at least, -8 at most, 3-5 between, ? unknown. `day` may be two
days with `..` between them. Without `pos` an act of the first paragraph of a text with a title is the headline's, others are news.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from dateline.labels.rows import MODES, STATUSES, TOPICS, TYPES, spot

KEYS = ("a", "g", "p", "w", "by", "k", "toll", "pos", "same", "day", "cc", "n")
_NUMBERS = re.compile(r"(?P<unknown>\?)|(?P<low>\d{1,9})\+|-(?P<high>\d{1,9})|(?P<from>\d{1,9})-(?P<to>\d{1,9})|(?P<exact>\d{1,9})")

HELP = f"""one act a line:  TRIGGER ; TYPE status [mode] [ord] ; a=actor | actor ; g=target ; p=place ; w=time ; by=voice ; k=kind
                 ; toll=killed 3, injured 5+ ; pos=headline|news|background ; same=1 ; day=2023-04-15 ; cc=SD ; n=2
                 (trigger, type and status are needed; all words are quotes of the item)
  types          {" ".join(TYPES)}
  statuses       {" ".join(STATUSES)}
  modes          {" ".join(MODES)}
  k              report claim accusation confirmation denial
  toll           3 exactly, 3+ at least, -8 at most, 3-5 between, ? unknown; `cumulative` after a running total
an empty line    the item is done
none TOPIC       it has no act: {" ".join(TOPICS)}
show undo skip help quit"""


class WritingError(ValueError):
    """A line that is no label; the message says what is wrong with it."""


def row_of(line: str, item: Mapping[str, Any]) -> dict[str, Any]:
    """A line as a row. Raises WritingError for what cannot be read; whether it is true of the item is for `rows.faults`."""
    trigger, *parts = [part.strip() for part in re.split(r"(?<!\\);", line)]
    row: dict[str, Any] = {"i": item["id"], "t": trigger.replace(r"\;", ";")}
    if not parts:
        raise WritingError("type and status are missing: TRIGGER ; TYPE status")
    for word in parts[0].split():
        row |= _plain(word)
    for part in parts[1:]:
        key, equals, value = part.partition("=")
        key, value = key.strip(), value.strip().replace(r"\;", ";")
        if not part:
            continue
        if not equals or key not in KEYS or not value:
            raise WritingError(f"{part!r} is not key=value with one of {' '.join(KEYS)}")
        if key in row:
            raise WritingError(f"{key} stands twice; several actors are parted by |")
        row[key] = _value(key, value)
    for needed, name in (("type", "type"), ("st", "status")):
        if needed not in row:
            raise WritingError(f"the {name} is missing: TRIGGER ; TYPE status")
    return {"i": row.pop("i"), "t": row.pop("t"), **row, "pos": row.get("pos") or _position(item, row, trigger)}


def _plain(word: str) -> dict[str, Any]:
    if word.upper() in TYPES:
        return {"type": word.upper()}
    if word in STATUSES:
        return {"st": word}
    if word in MODES:
        return {"mode": word}
    if word == "ord":
        return {"ord": True}
    raise WritingError(f"{word!r} is no type, status or mode (`help` lists them)")


def _value(key: str, value: str) -> Any:
    if key in ("a", "g"):
        return [one.strip() for one in value.split("|") if one.strip()]
    if key in ("same", "n"):
        if not re.fullmatch("[0-9]{1,9}", value):
            raise WritingError(f"{key} {value!r} is no number")
        return int(value)
    if key == "toll":
        return [_toll(one.split()) for one in value.split(",")]
    if key == "day" and ".." in value:
        return value.split("..", 1)
    return value


def _toll(words: list[str]) -> list[Any]:
    match = _NUMBERS.fullmatch(words[1]) if len(words) in (2, 3) else None
    if match is None or words[2:] not in ([], ["cumulative"]):
        raise WritingError(f"toll {' '.join(words)!r}: write `killed 3`, `killed 3+`, `killed -8`, `killed 3-5` or `killed ?`")
    number = {name: int(value) for name, value in match.groupdict().items() if value and name != "unknown"}
    least = number.get("low", number.get("from", number.get("exact")))
    most = number.get("high", number.get("to", number.get("exact")))
    return [words[0], least, most, *words[2:]]


def _position(item: Mapping[str, Any], row: Mapping[str, Any], trigger: str) -> str:
    title = item.get("title") or ""
    at = spot(item["text"], trigger, row.get("n", 1))
    return "headline" if title and item["text"].startswith(title) and at and at[0] < len(title) else "news"


def line_of(row: Mapping[str, Any]) -> str:
    """A row as the line that gives it."""
    plain = [row["type"], row["st"], row.get("mode"), "ord" if row.get("ord") else None]
    parts = [str(row["t"]).replace(";", r"\;"), " ".join(part for part in plain if part)]
    parts += [f"{key}={_written(key, row[key])}" for key in KEYS if row.get(key) not in (None, [], "")]
    return " ; ".join(parts)


def _written(key: str, value: Any) -> str:
    if key in ("a", "g"):
        said = " | ".join(value)
    elif key == "toll":
        said = ", ".join(" ".join([toll[0], _number(*toll[1:3]), *toll[3:]]) for toll in value)
    else:
        said = "..".join(value) if isinstance(value, list) else str(value)
    return said.replace(";", r"\;")


def _number(least: int | None, most: int | None) -> str:
    if least == most:
        return "?" if least is None else str(least)
    if most is None:
        return f"{least}+"
    return f"-{most}" if least is None else f"{least}-{most}"


# ---- the page for an editor ---------------------------------------------------------------------------------------------


def template(item: Mapping[str, Any], rows: Iterable[str] = (), faults: Iterable[str] = ()) -> str:
    """What an editor shows: the item and the help as comments, and the lines written so far."""
    said = [f"! {fault}" for fault in faults]
    shown = [f"{item['id']}  {item.get('published') or 'no date'}", "", *item["text"].split("\n"), "", *HELP.split("\n"), *said]
    return "\n".join([*(f"# {line}".rstrip() for line in shown), *rows, ""])


def lines_of(page: str) -> list[str]:
    """The lines of a page that are no comments."""
    return [line.strip() for line in page.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def rows_of(lines: Iterable[str], item: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of all lines, `none TOPIC` among them. Raises WritingError naming the line."""
    rows = []
    for number, line in enumerate(lines, 1):
        topic = re.fullmatch(r"none\s+(\w+)", line)
        try:
            rows.append({"i": item["id"], "none": topic[1]} if topic else row_of(line, item))
        except WritingError as error:
            raise WritingError(f"line {number}: {error}") from error
    return rows
