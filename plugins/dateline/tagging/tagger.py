"""Article -> TaggedArticle: the order of the taggers, and nothing else.

    sentences -> gate -> reader (acts) -> parse (only where it matters) -> times -> entities -> places -> events

Articles are taken in small groups so that the language model gets full batches; they come back lazily and in order.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from dateline.errors import SettingsError
from dateline.limits import CpuLimitExceeded, cpu_limit
from dateline.models.articles import Article
from dateline.models.events import Event, TaggedArticle
from dateline.models.mentions import Mention
from dateline.moments import zone_named
from dateline.seeds.knowledge import Knowledge
from dateline.settings import CPU_SECONDS_PER_PIECE, Settings
from dateline.tagging.entities.finder import EntityFinder
from dateline.tagging.events.coder import EventCoder
from dateline.tagging.events.country import SHIPPED, Countries, CountryModel, load_countries
from dateline.tagging.language import other_language
from dateline.tagging.places.gazetteer import CACHED, Gazetteer
from dateline.tagging.places.lands import known_land
from dateline.tagging.places.resolver import PlaceResolver, load_gazetteer, placed_country
from dateline.tagging.reader.gate import is_short
from dateline.tagging.reader.reader import Reader, Text, load_reader
from dateline.tagging.reading import Parse, Reading
from dateline.tagging.sentences import split_sentences
from dateline.tagging.times import find_times
from dateline.tagging.times.holidays import Holidays, compile_holidays
from dateline.tagging.times.lexicon import Lexicon, compile_lexicon
from dateline.tagging.truecase import SHIPPED as SHIPPED_CASE
from dateline.tagging.truecase import Case, is_all_capitals, load_case, truecase
from dateline.tagging.version import rules_of
from dateline.tagging.view import View
from dateline.text import paragraphs

if TYPE_CHECKING:
    from dateline.tagging.language_model import LanguageModel

GROUP = 8  # Articles whose sentences share batches: enough to fill them, little enough to stay lazy and small.
PIECE = 100_000  # Characters. A longer text is tagged in pieces, so that time and memory stay bounded.

_log = logging.getLogger(__name__)

MentionStep = Callable[[Reading], Sequence[Mention]]  # The mentions of the reading, with those of this step.
EventStep = Callable[[Reading], Sequence[Event]]


@dataclass(slots=True)
class Piece:
    """A part of an article (nearly always the whole) as it is read; `view` leads back to the whole, `error` says why it failed."""

    view: View
    reading: Reading
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """An article that was read: `language` is set where we cannot tag it."""

    article: Article
    language: str | None
    pieces: list[Piece]


@dataclass(frozen=True)
class NewsTagger:
    """Implements `protocols.Tagger`: runs `steps` and then `events` over each reading of an article while its parses last, in groups.

    `case` says how the words of a text without case are written; `weights` is the digest of what was counted for that, and of the weights
    that set an act in a country. The language model, which alone takes longer to load than everything else, is loaded when it is first
    asked for.
    """

    language_model: str
    knowledge: Knowledge
    reader: Reader
    case: Case
    steps: Sequence[MentionStep]
    events: EventStep | None
    weights: str

    @property
    def model(self) -> LanguageModel:
        """The language model, loaded once a process."""
        from dateline.tagging.language_model import load_model

        return load_model(self.language_model)

    @functools.cached_property
    def rules(self) -> str:
        """What tags depend on: release plus digest."""
        return self.rules_with(self.model.version)

    def rules_with(self, model: str) -> str:
        """The same with a language model of this version."""
        return rules_of(self.knowledge, model=model, reader=self.reader.artefact.digest + self.weights)

    def tag(self, articles: Iterable[Article]) -> Iterator[TaggedArticle]:
        """Tag in order, lazily. An article that cannot be tagged comes back with `not_tagged` and the reason."""
        waiting = iter(articles)
        while group := list(islice(waiting, GROUP)):
            with self.model.scope():
                tagged = [self.close(opened) for opened in self.open(group)]
            yield from tagged

    def tag_shown(self, article: Article) -> tuple[TaggedArticle, list[Piece]]:
        """One article, with what it was read as piece by piece: for explaining. Parses do not outlive the call."""
        with self.model.scope():
            (opened,) = self.open([article])
            return self.close(opened), opened.pieces

    def open(self, articles: Sequence[Article]) -> list[Opened]:
        """The articles read and parsed, which is what costs; their mentions and events are left to `close`."""
        opened = [self._opened(article) for article in articles]
        pieces = [piece for one in opened for piece in one.pieces]
        for piece in pieces:
            if piece.reading.relevant:
                _guarded(self._read, [piece])  # Read alone anyway: none twice for another that breaks.
        _guarded(self._parse, [piece for piece in pieces if piece.error is None])
        return opened

    def _opened(self, article: Article) -> Opened:
        language = other_language(article.text, article.language, self.knowledge.language.set("text-function"))
        return Opened(article, language, [] if language else [self._piece(view) for view in _views(article)])

    def _piece(self, view: View) -> Piece:
        seen, language = view.article, self.knowledge.language
        if is_all_capitals(seen.text):
            seen = replace(seen, text=truecase(seen.text, self.case, language))
        blocks = paragraphs(seen.text)
        reading = Reading(seen, split_sentences(seen.text, blocks, language), blocks, opens=not view.begin)
        reading.relevant, reading.passed = self.reader.gate.look(seen.text, reading.sentences)
        reading.relevance = f"{sum(reading.passed)} of {len(reading.passed)} sentences may tell an act"
        return Piece(view, reading)

    def _read(self, pieces: Sequence[Piece]) -> None:
        """The acts of some pieces."""
        for piece in pieces:
            reading = piece.reading
            acts = self.reader.read(read_text(reading))
            reading.acts, reading.relevant = acts, bool(acts)
            looked = f"in {sum(reading.passed)} of {len(reading.passed)} sentences that may tell one"
            reading.relevance = f"{len(acts)} acts; a short text is read whole" if is_short(reading.text) else f"{len(acts)} acts {looked}"

    def _parse(self, pieces: Sequence[Piece]) -> None:
        """The parses of the sentences of some pieces that matter, in shared batches."""
        wanted = [(piece.reading, index) for piece in pieces for index in _worth_parsing(piece.reading)]
        texts = (reading.text[slice(*reading.sentences[index])] for reading, index in wanted)
        for (reading, index), doc in zip(wanted, self.model.parse(texts), strict=True):
            reading.parses[index] = Parse(*reading.sentences[index], doc)

    def close(self, opened: Opened) -> TaggedArticle:
        """An article with its tags. May be asked again, and by another tagger, as long as the parses last."""
        article, pieces = opened.article, opened.pieces
        if opened.language:
            return self._not_tagged(article, opened.language, opened.language)
        mentions: list[Mention] = []
        events: list[Event] = []
        failed = next((piece.error for piece in pieces if piece.error), None)
        cut = ""
        for piece in pieces if failed is None else ():
            piece.reading.dateline = pieces[0].reading.dateline
            try:
                with cpu_limit(CPU_SECONDS_PER_PIECE):
                    found, happened = self._tag_piece(piece)
            except Exception as error:  # noqa: BLE001 - the boundary of a step: recorded as the article's reason
                _log.debug("%s: not tagged", article.url, exc_info=True)
                if isinstance(error, CpuLimitExceeded) and piece.view.begin:
                    cut = f"; tagged up to character {piece.view.begin}, where a part took {error}"
                else:
                    failed = _reason(error)
                break
            mentions += found
            events += happened
        if failed:
            _log.warning("%s: not tagged: %s", article.url, failed)  # A mistake of ours that hides this article's events.
            return self._not_tagged(article, "en", failed)
        if cut:
            _log.warning("%s: not tagged to its end%s", article.url, cut)
        telling = max((piece.reading for piece in pieces), key=lambda reading: reading.relevant)
        return TaggedArticle(article, tuple(mentions), tuple(events), self.rules, language="en", relevance=f"{telling.relevance}{cut}")

    def _tag_piece(self, piece: Piece) -> tuple[list[Mention], list[Event]]:
        reading = piece.reading
        reading.mentions = []
        for step in self.steps:
            reading.mentions = sorted(step(reading), key=lambda m: (m.start, -m.end))
        events = self.events(reading) if self.events and reading.relevant else ()
        return list(piece.view.mentions(reading.mentions)), list(piece.view.events(events))

    def _not_tagged(self, article: Article, language: str, reason: str) -> TaggedArticle:
        return TaggedArticle(article, (), (), self.rules, language=language, not_tagged=f"not_tagged:{reason}")


def _guarded(work: Callable[[Sequence[Piece]], None], pieces: Sequence[Piece]) -> None:
    """Do some work on all pieces at once; if one of them breaks it, on each alone, so that only that one fails."""
    try:
        work(pieces)
    except SettingsError:
        raise  # No reader, no tags: that is the configuration's fault, not the article's.
    except Exception as error:  # noqa: BLE001 - the boundary of a step: the piece that breaks is found and recorded below
        if len(pieces) == 1:
            pieces[0].error = _reason(error)
            return
        _log.debug("a shared batch broke (%s); each article is taken alone", error)
        for piece in pieces:
            _guarded(work, [piece])


def _worth_parsing(reading: Reading) -> Iterator[int]:
    """The sentences of a relevant text that may tell an act, and those that do."""
    if reading.relevant:
        telling = {reading.sentence_at(act.start) for act in reading.acts}
        yield from (index for index, passed in enumerate(reading.passed) if passed or index in telling)


def load_tagger(settings: Settings, knowledge: Knowledge) -> NewsTagger:
    """The tagger of these settings: automata and gazetteer are loaded here, once a process; nothing of spaCy."""
    gazetteer = load_gazetteer(knowledge.places, knowledge.short)
    finder = EntityFinder(knowledge.entities, knowledge.lexicon, knowledge.language, known_place=gazetteer.knows)
    reader = load_reader(settings.reader)
    times = functools.partial(_times, compile_holidays(knowledge.times), compile_lexicon(knowledge.language))
    places = PlaceResolver(gazetteer, knowledge.language)
    placed = countries_of(knowledge, gazetteer, load_countries(SHIPPED))
    written = (name for one in knowledge.entities for name in (*one.names(), *one.demonyms, *one.people, *one.capital))
    case = load_case(SHIPPED_CASE, (*written, *gazetteer.notable()), knowledge.language)
    return NewsTagger(
        language_model=settings.model,
        knowledge=knowledge,
        reader=reader,
        case=case,
        steps=[times, finder.mentions, places.resolve],
        events=EventCoder(knowledge, reader.artefact, placed).code,
        weights=case.digest + placed.model.digest,
    )


def countries_of(knowledge: Knowledge, gazetteer: Gazetteer, weights: CountryModel) -> Countries:
    """How acts without a place of their own are set in a country."""
    return Countries(
        weights,
        place=functools.cache(functools.partial(placed_country, gazetteer)),
        known=functools.lru_cache(CACHED)(functools.partial(known_land, gazetteer)),
        within=knowledge.language.pattern("places-where"),
        seat=knowledge.language.pattern("places-seat"),
    )


def read_text(reading: Reading) -> Text:
    """What the reader gets of an article: all of it, with the title as context where the text does not open with it."""
    title = reading.article.title
    return Text(reading.text, reading.sentences, None if title is None or reading.text.startswith(title) else title)


def _times(holidays: Holidays, lexicon: Lexicon, reading: Reading) -> list[Mention]:
    """The mentions so far and the time expressions, in the outlet's time zone where no place gives one."""
    article = reading.article
    found = find_times(
        reading.text,
        sentences=reading.sentences,
        paragraphs=reading.paragraphs,
        published=article.told,
        zone=zone_named(article.timezone) or ZoneInfo("UTC"),  # A page may claim any zone.
        holidays=holidays,
        lexicon=lexicon,
    )
    return [*reading.mentions, *found]


def _views(article: Article) -> Iterator[View]:
    """The article, or its parts: cut after a paragraph, else at a blank."""
    text, begin = article.text, 0
    while len(text) - begin > PIECE:
        middle, end = begin + PIECE // 2, begin + PIECE
        end = text.rfind("\n", middle, end) + 1 or text.rfind(" ", middle, end) + 1 or end
        yield View(article, begin, end)
        begin = end
    yield View(article, begin)


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200]
