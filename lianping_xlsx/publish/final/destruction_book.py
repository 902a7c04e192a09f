"""销毁清单.xlsx: the office's record of the destruction of ballots: one row per file, and lines for signatures."""

from __future__ import annotations

from collections.abc import Sequence

from lianping_xlsx.decision.destruction import Destruction
from lianping_xlsx.publish.final.final_sheet import write_lines
from lianping_xlsx.publish.page_frame import CENTRED, FIRST_ROW, HEADING_ROW, TEXT, SheetHead, open_sheet, write_heading
from lianping_xlsx.scheme.profile import Profile
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Content
from lianping_xlsx.spreadsheet.row_height import fit_row

_COLUMNS = (
    ("序号", 6),
    ("文件", 44),
    ("内容", 30),
    ("票数", 7),
    ("校验值（SHA-256）", 44),
    ("销毁日期", 13),
    ("销毁人", 14),
)
_WIDTHS = [width for _, width in _COLUMNS]
_LAST = len(_COLUMNS) - 1
_NOTE = (
    "下列文件原来在考核文件夹里，含有逐张测评票、计票汇总或它们的副本，已经删除。票数是文件里登记的票数，没有登记票数的为“—”。"
    "删除不等于从磁盘上擦除；邮箱、优盘和其他电脑上的副本、纸质票，由主办单位另行销毁。"
)
_SIGNED = (("批准人：", "销毁人："), ("监销人：", "日期：　　　　年　　月　　日"))


def write_destruction_book(profile: Profile, destructions: Sequence[Destruction]) -> bytes:
    """销毁清单.xlsx as bytes: one row per destroyed file, and lines for signatures."""
    book = Book(f"{profile.title}销毁清单", banner=profile.banner)
    head = SheetHead("销毁清单", f"{profile.occasion}测评票销毁清单", _NOTE, _WIDTHS)
    page = open_sheet(book, profile, head)
    write_heading(page, [name for name, _ in _COLUMNS], _WIDTHS)
    page.head_rows(HEADING_ROW, HEADING_ROW)
    listed = [(each, file) for each in destructions for file in each.files]
    for number, (each, file) in enumerate(listed, 1):
        count: Content = "—" if file.ballots is None else file.ballots
        cells: tuple[Content, ...] = (number, file.path, file.content, count, file.sha256, each.date, each.by)
        looks = (CENTRED, TEXT, TEXT, CENTRED, styles.SMALL, CENTRED, CENTRED)
        for column, (cell, look) in enumerate(zip(cells, looks, strict=True)):
            page.put(HEADING_ROW + number, column, cell, look)
        fit_row(page, HEADING_ROW + number, zip(map(str, cells), _WIDTHS, strict=True), TEXT.size)
    row = FIRST_ROW + len(listed)
    page.merge(row, 0, _LAST, f"共{len(listed)}个文件。", styles.NOTE)
    write_lines(page, row + 2, _LAST, _SIGNED)
    return book.save()
