"""退回: for each unit with errors its own file with the cells marked, or its current forms filled in with what it said.

A copy of its own file where openpyxl can mark it; the current forms where a form was refused though its keys are
alive, where the file is of another kind, or where sheets of several units had been gathered in one file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lianping_xlsx.core.findings import Finding, Severity, has_errors
from lianping_xlsx.forms.workbook import write_workbook
from lianping_xlsx.intake.gather import Received
from lianping_xlsx.intake.reading import sender
from lianping_xlsx.layout.model import WorkbookLayout
from lianping_xlsx.report.asked import Replies, hidden_sheet
from lianping_xlsx.report.transplant import transplant
from lianping_xlsx.scheme.model import FormKind, Scheme
from lianping_xlsx.sheets.annotate import annotate
from lianping_xlsx.sheets.remarks import CannotAnnotateError, Remark


@dataclass(frozen=True, slots=True)
class ReturnedCopy:
    """A workbook of 退回 for one unit (code and name): its file name there, its bytes, and what is said in it.

    ``transplanted``: it is the current form filled in with what the reply said, and not a copy of the reply.
    """

    unit: str
    unit_name: str
    name: str
    content: bytes
    remarks: tuple[Remark, ...]
    transplanted: bool = False


@dataclass
class _Unit:
    """A unit: its workbook as it was issued, its forms (places among the expected), and its replies by path.

    To each reply the sheets are known that carry the unit's forms; ``shared`` are replies that hold others' forms too.
    """

    book: WorkbookLayout
    forms: list[int] = field(default_factory=list)
    replies: dict[str, set[str]] = field(default_factory=dict)
    shared: set[str] = field(default_factory=set)


def write_returned(
    scheme: Scheme, secret: bytes, received: Received, findings: Iterable[Finding], read: Callable[[str], bytes]
) -> tuple[ReturnedCopy, ...]:
    """What goes back, in the order of the units: named after the issued workbook, never after the reply."""
    by_file: dict[str, list[Finding]] = {}
    for finding in findings:
        by_file.setdefault(finding.place.file or "", []).append(finding)
    writer = _Writer(scheme, secret, received, by_file, read, Replies(received))
    return tuple(copy for unit in _units(received) for copy in writer.write(unit))


def _units(received: Received) -> list[_Unit]:
    """The units that have a form among those expected, in their order."""
    found: dict[str, _Unit] = {}
    for index, expected in enumerate(received.expected):
        code = expected.layout.key.unit
        if code not in found:
            found[code] = _Unit(WorkbookLayout(code, expected.unit, expected.file, ()))
        found[code].forms.append(index)
    owners: dict[str, set[str]] = {}
    for sure in (True, False):  # a sheet that belongs to nobody for sure makes no reply another unit's
        for path, index, sheet in _held(received, sure=sure):
            code = received.expected[index].layout.key.unit
            if sure or path not in owners or code in owners[path]:
                owners.setdefault(path, set()).add(code)
                found[code].replies.setdefault(path, set()).add(sheet)
    for unit in found.values():
        unit.shared = {path for path in unit.replies if len(owners[path]) > 1}
    return list(found.values())


def _held(received: Received, *, sure: bool) -> Iterator[tuple[str, int, str]]:
    """(path, form, sheet) of every form that came back; ``sure``: those whose identity is beyond doubt, or the rest."""
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
    read: Callable[[str], bytes]
    replies: Replies

    def write(self, unit: _Unit) -> list[ReturnedCopy]:
        """Nothing where nothing is wrong; copies of its files; or, in place of them all, its current workbook."""
        wrong = {path: mine for path in sorted(unit.replies) if has_errors(mine := self._said_of(unit, path))}
        if not wrong:
            return []
        carried = any(form.carried for index in unit.forms for _, form in self.received.rejected.get(index, ()))
        if carried or not unit.shared.isdisjoint(wrong):
            return [self._current(unit)]
        try:
            return list(self._marked(unit, wrong))
        except CannotAnnotateError:
            return [self._current(unit)]

    def _said_of(self, unit: _Unit, path: str) -> list[Finding]:
        """The findings on a reply, and those that name the unit alone: for ballots all, else those on its forms."""
        ballots = any(self._kind(index) is FormKind.BALLOTS for index in unit.forms if self._came_in(index, path))
        of_unit = self.findings.get(sender(unit.book.unit_name), ())
        mine = [*self.findings.get(path, ()), *(f for f in of_unit if ballots or f.place.sheet in unit.replies[path])]
        if ballots:  # the office alone chooses between files
            mine = [finding for finding in mine if not names_replies(finding.slots)]
        if path in unit.shared:
            mine = [finding for finding in mine if finding.place.sheet in unit.replies[path]]
        return mine

    def _kind(self, index: int) -> FormKind:
        return self.received.expected[index].layout.key.kind

    def _came_in(self, index: int, path: str) -> bool:
        return path in self.received.returns[index].files

    def _marked(self, unit: _Unit, wrong: Mapping[str, Sequence[Finding]]) -> Iterator[ReturnedCopy]:
        taken: set[str] = set()
        for path, mine in wrong.items():
            remarks = _remarks(mine)
            corrections = (self.replies.marked(index, path, mine) for index in unit.forms)
            hidden = hidden_sheet((each for each in corrections if each), self.secret)
            content = annotate(self.read(path), *self._words(unit, _MARKED), remarks, hidden)
            yield ReturnedCopy(unit.book.unit, unit.book.unit_name, _free_name(unit.book.file, taken), content, remarks)

    def _current(self, unit: _Unit) -> ReturnedCopy:
        files = {sender(unit.book.unit_name), *unit.replies}
        findings = [finding for name in sorted(files) for finding in self.findings.get(name, ())]
        if any(self._kind(index) is FormKind.BALLOTS for index in unit.forms):
            findings = [finding for finding in findings if not names_replies(finding.slots)]
        moved = transplant(self.received, unit.forms, findings)
        forms = tuple(self.received.expected[index].layout for index in unit.forms)
        book = WorkbookLayout(unit.book.unit, unit.book.unit_name, unit.book.file, forms)
        blank = write_workbook(self.scheme, self.secret, book, moved.entries)
        remarks = tuple(moved.remarks)
        hidden = hidden_sheet((self.replies.moved(index, remarks) for index in unit.forms), self.secret)
        content = annotate(blank, *self._words(unit, _COMPLETE if moved.complete else _MOVED), remarks, hidden)
        return ReturnedCopy(book.unit, book.unit_name, book.file, content, remarks, transplanted=True)

    def _words(self, unit: _Unit, intro: str) -> tuple[str, str]:
        profile = self.scheme.profile
        contact = " ".join(part for part in (profile.contact, profile.phone) if part)
        banner = f"（{profile.banner}）" if profile.banner else ""
        return f"{unit.book.unit_name}：报送的表需要更正{banner}", f"{intro}联系人：{contact}"


_MARKED = "下列问题请在原表中更正后重新报送；有问题的单元格已标红并加了批注。"
_MOVED = (
    "这是现在使用的表，原来报送的内容能认出的已经移过来（带“？”的，是原来填得不清楚的，请改成应填的）。请按下列各项更正、补填（有关的单元格已标色并加了批注），"
    "核对全部内容，签字盖章后把本文件报回。"
)
_COMPLETE = "这是现在使用的表，原来报送的内容已经全部移过来。请核对无误后签字盖章，把本文件报回。"


def names_replies(slots: Mapping[str, str]) -> bool:
    """Whether a finding tells file names of replies, which may give away who filled in a ballot: they stay here."""
    return not slots.keys().isdisjoint(("file", "files", "others"))


def _remarks(findings: Sequence[Finding]) -> tuple[Remark, ...]:
    ordered = sorted(findings, key=Finding.sort_key)
    return tuple(
        Remark(
            finding.place.sheet or "",
            finding.place.cell or "",
            finding.message,
            finding.to_unit,
            finding.severity is Severity.ERROR,
        )
        for finding in ordered
        if finding.severity is not Severity.NOTE and finding.to_unit
    )


def _free_name(issued: str, taken: set[str]) -> str:
    """A name not yet ``taken``; now it is."""
    stem = issued.removesuffix(".xlsx")
    name, number = f"{stem}.xlsx", 2
    while name in taken:
        name, number = f"{stem}（{number}）.xlsx", number + 1
    taken.add(name)
    return name
