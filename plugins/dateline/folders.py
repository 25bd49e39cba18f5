"""A folder of `.txt`, `.html` and `.htm` articles as a source: files in, (FeedEntry, Page) out. Reads only below the folder.

Identity of a file: its sidecar's `url`, else the `rel=canonical` of a saved page, else `folder:SOURCE/RELATIVE/PATH`.
A sidecar is `NAME.yml` beside `NAME.txt` (or `.html`). What it says travels in the headers of the page, so that the archive
keeps it and an article can be made again from the archive alone:

    x-dateline-title, x-dateline-published (ISO 8601, with offset or a bare date), x-dateline-language,
    x-dateline-timezone (IANA), x-dateline-outlet, x-dateline-path (relative path of the file)

Headers hold nothing that changes between two readings of the same files: file times are never taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lxml import etree, html
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from dateline.errors import SeedError
from dateline.identity import canonical_url, stable_id
from dateline.models.articles import Page
from dateline.models.sources import FeedEntry, Source, SourceKind
from dateline.seeds import read_mapping, validate
from dateline.settings import local_path

MAX_BYTES = 10_000_000  # As for pages from the web.
HEAD_BYTES = 200_000  # A canonical link stands in the head.
PREFIX = "x-dateline-"

_TYPES = {".txt": "text/plain", ".html": "text/html", ".htm": "text/html"}
_DATE_ONLY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _moment(value: str) -> str:
    _parsed(value)
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{value!r} is no IANA time zone; write for example Asia/Damascus") from error
    return value


def _url(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise ValueError(f"{value!r} is no http(s) address")
    return canonical_url(value)


class Sidecar(BaseModel):
    """What `NAME.yml` may say of `NAME.txt`; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)] | None = None
    published: Annotated[str, AfterValidator(_moment)] | None = None
    url: Annotated[str, AfterValidator(_url)] | None = None
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")] | None = None
    timezone: Annotated[str, AfterValidator(_zone)] | None = None
    outlet: str | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An article file that cannot be read as it is; nothing else of its folder is touched by that."""

    file: Path
    reason: str


def folder_source(folder: Path, known: Iterable[Source], *, timezone: str | None, stated: str | None = None) -> Source:
    """A folder that was named by its path, as a source.

    Its id is the stated one, else the one under which a known source has this very path, else one made of the path: two folders
    of one name are two sources.
    """
    path = folder.resolve()
    here = [one for one in known if one.kind is SourceKind.FOLDER and one.id == (stated or one.id)]
    for source in here:
        if stated or local_path(source.url).resolve() == path:
            return replace(
                source, url=source.url if local_path(source.url) == path else path.as_uri(), timezone=timezone or source.timezone
            )
    name = re.sub(r"[^a-z0-9._-]+", "-", path.name.lower())[:40].strip("-") or "root"
    made = f"folder-{name}-{stable_id(str(path))[:8]}"
    return Source(id=stated or made, url=path.as_uri(), name=path.name, kind=SourceKind.FOLDER, timezone=timezone)


def read_folder(
    path: Path, *, source: Source, now: datetime, published: str | date | None = None, timezone: str | None = None
) -> Iterator[tuple[FeedEntry, Page] | LeftOut]:
    """Every article file below `path`, in order of path; `published` and `timezone` hold for files whose sidecar is silent.

    Left out are files over the size cap, links that lead out of the folder, what cannot be read, and articles with a sidecar
    that cannot be used (file, key). Hidden files are not looked at. Raises NotADirectoryError for a missing folder.
    """
    given = published.isoformat() if isinstance(published, date) else published
    defaults = Sidecar(published=given, timezone=timezone or source.timezone, language=source.language, outlet=source.name or None)
    for file in _files(path):
        if reason := _why_not(file, path):
            yield LeftOut(file, reason)
            continue
        try:
            yield _read(file, path, source, defaults, now)
        except SeedError as error:
            yield LeftOut(file, str(error))
        except OSError as error:
            yield LeftOut(file, f"cannot be read: {error.strerror}")


def published_value(value: str, *, timezone: str | None) -> datetime:
    """What `x-dateline-published` means: a bare date is noon, and both are in `timezone` (else UTC) unless an offset stands there.

    Raises ValueError with the text that is no date.
    """
    parsed = _parsed(value)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=ZoneInfo(timezone or "UTC"))


def _parsed(value: str) -> datetime:
    try:
        if _DATE_ONLY.fullmatch(value):
            # Noon: whatever the reader's zone, it stays on the day that was meant.
            return datetime.combine(date.fromisoformat(value), time(12))
        return datetime.fromisoformat(value)
    except ValueError as error:
        raise ValueError(f"{value!r} is no date; write 2016-10-15 or 2016-10-15T18:30:00+03:00") from error


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        raise NotADirectoryError(20, "is not a folder", str(path))
    return sorted(file for file in path.rglob("*") if file.suffix.lower() in _TYPES and file.is_file() and not _hidden(file, path))


def _hidden(file: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(root).parts)


def _why_not(file: Path, root: Path) -> str | None:
    if not file.resolve().is_relative_to(root.resolve()):
        return "a link that leads out of the folder"
    if file.stat().st_size > MAX_BYTES:
        return f"larger than {MAX_BYTES} bytes"
    return None


def _read(file: Path, root: Path, source: Source, defaults: Sidecar, now: datetime) -> tuple[FeedEntry, Page]:
    relative = file.relative_to(root).as_posix()
    with file.open("rb") as opened:
        body = opened.read(MAX_BYTES)
    said = _sidecar(file.with_suffix(".yml"), root)
    url = said.url or _canonical(file, body) or f"folder:{source.id}/{relative}"
    merged = defaults.model_copy(update=said.model_dump(exclude_none=True))
    claims = {name: value for name, value in merged.model_dump(exclude={"url"}).items() if value is not None}
    headers = [("content-type", _TYPES[file.suffix.lower()]), *((PREFIX + k, _one_line(v)) for k, v in claims.items())]
    entry = FeedEntry(
        url=url,
        title=merged.title,
        published=published_value(merged.published, timezone=merged.timezone) if merged.published else None,
        language=merged.language,
        source_id=source.id,
    )
    return entry, Page(url, url, 200, (*headers, (PREFIX + "path", relative)), body, now)


def _sidecar(path: Path, root: Path) -> Sidecar:
    if not path.is_file():
        return Sidecar()
    if not path.resolve().is_relative_to(root.resolve()):
        raise SeedError(f"{path}:1: a link that leads out of the folder; put the sidecar beside its article")
    return validate(Sidecar, read_mapping(path), where=f"{path}:1")


def _canonical(file: Path, body: bytes) -> str | None:
    """Where a saved page says that it lives, if that is an absolute http(s) address."""
    if _TYPES[file.suffix.lower()] != "text/html":
        return None
    try:
        tree = html.fromstring(body[:HEAD_BYTES].replace(b"\0", b""))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    for link in tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            try:
                return _url((link.get("href") or "").strip())
            except ValueError:
                return None
    return None


def _one_line(value: str) -> str:
    return " ".join(value.split())
