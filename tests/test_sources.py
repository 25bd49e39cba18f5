"""Sources as seeds: the shipped ones load, and what is wrong in a file is named."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from dateline.errors import SeedError
from dateline.identity import canonical_url
from dateline.models.sources import Source, SourceKind
from dateline.seeds import read_list
from dateline.seeds.sources import load_sources, load_sources_file


def test_the_shipped_sources_are_many_complete_and_different():
    sources = load_sources()
    assert len(sources) >= 60
    assert all(source.name and source.language and source.timezone and source.kind is SourceKind.FEED for source in sources)
    assert len({canonical_url(source.url) for source in sources}) == len(sources)
    assert {tag for source in sources for tag in source.tags} >= {
        "world",
        "humanitarian",
        "un",
        "analysis",
        "mena",
        "africa",
        "asia",
        "europe",
    }


FULL = """
- id: paper
  url: https://paper.example/rss
  name: The Paper
  kind: feed
  language: en
  country: SY
  timezone: Asia/Damascus
  every: PT30M
  spacing: PT5S
  tags: [mena]
  note: A note.
- {id: notes, url: file:///articles, kind: folder}
- {id: gone, url: "https://off.example/", disabled: true}
"""


def test_a_file_becomes_sources(tmp_path):
    path = tmp_path / "sources.yml"
    path.write_text(FULL, encoding="utf-8")
    assert load_sources_file(path) == (
        Source(
            id="paper",
            url="https://paper.example/rss",
            name="The Paper",
            language="en",
            country="SY",
            timezone="Asia/Damascus",
            every=timedelta(minutes=30),
            spacing=timedelta(seconds=5),
            tags=("mena",),
            note="A note.",
        ),
        Source(id="notes", url="file:///articles", kind=SourceKind.FOLDER),
    )


def test_json_is_read_too(tmp_path):
    path = tmp_path / "sources.json"
    path.write_text('[{"id": "paper", "url": "https://paper.example/rss"}]', encoding="utf-8")
    assert load_sources_file(path) == (Source(id="paper", url="https://paper.example/rss"),)


def test_an_overlay_changes_adds_and_removes(tmp_path):
    first = load_sources()[0]
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "mine.yml").write_text(
        f"- {{id: {first.id}, disabled: true, url: 'https://x.example/'}}\n- {{id: mine, url: 'https://mine.example/rss'}}\n",
        encoding="utf-8",
    )
    changed = {source.id for source in load_sources([tmp_path])}
    assert changed == {source.id for source in load_sources()} - {first.id} | {"mine"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- {url: 'https://x.example/'}", r"id: Field required"),
        ("- {id: x}", r"s\.yml:1: x\.url: Field required"),
        ("- {id: x, url: 'https://x.example/', titel: A}", r"x\.titel: Extra inputs"),
        ("- {id: X y, url: 'https://x.example/'}", r"X y\.id: String should match"),
        ("- {id: x, url: 'ftp://x.example/'}", r"x\.url: .*write https://"),
        ("- {id: x, url: 'https://x.example/', timezone: Mars}", r"x\.timezone: .*no IANA time zone"),
        ("- {id: x, url: 'https://x.example/', country: NO}", r"x\.country: .*write it in quotes"),
        ("- {id: x, url: 'https://x.example/', every: hourly}", r"x\.every: .*'hourly' is not an ISO 8601 duration"),
        ("- {id: x, url: 'https://x.example/', every: PT1S}", r"x\.every: .*between PT5M and P30D"),
        ("- {id: x, url: 'https://x.example/', every: P99999999999D}", r"x\.every: .*between PT5M and P30D"),
        (f"- {{id: x, url: 'https://x.example/', every: {10**30}}}", r"s\.yml:1: x\.every: "),
        ("- {id: x, url: 'https://x.example/', every: .inf}", r"s\.yml:1: x\.every: "),
        ("- {id: x, url: 'https://x.example/', every: .nan}", r"s\.yml:1: x\.every: "),
        (f"- {{id: x, url: 'https://x.example/', spacing: PT{'9' * 400}S}}", r"x\.spacing: .*between PT0S and PT1M"),
        ("- {id: x, url: 'https://x.example/', spacing: PT61S}", r"x\.spacing: .*between PT0S and PT1M"),
        ("- {id: x, url: 'https://x.example/', spacing: -5}", r"x\.spacing: .*between PT0S and PT1M"),
        ("- {id: x, url: 'https://x.example/', kind: folder}", r"x\.url: .*kind: folder needs a path"),
        ("- {id: x, url: 'file:///a'}", r"x\.url: .*needs kind: folder"),
        ("- {id: x, url: 'https://x.example/'}\n- {id: x, url: 'https://y.example/'}", r"s\.yml:2: x: this id stands twice"),
        ("id: x", r"must hold a list"),
    ],
)
def test_what_is_wrong_is_named_with_file_and_key(tmp_path, text, message):
    path = tmp_path / "s.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SeedError, match=message) as caught:
        load_sources_file(path)
    assert str(path) in str(caught.value)


X = "id: x, url: 'https://x.example/'"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[" * 20_000, 1),
        ("\n- {id: x, tags: " + "[" * 20_000, 2),
        (f"- {{{X}, tags: {'[' * 900}{']' * 900}}}", 1),
        (f"\n- {{{X}, tags: &a [*a]}}", 2),
        (f"- {{{X},\n   every: {'9' * 5000}}}", 2),
        (f"- {{{X},\n   every: 0x{'f' * 5000}}}", 2),
        (f"- {{{X},\n   every: 0x_}}", 2),
        (f"- {{{X},\n   disabled: !!bool maybe}}", 2),
        (f"- {{{X},\n   note: !!timestamp soon}}", 2),
    ],
    ids=["list", "in a mapping", "deep", "in itself", "number", "hexadecimal", "no digits", "truth", "time"],
)
@pytest.mark.parametrize("suffix", ["yml", "json"])
def test_what_cannot_be_held_is_named_with_file_and_line(tmp_path: Path, text: str, line: int, suffix: str) -> None:
    path = tmp_path / f"s.{suffix}"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SeedError) as caught:
        load_sources_file(path)
    said = str(caught.value)
    assert (said.startswith(f"{path}:{line}: "), "\n" in said, len(said) < 300 + len(str(path))) == (True, False, True), said


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SeedError, match=r"pipe: is not a file"):
        load_sources_file(tmp_path / "pipe")


def test_an_overlay_removes_by_id_alone(tmp_path):
    (tmp_path / "sources").mkdir()
    first, *rest = load_sources()
    (tmp_path / "sources" / "ours.yml").write_text(f"- {{id: {first.id}, disabled: true}}\n", encoding="utf-8")
    assert load_sources([tmp_path]) == tuple(rest)


def test_a_file_that_would_be_passed_over_is_an_error(tmp_path):
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "ours.yaml").write_text("[]", encoding="utf-8")
    with pytest.raises(SeedError, match=r"ours\.yaml: only \*\.yml is read"):
        load_sources([tmp_path])


def test_a_kind_that_is_not_read_yet_is_an_error(tmp_path):
    path = tmp_path / "sources.yml"
    path.write_text("- {id: map, url: 'https://paper.example/sitemap.xml', kind: sitemap}\n", encoding="utf-8")
    with pytest.raises(SeedError, match=r"map\.kind: sitemaps are not read yet"):
        load_sources_file(path)


@pytest.mark.parametrize(
    "text",
    [
        '[{"id": "a", "url": "https://a.example/"}]',
        '[\n {"id": "a",\n  "url": "https://a.example/", "tags": ["x", "y"]},\n\n {"id": "b",\n "disabled": true}\n]\n',
        "[]",
        '[{"id": "a", "note": "ü \\u00fc \\n"} , {"id": "b", "every": 1.5, "name": null}]',
    ],
)
def test_a_list_in_json_is_read_as_yaml_reads_it(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    (tmp_path / "b.json").write_text(f" {text}", encoding="utf-8")  # A blank in front: YAML reads it.
    assert list(read_list(tmp_path / "a.json")) == list(read_list(tmp_path / "b.json"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[{"id": "a", "url": "https://a.example/"},\n {"id": "b", "url": "nowhere"}]', ":2: b.url: "),
        ('[{"id": "a", "url": "https://a.example/"},\n {"id": "a", "url": "https://b.example/"}]', ":2: a: this id stands twice"),
        ('[{"id": "a",\n "id": "b", "url": "https://a.example/"}]', ":1: not valid YAML: key 'id' stands twice"),
        ('[{"id": "a", "url": "https://a.example/"}\n {"id": "b"}]', ":2: not valid YAML: "),
        ('[{"id": "a", "url": "https://a.example/"}', ":2: not valid YAML: "),
        ('[{"id": "a", "url": "https://a.example/"}] x', ":1: not valid YAML: "),
        ('["a"]', ":1: every entry must be a mapping with an id, not 'a'"),
        ('[{"id": "a", "url": "https://a.example/", "note": {"b": 1}}]', ":1: a.note: "),
    ],
)
def test_what_is_wrong_in_json_is_named_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "s.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SeedError) as caught:
        load_sources_file(path)
    assert str(caught.value).startswith(f"{path}{said}")
