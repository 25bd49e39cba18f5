"""The coder as shipped, and readings of single sentences without mentions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dateline import settings
from dateline.models import Event
from dateline.tagging.events.checks import readings
from dateline.tagging.events.coder import EventCoder, load_coder
from dateline.tagging.language_model import LanguageModel, load_model
from dateline.tagging.reading import Reading

Read = Callable[[str], Reading]
Code = Callable[[str], tuple[Event, ...]]


@pytest.fixture(scope="session")
def model() -> LanguageModel:
    return load_model(settings.load({}).model)


@pytest.fixture(scope="session")
def coder() -> EventCoder:
    return load_coder(settings.load({}))


@pytest.fixture(scope="session")
def read(model: LanguageModel) -> Read:
    return lambda text: next(readings(model, [text]))


@pytest.fixture(scope="session")
def code(coder: EventCoder, read: Read) -> Code:
    return lambda text: coder.code(read(text))
