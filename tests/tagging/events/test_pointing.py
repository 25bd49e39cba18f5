"""Casting: which spans can play a role, what is seen of them, and that the weights decide."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dateline.models import Kind, Mention, Place, TimeValue
from dateline.tagging.events.pointing import Candidate, Look, Weights, candidates, cast_roles, noun_phrases, roles_of
from dateline.tagging.language_model import LanguageModel
from dateline.tagging.reader.buckets import ROLE_BUCKETS, bucket
from dateline.tagging.reader.decode import Act
from dateline.tagging.reader.vocabulary import ROLES
from dateline.tagging.reading import Parse, Reading
from tests.tagging.events.conftest import act, reading

TEXT = "The army shelled a crowded hospital in Khartoum on Saturday."
PLACE = Place("Khartoum", 15.5, 32.5, country="SD", feature="city")


def read(model: LanguageModel, one: Act) -> Reading:
    made = reading(TEXT, one)
    made.parses[0] = Parse(0, len(TEXT), next(iter(model.parse([TEXT]))))
    start = datetime(2023, 4, 15, tzinfo=UTC)
    for quote, kind, place, time in (
        ("Khartoum", Kind.LOCATION, PLACE, None),
        ("Saturday", Kind.TIME, None, TimeValue("2023-04-15", start, start.replace(day=16))),
    ):
        at = TEXT.index(quote)
        made.mentions.append(Mention(at, at + len(quote), quote, kind, "test", place=place, time=time))
    return made


def weights(least: float = 0.5, **role_to_feature: str) -> Weights:
    of = {role: [0.0] * ROLE_BUCKETS for role in ROLES}
    for role in ROLES:
        of[role][bucket("bias")] = -5.0
    for role, feature in role_to_feature.items():
        of[role][bucket(feature)] += 10.0
    return Weights(of, dict.fromkeys(ROLES, least))


def words(found: dict[str, tuple[object, ...]], role: str) -> list[str]:
    return [TEXT[pointer.start : pointer.end] for pointer in found[role]]  # type: ignore[attr-defined]


def test_noun_phrases_begin_at_their_first_word_of_meaning(model: LanguageModel) -> None:
    parse = Parse(0, len(TEXT), next(iter(model.parse([TEXT]))))
    assert [TEXT[slice(*span)] for span in noun_phrases(parse)] == ["army", "crowded hospital", "Khartoum", "Saturday"]


def test_the_parse_alone_can_cast_where_the_reader_points_at_nothing(model: LanguageModel) -> None:
    one = act(TEXT, "shelled")
    found = cast_roles(read(model, one), one, weights(actor="path:|nsubj", target="path:|dobj"))
    assert words(found, "actor") == ["army"]
    assert words(found, "target") == ["crowded hospital"]
    assert words(found, "voice") == []


def test_only_dated_times_date_and_only_places_place(model: LanguageModel) -> None:
    one = act(TEXT, "shelled")
    found = cast_roles(read(model, one), one, weights(time="kind:time", place="kind:location"))
    assert (words(found, "time"), words(found, "place")) == (["Saturday"], ["Khartoum"])
    assert roles_of(Candidate(0, 3)) == ("actor", "target", "voice")
    undated = Mention(0, 3, "Now", Kind.TIME, "test", time=TimeValue("PRESENT_REF"))
    assert roles_of(Candidate(0, 3, mention=undated)) == ()


def test_spans_that_overlap_do_not_play_one_role_twice(model: LanguageModel) -> None:
    one = act(TEXT, "shelled", target=["crowded hospital", "hospital"])
    found = cast_roles(read(model, one), one, weights(target="span:target"))
    assert len(words(found, "target")) == 1


def test_none_is_an_answer(model: LanguageModel) -> None:
    one = act(TEXT, "shelled", actor="army")
    assert cast_roles(read(model, one), one, weights()) == dict.fromkeys(ROLES, ())


def test_what_is_seen_of_a_candidate(model: LanguageModel) -> None:
    one = act(TEXT, "shelled", actor="army")
    made = read(model, one)
    every = candidates(made, one)
    army = next(c for c in every if TEXT[c.start : c.end] == "army")
    seen = {number for number, _ in Look(made, one, every).features(army)}
    for name in (
        "path:|nsubj",
        "type:ASSAULT:|nsubj",
        "tag:VBD:|nsubj",
        "last:army",
        "length:1",
        "gap:before:1",
        "span:actor",
        "end:actor",
    ):
        assert bucket(name) in seen, name
    assert army.chances == {"actor": 0.9}


@pytest.mark.parametrize("quote", ["Officials", "envoys"])
def test_a_neighbouring_sentence_counts_by_how_far_it_is(model: LanguageModel, quote: str) -> None:
    text = "Officials spoke. Rebels shelled it. The envoys left. Nobody came."
    one = act(text, "shelled")
    made = reading(text, one)
    for index, (start, end) in enumerate(made.sentences):
        made.parses[index] = Parse(start, end, next(iter(model.parse([text[start:end]]))))
    every = candidates(made, one)
    assert "Nobody" not in {text[c.start : c.end] for c in every}
    there = next(c for c in every if text[c.start : c.end] == quote)
    seen = {number for number, _ in Look(made, one, every).features(there)}
    assert bucket(f"sentence:{-1 if quote == 'Officials' else 1}") in seen
