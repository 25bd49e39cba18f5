"""`feed`, `extract` and `tag` on files that cannot be read, and pages whose address is none."""

from __future__ import annotations

import gzip
import io
import json
import random
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import TEXT, Run

WHOLE = gzip.compress(f"<html><body><article><p>{TEXT}</p></article></body></html>{random.Random(1).randbytes(999).hex()}".encode())
DAMAGED = {"cut": WHOLE[:-9], "plain": TEXT.encode(), "changed": WHOLE[:400] + b"\0\0\0\0\0\0" + WHOLE[406:], "empty head": WHOLE[:5]}


@pytest.mark.parametrize("body", DAMAGED.values(), ids=DAMAGED)
def test_a_file_that_cannot_be_unpacked_is_named(run: Run, tmp_path: Path, body: bytes) -> None:
    file = tmp_path / "page.html.gz"
    file.write_bytes(body)
    for command in (("tag",), ("rules", "why"), ("feed",), ("extract", "--explain")):
        code, out, err = run(*command, file)
        assert (code, out, len(err.splitlines())) == (2, "", 1), (command, err)
        assert err.startswith(f"dateline: {file}: cannot be unpacked: ")


@pytest.mark.parametrize("body", DAMAGED.values(), ids=DAMAGED)
def test_a_page_that_cannot_be_unpacked_keeps_its_neighbours(run: Run, tmp_path: Path, body: bytes) -> None:
    damaged, whole = tmp_path / "damaged.html.gz", tmp_path / "whole.html.gz"
    damaged.write_bytes(body)
    whole.write_bytes(WHOLE)
    code, out, err = run("extract", damaged, whole)
    first, second = [json.loads(line) for line in out.splitlines()]
    assert (code, first["outcome"], first["text"]) == (0, "failed_permanent", None), err
    assert first["reason"].startswith(f"{damaged}: cannot be unpacked: ")
    assert "Warplanes bombed" in second["text"]


@pytest.mark.parametrize("address", ["http://[::1", "https://a.example:99999/", "page", "ftp://a.example/1"])
def test_an_address_that_is_none_is_named_and_keeps_its_neighbours(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    html = gzip.decompress(WHOLE).decode()
    lines = [{"id": name, "url": url, "html": html} for name, url in (("a", address), ("b", "https://a.example/1"))]
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(json.dumps(line) + "\n" for line in lines)))
    code, out, err = run("extract", "--jsonl")
    first, second = [json.loads(line) for line in out.splitlines()]
    assert (code, first["id"], first["outcome"], repr(address) in first["reason"]) == (0, "a", "failed_permanent", True), err
    assert "Warplanes bombed" in second["text"]
    page = tmp_path / "page.html"
    page.write_text(html)
    code, out, err = run("extract", page, "--url", address)
    assert (code, out, len(err.splitlines()), repr(address) in err) == (2, "", 1, True), err
