"""What tags depend on, as the `rules` that every article carries. Reads its own room's sources, nothing else."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

from dateline import __version__
from dateline.identity import stable_id
from dateline.seeds.knowledge import Knowledge


def rules_of(knowledge: Knowledge, *, model: str, reader: str) -> str:
    """Release and eight hex digits over tagging seeds, spaCy's model, the reader's artefact and the sources of this room.

    `reader` is the artefact's digest, empty where no reader acts. Labels, sources of news and operations never change it.
    """
    return f"{__version__}+{stable_id(knowledge.digest(), model, reader, sources_digest(Path(__file__).parent))[:8]}"


@functools.cache
def sources_digest(room: Path) -> str:
    """A digest over the Python files of a folder, by name and content."""
    state = hashlib.blake2b(digest_size=8)
    for path in sorted(room.rglob("*.py")):
        state.update(path.relative_to(room).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return state.hexdigest()
