"""版本对照.xlsx: every form received in different versions, compared entry by entry, for those who must choose.

They choose on the sheet 选定版本, which the next merge reads back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, zip_longest

from lianping_xlsx.core.campaign_names import VERSIONS_FILE
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.exact import added_up
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.formats.workbook_reader import Sheet
from lianping_xlsx.intake.resolution.conflict_text import what_speaks_for_which
from lianping_xlsx.intake.resolution.typed_choices import CHOSEN, Spot, TypedChoice, TypedChoiceRow
from lianping_xlsx.intake.resolution.versions import Contest, Difference, Version
from lianping_xlsx.publish.summary.summary_frame import (
    BLOCK,
    CENTRED,
    FIRST_ROW,
    HEADING,
    HEADING_ROW,
    NOTE_ROW,
    TEXT,
    TITLE_ROW,
    SheetHead,
    open_page,
    pieces,
    write_heading,
    write_text,
)
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Page
from lianping_xlsx.spreadsheet.cell_kinds import EntryRule, Text
from lianping_xlsx.spreadsheet.row_height import fit_row, line_room
from lianping_xlsx.spreadsheet.seen_otherwise import without_result
from lianping_xlsx.spreadsheet.table_reading import read_table
from lianping_xlsx.spreadsheet.tables import Column, Record, Table

_TEXT = Text()
_CHOICE = "采用"
_CHOICE_TABLE = Table(
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
_NAMES = [column.name for column in _CHOICE_TABLE.columns]
_WIDTHS = [column.width for column in _CHOICE_TABLE.columns]
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


def _write_choices(book: Book, data: SummaryData) -> None:
    """Write the sheet: one row per version, ordered by form; below them the choices whose file is missing now."""
    head = SheetHead(_CHOICE_TABLE.sheet, _CHOICE_TABLE.title, _CHOICE_TABLE.note, _WIDTHS[: _LAST + 1])
    page = open_page(book, data, head)
    write_heading(page, _NAMES[: _LAST + 1], _WIDTHS)
    page.put_row(HEADING_ROW, _CODE_AT, _NAMES[_CODE_AT:], styles.HEADING)
    page.head_rows(HEADING_ROW, HEADING_ROW)
    digests = {file.path: file.sha256 for file in data.files}
    row = FIRST_ROW
    for number, contest in enumerate(data.contests, 1):
        for place, version in enumerate((*contest.versions, *contest.rest)):
            listed = _listed(contest, place, version, digests)
            texts = (str(number), contest.unit, contest.name, _version_name(place), listed.file)
            _write(page, row, (*texts, _situation(version)), contest.code, listed)
            row += 1
    row = _write_lost(page, row, data.lost)
    if row > FIRST_ROW:
        page.rule(FIRST_ROW, _CHOICE_AT, row - 1, _CHOICE_AT, _RULE, title=_CHOICE)
    # The program finds the form by its code and the file by its digest; people need neither.
    for column in (_CODE_AT, _SPOTS_AT):
        page.hide_column(column)
    page.print_area(max(FIRST_ROW, row - 1), _LAST)
    page.protect()


def _version_name(place: int) -> str:
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

    None and the finding ``choice.unreadable`` if an entry could be lost. ``table.no-result``: a formula reads as blank.
    """
    sheet = next((sheet for sheet in sheets if sheet.name == _CHOICE_TABLE.sheet), None)
    if sheet is None:
        return Outcome(())
    outcome = read_table(_CHOICE_TABLE, sheet.rows, file=file)
    reason = _why_unreadable(sheet, outcome.findings)
    if reason:
        return Outcome(None, (Finding("choice.unreadable", Place(file, sheet.name), {"reason": reason}),))
    return Outcome(tuple(_picks(outcome.value, Place(file, sheet.name))), tuple(without_result(sheet, file)))


def has_choices(sheets: Sequence[Sheet]) -> bool:
    """Return True if a workbook has the sheet; workbooks of earlier versions do not."""
    return any(sheet.name == _CHOICE_TABLE.sheet for sheet in sheets)


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


_SHEET = VERSIONS_FILE.removesuffix(".xlsx")
_FIXED = (("序号", 6.0), ("票号、编号", 24.0), ("栏", 22.0))
_CELL = 8.0
_ROOM, _LEAST = 56.0, 14.0
"""The width (characters) for the contents of all versions together, and the least width for one version."""
_MOST_ROWS = 20_000
"""The largest number of differences on the sheet: nobody reads more, and 2,000 files could have a million."""
_LINES = 12
"""The most lines of a long text on one row; the rest continues on the next row, beside the other versions."""
_USED = replace(TEXT, fill="#EAF4E6")
_BLANK = replace(TEXT, color=styles.INK_GREY)
_SIGN = styles.Style(size=10.5)
_NOTE = (
    "同一张表交来内容不同的几份，逐处对照如下。决定以哪一份为准以后，在前一张“选定版本”表的“采用”栏打√，保存后再合并；"
    "也可以把其余的移出收回文件夹。本表供主办单位内部核对，含有逐张测评票的内容，请勿外传。"
)

_UNTOLD = "登记的票不足{line}张，为保护投票人，逐处不同不列，请打开这几份文件核对。"


def write_versions(data: SummaryData) -> bytes:
    """版本对照.xlsx as bytes, equal for equal data: the choices and, if versions differ, the comparison."""
    profile = data.scheme.profile
    book = Book(f"{profile.occasion}{_SHEET}", banner=profile.banner)
    _write_choices(book, data)
    if data.contests:
        _write_comparison(book, data)
    return book.save()


