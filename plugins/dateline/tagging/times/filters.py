"""Which candidates are no times: names, verbs, sums and scores that look like one. Pure; each check says what it keeps out."""

from __future__ import annotations

import re

from dateline.tagging.times.expressions import DEICTIC, Expression
from dateline.tagging.times.tokens import Tokens

_NEXT_WORD = re.compile(r"[\s\"'“‘]*([^\W\d_]+)?")
_PREVIOUS_WORD = re.compile(r"([^\W\d_]+|[$£€#№])[\s\"'“‘]*$")
_FALL_FOLLOWS = re.compile(r"(?:,?\s*$|[,.;)]|\s+(?:and|or|when|as|to|the|by|with|after|before|but)\b)")
# What follows a number that counts something; a year is followed by other things.
_COUNTED = frozenset(
    "people men women children troops soldiers fighters civilians dead deaths killed wounded injured casualties victims militants rebels refugees "
    "members officers prisoners homes houses families persons percent per km kilometers kilometres miles meters metres feet tons tonnes kg pounds "
    "dollars euros acres hectares votes seats copies words pages points shares units students workers employees policemen police "
    "million billion thousand hours years days aircraft tanks ships vehicles hp mm cm m f c degrees calories square protesters migrants".split()
)
_BEFORE_YEAR = frozenset("in since by until till from of during before after between and to through around about circa early late mid year spring summer "
                         "autumn fall winter for ca c over throughout the to".split())  # fmt: skip


_BEFORE_NTH = frozenset("on by between from since until".split())
_AFTER_NTH = frozenset("and to the he she they a of at after when with by that in".split())
_BEFORE_BC = frozenset("in by until till since of from to before after".split())
_AFTER_BC = frozenset("in and or when the a an but with to at by as on he they it that which while of".split())


def is_time(found: Expression, tokens: Tokens) -> bool:
    """Whether a candidate may stand."""
    check = _CHECKS.get(found.rule)
    return _numbers_fit(found) and (check is None or check(found, tokens))


def _numbers_fit(found: Expression) -> bool:
    if found.day is not None and not 1 <= found.day <= 31:
        return False
    return found.month is None or 1 <= found.month <= 12


def _after(found: Expression, tokens: Tokens) -> str:
    match = _NEXT_WORD.match(tokens.text, tokens.ends[found.last])
    return (match[1] or "") if match else ""


def _before(found: Expression, tokens: Tokens) -> str:
    start = tokens.starts[found.first]
    match = _PREVIOUS_WORD.search(tokens.text, max(0, start - 30), start)
    return match[1] if match else ""


def _month(found: Expression, tokens: Tokens) -> bool:
    """Theresa May, June Smith, "May I", Jan, Mar: a bare month needs company."""
    before, after = _before(found, tokens), _after(found, tokens)
    word = tokens.text[tokens.starts[found.last] : tokens.ends[found.last]]
    if found.first != found.last:
        return True
    if len(word) <= 3 and word.lower() != "may":
        return False
    if tokens.classes[found.first - 1 : found.first] in ("i", "g", "o", "q", "e") or before.lower() in (
        "before",
        "after",
        "and",
        "or",
        "last",
        "since",
        "between",
    ):
        return not (word in ("March", "May", "August") and after[:1].isupper() and before.lower() in ("and", "or"))
    if word in ("May", "March", "MAY", "MARCH"):
        return tokens.classes[found.last + 1 : found.last + 3] in ("-M", "&M", "gM")
    if word in ("April", "June", "August"):
        return not before[:1].isupper() and not (after[:1].isupper() and after not in ("The", "He", "A"))
    return True


def _year(found: Expression, tokens: Tokens) -> bool:
    """2010 people, $1500, No. 1234, model numbers."""
    if found.year is None or found.sign:
        return found.year is not None
    text, start, end = tokens.text, tokens.starts[found.first], tokens.ends[found.last]
    before, after = _before(found, tokens).lower(), _after(found, tokens).lower()
    if before in (
        "$",
        "£",
        "€",
        "#",
        "№",
        "no",
        "number",
        "flight",
        "room",
        "page",
        "pp",
        "p",
        "nearly",
        "than",
        "least",
        "route",
        "resolution",
    ):
        return False
    if after in _COUNTED or text[end : end + 1] in ("%", "°") or text[start - 1 : start] in ("$", "£", "€", "#", ".", "/", "+"):
        return False
    if (
        text[end : end + 2].strip()[:1] in ("+",)
        or re.match(r"[.,:]\d|-?[A-Za-z]{1,2}\b(?<!to)(?<!in)(?<!-)", text[end : end + 3])
        and not text[end].isspace()
    ):
        return False
    if abs(found.year) < 1000 and not found.sign:
        return False
    if found.first != found.last:
        return True
    if 1700 <= found.year <= 2050:
        return not _before(found, tokens)[:1].isupper() or _follows_name(found, tokens)
    return before in _BEFORE_YEAR


