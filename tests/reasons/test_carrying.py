"""Leaving one word out: the words that carried an act are found, the cost is bounded, a second run says the same."""

from __future__ import annotations

import pytest
from tokenizers import Tokenizer

from dateline.reasons import carrying
from dateline.reasons.carrying import carried_by, pieces_of, with_carriers, without
from dateline.tagging.reader.artefact import SHIPPED
from dateline.tagging.reader.windows import windows
from dateline.tagging.tagger import NewsTagger
from tests.reasons.conftest import article_of

TEXT = "The militia leader denied that his fighters had attacked the convoy near Azaz on Friday."


def carried(tagger: NewsTagger, text: str) -> dict[str, carrying.Carried]:
    tagged, pieces = tagger.tag_shown(article_of(text))
    found = carried_by(pieces, tagger.reader)
    assert {event.evidence[0].trigger for event in tagged.events} <= set(found)
    return {text[start:end]: one for (start, end), one in found.items()}


def test_a_denial_is_carried_by_the_word_that_denies(tagger: NewsTagger) -> None:
    words = dict(carried(tagger, TEXT)["attacked"].words["status"])
    assert max(words, key=lambda word: words[word]) == "denied"


def test_a_word_of_the_act_itself_is_never_left_out(tagger: NewsTagger) -> None:
    for trigger, one in carried(tagger, TEXT).items():
        assert trigger not in {word for words in one.words.values() for word, _ in words}


def test_events_say_in_why_what_carried_them_and_say_it_again(tagger: NewsTagger) -> None:
    lines = []
    for _ in range(2):
        tagged, pieces = tagger.tag_shown(article_of(TEXT))
        lines.append([line for event in with_carriers(tagged, carried_by(pieces, tagger.reader)).events for line in event.why])
    assert lines[0] == lines[1]
    assert any(line.startswith("carried: ") and "'denied'" in line for line in lines[0])


def test_the_cost_is_bounded_and_a_reason_that_is_cut_short_says_so(tagger: NewsTagger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrying, "PASSES", 3)
    assert "not every word was tried" in str(carried(tagger, TEXT)["attacked"])


def test_a_word_goes_with_all_its_pieces_and_the_separator_of_its_paragraph_stays() -> None:
    tokenizer = Tokenizer.from_file(str(SHIPPED / "tokenizer.json"))
    text = "Convoy attacked\n\nZorvgradian gunmen fired"
    (window,) = windows(text, [(0, 15), (17, len(text))], tokenizer)
    separator = tokenizer.token_to_id("[SEP]")
    for n, word in enumerate(window.words):
        begin, end = pieces_of(window, n)
        assert begin == word.piece < end
        less = without(window, n)
        assert less.ids == window.ids[:begin] + window.ids[end:]
        assert len(less.ids) == len(less.cases)
        assert less.ids.count(separator) == window.ids.count(separator)
    assert pieces_of(window, 2)[1] - pieces_of(window, 2)[0] > 1
