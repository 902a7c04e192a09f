"""The sheet 选定版本 of 版本对照.xlsx, written and read back: people choose there which version of a form is used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.formats.workbook_reader import Sheet
from lianping_xlsx.intake.resolution.typed_choices import CHOSEN, Spot, TypedChoice, TypedChoiceRow
from lianping_xlsx.intake.resolution.versions import Contest, Version
from lianping_xlsx.publish.summary.summary_frame import (
    CENTRED,
    FIRST_ROW,
    HEADING_ROW,
    TEXT,
    SheetHead,
    open_page,
    write_heading,
)
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Page
from lianping_xlsx.spreadsheet.cell_kinds import EntryRule, Text
from lianping_xlsx.spreadsheet.row_height import fit_row
from lianping_xlsx.spreadsheet.tables import Column, Record, Table, read_table

_TEXT = Text()
_CHOICE = "采用"
CHOICE_TABLE = Table(
    "选定版本",
    "版本选定表",
    "同一张表交来内容不同的几份：请在要采用的一份旁边“采用”栏打√，保存后再合并；打一次，以后都照此办理。"
    "逐处不同见“版本对照”。本表供主办单位内部使用，请勿外传。",
    (
        Column("序号", _TEXT, False, 6),
        Column("填报单位", _TEXT, False, 18),
        Column("表", _TEXT, False, 26),
        Column("版本", _TEXT, False, 9),
        Column("文件", _TEXT, False, 34),
        Column("情况", _TEXT, False, 34),
        Column(_CHOICE, _TEXT, False, 9),
        Column("表码", _TEXT, False, 12),
        Column("校验", _TEXT, False, 12),
    ),
)
_NAMES = [column.name for column in CHOICE_TABLE.columns]
_WIDTHS = [column.width for column in CHOICE_TABLE.columns]
_CHOICE_AT, _CODE_AT, _SPOTS_AT = (_NAMES.index(name) for name in (_CHOICE, "表码", "校验"))
_LAST = _CODE_AT - 1
"""The last visible column; the columns behind it are for the program and hidden."""
_RULE = EntryRule("要采用的一份打√，每张表只选一份。", choices=(CHOSEN,))
_LOST = "以下选定的文件现在已不在收回文件夹里（或内容改过了），选定内容保留如下；不再需要的，清空√即可"
_DIGITS = "一二三四五六七八"
_MOST_SPOTS = 200
"""The largest number of equal copies written into one cell: more would not fit (64 + 31 characters each, 32,767 per
cell), and one copy is enough to find the choice again.
"""
_TICK = replace(styles.INPUT_CENTRED, size=12)


def write_choices(book: Book, data: SummaryData) -> None:
    """Write the sheet: one row per version, ordered by form; below them the choices whose file is missing now."""
    head = SheetHead(CHOICE_TABLE.sheet, CHOICE_TABLE.title, CHOICE_TABLE.note, _WIDTHS[: _LAST + 1])
    page = open_page(book, data, head)
    write_heading(page, _NAMES[: _LAST + 1], _WIDTHS)
    page.put_row(HEADING_ROW, _CODE_AT, _NAMES[_CODE_AT:], styles.HEADING)
    page.head_rows(HEADING_ROW, HEADING_ROW)
    digests = {file.path: file.sha256 for file in data.files}
    row = FIRST_ROW
    for number, contest in enumerate(data.contests, 1):
        for place, version in enumerate((*contest.versions, *contest.rest)):
            listed = _listed(contest, place, version, digests)
            texts = (str(number), contest.expected.unit, contest.name, version_name(place), listed.file)
            _write(page, row, (*texts, _situation(version)), contest.expected.layout.code, listed)
            row += 1
    row = _write_lost(page, row, data.lost)
    if row > FIRST_ROW:
        page.rule(FIRST_ROW, _CHOICE_AT, row - 1, _CHOICE_AT, _RULE, title=_CHOICE)
    # The program finds the form by its code and the file by its digest; people need neither.
    for column in (_CODE_AT, _SPOTS_AT):
        page.hide_column(column)
    page.print_area(max(FIRST_ROW, row - 1), _LAST)
    page.protect()


def version_name(place: int) -> str:
    """The name of the version with this index (from 0): 版本一 for the first."""
    return f"版本{_DIGITS[place] if place < len(_DIGITS) else place + 1}"


def _listed(contest: Contest, place: int, version: Version, digests: dict[str, str]) -> TypedChoiceRow:
    spots = frozenset((digests[path], version.sheet) for path in version.files[:_MOST_SPOTS])
    return TypedChoiceRow(spots, version.files[0], contest.marks[place] if place < len(contest.marks) else "")


def _situation(version: Version) -> str:
    """The facts about a version that help to choose, in words."""
    same = "、".join(version.files[1:4])
    parts = (
        f"填了{version.filled}格",
        f"读表时发现错误{version.errors}处" if version.errors else "",
        "在退回的表上更正的" if version.corrected else "",
        "较新" if version.newest else "",
        f"内容相同的还有{same}{'等' if len(version.files) > 4 else ''}" if same else "",
    )
    return "；".join(part for part in parts if part)


def _write(page: Page, row: int, texts: Sequence[str], code: str, listed: TypedChoiceRow) -> None:
    for column, text in enumerate(texts):
        page.put(row, column, text, CENTRED if column in (0, 3) else TEXT)
    page.put(row, _CHOICE_AT, listed.typed, _TICK)
    page.put(row, _CODE_AT, code, TEXT)
    page.put(row, _SPOTS_AT, "\n".join(sorted(f"{digest}|{sheet}" for digest, sheet in listed.spots)), TEXT)
    fit_row(page, row, zip(texts, _WIDTHS, strict=False), TEXT.size, least=22)


def _write_lost(page: Page, row: int, lost: Sequence[TypedChoice]) -> int:
    """Write the choices whose file is missing now, if any; return the next row."""
    rows = [(pick, listed) for pick in lost for listed in pick.chosen]
    if not rows:
        return row
    page.merge(row, 0, _LAST, _LOST, styles.SECTION)
    page.height(row, 24)
    for number, (pick, listed) in enumerate(rows, row + 1):
        _write(page, number, ("—", pick.unit, pick.form, "—", listed.file, "已不在收回文件夹里"), pick.code, listed)
    return row + 1 + len(rows)


# ---------------------------------------------------------------- read back


def read_choices(sheets: Sequence[Sheet], *, file: str) -> Outcome[tuple[TypedChoice, ...] | None]:
    """Read everything typed on the sheet; () if the workbook has no such sheet. ``file``: its name in findings.

    None and the finding ``choice.unreadable`` if an entry could be lost.
    """
    sheet = next((sheet for sheet in sheets if sheet.name == CHOICE_TABLE.sheet), None)
    if sheet is None:
        return Outcome(())
    outcome = read_table(CHOICE_TABLE, sheet.rows, file=file)
    reason = _why_unreadable(sheet, outcome.findings)
    if reason:
        return Outcome(None, (Finding("choice.unreadable", Place(file, sheet.name), {"reason": reason}),))
    return Outcome(tuple(_picks(outcome.value, Place(file, sheet.name))))


def has_choices(sheets: Sequence[Sheet]) -> bool:
    """Return True if a workbook has the sheet; workbooks of earlier versions do not."""
    return any(sheet.name == CHOICE_TABLE.sheet for sheet in sheets)


def _why_unreadable(sheet: Sheet, findings: Sequence[Finding]) -> str:
    if sheet.errors:
        spot, shown = min(sheet.errors.items())
        return f"单元格 {a1(*spot)} 是公式错误值“{shown}”"
    damaged = any(finding.code in ("table.no-heading", "table.missing-column") for finding in findings)
    return "表头被改动" if damaged else ""


def _picks(records: Sequence[Record], place: Place) -> Iterator[TypedChoice]:
    """Yield one choice per form; the rows of a form need not stand together, since people sort tables."""

    def form(record: Record) -> tuple[str, str, str]:
        return record.text("表码"), record.text("填报单位"), record.text("表")

    versions = [record for record in records if record.text("校验")]
    # ``groupby`` joins only neighbours, so the rows are sorted.
    for (code, unit, name), rows in groupby(sorted(versions, key=form), form):
        yield TypedChoice(code, unit, name, tuple(map(_row, rows)), place)


def _row(record: Record) -> TypedChoiceRow:
    spots = frozenset(_spot(line) for line in record.text("校验").split("\n"))
    cell = record.place("", _CHOICE).cell or ""
    return TypedChoiceRow(spots, record.text("文件"), record.text(_CHOICE), cell)


def _spot(line: str) -> Spot:
    digest, _, sheet = line.partition("|")
    return digest.strip(), sheet
