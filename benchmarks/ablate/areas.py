"""The areas of tagging, in the order in which they act."""

from __future__ import annotations

AREAS = ("times", "entities", "places", "events")  # In the order in which they act.
