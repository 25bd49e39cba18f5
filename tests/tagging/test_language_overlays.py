"""An entry that is laid over a list of words changes what tagging answers, for each module that once held the words itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dateline.seeds.language import Language, load_language
from dateline.tagging.entities.dictionary import Dictionary
from dateline.tagging.entities.names import surname_of
from dateline.tagging.entities.offices import Offices
from dateline.tagging.events.cues import Cues
from dateline.tagging.events.words import Forms
from dateline.tagging.places.evidence import find_links
from dateline.tagging.places.gazetteer import Candidate
from dateline.tagging.places.names import Name
from dateline.tagging.places.parts import Part, Parts
from dateline.tagging.times import find_times
from dateline.tagging.times.lexicon import compile_lexicon
from tests.known import holidays, knowledge


def part(words: str) -> Callable[[Language], object]:
    return lambda language: Parts(language).find(f"{words}Zorvgrad", len(words), len(words) + 8)


def part_after(words: str) -> Callable[[Language], object]:
    return lambda language: Parts(language).find(f"Zorvgrad{words}", 0, 8)


def stands_alone(text: str) -> Callable[[Language], object]:
    return lambda language: bool(Dictionary((), language)._stands_alone(text, 0, 5))


def when(text: str) -> Callable[[Language], object]:
    """The values of the times in a text that was published on a Saturday."""

    def values(language: Language) -> object:
        found = find_times(
            text,
            sentences=[(0, len(text))],
            paragraphs=[(0, len(text))],
            published=datetime(2016, 10, 15, tzinfo=UTC),
            zone=ZoneInfo("UTC"),
            holidays=holidays(),
            lexicon=compile_lexicon(language),
        )
        return [mention.time and mention.time.value for mention in found]

    return values


def lying(between: str) -> Callable[[Language], object]:
    """Whether a town is taken to lie in a region that is named after it."""
    town, land = Candidate(1, "Zorvgrad", 1.0, 1.0, "ZZ", "city", admin1=2), Candidate(2, "Zorvia", 1.0, 1.0, "ZZ", "region")
    text = f"Zorvgrad{between}Zorvia"
    names = [Name(0, 8, "zorvgrad", (town,), (0, 8)), Name(len(text) - 6, len(text), "zorvia", (land,), (len(text) - 6, len(text)))]
    return lambda language: bool(find_links(text, names, language).inside)


CASES: list[tuple[str, Callable[[Language], object], object, object]] = [
    (
        "{id: entities-offices, codes: {mayor: 'burgomaster, town ... reeve'}}",
        lambda n: Offices((), n).named("a burgomaster"),
        None,
        "mayor",
    ),
    ("{id: entities-offices, codes: {mayor: 'town ... reeve'}}", lambda n: Offices((), n).named("the town's old reeve"), None, "mayor"),
    ("{id: entities-no-office, words: zorv-}", lambda n: Offices((), n).named("the zorv-king"), "king", None),
    (
        "{id: entities-before-leader, words: zorvian}",
        lambda n: bool(n.pattern("entities-still-leads").fullmatch("'s zorvian ")),
        False,
        True,
    ),
    ("{id: entities-leader, words: chieftain}", lambda n: bool(n.pattern("entities-leads").search("a chieftain")), False, True),
    (
        "{id: entities-counterparts, words: match}",
        lambda n: bool(n.pattern("entities-counterpart").search("his Zorvian match")),
        False,
        True,
    ),
    (
        "{id: entities-possessives, words: yon}",
        lambda n: bool(n.pattern("entities-counterpart").search("yon Zorvian counterpart")),
        False,
        True,
    ),
    ("{id: entities-suffixes, words: Esq}", lambda n: surname_of("Ada Zorvin Esq", n), "Esq", "Zorvin"),
    ("{id: entities-not-longer, words: Quoth}", stands_alone("Assad Quoth he"), False, True),
    ("{id: places-sides, numbers: {hither: 10}}", part("a camp hither of "), None, Part("hither of", 10, outside=True)),
    ("{id: places-side-endings, words: wards}", part("northwards "), None, Part("northwards", 0)),
    ("{id: places-units, numbers: {league: 5.5}}", part("2 league from "), None, Part("2 league from", None, 11.0, outside=True)),
    ("{id: places-areas, words: wards}", part("wards of "), None, Part("wards")),
    ("{id: places-lines, words: marches}", part_after("'s marches"), None, Part("marches", line=True)),
    ("{id: places-held, words: ruled}", part("rebel-ruled areas of "), Part("areas"), Part("rebel-ruled areas")),
    ("{id: places-shut, words: walled}", part("walled areas of "), Part("areas"), Part("walled areas")),
    ("{id: places-old, words: new}", part_after("'s new city"), None, Part("new city")),
    ("{id: places-compass, words: yonder}", part("yonder "), None, Part("yonder")),
    ("{id: places-near, words: nigh}", part("nigh "), None, Part("nigh", outside=True)),
    ("{id: places-rims, words: gates}", lambda n: bool(n.pattern("places-of-town").search("the gates of the city")), False, True),
    ("{id: places-inside-of, pattern: ' hard by '}", lying(" hard by "), False, True),
    ("{id: entities-acronyms, words: ZOR}", lambda n: bool(n.pattern("entities-modifies").match("ZOR strikes")), False, True),
    ("{id: text-he, words: bard}", lambda n: bool(n.pattern("text-as-person").match(" quoth bard")), False, True),
    ("{id: times-never-weekday, disabled: true}", when("He came on Black Friday."), [], ["2016-10-14"]),
    ("{id: times-rule-daily, disabled: true}", when("A daily curfew holds."), ["P1D"], []),
    ("{id: times-only-units, pattern: 'Moons⟩'}", when("It went on for weeks."), ["PXW"], []),
    ("{id: times-tense, pattern: '(?P<future>zorks)'}", when("He zorks on Friday."), ["2016-10-14"], ["2016-10-21"]),
    (
        "{id: times-late, words: deep}",
        when("Late Thursday and early Friday it burned."),
        ["2016-10-13TNI/2016-10-14TMO"],
        ["2016-10-13", "2016-10-14"],
    ),
    ("{id: tolls-cumulative, words: all told}", lambda n: bool(Cues((), n).cumulative.search("nine dead all told")), False, True),
    ("{id: tolls-not-cumulative, words: so far away}", lambda n: bool(Cues((), n).cumulative.search("killed so far away")), True, False),
    ("{id: tolls-within, words: these}", lambda n: bool(Cues((), n).cumulative.search("these three weeks")), False, True),
    ("{id: tolls-spans, words: moons}", lambda n: bool(Cues((), n).cumulative.search("in the last two moons")), False, True),
    ("{id: tolls-lasting, words: moon}", lambda n: bool(Cues((), n).cumulative.search("a nine-moon war")), False, True),
    ("{id: tolls-wars, words: feud}", lambda n: bool(Cues((), n).cumulative.search("a nine-year feud")), False, True),
    ("{id: forms, codes: {zorch: zorchen}}", lambda n: Forms(n).bases("zorchen"), ("zorchen",), ("zorch", "zorchen")),
]


@pytest.mark.parametrize(
    ("overlay", "ask", "before", "after"), CASES, ids=[f"{row[0][5:].split(',')[0]}-{n}" for n, row in enumerate(CASES)]
)
def test_an_overlay_changes_the_answer(
    tmp_path: Path, overlay: str, ask: Callable[[Language], object], before: object, after: object
) -> None:
    (tmp_path / "languages" / "en").mkdir(parents=True)
    (tmp_path / "languages" / "en" / "mine.yml").write_text(f"- {overlay}", encoding="utf-8")
    assert (ask(knowledge().language), ask(load_language([tmp_path]))) == (before, after)
