"""Which candidates are no times: names, verbs, sums and scores that look like one. Pure.

What a candidate's words must look like in the text stands beside its rule in the language; here is what its fields must hold, and what
months, years, seasons, decades and words of now and then need of their neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from dateline.tagging.times.expressions import DEICTIC, Expression
from dateline.tagging.times.lexicon import Rule
from dateline.tagging.times.tokens import Tokens

_NEXT_WORD = re.compile(r"[\s\"'“‘]*([^\W\d_]+)?")
_PREVIOUS_WORD = re.compile(r"([^\W\d_]+|[$£€#№])[\s\"'“‘]*$")
REACH = 30  # Characters to each side that are looked at.


@dataclass(frozen=True, slots=True)
class Around:
    """A candidate with the text that it stands in."""

    found: Expression
    tokens: Tokens

    @property
    def said(self) -> str:
        """The candidate's words."""
        return self.tokens.said(self.found.first, self.found.last)

    @property
    def last(self) -> str:
        """Its last word as it is written."""
        return self.tokens.said(self.found.last, self.found.last)

    @property
    def lead(self) -> str:
        """The characters before it."""
        start = self.tokens.starts[self.found.first]
        return self.tokens.text[max(0, start - REACH) : start]

    @property
    def rest(self) -> str:
        """The characters after it."""
        end = self.tokens.ends[self.found.last]
        return self.tokens.text[end : end + REACH]

    @property
    def before(self) -> str:
        """The word (or currency sign) before it, '' where something else stands there."""
        match = _PREVIOUS_WORD.search(self.lead)
        return match[1] if match else ""

    @property
    def after(self) -> str:
        """The word after it, '' where something else stands there."""
        match = _NEXT_WORD.match(self.rest)
        return (match[1] or "") if match else ""

    def set(self, name: str) -> frozenset[str]:
        """A list of the language."""
        return self.tokens.lexicon.set(name)

    def classes_before(self) -> str:
        """The class of the token before it."""
        return self.tokens.classes[max(0, self.found.first - 1) : self.found.first]

    def classes_after(self, count: int = 1) -> str:
        """The classes of the tokens after it."""
        return self.tokens.classes[self.found.last + 1 : self.found.last + 1 + count]

    def holds(self, rule: Rule) -> bool:
        """Whether its words look in the text as the language says that they must."""
        shown = f"{self.lead}⟨{self.said}⟩{self.rest}"
        return (rule.only is None or rule.only.search(shown) is not None) and not (rule.never and rule.never.search(shown))


def is_time(found: Expression, rule: Rule, tokens: Tokens) -> bool:
    """Whether a candidate may stand."""
    if found.day is not None and not 1 <= found.day <= 31:
        return False
    if found.month is not None and not 1 <= found.month <= 12:
        return False
    fields, beside, around = _FIELDS.get(rule.name), _BESIDE.get(rule.name), Around(found, tokens)
    return (fields is None or fields(found)) and around.holds(rule) and (beside is None or beside(around))


def _calendar_unit(found: Expression) -> bool:
    if found.mod == "end" and found.first + 2 == found.last:
        return found.unit == "Y"  # year-end
    return found.unit in ("D", "W", "M", "Y", "DE", "CE", "WE", "Q")


def _quarter(found: Expression) -> bool:
    return (found.unit == "Q" and found.quarter in (1, 2, 3, 4)) or (not found.unit and bool(found.quarter or found.half))


def _amount(found: Expression) -> bool:
    return found.count is not None or found.fuzzy


def _has_clock(found: Expression) -> bool:
    return bool(found.clock)


