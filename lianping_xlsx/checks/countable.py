"""Which marks count: what the checks hand to the tally.

Frames are columnar; ``form`` indexes ``forms``, ``ratee`` the scheme's ratees, ``item`` its rubric.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING

from lianping_xlsx.checks.mark_ends import MarkEnds
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.forms.layout import FormKey

if TYPE_CHECKING:
    import pandas as pd

VALID, MARK_VOID, BALLOT_VOID, UNCOUNTED, BOTH_VOID = range(5)
"""States of a ballot mark. UNCOUNTED: a tick for a grade without points (不计), which is an abstention.

BALLOT_VOID: on a void ballot; BOTH_VOID: likewise, and it would not count on a valid one either.
"""


VOID_CELL = -1
"""In place of a grade in ``Counted.item_votes``: the entries are void."""


@dataclass(frozen=True, slots=True)
class UnsettledMark:
    """A mark that may change, since a cell has to be put right: anything from ``least`` to ``greatest``, or none.

    All in hundredths. ``form``, ``ratee``, ``item`` (-1: the mark has none) as in ``Counted``. ``now``: what is counted
    of it at present; None: nothing. With 分项等次 it is the grade (place in the scheme), and the ends are points.
    """

    form: int
    ratee: int
    least: int
    greatest: int
    now: int | None = None
    item: int = -1


@dataclass(frozen=True)
class Unsettled:
    """The marks and classes that may still change while cells have to be put right.

    - ``marks``: on ballots. ``rows``: pairs (form, ratee) of 计票汇总 that are not counted.
    - ``scores``: ready-made scores that are not counted: form, ratee, period, as in ``Counted.given``.
    - ``cells``: the number of these cells by ratee.
    - ``items``: 加分 and 减分 items (form, ratee, item) of which nobody knows whether they were given; of others an
      entry that is missing says so by itself.
    """

    marks: tuple[UnsettledMark, ...] = ()
    rows: frozenset[tuple[int, int]] = frozenset()
    scores: frozenset[tuple[int, int, int]] = frozenset()
    items: frozenset[tuple[int, int, int]] = frozenset()
    cells: Mapping[int, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.marks or self.rows or self.scores)


@dataclass(frozen=True)
class Counted:
    """Everything that may be counted.

    - ``marks``: non-blank ballot marks: form, ballot (row number), ratee, value (hundredths), state (above).
    - ``registers``: one row a 测评票 form: form, issued, returned (ballots registered), void (ballots).
    - ``grades``: votes of each grade that are valid or UNCOUNTED, of polls by 等次: form, ratee, grade (place in the
      scheme), count.
    - ``item_votes``: of polls by 分项等次, apart from ballots that are void as a whole: form, ratee, item (place in
      the scheme), grade (place in the scheme, or VOID_CELL), count. None if there is no such poll.
    - ``tallies``: one row a ratee of a 计票汇总 form: form, ratee, issued, returned, valid, void, abstained, total.
    - ``ends``: the lowest and highest marks of the rows of ``tallies``, by (form, ratee), if a rule leaves some out.
    - ``scores``: valid rubric entries: form, ratee, item, value (hundredths, as entered).
    - ``given``: valid ready-made scores: form, ratee, period (place in the scheme; -1 if the component has none), value
      (hundredths).
    - ``assessed``: rubric forms that are used. ``incomplete``: those of them with an item that has no valid
      entry; they have no total.
    - ``ratees_of``: the ratees on each 测评票 form.
    - ``reasons``: 扣分原因 by (form, ratee), then by item.
    - ``own_scores``: valid 自评得分 (hundredths) by (form, item); they enter no score.
    - ``scored_by_departments``: 部门评分表 that are used. ``owed``: pairs (form, ratee) of these with an item that
      has no valid entry.
    - ``bases``: 依据 of ready-made scores by (form, ratee, period).
    - ``sent_back``: codes of the ratees whose 述职报告 a reviewer sent back (退回重写).
    - ``unsettled``: what may still change, since cells have to be put right.
    """

    forms: tuple[FormKey, ...]
    marks: pd.DataFrame
    registers: pd.DataFrame
    grades: pd.DataFrame
    tallies: pd.DataFrame
    scores: pd.DataFrame
    given: pd.DataFrame
    assessed: frozenset[int]
    incomplete: frozenset[int]
    ratees_of: dict[int, tuple[int, ...]]
    reasons: dict[tuple[int, int], dict[int, str]] = field(default_factory=dict)
    own_scores: dict[tuple[int, int], int] = field(default_factory=dict)
    sent_back: frozenset[str] = frozenset()
    ends: dict[tuple[int, int], MarkEnds] = field(default_factory=dict)
    item_votes: pd.DataFrame | None = None
    scored_by_departments: frozenset[int] = frozenset()
    owed: frozenset[tuple[int, int]] = frozenset()
    bases: dict[tuple[int, int, int], str] = field(default_factory=dict)
    unsettled: Unsettled = field(default_factory=Unsettled)


def frame_of(rows: Sequence[tuple[int, ...]], columns: Sequence[str]) -> pd.DataFrame:
    """The rows, each with a number for each of the columns, as a frame of int64."""
    import numpy as np  # merge imports them while the replies are read, and this module before
    import pandas as pd

    return pd.DataFrame(np.array(rows, dtype=np.int64).reshape(-1, len(columns)), columns=list(columns))


def rows_in(frame: pd.DataFrame, columns: Sequence[str]) -> Iterator[tuple[int, ...]]:
    """Yield the numbers of these columns, row by row; of a frame with few rows in a tenth of the time of pandas."""
    return zip(*(frame[name].tolist() for name in columns), strict=True)
