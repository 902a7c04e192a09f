"""What a copy that goes back says of itself: which replies it corrects, form by form, and what was asked of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from lianping_xlsx.core.cell_address import a1, from_a1, span_of
from lianping_xlsx.core.findings import Finding, Severity
from lianping_xlsx.forms.correction_stamp import CORRECTION_SHEET, WHOLE, Correction, correction_rows
from lianping_xlsx.forms.layout import FormLayout
from lianping_xlsx.intake.gather import Received
from lianping_xlsx.intake.reading.editions import as_current, contents
from lianping_xlsx.intake.reading.form_reading import FormReading
from lianping_xlsx.publish.returned.prefill import current_spots
from lianping_xlsx.spreadsheet.annotate import Hidden
from lianping_xlsx.spreadsheet.remarks import Remark

Copy = tuple[str, FormReading]


def hidden_sheet(corrections: Iterable[Correction], secret: bytes) -> Hidden:
    """The signed sheet of a copy."""
    return {CORRECTION_SHEET: correction_rows(corrections, secret)}


class Replies:
    """The copies of each form that came back, by its place among the expected."""

    def __init__(self, received: Received) -> None:
        self._received = received

    @cached_property
    def _copies(self) -> Mapping[int, Sequence[Copy]]:
        found: dict[int, list[Copy]] = {}
        for path, reading in sorted(self._received.replies.items()):
            for form in reading.forms:
                found.setdefault(form.form, []).append((path, form))
        return found

    def marked(self, index: int, path: str, findings: Sequence[Finding]) -> Correction | None:
        """A form on a marked copy of the reply ``path``; None where it does not hold that form.

        ``findings``: those of which the copy tells. Where it says that there are several versions, it answers for all.
        """
        mine = next((form for other, form in self._copies.get(index, ()) if other == path), None)
        if mine is None:
            return None
        expected = self._received.expected[index]
        told = [f for f in findings if f.severity is not Severity.NOTE and f.to_unit and f.place.sheet == mine.sheet]
        contested = any(finding.code == "form.conflict" for finding in told)
        asked = _asked(expected.layout, as_current(expected, mine), told)
        return self._correction(index, None if contested else mine, asked)

    def moved(self, index: int, remarks: Sequence[Remark]) -> Correction:
        """A form on a current workbook onto which everything has been moved; ``remarks``: what the copy says of it."""
        layout = self._received.expected[index].layout
        mine = [remark for remark in remarks if remark.sheet == layout.sheet]
        asked = tuple(dict.fromkeys(remark.cell or WHOLE for remark in mine))
        return self._correction(index, self._received.readings.get(index), asked)

    def _correction(self, index: int, like: FormReading | None, asked: tuple[str, ...]) -> Correction:
        """In place of the copies that say the same as one of them (``like``), or of all where that is None."""
        expected, copies = self._received.expected[index], list(self._copies.get(index, ()))
        if like is not None:
            content, *others = contents(expected, [like, *(form for _, form in copies)])
            copies = [copy for copy, other in zip(copies, others, strict=True) if other == content]
        replies = {self._received.replies[path].sha256 for path, _ in copies}
        earlier = {digest for _, form in copies if form.correction for digest in form.correction.replaces} - replies
        return Correction(expected.layout.code, tuple(sorted(replies)), tuple(sorted(earlier)), asked)


def _asked(layout: FormLayout, reading: FormReading, findings: Iterable[Finding]) -> tuple[str, ...]:
    """The addresses on the form as it is issued of what findings on a reply are about."""
    spots = current_spots(layout, reading)
    found = (address for finding in findings for address in _addresses(finding, spots))
    return tuple(dict.fromkeys(found))


def _addresses(finding: Finding, spots: Mapping[str, tuple[int, int]]) -> Iterator[str]:
    cells = [cell for cell in (finding.place.cell, finding.slots.get("blank")) if cell]
    for cell in cells:
        if cell in spots:
            yield a1(*spots[cell])
        else:  # beside the table: the whole row may be meant
            row = span_of(cell)[0]
            yield from (a1(*spot) for at, spot in spots.items() if from_a1(at)[0] == row)
    if not cells:
        yield WHOLE
