"""Templates, the page that explains them and the builder of documents say the same."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from dateline.documents.figures import figures_document
from dateline.indexes.elasticsearch.templates import load_template
from dateline.indexes.meaning import KINDS, SCHEMA
from tests.bundles import FIGURES, bundle, event, incident

PAGE = Path(__file__).resolve().parents[2] / "docs" / "data-model.md"
TEMPLATES = (*KINDS, "figures")
PINNED = {"articles": "90ead78da81687ef", "events": "5d2ba464e8224351", "incidents": "0d0f43de34a8f481", "figures": "f2b3f6062721efcc"}


def fields(mapping: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """Every field of a mapping by its full name."""
    for name, field in mapping["properties"].items():
        if "properties" in field:
            yield from fields(field, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"


def leaves(body: Mapping[str, Any], mapping: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """Every field of a document that a mapping has."""
    for name, value in body.items():
        field = mapping["properties"][name]
        if "properties" in field:
            yield from leaves(value, field, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"


@pytest.mark.parametrize("kind", TEMPLATES)
def test_the_page_lists_every_field_and_no_other(kind: str) -> None:
    section = PAGE.read_text(encoding="utf-8").split(f"## {kind.title()}\n")[1].split("\n## ")[0]
    named = [name for row in re.findall(r"^\| (`[^|]+) \|", section, re.M) for name in re.findall(r"`([^`]+)`", row)]
    assert sorted(named) == sorted(fields(load_template(kind)["template"]["mappings"]))


def test_the_builder_fills_every_field() -> None:
    made = bundle(event())
    for document in (made.article, *made.events, incident(), figures_document(FIGURES)):
        mappings = load_template(document.index)["template"]["mappings"]
        assert sorted(leaves(document.body, mappings)) == sorted(fields(mappings))


@pytest.mark.parametrize("kind", TEMPLATES)
def test_templates_are_strict_and_of_this_schema(kind: str) -> None:
    template = load_template(kind)
    mappings = template["template"]["mappings"]
    assert (mappings["dynamic"], mappings["_meta"]["schema"]) == ("strict", SCHEMA)
    assert template["index_patterns"] == [f"dateline-{kind}-*"]


@pytest.mark.parametrize("kind", TEMPLATES)
def test_a_changed_mapping_is_a_new_schema(kind: str) -> None:
    """Stored indexes keep the mapping that they were made with: raise SCHEMA (and `_meta.schema`), then pin the new digest."""
    mappings = load_template(kind)["template"]["mappings"]
    digest = hashlib.blake2b(json.dumps(mappings["properties"], sort_keys=True).encode(), digest_size=8).hexdigest()
    assert (SCHEMA, digest) == (2, PINNED[kind])
