from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.cli.explaining import explain, explain_html
from dateline.limits import CpuLimitExceeded
from dateline.models.articles import Article
from dateline.models.events import TaggedArticle
from dateline.models.mentions import Kind, Mention
from dateline.tagging.reader.decode import Act
from dateline.tagging.reader.reader import Reader, Text
from dateline.tagging.reading import Reading
from dateline.tagging.tagger import PIECE, NewsTagger

REPORT = "Rebels attacked the Syrian army near Aleppo on Friday, killing five soldiers. Sergei Lavrov denied it."


def article(text: str, **known: object) -> Article:
    return Article(id="a", url="https://example.org/a", title=None, text=text, **known)  # type: ignore[arg-type]


def tag(tagger: NewsTagger, text: str) -> TaggedArticle:
    (tagged,) = tagger.tag([article(text)])
    for mention in tagged.mentions:
        assert text[mention.start : mention.end] == mention.text
    return tagged


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\n ",
        "💣💥 Rebels attacked 🏙️ Aleppo 💔",
        "\u200fRebels\u200e attacked \u2067حلب\u2069 and Al\u200beppo.",
        "the rebels took the town and then they went to the hills and had no bread " * 60,
        "REBELS ATTACKED THE SYRIAN ARMY NEAR ALEPPO ON FRIDAY, KILLING FIVE SOLDIERS, STATE MEDIA SAID.",
        "((((" * 300,
        "a.b.c.d. " * 200,
        "\ud800 broken \x00 bytes",
        "The ﬃ of İstanbul ẞ ŉ and the army of ΐ",
    ],
)
def test_any_text_comes_back_tagged_with_true_offsets(tagger: NewsTagger, text: str) -> None:
    assert tag(tagger, text).not_tagged is None


def test_a_title_that_is_broken_does_not_keep_its_article_from_being_tagged(tagger: NewsTagger) -> None:
    broken = replace(article("Rebels attacked Aleppo on Friday, killing five people."), title="Five \ud800 ki\u200blled in Aleppo")

    (tagged,) = tagger.tag([broken])

    assert (tagged.not_tagged, [event.type.name for event in tagged.events]) == (None, ["ASSAULT"])


def test_names_are_found_behind_invisible_characters(tagger: NewsTagger) -> None:
    found = {m.text: m.entity.id for m in tag(tagger, "He\u200bzb\u00adollah attacked Israeli troops on Friday.").mentions if m.entity}

    assert found["He\u200bzb\u00adollah"] == "hezbollah"


def test_wire_copy_in_capitals_is_read(tagger: NewsTagger) -> None:
    text = "THE FMLN ATTACKED THE ARMY IN EL SALVADOR. HEZBOLLAH DENIED ANY PART IN THE ATTACK, WHICH KILLED TWO SOLDIERS."

    found = {m.text: m.entity.id for m in tag(tagger, text).mentions if m.entity}

    assert (found["FMLN"], found["HEZBOLLAH"]) == ("fmln", "hezbollah")


