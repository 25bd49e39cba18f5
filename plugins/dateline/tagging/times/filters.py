"""Which candidates are no times: names, verbs, sums and scores that look like one. Pure; each check says what it keeps out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dateline.tagging.times.expressions import DEICTIC, Expression
from dateline.tagging.times.tokens import Tokens

_NEXT_WORD = re.compile(r"[\s\"'“‘]*([^\W\d_]+)?")
_PREVIOUS_WORD = re.compile(r"([^\W\d_]+|[$£€#№])[\s\"'“‘]*$")
REACH = 30  # Characters in which the word before is looked for.

_CLAUSE_FOLLOWS = re.compile(r"\s*(?:$|\n|[.,;:)])|\s+(?:there|he|she|they|it|we|had|was|were|and|but)\b")
_FALL_FOLLOWS = re.compile(r"(?:,?\s*$|[,.;)]|\s+(?:and|or|when|as|to|the|by|with|after|before|but)\b)")


@dataclass(frozen=True, slots=True)
class Around:
    """A candidate with the text that it stands in."""

    found: Expression
    tokens: Tokens

    @property
    def said(self) -> str:
        """The candidate's words, lower case."""
        return self.tokens.text[self.tokens.starts[self.found.first] : self.tokens.ends[self.found.last]].lower()

    @property
    def last(self) -> str:
        """Its last word as it is written."""
        return self.tokens.text[self.tokens.starts[self.found.last] : self.tokens.ends[self.found.last]]

    @property
    def before(self) -> str:
        """The word (or currency sign) before it, '' where something else stands there."""
        start = self.tokens.starts[self.found.first]
        match = _PREVIOUS_WORD.search(self.tokens.text, max(0, start - REACH), start)
        return match[1] if match else ""

    @property
    def after(self) -> str:
        """The word after it, '' where something else stands there."""
        match = _NEXT_WORD.match(self.tokens.text, self.tokens.ends[self.found.last])
        return (match[1] or "") if match else ""

    @property
    def character_before(self) -> str:
        """The character before it."""
        start = self.tokens.starts[self.found.first]
        return self.tokens.text[max(0, start - 1) : start]

    def set(self, name: str) -> frozenset[str]:
        """A list of the language."""
        return self.tokens.lexicon.set(name)

    def rest(self, length: int) -> str:
        """The characters after it."""
        end = self.tokens.ends[self.found.last]
        return self.tokens.text[end : end + length]

    def classes_before(self, count: int = 1) -> str:
        """The classes of the tokens before it."""
        return self.tokens.classes[max(0, self.found.first - count) : self.found.first]

    def classes_after(self, count: int = 1) -> str:
        """The classes of the tokens after it."""
        return self.tokens.classes[self.found.last + 1 : self.found.last + 1 + count]

    @property
    def led(self) -> bool:
        """Whether a preposition leads it."""
        return self.classes_before() in ("i", "g", "q", "&") or self.before.lower() in ("before", "after", "at")


def is_time(found: Expression, tokens: Tokens) -> bool:
    """Whether a candidate may stand."""
    if found.day is not None and not 1 <= found.day <= 31:
        return False
    if found.month is not None and not 1 <= found.month <= 12:
        return False
    if complete := _COMPLETE.get(found.rule):
        return complete(found)
    check = _CHECKS.get(found.rule)
    return check is None or check(Around(found, tokens))


# ---- candidates that lack a part their pattern left open --------------------------------------------------------------------


def _no_hour(found: Expression) -> bool:
    """this hour, the next minute: on no calendar"""
    return found.unit not in ("TH", "TM")


def _century(found: Expression) -> bool:
    return found.unit == "CE" and found.century is not None


def _quarter(found: Expression) -> bool:
    return (found.unit == "Q" and found.quarter in (1, 2, 3, 4)) or (not found.unit and bool(found.quarter or found.half))


def _calendar_unit(found: Expression) -> bool:
    if found.mod == "end" and found.first + 2 == found.last:
        return found.unit == "Y"  # year-end
    return found.unit in ("D", "W", "M", "Y", "DE", "CE", "WE", "Q")


def _near_yesterday(found: Expression) -> bool:
    """the day before yesterday, the day after tomorrow"""
    return found.unit == "D" and found.toward in ("yesterday", "tomorrow")


def _with_clock(found: Expression) -> bool:
    """1830 GMT, but not 1875 CET"""
    return bool(found.clock)


def _toward_part(found: Expression) -> bool:
    return bool(found.toward) or found.day is not None


def _day_of(found: Expression) -> bool:
    """the first day of the month, of May; not the second week of June"""
    return found.unit == "D" and (found.inner in ("M", "Y") or bool(found.month or found.year))


