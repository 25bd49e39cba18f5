"""One tagger for all tests of this folder: loading it takes most of a second."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dateline import settings
from dateline.tagging.tagger import NewsTagger, load_tagger
from tests.known import knowledge


@pytest.fixture(scope="session")
def tagger() -> NewsTagger:
    """The tagger as shipped."""
    return load_tagger(settings.load({}), knowledge())


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared sets; the test is skipped where it is not there."""
    folder = Path(os.environ.get("SHARED") or Path(__file__).resolve().parents[3] / "shared")
    if not folder.is_dir():
        pytest.skip("the shared data sets are not beside the checkout; set SHARED")
    return folder