def test_a_long_text_is_tagged_in_pieces(tagger: NewsTagger) -> None:
    filler = "The choir sang a song and went home.\n"
    text = REPORT + "\n" + filler * (PIECE // len(filler)) + "\n" + REPORT

    names = [m.start for m in tag(replace(tagger, events=None), text).mentions if m.text == "Sergei Lavrov"]

    assert names == [text.index("Sergei"), text.rindex("Sergei")]


@pytest.mark.parametrize(("opening", "country"), [("TORONTO, Oct. 5 (CP) -- ", "CA"), ("", "")])
def test_every_piece_of_a_long_text_knows_its_dateline_and_no_other(tagger: NewsTagger, opening: str, country: str) -> None:
    text = f"{opening}Rain fell.\n" + "The choir sang a song and went home.\n" * (PIECE // 36) + "SEOUL, Oct. 5 (Yonhap) -- Rain fell."

    _, pieces = replace(tagger, events=None).tag_shown(article(text))

    assert [piece.reading.dateline[0] for piece in pieces] == [country] * 2


@pytest.mark.parametrize(("slow", "kept"), [("Norland", True), ("Estland", False)])
def test_a_part_that_takes_too_long_ends_the_tagging_and_what_was_before_it_stays(tagger: NewsTagger, slow: str, kept: bool) -> None:
    def halting(reading: Reading):  # type: ignore[no-untyped-def]
        if slow in reading.text:
            raise CpuLimitExceeded("more than 10 s of processor time")
        return [Mention(0, 7, reading.text[:7], Kind.LOCATION, "test")]

    halted = replace(tagger, steps=[halting], events=None)
    text = "Estland is quiet.\n" + "The choir sang a song and went home.\n" * (PIECE // 36) + "Norland is quiet."

    (tagged,) = halted.tag([article(text)])

    assert [m.text for m in tagged.mentions] == (["Estland"] if kept else [])
    assert tagged.not_tagged == (None if kept else "not_tagged:CpuLimitExceeded: more than 10 s of processor time")
    assert ("; tagged up to character " in (tagged.relevance or "")) is kept


def test_another_language_is_named_and_left(tagger: NewsTagger) -> None:
    (tagged,) = tagger.tag([article("Les rebelles ont attaqué la ville.", language="fr")])

    assert (tagged.not_tagged, tagged.language, tagged.mentions, tagged.events) == ("not_tagged:fr", "fr", (), ())
    assert not tagged.crashed


def test_articles_come_back_in_order_and_lazily(tagger: NewsTagger) -> None:
    asked: list[int] = []

    def source():  # type: ignore[no-untyped-def]
        for number in range(100):
            asked.append(number)
            yield Article(id=str(number), url="https://example.org/", title=None, text=f"Rebels took town {number} today.")

    answers = tagger.tag(source())

    assert [next(answers).article.id for _ in range(3)] == ["0", "1", "2"]
    assert len(asked) < 100


def test_what_breaks_on_one_article_is_its_reason_and_the_others_are_tagged(tagger: NewsTagger, caplog: pytest.LogCaptureFixture) -> None:
    def fragile(reading: Reading):  # type: ignore[no-untyped-def]
        if "bad" in reading.text:
            raise RuntimeError("broken step")
        return reading.mentions

    broken = replace(tagger, steps=[fragile], events=None)

    answers = list(broken.tag([article("a good one"), article("a bad one"), article("a good one")]))

    assert [tagged.not_tagged for tagged in answers] == [None, "not_tagged:RuntimeError: broken step", None]
    assert [tagged.crashed for tagged in answers] == [False, True, False]
    told = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert told == ["https://example.org/a: not tagged: RuntimeError: broken step"]


def test_what_breaks_the_reader_is_its_article_s_reason_and_no_text_is_read_twice(tagger: NewsTagger) -> None:
    asked: list[str] = []

    class Fragile(Reader):
        def read(self, text: Text) -> list[Act]:
            asked.append(text.text)
            if "bad" in text.text:
                raise RuntimeError("broken reader")
            return []

    texts = ["a good one", "a bad one", "a better one"]
    answers = list(replace(tagger, reader=Fragile(tagger.reader.artefact)).tag(map(article, texts)))
    assert [tagged.not_tagged for tagged in answers] == [None, "not_tagged:RuntimeError: broken reader", None]
    assert asked == texts


def test_the_same_text_gives_the_same_tags(tagger: NewsTagger) -> None:
    assert tag(tagger, REPORT) == tag(tagger, REPORT)


def test_rules_name_release_and_digest(tagger: NewsTagger) -> None:
    release, digest = tagger.rules.split("+")

    assert release[0].isdigit()
    assert len(digest) == 8


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=120))
def test_no_text_breaks_the_tagger(tagger: NewsTagger, text: str) -> None:
    assert not tag(tagger, text).crashed


def test_explanations_name_rule_link_and_escape_the_text(tagger: NewsTagger) -> None:
    tagged = tag(tagger, "<script>alert(1)</script> The Syrian army shelled Aleppo on Friday, Sergei Lavrov said.")

    text, page = explain(tagged), explain_html([tagged])

    assert "seed:lavrov → Sergei Lavrov (lavrov" in text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert page.count("<mark") == page.count("</mark>") > 3


@pytest.mark.shared
def test_the_seed_article_comes_out_right(tagger: NewsTagger, shared: Path) -> None:
    (file,) = sorted((shared / "seed").glob("*.txt"))
    published = datetime(2016, 10, 15, 12, tzinfo=UTC)
    (tagged,) = tagger.tag([article(file.read_text(encoding="utf-8"), published=published)])

    people = {m.entity.id for m in tagged.mentions if m.kind is Kind.PERSON and m.entity and m.rule.startswith(("seed", "title"))}
    bodies = {m.entity.id for m in tagged.mentions if m.kind is Kind.ORGANISATION and m.entity}
    places = {(m.place.name, m.place.part) for m in tagged.mentions if m.place}
    times = {m.time.value for m in tagged.mentions if m.time}

    assert people == {"kerry", "lavrov", "bashar-assad", "obama"}
    assert {"SYRMIL", "SYRREB", "SYRGOV", "SYROPP", "rus", "usa", "un", "white-house", "sohr"} <= bodies
    assert {("Lausanne", None), ("Aleppo", None), ("Aleppo", "eastern"), ("Switzerland", None), ("Syria", None)} <= places
    assert {"2016-10-15", "2016-10-14", "2016-10-13TNI/2016-10-14TMO", "2016-10-13TNI", "PT72H"} <= times


ACT = "A bomb killed five soldiers in Mosul on Thursday, police said. "


@pytest.mark.parametrize(
    "text",
    [
        ACT.upper() * 2,
        ACT.replace("bomb", "💥 bomb 🚀").replace("Mosul", "Mosul 🏚️"),
        "a bomb killed five soldiers in mosul and gunmen fired on police " * 40,
    ],
    ids=["capitals", "emoji", "no full stop"],
)
def test_odd_texts_that_tell_acts_give_events_whose_spans_hold(tagger: NewsTagger, text: str) -> None:
    tagged = tag(tagger, text)
    assert tagged.events  # Else nothing below would be tried.
    for event in tagged.events:
        for part in (*event.actors, *event.targets, *event.casualties):
            assert text[part.start : part.end].casefold() == part.text.casefold()
        for evidence in event.evidence:
            assert text[slice(*evidence.trigger)].strip() == text[slice(*evidence.trigger)] != ""
