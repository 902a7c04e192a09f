"""The reading of one reply: from a file to the forms in it. It runs in a child process and writes nothing.

A child gets its set-up once at its start, then reads files. Of the user name under which a reply was saved last the
program only learns whether two are the same.
"""

from __future__ import annotations

import gc
import hashlib
import hmac
import pickle
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import partial
from pathlib import Path

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.spelling import is_blank, name_key, show_raw
from lianping_xlsx.formats.measure import Refused
from lianping_xlsx.formats.package import DEFAULT_LIMITS, Limits
from lianping_xlsx.formats.workbook_reader import READABLE, Sheet, read_workbook
from lianping_xlsx.forms.correction_stamp import is_correction, read_correction
from lianping_xlsx.forms.layout import CODE_COLUMN, CODE_ROW, GUIDE_SHEET, PAPER_SHEET
from lianping_xlsx.forms.stamp import CODE_MARK, campaign_id, is_stamp, read_code, read_stamp
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
from lianping_xlsx.intake.reading.rectification_reading import with_list
from lianping_xlsx.intake.reading.report_reading import with_report
from lianping_xlsx.intake.reading.sheet_reader import read_form
from lianping_xlsx.intake.sources.folder import Source
from lianping_xlsx.intake.sources.opening import Unopened, open_source
from lianping_xlsx.intake.workers.reading_cache import pack_reading
from lianping_xlsx.spreadsheet.remarks import LIST_SHEET