def _write_comparison(book: Book, data: SummaryData) -> None:
    """Write the sheet 版本对照, form by form."""
    most = max(len(contest.versions) for contest in data.contests)
    content = max(_LEAST, _ROOM / most)
    widths = [*(width for _, width in _FIXED), *[_CELL, content] * most]
    page = open_page(book, data, SheetHead(_SHEET, f"收回的表{_SHEET}", _NOTE, widths))
    page.head_rows(TITLE_ROW, NOTE_ROW)
    row, room = HEADING_ROW, _MOST_ROWS
    for number, contest in enumerate(data.contests, 1):
        row = _write_contest(page, row, (number, contest), widths, (room, data.scheme.rules.class_line))
        room = max(0, room - len(contest.differences))
    page.print_area(max(FIRST_ROW, row - 1), len(widths) - 1)


def _write_contest(
    page: Page, row: int, numbered: tuple[int, Contest], widths: Sequence[float], limits: tuple[int, int]
) -> int:
    """Write one form; return the next free row, after a blank one.

    ``limits``: the number of differences for which there is room, and 票类均分单列线.
    """
    (number, contest), (room, line_of_class) = numbered, limits
    last, width = len(widths) - 1, added_up(widths)
    count = len(contest.differences) + contest.untold
    title = f"{number}．{contest.unit}　{contest.name}：{count}处不同；{_outcome(contest)}"
    page.merge(row, 0, last, title, BLOCK)
    page.height(row, 22)
    lines = [_version_words(contest, place) for place in range(len(contest.versions))]
    lines += [hint] if (hint := what_speaks_for_which(contest)) else []
    lines += [_UNTOLD.format(line=line_of_class)] if contest.untold else []
    for line in lines:
        row += 1
        write_text(page, row, (0, last), line, TEXT, width)
    row = row + 1 if contest.untold else _write_headings(page, row + 1, contest, widths)
    for place, difference in enumerate(contest.differences[:room], 1):
        row = _write_difference(page, row, (place, difference), contest, widths)
    if len(contest.differences) > room:
        text = f"……还有{len(contest.differences) - room}处没有列出；先处理上面的，再运行一次就会列出。"
        write_text(page, row, (0, last), text, TEXT, width)
        row += 1
    if not contest.chosen:
        page.merge(row, 0, last, "采用哪一份：　　　　　　　　　　决定人：　　　　　　　　日期：", _SIGN)
        page.height(row, 26)
        row += 1
    return row + 1


def _outcome(contest: Contest) -> str:
    return f"采用了“{contest.chosen}”" if contest.chosen else "还没有决定，都没有采用"


def _version_words(contest: Contest, place: int) -> str:
    """A version in words: 版本一：“甲.xlsx”，填了24格，读表时发现错误1处，已采用."""
    version = contest.versions[place]
    same = "、".join(f"“{file}”" for file in version.files[1:])
    parts = (
        f"“{version.files[0]}”",
        f"内容相同的还有{same}" if same else "",
        f"填了{version.filled}格",
        f"读表时发现错误{version.errors}处" if version.errors else "",
        "已采用" if _is_chosen(contest, version) else "",
    )
    return f"{_version_name(place)}：{'，'.join(part for part in parts if part)}"


def _is_chosen(contest: Contest, version: Version) -> bool:
    return contest.chosen in version.files


def _write_headings(page: Page, row: int, contest: Contest, widths: Sequence[float]) -> int:
    """Write two heading rows: the versions with their files, then the columns of each. Return the next row."""
    for column, (heading, _) in enumerate(_FIXED):
        page.merge(row, column, column, heading, HEADING, to_row=row + 1)
    heads = []
    for place, version in enumerate(contest.versions):
        first = len(_FIXED) + 2 * place
        heads.append(f"{_version_name(place)}{'（采用）' if _is_chosen(contest, version) else ''}\n{version.files[0]}")
        page.merge(row, first, first + 1, heads[-1], HEADING)
    fit_row(page, row, [(head, widths[3] + widths[4]) for head in heads], HEADING.size)
    page.put_row(row + 1, len(_FIXED), ("单元格", "内容") * len(contest.versions), HEADING)
    page.height(row + 1, 20)
    return row + 2


def _write_difference(
    page: Page, row: int, numbered: tuple[int, Difference], contest: Contest, widths: Sequence[float]
) -> int:
    """Write one difference on as many rows as its longest text needs; return the next free row."""
    number, difference = numbered
    limit = _LINES * line_room(widths[len(_FIXED) + 1], TEXT.size)
    cut = [pieces(value or "（没有填）", limit) for value in difference.values]
    for part, texts in enumerate(zip_longest(*cut, fillvalue="")):
        page.put(row, 0, f"{number}（续）" if part else number, CENTRED)
        page.put_row(row, 1, (difference.row, difference.column), TEXT)
        for place, (cell, text) in enumerate(zip(difference.cells, texts, strict=True)):
            column = len(_FIXED) + 2 * place
            page.put(row, column, "" if part else cell, CENTRED)
            filled = _USED if _is_chosen(contest, contest.versions[place]) else TEXT
            page.put(row, column + 1, text, filled if difference.values[place] else _BLANK)
        fit_row(page, row, zip((difference.row, difference.column, *texts), _text_widths(widths), strict=False))
        row += 1
    return row


def _text_widths(widths: Sequence[float]) -> tuple[float, ...]:
    return (*widths[1 : len(_FIXED)], *widths[len(_FIXED) + 1 :: 2])
