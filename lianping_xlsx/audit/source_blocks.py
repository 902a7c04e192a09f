"""The parts of a trace: where the entries behind a leaf of the summary's formulas stand, how many they are, their sum.

A leaf is a number with which formulas begin: the sum of a voter class, a score of an item, the points of an event.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from lianping_xlsx.core.cell_address import a1
from lianping_xlsx.core.light_dataclass import dataclass

TOTAL, TRIMMED = "合计分", "去掉票数"
"""Lines of votes: the sum of the marks in hundredths; the votes left out of the mean, a number below 0."""
RETURNED, VALID, VOID, ABSTAINED = "收回", "有效", "无效", "弃权"
ENTERED = "填写分数"
"""Lines of the other entries: what was entered, in hundredths."""
HUNDREDTHS = frozenset((TOTAL, ENTERED))
"""The names of the lines that hold hundredths of a point; all others hold numbers of votes."""


def grade_votes(name: str) -> str:
    """The name of the line with the votes for a grade."""
    return f"“{name}”票数"


class BlockKind(StrEnum):
    """What the sources of a block are: the title of its part of 出处."""

    VOTES = "测评票、计票汇总"
    DEPARTMENTS = "部门评分表"
    SCORES = "得分表"


@dataclass(frozen=True, slots=True)
class Origin:
    """A file with the sheet and the cells of the entries; of pooled forms ``file`` holds words, and nothing else."""

    file: str
    sheet: str = ""
    cells: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """Numbers of one kind, one for each ratee of a block; None if the source has none for him.

    ``what``: one of the names above, or a grade. ``item``: the code of the item, or the 期次; '' if there is none.
    """

    what: str
    values: tuple[int | None, ...]
    item: str = ""


@dataclass(frozen=True, slots=True)
class LeafSource:
    """What one form (or several pooled ones) adds to the leaves of the ratees of a block.

    ``unit``: its code; '' if pooled. ``counts``: by name, the numbers that are the same for all ratees of the block;
    they have no line. ``left_out``: the words on what does not count, and on what was repaired.
    """

    origin: Origin
    unit: str
    lines: tuple[Line, ...]
    counts: tuple[tuple[str, int], ...] = ()
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class SourceBlock:
    """The sources of one voter class or component (``owner``: names of poll and class, or ('', component)).

    ``ratees``: codes, in the order of the summary. ``missing``: the words on forms that are not there.
    """

    kind: BlockKind
    owner: tuple[str, str]
    group: str
    ratees: tuple[str, ...]
    sources: tuple[LeafSource, ...]
    missing: str = ""

    def totals(self, what: str, item: str, unit: str | None = None) -> list[int]:
        """The sums of all lines of a name and an item, one for each ratee; ``unit``: of one unit only."""
        wanted = [source for source in self.sources if unit in (None, source.unit)]
        lines = [line.values for each in wanted for line in each.lines if (line.what, line.item) == (what, item)]
        once = 0 if item else sum(number for each in wanted for name, number in each.counts if name == what)
        return [once + sum(filter(None, values)) for values in zip(*lines, strict=True)] or [once] * len(self.ratees)


@dataclass(frozen=True, slots=True)
class AssessmentSource:
    """The 实地考评表 of one 考核组 (``unit``) on one ratee: its entries, and their sums in hundredths.

    ``entries``: the number of items with a valid entry. ``points``, ``bonus``, ``penalty``: of the items of the 100
    points as they count (扣分 subtracted), of 加分 and of 减分.
    """

    ratee: str
    component: str
    unit: str
    origin: Origin
    entries: int
    points: int
    bonus: int
    penalty: int
    left_out: str = ""


@dataclass(frozen=True)
class Trace:
    """The sources of the entries in 2收回. Blocks of one kind stand together."""

    blocks: tuple[SourceBlock, ...] = ()
    assessments: tuple[AssessmentSource, ...] = ()


NO_TRACE = Trace()


def cell_ranges(rows: tuple[int, int], columns: Iterable[int]) -> str:
    """The cells of some columns between two rows (from 0), columns side by side as one range: D7:F66、H7:H66."""
    spans = (f"{a1(rows[0], first)}:{a1(rows[1], last)}" for first, last in runs(columns))
    return "、".join(":".join(dict.fromkeys(span.split(":"))) for span in spans)


def runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """The runs of consecutive numbers, as pairs of first and last."""
    found: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if found and number == found[-1][1] + 1:
            found[-1] = found[-1][0], number
        else:
            found.append((number, number))
    return found
