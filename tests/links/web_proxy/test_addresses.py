from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from links.web_proxy.addresses import forbidden


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("127.0.0.1", "loopback"),
        ("127.255.255.254", "loopback"),
        ("0.0.0.0", "unspecified"),
        ("0.1.2.3", "unspecified"),
        ("10.1.2.3", "private"),
        ("172.16.0.1", "private"),
        ("172.31.255.255", "private"),
        ("192.168.1.1", "private"),
        ("100.64.0.1", "carrier"),
        ("169.254.169.254", "metadata"),
        ("100.100.100.200", "metadata"),
        ("169.254.1.1", "link_local"),
        ("192.0.2.7", "documentation"),
        ("198.18.0.1", "benchmark"),
        ("224.0.0.251", "multicast"),
        ("255.255.255.255", "special"),
        ("::", "unspecified"),
        ("::1", "loopback"),
        ("::ffff:127.0.0.1", "loopback"),
        ("::ffff:10.0.0.1", "private"),
        ("::ffff:93.184.216.34", "mapped"),
        ("::127.0.0.1", "private"),
        ("fe80::1", "link_local"),
        ("fe80::1%eth0", "link_local"),
        ("fd00:ec2::254", "metadata"),
        ("fc00::1", "private"),
        ("ff02::1", "multicast"),
        ("2002:7f00:1::", "loopback"),
        ("2002:a9fe:a9fe::", "metadata"),
        ("2002:5db8:d822::", "relay"),
        ("64:ff9b::7f00:1", "loopback"),
        ("64:ff9b::a9fe:a9fe", "metadata"),
        ("64:ff9b:1::1", "private"),
        ("2001::1", "special"),
        ("2001:db8::1", "documentation"),
        ("2130706433", "not_an_address"),
        ("localhost", "not_an_address"),
        ("", "not_an_address"),
    ],
)
def test_an_address_that_is_nobodys_website_is_refused(address: str, why: str):
    assert forbidden(address) == why


@pytest.mark.parametrize(
    "address",
    ["93.184.216.34", "172.15.255.255", "172.32.0.1", "2a01:e0a:1::1", "2606:2800:220:1::1", "64:ff9b::5db8:d822"],
)
def test_a_public_address_is_allowed(address: str):
    assert forbidden(address) is None


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_alike_in_all_forms_that_wrap_it(address):
    plain = forbidden(str(address))
    number = int(address)
    wrapped = [
        f"::ffff:{address}",
        f"64:ff9b::{number >> 16:x}:{number & 0xFFFF:x}",
        f"2002:{number >> 16:x}:{number & 0xFFFF:x}::",
    ]
    if plain is not None:
        assert all(forbidden(form) is not None for form in wrapped)


@given(st.ip_addresses(v=4))
def test_whatever_python_calls_not_global_is_refused(address):
    if not address.is_global:
        assert forbidden(str(address)) is not None
