"""seeds/**/*.yml -> validated values, with file, line and key in every error.

A seed folder (`sources`, `entities`, `events`, ...) holds YAML files, each a list of mappings with an `id`. Folders of
`DATELINE_SEEDS` are laid over the shipped ones: a later entry wins by id, `disabled: true` removes it. The schema of each
folder is a pydantic model in a module of its own beside this one; this module only loads.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from dateline.errors import SeedError
from dateline.settings import checkout

_LINE = "__line__"
_ENDLESS = "lists or mappings in one another without end; write them flat"


class Seed(BaseModel):
    """What every seed has. Unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    disabled: bool = False


class Removed(Seed):
    """`disabled: true` beside an id is enough; what else stands there is left unread."""

    model_config = ConfigDict(extra="ignore")


SeedT = TypeVar("SeedT", bound=Seed)
ModelT = TypeVar("ModelT", bound=BaseModel)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Safe YAML that remembers the line of each mapping."""


def _mapping(loader: Any, node: yaml.MappingNode) -> dict[str, Any]:
    keys = [key.value for key, _ in node.value]
    if len(set(map(str, keys))) < len(keys):
        twice = next(key for key in keys if keys.count(key) > 1)
        raise yaml.constructor.ConstructorError(None, None, f"key {twice!r} stands twice", node.start_mark)
    values: dict[str, Any] = loader.construct_mapping(node, deep=True)
    values[_LINE] = node.start_mark.line + 1
    return values


def _scalar(loader: Any, node: yaml.ScalarNode) -> Any:
    """A number, truth value or time that YAML sees there; one that it cannot make, or that cannot be written again, is named."""
    try:
        value = yaml.SafeLoader.yaml_constructors[node.tag](loader, node)
        str(value)
    except (ValueError, LookupError, AttributeError) as error:
        kind = node.tag.rpartition(":")[2]
        raise yaml.constructor.ConstructorError(None, None, f"{node.value[:40]!r} cannot be read as {kind}", node.start_mark) from error
    return value


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
for _kind in ("int", "float", "bool", "timestamp"):
    _Loader.add_constructor(f"tag:yaml.org,2002:{_kind}", _scalar)
# Times and dates stay text: every schema says itself how it reads them.
_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in _Loader.yaml_implicit_resolvers.items()
}


def shipped() -> Path:
    """The folder of the seeds that come with Dateline: the checkout's, else the wheel's."""
    root = checkout()
    return root / "seeds" if root else Path(__file__).resolve().parents[1] / "_seeds"


def load(kind: str, model: type[SeedT], *, overlays: Sequence[Path] = (), base: Path | None = None) -> tuple[SeedT, ...]:
    """All seeds of one folder, validated, in order of file and line.

    Raises SeedError as `file:line: id.key: what is wrong` for the first thing wrong.
    """
    merged: dict[str, SeedT] = {}
    for root in (base or shipped(), *overlays):
        own: dict[str, str] = {}
        for path in _files(root / kind):
            for line, raw in read_list(path):
                seed = validate_or_remove(model, raw, where=f"{path}:{line}")
                if seed.id in own:
                    raise SeedError(f"{path}:{line}: {seed.id}: this id stands already at {own[seed.id]}; give one of them another id")
                own[seed.id] = f"{path}:{line}"
                merged.pop(seed.id, None)
                if not isinstance(seed, Removed):
                    merged[seed.id] = seed
    return tuple(merged.values())


def where(kind: str, identity: str, *, overlays: Sequence[Path] = (), base: Path | None = None) -> str:
    """File and line of the entry of a seed folder that counts, for a fault that only shows once all of it is loaded."""
    return next(reversed(stands(kind, identity, overlays=overlays, base=base)), kind)


def stands(kind: str, identity: str, *, overlays: Sequence[Path] = (), base: Path | None = None) -> list[str]:
    """File and line of every entry of an id, those that are replaced or that take it away among them; none for one that never was."""
    roots = (base or shipped(), *overlays)
    return [f"{p}:{n}" for root in roots for p in _files(root / kind) for n, raw in read_list(p) if raw.get("id") == identity]


def validate_or_remove(model: type[SeedT], raw: dict[str, Any], *, where: str) -> SeedT | Removed:
    """The seed, or which one is to go. Raises SeedError as `validate` does."""
    if raw.get("disabled") is True:
        return validate(Removed, raw, where=where)
    return validate(model, raw, where=where)


def _files(folder: Path) -> list[Path]:
    """The files of a seed folder, by name. Raises SeedError for one that would be passed over because of its ending."""
    if odd := next((path for path in sorted(folder.glob("*")) if path.suffix in (".yaml", ".json")), None):
        raise SeedError(f"{odd}: only *.yml is read from a seed folder; rename it")
    return sorted(folder.glob("*.yml"))


def read_list(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The mappings of a YAML (or JSON) file that holds a list, each with its line. Raises SeedError."""
    parsed = _parsed(path)
    if parsed is None:
        return
    if not isinstance(parsed, list):
        raise SeedError(f"{path}:1: must hold a list, one entry for each '- id: ...'")
    for item in parsed:
        if not isinstance(item, dict):
            raise SeedError(f"{path}:1: every entry must be a mapping with an id, not {item!r:.80}")
        yield item.get(_LINE, 1), item


