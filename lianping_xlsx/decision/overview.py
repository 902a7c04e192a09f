"""The overview of a merge: everything that the console shows of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from typing import TYPE_CHECKING

from lianping_xlsx.audit.border_words import borders_object, in_short, ranges_object
from lianping_xlsx.core import exact
from lianping_xlsx.core.campaign_names import ONLY_TO_LOOK_AT, RETURNED, VERSIONS_FILE
from lianping_xlsx.core.findings import Finding, Severity, count_findings
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import day_in_words
from lianping_xlsx.intake.returns import RESULT_REPORT, CitedReturn, FormStatus, Return, sender

if TYPE_CHECKING:
    from lianping_xlsx.decision.summary_data import LastDecision, SummaryData
    from lianping_xlsx.scheme.model import Scheme
    from lianping_xlsx.tally.tally_results import Standing


_OPEN = {FormStatus.CONFLICT: f"{FormStatus.CONFLICT}，待选定"}
_NOT_USED = ("form.missing", "form.empty", "form.conflict")
"""Errors that the status of a form already expresses."""


@dataclass(frozen=True, slots=True)
class RankedGroup:
    """A 排名组. ``rows``: one per ratee, by rank, as printed.

    Columns: 名次, 单位, 姓名, the scores of the components (``scores``: their names), 综合得分, 建议等次, 备注.
    """

    name: str
    scores: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A 填报单位: the number of its used and expected forms, what is open in words, the telephone number."""

    name: str
    used: int
    expected: int
    situation: str
    phone: str


@dataclass(frozen=True, slots=True)
class DecidedState:
    """The decision in force in words. ``official``: its result was 正式. ``changes``: one sentence per person."""

    words: str
    official: bool
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """``counts``: number of findings, keyed by severity. ``findings``: all. ``written``: paths relative to 3汇总.

    ``doubtful``: findings on the addresses of the mail drafts. ``decided``: None if nothing has been decided yet.
    ``typed``: the state of the decision table, a value of ``TableState``, or ''. ``deadlines``: of the replies, and of
    late ones; None: none is set. ``lists``: SHA-256 of the 整改清单 that came back.
    ``borders``: the 边界分析 in a line; ``listed_borders`` and
    ``listed_ranges`` (while something is open): as JSON.
    """

    official: bool
    groups: tuple[RankedGroup, ...]
    units: tuple[UnitLine, ...]
    counts: Mapping[str, int]
    findings: tuple[Finding, ...]
    written: tuple[str, ...]
    doubtful: tuple[Finding, ...] = ()
    decided: DecidedState | None = None
    typed: str = ""
    deadlines: tuple[dt.date | None, dt.date | None] = (None, None)
    borders: str = ""
    listed_borders: tuple[Mapping[str, object], ...] = ()
    listed_ranges: tuple[Mapping[str, object], ...] = ()
    lists: tuple[str, ...] = ()

    @property
    def compared(self) -> bool:
        """True if 版本对照.xlsx was written."""
        return VERSIONS_FILE in self.written

    @property
    def returned(self) -> tuple[str, ...]:
        """The files to send back: copies and mail drafts."""
        only_here = set(self.to_look_at)
        return tuple(name for name in self._in(RETURNED) if name not in only_here)

    @property
    def to_look_at(self) -> tuple[str, ...]:
        """The copies that only the office may read."""
        return self._in(f"{RETURNED}/{ONLY_TO_LOOK_AT}")

    def _in(self, folder: str) -> tuple[str, ...]:
        return tuple(name for name in self.written if name.startswith(f"{folder}/"))

    @property
    def corrected(self) -> tuple[str, ...]:
        """Replies corrected on a returned copy that stand in conflict with others, none chosen yet."""
        conflicts = (finding for finding in self.findings if finding.code == "form.conflict")
        return tuple(sorted({finding.slots["corrected"] for finding in conflicts} - {""}))


def decided_state(last: LastDecision | None) -> DecidedState | None:
    """The decision in force as it is shown; None if there is none."""
    if last is None:
        return None
    return DecidedState(last.words, last.official, tuple(change.sentence for change in last.changes))


def overview(
    data: SummaryData, written: Iterable[str], doubtful: tuple[Finding, ...] = (), typed: str = ""
) -> Overview:
    """The overview of a summary and of the files ``written`` with it (paths relative to 3汇总)."""
    return Overview(
        official=data.official,
        groups=tuple(ranked_group(data, group) for group in data.scheme.groups),
        units=(*unit_lines(data.scheme, data.returns, data.findings), *cited_lines(data.cited)),
        counts=count_findings(data.findings),
        findings=tuple(data.findings),
        written=tuple(written),
        doubtful=doubtful,
        decided=decided_state(data.decided),
        typed=typed,
        deadlines=(data.scheme.profile.deadline, data.scheme.profile.late_deadline),
        borders=in_short(data.scheme, data.result, data.borders),
        listed_borders=borders_object(data.scheme, data.borders),
        listed_ranges=ranges_object(data.scheme, data.borders.outlook),
        lists=tuple(file.sha256 for file in data.files if file.is_rectification),
    )


