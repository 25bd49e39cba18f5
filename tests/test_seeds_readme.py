"""`seeds/README.md` is true: every example in it is a file that the real loaders take, together with all that is shipped."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dateline import seeds
from dateline.cli.rules import LOADERS
from dateline.reasons.checks import check_overrides
from dateline.seeds.knowledge import load_knowledge
from dateline.seeds.newsroom import load_newsroom
from dateline.settings import Settings, load

README = Path(__file__).resolve().parents[1] / "seeds" / "README.md"
EXAMPLES = re.findall(r"^```yaml\n# (\S+)\n(.*?)^```$", README.read_text(encoding="utf-8"), re.M | re.S)


@pytest.fixture
def config(tmp_path: Path) -> Settings:
    """Settings with all examples laid over the shipped seeds."""
    for name, text in EXAMPLES:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return load({"DATELINE_HOME": str(tmp_path / "home"), "DATELINE_SEEDS": str(tmp_path)})


def test_every_seed_folder_has_an_example() -> None:
    folders = {path.name for path in seeds.shipped().iterdir() if path.is_dir() and any(path.rglob("*.yml"))}
    assert {name.split("/")[0] for name, _ in EXAMPLES} == folders
    assert README.read_text(encoding="utf-8").count("```yaml") == len(EXAMPLES)


def test_every_example_is_taken_by_its_schema(config: Settings, tmp_path: Path) -> None:
    plain = load({"DATELINE_HOME": str(tmp_path / "home")})
    for name, loaded in LOADERS.items():
        assert name == "newsroom" or loaded(config) != loaded(plain), name
    assert [article.id for article in load_newsroom(tmp_path / "newsroom")["gazette"].articles] == ["bridge-reopens"]


def test_the_examples_of_the_overrides_hold(config: Settings) -> None:
    assert check_overrides(config, load_knowledge(config.seeds)) == []
