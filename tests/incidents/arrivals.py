"""Articles of an invented war of weeks, drawn at random: happenings told by several, retold, copied, and the fighting around them."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

from dateline.incidents.items import Item
from dateline.seeds.newsroom import load_newsroom
from tests.incidents.items import START

NEWSROOM = Path(__file__).parents[2] / "seeds" / "newsroom"

_TOWNS = ("Sanaa", "Aden", "Taiz", "Hodeidah", "Marib")
_ACTS = (
    "{who} storm prison in {town}, Yemen",
    "French embassy convoy fired on in {town}, Yemen",
    "Houthis and Yemen's army agree {hours}-hour ceasefire",
    "{country} evacuates its citizens from Yemen",
    "Air strike hits hospital in {town}, Yemen, {dead} dead",
    "Aid workers killed in {town}, Yemen, says {voice}",
    "Houthis deny attack on French embassy convoy in {town}",
)
_RETOLD = (
    "{head}",
    "{head}, officials say",
    "What we know: {head}",
    "{head} as fighting enters day {day}",
    "Yemen: {head}",
)
_GOING_ON = ("Fighting rages in Yemen on day {day}", "Civilians flee {town}, Yemen, as clashes spread", "Yemen hospitals overwhelmed")
_WHO = ("Gunmen", "Rebels", "Houthis")
_COUNTRIES = ("Kenya", "Japan", "India", "Egypt")
_VOICES = ("the Red Crescent", "doctors' union", "the United Nations")


def arrivals(seed: int, count: int, *, days: int) -> list[Item]:
    """So many articles of so many days, oldest first."""
    draw = random.Random(seed)
    happenings = [(draw.choice(_ACTS), draw.uniform(0, days * 24)) for _ in range(count // 4)]
    items = []
    for number in range(count):
        if draw.random() < 0.3:
            hours = draw.uniform(0, days * 24)
            head = draw.choice(_GOING_ON).format(day=int(hours / 24) + 1, town=draw.choice(_TOWNS))
        else:
            act, begun = draw.choice(happenings)
            about = random.Random(f"{act}{begun}")
            hours = begun + draw.expovariate(1 / 20)
            words = {"who": about.choice(_WHO), "town": about.choice(_TOWNS), "hours": about.choice((24, 48, 72))}
            words |= {"country": about.choice(_COUNTRIES), "dead": about.randrange(3, 60), "voice": about.choice(_VOICES)}
            head = draw.choice(_RETOLD).format(head=act.format(**words), day=int(hours / 24) + 1)
        text = f"{head}\n\n{head}. Witnesses in the town spoke to reporters by telephone after noon, and the road was closed for hours."
        items.append(Item(f"g{number:03}", head, text, START + timedelta(hours=hours), outlet=f"Paper {draw.randrange(12)}"))
    return sorted(items, key=lambda one: (one.published, one.id))


def sample() -> list[Item]:
    """The articles of the sample newsroom that tell a day, oldest first."""
    outlets = load_newsroom(NEWSROOM)
    items = []
    for name, outlet in outlets.items():
        for article in outlet.articles:
            title = article.title or ""
            text = "\n\n".join((title, *article.paragraphs))
            items.append(Item(f"{name}-{article.id}", title, text, article.published, outlet=outlet.seed.name))
    return sorted(items, key=lambda one: (one.published, one.id))
