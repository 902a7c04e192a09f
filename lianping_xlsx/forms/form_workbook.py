"""The workbook of a 填报单位: first 填表说明, then its forms, the paper ballots, and the hidden stamp (表身份)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from lianping_xlsx.core.exact import added_up
from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.forms.column_widths import REPEATED
from lianping_xlsx.forms.form_parts import HEAD
from lianping_xlsx.forms.form_type import RowFormula, Totals
from lianping_xlsx.forms.kinds import form_type
from lianping_xlsx.forms.kinds.ballots.ballot_register import typed_twice
from lianping_xlsx.forms.layout import (
    CODE_COLUMN,
    CODE_ROW,
    FIRST_ROW,
    GUIDE_SHEET,
    HEADING_ROW,
    INTRO_ROW,
    KEY_CORNER,
    KEY_ROW,
    SECOND_TYPING,
    TITLE_ROW,
    FormLayout,
    GridColumn,
    GridRow,
    PlacedField,
    Role,
    WorkbookLayout,
)
from lianping_xlsx.forms.paper_ballot import write_paper_ballot
from lianping_xlsx.forms.stamp import STAMP_SHEET, StampedForm, make_stamp, stamp_rows
from lianping_xlsx.forms.status_formulas import WHOLE
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Content, Page
from lianping_xlsx.spreadsheet.cell_kinds import Count, Date, Kind, Points, Text
from lianping_xlsx.spreadsheet.grade_kinds import Tick
from lianping_xlsx.spreadsheet.row_height import fit_row
from lianping_xlsx.spreadsheet.styles import Style

Entries = Mapping[tuple[str, int, int], Content]
"""Contents of input cells by (sheet, row, column), for a form that is issued partly or wholly filled in."""

_NO_ENTRIES: Entries = {}
_LEAST_HEIGHT, _ROOM_TO_WRITE, _TITLE_HEIGHT = 20.0, 84.0, 32.0
_SMALL_CODE = 8
"""Font size of a code that must fit in the columns repeated on each page."""
_UPRIGHT = 1.05
"""Height of a rotated heading per character, as a multiple of the font size."""
_NARROW = 12
"""The greatest width, in characters, of a column whose contents are centred."""
_DATE = replace(styles.INPUT_CENTRED, number="yyyy-mm-dd")
"""On a protected sheet no program sets a date format by itself: a date typed there would come back as a number."""


def write_workbook(scheme: Scheme, secret: bytes, workbook: WorkbookLayout, entries: Entries = _NO_ENTRIES) -> bytes:
    """The unit's workbook as bytes; the same scheme, key and entries give the same bytes.

    ``secret``: the campaign's key, for the stamp.
    """
    book = Book(f"{workbook.unit_name} {scheme.profile.title}", banner=scheme.profile.banner)
    _write_guide(book, scheme, workbook)
    for form in workbook.forms:
        _write_form(book.page(form.sheet, landscape=form.landscape), scheme, form, workbook.unit_name, entries)
    # Registers of the same ballots share the paper ballot.
    polled = [f for f in workbook.forms if f.key.kind.polled and not f.by_voter and f.key.typing != SECOND_TYPING]
    taken = {form.sheet for form in workbook.forms}
    for form in polled:
        write_paper_ballot(book, scheme, form, taken)
    _write_stamp(book, scheme, secret, workbook)
    return book.save()


def _write_stamp(book: Book, scheme: Scheme, secret: bytes, workbook: WorkbookLayout) -> None:
    """Write the hidden sheet 表身份."""
    page = book.page(STAMP_SHEET)
    lines = tuple(StampedForm(form.code, form.key.text(), form.fingerprint, form.sheet) for form in workbook.forms)
    stamp = make_stamp(secret, workbook.unit, workbook.version, scheme, lines)
    for row, cells in enumerate(stamp_rows(stamp, secret)):
        page.put_row(row, 0, cells)
    page.protect()
    page.hide()


def _write_form(page: Page, scheme: Scheme, form: FormLayout, unit: str, entries: Entries) -> None:
    """Write the sheet of a form. ``unit``: the name of the 填报单位."""
    page.widths(*(column.width for column in form.columns))
    _write_face(page, form, unit)
    for placed in form.placed():
        _write_field(page, form, placed, entries)
    _write_headings(page, form)
    _write_grid(page, scheme, form, entries)
    _write_rules(page, form)
    _colour_complete_rows(page, form)
    _write_totals(page, form, form_type(form.key.kind).totals(scheme, form))
    _write_foot(page, form, unit)
    page.head_rows(HEADING_ROW, KEY_ROW, freeze_columns=1)
    page.protect()


def _write_face(page: Page, form: FormLayout, unit: str) -> None:
    """Write the code, and on the first page of paper the title and the instructions."""
    first, last = form.title_columns
    code = replace(styles.SUBTITLE, wrap=False)
    if form.pages > 1:
        page.pages_wide(form.pages, REPEATED)
        code = replace(code, size=_SMALL_CODE)
    page.put(CODE_ROW, CODE_COLUMN, form.code_text, code)
    if page.book.banner:
        page.put(CODE_ROW, last, page.book.banner, replace(styles.BANNER, align="right"))
    room = added_up(column.width for column in form.columns[first : last + 1])
    page.merge(TITLE_ROW, first, last, form.title, styles.TITLE)
    fit_row(page, TITLE_ROW, [(form.title, room)], styles.TITLE.size, least=_TITLE_HEIGHT)
    intro = f"填报单位：{unit}    {form.intro}"
    page.merge(INTRO_ROW, first, last, intro, styles.NOTE)
    fit_row(page, INTRO_ROW, [(intro, room)], styles.NOTE.size)


def _write_field(page: Page, form: FormLayout, placed: PlacedField, entries: Entries) -> None:
    """Write a field of head or foot: label, entry with its rule, and row height."""
    page.merge(placed.row, *placed.label, placed.field.label, styles.LABEL)
    content = entries.get((form.sheet, placed.row, placed.entry[0]))
    page.merge(placed.row, *placed.entry, "", styles.INPUT_CENTRED)
    page.put(placed.row, placed.entry[0], content, styles.INPUT_CENTRED)
    rule = placed.field.kind.rule()
    if rule is not None:
        first = placed.entry[0]
        page.rule(placed.row, first, placed.row, first, rule, title=placed.field.label.rstrip("："))
    page.height(placed.row, 22)


def _write_headings(page: Page, form: FormLayout) -> None:
    """Write the headings, and the hidden row of column keys by which the reader recognizes columns."""
    for index, column in enumerate(form.columns):
        page.put(HEADING_ROW, index, column.heading, styles.HEADING_UPRIGHT if column.upright else styles.HEADING)
        page.put(KEY_ROW, index, KEY_CORNER if index == 0 else column.key)
    level = [(column.heading, column.width) for column in form.columns if not column.upright]
    rotated = max((len(column.heading) for column in form.columns if column.upright), default=0)
    fit_row(page, HEADING_ROW, level, styles.HEADING.size, least=rotated * styles.HEADING_UPRIGHT.size * _UPRIGHT)
    page.hide_row(KEY_ROW)


def _write_grid(page: Page, scheme: Scheme, form: FormLayout, entries: Entries) -> None:
    """Write the issued contents, the formulas and the input cells of all rows."""
    issued, inputs, looks = form.issued_columns(), tuple(form.input_columns()), _input_looks(form)
    formulas = tuple(_formulas(scheme, form))
    heights = _Heights(form, entries)
    for number, row in enumerate(form.rows, FIRST_ROW):
        cells: list[tuple[int, Content, Style]] = [
            (index, text, _issued_look(form.columns[index], text))
            for index, text in zip(issued, row.issued, strict=True)
        ]
        for index, column in inputs:
            closed = form.kind_at(row, column) is None
            typed = entries.get((form.sheet, number, index), row.closed.get(column.key))
            cells.append((index, typed, styles.CLOSED if closed else looks[index]))
        page.put_cells(number, cells)
        # Formulas get "" as their stored result: a viewer that does not calculate would show 0 otherwise.
        for index, formula, look in formulas:
            page.formula(number, index, formula(row, number), look, "")
        heights.fit(page, number, row)


def _formulas(scheme: Scheme, form: FormLayout) -> Iterator[tuple[int, RowFormula, Style]]:
    """Yield the columns with formulas: the index, the formula of each row, the style."""
    kind = form_type(form.key.kind)
    for index, column in enumerate(form.columns):
        if column.role is Role.COMPUTED:
            yield index, kind.computed(scheme, form, column), styles.CLOSED
        elif column.role is Role.STATUS:
            yield index, kind.status(scheme, form), styles.STATUS


def _issued_look(column: GridColumn, content: Content) -> Style:
    if column.key == HEAD:
        return styles.OVER if content else styles.UNDER
    return styles.SMALL if column.width > _NARROW else styles.CENTRED


def _input_looks(form: FormLayout) -> dict[int, Style]:
    """The style of each input column, by index; if ratees have several columns, every other ratee has another fill."""
    persons = list(dict.fromkeys(column.ratee for column in form.columns if column.upright and column.ratee))
    # Narrow columns of neighbouring ratees are easily confused, hence the alternating fill.
    looks = {}
    for index, column in form.input_columns():
        looks[index] = styles.INPUT if isinstance(_kind_in(form, column), Text) else styles.INPUT_CENTRED
        if isinstance(column.kind, Date):
            looks[index] = _DATE
        if column.upright and persons.index(column.ratee) % 2:
            looks[index] = styles.INPUT_OTHER
    return looks


def _kind_in(form: FormLayout, column: GridColumn) -> Kind | None:
    """The kind of the entries of a column, or of the first of them if each row has its own."""
    return column.kind or next((row.kinds[column.key] for row in form.rows if column.key in row.kinds), None)


class _Heights:
    """The heights of the rows of a grid, by their issued texts and those already entered, with space for long texts."""

    def __init__(self, form: FormLayout, entries: Entries) -> None:
        self._sheet, self._entries = form.sheet, entries
        self._issued = [form.columns[index].width for index in form.issued_columns()]
        texts = [(i, column) for i, column in form.input_columns() if isinstance(_kind_in(form, column), Text)]
        self._texts = [(index, column.width) for index, column in texts]
        self._least = _ROOM_TO_WRITE if form_type(form.key.kind).long_texts else _LEAST_HEIGHT

    def fit(self, page: Page, number: int, row: GridRow) -> None:
        """Set the height of a row of the sheet."""
        texts = [(str(text), width) for text, width in zip(row.issued, self._issued, strict=True)]
        typed = self._entries
        texts += [(str(typed.get((self._sheet, number, index), "")), width) for index, width in self._texts]
        fit_row(page, number, texts, styles.SMALL.size, least=self._least)


def _write_rules(page: Page, form: FormLayout) -> None:
    """Write one entry rule per column, or one per open cell if the rows have kinds of their own."""
    last = FIRST_ROW + len(form.rows) - 1
    for index, column in form.input_columns():
        title = column.heading.replace("\n", "")
        shared = column.kind.rule() if column.kind else None
        if shared is not None:
            page.rule(FIRST_ROW, index, last, index, shared, title=title)
        for number, row in enumerate(form.rows, FIRST_ROW):
            own = row.kinds[column.key].rule() if column.key in row.kinds else None
            if own is not None:
                page.rule(number, index, number, index, own, title=title)


def _colour_complete_rows(page: Page, form: FormLayout) -> None:
    """Show “完整” in a calm colour; every other 填写检查 stays red."""
    column, last = form.column_of("status"), FIRST_ROW + len(form.rows) - 1
    options = {"type": "cell", "criteria": "==", "value": f'"{WHOLE}"', "format": styles.Style(color=styles.CALM)}
    page.condition(FIRST_ROW, column, last, column, options)


def _write_totals(page: Page, form: FormLayout, totals: Totals) -> None:
    """Write the row of totals and the line that explains it, if the form has them."""
    if totals.label:
        _write_totals_row(page, form, totals.label, totals.cells)
    if totals.remark:
        first, last = form.title_columns
        width = added_up(column.width for column in form.columns[first : last + 1])
        page.merge(form.totals_row + 1, first, last, totals.remark, styles.NOTE)
        fit_row(page, form.totals_row + 1, [(totals.remark, width)], styles.NOTE.size)


def _write_totals_row(page: Page, form: FormLayout, label: str, cells: Mapping[int, Content]) -> None:
    """Write the row of totals. ``cells``: contents and formulas by column."""
    row = form.totals_row
    page.put(row, 0, label, styles.TOTAL)
    fit_row(page, row, [(label, form.columns[0].width)], styles.TOTAL.size)
    for index in range(1, form.width):
        content = cells.get(index)
        look = styles.STATUS if index == form.column_of("status") else styles.TOTAL
        if isinstance(content, str) and content.startswith("="):
            page.formula(row, index, content, look, "")
        else:
            page.put(row, index, content, look)


def _write_foot(page: Page, form: FormLayout, unit: str) -> None:
    """Write the line for seal and name of the unit, below the signature fields."""
    if form.by_voter:  # the ballot of a voter has no seal
        return
    row = form.foot_row + 2
    page.merge(row, *form.title_columns, f"{form_type(form.key.kind).sealed_by}：{unit}", styles.NOTE)
    page.height(row, 30)


_FIRST_STEP = "只在浅黄色格内填写；白色、灰色格已锁定，请不要改动、增删行列，也不要改动工作表名称。"
_OF_KINDS = (
    (Points, "分数填数字，可以带一位或两位小数，例如 92 或 92.5；不要写“约90”“90/100”“九十五”，不要用公式。"),
    (Count, "票数填整数，没有的填0；不要写“约90”“九十五”，不要用公式。"),
    (Tick, "选择用√表示（也可填1），没有选择的格留空；不要填分数。"),
    (Date, "日期按“2024-12-20”的样子填写。"),
)
"""How to fill in cells of a kind; shown only if the workbook has such cells."""
_LAST_STEPS = (
    "填完后看最右边“填写检查”一栏：显示“完整”即可；有其他提示的，请核对，确属填错的更正。",
    "复制粘贴请用“选择性粘贴—数值”，以免带入公式和格式。",
    "填好后直接保存，用原表报送（文件名可以改）。请保存为 .xlsx 格式，不要截图、不要转成 PDF 代替报送。",
    "需要签字盖章的，打印本表（A4），签字盖章后与电子表一并报送。",
)
_WIDTHS = (6, 34, 56)


def _write_guide(book: Book, scheme: Scheme, workbook: WorkbookLayout) -> None:
    """Write the sheet 填表说明: the unit, the deadline, the contact, a link to each form, and how to fill them in."""
    page = book.page(GUIDE_SHEET)
    page.widths(*_WIDTHS)
    profile = scheme.profile
    if profile.banner:
        page.merge(0, 0, 2, profile.banner, styles.BANNER)
    page.merge(1, 0, 2, profile.occasion, styles.TITLE)
    page.height(1, 54)
    page.merge(2, 0, 2, "填 表 说 明", styles.TITLE)
    page.height(2, 32)
    row = _write_facts(page, scheme, workbook)
    row = _write_forms(page, scheme, workbook, row + 1)
    page.merge(row + 1, 0, 2, "填写要求", styles.SECTION)
    for number, step in enumerate(_steps(workbook), 1):
        page.put(row + 1 + number, 0, f"{number}.", styles.LABEL)
        page.merge(row + 1 + number, 1, 2, step, styles.NOTE)
        fit_row(page, row + 1 + number, [(step, _WIDTHS[1] + _WIDTHS[2])], styles.NOTE.size)
    page.protect()


def _steps(workbook: WorkbookLayout) -> list[str]:
    """The instructions that apply to the kinds of cells of this workbook."""
    kinds = {type(kind) for form in workbook.forms for kind in form.kinds()}
    return [_FIRST_STEP, *(text for kind, text in _OF_KINDS if kind in kinds), *_LAST_STEPS]


def _as_printed(day: dt.date) -> str:
    """A day with zeros before one digit, unlike elsewhere: a form that is made again stays as it was issued."""
    return f"{day.year}年{day.month:02}月{day.day:02}日"


def _write_facts(page: Page, scheme: Scheme, workbook: WorkbookLayout) -> int:
    """Write unit, host, deadline and contact. Return the row below."""
    profile = scheme.profile
    deadline = _as_printed(profile.deadline) if profile.deadline else "以通知为准"
    contact = " ".join(part for part in (profile.contact, profile.phone) if part)
    facts = (("填报单位", workbook.unit_name), ("报送至", profile.host), ("报送截止", deadline), ("联系人", contact))
    for row, (label, text) in enumerate(facts, 3):
        page.merge(row, 0, 1, f"{label}:", styles.LABEL)
        page.put(row, 2, text)
        page.height(row, 20)
    return 3 + len(facts)


def _write_forms(page: Page, scheme: Scheme, workbook: WorkbookLayout, row: int) -> int:
    """Write the list of the forms of the workbook with links. Return the row below."""
    page.merge(row, 0, 2, "需填报的表（点击表名可跳转）", styles.SECTION)
    page.put_row(row + 1, 0, ["序号", "工作表", "说明"], styles.HEADING)
    row += 2
    for number, form in enumerate(workbook.forms, 1):
        page.put(row, 0, number, styles.CENTRED)
        page.link(row, 1, f"'{form.sheet}'!A1", form.sheet, styles.LINK)
        note = _note(scheme, form)
        page.put(row, 2, note, styles.SMALL)
        fit_row(page, row, [(form.sheet, _WIDTHS[1]), (note, _WIDTHS[2])], styles.SMALL.size)
        row += 1
    return row


def _note(scheme: Scheme, form: FormLayout) -> str:
    """The purpose of a form, and the extra sentence of the scheme for the voters of its class."""
    key, words = form.key, form_type(form.key.kind)
    voter = scheme.class_of.get((key.poll, key.voter_class))
    if voter is None:
        return words.note
    note = words.signed_note if voter.signed else words.note
    return (words.voter_note if form.by_voter else note) + typed_twice(key) + voter.sentence
