"""`dateline rules why`, `why-not` and `tag --explain`: the true reason first, for an article of the index, an address and a file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dateline import wiring
from dateline.query import Query
from tests.cli.conftest import Run

TEXT = (
    "Rebels threaten to shell port\n\n"
    "Gunmen shelled the port of Azaz on Friday, killing two drivers, the governor said. The weather was fine for once.\n\n"
    "Gunmen shelled the port of Azaz, killing two drivers. Militia fighters seized the radio station in 2014.\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "port.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def article(run: Run, tmp_path: Path) -> str:
    """The id of an article in the index."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "port.txt").write_text(TEXT, encoding="utf-8")
    (folder / "short.txt").write_text("Nothing.", encoding="utf-8")
    run("ingest", "--folder", folder, "--published", "2016-10-15")
    _, out, _ = run("search", "--format", "jsonl")
    return str(json.loads(out.splitlines()[0])["id"])


def events(article: str) -> Iterator[dict[str, Any]]:
    for hit in wiring.index(wiring.settings()).events(Query(article_ids=(article,))).hits:
        yield dict(hit.body)


# ---- rules why ----------------------------------------------------------------------------------------------------------


def test_each_sentence_is_told_for_people_and_for_machines(run: Run, file: Path) -> None:
    code, out, err = run("rules", "why", file, "--published", "2016-10-15")
    assert (code, "5 sentences" in err) == (0, True), err
    assert "told    'threaten'" in out
    assert re.search(r"THREATEN \(\d\.\d\d, else [A-Z]+ \d\.\d\d\), happened \(\d\.\d\d, else [a-z]+ ", out)
    _, lines, _ = run("rules", "why", file, "--published", "2016-10-15", "--jsonl")
    rows = [json.loads(line) for line in lines.splitlines()]
    assert [TEXT[slice(*row["sentence"])] for row in rows] == [row["text"] for row in rows]
    assert {act["fate"] for row in rows for act in row["acts"]} >= {"told"}


def test_an_overlay_that_vetoes_is_named(run: Run, file: Path, tmp_path: Path) -> None:
    seeds = tmp_path / "mine" / "events"
    seeds.mkdir(parents=True)
    (seeds / "mine.yml").write_text("- {id: no-port, trigger: shelled, veto: true, near: port, example: a, counter: [b]}\n")
    _, out, _ = run("rules", "why", file, DATELINE_SEEDS=str(seeds.parent))
    assert "override no-port acts" in out
    assert "vetoed by no-port" in out
    _, out, _ = run("why-not", "Gunmen shelled the port of Azaz on Friday", "--in", file)
    assert out.splitlines()[0] == "override: no-port vetoes 'shelled'"


def test_what_cannot_be_tagged_is_said_in_one_line(run: Run, tmp_path: Path) -> None:
    french = tmp_path / "f.txt"
    french.write_text("Les rebelles ont attaqué la ville et les soldats sont partis vers le nord avec leurs familles. " * 5, "utf-8")
    assert run("rules", "why", french) == (1, "", f"dateline: {french}: not tagged: fr\n")


# ---- why-not ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quote", "options", "reason"),
    [
        ("Gunmen shelled the port of Azaz on Friday", [], "it is: event "),
        ("gunmen  SHELLED the port of Azaz on Friday", [], "it is: event "),
        ("The weather was fine for once", [], "reader: the reader sees no act in it"),
        (
            "Gunmen shelled the harbour of Azaz on Friday, killing two drivers",
            [],
            "text: the text does not say that; nearest: 'Gunmen shelled",
        ),
        (
            "Gunmen shelled the port of Azaz on Friday",
            ["--since", "2016-11-01"],
            "filter: left out by --since: the event is told for 2016-10",
        ),
        ("Gunmen shelled the port of Azaz on Friday", ["--status", "denied"], "filter: left out by --status: its status is happened"),
        ("Gunmen shelled the port of Azaz on Friday", ["--type", "PROTEST"], "filter: left out by --type: its type is ASSAULT"),
        ("Gunmen shelled the port of Azaz on Friday", ["--min-confidence", "1"], "filter: left out by --min-confidence: its confidence is"),
        ("Gunmen shelled the port of Azaz on Friday", ["--place", "Peru"], "filter: left out by --place: its place is Azaz"),
        ("seized the radio station", [], "day: its day is not told, only 2014-01-01 to 2014-12-31"),
    ],
)
def test_the_first_line_is_the_true_reason(run: Run, article: str, quote: str, options: list[str], reason: str) -> None:
    code, out, _ = run("why-not", quote, "--in", article, *options)
    assert code == 0
    assert out.startswith(reason), out
    failed = [line for line in out.splitlines() if line.startswith("  no")]
    assert len(failed) == (0 if reason.startswith("it is") else 1)


