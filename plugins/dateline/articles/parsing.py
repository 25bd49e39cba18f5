"""Bytes of a page -> characters -> one lxml tree, whatever the bytes are.

Hostile input is made harmless here, before any extractor sees it: control characters go, scripts and styles are cut before
parsing (most of a page's bytes), size is capped, and nesting too deep for recursive readers is flattened. The HTML parser
knows no entity declarations, so there is nothing that could expand.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree, html
from lxml.html import HtmlElement

from dateline.errors import ExtractError
from dateline.text import clean

MAX_BYTES = 20_000_000  # Beyond this a page is cut.
MAX_CHARACTERS = 2_000_000  # Of markup without scripts: long live blogs have 400,000.
MAX_TAGS = 15_000  # Opening and closing: long live blogs have 5,000. All readers together take .1 s for 1,000.
LONG_TAG = 2_000  # Characters from which a tag's attributes are counted.
MAX_ATTRIBUTES = 200
MAX_DEPTH = 250  # libxml2 drops what is nested deeper than 256; real pages stay below 60.

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_WEB_NAMES = {"iso-8859-1": "windows-1252", "latin-1": "windows-1252", "ascii": "windows-1252", "us-ascii": "windows-1252"}
_SCRIPT = re.compile(r"<(script|style|svg|noscript|template|iframe|object|canvas|textarea|select)\b([^>]*)>", re.IGNORECASE)
# Quotes count only behind an equals sign, as in browsers: an apostrophe in a tag opens nothing.
_TAG = re.compile(r"""<([A-Za-z][^\s>/]{0,40})(?>=\s*"[^"]*"|=\s*'[^']*'|[^>=]+|=)*>?""")
_QUOTED = re.compile(r"""=\s*(?:"[^"]*"|'[^']*')""")
_BLANK = re.compile(r"\s{100,}")
_RAW = frozenset({"script", "style"})
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_STRUCTURE = re.compile(r"</?(?!(?:p|br|h[1-6]|li|title|meta|time|link|html|head|body|a)\b)[A-Za-z][^<>]*>", re.IGNORECASE)
_HTML_SIGN = re.compile(r"<\s*(?:!doctype|html|head|body|meta|title|div|p|h1|article|br|span|table|a|section|main)\b", re.IGNORECASE)
_JSON_LD_SIGN = re.compile(r"ld\+json", re.IGNORECASE)


@dataclass(frozen=True)
class Markup:
    """A parsed page. `json_ld` are the texts of its JSON-LD blocks; `html` is the markup without scripts."""

    html: str
    tree: HtmlElement
    json_ld: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())


def decode(body: bytes, content_type: str | None = None) -> str:
    """The characters of a page. UTF-8 wins when it fits, then what header or page declare, then windows-1252."""
    body = body[:MAX_BYTES]
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = _HEADER_CHARSET.search(content_type or "")
    labels = [declared[1]] if declared else []
    labels += [match[1].decode("ascii") for match in _META_CHARSET.finditer(body[:4096])]
    for label in labels:
        codec = _codec(label)
        if codec == "utf-8":
            return _broken_utf8(body)
        if codec:
            return body.decode(codec, "replace")
    return _broken_utf8(body)


def _codec(label: str) -> str | None:
    try:
        name = codecs.lookup(label).name
        "".encode(name)
    except (LookupError, ValueError, UnicodeError):
        return None
    return _WEB_NAMES.get(label.lower(), _WEB_NAMES.get(name, name))


def _broken_utf8(body: bytes) -> str:
    """UTF-8 with a few bad bytes stays UTF-8; otherwise the web's default."""
    text = body.decode("utf-8", "replace")
    wide = sum(1 for byte in body if byte >= 0xC2) if len(body) < 2_000_000 else len(body)
    return text if text.count("\ufffd") * 4 < wide else body.decode("windows-1252", "replace")


def parse(text: str, *, url: str) -> Markup:
    """One tree of a page's text. Raises ExtractError when there is nothing that could be a page."""
    if not _HTML_SIGN.search(text, 0, 200_000):
        raise ExtractError(f"{url}: not HTML")
    markup, blocks = _without_scripts(clean(_XML_DECLARATION.sub("", text, count=1)))
    notes: list[str] = []
    if len(markup) > MAX_CHARACTERS:
        markup = _BLANK.sub(" ", markup)
    if markup.count("<") > MAX_TAGS:
        markup = _STRUCTURE.sub(" ", markup)
        notes.append("flattened: too many elements")
    if (end := _end(markup)) < len(markup):
        markup = markup[:end]
        notes.append("cut at the size limit")
    markup = _with_few_attributes(markup)
    tree = _tree(markup, url)
    if _depth_reaches(tree, MAX_DEPTH):
        markup = _STRUCTURE.sub(" ", markup)
        notes.append("flattened: nested too deep")
        tree = _tree(markup, url)
    return Markup(markup, tree, tuple(blocks), tuple(notes))


def _end(markup: str) -> int:
    """Where markup is cut: at the size limit or at the tag that is one too many."""
    if len(markup) <= MAX_CHARACTERS and markup.count("<") <= MAX_TAGS:
        return len(markup)
    one_too_many = next(islice(re.finditer("<", markup), MAX_TAGS, None), None)
    return min(MAX_CHARACTERS, one_too_many.start() if one_too_many else len(markup))


def _with_few_attributes(markup: str) -> str:
    """Tags with absurdly many attributes lose them all: the parser compares each with each, in C, where no limit reaches it."""
    kept, position = [], 0
    for match in _TAG.finditer(markup):
        if match.end() - match.start() > LONG_TAG and len(_QUOTED.sub("=", match[0]).split()) > MAX_ATTRIBUTES:
            kept += [markup[position : match.start()], f"<{match[1]}>"]
            position = match.end()
    return "".join((*kept, markup[position:])) if kept else markup


def _tree(markup: str, url: str) -> HtmlElement:
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        return html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise ExtractError(f"{url}: not HTML: {error}") from error


def _without_scripts(text: str) -> tuple[str, list[str]]:
    """The markup without scripts and the like, and the JSON-LD blocks among them. Linear, also for unclosed tags."""
    kept: list[str] = []
    blocks: list[str] = []
    position = 0
    missing: set[str] = set()
    while match := _SCRIPT.search(text, position):
        name = match[1].lower()
        kept.append(text[position : match.start()])
        closing = None if name in missing else re.compile(rf"</{name}\s*>", re.IGNORECASE).search(text, match.end())
        if closing is None and name in _RAW:
            return "".join(kept), blocks  # As browsers read it: everything after is script.
        if closing is None:
            missing.add(name)
            position = match.end()
            continue
        if name == "script" and _JSON_LD_SIGN.search(match[2]):
            blocks.append(text[match.end() : closing.start()])
        position = closing.end()
    kept.append(text[position:])
    return "".join(kept), blocks


def _depth_reaches(tree: HtmlElement, limit: int) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth >= limit:
            return True
    return False
