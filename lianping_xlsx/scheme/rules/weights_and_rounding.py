"""述职测评权重, 实地考评权重 and 小数位数: the sum that gives 综合得分, and the rounding of every score.

Each weight is 50 %: 乐安 二（一）4, 二（二）4; 中卫 二（一）4, 二（二）4. The regulations leave the rounding open.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lianping_xlsx.core import exact
from lianping_xlsx.scheme.components import FIELD_SCORE, POLL_SCORE, Component, score_names
from lianping_xlsx.scheme.rules.composite_words import composite_sentences
from lianping_xlsx.scheme.rules.count_steps import ROUNDING, USUAL_COMPONENTS
from lianping_xlsx.scheme.rules.declaration import (
    OPEN,
    Parameter,
    Rule,
    RuleCell,
    Section,
    Sentence,
    StepEffect,
    declare,
)
from lianping_xlsx.scheme.terms import ComponentSource
from lianping_xlsx.spreadsheet.cell_kinds import Count
from lianping_xlsx.spreadsheet.weight_kind import Weight

if TYPE_CHECKING:
    from lianping_xlsx.scheme.model import Scheme
    from lianping_xlsx.scheme.rules import Rules

POLL_WEIGHT, FIELD_WEIGHT, DECIMALS = "测评权重", "考评权重", "小数位数"
TRIFLE = "微量"
"""The name of a constant that formulas add before they round: a binary number may lie just below an exact half."""


def round_formula(expression: str) -> str:
    """A formula part that rounds half up to 小数位数.

    With the constant, ROUND gives the figure of the exact count in every spreadsheet program.
    """
    return f"ROUND({expression}+{TRIFLE},{DECIMALS})"


def half_up(rules: Rules) -> str:
    """The rounding as text: 四舍五入保留2位小数."""
    return "四舍五入" + (f"保留{rules.decimals}位小数" if rules.decimals else "取整数")


def _composite(scheme: Scheme) -> Iterator[str]:
    """The sentences on the sum that gives 综合得分."""
    yield "".join(composite_sentences(scheme, half_up(scheme.rules)))


def _rounding(scheme: Scheme) -> Iterator[str]:
    """The sentence on the order of rounding: each step uses the rounded figures of the step before."""
    half = half_up(scheme.rules)
    if scheme.by_shares:
        others = (each for each in scheme.components if each.source is not ComponentSource.POLLS)
        names = ["票类平均分", *score_names(others).values()]
        yield f"{'、'.join(names)}先{half}，综合得分用舍入后的{'、'.join(names[:-1])}和{names[-1]}计算。"
    else:
        yield f"每一步先{half}，下一步用舍入后的得分。"


_COMPOSITE = Sentence(Section.COMPOSITE, _composite)


@dataclass(frozen=True, kw_only=True)
class WeightRules:
    """``poll_weight``, ``field_weight``: weights of 测评得分 and 考评得分 in hundredths of a per cent, exact (1/3).

    ``decimals``: the number of decimals of every printed score.
    """

    poll_weight: exact.Weight = field(
        metadata=declare(
            Rule(
                "述职测评权重",
                RuleCell(Weight()),
                50_00,
                note="述职测评打分占50%。与实地考评权重之和为100；除不尽的写成分数，如 1/3。",
                required=True,
                parameter=Parameter(POLL_WEIGHT, "述职测评权重，百分数。"),
                sentences=(_COMPOSITE,),
                effects=(
                    StepEffect(
                        USUAL_COMPONENTS,
                        exact=lambda rules, _: Component(
                            "述职测评", rules.poll_weight, ComponentSource.POLLS, printed=POLL_SCORE
                        ),
                        formula=lambda _, __: POLL_WEIGHT,
                    ),
                ),
            )
        )
    )
    field_weight: exact.Weight = field(
        metadata=declare(
            Rule(
                "实地考评权重",
                RuleCell(Weight()),
                50_00,
                note="实地考核得分占50%。",
                required=True,
                parameter=Parameter(FIELD_WEIGHT, "实地考评权重，百分数。"),
                sentences=(_COMPOSITE,),
                effects=(
                    StepEffect(
                        USUAL_COMPONENTS,
                        exact=lambda rules, _: Component(
                            "实地考评", rules.field_weight, ComponentSource.RUBRIC, printed=FIELD_SCORE
                        ),
                        formula=lambda _, __: FIELD_WEIGHT,
                    ),
                ),
            )
        )
    )
    decimals: int = field(
        metadata=declare(
            Rule(
                "小数位数",
                RuleCell(Count(0, 2)),
                2,
                note="每一步印出的得分保留几位小数，四舍五入；考评得分由各项按填写的分数相加减，只在最后舍入一次。",
                source=OPEN,
                required=True,
                parameter=Parameter(DECIMALS, "每一步得分四舍五入保留的小数位数。"),
                sentences=(Sentence(Section.ROUNDING, _rounding),),
                effects=(
                    StepEffect(
                        ROUNDING,
                        exact=lambda rules, figure: exact.ratio(figure, 1, rules.decimals),
                        formula=lambda _, expression: round_formula(expression),
                    ),
                ),
            )
        )
    )
