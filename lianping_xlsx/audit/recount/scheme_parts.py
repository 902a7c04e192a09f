"""What 考核方案.xlsx says, as values: who is assessed, by which votes and items, under which rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from .cell_values import alike
from .rule_settings import Rules


@dataclass(frozen=True)
class GradedItem:
    """测评内容 of a poll by 分项等次: its 分值, the 折算分 of its grades (None: 不计), and whether it is the 总评."""

    points: Fraction
    grades: Mapping[str, Fraction | None]
    overall: bool = False


@dataclass(frozen=True)
class Poll:
    """测评: its weight, its 打分方式, the 分值 of its 测评内容 by code, and 本人票 ('' where it does not say).

    ``grades``: 折算分 by 等级, of its 等级表; None where a grade is 不计. ``component``: the 考核板块 that it names.
    ``graded``: with 分项等次, its items by code. ``places``: with 排名, the points of each place; ``sums``: these are
    added up, not averaged. ``full_valid``: on a 计票汇总 by marks 有效 includes 弃权.
    """

    weight: Fraction
    scoring: str = "百分制"
    items: Mapping[str, Fraction] = field(default_factory=dict)
    own: str = ""
    grades: Mapping[str, Fraction | None] = field(default_factory=dict)
    component: str = ""
    groups: tuple[str, ...] = ()
    graded: Mapping[str, GradedItem] = field(default_factory=dict)
    places: Mapping[int, Fraction] = field(default_factory=dict)
    sums: bool = False
    full_valid: bool = False


@dataclass(frozen=True)
class Component:
    """考核板块 with its weight; ``source``: 测评, 考评, 得分 or 引用; ``groups``: 排名组 that have it, () for all."""

    name: str
    weight: Fraction
    source: str
    full: Fraction = Fraction(100)
    groups: tuple[str, ...] = ()
    conversion: str = "原分"


@dataclass(frozen=True)
class Citation:
    """A row of 引用; ``own``: the person of his name instead of the mean."""

    component: str
    whom: tuple[str, ...]
    campaign: str
    group: str
    own: bool


@dataclass(frozen=True)
class Period:
    """期次 of a 考核板块, with its weight in it."""

    component: str
    name: str
    weight: Fraction


@dataclass(frozen=True)
class VoterClass:
    """票类 with its weight in its poll, its share of the whole where there is one, and the codes in 适用对象."""

    poll: str
    name: str
    weight: Fraction
    share: Fraction | None = None
    whom: tuple[str, ...] = ()
    electorate: int = 0


@dataclass(frozen=True)
class Item:
    """A rubric item: 分值, 计分方式, 考核板块 if it names one, 排名组 (() for all).

    ``department``: the code of its 评分单位 ('' for the 考核组). ``exempt``: who has no task in it.
    """

    points: Fraction
    mode: str
    component: str = ""
    groups: tuple[str, ...] = ()
    department: str = ""
    exempt: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tier:
    """等次, best first; of some 排名组, or of all. ``end``: the rank from which its places are counted, 前 or 后."""

    name: str
    cut: Fraction | None = None
    quota: Fraction | None = None
    number: int | None = None
    least: int = 0
    rounding: str = "舍去"
    end: str = "前"
    groups: tuple[str, ...] = ()
    pooled: bool = False


@dataclass(frozen=True)
class Condition:
    """A row of 等次条件: ``what`` is 得票率 or the name of a score; ``line``: per cent or points."""

    tier: str
    groups: tuple[str, ...]
    what: str
    poll: str
    grade: str
    down: bool
    classes: tuple[str, ...]
    base: str
    compare: str
    line: Fraction


@dataclass(frozen=True)
class Band:
    """A row of 得票率分档: what the component has for a rate of so many per cent and more."""

    component: str
    poll: str
    grade: str
    down: bool
    classes: tuple[str, ...]
    base: str
    lower: Fraction
    points: Fraction


@dataclass(frozen=True)
class Event:
    """A row of 否决与加减分, of a ratee's code; ``highest``: the best tier that a 限评 leaves open."""

    ratee: str
    effect: str
    points: Fraction = Fraction(0)
    highest: str = ""


