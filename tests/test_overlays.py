"""What `DATELINE_SEEDS` lays over the shipped seeds changes answers, folder by folder; and `rules` tells when tags may differ."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dateline import wiring
from dateline.models.articles import Article
from dateline.models.events import TaggedArticle
from dateline.seeds.knowledge import TAGGING, Knowledge, load_knowledge
from dateline.settings import Settings, load
from dateline.tagging import version
from dateline.tagging.version import BESIDE, rules_of, sources_digest
from tests.articles.pages import page, story
from tests.known import knowledge

OVERLAY = {
    "sources/mine.yml": "- {id: mine, url: 'https://news.example/rss'}",
    "entities/mine.yml": "- {id: zorvian-front, name: Zorvian Unity Front, kind: group, code: REB, sector: REB}",
    "places/mine.yml": "- {id: zorvgrad, name: Zorvgrad, feature: city, country: SY, lat: 35.1, lon: 37.2, radius_km: 4}",
    "places/short/mine.yml": "- {id: short-zorv, country: US, region: Idaho, words: Zdo.}",
    "events/mine.yml": (
        "- {id: bluster, trigger: blunderbussed, make: true, type: PROTEST, mode: riot, example: Rebels blunderbussed the soldiers., "
        "counter: [The soldiers slept.]}\n"
        "- {id: zorch, trigger: zorched, make: true, type: ASSAULT, example: Shells zorched nine people., counter: [The soldiers slept.]}"
    ),
    "codes/mine.yml": "- {id: mine, type: PROTEST, modes: riot, cameo: '1451'}",
    "lexicon/mine.yml": "- {id: cue-toll-killed-verb, kind: cue, plural: false, words: 'zorch'}",
    "languages/en/mine.yml": "- {id: times-short-months, numbers: {Sept: 9, Octo: 10}}",
    "times/mine.yml": "- {id: zorv_day, names: [Zorv Day], every: '05-17'}",
    "extraction/names/mine.yml": "- {id: mine, kind: foreign, words: zorvbox}",
    "extraction/phrases/mine.yml": "- {id: mine, pattern: 'Zorv readers', longest: 6, matches: [Zorv readers get more]}",
    "extraction/agencies/mine.yml": "- {id: zorvpress, name: Zorv Press, credits: [zorv press]}",
}
"""One file for each folder that can be overlaid."""

TEXT = (
    "Fighters of the Zorvian Unity Front shelled a village near Zorvgrad on Zorv Day. "
    "Rebels blunderbussed the soldiers. Shells zorched nine people."
)


def lay(folder: Path, *names: str) -> Settings:
    """Settings with some of the overlay's files."""
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(OVERLAY[name], encoding="utf-8")
    return load({"DATELINE_HOME": str(folder / "home"), "DATELINE_SEEDS": str(folder)})


def tagged(config: Settings) -> TaggedArticle:
    (answer,) = wiring.tagger(config).tag([Article("a", "folder:a", None, TEXT, published=datetime(2020, 6, 1, tzinfo=UTC))])
    return answer


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return lay(tmp_path_factory.mktemp("overlay"), *OVERLAY)


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return load({"DATELINE_HOME": str(tmp_path_factory.mktemp("plain"))})


@pytest.fixture(scope="module")
def answer(ours: Settings) -> TaggedArticle:
    return tagged(ours)


@pytest.fixture(scope="module")
def shipped_answer(theirs: Settings) -> TaggedArticle:
    return tagged(theirs)


def test_every_folder_that_can_be_overlaid_is_tried() -> None:
    folders = {name.rpartition("/")[0] for name in OVERLAY}
    renamed = {"places/short": "short", "languages/en": "languages"}
    assert {renamed.get(name, name) for name in folders} == {
        "sources",
        *TAGGING,
        "extraction/names",
        "extraction/phrases",
        "extraction/agencies",
    }


def test_sources(ours: Settings, theirs: Settings) -> None:
    assert {source.id for source in wiring.sources(ours)} - {source.id for source in wiring.sources(theirs)} == {"mine"}


def test_entities(answer: TaggedArticle, shipped_answer: TaggedArticle) -> None:
    def known(tags: TaggedArticle) -> bool:
        return any(m.entity and m.entity.id == "zorvian-front" for m in tags.mentions)

    assert (known(answer), known(shipped_answer)) == (True, False)


def test_places(answer: TaggedArticle, shipped_answer: TaggedArticle) -> None:
    def placed(tags: TaggedArticle) -> list[float]:
        return [m.place.lat for m in tags.mentions if m.place and m.place.name == "Zorvgrad"]

    assert (placed(answer), placed(shipped_answer)) == ([35.1], [])


def test_short_names_of_regions(ours: Settings, theirs: Settings) -> None:
    article = Article("b", "folder:b", None, "Police in Moscow, Zdo., shot a man.")
    (mine,), (shipped,) = wiring.tagger(ours).tag([article]), wiring.tagger(theirs).tag([article])
    countries = [next(m.place.country for m in tags.mentions if m.place and m.text == "Moscow") for tags in (mine, shipped)]
    assert countries == ["US", "RU"]


