"""Kibana's saved objects: one pretty JSON file per object -> the NDJSON that Kibana imports. Pure but for reading the files.

Kibana keeps parts of an object as JSON inside of strings. In the files these parts are plain JSON, so that a change can be
reviewed; `compile_ndjson` packs them. Ids are fixed, so importing again replaces and never adds. `checks` proves what can be
proven without a Kibana; `api` is what speaks to one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dateline.errors import KibanaError

# What Kibana keeps as a string of JSON, wherever it stands in an object.
PACKED = frozenset(
    "panelsJSON optionsJSON searchSourceJSON ignoreParentSettingsJSON visState uiStateJSON spec layerListJSON mapStateJSON"
    " fieldFormatMap fieldAttrs runtimeFieldMap".split()
)
_KEYS = frozenset("type id coreMigrationVersion typeMigrationVersion attributes references".split())


@dataclass(frozen=True)
class Reference:
    """One object's mention of another, under the name that its attributes use."""

    name: str
    type: str
    id: str


@dataclass(frozen=True)
class SavedObject:
    """One saved object, as its file says it. `file` is the path below the folder, for messages."""

    file: str
    type: str
    id: str
    core_version: str
    type_version: str
    attributes: dict[str, Any]
    references: tuple[Reference, ...]


def load_objects(folder: Path) -> list[SavedObject]:
    """Every `TYPE/ID.json` below the folder, sorted. Raises KibanaError naming the file and what is wrong with it."""
    paths = sorted(folder.glob("*/*.json"))
    if not paths:
        raise KibanaError(f"{folder}: holds no saved objects (TYPE/ID.json)")
    return [_load(path, str(path.relative_to(folder))) for path in paths]


def compile_ndjson(objects: Iterable[SavedObject]) -> str:
    """One line for each object, in a fixed order: the same files give the same bytes."""
    return "".join(_line(item) for item in sorted(objects, key=lambda item: (item.type, item.id)))


def _load(path: Path, file: str) -> SavedObject:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise KibanaError(f"{file}: cannot be read as JSON: {error}") from error
    if not isinstance(content, dict) or set(content) != _KEYS:
        raise KibanaError(f"{file}: must be an object with exactly the keys {', '.join(sorted(_KEYS))}")
    try:
        references = tuple(Reference(**reference) for reference in content["references"])
    except TypeError as error:
        raise KibanaError(f"{file}: references must be a list of objects with name, type and id") from error
    texts = [content[key] for key in ("type", "id", "coreMigrationVersion", "typeMigrationVersion")]
    if not all(isinstance(text, str) for text in texts) or not isinstance(content["attributes"], dict):
        raise KibanaError(f"{file}: type, id and versions must be texts, attributes an object")
    return SavedObject(file, texts[0], texts[1], texts[2], texts[3], content["attributes"], references)


def _line(item: SavedObject) -> str:
    references = sorted(item.references, key=lambda reference: (reference.name, reference.type, reference.id))
    content = {
        "type": item.type,
        "id": item.id,
        "coreMigrationVersion": item.core_version,
        "typeMigrationVersion": item.type_version,
        "managed": False,
        "attributes": _packed(item.attributes),
        "references": [{"name": each.name, "type": each.type, "id": each.id} for each in references],
    }
    return _dumped(content) + "\n"


def _packed(value: Any) -> Any:
    """The value with every part that Kibana keeps as text turned into text, the innermost first."""
    if isinstance(value, list):
        return [_packed(item) for item in value]
    if not isinstance(value, dict):
        return value
    inner = {key: _packed(item) for key, item in value.items()}
    return {key: _dumped(item) if key in PACKED and not isinstance(item, str) else item for key, item in inner.items()}


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
