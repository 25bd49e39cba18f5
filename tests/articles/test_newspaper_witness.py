"""The once-walking cleaner gives what the stock one gives, and newspaper leaves nothing behind."""

import copy
import gzip
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dateline.articles import newspaper_witness
from dateline.articles.newspaper_witness import ask_newspaper
from dateline.articles.parsing import decode, parse
from tests.articles.pages import FOLDER, NAMES, SENTENCES, story

SHARED = Path(os.environ.get("SHARED", Path(__file__).resolve().parents[3] / "shared"))


def texts(markup: str) -> tuple[str, str]:
    parts = newspaper_witness._parts()
    tree = parse(markup, url="x").tree
    both = []
    for cleaner in (parts.stock, parts.cleaner):
        extractor = parts.extractor(parts.config)
        top = extractor.calculate_best_node(cleaner(parts.config).clean(copy.deepcopy(tree)))
        both.append("" if top is None else parts.formatter(parts.config).get_formatted(extractor.post_cleanup(top))[0])
    return both[0], both[1]


@pytest.mark.parametrize("name", [name for name in NAMES if name != "frames"])
def test_both_cleaners_give_the_same_text_on_golden_pages(name):
    stock, ours = texts(decode((FOLDER / f"{name}.html").read_bytes()))
    assert ours == stock


@pytest.mark.shared
@pytest.mark.skipif(not (SHARED / "pages" / "html").is_dir(), reason=f"no shared pages at {SHARED}: set SHARED to measure on them")
def test_both_cleaners_give_the_same_text_on_shared_pages():
    paths = sorted((SHARED / "pages" / "html").glob("*.gz"))[::7]
    pairs = [texts(decode(gzip.decompress(path.read_bytes()))) for path in paths]
    assert [ours for _, ours in pairs] == [stock for stock, _ in pairs]
    assert len(pairs) == 10


def test_what_it_says_of_a_page():
    says = ask_newspaper(parse(story(head="<title>Four killed in the eastern quarter</title>"), url="x").tree)
    assert (says.title, says.paragraphs) == ("Four killed in the eastern quarter", SENTENCES)


def test_nothing_is_left_in_the_temporary_folder(tmp_path):
    code = "from dateline.articles.newspaper_witness import _parts; import tempfile; _parts(); print(tempfile.gettempdir())"
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | {"TMPDIR": str(tmp_path)}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str(tmp_path)
    assert list(tmp_path.iterdir()) == []
