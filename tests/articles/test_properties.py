"""What holds for every page: nothing is invented, nothing moves on a second run, and only ExtractError is raised."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.articles import extract_article
from dateline.articles.lines import squash
from dateline.articles.parsing import decode, parse
from dateline.errors import ExtractError
from dateline.limits import cpu_limit
from dateline.models.articles import Article
from dateline.settings import CPU_SECONDS_PER_PAGE
from dateline.text import clean
from tests.articles.pages import FOLDER, NAMES, NOW, page, story
from tests.known import extraction

READABLE = [name for name in NAMES if "error:" not in (FOLDER / f"{name}.yml").read_text(encoding="utf-8")]
PIECES = (
    *(b"< > </div> <div> </p> <p> <table> </body> <script> <!-- --> &#0; &amp;lt; <article> </article> ]]> <svg> <h1> { \" ' =".split()),
    b"\x00",
    b"\xff\xfe",
    b"\xe2\x80",
    b"<base href='//x'>",
    b"<meta charset=utf-16>",
)


def extracted(raw: bytes) -> Article | None:
    try:
        return extract_article(page(raw), now=NOW, known=extraction())
    except ExtractError:
        return None


def mutated(raw: bytes, rng: random.Random) -> bytes:
    """The page with up to four wounds: bytes gone, bytes doubled, bytes moved, markup where none belongs."""
    for _ in range(rng.randint(1, 4)):
        start = rng.randrange(len(raw) + 1)
        end = min(len(raw), start + rng.choice((1, 3, 20, 200)))
        kind = rng.randrange(4)
        if kind == 0:
            raw = raw[:start] + raw[end:]
        elif kind == 1:
            raw = raw[:end] + raw[start:end] * rng.randint(1, 3) + raw[end:]
        elif kind == 2:
            raw = raw[:start] + rng.choice(PIECES) * rng.randint(1, 5) + raw[start:]
        else:
            raw = raw[end:] + raw[:start]
    return raw


def check(article: Article) -> None:
    assert article.text == clean(article.text) == article.text.strip()
    paragraphs = article.text.split("\n\n")
    assert all(p == p.strip() and p for p in paragraphs)
    assert len(article.elements) == len(paragraphs)
    assert all("\n" not in p for p in paragraphs)
    assert article.published is None or (article.published.tzinfo is not None and article.published <= NOW)
    assert len(article.id) == 20


@pytest.mark.parametrize("name", READABLE)
def test_text_is_a_subsequence_of_what_the_page_shows(name):
    raw = (FOLDER / f"{name}.html").read_bytes()
    article = extract_article(page(raw), now=NOW, known=extraction())
    check(article)
    shown, position = squash("".join(parse(decode(raw), url="x").tree.itertext())), 0
    for paragraph in article.text.split("\n\n"):
        found = shown.find(squash(paragraph), position)
        assert found >= 0, paragraph
        position = found + len(squash(paragraph))


@pytest.mark.parametrize("name", READABLE)
def test_elements_lead_to_the_paragraphs(name):
    raw = (FOLDER / f"{name}.html").read_bytes()
    article = extract_article(page(raw), now=NOW, known=extraction())
    tree = parse(decode(raw), url="x").tree.getroottree()
    for path, paragraph in zip(article.elements, article.text.split("\n\n"), strict=True):
        if path:
            assert squash(paragraph) in squash("".join(tree.xpath(path)[0].itertext()))
    assert sum(map(bool, article.elements)) >= 0.5 * len(article.elements)


@pytest.mark.parametrize("name", READABLE)
def test_a_second_run_says_the_same(name):
    raw = (FOLDER / f"{name}.html").read_bytes()
    assert extract_article(page(raw), now=NOW, known=extraction()) == extract_article(page(raw), now=NOW, known=extraction())


@pytest.mark.parametrize("name", READABLE)
def test_our_own_text_stays_itself(name):
    """Extracting from a plain page of the extracted text changes nothing more."""
    article = extract_article(page((FOLDER / f"{name}.html").read_bytes()), now=NOW, known=extraction())
    prose = "".join(f"<p>{p.replace('&', '&amp;').replace('<', '&lt;')}</p>" for p in article.text.split("\n\n"))
    again = extracted(f"<html><body><article><div class='article-body'>{prose}</div></article></body></html>".encode())
    assert again is not None
    assert again.text == article.text


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(NAMES), st.integers(0, 2**32))
def test_wounded_pages_raise_nothing_else(name, seed):
    article = extracted(mutated((FOLDER / f"{name}.html").read_bytes(), random.Random(seed)))
    if article is not None:
        check(article)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=300))
def test_any_text_inside_a_page_raises_nothing_else(text):
    article = extracted(story(f"<p>{text}</p><div>{text}</div>").encode("utf-8", "surrogatepass"))
    if article is not None:
        check(article)


@pytest.mark.slow
@settings(
    max_examples=4_000,  # With two or three wounds each: ten thousand.
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)
@given(st.sampled_from(NAMES), st.integers(0, 2**32))
def test_ten_thousand_wounds(name, seed):
    with cpu_limit(CPU_SECONDS_PER_PAGE):
        article = extracted(mutated((FOLDER / f"{name}.html").read_bytes(), random.Random(seed)))
    if article is not None:
        check(article)
