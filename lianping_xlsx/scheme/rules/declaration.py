"""The declaration of a rule: its row on 计分规则, its sentences and cell on 计算说明, its effects on figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.spreadsheet.cell_kinds import Choice, Kind
from lianping_xlsx.spreadsheet.tables import Record, Setting

if TYPE_CHECKING:
    from lianping_xlsx.scheme.model import Scheme
    from lianping_xlsx.scheme.rules import Rules

OPEN = "原办法未规定，请主办单位确定。"
"""The source of a rule that the regulations leave to the office."""
YES, NO = "是", "否"

Given = TypeVar("Given")
Found = TypeVar("Found")
Cells = TypeVar("Cells")


# ---------------------------------------------------------------- the cell


@dataclass(frozen=True, slots=True)
class RuleCell:
    """The kind of a cell under 内容, and the function from its content to the value that the count uses."""

    kind: Kind
    meaning: Callable[[Any], object] = lambda content: content


YES_OR_NO = RuleCell(Choice((YES, NO)), lambda word: word == YES)


def one_of(words: type[StrEnum]) -> RuleCell:
    """A cell with a choice between the words of an enumeration; the value is its member."""
    return RuleCell(Choice(tuple(words)), words)


# ---------------------------------------------------------------- the effects


@dataclass(frozen=True, eq=False)
class Step(Generic[Given, Found, Cells]):
    """A named step of the count at which rules may act.

    The count passes a value of type ``Given`` to a rule and gets one of type ``Found``; the workbook passes ``Cells``
    (references or a formula part) and gets a formula part. If ``Given`` and ``Found`` are the same type, each rule gets
    the result of the rule before it; otherwise each rule gives a result of its own.
    """

    name: str


@dataclass(frozen=True)
class StepEffect(Generic[Given, Found, Cells]):
    """The effect of a rule at a step, in two notations that must give the same figures.

    ``exact``: for the count, on integers and fractions. ``formula``: for the formulas of 汇总表.xlsx; None at a step
    before the first formula, where the workbook holds the result of the count as a number.
    """

    step: Step[Given, Found, Cells]
    exact: Callable[[Rules, Given], Found]
    formula: Callable[[Rules, Cells], str] | None


# ---------------------------------------------------------------- the sentences


class Section(StrEnum):
    """The place of a sentence: a line of 计算说明, or one of several places in that line."""

    VOIDS = "作废"
    EXTREMES = "最高分、最低分"
    EMPTY_CLASSES = "缺票类"
    TEAMS = "考评得分（几个考核组）"
    MISSING_PERIODS = "缺期次"
    DEDUCTIONS = "考评得分（扣分项目）"
    EXEMPT_ITEMS = "考评得分（无此任务的项目）"
    BONUS_ITEMS = "考评得分（加分项目）"
    UNEXPLAINED = "考评得分（零分）"
    COMPOSITE = "综合得分"
    ROUNDING = "舍入"
    RANKS = "名次"
    QUOTA_BASE = "建议等次（参评人数）"
    EDGES = "建议等次（并列跨线）"
    PLACES = "降档和否决"
    SHARED_PLACES = "名次赋分的并列"
    SECRECY = "投票保密"
    QUESTIONS = "填报情况的核对"
    RANKING_NOTE = "综合排序表头"


@dataclass(frozen=True, eq=False)
class Sentence:
    """The text on one rule, or on several rules that have a meaning only together and then share the Sentence.

    ``words`` gives no text if there is nothing to state, for example if the rule is not applied.
    """

    section: Section
    words: Callable[[Scheme], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A cell of 计算说明 to which formulas refer by the defined name ``name``; ``note`` is the text beside it."""

    name: str
    note: str


# ---------------------------------------------------------------- the declaration

NEVER_NEUTRAL = object()
"""Equals no value: a rule that is not ``later`` is always in use."""


@dataclass(frozen=True)
class Rule:
    """One row of the sheet 计分规则, and everything that depends on it.

    - ``default``: the content of the cell in a new scheme, in the unit of its kind (points in hundredths).
    - ``source``: the origin of the rule, or OPEN; the last part of the 说明.
    - ``required``: True if the cell must not be blank.
    - ``later``: True if the rule was added when the sheet was already in use. A workbook made before has no such row
      and gets the default, which must therefore change no figure, no output and no fingerprint.
    - ``after``: the rule above it on the sheet, if that is not the one before it in its module.
    - ``figures``: False if no form and no figure depends on it; then it is not part of the scheme's fingerprint.
    - ``printed``: True if its points are printed beside scores; then they may have no more decimals than these.
    - ``read``: the function that reads the value, if it depends on more than its own cell.
    - ``attribute``: the field of Rules. ``neutral``: the value at which a ``later`` rule is not in use. Both are set by
      ``declared_in``.
    """

    name: str
    cell: RuleCell
    default: object
    note: str
    source: str = ""
    required: bool = False
    later: bool = False
    after: str = ""
    figures: bool = True
    printed: bool = False
    parameter: Parameter | None = None
    sentences: tuple[Sentence, ...] = ()
    effects: tuple[StepEffect[Any, Any, Any], ...] = ()
    read: Callable[[Record], object] | None = None
    attribute: str = ""
    neutral: object = NEVER_NEUTRAL

    @property
    def setting(self) -> Setting:
        """The row of the sheet."""
        return Setting(self.name, self.cell.kind, self.default, self.required, self.note + self.source, self.later)

    def value(self, record: Record) -> object:
        """The value in Rules. A blank cell means no limit (None), or the default if a value is required or 是/否."""
        if self.read is not None:
            return self.read(record)
        content = record.values.get(self.name)
        if content is None and (self.required or self.cell is YES_OR_NO):
            content = self.default
        return None if content is None else self.cell.meaning(content)

    def of(self, rules: Rules) -> Any:
        """The value of this rule in ``rules``."""
        return getattr(rules, self.attribute)

    def in_use(self, rules: Rules) -> bool:
        """Return True for a rule that is not ``later``, or whose value is not neutral."""
        return bool(self.of(rules) != self.neutral)


def declare(rule: Rule) -> Mapping[str, Rule]:
    """The metadata for the dataclass field that holds the value of a rule."""
    return {"rule": rule}


def declared_in(group: type[Any]) -> Iterator[Rule]:
    """Yield the rules declared by the fields of a dataclass, with ``attribute`` and ``neutral`` from each field."""
    for each in fields(group):
        rule: Rule = each.metadata["rule"]
        neutral = NEVER_NEUTRAL if each.default is MISSING else each.default
        yield replace(rule, attribute=each.name, neutral=neutral)


def in_order(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rules in the order of the sheet: as declared, but each rule with ``after`` directly below that one."""
    listed = list(rules)
    for rule in [each for each in listed if each.after]:
        listed.remove(rule)
        listed.insert(next(at for at, each in enumerate(listed, 1) if each.name == rule.after), rule)
    return tuple(listed)
