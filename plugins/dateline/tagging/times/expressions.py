"""What the words of one time expression say, before anybody asks what it means on the calendar. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dateline.tagging.times.tokens import Tokens

COMPOSED = frozenset({"ago_day", "from_now", "day_of"})
DEICTIC = frozenset({"today", "yesterday", "tomorrow", "tonight", "overnight"})


@dataclass(slots=True)
class Expression:
    """What the words of one time expression say; what they leave open is None or ''.

    `first` and `last` are token indexes, `kind` is date, shift, span, set or fixed. `toward` is the class of the direction word (l last,
    x next, h this, H that) or a word of DEICTIC, `year_toward` the same for a year ("March of that year"). `whole` is twelve months rather
    than a calendar year ("in the last year"), `anaphoric` what hangs on the text and not on publication ("the following week").
    `inner` is the second unit of a composed time ("a year ago this week"); `either` says that day and month may change places (12/05/2023).
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
    half: int | None = None
    quarter: int | None = None
    decade: int | None = None
    century: int | None = None
    clock: str = ""
    holiday: str = ""
    toward: str = ""
    year_toward: str = ""
    unit: str = ""
    count: float | None = None
    sign: int = 0
    fuzzy: bool = False
    value: str = ""
    mod: str = ""
    word: str = ""
    whole: bool = False
    anaphoric: bool = False
    inner: str = ""
    either: bool = False
    day_first: bool = False


_NOUNS = frozenset({"future", "moment"})  # Those that take an article with them; "the recent raid" does not.
_DURATION_UNITS = {"TS": "S", "TM": "M", "TH": "H"}


def fill(found: Expression, tokens: Tokens) -> None:
    """Read the words of an expression into its fields."""
    span = range(found.first, found.last + 1)
    found.count = count_of(tokens, found.first, found.last)
    found.fuzzy = any(tokens.classes[i] == "f" for i in span)
    for i in span:
        cls, word = tokens.classes[i], tokens.words[i]
        if cls in _NUMBERS:
            setattr(found, _NUMBERS[cls], int(word.number))
        elif cls in _CODES:
            setattr(found, _CODES[cls], word.code)
        elif cls in _READERS:
            _READERS[cls](found, tokens, i)
    if found.rule == "day_of" and "l" in tokens.classes[found.first : found.first + 2]:
        found.sign = -1  # The last day, whatever month follows.
        found.toward = found.toward if tokens.classes.find("l", found.first + 2, found.last + 1) > 0 or found.toward != "l" else ""
    if found.rule == "toward_unit" and found.toward in ("l", "x"):
        found.whole = _says_all_of(found, tokens)
        found.anaphoric = found.anaphoric or (found.toward == "x" and not found.whole and tokens.classes[found.first] == "t")


def _says_all_of(found: Expression, tokens: Tokens) -> bool:
    """Whether "the last year" is twelve months and not a calendar year: "in the last year", "the last month of the war"."""
    if not tokens.lexicon.language.pattern("times-all-of").match(tokens.said(found.first, found.last)):
        return False
    before = tokens.words[found.first - 1].code.lower() if found.first else ""
    return (before in tokens.lexicon.set("through") and found.unit != "D") or (
        tokens.classes[found.last + 1 : found.last + 2] == "o" and found.toward == "l"
    )


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
    before = tokens.said(found.last - 1, found.last - 1)
    return tokens.classes[found.last] == "." and (
        tokens.classes[found.last - 1] != "M" or before in tokens.lexicon.language.words("months")
    )


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
        elif cls == "E" and word.code.lower() == "half":
            total = (total or 0) + 0.5
    return total


def duration(count: float | None, unit: str) -> str:
    """The TIMEX3 value of so many units; an unsaid count is X."""
    if unit == "F":
        unit, count = "W", count and 2 * count
    if count == 0.5 and unit in ("TH", "Y"):
        unit, count = ("TM", 30) if unit == "TH" else ("M", 6)
    number = "X" if count is None else f"{count:.12g}".removeprefix("0") or "0"
    if unit in _DURATION_UNITS:
        return f"PT{number}{_DURATION_UNITS[unit]}"
    return f"P{number}{unit}"


def _year(found: Expression, tokens: Tokens, i: int) -> None:
    year = int(tokens.words[i].number)
    if found.rule == "hours_minutes":
        _bare_clock(found, tokens, i)
    elif found.rule == "bc_first":
        found.year, found.sign = -year, -1
    elif found.year is None:
        found.year = year


def _three(found: Expression, tokens: Tokens, i: int) -> None:
    if found.kind == "date" and found.year is None:
        found.sign = -1 if found.rule == "bc_first" else 0
        found.year = int(tokens.words[i].number) * (found.sign or 1)


def _digits(found: Expression, tokens: Tokens, i: int) -> None:
    number = int(tokens.words[i].number)
    if found.rule.startswith("clock") and not found.clock:
        after = tokens.words[i + 1] if i + 1 < len(tokens.words) else None
        found.clock = _clock(number, 0, after.number if after and after.cls == "c" else None)
    elif found.rule == "bc_first":
        found.year, found.sign = -number, -1
    elif tokens.classes[i + 1 : i + 2] == "b" or tokens.classes[i - 1 : i] == "b":
        found.year = number
    elif found.kind == "date" and found.day is None:
        found.day = number
    elif found.rule == "dashed":
        found.year = _century_of(number)


