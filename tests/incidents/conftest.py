"""What all tests of this folder read with."""

from __future__ import annotations

import pytest

from dateline.incidents.lexicon import Lexicon, load_lexicon


@pytest.fixture(scope="package")
def lexicon() -> Lexicon:
    return load_lexicon()
