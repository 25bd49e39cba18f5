"""Folders of articles as a source: identity, what sidecars say, and what is left alone."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from dateline.folders import MAX_BYTES, LeftOut, folder_source, published_value, read_folder
from dateline.models.articles import Page
from dateline.models.sources import FeedEntry, Source, SourceKind
from dateline.settings import local_path

NOW = datetime(2026, 11, 23, 20, tzinfo=UTC)
SOURCE = Source(id="mine", url="file:///articles", kind=SourceKind.FOLDER)


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def read(root: Path, **options) -> list[tuple[FeedEntry, Page]]:
    return [one for one in everything(root, **options) if not isinstance(one, LeftOut)]


def everything(root: Path, **options) -> list[tuple[FeedEntry, Page] | LeftOut]:
    return list(read_folder(root, source=options.pop("source", SOURCE), now=NOW, **options))


def left_out(root: Path) -> list[LeftOut]:
    return [one for one in everything(root) if isinstance(one, LeftOut)]


def test_a_bare_text_has_its_path_as_identity_and_nothing_is_guessed(tmp_path):
    write(tmp_path, {"2016/talks.txt": "The first paragraph.\nThe second."})
    url = "folder:mine/2016/talks.txt"
    headers = (("content-type", "text/plain"), ("x-dateline-path", "2016/talks.txt"))
    assert read(tmp_path) == [(FeedEntry(url, source_id="mine"), Page(url, url, 200, headers, b"The first paragraph.\nThe second.", NOW))]


def test_a_sidecar_speaks_for_its_article_and_options_for_silent_ones(tmp_path):
    sidecar = (
        "title: Talks in Lausanne\npublished: 2016-10-15T18:30:00+03:00\nurl: https://Paper.example/a?utm_source=x\n"
        "language: en\ntimezone: Asia/Damascus\noutlet: The Paper\n"
    )
    write(tmp_path, {"a.txt": "Text.", "a.yml": sidecar, "b.txt": "Text."})
    (first, first_page), (second, second_page) = read(tmp_path, published="2016-10-16", timezone="Europe/Zurich")
    assert first == FeedEntry(
        "https://paper.example/a",
        title="Talks in Lausanne",
        published=datetime(2016, 10, 15, 18, 30, tzinfo=timezone(timedelta(hours=3))),
        language="en",
        source_id="mine",
    )
    assert first_page.headers == (
        ("content-type", "text/plain"),
        ("x-dateline-title", "Talks in Lausanne"),
        ("x-dateline-published", "2016-10-15T18:30:00+03:00"),
        ("x-dateline-language", "en"),
        ("x-dateline-timezone", "Asia/Damascus"),
        ("x-dateline-outlet", "The Paper"),
        ("x-dateline-path", "a.txt"),
    )
    assert second.published == datetime(2016, 10, 16, 10, tzinfo=UTC)
    assert second_page.header("x-dateline-timezone") == "Europe/Zurich"


def test_the_source_speaks_where_nobody_else_does(tmp_path):
    write(tmp_path, {"a.txt": "Text."})
    source = Source(id="mine", url="file:///a", kind=SourceKind.FOLDER, name="My notes", language="fr", timezone="Asia/Beirut")
    ((_, page),) = read(tmp_path, source=source)
    assert [page.header(f"x-dateline-{key}") for key in ("outlet", "language", "timezone")] == ["My notes", "fr", "Asia/Beirut"]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<link rel="canonical" href="https://Paper.example/x#top">', "https://paper.example/x"),
        ('<link href="https://paper.example/x?utm_medium=rss" rel="nofollow Canonical">', "https://paper.example/x"),
        ('<link rel="canonical" href="/x">', "folder:mine/a.html"),
        ('<link rel="canonical" href="javascript:alert(1)">', "folder:mine/a.html"),
        ('<link rel="alternate" href="https://paper.example/x">', "folder:mine/a.html"),
        ("\0", "folder:mine/a.html"),
        ("", "folder:mine/a.html"),
    ],
)
def test_a_saved_page_is_known_by_its_canonical_address(tmp_path, head, expected):
    write(tmp_path, {"a.html": f"<html><head>{head}</head><body><p>Text</p></body></html>"})
    ((entry, page),) = read(tmp_path)
    assert (entry.url, page.final_url, page.header("content-type")) == (expected, expected, "text/html")


@pytest.mark.parametrize("body", ["", "\0\0", "<", "<!DOCTYPE", "\ufeff"])
def test_an_odd_page_is_still_a_page(tmp_path, body):
    write(tmp_path, {"a.htm": body})
    ((entry, _),) = read(tmp_path)
    assert entry.url == "folder:mine/a.htm"


def test_other_files_hidden_ones_and_links_out_are_left_alone(tmp_path):
    root = write(tmp_path / "in", {"a.txt": "A", "b.md": "B", ".c.txt": "C", ".git/d.txt": "D", "E.TXT": "E"})
    write(tmp_path, {"secret.txt": "S"})
    (root / "link.txt").symlink_to(tmp_path / "secret.txt")
    (root / "loop.txt").symlink_to(root / "loop.txt")
    (root / "up").symlink_to(tmp_path)
    assert [entry.url for entry, _ in read(root)] == ["folder:mine/E.TXT", "folder:mine/a.txt"]
    assert left_out(root) == [LeftOut(root / "link.txt", "a link that leads out of the folder")]


def test_a_sidecar_that_is_a_link_out_is_refused(tmp_path):
    root = write(tmp_path / "in", {"a.txt": "A"})
    write(tmp_path, {"other.yml": "title: X"})
    (root / "a.yml").symlink_to(tmp_path / "other.yml")
    (left,) = left_out(root)
    assert re.search(r"a\.yml:1: a link that leads out", left.reason)


def test_a_file_over_the_cap_is_skipped_with_its_reason(tmp_path):
    write(tmp_path, {"small.txt": "S"})
    with (tmp_path / "big.txt").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    assert [entry.url for entry, _ in read(tmp_path)] == ["folder:mine/small.txt"]
    assert [left.file.name for left in left_out(tmp_path)] == ["big.txt"]


def test_file_times_never_show(tmp_path):
    write(tmp_path, {"a.txt": "A"})
    before = read(tmp_path)
    os.utime(tmp_path / "a.txt", (0, 0))
    assert read(tmp_path) == before


@pytest.mark.parametrize(
    ("sidecar", "message"),
    [
        ("titel: X", r"a\.yml:1: .*titel: Extra inputs"),
        ("title: A\npublished: yesterday", r"a\.yml:.*published: .*'yesterday' is no date; write 2016-10-15"),
        ("timezone: Mars/Base", r"a\.yml:.*timezone: .*'Mars/Base' is no IANA time zone"),
        ("url: ftp://x/y", r"a\.yml:.*url: .*is no http"),
        ("language: English", r"a\.yml:.*language: "),
        ("- title: X", r"a\.yml:1: must hold 'key: value' lines"),
        ("title: [", r"a\.yml:\d+: not valid YAML"),
    ],
)
def test_a_wrong_sidecar_costs_its_article_alone_and_names_file_and_key(tmp_path, sidecar, message):
    write(tmp_path, {"a.txt": "A", "a.yml": sidecar, "b.txt": "B"})
    left, (good, _) = everything(tmp_path)
    assert left.file == tmp_path / "a.txt"
    assert re.search(message, left.reason)
    assert good.url == "folder:mine/b.txt"


def test_two_folders_of_one_name_are_two_sources_and_one_folder_is_always_the_same(tmp_path):
    x, y = (write(tmp_path / name / "arts", {"a.txt": "A"}) for name in "xy")
    first = folder_source(x, [], timezone=None)
    second = folder_source(y, [first], timezone=None)
    assert first.id != second.id
    assert first.id.startswith("folder-arts-")
    assert folder_source(tmp_path / "y" / ".." / "x" / "arts", [first, second], timezone="Asia/Beirut") == replace(
        first, timezone="Asia/Beirut"
    )


def test_what_an_older_ledger_calls_a_folder_stays_its_name(tmp_path):
    arts = write(tmp_path / "Ü ber 100%#?" / "arts", {"a.txt": "A"})
    older = Source("folder-arts", f"file://{arts}", name="arts", kind=SourceKind.FOLDER)
    assert folder_source(arts, [older], timezone=None) == older
    feed = Source("folder-arts", "https://a.example/", name="arts")
    assert folder_source(arts, [feed], timezone=None).id != "folder-arts"


def test_a_folder_with_a_stated_id_may_move(tmp_path):
    before, after = write(tmp_path / "before", {"a.txt": "A"}), write(tmp_path / "after", {"a.txt": "A"})
    first = folder_source(before, [], timezone="Asia/Beirut", stated="mine")
    moved = folder_source(after, [first], timezone=None, stated="mine")
    assert (moved.id, local_path(moved.url), moved.timezone) == ("mine", after, "Asia/Beirut")


@pytest.mark.parametrize("name", ["plain", "with space", "ü", "100%", "50%41", "a#b", "what?", "a&b;c'd\"e", "file:"])
def test_a_folder_is_found_again_behind_its_address(tmp_path, name):
    folder = tmp_path / name
    folder.mkdir()
    assert local_path(folder.as_uri()) == folder
    assert local_path(f"file://{folder}") == folder
    assert local_path(str(folder)) == folder


def test_a_missing_folder_says_so(tmp_path):
    with pytest.raises(NotADirectoryError, match="nowhere"):
        read(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("value", "zone", "expected"),
    [
        ("2016-10-15", None, datetime(2016, 10, 15, 12, tzinfo=UTC)),
        ("2016-10-15", "Asia/Damascus", datetime(2016, 10, 15, 9, tzinfo=UTC)),
        ("2016-10-15T18:30", "Asia/Damascus", datetime(2016, 10, 15, 15, 30, tzinfo=UTC)),
        ("2016-10-15T18:30:00Z", "Asia/Damascus", datetime(2016, 10, 15, 18, 30, tzinfo=UTC)),
    ],
)
def test_what_a_published_value_means(value, zone, expected):
    assert published_value(value, timezone=zone) == expected


def test_a_date_given_as_a_value_is_the_same_as_its_text(tmp_path):
    write(tmp_path, {"a.txt": "A"})
    assert read(tmp_path, published=date(2016, 10, 15)) == read(tmp_path, published="2016-10-15")
