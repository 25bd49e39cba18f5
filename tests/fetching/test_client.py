"""The fetcher against a server that misbehaves on purpose. Everything is loopback, and everything ends."""

from __future__ import annotations

import asyncio
import ipaddress
import re
import resource
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from dateline.fetching.client import HttpFetcher, Limits
from dateline.models.outcomes import Outcome
from dateline.protocols.fetching import Fetched, Request
from tests.fetching.hostile import HostileServer

NOW = datetime(2026, 11, 23, 20, tzinfo=UTC)
HOST = "https://hostile.example"
LOOPBACK = [ipaddress.ip_network("127.0.0.0/8")]
AGAIN, GIVEN_UP, UNSAFE = Outcome.FAILED_RETRYABLE, Outcome.FAILED_PERMANENT, Outcome.SKIPPED_UNSAFE_URL


@pytest.fixture
def server():
    with HostileServer() as running:
        yield running


def fetch(server: HostileServer, *wanted: Request | str, hosts=("hostile.example",), **options) -> list[Fetched]:
    """Fetch and give the answers in the order of the requests.

    The deadline leaves a busy machine room for what should end by itself; what never does is given a short one by its test.
    """
    requests = [one if isinstance(one, Request) else Request(one if "://" in one else HOST + one) for one in wanted]
    settings = {
        "user_agent": "Dateline/1.0 (test)",
        "spacing": timedelta(0),
        "host_map": dict.fromkeys(hosts, ("127.0.0.1", server.port)),
        "limits": Limits(deadline=60.0, body=200_000, patience=1.0),
        "clock": lambda: NOW,
    } | options

    async def run() -> list[Fetched]:
        fetcher = HttpFetcher(**settings)
        try:
            async with asyncio.timeout(300):
                return [fetched async for fetched in fetcher.fetch_all(requests)]
        finally:
            await fetcher.aclose()

    return sorted(asyncio.run(run()), key=lambda fetched: requests.index(fetched.request))


def outcome(fetched: Fetched) -> Outcome | None:
    assert (fetched.page is None) != (fetched.error is None)
    return fetched.error.outcome if fetched.error else None


def test_a_page_comes_with_what_the_server_said(server):
    (fetched,) = fetch(server, "/page")
    page = fetched.page
    assert (page.url, page.final_url, page.status, page.body) == (HOST + "/page", HOST + "/page", 200, b"<p>A page.</p>")
    assert (page.header("etag"), page.header("content-type"), page.fetched_at) == ('"one"', "text/html", NOW)
    assert server.sent_headers[-1]["user-agent"] == "Dateline/1.0 (test)"
    assert server.sent_headers[-1]["host"] == "hostile.example"


@pytest.mark.parametrize(
    ("path", "size"),
    [("/video", 64_000), ("/zipped", 70_000), ("/deflate", 800)],
)
def test_bodies_are_unpacked_and_what_is_no_text_is_cut(server, path, size):
    (fetched,) = fetch(server, path)
    assert len(fetched.page.body) == size


@pytest.mark.parametrize("path", ["/endless", "/bomb"])
def test_a_body_beyond_the_cap_is_not_whole_and_no_page(server, path):
    (fetched,) = fetch(server, path)
    assert outcome(fetched) is GIVEN_UP
    assert "larger than 200000 bytes" in str(fetched.error)


@pytest.mark.parametrize("path", ["/named", "/named-none", "/named-deflate", "/not-gzip", "/unnamed-gzip", "/reloads"])
def test_what_a_body_begins_with_decides_and_not_what_it_is_called(server, path):
    (fetched,) = fetch(server, path)
    assert fetched.page.body.endswith(b"plain" if path == "/not-gzip" else b"<p>As it is.</p>")


def test_the_bytes_of_an_address_are_sent_as_they_were_announced(server):
    paths = ["/page/?/news/123", "/page?12345", "/page?x=%E4&y=%f6&&z=", "/page/[1]|{2}?g=%u0627", "/page/%7euser"]
    fetch(server, *paths)
    assert [path for path in server.paths() if path != "/robots.txt"] == paths


@pytest.mark.parametrize(
    ("path", "target"),
    [("/refresh", "/page?a=%C3%A4"), ("/raw-location", "/page/%E4?b=%C3%B6&c=%f6"), ("/cookie-wall", "/cookie-wall")],
)
def test_whatever_leads_to_a_page_is_followed_with_its_bytes_and_cookies(server, path, target):
    (fetched,) = fetch(server, path)
    assert (fetched.page.final_url, server.paths()[-1]) == (HOST + target, target)
    assert fetched.page.body == b"<p>A page.</p>"


def test_a_decompression_bomb_costs_no_memory(server):
    fetch(server, "/page")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    fetch(server, *[f"/bomb/{number}" for number in range(3)])
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 120_000  # kB; the server in this process packs 50 MB


