"""What cannot be answered is refused in one line with the repair and the next best, by the pages and the commands, over every index."""

from __future__ import annotations

import re
from html import unescape

import pytest
from starlette.testclient import TestClient

from dateline.asking.forms import ask
from dateline.asking.known import known
from dateline.errors import QueryRefused
from dateline.models.events import Actor
from dateline.models.places import Place
from dateline.pages.access import Access
from dateline.pages.app import application
from dateline.pages.links import form_of
from dateline.pages.site import Site
from dateline.protocols.index import Index
from tests.bundles import NOW, article, bundle, event
from tests.contract.conftest import Make
from tests.pages.coded import CODES, NAMES

SUDAN = Place("Khartoum", 15.55, 32.53, country="SD", admin1="Khartoum", timezone="Africa/Khartoum")
HAMLET = Place("Umm Qwxyz", 14.1, 33.1, country=None, timezone="Africa/Khartoum")
DRIVERS = Actor("Qwxyz drivers", 0, 6)

# What is asked for; how the line begins; what is offered, with the filters that it leads to.
REFUSED = [
    ("place=Khartuom", "place Khartuom: no place is called Khartuom", {"Khartoum": {"place": ["Khartoum"]}}),
    ("place=Sudan&place=Khartuom", "place Khartuom: no place", {"Khartoum": {"place": ["Sudan", "Khartoum"]}}),
    ("place=Umm+Qwxyy", "place Umm Qwxyy: no place is called Umm Qwxyy", {"Umm Qwxyz": {"place": ["Umm Qwxyz"]}}),
    ("place=Ghhrtpl", "place Ghhrtpl: no place is called Ghhrtpl; write a town, a region or a country", {}),
    ("place=the+capital", "place the capital: the capital of which country?", {}),
    ("place=Tripoli,+Ghhrtpl", "place Tripoli, Ghhrtpl: no country or region is called Ghhrtpl", {"Tripoli": {"place": ["Tripoli"]}}),
    ("actor=Putn", "actor Putn: nobody in our lists is called so", {"Putin": {"actor": ["Putin"]}}),
    ("actor=Qwxyz+driver", "actor Qwxyz driver: nobody", {"Qwxyz drivers": {"actor": ["Qwxyz drivers"]}}),
    ("actor=Ghhrtpl", "actor Ghhrtpl: nobody in our lists is called so; write a person, a group, a state", {}),
    ("source=The+Wyre", "source The Wyre: no outlet and no source in the index is called so", {"The Wire": {"source": ["The Wire"]}}),
    ("within=n9", "within n9: there is no episode with that id", {}),
    ("type=ASSULT", "type 'ASSULT' is none of AGREE, CONSULT", {"ASSAULT": {"type": ["ASSAULT"]}}),
    ("status=happend", "status 'happend' is none of happened", {"happened": {"status": ["happened"]}}),
    (
        "since=2016-10-20&until=2016-10-15",
        "since 2016-10-20 is after until 2016-10-15; change one for the other",
        {"2016-10-15 to 2016-10-20": {"since": ["2016-10-15"], "until": ["2016-10-20"]}},
    ),
    ("since=yesterday", "since/until: neither a date (2016-10-13) nor an instant", {}),
    ("near=36.2,37.1", "near: '36.2,37.1' is not LAT,LON,KM; write for example", {}),
    ("q=%22barrel+bombs", "the quotation mark before barrel bombs is never closed", {"barrel bombs": {"q": ["barrel bombs"]}}),
    ("q=bombs+AND+(truce", "a parenthesis is never closed", {"bombs truce": {"q": ["bombs truce"]}}),
    ("q=***", "***: * stands at the end of one word only", {}),
]


@pytest.fixture
def index(make: Make) -> Index:
    """One article of an outlet, with a place and an actor that no list of ours has."""
    of = make()
    told = [event(place=SUDAN), event("e2", place=HAMLET, actors=(DRIVERS,))]
    of.write([bundle(*told, of=article(text="Barrel bombs fell. A truce held.", outlet="The Wire"))])
    if refresh := getattr(of, "refresh", None):
        refresh()
    return of


@pytest.mark.parametrize(("asked", "said", "offered"), REFUSED)
def test_a_page_says_what_is_wrong_keeps_the_form_and_offers_the_next_best(
    index: Index, asked: str, said: str, offered: dict[str, dict[str, list[str]]]
) -> None:
    client = TestClient(application(Site(index, NAMES, CODES), access=Access(), clock=lambda: NOW), base_url="http://127.0.0.1:8765")
    answer = client.get(f"/?{asked}&conflict=1")
    assert answer.status_code == 400
    (alert,) = re.findall(r'role="alert"[^>]*>(.*?)</p>', answer.text)
    assert unescape(alert).startswith(said)
    links = {unescape(name): form_of(unescape(query)) for query, name in re.findall(r'href="/[?]([^"]*)">([^<]+)', alert)}
    form = form_of(f"{asked}&conflict=1")
    assert {name: links[name] for name in offered} == {name: {**form, **changes} for name, changes in offered.items()}
    for name, values in form.items():
        for value in values:
            assert f'name="{name}"' in answer.text
            assert name == "conflict" or value in [unescape(one) for one in re.findall(r'value="([^"]*)"', answer.text)]
    for link in (f"/?{asked}", f"/export.csv?{asked}"):
        assert client.get(link).status_code == 400
    for query in re.findall(r'href="/[?]([^"]*)"', alert):
        assert client.get(f"/?{unescape(query)}").status_code == 200  # What is offered can be answered.


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("place=Umm+Qwxyz", "Umm Qwxyz: no place is called Umm Qwxyz; looked for the words as they are."),
        ("actor=qwxyz+Drivers", "qwxyz Drivers: nobody in our lists is called so; looked for the words as they are."),
        ("place=Tripoli", "Tripoli is understood as Tripoli, LY."),
    ],
)
def test_what_only_the_index_knows_or_could_be_another_is_answered_and_said(index: Index, asked: str, said: str) -> None:
    client = TestClient(application(Site(index, NAMES, CODES), access=Access(), clock=lambda: NOW), base_url="http://127.0.0.1:8765")
    answer = client.get(f"/?{asked}")
    assert (answer.status_code, said in unescape(answer.text)) == (200, True)


@pytest.mark.parametrize(("asked", "said", "offered"), REFUSED)
def test_the_message_is_one_line_for_the_commands(index: Index, asked: str, said: str, offered: dict[str, object]) -> None:
    form = form_of(asked)
    with pytest.raises(QueryRefused) as refused:
        known(ask(form, NAMES), form, index)
    message = str(refused.value)
    assert message.startswith(said)
    assert "\n" not in message
    assert all(name in message for name in offered)
