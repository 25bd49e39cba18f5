"""Readings made of text, acts and mentions: what the coder is given, without a model."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dateline import settings
from dateline.models.articles import Article
from dateline.tagging.events.coder import EventCoder
from dateline.tagging.language_model import LanguageModel, load_model
from dateline.tagging.reader.artefact import load_artefact
from dateline.tagging.reader.decode import Act, Pointer
from dateline.tagging.reading import Reading
from dateline.tagging.sentences import split_sentences
from dateline.text import paragraphs
from tests.known import knowledge
from tests.tagging.events.nowhere import NOWHERE
from tests.tagging.reader.test_artefact import TINY

PUBLISHED = datetime(2023, 4, 16, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def model() -> LanguageModel:
    return load_model(settings.load({}).model)


@pytest.fixture(scope="session")
def coder() -> EventCoder:
    return EventCoder(knowledge(), load_artefact(str(TINY)), NOWHERE)


def reading(text: str, *acts: Act, published: datetime | None = PUBLISHED) -> Reading:
    """A reading of a text with these acts and no parse."""
    article = Article(id="a", url="folder:a", title=None, text=text, published=published)
    blocks = paragraphs(text)
    return Reading(
        article, split_sentences(text, blocks, knowledge().language), blocks, relevant=True, acts=sorted(acts, key=lambda act: act.start)
    )


def act(text: str, trigger: str, kind: str = "ASSAULT", status: str = "happened", *, nth: int = 0, **changes: object) -> Act:
    """An act at the n-th place of its words. Roles are given as quotes: `actor="Gunmen"`, `target=[...]`, `place`, `time`, `voice`."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(trigger, start + 1)
    roles = {}
    for role in ("actor", "target", "place", "time", "voice"):
        quotes = changes.pop(role, ())
        quotes = [quotes] if isinstance(quotes, str) else quotes
        roles[role] = tuple(Pointer(text.index(q), text.index(q) + len(q), 0.9) for q in quotes)  # type: ignore[attr-defined]
    real = float(status in ("happened", "ongoing"))
    base = Act(start, start + len(trigger), 0.9, kind, 0.9, "AID", status, 0.9, real, None, None, 0.0, 0.0, 0.0, roles)
    return replace(base, **changes)  # type: ignore[arg-type]
