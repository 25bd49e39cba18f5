import pytest

from dateline.tagging.language import other_language
from dateline.tagging.relevance import SHORT, RelevanceJudge

FILLER = "The orchestra played a long programme of songs to a full house and the audience left late in the evening. "


@pytest.fixture(scope="module")
def judge() -> RelevanceJudge:
    return RelevanceJudge([("airstrike", 2), ("rebels", 2), ("killed", 1), ("talks", 1)], [("Hamas", 2)])


def test_a_war_report_is_about_conflict_and_says_why(judge: RelevanceJudge) -> None:
    verdict = judge.judge("An airstrike killed rebels. " + FILLER * 8)

    assert verdict.relevant
    assert verdict.reason.startswith("conflict: airstrike, rebels, killed (5 points")


def test_a_war_named_in_passing_is_not_enough(judge: RelevanceJudge) -> None:
    verdict = judge.judge("An airstrike killed rebels. " + FILLER * 40)

    assert not verdict.relevant
    assert "airstrike" in verdict.reason


def test_one_word_repeated_counts_three_times_at_most(judge: RelevanceJudge) -> None:
    assert not judge.judge("talks " * 300).relevant


def test_words_count_only_as_whole_words(judge: RelevanceJudge) -> None:
    assert judge.judge("unkilled talksy xrebels " + FILLER * 8).reason.startswith("not about conflict (0 points")


def test_a_brief_is_read_in_full(judge: RelevanceJudge) -> None:
    text = FILLER[:SHORT]

    assert judge.judge(text).relevant


def test_an_empty_text_is_nothing(judge: RelevanceJudge) -> None:
    assert judge.judge(" \n").reason == "empty"


@pytest.mark.parametrize(
    ("text", "claimed", "expected"),
    [
        ("Rebels attacked.", None, None),
        ("anything", "fr", "fr"),
        ("anything", "en-GB", None),
        ("anything", "EN_us", None),
        ("", None, None),
        (FILLER * 3, None, None),
        (
            "Le président a déclaré que les troupes ne quitteront pas le pays avant la fin de la mission et que tous les soldats seront "
            "présents dans la région avec leurs véhicules pour assurer la sécurité des habitants",
            None,
            "fr",
        ),
    ],
)
def test_says_which_language_cannot_be_read(text: str, claimed: str | None, expected: str | None) -> None:
    assert other_language(text, claimed) == expected


def test_a_match_report_full_of_war_words_is_about_something_else() -> None:
    strict = RelevanceJudge([("attack", 1), ("siege", 1), ("airstrike", 2)], [], [("derby", 2), ("referee", 2), ("goal", 1)])
    told = strict.judge("The derby was a siege, and every attack on the referee's goal failed.")
    assert (told.relevant, told.reason) == (False, "about something else: derby, goal, referee")
    assert strict.judge("An airstrike, an airstrike and an airstrike hit the stadium during the derby, the referee said.").relevant
    assert strict.judge("A siege and an attack.").relevant
