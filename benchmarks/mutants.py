"""`python -m benchmarks.mutants [ROOM]...`: small faults put into tagging one at a time; the tests of the room must see each.

A mutant is one place of one file, exactly once there, that reads otherwise: a comparison turned, a branch dropped, a bound moved. The list
is fixed, so that two runs try the same. Each is tried in a process forked from one that has imported what is slow, with the mutated
source in place of the file's; nothing on disk is changed. Those that no test sees are printed, and the exit status says whether at least
nine of ten were seen.
"""

from __future__ import annotations

import importlib.abc
import importlib.util
import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import dateline

ROOT = Path(dateline.__file__).parent / "tagging"
ENOUGH = 0.9  # Of the mutants of a room.
TESTS = {
    "times": ("tests/tagging/times",),
    "places": ("tests/tagging/places",),
    "entities": ("tests/tagging/test_entity_rules.py", "tests/tagging/test_entities.py"),
    "events": ("tests/tagging/events",),
}


class Mutant(NamedTuple):
    """`before` stands once in `file` (below the room) and becomes `after`."""

    room: str
    file: str
    before: str
    after: str


MUTANTS = tuple(
    Mutant(*row)
    for row in (
        ("times", "calendars.py", "% (7 * direction)", "% 7"),
        ("times", "calendars.py", "year - 1 if month == 12 else year, month,", "year, month,"),
        ("times", "dates.py", "month - before <= -NEW_YEAR else", "month - before < -NEW_YEAR - 3 else"),
        ("times", "dates.py", "% 7 <= SOON", "% 7 <= SOON + 1"),
        ("times", "dates.py", "if month - today.month > (6 if day else 2)", "if month - today.month > 6"),
        ("times", "dates.py", "(0 if found.part == \"NI\" else 1)", "0"),
        ("times", "anchoring.py", "and where.tense != FUTURE:\n        # \"Five", "and where.tense == FUTURE:\n        # \"Five"),
        ("times", "calendars.py", "MONTHS[unit] * steps", "steps"),
        ("times", "story.py", "return far >= FEWEST and far >= SHARE * today", "return far >= FEWEST"),
        ("times", "tense.py", "distance *= NEXT_CLAUSE", "distance *= 1"),
        ("times", "patterns.py", "later = (first.month, first.day or 0) > (second.month, second.day or 32)", "later = False"),
        ("times", "intervals.py", "!= timedelta(days=1)", "> timedelta(days=2)"),
        ("times", "__init__.py", "if day and published and day < published.date() else", "if day and published else"),
        ("times", "dates.py", "holiday.length - 1", "holiday.length"),
        ("times", "patterns.py", "\"day\": 31", "\"day\": 99"),
        ("places", "resolution.py", "SAME_NAME = -1.2", "SAME_NAME = 1.2"),
        ("places", "resolution.py", "OWN = 6.5", "OWN = 2.5"),
        ("places", "resolution.py", "PEER * (place.id in peers)", "PEER * (place.id not in peers)"),
        ("places", "evidence.py", "if child.id == parent.id or child.feature not in SMALLER:", "if child.id == parent.id:"),
        ("places", "evidence.py", "return child.country == parent.country", "return True"),
        ("places", "evidence.py", "and child.population < _KNOWN_ANYWHERE", "and child.population > 0"),
        ("places", "parts.py", "move = min(0.45 * radius, LARGEST_MOVE)", "move = 0.45 * radius"),
        ("places", "parts.py", "None if said.get(\"other\") else self._sides", "self._sides"),
        ("places", "reliability.py", "in _LANDS and not doubted):", "in _LANDS):"),
        ("places", "reliability.py", "and name.start == name.run[0]", ""),
        ("places", "resolution.py", "if found.radius > LARGEST_KM or", "if"),
        ("places", "evidence.py", "if name.start < closed:\n            continue", "if name.start < 0:\n            continue"),
        ("places", "names.py", "or text[slice(*last)] in self._joints", ""),
        ("places", "gazetteer.py", "if candidate.id not in known)", "if True)"),
        ("places", "parts.py", "and place.part is None", ""),
        ("entities", "linking.py", "most >= 3", "most >= 4"),
        ("entities", "linking.py", "1.25 * second", "1.0 * second"),
        ("entities", "linking.py", "len(bare.split()) <= 2", "len(bare.split()) <= 9"),
        ("entities", "linking.py", "not self._words.pattern(", "self._words.pattern("),
        ("entities", "references.py", "return max(held, key=lambda role", "return min(held, key=lambda role"),
        ("entities", "references.py", "and entity.roles[0].end is None", ""),
        ("entities", "references.py", "return max(held, key=lambda pair", "return min(held, key=lambda pair"),
        ("entities", "names.py", "(3 if group[0].kind is Kind.ORGANISATION else 2)", "2"),
        ("entities", "names.py", "if surface in surnames:", "if False:"),
        ("entities", "names.py", "strength=min(model.strength, COPIED)", "strength=model.strength"),
        ("entities", "dictionary.py", "self._other_after.match(text, end) or ", ""),
        ("entities", "finder.py", '(not one.entity or one.entity.kind != "state")', "True"),
        ("entities", "finder.py", "longest[start] = max(", "longest[start] = min("),
        ("entities", "finder.py", "people.get(one.start, 0) > one.end", "people.get(one.start, 0) >= 0"),
        ("entities", "spans.py", "-f.strength, f.start", "f.strength, f.start"),
        ("entities", "names.py", "len(_OWNER.sub(\"\", name[0]))", "len(name[0])"),
        ("entities", "amounts.py", " and not self._never.search(shown)", ""),
        ("events", "grounding.py", "time.start > published:", "time.start < published:"),
        ("events", "country.py", "chosen.chance < LEAST", "chosen.chance < 0"),
        ("events", "country.py", "land.end <= act.start", "land.end >= act.start"),
        ("events", "grounding.py", "key=lambda pointer: -pointer.chance", "key=lambda pointer: pointer.chance"),
        ("events", "bearing.py", "for n in harmful if drafts[n].event.status not in UNREAL", "for n in harmful"),
        ("events", "coder.py", "published - time.end > HISTORY", "published - time.end > 10 * HISTORY"),
        ("events", "codes.py", "row.acled if row and status not in UNREAL else None", "row.acled if row else None"),
        ("events", "overrides.py", " and not unless.search(text, *sentence)", ""),
        ("events", "quantities.py", "max=found.max - 1, mark=mark)", "max=found.max, mark=mark)"),
        ("events", "bearing.py", "return (toll.kind is TollKind.ARRESTED) == (event.type is Category.COERCE)", "return True"),
        ("events", "victims.py", "1900 <= (quantity.min or 0) <= (quantity.max or 0) <= 2100", "1900 <= (quantity.min or 0) <= 1910"),
        ("events", "victims.py", "if set(_joined(harms, link.harm)) <= {link.kind}", "if True"),
        ("events", "victims.py", "for kind in {link.kind, *_joined(harms, link.harm)}", "for kind in {link.kind}"),
        ("events", "victims.py", "closed and before[1].text in _BEFORE_AGE", "False"),
        ("events", "floor.py", "if announced and announced[-1].end > start and (opens or announces):", "if False:"),
        ("events", "floor.py", "<= FARTHEST_NAMED else None", "<= 99 * FARTHEST_NAMED else None"),
        ("events", "victims.py", "if not _is_of_one(harms, one)", "if True"),
        ("events", "victims.py", "if _is_of_them(harms, quantity):", "if False:"),
        ("events", "victims.py", "part=True", "part=False"),
        ("events", "victims.py", "if kept and (total := _together(harms, kept[-1], link)):", "if kept and (total := 0):"),
        ("events", "victims.py", "if apart or verb or token.text", "if verb or token.text"),
        ("events", "harms.py", "break  # \"Killed 20 people last week\".", "pass"),
        ("events", "harms.py", "not (use == \"noun\" and token.tag_ in (\"VBD\", \"VBZ\"))", "True"),
        ("events", "tolls.py", "and unreal <= harms.words(\"perhaps\")", ""),
        ("events", "tolls.py", "seen |= edge\n    return None", "seen |= edge\n    return 0"),
        ("events", "quantities.py", "self._tens[words[i]] + unit_value % 10", "self._tens[words[i]]"),
        ("events", "quantities.py", "if more is not None and _at(words, end + 1) not in self._scales:", "if more is not None:"),
        ("events", "words.py", "return stem[:-1] if stem[-1] == stem[-2] else stem", "return stem"),
        ("events", "merging.py", "_shares(one.targets, other.targets) + _shares(one.actors, other.actors)", "0"),
        ("events", "merging.py", "key=POSITIONS.index)", "key=lambda position: -POSITIONS.index(position))"),
        ("events", "hearing.py", "own or self._said(turns, act.start)", "own"),
        ("events", "saying.py", "if token.dep_ not in TAKEN_FOR_GRANTED else None", ""),
        ("events", "tolls.py", "or not harms.is_one_person(who.root)", ""),
    )
)  # fmt: skip