@dataclass(frozen=True)
class Task:
    """A row of 填报任务. ``unit``: its code; ``whom``: codes of ratees; ``ballots``: 预计份数; ``twice``: 双人录入."""

    unit: str
    form: str
    whom: tuple[str, ...] = ()
    poll: str = ""
    voter_class: str = ""
    ballots: int | None = None
    component: str = ""
    twice: bool = False


@dataclass(frozen=True)
class Scheme:
    """``groups``: 排名组 by ratee; ``alone``: the only ratee of a unit, by its code.

    ``place_points``: 名次赋分 by component and place. ``names``, ``workplaces``: 姓名 and 所在单位 of the ratees;
    ``units``: names of the 填报单位; each by code.
    """

    rules: Rules
    groups: Mapping[str, str]
    polls: Mapping[str, Poll]
    classes: tuple[VoterClass, ...]
    items: Mapping[str, Item]
    tiers: tuple[Tier, ...]
    events: tuple[Event, ...] = ()
    tasks: tuple[Task, ...] = ()
    alone: Mapping[str, str] = field(default_factory=dict)
    components: tuple[Component, ...] = ()
    place_points: Mapping[str, Mapping[int, Fraction]] = field(default_factory=dict)
    citations: tuple[Citation, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    workplaces: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    periods: tuple[Period, ...] = ()
    conditions: tuple[Condition, ...] = ()
    bands: tuple[Band, ...] = ()

    def components_of(self, group: str) -> list[Component]:
        """What 综合得分 consists of in a 排名组."""
        usual = (
            Component("述职测评", self.rules.poll_weight, "测评"),
            Component("实地考评", self.rules.field_weight, "考评"),
        )
        return [each for each in self.components or usual if not each.groups or group in each.groups]

    def belongs(self, named: str, component: Component, group: str) -> bool:
        """Whether what names a 考核板块 (or none) belongs to this one, of a 排名组."""
        if named:
            return named == component.name
        return [each.name for each in self.components_of(group) if each.source == component.source] == [component.name]

    def items_of(self, ratee: str, component: Component) -> dict[str, Item]:
        """All items of a component that hold for the 排名组 of a ratee."""
        group = self.groups[ratee]
        key = (group, component.name)
        if key not in self._items_found:
            self._items_found[key] = {
                code: item
                for code, item in self.items.items()
                if self.belongs(item.component, component, group) and (not item.groups or group in item.groups)
            }
        return self._items_found[key]

    @cached_property
    def _items_found(self) -> dict[tuple[str, str], dict[str, Item]]:
        """The items of a 排名组 and a component: the same for all of its ratees."""
        return {}

    def classes_of(self, ratee: str) -> list[VoterClass]:
        """The rows of 票类 that hold for a ratee: of a class the one that names him, or else the one for the others."""
        named = {(c.poll, c.name) for c in self.classes if ratee in c.whom}
        return [c for c in self.classes if ratee in c.whom or (not c.whom and (c.poll, c.name) not in named)]

    def electorate(self, poll: str, name: str, ratee: str) -> int:
        """应到 of a class for a ratee: 应到人数, or his own 预计份数 where these are not everybody's."""
        (row,) = (c for c in self.classes_of(ratee) if (c.poll, c.name) == (poll, name))
        tasks = [t for t in self.tasks if t.ballots and (t.poll, t.voter_class) == (alike(poll), alike(name))]
        sums = {
            code: sum(task.ballots or 0 for task in tasks if code in task.whom)
            for code in self.groups
            if row in self.classes_of(code)
        }
        given = {code: ballots for code, ballots in sums.items() if ballots}
        return given.get(ratee, row.electorate) if len({*given.values()}) > 1 else row.electorate

    def task(self, unit: str, form: str, poll: str, voter_class: str) -> Task | None:
        """The row of 填报任务 that asks a unit for the ballots or counts of a class."""
        key = (form, alike(poll), alike(voter_class))
        return next((t for t in self.tasks if t.unit == unit and (t.form, t.poll, t.voter_class) == key), None)

    def in_several_polls(self, unit: str, form: str, voter_class: str) -> bool:
        """Whether a unit has the form of a class in several polls."""
        name = alike(voter_class)
        return len({t.poll for t in self.tasks if t.unit == unit and t.form == form and t.voter_class == name}) > 1

    @property
    def by_shares(self) -> bool:
        """Whether classes have shares of the whole."""
        return any(voter.share is not None for voter in self.classes)
