"""Who says it, how many, and whether it is denied: read from a report's own sentence where the tagger read nothing. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dateline.incidents.lexicon import Lexicon
from dateline.models.incidents import Stance
from dateline.text import fold, search_words

_SAYS = r"(?:says?|said|confirms?|confirmed|reports?|reported|warns?|warned|claims?|claimed|announces?|announced|tells?|told)"
_JOINS = r"\b(?:as|but|while|after|although|though|and)\b"
_VOICES = (
    re.compile(r"\baccording to (?:the )?(?P<voice>[^,.;]{2,60})", re.IGNORECASE),
    re.compile(rf",\s*(?!\s|{_JOINS})(?P<voice>[^,.;:]{{2,60}}?)\s+{_SAYS}\b[^,]{{0,20}}$", re.IGNORECASE),
    re.compile(rf"\b{_SAYS}\s+(?P<voice>[A-Z][\w’'.-]+(?: [A-Z][\w’'.-]+){{0,3}})\.?$"),
    re.compile(r":\s*(?P<voice>(?:[A-Z][\w’'.-]*)(?: [\w’'.-]+){0,3})$"),
    re.compile(r"\s[-–—]\s*(?P<voice>[\w’'. ]{2,30})$"),
    re.compile(rf"^(?P<voice>[A-Z][^,;:]{{1,50}}?)\s+{_SAYS}\b"),
    re.compile(
        rf"(?:^|[,;:]\s+|{_JOINS}\s+)(?P<voice>(?!{_JOINS})[^\s,;:]+(?: (?!{_JOINS})[^\s,;:]+){{0,4}}?)\s+"
        r"(?:has |have |had |also |later |both )?"
        r"(?:denies|denied|deny|accuses?|accused|blames?|blamed|rejects?|rejected|disputes?|disputed|revises?|revised|corrects?|corrected"
        r"|(?:raises?|raised|lowers?|lowered|updates?|updated)(?= [^.;]{0,40}\b(?:toll|count|number)\b))\b"
    ),
)
# A form of article is no voice ("... – video report"), nor is what ends before its noun ("after an announced truce").
_FORMS = r"video|photos?|pictures|podcast|analysis|opinion|timeline|live|updates?|reports?|witness account|maps?|explained|explainer"
_NO_VOICE = re.compile(
    rf"^(?:it|he|she|they|who|nobody|no one|the papers|what|which|(?:in )?(?:{_FORMS})(?: (?:{_FORMS}))?)$|\d"
    r"|\b(?:a|an|the|of|in|on|after|before|by|for|with|from|to|its|their|his|her|and|or)$",
    re.IGNORECASE,
)
_FORM = re.compile(rf"\s[-–—|]\s*(?:in )?(?:{_FORMS})(?: (?:{_FORMS}))?$", re.IGNORECASE)
_ARTICLES = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)

_AUXILIARY = re.compile(r"\s+(?:has|have|had)(?: also)?$|\s+also$")

_FILLING = frozenset({"of", "the", "and", "a", "an", "in", "for", "s"})

_WORDS = {"dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2000, "tens of thousands": 20000, "hundreds of thousands": 200000}
_UNITS = "one two three four five six seven eight nine".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SMALL = {
    word: n
    for n, word in enumerate([*_UNITS, *_TEENS, *(word for ten in _TENS for word in (ten, *(f"{ten}-{unit}" for unit in _UNITS)))], 1)
}
# Of nine digits at most: what is longer counts no people, and neither Python nor an index would hold it.
_DIGITS = r"(?<!\d,)(?:\d,?){0,8}\d(?!,?\d)"
_NUMBER = rf"(?<![\w-])(?<!members of )(?P<number>{_DIGITS}(?:\.\d+)?|{'|'.join(sorted([*_WORDS, *_SMALL], key=len, reverse=True))})"
_ABOUT = r"(?P<about>at least|more than|over|nearly|almost|about|around|some|up to|fewer than|nears|near|an estimated|as many as)"
_WHO = r"(?P<who>(?:\s+(?!and\b|are\b|is\b)[\w’'-]+){0,4}?)"
_GROUPS = {
    "civilian": "civilians",
    "child": "children",
    "soldier": "soldiers",
    "troops": "soldiers",
    "women": "women",
    "rebel": "rebels",
    "militant": "militants",
    "police": "police",
    "protester": "protesters",
    "journalist": "journalists",
}
_TOWARDS = "nears|near|at least|more than|over|almost|nearly|tops?|pass(?:es)?"
_BEEN = r"(?:have been |has been |were |was |are |feared |reported |left ){0,2}"
# What may follow a number of people killed: who they were, or at once where, when, what else.
_THEN = (
    r"(?:(?P<who>(?:\s+(?!and\b)[\w’'-]+){0,4}?)\s+(?:people|dead|civilians|others|men|women|children|soldiers|troops|police|members|workers|"
    r"villagers|protesters|students)\b|\s+(?:in|at|near|on|after|and|as|during|including|more|(?-i:[A-Z])\w+s)\b|\s*(?:$|[,.;:]))"
)
_DONE = {"killed": r"killed|dead|deaths|die|dies|died|slain", "injured": r"wounded|injured|hurt|injuries"}
_PATTERNS = (
    ("killed", rf"\b(?:{_ABOUT}\s+)?{_NUMBER}\b{_WHO}\s+{_BEEN}(?:{_DONE['killed']})\b"),
    ("killed", rf"\bkill(?:s|ed|ing)?\s+(?:{_ABOUT}\s+)?{_NUMBER}\b{_THEN}"),
    ("killed", rf"\b(?:leav(?:es|ing)|left)\s+(?:{_ABOUT}\s+)?{_NUMBER}\b{_WHO}(?:\s+(?:people|dead|civilians|others))"),
    ("injured", rf"\b(?:{_ABOUT}\s+)?{_NUMBER}\b{_WHO}\s+{_BEEN}(?:{_DONE['injured']})\b"),
    ("injured", rf"\b(?:wound|injur)(?:s|es|ed|ing)\s+(?:{_ABOUT}\s+)?{_NUMBER}\b{_WHO}"),
    (
        "killed",
        r"\b(?:toll|deaths|number of (?:dead|killed|deaths|people killed))\b[^.;\d]{0,40}?"
        rf"\b(?:(?P<about>{_TOWARDS})|to|at|of|reaches|hits|passes)\s+{_NUMBER}\b(?P<who>)",
    ),
)
_FIGURES = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PATTERNS)
_LOWER = frozenset({"at least", "about", "around", "some", "an estimated"})
_ABOVE = frozenset({"more than", "over", "top", "tops", "pass", "passes"})
_BELOW = frozenset({"nearly", "almost", "up to", "nears", "near", "as many as", "fewer than"})

# "The army says it did not bomb the market" denies; that it did not know, or has not seen, does not.
_DID_NOT = (
    r"(?:says?|said) (?:that )?(?:it|they|he|she|(?:its|their|his|her) \w+) (?:did not|didn[’']t|had not|hadn[’']t|never)"
    r"(?! (?:yet|know|have|had|see|seen|hear|heard|receive|received|expect|want|believe|comment|rule|ruled|say)\b)"
)
_DENIES = re.compile(rf"\b(?:den(?:y|ies|ied|ial)|disputes?|disputed|refut\w+|false claims?|{_DID_NOT})\b", re.IGNORECASE)
_ACCUSES = re.compile(r"\b(?:accus\w+|blam(?:e|es|ed|ing))\b", re.IGNORECASE)
_CONFIRMS = re.compile(r"\bconfirm\w*\b", re.IGNORECASE)
# What calls something wrong, and what only tells a count anew: that corrects if it lowers it, a count that climbs was never wrong.
_CALLS_WRONG = re.compile(r"\b(?:correction|corrects?|corrected|retract\w*|(?:earlier|previous) version\b.{0,40}\d)", re.IGNORECASE)
_COUNT = r"\b(?:toll|count|deaths|number of (?:dead|killed|deaths|people killed))\b"
_RISES = r"\b(?:rais(?:es|ed|ing)|ris(?:es|en|ing)|rose|climb\w*|jump\w*|soar\w*|surg(?:es|ed|ing)|grow[ns]?|grew|increas\w*|updat\w*)\b"
_RECOUNTS = re.compile(
    r"\b(?:earlier|previous) (?:reports?|toll|figures?|count)\b.{0,40}\d"
    r"|\brevis(?:e|es|ed|ing)\b[^.;]{0,60}?\b(?:down|up|upwards?|downwards?|from|to)\b"
    rf"|\blower(?:s|ed|ing)\b[^.;]{{0,40}}?{_COUNT}"
    rf"|(?:{_RISES}[^.;]{{0,40}}?{_COUNT}|{_COUNT}[^.;]{{0,40}}?{_RISES})[^.;]{{0,60}}?\bfrom\b",
    re.IGNORECASE,
)
_DOWN = re.compile(r"\b(?:down|downwards?|lower(?:s|ed|ing)?)\b", re.IGNORECASE)
# What a recount says was told before: "from 97 to 85", "not 97", "an earlier toll of 97", "previously reported 97".
_BEFORE = re.compile(
    r"\b(?:from|instead of|rather than|not|(?:earlier|previous(?:ly)?|initial(?:ly)?|first|wrongly|mistakenly)(?: \w+){0,6}?"
    rf"(?: of| that| as| at)?)\s+(?:at least |about |some |nearly |more than )?(?P<before>{_DIGITS})\b",
    re.IGNORECASE,
)
_UP_TO = re.compile(r"\b(?:up|down) to\b", re.IGNORECASE)  # Of a figure that was revised it says the direction, not a bound.
_TOLL = re.compile(r"\btoll\b", re.IGNORECASE)
_WEEKDAY = re.compile(r"\b(?:on |since )?(Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b")
_SINCE = re.compile(
    r"\bsince (?:last |late |early |the )?(?:\d|yesterday|week|month|(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
    r"|(?:jan|febr)uary|march|april|may|june|july|august|(?:septem|octo|novem|decem)ber)",
    re.IGNORECASE,
)
_COMPARES = re.compile(
    r"\b(?:\w+iest|(?:bigg|larg|long|strong|fierc|high|great)est|worst|first|most)\b[^.;:]{0,60}$", re.IGNORECASE
)  # "The deadliest attack since 2014".
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of people read from a sentence; bounds as in `models.Casualties`."""

    kind: str
    min: int | None
    max: int | None
    group: str | None
    text: str
    mark: str | None


