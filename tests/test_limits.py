"""The processor limit, and pages that would need it if nothing were capped."""

import signal
import threading

import pytest

from dateline.articles import extract_article
from dateline.articles.parsing import MAX_TAGS, decode, parse
from dateline.errors import DatelineError, ExtractError
from dateline.limits import CpuLimitExceeded, cpu_limit
from dateline.settings import CPU_SECONDS_PER_PAGE
from tests.articles.pages import NOW, SENTENCES, page, story
from tests.known import extraction

PROSE = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)


def spin() -> None:
    while True:
        sum(range(100))


def test_the_limit_interrupts_python_code():
    with pytest.raises(CpuLimitExceeded, match=r"more than 0\.05 s"), cpu_limit(0.05):
        spin()


def stubborn() -> None:
    """What a library does that wants no exception to pass."""
    try:
        spin()
    except Exception:  # noqa: BLE001
        spin()


def test_the_limit_comes_again_when_a_library_swallows_it():
    with pytest.raises(CpuLimitExceeded), cpu_limit(0.05):
        stubborn()


def test_nothing_is_left_behind():
    before = signal.getsignal(signal.SIGVTALRM)
    with cpu_limit(5):
        pass
    assert signal.getsignal(signal.SIGVTALRM) is before
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)


def test_the_sooner_of_two_limits_holds_and_the_outer_one_lives_on():
    with cpu_limit(60):
        with pytest.raises(CpuLimitExceeded), cpu_limit(0.05):
            spin()
        left, _ = signal.getitimer(signal.ITIMER_VIRTUAL)
    assert 50 < left < 60


def test_other_threads_run_without_a_limit():
    done: list[str] = []

    def work() -> None:
        with cpu_limit(0.001):
            done.append("ran")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == ["ran"]


def test_it_is_one_of_ours():
    assert issubclass(CpuLimitExceeded, DatelineError)


HOSTILE = {
    "nested": "<html><body>" + "<div>" * 200_000 + PROSE,
    "nested bold": "<html><body><article>" + "<b>" * 200_000 + PROSE,
    "nested tables": "<html><body>" + "<table><tr><td>" * 70_000 + PROSE,
    "attributes": "<html><body><div " + " ".join(f"a{i}=x" for i in range(200_000)) + ">" + PROSE,
    "attributes behind quotes": "<html><body><div " + " ".join(f'a{i}=">"' for i in range(100_000)) + ">" + PROSE,
    "unclosed comment": "<html><body>" + PROSE + "<!--" * 100_000,
    "deep json": "<html><body><script type='application/ld+json'>" + "[" * 100_000 + "</script>" + PROSE,
    "entities": "<!DOCTYPE x [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]><html><body>&b;" + PROSE,
    "control characters": "<html><body>" + PROSE.replace(" ", " \x01\x00\x0b"),
    "equal lines": "<html><body><div>" + "Some words here and there<br>" * 5_000 + PROSE,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_keep_their_text_within_the_limit(name):
    with cpu_limit(CPU_SECONDS_PER_PAGE):
        article = extract_article(page(HOSTILE[name]), now=NOW, known=extraction())
    assert SENTENCES[1] in article.text


@pytest.mark.slow
@pytest.mark.parametrize(
    "markup",
    [
        "<html><body><article>" + PROSE * 60_000,
        "<html><body><p>" + "<span>word</span> " * 1_000_000,
        "<html><body><script>" + "x" * 20_000_000,
        "<html><body><p>" + "word " * 4_000_000,
        "<html>" + "<" * 5_000_000,
        "<html><body>" + " " * 15_000_000 + PROSE,
    ],
    ids=["paragraphs", "spans", "script", "text", "brackets", "spaces"],
)
def test_twenty_megabytes_end_within_the_limit(markup):
    with cpu_limit(CPU_SECONDS_PER_PAGE):
        try:
            article = extract_article(page(markup), now=NOW, known=extraction())
        except ExtractError:
            return
    assert len(article.text) <= 2_000_000


def test_markup_is_cut_at_the_tag_that_is_one_too_many():
    markup = parse("<html><body>" + "<p>a</p>" * MAX_TAGS, url="x")
    assert markup.html.count("<") == MAX_TAGS
    assert markup.notes == ("flattened: too many elements", "cut at the size limit")


@pytest.mark.parametrize("raw", [b"", b"\x00" * 100, b"%PDF-1.7 binary", b'{"json": true}', b"just words"])
def test_what_is_not_html_is_refused(raw):
    with pytest.raises(ExtractError, match="not HTML"):
        extract_article(page(raw), now=NOW, known=extraction())


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "application/json"])
def test_other_types_are_refused_by_their_header(kind):
    with pytest.raises(ExtractError, match=f"not HTML: {kind}"):
        extract_article(page(story(), kind=kind), now=NOW, known=extraction())


@pytest.mark.parametrize(
    ("raw", "header", "text"),
    [
        ("Grüße".encode(), None, "Grüße"),
        ("Grüße".encode("cp1252"), None, "Grüße"),
        ("Grüße".encode("cp1252"), "text/html; charset=utf-8", "Grüße"),
        ("قصف".encode("cp1256"), "text/html; charset=windows-1256", "قصف"),
        (b'<meta charset="windows-1251">' + "мост".encode("cp1251"), None, '<meta charset="windows-1251">мост'),
        (b"\xff\xfe" + "Brücke".encode("utf-16-le"), None, "Brücke"),
        (b"\xef\xbb\xbfplain", "text/html; charset=no-such-thing", "plain"),
        ("Grüße aus Köln, schöne Brücke, viele Tränen".encode() + b"\xff", None, "Grüße aus Köln, schöne Brücke, viele Tränen\ufffd"),
    ],
)
def test_characters_of_a_page(raw, header, text):
    assert decode(raw, header) == text
