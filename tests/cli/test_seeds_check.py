"""`dateline seeds check`: the true reason, with file and line, of what is wrong, never read, replaced, or far from its country."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.errors import SeedError
from dateline.reasons.checks import hindrance
from dateline.seeds.events import OverrideSeed
from dateline.seeds.overlays import refuse_unread
from dateline.tagging.reader.decode import Act
from tests.cli.conftest import Run

EXAMPLE = "example: Gunmen shelled the port of Azaz on Friday., counter: [Calm.]"


def check(run: Run, tmp_path: Path, **files: str) -> tuple[int, str, str]:
    """The command over a folder with these files; `__` in a name is a slash."""
    root = tmp_path / "mine"
    root.mkdir(exist_ok=True)
    for name, text in files.items():
        file = root / (name.replace("__", "/") + ".yml")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text + "\n", encoding="utf-8")
    return run("seeds", "check", DATELINE_SEEDS=str(root))


@pytest.mark.parametrize(
    ("override", "reason"),
    [
        ("trigger: bombed, veto: true", "none of its `trigger` words stands there"),
        ("trigger: shelled, near: peas, veto: true", "none of its `near` words stands there"),
        ("trigger: shelled, unless: port, veto: true", "'port' of its `unless` stands there"),
        ("trigger: Gunmen, veto: true", "the reader sees no act at its trigger (acts: 'shelled'); `make: true` makes one"),
    ],
)
def test_an_example_that_is_not_met_says_why(run: Run, tmp_path: Path, override: str, reason: str) -> None:
    code, _, err = check(run, tmp_path, events__mine=f"- {{id: mine, {override}, {EXAMPLE}}}")
    assert code == 2
    (line,) = err.splitlines()
    assert line.startswith(f"dateline: {tmp_path / 'mine' / 'events' / 'mine.yml'}:1: mine: does not act on its example ({reason})")


def test_an_example_that_another_override_decides_names_it(run: Run, tmp_path: Path) -> None:
    rules = f"- {{id: first, trigger: shelled, veto: true, {EXAMPLE}}}\n- {{id: second, trigger: shelled, status: planned, {EXAMPLE}}}"
    code, _, err = check(run, tmp_path, events__mine=rules)
    assert code == 2
    assert "second: does not act on its example (another override decides: first)" in err


def test_a_trigger_that_the_reader_doubts_says_how_sure_it_is() -> None:
    text = "The rebels warned of it."
    seed = OverrideSeed(id="mine", trigger=("warned",), veto=True, example=text, counter=("Calm.",))
    faint = Act(11, 17, 0.31, "THREATEN", 0.9, "REQUEST", "happened", 0.9, 0.95, None, None, 0.0, 0.0, 0.0)
    assert hindrance(seed, text, (0, len(text)), [], [faint], set()) == (
        "the reader is not sure enough of its trigger (0.31); `make: true` makes an act of it"
    )


@pytest.mark.parametrize(
    ("place", "named"),
    [
        ("lat: 99, lon: 10", "mine.lat"),
        ("lat: 9, lon: 190", "mine.lon"),
        ("lat: .nan, lon: 10", "mine.lat"),
        ("lat: .inf, lon: 10", "mine.lat"),
        ("lat: north, lon: 10", "mine.lat"),
    ],
)
def test_impossible_coordinates_are_refused_by_file_and_key(run: Run, tmp_path: Path, place: str, named: str) -> None:
    code, _, err = check(run, tmp_path, places__mine=f"- {{id: mine, name: Zorv, feature: city, country: SY, {place}, radius_km: 3}}")
    assert code == 2
    assert err.startswith(f"dateline: {tmp_path / 'mine' / 'places' / 'mine.yml'}:1: {named}: ")


@pytest.mark.parametrize(
    ("at", "told"),
    [
        ("country: PE, lat: -77.0, lon: -12.0", "-77.0, -12.0 lies 8"),
        ("country: AU, lat: 50.0, lon: 8.0", "km from the middle of Australia"),
        ("country: PE, lat: -12.0, lon: -77.0", ""),
        ("country: US, lat: 21.3, lon: -157.8", ""),
    ],
)
def test_a_place_far_outside_its_country_is_told(run: Run, tmp_path: Path, at: str, told: str) -> None:
    code, _, err = check(run, tmp_path, places__mine=f"- {{id: mine, name: Zorv, feature: city, {at}, radius_km: 3}}")
    assert code == 0, err
    assert ("places: mine: " in err) == bool(told)
    assert told in err


def test_exchanged_coordinates_are_seen_as_such(run: Run, tmp_path: Path) -> None:
    swapped = "- {id: mine, name: Zorv, feature: city, country: PE, lat: -76.0, lon: -10.0, radius_km: 3}"
    assert "lat and lon seem to be exchanged" in check(run, tmp_path, places__mine=swapped)[2]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("event__mine", "the folder event/ is never read; did you mean events/?"),
        ("places__shrt__mine", "the folder places/shrt/ is never read; did you mean places/short/?"),
        ("mine", "the top of a seed folder is never read; folders are codes, "),
    ],
)
def test_a_folder_that_is_never_read_is_refused(run: Run, tmp_path: Path, name: str, said: str) -> None:
    code, out, err = check(run, tmp_path, **{name: "- {id: a}"})
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert said in err


def test_a_shipped_folder_that_is_never_read_is_refused_too(tmp_path: Path) -> None:
    french = tmp_path / "languages" / "fr" / "words.yml"
    french.parent.mkdir(parents=True)
    french.write_text("- {id: text-function, words: le}\n", encoding="utf-8")
    with pytest.raises(SeedError, match=r"words\.yml: the folder languages/fr/ is never read; did you mean languages/en/\?"):
        refuse_unread((), base=tmp_path)


def test_who_has_several_unchecked_roles_is_named_once(run: Run, tmp_path: Path) -> None:
    _, _, err = check(run, tmp_path)
    (line,) = [line for line in err.splitlines() if "roles were never checked" in line]
    names = line.rpartition(": ")[2].removesuffix(" ...").split(", ")
    assert len(names) == len(set(names)) == 5


def test_what_is_replaced_taken_away_or_not_there_is_told(run: Run, tmp_path: Path) -> None:
    taken = "- {id: al, disabled: true}\n- {id: nowhere-at-all, disabled: true}"
    andorra = "- {id: ad, name: Andorra, feature: country, country: AD, lat: 42.5, lon: 1.6, radius_km: 12}"
    code, _, err = check(run, tmp_path, places__mine=f"{taken}\n{andorra}")
    assert code == 0, err
    file = tmp_path / "mine" / "places" / "mine.yml"
    assert f"{file}:1: al is taken away (" in err
    assert f"{file}:2: nowhere-at-all is disabled, but no entry has that id" in err
    assert f"{file}:3: ad replaces " in err
    assert "countries.yml:" in err
