"""The definition of a 表种: one ``FormType`` holds everything that a form of it is.

A version that has been issued never changes: a form that was issued is read as the version of its stamp made it. To
change a form, add to its ``bodies`` (or ``rows``) a part under the version that is being prepared,
``LAYOUT_VERSION``; the part of the older version stays as it is. A version without a part of its own uses the newest
older one, so that equal layouts are shared. The constants that the parts share (``PERSON_COLUMNS``, ``SIGNATURES``,
the kinds of cell) belong to all versions that use them. A new 表种 declares its first parts under the first version,
since every version has the same forms.

A reply is moved from one version onto another by what its cells mean: ``GridColumn.field`` with the ratee, item and
ballot of column and row. A version that arranges the cells otherwise keeps these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from lianping_xlsx.forms.form_parts import SEALED, Body, Part, Rows
from lianping_xlsx.forms.layout import FormLayout, GridColumn, GridRow
from lianping_xlsx.forms.text_forms import TextForm
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.spreadsheet.book import Content


@dataclass(frozen=True, slots=True)
class Totals:
    """What stands below the grid. ``remark``: the line that says what the figures are ('' for none).

    ``label``: how the row of totals begins ('' where there is no such row); ``cells``: its contents and formulas by
    column.
    """

    label: str = ""
    cells: Mapping[int, Content] = field(default_factory=dict)
    remark: str = ""


@dataclass(frozen=True, slots=True)
class OwnSheet:
    """The words of a form that each ratee has for himself.

    ``sheet``: how the name of its sheet begins. ``before``: what stands before the ratee in its introduction.
    """

    sheet: str
    before: str = ""


def _no_totals(_scheme: Scheme, _form: FormLayout) -> Totals:
    return Totals()


def _no_number(_row: GridRow, column: GridColumn) -> str:
    raise LookupError(column.key)


def _nothing_computed(_scheme: Scheme, _form: FormLayout, _row: GridRow, _place: int, column: GridColumn) -> str:
    raise LookupError(column.key)


def _nothing_required(_form: FormLayout, _row: GridRow) -> Iterable[int]:
    return ()


def _always_there(_row: GridRow) -> bool:
    return False


def heading_of(column: GridColumn) -> str:
    """The heading of a column in running words."""
    return column.heading.replace("\n", " " if column.ratee else "")


def ratee_entry(row: GridRow, column: GridColumn) -> str:
    """An entry in a row of a ratee, in words: “云溪镇 陆明澈”的“收回”."""
    return f"“{row.issued[1]} {row.issued[2]}”的“{heading_of(column)}”"


def ratee_row(row: GridRow) -> str:
    """A row of a ratee, in words: T1 云溪镇 陆明澈."""
    return " ".join(str(part) for part in row.issued[:3])


@dataclass(frozen=True, slots=True, kw_only=True)
class FormType:
    """Everything that the forms of one 表种 are.

    The layout
    - ``title``: the last words of the title, where the body has none of its own.
    - ``bodies``, ``rows``: by layout version; at least under the first.
    - ``own_sheet``: the words of a ratee's own sheet; for a 表种 that is ``per_ratee``, and only there.

    The words
    - ``note``: what the form is for, on the sheet 填表说明. ``signed_note``: the same where the votes are 记名.
      ``voter_note``: the same on the ballot of a single voter.
    - ``sealed_by``: who stands below the form.
    - ``entry``: an entry in words, for findings. ``row_name``: a row in words, in the comparison of versions.
    - ``when_none``: what to enter in a cell for a number where there is nothing to enter; to obey it never costs a
      point. LookupError where the column takes no number.

    The formulas, for sheet row ``place``
    - ``status``: the formula part of 填写检查, which says what is missing or wrong in a row.
    - ``computed``: the formula of a computed cell. LookupError where the form has none.
    - ``totals``: the row below the grid and the line below that.

    The entries
    - ``required``: the columns of a row that must not be blank.
    - ``may_go``: whether a row may be deleted from a reply, because it is there to be used or not.
    - ``long_texts``: rows have room to write at length.
    - ``texts``: of a 表种 that collects texts, and only of that, its checks and what becomes of them.
    """

    title: str
    bodies: Mapping[str, Part[Body]]
    rows: Mapping[str, Part[Rows]]
    note: str
    status: Callable[[Scheme, FormLayout, GridRow, int], str]
    own_sheet: OwnSheet | None = None
    signed_note: str = ""
    voter_note: str = ""
    sealed_by: str = SEALED
    entry: Callable[[GridRow, GridColumn], str] = ratee_entry
    row_name: Callable[[GridRow], str] = ratee_row
    when_none: Callable[[GridRow, GridColumn], str] = _no_number
    computed: Callable[[Scheme, FormLayout, GridRow, int, GridColumn], str] = _nothing_computed
    totals: Callable[[Scheme, FormLayout], Totals] = _no_totals
    required: Callable[[FormLayout, GridRow], Iterable[int]] = _nothing_required
    may_go: Callable[[GridRow], bool] = _always_there
    long_texts: bool = False
    texts: TextForm | None = None
