"""Everything wrong with a set of saved objects, one line a fault; what every object must be."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dateline.kibana import SavedObject
from dateline.kibana.checks.dashboards import dashboard_faults
from dateline.kibana.checks.fitting import Fields, view_fields
from dateline.kibana.checks.lens import lens_faults
from dateline.kibana.checks.maps import map_faults
from dateline.kibana.checks.references import reference_faults
from dateline.kibana.checks.searches import search_faults
from dateline.kibana.checks.vega_panels import vega_faults
from dateline.kibana.checks.views import view_faults
from dateline.kibana.fields import indexes_of

CORE = "8.8.0"
# The newest version of each type that Kibana 8.19 can still read; a Kibana never imports downwards.
NEWEST = {"dashboard": "8.9.0", "index-pattern": "8.0.0", "lens": "8.9.0", "map": "8.4.0", "search": "8.0.0", "visualization": "8.5.0"}


def faults(objects: Sequence[SavedObject], templates: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Everything wrong, one line each that starts with the file; empty when all is sound."""
    indexes = indexes_of(templates)
    known = {(item.type, item.id) for item in objects}
    views = {item.id: view_fields(item, indexes) for item in objects if item.type == "index-pattern"}
    found = [f"{name}: this id is there twice" for name, count in Counter(f"{i.type}/{i.id}" for i in objects).items() if count > 1]
    for item in objects:
        found += [f"{item.file}: {fault}" for fault in _faults_of(item, known, views, indexes)]
    return found


def _faults_of(item: SavedObject, known: set[tuple[str, str]], views: Mapping[str, Fields], indexes: Mapping[str, Fields]) -> Iterator[str]:
    """The faults of one object; a shape that is not Kibana's is a fault, not a crash."""
    check = {
        "dashboard": lambda: dashboard_faults(item, views),
        "index-pattern": lambda: view_faults(item, indexes, views),
        "lens": lambda: lens_faults(item, views),
        "map": lambda: map_faults(item, views),
        "search": lambda: search_faults(item, views),
        "visualization": lambda: vega_faults(item, indexes),
    }.get(item.type)
    yield from _identity(item)
    try:
        yield from reference_faults(item, known)
        yield from check() if check else ()
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        yield f"has not the shape that Kibana expects ({type(error).__name__}: {error})"


def _identity(item: SavedObject) -> Iterator[str]:
    if item.file != f"{item.type}/{item.id}.json":
        yield f"belongs into {item.type}/{item.id}.json"
    if item.type not in NEWEST:
        yield f"type {item.type} is not one of {', '.join(sorted(NEWEST))}"
    elif not re.fullmatch(r"\d+\.\d+\.\d+", item.type_version) or _version(item.type_version) > _version(NEWEST[item.type]):
        yield f"typeMigrationVersion {item.type_version} is not a version up to {NEWEST[item.type]}"
    if item.core_version != CORE:
        yield f"coreMigrationVersion {item.core_version} is not {CORE}"
    if not item.attributes.get("title"):
        yield "has no title"


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))
