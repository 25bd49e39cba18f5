"""The documentation is true: every command, target, setting and file that it names exists."""

import re
import subprocess
from pathlib import Path

import click
import pytest

from dateline.cli import cli

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*(ROOT / name for name in ("README.md", "CHANGELOG.md", "NOTICE", "seeds/README.md")), *(ROOT / "docs").rglob("*.md")])
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
SETTINGS = set(re.findall(r"DATELINE_[A-Z_]+", (ROOT / "plugins" / "dateline" / "settings.py").read_text(encoding="utf-8")))


@pytest.fixture(params=PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def page(request: pytest.FixtureRequest) -> str:
    return request.param.read_text(encoding="utf-8")


def written(page: str) -> list[str]:
    """What a page gives as code, without remarks: each span, on one line, and each line of its blocks."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", page, re.M | re.S)
    spans = re.findall(r"`([^`]+)`", re.sub(r"^```.*?^```", "", page, flags=re.M | re.S))
    return [" ".join(re.sub(r"\s#\s.*", "", code).split()) for code in [*spans, *(line for block in blocks for line in block.splitlines())]]


def targets(page: str) -> set[str]:
    """The targets of make that a page names."""
    return {name for code in written(page) for name in re.findall(r"(?<![\w.-])make ([a-z-]+)", code)}


def commands(page: str) -> list[list[str]]:
    """The words behind `dateline`, up to what a shell reads on from."""
    return [rest.split() for code in written(page) for rest in re.findall(r"(?<!from )(?<![\w.])dateline ([a-z-]+[^|;>)]*)", code)]


def fault(words: list[str]) -> str | None:
    """The command or option among the words of a command line that does not exist."""
    command: click.Command = cli
    while isinstance(command, click.Group) and words:
        name, *words = words
        if re.fullmatch(r"[a-z-]+,?", name) is None or name.startswith("--"):
            break
        found = command.get_command(click.Context(command), name.rstrip(","))
        if found is None:
            return name
        command = found
    known = {option for param in command.params for option in param.opts} | {"--help"}
    return next((word for word in words if re.match("--[a-z]", word) and re.split("[=,]", word)[0] not in known), None)


def test_every_make_target_exists(page: str) -> None:
    assert targets(page) <= TARGETS


def test_every_command_and_option_exists(page: str) -> None:
    assert [words for words in commands(page) if fault(words)] == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("```sh\n.venv/bin/dateline serch drone\n```", "serch"),
        ("```sh\nDATELINE_HOME=x .venv/bin/dateline search --sorted newest # all\n```", "--sorted"),
        ("as `dateline\ntimelin` says", "timelin"),
        ("`dateline flags exprt`", "exprt"),
    ],
)
def test_a_command_that_does_not_exist_is_seen(wrong: str, said: str) -> None:
    assert [fault(words) for words in commands(f"A page.\n\n{wrong}\n")] == [said]


@pytest.mark.parametrize("wrong", ["```sh\nmake runn     # all\n```", "`DATELINE_HOME=x make runn`", "`make runn`"])
def test_a_target_that_does_not_exist_is_seen(wrong: str) -> None:
    assert targets(f"A page.\n\n{wrong}\n") == {"runn"}


def test_every_setting_exists(page: str) -> None:
    known = SETTINGS | {f"{name}_FILE" for name in SETTINGS} | {"DATELINE_SERVICES"}
    assert set(re.findall(r"DATELINE_[A-Z_]+[A-Z]", page)) <= known


@pytest.mark.parametrize("decision", sorted((ROOT / "docs" / "decisions").glob("*.md")), ids=lambda path: path.stem)
def test_a_decision_that_names_a_deleted_module_says_that_it_is_gone(decision: Path) -> None:
    text = decision.read_text(encoding="utf-8")
    modules = {
        path.name for room in ("plugins", "benchmarks", "training", "tests", "tools", "dags") for path in (ROOT / room).rglob("*.py")
    }
    assert set(re.findall(r"`(?:\w+/)*(\w+\.py)`", text)) <= modules or "gone" in text


def test_relative_links_lead_somewhere(request: pytest.FixtureRequest) -> None:
    broken = []
    for path in PAGES:
        for target in re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8")):
            if "://" not in target and not (path.parent / target).exists():
                broken.append(f"{path.relative_to(ROOT)} -> {target}")
    assert broken == []


def test_every_make_target_of_the_readme_is_in_the_help() -> None:
    shown = subprocess.run(["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert targets((ROOT / "README.md").read_text(encoding="utf-8")) <= set(re.findall(r"make ([a-z-]+)", shown))


def test_the_architecture_names_every_room() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\w+", " ".join(re.findall(r"`[^`\n]+`", page))))
    rooms = {path.stem for path in (ROOT / "plugins" / "dateline").iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    assert {room for room in rooms if not room.startswith("_")} <= named


def test_no_tracked_text_names_a_place_of_one_machine() -> None:
    command = ["git", "ls-files", "*.md", "*.py", "*.yml", "*.txt", "*.toml", "Makefile"]
    tracked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    home = str(Path.home())
    texts = {name: (ROOT / name).read_text(encoding="utf-8", errors="replace") for name in tracked if (ROOT / name).is_file()}
    wrong = [name for name, text in texts.items() if home != "/" and f"{home}/" in text]
    assert wrong == []
