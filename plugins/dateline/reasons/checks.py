"""Does every override do what it says? It must act on its example and on none of its counter-examples, and say why it does not."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from dateline.seeds.events import OverrideSeed, where
from dateline.seeds.knowledge import Knowledge
from dateline.settings import Settings
from dateline.tagging.events.overrides import Overrides, pattern
from dateline.tagging.reader.decode import FAINT, Act
from dateline.tagging.reader.reader import Reader, Text, load_reader
from dateline.text import Span


def check_overrides(settings: Settings, knowledge: Knowledge) -> list[str]:
    """What is wrong with the overrides of these settings, each as `file:line: id: what was expected`."""
    found = problems(knowledge.events, load_reader(settings.reader))
    return [f"{where(seed.id, settings.seeds)}: {seed.id}: {problem}" for seed, problem in found]


def problems(seeds: Sequence[OverrideSeed], reader: Reader) -> Iterator[tuple[OverrideSeed, str]]:
    """The overrides that do not act on their example, with the reason, or act on a counter-example."""
    overrides = Overrides(seeds)
    trials = [(seed, text) for seed in seeds for text in (seed.example, *seed.counter)]
    faint = replace(reader.artefact.bounds, trigger=FAINT)
    for seed, text in trials:
        whole = Text(text, [(0, len(text))])
        acts = reader.read(whole)
        acted = overrides.acting(text, [(0, len(text))], acts)
        if text == seed.example and seed.id not in acted:
            reason = hindrance(seed, text, (0, len(text)), acts, reader.look(whole, bounds=faint), acted)
            yield seed, f"does not act on its example ({reason}): {text!r}"
        elif text != seed.example and seed.id in acted:
            yield seed, f"acts on its counter-example: {text!r}"


def hindrance(seed: OverrideSeed, text: str, sentence: Span, acts: Sequence[Act], nearly: Sequence[Act], acted: Collection[str]) -> str:
    """Why an override does nothing in a sentence. `nearly` are acts under the reader's threshold, `acted` the overrides that decide."""
    words, near, unless = (pattern(one) for one in (seed.trigger, seed.near, seed.unless))
    hits = [hit.span() for hit in words.finditer(text, *sentence)]
    if not hits:
        return "none of its `trigger` words stands there"
    if seed.near and not near.search(text, *sentence):
        return "none of its `near` words stands there"
    if hit := unless.search(text, *sentence):
        return f"{hit[0]!r} of its `unless` stands there"
    if acted and any(_meets(act, hits) for act in acts):
        return f"another override decides: {', '.join(sorted(acted))}"
    if under := max((act.chance for act in nearly if _meets(act, hits)), default=None):
        return f"the reader is not sure enough of its trigger ({under:.2f}); `make: true` makes an act of it"
    seen = ", ".join(repr(text[act.start : act.end]) for act in acts) or "none"
    return f"the reader sees no act at its trigger (acts: {seen}); `make: true` makes one"


def _meets(act: Act, hits: Sequence[Span]) -> bool:
    return any(act.start < end and start < act.end for start, end in hits)
