"""Every kind of cell: what is put in comes out again, through a real workbook too; what may stand there is said."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianping_xlsx.core.catalogue import CATALOGUE
from lianping_xlsx.core.spelling import fit_cell, is_blank, strip_invisible
from lianping_xlsx.formats.workbook_reader import read_xlsx
from lianping_xlsx.spreadsheet.book import Book, Content
from lianping_xlsx.spreadsheet.cell_kinds import (
    Choice,
    Count,
    Date,
    Kind,
    Points,
    PointsOrWord,
    Taken,
    Text,
    fits_list,
    percent,
)
from lianping_xlsx.spreadsheet.grade_kinds import GradeChoice, Tick, usual_grades

WORDS = Choice(("有效", "废票"), aliases=(("作废", "废票"),))
KINDS: tuple[Kind, ...] = (
    Points(),
    Points(0, None),
    Points(None, None),
    PointsOrWord("不计"),
    percent(),
    Count(),
    Tick(),
    WORDS,
    Text(),
    Date(),
)

hundredths = st.integers(-(10**9), 10**9)
days = st.dates(dt.date(1900, 3, 1), dt.date(2199, 12, 31))
words = (
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf")), min_size=1, max_size=30)
    .map(lambda text: fit_cell(strip_invisible(text)))
    .filter(lambda text: not is_blank(text))
)


@given(hundredths)
def test_points_come_out_as_they_went_in(value: int) -> None:
    assert Points(None, None).take(Points().put(value)) == Taken(value)


@pytest.mark.parametrize(
    ("raw", "taken"),
    [
        (40.0, Taken(40_00)),
        ("40分", Taken(40_00, repaired=True)),
        ("不计", Taken("不计")),
        (" 不 计", Taken("不计", repaired=True)),
        ("不算", Taken(None, "cell.not-number")),
        (101.0, Taken(101_00, "cell.out-of-range")),
        ("", Taken()),
    ],
)
def test_points_or_a_word_in_their_place(raw: object, taken: Taken[object]) -> None:
    kind = PointsOrWord("不计")
    assert kind.take(raw) == taken
    if taken.value is not None and taken.problem is None:
        assert kind.take(kind.put(taken.value)) == Taken(taken.value)


@given(st.integers(0, 100_000))
def test_counts_come_out_as_they_went_in(value: int) -> None:
    assert Count().take(Count().put(value)) == Taken(value)


@given(days)
def test_days_come_out_as_they_went_in(day: dt.date) -> None:
    assert Date().take(Date().put(day)) == Taken(day)


@given(words)
def test_words_come_out_as_they_went_in(text: str) -> None:
    assert Text().take(Text().put(text)) == Taken(text)


@pytest.mark.parametrize("word", WORDS.options)
def test_choices_come_out_as_they_went_in(word: str) -> None:
    assert WORDS.take(WORDS.put(word)) == Taken(word)


def test_a_tick_comes_out_as_it_went_in() -> None:
    assert Tick().take(Tick().put(1)) == Taken(1)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("blank", [None, "", " ", "\u3000", "\u200b"])
def test_nothing_is_nothing(kind: Kind, blank: str | None) -> None:
    assert kind.take(blank) == Taken()
    assert kind.put(None) is None


@settings(max_examples=15)
@given(st.lists(st.tuples(hundredths, st.integers(0, 99_999), days, words), min_size=1, max_size=5))
def test_values_survive_a_real_workbook(rows: list[tuple[int, int, dt.date, str]]) -> None:
    kinds: tuple[Kind, ...] = (Points(None, None), Count(), Date(), Text())
    book = Book("往返")
    page = book.page("表")
    for number, row in enumerate(rows):
        contents: list[Content] = [kind.put(value) for kind, value in zip(kinds, row, strict=True)]
        page.put_row(number, 0, contents)
    found = read_xlsx(book.save())[0].rows
    for row, cells in zip(rows, found, strict=True):
        assert [kind.take(cell) for kind, cell in zip(kinds, cells, strict=True)] == [Taken(value) for value in row]


@pytest.mark.parametrize(
    ("kind", "raw", "problem"),
    [
        (Points(), 100.01, "cell.out-of-range"),
        (Points(), -0.01, "cell.out-of-range"),
        (Points(0, 3_50), "4分", "cell.out-of-range"),
        (Points(), "约90", "cell.not-number"),
        (Points(), 95.555, "cell.too-precise"),
        (percent(), 100.5, "cell.out-of-range"),
        (Count(), 1.5, "cell.not-whole"),
        (Count(), "12分", "cell.not-number"),
        (Count(), -1, "cell.out-of-range"),
        (Count(0, 2), 3, "cell.out-of-range"),
        (Count(), True, "cell.boolean"),
        (WORDS, "好像有效", "cell.not-choice"),
        (WORDS, 1.0, "cell.not-choice"),
        *((Tick(), raw, "cell.not-tick") for raw in ("×", "√√", "好", "0", "弃权", "1.0", 0.0, 2, True)),
        (Tick(), dt.datetime(2024, 1, 1), "cell.not-tick"),
        (Date(), "明年", "cell.not-date"),
        (Date(), "2024-13-01", "cell.not-date"),
        (Date(), "12月20日", "cell.no-year"),
    ],
)
def test_what_may_not_stand_there_is_named(kind: Kind, raw: object, problem: str) -> None:
    assert kind.take(raw).problem == problem
    assert problem in CATALOGUE


def test_limits_themselves_may_stand_there() -> None:
    assert Points(0, 3_50).take(3.5) == Taken(3_50)
    assert Points().take(0.0) == Taken(0)
    assert Count(1).take(1.0) == Taken(1)


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        (Points(), "９５．５分", 95_50),
        (Count(), " １２ ", 12),
        (WORDS, " 废 票", "废票"),
        (WORDS, "作废", "废票"),
        *((Tick(), raw, 1) for raw in ("○", "◯", "〇", "R", "r", "Ｒ", "是", " ○ ")),
    ],
)
def test_tolerated_spellings_are_said_to_be_repaired(kind: Kind, raw: str, value: object) -> None:
    assert kind.take(raw) == Taken(value, repaired=True)


@pytest.mark.parametrize("raw", ["√", "✓", "✔", "☑", "v", "V", "ｖ", "Ｖ", "1", "１", "对", " √ ", "\u200b√", 1, 1.0])
def test_a_tick_in_every_usual_spelling(raw: object) -> None:
    assert Tick().take(raw) == Taken(1)


@pytest.mark.parametrize(
    ("raw", "text"),
    [(2024.0, "2024"), (13_800_000_000.0, "13800000000"), (1.5, "1.5"), (dt.datetime(2024, 12, 20), "2024-12-20")],
)
def test_numbers_in_a_column_of_text_are_the_text_that_was_seen(raw: object, text: str) -> None:
    assert Text().take(raw) == Taken(text)


def test_entry_rules_say_what_the_reader_demands() -> None:
    rule = Points(0, 3_50).rule()
    assert (rule.minimum, rule.maximum, rule.whole) == (0, 3.5, False)
    assert "0至3.5" in rule.prompt
    assert Points(None, None).rule().minimum is None
    count = Count(1, 9).rule()
    assert (count.minimum, count.maximum, count.whole) == (1, 9, True)
    assert WORDS.rule().choices == ("有效", "废票")
    assert "有效、废票" in WORDS.expects()
    assert set(Tick().rule().choices) == {"√", "1"}
    assert all(Tick().take(choice).value == 1 for choice in Tick().rule().choices)
    free: tuple[Kind, ...] = (Text(), Date())
    assert [kind.rule() for kind in free] == [None, None]


@pytest.mark.parametrize(
    ("choices", "fits"),
    [(["好", "中"], True), (["好,中"], False), (["长" * 255], True), (["长" * 127, "短" * 128], False)],
)
def test_what_excel_can_hold_as_a_drop_down(choices: list[str], fits: bool) -> None:
    assert fits_list(choices) is fits


@pytest.mark.parametrize(
    "kind", [Tick(), *(GradeChoice(("优秀", "称职", "1"), several=several) for several in (True, False))]
)
def test_a_usual_grade_is_what_a_full_reading_takes(kind: Kind) -> None:
    usual = usual_grades(kind)
    assert len(usual) > 2
    assert all(kind.take(text) == Taken(value) for text, value in usual.items())


def test_only_a_cell_for_a_grade_has_usual_grades() -> None:
    assert not usual_grades(Points(10000))
