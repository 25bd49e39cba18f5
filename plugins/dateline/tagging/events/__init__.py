"""Who did what to whom, where, when, with what toll, who says so, and whether it happened.

    triggers -> frames (rules) -> roles -> status, attribution, time, place, toll -> one event for one happening, in order

No match, no event. Everything here is pure: a Reading with its parses and mentions in, events out.
"""
