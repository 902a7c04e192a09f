"""Writing: text stays text, nothing is dropped in silence, the same content gives the same bytes."""

from __future__ import annotations

import gc
import io
import multiprocessing
import os
import time
import tracemalloc
import weakref
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from lianping_xlsx.core.spelling import fit_cell
from lianping_xlsx.formats.workbook_reader import read_xlsx
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Content, Page, WritingFailedError
from lianping_xlsx.spreadsheet.cell_kinds import Choice, Count, EntryRule, Points
from lianping_xlsx.spreadsheet.direct_sheet import DirectSheet, rule_options
from lianping_xlsx.spreadsheet.styles import Style
from tests.books import open_book, part

DANGEROUS = (
    '=HYPERLINK("http://evil.example","点我")',
    "=cmd|' /C calc'!A0",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "{=1+1}",
    "http://evil.example",
    "external:\\\\host\\share",
    "internal:Sheet2!A1",
    "mailto:a@example.com",
    "1e5",
    "00123",
    "TRUE",
    "#N/A",
    "'95",
    "<b>&amp;</b>",
    "_x0041_",
)


def book_of(*texts: str, banner: str = "") -> bytes:
    book = Book("试", banner=banner)
    page = book.page("表")
    for row, text in enumerate(texts):
        page.put(row, 0, text)
        page.merge(row, 1, 3, text, styles.CELL)
    return book.save()


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_stays_text(text: str) -> None:
    data = book_of(text)
    sheet = read_xlsx(data)[0]
    assert sheet.rows[0][:2] == [text, text]
    assert not sheet.formulas
    page = open_book(data).worksheets[0]
    assert [page[cell].data_type for cell in ("A1", "B1")] == ["s", "s"]
    assert "hyperlink" not in part(data, "xl/worksheets/sheet1.xml")


@settings(max_examples=15)
@given(st.lists(st.text(max_size=20), min_size=1, max_size=8))
def test_any_text_is_there_again_but_for_what_no_cell_can_hold(texts: list[str]) -> None:
    rows = read_xlsx(book_of(*texts, "末"))[0].rows
    assert [row[0] for row in rows[:-1]] == [fit_cell(text) for text in texts]


def test_control_characters_and_half_characters_do_not_break_the_workbook() -> None:
    assert read_xlsx(book_of("a\x00b\x0bc\ud83dd\uffffe"))[0].rows[0][0] == "abcde"


def test_the_same_content_gives_the_same_bytes() -> None:
    assert book_of("甲", "乙", banner="示例") == book_of("甲", "乙", banner="示例")
    assert book_of("甲") != book_of("乙")


def test_no_person_and_no_moment_stands_in_the_properties() -> None:
    core = part(book_of("甲"), "docProps/core.xml")
    assert "<dc:creator></dc:creator>" in core
    assert "<cp:lastModifiedBy></cp:lastModifiedBy>" in core
    assert "2000-01-01" in core
    with zipfile.ZipFile(io.BytesIO(book_of("甲"))) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


@pytest.mark.parametrize("words", [("好,中", "差"), tuple(f"很长的选项{number:03}" for number in range(40))])
def test_a_drop_down_that_excel_cannot_hold_is_our_own_fault(words: tuple[str, ...]) -> None:
    page = Book("试").page("表")
    with pytest.raises(WritingFailedError, match="drop-down"):
        page.rule(0, 0, 0, 0, Choice(words).rule(), title="等次")


@pytest.mark.parametrize(("row", "column"), [(1_048_576, 0), (0, 16_384)])
def test_a_cell_past_the_end_is_not_dropped_in_silence(row: int, column: int) -> None:
    page = Book("试").page("表")
    with pytest.raises(WritingFailedError):
        page.put(row, column, "x")
    with pytest.raises(WritingFailedError):
        page.formula(row, column, "=1", styles.CELL, 1)
    with pytest.raises(WritingFailedError):
        page.comment(row, column, "x")


