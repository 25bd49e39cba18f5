"""Takes out of a tree what its own names say is no text of the article: menus, promotions, sign-up boxes, comments, captions.

Names are the words of `class`, `id` and a few roles, compared whole: `c-inlineSignup__title` is (c, inline, signup, title).
An element that carries a large part of the page's paragraphs is never taken out, whatever it is called.
"""

from __future__ import annotations

import functools
import re

from lxml.html import HtmlElement

from dateline.articles.knowledge import Extraction

PARAGRAPH = 40  # Characters from which a paragraph counts as prose.
GUARD = 0.4  # Share of the page's prose that no pruned element may carry.
CAPTION_GUARD = 0.3

TEASER = 500  # Characters: headline, a sentence or two, a date.
TEASER_CHILDREN = 12

_CARDS = frozenset({"div", "li", "article", "section", "aside", "a"})
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ALWAYS = frozenset({"nav", "footer", "form", "button", "dialog", "menu", "input", "video", "audio", "figcaption", "map", "progress"})
_PICTURES = frozenset({"img", "picture", "figure"})
_OTHERS = frozenset({"aside", "nav", "footer", "blockquote"})
LINKED_DATE = 40  # Characters: a link that is no more than its date leads to the article itself.
_SAFE = frozenset({"html", "body", "main", "head", "meta", "link", "title", "h1", "br"})


def prune(tree: HtmlElement, known: Extraction) -> float:
    """Change the tree in place; the share of the page's prose that went."""
    prose = _prose(tree)
    total = prose.get(tree, 0)
    body = tree.find("body")
    waiting = [tree if body is None else body]
    captions: list[HtmlElement] = []
    gone = 0
    while waiting:
        element = waiting.pop()
        for child in element:
            if not isinstance(child.tag, str):
                continue
            share = prose.get(child, 0) / total if total else 0.0
            if child.tag not in _SAFE and share < GUARD and (is_foreign(child, known) or is_teaser(child)):
                gone += prose.get(child, 0)
                child.drop_tree()
            elif share < CAPTION_GUARD and is_caption(child, known):
                captions.append(child)
            else:
                waiting.append(child)
    # Where captions are the text (galleries) they stay.
    if sum(prose.get(c, 0) for c in captions) < GUARD * total:
        for caption in captions:
            gone += prose.get(caption, 0)
            caption.drop_tree()
    return gone / total if total else 0.0


def other_stories(tree: HtmlElement, known: Extraction) -> set[HtmlElement]:
    """The outermost elements that tell of other stories, or in which somebody else speaks: whatever holds the headline is none."""
    prose = _prose(tree)
    total = prose.get(tree, 0)
    headline = next(tree.iter("h1"), None)
    holders = {headline, *headline.iterancestors()} if headline is not None else set()
    found: set[HtmlElement] = set()
    waiting = [tree]
    while waiting:
        for child in waiting.pop():
            if not isinstance(child.tag, str):
                continue
            share = prose.get(child, 0) / total if total else 0.0
            if child not in holders and share < GUARD and _is_other(child, known):
                found.add(child)
            else:
                waiting.append(child)
    return found


def _is_other(element: HtmlElement, known: Extraction) -> bool:
    if element.tag in _OTHERS or (element.tag == "a" and len("".join(element.itertext()).strip()) > LINKED_DATE):
        return True
    named = names_of(element)
    return (bool(named) and known.other.have(named)) or is_teaser(element)


def is_foreign(element: HtmlElement, known: Extraction) -> bool:
    """Whether the element's own attributes say that it is not the article's text."""
    if element.tag in _ALWAYS or element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    style = element.get("style")
    if style and _HIDDEN_STYLE.search(style):
        return True
    if element.get("role") in ("navigation", "complementary", "search", "contentinfo", "dialog", "banner", "menu"):
        return True
    named = names_of(element)
    return bool(named) and known.foreign.have(named)


def is_teaser(element: HtmlElement) -> bool:
    """A card that leads elsewhere: a heading that is one link, and little more."""
    if element.tag not in _CARDS or len(element) > TEASER_CHILDREN:
        return False
    heading = next(element.iter("h2", "h3", "h4", "h5", "h6"), None)
    if heading is None or len(text := "".join(element.itertext()).strip()) > TEASER:
        return False
    title = len("".join(heading.itertext()).strip())
    links = [link for link in (*heading.iterancestors("a"), *heading.iter("a")) if not (link.get("href") or "#").startswith("#")]
    # Half is enough: many cards repeat the headline for screen readers.
    return bool(text) and sum(len("".join(link.itertext()).strip()) for link in links) >= 0.45 * title > 0


def is_caption(element: HtmlElement, known: Extraction) -> bool:
    """A picture's box: named so, holding a picture."""
    named = names_of(element)
    return bool(named) and known.picture.have(named) and any(True for _ in element.iter(*_PICTURES))


def names_of(element: HtmlElement) -> tuple[str, ...]:
    """The words of class and id, in order."""
    return _split(f"{element.get('class') or ''} {element.get('id') or ''} {element.get('data-component') or ''}"[:400])


@functools.lru_cache(maxsize=20_000)
def _split(names: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _WORD.findall(names))


def _prose(tree: HtmlElement) -> dict[HtmlElement, int]:
    """How many characters of paragraphs each element carries."""
    carried: dict[HtmlElement, int] = {}
    for paragraph in tree.iter("p"):
        length = len("".join(paragraph.itertext()).strip())
        if length < PARAGRAPH:
            continue
        node: HtmlElement | None = paragraph
        while node is not None:
            carried[node] = carried.get(node, 0) + length
            node = node.getparent()
    return carried
