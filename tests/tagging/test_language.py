"""Words stand in seeds/languages, not in the code of tagging; what the code asks for is there, and nothing besides."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dateline import tagging
from dateline.errors import SeedError
from dateline.seeds.language import Language, WordsSeed, load_language
from tests.known import knowledge

ROOM = Path(tagging.__file__).parent
CLOSED = ("reader/vocabulary.py", "reader/artefact.py")  # Names of columns, no words of a text.
MOST = 24  # Words in one literal: a pattern may name a few joints of a phrase, a list belongs into a seed.
_WORD = re.compile(r"[a-z]{3,}")


def literals(source: str) -> Iterator[tuple[int, list[str]]]:
    """Line and words of every tuple, list, set, table, alternation or split text of a module; docstrings are none."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
            yield node.lineno, [one.value for one in node.elts if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        elif isinstance(node, ast.Dict):
            yield node.lineno, [str(key.value) for key, value in zip(node.keys, node.values, strict=True) if _plain(key) and _plain(value)]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "|" in node.value and " | " not in node.value:
            yield node.lineno, node.value.split("|")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "split":
            yield node.lineno, str(node.func.value.value).split() if isinstance(node.func.value, ast.Constant) else []


def _plain(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant)


def words(parts: list[str]) -> list[str]:
    return [part for part in parts if _WORD.search(part)]


def test_tagging_holds_no_list_of_words() -> None:
    found = {
        f"{path.relative_to(ROOM)}:{line}": words(parts)
        for path in ROOM.rglob("*.py")
        if path.relative_to(ROOM).as_posix() not in CLOSED
        for line, parts in literals(path.read_text(encoding="utf-8"))
    }
    assert {place: some[:5] for place, some in found.items() if len(some) > MOST} == {}


def asked() -> set[str]:
    """The ids that tagging asks for, those of a room by the short name that it uses; and the lists that patterns name."""
    found: set[str] = set()
    rooms = {"times": "times", "places": "places", "entities": "entities", "events": "tolls"}
    for path in ROOM.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        short = rooms.get(path.relative_to(ROOM).parts[0], "")
        names = set(re.findall(r"""["']([A-Za-z_-]+)["']""", source))
        found |= names | {f"{short}-{more}" for name in names for more in (name, f"amount-{name}", f"part-{name}")}
        found |= {f"{short}-{name}-{side}" for name in names for side in ("before", "after")}
        found |= set(re.findall(r"(?:entities|times|places|numbers|tolls|text)-[a-z-]+", source))
    for seed in knowledge().languages:
        named = re.findall(r"\{([A-Za-z][\w&-]*)\}", seed.pattern)
        found |= {one for name in named for one in (name, f"{seed.id.partition('-')[0]}-{name}")}
    return found


def test_every_list_is_asked_for() -> None:
    ids = {
        seed.id
        for seed in knowledge().languages
        if not seed.id.startswith(("times-class-", "times-rule-", "times-only-", "times-never-", "numbers-"))
    }
    assert ids - asked() == set()


def test_a_list_that_is_not_there_is_empty_and_matches_nothing() -> None:
    language = Language("xx", (WordsSeed(id="some", words="a few, few, a"),))  # type: ignore[arg-type]
    assert (language.words("none"), language.set("none"), language.numbers("none")) == ((), frozenset(), {})
    assert re.search(language.any_of("none"), "anything") is None
    assert language.any_of("some") == r"a\ few|few|a"
    assert language.phrases("some") == [["a", "few"], ["few"], ["a"]]


def test_what_the_words_of_a_time_look_like_is_said_of_a_rule_that_is_there() -> None:
    language = knowledge().language
    rules = set(language.under("times-rule-"))
    assert (set(language.under("times-only-")) - rules, set(language.under("times-never-")) - rules) == (set(), set())


def test_a_pattern_is_filled_with_the_lists_of_its_room_and_with_other_patterns() -> None:
    seeds = (
        WordsSeed(id="a-big", words="tall, vast"),  # type: ignore[arg-type]
        WordsSeed(id="a-few", pattern="{big}{2}"),
        WordsSeed(id="a-all", pattern="(?i)the {few}|{none}|{months}"),
        WordsSeed(id="months", words="May"),  # type: ignore[arg-type]
    )
    language = Language("xx", seeds)
    assert [bool(language.pattern("a-all").fullmatch(text)) for text in ("The TALLvast", "the tall", "may", "none", "")] == [
        True,
        False,
        True,
        False,
        False,
    ]
    assert language.pattern("b-all").search("anything") is None


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ("{id: places-row, pattern: '({sides}'}", "places-row.pattern: missing ), unterminated subpattern at position 0"),
        ("{id: places-quarter-of, pattern: ' by '}", "places-quarter-of.pattern: has no group owner, which is asked for by name"),
        (
            "{id: places-part-distance, pattern: '(?P<unit>{units})'}",
            "places-part-distance.pattern: has no group km, which is asked for by name",
        ),
        ("{id: places-part-line, pattern: '(?P<lines>{lines})'}", "places-part-line.pattern: nothing asks for its group lines"),
        ("{id: places-row, pattern: '(?P<side>{sides})'}", "places-row.pattern: nothing asks for its group side"),
        ("{id: times-rule-daily, pattern: '(Z)'}", "times-rule-daily.pattern: is set into a longer one and holds no groups: write (?:...)"),
        (
            "{id: times-count, pattern: '([nd])'}",
            "times-rule-span_toward.pattern: is set into a longer one and holds no groups: write (?:...)",
        ),
        (
            "{id: times-rule-daily, codes: {kind: often}, pattern: Z}",
            "times-rule-daily.codes.kind: 'often' is none of date, fixed, set, shift, span",
        ),
        ("{id: times-class-moon, words: moon}", "times-class-moon.id: a class of words of time is one character, not 'moon'"),
        (
            "{id: times-only-century, pattern: '⟨the [^⟩]*century|\\d+ century'}",
            "times-only-century.pattern: says not where it stands: each alternative needs ⟨, where the words begin, or ⟩, where they end",
        ),
        (
            "{id: times-never-daily, pattern: '(?i:day(?!⟩)|[⟩]Mail|⟩?Post)'}",
            "times-never-daily.pattern: says not where it stands: each alternative needs ⟨, where the words begin, or ⟩, where they end",
        ),
        ("{id: times-class-n, numbers: {endless: .inf}}", "times-class-n.numbers.endless: Input should be a finite number, got inf"),
        ("{id: places-units, numbers: {KM: 1}}", "places-units.numbers: 'KM' is never asked for: write it in lower case"),
        (
            "{id: times-rule-daily, pattern: '(?i)Z'}",
            "times-rule-daily.pattern: is set into a longer one and holds no flags: write (?i:...)",
        ),
        (
            "{id: entities-amount-span, pattern: '(?i)\\d+'}",
            "entities-amount-span.pattern: is set into a longer one and holds no flags: write (?i:...)",
        ),
        (
            "{id: entities-amount-number, pattern: '(?i)\\d+'}",
            "entities-amount-number.pattern: is set into a longer one and holds no flags: write (?i:...)",
        ),
        (
            r"{id: entities-amount-span, pattern: '(\d)\1'}",
            "entities-amount-span.pattern: is set into a longer one and holds no groups: write (?:...)",
        ),
        ("{id: forms, codes: {Strike: Struck}}", "forms.codes: 'Strike' is never asked for: write it in lower case"),
        ("{id: forms, codes: {strike: Struck}}", "forms.codes: 'Struck' is never asked for: write it in lower case"),
        ("{id: forms-endings, codes: {S: '-'}}", "forms-endings.codes: 'S' is never asked for: write it in lower case"),
        ("{id: numbers-units, numbers: {half: 0.5}}", "numbers-units.numbers: 'half' counts people: 0.5 is no whole number from 0 up"),
        ("{id: numbers-vague, numbers: {few: -3}}", "numbers-vague.numbers: 'few' counts people: -3 is no whole number from 0 up"),
        ("{id: text-ranks, words: general}", "text-ranks.id: nothing asks for it"),
        ("{id: text-starter, words: well}", "text-starter.id: nothing asks for it; did you mean text-starters?"),
        ("{id: times-never-dailly, pattern: '⟨my'}", "times-never-dailly.id: nothing asks for it; did you mean times-never-daily?"),
        ("{id: tolls-nobody, words: Nil}", "tolls-nobody.words: 'Nil' is never asked for: write it in lower case"),
    ],
)
def test_an_entry_that_does_not_give_what_code_asks_of_it_is_refused_with_its_place(tmp_path: Path, entry: str, fault: str) -> None:
    (tmp_path / "languages" / "en").mkdir(parents=True)
    mine = tmp_path / "languages" / "en" / "mine.yml"
    mine.write_text(f"- {{id: voices-nameless, words: own}}\n- {entry}", encoding="utf-8")
    with pytest.raises(SeedError) as raised:
        load_language([tmp_path])
    place, _, told = str(raised.value).partition(": ")
    assert told == fault
    assert place == f"{mine}:2" or "times-count" in entry  # A group that another pattern brings in stands at the rule that takes it.


def test_an_entry_of_the_user_is_asked_for_by_a_pattern_or_a_rule_of_time(tmp_path: Path) -> None:
    (tmp_path / "languages" / "en").mkdir(parents=True)
    (tmp_path / "languages" / "en" / "mine.yml").write_text(
        "- {id: places-mine, words: Zorv}\n- {id: places-row, pattern: '; |{mine}'}\n"
        "- {id: times-rule-mine, pattern: Z}\n- {id: times-never-mine, pattern: '⟨my'}\n- {id: times-only-mine, pattern: '⟨the'}\n",
        encoding="utf-8",
    )
    assert load_language([tmp_path]).pattern("places-row").fullmatch("Zorv")


@pytest.mark.parametrize("prefix", ["times-class-", "times-rule-"])
def test_entries_are_found_by_what_follows_their_prefix(prefix: str) -> None:
    assert all(f"{prefix}{rest}" == seed.id for rest, seed in knowledge().language.under(prefix).items())
    assert knowledge().language.under(prefix)
