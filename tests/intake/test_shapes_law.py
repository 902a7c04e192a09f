"""Whatever people do to the shape of a filled form: every value read is the one that was typed, or it is refused."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from lianping_xlsx.core.findings import has_errors
from lianping_xlsx.scheme.terms import FormKind
from tests.books import edited
from tests.campaigns import answer
from tests.intake.reading.test_grid import grid_of, key_row_deleted, unmerge
from tests.small import KINDS, TOWN, Read

Act = Callable[[Workbook, Worksheet], object]
FORMS = {form.key.kind: form for form in map(TOWN.form, KINDS)}
_LINES = st.integers(1, 14)
_OTHER = st.integers(1, 14)


def _insert_row(at: int, _: int) -> Act:
    return lambda _book, page: page.insert_rows(at)


def _insert_column(at: int, _: int) -> Act:
    return lambda _book, page: page.insert_cols(at)


def _delete_row(at: int, _: int) -> Act:
    return lambda _book, page: page.delete_rows(at)


def _delete_column(at: int, _: int) -> Act:
    return lambda _book, page: page.delete_cols(at)


def _exchange_rows(at: int, to: int) -> Act:
    def act(_: Workbook, page: Worksheet) -> None:
        for column in range(1, page.max_column + 1):
            one, other = page.cell(at, column), page.cell(to, column)
            one.value, other.value = other.value, one.value

    return act


def _exchange_columns(at: int, to: int) -> Act:
    def act(_: Workbook, page: Worksheet) -> None:
        for row in range(5, page.max_row + 1):
            one, other = page.cell(row, at), page.cell(row, to)
            one.value, other.value = other.value, one.value

    return act


def _copy_row(at: int, to: int) -> Act:
    def act(_: Workbook, page: Worksheet) -> None:
        values = [cell.value for cell in page[at]]
        page.insert_rows(to)
        for column, value in enumerate(values, 1):
            page.cell(to, column).value = value

    return act


def _copy_column(at: int, to: int) -> Act:
    def act(_: Workbook, page: Worksheet) -> None:
        values = [page.cell(row, at).value for row in range(1, page.max_row + 1)]
        page.insert_cols(to)
        for row, value in enumerate(values, 1):
            page.cell(row, to).value = value

    return act


def _sort_but_for_the_keys(at: int, to: int) -> Act:
    """On a register nothing but the number tells one ballot from another: there it would only be another ballot."""

    def act(_: Workbook, page: Worksheet) -> None:
        first, last = grid_of(page)
        if not {at, to} <= {*range(first, last + 1)}:
            return
        for column in range(2, page.max_column + 1):
            one, other = page.cell(at, column), page.cell(to, column)
            one.value, other.value = other.value, one.value

    act.on_registers = False  # type: ignore[attr-defined]
    return act


def _shift_right(at: int, to: int) -> Act:
    """A value typed into the closed cell or the margin beside its own."""

    def act(_: Workbook, page: Worksheet) -> None:
        first, last = grid_of(page)
        end = page.max_column
        row = first + at % max(1, last - first + 1)
        source = page.cell(row, max(2, end - to))
        if not isinstance(source, MergedCell) and isinstance(source.value, int | float):
            page.cell(row, end + 1).value = source.value
            source.value = None

    act.last = True  # type: ignore[attr-defined]
    return act


def _copy_sheet(at: int, to: int) -> Act:
    def act(book: Workbook, page: Worksheet) -> None:
        copy = book.copy_worksheet(page)
        if at % 2:
            copy.delete_rows(to, 2)

    return act


def _merge(at: int, to: int) -> Act:
    """As Excel does it: the first content of the cells is kept."""

    def act(_: Workbook, page: Worksheet) -> None:
        first, second = page.cell(at, to), page.cell(at + 1, to)
        if isinstance(first, MergedCell) or isinstance(second, MergedCell):
            return
        first.value = second.value if first.value is None else first.value
        page.merge_cells(start_row=at, end_row=at + 1, start_column=to, end_column=to)

    act.last = True  # type: ignore[attr-defined]
    return act


def _hide(at: int, to: int) -> Act:
    def act(_: Workbook, page: Worksheet) -> None:
        page.row_dimensions[at].hidden = True
        page.column_dimensions["ABCDEFGHIJKLMN"[to - 1]].hidden = True

    return act


def _total(at: int, to: int) -> Act:
    def act(_: Workbook, page: Worksheet) -> None:
        page.insert_rows(at)
        page.cell(at, 1).value, page.cell(at, to + 1).value = "小计", 99

    return act


def _rename(_at: int, _to: int) -> Act:
    return lambda _book, page: setattr(page, "title", "定稿")


def _without_keys(_at: int, _to: int) -> Act:
    return lambda _book, page: key_row_deleted(page)


def _misspell(at: int, to: int) -> Act:
    def act(_: Workbook, page: Worksheet) -> None:
        cell = page.cell(at, 1 + to % 3)  # 编号、单位、姓名, or a heading
        if isinstance(cell.value, str) and at > 4:
            cell.value = f"{cell.value}某"

    return act


ACTS = (
    *(_insert_row, _insert_column, _delete_row, _delete_column, _exchange_rows, _exchange_columns, _copy_row),
    *(_copy_column, _sort_but_for_the_keys, _shift_right, _copy_sheet, _merge, _hide, _total, _rename),
    *(_without_keys, _misspell),
)
acts = st.lists(st.builds(lambda make, at, to: make(at, to), st.sampled_from(ACTS), _LINES, _OTHER), max_size=4)


@pytest.mark.slow_but_first
@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60)
@given(done=acts)
@example(done=[_exchange_rows(5, 12), _merge(5, 2)])  # the key of a column is carried right of 填报人
@example(done=[_insert_row(1, 1), _sort_but_for_the_keys(8, 9)])  # its ballots are exchanged below their numbers
def test_no_value_is_ever_read_for_another_key(kind: FormKind, done: list[Act]) -> None:
    form = FORMS[kind]
    data, typed = _filled(kind)

    def edit(book: Workbook) -> None:
        page = book[form.sheet]
        assert isinstance(page, Worksheet)
        unmerge(page)
        # Merged cells cannot be typed into; and what was typed beside its cell is not deleted along with a column.
        for act in sorted(done, key=lambda act: hasattr(act, "last")):
            if kind is not FormKind.BALLOTS or getattr(act, "on_registers", True):
                act(book, page)

    with tempfile.TemporaryDirectory() as folder:
        found = TOWN.read(Path(folder), edited(data, edit))
    values = _values(found, kind)
    assert {key: value for key, value in values.items() if typed.get(key) != value} == {}
    if not has_errors(found.findings):
        rows = {row for row, _ in values}
        kept = {key: value for key, value in typed.items() if kind is not FormKind.BALLOTS or key[0] in rows}
        assert values == kept  # of ballots 收回票数 is the control: rows may be deleted


@cache
def _filled(kind: FormKind) -> tuple[bytes, dict[tuple[str, str], int | str]]:
    """A form filled in without a fault, and what is read of it."""
    form = FORMS[kind]
    data = TOWN.filled(form, answer(form))
    with tempfile.TemporaryDirectory() as folder:
        return data, TOWN.read(Path(folder), data).values(form)


def _values(found: Read, kind: FormKind) -> dict[tuple[str, str], int | str]:
    """What was read, of a refused form too; nothing where the form was not even recognised."""
    form = FORMS[kind]
    known = [reading for reading in found.forms if TOWN.expected[reading.form].layout.key == form.key]
    return found.values(form) if known else {}
