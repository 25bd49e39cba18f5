"""Pages of the archive as they are shown: text first, a sandbox on request, and bytes that no browser takes for anything."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from dateline.archive import WarcArchive
from dateline.errors import ArchiveError, LedgerError
from dateline.models.articles import Page
from dateline.pages.access import Access
from dateline.pages.app import application
from dateline.pages.kept import MOST_SHOWN, as_text
from dateline.pages.site import Site
from tests.pages.coded import CODES, NAMES, NOW, filled

HOSTILE = (
    '<html><head><meta http-equiv="refresh" content="0;url=https://evil.example/"><script>alert(1)</script></head>'
    '<body onload="alert(2)"><h1>Raid</h1><img src="https://evil.example/x.png"></body></html>'
)
PAGE = Page(
    "https://wire.example/raid?utm=1",
    "https://wire.example/raid",
    200,
    (("content-type", "text/html; charset=utf-8"),),
    HOSTILE.encode(),
    datetime(2016, 10, 14, 9, 30, tzinfo=UTC),
)


def client(page: Page | Exception = PAGE) -> TestClient:
    def kept(_article_id: str) -> Page:
        if isinstance(page, Exception):
            raise page
        return page

    site = Site(filled(), NAMES, CODES, kept=kept)
    return TestClient(application(site, access=Access(), clock=lambda: NOW), base_url="http://127.0.0.1:8765")


def test_each_report_leads_to_the_page_that_it_was_read_from() -> None:
    assert client().get("/").text.count('<a href="/article/a1/page">archived page</a>') == 2
    assert '<a href="/article/a1/page">' in client().get("/article/a1").text
    without = TestClient(application(Site(filled(), NAMES, CODES), access=Access(), clock=lambda: NOW), base_url="http://127.0.0.1:8765")
    assert "archived page" not in without.get("/").text
    assert without.get("/article/a1/page").status_code == 404


def test_a_page_is_text_with_the_moment_that_it_was_fetched() -> None:
    answer = client().get("/article/a1/page")
    assert (answer.status_code, "as it was on 2016-10-14 09:30 UTC" in answer.text) == (200, True)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text
    assert "<script>alert" not in answer.text
    assert "asked for https://wire.example/raid?utm=1" in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_page_as_sent_can_do_nothing() -> None:
    answer = client().get("/article/a1/page-as-sent")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "allow-" not in policy
    assert "script-src" not in policy  # Nothing but what default-src allows, which is nothing.
    assert (answer.headers["x-content-type-options"], answer.headers["referrer-policy"]) == ("nosniff", "no-referrer")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "http-equiv" not in answer.text
    assert "<h1>Raid</h1>" in answer.text


def test_bytes_are_a_file_and_nothing_else() -> None:
    answer = client().get("/article/a1/page-bytes")
    assert answer.content == PAGE.body
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == 'attachment; filename="dateline-a1.html"'
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_what_is_no_text_is_bytes_only() -> None:
    pdf = client(replace(PAGE, headers=(("content-type", "application/pdf"),), body=b"%PDF-1.4 \xff"))
    assert "take the bytes" in pdf.get("/article/a1/page").text
    answer = pdf.get("/article/a1/page-as-sent")
    assert (answer.headers["content-type"], answer.headers["content-disposition"]) == (
        "application/octet-stream",
        'attachment; filename="dateline-a1.pdf"',
    )


@pytest.mark.parametrize("kind", ["text/html", "text/plain", ""])
def test_a_large_page_is_cut_and_stays_below_what_a_page_may_weigh(kind: str) -> None:
    page = replace(PAGE, headers=(("content-type", kind),), body=b"<p>war<<<\n" * 100_000)
    assert (as_text(page).cut, len(as_text(page).text) > MOST_SHOWN / 4) == (True, True)
    answer = client(page).get("/article/a1/page")
    assert "the bytes hold the rest" in answer.text
    assert len(answer.content) < 300_000


def test_characters_are_those_that_the_page_meant() -> None:
    page = replace(PAGE, headers=(("content-type", "text/html; charset=windows-1251"),), body="<p>Херсон".encode("windows-1251"))
    assert "Херсон" in client(page).get("/article/a1/page").text
    assert "Херсон" in client(page).get("/article/a1/page-as-sent").text


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (ArchiveError("article a1 has no page in the archive"), 404, "article a1 has no page in the archive"),
        (LedgerError("ledger.db: locked"), 503, "The ledger does not answer"),
    ],
)
def test_a_page_that_is_not_there_says_so(error: Exception, status: int, said: str) -> None:
    for path in ("page", "page-as-sent", "page-bytes"):
        answer = client(error).get(f"/article/a1/{path}")
        assert (answer.status_code, said in answer.text) == (status, True)


def test_a_text_of_a_folder_comes_back_from_a_real_archive(tmp_path: Path) -> None:
    archive = WarcArchive(tmp_path.as_uri())
    text = Page("folder:x/a.txt", "folder:x/a.txt", 200, (("content-type", "text/plain"),), b"War <b>here</b>", NOW)
    (reference,) = archive.write([text])
    answer = client(archive.read(reference)).get("/article/a1/page-as-sent")
    assert "<pre>War &lt;b&gt;here&lt;/b&gt;</pre>" in answer.text
