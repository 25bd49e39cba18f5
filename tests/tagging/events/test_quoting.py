"""A quotation has one voice, wherever it is named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dateline.tagging.events.quoting import quotations, said_with
from dateline.tagging.reader.decode import Act, Pointer
from dateline.text import paragraphs

ACT = Act(0, 4, 0.9, "ASSAULT", 0.9, "COERCE", "happened", 0.9, 0.95, None, None, 0.0, 0.0, 0.0)


def quoted(text: str) -> list[str]:
    return [text[start:end] for start, end in quotations(text, paragraphs(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No one spoke.", []),
        ("“They fired,” she said. “Then they left.”", ["“They fired,”", "“Then they left.”"]),
        ('"They fired," she said.', ['"They fired,"']),
        ("«They fired», she said.", ["«They fired»"]),
        # Each paragraph of a long quotation opens it again, the last one alone closes it.
        ("“First.\n\n“Second.”\n\nThird.", ["“First.\n\n“Second.”"]),
        # A mark that nothing takes up again ends with its paragraph.
        ("“First.\n\nSecond.\n\n“Third.”", ["“First.", "“Third.”"]),
        ('It cost 5" of pipe.\n\nThey left.', ['" of pipe.']),
    ],
)
def test_quotations(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


def test_an_act_without_a_voice_takes_the_one_of_its_quotation() -> None:
    text = "“They fired at us. They burned the mill,” said the mayor. Troops left."
    voice = Pointer(text.index("the mayor"), text.index("the mayor") + 9, 0.8)
    burned = replace(ACT, start=text.index("burned"), end=text.index("burned") + 6, roles={"voice": (voice,)})
    fired = replace(ACT, start=text.index("fired"), end=text.index("fired") + 5)
    left = replace(ACT, start=text.index("left"), end=text.index("left") + 4)
    spans = quotations(text, paragraphs(text))
    assert said_with(fired, [fired, burned, left], spans) == voice
    assert said_with(left, [fired, burned, left], spans) is None


def test_who_is_only_named_inside_a_quotation_does_not_say_it() -> None:
    text = "“The army told us that they fired. They left.”"
    told = replace(ACT, start=text.index("fired"), end=text.index("fired") + 5, roles={"voice": (Pointer(1, 9, 0.9),)})
    left = replace(ACT, start=text.index("left"), end=text.index("left") + 4)
    assert said_with(left, [told, left], quotations(text, paragraphs(text))) is None
