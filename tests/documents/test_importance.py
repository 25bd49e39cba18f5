"""What stands above what."""

from __future__ import annotations

from typing import Any

import pytest

from dateline.models.codebook import Scope, Status
from tests.documents.raid import body
from tests.documents.test_tolls import toll

WEIGHTS = [
    ({"position": "headline"}, {"position": "lead"}),
    ({"position": "body"}, {"position": "background"}),
    ({"status": Status.HAPPENED}, {"status": Status.THREATENED}),
    ({"casualties": (toll(200),)}, {"casualties": (toll(2),)}),
    ({"casualties": (toll(1),)}, {"casualties": (toll(None),)}),
    ({"position": "lead", "status": Status.PLANNED}, {"position": "headline", "scope": Scope.ORDINARY}),
]


@pytest.mark.parametrize(("more", "less"), WEIGHTS)
def test_what_matters_more_weighs_more(more: dict[str, Any], less: dict[str, Any]) -> None:
    assert body(**more)["importance"] > body(**less)["importance"]
