"""The choice of the sheets for the meeting. Sheets with withheld figures stay in the office.

The sheets with formulas hold every figure, since the formulas begin with the sums of the classes. If one of these is
withheld, a sheet of values (:mod:`lianping_xlsx.publish.summary.submitted_sheets`) replaces the sheet for the meeting.
"""

from __future__ import annotations

from functools import cached_property

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.decision.disclosure.disclosures import Disclosures
from lianping_xlsx.decision.disclosure.figures import Disclosure
from lianping_xlsx.decision.disclosure.unanimity import trimmed_marks_reveal
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.summary.summary_frame import (
    CHARTS,
    CITED,
    CONVERSIONS,
    DEPARTMENTS,
    FIELD,
    GIVEN,
    ITEM_VOTES,
    RANKING,
    ROLL_UP,
    VOTES,
)
from lianping_xlsx.scheme.conversions import any_converted
from lianping_xlsx.scheme.terms import ComponentSource, Conversion

_OFFICE_ONLY = "本表含票数较少或评分高度一致的票类，供主办单位内部使用，不送审。"
_SUFFIX = "（送审件）"
VOTES_SUBMITTED, RANKING_SUBMITTED = f"{VOTES}{_SUFFIX}", f"{RANKING}{_SUFFIX}"


def link_words(sheet: str) -> str:
    """The name of a sheet on the cover, without （送审件）: the label before the links says so already."""
    return sheet.removesuffix(_SUFFIX)


@dataclass(frozen=True)
class Submission:
    """The sheets of a summary for the meeting."""

    data: SummaryData

    @cached_property
    def disclosures(self) -> Disclosures:
        """The disclosures of a 正式 result; a 试算 goes only to the office, whatever its sheets hold."""
        if self.data.official:
            return self.data.disclosures
        return Disclosures(self.data.scheme, self.data.result, self.data.releases, official=True)

    def of(self, code: str) -> Disclosure:
        """The figures of the ratee with this code that the meeting may read."""
        return self.disclosures.of(code)

    @cached_property
    def _everybody(self) -> tuple[Disclosure, ...]:
        return tuple(self.of(ratee.code) for ratee in self.data.scheme.ratees)

    @cached_property
    def votes_apart(self) -> bool:
        """True if 测评统计 holds a withheld figure, or trimmed marks that reveal the others."""
        reveal = any(trimmed_marks_reveal(self.data.scheme, tally) for tally in self.data.result.classes)
        return reveal or not all(shown.complete for shown in self._everybody)

    @cached_property
    def ranking_apart(self) -> bool:
        """True if 综合排序, 折算明细 and 图表 hold a withheld score."""
        return not all(shown.poll_score and shown.composite for shown in self._everybody)

    @property
    def submitted(self) -> tuple[str, ...]:
        """The names of the sheets for the meeting."""
        sources = {component.source for component in self.data.scheme.components}
        votes = VOTES_SUBMITTED if self.votes_apart else VOTES
        return (
            RANKING_SUBMITTED if self.ranking_apart else RANKING,
            *((votes,) if ComponentSource.POLLS in sources else ()),
            *((FIELD,) if ComponentSource.RUBRIC in sources else ()),
            *((DEPARTMENTS,) if self.data.result.departments else ()),
            *((GIVEN,) if ComponentSource.SCORES in sources else ()),
            *((CITED,) if ComponentSource.CITED in sources else ()),
            *((ROLL_UP,) if any(entry.report for entry in self.data.cited) else ()),
            *(sheet for sheet, apart in self._of_scores.items() if not apart),
        )

    @property
    def office_only(self) -> tuple[str, ...]:
        """The names of the sheets that stay in the office: replaced by a sheet of values, or left out.

        Always 分项统计: the votes of each grade on each item, and twice if there is another release.
        """
        by_item = (ITEM_VOTES,) if any(tally.items for tally in self.data.result.classes) else ()
        replaced = ((RANKING, RANKING_SUBMITTED), (VOTES, VOTES_SUBMITTED))
        apart = (sheet for sheet, of_values in replaced if of_values in self.submitted)
        return (*apart, *by_item, *(sheet for sheet, withheld in self._of_scores.items() if withheld))

    @property
    def _of_scores(self) -> dict[str, bool]:
        """The sheets that hold the scores of everybody and have no sheet of values; True for those not submitted.

        Under 得票率分档 折算明细 holds rates of votes as well, which are told where the means of the classes are.
        """
        found = {}
        if self.data.result.conversions:
            rates = any_converted(self.data.scheme, Conversion.BANDS)
            found[CONVERSIONS] = self.ranking_apart or (rates and self.votes_apart)
        return found | {CHARTS: self.ranking_apart}

    def head_note(self, sheet: str, note: str) -> str:
        """The note at the head of a sheet; if the sheet stays in the office, the note says so."""
        return f"{_OFFICE_ONLY}\n{note}" if sheet in self.office_only else note
