"""Six days of an invented war in our own words: what an analyst should read of it stands in `tests/cli/test_six_days.py`."""

from __future__ import annotations

from tests.incidents.items import item

CONVOY = "French embassy convoy fired on in Yemen"
CONVOY_TEXT = (
    "Nobody was hurt when gunmen shot at a convoy of the French embassy on the road to Sanaa airport, Paris said on Monday evening."
)

_TOLD = (
    (1, "The Wire", "Fighting rages in Yemen's capital as Houthis and army clash", "Gunfire was heard across Sanaa."),
    (3, "The Wire", CONVOY, CONVOY_TEXT),
    (4, "Harbour Post", CONVOY, CONVOY_TEXT),
    (5, "The Levant Ledger", "France condemns attack on its embassy convoy in Yemen", "The French convoy came under fire near Sanaa."),
    (
        8,
        "The Wire",
        "Houthis deny firing on French embassy convoy",
        "A spokesman of the Houthis denied that its fighters attacked the convoy.",
    ),
    (20, "The Wire", "Yemen fighting: at least 56 killed, doctors' union says", "Battles went on in Sanaa for a second day."),
    (26, "The Wire", "Houthis and Yemen's army agree 48-hour ceasefire", "The truce is to begin at midnight, the United Nations said."),
    (28, "Harbour Post", "Two-day truce announced in Yemen as 56 killed", "Both sides agreed to the ceasefire after a week of talks."),
    (44, "Harbour Post", "Yemen fighting continues as death toll rises to 97, medical syndicate says", "Shelling was heard in Sanaa."),
    (50, "The Levant Ledger", "Yemen truce broken within hours as battles continue", "Shelling went on despite the 48-hour ceasefire."),
    (52, "The Wire", "Kenya evacuates its citizens from Yemen", "A plane with 60 Kenyans landed in Nairobi."),
    (54, "Harbour Post", "Kenyan students flown out of Yemen", "The evacuation of Kenyans ended on Wednesday."),
    (55, "Harbour Post", "Who are the Houthis?", "They fired on a French convoy this week and agreed to a ceasefire."),
    (70, "The Wire", "Fighting enters fourth day in Yemen, 185 dead, United Nations says", "Civilians are trapped in Sanaa."),
    (
        74,
        "Harbour Post",
        "Medical syndicate revises toll of Yemen fighting down from 97 to 85",
        "Some were counted twice as clashes went on.",
    ),
    (75, "The Wire", "Yemen: hospitals overwhelmed as fighting enters fourth day", "Doctors are running out of supplies."),
    (80, "The Levant Ledger", "Civilians flee Sanaa as clashes spread in Yemen", "Thousands have fled the fighting for the coast."),
    (98, "The Wire", "Gunmen storm Italian school in Sanaa", "Two teachers of the Italian school were abducted, Rome said."),
    (101, "Harbour Post", "Two Italian teachers kidnapped from school in Yemen", "Armed men stormed the Italian school in Sanaa."),
    (122, "The Wire", "Japan prepares to evacuate embassy staff from Yemen", "Tokyo said that planes were ready in Djibouti."),
    (126, "Harbour Post", "Japanese planes sent to fly embassy staff out of Yemen", "Japan is ready to evacuate its diplomats."),
    (127, "Harbour Post", "Residents of Sanaa without water as Yemen's generals battle", "Hundreds were injured in the Arab nation."),
)

SIX_DAYS = tuple(item(number, hour, title, text, outlet=outlet) for number, (hour, outlet, title, text) in enumerate(_TOLD, 1))
