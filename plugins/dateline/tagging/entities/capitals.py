"""Where capitals tell a name, and where every word has one: a headline in title case. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dateline.text import Span, is_title_case

FEWEST = 4  # Words of more than three letters that show how a sentence is written.


class Capitals:
    """The capitals of one text. In a headline in title case a run of them ("Pentagon Readies Troops") may be a clause as well as a name;
    a name is what the rest of the text, in which capitals say something, names too."""

    def __init__(self, text: str, sentences: Sequence[Span]) -> None:
        self._text = text
        self._headlines = [span for span in sentences if _says_nothing(text[slice(*span)])]
        self._rest = "\n".join(text[slice(*span)] for span in sentences if not _says_nothing(text[slice(*span)]))

    def tell(self, start: int, end: int) -> bool:
        """Whether those of a span tell a name."""
        if not self._rest.strip() or not any(first <= start < last for first, last in self._headlines):
            return True
        return re.search(rf"(?<!\w){re.escape(self._text[start:end])}(?!\w)", self._rest) is not None


def _says_nothing(sentence: str) -> bool:
    """Whether a sentence is a headline in title case; one that is only full of names ends with a full stop."""
    return not sentence.rstrip(" \n\"'”’").endswith(".") and is_title_case(sentence, fewest=FEWEST)
