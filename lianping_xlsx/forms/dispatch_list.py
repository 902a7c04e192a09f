"""分发清单.xlsx: the list of the files of 1发出 and of the units to which they are sent."""

from __future__ import annotations

from collections.abc import Sequence

from lianping_xlsx.forms.layout import WorkbookLayout
from lianping_xlsx.scheme.model import Scheme, Unit
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book
from lianping_xlsx.spreadsheet.row_height import fit_row

_COLUMNS = (
    ("序号", 6),
    ("填报单位", 26),
    ("文件", 32),
    ("表", 34),
    ("联系人", 11),
    ("电话", 15),
    ("邮箱", 26),
    ("发送日期", 12),
)


def write_dispatch(scheme: Scheme, workbooks: Sequence[WorkbookLayout]) -> bytes:
    """The list as bytes: one row per unit with its file, the forms in it and the contact.

    ``workbooks``: in the order of the rows. The column 发送日期 is left blank, for the clerk to fill in.
    """
    profile = scheme.profile
    book = Book(f"分发清单 {profile.title}", banner=profile.banner)
    page = book.page("分发清单", landscape=True)
    page.widths(*(width for _, width in _COLUMNS))
    last = len(_COLUMNS) - 1
    page.merge(0, 0, last, f"{profile.occasion}表格分发清单", styles.TITLE)
    page.height(0, 32)
    deadline = f"{profile.deadline:%Y年%m月%d日}" if profile.deadline else ""
    page.merge(1, 0, last, f"{profile.banner}  报送截止：{deadline}".strip(), styles.SUBTITLE)
    page.put_row(2, 0, [name for name, _ in _COLUMNS], styles.HEADING)
    units = {unit.code: unit for unit in scheme.units}
    for row, workbook in enumerate(workbooks, 3):
        page.put(row, 0, row - 2, styles.CENTRED)
        line = _line(workbook, units[workbook.unit])
        page.put_row(row, 1, line, styles.SMALL)
        fit_row(page, row, zip(line, (width for _, width in _COLUMNS[1:]), strict=True), styles.SMALL.size)
    page.head_rows(2, 2)
    return book.save()


def _line(workbook: WorkbookLayout, unit: Unit) -> list[str]:
    return [unit.name, workbook.file, workbook.contents, unit.contact, unit.phone, unit.email, ""]
