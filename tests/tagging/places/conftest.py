"""The gazetteer is opened once; `make` builds it before the tests run."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dateline.models.articles import Article
from dateline.models.mentions import Mention
from dateline.tagging.places.resolver import PlaceResolver, load_gazetteer
from dateline.tagging.reading import Reading
from dateline.text import paragraphs
from tests.known import knowledge


@pytest.fixture(scope="session")
def resolver() -> PlaceResolver:
    return PlaceResolver(load_gazetteer(knowledge().places, knowledge().short), knowledge().language)


@pytest.fixture
def resolve(resolver: PlaceResolver) -> Callable[..., list[Mention]]:
    def resolved(text: str, *mentions: Mention, **fields: str) -> list[Mention]:
        article = Article(id="a", url="https://example.org/a", title=None, text=text, **fields)  # type: ignore[arg-type]
        return resolver.resolve(Reading(article, [(0, len(text))], paragraphs(text), mentions=list(mentions)))

    return resolved
