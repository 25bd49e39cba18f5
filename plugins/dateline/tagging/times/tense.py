"""Whether a sentence speaks of the past or of what is to come, told from the verbs next to a time. Pure, no parser.

Good enough to choose between last Friday and next Friday: in news an undated weekday is past unless something says otherwise.
"""

from __future__ import annotations

import re

PAST, OPEN, FUTURE = -1, 0, 1
REACH = 160  # Characters to each side; longer sentences hold several clauses with tenses of their own.

_CUE = re.compile(
    r"(?P<future>\b(?:will|shall|won['’]t|['’]ll|going to|(?:is|are|was|were|be|been) (?:due|set|slated|scheduled|expected|planned|to|likely|about)\b"
    r"|(?:due|set|slated|scheduled|expected|planned|plans|planning|plan|hopes|hope|intends|intend|wants|want|vows|vowed|aims|prepares|preparing|likely|poised) "
    r"(?:to|for|on)|upcoming|looms|ahead of|(?:must|should|may|might|could|can|would)(?! have)\b)\b)"
    r"|(?P<past>\b(?:was|were|had|did|said|told|went|came|began|took|made|got|gave|saw|met|held|won|lost|led|left|fell|rose|hit|shot|struck|fought|"
    r"broke|drove|flew|sent|spoke|wrote|found|brought|became|knew|kept|put|set off|cut|paid|ran|stood|sought|has|have|been|ago|"
    r"[a-z]{2,}(?<!ne)(?<!fe)(?<!hundr)(?<!indee)(?<!procee)(?<!succee)(?<!agr)ed)\b)",
    re.IGNORECASE,
)


def tense_at(text: str, start: int, end: int, sentence: tuple[int, int]) -> int:
    """PAST, FUTURE or OPEN for the span `start:end` of a sentence: the cue nearest to it decides, one before it rather than one after."""
    begin, stop = max(sentence[0], start - REACH), min(sentence[1], end + REACH)
    best, tense = REACH + 1.0, OPEN
    for cue in _CUE.finditer(text, begin, stop):
        if cue.start() < end and start < cue.end():
            continue
        distance = (start - cue.end()) if cue.end() <= start else (cue.start() - end) * 1.5
        if distance <= best:
            best, tense = distance, FUTURE if cue["future"] else PAST
    return tense
