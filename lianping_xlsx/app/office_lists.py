"""``import``: the office's own lists (名单、填报单位、考评细则、票类), from any workbook into 考核方案.xlsx."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.lock import exclusive_lock
from lianping_xlsx.app.outdated_forms import outdates
from lianping_xlsx.app.scheme_file import no_scheme, read_scheme_book, read_scheme_sheets, scheme_locks
from lianping_xlsx.app.storage import MOST_BYTES, write_all
from lianping_xlsx.core.campaign_names import ARCHIVES, DECIDED, ISSUED, REVIEWS, SCHEME_FILE, SUMMARY
from lianping_xlsx.core.did_you_mean import suggestion
from lianping_xlsx.core.findings import Finding, Outcome, Place, Severity, has_errors
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.safe_open import read_regular, why
from lianping_xlsx.core.spelling import is_blank
from lianping_xlsx.formats.measure import DEFAULT_LIMITS
from lianping_xlsx.formats.sheet import Sheet
from lianping_xlsx.formats.workbook_reader import READABLE, Refused, read_workbook
from lianping_xlsx.forms.stamp import is_stamp
from lianping_xlsx.intake.sources.folder import Source
from lianping_xlsx.intake.sources.opening import Unopened, open_source
from lianping_xlsx.intake.workers.isolation import Failure, run_isolated
from lianping_xlsx.scheme.consistency import check_scheme
from lianping_xlsx.scheme.guide_reading import guide_results
from lianping_xlsx.scheme.guide_sheet import is_guide
from lianping_xlsx.scheme.list_columns import find_lists
from lianping_xlsx.scheme.list_headings import ListChoice
from lianping_xlsx.scheme.list_plan import ImportPlan, ImportTerms, plan_import
from lianping_xlsx.scheme.list_rows import RowState
from lianping_xlsx.scheme.next_year import of_sample
from lianping_xlsx.scheme.scheme_builder import build_scheme
from lianping_xlsx.scheme.scheme_workbook import Rows, read_records
from lianping_xlsx.spreadsheet.editing import CannotEditError, with_rows


@dataclass(frozen=True, slots=True)
class ImportSource:
    """A workbook with lists, and the scheme that they are for, as they were read.

    ``guide``: its 填写向导. ``doubts``: cells of the scheme that a list may fill though they only seem to be blank.
    """

    campaign: Campaign
    file: str
    office: Sequence[Sheet]
    data: bytes
    scheme: Mapping[str, Rows]
    guide: Sheet | None
    sample: bool
    doubts: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class PreparedImport:
    """An import that may be written.

    ``after``: the raw rows that the scheme would have. ``checked``: the findings of ``check`` on it.
    """

    source: ImportSource
    plan: ImportPlan
    after: Mapping[str, Rows]
    checked: tuple[Finding, ...]


def read_import(folder: Path, file: Path) -> Outcome[ImportSource | None]:
    """Read a workbook of the office, as a reply in a process of its own, and the scheme of a folder.

    Findings: ``scheme.missing``, ``scheme.open``, ``scheme.unreadable``, those of reading a scheme; for a file that
    is no list ``import.missing``, ``import.folder``, ``import.own-file`` and the codes of ``_NO_LIST``.
    """
    campaign = Campaign(folder)
    if not campaign.scheme.is_file():
        return Outcome(None, (no_scheme(folder),))
    if opened := scheme_locks(campaign):
        return Outcome(None, opened)
    try:
        data = read_regular(campaign.scheme, MOST_BYTES)
    except OSError as error:
        return Outcome(None, (Finding("scheme.unreadable", Place(SCHEME_FILE), {"reason": why(error)}),))
    book = read_scheme_book(data)
    if book.value is None:
        return Outcome(None, book.findings)
    records = read_records(book.value.rows)
    findings = (*book.findings, *records.findings)
    if has_errors(book.findings) or not records.value.usable:
        return Outcome(None, findings)
    office = _sheets_of_office(campaign, file)
    if isinstance(office, Finding):
        return Outcome(None, (office,))
    sample = of_sample(build_scheme(records.value).profile.banner)
    return Outcome(
        ImportSource(campaign, file.name, office, data, book.value.rows, book.value.guide, sample, book.findings)
    )


_NO_LIST = {
    "import.no-table": ("file.picture", "file.not-a-table", "file.unknown"),
    "import.other-kind": ("file.wrong-kind", "file.too-old"),
    "import.packed": ("file.nested", "file.no-members", "file.tnef", "file.volume", "file.needs-unpacking"),
    "import.shortcut": ("file.shortcut",),
    "import.empty": ("file.empty",),
    "import.damaged": ("file.damaged",),
    "import.encrypted": ("file.encrypted", "file.encrypted-ods", "file.encrypted-archive"),
    "import.unopened": ("file.unreadable",),
}
"""The finding on a list for that on a reply: whoever has sent a reply can be asked for another, a list is the office's
own. For any other it is ``import.unreadable``."""
_OUTPUTS = (ISSUED, SUMMARY, DECIDED, REVIEWS, ARCHIVES)


def _sheets_of_office(campaign: Campaign, file: Path) -> list[Sheet] | Finding:
    """The worksheets of a workbook of the office, without 填写向导; or why it is no list."""
    place = Place(file.name or str(file))
    if not file.exists():
        return Finding("import.missing", place, {"near": _near(file)})
    if file.is_dir():
        return Finding("import.folder", place)
    within = _within(campaign, file)
    if within == SCHEME_FILE or within.startswith(tuple(f"{folder}/" for folder in _OUTPUTS)):
        return Finding("import.own-file", place, {"what": within})
    found = next(result for _, result in run_isolated(sheets_of, [file.resolve()]))
    if isinstance(found, list):
        if any(is_stamp(sheet.rows) for sheet in found):
            return Finding("import.own-file", place, {"what": "发给填报单位的表"})
        return [sheet for sheet in found if not is_guide(sheet.name, sheet.rows)]
    reason = Finding(found.code) if isinstance(found, Failure) else found
    code = next((code for code, codes in _NO_LIST.items() if reason.code in codes), "import.unreadable")
    said = reason.message.rstrip("。").removesuffix("，没有读取").removesuffix("，已跳过")
    return Finding(code, place, {"reason": said, "kind": "无法识别的文件"} | dict(reason.slots))


def _near(file: Path) -> str:
    """The question for a file of a similar name beside the one that is missing: Windows hides the endings of names."""
    try:
        names = [each.name for each in file.parent.iterdir()]
    except OSError:
        return ""
    return suggestion(file.name, [name for name in names if name.startswith(f"{file.name}.")] or names)


def _within(campaign: Campaign, file: Path) -> str:
    """The path of a file below the campaign folder, '' if it lies elsewhere."""
    try:
        return file.resolve().relative_to(campaign.folder.resolve()).as_posix()
    except (OSError, ValueError):
        return ""


def sheets_of(file: Path) -> list[Sheet] | Finding:
    """The worksheets of a workbook of any kind, or why it is not read (``file.*``): the work of the child process."""
    try:
        opened = open_source(file.parent, Source(file.name), DEFAULT_LIMITS)
        if opened.kind not in READABLE:
            return Finding("file.nested", slots={"kind": str(opened.kind)})
        return read_workbook(opened.data, opened.kind).sheets
    except Unopened as unopened:
        return Finding(unopened.refused.code, slots=unopened.refused.slots)
    except Refused as refused:
        return Finding(refused.code, slots=refused.slots)


def prepare_import(source: ImportSource, choice: ListChoice, terms: ImportTerms) -> Outcome[PreparedImport | None]:
    """Match the lists and plan the rows, and say what it outdates; nothing is written.

    Findings: ``import.*``, and the doubts of the source.
    """
    if terms.instead and not source.sample:
        return Outcome(None, (Finding("import.no-sample", Place(SCHEME_FILE)),))
    lists = find_lists(source.office, source.file, choice)
    if has_errors(lists.findings):
        return Outcome(None, lists.findings)
    plan = plan_import(source.scheme, lists.value, source.file, terms)
    findings = (*source.doubts, *lists.findings, *plan.findings)
    if plan.value is None:
        return Outcome(None, findings)
    if source.sample and not terms.instead:
        findings += tuple(_sample_left(plan.value))
    after = _with_cells(source.scheme, plan.value.cells)
    records = read_records(after)
    scheme = build_scheme(records.value)
    checked = (*records.findings, *check_scheme(scheme, records.value))
    errors = sum(finding.severity is Severity.ERROR for finding in checked)
    if not errors and records.value.usable:
        findings += tuple(outdates(source.campaign, scheme))
    elif any(source.campaign.issued.glob("*.xlsx")):
        findings += (Finding("import.issued", Place(SCHEME_FILE), {"errors": str(errors)}),)
    return Outcome(PreparedImport(source, plan.value, after, checked), findings)


def _sample_left(plan: ImportPlan) -> list[Finding]:
    """The rows of a sample that a list would stand beside; the units of one are not only those of a list."""
    left: dict[str, int] = {}
    for edit, row in plan.rows(RowState.UNTOUCHED):
        if edit.table.sheet in {each.kind.table.sheet for each in plan.lists if each.kind.whole}:
            left[edit.table.sheet] = left.get(edit.table.sheet, 0) + bool(row.before)
    places = ((Place(SCHEME_FILE, sheet), {"table": sheet, "count": str(count)}) for sheet, count in left.items())
    return [Finding("import.sample-there", place, slots) for place, slots in places]


def write_import(prepared: PreparedImport) -> Outcome[bool]:
    """Write what was prepared into 考核方案.xlsx; the old file goes to 备份. False where nothing was written.

    The new file is read again first, and has to hold what was planned and nothing else.
    Findings: ``scheme.unreadable``, ``import.differs``, ``import.lost``, ``write.*``.
    """
    source = prepared.source
    results = {source.guide.name: guide_results(source.guide, prepared.after)} if source.guide else {}
    try:
        content, lost = with_rows(source.data, prepared.plan.cells, results=results)
    except CannotEditError as error:
        return Outcome(False, (Finding("scheme.unreadable", Place(SCHEME_FILE), {"reason": str(error)}),))
    again = read_scheme_sheets(content).value
    if again is None or _contents(again) != _contents(prepared.after):
        return Outcome(False, (Finding("import.differs", Place(SCHEME_FILE)),))
    carried = {SCHEME_FILE: hashlib.sha256(source.data).hexdigest()}
    with exclusive_lock(source.campaign.lock) as acquired:
        if not acquired:
            return Outcome(False, (Finding("write.busy"),))
        faults = write_all(source.campaign.folder.resolve(), {SCHEME_FILE: content}, keep={}, carried=carried)
    if faults:
        return Outcome(False, faults)
    told = Finding("import.lost", Place(SCHEME_FILE), {"lost": "、".join(lost)})
    return Outcome(True, (told,) if lost else ())


def _with_cells(sheets: Mapping[str, Rows], cells: Mapping[tuple[str, int, int], object]) -> dict[str, Rows]:
    """The raw rows with other contents of some cells."""
    after = {name: [list(row) for row in rows] for name, rows in sheets.items()}
    for (name, row, column), content in cells.items():
        rows = after[name]
        width = max(len(rows[0]) if rows else 0, column + 1)
        rows += [[""] * width for _ in range(row + 1 - len(rows))]
        for each in rows:
            each += [""] * (width - len(each))
        rows[row][column] = "" if content is None else content
    return dict(after)


def _contents(sheets: Mapping[str, Rows]) -> dict[tuple[str, int, int], object]:
    return {
        (name, row, column): content
        for name, rows in sheets.items()
        for row, cells in enumerate(rows)
        for column, content in enumerate(cells)
        if not is_blank(content)
    }
