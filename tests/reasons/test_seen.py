"""What is said of a sentence is what was done with it: the gate's word, faint acts, overrides that act or nearly do, unknown parties."""

from __future__ import annotations

from itertools import pairwise

import pytest

from dateline.models.codebook import Category, Status
from dateline.reasons.lines import sentence_line, sentence_lines
from dateline.reasons.seen import Fate, SeenOverride
from dateline.seeds.events import OverrideSeed
from dateline.tagging.reader.gate import SHORT
from tests.reasons.conftest import See

ACT = "Gunmen shelled the port of Azaz on Friday, killing two drivers."
CALM = "The bakery opens at nine and sells bread and cakes to everybody in the street."
FAR = " ".join([CALM] * 40)  # Longer than what is read whole, so that the gate is asked.


def veto(trigger: str, **conditions: str) -> OverrideSeed:
    return OverrideSeed(id="mine", trigger=(trigger,), veto=True, example="x", counter=("y",), **{k: (v,) for k, v in conditions.items()})


def test_an_act_that_is_told_names_its_event_and_both_runners_up(seen: See) -> None:
    all_of_it = seen(ACT)
    (sentence,) = all_of_it.sentences
    (act,) = [act for act in sentence.acts if act.fate is Fate.TOLD]
    assert (act.quote, act.type, act.status, act.rule) == ("shelled", "ASSAULT", "happened", "reader")
    assert act.event == all_of_it.tagged.events[0].id
    assert act.runner_up is not None
    assert act.runner_up[0] != act.type
    assert act.status_runner_up is not None
    assert act.status_runner_up[0] != act.status


def test_what_the_gate_keeps_away_says_what_would_have_been_seen(seen: See) -> None:
    all_of_it = seen(FAR)
    assert len(FAR) > SHORT
    assert all_of_it.sentences
    assert all(one.share < one.least and not one.read for one in all_of_it.sentences)
    assert {act.fate for one in all_of_it.sentences for act in one.acts} <= {Fate.UNREAD}
    assert "not read: too little of the text tells an act" in "\n".join(sentence_lines(all_of_it.sentences[0]))
    assert all(one.read for one in seen(f"{FAR}\n\n{' '.join([ACT] * 10)}").sentences)


def test_acts_under_the_threshold_are_shown_beside_those_told_and_never_doubled(seen: See) -> None:
    text = "Police said the man may have been hurt in a row over parking. The rebels warned they would seize the town."
    all_of_it = seen(text)
    acts = [act for one in all_of_it.sentences for act in one.acts]
    faint = [act for act in acts if act.fate is Fate.UNDER]
    assert faint
    assert all(act.chance is not None and act.least is not None and act.chance <= act.least for act in faint)
    assert all(text[act.start : act.end] == act.quote for act in acts)
    spans = sorted((act.start, act.end) for act in acts)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


@pytest.mark.parametrize(
    ("override", "hindered"),
    [
        (veto("shelled"), None),
        (veto("shelled", near="peas"), "none of its `near` words stands there"),
        (veto("shelled", unless="port"), "'port' of its `unless` stands there"),
        (veto("Friday"), "the reader sees no act at its trigger (acts: 'shelled'); `make: true` makes one"),
    ],
)
def test_an_override_acts_or_says_what_hinders_it(seen: See, override: OverrideSeed, hindered: str | None) -> None:
    (sentence,) = seen(ACT, override).sentences
    assert sentence.overrides == (SeenOverride("mine", hindered),)
    fates = {act.quote: act.fate for act in sentence.acts}
    assert fates["shelled"] is (Fate.VETOED if hindered is None else Fate.TOLD)


def test_an_act_that_an_override_makes_is_seen_although_the_reader_did_not(seen: See) -> None:
    forced = {"make": True, "type": Category.COERCE, "status": Status.PLANNED}
    override = OverrideSeed(id="mine", trigger=("bakery",), example="x", counter=("y",), **forced)  # type: ignore[arg-type]
    all_of_it = seen(f"{ACT} {CALM}", override)
    made = [act for one in all_of_it.sentences for act in one.acts if act.rule == "mine"]
    assert [(act.quote, act.type, act.status, act.fate) for act in made] == [("bakery", "COERCE", "planned", Fate.TOLD)]


def test_a_party_that_no_seed_knows_is_named(seen: See) -> None:
    (sentence,) = seen("The Zorvian Unity Front attacked Hezbollah on Friday.").sentences
    unknown = [party.text for party in sentence.unknown]
    assert any("Zorvian" in text for text in unknown)
    assert not any("Hezbollah" in text for text in unknown)


def test_a_second_telling_points_at_the_first(seen: See) -> None:
    text = "Gunmen attack bus in Minya\n\nGunmen attacked a bus in Minya on Friday, killing 28 people, officials said."
    all_of_it = seen(text)
    joined = [event for event in all_of_it.tagged.events if len(event.evidence) > 1]
    merged = [act for one in all_of_it.sentences for act in one.acts if act.fate is Fate.MERGED]
    assert joined
    assert {act.event for act in merged} == {event.id for event in joined}


def test_offsets_hold_behind_invisible_characters(seen: See) -> None:
    text = "\u200bGunmen\u200b shelled the port of Azaz on Friday."
    (sentence,) = seen(text).sentences
    assert [text[act.start : act.end] for act in sentence.acts if act.fate is Fate.TOLD] == ["shelled"]


def test_lines_for_people_and_machines_say_the_same(seen: See) -> None:
    all_of_it = seen(ACT, veto("shelled", near="peas"))
    (sentence,) = all_of_it.sentences
    line, text = sentence_line(all_of_it, sentence), "\n".join(sentence_lines(sentence))
    assert line["acts"][0]["event"] in text
    assert line["overrides"] == [{"id": "mine", "acts": False, "hindered": "none of its `near` words stands there"}]
    assert "override mine does not act: none of its `near` words stands there" in text


def test_a_text_of_another_language_has_no_sentences_and_says_why(seen: See) -> None:
    french = "Les rebelles ont attaqué la ville et les soldats sont partis vers le nord avec leurs familles et leurs armes. " * 5
    all_of_it = seen(french)
    assert (all_of_it.sentences, all_of_it.tagged.not_tagged) == ((), "not_tagged:fr")
