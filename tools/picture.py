"""Pictures of the pages for the README: `python tools/picture.py ADDRESS FILE.png [WIDTH HEIGHT]`, with Debian's Chromium."""

from __future__ import annotations

import sys

from playwright.sync_api import sync_playwright


def main(address: str, out: str, width: str = "1200", height: str = "900") -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--disable-background-networking"])
        page = browser.new_page(viewport={"width": int(width), "height": int(height)})
        page.goto(address)
        page.screenshot(path=out)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
