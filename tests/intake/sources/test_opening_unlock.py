"""What has a password is opened with those that are known, at a cost that is bounded, or needs one more."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianping_xlsx.formats.package import DEFAULT_LIMITS, Limits, Refused
from lianping_xlsx.formats.sniff import sniff
from lianping_xlsx.formats.workbook_reader import read_workbook
from lianping_xlsx.intake.sources.opening import unlock
from tests.spoilt import biff, books, locked
from tests.spoilt.compound import compound
from tests.spoilt.mutations import with_byte
from tests.spoilt.saved import saved_as

GOOD = books.good_book()
XLS = saved_as("xls", GOOD)
WORD = "报送 2024!"
LOCKED = {
    "xlsx": locked.with_password(GOOD, WORD, rounds=locked.EXCELS_ROUNDS),
    "xls": locked.xls_with_password(XLS, WORD),
}
FEW_ROUNDS = LOCKED | {"xlsx": locked.with_password(GOOD, WORD)}
PLAIN = {"xlsx": GOOD, "xls": XLS}
each_kind = pytest.mark.parametrize("kind", PLAIN)


def opened(data: bytes, *passwords: str) -> bytes:
    return unlock(data, sniff(data), passwords, DEFAULT_LIMITS)


def refusal(data: bytes, passwords: Sequence[str] = (), limits: Limits = DEFAULT_LIMITS) -> Refused:
    with pytest.raises(Refused) as caught:
        unlock(data, sniff(data), passwords, limits)
    return caught.value


def sheets(data: bytes) -> object:
    return read_workbook(data, sniff(data)).sheets


@pytest.mark.parametrize("plain", [GOOD, XLS, saved_as("ods", GOOD), b"%PDF-", b""])
def test_what_has_no_password_stays_as_it_is(plain: bytes) -> None:
    assert opened(plain, "x") is plain


@each_kind
def test_the_right_password_opens(kind: str) -> None:
    assert sheets(opened(LOCKED[kind], "", "wrong", WORD, WORD)) == sheets(PLAIN[kind])


@each_kind
def test_without_the_right_password_it_says_so(kind: str) -> None:
    refused = refusal(LOCKED[kind], ["", "wrong", "报送 2024"])
    assert (refused.code, refused.slots) == ("file.encrypted", {})


def test_what_excel_encrypted_without_asking_opens_without_a_password() -> None:
    for lock, plain in ((locked.with_password, GOOD), (locked.xls_with_password, XLS)):
        assert sheets(opened(lock(plain, locked.EXCELS_OWN))) == sheets(plain)


def test_a_password_of_the_oldest_kind_is_asked_for() -> None:
    assert refusal(biff.obfuscated(), ["x"]).code == "file.encrypted"


@pytest.mark.parametrize("written", [b'"9999999"', b"'9999999'", b'"&#57;999999"', b'"99999999999"'])
def test_so_many_rounds_of_hashing_are_not_begun(written: bytes) -> None:
    data = locked.info_changed(LOCKED["xlsx"], b'spinCount="100000"', b"spinCount=" + written)
    start = time.perf_counter()
    assert refusal(data, [WORD]).code == "file.encrypted"
    assert time.perf_counter() - start < 0.5


def test_passwords_are_tried_as_long_as_it_can_be_paid(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def try_one(_: bytes, password: str) -> list[bytes]:
        tried.append(password)
        return []

    monkeypatch.setattr("lianping_xlsx.intake.sources.opening._decrypted", try_one)
    words = [f"第{number}个" for number in range(150)]
    refusal(LOCKED["xlsx"], words + words)
    assert tried == [locked.EXCELS_OWN, *words[:99]]
    tried.clear()
    refusal(LOCKED["xls"], words + words)
    assert tried == [locked.EXCELS_OWN, *words]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (compound({"EncryptedPackage": bytes(100)}), "file.damaged"),
        (compound({"EncryptedPackage": bytes(100), "EncryptionInfo": b"\4\0\4\0"}), "file.damaged"),
        (compound({"x": bytes(9), "EncryptionInfo": bytes(9), "y/EncryptedPackage": bytes(99)}), "file.damaged"),
        (compound({"EncryptedPackage": bytes(4), "EncryptionInfo": b"\4\0\4\0"}), "file.damaged"),
        (compound({"EncryptedPackage": bytes(100), "EncryptionInfo": b"\3\0\2\0" + bytes(40)}), "file.encrypted"),
        (locked.info_changed(LOCKED["xlsx"], b"<encryption", b"<!DOCTYPE x><encryption"), "file.hostile-xml"),
    ],
)
def test_what_is_damaged_or_hostile_is_refused(data: bytes, code: str) -> None:
    assert refusal(data, [WORD]).code == code


def test_a_file_too_large_is_not_opened() -> None:
    for data in LOCKED.values():
        assert refusal(data, [WORD], Limits(file_bytes=100)).slots["what"] == "文件大小"


@pytest.mark.slow
@given(st.integers(0, 100_000), st.integers(0, 255))
@settings(max_examples=12)
def test_a_wrong_byte_raises_nothing_but_a_refusal(place: int, byte: int) -> None:
    for data in FEW_ROUNDS.values():
        spoilt = with_byte(data, place, byte)
        with contextlib.suppress(Refused):
            unlock(spoilt, sniff(spoilt), [WORD], DEFAULT_LIMITS)
