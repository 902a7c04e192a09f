"""Identity travels in the cells: a code that shows slips, a signed stamp that shows edits."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianping_xlsx.forms.stamp import (
    MAGIC,
    StampedForm,
    campaign_id,
    is_stamp,
    make_stamp,
    read_code,
    read_stamp,
    stamp_rows,
    visible_code,
)
from tests.small import SCHEME, SECRET

OTHER = bytes(32)
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
keys = st.text(min_size=1, max_size=12)
FORMS = (
    StampedForm("7K3F-29QX-5", "U1|测评票|述职大会|县委领导|", "0123456789abcdef", "测评票-县委领导"),
    StampedForm("AAAA-BBBB-C", "U1|评议意见|||", "fedcba9876543210", "评议意见"),
)


def code_of(characters: str) -> str:
    return f"表码：{characters[:4]}-{characters[4:8]}-{characters[8:]}"


@given(st.binary(min_size=32, max_size=32), keys)
def test_a_code_is_read_from_its_cell(secret: bytes, key: str) -> None:
    code = visible_code(secret, key)
    assert read_code(f"表码：{code}") == code
    assert read_code(f" 表码: {code.lower()} ") == code  # retyped by hand
    assert read_code(f"几张工作表是同一张表（表码“{code}”），内容不一样") is None
    assert read_code(f"表码“{code}”不是本次考核的表码") is None


@given(keys)
def test_one_wrong_character_shows(key: str) -> None:
    right = visible_code(SECRET, key).replace("-", "")
    for place, character in enumerate(right):
        wrong = [right[:place] + other + right[place + 1 :] for other in ALPHABET if other != character]
        assert {read_code(code_of(word)) for word in wrong} == {None}


@given(keys)
def test_any_two_characters_exchanged_show(key: str) -> None:
    right = visible_code(SECRET, key).replace("-", "")
    for one, other in combinations(range(len(right)), 2):
        letters = list(right)
        letters[one], letters[other] = right[other], right[one]
        if right[one] != right[other]:
            assert read_code(code_of("".join(letters))) is None


@pytest.mark.parametrize("text", ["", None, 7.0, "表码：", "7K3F-29QX-5", "表码：7K3F29QX5", "表码：IIII-LLLL-O", True])
def test_what_is_no_code(text: object) -> None:
    assert read_code(text) is None


def test_codes_of_other_campaigns_and_other_forms_are_others() -> None:
    names = [f"U{number}|测评票|p|c|" for number in range(500)]
    codes = {visible_code(secret, name) for secret in (SECRET, OTHER) for name in names}
    assert len(codes) == 1000


# ---------------------------------------------------------------- the hidden sheet

ROWS = stamp_rows(make_stamp(SECRET, "U1", "2", SCHEME, FORMS), SECRET)


def test_a_stamp_read_back_is_genuine() -> None:
    stamp = read_stamp(ROWS, SECRET)
    assert stamp == make_stamp(SECRET, "U1", "2", SCHEME, FORMS)
    assert stamp.genuine
    assert (stamp.campaign, stamp.unit, stamp.forms) == (campaign_id(SECRET), "U1", FORMS)


def test_the_stamp_is_found_by_its_magic_value() -> None:
    assert is_stamp(ROWS)
    assert ROWS[0] == [MAGIC]
    assert not is_stamp([])
    assert not is_stamp([[]])
    assert not is_stamp([["表身份"]])


def test_blank_cells_around_change_nothing() -> None:
    padded = [[*row, "", ""] for row in ROWS]
    assert read_stamp([*padded, ["", ""], []], SECRET).genuine


@given(st.data())
def test_any_edit_shows(data: st.DataObject) -> None:
    rows = [list(row) for row in ROWS]
    row = data.draw(st.integers(1, len(rows) - 1))
    column = data.draw(st.integers(0, len(rows[row]) - 1))
    text = data.draw(st.text(max_size=20).filter(lambda text: text != rows[row][column]))
    rows[row][column] = text
    assert not read_stamp(rows, SECRET).genuine


@pytest.mark.parametrize("row", range(1, len(ROWS)))
def test_a_row_that_was_deleted_or_doubled_shows(row: int) -> None:
    assert not read_stamp(ROWS[:row] + ROWS[row + 1 :], SECRET).genuine
    assert not read_stamp(ROWS[: row + 1] + ROWS[row:], SECRET).genuine


def test_a_stamp_of_another_campaign_is_not_genuine_here_and_says_whose_it_is() -> None:
    stamp = read_stamp(ROWS, OTHER)
    assert not stamp.genuine
    assert stamp.campaign != campaign_id(OTHER)


def test_the_key_does_not_stand_in_the_forms() -> None:
    text = "\n".join("\t".join(row) for row in ROWS)
    assert SECRET.hex() not in text
    assert len(campaign_id(SECRET)) == 12
