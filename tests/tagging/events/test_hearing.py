"""The voice of each telling: pointed at, said, lent, or nobody's."""

from __future__ import annotations

from dateline.models.mentions import Kind, Mention
from dateline.tagging.events.hearing import Hearing
from dateline.tagging.language_model import LanguageModel
from dateline.tagging.reader.decode import Act
from dateline.tagging.reading import Parse, Reading
from tests.known import knowledge
from tests.tagging.events.conftest import act, reading

STATEMENT = "Ada Sample said: “We condemn the raid. They shelled the mill. They must withdraw.”"


def heard(given: Reading, one: Act) -> str | None:
    hearing = Hearing(knowledge().language)
    voice = hearing.voice_of(hearing.open(given), one)
    return voice.source if voice else None


def test_an_act_without_a_voice_has_the_one_of_its_turn() -> None:
    shelled = act(STATEMENT, "shelled")
    given = reading(STATEMENT, shelled)
    given.mentions = [Mention(0, 10, "Ada Sample", Kind.PERSON, "test")]
    assert heard(given, shelled) == "Ada Sample"


def test_what_is_only_demanded_or_threatened_has_no_voice() -> None:
    for status in ("demanded", "threatened"):
        withdraw = act(STATEMENT, "withdraw", "RETREAT", status, voice="Ada Sample")
        assert heard(reading(STATEMENT, withdraw), withdraw) is None


def test_the_readers_voice_in_the_sentence_comes_first_then_the_sentences_then_the_readers_elsewhere(model: LanguageModel) -> None:
    text = "Police came. Rebels shelled the mill, the governor said."
    plain, near, far = act(text, "shelled"), act(text, "shelled", voice="Rebels"), act(text, "shelled", voice="Police")
    given = reading(text, plain)
    start, end = given.sentences[1]
    assert heard(given, near) == "Rebels"
    assert heard(given, far) == "Police"
    given.parses[1] = Parse(start, end, next(iter(model.parse([text[start:end]]))))
    assert heard(given, near) == "Rebels"
    assert heard(given, far) == heard(given, plain) == "governor"


def test_a_voice_without_a_name_is_the_last_one_that_was_named(model: LanguageModel) -> None:
    text = "Ada Sample said troops came. He said rebels shelled the mill."
    said, pointed = act(text, "shelled"), act(text, "shelled", voice="He")
    given = reading(text, said)
    given.mentions = [Mention(0, 10, "Ada Sample", Kind.PERSON, "test")]
    assert heard(given, pointed) == "Ada Sample"
    start, end = given.sentences[1]
    given.parses[1] = Parse(start, end, next(iter(model.parse([text[start:end]]))))
    assert heard(given, said) == "Ada Sample"
    given.mentions = []
    assert heard(given, pointed) == "He"


def test_he_is_no_country_and_nobody_who_spoke_long_ago() -> None:
    for before, kind in (("Northland said talks failed. ", Kind.LOCATION), ("Ada Sample said so." + " They ate." * 90, Kind.PERSON)):
        text = f"{before} He said rebels shelled the mill."
        shelled = act(text, "shelled", voice="He")
        given = reading(text, shelled)
        given.mentions = [Mention(0, len(" ".join(before.split()[: 1 + (kind is Kind.PERSON)])), "", kind, "test")]
        assert heard(given, shelled) == "He"


def test_a_voice_that_the_reader_heard_is_named_too() -> None:
    text = "A doctor told of the raid. He said the mill was shelled."
    raid, shelled = act(text, "raid", voice="A doctor"), act(text, "shelled", voice="He")
    assert heard(reading(text, raid, shelled), shelled) == "A doctor"


def test_whom_a_pronoun_means_is_not_guessed_where_nobody_was_named(model: LanguageModel) -> None:
    text = "Rebels shelled the mill, he said."
    shelled = act(text, "shelled")
    given = reading(text, shelled)
    given.parses[0] = Parse(0, len(text), next(iter(model.parse([text]))))
    assert heard(given, shelled) is None