@dataclass(frozen=True, slots=True)
class Recount:
    """A sentence as it stands when it tells a count anew: the figures that it says were told before, its text without those, whether it
    corrects them, and of which kind they are. What lowers a count or calls it wrong corrects; one that climbs was never wrong."""

    corrects: bool
    before: tuple[int, ...]
    text: str
    kind: str | None = None

    def is_of(self, kind: str) -> bool:
        """Whether it may tell figures of a kind anew."""
        return self.kind in (kind, None)


def recounted_in(sentence: str) -> Recount:
    """What a sentence tells anew; a sentence that tells nothing anew stays as it is."""
    starts = [found.start() for pattern in (_CALLS_WRONG, _RECOUNTS) if (found := pattern.search(sentence))]
    if not starts:
        return Recount(False, (), sentence)
    before = tuple(int(found["before"].replace(",", "")) for found in _BEFORE.finditer(sentence))
    text = " ".join(_UP_TO.sub("to", _BEFORE.sub(" ", sentence)).split())
    now = _first_after(text, min(starts))
    corrects = bool(_CALLS_WRONG.search(sentence)) or _lowers(sentence, now, before)
    return Recount(corrects, before, text, now.kind if now else None)


def _lowers(sentence: str, now: Figure | None, before: Sequence[int]) -> bool:
    """Whether a count goes down: by its figures, else by the words."""
    value = None if now is None else now.max if now.min is None else now.min
    if before and value is not None:
        return value < max(before)
    return bool(_DOWN.search(sentence))


