"""Which labelled items are kept from training: by source and month, never by sentence, so that no story stands on both sides.

No torch here: the trainer and `make gold` ask the same function.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MONTH = "2022-08"
OUTLET, SINCE = "aljazeera", "2023-04-20"
KINDS = ("ar-", "pr-")  # Openings of articles of other collections.
ARTICLES = (*KINDS, "aa-", "ap-", "pa-", "own-article-")
SUMMARY = 150  # Words that a headline with its summary has at most.


def is_development(item: Mapping[str, Any]) -> bool:
    """Whether an item is kept for thresholds, calibration and figures, and therefore never trained on."""
    published, source = item.get("published") or "", item.get("source") or ""
    if published.startswith(MONTH) or item["id"].startswith(KINDS):
        return True
    return OUTLET in source and published[:10] >= SINCE


def is_article(item: Mapping[str, Any]) -> bool:
    """Whether an item is an article or its opening, and not a headline with its summary."""
    return item["id"].startswith(ARTICLES) or len(item["text"].split()) > SUMMARY
