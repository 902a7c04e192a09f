"""What is sent to a scheduler elsewhere without TLS can be read on the way: such an address is known as one."""

from __future__ import annotations

import pytest

from lianping_xlsx.core.scheduler_address import scheduler_address


@pytest.mark.parametrize(
    ("address", "open_"),
    [
        ("tcp://127.0.0.1:8786", False),
        ("tcp://localhost:8786", False),
        ("tcp://[::1]:8786", False),
        ("tls://10.1.2.3:8786", False),
        ("wss://cluster.example:443", False),
        ("tcp://10.1.2.3:8786", True),
        ("ws://cluster.example:80", True),
        ("tcp://localhost.example.com:8786", True),
        ("tcp://127.0.0.1.example.com:8786", True),
        ("tcp://[fe80::1]:8786", True),
    ],
)
def test_only_what_stays_here_or_is_encrypted_is_not_open(address: str, open_: bool) -> None:
    found = scheduler_address(address)
    assert found is not None
    assert (found.text, found.open) == (address, open_)


@pytest.mark.parametrize(
    "text", ["", "8786", "localhost:8786", "tcp://a", "http://a:80", "tcp://a:80/x", "tcp://a b:80", "tcp://u@a:80"]
)
def test_anything_else_is_no_address(text: str) -> None:
    assert scheduler_address(text) is None