# What the fields of a candidate must hold that its pattern leaves open.
_FIELDS: dict[str, Callable[[Expression], bool]] = {
    "toward_unit": lambda found: found.unit not in ("TH", "TM"),  # This hour, the next minute: on no calendar.
    "century": lambda found: found.unit == "CE" and found.century is not None,
    "quarter_of": _quarter,
    "the_unit": _calendar_unit,
    "before_yesterday": lambda found: found.unit == "D" and found.toward in ("yesterday", "tomorrow"),
    "hours_minutes": _has_clock,  # 1830 GMT, but not 1875 CET.
    "clock": _has_clock,
    "clock_day": _has_clock,
    "clock_date": _has_clock,
    "toward_part": lambda found: bool(found.toward) or found.day is not None,
    "day_first": lambda found: found.day is not None,
    "half_of": lambda found: found.half is not None and (found.year is not None or found.unit == "Y"),
    "first_of": lambda found: found.unit in ("D", "W", "M", "Y", "DE"),  # The first week of the war; "the first quarter of" is a date.
    "day_of": lambda found: found.unit == "D" and (found.inner in ("M", "Y") or bool(found.month or found.year)),
    "ago_day": lambda found: found.count is not None and not found.fuzzy and found.count == int(found.count),  # Else nobody knows the day.
    "weekday": lambda found: found.weekday is not None and found.toward not in DEICTIC,  # Tomorrow Friday is two.
    "age": _amount,
    "ago": _amount,
    "later": _amount,
    "span_toward": _amount,
}


# ---- candidates that their neighbours give away -----------------------------------------------------------------------------


def _month(around: Around) -> bool:
    """Theresa May, "May I", Jan, Mar: a bare month that is another word, too, needs company."""
    if around.found.first != around.found.last:
        return True
    word = around.last.lower()
    if word not in around.set("month-verbs"):
        return len(word) > 3
    if around.classes_before() in ("i", "g", "o", "q", "e") or around.before.lower() in around.set("month-company"):
        return not (around.classes_before() == "&" and around.after[:1].isupper())
    return around.classes_after(2) in ("-M", "&M", "gM")


def _year(around: Around) -> bool:
    """2010 people, $1500, No. 1234, 1600x900: numbers that are no years."""
    found, before = around.found, around.before
    if found.year is None or found.sign:
        return found.year is not None
    if found.year < 1000 or before.lower() in around.set("numbered") or around.after.lower() in around.set("counted"):
        return False
    if re.match(r"[%°+]|[.,:]\d|[A-Za-z]", around.rest) or around.lead[-1:] in ("$", "£", "€", "#", ".", "/", "+"):
        return False
    if found.first != found.last:
        return True
    if 1700 <= found.year <= 2050:  # Windows 2000 is a product, unless the word opens the sentence or is one that takes a year.
        return not before[:1].isupper() or bool(around.tokens.lexicon.language.pattern("times-year-after").search(around.lead))
    return before.lower() in around.set("before-year")


def _season(around: Around) -> bool:
    """Spring the verb, fall the verb, the fall of the city."""
    found, word = around.found, around.last.lower()
    if found.mod or found.toward:
        return True
    led = around.classes_before() in ("i", "g", "y") or around.before.lower() in around.set("before-season")
    if word in around.set("season-verbs"):
        alone = led and bool(around.tokens.lexicon.language.pattern("times-fall-follows").match(around.rest))
        return alone or (around.classes_before() == "i" and found.first != found.last and around.classes_after() != "o")
    return led or found.first != found.last or word in around.set("season-alone")


def _decade(around: Around) -> bool:
    """A man in his 60s, temperatures in the 70s: two digits need an article or an apostrophe to be a decade."""
    found, tokens = around.found, around.tokens
    word = tokens.words[found.last if tokens.classes[found.last] in "Kk" else found.last - 1]
    if word.cls == "k" or len(word.code) > 2:
        return found.first != found.last or word.cls == "K"
    article = around.said[:1] in "'’" or "t" in tokens.classes[found.first : found.last]
    return article and around.before.lower() not in around.set("before-degrees")


def _reference(around: Around) -> bool:
    """The past, currently; "the past three", "is current on" and "the current of the river" are none."""
    found, said = around.found, around.said.lower()
    if found.value:
        return found.word == "recent" or not found.unit
    if found.mod == "current":
        named = around.tokens.lexicon.language.pattern("times-current-none").match(around.rest)
        return not named and (said != "current" or around.before.lower() not in around.set("be"))
    return found.mod == "past" and found.first != found.last and not re.match(r"\s*[\w-]", around.rest)


_BESIDE: dict[str, Callable[[Around], bool]] = {
    "month": _month,
    "year": _year,
    "season": _season,
    "decade": _decade,
    "reference": _reference,
}
