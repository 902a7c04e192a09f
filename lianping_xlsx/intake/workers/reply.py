"""One file → the forms in it. Runs in a child process; knows the expected forms, touches nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.spelling import is_blank, show_raw
from lianping_xlsx.formats.measure import Refused
from lianping_xlsx.formats.package import DEFAULT_LIMITS, Limits
from lianping_xlsx.formats.workbook_reader import READABLE, Sheet, read_workbook
from lianping_xlsx.forms.correction_stamp import is_correction, read_correction
from lianping_xlsx.forms.layout import CODE_COLUMN, CODE_ROW, GUIDE_SHEET, PAPER_SHEET
from lianping_xlsx.forms.stamp import campaign_id, is_stamp, read_code, read_stamp
from lianping_xlsx.intake.reading.editions import as_current
from lianping_xlsx.intake.reading.form_reading import Expected, FileReading, FormReading, Leftover
from lianping_xlsx.intake.reading.grid import SEARCH_ROWS
from lianping_xlsx.intake.reading.identity import (
    ANYTHING,
    SURE,
    Introduced,
    SheetStamps,
    WantedCampaign,
    introduced,
    is_joined,
    is_whole,
    with_printed_year,
)
from lianping_xlsx.intake.reading.last_editor import sealed
from lianping_xlsx.intake.reading.sheet_reader import read_form
from lianping_xlsx.intake.sources.folder import Source
from lianping_xlsx.intake.sources.opening import Unopened, open_source
from lianping_xlsx.spreadsheet.remarks import LIST_SHEET


@dataclass(frozen=True)
class WorkerSetup:
    """What a reader needs to know: the folder, the campaign's key, and every expected form by its visible code.

    ``persons``: the names of all ratees who have a sheet of their own. ``passwords``: what may open the replies.
    ``wanted``: what the stamps have to say.
    """

    folder: Path
    secret: bytes
    expected: tuple[Expected, ...]
    by_code: dict[str, int]
    limits: Limits = DEFAULT_LIMITS
    persons: tuple[str, ...] = ()
    passwords: tuple[str, ...] = field(default=(), repr=False)
    wanted: WantedCampaign = ANYTHING


def make_setup(
    folder: Path,
    secret: bytes,
    expected: Sequence[Expected],
    limits: Limits = DEFAULT_LIMITS,
    passwords: Sequence[str] = (),
    wanted: WantedCampaign = ANYTHING,
) -> WorkerSetup:
    """The set-up for the expected forms."""
    by_code = {entry.layout.code: index for index, entry in enumerate(expected)}
    persons = tuple(sorted({entry.layout.person for entry in expected} - {""}))
    return WorkerSetup(folder, secret, tuple(expected), by_code, limits, persons, tuple(passwords), wanted)


def read_reply(setup: WorkerSetup, source: Source) -> FileReading:
    """The reading of one file or member. Bad ones give findings, never an exception."""
    found = FileReading(source.path)
    try:
        opened = open_source(setup.folder, source, setup.limits, setup.passwords)
    except Unopened as unopened:
        found.sha256 = unopened.sha256
        return _refuse(found, unopened.refused.code, unopened.refused.slots)
    found.sha256, found.members, found.ignored = opened.sha256, opened.members, opened.ignored
    if opened.kind not in READABLE:
        return found
    try:
        book = read_workbook(opened.data, opened.kind, setup.limits)
    except Refused as refused:
        return _refuse(found, refused.code, refused.slots)
    found.saved_by = sealed(setup.secret, book.editor)
    return _read_sheets(setup, found, book.sheets)


def _refuse(found: FileReading, code: str, slots: Mapping[str, str]) -> FileReading:
    found.refused = Finding(code, Place(found.path), slots)
    return found


def _read_sheets(setup: WorkerSetup, found: FileReading, sheets: Sequence[Sheet]) -> FileReading:
    stamps = [read_stamp(sheet.rows, setup.secret) for sheet in sheets if is_stamp(sheet.rows)]
    if setup.wanted.printed:
        stamps = [with_printed_year(stamp, sheets) for stamp in stamps]
    papers = SheetStamps(campaign_id(setup.secret), tuple(stamps), setup.wanted)
    coded: dict[str, list[Sheet]] = {}
    codeless = []
    for sheet in sheets:
        code = _find_code(sheet)
        if code is not None:
            coded.setdefault(code, []).append(sheet)
        else:
            codeless.append(sheet)
    lost = {code: sheet for code, sheet in papers.named(codeless).items() if code in setup.by_code}
    reader = _Reader(setup, papers, found.path)
    if papers.fault is not None:
        return _refuse(found, papers.fault, {})
    if not coded and not lost:
        return _refuse(found, "file.not-a-form", {})
    for code, copies in coded.items():
        _read_coded(reader, found, code, copies, lost.get(code))
    for code, sheet in lost.items():
        if code not in coded:
            found.forms.append(reader.refused(code, [sheet], "form.code-gone"))
    if papers.other_title:
        slots = {"was": papers.other_title, "now": setup.wanted.title}
        found.findings.append(Finding("form.other-title", Place(found.path), slots))
    found.corrected = any(sheet.name == LIST_SHEET for sheet in sheets)
    _note_corrections(setup, found, sheets)
    _note_extra(found, sheets, {sheet.name for sheet in (*lost.values(), *(s for c in coded.values() for s in c))})
    return found


def _find_code(sheet: Sheet) -> str | None:
    """The visible code: in its own cell, or wherever rows and columns have been put before it."""
    rows = sheet.rows
    if len(rows) > CODE_ROW and len(rows[CODE_ROW]) > CODE_COLUMN:
        code = read_code(rows[CODE_ROW][CODE_COLUMN])
        if code is not None:
            return code
    found = (read_code(cell) for row in rows[:SEARCH_ROWS] for cell in row if type(cell) is str and cell)
    return next((code for code in found if code is not None), None)


def _find(found: FileReading, code: str, sheet: Sheet, slots: dict[str, str]) -> None:
    found.findings.append(Finding(code, Place(found.path, sheet.name), slots))


def _read_coded(reader: _Reader, found: FileReading, code: str, sheets: Sequence[Sheet], lost: Sheet | None) -> None:
    """The sheets with a code: their identity is checked against stamp and scheme before they are read.

    ``lost``: the sheet that was issued with this code and has it no more.
    """
    setup, papers = reader.setup, reader.papers
    if code not in setup.by_code:
        for sheet in sheets:
            _find(found, papers.unknown(code), sheet, {"code": code})
        return
    fault = papers.judge(code, setup.expected[setup.by_code[code]])
    if fault is not None:
        found.forms.append(reader.refused(code, sheets, fault))
        return
    expected, readings = reader.read(code, sheets)
    if lost is not None:
        sheets = [*sheets, lost]
        readings.append(reader.refused(code, [lost], "form.code-gone"))
    if len(readings) == 1:
        found.forms += readings
    else:
        from lianping_xlsx.intake.resolution.sheet_copies import settle_copies

        carried = partial(reader.carried, expected, sheets)
        found.forms.append(settle_copies(expected, readings, found.path, carried))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the sheets of one file as the forms whose codes they bear."""

    setup: WorkerSetup
    papers: SheetStamps
    path: str

    def read(self, code: str, sheets: Sequence[Sheet]) -> tuple[Expected, list[FormReading]]:
        """Sheets whose code is in order, and the form in the layout version by which they were read.

        That of the stamp; where no stamp tells, the newest that fits, or else that by which most is told apart.
        """
        current = self.setup.expected[self.setup.by_code[code]]
        tried = []
        for version in self.papers.versions(code):
            expected = current.at(version)
            readings = [self._read_sheet(expected, sheet) for sheet in sheets]
            tried.append((expected, readings))
            if not any(reading.refused for reading in readings):
                return expected, readings
        return max(tried, key=lambda each: sum(_entries(reading) for reading in each[1]))

    def _read_sheet(self, expected: Expected, sheet: Sheet) -> FormReading:
        """One sheet. Refused, it says what can be carried over."""
        setup, layout, index = self.setup, expected.layout, self.setup.by_code[expected.layout.code]
        reading = read_form(expected, index, sheet, self.path)
        place = Place(expected.file_of(self.path), sheet.name)
        line = introduced(layout, sheet.rows, setup.persons)
        if line is not None and line.other and not reading.refused:
            words = {"other": line.other, "person": layout.person}
            reading.findings, reading.refused = [Finding("form.other-person", place, words)], True
        elif line is not None and not reading.refused:
            reading.findings.append(_intro_differs("form.content-changed", expected, self.path, sheet, line))
        if not reading.refused and not self.papers.stamps:
            code = {"code": layout.code}
            if is_whole(reading):
                reading.findings.append(Finding("form.stamp-missing", place, code))
            else:
                reading.findings, reading.refused = [Finding("form.stamp-lost", place, code)], True
        return self.carried(expected, [sheet], reading.findings) if reading.refused else reading

    def refused(self, code: str, sheets: Sequence[Sheet], fault: str) -> FormReading:
        """A form refused for its identity."""
        index = self.setup.by_code[code]
        expected = self.setup.expected[index].at(self.papers.versions(code)[0])
        file = expected.file_of(self.path)
        findings = [Finding(fault, Place(file, sheet.name), {"sheet": sheet.name}) for sheet in sheets]
        if fault in SURE:
            return self.carried(expected, sheets, findings)
        return FormReading(index, sheets[0].name, findings=findings, refused=True)

    def carried(self, expected: Expected, sheets: Sequence[Sheet], findings: Sequence[Finding]) -> FormReading:
        """What a refused form says, on the current form; of sheets that tell of another person or form too, nothing.

        Where it names somebody whom nobody knows, a predecessor or another spelling, that stands first among what is
        left.
        """
        setup, layout, index = self.setup, expected.layout, self.setup.by_code[expected.layout.code]
        lines = [(sheet, introduced(layout, sheet.rows, setup.persons)) for sheet in sheets]
        if any(line is not None and line.other for _, line in lines) or any(
            is_joined(layout, sheet.rows) for sheet in sheets
        ):
            return FormReading(index, sheets[0].name, findings=list(findings), refused=True, carried=True)
        from lianping_xlsx.intake.resolution.salvage import carry  # most replies are used as they are

        found = as_current(setup.expected[index], carry(expected, index, sheets, self.path, findings))
        named = [
            Leftover(_intro_differs("carry.other-person", expected, self.path, sheet, line))
            for sheet, line in lines
            if line is not None
        ]
        return replace(found, leftovers=[*named, *found.leftovers])


