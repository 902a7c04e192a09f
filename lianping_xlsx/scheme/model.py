"""The scheme (考核方案): everything that differs from county to county, as immutable values.

Scores, limits and 分值 are hundredths of a point. Weights, quotas and shares are hundredths of a per cent (weights and
shares may be fractions of these). ``row`` is the row (from 1) of the scheme workbook, for findings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import field
from functools import cached_property

from lianping_xlsx.core.exact import Weight
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import name_key
from lianping_xlsx.formats.package import DEFAULT_LIMITS, Limits
from lianping_xlsx.scheme.ballot_contents import BallotItem, BallotPlace, Grade
from lianping_xlsx.scheme.citations import Citation
from lianping_xlsx.scheme.components import Component, ScorePeriod
from lianping_xlsx.scheme.conversions import PlacePoints
from lianping_xlsx.scheme.group_scope import GroupScope
from lianping_xlsx.scheme.profile import Profile
from lianping_xlsx.scheme.rules import Rules
from lianping_xlsx.scheme.terms import Counting, FormKind, ItemMode, OwnVotes, PlaceTotal, Scoring
from lianping_xlsx.scheme.tier_conditions import TierCondition
from lianping_xlsx.scheme.tiers_and_events import Adjustment, Tier
from lianping_xlsx.scheme.vote_rates import RateBand, VoteRate, banded_rate


@dataclass(frozen=True, slots=True)
class Ratee:
    """考核对象: a person who is assessed. ``unit``: the name of the 填报单位 where he works, or ''.

    ``exempt``: the codes of the 考评项目 in which he has no task (无此任务的考核对象).
    """

    code: str
    name: str
    post: str
    workplace: str
    group: str
    unit: str
    row: int = field(default=0, compare=False)
    exempt: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Workplace and name, such as 云溪镇 王建国."""
        return f"{self.workplace} {self.name}"


@dataclass(frozen=True, slots=True)
class Unit:
    """填报单位: a unit that fills in forms. ``aliases``: its other names. ``password``: opens its workbooks."""

    code: str
    name: str
    contact: str
    phone: str
    email: str
    aliases: tuple[str, ...] = ()
    password: str = field(default="", repr=False)
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Poll:
    """测评: a poll with its weight among the polls of its component.

    ``own_votes``: None to use 计分规则 (see ``Scheme.own_votes``). ``component``: the name of its 考核板块; '' for the
    only one of the source 测评. ``scale``: the name of its 等级表 ('' for the grades without one). ``groups``: those
    排名组 to which it applies; () for all. ``place_total``: how the points of places are put together (排名).
    ``abstained_valid``: 有效票含弃权 as the scheme says (see ``valid_with_abstained``).
    """

    name: str
    weight: Weight
    counting: Counting
    scoring: Scoring
    own_votes: OwnVotes | None = None
    row: int = field(default=0, compare=False)
    component: str = ""
    scale: str = ""
    groups: tuple[str, ...] = ()
    place_total: PlaceTotal = PlaceTotal.MEAN
    abstained_valid: bool = False

    @property
    def sums_places(self) -> bool:
        """True if the points of the places on its ballots are added up, not averaged."""
        return self.scoring is Scoring.RANKING and self.place_total is PlaceTotal.SUM

    @property
    def valid_with_abstained(self) -> bool:
        """True if 有效 includes 弃权 on its 计票汇总 and in print; a mean or a rate counts no 弃权 all the same."""
        return self.abstained_valid and self.counting is Counting.TALLY

    def applies_to(self, group: str) -> bool:
        """Return True if the ratees of a 排名组 are voted on, as far as the poll itself says."""
        return not self.groups or group in self.groups


