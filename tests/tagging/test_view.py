from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from dateline.models.articles import Article
from dateline.models.codebook import AttributionKind, TollKind, TollScope
from dateline.models.events import Actor, Attribution, Casualties, Evidence
from dateline.models.mentions import Kind, Mention
from dateline.tagging.view import View
from tests.bundles import event


def view_of(text: str) -> View:
    return View(Article(id="a", url="https://example.org/", title=None, text=text))


def test_invisible_characters_do_not_split_names_and_offsets_lead_back() -> None:
    text = "In Al\u200beppo\u200f, re\u00adbels fled."
    view = view_of(text)
    seen = view.article.text
    at = seen.index("rebels")

    mention = Mention(at, at + 6, "rebels", Kind.ORGANISATION, "test")

    assert seen == "In Aleppo, rebels fled."
    assert [one.text for one in view.mentions([mention])] == ["re\u00adbels"]


def test_text_without_them_is_the_same_article() -> None:
    view = view_of("Plain text.")

    assert view.article is view.whole


@given(st.lists(st.sampled_from(["a", "b", " ", "\u200b", "\u200f", "\u00ad", "\ufeff"]), max_size=40))
def test_every_visible_character_keeps_its_place(characters: list[str]) -> None:
    text = "".join(characters)
    view = view_of(text)
    seen = view.article.text

    moved = view.mentions([Mention(i, i + 1, c, Kind.TIME, "test") for i, c in enumerate(seen)])

    assert [text[m.start] for m in moved] == list(seen)


def test_every_span_of_an_event_finds_its_way_back() -> None:
    text = "\u200bRebels fired, a\u200b monitor said."
    view = View(Article("1", "u", None, text))
    voice = Attribution("a monitor", AttributionKind.REPORT, "said", 25, 29, voice=(14, 23))
    rebels = Actor("Rebels", 0, 6)
    toll = Casualties(TollKind.KILLED, 1, 1, TollScope.EVENT, None, "fired", 7, 12, attribution=voice)
    seen = event(attribution=voice, casualties=(toll,), evidence=(Evidence((0, 30), (7, 12), (rebels,), (rebels,), voice),))

    (moved,) = view.events([seen])

    back = replace(voice, start=27, end=31, voice=(15, 25))
    actor = replace(rebels, start=1, end=7)
    assert moved == replace(
        seen,
        attribution=back,
        casualties=(replace(toll, start=8, end=13, attribution=back),),
        evidence=(Evidence((1, 32), (8, 13), (actor,), (actor,), back),),
    )
