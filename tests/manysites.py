"""Many small sites on one loopback port: any number of articles over a few hosts, and how often each page was asked for."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

from dateline.loopback import Answer, Loopback

TOWNS = ("Aleppo", "Mosul", "Raqqa", "Idlib", "Homs", "Kirkuk", "Hama", "Tikrit", "Deraa", "Fallujah")
_PAGE = (
    "<html lang='en'><head><title>Raid {n} on {town}</title><meta property='article:published_time' content='2016-10-{day:02}T09:00:00Z'>"
    "</head><body><article><h1>Raid {n} on {town}</h1><p>Warplanes bombed the northern districts of {town} on Friday for the {n}th time, "
    "the Syrian Observatory for Human Rights said in its report number {n} of this month.</p><p>At least {dead} people were killed in the "
    "raid and dozens were wounded. The army denied that it had attacked civilians near the river.</p><p>Residents of quarter {n} told a "
    "local station that they had spent the night in cellars, and that the bakery and the school were hit again.</p></article></body></html>"
)

Say = Callable[[str, str], tuple[int, dict[str, str], bytes] | None]


class ManySites:
    """A context manager. `say(host, path)` may answer a request in place of the usual page, a feed or robots.txt."""

    def __init__(self, articles: int, *, hosts: int = 3, say: Say | None = None) -> None:
        self.names = [f"site{number}.example" for number in range(hosts)]
        self.asked: Counter[str] = Counter()
        self._articles = articles
        self.say = say
        self._server = Loopback(self._respond)

    def __enter__(self) -> ManySites:
        self._server.__enter__()
        return self

    def __exit__(self, *whatever: object) -> None:
        self._server.__exit__(*whatever)

    @property
    def environment(self) -> dict[str, str]:
        """What leads Dateline here."""
        address = "{}:{}".format(*self._server.address)
        return {"DATELINE_HOST_MAP": ",".join(f"{name}={address}" for name in self.names), "DATELINE_HOST_SPACING": "PT0S"}

    def write_sources(self, path: Path) -> Path:
        """A sources file with a feed for each site."""
        listed = [{"id": name.partition(".")[0], "url": f"http://{name}/feed.xml", "timezone": "Asia/Damascus"} for name in self.names]
        path.write_text(json.dumps(listed), encoding="utf-8")
        return path

    def pages_asked(self) -> Counter[str]:
        """Requests for articles, by address."""
        return Counter({url: count for url, count in self.asked.items() if "/article/" in url})

    def answer(self, host: str, path: str) -> tuple[int, dict[str, str], bytes]:
        """The answer to one request."""
        self.asked[f"{host}{path}"] += 1
        if self.say and (said := self.say(host, path)):
            return said
        if path == "/feed.xml":
            return 200, {"Content-Type": "application/rss+xml"}, self._feed(host)
        if path.startswith("/article/"):
            number = int(path.rpartition("/")[2])
            page = _PAGE.format(n=number, town=TOWNS[number % len(TOWNS)], day=number % 28 + 1, dead=number % 40 + 2)
            return 200, {"Content-Type": "text/html; charset=utf-8"}, page.encode()
        return 404, {"Content-Type": "text/plain"}, b"no such page"

    def _respond(self, host: str, path: str, _headers: Mapping[str, str]) -> Answer:
        status, headers, body = self.answer(host, path)
        return Answer(status, tuple(headers.items()), body)

    def _feed(self, host: str) -> bytes:
        mine = range(self.names.index(host), self._articles, len(self.names))
        items = "".join(f"<item><title>Raid {n}</title><link>http://{host}/article/{n}</link></item>" for n in mine)
        return f"<rss version='2.0'><channel><title>{host}</title>{items}</channel></rss>".encode()
