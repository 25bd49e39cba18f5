"""Which labelled items are kept from training, to choose thresholds and to be scored: one function, so that nothing leaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def is_development(item: Mapping[str, Any]) -> bool:
    """By source and month, never by sentence: August 2022, one outlet's last days of April 2023, and two kinds of articles."""
    published, source = str(item.get("published") or ""), str(item.get("source") or "")
    late = "aljazeera" in source and "2023-04-20" <= published[:10] <= "2023-04-30"
    return published.startswith("2022-08") or late or str(item["id"]).startswith(("ar-", "pr-"))
