"""Parts that the formulas of the column 填写检查 share. The column is for the person who fills in a form.

Pasting overwrites entry rules, but not a formula in a locked cell, which shows at once what is missing or wrong. The
program never reads the result of these formulas.
"""

from __future__ import annotations

from collections.abc import Sequence

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.forms.layout import FIRST_ROW, FormLayout, GridRow
from lianping_xlsx.forms.typed_value_formulas import entries
from lianping_xlsx.scheme.model import Scheme

WHOLE, MISSING, IN_PART = "完整", "未填", "部分填写"
NOT_NUMBERS, IMPRECISE = "有不是数字的", "有超过两位小数的"
Case = tuple[str, str]
"""A condition (a formula part), and the text to show if it is true."""
_TRIFLE = "1E-9"
"""Added before rounding: a binary number may lie just below an exact half; no exact result lies so close below one."""


def first_case(cases: Sequence[Case], last: str) -> str:
    """A formula part: the text of the first case that is true, else ``last``, itself a formula part."""
    opened = "".join(f'IF({condition},"{words}",' for condition, words in cases)
    return f"{opened}{last}{')' * len(cases)}"


def quoted_words(words: str) -> str:
    """A text as a formula part. The text contains no quotation mark."""
    return f'"{words}"'


def row_span(form: FormLayout, place: int, first: str, last: str) -> str:
    """The range in sheet row ``place`` from column ``first`` to column ``last``, given by their keys."""
    cells = [a1(place, form.column_of(key)) for key in dict.fromkeys((first, last))]
    return ":".join(cells)


def column_span(form: FormLayout, column: int) -> str:
    """The range of a column over all rows of the grid."""
    return f"{a1(FIRST_ROW, column)}:{a1(form.totals_row - 1, column)}"


def rounded(scheme: Scheme, value: str) -> str:
    """A formula part: ``value`` rounded half up to the decimals of the scheme."""
    return f"ROUND({value}+{_TRIFLE},{scheme.rules.decimals})"


def texts_status(_scheme: Scheme, form: FormLayout, _row: GridRow, place: int) -> str:
    """The formula part of 填写检查 for a row of texts: 未填, 部分填写 or 完整. Its input columns are adjacent."""
    columns = [index for index, _ in form.input_columns()]
    texts = f"{a1(place, columns[0])}:{a1(place, columns[-1])}"
    cases = ((f"{entries(texts)}=0", MISSING), (f"{entries(texts)}<{len(columns)}", IN_PART))
    return first_case(cases, quoted_words(WHOLE))
