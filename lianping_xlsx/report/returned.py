"""退回: for each file with errors a copy with the cells marked, a comment in each and a list in front."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from lianping_xlsx.core.findings import Finding, Severity, has_errors
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.sheets.annotate import CannotAnnotateError, Remark, annotate


@dataclass(frozen=True, slots=True)
class Returnable:
    """A reply that a unit (code and name) can be asked to correct: where it lies, the workbook that was issued to
    it, and the names that findings may use for it. ``anonymous``: it carries ballots.
    """

    path: str
    unit: str
    unit_name: str
    issued: str
    names: frozenset[str]
    anonymous: bool = False


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


def write_returned(
    scheme: Scheme, replies: Sequence[Returnable], findings: Iterable[Finding], read: Callable[[str], bytes]
) -> tuple[ReturnedCopy, ...]:
    """What goes back, in the order of the replies: named after the issued workbook, never after the reply."""
    by_file: dict[str, list[Finding]] = {}
    for finding in findings:
        by_file.setdefault(finding.place.file or "", []).append(finding)
    copies: list[ReturnedCopy] = []
    taken: set[str] = set()
    for reply in replies:
        mine = [finding for name in sorted(reply.names) for finding in by_file.get(name, [])]
        if reply.anonymous:
            mine = [finding for finding in mine if not names_replies(finding.slots)]
        if not has_errors(mine):
            continue
        remarks = _remarks(mine)
        try:
            content = annotate(read(reply.path), *_words(scheme, reply), remarks)
        except CannotAnnotateError:
            continue  # the finding itself says that the file is damaged
        copies.append(ReturnedCopy(reply.unit, reply.unit_name, _free_name(reply.issued, taken), content, remarks))
    return tuple(copies)


def names_replies(slots: Mapping[str, str]) -> bool:
    """Whether a finding tells file names of replies, which may give away who filled in a ballot: they stay here."""
    return not slots.keys().isdisjoint(("file", "files", "others"))


def _words(scheme: Scheme, reply: Returnable) -> tuple[str, str]:
    profile = scheme.profile
    contact = " ".join(part for part in (profile.contact, profile.phone) if part)
    intro = f"下列问题请在原表中更正后重新报送；有问题的单元格已标红并加了批注。联系人：{contact}"
    banner = f"（{profile.banner}）" if profile.banner else ""
    return f"{reply.unit_name}：报送的表需要更正{banner}", intro


def _remarks(findings: Sequence[Finding]) -> tuple[Remark, ...]:
    ordered = sorted(findings, key=Finding.sort_key)
    return tuple(
        Remark(
            finding.place.sheet or "",
            finding.place.cell or "",
            finding.message,
            finding.remedy,
            finding.severity is Severity.ERROR,
        )
        for finding in ordered
        if finding.severity is not Severity.NOTE
    )


def _free_name(issued: str, taken: set[str]) -> str:
    """A name not yet ``taken``; now it is."""
    stem = issued.removesuffix(".xlsx")
    name, number = f"{stem}.xlsx", 2
    while name in taken:
        name, number = f"{stem}（{number}）.xlsx", number + 1
    taken.add(name)
    return name
