"""Which addresses may be spoken to: public ones, and what the installation allows besides. Pure but for `resolve`."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Sequence

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_LOW_PORTS = frozenset({80, 443})  # Below 1024 anything else is mail, files or administration, never news.

# What `is_global` lets pass although it leads, or may lead, to somewhere else than it says: translated and tunnelled addresses.
_TUNNELS = tuple(
    (ipaddress.ip_network(network), name)
    for network, name in (
        ("::ffff:0:0/96", "an IPv4-mapped address"),
        ("::/96", "an IPv4-compatible address"),
        ("64:ff9b::/96", "a NAT64 address"),
        ("64:ff9b:1::/48", "a NAT64 address"),
        ("2001::/32", "a Teredo address"),
        ("2002::/16", "a 6to4 address"),
        ("192.88.99.0/24", "a 6to4 relay"),
        ("fec0::/10", "a site-local address"),
        ("100.64.0.0/10", "a carrier-grade NAT address"),
    )
)


def refusal(address: str, *, allowed: Sequence[Network] = ()) -> str | None:
    """Why an address must not be spoken to, or None. `allowed` networks are spoken to whatever they are."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "not an address"
    if any(ip.version == network.version and ip in network for network in allowed):
        return None
    if ip.is_loopback:
        return "a loopback address"
    for network, name in _TUNNELS:
        if ip.version == network.version and ip in network:
            return name
    if ip.is_link_local:
        return "a link-local address"
    if ip.is_multicast:
        return "a multicast address"
    if ip.is_reserved or ip.is_unspecified:
        return "a reserved address"
    return None if ip.is_global else "a private address"


def port_refusal(port: int) -> str | None:
    """Why a port must not be spoken to, or None."""
    return None if port in _LOW_PORTS or 1024 <= port <= 65535 else f"port {port}"


async def resolve(host: str, port: int) -> list[str]:
    """All addresses of a host, in the system's order. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))