@dataclass(frozen=True)
class WorkerSetup:
    """The data that a child needs to read replies.

    ``folder``: 2收回. ``secret``: the campaign's key. ``by_code``: indexes into ``expected`` by visible code.
    ``persons``: the names of all ratees with a sheet of their own. ``passwords``: tried on encrypted replies.
    ``wanted``: the campaign that the stamps must name.
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
    """The set-up for the expected forms; the parameters are the fields of WorkerSetup."""
    by_code = {entry.layout.code: index for index, entry in enumerate(expected)}
    persons = tuple(sorted({entry.layout.person for entry in expected} - {""}))
    return WorkerSetup(folder, secret, tuple(expected), by_code, limits, persons, tuple(passwords), wanted)


def read_reply(setup: WorkerSetup, source: Source, content: bytes | None = None) -> FileReading:
    """The reading of one file or member. A bad file gives findings (``file.*``, ``form.*``), never an exception.

    ``content``: of the file, if it was sent here; then the reading depends on it and on the set-up alone.
    """
    try:
        opened = open_source(setup.folder, source, setup.limits, setup.passwords, content)
    except Unopened as unopened:
        nothing = FileReading(source.path, unopened.sha256)
        return _refuse(nothing, unopened.refused.code, unopened.refused.slots)
    found = FileReading(source.path, opened.sha256, members=opened.members, ignored=opened.ignored)
    if opened.kind not in READABLE:
        return found
    try:
        book = read_workbook(opened.data, opened.kind, setup.limits)
    except Refused as refused:
        return _refuse(found, refused.code, refused.slots)
    return _read_sheets(setup, replace(found, saved_by=sealed(setup.secret, book.editor)), book.sheets)


def _refuse(found: FileReading, code: str, slots: Mapping[str, str]) -> FileReading:
    return replace(found, refused=Finding(code, Place(found.path), slots))


def _read_sheets(setup: WorkerSetup, found: FileReading, sheets: Sequence[Sheet]) -> FileReading:
    """The reading of the sheets of a workbook: each form is found by its visible code, or else by the stamp."""
    report = with_report(found, sheets)
    if report is not None:
        return report
    stamps = [read_stamp(sheet.rows, setup.secret) for sheet in sheets if is_stamp(sheet.rows)]
    if setup.wanted.printed:
        stamps = [with_printed_year(stamp, sheets) for stamp in stamps]
    identity = SheetStamps(campaign_id(setup.secret), tuple(stamps), setup.wanted)
    coded: dict[str, list[Sheet]] = {}
    codeless = []
    for sheet in sheets:
        code = _find_code(sheet)
        if code is not None:
            coded.setdefault(code, []).append(sheet)
        else:
            codeless.append(sheet)
    lost = {code: sheet for code, sheet in identity.named(codeless).items() if code in setup.by_code}
    reader = _Reader(setup, identity, found.path)
    listed = None if coded or lost else with_list(found, sheets, setup.secret, setup.wanted.years)
    if listed is not None:
        return listed
    if identity.fault is not None:
        return _refuse(found, identity.fault, {})
    if not coded and not lost:
        return _refuse(found, "file.not-a-form", {})
    findings = [finding for code, copies in coded.items() for finding in _unknown_forms(reader, code, copies)]
    own = {code: copies for code, copies in coded.items() if code in setup.by_code}
    forms = [_read_coded(reader, code, copies, lost.get(code)) for code, copies in own.items()]
    forms += [reader.refused(code, [sheet], "form.code-gone") for code, sheet in lost.items() if code not in coded]
    if identity.other_title:
        slots = {"was": identity.other_title, "now": setup.wanted.title}
        findings.append(Finding("form.other-title", Place(found.path), slots))
    known = {sheet.name for sheet in (*lost.values(), *(s for c in coded.values() for s in c))}
    return replace(
        found,
        forms=tuple(_with_corrections(setup, forms, sheets)),
        findings=(*findings, *_extra_sheets(found.path, sheets, known)),
        corrected=any(sheet.name == LIST_SHEET for sheet in sheets),
    )


def _find_code(sheet: Sheet) -> str | None:
    """The visible code in its own cell, or else in one of the first rows: people insert rows and columns before it."""
    rows = sheet.rows
    if len(rows) > CODE_ROW and len(rows[CODE_ROW]) > CODE_COLUMN:
        code = read_code(rows[CODE_ROW][CODE_COLUMN])
        if code is not None:
            return code
    # Most cells are no codes, and most sheets have none.
    found = (read_code(cell) for row in rows[:SEARCH_ROWS] for cell in row if type(cell) is str and CODE_MARK in cell)
    return next((code for code in found if code is not None), None)


def _unknown_forms(reader: _Reader, code: str, sheets: Sequence[Sheet]) -> Iterator[Finding]:
    """Yield a finding for each sheet if no expected form has its code."""
    if code in reader.setup.by_code:
        return
    keys = {expected.layout.key.text() for expected in reader.setup.expected}
    for sheet in sheets:
        yield Finding(reader.identity.unknown(code, keys), Place(reader.path, sheet.name), {"code": code})


def _read_coded(reader: _Reader, code: str, sheets: Sequence[Sheet], lost: Sheet | None) -> FormReading:
    """Read the sheets with the code of an expected form. Their identity is checked against stamp and scheme first.

    ``lost``: the sheet that was issued with this code and no longer has it.
    """
    setup, identity = reader.setup, reader.identity
    fault = identity.judge(code, setup.expected[setup.by_code[code]])
    if fault is not None:
        return reader.refused(code, sheets, fault)
    expected, readings = reader.read(code, sheets)
    if lost is not None:
        sheets = [*sheets, lost]
        readings.append(reader.refused(code, [lost], "form.code-gone"))
    if len(readings) == 1:
        return readings[0]
    # Imported here: most replies have each form once.
    from lianping_xlsx.intake.resolution.choice import settle_copies

    return settle_copies(expected, readings, reader.path, partial(reader.carried, expected, sheets))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the sheets of one file (``path``) as the forms whose codes they have."""

    setup: WorkerSetup
    identity: SheetStamps
    path: str

    def read(self, code: str, sheets: Sequence[Sheet]) -> tuple[Expected, list[FormReading]]:
        """The readings of sheets with a valid code, after the form in the layout version by which they were read.

        The version is that of the stamp. Without a stamp: the newest version that fits, or else the one with the most
        entries recognized.
        """
        current = self.setup.expected[self.setup.by_code[code]]
        tried = []
        for version in self.identity.versions(code):
            expected = current.at(version)
            readings = [self._read_sheet(expected, sheet) for sheet in sheets]
            tried.append((expected, readings))
            if not any(reading.refused for reading in readings):
                return expected, readings
        return max(tried, key=lambda each: sum(reading.filled for reading in each[1]))

    def _read_sheet(self, expected: Expected, sheet: Sheet) -> FormReading:
        """The reading of one sheet; if it is refused, it holds the entries that can be carried over."""
        setup, layout, index = self.setup, expected.layout, self.setup.by_code[expected.layout.code]
        reading = read_form(expected, index, sheet, self.path)
        place = Place(expected.file_of(self.path), sheet.name)
        line = introduced(layout, sheet.rows, setup.persons)
        if reading.refused:
            return self.carried(expected, [sheet], reading.findings)
        if line is not None and line.other:
            words = {"other": line.other, "person": layout.person}
            return self.carried(expected, [sheet], [Finding("form.other-person", place, words)])
        findings = list(reading.findings)
        if line is not None:
            findings.append(_intro_differs("form.content-changed", expected, self.path, sheet, line))
        if not self.identity.stamps:
            code = {"code": layout.code}
            if not is_whole(reading, findings):
                return self.carried(expected, [sheet], [Finding("form.stamp-lost", place, code)])
            findings.append(Finding("form.stamp-missing", place, code))
        return replace(reading, findings=tuple(findings))

    def refused(self, code: str, sheets: Sequence[Sheet], fault: str) -> FormReading:
        """The reading of a form that is refused for its identity; ``fault`` is the code of the finding."""
        index = self.setup.by_code[code]
        expected = self.setup.expected[index].at(self.identity.versions(code)[0])
        file = expected.file_of(self.path)
        findings = [Finding(fault, Place(file, sheet.name), {"sheet": sheet.name}) for sheet in sheets]
        if fault in SURE:  # it is certain whose form this is, so its entries can be carried over
            return self.carried(expected, sheets, findings)
        return FormReading(index, sheets[0].name, findings=tuple(findings), refused=True)

    def carried(self, expected: Expected, sheets: Sequence[Sheet], findings: Sequence[Finding]) -> FormReading:
        """The entries of a refused form, moved to the current form; none if its sheets name another ratee or form.

        If a sheet names a person who is no ratee (a predecessor, another spelling), the first leftover reports it.
        """
        setup, layout, index = self.setup, expected.layout, self.setup.by_code[expected.layout.code]
        lines = [(sheet, introduced(layout, sheet.rows, setup.persons)) for sheet in sheets]
        if any(line is not None and line.other for _, line in lines) or any(
            is_joined(layout, sheet.rows) for sheet in sheets
        ):
            return FormReading(index, sheets[0].name, findings=tuple(findings), refused=True, carried=True)
        from lianping_xlsx.intake.resolution.salvage import carry  # here: most replies are not refused

        found = as_current(setup.expected[index], carry(expected, index, sheets, self.path, findings))
        named = (
            Leftover(_intro_differs("carry.other-person", expected, self.path, sheet, line))
            for sheet, line in lines
            if line is not None
        )
        return replace(found, leftovers=(*named, *found.leftovers))


