"""What the formulas of the column 填写检查 share: for the eye of the person who fills a form in.

Entry rules are defeated by pasting; a formula in a locked cell cannot be, and shows at once what is missing or wrong.
The program never reads its result.
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
"""A condition, and what is said where it is so."""
_TRIFLE = "1E-9"
"""Binary numbers may miss an exact half by a hair; no true result lies so near below one."""


def first_case(cases: Sequence[Case], last: str) -> str:
    """The words of the first case that is so, else ``last``, a formula part."""
    opened = "".join(f'IF({condition},"{words}",' for condition, words in cases)
    return f"{opened}{last}{')' * len(cases)}"


def quoted_words(words: str) -> str:
    """Words as a formula part."""
    return f'"{words}"'


def row_span(form: FormLayout, place: int, first: str, last: str) -> str:
    """The cells of sheet row ``place`` from one column to another, by their keys."""
    cells = [a1(place, form.column_of(key)) for key in dict.fromkeys((first, last))]
    return ":".join(cells)


def column_span(form: FormLayout, column: int) -> str:
    """The cells of a column in all rows of the grid."""
    return f"{a1(FIRST_ROW, column)}:{a1(form.totals_row - 1, column)}"


def rounded(scheme: Scheme, value: str) -> str:
    """Rounded as the scheme rounds a score."""
    return f"ROUND({value}+{_TRIFLE},{scheme.rules.decimals})"


def texts_status(_scheme: Scheme, form: FormLayout, _row: GridRow, place: int) -> str:
    """Whether all input columns of a row, which stand side by side, have something in them."""
    columns = [index for index, _ in form.input_columns()]
    texts = f"{a1(place, columns[0])}:{a1(place, columns[-1])}"
    cases = ((f"{entries(texts)}=0", MISSING), (f"{entries(texts)}<{len(columns)}", IN_PART))
    return first_case(cases, quoted_words(WHOLE))
