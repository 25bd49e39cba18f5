"""`python -m benchmarks.cases FILE`: the collected hard cases of tagging, each tagged and judged by what its line says is right.

A case is one JSON line: `area`, `kind`, `input`, `published` and `right` in a few words. What `right` means is read by its kind; a kind
that nobody reads here is told, not passed over.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.news import tag_lines
from dateline.models.codebook import REAL

Case = Mapping[str, Any]
Line = Mapping[str, Any]
Judge = Callable[[Case, Line], bool]

AREAS = ("events", "status", "types", "roles", "gate", "times", "places", "tolls", "attribution")
NO_BREAK = "\u00a0"


def cases(path: Path) -> list[dict[str, Any]]:
    """The cases of the tagger's areas, with `id` (their line) and `text`."""
    found, last = [], ""
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        case = json.loads(raw)
        if case["area"] in AREAS:
            same = case["input"].startswith("the same with U+00A0")
            last = re.sub(r"(?<=\\d) (?=\\d)", NO_BREAK, last) if same else case["input"]
            found.append(case | {"id": str(number), "text": last})
    return found


def judged(found: Sequence[Case]) -> Iterator[tuple[Case, Line, bool | None]]:
    """Each case with what was tagged and whether it holds; None where its kind is not read here."""
    given = [{"id": case["id"], "text": case["text"], "published": case["published"]} for case in found]
    for case, line in zip(found, tag_lines(given), strict=True):
        yield case, line, holds(case, line)


def holds(case: Case, line: Line) -> bool | None:
    """Whether a case holds as it was tagged; None where its kind is not read here."""
    judge = JUDGES.get(case["kind"])
    return judge(case, line) if judge else None


# ---- what an answer has -------------------------------------------------------------------------------------------------


def events(line: Line, *types: str) -> list[Any]:
    """The events of these types, or all."""
    return [event for event in line["events"] if not types or event["type"] in types]


def real(line: Line, *types: str) -> list[Any]:
    """Those told as happened or ongoing."""
    return [event for event in events(line, *types) if event["status"] in REAL]


def day(event: Any) -> str:
    """The first day of an event where it was, empty without one."""
    return _day_of(event["time"])


def days(line: Line) -> list[str]:
    """The first days of events, and of times where no event has one."""
    return [day(event) for event in line["events"] if day(event)] or [_day_of(m["time"]) for m in line["mentions"] if m["kind"] == "time"]


def _day_of(time: Any) -> str:
    """The day that a start falls on in any zone: days begin within twelve hours of UTC's."""
    start = (time or {}).get("start")
    moment = datetime.fromisoformat(start) if isinstance(start, str) else start
    return (moment + timedelta(hours=12)).date().isoformat() if moment else ""


def names(event: Any, side: str) -> list[str]:
    """The words of one side."""
    return [actor["text"].lower() for actor in event[side]]


def countries(line: Line) -> set[str]:
    """Countries of events."""
    return {event["place"]["country"] for event in line["events"] if event["place"]}


def place_names(line: Line) -> set[str]:
    """Places of events."""
    return {event["place"]["name"] for event in line["events"] if event["place"]}


def tolls(event: Any) -> set[tuple[str, int | None, int | None]]:
    """Kind, least and most."""
    return {(toll["kind"], toll["min"], toll["max"]) for toll in event["casualties"]}


def killed(line: Line) -> set[tuple[int | None, int | None]]:
    """All figures of the dead."""
    return {(low, high) for event in line["events"] for kind, low, high in tolls(event) if kind == "killed"}


# ---- what is right, by kind ---------------------------------------------------------------------------------------------


def _day_is(case: Case, line: Line) -> bool:
    wanted = re.search(r"\d{4}-\d\d-\d\d", case["right"])
    return bool(wanted and wanted[0] in days(line)) and ("no actor" not in case["right"] or not any(e["actors"] for e in line["events"]))


def _composed(case: Case, line: Line) -> bool:
    if "week of" not in case["right"]:
        return _day_is(case, line)
    return any("2015-10-08" <= one <= "2015-10-14" for one in days(line))


def _past(case: Case, line: Line) -> bool:
    """Nothing of the day of publication but what the case names."""
    named = re.match(r"[A-Z]{4,}", case["right"])
    if named and not real(line, named[0]):
        return False
    now = [e for e in line["events"] if e["position"] != "background" and (not named or e["type"] != named[0])]
    if case["right"] == "none":
        return not [e for e in now if e["scope"] != "ordinary" and e["status"] in REAL]
    return not [e for e in now if e["type"] == "ASSAULT" and e["status"] in REAL]


def _none(_: Case, line: Line) -> bool:
    return not [event for event in line["events"] if event["type"] == "ASSAULT" or event["scope"] != "ordinary"]


def _arrow(case: Case, line: Line) -> bool:
    who, whom = (part.strip() for part in case["right"].split("->"))
    return any(any(who in one for one in names(e, "actors")) and any(whom in one for one in names(e, "targets")) for e in line["events"])


