"""Sentences in, events out: who did what to whom, in the order of importance."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.models import Status
from tests.tagging.events.conftest import Code

TOLD = [
    # active, passive, light verb, noun
    ("Rebels shelled the port of Juba on Monday.", "ASSAULT", ["Rebels"], ["port of Juba"]),
    ("Three villages were bombed by government warplanes.", "ASSAULT", ["government warplanes"], ["Three villages"]),
    ("Insurgents launched an attack on a police station.", "ASSAULT", ["Insurgents"], ["police station"]),
    ("An attack by rebels on the army killed nine soldiers.", "ASSAULT", ["rebels"], ["nine soldiers"]),
    # coordination, control, relative clauses
    ("Norway and Denmark signed a treaty on fishing.", "SUPPORT", ["Norway", "Denmark"], []),
    ("Sudan has agreed to withdraw its troops from Chad.", "AGREE", ["Sudan"], ["Chad"]),
    ("Soldiers who fled the front arrested the mayor of Goma.", "COERCE", ["Soldiers"], ["mayor of Goma"]),
    # what is said makes the event, not what it is about
    ("The opposition demanded the resignation of President Karimov.", "REQUEST", ["opposition"], ["President Karimov"]),
    ("The army threatened to bomb the rebels.", "THREATEN", ["army"], ["rebels"]),
    ("Sweden rejected a Russian offer of talks.", "REJECT", ["Sweden"], ["Russian"]),
    ("France accused Libya of arming the rebels.", "ACCUSE", ["France"], ["Libya"]),
    ("Poland said Belarus must release the journalists.", "REQUEST", ["Poland"], ["Belarus"]),
    # how the clause is put
    ("Finland will send aid to Tanzania.", "AGREE", ["Finland"], ["Tanzania"]),
    ("Egypt said it would not release the prisoners.", "REJECT", ["Egypt"], ["prisoners"]),
    # the owner of an instrument
    ("Warplanes belonging to Russia conducted an air raid on the town.", "ASSAULT", ["Russia"], ["town"]),
    # one of each of the others
    ("The foreign minister met President Tito in Belgrade.", "CONSULT", ["foreign minister"], ["President Tito"]),
    ("Japan gave Nepal two million dollars of aid.", "AID", ["Japan"], ["Nepal"]),
    ("Zambia extradited a suspect to Kenya.", "COOPERATE", ["Zambia"], ["Kenya"]),
    ("The government bowed to demands from the miners.", "CONCEDE", ["government"], ["miners"]),
    ("The rebels released five hostages.", "RETREAT", ["rebels"], ["five hostages"]),
    ("Students marched against the junta in the capital.", "PROTEST", ["Students"], ["junta"]),
    ("Turkey has massed troops along its border with Syria.", "MOBILIZE", ["Turkey"], ["Syria"]),
    ("Switzerland expelled two Russian diplomats.", "SANCTION", ["Switzerland"], ["two Russian diplomats"]),
    ("Police arrested nine activists in Minsk.", "COERCE", ["Police"], ["nine activists"]),
]

NOTHING = [
    "He suffered a heart attack on stage.",
    "She shelled peas in the kitchen.",
    "The comedy bombed at the box office.",
    "Lawmakers killed the bill late on Tuesday.",
    "The opposition launched an attack on the budget.",
    "The home team crushed its rival in the final match.",
    "The striker scored twice as United beat City.",
    "Shares rallied after the central bank kept rates.",
    "The town will mark the anniversary of the old war with a concert.",
    "The novelist, who wrote about the siege, was 91.",
    "The recipe calls for two eggs and a cup of flour.",
    "A storm killed three people on the coast.",
    "The director shot the film in three weeks.",
]


@pytest.mark.parametrize(("text", "kind", "actors", "targets"), TOLD)
def test_main_event(code: Code, text: str, kind: str, actors: list[str], targets: list[str]) -> None:
    first = code(text)[0]
    assert (first.type, [one.text for one in first.actors], [one.text for one in first.targets]) == (kind, actors, targets)


@pytest.mark.parametrize("text", NOTHING)
def test_no_match_no_event(code: Code, text: str) -> None:
    assert code(text) == ()


def test_what_is_alleged_is_an_event_of_its_own(code: Code) -> None:
    accusation, alleged = code("France accused Libya of shelling a hospital.")
    assert (accusation.type, alleged.type) == ("ACCUSE", "ASSAULT")
    assert [one.text for one in alleged.actors] == ["Libya"]
    assert alleged.attribution is not None
    assert (alleged.attribution.kind, alleged.attribution.source) == ("accusation", "France")


@pytest.mark.parametrize(
    "text",
    ["The army threatened to bomb the rebels.", "Finland will send aid to Tanzania.", "The bishops called for a truce in the valley."],
)
def test_what_did_not_happen_is_not_told_as_if_it_had(code: Code, text: str) -> None:
    assert all(event.status is not Status.HAPPENED for event in code(text))


def test_a_reference_is_not_a_second_event(code: Code) -> None:
    events = code("Drone strikes hit the harbour at dawn, and the port reopened after the drone strikes ended.")
    assert [(event.rule, len(event.evidence)) for event in events] == [("assault-air-verb", 2)]


def test_evidence_and_chain_of_decisions(code: Code) -> None:
    text = "Rebels shelled the port of Juba on Monday."
    event = code(text)[0]
    assert [text[slice(*one.trigger)] for one in event.evidence] == ["shelled"]
    assert event.why[:3] == ("trigger: 'shelled'", "frame: assault-shell", "roles: subject")
    assert event.rule == "assault-shell"


def test_the_same_text_gives_the_same_ids(code: Code) -> None:
    text = "Rebels shelled the port and troops arrested nine activists."
    first, again = code(text), code(text)
    assert first == again
    assert len({event.id for event in first}) == len(first) == 2


def test_long_sentences_and_lists_of_names_are_bounded(code: Code) -> None:
    names = ", ".join(f"Karl{n}" for n in range(200))
    events = code(f"Rebels killed {names} and others near the border.")
    assert all(len(event.actors) <= 13 and len(event.targets) <= 13 for event in events)
    flattened = " ".join("rebels attacked the base and killed 12 soldiers |" for _ in range(300))
    assert isinstance(code(flattened), tuple)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from("the rebels attacked “ ” ( ) , . | demanded that said to by of Aleppo 12 not will must - ’s".split()), max_size=40
    )
)
def test_any_word_salad_is_coded_without_an_error(code: Code, words: list[str]) -> None:
    text = " ".join(words) or "."
    for event in code(text):
        for actor in (*event.actors, *event.targets):
            assert text[actor.start : actor.end] == actor.text
        for one in event.evidence:
            assert 0 <= one.trigger[0] < one.trigger[1] <= len(text)
