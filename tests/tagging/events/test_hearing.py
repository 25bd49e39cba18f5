"""The voice of each telling: pointed at, said, lent, or nobody's."""

from __future__ import annotations

from dateline.models.events import Actor
from dateline.tagging.events.hearing import Hearing
from dateline.tagging.language_model import LanguageModel
from dateline.tagging.reader.decode import Act
from dateline.tagging.reading import Parse, Reading
from tests.known import knowledge
from tests.tagging.events.conftest import act, reading

STATEMENT = "The minister said: “We condemn the raid. They shelled the mill. They must withdraw.”"


def heard(given: Reading, one: Act, *actors: str) -> str | None:
    hearing = Hearing(knowledge().language)
    cast = [Actor(words, given.text.index(words), given.text.index(words) + len(words)) for words in actors]
    voice = hearing.voice_of(hearing.open(given), one, cast)
    return voice.source if voice else None


def test_an_act_without_a_voice_has_the_one_of_its_turn() -> None:
    shelled = act(STATEMENT, "shelled")
    assert heard(reading(STATEMENT, shelled), shelled, "They") == "minister"


def test_what_is_only_demanded_or_threatened_has_no_voice() -> None:
    for status in ("demanded", "threatened"):
        withdraw = act(STATEMENT, "withdraw", "RETREAT", status, voice="minister")
        assert heard(reading(STATEMENT, withdraw), withdraw) is None


def test_nobody_vouches_for_what_they_do_by_saying_it() -> None:
    condemn = act(STATEMENT, "condemn", "ACCUSE")
    assert heard(reading(STATEMENT, condemn), condemn, "We") is None
    assert heard(reading(STATEMENT, condemn), condemn, "They") == "minister"  # Somebody else's accusation is told by the speaker.


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