class _Mutated(importlib.abc.MetaPathFinder, importlib.abc.SourceLoader):
    """Gives one module its mutated source."""

    def __init__(self, mutant: Mutant) -> None:
        self._path = ROOT / mutant.room / mutant.file
        name = ".".join(("dateline.tagging", mutant.room, *([] if mutant.file == "__init__.py" else [mutant.file[:-3]])))
        self._name, self._source = name, mutated(mutant)

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """The spec of this one module."""
        if fullname != self._name:
            return None
        return importlib.util.spec_from_file_location(fullname, self._path, loader=self, submodule_search_locations=self._inside())

    def _inside(self) -> list[str] | None:
        return [str(self._path.parent)] if self._path.name == "__init__.py" else None

    def get_filename(self, fullname: str) -> str:
        """Where the unmutated file lies."""
        return str(self._path)

    def get_data(self, path: str) -> bytes:
        """The mutated source; a cached compilation there is none."""
        if path != str(self._path):
            raise OSError(path)
        return self._source.encode()


def mutated(mutant: Mutant) -> str:
    """The source with its fault. Raises ValueError where the place is not there exactly once."""
    source = (ROOT / mutant.room / mutant.file).read_text(encoding="utf-8")
    if source.count(mutant.before) != 1:
        raise ValueError(f"{mutant.room}/{mutant.file}: {mutant.before!r} stands there {source.count(mutant.before)} times")
    return source.replace(mutant.before, mutant.after)


def is_seen(mutant: Mutant) -> bool:
    """Whether a test of the room fails with it."""
    child = os.fork()
    if child == 0:
        import pytest

        sys.meta_path.insert(0, _Mutated(mutant))
        sys.stdout = sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the process ends
        failed = pytest.main(["-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", *TESTS[mutant.room]]) != 0
        os._exit(int(failed))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0


def main(rooms: Sequence[str]) -> int:
    """Try the mutants of some rooms, or of all."""
    import pytest  # noqa: F401 - slow, and imported once for all
    import spacy  # noqa: F401

    enough = True
    for room in rooms or TESTS:
        tried = [mutant for mutant in MUTANTS if mutant.room == room]
        seen = 0
        for mutant in tried:
            found = is_seen(mutant)
            seen += found
            print(f"{'seen' if found else 'NOT SEEN'}: {room}/{mutant.file}: {mutant.before!r} -> {mutant.after!r}", flush=True)
        print(f"{room}: {seen} of {len(tried)} seen", flush=True)
        enough &= seen >= ENOUGH * len(tried)
    return 0 if enough else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
