"""What a changed rule set would add, lose and change."""

from __future__ import annotations

from dataclasses import replace

from dateline.seeds.events import EventSeed, load_events
from dateline.seeds.lexicon import load_lexicon
from dateline.tagging.events.coder import EventCoder
from dateline.tagging.events.rules import compile_rules
from dateline.tagging.events.trials import compare, differences, summary
from tests.tagging.events.conftest import Code, Read

TEXT = "Rebels shelled the port of Juba."


def _coder(entries: tuple[EventSeed, ...]) -> EventCoder:
    return EventCoder(compile_rules(entries), load_lexicon())


def test_a_rule_taken_away_loses_its_events_and_a_new_one_gains_them(read: Read) -> None:
    entries = load_events()
    without = tuple(entry for entry in entries if entry.id != "assault-shell")
    lost = compare([read(TEXT)], _coder(entries), _coder(without))
    gained = compare([read(TEXT)], _coder(without), _coder(entries))
    assert [(one.kind, one.sentence, one.before.rule if one.before else None) for one in lost] == [("lost", TEXT, "assault-shell")]
    assert [one.kind for one in gained] == ["gained"]
    assert summary([*lost, *gained]) == {"gained": {"ASSAULT": 1}, "lost": {"ASSAULT": 1}, "changed": {}}


def test_another_code_is_a_change_of_that_field(code: Code) -> None:
    before = code(TEXT)
    after = (replace(before[0], cameo="190"),)
    assert [(one.kind, one.fields) for one in differences("a", TEXT, before, after)] == [("changed", ("cameo",))]


def test_the_same_rules_change_nothing(code: Code) -> None:
    assert differences("a", TEXT, code(TEXT), code(TEXT)) == []
