"""What is wrong or worth knowing about folders that are laid over the shipped seeds: files that nobody reads, ids that are replaced."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from pathlib import Path

from dateline.errors import SeedError
from dateline.seeds import read_list, shipped
from dateline.seeds.language import ENGLISH

READ = (
    "codes entities events extraction/agencies extraction/interstitials extraction/names extraction/phrases incidents/themes "
    f"incidents/words languages/{ENGLISH} lexicon places places/short search sources times"
).split()
WHOLE = ("labels", "newsroom")  # Folders that are no lists of seeds: whoever has some there means something else by it.
_SUFFIXES = (".yml", ".yaml", ".json")


def refuse_unread(overlays: Sequence[Path], *, base: Path | None = None) -> None:
    """Raise SeedError for the first seed file, a shipped one too, in a folder that is never read, naming the folder that is like it."""
    for root in (base or shipped(), *overlays):
        for file in sorted(file for suffix in _SUFFIXES for file in root.rglob(f"*{suffix}")):
            parts = file.relative_to(root).parent.parts
            folder = "/".join(parts)
            if any(part.startswith(".") for part in parts) or (parts and parts[0] in WHOLE) or folder in READ:
                continue
            like = difflib.get_close_matches(folder, READ, n=1, cutoff=0.5)
            meant = f"did you mean {like[0]}/?" if like else f"folders are {', '.join(READ)}"
            raise SeedError(f"{file}: {f'the folder {folder}/' if folder else 'the top of a seed folder'} is never read; {meant}")


def replacements(overlays: Sequence[Path], *, base: Path | None = None) -> Iterator[str]:
    """One line for each entry that stands in place of another of its id, takes one away, or takes away what is not there."""
    first = base or shipped()
    for folder in READ:
        held = {raw.get("id"): where for where, raw in _entries(first / folder)}
        for root in overlays:
            for where, raw in _entries(root / folder):
                name = raw.get("id")
                if raw.get("disabled") is True:
                    gone = held.pop(name, None)
                    yield f"{where}: {name} is taken away ({gone})" if gone else f"{where}: {name} is disabled, but no entry has that id"
                else:
                    if name in held:
                        yield f"{where}: {name} replaces {held[name]}"
                    held[name] = where


def _entries(folder: Path) -> Iterator[tuple[str, dict[str, object]]]:
    for file in sorted(folder.glob("*.yml")):
        for line, raw in read_list(file):
            yield f"{file}:{line}", raw
