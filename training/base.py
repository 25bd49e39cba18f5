"""The base weights: sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), as a registry package carries them, checked by digest.

The package is a private uploader's and names no licence; the weights in it are the upstream project's byte for byte, which is what the
digest says. Another digest is refused.
"""

from __future__ import annotations

import hashlib
import importlib.util
import zipfile
from pathlib import Path

PACKAGE = "all_minilm_l6_v2"
WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # sha256 of model.safetensors
UPSTREAM = "sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0)"


class BaseError(ValueError):
    """Base weights that are not there, or not those that we know."""


def base_folder(scratch: Path) -> Path:
    """The base unpacked under `scratch`, checked. Raises BaseError with the repair."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise BaseError(f"{PACKAGE} is not installed: run `make train`, which installs training/requirements.txt")
    folder = scratch / PACKAGE
    if not (folder / "model.safetensors").is_file():
        with zipfile.ZipFile(Path(spec.origin).parent / "model.zip") as packed:
            packed.extractall(folder)
    check(folder / "model.safetensors", WEIGHTS)
    return folder


def check(path: Path, wanted: str) -> None:
    """Raises BaseError when a file is not the one that we know."""
    state = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            state.update(part)
    if state.hexdigest() != wanted:
        raise BaseError(f"{path}: sha256 {state.hexdigest()[:16]}..., wanted {wanted[:16]}...: these are not the base weights we know")
