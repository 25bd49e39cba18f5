"""The language model as it is loaded here reads as the stock one does, on one thread."""

import pytest
import spacy
from threadpoolctl import threadpool_info

from dateline.settings import MODEL
from dateline.tagging.language_model import load_model

SENTENCES = (
    "Gunmen from the Hill Front killed three traders in Northbrook on Monday, and those who fled had to leave their cattle.",
    "There's no truce, the ministry didn't say whether that had been agreed, and the U.N. gets 'em to talk.",
    "Shelling  of\nOldtown.",
)


def test_what_is_read_of_a_word_is_what_the_stock_model_says() -> None:
    stock = spacy.load(MODEL, exclude=["lemmatizer"])
    read = [[(t.text, t.tag_, t.pos_, t.dep_, t.head.i, t.ent_type_) for t in doc] for doc in load_model(MODEL).parse(SENTENCES)]
    assert read == [[(t.text, t.tag_, t.pos_, t.dep_, t.head.i, t.ent_type_) for t in doc] for doc in stock.pipe(SENTENCES)]


def test_products_run_on_one_thread() -> None:
    load_model(MODEL)
    threads = {one["num_threads"] for one in threadpool_info() if one["internal_api"] == "openblas"}
    if not threads:
        pytest.skip("numpy has no OpenBLAS here")
    assert threads == {1}
