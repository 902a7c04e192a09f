"""Decide which 结果报送表 is used for each cited campaign: its newest decision, where all copies of that agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from lianping_xlsx.core.did_you_mean import suggestion
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.forms.result_report import OFFICIAL, ResultReport
from lianping_xlsx.intake.reading.form_reading import FileReading
from lianping_xlsx.intake.returns import CitedReturn, FileStatus, FormStatus
from lianping_xlsx.scheme.model import Scheme, year_key

Fate = tuple[FileStatus, str]
"""What became of a file, and why."""
_Copies = Mapping[str, ResultReport]
"""Results by the paths of their files."""


@dataclass
class CitedReports:
    """The decision on each cited campaign (``returns``) and on each file (``fates``, keyed by path)."""

    returns: list[CitedReturn] = field(default_factory=list)
    fates: dict[str, list[Fate]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def note(self, paths: Iterable[str], status: FileStatus, reason: str) -> None:
        """Note what became of files."""
        for path in paths:
            self.fates.setdefault(path, []).append((status, reason))


def choose_reports(scheme: Scheme, campaign: str, readings: Mapping[str, FileReading]) -> CitedReports:
    """Decide on all results that came back. ``campaign``: the id of this campaign itself.

    Findings: ``report.not-cited``, ``report.other-year``, ``report.trial``, ``report.ambiguous``, ``report.conflict``,
    ``report.missing``.
    """
    found = CitedReports()
    read = ((path, reading.report) for path, reading in sorted(readings.items()))
    reports = {path: report for path, report in read if report and _is_usable(scheme, campaign, path, report, found)}
    for name in dict.fromkeys(citation.campaign for citation in scheme.citations):
        citation = next(each for each in scheme.citations if each.campaign == name)
        copies = {path: report for path, report in reports.items() if citation.names(report.title, report.host)}
        _decide(name, copies, found)
    return found


def _is_usable(scheme: Scheme, campaign: str, path: str, report: ResultReport, found: CitedReports) -> bool:
    """Return True if the scheme can use a result. If not, the fate of the file says why."""
    for status, reason, finding in _obstacles(scheme, campaign, path, report):
        found.note([path], status, reason)
        found.findings += [finding] if finding else []
        return False
    return True


def _obstacles(
    scheme: Scheme, campaign: str, path: str, report: ResultReport
) -> Iterator[tuple[FileStatus, str, Finding | None]]:
    """Yield why a result cannot be used: the fate of its file and the finding."""
    place, wanted = Place(path), year_key(scheme.profile.year)
    if report.campaign == campaign:
        yield FileStatus.IGNORED, "这是本次考核自己的结果报送表", None
    elif not any(citation.names(report.title, report.host) for citation in scheme.citations):
        names = (citation.campaign for citation in scheme.citations)
        near = suggestion(report.host, names) or suggestion(report.title, names)
        slots = {"host": report.host, "title": report.title, "suggestion": near}
        yield FileStatus.IGNORED, "方案没有引用这次考核的结果", Finding("report.not-cited", place, slots)
    elif report.year != wanted:
        slots = {"campaign": report.host, "year": report.year, "wanted": wanted}
        yield FileStatus.REFUSED, f"是{report.year}年度的", Finding("report.other-year", place, slots)
    elif report.status != OFFICIAL:
        yield FileStatus.REFUSED, "不是正式结果", Finding("report.trial", place, {"campaign": report.host})


def _decide(name: str, copies: _Copies, found: CitedReports) -> None:
    """Decide which result of a cited campaign is used."""
    files = tuple(copies)
    if not copies:
        found.returns.append(CitedReturn(name, FormStatus.MISSING))
        found.findings.append(Finding("report.missing", slots={"campaign": name}))
        return
    newest = max(report.decision for report in copies.values())
    current = {path: report for path, report in copies.items() if report.decision == newest}
    ambiguous = len({report.campaign for report in copies.values()}) > 1
    if ambiguous or len({report.digest for report in current.values()}) > 1:
        code, reason = (
            ("report.ambiguous", "几次考核都相符") if ambiguous else ("report.conflict", "收到内容不同的几份")
        )
        slots = {"campaign": name, "files": "、".join(files if ambiguous else current)}
        found.findings.append(Finding(code, slots=slots if ambiguous else slots | {"number": str(newest)}))
        found.note(files, FileStatus.REFUSED, reason)
        found.returns.append(CitedReturn(name, FormStatus.CONFLICT, files))
        return
    used, *equal = current
    found.note([used], FileStatus.USED, "")
    found.note(equal, FileStatus.SUPERSEDED, f"与“{used}”是同一份结果报送表")
    older = (path for path in copies if path not in current)
    found.note(older, FileStatus.SUPERSEDED, f"已由第{newest}次审定的“{used}”取代")
    found.returns.append(CitedReturn(name, FormStatus.USED, files, current[used]))
