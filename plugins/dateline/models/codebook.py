"""The closed vocabularies that events are coded in."""

from __future__ import annotations

import enum
from collections.abc import Mapping


class Category(enum.StrEnum):
    """What kind of act an event is: PLOVER's categories of 2021."""

    AGREE = "AGREE"
    CONSULT = "CONSULT"
    SUPPORT = "SUPPORT"
    CONCEDE = "CONCEDE"
    COOPERATE = "COOPERATE"
    AID = "AID"
    RETREAT = "RETREAT"
    REQUEST = "REQUEST"
    ACCUSE = "ACCUSE"
    REJECT = "REJECT"
    THREATEN = "THREATEN"
    PROTEST = "PROTEST"
    SANCTION = "SANCTION"
    MOBILIZE = "MOBILIZE"
    COERCE = "COERCE"
    ASSAULT = "ASSAULT"


class Mode(enum.StrEnum):
    """How it was done, where that is plain; MODES says which category may have which."""

    AERIAL = "aerial"
    ARTILLERY = "artillery"
    MISSILE = "missile"
    DRONE = "drone"
    FIREARMS = "firearms"
    EXPLOSIVES = "explosives"
    SUICIDE = "suicide"
    STABBING = "stabbing"
    VEHICLE = "vehicle"
    BEATING = "beating"
    TORTURE = "torture"
    SEXUAL = "sexual"
    ABDUCT = "abduct"
    EXECUTE = "execute"
    CLASH = "clash"
    INVADE = "invade"
    RAID = "raid"
    SEIZE = "seize"

    DEMONSTRATE = "demonstrate"
    STRIKE = "strike"
    HUNGER = "hunger"
    RIOT = "riot"
    BOYCOTT = "boycott"

    ARREST = "arrest"
    RESTRICT = "restrict"
    CENSOR = "censor"
    CURFEW = "curfew"
    DEPORT = "deport"
    DISPLACE = "displace"
    SIEGE = "siege"
    CYBER = "cyber"
    SPY = "spy"
    DESTROY = "destroy"


MODES: Mapping[Category, frozenset[Mode]] = {
    Category.ASSAULT: frozenset(
        Mode(name)
        for name in (
            "aerial artillery missile drone firearms explosives suicide stabbing vehicle beating torture sexual abduct execute "
            "clash invade raid seize"
        ).split()
    ),
    Category.PROTEST: frozenset({Mode.DEMONSTRATE, Mode.STRIKE, Mode.HUNGER, Mode.RIOT, Mode.BOYCOTT}),
    Category.COERCE: frozenset(
        Mode(name) for name in "arrest restrict seize censor curfew deport displace siege cyber spy destroy".split()
    ),
}
"""The modes of each category; those that are not named have none."""


class Status(enum.StrEnum):
    """What the attributed source, or the outlet itself, asserts of an event."""

    HAPPENED = "happened"
    ONGOING = "ongoing"
    PLANNED = "planned"
    THREATENED = "threatened"
    DEMANDED = "demanded"
    HYPOTHETICAL = "hypothetical"
    DENIED = "denied"
    UNCLEAR = "unclear"


REAL = frozenset({Status.HAPPENED, Status.ONGOING})
UNREAL = frozenset({Status.PLANNED, Status.THREATENED, Status.DEMANDED, Status.HYPOTHETICAL, Status.DENIED})


class Scope(enum.StrEnum):
    """Whether an event is of war, unrest or politics between states, or ordinary: crime, courts and politics at home."""

    POLITICAL = "political"
    ORDINARY = "ordinary"


class Position(enum.StrEnum):
    """Where an article tells an event, the most prominent first."""

    HEADLINE = "headline"
    LEAD = "lead"
    BODY = "body"
    BACKGROUND = "background"


class TollKind(enum.StrEnum):
    """What befell those who are counted."""

    KILLED = "killed"
    INJURED = "injured"
    MISSING = "missing"
    CAPTURED = "captured"
    ARRESTED = "arrested"
    DISPLACED = "displaced"


class TollScope(enum.StrEnum):
    """Whether a toll is of one event or a running total ("since January")."""

    EVENT = "event"
    CUMULATIVE = "cumulative"


class AttributionKind(enum.StrEnum):
    """How somebody says it, the strongest first: what decides when several fit."""

    DENIAL = "denial"
    ACCUSATION = "accusation"
    CONFIRMATION = "confirmation"
    CLAIM = "claim"
    REPORT = "report"
