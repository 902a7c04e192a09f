"""Common parts of the workbooks of 4审定: head, lines for signatures, rows fitted to their texts."""

from __future__ import annotations

from collections.abc import Sequence

from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.decision.final_data import FinalData, Score
from lianping_xlsx.publish.page_frame import SheetHead, figure, name_look, open_sheet, put_name, write_text
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Content, Page
from lianping_xlsx.spreadsheet.row_height import fit_row
from lianping_xlsx.spreadsheet.styles import Style

_TRIAL = "结果为试算，遗留问题经责任人同意后审定"
_LINE = styles.Style(size=11, wrap=False)


def campaign_title(data: FinalData) -> str:
    """The beginning of a title: 2024年度……述职评议考核."""
    profile = data.summary.scheme.profile
    return profile.occasion


def open_final(book: Book, data: FinalData, head: SheetHead) -> Page:
    """Add a sheet whose title begins with that of the campaign, with 标注 above it."""
    mark = "" if data.summary.official else _TRIAL
    titled = replace(head, title=f"{campaign_title(data)}{head.title}")
    return open_sheet(book, data.summary.scheme.profile, titled, mark=mark)


class RowWriter:
    """Writes rows in the same looks, each as high as its texts need; names that shrink stay on one line."""

    def __init__(self, page: Page, looks: Sequence[Style], widths: Sequence[float]) -> None:
        """``looks``, ``widths`` (characters): of the columns, from the first one."""
        self._page = page
        self._formats = page.formats_of(looks)
        self._size = max(look.size for look in looks)
        places = zip(looks, widths, strict=True)
        columns = [(column, look, width) for column, (look, width) in enumerate(places)]
        self._wrapped = [(column, width) for column, look, width in columns if not look.shrink]
        self._names = [(column, look, width) for column, look, width in columns if look.shrink]

    def write(self, row: int, contents: Sequence[Content]) -> None:
        """Write a row; ``contents``: of all columns."""
        self._page.put_formatted(row, contents, self._formats)
        texts = [(str(text), width) for column, width in self._wrapped if (text := contents[column]) is not None]
        texts += [
            put_name(self._page, row, column, str(contents[column]), width, look)
            for column, look, width in self._names
            if contents[column] and not name_look(str(contents[column]), width, look).shrink
        ]
        fit_row(self._page, row, texts, self._size, least=24)


def write_row(
    page: Page, row: int, contents: Sequence[Content], looks: Sequence[Style], widths: Sequence[float]
) -> None:
    """Write one row by a :class:`RowWriter`."""
    RowWriter(page, looks, widths).write(row, contents)


def score(data: FinalData, points: Score, look: Style) -> tuple[Content, Style]:
    """The content of a cell (a number, 不单列 or a dash) and the look that prints the scheme's decimals."""
    content = points if isinstance(points, str) else figure(points)
    return content, styles.score(look, data.summary.scheme.rules.decimals)


def write_note(page: Page, row: int, text: str, widths: Sequence[float]) -> int:
    """Write a note below a list, over its columns, unless it is empty; return the next row."""
    if not text:
        return row
    write_text(page, row, (0, len(widths) - 1), f"注：{text}", styles.NOTE, sum(widths))
    return row + 1


def write_lines(page: Page, row: int, last: int, lines: Sequence[tuple[str, ...]]) -> None:
    """Write lines for signatures, each with its labels beside each other over the columns 0 to ``last``."""
    for number, labels in enumerate(lines, row):
        # Parts of equal width; the last one ends at the column ``last``.
        ends = [(last + 1) * (place + 1) // len(labels) - 1 for place in range(len(labels))]
        begins = [0, *(end + 1 for end in ends[:-1])]
        for begin, end, label in zip(begins, ends, labels, strict=True):
            page.merge(number, begin, end, label, _LINE)
        page.height(number, 30)
