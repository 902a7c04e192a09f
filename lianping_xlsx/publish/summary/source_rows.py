"""The rows of 出处, fixed before anything is written, and the references of other sheets to its numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from functools import cached_property

from lianping_xlsx.audit.source_blocks import (
    ABSTAINED,
    HUNDREDTHS,
    RETURNED,
    VALID,
    VOID,
    AssessmentSource,
    BlockKind,
    SourceBlock,
    Trace,
    runs,
)
from lianping_xlsx.core.cell_address import column_letters
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.publish.summary.summary_frame import FIRST_ROW, HEADING_ROW, HELPER_HEADING, SOURCES, at
from lianping_xlsx.scheme.tiers_and_events import Adjustment
from lianping_xlsx.spreadsheet.book import Page
from lianping_xlsx.tally.assessments import Assessment
from lianping_xlsx.tally.tally_results import CitedScore

COUNT_COLUMNS = {RETURNED: 3, VALID: 4, VOID: 5, ABSTAINED: 6}
"""The columns of numbers that are the same for all ratees of a block."""
WHAT = 7
FIRST_RATEE = 8
POINTS = FIRST_RATEE
"""The column of the number of a row that is no block."""
EFFECT = POINTS + 1
"""The column of the effect of an event."""
AGREES, DIFFERS = "一致", "不一致"
CHECK_SOURCES = "核对出处"
"""The heading of the columns that compare a leaf with its sources."""
_COLUMN, _ROW = "\0", "\1"
"""Stand in formulas for the column of a ratee on 出处, and for the row of his leaf."""
_MOST_ARGUMENTS = 200
"""The most ranges in one SUM: Excel takes 255."""

CheckedCells = tuple[tuple[tuple[str, ...], str, str], ...]
"""Names of lines on 出处, their item, and the column (letters) of the leaf that is their sum."""
LeafKey = tuple[BlockKind, tuple[str, str], str]
"""The kind and the owner of a block, and the code of a ratee."""


@dataclass
class BlockRows:
    """The rows of a block: ``head``, then those of each source; ``lines`` and ``counts`` by name, with the unit."""

    block: SourceBlock
    head: int
    first: tuple[int, ...] = ()
    lines: dict[tuple[str, str], list[tuple[int, str]]] = field(default_factory=dict)
    counts: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    end: int = 0
    _totals: dict[tuple[str, str, str | None], list[int]] = field(default_factory=dict)
    _checks: dict[tuple[CheckedCells, str | None], str] = field(default_factory=dict)

    def totals(self, what: str, item: str, unit: str | None) -> list[int]:
        """The sums of the sources for each ratee, each computed once."""
        key = what, item, unit
        if key not in self._totals:
            self._totals[key] = self.block.totals(*key)
        return self._totals[key]

    def formula(self, whats: Sequence[str], item: str, unit: str | None) -> str:
        """The formula part of the sum of all numbers of some names and an item; ``_COLUMN`` is that of the ratee."""
        spans = []
        for what in whats:
            spans += _spans(_COLUMN, self.lines.get((what, item), ()), unit)
            if not item and what in COUNT_COLUMNS:
                spans += _spans(column_letters(COUNT_COLUMNS[what]), self.counts.get(what, ()), unit)
        parts = (spans[first : first + _MOST_ARGUMENTS] for first in range(0, len(spans), _MOST_ARGUMENTS))
        return "+".join(f"SUM({','.join(part)})" for part in parts) or "0"

    def check(self, cells: CheckedCells, unit: str | None) -> str:
        """The formula of a check, with ``_COLUMN`` and ``_ROW`` for what differs among ratees; each made once."""
        key = cells, unit
        if key not in self._checks:
            # Numbers of votes are whole; only sums of points are rounded before they are compared.
            same = [
                f"ROUND({self.formula(names, item, unit)}-{column}{_ROW},2)=0"
                if HUNDREDTHS & set(names)
                else f"{self.formula(names, item, unit)}={column}{_ROW}"
                for names, item, column in cells
            ]
            self._checks[key] = linked(f"'{SOURCES}'!{_COLUMN}{self.head + 1}", agreement(same))
        return self._checks[key]

    def place(self) -> None:
        """Fix the rows: of a source one for each line, at least one, and one for what was left out."""
        row, first = self.head + 1, []
        for source in self.block.sources:
            first.append(row)
            for offset, line in enumerate(source.lines):
                self.lines.setdefault((line.what, line.item), []).append((row + offset, source.unit))
            for name, _ in source.counts:
                self.counts.setdefault(name, []).append((row, source.unit))
            row += max(1, len(source.lines)) + bool(source.left_out)
        self.first, self.end = tuple(first), row + bool(self.block.missing)


@dataclass(frozen=True)
class SourceRows:
    """The rows of 出处. ``cited``: with figures; ``events``: the rows of 否决与加减分."""

    trace: Trace
    cited: tuple[CitedScore, ...]
    events: tuple[Adjustment, ...]

    @property
    def empty(self) -> bool:
        """True if there is nothing to show."""
        return not (self.trace.blocks or self.trace.assessments or self.cited or self.events)

    @cached_property
    def blocks(self) -> tuple[tuple[BlockKind, int, tuple[BlockRows, ...]], ...]:
        """The blocks by kind, with the row of the title of each kind."""
        found, row = [], FIRST_ROW
        for kind in BlockKind:
            title, placed = row, list[BlockRows]()
            for block in self.trace.blocks:
                if block.kind is kind:
                    rows = BlockRows(block, (placed[-1].end if placed else title + 1))
                    rows.place()
                    placed.append(rows)
            if placed:
                found.append((kind, title, tuple(placed)))
                row = placed[-1].end
        return tuple(found)

    @cached_property
    def assessments_row(self) -> int:
        """The row of the title of the 实地考评表; one row each follows a heading."""
        return self.blocks[-1][2][-1].end if self.blocks else FIRST_ROW

    @cached_property
    def cited_row(self) -> int:
        """The row of the title of the cited results."""
        return self.assessments_row + (len(self.trace.assessments) + 2 if self.trace.assessments else 0)

    @cached_property
    def events_row(self) -> int:
        """The row of the title of 否决与加减分."""
        figures = sum(len(score.figures) for score in self.cited)
        return self.cited_row + (figures + 2 if figures else 0)

    @cached_property
    def last(self) -> int:
        """The last row."""
        return self.events_row + (len(self.events) + 1 if self.events else -1)

    @cached_property
    def _assessments(self) -> dict[tuple[str, str, str], tuple[int, AssessmentSource]]:
        listed = enumerate(self.trace.assessments, self.assessments_row + 2)
        return {(each.ratee, each.component, each.unit): (row, each) for row, each in listed}

    def assessment_of(self, assessment: Assessment) -> tuple[int, AssessmentSource] | None:
        """The row of the 实地考评表 of a 考核组, and what stands there; None if nothing is known of it."""
        return self._assessments.get((assessment.ratee, assessment.component, assessment.unit))

    @cached_property
    def cited_rows(self) -> dict[tuple[str, str], int]:
        """The row of the first figure, keyed by code of the ratee and component."""
        found, row = {}, self.cited_row + 2
        for score in self.cited:
            found[score.ratee, score.component] = row
            row += len(score.figures)
        return found

    def event_cells(self, events: Iterable[Adjustment]) -> list[str]:
        """The references to the points of events."""
        rows = {id(event): row for row, event in enumerate(self.events, self.events_row + 2)}
        return [at(SOURCES, rows[id(event)], POINTS) for event in events]

    @cached_property
    def effect_cells(self) -> Mapping[str, Sequence[str]]:
        """The references to the effects of the events (降档, 限评“中”), keyed by code of the ratee."""
        found: dict[str, list[str]] = {}
        for row, event in enumerate(self.events, self.events_row + 2):
            found.setdefault(event.ratee, []).append(at(SOURCES, row, EFFECT))
        return found

    # ------------------------------------------------------------ leaves

    @cached_property
    def _leaves(self) -> dict[LeafKey, tuple[BlockRows, int]]:
        """The block of each leaf, and its place among the ratees."""
        return {
            (kind, rows.block.owner, code): (rows, place)
            for kind, _, placed in self.blocks
            for rows in placed
            for place, code in enumerate(rows.block.ratees)
        }

    def leaf(self, key: LeafKey) -> Leaf | None:
        """The sources of a leaf; None if nothing is known of them."""
        found = self._leaves.get(key)
        return None if found is None else Leaf(*found)


@dataclass(frozen=True, slots=True)
class Leaf:
    """The sources of one leaf: a block and the place of the ratee in it."""

    rows: BlockRows
    place: int

    def check(self, cells: CheckedCells, row: int, unit: str | None) -> str:
        """The formula that compares the cells of a row with the sums of these sources, and links to them."""
        formula = self.rows.check(cells, unit)
        return formula.replace(_COLUMN, column_letters(FIRST_RATEE + self.place)).replace(_ROW, str(row + 1))

    def sum_of(self, whats: Sequence[str], item: str = "", unit: str | None = None) -> str:
        """The formula part of the sum of all numbers of some names and an item."""
        return self.rows.formula(whats, item, unit).replace(_COLUMN, column_letters(FIRST_RATEE + self.place))

    def total(self, whats: Sequence[str], item: str = "", unit: str | None = None) -> int:
        """The same as a number."""
        return sum(self.rows.totals(what, item, unit)[self.place] for what in whats)


def _spans(column: str, rows: Sequence[tuple[int, str]], unit: str | None) -> list[str]:
    wanted = [row for row, of_unit in rows if unit in (None, of_unit)]
    ends = ((f"{column}{first + 1}", f"{column}{last + 1}") for first, last in runs(wanted))
    return [f"'{SOURCES}'!{first}" + (f":{last}" if last != first else "") for first, last in ends]


def linked(target: str, formula: str) -> str:
    """A formula whose result is a link to a cell (with its sheet) of the workbook."""
    return f'=HYPERLINK("#{target}",{formula})'


def checked(pairs: Sequence[tuple[str, str]]) -> str:
    """The formula part of 一致 or 不一致: whether the points of each pair are the same. The second is subtracted."""
    return agreement([f"ROUND({one}-{other},2)=0" for one, other in pairs])


def agreement(conditions: Sequence[str]) -> str:
    """The formula part of 一致 if all conditions hold, else of 不一致."""
    return f'IF(AND({",".join(conditions)}),"{AGREES}","{DIFFERS}")'


def write_check_heading(page: Page, widths: Sequence[float], last: int) -> None:
    """Add an unprinted column for the check, beyond a gap, on a sheet with printed columns only, down to a row."""
    page.put(HEADING_ROW, len(widths) + 1, CHECK_SOURCES, HELPER_HEADING)
    page.widths(*widths, 2, 10)
    page.print_area(last, len(widths) - 1)
