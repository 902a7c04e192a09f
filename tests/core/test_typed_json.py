"""JSON of our own as types: nothing of another shape gets through, and no shape makes an exception."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianping_xlsx.core.typed_json import as_plain, as_type, entries_as, indented_json, json_object


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    count: int | None = None
    parts: tuple[str, ...] = ()


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe{", b"[" * 200_000, b'{"a": 1', b"[1]", b"null", b'"a"', b'"\\ud800"', b'{"a": NaN} {}']
)
def test_what_is_no_object_is_an_empty_one(content: bytes) -> None:
    assert json_object(content) == {}


def test_a_name_that_is_no_text_comes_back() -> None:
    written = json.dumps({"name": "甲\udc80.xlsx"}).encode()
    assert as_type(_Row, json_object(written)) == _Row("甲\udc80.xlsx")


@pytest.mark.parametrize(
    ("value", "row"),
    [
        ({"name": "甲"}, _Row("甲")),
        ({"name": "甲", "count": 3, "parts": ["一"], "later": {}}, _Row("甲", 3, ("一",))),
        ({"name": "甲", "count": "3"}, None),
        ({"name": "甲", "count": "\ud800"}, None),
        ({"name": "甲", "count": True}, None),
        ({"name": "甲", "parts": "一"}, None),
        ({"name": None}, None),
        ({}, None),
        ("\ud800", None),
        ([], None),
        (None, None),
    ],
)
def test_a_value_is_of_the_type_or_none(value: object, row: _Row | None) -> None:
    assert as_type(_Row, value) == row
    assert entries_as(_Row, [value, {"name": "乙"}]) == ((row, _Row("乙")) if row else (_Row("乙"),))


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["name", "count", "parts"]), inner),
)


@given(_ANYTHING)
def test_no_shape_makes_an_exception(value: object) -> None:
    found = as_type(_Row, value)
    assert found is None or isinstance(found.name, str)
    assert all(isinstance(entry, _Row) for entry in entries_as(_Row, value))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(_JSON)
def test_indented_json_is_that_of_the_standard_library(value: object) -> None:
    """Both ways, also of file names whose bytes are no Unicode."""
    content = json.dumps(value, ensure_ascii=False, indent=1).encode(errors="backslashreplace")
    assert indented_json(value) == content


def test_a_lone_surrogate_is_written_as_its_escape() -> None:
    assert indented_json({"名": "甲\udc80"}) == '{\n "名": "甲\\udc80"\n}'.encode()


def test_a_dataclass_comes_back_from_plain_values() -> None:
    row = _Row("甲", 3, ("一", "\udc80"))
    assert as_type(_Row, json.loads(json.dumps(as_plain(row)))) == row
