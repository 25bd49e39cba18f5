"""Stored articles -> incidents in the index, day by day. May be killed at any moment and called again.

Days are read with those around them, joined anew, and compared with what is stored: incidents keep their ids by their reports, what
changed is written with a higher revision, what is no more is deleted. Joining is local (`incidents.joining`): only groups that a new
article can have changed are decided, each seen whole, so that articles that come in any order and in any batches end as if all had
been joined at once. Doing it twice changes nothing.
"""

from __future__ import annotations

from dateline.chronicle.asked import hands_of, waiting_for_hands
from dateline.chronicle.days import Joined, Means, join_all, join_days

__all__ = ["Joined", "Means", "hands_of", "join_all", "join_days", "waiting_for_hands"]
