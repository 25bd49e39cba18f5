"""The shipped knowledge, compiled once for all tests of a process."""

from __future__ import annotations

import functools

from dateline.articles import Extraction, compile_extraction
from dateline.seeds.knowledge import Knowledge, load_knowledge
from dateline.tagging.events.harms import Cues
from dateline.tagging.times.holidays import Holidays, compile_holidays
from dateline.tagging.times.lexicon import Lexicon, compile_lexicon


@functools.cache
def knowledge() -> Knowledge:
    """The shipped seeds."""
    return load_knowledge()


@functools.cache
def extraction() -> Extraction:
    """What extraction knows."""
    return compile_extraction(knowledge())


@functools.cache
def cues() -> Cues:
    """The words that govern what is told."""
    return Cues(knowledge().lexicon, knowledge().language)


@functools.cache
def holidays() -> Holidays:
    """The days with names."""
    return compile_holidays(knowledge().times)


@functools.cache
def lexicon() -> Lexicon:
    """The words of time."""
    return compile_lexicon(knowledge().language)
