"""What is written fits the mappings that are shipped."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dateline.documents.bundles import build_bundle
from dateline.indexes.elasticsearch.templates import load_template
from dateline.models.events import TaggedArticle
from tests import strategies
from tests.documents.raid import NOW


@given(strategies.tagged(), st.integers(1, 2**40))
def test_documents_fit_the_shipped_templates(tagged: TaggedArticle, revision: int) -> None:
    bundle = build_bundle(tagged, revision=revision, now=NOW)
    for document in (bundle.article, *bundle.events):
        mappings = load_template(document.index)["template"]["mappings"]
        assert _unmapped(json.loads(json.dumps(document.body)), mappings) == []
        assert document.body["revision"] == document.version == revision


def _unmapped(body: Mapping[str, Any], mapping: Mapping[str, Any]) -> list[str]:
    """Fields that a strict mapping would refuse."""
    wrong = []
    for key, value in body.items():
        field = mapping["properties"].get(key)
        if field is None:
            wrong.append(key)
        elif "properties" in field and value is not None:
            wrong += [f"{key}.{inner}" for inner in _unmapped(value, field)]
    return wrong
