"""Near names are asked about; which are near."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianping_xlsx.core.did_you_mean import near_names, suggestion

UNITS = (
    "鳌溪镇",
    "公溪镇",
    "县委办公室",
    "第一考核组",
    "第二考核组",
    "中共青禾县委组织部",
    "叶尔江·萨迪克",
    "钟南",
    "王强",
)


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("熬溪镇", ("鳌溪镇", "公溪镇")),  # equally many characters are other ones
        ("鳌溪", ("鳌溪镇",)),
        ("鳌溪镇党委", ("鳌溪镇",)),
        ("县委办", ("县委办公室",)),
        ("县委组织部", ("中共青禾县委组织部",)),
        ("第三考核组", ("第一考核组", "第二考核组")),
        ("叶尔江", ("叶尔江·萨迪克",)),
        ("锺南", ("钟南",)),
        ("王刚", ("王强",)),  # a question, no more
        ("财政局", ()),
        ("T9", ()),
        ("", ()),
        ("镇", ()),
        ("鳌溪镇" * 30, ()),
    ],
)
def test_near_is_what_half_of_the_characters_say(word: str, near: tuple[str, ...]) -> None:
    assert near_names(word, UNITS) == near


def test_too_many_near_names_are_none() -> None:
    assert near_names("第五考核组", [f"第{number}考核组" for number in "一二三四"]) == ()
    assert near_names("第五考核组", [f"第{number}考核组" for number in "一二三"]) != ()


def test_the_question() -> None:
    assert suggestion("鳌溪", UNITS) == "是不是“鳌溪镇”？"
    assert suggestion("第三考核组", UNITS) == "是不是“第一考核组”或“第二考核组”？"
    assert suggestion("财政局", UNITS) == ""


@given(st.text(max_size=8), st.lists(st.text(max_size=8), max_size=5))
def test_only_known_names_are_asked_about_and_their_order_does_not_matter(word: str, known: list[str]) -> None:
    near = near_names(word, known)
    assert set(near) <= set(known)
    assert set(near_names(word, known[::-1])) == set(near)
