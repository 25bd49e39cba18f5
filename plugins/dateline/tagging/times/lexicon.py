"""English words of time, each with a one-letter class and what it means. Data and one look-up table, nothing else.

A class is one character so that a sentence becomes a short string over which the grammar is a handful of regular expressions:
"the end of March 1940" is `tEoMY`. Words that say nothing about time have no entry.

    t the   a a/an   o of   i preposition   g to, until   & and   q about, nearly, more than
    M month   W weekday   v Mon.   S season   P part of the day   u unit   U units   G holiday (merged by the tokeniser)
    n two   f few   O third   k sixties   l last   x next   h this   H that, same   e early   E end   L later, earlier
    B before, after   w ago   z GMT   V old   s Mondays   D today   R now   y every   Z daily   j whole   b BC   c p.m.
"""

from __future__ import annotations

from dataclasses import dataclass

MONTHS = tuple("January February March April May June July August September October November December".split())
WEEKDAYS = tuple("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())


@dataclass(frozen=True, slots=True)
class Word:
    """What a word means: its class, and the number or code that goes with the class."""

    cls: str
    number: float = 0
    code: str = ""


_PLAIN = {
    "t": "the",
    "a": "a an",
    "o": "of",
    "i": "in on at by during since for within from between upon throughout",
    "g": "to through into until till",
    "&": "and or",
    "q": "about around over under almost nearly roughly approximately some just only exactly barely mere least most circa ca more less "
    "fewer than up as plus",
    "h": "this current present",
    "H": "that same those these",
    "E": "beginning end start middle part half close rest remainder outset",
    "e": "early late mid latter",
    "j": "entire whole full calendar fiscal financial consecutive straight long single very final closing opening critical bloody "
    "additional another extra crucial near distant foreseeable tense deadly",
    "f": "few several many couple dozens scores numerous various countless hundreds thousands multiple",
    "y": "every each per",
    "V": "old",
    "D": "today yesterday tomorrow tonight overnight",
}
_SIGNED = {
    "l": {"last": -1, "previous": -1, "preceding": -1, "prior": -1, "past": -1},
    "x": {"next": 1, "following": 1, "coming": 1, "upcoming": 1, "subsequent": 1, "ensuing": 1, "succeeding": 1, "forthcoming": 1},
    "L": {"later": 1, "earlier": -1},
    "B": {"before": -1, "after": 1, "afterwards": 1, "afterward": 1, "thereafter": 1, "beforehand": -1},
    "w": {"ago": -1},
    "b": {"BC": -1, "BCE": -1, "B.C.": -1, "B.C": -1, "B.C.E.": -1, "AD": 1, "CE": 1, "A.D.": 1, "A.D": 1},
    "c": {"am": 0, "a.m.": 0, "a.m": 0, "pm": 12, "p.m.": 12, "p.m": 12, "o'clock": -1, "o’clock": -1, "hours": -2, "hrs": -2},
    "z": dict.fromkeys("GMT UTC ET EST EDT CT CST CDT PT PST PDT BST CET CEST EET EEST MSK IST AEST AEDT".split(), 0),
}
_CODED = {
    "R": {
        "now": "PRESENT_REF", "currently": "PRESENT_REF", "presently": "PRESENT_REF", "nowadays": "PRESENT_REF", "recently": "PAST_REF",
        "lately": "PAST_REF", "soon": "FUTURE_REF", "future": "FUTURE_REF",
        "recent": "PAST_REF", "former": "PAST_REF", "moment": "PRESENT_REF",
    },
    "Z": {
        "hourly": "PT1H", "daily": "P1D", "nightly": "XXXX-XX-XXTNI", "weekly": "P1W", "monthly": "P1M", "quarterly": "P1Q",
        "yearly": "P1Y", "annually": "P1Y", "annual": "P1Y",
    },
    "S": {
        "spring": "SP", "springtime": "SP", "summer": "SU", "summertime": "SU", "autumn": "FA", "fall": "FA", "winter": "WI",
        "wintertime": "WI",
    },
    "P": {
        "morning": "MO", "mornings": "MO", "dawn": "MO", "daybreak": "MO", "sunrise": "MO", "noon": "12:00", "midday": "MI",
        "lunchtime": "MI",
        "afternoon": "AF", "afternoons": "AF", "evening": "EV", "evenings": "EV", "dusk": "EV", "sunset": "EV", "nightfall": "EV",
        "sundown": "EV", "night": "NI", "nighttime": "NI", "midnight": "24:00", "daytime": "DT",
    },
    "u": {
        "minute": "TM", "hour": "TH", "day": "D", "weekend": "WE", "week": "W", "fortnight": "F", "month": "M", "quarter": "Q", "year": "Y",
        "decade": "DE", "century": "CE",
    },
    "U": {
        "seconds": "TS", "minutes": "TM", "hours": "TH", "nights": "N", "days": "D", "weekends": "WE", "weeks": "W", "fortnights": "F",
        "months": "M", "quarters": "Q", "years": "Y", "decades": "DE", "centuries": "CE",
    },
}  # fmt: skip
_ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth "
    "seventeenth eighteenth nineteenth twentieth"
).split()
_DECADES = "twenties thirties forties fifties sixties seventies eighties nineties".split()


def _lexicon() -> dict[str, Word]:
    words = {text: Word(cls, code=text) for cls, line in _PLAIN.items() for text in line.split()}
    words |= {text: Word(cls, number, text) for cls, table in _SIGNED.items() for text, number in table.items()}
    words |= {text: Word(cls, code=code) for cls, table in _CODED.items() for text, code in table.items()}
    words |= {text: Word("n", n) for n, text in enumerate(_ONES, 1)}
    words |= {text: Word("n", 10 * n) for n, text in enumerate(_TENS, 2)}
    words |= {
        "hundred": Word("n", 100),
        "thousand": Word("n", 1e3),
        "million": Word("n", 1e6),
        "billion": Word("n", 1e9),
        "dozen": Word("n", 12),
        "half-dozen": Word("n", 6),
    }
    words |= {text: Word("O", n) for n, text in enumerate(_ORDINALS, 1)}
    words |= {text: Word("k", n) for n, text in enumerate(_DECADES, 2)}
    words |= {text.capitalize(): word for text, word in words.items() if text[0].islower()}
    words |= {text.upper(): word for text, word in words.items() if text.islower() and word.cls in "WPuUDtoig"}
    for n, text in enumerate(MONTHS, 1):
        words[text] = words[text.upper()] = words[text[:3]] = Word("M", n)
    words["Sept"] = Word("M", 9)
    for n, text in enumerate(WEEKDAYS, 1):
        words[text] = words[text.upper()] = Word("W", n)
        words[text + "s"] = Word("s", n)
        words[text[:3]] = Word("v", n)
    words |= {text: Word("v", n) for text, n in {"Tues": 2, "Weds": 3, "Thur": 4, "Thurs": 4}.items()}
    return words


LEXICON = _lexicon()
