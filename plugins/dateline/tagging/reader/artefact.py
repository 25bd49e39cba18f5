"""What a reader is made of. Loading checks all of it.

One folder with `reader.json`, `tokenizer.json`, `gate.npy`, `pointing.npz` and `reader.onnx`.
`reader.json` names the format, the closed lists that the columns mean, thresholds, calibration, how distance weighs, and the
model card (data by name, count and digest; figures; origin of the base weights). Written by `make train`.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dateline.errors import SettingsError
from dateline.tagging.reader import vocabulary as v
from dateline.tagging.reader.calibration import Calibration, Least
from dateline.tagging.reader.decode import BUCKETS as NEAR
from dateline.tagging.reader.decode import RELATIONS, Bounds, Geometry
from dateline.tagging.reader.gate import BUCKETS, Gate

FORMAT = 4  # Raised when the meaning of a column, an input or a threshold changes.
FILES = ("reader.json", "tokenizer.json", "gate.npy", "pointing.npz", "reader.onnx")
SHIPPED = Path(__file__).resolve().parents[2] / "_models" / "reader-en"
COLUMNS = {
    "types": list(v.TYPES),
    "statuses": list(v.STATUSES),
    "modes": list(v.MODES),
    "voices": list(v.VOICES),
    "roles": list(v.ROLES),
    "marks": v.MARKS,
    "slots": v.SLOTS,
    "depth": v.DEPTH,
    "mix": v.MIX,
}
POINTING = {"distance": (v.SLOTS, 2 * NEAR + 1), "relation": (v.SLOTS, RELATIONS), "shift": (v.SLOTS,), "mix": (v.MIX, v.SLOTS)}


@dataclass(frozen=True, slots=True)
class Artefact:
    """A checked artefact. `digest` covers every byte that decides; `card` is for people."""

    folder: Path
    name: str
    digest: str
    bounds: Bounds
    geometry: Geometry
    calibration: Calibration
    least: Least
    gate: Gate
    card: dict[str, Any]


def load_artefact(name: str | None) -> Artefact:
    """The artefact of DATELINE_READER (a folder or an installed package), the shipped one for None.

    Raises SettingsError in one line with the repair: not there, damaged, foreign, of another format.
    """
    folder = _folder(name)
    if missing := [file for file in FILES if not (folder / file).is_file()]:
        raise _refusal(f"{folder} has no {missing[0]}")
    try:
        settings = json.loads((folder / "reader.json").read_text(encoding="utf-8"))
        number = settings["format"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _refusal(f"{folder / 'reader.json'} cannot be read ({error})") from error
    if number != FORMAT:
        raise _refusal(f"{folder} has format {number}, this release reads {FORMAT}")
    try:
        for key, value in COLUMNS.items():
            if settings["columns"][key] != value:
                raise _refusal(f"{folder} tells other {key} apart than this release")
        state = hashlib.blake2b(digest_size=4)
        for file in FILES:
            data = (folder / file).read_bytes()
            state.update(data)
            if file in settings["sizes"] and settings["sizes"][file] != len(data):
                raise _refusal(f"{folder / file} is damaged: {len(data)} bytes of {settings['sizes'][file]}")
        bounds, gate, least = settings["bounds"], settings["gate"], settings["least"]
        roles = tuple(float(settings["roles"][role]) for role in v.ROLES)
        weights = _fitting(folder / "gate.npy", {"": (BUCKETS + 1,)})[""]
        return Artefact(
            folder=folder,
            name=settings["name"],
            digest=state.hexdigest(),
            bounds=Bounds(bounds["trigger"], bounds["inside"], roles, same=bounds["same"], across=bounds["across"]),
            geometry=Geometry(**_fitting(folder / "pointing.npz", POINTING)),
            calibration=_calibration(settings["calibration"]),
            least=Least(*(float(least[kind]) for kind in ("brief", "long", "ordinary"))),
            gate=Gate(weights, share=float(gate["share"]), sentence=float(gate["sentence"])),
            card=settings.get("card", {}),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _refusal(f"{folder / 'reader.json'} lacks or garbles {error}") from error


def _refusal(why: str) -> SettingsError:
    return SettingsError(f"DATELINE_READER: {why}; unset DATELINE_READER for the shipped reader, or make one with `make train`")


def _calibration(weights: Any) -> Calibration:
    held = tuple(float(one) for one in weights)
    if len(held) != len(Calibration().weights) or not np.isfinite(held).all():
        raise ValueError(f"calibration {weights!r}")
    return Calibration(held)


def _fitting(file: Path, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, NDArray[np.float32]]:
    """The arrays of a file, each of the shape that this release reads; the one array of an `.npy` is named by an empty text."""
    try:
        with file.open("rb") as opened:
            held = np.load(opened, allow_pickle=False)
            found = {name: np.asarray(held[name] if name else held, np.float32) for name in shapes}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise _refusal(f"{file} is damaged or no file of a reader") from error
    for name, shape in shapes.items():
        if found[name].shape != shape or not np.isfinite(found[name]).all():
            raise _refusal(f"{file} does not fit this release ({name or 'weights'} {found[name].shape}, not {shape})")
    return found


def _folder(name: str | None) -> Path:
    if name is None:
        return SHIPPED
    folder = Path(name).expanduser()
    if folder.is_dir() or "/" in name:
        return folder
    try:
        found = importlib.util.find_spec(name)
    except (ImportError, ValueError):
        found = None
    return Path(found.origin).parent if found and found.origin else folder
