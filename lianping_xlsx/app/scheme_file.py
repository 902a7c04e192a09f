"""Files that the office itself keeps in the campaign folder: 考核方案.xlsx read and checked, other workbooks, 文书模板.

``init`` lays the program's Word templates into 文书模板, and nothing replaces one that is there.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.storage import MOST_BYTES, named_alike
from lianping_xlsx.core.campaign_names import SCHEME_FILE, TEMPLATE_GUIDE, TEMPLATES
from lianping_xlsx.core.findings import Finding, Outcome, Place, has_errors
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.safe_open import locks_of, read_regular, why
from lianping_xlsx.formats.measure import Refused
from lianping_xlsx.formats.package import DEFAULT_LIMITS
from lianping_xlsx.formats.sniff import FileKind, sniff
from lianping_xlsx.formats.workbook_reader import Sheet, read_xlsx
from lianping_xlsx.publish.word.template_names import (
    TEMPLATE_FOLDER,
    TEMPLATE_NAMES,
    template_finding,
    template_guide,
)
from lianping_xlsx.scheme.consistency import check_scheme
from lianping_xlsx.scheme.guide_sheet import is_guide
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.scheme_builder import build_scheme
from lianping_xlsx.scheme.scheme_workbook import Rows, read_records, sheets_as_seen
from lianping_xlsx.spreadsheet.seen_otherwise import not_plain


@dataclass(frozen=True, slots=True)
class SchemeBook:
    """考核方案.xlsx: its sheets by name, without 填写向导, and that sheet if it has one."""

    sheets: dict[str, Sheet]
    guide: Sheet | None

    @property
    def rows(self) -> dict[str, Rows]:
        """The raw rows of the sheets by name."""
        return {name: sheet.rows for name, sheet in self.sheets.items()}


def load_scheme(campaign: Campaign) -> Outcome[Scheme | None]:
    """The scheme, read and checked; None where findings of severity 错误 make it unusable."""
    data = _content_of(campaign)
    found = scheme_in(data) if isinstance(data, bytes) else Outcome(None, (data,))
    _book_in.cache_clear()
    return found


def load_scheme_with_book(campaign: Campaign) -> Outcome[tuple[Scheme, SchemeBook] | None]:
    """The same with the workbook from which it was read."""
    data = _content_of(campaign)
    if isinstance(data, Finding):
        return Outcome(None, (data,))
    book, scheme = _book_in(data), scheme_in(data)
    _book_in.cache_clear()
    if book.value is None or scheme.value is None:
        return Outcome(None, scheme.findings)
    return Outcome((scheme.value, book.value), scheme.findings)


def _content_of(campaign: Campaign) -> bytes | Finding:
    """The content of 考核方案.xlsx; the finding that says why there is none."""
    if not campaign.scheme.is_file():
        return no_scheme(campaign.folder)
    try:
        return read_regular(campaign.scheme, MOST_BYTES)
    except OSError as error:
        return _unreadable(why(error))


# A command reads the scheme for itself, and once more to tell at its end where the campaign stands.
@lru_cache(maxsize=1)
def scheme_in(data: bytes) -> Outcome[Scheme | None]:
    """The scheme of the content of 考核方案.xlsx; it depends on nothing else."""
    read = _book_in(data)
    if read.value is None:
        return Outcome(None, read.findings)
    records = read_records(read.value.rows)
    seen = tuple(sheets_as_seen(read.value.sheets))
    findings = (*read.findings, *records.findings, *seen)
    if has_errors((*read.findings, *seen)) or not records.value.usable:
        return Outcome(None, findings)
    scheme = build_scheme(records.value)
    findings += check_scheme(scheme, records.value)
    return Outcome(None if has_errors(findings) else scheme, findings)


# Its cells take as much memory as the scheme that is made of them, so nobody keeps it once the scheme is there.
@lru_cache(maxsize=1)
def _book_in(data: bytes) -> Outcome[SchemeBook | None]:
    return read_scheme_book(data)


def read_scheme_sheets(file: Path | bytes) -> Outcome[dict[str, Rows] | None]:
    """The rows of each sheet of 考核方案.xlsx, a file or its content. Findings: ``scheme.unreadable``, ``table.*``."""
    read = read_scheme_book(file)
    return Outcome(None if read.value is None else read.value.rows, read.findings)


def read_scheme_book(file: Path | bytes) -> Outcome[SchemeBook | None]:
    """The same with 填写向导."""
    sheets = read_own_workbook(file) if isinstance(file, Path) else read_own_bytes(file)
    if isinstance(sheets, str):
        return Outcome(None, (_unreadable(sheets),))
    own = [sheet for sheet in sheets if not is_guide(sheet.name, sheet.rows)]
    guide = next((sheet for sheet in sheets if is_guide(sheet.name, sheet.rows)), None)
    book = SchemeBook({sheet.name: sheet for sheet in own}, guide)
    return Outcome(book, tuple(finding for sheet in own for finding in not_plain(sheet, SCHEME_FILE)))


def _unreadable(reason: str) -> Finding:
    return Finding("scheme.unreadable", Place(SCHEME_FILE), {"reason": reason})


def scheme_locks(campaign: Campaign) -> tuple[Finding, ...]:
    """``scheme.open`` where a program has 考核方案.xlsx open: it would save over what is written meanwhile."""
    return tuple(Finding("scheme.open", Place(SCHEME_FILE), {"lock": lock}) for lock in locks_of(campaign.scheme)[:1])


def no_scheme(folder: Path) -> Finding:
    """``scheme.missing``: what is the matter with the folder, and where the scheme is, if that is near."""
    if not folder.is_dir():
        return Finding("scheme.missing", slots={"wrong": f"没有“{folder}”这个文件夹", "near": ""})
    wrong = f"{'当前文件夹' if folder == Path() else f'“{folder}”'}里没有“{SCHEME_FILE}”"
    near = next((place for place in _around(folder) if (place / SCHEME_FILE).is_file()), None)
    return Finding(
        "scheme.missing", slots={"wrong": wrong, "near": "" if near is None else f"考核文件夹大概是“{near}”。"}
    )


def _around(folder: Path) -> Iterator[Path]:
    """The folders above and below one, as far as they can be seen."""
    yield from (Path(os.path.normpath(folder / above)) for above in ("..", "../.."))
    with contextlib.suppress(OSError):
        yield from sorted(path for path in folder.iterdir() if path.is_dir())


def read_own_workbook(path: Path) -> list[Sheet] | str:
    """The sheets of a workbook of the office itself, or in words why it cannot be read."""
    try:
        return read_own_bytes(read_regular(path, MOST_BYTES))
    except OSError as error:
        return why(error)


_READABLE_ONCE = {
    FileKind.ENCRYPTED: "设了打开密码，请先取消密码",
    **{kind: f"它是{kind}" for kind in (FileKind.XLS, FileKind.XLSB, FileKind.ODS, FileKind.HTML, FileKind.CSV)},
}
"""The reason why a workbook of the office cannot be read, by its kind, where the file itself is whole."""


_OWN_LIMITS = replace(DEFAULT_LIMITS, rows=300_000, area=6_000_000, cells=3_000_000)
"""The limits of a workbook of the office: in a province 填报任务 has a row for each form, as no reply ever has."""


def read_own_bytes(data: bytes) -> list[Sheet] | str:
    """The same for the content of the workbook."""
    try:
        return read_xlsx(data, _OWN_LIMITS)
    except Refused as refused:
        if refused.code == "file.damaged":  # nobody has sent it
            return _READABLE_ONCE.get(sniff(data), "文件不完整或已损坏")
        return Finding(refused.code, slots=refused.slots).message.rstrip("。")


_MOST_BYTES = 8 << 20


def templates_to_lay_down(folder: Path) -> dict[str, bytes]:
    """The templates and 说明.txt that 文书模板 of a campaign folder lacks, by path below the folder."""
    named = {
        f"{TEMPLATES}/{file}": content
        for file, content in {**own_templates(), TEMPLATE_GUIDE: template_guide()}.items()
    }
    return {name: content for name, content in named.items() if not os.path.lexists(folder / name)}


def own_templates() -> dict[str, bytes]:
    """The program's own templates by name."""
    return {file: (TEMPLATE_FOLDER / file).read_bytes() for file in TEMPLATE_NAMES}


def read_templates(folder: Path, files: Iterable[str]) -> Outcome[dict[str, bytes]]:
    """The office's templates of these names, to be filled in: those that are there.

    Findings: ``template.unreadable``; ``template.other-name`` where the office has left the template as it is, but has
    another document with such a name.
    """
    names, own = tuple(files), own_templates()
    read = stored_templates(folder, names)
    untouched = [file for file in names if read.value.get(file, own[file]) == own[file]]
    others = ((file, other) for file in untouched for other in named_alike(folder, file))
    told = (template_finding("template.other-name", file, other=other) for file, other in others)
    return Outcome(read.value, (*read.findings, *told))


def stored_templates(folder: Path, files: Iterable[str]) -> Outcome[dict[str, bytes]]:
    """The office's templates of these names: those that are there. Findings: ``template.unreadable``."""
    found: dict[str, bytes] = {}
    findings: list[Finding] = []
    for file in files:
        path = folder / TEMPLATES / file
        try:
            found[file] = read_regular(path, _MOST_BYTES)
        except FileNotFoundError:
            continue
        except OSError as error:
            findings.append(template_finding("template.unreadable", file, reason=why(error)))
    return Outcome(found, tuple(findings))
