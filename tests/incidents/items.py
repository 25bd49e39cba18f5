"""Feed items in our own words about an invented week of a real kind, for the tests of joining."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from dateline.incidents.items import Item

START = datetime(2021, 3, 1, 6, tzinfo=UTC)


def item(number: int, hours: float, title: str, text: str = "", *, outlet: str = "The Wire") -> Item:
    """One item, some hours after the week began."""
    body = f"{title}\n\n{text}" if text else title
    return Item(f"i{number:02}", title, body, START + timedelta(hours=hours), outlet=outlet)


# Fighting in Yemen goes on; a French convoy is fired on, a truce of two days is announced and broken, Kenya takes its people home.
WEEK = (
    item(1, 1, "Fighting rages in Yemen's capital as rebels and army clash", "Gunfire was heard across Sanaa for a second day."),
    item(2, 3, "French embassy convoy fired on in Yemen", "Nobody was hurt when gunmen shot at the convoy, Paris said."),
    item(3, 5, "France condemns attack on its embassy convoy in Yemen", "A convoy of the French embassy came under fire near Sanaa."),
    item(4, 9, "French diplomatic convoy attacked in Sanaa", "The convoy was fired upon on the road to the airport."),
    item(5, 30, "Houthis and Yemen's army agree 48-hour ceasefire", "The truce is to begin at midnight, the United Nations said."),
    item(6, 33, "Two-day truce announced in Yemen", "Both sides agreed to the ceasefire after a week of talks."),
    item(7, 50, "Yemen truce broken within hours as battles continue", "Shelling went on despite the 48-hour ceasefire."),
    item(8, 52, "Kenya evacuates its citizens from Yemen", "A plane with 60 Kenyans landed in Nairobi."),
    item(9, 54, "Kenyan students flown out of Yemen", "The evacuation of Kenyans ended on Wednesday."),
    item(10, 55, "Who are the Houthis?", "They fired on a French convoy this week and agreed to a ceasefire."),
    item(11, 56, "Yemen: hospitals overwhelmed as fighting enters fourth day", "Doctors are running out of supplies."),
    item(12, 57, "Civilians flee Sanaa as clashes spread", "Thousands have fled the fighting for the coast."),
    item(13, 58, "Storm floods streets in Lisbon", "Firefighters rescued 20 people from flooded homes."),
)