def _ago_day(found: Expression) -> bool:
    """a week ago today, "to the day"; of what is not counted nobody knows the day"""
    return found.count is not None and not found.fuzzy and found.count == int(found.count)


def _first_of(found: Expression) -> bool:
    """the first week of the war, as an amount; "the first quarter of" is a date"""
    return found.unit in ("D", "W", "M", "Y", "DE")


def _day(found: Expression) -> bool:
    return found.day is not None


def _half(found: Expression) -> bool:
    return found.half is not None and (found.year is not None or found.unit == "Y")


# ---- candidates that their neighbours give away -----------------------------------------------------------------------------


def _month(around: Around) -> bool:
    """Theresa May, June Smith, "May I", Jan, Mar: a bare month needs company."""
    if around.found.first != around.found.last:
        return True
    word, before, after = around.last.lower(), around.before, around.after
    if len(word) <= 3 and word != "may":
        return False
    if around.classes_before() in ("i", "g", "o", "q", "e") or before.lower() in around.set("month-company"):
        return not (word in ("march", "may", "august") and after[:1].isupper() and before.lower() in ("and", "or"))
    if word in ("may", "march"):
        return around.classes_after(2) in ("-M", "&M", "gM")
    if word in around.set("month-names"):
        return not before[:1].isupper() and not (after[:1].isupper() and after not in ("The", "He", "A"))
    return True


def _year(around: Around) -> bool:
    """2010 people, $1500, No. 1234, 1600x900: numbers that are no years."""
    found, before = around.found, around.before
    if found.year is None or found.sign:
        return found.year is not None
    if found.year < 1000 or before.lower() in around.set("numbered") or around.after.lower() in around.set("counted"):
        return False
    if re.match(r"[%°+]|[.,:]\d|[A-Za-z]", around.rest(2)) or around.character_before in ("$", "£", "€", "#", ".", "/", "+"):
        return False
    if found.first != found.last:
        return True
    if 1700 <= found.year <= 2050:
        return not before[:1].isupper() or _opens_or_takes_year(around)
    return before.lower() in around.set("before-year")


def _opens_or_takes_year(around: Around) -> bool:
    """Windows 2000, Saab 2000: a product, unless the word opens the sentence or is one that takes a year."""
    start = around.tokens.starts[around.found.first]
    return bool(around.tokens.lexicon.takes_year.search(around.tokens.text[max(0, start - REACH) : start]))


def _bc(around: Around) -> bool:
    """A bare 477, which only counts where the text counts years before Christ (`anchoring` knows)."""
    return around.before.lower() in around.set("before-bc") and (around.after or "in").lower() in around.set("after-bc")


def _season(around: Around) -> bool:
    """Spring the verb, fall the verb, the fall of the city, the Summer Olympics."""
    found = around.found
    if around.last[:1].isupper() and around.after in around.set("not-seasons"):
        return False
    if found.mod or found.toward:
        return True
    led = around.classes_before() in ("i", "g", "y") or around.before.lower() in ("before", "after", "for", "that", "and")
    if around.last.lower() in ("fall", "spring"):
        alone = led and bool(_FALL_FOLLOWS.match(around.rest(12)))
        return alone or (around.classes_before() == "i" and found.first != found.last and around.classes_after() != "o")
    return led or found.first != found.last or around.last.lower() in ("winter", "summer")


def _nth(around: Around) -> bool:
    """the 10th, as a day: in digits, after a preposition, and before nothing that it could count."""
    if not around.last[0].isdigit():
        return False
    if around.classes_before(3) in ("tO&", "tOg"):
        return True
    alone = not re.match(r"\s+\w|-", around.rest(3))
    return around.before.lower() in around.set("before-nth") and (alone or around.after.lower() in around.set("after-nth"))


def _part(around: Around) -> bool:
    """A part of the day by itself needs a preposition ("at night"), and none that only says which: "the night sky"."""
    if around.found.first == around.found.last:
        return around.led
    if around.tokens.classes[around.found.first] == "e":
        return True
    follows = re.match(r"\s+([a-z]+)", around.rest(24))
    return follows is None or follows[1] in around.set("after-part")


def _units(around: Around) -> bool:
    """Bare "days", "weeks": only as an amount of time ("for days", "weeks of fighting")."""
    if around.found.unit in ("Q", "TS", "N", "WE", "CE"):
        return False
    return around.classes_after() in ("o", "B") or around.before.lower() in around.set("before-units")


def _weekday(around: Around) -> bool:
    """tomorrow Friday is two; Black Friday and Bloody Sunday are no days of this week"""
    found = around.found
    if found.weekday is None or found.toward in DEICTIC:
        return False
    return around.before not in around.set("not-weekdays")


def _unit_before(around: Around) -> bool:
    """the day before, he left; but not "the day after the attack", which hangs on the attack"""
    if around.tokens.classes[around.found.last] == "x":
        return True
    return bool(_CLAUSE_FOLLOWS.match(around.rest(12)))


