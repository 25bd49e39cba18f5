"""Status: what governs an event decides whether it happened."""

from __future__ import annotations

import pytest
from benchmarks.gold_status import Case, cases, macro_f1, status_answers, taken_for_happened
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from dateline.models import Status
from dateline.tagging.events.status import status_of
from dateline.tagging.language_model import LanguageModel
from dateline.tagging.reading import Parse


def judged(model: LanguageModel, marked: str, kind: str = "") -> Status:
    start, end = marked.index("["), marked.index("]") - 1
    text = marked.replace("[", "").replace("]", "")
    doc: Doc = next(iter(model.parse([text])))
    span = doc.char_span(start, end, alignment_mode="expand")
    assert span is not None
    return status_of(Parse(0, len(text), doc), span.root.i, kind)[0]


SENTENCES = {
    "happened": (
        "Gunmen [killed] a mayor on Monday.",
        "He was jailed for [killing] a priest.",
        "The army managed to [recapture] the bridge.",
        "In 2012 rebels had [seized] the port.",
        "A mortar hit the market, [killing] ten.",
        "Guards failed to prevent the [attack].",
        "Officials said the militia is suspected of [planting] the bomb.",
        "Troops stopped [shelling] the valley.",
    ),
    "ongoing": (
        "Troops kept [shelling] the valley.",
        "The [siege] has lasted for three months.",
        "Soldiers are [searching] the camp.",
        "Fierce [fighting] is under way near the port.",
        "Jets have been [bombing] the hills for weeks.",
    ),
    "planned": (
        "The ministers are scheduled to [meet] on Monday.",
        "Both sides agreed to [withdraw] from the bridge.",
        "The junta announced plans to [free] the captives.",
        "Next week's [summit] will be short.",
        "Unions announced a [march] for Saturday.",
        "Insurgents are regrouping for an [assault] on the port.",
        "The two countries will [reopen] their embassies.",
    ),
    "threatened": (
        "The pirates threatened to [kill] the crew.",
        "The general vowed to [crush] the mutiny.",
        "The gang said it would [kill] the hostages unless it was paid.",
        "The villagers were told to leave or be [shelled].",
        "The prime minister threatened new [sanctions].",
    ),
    "demanded": (
        "Bishops called for a [ceasefire].",
        "The envoy urged the rebels to [disarm].",
        "Neighbours must [respect] the border, he said.",
        "The families want the officer [tried].",
        "The court ordered the [release] of the editor.",
    ),
    "hypothetical": (
        "Doctors fear an [outbreak] of violence.",
        "In the novel, pirates [kidnap] the ambassador.",
        "Recruits practised [storming] a house.",
        "If the army [attacks], the town will fall.",
        "An envoy flew in to [broker] a deal.",
        "The rebels may have [planned] an escape.",
        "A new [war] would ruin both countries.",
        "They tried to [seize] the radio station.",
    ),
    "denied": (
        "Baku brushed aside claims that it had [shelled] the town.",
        "At no point had the guards [fired], the embassy said.",
        "The ministry denied that its planes had [bombed] the camp.",
        "No one was [injured] in the blast.",
        "Police foiled a plot to [bomb] the station.",
        "The sides left without [signing] anything.",
        "It is not true that soldiers [fired], the captain said.",
        "A last-minute deal averted an [invasion].",
        "The ceasefire has yet to be [signed].",
    ),
    "unclear": (
        "It is not clear whether the pilot was [killed].",
        "There were unconfirmed reports of [looting].",
        "Rumours spread that the general had been [arrested].",
        "There were unverified claims that the bridge had been [blown] up.",
        "The claim that the town had been [taken] could not be verified.",
        "The army would neither confirm nor deny the [raid].",
    ),
}
ALL = [(status, sentence) for status, sentences in SENTENCES.items() for sentence in sentences]


@pytest.mark.parametrize(("status", "sentence"), ALL, ids=[sentence for _, sentence in ALL])
def test_status_of_the_bracketed_words(model: LanguageModel, status: str, sentence: str) -> None:
    assert judged(model, sentence) is Status(status)


@pytest.mark.parametrize(
    ("kind", "sentence", "status"),
    [
        ("REQUEST", "Bishops [called] for peace.", Status.DEMANDED),
        ("THREATEN", "The general [warned] his neighbours.", Status.THREATENED),
        ("REJECT", "The rebels will not [leave] the town.", Status.HAPPENED),
        ("ASSAULT", "The army will [strike] if the envoy is harmed.", Status.THREATENED),
    ],
)
def test_the_category_decides_where_it_says_more(model: LanguageModel, kind: str, sentence: str, status: Status) -> None:
    assert judged(model, sentence, kind) is status


WORDS = st.lists(
    st.sampled_from(
        "the army said denied that it had not bombed to attack will , or if before could threat of fears order in no ? whether".split()
    ),
    min_size=1,
    max_size=24,
)


@settings(max_examples=60, deadline=None)
@given(words=WORDS)
def test_any_words_in_any_order_have_some_status(model: LanguageModel, words: list[str]) -> None:
    doc = next(iter(model.parse([" ".join(words)])))
    parse = Parse(0, len(doc.text), doc)
    found = [status_of(parse, token.i, "") for token in doc]
    assert all(isinstance(status, Status) and rule.startswith("status-") for status, rule in found)


def test_a_sentence_without_end_is_judged_in_bounded_steps(model: LanguageModel) -> None:
    text = "He said " + "that she denied that they planned to threaten to " * 60 + "attack the town."
    doc = next(iter(model.parse([text])))
    assert {status_of(Parse(0, len(text), doc), token.i, "")[0] for token in doc} <= set(Status)


def test_the_open_half_of_the_labelled_sentences_holds() -> None:
    sentences: list[Case] = [case for case in cases("status") if not case.scored_only]
    pairs = [(case.label, given) for case, (given, _) in zip(sentences, status_answers(sentences), strict=True)]
    assert len(pairs) == 134
    assert macro_f1(pairs) >= 0.95
    assert taken_for_happened(pairs) == 0.0