def unit_lines(scheme: Scheme, returns: Iterable[Return], findings: Iterable[Finding]) -> tuple[UnitLine, ...]:
    """One line per unit with a task, in the order of ``returns``. ``findings``: of all replies."""
    by_unit: dict[str, list[Return]] = {}
    for entry in returns:
        by_unit.setdefault(entry.key.unit, []).append(entry)
    units = {unit.code: unit for unit in scheme.units}
    errors = errors_by_file(findings)
    return tuple(
        UnitLine(
            name=units[code].name,
            used=sum(entry.status is FormStatus.USED for entry in entries),
            expected=len(entries),
            situation=situation(entries, len(entries), _errors_in(errors, units[code].name, entries)),
            phone=units[code].phone,
        )
        for code, entries in by_unit.items()
    )


def returns_in_words(scheme: Scheme, returns: Sequence[Return], files: Sized) -> str:
    """The state of the returns, such as 应交8份：已采用6份，未交2份；收到文件5个。, with the deadline."""
    counts = Counter(expected.status for expected in returns)
    parts = "，".join(f"{status}{counts[status]}份" for status in FormStatus if counts[status])
    deadline, late = scheme.profile.deadline, scheme.profile.late_deadline
    until = f"报送截止：{day_in_words(deadline)}。" if deadline else ""
    until += f"补报截止：{day_in_words(late)}。" if late else ""
    return f"应交{len(returns)}份{'：' + parts if parts else ''}；收到文件{len(files)}个。{until}"


def cited_lines(cited: Iterable[CitedReturn]) -> Iterator[UnitLine]:
    """Yield one line per campaign that the scheme cites; its office stands under 填报单位."""
    for entry in cited:
        used = int(entry.status is FormStatus.USED)
        yield UnitLine(entry.campaign, used, 1, f"{RESULT_REPORT}{_OPEN.get(entry.status, str(entry.status))}", "")


def errors_by_file(findings: Iterable[Finding]) -> Counter[str | None]:
    """The number of errors per file name in findings, without errors that the status of a form already expresses."""
    return Counter(
        finding.place.file
        for finding in findings
        if finding.severity is Severity.ERROR and finding.code not in _NOT_USED
    )


def _errors_in(errors: Mapping[str | None, int], unit: str, entries: Iterable[Return]) -> int:
    """The number of errors in the used forms of a unit."""
    files = {path for entry in entries if entry.status is FormStatus.USED for path in entry.files}
    return sum(errors.get(file, 0) for file in (*files, sender(unit))) if files else 0


def situation(entries: Iterable[Return], due: int, errors: int = 0) -> str:
    """The open forms of a unit by status: 全部未交, or 未交：…；多份不一致，待选定：…; else 已交齐.

    ``due``: the number of its forms; ``errors``: the number of errors to be corrected in the used forms.
    """
    open_forms: dict[str, list[str]] = {}
    for entry in entries:
        if entry.status is not FormStatus.USED:
            open_forms.setdefault(_OPEN.get(entry.status, str(entry.status)), []).append(entry.form)
    parts = [
        f"全部{status}" if len(forms) == due else f"{status}：{'、'.join(forms)}"
        for status, forms in open_forms.items()
    ]
    wrong = f"{errors}处待更正" if errors else ""
    return "；".join([*parts, wrong] if parts and wrong else parts) or (f"已交齐（{wrong}）" if wrong else "已交齐")


def ranked_standings(data: SummaryData, group: str) -> list[Standing]:
    """The results of a 排名组 by rank; those without a place come last."""
    standings = [data.result.standing_of[ratee.code] for ratee in data.scheme.ratees_of[group]]
    return sorted(standings, key=lambda s: (s.place is None, s.place or 0))


def ranked_group(data: SummaryData, group: str) -> RankedGroup:
    """A 排名组 as printed, in the order of :func:`ranked_standings`."""
    scores = tuple(each.score_name for each in data.scheme.components_for(group))
    rows = (_row(data.scheme, standing) for standing in ranked_standings(data, group))
    return RankedGroup(group, scores, tuple(rows))


def _row(scheme: Scheme, standing: Standing) -> tuple[str, ...]:
    """The printed row of a ratee, in the order of the columns of ``RankedGroup``."""

    def score(value: exact.ScoreValue | None) -> str:
        return "—" if value is None else exact.show(value, scheme.rules.decimals)

    ratee = scheme.ratee_of[standing.code]
    scores = (*(score(each.score) for each in standing.scores), score(standing.composite))
    return (
        str(standing.rank_cell or "—"),
        ratee.workplace,
        ratee.name,
        *scores,
        standing.proposed_tier or "—",
        "；".join(standing.flags),
    )
