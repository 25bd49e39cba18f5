"""The commands as a user runs them: data on stdout, one line on stderr when something is wrong, and the exit code."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from dateline.cli import COMMANDS, cli
from dateline.ledger import open_ledger
from tests.cli.conftest import TEXT, Run


def test_help_lists_every_command_and_imports_none(run: Run) -> None:
    code, out, _ = run("--help")
    assert code == 0
    assert all(f"  {name} " in out for name in COMMANDS)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_explains_itself(run: Run, command: str) -> None:
    code, out, _ = run(command, "--help")
    assert code == 0
    assert out.startswith("Usage: ")


def test_a_folder_goes_from_text_to_timeline_and_back_to_its_sentence(run: Run, folder: Path, tmp_path: Path) -> None:
    code, _, err = run("ingest", "--folder", folder, "--published", "2016-10-15", "--timezone", "Asia/Damascus")
    assert (code, "1 new, 0 already settled" in err) == (0, True), err
    code, _, err = run("ingest", "--folder", folder, "--published", "2016-10-15", "--timezone", "Asia/Damascus")
    assert (code, "0 new, 1 already settled" in err) == (0, True), err

    code, out, _ = run("search", "bombed", "--events", "--since", "2016-10-14", "--until", "2016-10-14", "--format", "jsonl")
    events = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert {event["type"] for event in events} == {"ASSAULT"}
    assert all("Warplanes bombed" in event["evidence_text"] for event in events)

    code, out, _ = run("timeline", "--place", "Aleppo", "--events")
    assert "Fri 14 Oct 2016" in out
    code, out, _ = run("outcomes", "--format", "jsonl")
    line = json.loads(out)
    assert (line["outcome"], line["url"], line["attempts"]) == ("indexed", f"folder:{line['source']}/raid.txt", 1)
    assert line["source"].startswith("folder-articles-")

    report = tmp_path / "report.html"
    assert run("report", "--out", report)[0] == 0
    assert "Warplanes" in report.read_text(encoding="utf-8")
    assert run("index", "check")[1].startswith("1 articles")
    assert run("retag")[0] == 0
    assert run("index", "rebuild")[0] == 0
    assert run("index", "check")[0] == 0
    code, out, err = run("doctor")
    assert (code, "FAILED" in out) == (0, False), out


def test_a_new_rule_is_tried_before_it_is_saved(run: Run, folder: Path, tmp_path: Path) -> None:
    rule = tmp_path / "mine.yml"
    rule.write_text("- {id: no-such-rule, disabled: true}\n", encoding="utf-8")
    code, out, err = run("rules", "try", rule, "--on", folder)
    assert (code, out) == (0, "")
    assert err.splitlines()[-1] == "0 gained, 0 lost, 0 changed, 0 dated anew, over 1 article"
    rule = tmp_path / "mine.draft"
    rule.write_text(
        "- {id: make-bombed, make: true, trigger: [bombed], type: PROTEST, example: They bombed it., counter: [They left it.]}\n"
        "- {id: force-bombed, trigger: [bombed], type: PROTEST, example: They bombed it., counter: [They left it.]}\n",
        encoding="utf-8",
    )
    code, out, err = run("rules", "try", rule, "--on", folder)
    assert code == 0
    assert "PROTEST" in out
    assert "Warplanes bombed" in out


def test_a_rule_is_not_tried_over_nothing(run: Run, tmp_path: Path) -> None:
    rule, empty = tmp_path / "mine.yml", tmp_path / "empty"
    rule.write_text("- {id: no-such-rule, disabled: true}\n", encoding="utf-8")
    empty.mkdir()
    repair = "give a folder of .txt articles with --on, or run `dateline ingest --once` first"
    assert run("rules", "try", rule) == (2, "", f"dateline: nothing to compare over: the index is empty; {repair}\n")
    assert run("rules", "try", rule, "--on", empty)[2] == f"dateline: nothing to compare over: {empty} holds no .txt file; {repair}\n"


def test_search_writes_csv_and_geojson(run: Run, folder: Path) -> None:
    run("ingest", "--folder", folder, "--published", "2016-10-15")
    _, out, _ = run("search", "--events", "--format", "csv")
    assert out.startswith("\ufeffid,start,end,day_local,precision,type,")
    rows = list(csv.DictReader(out.removeprefix("\ufeff").splitlines()))
    (raid,) = [row for row in rows if row["type"] == "ASSAULT" and row["status"] == "happened" and row["killed"]]
    kept = ("start", "end", "day_local", "country", "killed", "killed_max", "injured", "injured_max", "title")
    told = {name: raid[name] for name in kept}
    assert told == told | {"day_local": "2016-10-14", "killed": "12", "killed_max": "", "injured": "", "injured_max": ""}
    assert "SY" in {row["country"] for row in rows}
    assert told["start"] < told["end"]
    assert any("Observatory" in row["attribution"] for row in rows)
    _, out, _ = run("search", "--events", "--format", "geojson")
    collection = json.loads(out)
    assert collection["type"] == "FeatureCollection"
    assert any(feature["geometry"] for feature in collection["features"])


def test_feed_says_what_became_of_every_item(run: Run, tmp_path: Path) -> None:
    feed = tmp_path / "feed.xml"
    feed.write_text(
        '<rss version="2.0"><channel><title>T</title><item><title>One</title><link>https://a.example/1</link></item>'
        "<item><title>No link</title></item></channel></rss>",
        encoding="utf-8",
    )
    code, out, err = run("feed", feed)
    assert (code, [json.loads(line)["url"] for line in out.splitlines()]) == (0, ["https://a.example/1"])
    assert "1 of 2 items are entries; skipped 1" in err


def test_extract_keeps_ids_and_names_what_is_no_article(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.html"
    page.write_text(f"<html><body><article>{''.join(f'<p>{p}</p>' for p in TEXT.split(chr(10)) * 3 if p)}</article></body></html>")
    code, out, _ = run("extract", page, "--url", "https://news.example/raid")
    assert (code, json.loads(out)["outcome"]) == (0, "indexed")
    page.write_text("<html></html>")
    code, out, _ = run("extract", page, "--url", "https://news.example/raid")
    assert (code, json.loads(out)["outcome"]) == (0, "skipped_not_article")


WRONG = [
    (("ingest", "--sources", "SOURCES"), {}, "SOURCES:2"),
    (("ingest", "--once"), {"DATELINE_HOST_SPACING": "2"}, "DATELINE_HOST_SPACING"),
    (("search", "--since", "soon"), {}, "--since"),
    (("retag", "--since", "soon"), {}, "--since"),
    (("search", "--near", "36.2"), {}, "--near"),
    (("search", "--near", "136,37,5"), {}, "not on the earth"),
    (("tag",), {}, "either FILEs or --jsonl"),
    (("extract",), {}, "either FILEs or --jsonl"),
    (("tag", "TEXT", "--published", "someday"), {}, "someday"),
    (("tag", "TEXT", "--timezone", "Aleppo", "--published", "2016-10-15"), {}, "Aleppo"),
    (("tag", "TEXT", "--timezone", "Aleppo"), {}, "Aleppo"),
    (("extract", "TEXT", "SOURCES", "--url", "https://a.example/1"), {}, "--url is the address of one page"),
    (("daily", "yesterday"), {}, "yesterday"),
    (("daily", "2016-10-14T00:00Z"), {}, "is not a day"),
    (("daily", "9999-12-31"), {}, "'9999-12-31' is not a day"),
    (("retag", "--until", "9999-12-31"), {}, "--since/--until: at the edge of the calendar: 9999-12-31"),
    (("search", "--until", "9999-12-31"), {}, "at the edge of the calendar: 9999-12-31"),
    (("retag", "--at-most", "1e-300"), {}, "--at-most"),
    (("search", "x", "--place", "\udcff"), {}, "'\\udcff': holds bytes that are no UTF-8"),
    (("incident", "\udcff"), {}, "'\\udcff': holds bytes that are no UTF-8"),
    (("story", "\udcff"), {}, "'\\udcff': holds bytes that are no UTF-8"),
    (("why-not", "x", "--in", "\udcff"), {}, "'\\udcff': holds bytes that are no UTF-8"),
    (("brief", "--to", "a\nBcc: x@y"), {}, "brief: --to: "),
    (("brief", "--sender", "a@["), {}, "brief: --sender: "),
    (("doctor",), {"DATELINE_SEEDS": "/no/such/folder"}, "DATELINE_SEEDS"),
    (("nonsense",), {}, "nonsense"),
    (("search",), {"DATELINE_INDEX_URL": "https://u:s3cret/x@host:9200"}, "DATELINE_INDEX_URL: is not an address"),
    (("timeline",), {"DATELINE_INDEX_URL": "https://host:s3cret"}, "DATELINE_INDEX_URL: is not an address"),
    (("ingest", "--once"), {"DATELINE_INDEX_URL": "https://[::1"}, "DATELINE_INDEX_URL: is not an address"),
    (("search",), {"DATELINE_INDEX_URL": "sqlite:////proc/none/index.db"}, "change DATELINE_INDEX_URL"),
    (("search",), {"DATELINE_INDEX_URL": "sqlite:////tmp"}, "change DATELINE_INDEX_URL"),
    (("timeline",), {"DATELINE_INDEX_URL": "sqlite:///LATIN"}, "change DATELINE_INDEX_URL"),
    (("kibana", "deploy"), {"DATELINE_KIBANA_URL": "https://u:s3cret/x@host:5601"}, "DATELINE_KIBANA_URL: is not an address"),
    (("search",), {"DATELINE_INDEX_URL": "http://localhost:1"}, "is DATELINE_INDEX_URL right?"),
    (("search",), {"DATELINE_INDEX_PASSWORD_FILE": "LATIN"}, "DATELINE_INDEX_PASSWORD_FILE: "),
]


@pytest.mark.parametrize(("arguments", "variables", "named"), WRONG)
def test_wrong_usage_is_one_line_that_names_what_is_wrong(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], variables: dict[str, str], named: str
) -> None:
    sources = tmp_path / "SOURCES"
    sources.write_text("\n- id: one\n  url: https://a.example/feed\n  colour: red\n", encoding="utf-8")
    (tmp_path / "TEXT").write_text("Text.", encoding="utf-8")
    (tmp_path / "LATIN").write_bytes("s3cret-geheimnü".encode("latin-1"))
    monkeypatch.chdir(tmp_path)
    given = [str(tmp_path / word) if word in ("SOURCES", "TEXT") else word for word in arguments]
    code, out, err = run(*given, **variables)
    assert (code, out) == (2, "")
    assert named in err
    assert "Traceback" not in err
    assert "s3cret" not in err
    assert len([line for line in err.splitlines() if line.startswith(("dateline:", "Error:"))]) == 1


def test_a_wrong_time_zone_of_a_line_is_named_with_its_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [{"id": "1", "text": "One.", "timezone": "Asia/Damascus"}, {"id": "2", "text": "Two.", "timezone": "Aleppo"}]
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(json.dumps(line) + "\n" for line in lines)))
    code, _, err = run("tag", "--jsonl")
    assert (code, "tag: line 2: 'Aleppo' is not an IANA time zone" in err) == (2, True), err


def test_no_source_that_answers_is_said_in_the_last_line(run: Run, tmp_path: Path) -> None:
    sources = tmp_path / "sources.yml"
    sources.write_text("- id: dead\n  url: https://127.0.0.1:9/feed\n", encoding="utf-8")
    code, _, err = run("ingest", "--sources", sources, "--once")
    assert code == 1
    assert err.splitlines()[-1].startswith("dateline: no source answered; dead: ")


OUTPUTS = [
    ("report", "--out"),
    ("ledger", "backup", "--out"),
    ("kibana", "build", "--out"),
    ("flags", "export", "--items"),
    ("extract", "PAGE", "--url", "https://a.example/1", "--diff"),
]


@pytest.fixture(scope="module")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with an empty ledger."""
    home = tmp_path_factory.mktemp("home")
    open_ledger(f"sqlite:///{home / 'ledger.db'}").close()
    return home


