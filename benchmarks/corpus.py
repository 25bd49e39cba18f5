"""The pages that benchmarks run on: the shared real pages when they are there, else the sample newsroom's own."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path

from dateline.newsroom.server import Newsroom
from dateline.seeds import shipped


@dataclass(frozen=True)
class RealPage:
    """One page as it came over the network."""

    id: str
    url: str
    html: bytes


def pages(shared: Path) -> tuple[str, list[RealPage]]:
    """What the corpus is, in words, and its pages."""
    index = shared / "pages" / "pages.jsonl"
    if index.is_file():
        rows = [json.loads(line) for line in index.read_text(encoding="utf-8").splitlines() if line.strip()]
        found = [RealPage(row["file"], row["url"], gzip.decompress((index.parent / row["file"]).read_bytes())) for row in rows]
        return f"{len(found)} real news pages", found
    return _sample()


def _sample() -> tuple[str, list[RealPage]]:
    import httpx

    found = []
    with Newsroom(shipped() / "newsroom") as room:
        for host, (address, port) in room.host_map.items():
            listing = httpx.get(f"http://{address}:{port}/", headers={"Host": host}).text
            for path in sorted(set(_links(listing))):
                answer = httpx.get(f"http://{address}:{port}{path}", headers={"Host": host})
                if answer.status_code == 200 and "html" in answer.headers.get("content-type", ""):
                    found.append(RealPage(f"{host}{path}", f"https://{host}{path}", answer.content))
    return f"{len(found)} pages of the sample newsroom (the real pages are not here)", found


def _links(html: str) -> list[str]:
    import re

    return re.findall(r'href="(/[^"#?]*\.html)"', html)
