"""Layouts that we wrote, with the whole expected article beside each."""

import pytest

from dateline.articles import extract_article
from dateline.errors import ExtractError
from tests.articles.pages import FOLDER, NAMES, NOW, expected, page
from tests.known import extraction


def read(name: str) -> dict[str, object]:
    want = expected(name)
    asked = want.get("fetched_as", want["url"])
    try:
        article = extract_article(page((FOLDER / f"{name}.html").read_bytes(), url=asked), now=NOW, known=extraction())
    except ExtractError as error:
        return {"url": want["url"], "error": str(error).removeprefix(f"{want['url']}: ")}
    return {
        "url": article.url,
        "title": article.title,
        "title_from": article.title_from,
        "published": article.published.isoformat() if article.published else None,
        "published_from": article.published_from,
        "modified": article.modified.isoformat() if article.modified else None,
        "language": article.language,
        "authors": list(article.authors),
        "authors_from": article.authors_from,
        "extractor": article.extractor,
        "canonical_url": article.canonical_url,
        "dateline": article.dateline,
        "agency": article.agency,
        "outlet": article.outlet,
        "text": article.text.split("\n\n"),
    }


def test_there_are_enough_layouts():
    assert len(NAMES) >= 25


@pytest.mark.parametrize("name", NAMES)
def test_golden_page(name):
    assert read(name) == {key: value for key, value in expected(name).items() if key != "fetched_as"}
