"""The row of totals below a grid, and the line below it, as the 表种 declares them."""

from __future__ import annotations

from collections.abc import Mapping

from lianping_xlsx.forms.form_type import Totals
from lianping_xlsx.forms.layout import FormLayout
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Content, Page
from lianping_xlsx.spreadsheet.row_height import fit_row


def write_totals(page: Page, form: FormLayout, totals: Totals) -> None:
    """The row, and the line that says what its figures are; each only where there is one."""
    if totals.label:
        _write_row(page, form, totals.label, totals.cells)
    if totals.remark:
        first, last = form.face
        width = sum(column.width for column in form.columns[first : last + 1])
        page.merge(form.totals_row + 1, first, last, totals.remark, styles.NOTE)
        fit_row(page, form.totals_row + 1, [(totals.remark, width)], styles.NOTE.size)


def _write_row(page: Page, form: FormLayout, label: str, cells: Mapping[int, Content]) -> None:
    """``cells``: contents and formulas by column."""
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
