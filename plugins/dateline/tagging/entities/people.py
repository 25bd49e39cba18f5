"""Titles and people: "Russian Foreign Minister Sergei Lavrov" is a person, and so is the name in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dateline.models.mentions import Kind
from dateline.seeds.language import Language
from dateline.tagging.entities.capitals import Capitals
from dateline.tagging.entities.names import TITLED
from dateline.tagging.entities.spans import Found
from dateline.tagging.entities.vocabulary import Vocabulary

_OWNER = re.compile(r"['’]s$")


def titled(text: str, vocabulary: Vocabulary, names: Sequence[Found], words: Language, capitals: Capitals) -> Iterator[Found]:
    """People after a title: the name alone, and the name with the title and what stands before it.

    An office of several words is one without a name, too: "the US Secretary of State".
    """
    ends = {one.end: one for one in names}
    starts = {one.start: one for one in names if one.kind in (Kind.PERSON, Kind.ORGANISATION, Kind.LOCATION)}
    for match in vocabulary.title.finditer(text):
        begin = _begin(text, match.start(), ends, words)
        name = words.pattern("entities-full-name").match(text, match.end() + 1) if text.startswith(" ", match.end()) else None
        if name is None or name[0].split()[0] in words.set("entities-not-names"):
            if words.pattern("entities-office-of").match(match[0]):
                yield Found(begin, match.end(), Kind.PERSON, f"head:{match[0]}", sector="GOV", strength=TITLED)
            continue
        known = starts.get(name.start())
        person = known if known and known.kind is Kind.PERSON else None
        end = person.end if person else name.start() + len(_OWNER.sub("", name[0]))
        if not known and not (match[0][0].isupper() and capitals.tell(name.start(), end)):
            continue
        yield Found(name.start(), end, Kind.PERSON, "title:name", person.entity if person else None, strength=TITLED)
        yield Found(begin, end, Kind.PERSON, f"title:{match[0]}", strength=TITLED)


def _begin(text: str, start: int, ends: dict[int, Found], words: Language) -> int:
    """Where a titled person begins: names and nationalities in front belong to it ("Iraqi Prime Minister"), and "the"."""
    while start > 0 and text[start - 1] == " " and (before := ends.get(start - 1)):
        if before.kind is Kind.PERSON or (before.kind is Kind.LOCATION and not text[before.start : before.end].isupper()):
            break
        start = before.start
    for word in (one if one.endswith("-") else f"{one} " for one in words.words("entities-before-titles")):
        if text.endswith(word, 0, start):
            start -= len(word)
    return start
