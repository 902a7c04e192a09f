"""退回: for each file with errors a copy with the cells marked, a comment in each and a list in front."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from lianping_xlsx.core.findings import Finding, Severity, has_errors
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.sheets.annotate import CannotAnnotateError, Remark, annotate


@dataclass(frozen=True, slots=True)
class Returnable:
    """A reply that a unit can be asked to correct: where it lies, and the names that findings may use for it."""

    path: str
    unit: str
    issued: str
    names: frozenset[str]


def write_returned(
    scheme: Scheme, replies: Sequence[Returnable], findings: Iterable[Finding], read: Callable[[str], bytes]
) -> dict[str, bytes]:
    """Annotated copies by file name: named after the issued workbook, never after the reply."""
    by_file: dict[str, list[Finding]] = {}
    for finding in findings:
        by_file.setdefault(finding.place.file or "", []).append(finding)
    copies: dict[str, bytes] = {}
    for reply in replies:
        mine = [finding for name in sorted(reply.names) for finding in by_file.get(name, [])]
        if not has_errors(mine):
            continue
        try:
            copy = annotate(read(reply.path), *_words(scheme, reply), _remarks(mine))
        except CannotAnnotateError:
            continue  # the finding itself says that the file is damaged
        copies[_free_name(reply.issued, copies)] = copy
    return copies


def _words(scheme: Scheme, reply: Returnable) -> tuple[str, str]:
    profile = scheme.profile
    contact = " ".join(part for part in (profile.contact, profile.phone) if part)
    intro = f"下列问题请在原表中更正后重新报送；有问题的单元格已标红并加了批注。联系人：{contact}"
    banner = f"（{profile.banner}）" if profile.banner else ""
    return f"{reply.unit}：报送的表需要更正{banner}", intro


def _remarks(findings: Sequence[Finding]) -> list[Remark]:
    ordered = sorted(findings, key=Finding.sort_key)
    return [
        Remark(
            finding.place.sheet or "",
            finding.place.cell or "",
            finding.message,
            finding.remedy,
            finding.severity is Severity.ERROR,
        )
        for finding in ordered
        if finding.severity is not Severity.NOTE
    ]


def _free_name(issued: str, taken: Mapping[str, bytes]) -> str:
    stem = issued.removesuffix(".xlsx")
    name, number = f"{stem}.xlsx", 2
    while name in taken:
        name, number = f"{stem}（{number}）.xlsx", number + 1
    return name
