"""The scheme (考核方案): everything that varies from county to county, as plain frozen values.

Scores, limits and 分值 are hundredths of a point; weights, quotas and shares are hundredths of a percent (weights may
be fractions of these).
``row`` is the 1-based row of the scheme workbook that a thing was read from, for findings.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from lianping_xlsx.core import exact
from lianping_xlsx.core.exact import Weight
from lianping_xlsx.core.spelling import half_width, name_key
from lianping_xlsx.formats.package import DEFAULT_LIMITS, Limits
from lianping_xlsx.scheme.rules import Rules
from lianping_xlsx.scheme.terms import Counting, Effect, FormKind, ItemMode, OwnVotes, Scoring

_YEAR = re.compile(r"\d{4}", re.ASCII)


def year_key(text: str) -> str:
    """A year as it is compared: 2024 of 2024年, ２０２４; the text itself where it names none."""
    match = _YEAR.search(half_width(text))
    return match[0] if match else " ".join(text.split())


@dataclass(frozen=True, slots=True)
class Profile:
    """基本信息."""

    title: str
    year: str
    host: str
    decider: str
    reports_to: str
    basis: str
    deadline: dt.date | None
    contact: str
    phone: str
    banner: str
    last_year_folder: str = ""

    @property
    def occasion(self) -> str:
        """How titles begin: 2024年度乡镇党委书记述职评议考核; the year once, whatever the name says."""
        title = self.title.removeprefix(self.year)
        return f"{self.year}年度{title.replace('年度', '')}"


@dataclass(frozen=True, slots=True)
class Ratee:
    """考核对象: a person assessed."""

    code: str
    name: str
    post: str
    workplace: str
    group: str
    unit: str
    row: int = field(default=0, compare=False)

    @property
    def label(self) -> str:
        """As people say it: 云溪镇 王建国."""
        return f"{self.workplace} {self.name}"


@dataclass(frozen=True, slots=True)
class Unit:
    """填报单位: a unit that fills in forms. ``aliases``: other names it goes by; ``password``: opens its workbooks."""

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
    """测评: one poll, with its weight among the polls. ``own_votes`` None: as 计分规则 says (``Scheme.own_votes``)."""

    name: str
    weight: Weight
    counting: Counting
    scoring: Scoring
    own_votes: OwnVotes | None = None
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class VoterClass:
    """票类: a class of voters of one poll, with its weight in it.

    ``share``: its part of the whole (占总分比重), with which it enters the composite; None where weights do that.
    ``signed``: its ballots bear the voters' names (记名). ``few_accepted``: who agreed to so few voters of a secret
    ballot, and why (票少接受); '' where nobody did. ``note``: what its voters are told besides (说明).
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

    @property
    def sentence(self) -> str:
        """The ``note`` with its full stop; '' where there is none."""
        return f"{self.note.rstrip('。')}。" if self.note else ""


@dataclass(frozen=True, slots=True)
class BallotItem:
    """测评内容: an item that the voters consider, of one poll or (``poll`` empty) of each."""

    code: str
    text: str
    points: int
    poll: str = ""
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Grade:
    """评价等级: a word on the ballot and the points that it stands for."""

    name: str
    points: int
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class RubricItem:
    """考评项目. ``groups`` empty: for every 排名组."""

    code: str
    head: str
    text: str
    points: int
    standard: str
    mode: ItemMode
    groups: tuple[str, ...]
    row: int = field(default=0, compare=False)

    def applies_to(self, group: str) -> bool:
        """Whether ratees of the group are assessed by this item."""
        return not self.groups or group in self.groups

    @property
    def counts_to_hundred(self) -> bool:
        """得分 and 扣分 items make up the 100 points; 加分 and 减分 stand beside them."""
        return self.mode in (ItemMode.SCORE, ItemMode.DEDUCTION)


@dataclass(frozen=True, slots=True)
class Task:
    """填报任务: one form (or one for each ratee) to be filled in by a unit. ``ratees`` are codes."""

    unit: str
    kind: FormKind
    ratees: tuple[str, ...]
    poll: str
    voter_class: str
    ballots: int
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Tier:
    """等次, best first. ``cut`` and ``quota`` None: none set."""

    name: str
    cut: int | None
    quota: int | None
    use: str
    row: int = field(default=0, compare=False)

    def places(self, size: int) -> int | None:
        """How many of ``size`` ratees who take part in a 排名组 may be in the tier (rounded down); None: no limit."""
        return None if self.quota is None else exact.floor_share(self.quota, size)


@dataclass(frozen=True, slots=True)
class Adjustment:
    """否决与加减分: an event of one ratee."""

    ratee: str
    event: str
    effect: Effect
    points: int
    basis: str
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Caps:
    """收表限额: what a reply may cost; beyond it a file is refused. ``seconds`` and ``memory_bytes`` of its reader."""

    limits: Limits = DEFAULT_LIMITS
    seconds: int = 20
    memory_bytes: int = 2 << 30