def _first_after(text: str, start: int) -> Figure | None:
    """The figure that is told first from somewhere on, else the first of all."""
    placed = sorted(((text.find(figure.text), figure) for figure in figures_in(text)), key=lambda one: one[0])
    return next((figure for at, figure in placed if at >= start), placed[0][1] if placed else None)


def voice_in(sentence: str) -> str | None:
    """Who a sentence names as saying it, in its own words."""
    text = _FORM.sub("", " ".join(sentence.split())).rstrip(".”\"' ")
    for pattern in _VOICES:
        if found := pattern.search(text):
            voice = _AUXILIARY.sub("", _ARTICLES.sub("", found["voice"].strip(" ,'’\"“”")))
            if voice and not _NO_VOICE.search(voice):
                return voice
    return None


def voice_key(voice: str, lexicon: Lexicon) -> str:
    """One key for one voice: the organisation, government or person it names, else its words."""
    found = [name for name in lexicon.names(voice) if name.kind != "people"]
    if len(found) == 1 and found[0].end - found[0].start >= len(voice) // 2:
        return found[0].id
    return fold(_ARTICLES.sub("", voice.strip()))


def voice_words(voice: str, lexicon: Lexicon, theatre: str | None) -> tuple[frozenset[str | None], frozenset[str]]:
    """What tells a voice from others: whose it is (that of the country where it all happens, if it does not say), and its words."""
    kept = list(voice)
    countries: set[str | None] = set()
    for name in lexicon.names(voice):
        if name.country and name.kind in ("state", "people"):
            countries.add(name.country)
            kept[name.start : name.end] = " " * (name.end - name.start)
    return frozenset(countries or {theatre}), frozenset(word for word in search_words("".join(kept)) if word not in _FILLING)


def counts_on(sentence: str) -> bool:
    """Whether a sentence tells a running count ("the toll"), or puts one right."""
    return bool(_TOLL.search(sentence) or _CALLS_WRONG.search(sentence) or _RECOUNTS.search(sentence))


def vague(mark: str | None) -> str | None:
    """A mark that stands for a number nobody gives ("dozens"); what only bounds one ("at least") is told by the bounds."""
    return None if mark and mark.lower() in _LOWER | _ABOVE | _BELOW else mark


def figures_in(sentence: str) -> Iterator[Figure]:
    """Tolls told in a sentence, each kind and group once."""
    seen: set[tuple[str, str | None]] = set()
    for kind, pattern in _FIGURES:
        for found in pattern.finditer(sentence):
            who = fold(found["who"] or "")
            group = next((name for word, name in _GROUPS.items() if word in who), None)
            if (kind, group) in seen:
                continue
            seen.add((kind, group))
            low, high, mark = _bounds(found["number"].lower(), (found["about"] or "").lower())
            yield Figure(kind, low, high, group, " ".join(found[0].split()), mark)


def stance_in(sentence: str) -> Stance:
    """What a sentence does to what it tells."""
    if recounted_in(sentence).corrects:
        return Stance.CORRECTS
    for stance, pattern in (
        (Stance.DENIES, _DENIES),
        (Stance.ACCUSES, _ACCUSES),
        (Stance.CONFIRMS, _CONFIRMS),
    ):
        if pattern.search(sentence):
            return stance
    return Stance.TELLS


def goes_on(sentence: str) -> bool:
    """Whether a sentence tells what has gone on since a day: it is of no day, and what it counts has been adding up.

    What is the first or the worst since a day has not gone on since then.
    """
    found = _SINCE.search(sentence)
    return found is not None and not _COMPARES.search(sentence, 0, found.start())


def day_in(sentence: str, published: datetime) -> date | None:
    """The weekday that a sentence names, as the last such day before it was published."""
    found = _WEEKDAY.search(sentence)
    if found is None:
        return None
    back = (published.weekday() - _DAYS.index(found[1])) % 7
    return published.date() - timedelta(days=back)


def _bounds(number: str, about: str) -> tuple[int | None, int | None, str | None]:
    if number in _WORDS:
        return _WORDS[number], None, number
    value = _SMALL.get(number) or int(float(number.replace(",", "")))
    if about in _ABOVE:
        return value + 1, None, None
    if about in _BELOW:
        return None, value, None
    return (value, None, None) if about in _LOWER else (value, value, None)
