"""`dateline feed`, `extract` and `tag`: one step on files or lines, without ledger, archive or index."""

from __future__ import annotations

import gzip
import os
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from dateline import wiring
from dateline.cli.output import say, write_jsonl
from dateline.cli.parallel import ordered_map
from dateline.errors import ExtractError, UsageError
from dateline.files import named
from dateline.folders import published_value
from dateline.identity import canonical_url
from dateline.lines import article_line, read_object, tag_line
from dateline.models.articles import Article, Page
from dateline.models.events import TaggedArticle
from dateline.models.outcomes import Outcome
from dateline.models.sources import FeedEntry

TAGGED_TEXTS = ("text", "title", "published", "timezone", "language")
INPUT = click.Path(exists=True, dir_okay=False, allow_dash=True)


@click.command()
@click.argument("file", type=INPUT)
@click.option("--url", default="https://feed.invalid/", help="The address it came from: relative links are resolved against it.")
def feed(file: str, url: str) -> None:
    """Parse one feed document (FILE or - for stdin) into FeedEntry lines."""
    from dateline.feeds import parse_feed

    body = _bytes(file)
    parsed = parse_feed(body, url=url, content_type=None, now=wiring.now())
    write_jsonl(_entry_line(entry) for entry in parsed.entries)
    skipped = "".join(f"; skipped {one.count}: {one.reason}" for one in parsed.skipped)
    say(f"{file}: {parsed.kind}, {len(parsed.entries)} of {parsed.items} items are entries{skipped}")


def _entry_line(entry: FeedEntry) -> dict[str, Any]:
    return {
        "url": entry.url,
        "title": entry.title,
        "published": entry.published,
        "summary": entry.summary,
        "authors": entry.authors,
        "language": entry.language,
    }


# ---- extract ------------------------------------------------------------------------------------------------------------


@click.command()
@click.argument("files", type=INPUT, nargs=-1)
@click.option("--url", help="The address of the page (one FILE only).")
@click.option("--jsonl", is_flag=True, help='Read lines of {"id","url","html" or "html_path"} from stdin.')
@click.option("--explain", is_flag=True, help="Show each witness's claim, which won and why.")
@click.option("--diff", type=click.Path(dir_okay=False, writable=True), help="Write the witnesses' texts side by side as HTML.")
def extract(files: tuple[str, ...], url: str | None, jsonl: bool, explain: bool, diff: str | None) -> None:
    """Extract articles from HTML files (or plain text): one Article line each."""
    if jsonl == bool(files):
        raise UsageError("extract: give either FILEs or --jsonl with lines on stdin")
    if url and len(files) != 1:
        raise UsageError("extract: --url is the address of one page; give one FILE, or --jsonl with the url in each line")
    if url:
        _check_address(url)
    if explain or diff:
        if len(files) != 1:
            raise UsageError("extract: --explain and --diff take exactly one FILE")
        _explain(files[0], url or _file_url(files[0]), diff=diff)
        return
    lines = (
        json_lines("extract", ("url", "html", "html_path"))
        if jsonl
        else ({"id": None, "url": url or _file_url(name), "html_path": name} for name in files)
    )
    write_jsonl(ordered_map(_extract_lines, lines, workers=wiring.settings().workers))


def _extract_lines(lines: list[dict[str, Any]]) -> list[Mapping[str, Any]]:
    return [_extract_line(line) for line in lines]


def _extract_line(line: dict[str, Any]) -> dict[str, Any]:
    from dateline.limits import CpuLimitExceeded, cpu_limit
    from dateline.settings import CPU_SECONDS_PER_PAGE

    extract = wiring.extractor(wiring.settings())
    try:
        _check_address(line["url"])
        body = line["html"].encode("utf-8", "surrogatepass") if line.get("html") is not None else _bytes(line["html_path"])
        page = _page(line["url"], body, charset="utf-8" if line.get("html") is not None else None)
        with cpu_limit(CPU_SECONDS_PER_PAGE):
            article = extract(page, entry=None, source=None, now=wiring.now())
    except (ExtractError, CpuLimitExceeded, OSError, UsageError) as error:
        outcome = error.outcome if isinstance(error, ExtractError) else Outcome.FAILED_PERMANENT
        return {"id": line.get("id"), "url": line.get("url"), "text": None, "outcome": str(outcome), "reason": str(error)}
    row = article_line(article, Outcome.INDEXED)
    return row | {"id": line["id"]} if line.get("id") else row


def _check_address(url: str) -> None:
    """Raises UsageError for an address that no id can be made of."""
    try:
        canonical_url(url)
    except ValueError as error:
        raise UsageError(f"extract: url {url[:200]!r}: {error}; write the address of the page, https://…") from error


def _explain(file: str, url: str, *, diff: str | None) -> None:
    from dateline.articles.explain import diff_html, explain

    page, known = _page(url, _bytes(file)), wiring.extraction(wiring.settings())
    click.echo(explain(page, now=wiring.now(), known=known))
    if diff:
        with named(Path(diff)):
            Path(diff).write_text(diff_html(page, now=wiring.now(), known=known), encoding="utf-8")
        say(f"texts side by side: {diff}")


def _page(url: str, body: bytes, *, charset: str | None = None) -> Page:
    kind = "text/plain" if url.endswith(".txt") else "text/html"
    headers = (("content-type", f"{kind}; charset={charset}" if charset else kind),)
    return Page(url=url, final_url=url, status=200, headers=headers, body=body, fetched_at=wiring.now())


def _file_url(name: str) -> str:
    return f"folder:files/{Path(name).name.removesuffix('.gz')}"


# ---- tag ----------------------------------------------------------------------------------------------------------------