def test_text_longer_than_a_cell_is_cut_with_a_word_on_it() -> None:
    (text, *_), *_ = read_xlsx(book_of("长" * 40_000))[0].rows
    assert len(str(text)) == 32_767
    assert "容量" in str(text)[-20:]


def test_entry_rules_carry_a_chinese_prompt_and_refuse_in_chinese() -> None:
    book = Book("试")
    page = book.page("表")
    page.rule(0, 0, 4, 0, Points(0, 3_50).rule(), title="得分" * 20)
    page.rule(0, 1, 4, 1, Count(1, None).rule(), title="份数")
    page.rule(0, 2, 4, 2, EntryRule("随便填" * 200), title="𠮷" * 40)  # Excel counts it twice
    rules = {str(rule.sqref): rule for rule in open_book(book.save()).worksheets[0].data_validations.dataValidation}
    score, count, other = (rules[span] for span in ("A1:A5", "B1:B5", "C1:C5"))
    assert (score.type, float(score.formula1), float(score.formula2)) == ("decimal", 0.0, 3.5)
    assert score.promptTitle == "得分" * 16
    assert score.error.startswith("请填写：0至3.5之间的数")
    assert (count.type, count.operator) == ("whole", "greaterThanOrEqual")
    assert len(other.prompt) == 255


@pytest.mark.parametrize("banner", ["示例数据，纯属虚构", "2024年度工作秘密", "A&B"])
def test_the_banner_stands_in_the_page_header_as_it_is(banner: str) -> None:
    header = open_book(book_of("甲", banner=banner)).worksheets[0].oddHeader
    assert header is not None
    assert header.right.text is not None
    assert header.right.text.strip() == banner.replace("&", "&&")
    assert header.right.size == 10  # a figure right behind the size would be taken for a part of it


def test_a_page_is_a4_one_page_wide_with_page_numbers() -> None:
    book = Book("试")
    book.page("竖")
    book.page("横", landscape=True)
    data = book.save()
    upright, wide = open_book(data).worksheets
    assert [page.page_setup.orientation for page in (upright, wide)] == ["portrait", "landscape"]
    for page in (upright, wide):
        setup = page.page_setup
        assert (setup.paperSize, setup.fitToWidth or 1, setup.fitToHeight) == (9, 1, 0)
    for number in (1, 2):
        xml = part(data, f"xl/worksheets/sheet{number}.xml")
        assert '<pageSetUpPr fitToPage="1"/>' in xml
        assert "第 &amp;P 页 共 &amp;N 页" in xml


def test_a_formula_shows_our_value_to_a_viewer_that_does_not_calculate() -> None:
    book = Book("试")
    page = book.page("表")
    page.put(0, 0, 95.5)
    page.formula(0, 1, "=ROUND(A1,0)", styles.CELL, 96)
    page.formula(0, 2, '=IF(A1>0,"好","")', styles.CELL, "好")
    data = book.save()
    assert read_xlsx(data)[0].rows[0] == [95.5, 96.0, "好"]
    assert open_book(data).worksheets[0]["B1"].value == "=ROUND(A1,0)"


def test_a_link_leads_to_a_cell_of_this_workbook_and_nowhere_else() -> None:
    book = Book("试")
    book.page("问题 清单")
    book.page("封面").link(0, 0, "'问题 清单'!A5", "见问题", styles.LINK)
    cell = open_book(book.save())["封面"]["A1"]
    assert cell.hyperlink is not None
    assert (cell.value, cell.hyperlink.location, cell.hyperlink.target) == ("见问题", "'问题 清单'!A5", None)


def test_protection_locks_all_but_the_cells_to_be_filled_in() -> None:
    book = Book("试")
    page = book.page("表")
    page.put(0, 0, "锁", styles.CELL)
    page.put(0, 1, None, styles.INPUT)
    page.protect()
    found = open_book(book.save()).worksheets[0]
    assert found.protection.sheet
    assert [found[cell].protection.locked for cell in ("A1", "B1")] == [True, False]


