"""Addresses as people type them: understood by table, and nothing that is none gets through."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianping_xlsx.publish.mails.post import is_address, read_addresses


@pytest.mark.parametrize(
    ("typed", "good", "bad"),
    [
        ("a@example.com", ["a@example.com"], []),
        ("", [], []),
        (" 　\u200b", [], []),
        ("a@example.com；b@example.com、c@example.com，d@example.com e@example.com", list("abcde"), []),
        ("a@example.com,b@example.com;a@example.com\nc@example.com", list("abc"), []),
        ("ａ＠ｅｘａｍｐｌｅ．ｃｏｍ", ["a"], []),
        ("a@example。com", ["a"], []),
        ("薛定安<a@example.com>；滕 海波 <b@example.com>", list("ab"), []),
        ("mailto:a@example.com", ["a"], []),
        ("a@example", [], ["a@example"]),
        ("a@example.com；无", ["a"], ["无"]),
        ("薛定安 0000-0000101", [], ["薛定安", "0000-0000101"]),
        ("a@example.com\r\nBcc: b@example.com", list("ab"), ["Bcc:"]),
        ("<a@example.com", [], ["<a@example.com"]),
        ("a@b@example.com", [], ["a@b@example.com"]),
        (f"{'a' * 250}@example.com", [], [f"{'a' * 250}@example.com"]),
    ],
)
def test_what_was_typed(typed: str, good: list[str], bad: list[str]) -> None:
    found = read_addresses(typed)
    assert list(found.good) == [word if "@" in word else f"{word}@example.com" for word in good]
    assert list(found.bad) == bad


@given(st.text(alphabet=st.sampled_from("a@.<>;，、\r\n\t\0 \"'\\(),:中＠\u202e\ud800"), max_size=40))
def test_whatever_stands_in_the_cell_no_address_can_be_more_than_one(typed: str) -> None:
    for address in read_addresses(typed).good:
        assert is_address(address)
        assert address.isascii()
        assert address.isprintable()
        assert address.count("@") == 1
        assert not set(address) & set(' ,;:<>()[]\\"')