@click.command()
@click.argument("files", type=INPUT, nargs=-1)
@click.option("--published", help="When the text was published: 2016-10-15, or with time and offset.")
@click.option("--timezone", help="IANA zone of the outlet, for example Asia/Damascus.")
@click.option("--title", help="The headline.")
@click.option("--jsonl", is_flag=True, help='Read lines of {"id","text","title"?,"published"?,"timezone"?} from stdin.')
@click.option(
    "--explain", is_flag=True, help="Print the text with its mentions and events, the rule behind each and the words that carried it."
)
@click.option("--html", is_flag=True, help="With --explain: as an HTML page.")
def tag(
    files: tuple[str, ...], published: str | None, timezone: str | None, title: str | None, jsonl: bool, explain: bool, html: bool
) -> None:
    """Tag plain text: one line of mentions and events for each FILE or line, in input order."""
    if jsonl == bool(files):
        raise UsageError("tag: give either FILEs or --jsonl with lines on stdin")
    if jsonl:
        articles = (article_of(line, number) for number, line in enumerate(json_lines("tag", TAGGED_TEXTS), 1))
    else:
        articles = (article_of(text_line(name, published, timezone, title), 0) for name in files)
    if explain:
        _explain_tags(articles, html=html)
        return
    write_jsonl(ordered_map(_tag_lines, articles, workers=wiring.settings().workers))


def _tag_lines(articles: list[Article]) -> list[Mapping[str, Any]]:
    return [tag_line(tagged) for tagged in wiring.tagger(wiring.settings()).tag(articles)]


def _explain_tags(articles: Iterator[Article], *, html: bool) -> None:
    from dateline.cli.explaining import explain, explain_html

    tagged = (_with_carriers(article) for article in articles)
    click.echo(explain_html(list(tagged)) if html else "\n\n".join(explain(one) for one in tagged))


def _with_carriers(article: Article) -> TaggedArticle:
    from dateline.reasons.carrying import carried_by, with_carriers

    tagger = wiring.news_tagger(wiring.settings())
    tagged, pieces = tagger.tag_shown(article)
    return with_carriers(tagged, carried_by(pieces, tagger.reader))


def text_line(name: str, published: str | None, timezone: str | None, title: str | None) -> dict[str, Any]:
    text = _bytes(name).decode("utf-8", "replace")
    return {"id": Path(name).stem, "text": text, "title": title, "published": published, "timezone": timezone}


def article_of(line: dict[str, Any], number: int) -> Article:
    where = f"tag: line {number}" if number else "tag"
    if not isinstance(line.get("text"), str):
        raise UsageError(f'{where}: needs "text" as a string')
    zone = line.get("timezone")
    if zone:
        zone_of(zone, where)
    identifier = str(line.get("id") if line.get("id") is not None else number)
    return Article(
        id=identifier,
        url=f"folder:tag/{identifier}",
        title=line.get("title"),
        text=line["text"],
        published=instant(line["published"], zone, where=where) if line.get("published") else None,
        timezone=zone,
        # Lines say nothing of the language; the tagger looks at the text itself.
        language=line.get("language"),
    )


def zone_of(name: str, where: str) -> ZoneInfo:
    """An IANA zone, or a UsageError that names it."""
    try:
        return ZoneInfo(name)  # Which keeps those that it has read.
    except (KeyError, TypeError, ValueError, OSError) as error:
        raise UsageError(f"{where}: {name!r} is not an IANA time zone; write for example Asia/Damascus") from error


def instant(value: str, zone: str | None, *, where: str) -> datetime:
    """A date or time as an aware instant; without an offset it is in `zone`, failing that UTC. A bare date is noon there."""
    zone_of(zone or "UTC", where)
    try:
        return published_value(value, timezone=zone)
    except ValueError as error:
        raise UsageError(f"{where}: published: {error}") from error


# ---- reading input ------------------------------------------------------------------------------------------------------


def _bytes(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    path = Path(name)
    raw = path.read_bytes()
    if path.suffix != ".gz":
        return raw
    try:
        return gzip.decompress(raw)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise UsageError(f"{name}: cannot be unpacked: {error}; pack it anew, or take .gz off its name if it is not packed") from error


def json_lines(command: str, texts: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The objects on stdin, one a line. Raises UsageError naming the line that holds none, or that has something else than a string
    under one of the keys `texts`."""
    for number, raw in enumerate(sys.stdin, 1):
        if not raw.strip():
            continue
        where = f"{command}: stdin line {number}"
        try:
            line = read_object(checked(raw, where))
        except ValueError as error:
            raise UsageError(f"{where}: {error}") from error
        if odd := next((key for key in texts if not isinstance(line.get(key), str | None)), None):
            raise UsageError(f'{where}: "{odd}" must be a string, not {type(line[odd]).__name__}')
        if command == "extract":
            _check_extract_line(line, number)
        yield line


def checked(raw: str, where: str) -> str:
    """A line of stdin, or a UsageError that names its first byte that is of no UTF-8 (at a terminal: not of its encoding)."""
    try:
        raw.encode()
    except UnicodeEncodeError as error:
        encoding = sys.stdin.encoding.upper()
        before = len(raw[: error.start].encode(encoding))
        raise UsageError(f"{where}: byte {before + 1} is not {encoding}; write it as {encoding}, for example with iconv") from error
    return raw


def _check_extract_line(line: dict[str, Any], number: int) -> None:
    if not line.get("url") or (line.get("html") is None and not line.get("html_path")):
        raise UsageError(f'extract: stdin line {number}: needs "url", and "html" or "html_path"')
    if line.get("html_path") and not os.path.isfile(line["html_path"]):  # noqa: PTH113 - the path is text of the line
        raise UsageError(f"extract: stdin line {number}: no such file: {line['html_path']}")
