"""What a build must hold: a wheel without the gazetteer would install and could not tag."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

GAZETTEER = "plugins/dateline/_data/gazetteer.db"


class Complete(BuildHookInterface):  # type: ignore[type-arg]
    """Refuses to build what could not work. An editable install comes before the gazetteer is made."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before a build; `version` is `editable` or `standard`."""
        if version != "editable" and not (Path(self.root) / GAZETTEER).is_file():
            raise FileNotFoundError(f"{GAZETTEER} is missing: run `make setup` first")
