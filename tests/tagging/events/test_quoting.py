"""Where quotations begin and end."""

from __future__ import annotations

import pytest

from dateline.tagging.events.quoting import quotations
from dateline.text import paragraphs


def quoted(text: str) -> list[str]:
    return [text[slice(*span)] for start, end in paragraphs(text) for span in quotations(text, start, end)]


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
def test_quotations(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected
