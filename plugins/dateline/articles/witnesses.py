"""Everything that a page's witnesses say, collected once, before anything is decided.

An extractor that fails is heard no more and its fault is kept; the others speak for the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeVar
from urllib.parse import urlsplit

from dateline.articles import authors, dates, maintext, titles
from dateline.articles.choice import BODY, ONLY_THERE, Candidate, choose_text, covered, doubt
from dateline.articles.cleaning import LARGE, agrees, heavy_tables, lost
from dateline.articles.dates import DateClaim
from dateline.articles.interstitials import STUB, gates
from dateline.articles.knowledge import Extraction
from dateline.articles.maintext import Block
from dateline.articles.newspaper_witness import NewspaperSays, ask_newspaper
from dateline.articles.parsing import Markup
from dateline.articles.pruning import other_stories
from dateline.articles.structured import Structured, read_structured
from dateline.limits import CpuLimitExceeded
from dateline.models.articles import Claim
from dateline.moments import Locale

MAX_CLAIMS = 40  # Of one field.
NEWSPAPER_ELEMENTS = 4_000  # Real pages have up to 2,500; its time grows with the square.

_BYLINE = re.compile(r"byline|author|writer|>\s*by\s", re.IGNORECASE)  # Where newspaper3k would find a name.

AnswerT = TypeVar("AnswerT")


@dataclass(frozen=True)
class Testimony:
    """The claims of one page. `texts` are all candidates, `chosen` the winner with the standfirst put back."""

    structured: Structured
    titles: tuple[Claim, ...]
    authors: tuple[Claim, ...]
    published: tuple[DateClaim, ...]
    modified: tuple[DateClaim, ...]
    texts: tuple[Candidate, ...]
    chosen: Candidate
    faults: tuple[Claim, ...] = ()
    doubts: tuple[str, ...] = ()
    gates: tuple[str, ...] = ()
    witness: str = ""


def hear(markup: Markup, *, url: str, where: Locale, known: Extraction) -> Testimony:
    """Ask every witness; newspaper3k only where something is missing or doubtful. The tree is left as it is."""
    structured = read_structured(markup, url=url)
    where = replace(where, language=where.language or structured.language)
    path = urlsplit(url).path
    title_claims = list(islice(titles.title_claims(structured, markup.tree), MAX_CLAIMS))
    others = other_stories(markup.tree, known)
    author_claims = list(islice(authors.author_claims(structured, markup.tree, others=others), MAX_CLAIMS))
    faults = [Claim("note", note, "parsing") for note in markup.notes]
    lacking = not title_claims or (not author_claims and _BYLINE.search(markup.html) is not None)
    texts, newspaper = _texts(markup, url, body=_body(structured), known=known, lacking=lacking, faults=faults)
    if newspaper is not None:
        title_claims += [Claim("title", newspaper.title, "newspaper")] if newspaper.title else []
        author_claims += [Claim("author", name, "newspaper") for one in newspaper.authors for name in authors.names_in(one)]
    chosen = choose_text(texts, body=_body(structured))
    description = structured.meta.get("og:description") or structured.meta.get("description") or ""
    blocks = maintext.placed(markup.tree, chosen.blocks, description=description) if chosen.blocks else []
    if not any(claim.source != "newspaper" for claim in author_claims):
        author_claims += [Claim("author", name, "byline") for block in blocks[:1] if (name := authors.bare_name(block.text))]
    return Testimony(
        structured=structured,
        titles=tuple(title_claims),
        authors=tuple(author_claims),
        published=tuple(islice(dates.published_claims(structured, markup.tree, path, where, others=others), MAX_CLAIMS)),
        modified=tuple(islice(dates.modified_claims(structured, where), MAX_CLAIMS)),
        texts=tuple(texts),
        chosen=Candidate(chosen.extractor, tuple(blocks)),
        faults=tuple(faults),
        doubts=tuple(f"{text.extractor}: {why}" for text in texts if (why := doubt(text, body=_body(structured)))),
        witness=witness_of(_body(structured), newspaper),
        gates=gates(markup.tree, known) if chosen.length < STUB else (),
    )


def _texts(
    markup: Markup, url: str, *, body: str, known: Extraction, lacking: bool, faults: list[Claim]
) -> tuple[list[Candidate], NewspaperSays | None]:
    """The candidates, best first; later ones are asked only while those before are doubtful, or pruning took much away."""
    tree = markup.tree
    cleared = _asked("trafilatura", lambda: maintext.read_cleared(tree, url=url, known=known), faults) or maintext.Cleared((), 0.0)
    texts = [Candidate("trafilatura", cleared.blocks)]
    doubtful = doubt(texts[0], body=body) is not None
    if doubtful or cleared.gone > LARGE:
        whole = _asked("trafilatura-whole", lambda: maintext.read_whole(tree, url=url), faults) or ()
        texts.append(Candidate("trafilatura-whole", tuple(whole)))
    contested = len(texts) > 1 and texts[0].length < (1 - LARGE) * texts[1].length
    wanted = doubtful or lacking or ((contested or heavy_tables(cleared.blocks)) and len(body) < BODY)
    newspaper = None
    if wanted and sum(1 for _ in islice(tree.iter(), NEWSPAPER_ELEMENTS + 1)) <= NEWSPAPER_ELEMENTS:
        newspaper = _asked("newspaper", lambda: ask_newspaper(tree), faults)
    if contested and not doubtful and not agrees(lost(texts[1].blocks, texts[0].blocks), witness_of(body, newspaper)):
        texts.reverse()  # Nobody else says that what pruning took away is no text.
    if not doubtful:
        texts = texts[:1]
    elif newspaper is not None:
        texts.append(Candidate("newspaper", tuple(Block("p", text) for text in newspaper.paragraphs)))
    if len(body) >= BODY and max(covered(text, body) for text in texts) < ONLY_THERE:
        # Pages that are built by scripts: what readers see stands in the data only.
        texts.append(Candidate("json-ld", tuple(Block("p", line) for line in body.splitlines())))
    return texts, newspaper


def witness_of(body: str, newspaper: NewspaperSays | None) -> str:
    """What somebody else says the text is: the page's JSON-LD, else newspaper3k; empty when neither was heard."""
    return body if len(body) >= BODY else "\n".join(newspaper.paragraphs) if newspaper else ""


def _asked(name: str, ask: Callable[[], AnswerT], faults: list[Claim]) -> AnswerT | None:
    """The answer of somebody else's code, whatever that raises; a fault is kept as a claim."""
    try:
        return ask()
    except CpuLimitExceeded:
        raise
    except Exception as error:  # noqa: BLE001 - two libraries over hostile pages: any of their errors means no answer
        faults.append(Claim("fault", f"{type(error).__name__}: {error}"[:200], name))
        return None


def _body(structured: Structured) -> str:
    return structured.article.body if structured.article else ""