def _country(case: Case, line: Line) -> bool:
    return countries(line) == {case["right"]}


def _person(case: Case, line: Line) -> bool:
    first = case["text"].split()[0]
    return not [m for m in line["mentions"] if m["start"] == 0 and m["text"] == first and m["place"]]


def _object(case: Case, line: Line) -> bool:
    return case["right"].split()[-1] in place_names(line)


def _finer(case: Case, line: Line) -> bool:
    wanted = case["right"]
    return wanted in (countries(line) if len(wanted) == 2 else place_names(line))


def _court(case: Case, line: Line) -> bool:
    acts = events(line, "ASSAULT")
    if case["right"].startswith("happened"):
        return any(e["status"] == "happened" and day(e).startswith("2014") for e in acts)
    if case["right"] == "no court":
        return bool(acts) and not any("court" in one for e in acts for one in names(e, "actors"))
    return bool(acts) and not any(e["status"] == "happened" and day(e) == "2016-10-10" for e in acts)


def _count(case: Case, line: Line) -> bool:
    return len(events(line, "ASSAULT")) == int(case["right"])


def _target(case: Case, line: Line) -> bool:
    return any(any(case["right"] in one for one in names(e, "targets")) for e in line["events"])


def _number(case: Case, line: Line) -> bool:
    wanted = int(re.findall(r"\d+", case["right"])[-1])
    kind = "displaced" if "displaced" in case["right"] else "killed"
    return any(low == wanted for e in line["events"] for k, low, _ in tolls(e) if k == kind)


def _pronoun(case: Case, line: Line) -> bool:
    """The doer of the second act: the one named, or the pronoun that stands for it, and never the main subject."""
    wanted, wrong = case["right"].removeprefix("the "), case["got"].removeprefix("the ")
    second = max(events(line, "ASSAULT"), key=lambda e: e["evidence"][0]["trigger"][0], default=None)
    return (
        second is not None
        and any(wanted in one for one in names(second, "actors"))
        and not any(wrong in o for o in names(second, "actors"))
    )


def _toll_noun(case: Case, line: Line) -> bool:
    acts = real(line, "ASSAULT")
    if case["right"].startswith("49"):
        first, *rest = sorted(acts, key=lambda e: e["evidence"][0]["trigger"][0]) or [None]
        return first is not None and ("killed", 49, 49) in tolls(first) and not any(("killed", 49, 49) in tolls(e) for e in rest)
    if "governor" in case["right"]:
        return any(any("governor" in one for one in names(e, "targets")) for e in acts)
    number = int(case["right"].split()[-1])
    return any(("killed", number, number) in tolls(e) for e in acts) and ("Monday" not in case["right"] or "2016-10-10" in days(line))


def _no_entity(case: Case, line: Line) -> bool:
    """Nobody by name, and no government: at most a code composed of country and group ("RUSOPP")."""
    end = case["text"].index("leader") + len("leader")
    acting = [a["entity"] for e in line["events"] for a in (*e["actors"], *e["targets"]) if a["end"] == end and a["entity"]]
    linked = [m["entity"]["id"] for m in line["mentions"] if m["end"] == end and m["entity"]]
    return not [one for one in (*acting, *linked) if not one.startswith("local:") and (not one.isupper() or "GOV" in one)]


def _no_assault(_: Case, line: Line) -> bool:
    return not real(line, "ASSAULT")


def _protest(_: Case, line: Line) -> bool:
    return bool(real(line, "PROTEST"))


def _passive(case: Case, line: Line) -> bool:
    acts = real(line, "ASSAULT")
    if "Darfur" in case["right"]:
        return any(("killed", 3, 3) in tolls(e) and e["place"] and e["place"]["name"] == "Darfur" for e in acts)
    word = "un" if "Nations" in case["right"] else "hospital"
    return any(not e["actors"] and any(one.split()[0] == word for one in names(e, "targets")) for e in acts)


def _status(case: Case, line: Line) -> bool:
    """The single status cases, by the category and status that stand in `right`."""
    right = case["right"]
    if "no ASSAULT happened" in right:
        return bool(real(line, "RETREAT")) and not real(line, "ASSAULT")
    if "withdrawal" in right:
        return bool(events(line, "RETREAT")) and not real(line, "RETREAT")
    if "AGREE" in right:
        return bool(events(line, "AGREE")) and not real(line, "RETREAT")
    if "killed 0" in right:
        return any(("killed", 0, 0) in tolls(e) for e in real(line, "ASSAULT"))
    if "last Sunday" in right:
        return any(day(e) in ("", "2023-04-16") for e in real(line, "ASSAULT"))
    return any(e["status"] == "hypothetical" for e in events(line, "MOBILIZE", "AID"))


