"""Acts become events: roles with their entities, codes, voices, positions, one event for one happening."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from dateline.models.codebook import Scope, Status
from dateline.models.mentions import EntityRef, Kind, Mention
from dateline.models.places import Place
from dateline.models.times import TimeValue
from dateline.tagging.events.coder import EventCoder
from dateline.tagging.events.country import CountryModel
from dateline.tagging.language_model import LanguageModel
from dateline.tagging.reader.artefact import load_artefact
from dateline.tagging.reading import Parse, Reading
from tests.known import knowledge
from tests.tagging.events.conftest import act, reading
from tests.tagging.events.nowhere import NOWHERE
from tests.tagging.reader.test_artefact import TINY

SUDAN = EntityRef("sdn", "Sudan", country="SD", code="SDN", sector="GOV")
ARMY = EntityRef("sdn-army", "Sudanese army", country="SD", code="SDNMIL", sector="MIL")
KHARTOUM = Place("Khartoum", 15.55, 32.53, country="SD", precision_km=20, timezone="Africa/Khartoum")
SD = Place("Sudan", 15.9, 29.8, country="SD", precision_km=770, feature="country")


def mention(read: Reading, quote: str, kind: Kind, **what: object) -> Mention:
    start = read.text.index(quote)
    return Mention(start, start + len(quote), quote, kind, "test", **what)  # type: ignore[arg-type]


def day(number: int) -> TimeValue:
    start = datetime(2023, 4, number, tzinfo=UTC)
    return TimeValue(start.date().isoformat(), start, start.replace(day=number + 1), "day", "published")  # type: ignore[arg-type]


def test_roles_carry_the_words_of_the_text_and_the_entity_at_their_head(coder: EventCoder) -> None:
    text = "The Sudanese army shelled a hospital in Khartoum on Saturday, doctors said."
    read = reading(
        text, act(text, "shelled", actor="Sudanese army", target="hospital", voice="doctors", voice_kind="report", mode="artillery")
    )
    read.mentions = [
        mention(read, "Sudanese army", Kind.ORGANISATION, entity=ARMY),
        mention(read, "Sudanese", Kind.NATIONALITY, entity=SUDAN),
    ]
    (event,) = coder.code(read)
    assert [(a.text, a.entity, a.country, a.sector) for a in event.actors] == [("Sudanese army", "sdn-army", "SD", "MIL")]
    assert [(t.text, t.entity) for t in event.targets] == [("hospital", None)]
    assert (event.attribution.source, event.attribution.kind) == ("doctors", "report")  # type: ignore[union-attr]
    assert (event.mode, event.cameo, event.acled) == ("artillery", "194", "Shelling/artillery/missile attack")
    assert event.evidence[0].actors == event.actors
    assert (event.rule, event.scope) == ("reader", Scope.POLITICAL)
    assert 0 < (event.confidence or 0) <= 1


def test_what_did_not_happen_has_no_subtype_of_acled(coder: EventCoder) -> None:
    text = "Police will arrest the marchers."
    (event,) = coder.code(reading(text, act(text, "arrest", "COERCE", "planned", mode="arrest")))
    assert (event.status, event.cameo, event.acled) == (Status.PLANNED, "173", None)


@pytest.mark.parametrize(("kind", "mode"), [("ASSAULT", "arrest"), ("CONSULT", "aerial"), ("PROTEST", None)])
def test_a_mode_that_its_category_has_not_is_left(coder: EventCoder, kind: str, mode: str | None) -> None:
    text = "They did it."
    (event,) = coder.code(reading(text, act(text, "did", kind, mode=mode)))
    assert event.mode is None


def test_the_state_regains_at_home_and_others_take(coder: EventCoder) -> None:
    text = "The Sudanese army took Khartoum."
    read = reading(text, act(text, "took", actor="Sudanese army", place="Khartoum", mode="seize"))
    read.mentions = [
        mention(read, "Sudanese army", Kind.ORGANISATION, entity=ARMY),
        mention(read, "Khartoum", Kind.LOCATION, place=KHARTOUM),
    ]
    (event,) = coder.code(read)
    assert event.acled == "Government regains territory"
    abroad = replace(ARMY, country="EG")
    read.mentions[0] = mention(read, "Sudanese army", Kind.ORGANISATION, entity=abroad)
    (event,) = coder.code(read)
    assert event.acled == "Non-state actor overtakes territory"


def test_the_finest_place_under_the_pointer_wins_and_time_is_local(coder: EventCoder) -> None:
    text = "Clashes broke out in Khartoum, Sudan on Saturday."
    read = reading(text, act(text, "Clashes", place="Khartoum, Sudan", time="Saturday"))
    read.mentions = [
        mention(read, "Khartoum", Kind.LOCATION, place=KHARTOUM),
        mention(read, "Sudan", Kind.LOCATION, place=SD),
        mention(read, "Saturday", Kind.TIME, time=day(15)),
    ]
    (event,) = coder.code(read)
    assert event.place == KHARTOUM
    assert event.time is not None
    assert event.time.start == datetime(2023, 4, 14, 22, tzinfo=UTC)  # Midnight on the clocks of Khartoum.


@pytest.fixture
def placing() -> Callable[[dict[str, float]], EventCoder]:
    """A coder with these weights for countries, of which it knows Sudan alone."""

    def make(weights: dict[str, float]) -> EventCoder:
        countries = replace(NOWHERE, model=CountryModel(weights, ""), place={"SD": SD}.get)
        return EventCoder(knowledge(), load_artefact(str(TINY)), countries)

    return make


def test_the_scene_is_carried_within_a_paragraph_and_not_into_history(placing: Callable[[dict[str, float]], EventCoder]) -> None:
    coder = placing({"paragraph": 3.0})
    text = "Clashes shook Khartoum on Saturday. Gunmen looted homes. They had fought before.\n\nGeneva's envoys met."
    acts = [
        act(text, "Clashes", place="Khartoum", time="Saturday"),
        act(text, "looted", "COERCE"),
        act(text, "fought", background=0.9),
        act(text, "met", "CONSULT"),
    ]
    read = reading(text, *acts)
    geneva = mention(read, "Geneva", Kind.LOCATION, place=Place("Geneva", 46.2, 6.1, country="CH"))
    scene = [mention(read, "Khartoum", Kind.LOCATION, place=KHARTOUM), mention(read, "Saturday", Kind.TIME, time=day(15))]
    read.mentions = [*scene, geneva]
    events = {text[slice(*event.evidence[0].trigger)]: event for event in coder.code(read)}
    assert (events["looted"].place, events["looted"].time is not None) == (KHARTOUM, True)
    assert events["fought"].place == replace(SD, confidence=0.953, why="the likeliest country of those named (0.95: paragraph)")
    assert (events["fought"].time, events["fought"].position) == (None, "background")
    assert events["met"].place is None  # Nobody knows the place of Switzerland here.
    assert events["met"].time is None


def test_history_and_news_of_one_paragraph_each_have_a_scene(coder: EventCoder) -> None:
    text = "They had shelled it on Monday and taken it. On Saturday they met. Envoys talked."
    acts = [
        act(text, "shelled", time="Monday", background=0.9),
        act(text, "met", "CONSULT", time="Saturday"),
        act(text, "taken", "COERCE", background=0.9),
        act(text, "talked", "CONSULT"),
    ]
    read = reading(text, *acts)
    read.mentions = [mention(read, "Monday", Kind.TIME, time=day(3)), mention(read, "Saturday", Kind.TIME, time=day(15))]
    days = {text[slice(*event.evidence[0].trigger)]: event.time and event.time.value for event in coder.code(read)}
    assert days == {"shelled": "2023-04-03", "taken": "2023-04-03", "met": "2023-04-15", "talked": "2023-04-15"}


def test_the_voice_of_a_quotation_is_the_voice_of_those_beside_it(coder: EventCoder) -> None:
    text = 'Envoys met. "They shelled us," Ada said. "They fled."'
    read = reading(text, act(text, "met", "CONSULT"), act(text, "shelled", voice="Ada"), act(text, "fled", "COERCE"))
    read.mentions = [mention(read, "Ada", Kind.PERSON)]
    voices = {event.type: event.attribution.source if event.attribution else None for event in coder.code(read)}
    assert voices == {"CONSULT": None, "ASSAULT": "Ada", "COERCE": "Ada"}


def test_what_happened_never_begins_after_publication_and_what_is_planned_may(coder: EventCoder) -> None:
    text = "Rebels attacked on Friday and will meet envoys."
    read = reading(text, act(text, "attacked", time="Friday"), act(text, "meet", "CONSULT", "planned", time="Friday"))
    read.mentions = [mention(read, "Friday", Kind.TIME, time=day(21))]
    events = {event.type: event for event in coder.code(read)}
    assert events["ASSAULT"].time is None
    assert events["CONSULT"].time is not None


def test_what_the_reader_takes_for_the_same_is_one_event_with_both_tellings(coder: EventCoder) -> None:
    text = "Convoy attacked\n\nGunmen attacked a UN convoy. Police arrested two men."
    second = text.index("attacked", 20)
    first = act(text, "attacked", target="Convoy", same=((second, 0.9),))
    read = reading(text, first, act(text, "attacked", nth=1, actor="Gunmen", target="UN convoy"), act(text, "arrested", "COERCE"))
    attack, arrest = coder.code(read)
    assert [text[slice(*one.trigger)] for one in attack.evidence] == ["attacked", "attacked"]
    assert [a.text for a in attack.actors] == ["Gunmen"]
    assert [[t.text for t in one.targets] for one in attack.evidence] == [["Convoy"], ["UN convoy"]]
    assert (attack.position, arrest.position) == ("headline", "lead")


def test_tellings_are_one_only_when_each_is_told_again_by_each_other_and_the_surest_join_first(coder: EventCoder) -> None:
    text = "Strikes\n\nStrikes hit Raqqa. Strikes hit Palmyra."
    title, raqqa, palmyra = text.index("S"), text.index("Strikes hit R"), text.index("Strikes hit P")
    read = reading(
        text,
        act(text, "Strikes", same=((palmyra, 0.7), (raqqa, 0.9))),
        act(text, "Strikes", nth=1),
        act(text, "Strikes", nth=2, same=((title, 0.8),)),
    )
    assert [[one.trigger[0] for one in event.evidence] for event in coder.code(read)] == [[title, raqqa], [palmyra]]
    read.acts[1] = act(text, "Strikes", nth=1, same=((palmyra, 0.6),))
    assert [[one.trigger[0] for one in event.evidence] for event in coder.code(read)] == [[title, raqqa, palmyra]]


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        (SD, KHARTOUM, "Khartoum"),
        (KHARTOUM, SD, "Khartoum"),
        (KHARTOUM, Place("Port Sudan", 19.6, 37.2, country="SD", precision_km=2), "Khartoum"),  # Finer, and elsewhere.
        (KHARTOUM, Place("Bahri", 15.6, 32.5, country="SD", precision_km=2), "Bahri"),
        (None, KHARTOUM, "Khartoum"),
    ],
)
def test_an_event_is_set_where_its_first_telling_is_and_finer_only_inside_of_that(
    coder: EventCoder, first: Place | None, second: Place, kept: str
) -> None:
    text = "There strikes hit.\n\nHere strikes went on."
    again = text.rindex("strikes")
    read = reading(text, act(text, "strikes", place="There", same=((again, 0.9),)), act(text, "strikes", nth=1, place="Here"))
    places = (("There", first), ("Here", second))
    read.mentions = [mention(read, word, Kind.LOCATION, place=place) for word, place in places if place]
    (event,) = coder.code(read)
    assert event.place is not None
    assert event.place.name == kept


def test_tellings_of_other_status_stay_apart_and_a_denial_points_to_what_it_denies(coder: EventCoder) -> None:
    text = "Shells hit a school in Khartoum. The army denied that it had shelled the school."
    hit = act(text, "hit", target="school", place="Khartoum")
    denied = act(text, "shelled", status="denied", target="school", voice="army", voice_kind="denial", same=((hit.start, 0.9),))
    read = reading(text, hit, denied)
    read.mentions = [mention(read, "Khartoum", Kind.LOCATION, place=KHARTOUM)]
    happened, refused = sorted(coder.code(read), key=lambda event: event.status is Status.DENIED)
    assert refused.about == happened.id
    assert refused.place == KHARTOUM


def test_ids_hang_on_article_sentence_and_quote_alone(coder: EventCoder) -> None:
    text = "Rebels shelled the town."
    (one,) = coder.code(reading(text, act(text, "shelled")))
    (other,) = coder.code(reading(text, act(text, "shelled", "COERCE", "planned", chance=0.5)))
    (moved,) = coder.code(reading("Calm returned.\n\n" + text, act("Calm returned.\n\n" + text, "shelled")))
    assert one.id == other.id == moved.id


def test_two_acts_of_one_word_in_one_sentence_have_two_ids(coder: EventCoder) -> None:
    text = "Rebels shelled the town and soldiers shelled the hills."
    events = coder.code(reading(text, act(text, "shelled", actor="Rebels"), act(text, "shelled", nth=1, actor="soldiers")))
    assert len({event.id for event in events}) == 2


def test_old_news_is_background(coder: EventCoder) -> None:
    text = "Rebels shelled the town on Saturday."
    read = reading(text, act(text, "shelled", time="Saturday"), published=datetime(2023, 9, 1, tzinfo=UTC))
    read.mentions = [mention(read, "Saturday", Kind.TIME, time=day(15))]
    (event,) = coder.code(read)
    assert event.position == "background"


def test_tolls_go_to_the_act_that_caused_them_with_its_voice(coder: EventCoder, model: LanguageModel) -> None:
    text = "A blast killed nine people, medics said, and police arrested 30 protesters."
    blast = act(text, "blast", voice="medics", voice_kind="report")
    read = reading(text, blast, act(text, "arrested", "COERCE", actor="police"))
    read.parses[0] = Parse(0, len(text), next(iter(model.parse([text]))))
    events = {event.type: event for event in coder.code(read)}
    (killed,) = events["ASSAULT"].casualties
    assert (killed.kind, killed.min, killed.max, killed.told) == ("killed", 9, 9, date(2023, 4, 16))
    assert killed.attribution == events["ASSAULT"].attribution is not None
    assert [(toll.kind, toll.min) for toll in events["COERCE"].casualties] == [("arrested", 30)]


@pytest.mark.parametrize("status", ["threatened", "hypothetical", "denied", "planned", "demanded"])
def test_what_did_not_happen_bears_no_toll(coder: EventCoder, model: LanguageModel, status: str) -> None:
    text = "The rebels threatened to kill 20 hostages."
    read = reading(text, act(text, "kill", status=status))
    read.parses[0] = Parse(0, len(text), next(iter(model.parse([text]))))
    (event,) = coder.code(read)
    assert event.casualties == ()


def test_an_event_told_twice_names_the_parties_of_both_tellings_once(coder: EventCoder) -> None:
    text = "Gunmen kill herders\n\nThree gunmen killed ten herders and a guard, police said."
    second = text.index("killed")
    first = act(text, "kill", actor="Gunmen", target="herders", same=((second, 0.9),))
    read = reading(text, first, act(text, "killed", actor="Three gunmen", target=["ten herders", "guard"]))
    (event,) = coder.code(read)
    assert [a.text for a in event.actors] == ["Gunmen"]
    assert [t.text for t in event.targets] == ["herders", "guard"]


def test_an_act_without_a_place_is_set_in_the_likeliest_country_and_says_so(placing: Callable[[dict[str, float]], EventCoder]) -> None:
    text = "Clashes shook Khartoum and spread over Sudan.\n\nAn envoy in Cairo spoke. Sudan bleeds.\n\nSoldiers looted homes."
    read = reading(text, act(text, "looted", "COERCE"))
    cairo = Place("Cairo", 30.0, 31.2, country="EG", precision_km=20)
    places = (("Khartoum", KHARTOUM), ("Sudan", SD), ("Cairo", cairo))
    read.mentions = [mention(read, quote, Kind.LOCATION, place=place) for quote, place in places]
    (event,) = placing({"places": 3.0}).code(read)
    assert event.place == replace(SD, confidence=0.731, why="the likeliest country of those named (0.73: places)")
    (event,) = placing({"places": -9.0, "names": 6.0}).code(read)
    assert event.place is None  # Egypt is likeliest, and has no place here.


@pytest.mark.parametrize(("pointed", "told"), [("U", "U.S."), ("White", "White House"), ("rebels", "rebels"), ("Syrian", "Syrian")])
def test_a_span_ends_where_its_last_word_and_name_end(coder: EventCoder, pointed: str, told: str) -> None:
    text = "The U.S. and White House officials met Syrian rebels, envoys said."
    read = reading(text, act(text, "met", "CONSULT", actor=pointed))
    read.mentions = [
        mention(read, "U.S.", Kind.LOCATION),
        mention(read, "White House", Kind.ORGANISATION),
        mention(read, "Syrian", Kind.NATIONALITY),
    ]
    (event,) = coder.code(read)
    assert [a.text for a in event.actors] == [told]


def test_a_number_that_is_pointed_at_is_those_that_it_counts(coder: EventCoder) -> None:
    text = "Gunmen killed three policemen and wounded nine."
    read = reading(text, act(text, "killed", target="three"), act(text, "wounded", target="nine"))
    read.mentions = [mention(read, quote, Kind.QUANTITY) for quote in ("three", "nine")]
    read.mentions.append(mention(read, "policemen", Kind.ORGANISATION))
    assert [[t.text for t in event.targets] for event in coder.code(read)] == [["three policemen"], ["nine"]]
