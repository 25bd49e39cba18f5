"""What fields the index offers: shipped templates -> names, types, and what each can be used for. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

NUMBERS = frozenset({"integer", "long", "float", "double"})
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_KQL_FIELD = re.compile(r"([\w@.]+)\s*(?::|[<>]=?)")


@dataclass(frozen=True)
class Field:
    """One field of an index: `indexed` can be searched for, `aggregatable` can be counted, sorted and listed."""

    type: str
    indexed: bool
    aggregatable: bool


def indexes_of(templates: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Field]]:
    """Alias -> its fields, from templates whose one pattern is the alias and `-*`."""
    return {
        template["index_patterns"][0].removesuffix("-*"): dict(_fields(template["template"]["mappings"]["properties"]))
        for template in templates.values()
    }


def runtime_fields(definitions: Mapping[str, Mapping[str, Any]]) -> dict[str, Field]:
    """The fields that a data view computes."""
    return {name: Field(str(definition.get("type")), True, True) for name, definition in definitions.items()}


def fields_of_kql(query: str) -> list[str]:
    """The fields that a KQL query names; what stands in quotes is a value."""
    return _KQL_FIELD.findall(_QUOTED.sub('""', query))


def _fields(properties: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Field]]:
    for name, mapping in properties.items():
        path = f"{above}{name}"
        if "properties" in mapping:
            yield from _fields(mapping["properties"], f"{path}.")
        elif mapping["type"] != "object":  # An object without properties is kept but not looked into.
            field = Field(mapping["type"], mapping.get("index", True), mapping.get("doc_values", True))
            yield path, replace(field, aggregatable=False) if field.type == "text" else field
            yield from _fields(mapping.get("fields", {}), f"{path}.")
