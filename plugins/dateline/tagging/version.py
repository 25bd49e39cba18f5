"""What tags depend on, as the `rules` that every article carries. Reads sources of the package, nothing else."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

from dateline import __version__
from dateline.identity import stable_id
from dateline.seeds.knowledge import Knowledge

BESIDE = ("geo.py", "moments.py", "text.py", "seeds/language.py", "models/codebook.py")  # What tagging decides by that others share.


def rules_of(knowledge: Knowledge, *, model: str, reader: str) -> str:
    """Release and eight hex digits over tagging seeds, spaCy's model, the reader's artefact and the sources that decide.

    `reader` is the artefact's digest, empty where no reader acts. Labels, sources of news and operations never change it.
    """
    return f"{__version__}+{stable_id(knowledge.digest(), model, reader, sources_digest(Path(__file__).parents[1]))[:8]}"


@functools.cache
def sources_digest(package: Path) -> str:
    """A digest over the Python files of tagging and those of `BESIDE`, by name and content."""
    state = hashlib.blake2b(digest_size=8)
    for path in (*sorted(package.glob("tagging/**/*.py")), *(package / name for name in BESIDE)):
        state.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return state.hexdigest()