def test_a_later_telling_is_merged_into_the_first(run: Run, article: str) -> None:
    code, out, _ = run("why-not", "Gunmen shelled the port of Azaz, killing two drivers.", "--in", article)
    joined = [event["id"] for event in events(article) if len(event["evidence"]) > 1]
    assert code == 0
    assert any(out.startswith(f"merged: told again: merged into event {one}, first told by 'Gunmen shelled") for one in joined), out


def test_an_article_is_named_by_its_address_and_a_file_by_its_path(run: Run, article: str, file: Path) -> None:
    url = wiring.index(wiring.settings()).article(article)["url"]["full"]  # type: ignore[index]
    for name, options in ((url, ()), (file, ("--published", "2016-10-15"))):
        _, out, _ = run("why-not", "Gunmen shelled the port of Azaz on Friday", "--in", name, *options)
        assert out.startswith("it is: event "), out


def test_an_address_that_was_never_seen_or_is_no_article_says_how_its_entry_ended(run: Run, article: str) -> None:
    url = wiring.index(wiring.settings()).article(article)["url"]["full"]  # type: ignore[index]
    _, out, _ = run("why-not", "Nothing", "--in", url.replace("port.txt", "short.txt"))
    assert out.startswith("article: not in the index: its entry is skipped_not_article ("), out
    _, out, _ = run("why-not", "Nothing", "--in", "https://news.example/never")
    assert out.startswith("article: https://news.example/never was never seen"), out


def test_an_index_of_other_rules_is_said_to_be_behind(run: Run, article: str) -> None:
    index = wiring.index(wiring.settings())
    body = dict(index.article(article) or {})
    _strip(index, article)
    _, out, _ = run("why-not", "Gunmen shelled the port of Azaz on Friday", "--in", article)
    assert out.startswith(f"rules: tagged with rules 0.0.1+old; today's ({body['rules']}) tell it: `dateline retag --rules-not-current`"), (
        out
    )


def _strip(index: Any, article: str) -> None:
    """The article as an older release left it, which told nothing of it."""
    from dateline.models.documents import Document
    from dateline.protocols.index import Bundle

    body = dict(index.article(article))
    body |= {"event_ids": [], "event_count": 0, "rules": "0.0.1+old", "revision": body["revision"] + 1}
    index.write([Bundle(Document("articles", article, body["revision"], body))])


def test_a_chain_as_json_names_the_events(run: Run, article: str) -> None:
    _, out, _ = run("why-not", "Gunmen shelled the port of Azaz on Friday", "--in", article, "--jsonl")
    answer = json.loads(out)
    assert answer["reason"] == f"it is: event {answer['events'][0]}"
    assert answer["events"][0] in {event["id"] for event in events(article)}
    assert [(step["name"], step["holds"]) for step in answer["steps"]] == [(name, True) for name in ("article", "text", "told", "shown")]


def test_a_headline_is_context_and_without_any_date_there_is_no_day(run: Run, article: str, file: Path) -> None:
    _, out, _ = run("why-not", "Rebels threaten to shell", "--in", article)
    assert out.startswith("text: it stands in the headline alone"), out
    _, out, _ = run("why-not", "Gunmen shelled the port of Azaz on Friday", "--in", file)
    assert out.startswith("day: it has no day (it tells no time, its article no date of publication)"), out


def test_an_empty_quote_is_refused(run: Run, file: Path) -> None:
    assert run("why-not", " ", "--in", file) == (2, "", "dateline: why-not: the quote is empty; give some words of the sentence\n")


# ---- tag --explain ------------------------------------------------------------------------------------------------------


def test_explaining_names_the_runners_up_and_the_words_that_carried(run: Run, file: Path) -> None:
    code, out, _ = run("tag", file, "--published", "2016-10-15", "--explain")
    assert code == 0
    (carried,) = [line for line in out.splitlines() if "carried: " in line and "status by 'threaten'" in line]
    assert carried.strip().startswith("because carried: ")
    assert re.search(r"because type: THREATEN \(\d\.\d\d\), else [A-Z]+ \(\d\.\d\d\)", out)
    _, plain, _ = run("tag", file, "--published", "2016-10-15")
    assert "carried" not in plain