def _ordinal(found: Expression, tokens: Tokens, i: int) -> None:
    number = int(tokens.words[i].number)
    if found.rule == "quarter_of":
        found.quarter = number
    elif found.rule == "century":
        found.century = number
    elif found.rule == "half_of" and number in (1, 2):
        found.half = number if tokens.words[i + 1].code == "half" else None
    elif found.kind == "date" and found.day is None and tokens.classes[i + 1 : i + 2] not in ("E", "j"):
        found.day = number
    elif found.kind == "set":
        found.count = number


def _part(found: Expression, tokens: Tokens, i: int) -> None:
    code = tokens.words[i].code
    if ":" in code:
        found.clock = code
    elif not found.part:
        found.part = code


def _unit(found: Expression, tokens: Tokens, i: int) -> None:
    if found.kind == "date" and tokens.words[i].code == "TH" and tokens.classes[i - 1] == "e":
        found.part = "MO"  # the early hours of Friday
        return
    if found.unit and found.rule in COMPOSED:
        found.inner = tokens.words[i].code
        return
    if found.unit and found.kind == "date":
        return
    found.unit = tokens.words[i].code


def _direction(found: Expression, tokens: Tokens, i: int) -> None:
    cls = tokens.classes[i]
    after = tokens.classes[i + 1 : i + 2]
    if found.kind == "date" and after == "u" and (found.month or found.season or found.quarter or found.half or found.holiday):
        found.year_toward = cls
    elif cls != "l" or tokens.words[i].code != "latter":
        found.toward = found.toward if found.toward == "H" else cls
    code = tokens.words[i].code
    if code in ("following", "previous", "preceding", "subsequent"):
        found.anaphoric = True
    if code in ("past", "present", "current", "coming", "upcoming"):
        found.mod = code
    if cls == "H":
        found.word = code


def _era(found: Expression, tokens: Tokens, i: int) -> None:
    before_christ = tokens.words[i].number < 0
    found.sign = -1 if before_christ else found.sign
    if found.year is not None:
        found.year = -abs(found.year) if before_christ else abs(found.year)


def _decade(found: Expression, tokens: Tokens, i: int) -> None:
    number = int(tokens.words[i].number)
    if tokens.classes[i] == "K" and len(tokens.words[i].code) > 2:
        found.decade = number
    else:
        found.decade = 190 + number if number >= 2 else 200 + number


def _bare_clock(found: Expression, tokens: Tokens, i: int) -> None:
    code = tokens.words[i].code
    if found.rule == "hours_minutes" and len(code) == 4 and code.isdigit():
        found.clock = _clock(int(code[:2]), int(code[2:]), None)


def _clock_token(found: Expression, tokens: Tokens, i: int) -> None:
    hour, minute = tokens.words[i].code.replace(".", ":").split(":")[:2]
    after = tokens.words[i + 1] if i + 1 < len(tokens.words) else None
    found.clock = _clock(int(hour), int(minute), after.number if after and after.cls == "c" else None)


def _clock(hour: int, minute: int, half: float | None) -> str:
    if half == 12 and hour < 12:
        hour += 12
    elif half == 0 and hour == 12:
        hour = 0
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else ""


def _iso(found: Expression, tokens: Tokens, i: int) -> None:
    day, _, clock = tokens.words[i].code.partition("T")
    found.year, found.month, found.day = (int(part) for part in re.split(r"\D", day))
    found.clock = clock[:5]


def _slashed(found: Expression, tokens: Tokens, i: int) -> None:
    code = tokens.words[i].code
    first, second, year = (int(part) for part in re.split(r"\D", code))
    found.month, found.day = (second, first) if first > 12 or "." in code else (first, second)
    found.day_first = found.month != first
    found.either = first != second and first <= 12 and second <= 12 and "." not in code
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


def _amount(found: Expression, tokens: Tokens, i: int) -> None:
    after = tokens.classes[i + 1 : i + 2]
    if found.count is None and after and after in "juUn-E" and not found.fuzzy:
        found.count = 1


def _quarter(found: Expression, tokens: Tokens, i: int) -> None:
    word = tokens.words[i]
    if word.code == "Q":
        found.quarter = int(word.number)
    elif word.number <= 2:
        found.half = int(word.number)


def _modifier(found: Expression, tokens: Tokens, i: int) -> None:
    found.mod = found.mod or tokens.words[i].code.lower()
    if found.rule == "half_of" and tokens.words[i].code.lower() == "latter" and tokens.words[i + 1].code == "half":
        found.half = 2


# What each class of word adds: a number or a code to one field, or what a function reads; the others only hold an expression together.
_NUMBERS = {"M": "month", "W": "weekday", "v": "weekday", "w": "sign", "L": "sign", "B": "sign"}
_CODES = {"S": "season", "G": "holiday"}
_READERS = {
    "Y": _year, "3": _three, "d": _digits, "O": _ordinal, "P": _part, "u": _unit, "U": _unit, "l": _direction, "x": _direction,
    "h": _direction, "H": _direction, "b": _era, "K": _decade, "k": _decade, "C": _clock_token, "I": _iso, "J": _slashed, "D": _deictic,
    "R": _reference, "Z": _reference, "a": _amount, "N": _bare_clock, "Q": _quarter, "e": _modifier, "E": _modifier,
}  # fmt: skip