_PLAIN = st.one_of(st.integers(-(10**9), 10**9), st.floats(allow_nan=False, allow_infinity=False))
_RESULTS = st.one_of(_PLAIN, st.booleans(), st.sampled_from(["", "完整", "#N/A", "#编号", 'a<b&"c">d', "#DIV/0!"]))


class _PlainSheet(Worksheet):  # type: ignore[misc] # xlsxwriter has no types
    """What is asked of a sheet, done by the public methods of xlsxwriter."""

    def write_cells(self, row: int, column: int, contents: Sequence[Content], look: object) -> int:
        for place, content in enumerate(contents, column):
            self.write_cell(row, place, content, look)
        return 0

    def write_cell(self, row: int, column: int, content: Content, look: object) -> int:
        if content is None or content == "":
            self.write_blank(row, column, None, look)
        elif isinstance(content, str):
            self.write_string(row, column, fit_cell(content), look)
        else:
            self.write_number(row, column, content, look)
        return 0

    def put_cells(self, row: int, cells: Sequence[tuple[int, Content, object]]) -> int:
        for column, content, look in cells:
            self.write_cell(row, column, content, look)
        return 0

    def merge_block(self, row: int, first: int, to_row: int, last: int, look: object) -> int:
        return int(self.merge_range(row, first, to_row, last, "", look))

    def add_rule(self, area: tuple[int, int, int, int], rule: EntryRule, title: str) -> int:
        return int(self.data_validation(*area, rule_options(rule, title)))

    def set_widths(self, widths: Sequence[float]) -> int:
        for column, width in enumerate(widths):
            self.set_column(column, column, width)
        return 0

    def set_height(self, row: int, points: float) -> int:
        self.set_row(row, points)
        return 0


class _PlainWorkbook(Workbook):  # type: ignore[misc] # xlsxwriter has no types
    """What is asked of a workbook, done by xlsxwriter alone."""

    def __init__(self) -> None:
        self.file = io.BytesIO()
        super().__init__(self.file, {"in_memory": True})
        self.worksheet_class = _PlainSheet

    def packed(self) -> bytes:
        self.close()
        return self.file.getvalue()


def unpacked(data: bytes) -> list[tuple[str, object, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(part.filename, part.date_time, archive.read(part)) for part in archive.infolist()]


def check_against_xlsxwriter(written: Callable[[], bytes]) -> None:
    """The same twice, for the second time is made of what is kept of the first, and the same as xlsxwriter's."""
    quick = written()
    assert written() == quick
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lianping_xlsx.spreadsheet.direct_workbook.DirectWorkbook", _PlainWorkbook)
        assert unpacked(written()) == unpacked(quick)


needs_fork = pytest.mark.skipif(
    "fork" not in multiprocessing.get_all_start_methods() or (os.cpu_count() or 1) < 2,
    reason="this system has no fork, or one processor",
)
_RULES = st.builds(
    EntryRule,
    prompt=st.text(max_size=20),
    choices=st.sampled_from([(), ("是", "否"), ('a&b<"c"', "乙")]),
    minimum=st.sampled_from([None, 0.0, 0.5, 3.0, 1e-7]),
    maximum=st.sampled_from([None, 3.0, 100.0, 1e16]),
    whole=st.booleans(),
)
_STYLES = (
    styles.PLAIN,
    styles.INPUT,
    styles.HEADING_UPRIGHT,
    styles.LINK,
    styles.OVER,
    replace(styles.CELL, number="0.00"),
    replace(styles.CELL, size=11.0),
)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.one_of(st.none(), st.text(max_size=8)), st.sampled_from(_STYLES)), max_size=8),
    st.lists(st.tuples(_RULES, st.text(max_size=40)), max_size=4),
    st.sampled_from(_STYLES),
)
def test_looks_rules_merges_and_widths_are_those_of_xlsxwriter(
    cells: list[tuple[str | None, Style]], rules: list[tuple[EntryRule, str]], coloured: Style
) -> None:
    def written() -> bytes:
        book = Book("题", banner="标&注")
        page, other = book.page("表"), book.page("另一张", landscape=True)
        page.put_cells(3, [(column, content, look) for column, (content, look) in enumerate(cells)])
        page.widths(0.5, 12, 12, 8.43, 8.5714, 0, 40)
        for row, (rule, title) in enumerate(rules):
            page.rule(row, 1, row + row % 2 * 3, 1, rule, title=title)
        page.merge(5, 0, 3, " 一行 ", styles.TITLE)
        page.merge(7, 2, 3, "_x0041_\r\n<r>两行</r>", coloured, to_row=8)
        page.merge(9, 2, 2, "一格", styles.TITLE)
        other.condition(0, 0, 3, 3, {"type": "cell", "criteria": "==", "value": 1, "format": coloured})
        other.put(1, 1, "批注", styles.SMALL)
        if cells:
            other.comment(1, 1, "批注")
        return book.save()

    check_against_xlsxwriter(written)


