"""Which spellings of a number are understood, and which are refused: by table, never by guess."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianping_xlsx.core.spelling import (
    BLANK,
    Reading,
    code_key,
    cut,
    day_in_words,
    fit_cell,
    is_blank,
    name_key,
    read_hundredths,
    show_raw,
    strip_invisible,
)

NBSP, ZERO_WIDTH, IDEOGRAPHIC, BOM = "\u00a0", "\u200b", "\u3000", "\ufeff"


@pytest.mark.parametrize(
    ("raw", "hundredths"),
    [
        ("95", 95_00),  # '95: a number typed as text
        ("９５．５", 95_50),
        ("９５", 95_00),
        ("95分", 95_00),
        ("95.5 分", 95_50),
        (f"95{NBSP}", 95_00),
        (f"{ZERO_WIDTH}95{ZERO_WIDTH}", 95_00),
        (f"{BOM}95", 95_00),
        (f"{IDEOGRAPHIC}95{IDEOGRAPHIC}分", 95_00),
        ("\t95\n", 95_00),
        ("+95", 95_00),
        ("－3", -3_00),
        ("095", 95_00),
        ("95.50", 95_50),
        ("95.500", 95_50),
        ("0.05", 5),
        ("-0", 0),
    ],
)
def test_tolerated_and_said_to_be_repaired(raw: str, hundredths: int) -> None:
    assert read_hundredths(raw) == Reading(hundredths, repaired=True)


@pytest.mark.parametrize(
    ("raw", "hundredths"), [(95.0, 95_00), (95, 95_00), (88.35, 88_35), (0.1 + 0.2, 30), (-2.5, -2_50), (0.0, 0)]
)
def test_plain_numbers_need_no_repair(raw: float, hundredths: int) -> None:
    assert read_hundredths(raw) == Reading(hundredths)


@pytest.mark.parametrize(
    "raw",
    [
        "约90", "九十五", "90-95", "90/100", "90～95", "9²", "⁹⁵", "①", "٣", "१", "1e2", "1e999", "1_000", "1,000",
        "nan", "NaN", "inf", "Infinity", "0x5F", "#N/A", "#REF!", "95%", "９５％", "--5", "5-", ".5", "95.", "95..5",
        "9 5", "95分分", "分", "√", "优秀", "=95", "95。5", "1" * 13, b"95",
    ],
)  # fmt: skip
def test_not_understood_is_an_error_and_never_a_value(raw: object) -> None:
    assert read_hundredths(raw) == Reading(problem="cell.not-number")


@pytest.mark.parametrize("raw", [float("nan"), float("inf"), float("-inf"), 1e13, -1e13, 10**13])
def test_numbers_beyond_all_measure_are_none(raw: float) -> None:
    assert read_hundredths(raw) == Reading(problem="cell.not-number")


@pytest.mark.parametrize("raw", [True, False])
def test_a_truth_value_is_not_one_point(raw: bool) -> None:
    assert read_hundredths(raw) == Reading(problem="cell.boolean")


@pytest.mark.parametrize("raw", [dt.date(2024, 9, 5), dt.datetime(2024, 9, 5, 8), dt.time(9, 5), dt.timedelta(hours=9)])
def test_what_excel_made_a_date_of_is_no_score(raw: object) -> None:
    assert read_hundredths(raw) == Reading(problem="cell.date")


@pytest.mark.parametrize("raw", [95.555, "95.555", 0.001, "9.999"])
def test_more_than_two_decimals_are_not_rounded_in_silence(raw: object) -> None:
    assert read_hundredths(raw) == Reading(problem="cell.too-precise")


@pytest.mark.parametrize("raw", [None, "", " ", NBSP, IDEOGRAPHIC, ZERO_WIDTH, f" {BOM}\t\n"])
def test_blank_is_blank(raw: object) -> None:
    assert is_blank(raw)
    assert read_hundredths(raw) == BLANK


@pytest.mark.parametrize("raw", [0, 0.0, False, "0", "-", "无", "/"])
def test_what_was_typed_is_never_blank(raw: object) -> None:
    assert not is_blank(raw)
    assert read_hundredths(raw) != BLANK


@given(st.decimals(min_value=-(10**7), max_value=10**7, places=2))
def test_every_number_of_two_decimals_is_read_exactly_as_number_and_as_text(value: Decimal) -> None:
    hundredths = int(value * 100)
    assert read_hundredths(float(value)) == Reading(hundredths)
    assert read_hundredths(f"{value:f}") == Reading(hundredths, repaired=True)


@given(st.text(max_size=12))
def test_no_text_at_all_raises_or_is_read_as_something_else(text: str) -> None:
    found = read_hundredths(text)
    assert (found.value is None) or strip_invisible(text)
    assert (found.problem is None) or not is_blank(text)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (True, "TRUE"),
        (95.0, "95"),
        (95.5, "95.5"),
        (float("nan"), "nan"),
        ("约90", "约90"),
        ("长" * 61, "长" * 60 + "…"),
    ],
)
def test_raw_content_is_quoted_as_the_clerk_sees_it(raw: object, shown: str) -> None:
    assert show_raw(raw) == shown


def test_a_date_is_quoted_with_what_was_probably_typed() -> None:
    assert "9-5" in show_raw(dt.date(2024, 9, 5))
    assert "2024-09-05" in show_raw(dt.datetime(2024, 9, 5, 8, 30))


# ---------------------------------------------------------------- names


@pytest.mark.parametrize(
    "spelling", ["张三", "张 三", f"张{IDEOGRAPHIC}三", f" 张{NBSP}三 ", f"张{ZERO_WIDTH}三", "张\n三"]
)
def test_one_person_however_the_name_is_spaced(spelling: str) -> None:
    assert name_key(spelling) == name_key("张三")


@pytest.mark.parametrize("dot", "·•・‧∙⋅.．·｡。･․⸱⸳ꞏ᛫")
def test_any_dot_parts_the_names_of_minorities(dot: str) -> None:
    assert name_key(f"叶尔江{dot}萨迪克") == name_key("叶尔江·萨迪克")


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("⽯建国", "石建国"),  # Kangxi radicals, as a PDF gives them
        ("⼀⼼", "一心"),
        ("⻩河", "黄河"),  # radicals that Unicode's own normal forms leave alone
        ("⻢⻓⻰", "马长龙"),
        ("⺟亲", "母亲"),
        ("⻳山", "龟山"),
        ("\uf9b5文", "例文"),  # compatibility ideographs
        ("\U0002f804建国", "你建国"),
        ("Ａｎｎａ．Ｌｉ", "anna·li"),
        ("葛\U000e0100天", "葛天"),
        ("葛\ufe00天", "葛天"),
        ("张\u3164三", "张三"),
        ("张\u00ad三\u200f", "张三"),
        ("乡（镇、场）", "乡(镇､场)"),
    ],
)
def test_one_name_whatever_characters_stand_for_its_own(spelling: str, name: str) -> None:
    assert spelling != name
    assert name_key(spelling) == name_key(name)


ODD = st.text(
    st.one_of(
        st.sampled_from("张三王强钟锺·•.。 \u3000\u200b\ufe0f⻩⼀黄一Ａa①²eŉßﷺ\u0301\u0327"),
        st.characters(min_codepoint=0x2E80, max_codepoint=0x2FDF),
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
        st.characters(),
    ),
    max_size=8,
)


@given(ODD)
def test_the_key_of_a_key_is_itself(text: str) -> None:
    assert name_key(name_key(text)) == name_key(text)
    assert code_key(code_key(text)) == code_key(text)


HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=4)


@given(HAN, HAN)
def test_names_that_differ_in_a_character_are_never_one(one: str, other: str) -> None:
    assert (name_key(one) == name_key(other)) is (one == other)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("T01", " t０１ ", True),
        ("Ｔ-1", "T-1", True),
        ("1.12", "11.2", False),
        ("T1", "T①", False),
        ("T1", "T01", False),
    ],
)
def test_codes_keep_their_dots_and_noughts(one: str, other: str, same: bool) -> None:
    assert (code_key(one) == code_key(other)) is same


@pytest.mark.parametrize(
    ("one", "other"),
    [("钟南", "锺南"), ("鳌溪镇", "熬溪镇"), ("王强", "王刚"), ("张三", "张三丰"), ("黄河", "黃河"), ("萧山", "肖山")],
)
def test_different_characters_are_different_people(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@given(st.text("张三叶尔江aB１", max_size=6), st.data())
def test_spaces_and_dots_anywhere_change_nothing(name: str, data: st.DataObject) -> None:
    between = [data.draw(st.text(f" {NBSP}{IDEOGRAPHIC}{ZERO_WIDTH}·.", max_size=2)) for _ in name]
    spaced = "".join(mark + character for mark, character in zip(between, name, strict=True))
    assert name_key(spaced) == name_key(name)


# ---------------------------------------------------------------- what a cell can hold


@given(st.text(max_size=40))
def test_fitted_text_can_be_written_and_is_not_changed_again(text: str) -> None:
    fitted = fit_cell(text)
    fitted.encode()
    assert fit_cell(fitted) == fitted


def test_control_characters_and_halves_of_characters_are_dropped() -> None:
    assert fit_cell("a\x00b\x08c\ud800d\uffffe\tf\r\ng") == "abcde\tf\ng"


def test_text_longer_than_a_cell_is_cut_with_a_word_on_it() -> None:
    assert fit_cell("长" * 32_767) == "长" * 32_767
    cut = fit_cell("长" * 32_768)
    assert len(cut) == 32_767
    assert cut.endswith("全文见原表）")


@pytest.mark.parametrize(
    ("text", "limit", "left"), [("abc", 3, "abc"), ("abcd", 3, "abc"), ("𠮷𠮷", 3, "𠮷"), ("", 0, "")]
)
def test_a_rare_character_counts_twice(text: str, limit: int, left: str) -> None:
    assert cut(text, limit) == left


@pytest.mark.parametrize("day", [dt.date(2025, 6, 3), dt.date(2024, 12, 30)])
def test_a_day_in_words(day: dt.date) -> None:
    """月、日不编虚位 (GB/T 9704)."""
    padded = f"{day:%Y}年{day:%m}月{day:%d}日"
    assert day_in_words(day) == padded.replace("年0", "年").replace("月0", "月")
