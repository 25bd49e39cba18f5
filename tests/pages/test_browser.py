"""The pages in a real browser: no error, the keyboard reaches the content, and text has the contrast that people need."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from dateline.pages.access import Access
from dateline.pages.app import application
from dateline.pages.server import config, listen
from tests.pages.coded import NAMES, NOW, filled

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]
CHROMIUM = Path("/usr/bin/chromium")

CONTRAST = """() => {
  const lum = c => { const [r, g, b] = c.map(v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4 });
                     return .2126 * r + .7152 * g + .0722 * b };
  const rgb = s => (s.match(/[\\d.]+/g) || []).map(Number);
  const ground = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor);
                        if (c.length < 4 || c[3] > 0) return c.slice(0, 3) }
                        return [255, 255, 255] };
  const low = [];
  for (const e of document.querySelectorAll('h1, h2, h3, p, dt, dd, a, label, mark, blockquote, figcaption, .status, .fine, button')) {
    if (!e.textContent.trim() || e.classList.contains('skip')) continue;
    const a = lum(rgb(getComputedStyle(e).color).slice(0, 3)), b = lum(ground(e));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) low.push(`${e.tagName}.${e.className} ${ratio.toFixed(2)} ${e.textContent.trim().slice(0, 30)}`);
  }
  return low;
}"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    listening = listen("127.0.0.1", 0)
    server = uvicorn.Server(config(application(filled(), NAMES, sample=True, access=Access(), clock=lambda: NOW)))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    listening.close()


def test_the_timeline_can_be_read_and_used_by_keyboard(address: str) -> None:
    if not CHROMIUM.exists():
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium on this machine: run tests/setup-services.sh")
        pytest.skip("no Chromium on this machine: run tests/setup-services.sh")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--disable-background-networking", "--no-sandbox"])
        page = browser.new_page(java_script_enabled=True)
        errors: list[str] = []
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.goto(address)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
        assert page.evaluate(CONTRAST) == []
        page.get_by_label("Words").fill("market")
        page.get_by_role("button", name="Show").click()
        assert "q=market" in page.url
        page.get_by_role("link", name="<b>Raid</b> on Aleppo").first.click()
        assert page.get_by_role("heading", level=1).inner_text() == "<b>Raid</b> on Aleppo"
        assert page.evaluate(CONTRAST) == []
        assert [error for error in errors if "favicon" not in error and "404" not in error] == []
        browser.close()
