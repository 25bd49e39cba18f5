"""What is joined and what is kept apart, whatever the order of arrival."""

from __future__ import annotations

import dataclasses
import json
import random
import re

import pytest
from click.testing import CliRunner

from dateline.cli.incidents import incidents
from dateline.errors import UsageError
from dateline.incidents.grouping import Grouping, group_items
from dateline.incidents.items import item_of
from dateline.incidents.lexicon import Lexicon
from dateline.incidents.likeness import load_weights
from dateline.incidents.lines import explained, group_lines
from dateline.incidents.readings import Readings
from dateline.incidents.sentences import sentences_of
from dateline.incidents.tellings import read
from dateline.models.places import Place
from tests.bundles import ALEPPO
from tests.incidents.arrivals import sample
from tests.incidents.items import WEEK, item


@pytest.fixture(scope="module")
def week(lexicon: Lexicon) -> Grouping:
    return group_items(WEEK, Readings(lexicon), load_weights())


def members(found: Grouping) -> list[set[str]]:
    return [{one.telling.item for one in happening.tellings} for happening in found.happenings]


@pytest.mark.parametrize(
    "together",
    [{"i02", "i03", "i04"}, {"i05", "i06", "i07"}, {"i08", "i09"}],
    ids=["a convoy fired on", "a truce, announced and broken", "citizens flown out"],
)
def test_reports_of_one_happening_are_one(week: Grouping, together: set[str]) -> None:
    assert together in members(week)


def test_news_that_the_war_goes_on_is_no_happening(week: Grouping) -> None:
    told = set().union(*members(week))
    assert not told & {"i01", "i11", "i12"}


def test_an_explainer_tells_no_happening_and_no_episode(week: Grouping) -> None:
    assert "i10" not in set().union(*members(week))
    assert "i10" not in {one.item for course in week.courses for one in course.glimpses}


def test_processes_are_episodes_in_their_theatre(week: Grouping) -> None:
    courses = {course.key: {one.item for one in course.glimpses} for course in week.courses}
    assert courses["fighting", "YE", ""] >= {"i01", "i07", "i11"}
    assert courses["health-care", "YE", ""] == {"i11"}
    assert courses["flight", "YE", ""] == {"i12"}


def test_a_process_is_where_its_acts_are_whoever_is_named_there(lexicon: Lexicon) -> None:
    """Of the sample, what tells of Aleppo tells of Syria: Russia's aircraft, its vetoes and its pauses make nothing of it Russia's."""
    named = {"Aleppo": ALEPPO, "Russia": Place("Russia", 60, 100, country="RU")}
    told = [
        dataclasses.replace(one, places=tuple((at.start(), at.end(), named[at[0]]) for at in re.finditer("|".join(named), one.text)))
        for one in sample()
        if "Aleppo" in one.title
    ]
    assert {read(one, sentences_of(one, lexicon), lexicon).theatre for one in told if "Security Council" not in one.title} == {"SY"}
    fighting = {course.key[1] for course in group_items(told, Readings(lexicon), load_weights()).courses if course.key[0] == "fighting"}
    assert fighting == {"SY"}


def test_a_process_is_at_the_place_that_its_sentence_names_beside_it(lexicon: Lexicon) -> None:
    """Not where ministers met to speak of it, and of a headline at the place that the text tells where it is."""
    met = item(60, 0, "Britain and France weigh sanctions", "Sanctions over the siege of Aleppo were weighed, ministers said in London.")
    called = item(61, 1, "Fighting rages in Aleppo", "Talks went on in London. Aleppo was shelled for days, ministers said in London.")
    named = {"Aleppo": ALEPPO, "London": Place("London", 51.5, -0.12, country="GB")}
    placed = [
        dataclasses.replace(one, text=text, places=tuple((at.start(), at.end(), named[at[0]]) for at in re.finditer("|".join(named), text)))
        for one in (met, called)
        if (text := one.text.removeprefix(f"{one.title}\n\n"))
    ]
    found = {course.key[:2] for course in group_items(placed, Readings(lexicon), load_weights()).courses}
    assert found == {("trapped", "SY"), ("fighting", "SY")}


