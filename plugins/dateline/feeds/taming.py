"""Markup of feeds before a parser sees it: one pass over the bytes, linear whatever they are. Pure.

Everything that makes parsers slow or wrong is put right here: declarations and comments go (nothing a feed needs is declared),
a stray `<` or `&` is escaped (`?id=1&lang=en` is an address, not an angle bracket), names of HTML become characters, characters
that XML does not know go, tags with absurdly many attributes lose them, and texts are cut where nobody reads on.
"""

from __future__ import annotations

import html.entities
import re
from collections.abc import Callable
from dataclasses import dataclass, field

MAX_STEPS = 600_000  # Tags and places put right; 20,000 items with twelve elements have 500,000.
PARSED_TAGS = 40_000  # That a parser reads, 30 us each; 1,000 items with twenty elements.
MAX_TEXT = 200_000  # Bytes of one text; summaries are cut far sooner.
MAX_STRAY = 100  # Of `<` side by side.
MAX_ATTRIBUTES = 60
MAX_TAG = 16_000  # Bytes of one tag.
QUOTED_AHEAD = 2_000  # Bytes in which a `>` may stand between quotes.

_ITEM = re.compile(rb"(?:[A-Za-z][\w.-]*:)?(?:item|entry)$")
_TAG = re.compile(rb"<(/?)([A-Za-z_][\w:.-]{0,80})((?:[\s/][^<>]*+)?)>")
_STRAY = re.compile(rb"<+(?=<)")  # All but the last, which may begin a tag.
_IN_QUOTES = re.compile(rb"[^<\"]{0,%d}\"[^<>]*+>" % QUOTED_AHEAD)
_AMP = re.compile(rb"&(?:#(\d{1,7});|#[xX]([0-9a-fA-F]{1,6});|(amp|lt|gt|quot|apos);|([A-Za-z][A-Za-z0-9]{1,31});)?")
_NO_XML = bytes(range(9)) + b"\x0b\x0c" + bytes(range(14, 32))
_DECLARATION = re.compile(rb"\s*<\?xml\s[^<>]{0,300}\?>")


@dataclass
class Tamed:
    """The document, where its items begin in it, and what was done to it."""

    body: bytes
    items: list[int] = field(default_factory=list)
    mended: int = 0
    cut: bool = False
    portion: int | None = None  # Where the tags end that a parser has time for; None when it has for all.

    def chunk(self, number: int) -> bytes:
        """The bytes of one item, up to the next."""
        end = self.items[number + 1] if number + 1 < len(self.items) else len(self.body)
        return self.body[self.items[number] : end]


def tame(body: bytes) -> Tamed:
    """The document in a form that no parser chokes on; it need not be well-formed."""
    body = body.translate(None, _NO_XML)
    walk = _Walk(body)
    walk.run()
    return walk.done()


