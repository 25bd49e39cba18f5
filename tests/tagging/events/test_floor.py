"""Who has the floor in quotations, after an announcement, and over paragraphs."""

from __future__ import annotations

import re

import pytest

from dateline.models.mentions import Kind, Mention
from dateline.tagging.events.floor import Floor, quotations
from dateline.tagging.reader.decode import Act
from dateline.tagging.reading import Reading
from dateline.text import paragraphs
from tests.known import knowledge
from tests.tagging.events.conftest import act, reading

PEOPLE = r"Ada Sample|Jan Example|Sample|Example"
BODIES = r"Foreign Office|Northland"


def page(text: str, *acts: Act) -> Reading:
    given = reading(text, *acts)
    given.mentions = [
        Mention(match.start(), match.end(), match[0], kind, "test")
        for kind, pattern in ((Kind.PERSON, PEOPLE), (Kind.ORGANISATION, BODIES))
        for match in re.finditer(pattern, text)
    ]
    return given


def speaker(given: Reading, words: str) -> str | None:
    span = Floor(knowledge().language).turns(given).speaker_at(given.text.index(words))
    return given.text[slice(*span)] if span else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No one spoke.", []),
        ("“They fired,” she said. “Then they left.”", ["“They fired,”", "“Then they left.”"]),
        ('"They fired," she said.', ['"They fired,"']),
        ("«They fired», she said.", ["«They fired»"]),
        # What a paragraph leaves open ends with it.
        ("“First.\n\n“Second.”\n\nThird.", ["“First.", "“Second.”"]),
        ('It cost 5" of pipe.\n\nThey left.', ['" of pipe.']),
    ],
)
def test_where_quotations_stand(text: str, expected: list[str]) -> None:
    assert [text[slice(*span)] for start, end in paragraphs(text) for span in quotations(text, start, end)] == expected


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("“They shelled the mill,” said Col. Jan Example, the spokesman.", "shelled", "Jan Example"),
        ("“They shelled the mill,” Jan Example, commander of the north, said.", "shelled", "Jan Example"),
        ("“They shelled the mill,” a Foreign Office spokesman said.", "shelled", "Foreign Office"),
        ("Troops came. “They shelled the mill,” said Ada Sample. “Then they burned it.”", "burned", "Ada Sample"),
        # The saying that stands nearest.
        ("Jan Example said: “We held fire.” Ada Sample said: “They shelled the mill.”", "shelled", "Ada Sample"),
        # A paragraph of quotation alone goes on with whoever spoke, another one does not.
        ("“They came,” said Ada Sample.\n\n“They shelled the mill.”", "shelled", "Ada Sample"),
        ("Ada Sample said:\n\n“We came.”\n\nTroops shelled the mill.", "came", "Ada Sample"),
        ("“They came,” said Ada Sample.\n\nIt was “a shelling”.", "shelling", None),
        # Outside of quotation marks the outlet speaks.
        ("“They came,” said Ada Sample. Troops shelled the mill.", "shelled", None),
        # A noun that looks like a verb of saying, far from a name.
        ("Northland made light of all the earlier claims about the war.\n\n“They shelled the mill.”", "shelled", None),
    ],
)
def test_quotations(text: str, words: str, expected: str | None) -> None:
    assert speaker(page(text), words) == expected


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Troops came.\n\nMinister Ada Sample said:\n\nThey shelled the mill.\n\nWe shall rebuild it.", "rebuild", "Ada Sample"),
        # To the end, or to the next who is announced.
        ("Ada Sample said:\n\nWe came.\n\nJan Example said:\n\nThey shelled the mill.", "came", "Ada Sample"),
        ("Ada Sample said:\n\nWe came.\n\nJan Example said:\n\nThey shelled the mill.", "shelled", "Jan Example"),
        # A quotation that is announced ends with its marks.
        ("Ada Sample said:\n\n“We came.”\n\nTroops shelled the mill.", "shelled", None),
        ("Ada Sample said:\n\nWe came.\n\nJan Example said:\n\n“We went.”\n\nTroops shelled the mill.", "shelled", None),
        ("Key points:\n\nTroops shelled the mill.", "shelled", None),
    ],
)
def test_what_is_announced(text: str, words: str, expected: str | None) -> None:
    assert speaker(page(text), words) == expected


def test_the_reader_hears_better_than_words_say() -> None:
    text = "“They fired at us. They burned the mill,” said Ada Sample, quoting a letter of the guild."
    assert speaker(page(text, act(text, "burned", voice="guild")), "fired") == "guild"


def test_who_is_only_named_inside_a_quotation_does_not_say_it() -> None:
    text = "“The army told us that they fired. They left.”"
    assert speaker(page(text, act(text, "fired", voice="army")), "left") is None
