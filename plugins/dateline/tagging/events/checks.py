"""Does every rule do what it says? Its example must fire it, its counter-examples must not. Pure but for the seeds it reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from dateline.models import Article
from dateline.seeds.events import EventSeed, load_events, where
from dateline.seeds.lexicon import load_lexicon
from dateline.settings import Settings
from dateline.tagging.events.coder import EventCoder
from dateline.tagging.events.rules import compile_rules
from dateline.tagging.language_model import LanguageModel, load_model
from dateline.tagging.reading import Parse, Reading


def check_rules(settings: Settings) -> list[str]:
    """What is wrong with the rules of these settings, each as `file:line: id: what was expected`. Raises SeedError for bad files."""
    entries = load_events(settings.seeds)
    coder = EventCoder(compile_rules(entries), load_lexicon(settings.seeds))
    return [_located(problem, entry, settings.seeds) for entry, problem in problems(entries, coder, load_model(settings.model))]


def problems(entries: Sequence[EventSeed], coder: EventCoder, model: LanguageModel) -> Iterator[tuple[EventSeed, str]]:
    """The rules whose example does not fire them, or whose counter-example does."""
    trials = [(entry, text, text == entry.example) for entry in entries if entry.is_rule for text in (entry.example, *entry.counter)]
    for (entry, text, expected), reading in zip(trials, readings(model, [text for _, text, _ in trials]), strict=True):
        fired = [event.rule for event in coder.code(reading)]
        if expected and entry.id not in fired:
            near = next((miss.reason for miss in coder.near_misses(reading) if miss.rule == entry.id), "its trigger was not found")
            yield entry, f"its example does not fire it ({near}; fired: {', '.join(fired) or 'nothing'}): {text!r}"
        elif not expected and entry.id in fired:
            yield entry, f"its counter-example fires it: {text!r}"


def readings(model: LanguageModel, texts: Sequence[str]) -> Iterator[Reading]:
    """Single sentences, parsed, without mentions."""
    for text, doc in zip(texts, model.parse(texts), strict=True):
        article = Article(id="example", url="folder:example", title=None, text=text)
        span = (0, len(text))
        yield Reading(article, [span], [span], relevant=True, parses={0: Parse(0, len(text), doc)})


def _located(problem: str, entry: EventSeed, overlays: Sequence[Path]) -> str:
    return f"{where(entry.id, overlays)}: {entry.id}: {problem}"