def _seconds(around: Around) -> bool:
    """a 30-second film"""
    return around.last == "second"


def _set(around: Around) -> bool:
    """Daily Mail, the Weekly Standard: a newspaper."""
    return not (around.last[:1].isupper() and around.after[:1].isupper())


def _holiday(around: Around) -> bool:
    """The Good Friday Agreement, Easter Island."""
    return around.after not in around.set("not-holidays")


def _decade(around: Around) -> bool:
    """A man in his 60s, temperatures in the 70s: two digits need an article or an apostrophe to be a decade."""
    found, tokens = around.found, around.tokens
    word = tokens.words[found.last if tokens.classes[found.last] in "Kk" else found.last - 1]
    if word.cls == "k" or len(word.code) > 2:
        return found.first != found.last or word.cls == "K"
    article = around.said[:1] in "'’" or "t" in tokens.classes[found.first : found.last]
    return article and around.before.lower() not in ("temperatures", "high", "low")


def _reference(around: Around) -> bool:
    """the past, currently, at the moment; "the past three", "is current on" and "the current of the river" are none."""
    found = around.found
    if found.word == "moment":
        return around.said.endswith("the moment") and around.before.lower() == "at"
    if found.word == "future" and around.last[:1].isupper():
        return False  # the Future of Babylon project
    if found.value:
        return found.word == "recent" or not found.unit
    if around.said in ("current", "the current"):
        if around.said == "current" and around.before.lower() in ("is", "are", "was", "were", "be", "stay", "stays"):
            return False
        return around.after.lower() not in ("", "account", "accounts", "affairs", "of", "is", "was")
    return around.said == "the past" and not re.match(r"\s*[\w-]", around.rest(2))


def _span(around: Around) -> bool:
    """A count and a unit; "a quarter", "three quarters of" and such are no spans of time."""
    found = around.found
    if found.unit in ("Q", "WE") and found.rule == "age" and (around.tokens.classes[found.last] == "u" or around.classes_after() == "o"):
        return False
    if around.said == "one day":
        # "One day they will see": some day. "For one day", "one day of" and "one day later" are an amount.
        return around.led or around.before.lower() == "for" or around.classes_after() in ("o", "L", "B", "w", ".")
    return found.count is not None or found.fuzzy


def _weekend(around: Around) -> bool:
    found = around.found
    if found.unit != "WE" or around.tokens.classes[found.last] != "u":
        return False
    return found.first != found.last or around.before.lower() in ("on", "over", "by", "of", "at", "during", "for", "since")


def _long(around: Around) -> bool:
    return around.tokens.words[around.found.last].code.lower() == "long"


def _whole(around: Around) -> bool:
    """the quarter, in a report on one; the year, when something is said of all of it"""
    if around.found.unit != "Y":
        return around.found.unit == "Q"
    return around.before.lower() in ("for", "during") and around.after != "ended"


def _from_now(around: Around) -> bool:
    """three weeks from now, a week from Friday"""
    named = around.last.lower() in ("now", "today", "tomorrow") or around.found.weekday is not None
    return around.tokens.words[around.found.last - 1].code == "from" and named


def _years_on(around: Around) -> bool:
    """Five years on, they remember"""
    return around.last.lower() == "on" and around.found.unit in ("W", "M", "Y", "DE")


def _clock(around: Around) -> bool:
    """A score of 3:1, 11:30 of something: a clock time shows am, pm, a zone or a preposition."""
    found, tokens = around.found, around.tokens
    if not found.clock:
        return False
    if any(cls in "cz" for cls in tokens.classes[found.first : found.last + 1]):
        return tokens.classes[found.first] != "d" or tokens.words[found.first + 1].number >= -1
    return around.led


_COMPLETE = {
    "toward_unit": _no_hour, "century": _century, "quarter_of": _quarter, "the_unit": _calendar_unit, "before_yesterday": _near_yesterday,
    "hours_minutes": _with_clock, "toward_part": _toward_part, "day_first": _day, "half_of": _half, "first_of": _first_of,
    "day_of": _day_of, "ago_day": _ago_day,
}  # fmt: skip
_CHECKS = {
    "month": _month, "year": _year, "year_bc": _bc, "season": _season, "the_nth": _nth, "part": _part, "units": _units, "daily": _set,
    "holiday": _holiday, "decade": _decade, "reference": _reference, "age": _span, "ago": _span, "later": _span, "span_toward": _span,
    "weekday": _weekday, "unit_before": _unit_before, "seconds": _seconds, "weekend": _weekend, "long": _long, "the_quarter": _whole,
    "from_now": _from_now, "years_on": _years_on, "clock": _clock, "clock_day": _clock, "clock_date": _clock,
}  # fmt: skip
