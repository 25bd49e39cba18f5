"""The artefact: loaded whole or refused in one line with the repair; the tiny one of random weights runs for real."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dateline.errors import SettingsError
from dateline.tagging.reader.artefact import FILES, FORMAT, SHIPPED, load_artefact
from dateline.tagging.reader.calibration import BRIEF
from dateline.tagging.reader.reader import Reader, Text
from dateline.tagging.sentences import split_sentences
from dateline.text import paragraphs
from tests.known import knowledge

TINY = Path(__file__).resolve().parents[2] / "data" / "reader-tiny"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(TINY, tmp_path / "reader")


def change(folder: Path, **values: Any) -> None:
    file = folder / "reader.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | values))


def refusal(folder: Path) -> str:
    with pytest.raises(SettingsError) as caught:
        load_artefact(str(folder))
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith("DATELINE_READER: ")
    assert "make train" in message
    return message


@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    assert file in refusal(folder)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert "reader.json" in refusal(tmp_path / "nowhere")


def test_another_format_is_named_with_ours(folder: Path) -> None:
    change(folder, format=FORMAT + 1)
    assert f"format {FORMAT + 1}, this release reads {FORMAT}" in refusal(folder)


def test_other_closed_lists_are_refused(folder: Path) -> None:
    columns = json.loads((folder / "reader.json").read_text())["columns"]
    change(folder, columns=columns | {"types": ["PEACE"]})
    assert "types" in refusal(folder)


def test_a_cut_file_is_damaged(folder: Path) -> None:
    whole = (folder / "reader.onnx").read_bytes()
    (folder / "reader.onnx").write_bytes(whole[: len(whole) // 2])
    assert "damaged" in refusal(folder)


def test_garbled_settings_are_refused(folder: Path) -> None:
    (folder / "reader.json").write_text("{")
    assert "reader.json" in refusal(folder)
    shutil.copy(TINY / "reader.json", folder / "reader.json")
    change(folder, bounds={})
    assert "reader.json" in refusal(folder)


def test_what_is_no_network_is_said_at_the_first_text(folder: Path) -> None:
    size = (folder / "reader.onnx").stat().st_size
    (folder / "reader.onnx").write_bytes(b"x" * size)
    reader = Reader(load_artefact(str(folder)))
    with pytest.raises(SettingsError, match=r"DATELINE_READER: .*cannot be loaded"):
        reader.read(Text("Rebels fired.", [(0, 13)]))


@pytest.mark.parametrize("file", ["gate.npy", "pointing.npz"])
@pytest.mark.parametrize("content", ["garbled", "cut", "foreign"])
def test_an_array_that_is_damaged_or_foreign_is_named(folder: Path, file: str, content: str) -> None:
    whole = (folder / file).read_bytes()
    changed = {"garbled": b"x" * len(whole), "cut": whole[: len(whole) // 2], "foreign": whole}[content]
    (folder / file).write_bytes(changed)
    if content == "foreign":
        zeros = np.zeros(10, np.float32)
        np.save(folder / file, zeros) if file == "gate.npy" else np.savez(
            folder / file, distance=zeros, relation=zeros, shift=zeros, mix=zeros
        )
    sizes = json.loads((folder / "reader.json").read_text())["sizes"]
    change(folder, sizes=sizes | {file: (folder / file).stat().st_size})
    assert str(folder / file) in refusal(folder)


@pytest.mark.parametrize("weights", [[1.0], [1.0, 2.0, 3.0, 4.0, float("nan")], None, "abcd"])
def test_a_calibration_that_is_none_is_refused(folder: Path, weights: Any) -> None:
    change(folder, calibration=weights)
    assert "reader.json" in refusal(folder)


def test_a_network_beside_the_tokenizer_of_another_is_said_at_the_first_text(folder: Path) -> None:
    shutil.copy(SHIPPED / "tokenizer.json", folder / "tokenizer.json")
    sizes = json.loads((folder / "reader.json").read_text())["sizes"]
    change(folder, sizes=sizes | {"tokenizer.json": (folder / "tokenizer.json").stat().st_size})
    reader = Reader(load_artefact(str(folder)))
    with pytest.raises(SettingsError, match=r"DATELINE_READER: .*cannot be loaded"):
        reader.read(Text("Rebels fired.", [(0, 13)]))


def test_the_digest_covers_every_file(folder: Path) -> None:
    digests = {load_artefact(str(folder)).digest}
    for file in FILES:
        data = bytearray((folder / file).read_bytes())
        data[-1 if file != "reader.json" else -2] ^= 1 if file != "reader.json" else 0
        if file == "reader.json":
            change(folder, name="other")
        else:
            (folder / file).write_bytes(bytes(data))
            if file in ("pointing.npz", "gate.npy"):
                continue  # A flipped byte may break what numpy reads; the bytes are covered as those of the others.
        digests.add(load_artefact(str(folder)).digest)
    assert len(digests) >= 3


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\n ",
        "Rebels fired on a convoy. Two drivers died.",
        "REBELS FIRED ON A CONVOY",
        "😀 رجال أطلقوا النار \u200d на колонну ünïcödé",
        "word " * 3000,
        "a" * 5000,
    ],
)
def test_the_tiny_reader_gives_acts_within_the_text(text: str) -> None:
    reader = Reader(load_artefact(str(TINY)))
    acts = reader.read(Text(text, split_sentences(text, paragraphs(text), knowledge().language)))
    assert [act.start for act in acts] == sorted(act.start for act in acts)
    for act in acts:
        assert 0 <= act.start < act.end <= len(text)
        assert text[act.start : act.end].strip() == text[act.start : act.end]
        assert all(0 <= p.start < p.end <= len(text) for pointers in act.roles.values() for p in pointers)


def test_what_is_shipped_is_small_and_whole() -> None:
    artefact = load_artefact(None)
    assert sum((SHIPPED / file).stat().st_size for file in FILES) < 16_000_000
    assert artefact.card["data"]
    assert "Apache-2.0" in artefact.card["base"]
    assert (SHIPPED / "CARD.md").is_file()


def test_a_long_text_has_its_own_bound(folder: Path) -> None:
    brief = "Rebels fired on a convoy. Two drivers died. "
    long = brief * (BRIEF // len(brief) + 1)
    change(folder, least={"brief": 0.0, "long": 1.1, "ordinary": 0.0})
    reader = Reader(load_artefact(str(folder)))
    one, other = (Text(text, split_sentences(text, [(0, len(text))], knowledge().language)) for text in (brief, long))
    assert reader.look(other)
    assert reader.read(one) == reader.look(one) != []
    assert reader.read(other) == []
