"""The shipped knowledge of extraction, compiled once for all benchmarks of a process."""

from __future__ import annotations

import functools

from dateline.articles import Extraction, compile_extraction
from dateline.seeds.knowledge import load_knowledge


@functools.cache
def extraction() -> Extraction:
    """What extraction knows."""
    return compile_extraction(load_knowledge())
