"""The rows of all figures. They are fixed before anything is written, so that formulas can refer to each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from functools import cached_property
from typing import Protocol

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.decision.ranked_ratees import RankedRatees, by_ratee
from lianping_xlsx.publish.summary.exempt_blocks import ExemptBlock, exempt_blocks
from lianping_xlsx.publish.summary.item_mark_blocks import ItemMarkBlock, item_mark_blocks
from lianping_xlsx.publish.summary.parameters import Parameters
from lianping_xlsx.publish.summary.source_rows import SourceRows
from lianping_xlsx.publish.summary.submission import Submission
from lianping_xlsx.publish.summary.summary_frame import FIRST_ROW
from lianping_xlsx.scheme.model import Ratee, RubricItem
from lianping_xlsx.tally.department_points import DepartmentItem, DepartmentScore
from lianping_xlsx.tally.tally_results import ClassTally, PollScore
from lianping_xlsx.tally.team_marks import by_items


@dataclass(frozen=True, slots=True)
class SheetRows:
    """A range of rows (from 0), both ends included."""

    first: int
    last: int

    def __len__(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class PollRows:
    """The rows of one poll of one ratee on 测评统计; its score stands in the first of them."""

    score: PollScore
    tallies: Sequence[ClassTally]
    rows: SheetRows


@dataclass(frozen=True, slots=True)
class RankingColumns:
    """The columns of 综合排序 (from 0). ``components``: their names; each has a column for its score."""

    components: tuple[str, ...]

    def score(self, component: str) -> int:
        """The column of the score of a component."""
        return FIRST_SCORE + self.components.index(component)

    @property
    def bonus(self) -> int:
        """加分."""
        return FIRST_SCORE + len(self.components)

    @property
    def penalty(self) -> int:
        """减分."""
        return self.bonus + 1

    @property
    def composite(self) -> int:
        """综合得分."""
        return self.bonus + 2

    @property
    def rank(self) -> int:
        """名次."""
        return self.bonus + 3

    @property
    def tier(self) -> int:
        """建议等次."""
        return self.bonus + 4

    @property
    def decided(self) -> int:
        """审定等次."""
        return self.bonus + 5


FIRST_SCORE = 5
"""The column of 综合排序 (from 0) with the score of the first component, behind the names of the ratee."""


class MarkCells(Protocol):
    """The sheets of 核算底稿 with the marks as they were typed."""

    @property
    def entered(self) -> Mapping[tuple[str, str, str], int]:
        """What 考核组 entered (hundredths), by ratee, unit and item (codes)."""

    def votes(self, tally: ClassTally, what: str, item: str) -> str | None:
        """The formula part of a number of a class on a ratee, named as on 出处; None if no sheet has its ballots."""


class PapersKind(Enum):
    """The two kinds of 核算底稿."""

    OFFICE = "for those who hold the replies"
    PUBLIC = "for everybody"


@dataclass(frozen=True)
class CellMap(RankedRatees):
    """The rows, on every sheet, to which formulas of other sheets refer.

    ``papers``: None for 汇总表.xlsx and 送审件.xlsx. ``marks``: only for 核算底稿 of the office. ``submitted``: True
    for 送审件.xlsx.
    """

    papers: PapersKind | None = None
    marks: MarkCells | None = None
    submitted: bool = False

    @cached_property
    def parameters(self) -> Parameters:
        """The cells of 计算说明."""
        return Parameters(self)

    @cached_property
    def submission(self) -> Submission:
        """The choice of the sheets for the meeting."""
        return Submission(self.data, self.submitted)

    @property
    def public(self) -> bool:
        """True for what may be shown to anybody."""
        return self.papers is PapersKind.PUBLIC

    def head_note(self, sheet: str, note: str) -> str:
        """The note at the head of a sheet; if the sheet stays in the office, the note says so."""
        return note if self.public else self.submission.head_note(sheet, note)

    @cached_property
    def columns(self) -> RankingColumns:
        """The columns of 综合排序."""
        return RankingColumns(tuple(self.data.scheme.score_names))

    @cached_property
    def polls(self) -> dict[str, tuple[PollRows, ...]]:
        """测评统计: the rows of the polls by component, keyed by code of the ratee.

        A poll without classes has no row.
        """
        tallies, scores = by_ratee(self.data.result.classes), by_ratee(self.data.result.polls)
        found: dict[str, tuple[PollRows, ...]] = {}
        row = FIRST_ROW
        for ratee in self.ratees:
            listed = []
            for score in sorted(scores.get(ratee.code, ()), key=lambda score: self.columns.score(score.component)):
                of_poll = tuple(tally for tally in tallies.get(ratee.code, ()) if tally.poll == score.poll)
                if of_poll:
                    listed.append(PollRows(score, of_poll, SheetRows(row, row + len(of_poll) - 1)))
                    row += len(of_poll)
            found[ratee.code] = tuple(listed)
        return found

    def polls_of(self, ratee: Ratee, component: str) -> tuple[PollRows, ...]:
        """测评统计: the rows of the polls of a ratee in one component."""
        return tuple(poll for poll in self.polls[ratee.code] if poll.score.component == component)

    @cached_property
    def poll_rows(self) -> SheetRows:
        """All rows of 测评统计."""
        rows = [poll.rows.last for polls in self.polls.values() for poll in polls]
        return SheetRows(FIRST_ROW, max(rows, default=FIRST_ROW))

    @cached_property
    def item_vote_rows(self) -> dict[tuple[str, str, str], SheetRows]:
        """分项统计: the rows of the items, keyed by ratee, poll and class; {} if no poll is by 分项等次."""
        found, row = {}, FIRST_ROW
        for ratee in self.ratees:
            for tally in (each for poll in self.polls[ratee.code] for each in poll.tallies if each.items):
                found[ratee.code, tally.poll, tally.voter_class] = SheetRows(row, row + len(tally.items) - 1)
                row += len(tally.items)
        return found

    @cached_property
    def full_mark_rows(self) -> dict[tuple[str, str], int]:
        """考评明细: the row with the full marks, keyed by 排名组 and component; the rows of its ratees follow."""
        found, row = {}, FIRST_ROW
        for group, members in self.groups.items():
            for component in self.rubric_components(group):
                found[group, component] = row
                for ratee in members:
                    row += len(self.departments(ratee, component)) + self._field_count(ratee, component)
                row += 1
        return found

    def departments(self, ratee: Ratee, component: str) -> tuple[DepartmentScore, ...]:
        """The points of the 评分单位 of a ratee in a component; each has a row on 考评明细, above the totals."""
        return self.data.result.departments_of.get((ratee.code, component), ())

    def department_rows(self, ratee: Ratee, component: str) -> SheetRows:
        """考评明细: the rows of the 评分单位, above those of the totals; none if the last is less than the first."""
        first = self.field_rows[ratee.code, component].first
        return SheetRows(first - len(self.departments(ratee, component)), first - 1)

    @cached_property
    def department_items(self) -> dict[str, list[tuple[int, DepartmentItem]]]:
        """部门评分: pairs of row and entry, keyed by code of the ratee."""
        entries, row = by_ratee(self.data.result.department_items), FIRST_ROW
        found = {}
        for ratee in self.ratees:
            found[ratee.code] = list(enumerate(entries.get(ratee.code, ()), row))
            row += len(found[ratee.code])
        return found

    @cached_property
    def items_of_departments(self) -> dict[tuple[str, str, str], list[tuple[int, RubricItem]]]:
        """部门评分: pairs of row and item, keyed by code of the ratee, component and 评分单位."""
        items = {item.code: item for item in self.data.scheme.rubric}
        found: dict[tuple[str, str, str], list[tuple[int, RubricItem]]] = {}
        for code, entries in self.department_items.items():
            for row, entry in entries:
                found.setdefault((code, entry.component, entry.unit), []).append((row, items[entry.item]))
        return found

    @cached_property
    def field_rows(self) -> dict[tuple[str, str], SheetRows]:
        """考评明细: the rows of the totals, keyed by code of the ratee and component.

        There is one per 考核组, or one that says that there is none.
        """
        found = {}
        for (group, component), above in self.full_mark_rows.items():
            row = above + 1
            for ratee in self.groups[group]:
                row += len(self.departments(ratee, component))
                count = self._field_count(ratee, component)
                found[ratee.code, component] = SheetRows(row, row + count - 1)
                row += count
        return found

    def _field_count(self, ratee: Ratee, component: str) -> int:
        return len(self.assessments.get((ratee.code, component), ())) or 1

    @cached_property
    def exempt_blocks(self) -> tuple[ExemptBlock, ...]:
        """无任务项目: the rows by item."""
        return exempt_blocks(self.data.scheme, self.data.result, FIRST_ROW)

    @cached_property
    def exempt_rows(self) -> dict[tuple[str, str, str], int]:
        """无任务项目: the row of a ratee (code) without the task of an item (code) of a component."""
        return {
            (each.ratee, block.component, block.item.code): row
            for block in self.exempt_blocks
            for row, each in enumerate(block.exempt, block.first_exempt)
        }

    @cached_property
    def item_rows(self) -> dict[tuple[str, str], SheetRows]:
        """逐项平均: the rows of the items of each ratee (code) and component that is trimmed by item."""
        found, row = {}, FIRST_ROW
        for key, assessments in self.assessments.items():
            whole = all(assessment.total is not None for assessment in assessments)
            if whole and by_items(self.data.scheme.rules, len(assessments)):
                found[key] = SheetRows(row, row + len(assessments[0].items) - 1)
                row += len(assessments[0].items)
        return found

    @cached_property
    def sources(self) -> SourceRows:
        """出处: its rows."""
        cited = tuple(each for each in self.data.result.cited if each.figures)
        return SourceRows(self.data.trace, cited, self.data.scheme.adjustments)

    @cached_property
    def item_marks(self) -> dict[tuple[str, str], ItemMarkBlock]:
        """考评逐项: the blocks of rows, keyed by 排名组 and component; only those with items of the 考核组."""
        return dict(item_mark_blocks(self, FIRST_ROW))

    @cached_property
    def conversion_rows(self) -> dict[tuple[str, str], SheetRows]:
        """折算明细: the rows keyed by code of the ratee and component, one for each 考核组 that is balanced.

        A row with the name of the 排名组 and the component precedes its ratees.
        """
        found, row, before = dict[tuple[str, str], SheetRows](), FIRST_ROW, ("", "")
        for each in self.data.result.conversions:
            block = self.data.scheme.ratee_of[each.ratee].group, each.component
            row, before = row + (block != before), block
            found[each.ratee, each.component] = SheetRows(row, row + (len(each.teams) or 1) - 1)
            row += len(each.teams) or 1
        return found

    @cached_property
    def cited_rows(self) -> dict[tuple[str, str], SheetRows]:
        """引用明细: the rows of the figures, keyed by code of the ratee and component; one if there is no figure."""
        found, row = {}, FIRST_ROW
        for ratee in self.ratees:
            for cited in self.data.result.cited_of.get(ratee.code, ()):
                last = row + max(len(cited.figures), 1) - 1
                found[ratee.code, cited.component] = SheetRows(row, last)
                row = last + 1
        return found

    @cached_property
    def given_rows(self) -> dict[tuple[str, str], SheetRows]:
        """得分明细: the rows of the 期次, keyed by code of the ratee and component."""
        found, row = {}, FIRST_ROW
        for ratee in self.ratees:
            for given in self.data.result.given_of.get(ratee.code, ()):
                found[ratee.code, given.component] = SheetRows(row, row + len(given.periods) - 1)
                row += len(given.periods)
        return found

    @cached_property
    def ranking_rows(self) -> dict[str, int]:
        """综合排序: the row keyed by code of the ratee; a row with the name of the 排名组 precedes its ratees."""
        found, row = {}, FIRST_ROW
        for members in self.ranked.values():
            for number, ratee in enumerate(members, row + 1):
                found[ratee.code] = number
            row += 1 + len(members)
        return found

    @cached_property
    def group_rows(self) -> dict[str, SheetRows]:
        """综合排序: the rows of the ratees, keyed by 排名组."""
        found = {}
        for group, members in self.ranked.items():
            first = self.ranking_rows[members[0].code]
            found[group] = SheetRows(first, first + len(members) - 1)
        return found

    @cached_property
    def ranking(self) -> SheetRows:
        """综合排序: the rows from the first ratee to the last, with the rows of 排名组 names between them."""
        rows = self.group_rows.values()
        return SheetRows(FIRST_ROW + 1, max(part.last for part in rows))