def read_mapping(path: Path) -> dict[str, Any]:
    """The one mapping that a YAML (or JSON) file holds, for `validate`; an empty file is an empty mapping. Raises SeedError."""
    parsed = _parsed(path)
    if parsed is None:
        return {}
    if not isinstance(parsed, dict):
        raise SeedError(f"{path}:1: must hold 'key: value' lines, not {type(parsed).__name__}")
    return parsed


def _parsed(path: Path) -> Any:
    if path.exists() and not path.is_file():  # A pipe is not waited for.
        raise SeedError(f"{path}: is not a file; write the list into one")
    try:
        text = path.read_text(encoding="utf-8")
        found = _plain_json(text) if text[:1] == "[" else None
        return yaml.load(text, Loader=_Loader) if found is None else found  # noqa: S506 - a SafeLoader with one addition
    except (OSError, UnicodeDecodeError) as error:
        raise SeedError(f"{path}: cannot be read: {error}") from error
    except RecursionError as error:
        raise SeedError(f"{path}:1: {_ENDLESS}") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise SeedError(f"{path}:{mark.line + 1 if mark else 1}: not valid YAML: {problem}") from error


def _plain_json(text: str) -> list[dict[str, Any]] | None:
    """The mappings of a JSON list of flat mappings, each with its line, in a tenth of YAML's time (thousands of sources are such a list).

    None for everything else, and for what is wrong: YAML reads it, and says where.
    """
    scan = json.JSONDecoder(object_pairs_hook=_flat).raw_decode
    found: list[dict[str, Any]] = []
    at, counted, line = 1, 0, 1
    try:
        while text[(at := _after_blanks(text, at))] != "]":
            if found:
                if text[at] != ",":
                    return None
                at = _after_blanks(text, at + 1)
            line, counted = line + text.count("\n", counted, at), at
            item, at = scan(text, at)
            found.append({**item, _LINE: line})
    except (ValueError, TypeError, IndexError, RecursionError):
        return None
    return None if text[at + 1 :].strip() else found


def _after_blanks(text: str, at: int) -> int:
    while text[at] in " \t\r\n":
        at += 1
    return at


def _flat(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs) or any(isinstance(value, dict) for value in values.values()):
        raise ValueError("a key that stands twice, or a mapping in a mapping")
    return values


def validate(model: type[ModelT], raw: dict[str, Any], *, where: str) -> ModelT:
    """One mapping -> one model. Raises SeedError naming place, id, key and what was expected."""
    line = raw.get(_LINE)
    try:
        return model.model_validate(_without_lines(raw))
    except ValidationError as error:
        first = error.errors()[0]
        path = where.rsplit(":", 1)[0]
        inner = _line_of(raw, first["loc"]) or line
        key = ".".join(str(part) for part in first["loc"]) or "entry"
        got = f", got {first['input']!r}"[:120] if first["type"] not in ("missing", "extra_forbidden", "value_error") else ""
        raise SeedError(f"{path}:{inner}: {raw.get('id', '?')}.{key}: {first['msg']}{got}") from error
    except RecursionError as error:
        raise SeedError(f"{where.rsplit(':', 1)[0]}:{line}: {_ENDLESS}") from error


def _without_lines(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_lines(v) for k, v in value.items() if k != _LINE}
    if isinstance(value, list):
        return [_without_lines(v) for v in value]
    return value


def _line_of(raw: Any, loc: Sequence[str | int]) -> int | None:
    line = raw.get(_LINE) if isinstance(raw, dict) else None
    for part in loc:
        try:
            raw = raw[part]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(raw, dict):
            line = raw.get(_LINE, line)
    return line
