"""退回: for each unit with errors, its own file with marked cells, or its current forms with its entries.

The unit gets a copy of its own file if openpyxl can mark it. It gets the current forms if a form was refused although
its keys are valid, if the file is of another kind, or if one file holds sheets of several units. A hidden sheet of the
copy says, for each form, which replies it corrects and which cells are to be corrected.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, field
from functools import cached_property, partial
from itertools import zip_longest

from lianping_xlsx.core.cell_address import a1, span_of
from lianping_xlsx.core.findings import Finding, Severity, has_errors
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.second_process import beside
from lianping_xlsx.forms.correction_stamp import CORRECTION_SHEET, WHOLE, Correction, correction_rows
from lianping_xlsx.forms.form_workbook import write_workbook
from lianping_xlsx.forms.layout import FormLayout, WorkbookLayout
from lianping_xlsx.intake.gather import Received
from lianping_xlsx.intake.reading.editions import as_current, contents
from lianping_xlsx.intake.reading.form_reading import FormReading
from lianping_xlsx.intake.returns import sender
from lianping_xlsx.publish.returned.prefill import CurrentSpots, Prefill, prefill_forms
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.spreadsheet.annotate import NOTHING_HIDDEN, CannotAnnotateError, annotate
from lianping_xlsx.spreadsheet.remarks import Hidden, Remark

Copy = tuple[str, FormReading]
Read = Callable[[str], bytes]
"""Reads a reply by its path. Raises CannotAnnotateError."""
Find = Callable[[str, str], bytes | None]
"""Finds a copy that was made before, by its file name and all that it is made of."""

_MANY_COPIES = 50
"""So many copies take longer to make than a copy of the process."""
_UNITS_AT_ONCE = 2_000
"""The most units between two copies of the process; each of them answers at its end only."""


def _hidden_sheet(corrections: Iterable[Correction], secret: bytes) -> Hidden:
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
        # To compare readings takes longer than to mark the copy.
        if like is not None and not (len(copies) == 1 and copies[0][1] is like):
            content, *others = contents(expected, [like, *(form for _, form in copies)])
            copies = [copy for copy, other in zip(copies, others, strict=True) if other == content]
        replies = {self._received.replies[path].sha256 for path, _ in copies}
        # Files that these copies had corrected themselves are replaced too.
        earlier = {digest for _, form in copies if form.correction for digest in form.correction.replaces} - replies
        return Correction(expected.layout.code, tuple(sorted(replies)), tuple(sorted(earlier)), asked)


def _asked(layout: FormLayout, reading: FormReading, findings: Iterable[Finding]) -> tuple[str, ...]:
    """The addresses, on the form as issued, of the cells that findings on a reply are about."""
    spots = CurrentSpots(layout, reading)
    found = (address for finding in findings for address in _addresses(finding, spots))
    return tuple(dict.fromkeys(found))


def _addresses(finding: Finding, spots: CurrentSpots) -> Iterator[str]:
    """Yield the addresses of one finding on the current form."""
    cells = [cell for cell in (finding.place.cell, finding.slots.get("blank")) if cell]
    for cell in cells:
        if (spot := spots.get(cell)) is not None:
            yield a1(*spot)
        else:  # the cell lies outside the table, so the whole row may be meant
            row = span_of(cell)[0]
            yield from (a1(*spot) for spot in spots.in_row(row))
    if not cells:
        yield WHOLE


@dataclass(frozen=True, slots=True)
class ReturnedCopy:
    """A workbook of 退回 for one unit (code and name): its file name, its bytes, and its remarks.

    ``prefilled``: True for the current form with the entries of the reply, False for a copy of the reply. ``made_of``:
    all that a copy of a reply is made of, by which it is found again; '' for the current form.
    """

    unit: str
    unit_name: str
    name: str
    content: bytes
    remarks: tuple[Remark, ...]
    prefilled: bool = False
    made_of: str = ""


@dataclass
class _ReturningUnit:
    """A unit: its workbook as issued, its ``forms`` (indexes among the expected), and its replies.

    ``replies``: the sheets with forms of the unit, keyed by path. ``shared``: paths of replies that also hold forms of
    other units.
    """

    book: WorkbookLayout
    forms: list[int] = field(default_factory=list)
    replies: dict[str, set[str]] = field(default_factory=dict)
    shared: set[str] = field(default_factory=set)


def write_returned(
    scheme: Scheme, secret: bytes, received: Received, findings: Iterable[Finding], read: Read, find: Find
) -> tuple[ReturnedCopy, ...]:
    """The copies to send back, in the order of the units.

    A copy is named after the issued workbook: the name of a reply may reveal who filled it in.
    """
    by_file = _by_file(findings)
    writer = _Writer(scheme, secret, received, by_file, read, find, Replies(received))
    return _made(_units(received), writer.write, many=sum(map(has_errors, by_file.values())) >= _MANY_COPIES)


def write_office_copies(
    scheme: Scheme, secret: bytes, received: Received, findings: Iterable[Finding], read: Read, find: Find
) -> tuple[ReturnedCopy, ...]:
    """Copies for the office alone, with all ``findings`` except errors; errors stand on the copies to send back."""
    by_file = _by_file(finding for finding in findings if finding.severity is not Severity.ERROR)
    if not by_file:
        return ()
    writer = _Writer(scheme, secret, received, by_file, read, find, Replies(received))
    return _made(_units(received), writer.office_copies, many=len(by_file) >= _MANY_COPIES)


def _made(
    units: Sequence[_ReturningUnit], write: Callable[[_ReturningUnit], list[ReturnedCopy]], *, many: bool
) -> tuple[ReturnedCopy, ...]:
    """The copies for all units. If there are many, another processor makes half of them."""
    copies: list[ReturnedCopy] = []
    for start in range(0, len(units), _UNITS_AT_ONCE):
        own, others = units[start : start + _UNITS_AT_ONCE : 2], units[start + 1 : start + _UNITS_AT_ONCE : 2]
        with beside(partial(_all_made, write, others), worthwhile=many) as made:
            mine = [write(unit) for unit in own]
            # The copies of every other unit.
            for pair in zip_longest(mine, next(made)):
                copies += (copy for of_unit in pair for copy in of_unit or ())
    return tuple(copies)


def _all_made(
    write: Callable[[_ReturningUnit], list[ReturnedCopy]], units: Sequence[_ReturningUnit]
) -> Iterator[list[list[ReturnedCopy]]]:
    """Yield the copies of all units at once: whoever yields one by one waits until each is taken."""
    yield [write(unit) for unit in units]


def _by_file(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.place.file or "", []).append(finding)
    return found


def _units(received: Received) -> list[_ReturningUnit]:
    """The units with expected forms, in the order of these forms."""
    found: dict[str, _ReturningUnit] = {}
    for index, expected in enumerate(received.expected):
        code = expected.layout.key.unit
        if code not in found:
            found[code] = _ReturningUnit(WorkbookLayout(code, expected.unit, expected.file, ()))
        found[code].forms.append(index)
    owners: dict[str, set[str]] = {}
    # Certain sheets first: a sheet of uncertain owner must not make a reply count as shared with another unit.
    for sure in (True, False):
        for path, index, sheet in _held(received, sure=sure):
            code = received.expected[index].layout.key.unit
            if sure or path not in owners or code in owners[path]:
                owners.setdefault(path, set()).add(code)
                found[code].replies.setdefault(path, set()).add(sheet)
    for unit in found.values():
        unit.shared = {path for path in unit.replies if len(owners[path]) > 1}
    return list(found.values())


def _held(received: Received, *, sure: bool) -> Iterator[tuple[str, int, str]]:
    """Yield path, form and sheet of received forms: those with a certain identity if ``sure``, else the others."""
    for index, entry in enumerate(received.returns):
        copies = received.rejected.get(index)
        if copies is not None:
            yield from ((path, index, form.sheet) for path, form in copies if form.carried is sure)
        elif sure:
            used = received.readings.get(index)
            for path in entry.files:
                yield path, index, used.sheet if used else received.expected[index].layout.sheet


@dataclass
class _Writer:
    scheme: Scheme
    secret: bytes
    received: Received
    findings: Mapping[str, Sequence[Finding]]
    read: Read
    find: Find
    replies: Replies

    def write(self, unit: _ReturningUnit) -> list[ReturnedCopy]:
        """The copies for one unit: [] without errors, else its marked files, or its current workbook in their place."""
        wrong = {path: mine for path in sorted(unit.replies) if has_errors(mine := self._findings_on(unit, path))}
        if not wrong:
            return []
        carried = any(form.carried for index in unit.forms for _, form in self.received.rejected.get(index, ()))
        # Only the current workbook can take the entries of a refused form, and a marked copy of a shared file
        # would show one unit the entries of another.
        if carried or not unit.shared.isdisjoint(wrong):
            return [self._current(unit)]
        try:
            return list(self._marked(unit, wrong))
        except CannotAnnotateError:
            return [self._current(unit)]

    def _findings_on(self, unit: _ReturningUnit, path: str) -> list[Finding]:
        """The findings on a reply and on the unit as a whole: all if it holds ballots, else those on its sheets."""
        ballots = any(self._by_ballot(index) for index in unit.forms if self._came_in(index, path))
        of_unit = self.findings.get(sender(unit.book.unit_name), ())
        mine = [*self.findings.get(path, ()), *(f for f in of_unit if ballots or f.place.sheet in unit.replies[path])]
        if ballots:  # only the office chooses between files
            mine = [finding for finding in mine if not names_replies(finding.slots)]
        if path in unit.shared:
            mine = [finding for finding in mine if finding.place.sheet in unit.replies[path]]
        return mine

    def _by_ballot(self, index: int) -> bool:
        return self.received.expected[index].layout.key.kind.by_ballot

    def _came_in(self, index: int, path: str) -> bool:
        return path in self.received.returns[index].files

    def _marked(self, unit: _ReturningUnit, wrong: Mapping[str, Sequence[Finding]]) -> Iterator[ReturnedCopy]:
        taken: set[str] = set()
        for path, mine in wrong.items():
            remarks = _remarks(mine)
            corrections = (self.replies.marked(index, path, mine) for index in unit.forms)
            hidden = _hidden_sheet((each for each in corrections if each), self.secret)
            name = _free_name(unit.book.file, taken)
            yield self._copy(unit, name, path, self._words(unit, _MARKED), remarks, hidden)

    def _copy(
        self,
        unit: _ReturningUnit,
        name: str,
        path: str,
        words: tuple[str, str],
        remarks: tuple[Remark, ...],
        hidden: Hidden = NOTHING_HIDDEN,
    ) -> ReturnedCopy:
        """A marked copy of a reply. Raises CannotAnnotateError if it has to be made and cannot be."""
        digest = self.received.replies[path].sha256
        made_of = json.dumps([digest, words, [astuple(remark) for remark in remarks], hidden])
        content = self.find(name, made_of)
        if content is None:
            content = annotate(self.read(path), *words, remarks, hidden)
        return ReturnedCopy(unit.book.unit, unit.book.unit_name, name, content, remarks, made_of=made_of)

    def office_copies(self, unit: _ReturningUnit) -> list[ReturnedCopy]:
        """Copies of a unit's replies with all findings; its current workbook if they cannot be marked."""
        if not (mine := self._all_of(unit)):
            return []
        words, book, taken = self._words(unit, _OFFICE_ONLY, "须核对的地方，不要外发"), unit.book, set[str]()
        copies = []
        try:
            for path, sheets in sorted(unit.replies.items()):
                if remarks := _all_remarks(finding for finding in mine if finding.place.sheet in sheets):
                    name = _free_name(book.file, taken)
                    copies.append(self._copy(unit, name, path, words, remarks))
        except CannotAnnotateError:
            blank, moved = self._filled_in(unit, mine)
            content = annotate(blank, *words, moved.remarks)
            return [ReturnedCopy(book.unit, book.unit_name, book.file, content, tuple(moved.remarks), True)]
        return copies

    def _all_of(self, unit: _ReturningUnit) -> list[Finding]:
        """All findings on a unit's replies."""
        files = {sender(unit.book.unit_name), *unit.replies}
        return [finding for name in sorted(files) for finding in self.findings.get(name, ())]

    def _filled_in(self, unit: _ReturningUnit, findings: Sequence[Finding]) -> tuple[bytes, Prefill]:
        """The unit's workbook as issued now, filled in with the entries of its replies."""
        moved = prefill_forms(self.received, unit.forms, findings)
        forms = tuple(self.received.expected[index].layout for index in unit.forms)
        book = WorkbookLayout(unit.book.unit, unit.book.unit_name, unit.book.file, forms)
        return write_workbook(self.scheme, self.secret, book, moved.entries), moved

    def _current(self, unit: _ReturningUnit) -> ReturnedCopy:
        """The unit's current workbook with the entries of its replies, marked and with its hidden sheet."""
        findings, book = self._all_of(unit), unit.book
        if any(self._by_ballot(index) for index in unit.forms):
            findings = [finding for finding in findings if not names_replies(finding.slots)]
        blank, moved = self._filled_in(unit, findings)
        remarks = tuple(moved.remarks)
        hidden = _hidden_sheet((self.replies.moved(index, remarks) for index in unit.forms), self.secret)
        content = annotate(blank, *self._words(unit, _COMPLETE if moved.complete else _MOVED), remarks, hidden)
        return ReturnedCopy(book.unit, book.unit_name, book.file, content, remarks, prefilled=True)

    def _words(self, unit: _ReturningUnit, intro: str, about: str = "报送的表需要更正") -> tuple[str, str]:
        profile = self.scheme.profile
        contact = " ".join(part for part in (profile.contact, profile.phone) if part)
        banner = f"（{profile.banner}）" if profile.banner else ""
        return f"{unit.book.unit_name}：{about}{banner}", f"{intro}联系人：{contact}"


