"""送审件.xlsx: which sheets of 汇总表 are printed for the meeting, and which hold figures that stay in the office.

汇总表 is the working file (底稿): its formulas begin with the sums of the classes, so it holds every figure. 送审件 is
a workbook of values, without the withheld ones (``submitted_ranking.py``, ``submitted_votes.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from lianping_xlsx.core.campaign_names import MEETING_FILE, SUBMITTED_FILE
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


def working_file_words(submitted: Sequence[str]) -> str:
    """The sentence on 汇总表 that it is the working file, and where the sheets ``submitted`` stand for the meeting."""
    sheets = "、".join(f"“{sheet}”" for sheet in submitted)
    return (
        f"本工作簿是底稿，供主办单位内部使用，不送审、不外发。送审打印“{SUBMITTED_FILE}”（封面、{sheets}），"
        f"和“{MEETING_FILE}”一起由 merge --meeting 写出。"
    )


@dataclass(frozen=True)
class Submission:
    """The sheets of a summary for the meeting. ``leaving``: they are written for it, not only marked on 汇总表."""

    data: SummaryData
    leaving: bool = False

    @cached_property
    def disclosures(self) -> Disclosures:
        """What the sheets may tell. On 汇总表 of a 试算 they are marked as they will be when the result is 正式."""
        if self.data.official or self.leaving:
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
    def computed(self) -> tuple[str, ...]:
        """The names of the sheets of 汇总表 with the figures, in the order of the cover."""
        sources = {component.source for component in self.data.scheme.components}
        return (
            RANKING,
            *((VOTES,) if ComponentSource.POLLS in sources else ()),
            *((ITEM_VOTES,) if any(tally.items for tally in self.data.result.classes) else ()),
            *((FIELD,) if ComponentSource.RUBRIC in sources else ()),
            *((DEPARTMENTS,) if self.data.result.departments else ()),
            *((GIVEN,) if ComponentSource.SCORES in sources else ()),
            *((CITED,) if ComponentSource.CITED in sources else ()),
            *((ROLL_UP,) if any(entry.report for entry in self.data.cited) else ()),
            *self._of_scores,
        )

    @property
    def submitted(self) -> tuple[str, ...]:
        """The names of the sheets of 送审件 but for its cover; 综合排序 and 测评统计 are without withheld figures.

        All others are working papers: where a figure on 综合排序 comes from, item by item.
        """
        charts = () if self.ranking_apart else (CHARTS,)
        return tuple(sheet for sheet in self.computed if sheet in (RANKING, VOTES, FIELD, *charts))

    @property
    def office_only(self) -> tuple[str, ...]:
        """The names of the sheets of 汇总表 with figures that the meeting may not read.

        Always 分项统计: the votes of each grade on each item, and twice if there is another release.
        """
        apart = {RANKING: self.ranking_apart, VOTES: self.votes_apart, ITEM_VOTES: True, **self._of_scores}
        return tuple(sheet for sheet in self.computed if apart.get(sheet))

    @property
    def _of_scores(self) -> dict[str, bool]:
        """The sheets beside 综合排序 that hold the scores of everybody; True if the meeting may not read them.

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
