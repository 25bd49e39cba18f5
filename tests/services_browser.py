"""A real Chromium for the tests, and pages served to it on a port of their own.

`tests/setup-services.sh` installs the browser. Without it the tests are skipped with the line that installs it; in CI that is a failure.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import uvicorn

from dateline.pages.access import Access
from dateline.pages.app import application
from dateline.pages.server import config, listen
from dateline.pages.site import Site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = Path("/usr/bin/chromium")


@contextmanager
def served(site: Site, clock: Callable[[], datetime]) -> Iterator[str]:
    """The address of the pages while they are served."""
    listening = listen("127.0.0.1", 0)
    server = uvicorn.Server(config(application(site, access=Access(), clock=clock)))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    listening.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Started once for the tests of a file, and gone with them: while it is open, no other test of this process can run an event loop."""
    if not CHROMIUM.exists():
        missing = "no Chromium on this machine: run tests/setup-services.sh"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--disable-background-networking", "--no-sandbox"])
        yield opened
        opened.close()
