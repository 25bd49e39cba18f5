"""Attribution: the innermost voice over an event, its kind, its cue and its span."""

from __future__ import annotations

import pytest
from benchmarks.gold_status import attribution_answers, attribution_f1, cases
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.models import Article, Attribution, AttributionKind
from dateline.tagging.events.attribution import attribution_of
from dateline.tagging.language_model import LanguageModel
from dateline.tagging.reading import Parse, Reading


def heard(model: LanguageModel, marked: str, before: str = "") -> Attribution | None:
    start, end = marked.index("["), marked.index("]") - 1
    sentence = marked.replace("[", "").replace("]", "")
    text = before + sentence
    doc = next(iter(model.parse([sentence])))
    span = doc.char_span(start, end, alignment_mode="expand")
    assert span is not None
    reading = Reading(Article("a", "https://example.org/a", None, text), [(len(before), len(text))], [(0, len(text))])
    return attribution_of(Parse(len(before), len(text), doc), span.root.i, reading)


@pytest.mark.parametrize(
    ("sentence", "source", "kind", "cue"),
    [
        ("Soldiers [fired] on the crowd, witnesses said.", "witnesses", "report", "said"),
        ("According to the village council, four people were [killed].", "village council", "report", "According"),
        ("The ministry's spokesman told reporters that a bridge was [blown up].", "ministry's spokesman", "report", "told"),
        ("Shells [killed] 25 people, among them four children, the Northern Monitor said.", "Northern Monitor", "report", "said"),
        ("The army claimed that it had [captured] the hill.", "army", "claim", "claimed"),
        ("The [ambush] was claimed by a small faction.", "small faction", "claim", "claimed"),
        ("The movement said it carried out the [bombing].", "movement", "claim", "said"),
        ("The opposition accused the police of [torturing] students.", "opposition", "accusation", "accused"),
        ("The opposition blames the police for the [shooting].", "opposition", "accusation", "blames"),
        ("The commander admitted that his men had [burned] the mill.", "commander", "confirmation", "admitted"),
        ("The government denied that any [talks] took place.", "government", "denial", "denied"),
        ("The navy rejected reports that it had [sunk] the boat.", "navy", "denial", "rejected"),
        ("The general said his troops had not [entered] the church.", "general", "denial", "said"),
        ("Reporters heard the mayor say that rebels [fled].", "mayor", "report", "say"),
        ("A monitor said that the army confirmed it had [shelled] the town.", "army", "confirmation", "confirmed"),
        ("Rockets [hit] the harbour at dawn (Reuters).", "Reuters", "report", "Reuters"),
    ],
)
def test_the_innermost_voice(model: LanguageModel, sentence: str, source: str, kind: str, cue: str) -> None:
    found = heard(model, sentence)
    text = sentence.replace("[", "").replace("]", "")
    start, voice = text.index(cue), text.index(source)
    assert found == Attribution(source, AttributionKind(kind), cue, start, start + len(cue), voice=(voice, voice + len(source)))


@pytest.mark.parametrize(
    "sentence",
    [
        "Gunmen [attacked] a convoy at dawn.",
        "The rebels [rejected] the plan.",
        "The general was accused of [ordering] the raid.",
        "The [attack] claimed twelve lives.",
        "Soldiers reportedly [burned] the mill.",
    ],
)
def test_the_outlet_itself_speaks(model: LanguageModel, sentence: str) -> None:
    assert heard(model, sentence) is None


def test_offsets_are_those_of_the_article(model: LanguageModel) -> None:
    before = "Something else came first. "
    found = heard(model, "Soldiers [fired] on the crowd, witnesses said.", before)
    assert found is not None
    assert (found.start, found.end) == (len(before) + 39, len(before) + 43)


@settings(max_examples=40, deadline=None)
@given(
    words=st.lists(
        st.sampled_from("he said it claimed by according to , ( AP ) who denied that the was accused of per as in statement".split()),
        min_size=1,
        max_size=20,
    )
)
def test_hostile_order_never_raises_and_quotes_the_text(model: LanguageModel, words: list[str]) -> None:
    text = " ".join(words)
    doc = next(iter(model.parse([text])))
    reading = Reading(Article("a", "https://example.org/a", None, text), [(0, len(text))], [(0, len(text))])
    for token in doc:
        found = attribution_of(Parse(0, len(text), doc), token.i, reading)
        assert found is None or (found.source in text and text[found.start : found.end] == found.cue)


def test_the_open_half_of_the_labelled_sentences_holds() -> None:
    sentences = [case for case in cases("attribution") if not case.scored_only]
    assert len(sentences) == 70
    assert attribution_f1(list(zip(sentences, attribution_answers(sentences), strict=True))) >= 0.93
