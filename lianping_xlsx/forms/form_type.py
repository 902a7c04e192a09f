"""The definition of a 表种: one ``FormType`` holds everything that the program knows about forms of that kind.

A version that has been issued never changes: a reply is read by the version that its stamp names. To change a form,
add to its ``bodies`` (or ``rows``) a part under the version that is being prepared, ``LAYOUT_VERSION``; the part of the
older version stays as it is. A version without a part of its own uses the newest older one, so that equal layouts are
shared. The constants that the parts share (``PERSON_COLUMNS``, ``SIGNATURES``, the kinds of cell) belong to all
versions that use them. A new 表种 declares its first parts under the first version, because every version has the same
forms.

A reply is moved from one version to another by the meaning of its cells: ``GridColumn.field`` with the ratee, item and
ballot of column and row. A version that arranges the cells in another way keeps these values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from functools import partial

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.forms.form_parts import SEALED, Body, Part, Rows
from lianping_xlsx.forms.layout import FormLayout, GridColumn, GridRow
from lianping_xlsx.forms.text_forms import TextForm
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.spreadsheet.book import Content

RowFormula = Callable[[GridRow, int], str]
"""The formula in a cell of a row, which is on a given row of the sheet."""


@dataclass(frozen=True, slots=True)
class Totals:
    """The two lines below the grid.

    ``label``: the first cell of the row of totals ('' for no such row). ``cells``: contents and formulas of that row by
    column. ``remark``: the line below it, which explains the figures ('' for none).
    """

    label: str = ""
    cells: Mapping[int, Content] = field(default_factory=dict)
    remark: str = ""


@dataclass(frozen=True, slots=True)
class OwnSheet:
    """The texts of a form of which each ratee has a sheet of his own.

    ``sheet``: the first part of the sheet name. ``before``: the text before the ratee's name in the introduction.
    """

    sheet: str
    before: str = ""


def _no_totals(_scheme: Scheme, _form: FormLayout) -> Totals:
    return Totals()


def _no_number(_row: GridRow, column: GridColumn) -> str:
    raise LookupError(column.key)


def _nothing_computed(_scheme: Scheme, _form: FormLayout, column: GridColumn) -> RowFormula:
    raise LookupError(column.key)


def _nothing_required(_form: FormLayout, _row: GridRow) -> Iterable[int]:
    return ()


def _always_there(_row: GridRow) -> bool:
    return False


def row_by_row(
    formula: Callable[[Scheme, FormLayout, GridRow, int], str],
) -> Callable[[Scheme, FormLayout], RowFormula]:
    """The maker of formulas that are made anew for each row."""
    return lambda scheme, form: partial(formula, scheme, form)


def cell_by_cell(
    formula: Callable[[Scheme, FormLayout, GridColumn, GridRow, int], str],
) -> Callable[[Scheme, FormLayout, GridColumn], RowFormula]:
    """The same for a column of computed cells."""
    return lambda scheme, form, column: partial(formula, scheme, form, column)


def heading_of(column: GridColumn) -> str:
    """The heading of a column on one line, for use in a sentence."""
    return column.heading.replace("\n", " " if column.ratee else "")


def ratee_entry(row: GridRow, column: GridColumn) -> str:
    """The name of an entry in a row of a ratee, for messages: “云溪镇 陆明澈”的“收回”."""
    return f"“{row.issued[1]} {row.issued[2]}”的“{heading_of(column)}”"


def ratee_row(row: GridRow) -> str:
    """The name of a row of a ratee, for messages: T1 云溪镇 陆明澈."""
    return " ".join(str(part) for part in row.issued[:3])


@dataclass(frozen=True, slots=True, kw_only=True)
class FormType:
    """The definition of one 表种.

    The layout
    - ``title``: the last words of the title, if the body has none of its own.
    - ``bodies``, ``rows``: the parts by layout version; at least for the first version.
    - ``own_sheet``: the texts of a ratee's own sheet; set if and only if the 表种 is ``per_ratee``.

    The texts
    - ``note``: the purpose of the form, on the sheet 填表说明. ``signed_note``: the same if the votes are 记名.
      ``voter_note``: the same on the ballot of a single voter.
    - ``sealed_by``: the label before the unit at the foot of the form.
    - ``entry``: the name of an entry, for findings. ``row_name``: the name of a row, for the comparison of versions.
    - ``when_none``: what to enter in a number cell if there is nothing to report; following it never costs a point.
      Raises LookupError for a column without numbers.

    The formulas; what is the same in all rows of a form is made once
    - ``status``: the formula part of 填写检查, which names what is missing or wrong in a row.
    - ``computed``: the formulas of a column of computed cells. Raises LookupError if the form has none.
    - ``totals``: the two lines below the grid.

    The entries
    - ``required``: the indexes of the columns of a row that must not be blank.
    - ``may_go``: True if a row may be missing from a reply: people delete spare rows.
    - ``long_texts``: True if the rows are high enough for long texts.
    - ``texts``: the checks and the use of the texts; set if and only if the 表种 collects texts.
    """

    title: str
    bodies: Mapping[str, Part[Body]]
    rows: Mapping[str, Part[Rows]]
    note: str
    status: Callable[[Scheme, FormLayout], RowFormula]
    own_sheet: OwnSheet | None = None
    signed_note: str = ""
    voter_note: str = ""
    sealed_by: str = SEALED
    entry: Callable[[GridRow, GridColumn], str] = ratee_entry
    row_name: Callable[[GridRow], str] = ratee_row
    when_none: Callable[[GridRow, GridColumn], str] = _no_number
    computed: Callable[[Scheme, FormLayout, GridColumn], RowFormula] = _nothing_computed
    totals: Callable[[Scheme, FormLayout], Totals] = _no_totals
    required: Callable[[FormLayout, GridRow], Iterable[int]] = _nothing_required
    may_go: Callable[[GridRow], bool] = _always_there
    long_texts: bool = False
    texts: TextForm | None = None