_MARKED = "下列问题请在原表中更正后重新报送；有问题的单元格已标红并加了批注。"
_MOVED = (
    "这是现在使用的表，原来报送的内容能认出的已经移过来（带“？”的，是原来填得不清楚的，请改成应填的）。请按下列各项更正、补填（有关的单元格已标色并加了批注），"
    "核对全部内容，签字盖章后把本文件报回。"
)
_OFFICE_ONLY = "下列各处只供主办单位核对。登记的票很少，看到的人可能知道是谁投的，不要外发，也不要放回收表的文件夹。"
_COMPLETE = "这是现在使用的表，原来报送的内容已经全部移过来。请核对无误后签字盖章，把本文件报回。"


def names_replies(slots: Mapping[str, str]) -> bool:
    """Return True if a finding names files of replies. It stays in the office: a name may reveal a voter."""
    return not slots.keys().isdisjoint(("file", "files", "others"))


def _remarks(findings: Sequence[Finding]) -> tuple[Remark, ...]:
    """The remarks for the unit: findings that it has to act on."""
    shown = (finding for finding in findings if finding.severity is not Severity.NOTE and finding.to_unit)
    return tuple(_remark(finding, finding.to_unit) for finding in sorted(shown, key=Finding.sort_key))


def _all_remarks(findings: Iterable[Finding]) -> tuple[Remark, ...]:
    """The remarks for the office: all findings, with the remedy for the office."""
    return tuple(_remark(finding, finding.remedy) for finding in sorted(findings, key=Finding.sort_key))


def _remark(finding: Finding, remedy: str) -> Remark:
    place = finding.place
    return Remark(place.sheet or "", place.cell or "", finding.message, remedy, finding.severity is Severity.ERROR)


def _free_name(issued: str, taken: set[str]) -> str:
    """A file name that is not in ``taken``; it is added there."""
    stem = issued.removesuffix(".xlsx")
    name, number = f"{stem}.xlsx", 2
    while name in taken:
        name, number = f"{stem}（{number}）.xlsx", number + 1
    taken.add(name)
    return name
