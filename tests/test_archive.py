"""The WARC archive: whatever goes in comes out, damage is named, and other readers understand the files."""

from __future__ import annotations

import gzip
import io
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from dateline.archive import WarcArchive
from dateline.errors import ArchiveError
from dateline.models.articles import Page

MOMENT = datetime(2016, 10, 15, 22, 40, 1, 2345, tzinfo=timezone(timedelta(hours=3)))
HTTP = Page(
    url="https://wire.example/a?x=1",
    final_url="https://wire.example/b",
    status=200,
    headers=(("content-type", "text/html; charset=utf-8"), ("content-encoding", "gzip"), ("set-cookie", "a"), ("set-cookie", "b")),
    body="<p>Grüße aus حلب</p>".encode(),
    fetched_at=MOMENT,
)
FILE = Page(
    url="folder:mine/talks.txt",
    final_url="folder:mine/talks.txt",
    status=200,
    headers=(("content-type", "text/plain"), ("x-dateline-title", "Žena: a “title”")),
    body=b"One paragraph.\nAnother.",
    fetched_at=MOMENT,
)


@pytest.fixture
def archive(tmp_path: Path) -> WarcArchive:
    return WarcArchive(f"file://{tmp_path}/archive")


def test_a_batch_is_one_file_by_date_and_comes_back_in_any_order(archive, tmp_path):
    first, second = archive.write([HTTP, FILE])
    assert (archive.read(second), archive.read(first)) == (FILE, HTTP)
    files = [path for path in (tmp_path / "archive").rglob("*") if path.is_file()]
    assert [path.parent.relative_to(tmp_path / "archive").as_posix() for path in files] == ["2016/10/15"]
    assert files[0].name.endswith(".warc.gz")


def test_files_are_warc_that_others_read(archive, tmp_path):
    archive.write([HTTP, FILE])
    (path,) = (tmp_path / "archive").rglob("*.warc.gz")
    with path.open("rb") as file:
        records = [
            (r.rec_type, r.rec_headers.get_header("WARC-Target-URI"), r.content_stream().read())
            for r in ArchiveIterator(file, check_digests="raise")
        ]
    assert [kind for kind, _, _ in records] == ["warcinfo", "response", "resource"]
    assert records[1:] == [("response", HTTP.final_url, HTTP.body), ("resource", FILE.final_url, FILE.body)]


def test_an_empty_batch_writes_nothing(archive, tmp_path):
    assert list(archive.write([])) == []
    assert not (tmp_path / "archive").exists()


def test_it_works_over_object_stores():
    archive = WarcArchive("memory://dateline-test-archive")
    (reference,) = archive.write([HTTP])
    assert archive.read(reference) == HTTP


@pytest.mark.parametrize("reference", ["", "x", "../../etc/passwd#0,10", "a/../../b.warc.gz#0,10", "2016/10/15/none.warc.gz#0,99"])
def test_a_reference_that_leads_nowhere_is_named(archive, reference):
    with pytest.raises(ArchiveError, match="archive file://"):
        archive.read(reference)


def damaged(path: Path, how: str) -> None:
    raw = path.read_bytes()
    if how == "cut":
        path.write_bytes(raw[:-20])
    elif how == "zeros":
        path.write_bytes(b"\0" * len(raw))
    else:
        offset = len(raw) // 2
        path.write_bytes(raw[:offset] + bytes([raw[offset] ^ 0xFF]) + raw[offset + 1 :])


@pytest.mark.parametrize("how", ["cut", "zeros", "flipped"])
def test_damage_is_an_archive_error_that_names_the_reference(archive, tmp_path, how):
    (reference,) = archive.write([HTTP])
    damaged(next((tmp_path / "archive").rglob("*.warc.gz")), how)
    with pytest.raises(ArchiveError) as caught:
        archive.read(reference)
    assert reference in str(caught.value)


def test_a_changed_body_is_noticed_by_its_digest(archive, tmp_path):
    (reference,) = archive.write([FILE])
    path = next((tmp_path / "archive").rglob("*.warc.gz"))
    place, _, span = reference.rpartition("#")
    offset, length = map(int, span.split(","))
    raw = path.read_bytes()
    record = gzip.GzipFile(fileobj=io.BytesIO(raw[offset : offset + length])).read()
    forged = gzip.compress(record.replace(b"One paragraph", b"Two paragraph"))
    path.write_bytes(raw[:offset] + forged)
    with pytest.raises(ArchiveError):
        archive.read(f"{place}#{offset},{len(forged)}")


def test_a_disk_that_refuses_is_an_archive_error(tmp_path):
    (tmp_path / "archive").write_text("a file where the folder should be")
    with pytest.raises(ArchiveError, match="cannot write"):
        WarcArchive(f"file://{tmp_path}/archive").write([HTTP])


FILLS = """
import os, resource, sys
from datetime import UTC, datetime
from dateline.archive import WarcArchive
from dateline.errors import ArchiveError
from dateline.models.articles import Page

page = Page("https://a.example/", "https://a.example/", 200, (), os.urandom(300_000), datetime(2016, 10, 15, tzinfo=UTC))
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
try:
    WarcArchive(sys.argv[1]).write([page])
except ArchiveError as error:
    print(error)
"""


def test_a_write_that_ends_midway_leaves_nothing_and_names_the_repair(archive, tmp_path):
    """A limit on the size of files ends a write as a full disk does: after some of it."""
    (reference,) = archive.write([HTTP])
    before = [path for path in tmp_path.rglob("*") if path.is_file()]
    url = f"file://{tmp_path}/archive"
    said = subprocess.run([sys.executable, "-c", FILLS, url], capture_output=True, text=True, check=True).stdout
    assert said.startswith(f"archive {url}: cannot write 2016/10/15/dateline-20161015T000000Z-")
    assert said.endswith("File too large; make room there and run the command again; nothing is lost\n")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == before
    assert archive.read(reference) == HTTP


def test_an_unknown_store_is_an_archive_error():
    with pytest.raises(ArchiveError, match="DATELINE_ARCHIVE_URL"):
        WarcArchive("nosuch://somewhere")


NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,12}", fullmatch=True)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
URLS = st.one_of(
    st.builds("https://{}.example/{}".format, NAMES, TEXT),
    st.builds("folder:{}/{}".format, NAMES, TEXT),
)
PAGES = st.builds(
    Page,
    url=URLS,
    final_url=URLS,
    status=st.integers(200, 304),
    headers=st.lists(st.tuples(NAMES, TEXT), max_size=4).map(tuple),
    body=st.binary(max_size=300),
    fetched_at=st.datetimes(datetime(1995, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - Hypothesis wants naive bounds
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pages=st.lists(PAGES, min_size=1, max_size=4))
def test_whatever_goes_in_comes_out(pages):
    archive = WarcArchive("memory://dateline-property")
    assert [archive.read(reference) for reference in archive.write(pages)] == pages