@settings(max_examples=60)
@given(st.lists(st.one_of(st.none(), _PLAIN, st.text(max_size=20)), max_size=8), st.lists(_RESULTS, max_size=8))
def test_the_quick_way_of_writing_gives_what_xlsxwriter_gives(contents: list[Content], results: list[Content]) -> None:
    def written() -> bytes:
        book = Book("题")
        page = book.page("表")
        page.put_row(0, 0, contents)
        page.put_row(1, 0, contents, styles.SMALL)
        for column, value in enumerate(results):
            page.formula(2, column, f'=IF(A1<B1,"是&否",{column})', styles.SMALL, value)
        page.sheet.write(3, 0, "没有样式")
        for row, points in enumerate((20.25, 15, 30, 30, 409)):  # 15 points is the height of a row that has none
            page.height(row, points)
        page.height(8, 30)
        page.hide_row(1)
        page.comment(9, 12, "批注")
        page.put(17, 3, "又一段")
        page.put_cells(18, [(column, content, _STYLES[column % 5]) for column, content in enumerate(contents, 2)])
        page.merge(20, 0, 3, "并", styles.HEADING)
        page.merge(21, 25, 27, "又并", styles.HEADING, to_row=23)
        page.condition(0, 0, 5, 5, {"type": "cell", "criteria": ">", "value": 1, "format": styles.TOTAL})
        page.condition(0, 0, 5, 5, {"type": "cell", "criteria": "<", "value": 1, "format": styles.SMALL})
        page.put(40, 1, len(contents))
        return book.save()

    check_against_xlsxwriter(written)


def test_ranges_that_overlap_are_not_merged() -> None:
    page = Book("题").page("表")
    page.merge(1, 0, 3, "并", styles.HEADING, to_row=2)
    with pytest.raises(WritingFailedError, match="表!D3"):
        page.merge(2, 3, 4, "又并", styles.HEADING)


def test_workbooks_with_the_same_formats_have_their_styles_made_once() -> None:
    book_of("一", "二")
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr("xlsxwriter.format.Format.__init__")
        patch.delattr("xlsxwriter.styles.Styles._assemble_xml_file")
        assert part(book_of("三"), "xl/styles.xml") == part(book_of("一"), "xl/styles.xml")


def test_workbooks_with_the_same_sheets_have_their_lists_of_parts_made_once() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lianping_xlsx.spreadsheet.direct_workbook._WRITTEN", {})  # other tests may have filled it
        first = book_of("一", "二")
        for module, writer in (("contenttypes", "ContentTypes"), ("app", "App"), ("core", "Core"), ("theme", "Theme")):
            patch.delattr(f"xlsxwriter.{module}.{writer}._assemble_xml_file")
        assert book_of("一", "二") == first