def _intro_differs(code: str, expected: Expected, path: str, sheet: Sheet, line: Introduced) -> Finding:
    place = Place(expected.file_of(path), sheet.name, a1(line.row, line.column))
    return Finding(code, place, {"raw": show_raw(line.text), "expected": expected.layout.person})


def _with_corrections(
    setup: WorkerSetup, forms: Sequence[FormReading], sheets: Sequence[Sheet]
) -> Iterable[FormReading]:
    """The forms; if the file is a copy that was sent back, each with the replies that it corrects."""
    on_sheets = (read_correction(sheet.rows, setup.secret) for sheet in sheets if is_correction(sheet.rows))
    corrections = {correction.code: correction for each in on_sheets for correction in each}
    if not corrections:
        return forms
    codes = (setup.expected[form.form].layout.code for form in forms)
    return [replace(form, correction=corrections.get(code)) for form, code in zip(forms, codes, strict=True)]


_OWN_SHEETS = (GUIDE_SHEET, PAPER_SHEET, LIST_SHEET)


def _extra_sheets(path: str, sheets: Sequence[Sheet], coded: Collection[str]) -> Iterator[Finding]:
    """Yield ``form.extra-sheet`` for each sheet with content that somebody added: its content is not read."""
    for sheet in sheets:
        own = sheet.name.startswith(_OWN_SHEETS) or is_stamp(sheet.rows) or is_correction(sheet.rows)
        if sheet.name in coded or own:
            continue
        if any(not is_blank(cell) for row in sheet.rows for cell in row):
            yield Finding("form.extra-sheet", Place(path, sheet.name), {"name": sheet.name})