def _entries(reading: FormReading) -> int:
    """How many entries of the grid could be told apart."""
    return len(reading.cells) + len(reading.texts) + len(reading.bad_cells)


def _intro_differs(code: str, expected: Expected, path: str, sheet: Sheet, line: Introduced) -> Finding:
    place = Place(expected.file_of(path), sheet.name, a1(line.row, line.column))
    return Finding(code, place, {"raw": show_raw(line.text), "expected": expected.layout.person})


def _note_corrections(setup: WorkerSetup, found: FileReading, sheets: Sequence[Sheet]) -> None:
    """Which replies the forms correct, where the file is a copy that had been sent back."""
    said = (read_correction(sheet.rows, setup.secret) for sheet in sheets if is_correction(sheet.rows))
    corrections = {correction.code: correction for each in said for correction in each}
    for form in found.forms if corrections else ():
        form.correction = corrections.get(setup.expected[form.form].layout.code)


_OWN_SHEETS = (GUIDE_SHEET, PAPER_SHEET, LIST_SHEET)


def _note_extra(found: FileReading, sheets: Sequence[Sheet], coded: set[str]) -> None:
    """A sheet that somebody added, with something on it."""
    for sheet in sheets:
        own = sheet.name.startswith(_OWN_SHEETS) or is_stamp(sheet.rows) or is_correction(sheet.rows)
        if sheet.name in coded or own:
            continue
        if any(not is_blank(cell) for row in sheet.rows for cell in row):
            _find(found, "form.extra-sheet", sheet, {"name": sheet.name})