@pytest.mark.parametrize("command", OUTPUTS, ids=" ".join)
def test_an_output_that_cannot_be_written_is_one_line(run: Run, read_once: Path, tmp_path: Path, command: tuple[str, ...]) -> None:
    page = tmp_path / "page.html"
    page.write_text(f"<html><body><article>{''.join(f'<p>{p}</p>' for p in TEXT.split(chr(10)) * 3 if p)}</article></body></html>")
    out = tmp_path / "none" / "x.html"
    code, _, err = run(*(page if word == "PAGE" else word for word in command), out, DATELINE_HOME=str(read_once))
    assert (code, len(err.splitlines())) == (1, 1), err
    assert (str(out.parent) in err, out.parent.exists()) == (True, False)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("command", [command for command in OUTPUTS if command[0] in ("report", "kibana", "extract")], ids=" ".join)
def test_a_full_disk_is_told_with_the_file_and_what_helps(run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    page = tmp_path / "page.html"
    page.write_text(f"<html><body><article>{''.join(f'<p>{p}</p>' for p in TEXT.split(chr(10)) * 3 if p)}</article></body></html>")
    code, _, err = run(*(page if word == "PAGE" else word for word in command), "/dev/full")
    assert (code, err) == (1, "dateline: /dev/full: No space left on device; make room there\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_full_disk_under_the_pages_of_a_day_is_told_with_the_file(run: Run, tmp_path: Path) -> None:
    part = tmp_path / "home" / "daily" / "2016-10-14.html.part"
    part.parent.mkdir(parents=True)
    part.symlink_to("/dev/full")
    code, _, err = run("daily", "2016-10-14")
    assert (code, err) == (1, f"dateline: {part}: No space left on device; make room there\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_full_disk_behind_the_output_is_told_once(tmp_path: Path) -> None:
    page = tmp_path / "feed.json"
    page.write_text('{"version": "https://jsonfeed.org/version/1", "items": [{"id": "a", "url": "https://a.example/1", "title": "A"}]}')
    ours = [sys.executable, "-c", "from dateline.cli import main; main()", "feed", str(page)]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(ours, env={**os.environ, "DATELINE_HOME": str(tmp_path)}, stdout=full, stderr=subprocess.PIPE, check=False)
    last = done.stderr.decode().splitlines()[-1]
    assert (done.returncode, last) == (1, "dateline: standard output: No space left on device; make room there")


def test_every_option_that_names_a_file_to_write_is_tried() -> None:
    def written(command: click.Command, name: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        if isinstance(command, click.Group):
            for one in command.list_commands(click.Context(command)):
                inner = command.get_command(click.Context(command), one)
                assert inner is not None
                yield from written(inner, (*name, one))
        for param in command.params:
            if isinstance(param, click.Option) and isinstance(param.type, click.Path) and param.type.file_okay and not param.type.exists:
                yield (*name, param.opts[0])

    words = {"PAGE", "--url", "https://a.example/1"}
    assert set(written(cli, ())) == {tuple(word for word in command if word not in words) for command in OUTPUTS}
