"""What an index stores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Document:
    """One body for one index (`articles`, `events`, `incidents`, `figures`). `version` is the ledger's revision of the article,
    for incidents that of the joining."""

    index: str
    id: str
    version: int
    body: Mapping[str, Any] = field(hash=False)