def _voice(case: Case, line: Line) -> bool:
    right = case["right"]
    said = [(e, (e["attribution"] or {}).get("source") or "") for e in line["events"]]
    if "413" in right:
        return any("UN" in voice and ("killed", 413, 413) in tolls(e) for e, voice in said)
    if "ministry" in right:
        by = {(t["min"], ((t.get("attribution") or {}).get("source") or "")) for e, _ in said for t in e["casualties"]}
        return any(n == 30 and "ministry" in v for n, v in by) and any(n == 12 and "paramilitar" in v for n, v in by)
    return any(("Karim" in voice or "spokesman" in voice) and e["attribution"]["kind"] == "claim" for e, voice in said if e["attribution"])


def _rebels(_: Case, line: Line) -> bool:
    actors = [a for e in events(line, "REJECT") for a in e["actors"]]
    return any("REB" in (a.get("sector") or a.get("code") or "") for a in actors)


def _doer(case: Case, line: Line) -> bool:
    who = [one for e in events(line, "ASSAULT") for one in names(e, "actors")]
    return any(case["right"].lower() in one for one in who) and not any("area" in one for one in who)


def _type(case: Case, line: Line) -> bool:
    right = case["right"]
    if right == "none":
        return not [e for e in line["events"] if e["scope"] != "ordinary"]
    kind = right.split()[0]
    mode = next((one for one in ("aerial", "strike") if one in right), None)
    found = [e for e in real(line, kind) if mode is None or e["mode"] == mode]
    return bool(found) and ("no ASSAULT" not in right or not real(line, "ASSAULT"))


def _other_clause(_: Case, line: Line) -> bool:
    raid, apology = events(line, "ASSAULT"), events(line, "SUPPORT", "CONCEDE")
    return any(day(e).startswith("2010") for e in raid) and bool(apology) and not any(day(e).startswith("2010") for e in apology)


def _years(_: Case, line: Line) -> bool:
    return not any(one > "2023-04-19" for one in days(line)) and any(one.startswith("2018") for one in days(line))


def _not_place(case: Case, line: Line) -> bool:
    if case["right"] == "no place":
        return not place_names(line)
    return case["right"].removeprefix("not ") not in place_names(line)


def _district(_: Case, line: Line) -> bool:
    return countries(line) == {"EG"}


def _other_toll(case: Case, line: Line) -> bool:
    if "[null, 100]" in case["right"]:
        return killed(line) == {(None, 100)}
    return bool(events(line, "PROTEST")) and not any(e["casualties"] for e in events(line, "PROTEST"))


JUDGES: dict[str, Judge] = {
    "composed time expressions": _composed,
    "numeric dates in text": _day_is,
    "datelines": _day_is,
    "the past told as news": _past,
    "fronted time without comma": _arrow,
    "state abbreviations": _country,
    "places inside person names": _person,
    "the place that is the object": _object,
    "the coarser place wins": _finer,
    "accidents": _none,
    "court reports": _court,
    "one incident counted several times": _count,
    "place taken for the target": _target,
    "numbers": _number,
    "pronouns take the main subject": _pronoun,
    "tolls and nouns": _toll_noun,
    "office words with something between": _no_entity,
    "figures of speech": _no_assault,
    "protests with a bare number as subject": _protest,
    "headline passive": _passive,
    "headline status": _status,
    "endings": _status,
    "until": _status,
    "perception": _status,
    "negated toll": _status,
    "option": _status,
    "headline attribution": _voice,
    "toll's own source": _voice,
    "next sentence": _voice,
    "who speaks for rebels": _rebels,
    "thing as doer": _doer,
    "homonym": _type,
    "no rule": _type,
    "trap": _type,
    "other clause": _other_clause,
    "future": _day_is,
    "years later": _years,
    "visitor": _not_place,
    "adjective": _not_place,
    "office": _not_place,
    "district": _district,
    "other event": _other_toll,
    "hedge": _other_toll,
}


def told(line: Line) -> str:
    """What was tagged, in one line."""
    parts = []
    for e in line["events"]:
        place = e["place"]["name"] if e["place"] else "-"
        roles = f"{names(e, 'actors')}->{names(e, 'targets')}"
        parts.append(f"{e['type']} {e['status']} {e['position']} {roles} {place} {day(e) or '-'} {sorted(map(str, tolls(e)))}")
    return "; ".join(parts) or "no event"


def main(path: Path) -> int:
    """Print what fails, a line for each area, and how many hold."""
    counts: Counter[tuple[str, bool | None]] = Counter()
    for case, line, holds in judged(cases(path)):
        counts[case["area"], holds] += 1
        if holds is not True:
            print(f"{'?' if holds is None else 'no'}  {case['id']:>4} {case['area']}/{case['kind']}: want {case['right']}; {told(line)}")
    for area in AREAS:
        total = sum(count for (name, _), count in counts.items() if name == area)
        print(f"{area:<12} {counts[area, True]} of {total}")
    held = sum(count for (_, holds), count in counts.items() if holds)
    print(f"{held} of {counts.total()} cases hold")
    return 0 if held == counts.total() else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
