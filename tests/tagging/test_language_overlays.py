"""An entry that is laid over a list of words changes what tagging answers, for each module that once held the words itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from spacy.tokens import Doc

from dateline import settings
from dateline.models.mentions import EntityRef, Kind
from dateline.seeds.entities import Entity, Role
from dateline.seeds.language import Language, load_language
from dateline.tagging.entities.amounts import Amounts
from dateline.tagging.entities.dictionary import Dictionary
from dateline.tagging.entities.linking import Linker
from dateline.tagging.entities.names import surname_of
from dateline.tagging.entities.references import Offices, described
from dateline.tagging.entities.spans import Found, article_before
from dateline.tagging.events.harms import Cues
from dateline.tagging.events.hearing import Hearing
from dateline.tagging.events.quantities import Numbers
from dateline.tagging.events.tolls import tolls_in
from dateline.tagging.events.words import Forms
from dateline.tagging.language_model import load_model
from dateline.tagging.places.evidence import find_links
from dateline.tagging.places.gazetteer import Candidate
from dateline.tagging.places.names import Name
from dateline.tagging.places.parts import Part, Parts
from dateline.tagging.reading import Parse
from dateline.tagging.times import find_times
from dateline.tagging.times.lexicon import compile_lexicon
from tests.known import holidays, knowledge
from tests.tagging.events.conftest import act, reading


def part(words: str) -> Callable[[Language], object]:
    return lambda language: Parts(language).find(f"{words}Zorvgrad", len(words), len(words) + 8)


def part_after(words: str) -> Callable[[Language], object]:
    return lambda language: Parts(language).find(f"Zorvgrad{words}", 0, 8)


def stands_alone(text: str) -> Callable[[Language], object]:
    return lambda language: bool(Dictionary((), language)._stands_alone(text, 0, 5))


def led_by(words: str) -> Callable[[Language], object]:
    """Whom the words for somebody of the government of Zorvia mean."""
    state = Entity(id="zor", name="Zorvia", kind="state", country="SY", code="ZOR", demonyms=("Zorvian",))
    person = Entity(id="zorvin", name="Ada Zorvin", kind="person", country="SY", roles=(Role(role="President"),))
    found = [Found(0, len(words), Kind.PERSON, "head:actor-government", sector="GOV")]
    return lambda language: Linker(Dictionary((state, person), language), language).link(reading(words), found)[0].entity


def amounts(text: str) -> Callable[[Language], object]:
    """The numbers and sums in a text."""
    return lambda language: [
        (one.kind.value, text[one.start : one.end]) for one in Amounts(knowledge().lexicon, language).find(text, taken=[])
    ]


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
    return lambda language: bool(find_links(text, names, language).said)


def grows(text: str) -> Callable[[Language], object]:
    """Whether a text tells that a toll has grown over longer than one act."""
    return lambda language: bool(language.pattern("tolls-growing").search(text))


def parsed(text: str) -> Doc:
    """A sentence as the language model parses it."""
    return next(iter(load_model(settings.load({}).model).parse([text])))


def counts(text: str) -> Callable[[Language], object]:
    """The numbers in a text, each with its least, its most and its mark."""
    return lambda language: [(one.min, one.max, one.mark) for one in Numbers(language).find(parsed(text))]


def told(text: str) -> Callable[[Language], object]:
    """The tolls of a sentence."""

    def tolls(language: Language) -> object:
        found = tolls_in(Parse(0, len(text), parsed(text)), Cues(knowledge().lexicon, language))
        return [(one.toll.kind.value, one.toll.min, one.toll.max) for one in found]

    return tolls


def says(text: str) -> Callable[[Language], object]:
    """Who says what a sentence tells."""

    def source(language: Language) -> object:
        given = reading(text, act(text, "shelled"))
        given.parses[0] = Parse(0, len(text), parsed(text))
        hearing = Hearing(language)
        voice = hearing.voice_of(hearing.open(given), given.acts[0])
        return voice.source if voice else None

    return source


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
        lambda n: bool(n.pattern("entities-leads-land").search("⟨Zorvia⟩'s zorvian leader")),
        False,
        True,
    ),
    (
        "{id: entities-leader, words: chieftain}",
        lambda n: bool(n.pattern("entities-leads-land").search("the ⟨Zorvian⟩ rebel chieftain")),
        True,
        False,
    ),
    (
        "{id: entities-offices, codes: {president: president, leader: 'leader, strongman'}}",
        led_by("the Zorvian strongman"),
        EntityRef("ZORGOV", "Zorvia government", country="SY", code="ZORGOV", sector="GOV"),
        EntityRef("zorvin", "Ada Zorvin", role="President", country="SY"),
    ),
    ("{id: entities-suffixes, words: Esq}", lambda n: surname_of("Ada Zorvin Esq", n), "Esq", "Zorvin"),
    ("{id: entities-not-longer, words: Quoth}", stands_alone("Assad Quoth he"), False, True),
    ("{id: places-sides, numbers: {hither: 10}}", part("a camp hither of "), None, Part("hither of", 10, outside=True)),
    ("{id: places-side-endings, words: wards}", part("northwards "), None, Part("northwards", 0)),
    ("{id: places-units, numbers: {league: 5.5}}", part("2 league from "), None, Part("2 league from", None, 11.0, outside=True)),
    ("{id: places-areas, words: wards}", part("wards of "), None, Part("wards")),
    ("{id: places-lines, words: marches}", part_after("'s marches"), None, Part("marches")),
    ("{id: places-lines, words: north coast}", part_after("'s north coast"), Part("north", 0), Part("north coast")),
    ("{id: places-held, words: ruled}", part("rebel-ruled areas of "), Part("areas"), Part("rebel-ruled areas")),
    ("{id: places-shut, words: walled}", part("walled areas of "), Part("areas"), Part("walled areas")),
    ("{id: places-old, words: new}", part_after("'s new city"), None, Part("new city")),
    ("{id: places-compass, words: yonder}", part("yonder "), None, Part("yonder")),
    ("{id: places-near, words: nigh}", part("nigh "), None, Part("nigh", outside=True)),
    ("{id: places-rims, words: gates}", lambda n: bool(n.pattern("places-of-town").search("the gates of the city")), False, True),
    ("{id: places-inside-of, pattern: ' hard by '}", lying(" hard by "), False, True),
    (
        "{id: entities-sectors, codes: {MIL: levies}}",
        lambda n: described(None, "MIL", n.codes("entities-sectors")),
        EntityRef("MIL", "military", code="MIL", sector="MIL"),
        EntityRef("MIL", "levies", code="MIL", sector="MIL"),
    ),
    (
        "{id: entities-article, pattern: 'ye $'}",
        lambda n: (article_before("ye Zorv Host", 3, n), article_before("the Zorv Host", 4, n)),
        (3, 0),
        (0, 4),
    ),
    ("{id: entities-particles, words: zu}", lambda n: bool(n.pattern("entities-full-name").fullmatch("Ada zu Zorvin")), False, True),
    (
        r"{id: entities-amount-span, pattern: '\d+|hundred'}",
        amounts("$5 and 12 euros of 90 men"),
        [("money", "$5"), ("money", "12 euros"), ("quantity", "90")],
        [("money", "$5"), ("money", "12 euros"), ("quantity", "90")],
    ),
    ("{id: entities-amount-span, pattern: 'zork|\\d+'}", amounts("zork men"), [], [("quantity", "zork")]),
    ("{id: entities-amount-short-scale, pattern: 'zn|kn'}", amounts("$5kn"), [("money", "$5")], [("money", "$5kn")]),
    (
        "{id: entities-amount-bound, disabled: true}",
        amounts("over 90 men for over $5"),
        [("quantity", "over 90"), ("money", "over $5")],
        [("quantity", "90"), ("money", "$5")],
    ),
    ("{id: times-leads, numbers: {by: 1}}", when("He came by Friday."), ["2016-10-14"], ["2016-10-21"]),
    ("{id: times-anaphoric, words: last}", when("In 2011 they met. Last year it burned."), ["2011", "2015"], ["2011", "2010"]),
    ("{id: times-counted, words: zorks}", when("It had 2010 zorks."), ["2010"], []),
    ("{id: text-he, words: bard}", lambda n: bool(n.pattern("text-as-person").match(" quoth bard")), False, True),
    ("{id: times-never-weekday, disabled: true}", when("He came on Black Friday."), [], ["2016-10-14"]),
    ("{id: times-rule-daily, disabled: true}", when("A daily curfew holds."), ["P1D"], []),
    ("{id: times-only-units, pattern: 'Moons⟩'}", when("It went on for weeks."), ["PXW"], []),
    ("{id: times-tense, pattern: '(?P<future>zorks)'}", when("He zorks on Friday."), ["2016-10-14"], ["2016-10-21"]),
    (
        "{id: times-same-night, words: beside}",
        when("Thursday night into Friday morning it burned."),
        ["2016-10-13TNI/2016-10-14TMO"],
        ["2016-10-13TNI", "2016-10-14TMO"],
    ),
    ("{id: tolls-cumulative, words: all told}", grows("nine dead all told"), False, True),
    (
        "{id: tolls-not-cumulative, words: so far away}",
        grows("killed so far away"),
        True,
        False,
    ),
    ("{id: tolls-within, words: these}", grows("these three weeks"), False, True),
    ("{id: tolls-spans, words: moons}", grows("in the last two moons"), False, True),
    ("{id: tolls-lasting, words: moon}", grows("a nine-moon war"), False, True),
    ("{id: tolls-wars, words: feud}", grows("a nine-year feud"), False, True),
    ("{id: tolls-growing, pattern: 'zorks'}", grows("nine zorks"), False, True),
    ("{id: numbers-phrases, numbers: {a brace: 2}}", counts("a brace of men"), [], [(2, 2, "a brace")]),
    ("{id: numbers-vague, numbers: {oodles: 30}}", counts("oodles of men"), [], [(30, None, "oodles")]),
    ("{id: numbers-unknown, words: untold number}", counts("an untold number of men"), [], [(None, None, "untold number")]),
    ("{id: numbers-and, words: plus}", counts("one hundred plus six men"), [(100, 100, None), (6, 6, None)], [(106, 106, None)]),
    ("{id: numbers-to, words: till}", counts("20 till 30 men"), [(20, 20, None), (30, 30, None)], [(20, 30, None)]),
    ("{id: numbers-from, words: once}", counts("rose once 20 to 30 men"), [(20, 30, None)], [(30, 30, None)]),
    ("{id: numbers-between, words: betwixt}", counts("betwixt 20 and 30 men"), [(20, 20, None), (30, 30, None)], [(20, 30, None)]),
    ("{id: numbers-the, words: yon}", counts("over yon 20 men"), [(20, 20, None)], [(21, None, "over")]),
    ("{id: numbers-or-more, words: and up}", counts("20 and up men"), [(20, 20, None)], [(20, None, "and up")]),
    (
        "{id: tolls-of, words: amid}",
        told("Nine of the 12 guards were wounded."),
        [("injured", 9, 9)],
        [("injured", 9, 9), ("injured", 12, 12)],
    ),
    ("{id: tolls-gives, words: at}", told("The deaths of six men shocked them."), [("killed", 6, 6)], []),
    ("{id: tolls-joints, words: nor}", told("More than 60 men were killed and injured."), [], [("killed", 61, None)]),
    ("{id: tolls-besides, words: plus}", told("A mother and child were killed."), [("killed", 2, 2)], [("killed", 1, 1), ("killed", 1, 1)]),
    ("{id: voices-saying, words: whisper}", says("The governor whispered that rebels shelled it."), None, "governor"),
    ("{id: voices-nameless, words: governor}", says("Rebels shelled it, the governor said."), "governor", None),
    ("{id: forms-endings, codes: {eth: '- ='}}", lambda n: Forms(n).bases("stoppeth"), ("stoppeth",), ("stopp", "stop", "stoppeth")),
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
