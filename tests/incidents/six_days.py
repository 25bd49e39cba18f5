"""Six days of an invented war in our own words: what an analyst should read of it stands in `tests/cli/test_six_days.py`."""

from __future__ import annotations

from tests.incidents.items import item

CONVOY = "French embassy convoy fired on in Yemen"
CONVOY_TEXT = (
    "Nobody was hurt when gunmen shot at a convoy of the French embassy on the road to Sanaa airport, Paris said on Monday evening."
)

SIX_DAYS = (
    item(1, 1, "Fighting rages in Yemen's capital as Houthis and army clash", "Gunfire was heard across Sanaa.", outlet="The Wire"),
    item(2, 3, CONVOY, CONVOY_TEXT, outlet="The Wire"),
    item(3, 4, CONVOY, CONVOY_TEXT, outlet="Harbour Post"),
    item(
        4,
        5,
        "France condemns attack on its embassy convoy in Yemen",
        "The French convoy came under fire near Sanaa.",
        outlet="The Levant Ledger",
    ),
    item(
        5,
        8,
        "Houthis deny firing on French embassy convoy",
        "A spokesman of the Houthis denied that its fighters attacked the convoy.",
        outlet="The Wire",
    ),
    item(6, 20, "Yemen fighting: at least 56 killed, doctors' union says", "Battles went on in Sanaa for a second day.", outlet="The Wire"),
    item(
        7,
        26,
        "Houthis and Yemen's army agree 48-hour ceasefire",
        "The truce is to begin at midnight, the United Nations said.",
        outlet="The Wire",
    ),
    item(
        8,
        28,
        "Two-day truce announced in Yemen as 56 killed",
        "Both sides agreed to the ceasefire after a week of talks.",
        outlet="Harbour Post",
    ),
    item(
        9,
        44,
        "Yemen fighting continues as death toll rises to 97, medical syndicate says",
        "Shelling was heard in Sanaa.",
        outlet="Harbour Post",
    ),
    item(
        10,
        50,
        "Yemen truce broken within hours as battles continue",
        "Shelling went on despite the 48-hour ceasefire.",
        outlet="The Levant Ledger",
    ),
    item(11, 52, "Kenya evacuates its citizens from Yemen", "A plane with 60 Kenyans landed in Nairobi.", outlet="The Wire"),
    item(12, 54, "Kenyan students flown out of Yemen", "The evacuation of Kenyans ended on Wednesday.", outlet="Harbour Post"),
    item(13, 55, "Who are the Houthis?", "They fired on a French convoy this week and agreed to a ceasefire.", outlet="Harbour Post"),
    item(
        14, 70, "Fighting enters fourth day in Yemen, 185 dead, United Nations says", "Civilians are trapped in Sanaa.", outlet="The Wire"
    ),
    item(
        15,
        74,
        "Medical syndicate revises toll of Yemen fighting down from 97 to 85",
        "Some were counted twice as clashes went on.",
        outlet="Harbour Post",
    ),
    item(16, 75, "Yemen: hospitals overwhelmed as fighting enters fourth day", "Doctors are running out of supplies.", outlet="The Wire"),
    item(
        17,
        80,
        "Civilians flee Sanaa as clashes spread in Yemen",
        "Thousands have fled the fighting for the coast.",
        outlet="The Levant Ledger",
    ),
    item(18, 98, "Gunmen storm Italian school in Sanaa", "Two teachers of the Italian school were abducted, Rome said.", outlet="The Wire"),
    item(
        19,
        101,
        "Two Italian teachers kidnapped from school in Yemen",
        "Armed men stormed the Italian school in Sanaa.",
        outlet="Harbour Post",
    ),
    item(
        20, 122, "Japan prepares to evacuate embassy staff from Yemen", "Tokyo said that planes were ready in Djibouti.", outlet="The Wire"
    ),
    item(
        21,
        126,
        "Japanese planes sent to fly embassy staff out of Yemen",
        "Japan is ready to evacuate its diplomats.",
        outlet="Harbour Post",
    ),
    item(
        22,
        127,
        "Residents of Sanaa without water as Yemen's generals battle",
        "Hundreds were injured in the Arab nation.",
        outlet="Harbour Post",
    ),
)
