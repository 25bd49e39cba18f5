"""The rule files: every example fires, codes agree with the published table, mistakes are named with file and line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dateline import settings
from dateline.errors import SeedError
from dateline.models import Category
from dateline.seeds.events import load_events
from dateline.seeds.lexicon import load_lexicon
from dateline.tagging.events.checks import check_rules, problems
from dateline.tagging.events.coder import EventCoder
from dateline.tagging.events.rules import compile_rules
from dateline.tagging.events.words import candidates, noun_forms, verb_forms
from dateline.tagging.language_model import LanguageModel
from tests.tagging.events.conftest import Read

GOOD = "- {id: shelling, type: ASSAULT, cameo: '194', verbs: shell, example: Rebels shelled the port.}\n"


def test_every_example_fires_and_no_counter_example_does() -> None:
    assert check_rules(settings.load({})) == []


def test_every_category_has_rules() -> None:
    assert {rule.type for rule in load_events() if rule.is_rule} == set(Category)


@pytest.mark.shared
def test_codes_agree_with_the_published_table(shared: Path) -> None:
    published: dict[str, set[str]] = {}
    for line in (shared / "gold" / "cameo-to-plover.txt").read_text(encoding="utf-8").splitlines():
        if match := re.match(r"(\d{3,4}): ([A-Z]+),", line):
            published.setdefault(match[1], set()).add(match[2])
    coded = {(code, str(rule.type)) for rule in load_events() if rule.is_rule for code in (rule.cameo, *(v.cameo for v in rule.variants))}
    wrong = sorted((code, kind) for code, kind in coded if code is not None and kind not in published.get(code, set()))
    assert wrong == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (GOOD.replace("ASSAULT", "ASSUALT"), r"bad.yml:1: shelling.type: "),
        (GOOD.replace("'194'", "'19x'"), r"bad.yml:1: shelling.cameo: "),
        (GOOD.replace("verbs", "verb"), r"bad.yml:1: shelling.verb: "),
        (GOOD.replace("'194'", "'999'"), r"bad.yml:1: shelling.cameo: .*is no code of CAMEO"),
        (GOOD.replace("'194'", "'194', mode: heavy-weapons"), r"bad.yml:1: shelling.mode: Input should be 'aerial', "),
        (GOOD.replace("'194'", "'194', mode: hunger"), r"bad.yml:1: shelling.*ASSAULT has no mode hunger; it has abduct, aerial, "),
        (GOOD.replace("'194'", "'194', variants: [{about: x, cameo: '190', mode: spy}]"), r"ASSAULT has no mode spy"),
        (GOOD + GOOD, r"bad.yml:2: shelling: this id stands already"),
        (GOOD.replace("example: Rebels shelled the port.", "note: none"), r"bad.yml:1: shelling.*needs an `example`"),
        (GOOD.replace("verbs: shell, ", ""), r"bad.yml:1: shelling.*needs words that trigger it"),
    ],
)
def test_mistakes_are_named_with_file_and_line(tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "bad.yml").write_text(content, encoding="utf-8")
    with pytest.raises(SeedError, match=told):
        load_events(base=tmp_path)


def test_an_unknown_word_class_is_named(tmp_path: Path) -> None:
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "bad.yml").write_text(GOOD.replace("verbs: shell", "verbs: $nowhere"), encoding="utf-8")
    with pytest.raises(SeedError, match=r"shelling: names the word class \$nowhere"):
        compile_rules(load_events(base=tmp_path))


def test_an_example_that_does_not_fire_is_named(tmp_path: Path, model: LanguageModel) -> None:
    (tmp_path / "events").mkdir()
    text = GOOD.replace("Rebels shelled the port.", "Rebels left the port.") + GOOD.replace("id: shelling", "id: other").replace(
        "shell", "bomb"
    )
    (tmp_path / "events" / "bad.yml").write_text(text, encoding="utf-8")
    entries = load_events(base=tmp_path)
    found = [(entry.id, problem) for entry, problem in problems(entries, EventCoder(compile_rules(entries), load_lexicon()), model)]
    assert [one for one, _ in found] == ["shelling"]
    assert "its example does not fire it" in found[0][1]


def test_a_counter_example_that_fires_is_named(tmp_path: Path, model: LanguageModel) -> None:
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "bad.yml").write_text(GOOD.replace("}", ", counter: [Rebels shelled the dam.]}"), encoding="utf-8")
    entries = load_events(base=tmp_path)
    found = [problem for _, problem in problems(entries, EventCoder(compile_rules(entries), load_lexicon()), model)]
    assert found == ["its counter-example fires it: 'Rebels shelled the dam.'"]


def test_near_misses_say_why(coder: EventCoder, read: Read) -> None:
    missed = {miss.rule: miss.reason for miss in coder.near_misses(read("The comedy bombed at the box office."))}
    assert missed["assault-bomb"] == "a word stands there that excludes it"


@pytest.mark.parametrize(
    ("base", "forms"),
    [
        ("shell", {"shell", "shells", "shelled", "shelling"}),
        ("withdraw", {"withdraw", "withdraws", "withdrew", "withdrawn", "withdrawing"}),
        ("deny", {"deny", "denies", "denied", "denying"}),
        ("free", {"free", "frees", "freed", "freeing"}),
        ("expel", {"expel", "expels", "expelled", "expelling"}),
    ],
)
def test_forms_of_verbs(base: str, forms: set[str]) -> None:
    assert set(verb_forms(base)) == forms
    assert all(base in candidates(form) for form in forms)


def test_forms_of_nouns() -> None:
    assert [noun_forms(word) for word in ("raid", "clash", "assembly")] == [
        ("raid", "raids"),
        ("clash", "clashes"),
        ("assembly", "assemblies"),
    ]
