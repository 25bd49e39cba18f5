"""What engineers are shown."""

from dateline.articles.explain import diff_html, explain
from tests.articles.pages import FOLDER, NOW, page
from tests.known import extraction


def test_every_claim_the_winner_and_what_was_cut():
    raw = (FOLDER / "wire-story.html").read_bytes()
    lines = explain(page(raw, url="https://www.courier.example/world/marran-shells"), now=NOW, known=extraction()).splitlines()
    assert "* title      visible    Four killed as shells hit eastern Marran" in lines
    assert "* author     json-ld    Hana Osei" in lines
    assert "* published  json-ld    2021-05-06T21:40:00+02:00" in lines
    assert any(line.startswith("* text       trafilatura") for line in lines)
    assert any(line.startswith("  cut        reporting-credit: Reporting by Hana Osei") for line in lines)


def test_a_page_without_an_article_says_why():
    assert explain(page("<html><body><p>No</p></body></html>"), now=NOW, known=extraction()) == (
        "no article (skipped_not_article): https://courier.example/world/story: too short: 2 characters of text"
    )


def test_the_texts_side_by_side():
    shown = diff_html(page((FOLDER / "wire-story.html").read_bytes()), now=NOW, known=extraction())
    assert shown.startswith("<!doctype html>")
    assert "Editing" in shown
