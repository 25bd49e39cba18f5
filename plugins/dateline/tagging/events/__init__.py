"""Who did what to whom, where, when, with what toll, who says so, and whether it happened.

Everything here is pure: a Reading with its acts, parses and mentions in, events out (`coder`).
"""
