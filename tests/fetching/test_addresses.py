"""Which addresses are spoken to."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.fetching.addresses import port_refusal, refusal


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946", "2a00:1450:4001::1"])
def test_public_addresses_are(address):
    assert refusal(address) is None


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("127.0.0.1", "loopback"),
        ("127.255.255.254", "loopback"),
        ("::1", "loopback"),
        ("10.1.2.3", "private"),
        ("172.16.0.1", "private"),
        ("192.168.1.1", "private"),
        ("169.254.169.254", "link-local"),
        ("fe80::1%eth0", "link-local"),
        ("fc00::1", "private"),
        ("fec0::1", "site-local"),
        ("0.0.0.0", "reserved|private"),
        ("::", "IPv4-compatible"),
        ("240.0.0.1", "reserved"),
        ("255.255.255.255", "reserved"),
        ("224.0.0.1", "multicast"),
        ("ff02::1", "multicast"),
        ("100.64.0.1", "carrier-grade"),
        ("192.0.2.1", "private"),
        ("198.18.0.1", "private"),
        ("::ffff:93.184.216.34", "IPv4-mapped"),
        ("::ffff:127.0.0.1", "IPv4-mapped|loopback"),
        ("64:ff9b::7f00:1", "NAT64"),
        ("64:ff9b:1::1", "NAT64"),
        ("2002:7f00:1::", "6to4"),
        ("2001:0:1::1", "Teredo"),
        ("not an address", "not an address"),
        ("", "not an address"),
    ],
)
def test_others_are_not_and_the_reason_says_what_they_are(address, why):
    assert any(word in refusal(address) for word in why.split("|"))


@pytest.mark.parametrize(
    ("address", "network", "spoken_to"),
    [
        ("10.1.2.3", "10.0.0.0/8", True),
        ("10.1.2.3", "10.2.0.0/16", False),
        ("::1", "::1/128", True),
        ("127.0.0.1", "::/0", False),
        ("::ffff:10.1.2.3", "10.0.0.0/8", False),
    ],
)
def test_networks_are_allowed_exactly(address, network, spoken_to):
    assert (refusal(address, allowed=[ipaddress.ip_network(network)]) is None) is spoken_to


@given(st.ip_addresses(v=4))
def test_what_is_spoken_to_is_global(address):
    assert refusal(str(address)) is not None or (address.is_global and not address.is_multicast)


@pytest.mark.parametrize(("port", "spoken_to"), [(80, True), (443, True), (8080, True), (22, False), (0, False), (1023, False)])
def test_ports_below_1024_are_for_the_web_only(port, spoken_to):
    assert (port_refusal(port) is None) is spoken_to
