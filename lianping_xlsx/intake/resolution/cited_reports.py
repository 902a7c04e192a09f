"""Decide which 结果报送表 is used for each cited campaign: of its newest decision, or the one that a person chose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field

from lianping_xlsx.core import exact
from lianping_xlsx.core.did_you_mean import suggestion
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.forms.correction_stamp import Correction
from lianping_xlsx.forms.result_report import HEADINGS, OFFICIAL, ReportedRatee, ResultReport
from lianping_xlsx.intake.reading.form_reading import FileReading
from lianping_xlsx.intake.resolution.corrections import Versions
from lianping_xlsx.intake.resolution.preference import NEWEST, Chosen, Preference
from lianping_xlsx.intake.resolution.typed_choices import TypedChoice, Wanted
from lianping_xlsx.intake.resolution.versions import MOST, Contest, Difference, describe
from lianping_xlsx.intake.returns import CitedReturn, FileStatus, FormStatus
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.profile import year_key

Fate = tuple[FileStatus, str]
"""What became of a file, and why."""
_Copies = Mapping[str, ResultReport]
"""Results by the paths of their files."""


@dataclass
class CitedReports:
    """The decision on each cited campaign (``returns``) and on each file (``fates``, keyed by path).

    ``contests``, ``lost``: as in ``VersionChoice``.
    """

    preference: Preference
    digests: Mapping[str, str]
    returns: list[CitedReturn] = field(default_factory=list)
    fates: dict[str, list[Fate]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    contests: list[Contest] = field(default_factory=list)
    lost: list[TypedChoice] = field(default_factory=list)

    def note(self, paths: Iterable[str], status: FileStatus, reason: str) -> None:
        """Note what became of files."""
        for path in paths:
            self.fates.setdefault(path, []).append((status, reason))


def choose_reports(
    scheme: Scheme, campaign: str, readings: Mapping[str, FileReading], preference: Preference
) -> CitedReports:
    """Decide on all results that came back. ``campaign``: the id of this campaign itself.

    Findings: ``report.not-cited``, ``report.other-year``, ``report.trial``, ``report.ambiguous``, ``report.conflict``,
    ``report.missing``, ``form.preferred``, ``choice.*``.
    """
    found = CitedReports(preference, {path: reading.sha256 for path, reading in readings.items()})
    read = {path: reading.report for path, reading in sorted(readings.items()) if reading.report}
    names = _cited_names(scheme, read)
    reports = {}
    for path, report in read.items():
        obstacle = next(_obstacles(scheme, campaign, path, report, cited=bool(names[path])), None)
        if obstacle is None:
            reports[path] = report
        else:
            status, reason, finding = obstacle
            found.note([path], status, reason)
            found.findings += [finding] if finding else []
    for name in dict.fromkeys(citation.campaign for citation in scheme.citations):
        _decide(name, {path: report for path, report in reports.items() if name in names[path]}, found)
    return found


def _cited_names(scheme: Scheme, reports: _Copies) -> dict[str, frozenset[str]]:
    """The names in 引用 that mean each result; empty if none does.

    A campaign may be renamed between two decisions: a result that has none of the names itself is cited by those of
    the other results of its campaign.
    """
    own = {
        path: frozenset(each.campaign for each in scheme.citations if each.names(report.title, report.host))
        for path, report in reports.items()
    }
    of_campaign: dict[str, frozenset[str]] = {}
    for path, report in reports.items():
        of_campaign[report.campaign] = of_campaign.get(report.campaign, frozenset()) | own[path]
    return {path: own[path] or of_campaign[report.campaign] for path, report in reports.items()}


def _obstacles(
    scheme: Scheme, campaign: str, path: str, report: ResultReport, *, cited: bool
) -> Iterator[tuple[FileStatus, str, Finding | None]]:
    """Yield why a result cannot be used: the fate of its file and the finding. ``cited``: a name in 引用 means it."""
    place, wanted = Place(path), year_key(scheme.profile.year)
    if report.campaign == campaign:
        yield FileStatus.IGNORED, "这是本次考核自己的结果报送表", None
    elif not cited:
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
    if not copies:
        found.returns.append(CitedReturn(name, FormStatus.MISSING))
        found.findings.append(Finding("report.missing", slots={"campaign": name}))
        return
    files, meant = tuple(copies), _meant(name, copies, found)
    if meant is None:
        slots = {"campaign": name, "files": "、".join(files)}
        _stop(name, files, "几次考核都相符", Finding("report.ambiguous", slots=slots), found)
        return
    newest = max(report.decision for report in meant.values())
    current = {path: report for path, report in meant.items() if report.decision == newest}
    chosen = _choose(name, current, found)
    if chosen is None:
        slots = {"campaign": name, "number": str(newest), "files": "、".join(current)}
        _stop(name, tuple(meant), "收到内容不同的几份", Finding("report.conflict", slots=slots), found)
        return
    _use(name, chosen, meant, found)


def _stop(name: str, files: tuple[str, ...], reason: str, finding: Finding, found: CitedReports) -> None:
    """Note that none of the results of a cited campaign is used."""
    found.findings.append(finding)
    found.note(files, FileStatus.REFUSED, reason)
    found.returns.append(CitedReturn(name, FormStatus.CONFLICT, files))


def _use(name: str, used: str, copies: _Copies, found: CitedReports) -> None:
    """Note that a result (by its path) is used, and why each of the others is not."""
    report = copies[used]
    found.note([used], FileStatus.USED, "")
    for path, other in copies.items():
        if other.decision != report.decision:
            found.note([path], FileStatus.SUPERSEDED, f"已由第{report.decision}次审定的“{used}”取代")
        elif other.digest != report.digest:
            found.note([path], FileStatus.SUPERSEDED, f"内容不同，选定的是“{used}”")
        elif path != used:
            found.note([path], FileStatus.SUPERSEDED, f"与“{used}”是同一份结果报送表")
    found.returns.append(CitedReturn(name, FormStatus.USED, tuple(copies), report))


# ---------------------------------------------------------------- what a person chose

_FORM, _HEAD = "结果报送表", "表头"


@dataclass(frozen=True, slots=True)
class ReportCopy:
    """A copy of a result. It is a file of its own, corrects no other, and was read without fault."""

    report: ResultReport
    sheet: str = ""
    findings: tuple[Finding, ...] = ()
    correction: Correction | None = None

    @property
    def filled(self) -> int:
        """The number of its printed texts."""
        return sum(bool(text) for ratee in self.report.ratees for text in ratee.texts)


_Listed = tuple[str, ReportCopy]


def _meant(name: str, copies: _Copies, found: CitedReports) -> _Copies | None:
    """Return the results of the one campaign that the name means: of several what a person chose, or None."""
    by_campaign: dict[str, list[_Listed]] = {}
    for path, report in copies.items():
        by_campaign.setdefault(report.campaign, []).append((path, ReportCopy(report)))
    listed = [sorted(own, key=lambda copy: -copy[1].report.decision) for own in by_campaign.values()]
    if len(listed) == 1 and not found.preference.picks:
        return copies
    wanted = Wanted(f"{_FORM} {name}", name, _FORM)
    # Which campaign is meant is no question of time.
    named = replace(found.preference, words=[word for word in found.preference.words if word != NEWEST])
    choice = named.choose(wanted, Versions(listed, found.digests))
    _note_choice(choice, found)
    if len(listed) == 1:
        return copies
    # Of the campaign that was chosen, or of which a file was named, the newest decision counts.
    own = next((own for own in listed if choice.copy in own), None)
    choice = replace(choice, copy=own[0] if own else None)
    contest = _contest(wanted, listed, choice, None)
    found.contests.append(contest)
    if own is None:
        return None
    _tell_choice(name, choice, contest, found)
    found.note(contest.others, FileStatus.SUPERSEDED, f"选定的是另一次考核的“{contest.chosen}”")
    return {path: copy.report for path, copy in own}


def _choose(name: str, current: _Copies, found: CitedReports) -> str | None:
    """Return the path of the result to use: of equal ones the first, of different ones what a person chose, or None."""
    by_digest: dict[bytes, list[_Listed]] = {}
    for path, report in current.items():
        by_digest.setdefault(report.digest, []).append((path, ReportCopy(report)))
    listed = list(by_digest.values())
    if len(listed) == 1 and not found.preference.picks:
        return listed[0][0][0]
    # The scheme may cite a campaign by two names, and each is decided by itself.
    wanted = Wanted(f"{listed[0][0][1].report.campaign} {name}", name, _FORM)
    choice = found.preference.choose(wanted, Versions(listed, found.digests))
    _note_choice(choice, found)
    if len(listed) == 1:
        return listed[0][0][0]
    contest = _contest(wanted, listed, choice, found.preference.newest(listed))
    found.contests.append(contest)
    if choice.copy is None:
        return None
    _tell_choice(name, choice, contest, found)
    return choice.copy[0]


def _note_choice(choice: Chosen[ReportCopy], found: CitedReports) -> None:
    found.findings += choice.findings
    found.lost += [choice.lost] if choice.lost else []


def _tell_choice(name: str, choice: Chosen[ReportCopy], contest: Contest, found: CitedReports) -> None:
    slots = {"unit": name, "form": _FORM, "file": contest.chosen, "how": choice.why}
    found.findings.append(Finding("form.preferred", slots=slots | {"others": "、".join(contest.others)}))


def _contest(
    wanted: Wanted, listed: list[list[_Listed]], choice: Chosen[ReportCopy], newest: Sequence[_Listed] | None
) -> Contest:
    """The contest of versions; of the results of a campaign (the newest decision first) the first is shown."""
    shown = [[copy for copy in own if copy[1].report.digest == own[0][1].report.digest] for own in listed]
    described = [
        describe(alike, newest=own is newest, corrected=frozenset()) for own, alike in zip(listed, shown, strict=True)
    ]
    others = (path for version in listed if choice.copy not in version for path, _ in version)
    return Contest(
        form=None,
        code=wanted.code,
        unit=wanted.unit,
        name=wanted.name,
        versions=tuple(described[:MOST]),
        differences=_compare([version[0][1].report for version in listed[:MOST]]),
        relation=None,
        files=tuple(sorted(path for version in listed for path, _ in version)),
        others=tuple(sorted(others)),
        chosen=choice.copy[0] if choice.copy else "",
        rest=tuple(described[MOST:]),
        marks=tuple(choice.marks.get(number, "") for number in range(len(listed))),
    )


def _compare(reports: Sequence[ResultReport]) -> tuple[Difference, ...]:
    """Return every difference between results, the facts first, then ratee by ratee, by 编号."""
    ratees = [{ratee.code: ratee for ratee in report.ratees} for report in reports]
    codes = dict.fromkeys(code for by_code in ratees for code in by_code)
    found = [*_differences(f"“{_HEAD}”", _HEAD, [_facts(report) for report in reports])]
    for code in codes:
        own = [by_code.get(code) for by_code in ratees]
        first = next(ratee for ratee in own if ratee)
        name = f"{first.workplace} {first.name}".strip()
        found += _differences(f"“{name}”", f"{code} {name}", [_texts(ratee) for ratee in own])
    return tuple(found)


def _facts(report: ResultReport) -> Mapping[str, str]:
    """The facts beside the ratees, by their names. Versions are of one year; those of one campaign of one decision."""
    return {
        "审定": f"第{report.decision}次",
        "方案名称": report.title,
        "主办单位": report.host,
        "审定日期": report.date,
        "总分": exact.show_short(report.full),
        "小数位数": str(report.decimals),
    }


def _texts(ratee: ReportedRatee | None) -> Mapping[str, str]:
    """The texts of a ratee without his 编号, by which he is compared."""
    return dict(zip(HEADINGS[1:], ratee.texts[1:], strict=True)) if ratee else {}


def _differences(who: str, row: str, versions: Sequence[Mapping[str, str]]) -> Iterator[Difference]:
    """Yield what is not the same in all. Addresses stay blank: a result is compared by its hidden sheet."""
    for column in dict.fromkeys(name for texts in versions for name in texts):
        values = tuple(texts.get(column, "") for texts in versions)
        if len(set(values)) > 1:
            yield Difference(f"{who}的“{column}”", row, column, ("",) * len(values), values)
