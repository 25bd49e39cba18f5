"""The one person whom an act killed or hurt: named or pointed out as its target, in whatever order the words stand. Pure.

`tolls` reads numbers and subjects off the parse; in headlines ("Senior leader killed in raid") the parse is a guess, and the reader's
pointer at the target is the better witness.
"""

from __future__ import annotations

from dateline.models.codebook import TollKind, TollScope
from dateline.models.events import Actor, Casualties
from dateline.tagging.events.cues import Cues
from dateline.tagging.events.harms import Harms
from dateline.tagging.events.parsing import tokens_of
from dateline.tagging.reading import Parse
from dateline.text import Span

KINDS = (TollKind.KILLED, TollKind.INJURED)


def lone_victim(parse: Parse, trigger: Span, target: Actor, cues: Cues) -> Casualties | None:
    """A toll of one where the trigger is a word of harm and the target of its sentence one person; offsets are the article's."""
    act, who = tokens_of(parse, trigger), tokens_of(parse, (target.start, target.end))
    if act is None or who is None:
        return None
    harms = Harms(parse.doc, cues)
    kinds = {kind for token in act for kind, _ in harms.at.get(token.i, ())}
    kind = next((one for one in KINDS if one in kinds), None)
    if kind is None or not harms.is_one_person(who.root):
        return None
    return Casualties(kind=kind, min=1, max=1, scope=TollScope.EVENT, group=None, text=target.text, start=target.start, end=target.end)
