"""What is cut from good text, and what must stay."""

import pytest

from dateline.articles.cleaning import clean_blocks, cut_dateline
from dateline.articles.language import language_of
from dateline.articles.maintext import Block
from dateline.seeds.extraction import load_agencies, load_names, load_phrases
from tests.articles.pages import SENTENCES
from tests.known import extraction

HEADLINE = "Four killed as shells fall on the eastern quarter of the port"
PROSE = [Block("p", sentence) for sentence in SENTENCES]


def rules(*blocks: Block, headlines: tuple[str, ...] = (), authors: tuple[str, ...] = (), witness: str = "") -> list[tuple[str, str]]:
    cleaned = clean_blocks(blocks, headlines=headlines, authors=authors, known=extraction(), witness=witness)
    return [(block.text, rule) for block, rule in cleaned.dropped]


@pytest.mark.parametrize(
    ("text", "place", "agency", "rest"),
    [
        ("ALEPPO, Syria (Reuters) - The planes came.", "ALEPPO, Syria", "Reuters", "The planes came."),
        ("BEIRUT (AP) — The planes came.", "BEIRUT", "AP", "The planes came."),
        ("(AFP) – The planes came.", None, "AFP", "The planes came."),
        ("KYIV — The planes came.", "KYIV", None, "The planes came."),
        ("KHARTOUM, April 15 (Xinhua) -- The planes came.", "KHARTOUM, April 15", "Xinhua", "The planes came."),
        ("Planes came - and went.", None, None, "Planes came - and went."),
        ("The UN (which met on Monday) - said no.", None, None, "The UN (which met on Monday) - said no."),
    ],
)
def test_datelines(text, place, agency, rest):
    assert cut_dateline(text, known=extraction()) == (place, agency, rest)


def test_the_headline_and_the_byline_are_no_text():
    dropped = rules(
        Block("head", "Four killed in the east"),
        Block("p", "By Hana Osei"),
        *PROSE,
        headlines=("Four killed in the east",),
        authors=("Hana Osei",),
    )
    assert dropped == [("Four killed in the east", "headline"), ("By Hana Osei", "byline")]


def test_the_portrait_of_the_author_is_no_text():
    line = "Hana Osei is a reporter based in Selm."
    assert rules(*PROSE, Block("p", line), authors=("Hana Osei",)) == [(line, "portrait of the author")]


def test_a_person_of_the_story_stays():
    assert rules(*PROSE, Block("p", "Hana Osei is a reporter based in Selm."), authors=("Piet Roos",)) == []


def test_a_table_of_tolls_stays_and_data_go_when_a_second_witness_lacks_them():
    toll = [Block("row", f"Day {i} {i} killed") for i in range(5)]
    data = [Block("row", f"Company number {i} of the free port, bulk freight") for i in range(40)]
    prose = "\n".join(block.text for block in PROSE) * 3
    assert rules(*PROSE, *toll) == []
    assert [rule for _, rule in rules(*PROSE, *data, witness=prose)] == ["table"] * 40


@pytest.mark.parametrize("rule", ["table", "headline", "newsletter"])
def test_no_rule_takes_more_than_a_fifth_of_a_text_unless_a_second_witness_agrees(rule):
    blocks = {
        "table": [Block("row", f"Company number {i} of the free port, bulk freight") for i in range(40)],
        "headline": [Block("p", HEADLINE)] * 9,
        "newsletter": [Block("p", f"Sign up for our newsletter on ward {i} and have it in your inbox at breakfast.") for i in range(9)],
    }[rule]
    text = [*blocks, *PROSE]
    lacks = "\n".join(block.text for block in PROSE) * 3
    has = "\n".join(block.text for block in text) * 3
    told = {"headlines": (HEADLINE,)}
    assert rules(*text, **told) == []
    assert rules(*text, **told, witness=has) == []
    assert rules(*text, **told, witness="Too little to say.") == []
    assert {name for _, name in rules(*text, **told, witness=lacks)} == {rule}


def test_a_heading_with_nothing_under_it_goes():
    assert rules(*PROSE, Block("head", "What comes next")) == [("What comes next", "heading of nothing")]


def test_shipped_seeds_load_and_every_phrase_proves_itself():
    for phrase in load_phrases():
        assert all(phrase.takes(line) for line in phrase.matches)
        assert not any(phrase.takes(line) for line in phrase.never)
    assert {seed.kind for seed in load_names()} == {"foreign", "picture", "live", "other"}
    credits_ = [credit for seed in load_agencies() for credit in seed.credits]
    assert len(credits_) == len(set(credits_))


@pytest.mark.parametrize(
    ("text", "claimed", "code"),
    [
        (" ".join(SENTENCES), None, "en"),
        (" ".join(SENTENCES), "fr", "en"),
        ("Les forces gouvernementales ont démenti avoir tiré sur le quartier, selon un porte-parole de l’armée.", None, "fr"),
        ("قُتل أربعة أشخاص على الأقل في قصف استهدف الحي الشرقي من المدينة مساء الخميس، بحسب ما قال سكان وطبيب.", "en", "ar"),
        ("Too short", "de", "de"),
        ("Too short", None, None),
    ],
)
def test_language(text, claimed, code):
    assert language_of(text, claimed=claimed) == code
