"""What an artefact is made of and what it scores: `reader.json` and the model card `CARD.md`, which people read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dateline.tagging.reader.artefact import COLUMNS, FILES, FORMAT
from dateline.tagging.reader.calibration import Calibration
from dateline.tagging.reader.decode import Act
from dateline.tagging.reader.vocabulary import ROLES
from training import calibrate
from training.base import UPSTREAM, WEIGHTS

SEEN = 0.2  # Chance of a trigger below which nothing is looked at.


def settings(
    *,
    name: str,
    kept: Sequence[Mapping[str, Any]],
    found: Mapping[str, Sequence[Act]],
    gate: Mapping[str, float],
    card: Mapping[str, Any],
) -> dict[str, Any]:
    """`reader.json` without what the network itself holds. `gate` are its two bounds; `found` are the acts of the kept items, decoded at
    the lowest thresholds."""
    seen = {name: [act for act in acts if act.chance >= SEEN] for name, acts in found.items()}
    least = calibrate.least(kept, seen)
    sure = {item["id"]: [act for act in seen.get(item["id"], ()) if least.tells(act, item["text"])] for item in kept}
    told = calibrate.pairs(kept, sure)
    weights = calibrate.fit(told)
    calibration = Calibration(weights)
    confidences = [calibration.confidence(pair.act, pair.text) for pair in told]
    right = [pair.right for pair in told]
    figures = {
        "kept_items": len(kept),
        "acts": len(told),
        "right": round(sum(right) / max(1, len(right)), 3),
        "calibration_error": round(calibrate.calibration_error(confidences, right), 3),
    }
    return {
        "name": name,
        "format": FORMAT,
        "columns": COLUMNS,
        "bounds": {"trigger": SEEN, "inside": 0.5, "same": 0.6, "across": 0.8},
        "roles": dict(zip(ROLES, calibrate.role_thresholds(kept, sure), strict=True)),
        "calibration": list(weights),
        "least": asdict(least),
        "gate": {name: round(bound, 4) for name, bound in gate.items()},
        "card": dict(card) | {"figures": figures, "base": UPSTREAM, "base_weights_sha256": WEIGHTS},
    }


def save_gate(folder: Path, weights: NDArray[np.float32]) -> None:
    """The gate's weights in half precision: they only rank."""
    np.save(folder / "gate.npy", weights.astype(np.float16), allow_pickle=False)


def seal(folder: Path) -> None:
    """Write the sizes of the files into `reader.json`, so that a damaged artefact is known, and the card for people."""
    path = folder / "reader.json"
    known = json.loads(path.read_text(encoding="utf-8"))
    files = (file for file in FILES if file != "reader.json")
    known["sizes"] = {file: (folder / file).stat().st_size for file in files}
    path.write_text(json.dumps(known) + "\n", encoding="utf-8")
    (folder / "CARD.md").write_text(card_text(known), encoding="utf-8")


def card_text(known: Mapping[str, Any]) -> str:
    """The model card: what it is, what it was trained on, what it scores, what it cannot do."""
    card = known["card"]
    data = "\n".join(f"| {one['name']} | {one['items']} | {one['acts']} | {one['digest']} |" for one in card["data"])
    figures = "\n".join(f"| {key} | {value} |" for key, value in card["figures"].items())
    return f"""# Model card: {known["name"]}

Marks acts of conflict in English news: trigger, category, mode, status, scope, roles and voice of each. {card["what"]}

Base weights: {card["base"]}, sha256 of the safetensors `{card["base_weights_sha256"]}`. Distributed under Apache-2.0.

## Data

The texts are their publishers' and are not part of this artefact; each set is named with its counts and a digest of its labels.

| set | items | acts | digest |
|---|---|---|---|
{data}

## Figures

On items that were kept from training and chose thresholds and calibration; docs/scorecard.md has those of first sight.

| figure | value |
|---|---|
{figures}

## Limits

{card["limits"]}
"""
