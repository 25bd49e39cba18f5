"""Hypothesis strategies for the value types.

Vocabularies are small, so that queries hit; coordinates and moments stand on a grid, so that no answer hangs on the last bit.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from dateline.language import Both, Either, Node, Phrase, Prefix, render
from dateline.models.articles import Article, Claim
from dateline.models.codebook import AttributionKind, Category, Mode, Position, Scope, Status, TollKind, TollScope
from dateline.models.events import Actor, Attribution, Casualties, Event, Evidence, TaggedArticle
from dateline.models.mentions import EntityRef, Kind, Mention
from dateline.models.places import Place
from dateline.models.times import Basis, Precision, TimeValue, Timing
from dateline.query import Near, Query

WORDS = ["rebels", "shelled", "the", "U.N.", "city’s", "O'Neil", "cease-fire", "talks", "Alléppo", "C++", "title:x", "12", "café", "🚀"]
ACTORS = [
    Actor("rebels", 0, 6),
    Actor("Kerry", 0, 5, entity="p:kerry", name="John Kerry", country="US", code="USAGOV", role="Secretary of State", sector="GOV"),
    Actor("Moscow", 0, 6, entity="s:russia", name="Russia", country="RU", code="RUS"),
    Actor("Société Générale", 0, 16, entity="local:société"),
]
PLACES = [
    Place("Aleppo", 36.2, 37.16, country="SY", admin1="Aleppo", geonames_id=170063, precision_km=10, timezone="Asia/Damascus"),
    Place("Lausanne", 46.516, 6.63282, country="CH", admin1="Vaud", confidence=0.9, timezone="Europe/Zurich"),
    Place("Suva", -18.14161, 178.44149, country="FJ", precision_km=5.5, timezone="Pacific/Fiji"),
    Place("Apia", -13.83333, -171.76666, country="WS", timezone="Pacific/Apia"),
    Place("Idlib", 35.93062, 36.63393, country="SY", part="eastern", timezone="No/Where"),
]
TYPES = [Category.ASSAULT, Category.CONSULT, Category.REQUEST, Category.REJECT]
SOURCES = [("wire", "The Wire"), ("herald", None), (None, "Tribüne"), (None, None)]
EPOCH = datetime(2016, 10, 10, tzinfo=UTC)

hours = st.integers(-40, 40 * 24).map(lambda n: EPOCH + timedelta(hours=n))
texts = st.lists(st.sampled_from(WORDS), min_size=0, max_size=12).map(" ".join)


@st.composite
def times(draw: st.DrawFn) -> TimeValue:
    """An interval of hours, days or months, or none at all."""
    if draw(st.booleans()):
        return TimeValue("PXD")
    start = draw(hours)
    length, precision = draw(
        st.sampled_from(
            [
                (timedelta(hours=6), Precision.PART_OF_DAY),
                (timedelta(days=1), Precision.DAY),
                (timedelta(days=7), Precision.WEEK),
                (timedelta(days=31), Precision.MONTH),
            ]
        )
    )
    basis = draw(st.sampled_from([Basis.PUBLISHED, Basis.EXPLICIT]))
    return TimeValue(start.date().isoformat(), start, start + length, precision, basis)


tolls = st.builds(
    Casualties,
    kind=st.sampled_from([TollKind.KILLED, TollKind.INJURED]),
    min=st.none() | st.integers(0, 50),
    max=st.none() | st.integers(50, 90),
    scope=st.sampled_from(list(TollScope)),
    group=st.sampled_from([None, "civilians"]),
    text=st.just("many"),
    start=st.just(0),
    end=st.just(4),
)


@st.composite
def events(draw: st.DrawFn, article_id: str, number: int, length: int) -> Event:
    """An event whose evidence is a piece of the article."""
    start = draw(st.integers(0, length))
    sentence = (start, draw(st.integers(start, length)))
    return Event(
        id=f"{article_id}-{number}",
        type=draw(st.sampled_from(TYPES)),
        mode=draw(st.sampled_from([None, Mode.AERIAL])),
        acled=None,
        cameo="190",
        status=draw(st.sampled_from(list(Status))),
        actors=tuple(draw(st.lists(st.sampled_from(ACTORS), max_size=2))),
        targets=tuple(draw(st.lists(st.sampled_from(ACTORS), max_size=2))),
        place=draw(st.none() | st.sampled_from(PLACES)),
        time=draw(st.none() | times()),
        casualties=tuple(draw(st.lists(tolls, max_size=2))),
        attribution=draw(st.none() | st.just(Attribution("the monitor", AttributionKind.REPORT, "said", 0, 4))),
        about=None,
        evidence=(Evidence(sentence, sentence),),
        rule="assault.shell",
        position=draw(st.sampled_from(list(Position))),
        scope=draw(st.sampled_from(list(Scope))),
        confidence=draw(st.sampled_from([None, 0.25, 0.8, 0.95])),
    )


@st.composite
def tagged(draw: st.DrawFn, article_id: str = "a1", *, max_events: int = 3) -> TaggedArticle:
    """An article with mentions and events."""
    text = draw(texts)
    source, outlet = draw(st.sampled_from(SOURCES))
    mentions = [
        Mention(0, len(a.text), a.text, Kind.PERSON, "names", EntityRef(a.entity, a.name or a.text, a.role, a.country, a.code, a.sector))
        for a in draw(st.lists(st.sampled_from(ACTORS), max_size=2))
        if a.entity
    ]
    places = draw(st.lists(st.sampled_from(PLACES), max_size=2))
    mentions += [Mention(0, len(p.name), p.name, Kind.LOCATION, "gazetteer", place=p) for p in places]
    article = Article(
        id=article_id,
        url=f"https://wire.example/{article_id}",
        title=draw(st.none() | texts),
        text=text,
        published=draw(st.none() | hours),
        published_from=draw(st.sampled_from([None, "feed"])),
        language="en",
        authors=tuple(draw(st.lists(st.sampled_from(["A. Writer", "B. Writer"]), max_size=2))),
        outlet=outlet,
        source_id=source,
        timezone=draw(st.sampled_from([None, "Asia/Damascus", "../etc"])),
        country="SY",
        claims=(Claim("title", "A title", "feed"),),
    )
    found = tuple(draw(events(article_id, number, len(text))) for number in range(draw(st.integers(0, max_events))))
    return TaggedArticle(article, tuple(mentions), found, rules="0.1.0+abcd1234", language="en", relevance="conflict words")


bounds = st.none() | st.integers(-2, 45 * 24).map(lambda n: EPOCH + timedelta(hours=n))
circles = st.builds(
    Near,
    lat=st.sampled_from([36.2, 46.5, -18.0, -14.0, 89.0]),
    lon=st.sampled_from([37.16, 6.6, 179.9, -179.9, 0.0]),
    km=st.sampled_from([0.0, 50.0, 300.0, 2500.0, 15000.0]),
)


def some(values: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    """No filter most of the time, else one or two alternatives."""
    return st.just(()) | st.lists(st.sampled_from(values), min_size=1, max_size=2).map(tuple)


ASKED = ["rebel", "shelled", "the", "un", "city", "oneil", "cease", "fire", "talk", "alleppo", "12", "cafe", "nowhere"]


def trees() -> st.SearchStrategy[Node]:
    """What can be asked for in the language of the search box, over a vocabulary that texts have."""
    words = st.lists(st.sampled_from(ASKED), min_size=1, max_size=3).map(lambda found: Phrase(tuple(found)))
    starts = st.sampled_from(["re", "cease", "sh", "no", "al"]).map(Prefix)
    pieces: st.SearchStrategy[Node] = words | starts

    def grown(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        several = st.lists(inner, min_size=2, max_size=3, unique=True).map(tuple)
        return several.map(Either) | st.builds(
            Both, st.lists(inner, min_size=1, max_size=2).map(tuple), st.lists(inner, max_size=2).map(tuple)
        )

    whole = st.recursive(pieces, grown, max_leaves=6)
    return whole | st.lists(pieces, min_size=1, max_size=2).map(lambda found: Both((), tuple(found)))


days = st.none() | st.integers(-2, 42).map(lambda n: (EPOCH + timedelta(days=n)).date())

queries = st.builds(
    Query,
    text=st.none() | st.just(" ") | trees().map(render),
    first_day=days,
    last_day=days,
    timings=some([str(timing) for timing in Timing]),
    added_since=st.none() | st.sampled_from([EPOCH, EPOCH + timedelta(days=9999)]),
    since=bounds,
    until=bounds,
    types=some([*(str(kind) for kind in TYPES), "NONE"]),
    actors=some(["john kerry", "RU", "usagov", "société", "Societe Generale", "rebels", "nobody"]),
    places=some(["aleppo", "SY", "Vaud", "nowhere", "sy/Aleppo", "sy/vaud"]),
    near=st.none() | circles,
    statuses=some([str(status) for status in Status]),
    min_confidence=st.sampled_from([None, None, 0.0, 0.5, 0.8]),
    sources=some(["WIRE", "the wire", "tribune", "herald"]),
    article_ids=some(["a0", "a1", "a2"]),
    undated=st.booleans(),
    sort=st.sampled_from(["newest", "oldest", "days", "days-newest", "importance"]),
    limit=st.sampled_from([0, 1, 3, 50]),
    offset=st.sampled_from([0, 0, 1, 4]),
)
