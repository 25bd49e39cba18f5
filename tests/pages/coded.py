"""One tagged article for the tests of pages, with texts that try to break out of them."""

from datetime import UTC, datetime

from dateline.asking.names import Names
from dateline.documents.bundles import build_bundle
from dateline.models.articles import Article
from dateline.models.codebook import Status
from dateline.models.events import Actor, Attribution, Casualties, Event, Evidence, TaggedArticle
from dateline.models.places import Place
from dateline.models.times import TimeValue
from dateline.seeds.codes import load_codes
from dateline.settings import load
from dateline.tagging.events.codes import CodeTable
from tests.fakes import FakeIndex

NAMES = Names(load({}))
CODES = CodeTable(load_codes())
NOW = datetime(2016, 10, 16, 12, tzinfo=UTC)
TEXT = (
    "Warplanes bombed a market in Aleppo overnight, a monitor said.\n\n"
    'The army denied the raid. <script>alert("x")</script>\n\n'
    "Nothing else was known."
)
RAID = (0, TEXT.index("\n"))
DENIAL = (TEXT.index("The army"), TEXT.index(" <script>"))
ALEPPO = Place("Aleppo", 36.2, 37.16, "SY", "Aleppo", 170063, 10.0, "eastern", 0.9, "test", "city", "Asia/Damascus")
NIGHT = TimeValue(
    "2016-10-13TNI", datetime(2016, 10, 13, 15, tzinfo=UTC), datetime(2016, 10, 14, 3, tzinfo=UTC), "part_of_day", "published"
)


def _actor(text: str) -> Actor:
    start = TEXT.index(text)
    return Actor(text, start, start + len(text))


def tagged() -> TaggedArticle:
    article = Article(
        "a1", "https://wire.example/raid", "<b>Raid</b> on Aleppo", TEXT, datetime(2016, 10, 14, 9, tzinfo=UTC), "meta",
        language="en", outlet="Harbour Wire", source_id="wire", timezone="Europe/London",
    )  # fmt: skip
    raid = Event(
        "e1", "ASSAULT", "aerial", "Air/drone strike", "195", Status.HAPPENED, (_actor("Warplanes"),), (_actor("a market"),), ALEPPO,
        NIGHT, (Casualties("killed", None, None, "event", None, "killed", 0, 4),),
        Attribution("a monitor", "report", "said", 49, 58), None, (Evidence(RAID, (10, 16)),), "assault.bomb", "lead",
    )  # fmt: skip
    denial = Event(
        "e2", "ASSAULT", None, None, None, Status.DENIED, (_actor("The army"),), (), None, None, (),
        Attribution("The army", "denial", "denied", *DENIAL), "e1", (Evidence(DENIAL, (DENIAL[0] + 9, DENIAL[0] + 15)),), "assault.raid",
        "body",
    )  # fmt: skip
    return TaggedArticle(article, (), (raid, denial), "0.1.0+test", "en")


def filled() -> FakeIndex:
    index = FakeIndex()
    index.write([build_bundle(tagged(), revision=1, now=NOW)])
    return index
