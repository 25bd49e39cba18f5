"""Keeps raw pages: WARC 1.1 over fsspec, one compressed file per batch. The only module that knows WARC.

    URL/2016/10/15/dateline-20161015T204000Z-3f9c….warc.gz

Each record is a gzip member of its own, so a reference `path#offset,length` is read by seeking. Pages that came over HTTP are
`response` records (status line, headers as sent, body decompressed), files of a folder `resource` records whose headers stand in
`Dateline-*` fields. A batch appears under its name whole and on disk, or not at all. Nothing is ever changed or deleted here.
"""

from __future__ import annotations

import io
import os
import re
import time
import uuid
import zlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import fsspec
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from dateline.errors import ArchiveError
from dateline.files import FULL
from dateline.models.articles import Page
from dateline.settings import local_path

_REFERENCE = re.compile(r"(?P<path>[\w./-]+\.warc\.gz)#(?P<offset>\d+),(?P<length>\d+)")
# The server's wire format is gone once the body is decompressed; what these said is kept under another name.
_MAGIC = b"\x1f\x8b\x08"  # With which a gzip member starts.
_PIECE = 65_536
_WIRE_HEADERS = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_KEPT = "x-archive-orig-"
_REQUESTED, _FINAL, _TIME, _STATUS, _HEADER = "Dateline-Requested", "Dateline-Final", "Dateline-Time", "Dateline-Status", "Dateline-Header"


class WarcArchive:
    """An Archive under an fsspec URL: `file:///…`, or what an installed driver of fsspec knows (`s3://…` needs the package s3fs)."""

    def __init__(self, url: str) -> None:
        try:
            # A local path is no URL to fsspec: it takes `%20` and `#` as they stand, and `::` for two addresses.
            local = url.startswith("file://")
            filesystem, root = (fsspec.filesystem("file"), local_path(url)) if local else fsspec.core.url_to_fs(url)
        except (ValueError, ImportError) as error:
            raise ArchiveError(f"archive {url}: {error}; set DATELINE_ARCHIVE_URL to file:///…, or install what it names") from error
        self._url = url
        self._fs: Any = filesystem
        self._root = str(root).rstrip("/")
        self._local = local or "file" in ([filesystem.protocol] if isinstance(filesystem.protocol, str) else filesystem.protocol)

    def write(self, pages: Sequence[Page]) -> Sequence[str]:
        """Store one batch as one WARC file; a reference for each page in order. Durable when it returns."""
        if not pages:
            return []
        buffer = io.BytesIO()
        writer = WARCWriter(buffer, gzip=True, warc_version="1.1")
        first = min(page.fetched_at for page in pages).astimezone(UTC)
        path = f"{first:%Y/%m/%d}/dateline-{first:%Y%m%dT%H%M%SZ}-{uuid.uuid4().hex[:16]}.warc.gz"
        about = {"software": "Dateline", "format": "WARC File Format 1.1"}
        writer.write_record(writer.create_warcinfo_record(path.rsplit("/", 1)[1], about))
        references = []
        for page in pages:
            offset = buffer.tell()
            writer.write_record(_record(writer, page))
            references.append(f"{path}#{offset},{buffer.tell() - offset}")
        try:
            self._put(path, buffer.getvalue())
        except OSError as error:
            raise ArchiveError(f"archive {self._url}: cannot write {path}: {error}; {_repair(error)}") from error
        return references

    def read(self, reference: str) -> Page:
        """The page behind a reference. Raises ArchiveError naming it."""
        match = _REFERENCE.fullmatch(reference)
        if not match or ".." in match["path"]:
            raise ArchiveError(f"archive {self._url}: {reference!r} is not a reference")
        offset, length = int(match["offset"]), int(match["length"])
        try:
            raw = self._fs.cat_file(f"{self._root}/{match['path']}", start=offset, end=offset + length)
        except (OSError, ValueError) as error:
            raise ArchiveError(f"archive {self._url}: cannot read {reference}: {error}") from error
        if len(raw) != length:
            raise ArchiveError(f"archive {self._url}: {reference}: the file ends before the record does")
        try:
            return _page(raw)
        except (ArchiveLoadFailed, OSError, EOFError, ValueError, KeyError, StopIteration) as error:
            raise ArchiveError(f"archive {self._url}: {reference}: not a readable record: {error}") from error

    def walk(self) -> Iterator[tuple[str, Page]]:
        """Every page that can be read, with its reference, oldest file first; the end of a file that was cut is left out."""
        for path in self._files():
            raw = self._fs.cat_file(f"{self._root}/{path}")
            offset = 0
            while member := _member(raw, offset):
                start, offset = offset, member
                try:
                    page = _page(raw[start:offset])
                except (ArchiveLoadFailed, OSError, EOFError, ValueError, KeyError, StopIteration):
                    continue  # The record that opens each file, and damaged ones.
                yield f"{path}#{start},{offset - start}", page

    def cut(self, *, seconds: float) -> tuple[list[str], int, int]:
        """Files whose end is missing, newest first, as far as this time goes; how many were looked at, and how many there are."""
        end = time.monotonic() + seconds
        files, cut, looked = self._files(), list[str](), 0
        for path in reversed(files):
            if looked and time.monotonic() > end:
                break
            looked += 1
            if not _is_whole(self._fs.cat_file(f"{self._root}/{path}")):
                cut.append(path)
        return cut, looked, len(files)

    def _files(self) -> list[str]:
        """Names of all files, oldest first."""
        try:
            found = [str(name) for name in self._fs.find(self._root)]
        except FileNotFoundError:
            return []
        root = self._root.lstrip("/")
        names = [name.lstrip("/").removeprefix(root).lstrip("/") for name in found]
        return sorted(name for name in names if name.endswith(".warc.gz") and not name.rpartition("/")[2].startswith("."))

    def probe(self) -> None:
        """Raises ArchiveError when nothing can be written there."""
        try:
            self._put("probe.txt", b"written by `dateline doctor`\n")
            self._fs.rm_file(f"{self._root}/probe.txt")
        except OSError as error:
            raise ArchiveError(f"archive {self._url}: cannot be written: {error}; {_repair(error)}") from error

    def _put(self, path: str, content: bytes) -> None:
        full = f"{self._root}/{path}"
        if not self._local:
            # Object stores show an object only when its single put is complete.
            self._fs.pipe_file(full, content)
            return
        target = Path(full)
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_name(f".{target.name}.part")
        try:
            with temporary.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.rename(target)
        except OSError:
            temporary.unlink(missing_ok=True)  # Half a batch would keep a full disk full.
            raise
        for folder in (target.parent, *target.parent.parents):
            _sync(folder)
            if str(folder) == self._root:
                break


