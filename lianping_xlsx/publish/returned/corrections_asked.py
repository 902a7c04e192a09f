"""The hidden sheet of a returned copy: for each form, the replies that it corrects and the cells to be corrected."""

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
from lianping_xlsx.spreadsheet.annotate import Hidden, Remark

Copy = tuple[str, FormReading]


def hidden_sheet(corrections: Iterable[Correction], secret: bytes) -> Hidden:
    """The hidden sheet of a copy, signed with ``secret``."""
    return {CORRECTION_SHEET: correction_rows(corrections, secret)}


class Replies:
    """The received copies of each form, found by its index among the expected forms."""

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
        """The correction of one form on a marked copy of the reply ``path``; None if the reply lacks that form.

        ``findings``: those that the copy shows. If one of them reports different versions, the correction replaces all.
        """
        mine = next((form for other, form in self._copies.get(index, ()) if other == path), None)
        if mine is None:
            return None
        expected = self._received.expected[index]
        shown = [f for f in findings if f.severity is not Severity.NOTE and f.to_unit and f.place.sheet == mine.sheet]
        contested = any(finding.code == "form.conflict" for finding in shown)
        asked = _asked(expected.layout, as_current(expected, mine), shown)
        return self._correction(index, None if contested else mine, asked)

    def moved(self, index: int, remarks: Sequence[Remark]) -> Correction:
        """The correction of one form on a current workbook onto which the entries were moved.

        ``remarks``: those that the copy shows.
        """
        layout = self._received.expected[index].layout
        mine = [remark for remark in remarks if remark.sheet == layout.sheet]
        asked = tuple(dict.fromkeys(remark.cell or WHOLE for remark in mine))
        return self._correction(index, self._received.readings.get(index), asked)

    def _correction(self, index: int, like: FormReading | None, asked: tuple[str, ...]) -> Correction:
        """A correction that replaces the copies with the same content as ``like``; all copies if that is None."""
        expected, copies = self._received.expected[index], list(self._copies.get(index, ()))
        if like is not None:
            content, *others = contents(expected, [like, *(form for _, form in copies)])
            copies = [copy for copy, other in zip(copies, others, strict=True) if other == content]
        replies = {self._received.replies[path].sha256 for path, _ in copies}
        # Files that these copies had corrected themselves are replaced too.
        earlier = {digest for _, form in copies if form.correction for digest in form.correction.replaces} - replies
        return Correction(expected.layout.code, tuple(sorted(replies)), tuple(sorted(earlier)), asked)


def _asked(layout: FormLayout, reading: FormReading, findings: Iterable[Finding]) -> tuple[str, ...]:
    """The addresses, on the form as issued, of the cells that findings on a reply are about."""
    spots = current_spots(layout, reading)
    found = (address for finding in findings for address in _addresses(finding, spots))
    return tuple(dict.fromkeys(found))


def _addresses(finding: Finding, spots: Mapping[str, tuple[int, int]]) -> Iterator[str]:
    """Yield the addresses of one finding on the current form; ``spots``: keyed by address on the reply."""
    cells = [cell for cell in (finding.place.cell, finding.slots.get("blank")) if cell]
    for cell in cells:
        if cell in spots:
            yield a1(*spots[cell])
        else:  # the cell lies outside the table, so the whole row may be meant
            row = span_of(cell)[0]
            yield from (a1(*spot) for at, spot in spots.items() if from_a1(at)[0] == row)
    if not cells:
        yield WHOLE