class _Walk:
    """One pass. `missing` are ends that the rest of the document does not hold, so that nobody looks for them twice."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.parts: list[bytes] = []
        self.length = 0
        self.items: list[int] = []
        self.mended = 0
        self.tags = 0
        self.cut = False
        self.missing: set[bytes] = set()
        self.portion: int | None = None

    def run(self) -> None:
        body, position = self.body, 0
        if declared := _DECLARATION.match(body):
            self._put(declared[0].lstrip())
            position = declared.end()
        while position < len(body):
            start = body.find(b"<", position)
            self._text(body[position : start if start >= 0 else len(body)])
            if start < 0:
                return
            position = self._markup(start)
            if self.portion is None and self.tags >= PARSED_TAGS:
                self.portion = self.length
            if self.tags + self.mended > MAX_STEPS:
                self.cut = True
                return

    def done(self) -> Tamed:
        return Tamed(b"".join(self.parts), self.items, self.mended, self.cut, self.portion)

    def _markup(self, start: int) -> int:
        """Take what begins with `<`; where it ends."""
        body = self.body
        if body.startswith(b"<![CDATA[", start):
            end = self._end(b"]]>", start)
            if end:
                self._put(b"<![CDATA[" + body[start + 9 : min(end - 3, start + MAX_TEXT)] + b"]]>")
                return end
        elif body.startswith(b"<!--", start):
            if end := self._end(b"-->", start):
                return end
        elif body.startswith(b"<?", start):
            if end := self._end(b"?>", start):
                return end
        elif body.startswith(b"<!", start):
            if end := self._declaration(start):
                return end
        elif match := _TAG.match(body, start):
            return self._tag(match)
        self.mended += 1
        run = _STRAY.match(body, start)
        length = len(run[0]) if run else 1
        self._put(b"&lt;" * min(length, MAX_STRAY))
        return start + length

    def _tag(self, match: re.Match[bytes]) -> int:
        end, attributes = match.end(), match[3]
        if attributes.count(b'"') % 2 and (more := _IN_QUOTES.match(self.body, end)):
            attributes += b"&gt;" + more[0][:-1]
            end = more.end()
        self.tags += 1
        if not match[1] and _ITEM.match(match[2]):
            self.items.append(self.length)
        if len(attributes) > MAX_TAG or attributes.count(b"=") > MAX_ATTRIBUTES:
            attributes = b"/" if attributes.endswith(b"/") else b""
            self.mended += 1
        self._put(b"<" + match[1] + match[2] + self._escaped(attributes) + b">")
        return end

    def _declaration(self, start: int) -> int:
        """Where `<!DOCTYPE …>` ends, its own declarations included; 0 when it does not."""
        close = self._end(b">", start)
        bracket = self.body.find(b"[", start, close) if close else -1
        return (self._end(b"]>", start) or close) if bracket >= 0 else close

    def _end(self, mark: bytes, start: int) -> int:
        if mark in self.missing:
            return 0
        found = self.body.find(mark, start)
        if found < 0:
            self.missing.add(mark)
            return 0
        return found + len(mark)

    def _text(self, text: bytes) -> None:
        if text:
            self._put(self._escaped(text[:MAX_TEXT]))

    def _put(self, part: bytes) -> None:
        self.parts.append(part)
        self.length += len(part)

    def _escaped(self, text: bytes) -> bytes:
        return _AMP.sub(self._reference, text) if b"&" in text else text

    def _reference(self, match: re.Match[bytes]) -> bytes:
        decimal, hexadecimal, known, name = match.groups()
        if known:
            return match[0]
        if decimal or hexadecimal:
            code = int(decimal) if decimal else int(hexadecimal, 16)
            return (
                match[0]
                if code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
                else b"&#65533;"
            )
        if name and (meant := html.entities.html5.get(name.decode("ascii") + ";")):
            return b"".join(b"&#%d;" % ord(char) for char in meant)
        self.mended += 1
        return b"&amp;" + match[0][1:]


# ---- one item without a parser --------------------------------------------------------------------------------------------


def _element(names: str) -> Callable[[bytes], re.Match[bytes] | None]:
    return re.compile(
        rf"<(?:[\w.-]+:)?(?:{names})(?:\s[^<>]*)?>\s*(?:<!\[CDATA\[(.*?)\]\]>|([^<]*))".encode(), re.DOTALL | re.IGNORECASE
    ).search


_LINK, _TITLE, _GUID = _element("link"), _element("title"), _element("guid|id")
_DATE = _element("pubdate|published|date|updated|issued")
_HREF = re.compile(rb"<(?:[\w.-]+:)?link\s([^<>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"(href|rel)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
LONGEST_ITEM = 20_000  # Bytes of one item that are looked at.


def glance(chunk: bytes) -> dict[str, str]:
    """What an item says of address, title, id and date, read from its bytes alone: for items that no parser gave back."""
    chunk = chunk[:LONGEST_ITEM]
    found = {"link": _value(_LINK(chunk)), "title": _value(_TITLE(chunk)), "id": _value(_GUID(chunk)), "date": _value(_DATE(chunk))}
    if not found["link"]:
        for link in _HREF.finditer(chunk):
            given = {name.lower(): _plain(double or single) for name, double, single in _ATTRIBUTE.findall(link[1])}
            if is_alternate(given.get(b"rel", "")) and given.get(b"href"):
                found["link"] = given[b"href"]
                break
    return found


def is_alternate(relation: str) -> bool:
    """Whether a link is to the article itself; Atom allows the relation as an address."""
    return (relation.strip().lower().rpartition("/")[2] or "alternate") == "alternate"


def _value(match: re.Match[bytes] | None) -> str:
    if match is None:
        return ""
    return match[1].decode("utf-8", "replace").strip() if match[1] is not None else _plain(match[2])


def _plain(raw: bytes) -> str:
    return html.unescape(raw.decode("utf-8", "replace")).strip()
