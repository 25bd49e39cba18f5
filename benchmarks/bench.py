"""`make bench`: every benchmark in one run, as ratios against references measured beside it; writes benchmarks/results.md."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
MARK = "RESULT "
PARTS = {
    "end_to_end": "What an article costs, end to end",
    "extraction": "Extraction: quality and speed beside stock extractors",
    "tagging": "Tagging: cost beside the language model alone",
    "index": "Indexes: writing and answering",
    "pages": "Pages: the server's time and their size",
    "incidents": "Incidents: joining what articles tell",
    "ledger": "Ledger: claiming from a long memory",
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument(
        "--only", choices=list(PARTS), action="append", help="run these parts only; the others stay in the results as they are"
    )
    parser.add_argument("--part", choices=list(PARTS), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.part:
        lines, figures = importlib.import_module(f"benchmarks.{args.part}").run(args.shared)
        print(MARK + json.dumps({"lines": lines, "figures": figures}))
        return 0
    out = HERE / "results.md"
    sections = _sections(out)
    for name in args.only or PARTS:
        sections[name] = f"{_machine()}\n\n" + "\n".join(_run(name, args.shared))
        _write(out, sections)
    print(f"wrote {out.relative_to(HERE.parent)}")
    return 0


def _run(name: str, shared: Path) -> list[str]:
    """One part in a process of its own: stock libraries keep state that would change what the next part measures."""
    started = time.monotonic()
    command = [sys.executable, "-m", "benchmarks.bench", "--part", name, "--shared", str(shared)]
    done = subprocess.run(command, cwd=HERE.parent, stdout=subprocess.PIPE, text=True, check=True)
    answer = json.loads(next(line for line in done.stdout.splitlines() if line.startswith(MARK)).removeprefix(MARK))
    print(f"{name}: {answer['figures']} ({time.monotonic() - started:.0f} s)", flush=True)
    lines: list[str] = answer["lines"]
    return lines


def _machine() -> str:
    made = f"Measured on {datetime.now(UTC):%Y-%m-%d}"
    return f"{made} ({os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()})."


def _sections(path: Path) -> dict[str, str]:
    """What a results file says of each part."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    found = {heading: body.strip() for part in text.split("\n## ")[1:] for heading, _, body in [part.partition("\n")]}
    return {name: found[heading] for name, heading in PARTS.items() if heading in found}


def _write(path: Path, sections: dict[str, str]) -> None:
    head = "# Benchmarks\n\nMade by `make bench`. Ratios hold across machines, milliseconds do not."
    parts = [f"## {PARTS[name]}\n\n{sections[name]}" for name in PARTS if name in sections]
    path.write_text("\n\n".join([head, *parts]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
