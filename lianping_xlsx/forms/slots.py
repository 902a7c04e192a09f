"""``templates --slots``: every input cell as data, for other programs that fill in the forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lianping_xlsx.core import exact
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.forms.layout import FormLayout, Slot, WorkbookLayout
from lianping_xlsx.spreadsheet.cell_kinds import Count, Points

Described = dict[str, str | int | float]


def describe_slots(workbooks: Iterable[WorkbookLayout]) -> Iterator[Described]:
    """Yield one object per input cell.

    Keys: file, sheet, cell, form, ratee, item, poll, voter_class, ballot_no, field, kind, min, max (points or
    numbers of ballots); a key that does not apply is absent.
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
        "ratee": slot.ratee,
        "item": slot.item,
        "poll": form.key.poll,
        "voter_class": form.key.voter_class,
        "ballot_no": slot.ballot,
        "field": slot.field,
        "kind": slot.kind.name,
    }
    found = {key: value for key, value in found.items() if value != ""}
    return found | _limits(slot)


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
