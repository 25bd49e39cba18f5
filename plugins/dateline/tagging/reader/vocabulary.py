"""What the reader tells apart: the closed lists behind the columns of its output. Their order is part of the artefact's format."""

from __future__ import annotations

from typing import Final

TYPES: Final = (
    "AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip
STATUSES: Final = ("happened", "ongoing", "planned", "threatened", "demanded", "hypothetical", "denied", "unclear")
MODES: Final = (
    "", "aerial", "artillery", "missile", "drone", "firearms", "explosives", "suicide", "stabbing", "vehicle", "beating", "torture",
    "sexual", "abduct", "execute", "clash", "invade", "seize", "raid", "demonstrate", "strike", "hunger", "riot", "boycott", "arrest",
    "restrict", "censor", "curfew", "deport", "displace", "siege", "cyber", "spy", "destroy",
)  # fmt: skip
VOICES: Final = ("", "report", "claim", "accusation", "confirmation", "denial")
ROLES: Final = ("actor", "target", "place", "time", "voice")

# Columns of `marks`: what is read at the first piece of a word.
TRIGGER, INSIDE, ORDINARY, BACKGROUND, MAIN = 0, 1, 2, 3, 4
TYPE_AT = 5
STATUS_AT = TYPE_AT + len(TYPES)
MODE_AT = STATUS_AT + len(STATUSES)
VOICE_AT = MODE_AT + len(MODES)
MARKS = VOICE_AT + len(VOICES)

# Slots of `queries` and `keys`: each role has one for where it begins and one for where it goes on; the last says "the same happening".
SAME = 2 * len(ROLES)
SLOTS = SAME + 1
DEPTH = 48  # Numbers a slot.
MIX = 96  # Numbers of the layer that looks at trigger and word together.
POINT = SLOTS * DEPTH + MIX  # Width of `queries` and of `keys`.
