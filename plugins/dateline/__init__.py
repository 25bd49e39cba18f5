"""Dateline: from news feeds to a timeline of conflict events, each with the sentence it came from.

The library runs without Airflow; `docs/architecture.md` shows which room does what.
"""

import os

__version__ = "0.1.0"

# onnxruntime 1.32 keeps a device id in the home folder and reports its use to its maker, from its import on, unless this is set before.
# Here, so that it holds for whoever imports it first and for every child. `ORT_DISABLE_TELEMETRY=0` is somebody's own wish.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
