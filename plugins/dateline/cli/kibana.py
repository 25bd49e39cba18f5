"""`dateline kibana`: the dashboards of docker/kibana, built, checked and deployed."""

from __future__ import annotations

import json
import time
from importlib.resources import files
from pathlib import Path
from typing import Any

import click

from dateline import wiring
from dateline.cli.output import say
from dateline.errors import KibanaError, SettingsError, UsageError
from dateline.files import named
from dateline.kibana import SavedObject, compile_ndjson, load_objects
from dateline.kibana.api import Server
from dateline.kibana.api import deploy as deploy_to
from dateline.kibana.checks.faults import faults
from dateline.kibana.checks.vega_panels import vega_spec
from dateline.kibana.vega import can_render, render
from dateline.settings import checkout

_folder = click.option("--folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Another folder of saved objects.")


@click.group()
def kibana() -> None:
    """Build, check or deploy Kibana's dashboards."""


@kibana.command()
@_folder
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write here instead of to standard output.")
def build(folder: Path | None, out: Path | None) -> None:
    """Compile the saved objects into the NDJSON that Kibana imports."""
    objects = load_objects(_shipped(folder))
    ndjson = compile_ndjson(objects)
    if out:
        with named(out):
            out.write_text(ndjson, encoding="utf-8")
        say(f"{len(objects)} saved objects in {out}")
    else:
        click.echo(ndjson, nl=False)


@kibana.command()
@_folder
def check(folder: Path | None) -> None:
    """Prove what can be proven without a Kibana; exit 1 when something is wrong."""
    objects = load_objects(_shipped(folder))
    _raise_faults(objects)
    panels = [item for item in objects if item.type == "visualization"]
    say(f"ok  {len(objects)} saved objects: references, fields, grids, layers and versions")
    say(
        f"ok  {_drawn(panels)} Vega panels drawn"
        if can_render()
        else f"--  {len(panels)} Vega panels not drawn: vl-convert-python is missing"
    )


@kibana.command()
@_folder
def deploy(folder: Path | None) -> None:
    """Check, then import into DATELINE_KIBANA_URL; doing it again changes nothing."""
    config = wiring.settings()
    if not config.kibana_url:
        raise SettingsError("DATELINE_KIBANA_URL: is not set; give the address of Kibana, such as http://localhost:5601")
    objects = load_objects(_shipped(folder))
    _raise_faults(objects)
    server = Server(config.kibana_url, config.kibana_user, config.kibana_password, config.kibana_ca, time.sleep)
    done = deploy_to(server, compile_ndjson(objects))
    changed = f"; set {', '.join(done.settings_changed)}" if done.settings_changed else ""
    say(f"{done.objects} saved objects in Kibana {done.version} at {config.kibana_url}{changed}; open the dashboard Timeline")


def _shipped(folder: Path | None) -> Path:
    if folder:
        return folder
    root = checkout()
    if root and (root / "docker" / "kibana").is_dir():
        return root / "docker" / "kibana"
    raise UsageError("--folder: no docker/kibana beside the package; give the folder that holds the saved objects")


def _raise_faults(objects: list[SavedObject]) -> None:
    found = faults(objects, _templates())
    for fault in found:
        say(fault)
    if found:
        raise KibanaError(f"docker/kibana: {len(found)} faults")


def _templates() -> dict[str, Any]:
    shipped = (path for path in (files("dateline.indexes") / "templates").iterdir() if path.name.endswith(".json"))
    return {path.name: json.loads(path.read_text(encoding="utf-8")) for path in shipped}


def _drawn(panels: list[SavedObject]) -> int:
    for panel in panels:
        try:
            render(vega_spec(panel))
        except ValueError as error:
            raise KibanaError(f"{panel.file}: {error}") from error
    return len(panels)
