"""Which witness's text is the article's. Pure, over what the witnesses give and what the page's JSON-LD says the text is.

trafilatura's answer on the cleared page stands unless one of three rules makes it doubtful; then all candidates are compared.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dateline.articles.maintext import Block

TOO_SHORT = 250  # Characters: 1 of 100 real articles is shorter.
BODY = 500  # Characters from which JSON-LD's articleBody is no summary.
COVERED = 0.6  # Share of the articleBody's words that a sane text holds.
ONLY_THERE = 0.3  # Below this share of it in every text the articleBody stands nowhere else.
LONGER = 1.5  # So much longer must another text be to win without an articleBody.

_WORD = re.compile(r"\w{4,}")


@dataclass(frozen=True)
class Candidate:
    """A text and who gives it."""

    extractor: str
    blocks: tuple[Block, ...]

    @property
    def length(self) -> int:
        """Characters of text."""
        return sum(len(block.text) for block in self.blocks)


def doubt(candidate: Candidate, *, body: str) -> str | None:
    """Why a text may be wrong, or None."""
    if candidate.length < TOO_SHORT:
        return "too short"
    prose = sum(len(block.text) for block in candidate.blocks if block.kind != "row" and len(block.text) >= 60)
    if prose < 0.3 * sum(len(block.text) for block in candidate.blocks if block.kind != "row"):
        return "no prose"
    if len(body) >= BODY and covered(candidate, body) < COVERED:
        return "lacks what JSON-LD says"
    return None


def covered(candidate: Candidate, body: str) -> float:
    """Share of the different longer words of `body` that the candidate has."""
    wanted = set(_WORD.findall(body.casefold()))
    have = set(_WORD.findall(" ".join(block.text for block in candidate.blocks).casefold()))
    return len(wanted & have) / len(wanted) if wanted else 1.0


def choose_text(candidates: Sequence[Candidate], *, body: str) -> Candidate:
    """The first candidate without a doubt; else the one nearest to the articleBody; else the first unless another is much longer."""
    first = candidates[0]
    for candidate in candidates:
        if doubt(candidate, body=body) is None:
            return candidate
    if len(body) >= BODY:
        return max(candidates, key=lambda c: (covered(c, body), -c.length))
    longest = max(candidates, key=lambda c: c.length)
    return longest if longest.length > LONGER * first.length else first
