"""The data of the summary workbook: values of the floors below. Nothing is computed here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import field
from functools import cached_property

from lianping_xlsx.audit.border_results import NO_BORDERS, Borders
from lianping_xlsx.audit.calculations import Calculation
from lianping_xlsx.audit.fairness.spread_shares import GroupSpread, group_spreads
from lianping_xlsx.audit.source_blocks import NO_TRACE, Trace
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.decision.disclosure.disclosures import Disclosures
from lianping_xlsx.decision.disclosure.opinions import RateeOpinions
from lianping_xlsx.decision.disclosure.releases import NOTHING_RELEASED, Releases
from lianping_xlsx.decision.last_year import LastYear
from lianping_xlsx.decision.score_changes import Change, person_key
from lianping_xlsx.intake.resolution.typed_choices import TypedChoice
from lianping_xlsx.intake.resolution.versions import Contest
from lianping_xlsx.intake.returns import CitedReturn, ReceivedFile, Return, WrittenRow
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.tally.tally_results import Result


def decision_in_words(number: int, date: str, meeting: str) -> str:
    """A decision in words: 2024-12-30第1次审定（县委常委会第12次会议）."""
    return f"{date}第{number}次审定（{meeting}）"


@dataclass(frozen=True, slots=True)
class LastDecision:
    """The decision in force (第 ``number`` 次) and the ``changes`` of the result since. ``date``: ISO 8601.

    Keyed by code of the ratee: ``tiers`` (decided), ``typed`` (审定等次, 调整理由, 审定备注), ``confirmed`` (变动确认).
    """

    number: int
    date: str
    meeting: str
    official: bool
    tiers: Mapping[str, str]
    typed: Mapping[str, tuple[str, str, str]]
    confirmed: Mapping[str, str]
    changes: tuple[Change, ...]

    @property
    def words(self) -> str:
        """The decision in words."""
        return decision_in_words(self.number, self.date, self.meeting)

    def change_of(self, code: str, name: str) -> Change | None:
        """The change of a person's result; None if there is none."""
        key = person_key(code, name)
        return next((change for change in self.changes if person_key(change.id, change.name) == key), None)

    def is_of(self, meeting: str, date: dt.date | None) -> bool:
        """True if it was made by this meeting on this day."""
        return date is not None and (self.meeting, self.date) == (meeting, date.isoformat())


@dataclass(frozen=True)
class SummaryData:
    """Everything on 汇总表.xlsx.

    ``official``: True for 正式, False for 试算. ``opinions``: 评议意见 without authors, keyed by code of the ratee.
    ``written``: the rows of the other forms of texts. ``record``: lines of the run record (label, value).
    ``last_year``: keyed by code of the ratee, for those who were assessed last year. ``contests``: the forms received
    in different versions. ``lost``: choices whose chosen file is missing now. ``decided``: the decision in force.
    ``cited``: what came of the campaigns that the scheme cites.
    ``releases``: the votes disclosed so far. ``seal``: a secret of the campaign, the key for digests
    of withheld figures. ``borders``: the 边界分析. ``trace``: what the figures were counted from. ``derivations``: the
    steps of each ratee, keyed by code. All three for the office.
    """

    scheme: Scheme
    result: Result
    official: bool
    returns: tuple[Return, ...]
    files: tuple[ReceivedFile, ...]
    opinions: Mapping[str, RateeOpinions]
    findings: tuple[Finding, ...]
    record: tuple[tuple[str, str], ...]
    written: tuple[WrittenRow, ...] = ()
    last_year: Mapping[str, LastYear] = field(default_factory=dict)
    contests: tuple[Contest, ...] = ()
    lost: tuple[TypedChoice, ...] = ()
    decided: LastDecision | None = None
    releases: Releases = NOTHING_RELEASED
    cited: tuple[CitedReturn, ...] = ()
    seal: bytes = field(default=b"", repr=False)
    borders: Borders = NO_BORDERS
    trace: Trace = NO_TRACE
    derivations: Mapping[str, Sequence[Calculation]] = field(default_factory=dict)

    @cached_property
    def disclosures(self) -> Disclosures:
        """What may leave the office. Every output that leaves it must use this."""
        return Disclosures(self.scheme, self.result, self.releases, official=self.official)

    def with_borders(self, borders: Borders) -> SummaryData:
        """The same data with the 边界分析."""
        return self._as_disclosed(replace(self, borders=borders))

    def with_trace(self, trace: Trace) -> SummaryData:
        """The same data with what the figures were counted from."""
        return self._as_disclosed(replace(self, trace=trace))

    def _as_disclosed(self, more: SummaryData) -> SummaryData:
        """The data ``more``, of the same result. What may be disclosed of it is not worked out again."""
        if "disclosures" in vars(self):
            vars(more)["disclosures"] = self.disclosures
        return more

    @cached_property
    def spreads(self) -> tuple[GroupSpread, ...]:
        """The shares of components and classes in the spread of 综合得分, by 排名组; for the office alone."""
        return group_spreads(self.scheme, self.result)

    @cached_property
    def unit_names(self) -> dict[str, str]:
        """The names of the 填报单位, keyed by code."""
        return {unit.code: unit.name for unit in self.scheme.units}

    def unit_name(self, code: str) -> str:
        """The name of a 填报单位, or its code if the scheme does not know it."""
        return self.unit_names.get(code, code)
