"""Where quotations begin and end."""

from __future__ import annotations

import pytest

from dateline.tagging.events.quoting import LONGEST, quotations
from dateline.text import paragraphs


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


def test_a_mark_that_is_closed_very_late_was_never_closed() -> None:
    text = f"“{'a ' * LONGEST}”"
    assert quotations(text, [(0, len(text))]) == []
