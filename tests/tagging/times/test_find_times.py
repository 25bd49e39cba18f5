"""The interface of the time tagger: offsets, basis, intervals, hostile text, no dependence on anything but its arguments."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.models.mentions import Kind, Mention
from dateline.models.times import TimeValue
from dateline.seeds.language import load_language
from dateline.tagging.sentences import split_sentences
from dateline.tagging.times import find_times
from dateline.tagging.times.expressions import Expression
from dateline.tagging.times.intervals import join, localise
from dateline.tagging.times.lexicon import Lexicon, compile_lexicon
from dateline.tagging.times.story import is_narrative
from dateline.tagging.times.tense import cues_in
from dateline.text import paragraphs
from tests.known import holidays, knowledge, lexicon

UTC_ZONE = ZoneInfo("UTC")
SATURDAY = datetime(2016, 10, 15, 9, tzinfo=UTC)


def times(text: str, published: datetime | None = SATURDAY, zone: ZoneInfo = UTC_ZONE) -> list[Mention]:
    spans = paragraphs(text)
    sentences = split_sentences(text, spans, knowledge().language)
    return find_times(text, sentences=sentences, paragraphs=spans, published=published, zone=zone, holidays=holidays(), lexicon=lexicon())


def times_as_one(text: str, words: Lexicon) -> list[Mention]:
    """The times of a text that is one sentence, by the words of a lexicon."""
    whole = [(0, len(text))]
    return find_times(text, sentences=whole, paragraphs=whole, published=SATURDAY, zone=UTC_ZONE, holidays=holidays(), lexicon=words)


def test_a_mention_is_whole() -> None:
    assert times("Planes struck Thursday night into Friday morning.") == [
        Mention(
            start=14,
            end=48,
            text="Thursday night into Friday morning",
            kind=Kind.TIME,
            rule="time.night_into",
            time=TimeValue(
                value="2016-10-13TNI/2016-10-14TMO",
                start=datetime(2016, 10, 13, 18, tzinfo=UTC),
                end=datetime(2016, 10, 14, 12, tzinfo=UTC),
                precision="part_of_day",
                basis="published",
            ),
        )
    ]


@pytest.mark.parametrize(
    ("text", "published", "basis"),
    [
        ("He left on Friday.", SATURDAY, ["published"]),
        ("He left on Friday.", None, ["unknown"]),
        ("He left on May 2, 2011.", SATURDAY, ["explicit"]),
        ("He left on May 2, 2011. The next day he came back.", SATURDAY, ["explicit", "narrative"]),
        ("He stayed for two days.", SATURDAY, ["unknown"]),
    ],
)
def test_the_basis_says_what_a_value_hangs_on(text: str, published: datetime | None, basis: list[str]) -> None:
    assert [m.time.basis for m in times(text, published) if m.time] == basis


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("It fell in 2011.", "year"),
        ("It fell in May 2011.", "month"),
        ("It fell on May 2, 2011.", "day"),
        ("It fell on Friday night.", "part_of_day"),
        ("It fell at 9:30 a.m. on Friday.", "minute"),
        ("It fell last week.", "week"),
        ("It fell in the summer of 2011.", "season"),
        ("It fell in the third quarter of 2011.", "quarter"),
        ("It was of the 1980s.", "decade"),
        ("It lasted two days.", "duration"),
        ("It falls every Friday.", "set"),
        ("It fell recently.", "unknown"),
    ],
)
def test_precision_is_that_of_the_words(text: str, precision: str) -> None:
    assert [m.time.precision for m in times(text) if m.time] == [precision]


def test_localise_moves_the_interval_and_keeps_the_value() -> None:
    value = TimeValue(
        "2016-10-13TNI", datetime(2016, 10, 13, 18, tzinfo=UTC), datetime(2016, 10, 14, 6, tzinfo=UTC), "part_of_day", "published"
    )
    assert localise(value, ZoneInfo("Asia/Damascus")) == TimeValue(
        "2016-10-13TNI", datetime(2016, 10, 13, 15, tzinfo=UTC), datetime(2016, 10, 14, 3, tzinfo=UTC), "part_of_day", "published"
    )


@pytest.mark.parametrize("value", ["P3D", "PRESENT_REF", "XXXX-WXX-5", "2016-XX-XX", "BC0480", "null", "2016-02-30", "9999"])
def test_localise_gives_no_interval_to_what_has_none(value: str) -> None:
    unresolved = TimeValue(value, basis="explicit")
    assert localise(unresolved, UTC_ZONE) == unresolved


def test_join_covers_a_range() -> None:
    first, last = (m.time for m in times("It went on from Oct. 10 to Oct. 12."))
    assert first is not None
    assert last is not None
    assert join(first, last, UTC_ZONE) == TimeValue(
        "2016-10-10/2016-10-12", datetime(2016, 10, 10, tzinfo=UTC), datetime(2016, 10, 13, tzinfo=UTC), "day", "published"
    )


@pytest.mark.parametrize("published", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_ends_of_the_calendar_are_no_error(published: datetime, zone: str) -> None:
    text = "Yesterday, last week, next year, two decades ago, next Friday night, on Easter, overnight and 300 years later."
    assert len(times(text, published, ZoneInfo(zone))) == 8


@pytest.mark.parametrize(("day", "monday"), [("Oct 20", "2016-10-10"), ("Oct 5", "2016-10-03")])
def test_a_text_is_written_on_the_day_of_its_dateline_where_that_lies_before_its_publication(day: str, monday: str) -> None:
    assert [m.time.value for m in times(f"KABUL, {day} - A bomb killed three on Monday.") if m.time][-1] == monday


@pytest.mark.parametrize(
    ("text", "published", "first"),
    [
        ("The envoy came on 4 April and stayed from 5 to 6 April 2016.", None, "2016-04-04"),
        ("The envoy came on 4 April. In 2011 and 2016 he had sent others.", None, "XXXX-04-04"),  # Of two years it may be either.
        ("The envoy came on 4 April. In 2011 he had sent others.", datetime(2016, 4, 9, tzinfo=UTC), "2016-04-04"),
    ],
)
def test_days_of_a_text_without_publication_are_of_the_only_year_that_it_names(text: str, published: datetime | None, first: str) -> None:
    found = times(text, published)[0].time
    assert found is not None
    assert found.value == first


@pytest.mark.parametrize("text", ["On August 32 nothing stirred.", "On 32 August nothing stirred."])
def test_no_month_has_a_32nd_day(text: str) -> None:
    assert [(m.text, m.time.value) for m in times(text) if m.time] == [("August", "2016-08")]


def test_a_history_has_many_far_dates_and_next_to_none_told_from_today() -> None:
    far = [Expression(n, n, "year", "date", year=1990) for n in range(8)]
    ago = Expression(8, 8, "ago", "shift")
    texts = (far[:4], far[:5], [*far[:5], ago], [*far, ago])
    assert [is_narrative(some, [1000] * 9, SATURDAY.date()) for some in texts] == [False, True, False, True]


WORDS = st.sampled_from(
    [
        *sorted(lexicon().words),
        "2016",
        "1990s",
        "10th",
        "11:30",
        "a.m.",
        "-",
        ",",
        ".",
        "(",
        "3/4/16",
        "9/11",
        "2016-10-13",
        "\n\n",
        "troops",
    ]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=30).map(" ".join))
DATES = st.one_of(st.none(), st.datetimes(timezones=st.just(UTC)))
ZONES = st.sampled_from(["UTC", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "Pacific/Kiritimati"]).map(ZoneInfo)


@settings(max_examples=300, deadline=None)
@given(text=TEXTS, published=DATES, zone=ZONES)
def test_any_text_gives_ordered_mentions_inside_sentences(text: str, published: datetime | None, zone: ZoneInfo) -> None:
    sentences = split_sentences(text, paragraphs(text), knowledge().language)
    last = 0
    for mention in times(text, published, zone):
        assert last <= mention.start < mention.end
        assert mention.text == text[mention.start : mention.end]
        assert any(start <= mention.start and mention.end <= end for start, end in sentences)
        assert mention.time is not None
        assert mention.time.value
        assert (mention.time.start is None) == (mention.time.end is None)
        if mention.time.start and mention.time.end:
            assert mention.time.start < mention.time.end
            assert mention.time.basis != "unknown"
        assert localise(mention.time, zone) == mention.time
        last = mention.end


@settings(max_examples=100, deadline=None)
@given(text=TEXTS, published=DATES)
def test_reading_twice_gives_the_same(text: str, published: datetime | None) -> None:
    assert times(text, published) == times(text, published)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("The mosque dates from the third quarter of the 19th century.", ["18"]),
        ("It was its 12th quarter of growth, the 11th quarter in a row.", []),
        ("In the twenty-first quarter it fell.", []),
        ("The first decade of the 21st century was bloody.", ["P1DE", "20"]),
        ("The twenty-first century began.", ["20"]),
        ("In the fourth century, the third week was cold.", ["03"]),
        ("Born in the 1960s, a man in his 60s died.", ["196"]),
        ("It fell the week before yesterday, a day too late.", ["2016-10-14", "P1D"]),
        ("It fell on the first day of May, not in the first week of June.", ["2016-05-01", "P1W", "2016-06"]),
        ("In the 2nd half of 2019 it fell.", ["2019-H2"]),
    ],
)
def test_what_stands_beside_a_time_says_nothing_of_what_it_is(text: str, values: list[str]) -> None:
    assert [m.time.value for m in times(text) if m.time] == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("On 00 May 2020 it fell.", ["2020-05"]),
        ("It fell on 2020-00-10, on 10.00.2020 and in 000 BC.", []),
        ("It fell on 2020-05-10T99:99.", ["2020-05-10"]),
        ("On May 4 and 60 in the town it fell.", ["2016-05-04"]),
        ("The 0th century began.", []),
        ("In February 2015 he left. On the 31st he came.", ["2015-02", "XXXX-XX-31"]),
        ("In February 2015 he left, on the 31st day of the month.", ["2015-02", "XXXX-XX-31"]),
        ("It fell 30,000 months ago.", ["PAST_REF"]),
        ("It falls a million years from now.", ["FUTURE_REF"]),
        ("A century ago today it fell.", ["1916-10-15"]),
    ],
)
def test_what_no_calendar_has_is_no_value(text: str, values: list[str]) -> None:
    assert [m.time.value for m in times(text) if m.time] == values


def overlaid(folder: Path, *entries: str) -> Lexicon:
    """The words of time with some entries laid over them."""
    (folder / "languages" / "en").mkdir(parents=True)
    (folder / "languages" / "en" / "mine.yml").write_text("\n".join(f"- {entry}" for entry in entries), encoding="utf-8")
    return compile_lexicon(load_language([folder]))


def test_words_of_an_overlay_that_no_calendar_knows_break_no_text(tmp_path: Path) -> None:
    words = overlaid(tmp_path, "{id: times-class-S, codes: {monsoon: MS, summer: SU}}", "{id: times-short-weekdays, numbers: {Zorvday: 9}}")
    found = times_as_one("The next monsoon came last summer, on Zorvday.", words)
    assert [m.time.value for m in found if m.time] == ["2016-SU"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("It fell zillion years ago.", ["PAST_REF"]),
        ("It fell zillion zillion years ago.", ["PAST_REF"]),
        ("It went on for zillion zillion years.", [f"P1{200 * '0'}Y"]),
        ("It fell zillion zillion years later.", ["FUTURE_REF"]),
        ("It fell zillion zillion years ago today.", ["PAST_REF"]),
    ],
)
def test_words_of_number_that_multiply_beyond_all_counting_count_nothing(tmp_path: Path, text: str, values: list[str]) -> None:
    words = overlaid(tmp_path, "{id: times-class-n, numbers: {zillion: 1.0e+200}}")
    assert [m.time.value for m in times_as_one(text, words) if m.time] == values


YEAR = r"(?:(?:BC)?(?!0000)\d{4}|XXXX)"
MONTH, DAY = r"(?:0[1-9]|1[0-2]|XX)", r"(?:0[1-9]|[12]\d|3[01]|XX)"
CLOCK = r"T(?:MO|MI|AF|EV|NI|DT|(?:[01]\d|2[0-3]):[0-5]\d|24:00)"
POINT = (
    rf"{YEAR}(?:-(?:W(?:\d\d|XX)(?:-WE)?|SP|SU|FA|WI|Q[1-4X]|H[12]|{MONTH}(?:-{DAY}(?:{CLOCK})?)?))?"
    rf"|XXXX-WXX-[1-7](?:{CLOCK})?|(?:BC)?\d{{2,3}}"
)
AMOUNT = r"P(?:X|\d*\.?\d+)(?:Y|M|W|D|WE|N|Q|DE|CE)|PT(?:X|\d*\.?\d+)[HMS]"
VALUE = re.compile(rf"(?:{POINT})(?:/(?:{POINT}))?|{AMOUNT}|PAST_REF|PRESENT_REF|FUTURE_REF")
FULL_DAY = re.compile(r"(?<!BC)\d{4}-\d\d-\d\d")
ODD = [*"0123456789", "00", "12", "13", "29", "30", "31", "32", "60", "99", "000", "480", "1000", "2199", "30,000", "0.00001"]
ODD += [f"{n}{end}" for n, end in ((0, "th"), (1, "st"), (3, "rd"), (12, "th"), (21, "st"), (29, "th"), (31, "st"), (45, "th"), (99, "th"))]
ODD += [
    "00s",
    "0s",
    "60s",
    "480s",
    "000s",
    "Q3",
    "H2",
    "2020-00-00",
    "2023-02-29",
    "2016-10-13T99:99",
    "00/00/0000",
    "29/02/2023",
    "13.13.2013",
]
ODD += [
    "0:00",
    "25:61",
    "24:00",
    "twenty-",
    "the",
    "of",
    "in the",
    "February",
    "29 February",
    "BC",
    "last",
    "next",
    "ago",
    "later",
    "from now",
]
ODD += [
    "quarter",
    "half",
    "century",
    "decade",
    "day",
    "week",
    "month",
    "year",
    "years",
    "months",
    "weekend",
    "billion",
    "million",
    "and",
    "-",
    ",",
]
ODD += [".", "\n\n", "first", "twelfth", "before yesterday", "that", "today", "In February 2015 he left.", "In 1 BC", "Passover", "Ramadan"]


@settings(max_examples=600, deadline=None)
@given(text=st.lists(st.one_of(st.sampled_from(ODD), WORDS), max_size=14).map(" ".join), published=DATES)
def test_every_value_is_one_that_timex_and_the_calendar_have(text: str, published: datetime | None) -> None:
    for value in (m.time.value for m in times(text, published) if m.time):
        assert VALUE.fullmatch(value)
        assert [date.fromisoformat(day).isoformat() for day in FULL_DAY.findall(value)] == FULL_DAY.findall(value)


@pytest.mark.parametrize(
    ("piece", "found"),
    [
        ("1", 0),
        ("the ", 0),
        ("about ", 0),
        ('"', 0),
        ("(", 0),
        ("a half ", 0),
        ("1,111", 0),
        ("the end of ", 0),
        ("last the ", 0),
        ("twenty-", 0),
    ],
)
def test_a_megabyte_of_one_thing_is_read_in_one_go(piece: str, found: int) -> None:
    assert len(times_as_one(piece * (1_000_000 // len(piece)), lexicon())) == found


def test_the_verbs_of_a_sentence_are_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []

    def counted(text: str, sentence: tuple[int, int], cues: re.Pattern[str]) -> list[tuple[int, int, str]]:
        asked.append(sentence)
        return cues_in(text, sentence, cues)

    monkeypatch.setattr("dateline.tagging.times.cues_in", counted)
    text = "On Monday they left, on Friday they came and in March they will go. "
    assert len(times_as_one(text * 5, lexicon())) == 15
    assert asked == [(0, len(text) * 5)]
