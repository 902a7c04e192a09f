"""Rows that are complete become packed text early; the workbook is the same, and takes less memory."""

from __future__ import annotations

import tracemalloc
import zlib
from collections.abc import Callable

import pytest

from lianping_xlsx.formats.plain_zip import PartPacker, deflated
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Page, WritingFailedError
from lianping_xlsx.spreadsheet.direct_sheet import DirectSheet
from lianping_xlsx.spreadsheet.part_text import PartText
from tests.books import open_book, part

_ROWS = 300
_LOOKS = (styles.SMALL, styles.HEADING, styles.TITLE, styles.LINK, styles.CELL)


def _fill(page: Page, complete: Callable[[Page, int], None]) -> None:
    """Rows of every sort: heights, gaps, merged ones, links, hidden ones, formulas with results that may be errors."""
    for row in range(0, _ROWS, 2):
        complete(page, row)
        look = _LOOKS[row // 50 % len(_LOOKS)]
        page.put_row(row, row % 7, ["甲<&>", 1.5, row, None, "=1"], look)
        page.formula(row, 20, '=IF(A1=1,"不符","\'")&"<"', look, ("#N/A", "无误", 2.25)[row % 3])
        if row % 10 == 0:
            page.height(row, 20 + row / 30)
            page.merge(row, 30, 32, "并", styles.SECTION)
        if row % 14 == 0:
            page.link(row, 40, "封面!A1", "看", styles.LINK)
        if row % 22 == 0:
            page.hide_row(row)


def _book(complete: Callable[[Page, int], None], *, ahead: bool = False) -> bytes:
    """A book whose first sheet has other formats than those before it, and is written after them."""
    book = Book("题")
    cover = book.page("封面")
    first = book.page("得分")
    _fill(first, complete)
    first.filter(0, 0, _ROWS, 5)

    def rest() -> bytes:
        _fill(book.page("明细"), complete)
        cover.put(0, 0, "封面", styles.SUBTITLE)
        cover.put(1, 0, 1, styles.TITLE)
        return book.save()

    if ahead:
        with book.packed_ahead():
            return rest()
    return rest()


@pytest.mark.parametrize("ahead", [False, True])
def test_the_bytes_do_not_depend_on_when_rows_are_complete(ahead: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lianping_xlsx.spreadsheet.direct_workbook._MANY_CELLS", 0)
    packed: list[int] = []
    forget = DirectSheet.forget_cells

    def note(sheet: DirectSheet) -> None:
        packed.append(len(sheet._packed))
        forget(sheet)

    monkeypatch.setattr(DirectSheet, "forget_cells", note)
    plain = _book(lambda _page, _row: None, ahead=ahead)
    assert not any(packed)
    packed.clear()
    assert _book(Page.complete_rows, ahead=ahead) == plain
    assert sorted(packed)[-2:] == [4, 4]
    assert open_book(plain)["明细"].max_row == _ROWS - 1


@pytest.mark.parametrize("until", [1, 8, 200])
def test_nothing_is_written_into_complete_rows(until: int) -> None:
    book = Book("题")
    page = book.page("表")
    _fill(page, lambda _page, _row: None)
    page.complete_rows(until)
    page.complete_rows(0)  # they stay complete
    writes: tuple[Callable[[], None], ...] = (
        lambda: page.put(until - 1, 0, 1),
        lambda: page.put_row(0, 0, [1, 2]),
        lambda: page.formula(until - 1, 0, "=1", styles.CELL, 1),
        lambda: page.height(until - 1, 20),
        lambda: page.hide_row(until - 1),
        lambda: page.merge(until - 1, 50, 52, "并", styles.CELL),
        lambda: page.link(until - 1, 0, "表!A1", "看", styles.LINK),
        lambda: page.comment(until - 1, 0, "注"),
    )
    for write in writes:
        with pytest.raises(WritingFailedError):
            write()
    page.put(until, 60, "还可以", styles.CELL)
    page.condition(0, 0, until, 5, {"type": "cell", "criteria": ">", "value": 1, "format": styles.HEADING})
    assert open_book(book.save())["表"].cell(until + 1, 61).value == "还可以"


def test_rows_that_are_complete_take_little_memory() -> None:
    def held(complete: Callable[[Page, int], None]) -> int:
        book = Book("题")
        page = book.page("表")
        tracemalloc.start()
        for row in range(400):
            complete(page, row)
            page.put_row(row, 0, range(row, row + 20), styles.CELL)
        size = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        return size

    assert held(Page.complete_rows) < held(lambda _page, _row: None) / 3


@pytest.mark.parametrize("charted", [False, True])
def test_only_a_sheet_with_charts_keeps_the_heights_of_rows_that_are_complete(charted: bool) -> None:
    """A chart ends in a row that depends on them."""
    book = Book("题")
    page = book.page("表")
    if charted:
        page.place_chart(3, 3, book.chart("column"))
    for row in range(400):
        page.complete_rows(row)
        page.height(row, 20 + row % 3)
        page.put(row, 0, row, styles.CELL)
    assert len(book._book.worksheets()[0].row_sizes) == (400 if charted else 400 - 384)


def test_a_sheet_that_is_written_holds_nothing_of_its_rows() -> None:
    book = Book("题")
    _fill(book.page("表"), Page.complete_rows)
    (sheet,) = book._book.worksheets()
    assert book.save()
    assert not any((sheet.table, sheet.row_info, sheet.row_sizes, sheet.merge, sheet.hyperlinks))


def test_a_part_in_pieces_is_packed_as_a_whole_one() -> None:
    content = b"".join(zlib.compress(bytes([n % 251])) * (n % 97) for n in range(1_000))
    for size in (997, 70_000):
        packer = PartPacker()
        for start in range(0, len(content), size):
            packer.add(content[start : start + size])
        assert packer.part("名") == deflated("名", content)
    text = PartText()
    for number in range(40_000):
        text.write(f"<第{number}行/>")
        text.hand_over()
    assert text.in_pieces
    whole = "".join(f"<第{number}行/>" for number in range(40_000))
    assert text.part("名") == deflated("名", whole.encode())


def _charted(complete: Callable[[Page, int], None]) -> tuple[bytes, int]:
    """A sheet with a chart of cells of its own, far above its last row; and the rows that it still has at the end."""
    book = Book("题")
    page = book.page("图表")
    page.put_row(70, 0, ["好", "中"], styles.HEADING)
    page.put_row(71, 0, [3, 4], styles.CELL)
    chart = book.chart("column")
    chart.add_series({"categories": ["图表", 70, 0, 70, 1], "values": ["图表", 71, 0, 71, 1]})
    page.place_chart(3, 3, chart)
    for row in range(72, 400):
        complete(page, row)
        page.height(row, 20 + row % 3)
        page.put(row, 0, row, styles.CELL)
    left = len(book._book.worksheets()[0].table)
    return book.save(), left


def test_a_chart_keeps_the_cells_that_it_shows() -> None:
    plain, all_rows = _charted(lambda _page, _row: None)
    packed, left = _charted(Page.complete_rows)
    assert (all_rows, left) == (330, 2 + 400 - 384)
    assert packed == plain
    assert "<c:v>4</c:v>" in part(packed, "xl/charts/chart1.xml")
