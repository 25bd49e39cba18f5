"""A folder of articles (seeds/newsroom) as web sites on one loopback port, told apart by the Host header.

It listens on loopback and never reads anything but the folder it was given.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dateline.loopback import Answer, Loopback
from dateline.models.sources import Source
from dateline.newsroom.answers import answer
from dateline.newsroom.replies import plain_reply
from dateline.seeds.newsroom import OutletSeed, load_newsroom


class Newsroom:
    """A context manager that serves the folder; `day` hides what came after it (UTC) and may be set while serving."""

    def __init__(self, folder: Path, day: date | None = None) -> None:
        self.outlets = load_newsroom(folder)
        self.day = day
        self.requests: list[str] = []
        self._by_host = {outlet.seed.host: outlet for outlet in self.outlets.values()}
        self._templates = _environment(folder / "templates")
        self._server = Loopback(lambda host, path, headers: self.respond(host, path, headers.get("If-None-Match")))

    def __enter__(self) -> Newsroom:
        self._server.__enter__()
        return self

    def __exit__(self, *whatever: object) -> None:
        self._server.__exit__(*whatever)

    @property
    def host_map(self) -> dict[str, tuple[str, int]]:
        """Where the fetcher finds each host."""
        return dict.fromkeys(self._by_host, self._server.address)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The outlets as sources."""
        return tuple(_source(outlet.seed) for outlet in self.outlets.values())

    def respond(self, host: str, path: str, if_none_match: str | None) -> Answer:
        """Answer one request as the sites stand on `day`."""
        self.requests.append(f"{host}{path}")
        outlet = self._by_host.get(host)
        if outlet is None:
            return plain_reply(421, f"no outlet lives at {host}")
        moment = datetime.combine(self.day + timedelta(days=1), time(), UTC) if self.day else None
        given = answer(outlet, path, moment=moment, templates=self._templates)
        if if_none_match and given.status == 200 and if_none_match == dict(given.headers).get("ETag"):
            return Answer(304, given.headers, b"")
        return given


def _source(seed: OutletSeed) -> Source:
    return Source(
        id=seed.id,
        url=seed.base + seed.feed_path,
        name=seed.name,
        language=seed.language,
        country=seed.country,
        timezone=seed.timezone,
        tags=("sample",),
        note="Sample written for Dateline.",
    )


def _environment(folder: Path) -> Environment:
    return Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)
