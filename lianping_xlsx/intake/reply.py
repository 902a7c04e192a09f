"""One file → the forms in it. Runs in a child process; knows the expected forms, touches nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.spelling import is_blank
from lianping_xlsx.intake.editors import sealed
from lianping_xlsx.intake.form import read_form
from lianping_xlsx.intake.opening import Unopened, open_source
from lianping_xlsx.intake.reading import Expected, FileReading, FormReading, Source
from lianping_xlsx.layout.model import CODE_COLUMN, CODE_ROW
from lianping_xlsx.layout.stamp import Stamp, campaign_id, is_stamp, read_code, read_stamp
from lianping_xlsx.sheets.annotate import LIST_SHEET
from lianping_xlsx.sheets.measure import Refused
from lianping_xlsx.sheets.parts import DEFAULT_LIMITS, Limits
from lianping_xlsx.sheets.reading import READABLE, Sheet, read_workbook

_CODE_ROWS = 20


@dataclass(frozen=True)
class Desk:
    """What a reader needs to know: the folder, the campaign's key, and every expected form by its visible code.

    ``passwords``: what may open the replies.
    """

    folder: Path
    secret: bytes
    expected: tuple[Expected, ...]
    by_code: dict[str, int]
    limits: Limits = DEFAULT_LIMITS
    passwords: tuple[str, ...] = field(default=(), repr=False)


def make_desk(
    folder: Path,
    secret: bytes,
    expected: Sequence[Expected],
    limits: Limits = DEFAULT_LIMITS,
    passwords: Sequence[str] = (),
) -> Desk:
    """The desk for the expected forms."""
    by_code = {entry.layout.code: index for index, entry in enumerate(expected)}
    return Desk(folder, secret, tuple(expected), by_code, limits, tuple(passwords))


def read_reply(desk: Desk, source: Source) -> FileReading:
    """The reading of one file or member. Bad ones give findings, never an exception."""
    found = FileReading(source.path)
    try:
        opened = open_source(desk.folder, source, desk.limits, desk.passwords)
    except Unopened as unopened:
        found.sha256 = unopened.sha256
        return _refuse(found, unopened.refused.code, unopened.refused.slots)
    found.sha256, found.members, found.ignored = opened.sha256, opened.members, opened.ignored
    if opened.kind not in READABLE:
        return found
    try:
        book = read_workbook(opened.data, opened.kind, desk.limits)
    except Refused as refused:
        return _refuse(found, refused.code, refused.slots)
    found.saved_by = sealed(desk.secret, book.editor)
    return _read_sheets(desk, found, book.sheets)


def _refuse(found: FileReading, code: str, slots: Mapping[str, str]) -> FileReading:
    found.refused = Finding(code, Place(found.path), slots)
    return found


def _read_sheets(desk: Desk, found: FileReading, sheets: Sequence[Sheet]) -> FileReading:
    stamps = [read_stamp(sheet.rows, desk.secret) for sheet in sheets if is_stamp(sheet.rows)]
    coded = [(sheet, code) for sheet in sheets if (code := _find_code(sheet)) is not None]
    fault = _stamp_fault(desk, stamps)
    if fault is not None:
        return _refuse(found, fault, {})
    if not coded:
        return _refuse(found, "file.not-a-form", {})
    codes = [code for _, code in coded]
    for sheet, code in coded:
        if codes.count(code) > 1:
            _find(found, "form.same-code-twice", sheet, {"code": code})
        else:
            _read_coded(desk, found, sheet, code, stamps[0] if stamps else None)
    found.corrected = any(sheet.name == LIST_SHEET for sheet in sheets)
    _note_extra(found, sheets, {sheet.name for sheet, _ in coded})
    return found


def _stamp_fault(desk: Desk, stamps: Sequence[Stamp]) -> str | None:
    for stamp in stamps:
        if stamp.campaign != campaign_id(desk.secret):
            return "form.other-campaign"
        if not stamp.genuine:
            return "form.stamp-edited"
    return None


def _find_code(sheet: Sheet) -> str | None:
    """The visible code: in its own cell, or wherever rows and columns have been put before it."""
    rows = sheet.rows
    if len(rows) > CODE_ROW and len(rows[CODE_ROW]) > CODE_COLUMN:
        code = read_code(rows[CODE_ROW][CODE_COLUMN])
        if code is not None:
            return code
    found = (read_code(cell) for row in rows[:_CODE_ROWS] for cell in row)
    return next((code for code in found if code is not None), None)


def _find(found: FileReading, code: str, sheet: Sheet, slots: dict[str, str]) -> None:
    found.findings.append(Finding(code, Place(found.path, sheet.name), slots))


def _read_coded(desk: Desk, found: FileReading, sheet: Sheet, code: str, stamp: Stamp | None) -> None:
    """A sheet with a code: its identity is checked against the stamp and the scheme before it is read."""
    index = desk.by_code.get(code)
    if index is None:
        _find(found, "form.unknown-code", sheet, {"code": code})
        return
    expected = desk.expected[index]
    if stamp is None:
        _find(found, "form.stamp-missing", sheet, {"code": code})
    else:
        line = next((form for form in stamp.forms if form.code == code), None)
        fault = None
        if line is None or line.key != expected.layout.key.text():
            fault = "form.code-mismatch"
        elif line.fingerprint != expected.layout.fingerprint:
            fault = "form.outdated"
        if fault is not None:
            place = Place(found.path, sheet.name)
            refused = FormReading(index, sheet.name, findings=[Finding(fault, place)], refused=True)
            found.forms.append(refused)
            return
    found.forms.append(read_form(expected, index, sheet, found.path))


_OWN_SHEETS = ("填表说明", "测评票样", LIST_SHEET)


def _note_extra(found: FileReading, sheets: Sequence[Sheet], coded: set[str]) -> None:
    """A sheet that somebody added, with something on it."""
    for sheet in sheets:
        if sheet.name in coded or sheet.name.startswith(_OWN_SHEETS) or is_stamp(sheet.rows):
            continue
        if any(not is_blank(cell) for row in sheet.rows for cell in row):
            _find(found, "form.extra-sheet", sheet, {"name": sheet.name})