@dataclass(frozen=True)
class Scheme:
    """The whole scheme, checked: references resolve, weights and 分值 sum to 100."""

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

    @cached_property
    def ratee_of(self) -> dict[str, Ratee]:
        """Ratees by code."""
        return {ratee.code: ratee for ratee in self.ratees}

    @cached_property
    def only_ratee_of(self) -> dict[str, str]:
        """The code of the one ratee at home in a unit, by its name, for units that have just one."""
        homes = Counter(ratee.unit for ratee in self.ratees)
        return {ratee.unit: ratee.code for ratee in self.ratees if ratee.unit and homes[ratee.unit] == 1}

    @cached_property
    def unit_of(self) -> dict[str, Unit]:
        """Units by name, as tasks refer to them."""
        return {unit.name: unit for unit in self.units}

    @cached_property
    def _unit_of_key(self) -> dict[str, Unit]:
        names = {name_key(unit.name): unit for unit in self.units}
        return {name_key(word): unit for unit in self.units for word in unit.aliases} | names

    def unit_by_any_name(self, text: str) -> Unit | None:
        """The unit that a text names, in whatever spelling of its name or of one of its aliases."""
        return self._unit_of_key.get(name_key(text))

    def unit_name(self, text: str) -> str:
        """The name of the unit that a text names by any of its names; the text itself where it names none."""
        unit = self.unit_by_any_name(text)
        return text if unit is None else unit.name

    @cached_property
    def class_of(self) -> dict[tuple[str, str], VoterClass]:
        """Voter classes by poll and name."""
        return {(voter.poll, voter.name): voter for voter in self.classes}

    def is_signed(self, poll: str, voter_class: str) -> bool:
        """Whether the ballots of a class bear the voters' names (记名)."""
        return (poll, voter_class) in self.signed_classes

    @cached_property
    def poll_of(self) -> dict[str, Poll]:
        """Polls by name."""
        return {poll.name: poll for poll in self.polls}

    def own_votes(self, poll: str) -> OwnVotes:
        """Whether own votes count in a poll: as it says itself, or else 本人票不计 of 计分规则."""
        own = self.poll_of[poll].own_votes
        return own or (OwnVotes.LEFT_OUT if self.rules.void_own else OwnVotes.COUNTED)

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The 排名组, in the order of the ratees."""
        return tuple(dict.fromkeys(ratee.group for ratee in self.ratees))

    @cached_property
    def by_shares(self) -> bool:
        """Whether the classes have shares of the whole: all of them have, or none."""
        return any(voter.share is not None for voter in self.classes)

    @cached_property
    def share_of(self) -> dict[tuple[str, str], Weight]:
        """The shares of the whole, by poll and class."""
        return {(voter.poll, voter.name): voter.share or 0 for voter in self.classes}

    @cached_property
    def signed_classes(self) -> frozenset[tuple[str, str]]:
        """The classes whose ballots bear the voters' names (记名), by poll and class."""
        return frozenset((voter.poll, voter.name) for voter in self.classes if voter.signed)

    @cached_property
    def excluded(self) -> frozenset[str]:
        """The codes of those who take no part (不参评)."""
        return frozenset(event.ratee for event in self.adjustments if event.effect is Effect.EXCLUDED)

    @cached_property
    def vetoed(self) -> frozenset[str]:
        """The codes of those with a 一票否决."""
        return frozenset(event.ratee for event in self.adjustments if event.effect is Effect.VETO)

    @cached_property
    def heads(self) -> tuple[str, ...]:
        """The 一级指标, in the order of the rubric."""
        return tuple(dict.fromkeys(item.head for item in self.rubric))

    @cached_property
    def _rubric_of_group(self) -> dict[str, tuple[RubricItem, ...]]:
        return {group: tuple(i for i in self.rubric if i.applies_to(group)) for group in self.groups}

    def rubric_for(self, group: str) -> tuple[RubricItem, ...]:
        """The items by which ratees of a group are assessed."""
        return self._rubric_of_group[group]

    @cached_property
    def expected_ballots(self) -> dict[tuple[str, str, str, str], int]:
        """预计份数 by unit (name), 表种, poll and voter class."""
        return {(task.unit, task.kind, task.poll, task.voter_class): task.ballots for task in self.tasks}

    @cached_property
    def typed_by_one(self) -> dict[tuple[str, str, str], int]:
        """The most ballots that one of several units typed for a class, by poll, class and ratee; else nothing.

        What a voter sends in himself does not count: he knows no more than his own.
        """
        found: dict[tuple[str, str, str], Counter[str]] = {}
        for task in self.tasks:
            for ratee in task.ratees if task.kind.polled else ():
                found.setdefault((task.poll, task.voter_class, ratee), Counter())[task.unit] += task.ballots
        typed = ((key, max(units.values())) for key, units in found.items() if len(units) > 1)
        return {key: most for key, most in typed if most > 1}

    def items_of(self, poll: str) -> tuple[BallotItem, ...]:
        """The 测评内容 of a poll."""
        return tuple(item for item in self.items if item.poll in ("", poll))

    def account_items(self, task: Task) -> tuple[BallotItem, ...]:
        """The 测评内容 of a 述职自查: those of the poll that its task names, or all."""
        return self.items_of(task.poll) if task.poll else self.items

    def classes_of(self, poll: str) -> tuple[VoterClass, ...]:
        """The voter classes of a poll."""
        return tuple(voter for voter in self.classes if voter.poll == poll)
