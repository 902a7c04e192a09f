"""References to single marks for 考评项目: on 考评逐项, or on 部门评分 if a department scores the item."""

from __future__ import annotations

from collections.abc import Mapping

from lianping_xlsx.core import exact
from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.publish.summary.cell_map import CellMap
from lianping_xlsx.publish.summary.department_sheet import POINTS
from lianping_xlsx.publish.summary.source_rows import AGREES, DIFFERS, checked, linked
from lianping_xlsx.publish.summary.source_rows import POINTS as SOURCE_POINTS
from lianping_xlsx.publish.summary.summary_frame import CENTRED, DEPARTMENTS, HELPER, ITEMS, SOURCES, at
from lianping_xlsx.scheme.terms import ItemMode
from lianping_xlsx.spreadsheet.book import Page
from lianping_xlsx.tally.assessments import Assessment
from lianping_xlsx.tally.department_points import DepartmentItem


def mark_cell(plan: CellMap, assessment: Assessment, code: str) -> str | None:
    """The cell with the points of an item; None if no sheet has it."""
    group = plan.data.scheme.ratee_of[assessment.ratee].group
    block = plan.item_marks.get((group, assessment.component))
    if block is not None and code in block.columns and (assessment.ratee, assessment.unit) in block.rows:
        return at(ITEMS, block.rows[assessment.ratee, assessment.unit], block.columns[code])
    rows = (row for row, each in plan.department_items.get(assessment.ratee, ()) if _is_of(each, assessment, code))
    return next((at(DEPARTMENTS, row, POINTS) for row in rows), None)


def _is_of(entry: DepartmentItem, assessment: Assessment, code: str) -> bool:
    return (entry.component, entry.item) == (assessment.component, code)


def put_mark(page: Page, row: int, column: int, plan: CellMap, assessment: Assessment, code: str) -> None:
    """Write the points of an item as a reference to the sheet that has them; without one, as a number."""
    points, cell = dict(assessment.items)[code] / exact.POINT, mark_cell(plan, assessment, code)
    if cell is None:
        page.put(row, column, points, CENTRED)
    else:
        page.formula(row, column, f"=N({cell})", CENTRED, points)


def points_under(plan: CellMap, assessment: Assessment, name: str) -> str:
    """The formula part of the points on 考评逐项 under a 一级指标, 加分 or 减分; '' if a 考核组 has no row there."""
    group = plan.data.scheme.ratee_of[assessment.ratee].group
    block = plan.item_marks.get((group, assessment.component))
    if block is None or (assessment.ratee, assessment.unit) not in block.rows:
        return ""
    return block.sum_under(block.rows[assessment.ratee, assessment.unit], [name])


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A row of 考评明细: ``columns`` by 一级指标, 加分 and 减分; ``above``: the rows of the departments (first, last).

    ``given``: what the departments gave, in hundredths, under the same names.
    """

    row: int
    columns: Mapping[str, int]
    above: tuple[int, int]
    given: Mapping[str, int]

    def own(self, name: str) -> str:
        """The formula part, to be subtracted, of the points of the 考核组 alone; the cell holds others too."""
        first, last = self.above
        column = self.columns[name]
        theirs = f"+SUM({a1(first, column)}:{a1(last, column)})" if first <= last else ""
        return f"{a1(self.row, column)}{theirs}"


def write_field_check(page: Page, column: int, plan: CellMap, assessment: Assessment, at_row: FieldRow) -> None:
    """Write whether the row has the sums of 考评逐项, and these those of 出处, with a link to 考评逐项."""
    group, key = plan.data.scheme.ratee_of[assessment.ratee].group, (assessment.ratee, assessment.unit)
    block = plan.item_marks.get((group, assessment.component))
    if block is None or key not in block.rows:
        return
    row, marks = block.rows[key], dict(assessment.items)
    sums = {name: sum(marks.get(block.code(each), 0) for each in own) for name, own in block.under.items()}
    pairs = [(block.sum_under(row, [name]), at_row.own(name)) for name in at_row.columns]
    agrees = all(sums.get(name, 0) == _points(assessment, name) - at_row.given.get(name, 0) for name in at_row.columns)
    source = plan.sources.assessment_of(assessment)
    if source is not None:
        place, found = source
        pairs.append(
            (
                block.sum_under(row, list(block.under)),
                f"SUM({at(SOURCES, place, SOURCE_POINTS)}:{a1(place, SOURCE_POINTS + 2)})",
            )
        )
        agrees = agrees and sum(sums.values()) == found.points + found.bonus + found.penalty
    target = at(ITEMS, row, 0)
    page.formula(at_row.row, column, linked(target, checked(pairs)), HELPER, AGREES if agrees else DIFFERS)


def _points(assessment: Assessment, name: str) -> int:
    if name == ItemMode.BONUS:
        return assessment.bonus
    return assessment.penalty if name == ItemMode.PENALTY else dict(assessment.heads)[name]