_NAMES = (
    "Administrator、Administrators、admin、user、users、usr、owner、guest、root、sysadmin、User Name、unknown",
    "Author、none、管理员、系统管理员、用户、个人用户、默认、匿名、作者、WPS 用户、WPS、WPS Office、Kingsoft",
    "金山、Office、test、123、1、微软用户、微软中国、Microsoft、Microsoft 用户、Microsoft Office 用户",
    "Microsoft Office User、MC SYSTEM、PC、computer、Windows、Windows 用户、Windows User、HOME、China",
    "Chinese User、雨林木风、番茄花园、深度技术、系统之家、萝卜家园、电脑公司、Lenovo、联想、联想用户、dell",
    "hp、asus、acer、huawei、华为、honor、thinkpad、xiaomi、小米、tongfang、Apple、mac、iPhone、openpyxl",
    "XlsxWriter、Apache POI、python-docx、LibreOffice、OpenOffice、kylin、uos、deepin、Sky123.Org",
)
_NOBODY = frozenset({"", *(name_key(name) for line in _NAMES for name in line.split("、"))})
"""Names that programs and dealers give to every computer: they say nothing of whose it is."""
_NUMBERED = re.compile(r"(?:user|用户|pc|windows|admin|office|dell|hp|lenovo)[-_]?\d{1,4}\Z")


def sealed(secret: bytes, name: str) -> str:
    """Return the HMAC of a user name under the campaign's key, '' for a name that programs give to every computer."""
    key = name_key(name)
    if key in _NOBODY or _NUMBERED.match(key):
        return ""
    return hmac.new(secret, b"editor\0" + key.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]


_setup: WorkerSetup | None = None


def pack(setup: WorkerSetup) -> bytes:
    """The set-up as bytes, packed once for all children. Without its folder: a moved campaign keeps its cache."""
    return pickle.dumps(replace(setup, folder=Path()))


def keep_setup(packed: bytes, folder: Path) -> None:
    """Unpack the set-up and keep it in this process. The bytes come from our own parent process, so pickle is safe."""
    global _setup
    gc.disable()
    _setup = replace(pickle.loads(packed), folder=folder)
    gc.freeze()  # thousands of layouts stay until the end; the collector need not examine them again and again
    gc.enable()


def read_source(source: Source) -> bytes | FileReading:
    """The reading of one file or member, packed if possible. Raises RuntimeError before :func:`keep_setup`."""
    return _read(source, None)


@dataclass(frozen=True, slots=True)
class SentReply:
    """A reply that is sent to another computer: ``content`` is that of its file, for members too."""

    source: Source
    content: bytes = field(repr=False)


def read_sent(reply: SentReply) -> bytes | FileReading:
    """The same for a reply that was sent here."""
    return _read(reply.source, reply.content)


def _read(source: Source, content: bytes | None) -> bytes | FileReading:
    if _setup is None:
        raise RuntimeError("no set-up")
    reading = read_reply(_setup, source, content)
    return pack_reading(reading) or reading