READ = {"id": "a", "published": "2021-03-01T08:00:00Z", "title": None, "relevance": "0 acts; a short text is read whole"}


@pytest.mark.parametrize(
    ("tags", "told"),
    [
        ({"events": []}, 0),
        ({"event_ids": []}, 0),
        ({"event_ids": ["e"]}, 1),
        ({"events": [], "not_tagged": "too long"}, 1),
        ({"events": [], "relevance": None}, 1),
    ],
    ids=["a line", "as it is stored", "an act", "not tagged", "not read"],
)
def test_words_of_war_tell_no_process_where_the_tagger_read_no_act(lexicon: Lexicon, tags: dict[str, object], told: int) -> None:
    one = item_of(READ | {"text": "The hosts in Beirut, Lebanon laid siege to the goal."} | tags)
    assert one
    assert len(group_items([one], Readings(lexicon), load_weights()).courses) == told


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_arrival_does_not_matter(week: Grouping, lexicon: Lexicon, seed: int) -> None:
    shuffled = list(WEEK)
    random.Random(seed).shuffle(shuffled)
    ids = [one.id for one in WEEK]
    again = group_items(shuffled, Readings(lexicon), load_weights())
    assert list(group_lines(ids, again)) == list(group_lines(ids, week))


def test_an_item_given_twice_counts_once(week: Grouping, lexicon: Lexicon) -> None:
    assert members(group_items([*WEEK, *WEEK], Readings(lexicon), load_weights())) == members(week)


def test_a_truce_of_another_week_is_another(lexicon: Lexicon) -> None:
    later = [item(20, 24 * 14, "Yemen's army and Houthis agree new ceasefire"), item(21, 24 * 14 + 2, "New truce begins in Yemen")]
    found = members(group_items([*WEEK, *later], Readings(lexicon), load_weights()))
    assert {"i20", "i21"} in found
    assert {"i05", "i06", "i07"} in found


def test_the_same_act_elsewhere_is_another(lexicon: Lexicon) -> None:
    other = item(20, 6, "German embassy convoy fired on in Mali", "Gunmen shot at the convoy near Bamako.")
    assert {"i20"} in members(group_items([*WEEK, other], Readings(lexicon), load_weights()))


def test_nothing_gives_nothing(lexicon: Lexicon) -> None:
    assert group_items([], Readings(lexicon), load_weights()) == Grouping((), (), {})


def test_each_link_is_explained(week: Grouping) -> None:
    text = "\n".join(explained(week))
    assert "French embassy convoy fired on in Yemen" in text
    assert text.count("[with ") == sum(len(h.tellings) - 1 for h in week.happenings if len({t.telling.item for t in h.tellings}) > 1)


# ---- the command ----


def _lines(*items: dict[str, object]) -> str:
    return "".join(json.dumps(one) + "\n" for one in items)


def test_the_command_answers_in_input_order() -> None:
    given = [{"id": one.id, "text": one.text, "published": one.published.isoformat()} for one in reversed(WEEK)]
    done = CliRunner().invoke(incidents, ["group", "--jsonl"], input=_lines(*given), catch_exceptions=False)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["id"] for row in rows] == [one["id"] for one in given]
    keys = {row["id"]: row["incidents"] for row in rows}
    assert keys["i02"] == keys["i03"] != []
    assert keys["i13"] != keys["i02"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"id": "a", "text": "x"}, 'line 1: needs "published"'),
        ({"id": "a", "text": "x", "published": "yesterday"}, 'line 1: needs "published"'),
        ({"id": "a", "published": "2021-03-01"}, 'line 1: needs "text"'),
        ({"text": "x", "published": "2021-03-01"}, 'line 1: needs "id"'),
        ({"id": "a", "text": "x", "published": "2021-03-01", "events": [{"id": 1}]}, "line 1: not a line of `dateline tag`"),
    ],
)
def test_a_bad_line_is_named(line: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        CliRunner().invoke(incidents, ["group", "--jsonl"], input=_lines(line), catch_exceptions=False)
