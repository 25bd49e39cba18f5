"""Dashboards: panels within the grid without overlap, and controls."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dateline.kibana import Reference, SavedObject
from dateline.kibana.checks.fitting import Fields, misfits

COLUMNS = 48  # The width of Kibana's grid.
TABLES = frozenset({"lens", "map", "search", "visualization"})


def dashboard_faults(item: SavedObject, views: Mapping[str, Fields]) -> Iterator[str]:
    """Panels and controls lead to what they say."""
    panels = item.attributes["panelsJSON"]
    yield from _grid(panels)
    by_name = {reference.name: reference for reference in item.references}
    for panel in panels:
        reference = by_name.get(f"{panel['panelIndex']}:{panel['panelRefName']}")
        if reference and (reference.type != panel["type"] or reference.type not in TABLES):
            yield f"panel {panel['panelIndex']} is {panel['type']}, its reference leads to {reference.type}/{reference.id}"
    for name, control in controls_of(item).items():
        yield from _control(name, control, by_name.get(f"controlGroup_{name}:optionsListDataView"), views)


def _grid(panels: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    boxes = []
    for panel in panels:
        grid, name = panel["gridData"], panel["panelIndex"]
        if grid["i"] != name:
            yield f"panel {name}: gridData.i is {grid['i']}"
        if grid["x"] < 0 or grid["y"] < 0 or grid["w"] < 1 or grid["h"] < 1 or grid["x"] + grid["w"] > COLUMNS:
            yield f"panel {name}: lies outside of the {COLUMNS} columns"
        boxes.append((name, grid["x"], grid["y"], grid["x"] + grid["w"], grid["y"] + grid["h"]))
    for (a, ax, ay, aright, abottom), (b, bx, by, bright, bbottom) in itertools.combinations(boxes, 2):
        if a == b:
            yield f"two panels have the index {a}"
        if ax < bright and bx < aright and ay < bbottom and by < abottom:
            yield f"panels {a} and {b} overlap"


def controls_of(item: SavedObject) -> Mapping[str, Any]:
    """The controls above a dashboard, by name."""
    controls: Mapping[str, Any] = item.attributes.get("controlGroupInput", {}).get("panelsJSON", {})
    return controls


def _control(name: str, control: Mapping[str, Any], reference: Reference | None, views: Mapping[str, Fields]) -> Iterator[str]:
    wanted = control["explicitInput"]
    if control["type"] != "optionsListControl":
        yield f"control {name}: {control['type']} is not a kind that we check"
    if wanted["id"] != name:
        yield f"control {name}: its id is {wanted['id']}"
    # Newer releases read the reference, older ones the id itself; both must say the same.
    if reference and wanted["dataViewId"] != reference.id:
        yield f"control {name}: dataViewId {wanted['dataViewId']} is not the reference's {reference.id}"
    yield from misfits(views.get(wanted["dataViewId"], {}), wanted["fieldName"], frozenset({"keyword"}), f"control {name}")
