"""`make ablate`: what each rule, word list, weight and step of tagging is worth: it is left out alone, and the figures are taken again.

Nothing in the code knows of this. A constant of a tagging module (pattern, list, table, number) is replaced by an empty one of its kind,
each key of a table of rules is taken out, a function of `STEPS` is replaced by one that does nothing, every other function that answers
yes or no, perhaps or several by one that always answers the same (as its annotation says), an entry of a language (a list or a pattern,
those of the grammar of times too) is disabled, and so is a folder of seeds or a sort of its nouns. Articles are read and parsed once; only
what comes after is done again for each part, on one core.

A part whose leaving out changes no figure, or makes them better, has no reason to stay. The sets: labelled news kept from training, war
narratives, WikiNews articles, conflict reports, messages of 1989 (a part of the larger ones unless `--whole`), the collected hard cases,
of which the share that holds is the figure, and the sample's articles, whose figure is the share that is tagged as before.

    python -m benchmarks.ablate [--shared DIR] [--area times|places|entities|events]... [--part NAME]... [--whole]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.ablate.areas import AREAS
from benchmarks.ablate.figures import Figures
from benchmarks.ablate.parts import Part, parts
from benchmarks.ablate.texts import Texts
from dateline import wiring
from dateline.seeds.knowledge import Knowledge
from dateline.settings import Settings
from dateline.tagging.tagger import NewsTagger, load_tagger

LEAST = 0.0005  # Changes below are not shown.


def main() -> int:
    """Print a line for each part: its name and what its leaving out changes."""
    parser = argparse.ArgumentParser(prog="make ablate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--area", choices=AREAS, action="append")
    parser.add_argument("--part", action="append", help="only parts whose name holds this")
    parser.add_argument("--whole", action="store_true", help="every text of every set")
    args = parser.parse_args()
    config = wiring.settings()
    knowledge = wiring.knowledge(config)
    tagger = load_tagger(config, knowledge)
    started = time.monotonic()
    texts = Texts(args.shared, tagger, whole=args.whole)
    run = Run(config, knowledge, tagger, texts, Figures(texts))
    print(f"read and parsed in {time.monotonic() - started:.0f} s", flush=True)
    before = {area: run.figures.of(area, tagger) for area in args.area or AREAS}
    for area, found in before.items():
        print(f"{area}: " + ", ".join(f"{name} {value:.3f}" for name, value in found.items()), flush=True)
    for part in parts(knowledge):
        if part.area in before and (not args.part or any(name in part.name for name in args.part)):
            print(run.line(part, before[part.area]), flush=True)
    print(f"({time.monotonic() - started:.0f} s)")
    return 0


@dataclass(frozen=True)
class Run:
    """What leaving parts out is measured with: all as it is, and what is measured."""

    config: Settings
    knowledge: Knowledge
    tagger: NewsTagger
    texts: Texts
    figures: Figures

    def line(self, part: Part, before: Mapping[str, float]) -> str:
        """The part's name, and what its leaving out changes."""
        try:
            with part.leave_out():
                other = load_tagger(self.config, part.knowledge(self.knowledge)) if part.knowledge else self.tagger
                after = self.figures.of(part.area, other) if self.texts.touch(part.area, other) else before
        except Exception as error:  # noqa: BLE001 - a part that cannot be left out says so
            return f"{part.name}: cannot be left out ({type(error).__name__}: {error})"[:140]
        told = ", ".join(f"{name} {change:+.3f}" for name, change in changes(before, after))
        return f"{part.name}: {told or ('tags change, no figure does' if after is not before else 'nothing')}"


def changes(before: Mapping[str, float], after: Mapping[str, float]) -> list[tuple[str, float]]:
    """The figures that moved, the greatest loss first. One that nothing is left to be taken of has come to nought."""
    apart = {name: after.get(name, 0.0) - value for name, value in before.items()}
    return sorted(((name, change) for name, change in apart.items() if abs(change) > LEAST), key=lambda pair: pair[1])


if __name__ == "__main__":
    sys.exit(main())
