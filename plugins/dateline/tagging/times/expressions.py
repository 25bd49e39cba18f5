"""What the words of one time expression say, before anybody asks what it means on the calendar. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from dateline.tagging.times.lexicon import Word
from dateline.tagging.times.tokens import Tokens

DEICTIC = frozenset({"today", "yesterday", "tomorrow", "tonight", "overnight"})
_NOUNS = frozenset({"future", "moment"})  # Those that take an article with them; "the recent raid" does not.
_COUNTED_SEASONS = {"quarter_of": "Q", "half_of": "H"}  # By rule.


@dataclass(slots=True)
class Expression:
    """What the words of one time expression say; what they leave open is None or ''.

    `first` and `last` are token indexes, `kind` is date, shift, span, set or fixed. `toward` is the class of the direction word (l
    last, x next, h this, H that) or a word of DEICTIC, `year_toward` the same for a year ("March of that year"). `season` is also a
    quarter or half of a year, `era` -1 before Christ and 1 after. `whole` is twelve months rather than a calendar year ("in the last
    year"), `anaphoric` what hangs on the text and not on publication ("the following week"). `inner` is a second unit ("a year ago this
    week"); `either` says that day and month may change places (12/05/2023).
    """

    first: int
    last: int
    rule: str
    kind: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    season: str = ""
    part: str = ""
    decade: int | None = None
    century: int | None = None
    clock: str = ""
    holiday: str = ""
    toward: str = ""
    year_toward: str = ""
    unit: str = ""
    count: float | None = None
    sign: int = 0
    era: int = 0
    fuzzy: bool = False
    value: str = ""
    mod: str = ""
    word: str = ""
    whole: bool = False
    anaphoric: bool = False
    inner: str = ""
    either: bool = False


def fill(found: Expression, tokens: Tokens) -> None:
    """Read the words of an expression into its fields."""
    found.count = count_of(tokens, found.first, found.last)
    found.fuzzy = "f" in tokens.classes[found.first : found.last + 1]
    for i in range(found.first, found.last + 1):
        cls, word = tokens.classes[i], tokens.words[i]
        if cls in _NUMBERS:
            setattr(found, _NUMBERS[cls], int(word.number))
        elif cls in _CODES:
            setattr(found, _CODES[cls], word.code)
        elif cls in _READERS:
            _READERS[cls](found, tokens, i)
    if found.rule == "toward_unit" and found.toward in ("l", "x"):
        found.whole = _says_all_of(found, tokens)
        found.anaphoric = found.anaphoric or (found.toward == "x" and not found.whole and tokens.classes[found.first] == "t")


def _says_all_of(found: Expression, tokens: Tokens) -> bool:
    """Whether "the last year" is twelve months and not a calendar year: "in the last year", "the last month of the war"."""
    if not tokens.lexicon.language.pattern("times-all-of").match(tokens.said(found.first, found.last)):
        return False
    through = tokens.words[found.first - 1].code.lower() in tokens.lexicon.language.set("times-through")
    return (through and found.unit != "D") or (tokens.words[found.last + 1].cls == "o" and found.toward == "l")


def trim(found: Expression, tokens: Tokens) -> None:
    """Give back what does not belong to the expression: the full stop after a month's full name, a hyphen at the end."""
    if found.rule in ("year", "month", "month_day", "month_year") and tokens.classes[found.first : found.first + 2] in ("tY", "tM"):
        found.first += 1
    if found.rule == "reference" and tokens.classes[found.last] == "R" and found.word not in _NOUNS:
        found.first = found.last
    while found.last > found.first and (tokens.classes[found.last] in "-," or _ends_sentence(found, tokens)):
        found.last -= 1


def _ends_sentence(found: Expression, tokens: Tokens) -> bool:
    """Whether the last token is a full stop that no abbreviated month needs."""
    before = found.last - 1
    shortened = tokens.classes[before] == "M" and tokens.said(before, before) not in tokens.lexicon.language.set("months")
    return tokens.classes[found.last] == "." and not shortened


def count_of(tokens: Tokens, first: int, last: int) -> float | None:
    """The number that the words say: "twenty-five", "a hundred", "half a"; the first of "two or three" and of "two to three"."""
    total: float | None = None
    for i in range(first, last + 1):
        cls, word = tokens.classes[i], tokens.words[i]
        if cls in "nd3N" and word.number:
            if word.number >= 100 and cls == "n":
                total = (total or 1) * word.number
            elif total and cls == "n" and total % 10 == 0 and word.number < 10:
                total += word.number
            elif total is None:
                total = word.number
        elif cls == "E" and word.number:
            total = (total or 0) + word.number
    return 1 if total is None and "a" in tokens.classes[first : last + 1] else total


def duration(count: float | None, unit: str) -> str:
    """The TIMEX3 value of so many units; an unsaid count is X."""
    if unit == "F":
        unit, count = "W", count and 2 * count
    if count == 0.5 and unit in ("TH", "Y"):
        unit, count = ("TM", 30) if unit == "TH" else ("M", 6)
    number = "X" if count is None else f"{Decimal(f'{count:.12g}'):f}".removeprefix("0") or "0"
    return f"{'PT' if unit.startswith('T') else 'P'}{number}{unit.removeprefix('T')}"


def _number(found: Expression, tokens: Tokens, i: int) -> None:
    """A number in digits: a clock time, a day, or a year."""
    number, short = int(tokens.words[i].number), tokens.classes[i] == "d"
    if short and found.rule.startswith("clock") and not found.clock:
        found.clock = _clock(number, 0, tokens.words[i + 1])
    elif short and found.kind == "date" and found.day is None:
        found.day = number
    elif found.kind == "date" and found.year is None:
        year = _century_of(number) if short else number
        found.year = -year if found.rule == "bc_first" else year


def _ordinal(found: Expression, tokens: Tokens, i: int) -> None:
    number = int(tokens.words[i].number)
    if tokens.classes[max(0, i - 2) : i] == "n-":
        number += int(tokens.words[i - 2].number)  # twenty-first
    if found.rule in _COUNTED_SEASONS:
        found.season = f"{_COUNTED_SEASONS[found.rule]}{number}"
    elif found.rule == "century":
        found.century = number
    elif found.kind == "date" and found.day is None and tokens.words[i + 1].cls not in "Ej":
        found.day = number
    elif found.kind == "set":
        found.count = number


def _part(found: Expression, tokens: Tokens, i: int) -> None:
    code = tokens.words[i].code
    if ":" in code:
        found.clock = code
    else:
        found.part = found.part or code


def _unit(found: Expression, tokens: Tokens, i: int) -> None:
    code = tokens.words[i].code
    if found.kind == "date" and code == "TH" and tokens.classes[i - 1] == "e":
        found.part = "MO"  # the early hours of Friday
    elif not found.unit:
        found.unit = code
    else:
        found.inner = code


def _direction(found: Expression, tokens: Tokens, i: int) -> None:
    cls, code = tokens.classes[i], tokens.words[i].code
    if found.kind == "date" and tokens.words[i + 1].cls == "u" and (found.month or found.season or found.holiday):
        found.year_toward = cls
    else:
        found.toward = cls
    if code in tokens.lexicon.language.set("times-anaphoric"):
        found.anaphoric = True
    if code in tokens.lexicon.language.set("times-around-now"):
        found.mod = code
    if cls == "H":
        found.word = code


def _era(found: Expression, tokens: Tokens, i: int) -> None:
    found.era = int(tokens.words[i].number)
    found.year = found.year and found.year * found.era


def _clock_token(found: Expression, tokens: Tokens, i: int) -> None:
    hour, minute = tokens.words[i].code.replace(".", ":").split(":")[:2]
    found.clock = _clock(int(hour), int(minute), tokens.words[i + 1])


def _clock(hour: int, minute: int, half: Word | None = None) -> str:
    if half and half.cls == "c" and half.number in (0, 12):
        hour = hour % 12 + int(half.number)
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else ""


def _iso(found: Expression, tokens: Tokens, i: int) -> None:
    day, _, clock = tokens.words[i].code.partition("T")
    found.year, found.month, found.day = (int(part) for part in re.split(r"\D", day))
    found.clock = _clock(int(clock[:2]), int(clock[3:5])) if clock else ""


def _slashed(found: Expression, tokens: Tokens, i: int) -> None:
    code = tokens.words[i].code
    first, second, year = (int(part) for part in re.split(r"\D", code))
    day_first = first > 12 or "." in code
    found.month, found.day = (second, first) if day_first else (first, second)
    found.either = not day_first and second <= 12
    found.year = year if year > 99 else _century_of(year)


def _century_of(year: int) -> int:
    """The year that two digits mean."""
    return 2000 + year if year < 50 else 1900 + year


def _deictic(found: Expression, tokens: Tokens, i: int) -> None:
    word = tokens.words[i].code.lower()
    if word == "overnight" and tokens.classes[found.last] != "D":
        found.part = "NI"  # overnight Thursday
    else:
        found.toward = word


def _reference(found: Expression, tokens: Tokens, i: int) -> None:
    found.value = tokens.words[i].code
    found.word = tokens.said(i, i).lower()


# What each class of word adds: a number or a code to one field, or what a function reads; the others only hold an expression together.
_NUMBERS = {"M": "month", "W": "weekday", "v": "weekday", "w": "sign", "L": "sign", "B": "sign", "K": "decade", "k": "decade"}
_CODES = {"S": "season", "Q": "season", "G": "holiday", "e": "mod", "E": "mod"}
_READERS: dict[str, Callable[[Expression, Tokens, int], None]] = {
    "Y": _number, "3": _number, "d": _number, "O": _ordinal, "P": _part, "u": _unit, "U": _unit, "l": _direction, "x": _direction,
    "h": _direction, "H": _direction, "b": _era, "C": _clock_token, "I": _iso, "J": _slashed, "D": _deictic,
    "R": _reference, "Z": _reference,
}  # fmt: skip
