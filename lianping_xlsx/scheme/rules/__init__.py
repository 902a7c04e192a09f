"""计分规则: the rules of a scheme, each declared once, and the functions that apply the declarations.

To add a rule, declare it in the module of its subject. The settings sheet and its reader, the fingerprint, the count,
the cells, formulas and sentences of 汇总表.xlsx and the law of tests/scenarios/test_rules.py take it from there.
The manual lists all rules; a rule that the regulations leave open has the source OPEN.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from lianping_xlsx.core.exact import ScoreValue
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.scheme.rules.class_means import MeanRules
from lianping_xlsx.scheme.rules.count_steps import CARRYING, ROUNDING
from lianping_xlsx.scheme.rules.declaration import Rule, Section, Step, StepEffect, declared_in, in_order
from lianping_xlsx.scheme.rules.disclosure_lines import DisclosureRules
from lianping_xlsx.scheme.rules.exempt_items import ExemptRules
from lianping_xlsx.scheme.rules.fairness_lines import FairnessRules
from lianping_xlsx.scheme.rules.query_lines import QueryRules
from lianping_xlsx.scheme.rules.quota_places import QuotaRules
from lianping_xlsx.scheme.rules.score_caps import CapRules
from lianping_xlsx.scheme.rules.ties_and_places import PlaceRules
from lianping_xlsx.scheme.rules.trimming import TrimRules
from lianping_xlsx.scheme.rules.void_ballots import VoidRules
from lianping_xlsx.scheme.rules.weights_and_rounding import WeightRules
from lianping_xlsx.spreadsheet.tables import Record, Settings

if TYPE_CHECKING:
    from lianping_xlsx.scheme.model import Scheme

Given = TypeVar("Given")
Found = TypeVar("Found")
Cells = TypeVar("Cells")


@dataclass(frozen=True, kw_only=True)
class Rules(
    WeightRules,
    TrimRules,
    MeanRules,
    PlaceRules,
    VoidRules,
    DisclosureRules,
    CapRules,
    QueryRules,
    FairnessRules,
    QuotaRules,
    ExemptRules,
):
    """The values of all rules of a scheme. The order of the base classes is the order of DECLARED."""


DECLARED: tuple[Rule, ...] = tuple(rule for group in Rules.__bases__ for rule in declared_in(group))
"""Every rule, in the order in which rules act at a step and in which their sentences stand."""

RULE_SETTINGS = Settings(
    "计分规则",
    "计分规则",
    "权重为百分数；说明中注明“原办法未规定”的，请主办单位确定后再印发。",
    tuple(rule.setting for rule in in_order(DECLARED)),
)


def rules_of(record: Record) -> Rules:
    """The rules in a record of the sheet 计分规则; all its cells must have been understood."""
    # Any: the types of the values are those of the fields of Rules, which the declarations cannot express.
    values: dict[str, Any] = {rule.attribute: rule.value(record) for rule in DECLARED}
    return Rules(**values)


def figure_at(step: Step[Given, Given, str], rules: Rules, figure: Given) -> Given:
    """The figure after all rules that act at a step, in the notation of the count (hundredths).

    Each rule gets the result of the rule before it; without a rule the figure stays as it is.
    """
    for effect in _effects(step):
        figure = effect.exact(rules, figure)
    return figure


def formula_at(step: Step[Given, Given, str], rules: Rules, expression: str) -> str:
    """The same as a formula part (points); ``expression`` is the formula part of the figure before the step."""
    for effect in _effects(step):
        expression = _formula(effect, rules, expression)
    return expression


def answers_at(step: Step[Given, Found, Cells], rules: Rules, given: Given) -> tuple[Found, ...]:
    """The result of each rule that acts at a step, in the notation of the count; each gets the same ``given``."""
    return tuple(effect.exact(rules, given) for effect in _effects(step))


def formulas_at(step: Step[Given, Found, Cells], rules: Rules, cells: Cells) -> tuple[str, ...]:
    """The same as formula parts, one per rule."""
    return tuple(_formula(effect, rules, cells) for effect in _effects(step))


def rounded(rules: Rules, figure: ScoreValue) -> ScoreValue:
    """A figure (hundredths of a point) rounded by 小数位数, as it is printed."""
    return figure_at(ROUNDING, rules, figure)


def printed(rules: Rules, figure: ScoreValue) -> tuple[ScoreValue, ScoreValue | None]:
    """A figure (hundredths of a point) as it is printed, and the one that the next step uses if that is another."""
    shown, used = rounded(rules, figure), figure_at(CARRYING, rules, figure)
    return shown, None if used == shown else used


def sentences_at(section: Section, scheme: Scheme) -> tuple[str, ...]:
    """The sentences of the rules of a scheme for one section of 计算说明; a Sentence shared by rules appears once."""
    sentences = dict.fromkeys(each for rule in DECLARED for each in rule.sentences if each.section is section)
    return tuple(words for sentence in sentences for words in sentence.words(scheme))


def effects_by_step(declared: Iterable[Rule]) -> Mapping[Step[Any, Any, Any], tuple[StepEffect[Any, Any, Any], ...]]:
    """The effects of rules at each step, in the order in which they act."""
    found: dict[Step[Any, Any, Any], list[StepEffect[Any, Any, Any]]] = {}
    for effect in (each for rule in declared for each in rule.effects):
        found.setdefault(effect.step, []).append(effect)
    return {step: tuple(effects) for step, effects in found.items()}


# The count asks at every score, tens of thousands of times in a large campaign.
EFFECTS = effects_by_step(DECLARED)


def _effects(step: Step[Given, Found, Cells]) -> tuple[StepEffect[Given, Found, Cells], ...]:
    return EFFECTS.get(step, ())


def _formula(effect: StepEffect[Given, Found, Cells], rules: Rules, cells: Cells) -> str:
    if effect.formula is None:
        raise TypeError(f"{effect.step.name}: no formula stands for this step")
    return effect.formula(rules, cells)
