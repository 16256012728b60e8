"""Which addresses are nobody's website: this machine, private networks, clouds' metadata, and all that wraps them."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

METADATA = frozenset({ip_address("169.254.169.254"), ip_address("fd00:ec2::254"), ip_address("100.100.100.200")})
"""Where clouds hand out the credentials of the machines they rent."""

SPECIAL_V4 = {
    # the IANA registry of special-purpose IPv4 addresses (RFC 6890), and what it leaves out: multicast and class E
    IPv4Network("0.0.0.0/8"): "unspecified",
    IPv4Network("10.0.0.0/8"): "private",
    IPv4Network("100.64.0.0/10"): "carrier",  # shared by the customers of an operator (RFC 6598)
    IPv4Network("127.0.0.0/8"): "loopback",
    IPv4Network("169.254.0.0/16"): "link_local",
    IPv4Network("172.16.0.0/12"): "private",
    IPv4Network("192.0.0.0/24"): "special",
    IPv4Network("192.0.2.0/24"): "documentation",
    IPv4Network("192.31.196.0/24"): "special",
    IPv4Network("192.52.193.0/24"): "special",
    IPv4Network("192.88.99.0/24"): "relay",
    IPv4Network("192.168.0.0/16"): "private",
    IPv4Network("192.175.48.0/24"): "special",
    IPv4Network("198.18.0.0/15"): "benchmark",
    IPv4Network("198.51.100.0/24"): "documentation",
    IPv4Network("203.0.113.0/24"): "documentation",
    IPv4Network("224.0.0.0/4"): "multicast",
    IPv4Network("240.0.0.0/4"): "special",
}

GLOBAL_V6 = IPv6Network("2000::/3")
"""The only part of IPv6 given out for websites (RFC 4291 section 2.4); what lies outside is never one."""
SPECIAL_V6 = {
    IPv6Network("2001::/23"): "special",  # protocol assignments, Teredo and ORCHID among them
    IPv6Network("2001:db8::/32"): "documentation",
    IPv6Network("3fff::/20"): "documentation",
    IPv6Network("5f00::/16"): "special",
}
NAT64 = IPv6Network("64:ff9b::/96")
NAT64_LOCAL = IPv6Network("64:ff9b:1::/48")


def forbidden(text: str) -> str | None:
    """Return why an address may not be connected to, None when it may. Whatever is not an address is refused."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return "not_an_address"
    if "%" in text:
        return "link_local"
    if address in METADATA:
        return "metadata"
    return _forbidden_v4(address) if isinstance(address, IPv4Address) else _forbidden_v6(address)


def _forbidden_v4(address: IPv4Address) -> str | None:
    return next((why for network, why in SPECIAL_V4.items() if address in network), None)


def _forbidden_v6(address: IPv6Address) -> str | None:
    if address.ipv4_mapped is not None:
        # a socket would connect to the IPv4 address inside; no name should give this form
        return forbidden(str(address.ipv4_mapped)) or "mapped"
    if address in NAT64:
        return forbidden(str(IPv4Address(int(address) & 0xFFFFFFFF)))
    if address.sixtofour is not None:
        return forbidden(str(address.sixtofour)) or "relay"
    if address.is_loopback:
        return "loopback"
    if address.is_unspecified:
        return "unspecified"
    if address.is_multicast:
        return "multicast"
    if address.is_link_local:
        return "link_local"
    if address in NAT64_LOCAL or address not in GLOBAL_V6:
        return "private"
    return next((why for network, why in SPECIAL_V6.items() if address in network), None)