@pytest.mark.parametrize(
    ("path", "expected", "why"),
    [
        ("/header-flood", AGAIN, "RemoteProtocolError"),
        ("/not-http", AGAIN, "RemoteProtocolError"),
        ("/cut", AGAIN, "RemoteProtocolError"),
        ("/hang-up", AGAIN, "RemoteProtocolError"),
        ("/half-gzip", AGAIN, "cannot be unpacked: it ends before its end"),
        ("/brotli", AGAIN, "cannot be unpacked"),
        ("/status/404", AGAIN, "status 404"),
        ("/status/410", GIVEN_UP, "status 410"),
        ("/status/403", GIVEN_UP, "status 403"),
        ("/status/429", AGAIN, "status 429"),
        ("/status/500", AGAIN, "status 500"),
        ("/status/304", AGAIN, "status 304"),
        ("/status/302", AGAIN, "status 302"),
        ("/count/0", AGAIN, "more than 5 times"),
        ("/circle", AGAIN, "in a circle"),
        ("/to/http:~~hostile.example~page", GIVEN_UP, "from https to http"),
        ("/to/ftp:~~hostile.example~page", UNSAFE, "only http and https"),
        ("/to/file:~~~etc~passwd", UNSAFE, "only http and https"),
        ("/to/https:~~127.0.0.1~", UNSAFE, "127.0.0.1 is a loopback address"),
        ("/to/https:~~[::ffff:10.0.0.1]~", UNSAFE, "IPv4-mapped"),
        ("/to/https:~~169.254.169.254~latest", UNSAFE, "a link-local address"),
        ("/to/https:~~hostile.example:22~", UNSAFE, "port 22"),
        ("/to/https:~~user:secret@hostile.example~", UNSAFE, "user name"),
        ("/to/https:~~[~", AGAIN, "cannot be read"),
        ("/to/~private~x", Outcome.SKIPPED_ROBOTS, "robots"),
        ("/private/page", Outcome.SKIPPED_ROBOTS, "robots"),
    ],
)
def test_what_goes_wrong_has_its_outcome_and_names_the_address(server, path, expected, why):
    (fetched,) = fetch(server, path)
    assert outcome(fetched) is expected
    assert re.match(r"(https|ftp|file)://|hostile\.example", str(fetched.error))
    assert re.search(why, str(fetched.error))
    assert "secret" not in str(fetched.error)


@pytest.mark.parametrize("path", ["/drip", "/drip-headers", "/silent"])
def test_what_never_ends_is_left_at_the_deadline(server, path):
    (fetched,) = fetch(server, path, limits=Limits(deadline=1.0, body=200_000, patience=1.0))
    assert outcome(fetched) is AGAIN
    assert re.search(r"hostile\.example.*: not done after 1 s", str(fetched.error))


def test_a_slow_server_has_until_the_deadline_and_a_reason_is_never_empty(server):
    (fetched,) = fetch(server, "/silent", limits=Limits(deadline=6.0, body=200_000, patience=1.0))
    assert "not done after 6 s" in str(fetched.error)


def test_a_bad_neighbour_takes_nothing_from_the_others(server):
    answers = fetch(server, "/page/1", "/hang-up", "/page/2", "http://[broken", "/page/3", "gopher://x/", hosts=("hostile.example",))
    assert [one.page is not None for one in answers] == [True, False, True, False, True, False]


def test_redirects_are_followed_to_the_page(server):
    (fetched,) = fetch(server, "/to/https:~~other.example~page", hosts=("hostile.example", "other.example"))
    assert (fetched.page.url, fetched.page.final_url) == (HOST + "/to/https:~~other.example~page", "https://other.example/page")


def test_a_known_page_is_asked_for_conditionally(server):
    (fetched,) = fetch(server, Request(HOST + "/etag", etag='"one"', last_modified="Sat, 15 Oct 2016 20:40:00 GMT"))
    assert (fetched.page.status, fetched.page.body) == (304, b"")
    assert server.sent_headers[-1]["if-modified-since"] == "Sat, 15 Oct 2016 20:40:00 GMT"
    (fetched,) = fetch(server, Request(HOST + "/etag", etag="bad\r\nHeader: x"))
    assert fetched.page.status == 200


def test_cookies_are_not_kept_beyond_a_chain(server):
    fetch(server, "/page/1", "/page/2")
    assert all("cookie" not in headers for headers in server.sent_headers)


@pytest.mark.parametrize(("value", "expected"), [("120", 120), ("Mon,+23+Nov+2026+20:05:00+GMT", 300), ("soon", None)])
def test_retry_after_is_read_in_both_forms(server, value, expected):
    (fetched,) = fetch(server, f"/status/503?{value}")
    assert (outcome(fetched), fetched.error.retry_after, fetched.error.status) == (AGAIN, expected, 503)


