"""A run of capitals in a headline in title case may be a clause: a name is what the text below names too."""

from __future__ import annotations

import pytest

from dateline.tagging.entities.names import Capitals

HEADLINE = "Sudan Army Okays Foreign Evacuation"
BELOW = "The army said on Saturday that states may fly their people out. Fierce fighting went on around the airport."


def tells(headline: str, below: str, name: str) -> bool:
    text = f"{headline}\n\n{below}"
    start = text.index(name)
    sentences = [(0, len(headline))] + ([(len(headline) + 2, len(text))] if below else [])
    return Capitals(text, sentences).tell(start, start + len(name))


@pytest.mark.parametrize(
    ("headline", "below", "name", "told"),
    [
        (HEADLINE, BELOW, "Sudan Army Okays Foreign Evacuation", False),
        ("Sudan Army Okays Foreign Evacuation", BELOW, "Fierce", True),  # In a sentence a capital says something.
        ("Joly Tells Canadians to Shelter in Place", "Foreign Minister Melanie Joly said so on Monday, in a call.", "Joly Tells", False),
        ("Joly Tells Canadians to Shelter in Place", "Foreign Minister Melanie Joly said so on Monday, in a call.", "Joly", True),
        ("Sudan army okays evacuation of people from Port Sudan", BELOW, "Port Sudan", True),
        ("Pentagon Readies Troops", BELOW, "Pentagon Readies Troops", True),  # Too short to show how it is written.
        ("Osman Digna Brigade Seizes Port", "", "Osman Digna Brigade", True),  # Nothing below could name it.
    ],
)
def test_a_headline_in_title_case_names_what_the_text_names_too(headline: str, below: str, name: str, told: bool) -> None:
    assert tells(headline, below, name) is told
