"""What the tests in a real browser share: the pages over an index, with a desk and an archive, and what is read off them.

A click does not wait for the page that it asks for. What is read after one is `expect`ed, which waits for it, or stands after
`wait_for_url`: `count()` and `all_inner_texts()` answer for the page that is there, which may be the one before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from dateline.errors import ArchiveError
from dateline.ledger import open_desk
from dateline.models.articles import Page
from dateline.pages.site import Site
from tests.fakes import FakeIndex
from tests.pages.coded import CODES, NAMES
from tests.pages.story import NOW
from tests.services_browser import served

if TYPE_CHECKING:
    from playwright.sync_api import Page as Tab

WEEK = "/?place=Sudan&since=2023-04-15&until=2023-04-20"
SENTENCES = "#results .rows .w"
HOSTILE = (
    "<html><head><meta http-equiv='refresh' content='0;url=/flags'><link rel=stylesheet href='https://evil.example/x.css'></head>"
    "<body><h1 id=said>Shells fell</h1><script>document.getElementById('said').textContent = 'changed'</script>"
    "<img src='https://evil.example/x.png'>"
    "<form action='/flag/e4' method=post><button name=kind value=star>Win</button></form></body></html>"
)
PAGES = [
    "/",
    WEEK,
    "/?q=a+%22b",
    "/?place=Nowhereville",
    "/article/a1",
    "/article/a4/page",
    "/article/a1/page",
    "/flag/e1",
    "/flags",
    "/watch",
    "/?when=coarse",
    "/none",
]  # One of each kind, where every report stands for itself.
PAGES_OF_HAPPENINGS = [WEEK, "/incident/n1", "/flag/n1", "/enter"]


@contextmanager
def pages_over(index: FakeIndex, folder: Path) -> Iterator[str]:
    """The address of the pages over an index, with a desk and an archive."""
    desk = open_desk(f"sqlite:///{folder / 'ledger.db'}")
    with served(Site(index, NAMES, CODES, sample=True, desk=desk, kept=kept), lambda: NOW) as root:
        yield root


def kept(article_id: str) -> Page:
    """The archive: a page that would like to do something, of one article."""
    if article_id != "a4":
        raise ArchiveError(f"article {article_id} has no page in the archive")
    return Page("https://wire.example/4", "https://wire.example/4", 200, (("content-type", "text/html"),), HOSTILE.encode(), NOW)


def sentences(page: Tab) -> list[str]:
    """The lines of the results."""
    return [re.sub(r"\s+", " ", text).strip() for text in page.locator(SENTENCES).all_inner_texts()]
