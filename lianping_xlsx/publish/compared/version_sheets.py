"""版本对照.xlsx: every form received in different versions, compared entry by entry, for those who must choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from lianping_xlsx.core.campaign_names import VERSIONS_FILE
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.intake.resolution.conflict_text import what_speaks_for_which
from lianping_xlsx.intake.resolution.versions import Contest, Difference, Version
from lianping_xlsx.publish.compared.choice_table import version_name, write_choices
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
    write_text,
)
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Page
from lianping_xlsx.spreadsheet.row_height import fit_row, line_room

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
    write_choices(book, data)
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
    last, width = len(widths) - 1, sum(widths)
    count = len(contest.differences) + contest.untold
    title = f"{number}．{contest.expected.unit}　{contest.name}：{count}处不同；{_outcome(contest)}"
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
    return f"{version_name(place)}：{'，'.join(part for part in parts if part)}"


def _is_chosen(contest: Contest, version: Version) -> bool:
    return contest.chosen in version.files


def _write_headings(page: Page, row: int, contest: Contest, widths: Sequence[float]) -> int:
    """Write two heading rows: the versions with their files, then the columns of each. Return the next row."""
    for column, (heading, _) in enumerate(_FIXED):
        page.merge(row, column, column, heading, HEADING, to_row=row + 1)
    heads = []
    for place, version in enumerate(contest.versions):
        first = len(_FIXED) + 2 * place
        heads.append(f"{version_name(place)}{'（采用）' if _is_chosen(contest, version) else ''}\n{version.files[0]}")
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
