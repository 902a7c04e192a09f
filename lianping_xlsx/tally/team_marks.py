"""What several 考核组 gave one ratee: the mean of their totals, or of their marks for each 考评项目.

考核组去最高最低分 leaves out the highest and the lowest: of the totals (按表), or of the marks for each item (按项).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from lianping_xlsx.core.exact import ScoreValue
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.rules import Rules, answers_at, figure_at
from lianping_xlsx.scheme.rules.count_steps import BONUS_ITEMS, ITEM_ENDS, TEAM_ENDS, Ends, first_ends
from lianping_xlsx.scheme.terms import ItemMode
from lianping_xlsx.tally.assessments import Assessment


def mean_of_totals(rules: Rules, totals: Sequence[ScoreValue]) -> Fraction:
    """The mean of the totals of all 考核组 of a ratee (hundredths), without those that a rule leaves out."""
    return _mean(totals, answers_at(TEAM_ENDS, rules, len(totals)))


def by_items(rules: Rules, teams: int) -> bool:
    """Return True if the marks of so many 考核组 are trimmed item by item."""
    return any(map(any, answers_at(ITEM_ENDS, rules, teams)))


def item_means(rules: Rules, assessments: Sequence[Assessment]) -> Mapping[str, Fraction]:
    """The mean of each 考评项目 over all 考核组 of a ratee by its code (hundredths), without the marks left out.

    ``assessments``: of one ratee, with the same items. They are not rounded.
    """
    marks = [dict(assessment.items) for assessment in assessments]
    return {code: mean_of_item(rules, [given[code] for given in marks]) for code in marks[0]}


def mean_of_item(rules: Rules, marks: Sequence[int]) -> Fraction:
    """The mean of what the 考核组 gave one ratee for one item (hundredths), not rounded."""
    return _mean(marks, answers_at(ITEM_ENDS, rules, len(marks)))


def total_of_items(
    scheme: Scheme, means: Mapping[str, Fraction], factor: Fraction = Fraction(1), exempt: ScoreValue = 0
) -> ScoreValue:
    """The total that the means of the items give (hundredths, not rounded), by the rules for one 考核组.

    ``factor``, ``exempt``: the factor of the 得分 and 扣分 items, and the points of those without a task.
    """
    sums = dict.fromkeys(ItemMode, Fraction(0))
    for item in scheme.rubric:
        if item.code in means:
            sums[item.mode] += means[item.code]
    bonus = figure_at(BONUS_ITEMS, scheme.rules, sums[ItemMode.BONUS])
    points = (sums[ItemMode.SCORE] + sums[ItemMode.DEDUCTION]) * factor + exempt
    return max(Fraction(0), points + bonus - sums[ItemMode.PENALTY])


def _mean(marks: Sequence[ScoreValue], ends: Sequence[Ends]) -> Fraction:
    """The mean of marks; the first of ``ends`` that leaves out any holds."""
    low, high = first_ends(ends)
    left = sorted(marks)[low : len(marks) - high]
    return Fraction(sum(left)) / len(left)
