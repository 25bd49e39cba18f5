"""What is measured on the texts: the figures that each area can change."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from benchmarks import cases, gold_entities, gold_places, gold_times, gold_tolls
from benchmarks.ablate.texts import Texts
from benchmarks.news import counted, pooled
from dateline.labels.figures import figures
from dateline.lines import tag_line
from dateline.models.mentions import Kind
from dateline.tagging.tagger import NewsTagger

NEWS = ("f1", "actor_f1", "target_f1", "voice_right", "toll_right", "day_right", "country_right", "believable", "believable_recall")


class Figures:
    """What is measured on the texts."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._before: list[tuple[Any, ...]] | None = None

    def of(self, area: str, tagger: NewsTagger) -> dict[str, float]:
        """The figures that an area can change."""
        found = self._labelled(tagger) | self._same(tagger) | self._held(tagger)
        if area == "times":
            found |= self._times(tagger)
        if area == "places":
            found |= self._places(tagger)
        if area == "entities":
            found |= self._entities(tagger)
        if area in ("entities", "events"):
            found |= self._tolls(tagger)
        return found

    def _labelled(self, tagger: NewsTagger) -> dict[str, float]:
        found = {}
        for name, items in self._texts.items.items():
            lines = [tag_line(one) for one in self._texts.tagged(name, tagger)]
            made = figures(pooled(counted(items, lines)))
            found |= {f"{name}.{key}": made[key] for key in NEWS if key in made}
        return found

    def _times(self, tagger: NewsTagger) -> dict[str, float]:
        counts = []
        for row, one in zip(self._texts.rows["wikiwars"], self._texts.tagged("wikiwars", replace(tagger, events=None)), strict=True):
            wanted = tuple(gold_times.Wanted(t["start"], t["end"], t["value"]) for t in row["timex"])
            counts.append(gold_times._count(wanted, gold_times._times(one)))
        return {"wikiwars.value_f1": gold_times._value_f1(counts), "wikiwars.days_right": gold_times._days_right(counts)}

    def _places(self, tagger: NewsTagger) -> dict[str, float]:
        rows = self._texts.rows["geovirus"]
        wanted = [[gold_places._wanted(place) for place in row["locations"]] for row in rows]
        tagged = self._texts.tagged("geovirus", replace(tagger, events=None))
        verdicts = [[gold_places._verdict(w, one.mentions) for w in some] for some, one in zip(wanted, tagged, strict=True)]
        flat = [v for article in verdicts for v in article]
        extra = sum(
            m.place is not None and not any(w.start < m.end and m.start < w.end for w in some)
            for some, one in zip(wanted, tagged, strict=True)
            for m in one.mentions
        )
        right = sum(v.right for v in flat)
        return {
            "geovirus.countries": gold_places._share([[v for v in flat if v.country]]),
            "geovirus.others": gold_places._share([[v for v in flat if not v.country]]),
            "geovirus.f1": 2 * right / (2 * len(flat) + extra) if flat else 0.0,
        }

    def _entities(self, tagger: NewsTagger) -> dict[str, float]:
        rows, kinds = self._texts.rows["re3d"], gold_entities.KINDS
        wanted = [{(e["start"], e["end"], kinds[e["type"]]) for e in row["entities"] if e["type"] in kinds} for row in rows]
        tagged = self._texts.tagged("re3d", replace(tagger, events=None))
        found = [{gold_entities._key(m): m for m in one.mentions if m.kind is not Kind.FACILITY} for one in tagged]
        counts = [gold_entities._count(w, f) for w, f in zip(wanted, found, strict=True)]
        return {f"re3d.{side}": gold_entities._f1(counts, side) for side in ("exact", "overlap")}

    def _tolls(self, tagger: NewsTagger) -> dict[str, float]:
        answers = {line["id"]: line for line in map(tag_line, self._texts.tagged("muc", tagger))}
        found = {}
        for kind in gold_tolls.EFFECTS.values():
            keys = gold_tolls._keys(self._texts.muc, kind).items() if answers else ()
            messages = [gold_tolls.Message(keyed, gold_tolls._given(answers[key], kind)) for key, keyed in keys if key in answers]
            found |= {f"muc.{kind}": gold_tolls.recall(messages), f"muc.{kind}_precision": gold_tolls.precision(messages)}
        return found

    def _held(self, tagger: NewsTagger) -> dict[str, float]:
        lines = [tag_line(one) for one in self._texts.tagged("cases", tagger)]
        verdicts = [cases.holds(case, line) for case, line in zip(self._texts.cases, lines, strict=True)]
        return {"cases.held": sum(map(bool, verdicts)) / max(len(verdicts), 1)}

    def _same(self, tagger: NewsTagger) -> dict[str, float]:
        tagged = [(one.mentions, one.events) for one in self._texts.tagged("sample", tagger)]
        self._before = self._before or tagged
        return {"sample.same": sum(a == b for a, b in zip(tagged, self._before, strict=True)) / max(len(tagged), 1)}