def test_a_host_that_asks_for_a_pause_is_left_alone_and_others_are_not(server):
    hosts = ("hostile.example", "other.example")
    first, second, other = fetch(server, "/status/429?120", "/status/429/next", "https://other.example/page", hosts=hosts)
    assert (outcome(first), outcome(second), outcome(other)) == (AGAIN, AGAIN, None)
    assert "left alone" in str(second.error)
    assert second.error.retry_after == pytest.approx(120, abs=5)
    assert server.paths().count("/status/429/next") == 0


def test_one_request_at_a_time_per_host_with_a_pause_and_hosts_side_by_side(server):
    hosts = ("a.example", "b.example")
    wanted = [f"https://{host}/page/{number}" for host in hosts for number in range(4)]
    answers = fetch(server, *wanted, hosts=hosts, spacing=timedelta(milliseconds=60))
    assert all(one.page for one in answers)
    assert server.most_at_once == {"a.example": 1, "b.example": 1}
    for host in hosts:
        moments = [moment for moment, asked, _ in server.asked if asked == host]
        assert all(later - earlier >= 0.06 for earlier, later in pairwise(moments))
    assert {asked for _, asked, _ in server.asked[:4]} == set(hosts)


def test_a_source_may_ask_for_a_longer_pause(server):
    fetch(server, *[Request(f"{HOST}/page/{n}", spacing=timedelta(milliseconds=80)) for n in range(3)])
    moments = [moment for moment, _, path in server.asked if path != "/robots.txt"]
    assert all(later - earlier >= 0.08 for earlier, later in pairwise(moments))


def test_robots_may_ask_for_a_longer_pause():
    with HostileServer(robots=b"User-agent: *\nCrawl-delay: 0.1\n") as server:
        fetch(server, "/page/1", "/page/2")
        moments = [moment for moment, _, path in server.asked if path != "/robots.txt"]
    assert moments[1] - moments[0] >= 0.1


@pytest.mark.parametrize(
    ("status", "robots", "expected"),
    [
        (404, b"", None),
        (403, b"", None),
        (200, b"<html>Disallow: /</html>", None),
        (200, b"\xff\xfe\x00 nonsense \x00", None),
        (200, b"User-agent: dateline\nDisallow: /\n\nUser-agent: *\nAllow: /", Outcome.SKIPPED_ROBOTS),
        (200, b"User-agent: *\nDisallow: /" + b"*a" * 300 + b"$", None),
        (500, b"", AGAIN),
        (429, b"", AGAIN),
    ],
)
def test_what_robots_txt_means(status, robots, expected):
    with HostileServer(robots=robots, robots_status=status) as server:
        answers = fetch(server, "/page/1", "/page/2")
    assert [outcome(one) for one in answers] == [expected, expected]
    assert server.paths().count("/robots.txt") == 1


def test_the_network_is_allowed_only_where_the_installation_says_so(server):
    url = f"http://127.0.0.1:{server.port}/page"
    (refused,) = fetch(server, url)
    (allowed,) = fetch(server, url, allow_networks=LOOPBACK)
    assert (outcome(refused), allowed.page.status) == (UNSAFE, 200)
    assert len(server.asked) == 2


def resolver(*addresses: str):
    async def resolve(host: str, port: int) -> list[str]:
        if not addresses:
            raise OSError("name or service not known")
        return list(addresses)

    return resolve


@pytest.mark.parametrize(
    ("addresses", "expected"),
    [(["93.184.216.34", "10.0.0.1"], UNSAFE), (["::ffff:127.0.0.1"], UNSAFE), ([], AGAIN)],
)
def test_every_address_of_a_name_is_checked(server, addresses, expected):
    (fetched,) = fetch(server, "https://rebind.example/", resolver=resolver(*addresses))
    assert outcome(fetched) is expected
    assert server.asked == []


def test_the_connection_goes_to_the_checked_address(server):
    asked: list[str] = []

    async def flipping(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.255.255.1"]

    url = f"http://rebind.example:{server.port}"
    answers = fetch(server, f"{url}/page/1", allow_networks=LOOPBACK, resolver=flipping)
    # The first connection (robots.txt) went to what was checked; the second name answer was checked again and refused.
    assert server.asked[0][1:] == (f"rebind.example:{server.port}", "/robots.txt")
    assert outcome(answers[0]) is UNSAFE


def test_a_reader_that_stops_early_leaves_nothing_running(server):
    async def run() -> int:
        fetcher = HttpFetcher(
            user_agent="Dateline/1.0", spacing=timedelta(0), host_map={"hostile.example": ("127.0.0.1", server.port)}, clock=lambda: NOW
        )
        async with asyncio.timeout(10):
            stream = fetcher.fetch_all([Request(HOST + "/page"), Request(HOST + "/silent")])
            await anext(stream)
            await stream.aclose()
            await fetcher.aclose()
        return len(asyncio.all_tasks())

    assert asyncio.run(run()) == 1
