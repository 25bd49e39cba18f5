from datetime import date
from pathlib import Path

import pytest

from dateline.errors import SeedError
from dateline.seeds.entities import Entity, Role, load_entities, stale_roles
from dateline.seeds.lexicon import load_lexicon, plural
from dateline.tagging.entities.references import Offices, compose, described, refer
from tests.known import knowledge

SYRIA = Entity(id="syr", name="Syria", kind="state", country="SY", code="SYR")


def write(folder: Path, text: str) -> Path:
    (folder / "entities").mkdir()
    (folder / "entities" / "own.yml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("identity", ["cue-killed-verb", "cue-toll-killed", "cue-toll-hurt-verb", "toll-killed-verb"])
def test_a_cue_that_nothing_asks_for_is_refused(tmp_path: Path, identity: str) -> None:
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "own.yml").write_text(f"- {{id: {identity}, kind: cue, words: zorch}}", encoding="utf-8")
    with pytest.raises(SeedError, match=rf"own\.yml:1: {identity}\.id: no cue: cue-toll- and one of arrested-dies, "):
        load_lexicon([tmp_path])


def test_the_shipped_entities_load_and_cover_the_wars() -> None:
    entities = {entity.id: entity for entity in load_entities()}

    assert entities["rsf"].code == "SDNREB"
    assert entities["sohr"].kind == "monitor"
    assert {"isil", "hamas", "houthis", "wagner", "taliban", "m23", "jnim", "tplf", "tatmadaw", "boko-haram", "al-shabaab", "eln"} <= set(
        entities
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "- {id: a, name: X, kind: group}\n- {id: b, name: Y, kind: group, aliases: X}",
            r"own\.yml:2: b: the name 'X' belongs already to a",
        ),
        ("- {id: a, name: X, kind: group}\n- {id: a, name: Y, kind: group}", r"own\.yml:2: a: this id stands already"),
        ("- {id: a, name: X, kind: gruop}", r"own\.yml:1: a\.kind"),
        ("- {id: a, name: X, kind: group, country: ZZ}", r"a\.country: .*ISO 3166"),
        ("- {id: a, name: X, kind: group, code: syr}", r"a\.code: .*capitals"),
        ("- {id: a, name: X, kind: person, roles: [{role: King, from: '12 May'}]}", r"year, a month"),
        ("- {id: a, name: X, kind: person, roles: [{role: King, from: 2012, to: 2010}]}", r"before it begins"),
        ("- {id: a, name: X, kind: person, roles: [{role: King, checked: 2026-01-01}]}", r"names the source"),
        ("- {id: a, name: X, kind: group, colour: red}", r"a\.colour"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SeedError, match=said):
        load_entities(base=write(tmp_path, text))


def test_roles_that_nobody_checked_lately_are_listed(tmp_path: Path) -> None:
    roles = "[{role: A}, {role: B, checked: 2020-01-01, source: T}, {role: C, checked: 2026-01-01, source: T}]"
    entities = load_entities(base=write(tmp_path, f"- {{id: a, name: X, kind: person, roles: {roles}}}"))

    assert [role.role for _, role in stale_roles(entities, date(2026, 6, 1))] == ["A", "B"]


@pytest.mark.parametrize(
    ("start", "end", "day", "held"),
    [
        ("2013-02-01", "2017-01-20", "2016-10-15", True),
        ("2013-02-01", "2017-01-20", "2017-01-20", True),
        ("2013-02-01", "2017-01-20", "2017-01-21", False),
        ("2013", "2017", "2017-12-31", True),
        ("2013", None, "2030-01-01", True),
        (None, "2013-05", "2013-06-01", False),
    ],
)
def test_a_role_is_held_between_its_dates(start: str | None, end: str | None, day: str, held: bool) -> None:
    assert Role.model_validate({"role": "x", "from": start, "to": end}).held_on(day) is held


def test_codes_are_composed() -> None:
    assert (compose(SYRIA, "MIL"), compose(SYRIA, "CIV"), compose(None, "REB"), compose(None, None)) == ("SYRMIL", "SYRCVL", "REB", None)
    ref = described(SYRIA, "MIL", {"MIL": "military"})
    assert ref is not None
    assert (ref.id, ref.name, ref.country, ref.sector) == ("SYRMIL", "Syria military", "SY", "MIL")


def test_a_reference_carries_the_role_of_the_day() -> None:
    kerry = next(entity for entity in load_entities() if entity.id == "kerry")

    assert refer(kerry, date(2016, 10, 15)).role == "Secretary of State"
    assert refer(kerry, date(2018, 10, 15)).role is None


@pytest.mark.parametrize(
    ("words", "office"),
    [
        ("The top U.S. diplomat", "foreign minister"),
        ("US Secretary of State", "foreign minister"),
        ("the deputy secretary of state", None),
        ("former President", None),
        ("the presidential spokesman", None),
        ("the Prime Minister", "prime minister"),
        ("a soldier", None),
        ("the deputy prime minister", "deputy prime minister"),
        ("the former deputy prime minister", None),
        ("the Premier League", None),
        ("her aides and the king", None),
    ],
)
def test_offices_are_known_by_many_names(words: str, office: str | None) -> None:
    assert Offices((), knowledge().language).named(words) == office


def test_an_office_leads_to_its_holder_on_the_day() -> None:
    entities = load_entities()
    offices, russia = Offices(entities, knowledge().language), next(e for e in entities if e.id == "rus")

    holder = offices.holder("foreign minister", russia, date(2016, 10, 15))

    assert holder is not None
    assert holder.id == "lavrov"
    assert offices.holder("foreign minister", russia, date(1990, 1, 1)) is None


@pytest.mark.parametrize(("word", "many"), [("rebel", "rebels"), ("army", "armies"), ("gunman", "gunmen"), ("church", "churches")])
def test_plurals_are_regular(word: str, many: str) -> None:
    assert plural(word) == many


def test_every_lexeme_has_words() -> None:
    assert all(lexeme.forms() for lexeme in load_lexicon())