@dataclass(frozen=True, slots=True)
class VoterClass:
    """票类: a class of voters of one poll, with its weight in the poll.

    ``share``: its part of the composite (占总分比重); None if the weights are used instead. ``signed``: True if the
    ballots carry the voters' names (记名). ``few_accepted``: who agreed to so few voters of a secret ballot, and why
    (票少接受); '' if nobody did. ``note``: a text for its voters (说明). ``scope``: 适用对象 as typed; ``ratees``: the
    codes that it names, () for everybody whom no other row of the class names.
    """

    poll: str
    name: str
    weight: Weight
    electorate: int
    row: int = field(default=0, compare=False)
    share: Weight | None = None
    signed: bool = False
    few_accepted: str = ""
    note: str = ""
    scope: str = ""
    ratees: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The ``note`` with 。 at its end; '' if there is none."""
        return f"{self.note.rstrip('。')}。" if self.note else ""


_OF_THE_HUNDRED = (ItemMode.SCORE, ItemMode.DEDUCTION)


@dataclass(frozen=True, slots=True)
class RubricItem:
    """考评项目: an item of the 考评细则. ``head``: its 一级指标. ``groups``: 排名组 to which it applies; () for all.

    ``component``: the name of its 考核板块; '' for the only one of the source 考评. ``department``: the name of the
    填报单位 that scores it (评分单位); '' for the 考核组.
    """

    code: str
    head: str
    text: str
    points: int
    standard: str
    mode: ItemMode
    groups: tuple[str, ...]
    row: int = field(default=0, compare=False)
    component: str = ""
    department: str = ""

    def applies_to(self, group: str) -> bool:
        """Return True if the item applies to the 排名组."""
        return not self.groups or group in self.groups

    @property
    def counts_to_hundred(self) -> bool:
        """True for 得分 and 扣分 items, which make up the 100 points; False for 加分 and 减分, which are extra."""
        return self.mode in _OF_THE_HUNDRED


@dataclass(frozen=True, slots=True)
class Task:
    """填报任务: a form (or one per ratee) that a unit fills in. ``ratees``: codes. ``ballots``: 预计份数.

    ``component``: the name of the 考核板块 to which the form belongs (``FormKind.of_component``); '' for the only one
    of the ratee. ``typed_twice`` (双人录入): two people type the same ballots into a register each, and the two are
    compared.
    """

    unit: str
    kind: FormKind
    ratees: tuple[str, ...]
    poll: str
    voter_class: str
    ballots: int
    row: int = field(default=0, compare=False)
    component: str = ""
    typed_twice: bool = False


@dataclass(frozen=True, slots=True)
class Caps:
    """收表限额: a file beyond these limits is refused. ``seconds``, ``memory_bytes``: of the process that reads it."""

    limits: Limits = DEFAULT_LIMITS
    seconds: int = 20
    memory_bytes: int = 2 << 30


@dataclass(frozen=True)
class Scheme(GroupScope):
    """The whole scheme. Once checked (``consistency``), all references resolve, and weights and 分值 add up to 100.

    ``classes``: each voter class once. ``scoped_classes``: all rows of 票类, if one of them names an 适用对象; a class
    may then have several rows with weights of their own (see ``class_row``).
    """

    profile: Profile
    rules: Rules
    ratees: tuple[Ratee, ...]
    units: tuple[Unit, ...]
    polls: tuple[Poll, ...]
    classes: tuple[VoterClass, ...]
    items: tuple[BallotItem, ...]
    grades: tuple[Grade, ...]
    rubric: tuple[RubricItem, ...]
    tasks: tuple[Task, ...]
    tiers: tuple[Tier, ...]
    adjustments: tuple[Adjustment, ...]
    fingerprint: str = ""
    caps: Caps = Caps()
    component_rows: tuple[Component, ...] = ()
    ballot_places: tuple[BallotPlace, ...] = ()
    scoped_classes: tuple[VoterClass, ...] = ()
    place_points: tuple[PlacePoints, ...] = ()
    rate_bands: tuple[RateBand, ...] = ()
    periods: tuple[ScorePeriod, ...] = ()
    conditions: tuple[TierCondition, ...] = ()

    citations: tuple[Citation, ...] = ()

    @cached_property
    def ratee_of(self) -> dict[str, Ratee]:
        """The ratees, keyed by code."""
        return {ratee.code: ratee for ratee in self.ratees}

    @cached_property
    def ratee_names(self) -> tuple[str, ...]:
        """The names of the ratees."""
        return tuple(ratee.name for ratee in self.ratees if ratee.name)

    @cached_property
    def only_ratee_of(self) -> dict[str, str]:
        """The code of the only ratee who works in a unit, keyed by name of the unit, for units with one ratee."""
        homes = Counter(ratee.unit for ratee in self.ratees)
        return {ratee.unit: ratee.code for ratee in self.ratees if ratee.unit and homes[ratee.unit] == 1}

    @cached_property
    def unit_of(self) -> dict[str, Unit]:
        """The units, keyed by name, as tasks refer to them."""
        return {unit.name: unit for unit in self.units}

    @cached_property
    def _unit_of_key(self) -> dict[str, Unit]:
        names = {name_key(unit.name): unit for unit in self.units}
        # A name takes precedence over an equal alias.
        return {name_key(word): unit for unit in self.units for word in unit.aliases} | names

    def unit_by_any_name(self, text: str) -> Unit | None:
        """The unit that a text names in any spelling of its name or of an alias; None if there is none."""
        return self._unit_of_key.get(name_key(text))

    def unit_name(self, text: str) -> str:
        """The present name of the unit that a text names by any of its names; the text itself if there is none."""
        unit = self.unit_by_any_name(text)
        return text if unit is None else unit.name

    @cached_property
    def class_of(self) -> dict[tuple[str, str], VoterClass]:
        """The voter classes, keyed by poll and name."""
        return {(voter.poll, voter.name): voter for voter in self.classes}

    def is_signed(self, poll: str, voter_class: str) -> bool:
        """Return True if the ballots of a class carry the voters' names (记名)."""
        return (poll, voter_class) in self.signed_classes

    @cached_property
    def poll_of(self) -> dict[str, Poll]:
        """The polls, keyed by name."""
        return {poll.name: poll for poll in self.polls}

    def own_votes(self, poll: str) -> OwnVotes:
        """The treatment of own votes in a poll: its own setting, or else 本人票不计 of 计分规则."""
        own = self.poll_of[poll].own_votes
        return own or (OwnVotes.LEFT_OUT if self.rules.void_own else OwnVotes.COUNTED)

    @cached_property
    def by_shares(self) -> bool:
        """True if the classes have shares of the composite (占总分比重); all of them have one, or none."""
        return any(voter.share is not None for voter in self.classes)

    @cached_property
    def vote_rates(self) -> tuple[VoteRate, ...]:
        """The rates that 等次条件 and 得票率分档 name, each once."""
        listed = (condition.rate for condition in self.conditions)
        banded = (banded_rate(self, component) for component in self.components)
        return tuple(dict.fromkeys(rate for rate in (*listed, *banded) if rate))

    @cached_property
    def share_of(self) -> dict[tuple[str, str], Weight]:
        """The shares of the composite, keyed by poll and class."""
        return {(voter.poll, voter.name): voter.share or 0 for voter in self.classes}

    @cached_property
    def signed_classes(self) -> frozenset[tuple[str, str]]:
        """Poll and name of the classes whose ballots carry the voters' names (记名)."""
        return frozenset((voter.poll, voter.name) for voter in self.classes if voter.signed)

    def citations_for(self, component: str, code: str) -> tuple[Citation, ...]:
        """The rows of 引用 that make up the score of a ratee in a component."""
        return tuple(each for each in self.citations if each.component == component and code in each.ratees)

    @cached_property
    def heads(self) -> tuple[str, ...]:
        """The 一级指标, in the order of the rubric."""
        return tuple(dict.fromkeys(item.head for item in self.rubric))

    @cached_property
    def expected_ballots(self) -> dict[tuple[str, str, str, str], int]:
        """预计份数, keyed by unit (name), 表种, poll and voter class."""
        return {(task.unit, task.kind, task.poll, task.voter_class): task.ballots for task in self.tasks}

    @cached_property
    def polls_of_form(self) -> dict[tuple[str, FormKind, str], set[str]]:
        """The polls in which a unit has a 表种 of one class, keyed by code of the unit, 表种 and class."""
        found: dict[tuple[str, FormKind, str], set[str]] = {}
        for task in self.tasks:
            if task.poll and (unit := self.unit_of.get(task.unit)):
                found.setdefault((unit.code, task.kind, task.voter_class), set()).add(task.poll)
        return found

    @cached_property
    def _tasks_of_class(self) -> dict[tuple[str, str], list[Task]]:
        found: dict[tuple[str, str], list[Task]] = {}
        for task in self.tasks:
            found.setdefault((task.poll, task.voter_class), []).append(task)
        return found

    def tasks_of(self, voter: VoterClass) -> Sequence[Task]:
        """The tasks that collect the ballots of a class."""
        return self._tasks_of_class.get((voter.poll, voter.name), ())

    @cached_property
    def typed_by_one(self) -> dict[tuple[str, str, str], int]:
        """The most ballots of a class that one of several units types, keyed by poll, class and code of the ratee.

        There is no entry if only one unit types them, or if each unit types one ballot: such a voter knows only his
        own.
        """
        found: dict[tuple[str, str, str], dict[str, int]] = {}
        for task in self.tasks:
            for ratee in task.ratees if task.kind.polled else ():
                units = found.setdefault((task.poll, task.voter_class, ratee), {})
                units[task.unit] = units.get(task.unit, 0) + task.ballots
        typed = ((key, max(units.values())) for key, units in found.items() if len(units) > 1)
        return {key: most for key, most in typed if most > 1}

    def items_of(self, poll: str) -> tuple[BallotItem, ...]:
        """The 测评内容 of a poll, with those of all polls."""
        return tuple(item for item in self.items if item.poll in ("", poll))

    @cached_property
    def _grades_of_scale(self) -> dict[str, tuple[Grade, ...]]:
        return {name: tuple(g for g in self.grades if g.scale == name) for name in {g.scale for g in self.grades}}

    def grades_of(self, poll: str, item: BallotItem | None = None) -> tuple[Grade, ...]:
        """The grades of the 等级表 of an item, or else of the poll, best first."""
        scale = item.scale if item is not None and item.scale else self.poll_of[poll].scale
        return self._grades_of_scale.get(scale, ())

    def points_by_place(self, poll: str) -> dict[int, int]:
        """The points (hundredths) of each place of a poll by 排名: its own rows of 名次分, or else those of all."""
        rows = self.ballot_places
        own = [row for row in rows if row.poll == poll] or [row for row in rows if not row.poll]
        return {row.place: row.points for row in own}

    def place_grades(self, poll: str, ratees: int) -> tuple[Grade, ...]:
        """The places of so many ratees as grades, for a poll by 排名 that is counted by hand; () for any other poll."""
        points = self.points_by_place(poll) if self.poll_of[poll].scoring is Scoring.RANKING else {}
        return tuple(Grade(f"第{n}名", points.get(n, 0)) for n in range(1, ratees + 1)) if points else ()

    def graded_items(self, poll: str) -> tuple[BallotItem, ...]:
        """The items of a poll by 分项等次; () for any other poll."""
        return self.items_of(poll) if self.poll_of[poll].scoring is Scoring.ITEM_GRADES else ()

    def account_items(self, task: Task) -> tuple[BallotItem, ...]:
        """The 测评内容 of a 述职自查: those of the poll of its task; all if it names none. A 总评 is no content."""
        items = self.items_of(task.poll) if task.poll else self.items
        return tuple(item for item in items if not item.overall)

    def classes_of(self, poll: str) -> tuple[VoterClass, ...]:
        """The voter classes of a poll."""
        return tuple(voter for voter in self.classes if voter.poll == poll)
