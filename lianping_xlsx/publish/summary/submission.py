"""Which sheets go before the meeting as they are, and which are the office's own because figures may not be told.

The office's sheets hold every figure: their formulas begin with the sums of the classes. Where one of these may not be
told, a sheet of values (:mod:`lianping_xlsx.publish.summary.submitted_sheets`) goes before the meeting in place of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from lianping_xlsx.decision.disclosure.disclosures import Disclosures
from lianping_xlsx.decision.disclosure.figures import Disclosure
from lianping_xlsx.decision.disclosure.unanimity import trimmed_marks_reveal
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.summary.summary_frame import CHARTS, FIELD, RANKING, VOTES

_OFFICE_ONLY = "本表含票数较少或评分高度一致的票类，供主办单位内部使用，不送审。"
_SUFFIX = "（送审件）"
VOTES_SUBMITTED, RANKING_SUBMITTED = f"{VOTES}{_SUFFIX}", f"{RANKING}{_SUFFIX}"


def link_words(sheet: str) -> str:
    """A sheet as the cover names it, below a label that says already what goes before the meeting."""
    return sheet.removesuffix(_SUFFIX)


@dataclass(frozen=True)
class Submission:
    """What of a summary is put before the meeting."""

    data: SummaryData

    @cached_property
    def disclosures(self) -> Disclosures:
        """As of a 正式 result: a 试算 goes to the office alone, whatever its sheets hold."""
        if self.data.official:
            return self.data.disclosures
        return Disclosures(self.data.scheme, self.data.result, self.data.releases, official=True)

    def of(self, code: str) -> Disclosure:
        """What the meeting may be told of the ratee with this code."""
        return self.disclosures.of(code)

    @cached_property
    def _everybody(self) -> tuple[Disclosure, ...]:
        return tuple(self.of(ratee.code) for ratee in self.data.scheme.ratees)

    @cached_property
    def votes_apart(self) -> bool:
        """Whether 测评统计 holds a figure that may not be told, or trimmed marks that tell the others."""
        tell = any(map(trimmed_marks_reveal, self.data.result.classes))
        return tell or not all(shown.complete for shown in self._everybody)

    @cached_property
    def ranking_apart(self) -> bool:
        """Whether 综合排序 and 图表 hold a score that may not be told."""
        return not all(shown.poll_score and shown.composite for shown in self._everybody)

    @property
    def submitted(self) -> tuple[str, ...]:
        """The sheets that go before the meeting."""
        ranking = RANKING_SUBMITTED if self.ranking_apart else RANKING
        votes = VOTES_SUBMITTED if self.votes_apart else VOTES
        return (ranking, votes, FIELD) if self.ranking_apart else (ranking, votes, FIELD, CHARTS)

    @property
    def office_only(self) -> tuple[str, ...]:
        """The sheets in whose place others go, and those that have no other."""
        return tuple(sheet for sheet in (RANKING, VOTES, CHARTS) if sheet not in self.submitted)

    def head_note(self, sheet: str, note: str) -> str:
        """The note at the head of a sheet, which says so where it is the office's own."""
        return f"{_OFFICE_ONLY}\n{note}" if sheet in self.office_only else note