def _member(raw: bytes, start: int) -> int | None:
    """Where the gzip member that starts there ends; None when there is none, or it is not whole."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        for at in range(start, len(raw), _PIECE):
            unpacker.decompress(raw[at : at + _PIECE])
            if unpacker.eof:
                return min(at + _PIECE, len(raw)) - len(unpacker.unused_data)
    except zlib.error:
        return None
    return None


def _is_whole(raw: bytes) -> bool:
    """Whether the last member of a file is complete. It is looked for from the end, so the rest need not be unpacked."""
    at = len(raw)
    while (at := raw.rfind(_MAGIC, 0, at)) >= 0:
        if (end := _member(raw, at)) is not None:
            return end == len(raw)
    return False


def _repair(error: OSError) -> str:
    if error.errno in FULL:
        return "make room there and run the command again; nothing is lost"
    return "check DATELINE_ARCHIVE_URL and permissions"


def _sync(folder: Path) -> None:
    """Make the names in a folder durable; day folders may be new, so their parents too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# ---- records ------------------------------------------------------------------------------------------------------------


def _record(writer: WARCWriter, page: Page) -> Any:
    own = [
        (_REQUESTED, _line(page.url)),
        (_FINAL, _line(page.final_url)),
        (_TIME, page.fetched_at.isoformat()),
        (_STATUS, str(page.status)),
        *((_HEADER, f"{name}: {_line(value)}") for name, value in page.headers),
    ]
    stamp = page.fetched_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    fields = {"WARC-Date": stamp}
    if _is_http(page):
        http = StatusAndHeaders(f"{page.status} {_reason(page.status)}", _http_headers(page), protocol="HTTP/1.1")
        record = writer.create_warc_record(_target(page), "response", io.BytesIO(page.body), http_headers=http, warc_headers_dict=fields)
    else:
        kind = _latin(page.header("content-type") or "application/octet-stream")
        record = writer.create_warc_record(
            _target(page), "resource", io.BytesIO(page.body), warc_content_type=kind, warc_headers_dict=fields
        )
    for name, value in own:
        record.rec_headers.add_header(name, value)
    return record


def _is_http(page: Page) -> bool:
    return page.final_url.startswith(("http://", "https://")) and not any(name.startswith("x-dateline-") for name, _ in page.headers)


def _target(page: Page) -> str:
    """The URI of the record; what is no URI (blanks, controls) is kept exactly in our own fields only."""
    return re.sub(r"[^\x21-\x7e]", lambda m: "".join(f"%{byte:02X}" for byte in m[0].encode("utf-8", "replace")), page.final_url)


def _http_headers(page: Page) -> list[tuple[str, str]]:
    """Headers for other WARC readers. Ours come back exactly from the `Dateline-Header` fields."""
    kept = [(_KEPT + name if name in _WIRE_HEADERS else _latin(name), _latin(value)) for name, value in page.headers]
    return [*kept, ("content-length", str(len(page.body)))]


def _latin(value: str) -> str:
    return re.sub(r"[^\x20-\xff]|[\x7f-\x9f]", "?", value)


def _line(value: str) -> str:
    """A value as one ASCII line that `_unline` undoes, whatever is in it."""
    return value.encode("unicode_escape").decode("ascii").replace(" ", "\\x20")


def _unline(value: str) -> str:
    return value.encode("ascii").decode("unicode_escape")


def _reason(status: int) -> str:
    return {200: "OK", 304: "Not Modified"}.get(status, "Status")


def _page(raw: bytes) -> Page:
    record = next(iter(ArchiveIterator(io.BytesIO(raw), check_digests="raise")))
    headers: dict[str, str] = {}
    sent: list[tuple[str, str]] = []
    for name, value in record.rec_headers.headers:
        if name == _HEADER:
            key, _, line = value.partition(":")
            sent.append((key, _unline(line.strip())))
        else:
            headers[name] = value
    return Page(
        url=_unline(headers[_REQUESTED]),
        final_url=_unline(headers[_FINAL]),
        status=int(headers[_STATUS]),
        headers=tuple(sent),
        body=record.content_stream().read(),
        fetched_at=datetime.fromisoformat(headers[_TIME]),
    )