@pytest.mark.parametrize("title", ["题", "另一题"])
@pytest.mark.parametrize("names", [["表"], ["表", "又"], ["又", "表"]])
@pytest.mark.parametrize("beside", ["nothing", "head", "comment", "chart", "text"])
def test_parts_made_once_are_those_of_xlsxwriter(title: str, names: list[str], beside: str) -> None:
    def written() -> bytes:
        book = Book(title)
        pages = [book.page(name) for name in names]
        for page in pages:
            page.put(0, 0, "字" if beside == "text" else 1)
        if beside == "head":
            pages[0].head_rows(0, 0)
        if beside == "comment":
            pages[0].comment(0, 0, "批注")
        if beside == "chart":
            chart = book.chart("bar")
            chart.add_series({"values": f"={names[0]}!$A$1"})
            pages[-1].place_chart(2, 2, chart)
        return book.save()

    check_against_xlsxwriter(written)


_SETTINGS: dict[str, Callable[[Page], None]] = {
    "widths": lambda page: page.widths(8.43, 12, 0, 3.5),
    "other widths": lambda page: page.widths(8.43, 12.5),
    "hidden column": lambda page: page.hide_column(1),
    "hidden": Page.hide,
    "protected": Page.protect,
    "heads": lambda page: page.head_rows(1, 2),
    "heads and columns": lambda page: page.head_rows(1, 2, freeze_columns=2),
    "signed": lambda page: page.sign_pages("签字：&"),
    "area": lambda page: page.print_area(5, 3),
    "wide": lambda page: page.pages_wide(2, 1),
    "small": Page.one_sheet_of_paper,
    "parts": lambda page: page.break_before([2, 4], 80),
    "other parts": lambda page: page.break_before([3], 90),
    "filter": lambda page: page.filter(0, 0, 3, 2),
    "link": lambda page: page.link(4, 0, "表!A1", "看", styles.LINK),
    "condition": lambda page: page.condition(
        0, 0, 3, 3, {"type": "cell", "criteria": ">", "value": 1, "format": styles.TOTAL}
    ),
    "bars": lambda page: page.condition(0, 0, 3, 3, {"type": "data_bar", "data_bar_2010": True}),
    "merged": lambda page: page.merge(6, 0, 3, "并", styles.HEADING),
    "comment": lambda page: page.comment(0, 0, "批注"),
}


@settings(max_examples=30)
@given(
    st.lists(st.sampled_from(sorted(_SETTINGS)), max_size=5, unique=True), st.booleans(), st.sampled_from(["", "标"])
)
def test_what_stands_around_the_cells_of_sheets_alike_is_that_of_xlsxwriter(
    chosen: list[str], landscape: bool, banner: str
) -> None:
    def written() -> bytes:
        book = Book("题", banner=banner)
        book.page("首").put(0, 0, 1)
        for name, text in (("表", "一"), ("又", "二")):
            page = book.page(name, landscape=landscape)
            page.put(len(text + name) + len(chosen), 1, text)
            for each in chosen:
                _SETTINGS[each](page)
        return book.save()

    check_against_xlsxwriter(written)


def test_sheets_alike_have_their_margins_and_headers_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lianping_xlsx.spreadsheet.framed_sheet._FRAMES", {})  # as in a process that begins
    first = book_of("一", "二")
    with pytest.MonkeyPatch.context() as patch:
        for method in ("page_margins", "page_setup", "header_footer", "sheet_views", "cols"):
            patch.delattr(f"xlsxwriter.worksheet.Worksheet._write_{method}")
        assert book_of("一", "二") == first
        assert part(book_of("三"), "xl/worksheets/sheet1.xml") == part(book_of("四"), "xl/worksheets/sheet1.xml")


def test_sizes_that_are_equal_but_not_of_the_same_type_keep_their_own_styles() -> None:
    def size(number: float) -> str:
        book = Book("题")
        book.page("表").put(0, 0, "一", Style(size=number))
        return part(book.save(), "xl/styles.xml")

    assert [size(13) != size(13.0), size(13) == size(13), size(13.0) == size(13.0)] == [True] * 3


