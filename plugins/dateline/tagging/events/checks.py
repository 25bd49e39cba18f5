"""Does every override do what it says? It must act on its example and on none of its counter-examples, and say why it does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dateline.seeds.events import OverrideSeed, where
from dateline.seeds.knowledge import Knowledge
from dateline.settings import Settings
from dateline.tagging.events.overrides import Overrides, pattern
from dateline.tagging.reader.decode import Act
from dateline.tagging.reader.reader import Reader, Text, load_reader


def check_overrides(settings: Settings, knowledge: Knowledge) -> list[str]:
    """What is wrong with the overrides of these settings, each as `file:line: id: what was expected`."""
    found = problems(knowledge.events, load_reader(settings.reader))
    return [f"{where(seed.id, settings.seeds)}: {seed.id}: {problem}" for seed, problem in found]


def problems(seeds: Sequence[OverrideSeed], reader: Reader) -> Iterator[tuple[OverrideSeed, str]]:
    """The overrides that do not act on their example, with the reason, or act on a counter-example."""
    overrides = Overrides(seeds)
    trials = [(seed, text) for seed in seeds for text in (seed.example, *seed.counter)]
    read = reader.read([Text(text, [(0, len(text))]) for _, text in trials])
    for (seed, text), acts in zip(trials, read, strict=True):
        acted = overrides.acting(text, [(0, len(text))], acts)
        if text == seed.example and seed.id not in acted:
            yield seed, f"does not act on its example ({_reason(seed, text, acts, acted)}): {text!r}"
        elif text != seed.example and seed.id in acted:
            yield seed, f"acts on its counter-example: {text!r}"


def _reason(seed: OverrideSeed, text: str, acts: Sequence[Act], acted: set[str]) -> str:
    words, near, unless = (pattern(one) for one in (seed.trigger, seed.near, seed.unless))
    if words is None or not words.search(text):
        return "none of its `trigger` words stands there"
    if near and not near.search(text):
        return "none of its `near` words stands there"
    if unless and (hit := unless.search(text)):
        return f"{hit[0]!r} of its `unless` stands there"
    if acted:
        return f"another override decides: {', '.join(sorted(acted))}"
    seen = ", ".join(repr(text[act.start : act.end]) for act in acts) or "none"
    return f"the reader sees no act at its trigger (acts: {seen}); `make: true` makes one"
