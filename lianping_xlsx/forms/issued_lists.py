"""The lists of what is issued: 分发清单.xlsx, each file of 1发出 with its unit, and every input cell as data.

分发清单 is for the clerk; the input cells (``templates --slots``) are for other programs that fill in the forms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lianping_xlsx.core import exact
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.spelling import day_in_words
from lianping_xlsx.forms.layout import FormLayout, Slot, WorkbookLayout
from lianping_xlsx.scheme.model import Scheme, Unit
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book
from lianping_xlsx.spreadsheet.cell_kinds import Count, Points
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


def write_dispatch(scheme: Scheme, workbooks: Sequence[WorkbookLayout], *, passed: bool = False) -> bytes:
    """The list as bytes: one row per unit with its file, the forms in it and the contact.

    ``workbooks``: in the order of the rows. ``passed``: the deadline has passed. The column 发送日期 is left blank, for
    the clerk to fill in.
    """
    profile = scheme.profile
    book = Book(f"分发清单 {profile.title}", banner=profile.banner)
    page = book.page("分发清单", landscape=True)
    page.widths(*(width for _, width in _COLUMNS))
    last = len(_COLUMNS) - 1
    page.merge(0, 0, last, f"{profile.occasion}表格分发清单", styles.TITLE)
    page.height(0, 32)
    deadline = f"{day_in_words(profile.deadline)}{'（生成时已过）' if passed else ''}" if profile.deadline else ""
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


Described = dict[str, str | int | float]


def describe_slots(workbooks: Iterable[WorkbookLayout]) -> Iterator[Described]:
    """Yield one object per input cell.

    Keys: file, sheet, cell, form, component (if the task names one), ratee, item, poll, voter_class, typing (1 or 2, of
    双人录入), ballot_no, field, kind, min, max (points or numbers of ballots); a key that does not apply is absent.
    """
    for workbook in workbooks:
        for form in workbook.forms:
            for slot in form.slots():
                yield _describe(workbook, form, slot)


def _describe(workbook: WorkbookLayout, form: FormLayout, slot: Slot) -> Described:
    """The object of one input cell."""
    found: dict[str, str | int | float] = {
        "file": workbook.file,
        "sheet": form.sheet,
        "cell": a1(slot.row, slot.column),
        "form": str(form.key.kind),
        "component": form.key.component,
        "ratee": slot.ratee,
        "item": slot.item,
        "poll": form.key.poll,
        "voter_class": form.key.voter_class,
        "ballot_no": slot.ballot,
        "field": slot.field,
        "kind": slot.kind.name,
    }
    typing: Described = {"typing": form.key.typing} if form.key.typing else {}
    return {key: value for key, value in found.items() if value != ""} | typing | _limits(slot)


def _limits(slot: Slot) -> Described:
    """The keys min and max of a cell, without limits that are None."""
    if isinstance(slot.kind, Points):
        low, high = slot.kind.minimum, slot.kind.maximum
        limits = {"min": _points(low), "max": _points(high)}
    elif isinstance(slot.kind, Count):
        limits = {"min": slot.kind.minimum, "max": slot.kind.maximum}
    else:
        limits = {}
    return {key: value for key, value in limits.items() if value is not None}


def _points(hundredths: int | None) -> int | float | None:
    """Points from hundredths: an integer if they are whole, else a float, as JSON shows them."""
    if hundredths is None:
        return None
    whole, rest = divmod(hundredths, exact.POINT)
    return hundredths / exact.POINT if rest else whole