def _follows_name(found: Expression, tokens: Tokens) -> bool:
    """Windows 2000, Saab 2000: a product, unless the word opens the sentence or is one that takes a year."""
    start = tokens.starts[found.first]
    before = tokens.text[max(0, start - 24) : start]
    return bool(
        re.search(
            r"(?:^|[.!?\n(:]\s*|\b(?:Cup|Games|Olympics|Championships?|Euro|Act|Treaty|Agreement|Constitution|Year|In|Since|By|Until|From|Of|And|After|Before)\s)$|(?:^|[.!?\n(:]\s*)\w+\s$",
            before,
        )
    )


def _season(found: Expression, tokens: Tokens) -> bool:
    """Spring the verb, fall the verb, the fall of the city."""
    classes, first, last = tokens.classes, found.first, found.last
    shown = tokens.text[tokens.starts[last] : tokens.ends[last]]
    if shown[:1].isupper() and _after(found, tokens) in ("Olympics", "Games", "Olympic", "Paralympics", "Palace", "School"):
        return False
    if found.mod or found.toward:
        return True
    word = shown.lower()
    before = classes[first - 1 : first]
    led = before in ("i", "g", "y") or _before(found, tokens).lower() in ("before", "after", "for", "that", "and")
    if word in ("fall", "spring"):
        return (
            led
            and bool(_FALL_FOLLOWS.match(tokens.text[tokens.ends[last] : tokens.ends[last] + 12]))
            or (before == "i" and first != last and classes[last + 1 : last + 2] != "o")
        )
    return led or first != last or word in ("winter", "summer")


def _nth(found: Expression, tokens: Tokens) -> bool:
    """the 10th, as a day: in digits, after a preposition, and before nothing that it could count."""
    first, last = found.first, found.last
    if not tokens.text[tokens.starts[last]].isdigit():
        return False
    if tokens.classes[max(first - 3, 0) : first] in ("tO&", "tOg"):
        return True
    after = _after(found, tokens).lower()
    return _before(found, tokens).lower() in _BEFORE_NTH and (
        after in _AFTER_NTH or not re.match(r"\s+\w|-", tokens.text[tokens.ends[last] : tokens.ends[last] + 3])
    )


def _part(found: Expression, tokens: Tokens) -> bool:
    """A part of the day needs a preposition or an article before it: "at night", "in the morning", not "Good Morning America"."""
    if found.rule == "part" and found.first == found.last:
        return tokens.classes[found.first - 1 : found.first] in ("i", "g", "&", "q") or _before(found, tokens).lower() in (
            "before",
            "after",
        )
    return True


def _units(found: Expression, tokens: Tokens) -> bool:
    """Bare "days", "weeks": only as an amount of time ("for days", "weeks of fighting")."""
    if found.unit in ("Q", "TS", "N", "WE", "CE"):
        return False
    before = _before(found, tokens).lower()
    return (
        before in ("for", "in", "within", "took", "lasted", "take", "last", "after", "over", "spent", "of", "through")
        or tokens.classes[found.last + 1 : found.last + 2] == "o"
    )


def _daily(found: Expression, tokens: Tokens) -> bool:
    """Daily Mail, the Weekly Standard: a newspaper."""
    word = tokens.text[tokens.starts[found.last]]
    return not (word.isupper() and _after(found, tokens)[:1].isupper())


def _holiday(found: Expression, tokens: Tokens) -> bool:
    """The Good Friday Agreement, Easter Island."""
    return _after(found, tokens) not in ("Agreement", "Accord", "Accords", "Island", "Islands", "Foundation", "Movement", "Church")


def _decade(found: Expression, tokens: Tokens) -> bool:
    """A man in his 60s, temperatures in 70s: two digits need an article or an apostrophe to be a decade."""
    word = tokens.words[found.last if tokens.classes[found.last] in "Kk" else found.last - 1]
    if word.cls == "k" or len(word.code) > 2:
        return found.first != found.last or word.cls == "K"
    said = tokens.text[tokens.starts[found.first] : tokens.ends[found.last]]
    return (said[:1] in "'’" or "t" in tokens.classes[found.first : found.last]) and _before(found, tokens).lower() not in ("temperatures", "high", "low")


def _hour(found: Expression, tokens: Tokens) -> bool:
    """this hour, the next minute: not on a calendar"""
    return found.unit not in ("TH", "TM")


def _century(found: Expression, tokens: Tokens) -> bool:
    return found.unit == "CE" and found.century is not None


def _quarter(found: Expression, tokens: Tokens) -> bool:
    return (found.unit == "Q" and found.quarter in (1, 2, 3, 4)) or (not found.unit and bool(found.quarter or found.half))


