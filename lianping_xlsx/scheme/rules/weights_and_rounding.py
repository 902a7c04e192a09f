"""述职测评权重, 实地考评权重 and 小数位数: the sum that gives 综合得分, and the rounding of every score.

Each weight is 50 %: 乐安 二（一）4, 二（二）4; 中卫 二（一）4, 二（二）4. The regulations leave the rounding open.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from lianping_xlsx.core import exact
from lianping_xlsx.core.exact import show_share
from lianping_xlsx.scheme.components import FIELD_SCORE, POLL_SCORE, Component
from lianping_xlsx.scheme.rules.count_steps import FIELD_PART, POLL_PART, ROUNDING, SHARE_SCORE, USUAL_COMPONENTS
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
    """The sentence on the sum that gives 综合得分."""
    poll, share = show_share(scheme.rules.poll_weight), show_share(scheme.rules.field_weight)
    half = half_up(scheme.rules)
    if scheme.by_shares:
        yield f"{_by_shares(scheme, share)}＋加分－减分，只{half}一次，不低于0分。"
    else:
        yield f"综合得分＝测评得分×{poll}＋考评得分×{share}＋加分－减分，{half}，不低于0分。"


def _by_shares(scheme: Scheme, share: str) -> str:
    """The sentences on 综合得分 if classes have shares of the whole (占总分比重)."""
    several = len(scheme.polls) > 1
    parts = "＋".join(
        f"{voter.poll if several else ''}{voter.name}平均分×{show_share(voter.share or 0)}" for voter in scheme.classes
    )
    text = f"测评得分＝各票类平均分×占总分比重之和÷比重合计（{show_share(scheme.rules.poll_weight)}），只用于"
    text += "公布和比较，不再参与计算。某票类没有有效分数而折算的，它的比重按比例分给同一测评的其余票类。"
    return f"{text}综合得分＝{parts}＋考评得分×{share}"


def _rounding(scheme: Scheme) -> Iterator[str]:
    """The sentence on the order of rounding: each step uses the rounded figures of the step before."""
    half = half_up(scheme.rules)
    if scheme.by_shares:
        yield f"票类平均分、考评得分先{half}，综合得分用舍入后的票类平均分和考评得分计算。"
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
                    StepEffect(
                        POLL_PART,
                        exact=lambda rules, score: score * rules.poll_weight,
                        formula=lambda _, score: f"{score}*{POLL_WEIGHT}",
                    ),
                    StepEffect(
                        SHARE_SCORE,
                        exact=lambda rules, part: Fraction(part * exact.WHOLE) / Fraction(rules.poll_weight),
                        formula=lambda _, part: f"{part}*100/{POLL_WEIGHT}",
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
                    StepEffect(
                        FIELD_PART,
                        exact=lambda rules, score: score * rules.field_weight,
                        formula=lambda _, score: f"{score}*{FIELD_WEIGHT}",
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
