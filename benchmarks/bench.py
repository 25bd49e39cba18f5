"""`make bench`: every benchmark in one run, as ratios against references measured beside it; writes benchmarks/results.md."""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
PARTS = {
    "end_to_end": "What an article costs, end to end",
    "extraction": "Extraction: quality and speed beside stock extractors",
    "tagging": "Tagging: cost beside the language model alone",
    "index": "Indexes: writing and answering",
    "ledger": "Ledger: claiming from a long memory",
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--only", choices=list(PARTS), action="append", help="run these parts only (the results file keeps the others out)")
    args = parser.parse_args()
    sections = []
    for name in args.only or PARTS:
        started = time.monotonic()
        lines, figures = importlib.import_module(f"benchmarks.{name}").run(args.shared)
        sections.append(f"## {PARTS[name]}\n\n" + "\n".join(lines))
        print(f"{name}: {figures} ({time.monotonic() - started:.0f} s)", flush=True)
    out = HERE / "results.md"
    out.write_text("\n\n".join([_head(), *sections]) + "\n", encoding="utf-8")
    print(f"wrote {out.relative_to(HERE.parent)}")
    return 0


def _head() -> str:
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    made = f"Made by `make bench` on {datetime.now(UTC):%Y-%m-%d} ({machine})."
    return f"# Benchmarks\n\n{made} Ratios hold across machines, milliseconds do not."


if __name__ == "__main__":
    sys.exit(main())
