"""The tagger as shipped, and with overrides of our own, loaded once for this folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dateline import settings
from dateline.models.articles import Article
from dateline.reasons.seen import Seen, see
from dateline.seeds.events import OverrideSeed
from dateline.tagging.events.coder import EventCoder
from dateline.tagging.tagger import NewsTagger, load_tagger
from tests.known import knowledge
from tests.tagging.events.nowhere import NOWHERE

See = Callable[..., Seen]


@pytest.fixture(scope="session")
def tagger() -> NewsTagger:
    return load_tagger(settings.load({}), knowledge())


@pytest.fixture(scope="session")
def seen(tagger: NewsTagger) -> See:
    """What is seen of a text, under overrides."""

    def go(text: str, *overrides: OverrideSeed) -> Seen:
        known = replace(knowledge(), events=overrides)
        ours = replace(tagger, events=EventCoder(known, tagger.reader.artefact, NOWHERE).code)
        return see(article_of(text), tagger=ours, knowledge=known)

    return go


def article_of(text: str) -> Article:
    return Article("a", "folder:a", None, text, published=datetime(2016, 10, 15, tzinfo=UTC))
