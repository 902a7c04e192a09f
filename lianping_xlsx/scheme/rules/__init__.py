"""计分规则: each rule declared once, beside its like; what follows from the declarations is found here.

To add a rule, declare it in the module of its subject. The settings sheet and its reading, the fingerprint, the count,
the cells, formulas and words of 汇总表.xlsx and the law of tests/scenarios/test_rules.py take it from there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from lianping_xlsx.core.exact import Weight
from lianping_xlsx.scheme.rules.class_means import MeanRules
from lianping_xlsx.scheme.rules.count_steps import ROUNDING
from lianping_xlsx.scheme.rules.declaration import Rule, Section, Step, StepEffect, declared_in, in_order
from lianping_xlsx.scheme.rules.disclosure_lines import DisclosureRules
from lianping_xlsx.scheme.rules.query_lines import QueryRules
from lianping_xlsx.scheme.rules.score_caps import CapRules
from lianping_xlsx.scheme.rules.ties_and_places import PlaceRules
from lianping_xlsx.scheme.rules.void_ballots import VoidRules
from lianping_xlsx.scheme.rules.weights_and_rounding import WeightRules
from lianping_xlsx.spreadsheet.tables import Record, Settings

if TYPE_CHECKING:
    from lianping_xlsx.scheme.model import Scheme

Given = TypeVar("Given")
Found = TypeVar("Found")
Cells = TypeVar("Cells")


@dataclass(frozen=True, kw_only=True)
class Rules(WeightRules, MeanRules, PlaceRules, VoidRules, DisclosureRules, CapRules, QueryRules):
    """The values of all rules of a scheme."""


DECLARED: tuple[Rule, ...] = tuple(rule for group in Rules.__bases__ for rule in declared_in(group))
"""Every rule, in the order in which rules act and are spoken of."""

RULE_SETTINGS = Settings(
    "计分规则",
    "计分规则",
    "权重为百分数；说明中注明“原办法未规定”的，请主办单位确定后再印发。",
    tuple(rule.setting for rule in in_order(DECLARED)),
)


def rules_of(record: Record) -> Rules:
    """The rules that a record of the sheet 计分规则 holds, whose cells were all understood."""
    values: dict[str, Any] = {rule.attribute: rule.value(record) for rule in DECLARED}
    return Rules(**values)


def figure_at(step: Step[Given, Given, str], rules: Rules, figure: Given) -> Given:
    """A figure after all rules that act at a step, as the count has it."""
    for effect in _effects(step):
        figure = effect.exact(rules, figure)
    return figure


def formula_at(step: Step[Given, Given, str], rules: Rules, expression: str) -> str:
    """The same as a part of a formula; ``expression`` gives the figure before."""
    for effect in _effects(step):
        expression = _formula(effect, rules, expression)
    return expression


def answers_at(step: Step[Given, Found, Cells], rules: Rules, given: Given) -> tuple[Found, ...]:
    """What each of the rules that act at a step answers, as the count asks."""
    return tuple(effect.exact(rules, given) for effect in _effects(step))


def formulas_at(step: Step[Given, Found, Cells], rules: Rules, cells: Cells) -> tuple[str, ...]:
    """The same as parts of a formula."""
    return tuple(_formula(effect, rules, cells) for effect in _effects(step))


def rounded(rules: Rules, figure: Weight) -> int:
    """A figure (hundredths) as it is printed and as the next step uses it."""
    return int(figure_at(ROUNDING, rules, figure))


def sentences_at(section: Section, scheme: Scheme) -> tuple[str, ...]:
    """What the rules of a scheme say in a place of 计算说明; rules that share a sentence say it once."""
    sentences = dict.fromkeys(each for rule in DECLARED for each in rule.sentences if each.section is section)
    return tuple(words for sentence in sentences for words in sentence.words(scheme))


def _effects(step: Step[Given, Found, Cells]) -> Iterator[StepEffect[Given, Found, Cells]]:
    return (effect for rule in DECLARED for effect in rule.effects if effect.step is step)


def _formula(effect: StepEffect[Given, Found, Cells], rules: Rules, cells: Cells) -> str:
    if effect.formula is None:
        raise TypeError(f"{effect.step.name}: no formula stands for this step")
    return effect.formula(rules, cells)
