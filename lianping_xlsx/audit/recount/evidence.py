"""What came back, sorted: ballots, counts, visits, sheets of departments, given scores."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from .cell_values import BLANK, Entry
from .cited_persons import Cited
from .form_grids import FormKey
from .graded_items import Chosen


@dataclass
class Ballot:
    """A registered ballot: the marks given on it by ratee (blanks left out), and whether it was declared 废票.

    ``ticks``: of an 等次 ballot, the grades that the marks stand for. ``own``: the ratee whose ballot it says it is.
    ``typed``: every cell of it as it was typed, sorted. ``items``: of a ballot by 分项等次, what is chosen for each
    item of a ratee. ``places``: of a ballot by 排名.
    """

    marks: dict[str, Entry] = field(default_factory=dict)
    declared_void: bool = False
    ticks: dict[str, str] = field(default_factory=dict)
    own: str | None = None
    typed: tuple[str, ...] = ()
    items: dict[str, Chosen] = field(default_factory=dict)
    places: dict[str, Entry] = field(default_factory=dict)


@dataclass
class Register:
    """测评票: one form with the ballots of one voter class. ``expected`` is the 预计份数 of its task.

    ``own``: the ratee whose own ballot this is, where it is his unit that fills the form in, and he its only ratee;
    None where own votes count. ``typing``: 1 or 2 where two people type the same ballots (双人录入), of ``unit``.
    ``settled``: whether it counts as a whole has been said before; those of its forms that do not are 废票 here.
    """

    poll: str
    voter_class: str
    ratees: list[str]
    ballots: list[Ballot]
    issued: int | None = None
    returned: int | None = None
    expected: int | None = None
    own: str | None = None
    typing: int = 0
    unit: str = ""
    settled: bool = False


@dataclass
class Count:
    """计票汇总: what was counted for one ratee on one form of ``unit``; ``total`` is the sum of the valid marks.

    ``grades``: where they were counted by grades, the number of each; the rest follows from them. ``lowest``,
    ``highest``: the marks at the ends, where they are asked for. ``item``: with 分项等次, the item of the row.
    """

    poll: str
    voter_class: str
    ratee: str
    issued: Entry = BLANK
    returned: Entry = BLANK
    valid: Entry = BLANK
    void: Entry = BLANK
    abstained: Entry = BLANK
    total: Entry = BLANK
    expected: int | None = None
    grades: dict[str, Entry] = field(default_factory=dict)
    lowest: list[Entry] = field(default_factory=list)
    highest: list[Entry] = field(default_factory=list)
    item: str = ""
    unit: str = ""


@dataclass
class Visit:
    """实地考评: what one assessor entered for one ratee, by item (得分 or 扣分, as the item's 计分方式 has it).

    ``unit``: the 考核组. ``reasoned``: a reason or 自评得分 was typed, so that the form is none that was left blank.
    """

    ratee: str
    entries: dict[str, Entry]
    unit: str = ""
    reasoned: bool = False


@dataclass
class DepartmentSheet:
    """部门评分表: what one 评分单位 entered, by ratee and item."""

    entries: dict[str, dict[str, Entry]]


@dataclass
class Given:
    """得分表: a ratee's scores by 期次 ('' for the only one); ``component``: the 考核板块 that the task names."""

    ratee: str
    component: str
    scores: dict[str, Entry] = field(default_factory=dict)


class PooledRow(NamedTuple):
    """So many votes on one ratee, without the ballots that they stood on.

    ``kind`` says what ``content`` is: a mark, a grade, a sum (see ``class_votes``); ``item``: with 分项等次.
    """

    poll: str
    voter_class: str
    ratee: str
    kind: str
    item: str
    content: str
    number: Fraction


@dataclass
class Evidence:
    """Everything that counts. ``pooled``: votes of which there are no ballots.

    ``elsewhere``: forms that count without standing here as they came. ``cited_at``: how many times the 满分 a
    score of 引用 is where there is none (see ``owed_entries``).
    """

    registers: list[Register] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    results: list[Cited] = field(default_factory=list)
    departments: list[DepartmentSheet] = field(default_factory=list)
    given: list[Given] = field(default_factory=list)
    pooled: list[PooledRow] = field(default_factory=list)
    elsewhere: frozenset[FormKey] = frozenset()
    cited_at: Fraction | None = None
