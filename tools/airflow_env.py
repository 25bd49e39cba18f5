"""The environment that Airflow gets from our tools: everything under one folder, nothing in the home folder.

`compose.yml` sets the same names; Airflow reads them at import, so a tool applies them before it imports Airflow.
"""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def airflow_environment(home: Path) -> dict[str, str]:
    """What `dag.test()` and the local processes have in common. `home` is DATELINE_HOME."""
    return {
        "AIRFLOW_HOME": str(home / "airflow"),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "True",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home / 'airflow' / 'airflow.db'}",
        # Nothing is sent anywhere.
        "SCARF_ANALYTICS": "false",
    }


def apply(variables: dict[str, str]) -> None:
    """Set variables of this process and its children."""
    os.environ.update(variables)
