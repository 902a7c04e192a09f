"""What a declaration of a rule says: its row on 计分规则, its words and cell on 计算说明, what it does to figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from lianping_xlsx.spreadsheet.cell_kinds import Choice, Kind
from lianping_xlsx.spreadsheet.tables import Record, Setting

if TYPE_CHECKING:
    from lianping_xlsx.scheme.model import Scheme
    from lianping_xlsx.scheme.rules import Rules

OPEN = "原办法未规定，请主办单位确定。"
"""The source of what the regulations leave to the office."""
YES, NO = "是", "否"

Given = TypeVar("Given")
Found = TypeVar("Found")
Cells = TypeVar("Cells")


# ---------------------------------------------------------------- what is typed


@dataclass(frozen=True, slots=True)
class RuleCell:
    """A kind of cell under 内容, and what its content means for the count."""

    kind: Kind
    meaning: Callable[[Any], object] = lambda content: content


YES_OR_NO = RuleCell(Choice((YES, NO)), lambda word: word == YES)


def one_of(words: type[StrEnum]) -> RuleCell:
    """A choice between the words of an enumeration."""
    return RuleCell(Choice(tuple(words)), words)


# ---------------------------------------------------------------- what it does


@dataclass(frozen=True, eq=False)
class Step(Generic[Given, Found, Cells]):
    """A named step of the count at which rules may act.

    The count hands a rule what is ``Given`` and gets what is ``Found``; the workbook hands it ``Cells`` (references or
    a part of a formula) and gets a part of a formula. Where these are of one type, each rule goes on from what the
    rule before it found; elsewhere each answers by itself.
    """

    name: str


@dataclass(frozen=True)
class StepEffect(Generic[Given, Found, Cells]):
    """What a rule does at a step, in both notations, which must agree.

    ``exact``: as the count applies it, on integers and fractions. ``formula``: as a formula of 汇总表.xlsx applies it;
    None at a step before the first formula, where the workbook holds what the count found as a number.
    """

    step: Step[Given, Found, Cells]
    exact: Callable[[Rules, Given], Found]
    formula: Callable[[Rules, Cells], str] | None


# ---------------------------------------------------------------- what is told of it


class Section(StrEnum):
    """Where a sentence stands: the line of 计算说明, and its place in it where there are several."""

    VOIDS = "作废"
    EXTREMES = "最高分、最低分"
    EMPTY_CLASSES = "缺票类"
    BONUS_ITEMS = "考评得分（加分项目）"
    UNEXPLAINED = "考评得分（零分）"
    COMPOSITE = "综合得分"
    ROUNDING = "舍入"
    RANKS = "名次"
    PLACES = "降档和否决"
    SECRECY = "投票保密"
    QUESTIONS = "填报情况的核对"
    RANKING_NOTE = "综合排序表头"


@dataclass(frozen=True, eq=False)
class Sentence:
    """What is said of one rule, or of several that only mean something together, which then name the same Sentence.

    ``words`` gives nothing where there is nothing to be said, such as of a rule that is not applied.
    """

    section: Section
    words: Callable[[Scheme], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A cell of 计算说明 to which formulas refer by its ``name``; ``note`` explains it there."""

    name: str
    note: str


# ---------------------------------------------------------------- the declaration

NEVER_NEUTRAL = object()
"""Equals no value: a rule that was there from the beginning is always in use."""


@dataclass(frozen=True)
class Rule:
    """One row of the sheet 计分规则, and all that follows from it.

    ``default``: what the cell of a new scheme holds, as the kind of cell has it. ``source``: where the rule comes
    from, or that it is left OPEN; it ends the 说明. ``later``: added when the sheet was in use already. A workbook made
    before lacks it and means the default, which must therefore change nothing: neither a figure nor an output nor a
    fingerprint. ``after``: the rule below which it stands on the sheet, if not the one before it in its module.
    ``figures``: False where neither a form nor a figure depends on it. ``printed``: its points are printed beside
    scores, so they may have no more decimals than these. ``read``: the value, where more than its own cell says it.
    ``attribute``: the field of Rules. ``neutral``: the value of a rule that came ``later`` at which it is not in use.
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
        """The value in Rules. A cell left blank means no limit; where one is due or 是, 否 is asked, the default."""
        if self.read is not None:
            return self.read(record)
        content = record.values.get(self.name)
        if content is None and (self.required or self.cell is YES_OR_NO):
            content = self.default
        return None if content is None else self.cell.meaning(content)

    def of(self, rules: Rules) -> Any:
        """Its value among those of a scheme."""
        return getattr(rules, self.attribute)

    def in_use(self, rules: Rules) -> bool:
        """True of a rule that was there from the beginning, and of a ``later`` one whose value is not neutral."""
        return bool(self.of(rules) != self.neutral)


def declare(rule: Rule) -> Mapping[str, Rule]:
    """The metadata of the field of Rules that holds the value of a rule."""
    return {"rule": rule}


def declared_in(group: type[Any]) -> Iterator[Rule]:
    """The rules of a dataclass whose fields declare them, with the names and the defaults of the fields."""
    for each in fields(group):
        rule: Rule = each.metadata["rule"]
        neutral = NEVER_NEUTRAL if each.default is MISSING else each.default
        yield replace(rule, attribute=each.name, neutral=neutral)


def in_order(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """As they stand on the sheet."""
    listed = list(rules)
    for rule in [each for each in listed if each.after]:
        listed.remove(rule)
        listed.insert(next(at for at, each in enumerate(listed, 1) if each.name == rule.after), rule)
    return tuple(listed)