def test_times(answer: TaggedArticle, shipped_answer: TaggedArticle) -> None:
    def dated(tags: TaggedArticle) -> list[str]:
        return [m.time.value for m in tags.mentions if m.time and m.text == "Zorv Day"]

    assert (dated(answer), dated(shipped_answer)) == (["2020-05-17"], [])


def test_events_and_codes(answer: TaggedArticle, shipped_answer: TaggedArticle) -> None:
    def ruled(tags: TaggedArticle) -> list[str | None]:
        return [event.cameo for event in tags.events if event.rule == "bluster"]

    assert (ruled(answer), ruled(shipped_answer)) == (["1451"], [])


def test_words_of_the_language(ours: Settings, theirs: Settings) -> None:
    article = Article("c", "folder:c", None, "Police met the mayor on Octo 5, 2019.")
    (mine,), (shipped,) = wiring.tagger(ours).tag([article]), wiring.tagger(theirs).tag([article])
    values = [[m.time.value for m in tags.mentions if m.time] for tags in (mine, shipped)]
    assert values == [["2019-10-05"], ["2019"]]


def test_lexicon(answer: TaggedArticle, shipped_answer: TaggedArticle) -> None:
    def counted(tags: TaggedArticle) -> list[tuple[str, int | None]]:
        return [(toll.kind, toll.min) for event in tags.events for toll in event.casualties]

    assert (counted(answer), counted(shipped_answer)) == ([("killed", 9)], [])


@pytest.mark.parametrize(
    ("inner", "gone"),
    [
        (
            "<div class='zorvbox'><p>A line in a box of its own beside the story, long enough for text.</p></div>",
            "box of its own",
        ),
        ("<p>Zorv readers get more</p>", "Zorv readers"),
    ],
)
def test_extraction_names_and_phrases(ours: Settings, theirs: Settings, inner: str, gone: str) -> None:
    read = [wiring.extractor(config)(page(story(inner)), entry=None, source=None, now=wiring.now()).text for config in (ours, theirs)]
    assert [gone in text for text in read] == [False, True]


def test_extraction_agencies(ours: Settings, theirs: Settings) -> None:
    head = '<meta name="author" content="Zorv Press">'
    read = [wiring.extractor(config)(page(story(head=head)), entry=None, source=None, now=wiring.now()) for config in (ours, theirs)]
    assert [article.agency for article in read] == ["Zorv Press", None]


# ---- rules ----------------------------------------------------------------------------------------------------------------


def rules(known: Knowledge, *, model: str = "en-1", reader: str = "r1") -> str:
    return rules_of(known, model=model, reader=reader)


@pytest.mark.parametrize("name", OVERLAY)
def test_seeds_that_decide_about_tags_change_the_rules_and_no_others(tmp_path: Path, name: str) -> None:
    changed = load_knowledge(lay(tmp_path, name).seeds)
    assert (rules(changed) != rules(knowledge())) == (name.split("/")[0] in TAGGING)


def test_remarks_labels_and_newsroom_do_not_change_the_rules(tmp_path: Path) -> None:
    known = knowledge()
    for name in ("labels/mine.jsonl", "newsroom/gazette/outlet.yml", "README.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("{}\n", encoding="utf-8")
    noted = replace(known, lexicon=tuple(lexeme.model_copy(update={"note": "seen"}) for lexeme in known.lexicon))
    assert rules(load_knowledge([tmp_path])) == rules(noted) == rules(known)


def test_model_and_reader_change_the_rules() -> None:
    known = knowledge()
    assert len({rules(known), rules(known, model="en-2"), rules(known, reader="r2"), rules(known, reader="")}) == 4


@pytest.mark.parametrize("changed", ["tagging/one.py", "tagging/inner/two.py", "tagging/inner/three.py", *BESIDE])
def test_each_source_that_decides_changes_the_rules(tmp_path: Path, changed: str) -> None:
    first = package(tmp_path / "a")
    assert package(tmp_path / "b", changed) != first


def test_what_lies_beside_the_sources_does_not_change_the_rules(tmp_path: Path) -> None:
    assert package(tmp_path / "a", "tagging/notes", "pages/view.py", "models/places.py") == package(tmp_path / "b")


def test_each_file_that_decides_beside_tagging_is_there() -> None:
    root = Path(version.__file__).parents[1]
    assert [name for name in BESIDE if not (root / name).is_file()] == []


def package(root: Path, *changed: str) -> str:
    """The digest of a package with these files changed or added."""
    files = dict.fromkeys(("tagging/one.py", "tagging/inner/two.py", *BESIDE), "x = 1") | dict.fromkeys(changed, "x = 2")
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return sources_digest(root)