def _of_unit(found: Expression, tokens: Tokens) -> bool:
    return found.unit in ("D", "W", "M", "Y", "DE", "CE", "WE", "Q")


def _reference(found: Expression, tokens: Tokens) -> bool:
    """the past, currently, at the moment; "the past three" and "the present" (a gift) are none."""
    words = tokens.text[tokens.starts[found.first] : tokens.ends[found.last]].lower()
    if found.word == "moment":
        return words.endswith("the moment") and _before(found, tokens).lower() == "at"
    if found.value:
        return found.word == "recent" or not found.unit
    if words in ("current", "the current"):
        if words == "current" and _before(found, tokens).lower() in ("is", "are", "was", "were", "be", "stay", "stays"):
            return False
        return _after(found, tokens).lower() not in ("", "account", "accounts", "affairs", "of", "is", "was")
    return words == "the past" and not re.match(r"\s*[\w-]", tokens.text[tokens.ends[found.last] : tokens.ends[found.last] + 2])


def _span(found: Expression, tokens: Tokens) -> bool:
    """A count and a unit; "a second", "quarter" and such are no spans by themselves."""
    word = tokens.text[tokens.starts[found.last] : tokens.ends[found.last]].lower()
    if (
        found.unit in ("Q", "WE")
        and found.rule == "age"
        and (tokens.classes[found.last] == "u" or tokens.classes[found.last + 1 : found.last + 2] == "o")
    ):
        return False
    if found.count is None and not found.fuzzy:
        return False
    return word != "second"


def _weekend(found: Expression, tokens: Tokens) -> bool:
    if found.unit != "WE" or tokens.classes[found.last] != "u":
        return False
    return found.first != found.last or _before(found, tokens).lower() in ("on", "over", "by", "of", "at", "during", "for", "since")


def _long(found: Expression, tokens: Tokens) -> bool:
    return tokens.words[found.last].code == "long"


def _whole(found: Expression, tokens: Tokens) -> bool:
    """the quarter, in a report on one; the year, when something is said of all of it."""
    return found.unit == "Q" or (
        found.unit == "Y" and _before(found, tokens).lower() in ("for", "during") and _after(found, tokens) != "ended"
    )


def _from_now(found: Expression, tokens: Tokens) -> bool:
    """three weeks from now"""
    word = tokens.text[tokens.starts[found.last] : tokens.ends[found.last]].lower()
    return tokens.words[found.last - 1].code == "from" and word in ("now", "today", "tomorrow")


def _before_day(found: Expression, tokens: Tokens) -> bool:
    """the day before yesterday, the day after tomorrow"""
    return found.unit == "D" and found.toward in ("yesterday", "tomorrow")


def _weekday(found: Expression, tokens: Tokens) -> bool:
    """tomorrow Friday is two; overnight Friday one."""
    return found.weekday is not None and found.toward not in DEICTIC


def _toward_part(found: Expression, tokens: Tokens) -> bool:
    return bool(found.toward) or found.day is not None


def _clock(found: Expression, tokens: Tokens) -> bool:
    """A score of 3:1 or 11:30 of something: a clock time shows am, pm, or a preposition."""
    if not found.clock:
        return False
    if any(cls in "cz" for cls in tokens.classes[found.first : found.last + 1]):
        return tokens.classes[found.first] != "d" or tokens.words[found.first + 1].number >= -1
    return tokens.classes[found.first - 1 : found.first] in ("i", "g", "q", "&") or _before(found, tokens).lower() in (
        "before",
        "after",
        "at",
    )


def _day_first(found: Expression, tokens: Tokens) -> bool:
    return found.day is not None


def _bc(found: Expression, tokens: Tokens) -> bool:
    """A bare 477, which only counts where the text counts years before Christ (`anchoring` knows)."""
    return _before(found, tokens).lower() in _BEFORE_BC and (_after(found, tokens) or "in").lower() in _AFTER_BC


def _half(found: Expression, tokens: Tokens) -> bool:
    return found.half is not None and (found.year is not None or found.unit == "Y")


_CHECKS = {
    "weekend": _weekend, "long": _long, "the_quarter": _whole, "from_now": _from_now, "before_yesterday": _before_day,
    "daily": _daily,
    "holiday": _holiday,
    "decade": _decade,
    "toward_unit": _hour,
    "day_first": _day_first, "year_bc": _bc, "half_of": _half,
    "month": _month, "year": _year, "season": _season, "the_nth": _nth, "part": _part, "units": _units, "century": _century,
    "quarter_of": _quarter, "the_unit": _of_unit, "reference": _reference, "age": _span, "ago": _span, "later": _span, "span_toward": _span,
    "weekday": _weekday, "toward_part": _toward_part, "clock": _clock, "clock_day": _clock, "clock_date": _clock,
}  # fmt: skip