def test_merged_ranges_take_few_bytes_however_wide_they_are() -> None:
    """考评逐项 of 2,500 forms has 84,000 cells in merged ranges."""
    sheet = Book("题").page("表").sheet
    tracemalloc.start()
    try:
        assert all(sheet.merge_only(row, 0, row, 29) == 0 for row in range(1_000))
        used, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert used / 1_000 < 400
    assert sheet.merge_only(0, 29, 0, 30) < 0


def test_the_cells_of_a_sheet_are_freed_once_it_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside the text of the sheets after it they would take as much memory again."""
    left: list[list[int]] = []
    book = Book("题")
    for name in ("甲", "乙"):
        book.page(name).put_row(0, 0, ["分数", 95.5], styles.SMALL)
    sheets: list[DirectSheet] = book._book.worksheets()
    real = DirectSheet._assemble_xml_file

    def note(sheet: DirectSheet) -> None:
        left.append([len(each.table) for each in sheets])
        real(sheet)

    monkeypatch.setattr(DirectSheet, "_assemble_xml_file", note)
    assert [sheet.rows for sheet in read_xlsx(book.save())] == [[["分数", 95.5]]] * 2
    assert left == [[1, 1], [0, 1]]


def test_a_workbook_is_freed_at_once_and_not_by_the_collector() -> None:
    gc.collect()
    gc.disable()
    try:
        book = Book("题")
        page = book.page("表")
        page.put(0, 0, "甲", styles.TITLE)
        alive = weakref.ref(book._book)
        book.save()
        del book, page
        assert alive() is None
    finally:
        gc.enable()


def written_ahead(many_cells: int) -> bytes:
    """A book of four sheets; the second one and the third one are complete before the rest is written."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lianping_xlsx.spreadsheet.direct_workbook._MANY_CELLS", many_cells)
        book = Book("题")
        pages = [book.page(name) for name in ("封面", "得分", "明细", "批注", "空")]
        for page in pages[1:4]:
            page.put_row(0, 0, ["甲", page.name, 1.5], styles.SMALL)
            page.formula(1, 0, "=A1&B1", styles.HEADING, "甲")
        pages[1].condition(0, 0, 5, 5, {"type": "cell", "criteria": ">", "value": 1, "format": styles.HEADING})
        pages[1].filter(0, 0, 1, 2)
        pages[2].link(4, 0, "得分!A1", "得分", styles.SMALL)
        pages[3].comment(0, 0, "批注")
        with book.packed_ahead():
            for page in (pages[4], pages[3], pages[0]):
                page.put(7, 0, f"乙{page.name}", styles.TITLE)
            with pytest.raises(WritingFailedError, match="得分!A8"):
                pages[1].put(7, 0, "太晚", styles.TITLE)
            return book.save()


@needs_fork
def test_the_cells_that_a_second_process_has_written_are_freed_when_the_next_sheet_begins(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """They would live until the workbook is packed, beside the cells of all sheets that are filled meanwhile."""
    monkeypatch.setattr("lianping_xlsx.spreadsheet.direct_workbook._MANY_CELLS", 0)
    book = Book("题")
    for name in ("封面", "得分"):
        book.page(name).put_row(0, 0, ["分数", 95.5], styles.SMALL)
    with book.packed_ahead():
        until = time.monotonic() + 10
        while not book._book._coming.has_come() and time.monotonic() < until:
            time.sleep(0.001)
        book.page("另一张").put(0, 0, "甲", styles.SMALL)
        assert [len(sheet.table) for sheet in book._book.worksheets()] == [1, 0, 1]
        sheets = read_xlsx(book.save())
    assert [sheet.rows for sheet in sheets] == [[["分数", 95.5]], [["分数", 95.5]], [["甲"]]]


def test_sheets_that_a_second_process_writes_are_the_same() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.cpu_count", lambda: 1)
        alone = written_ahead(0)
    both = written_ahead(0)
    assert both == alone == written_ahead(1_000)
    values = open_book(both, values=True)
    assert [values[name]["A8"].value for name in ("封面", "批注", "空")] == ["乙封面", "乙批注", "乙空"]
    assert [cell.value for cell in values["得分"][1]] == ["甲", "得分", 1.5]
