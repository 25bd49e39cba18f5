"""References of an object: each leads somewhere, is declared and used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from dateline.kibana import SavedObject
from dateline.kibana.checks.dashboards import controls_of
from dateline.kibana.checks.lens import layers_of
from dateline.kibana.checks.maps import map_sources


def reference_faults(item: SavedObject, known: set[tuple[str, str]]) -> Iterator[str]:
    """Names that stand twice, lead nowhere, are not declared or are not used."""
    for name, count in Counter(reference.name for reference in item.references).items():
        if count > 1:
            yield f"two references are named {name}"
    for reference in item.references:
        if (reference.type, reference.id) not in known:
            yield f"reference {reference.name} leads to {reference.type}/{reference.id}, which is not there"
    declared, used = {reference.name for reference in item.references}, set(_used(item))
    for name in sorted(used - declared):
        yield f"uses the reference {name}, which it does not declare"
    for name in sorted(declared - used):
        yield f"declares the reference {name} and uses it nowhere"


def _used(item: SavedObject) -> Iterator[str]:
    """The names of references that the attributes use."""
    attributes = item.attributes
    if item.type == "dashboard":
        yield from (f"{panel['panelIndex']}:{panel['panelRefName']}" for panel in attributes["panelsJSON"])
        yield from (f"controlGroup_{name}:optionsListDataView" for name in controls_of(item))
    elif item.type == "lens":
        yield from (f"indexpattern-datasource-layer-{name}" for name in layers_of(item))
    elif item.type == "map":
        yield from (source["indexPatternRefName"] for source in map_sources(item))
    elif item.type == "search":
        yield attributes["kibanaSavedObjectMeta"]["searchSourceJSON"]["indexRefName"]
