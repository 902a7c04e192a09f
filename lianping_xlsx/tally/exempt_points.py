"""The 考评项目 in which a ratee has no task: what they count (无任务项目处理), and the totals with them.

平均值 is a mean of the points of others. It is taken item by item, so that two ratees who lack different items do not
wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from lianping_xlsx.core.exact import ScoreValue
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.scheme.model import Ratee, RubricItem, Scheme
from lianping_xlsx.scheme.rules import answers_at, printed
from lianping_xlsx.scheme.rules.count_steps import EXEMPT_FACTOR, EXEMPT_POINTS, ExemptScores, OwnPoints
from lianping_xlsx.scheme.terms import ComponentSource, ExemptItems
from lianping_xlsx.tally.assessments import Assessment
from lianping_xlsx.tally.team_marks import mean_of_item

AssessmentsOf = Mapping[tuple[str, str], Sequence[Assessment]]
"""The totals of the 考核组, keyed by code of the ratee and component."""


@dataclass(frozen=True, slots=True)
class ExemptItem:
    """What an item counts for a ratee without the task. ``points``: as printed; None while the others' mean is open.

    ``unrounded``: the points that the total uses, if these are others (最后舍入).
    """

    ratee: str
    component: str
    item: str
    points: ScoreValue | None
    unrounded: ScoreValue | None = None

    @property
    def used(self) -> ScoreValue | None:
        """The points that the total uses."""
        return self.points if self.unrounded is None else self.unrounded


def by_ratee_and_component(assessments: Iterable[Assessment]) -> AssessmentsOf:
    """The assessments by what they are about."""
    found: dict[tuple[str, str], list[Assessment]] = {}
    for each in assessments:
        found.setdefault((each.ratee, each.component), []).append(each)
    return found


def exempt_items(scheme: Scheme, assessments: AssessmentsOf) -> tuple[ExemptItem, ...]:
    """What every 得分 and 扣分 item counts for whoever has no task in it, by ratee and in the order of the rubric.

    ``assessments``: those of the items that were scored.
    """
    found = []
    means: dict[tuple[str, str, str], Fraction | None] = {}  # by 排名组, component and item: many may lack the same one
    for ratee in scheme.ratees:
        for component in scheme.component_names(ratee.group, ComponentSource.RUBRIC):
            for item in scheme.exempt_items(ratee, component):
                key = ratee.group, component, item.code
                if key not in means:
                    means[key] = _mean_of_others(scheme, ratee.group, component, item, assessments)
                found.append(_exempt_item(scheme, ratee, component, item, means[key]))
    return tuple(found)


def _mean_of_others(
    scheme: Scheme, group: str, component: str, item: RubricItem, assessments: AssessmentsOf
) -> Fraction | None:
    """The mean of the points of those who have the task (not rounded); None while one of them is open."""
    others = with_task(scheme, group, item)
    scores = [item_score_of(scheme, assessments.get((other.code, component), ()), item) for other in others]
    known = [score for score in scores if score is not None]
    return sum(known, Fraction(0)) / len(known) if known and len(known) == len(scores) else None


def _exempt_item(scheme: Scheme, ratee: Ratee, component: str, item: RubricItem, mean: Fraction | None) -> ExemptItem:
    rounded, exact = (None, None) if mean is None else printed(scheme.rules, mean)
    shown, used = (
        next(iter(answers_at(EXEMPT_POINTS, scheme.rules, ExemptScores(item.points, each))), 0)
        for each in (rounded, rounded if exact is None else exact)
    )
    return ExemptItem(ratee.code, component, item.code, shown, None if used == shown else used)


def with_task(scheme: Scheme, group: str, item: RubricItem) -> tuple[Ratee, ...]:
    """The ratees of a 排名组 who take part and have a task in an item, in the order of the scheme."""
    return tuple(each for each in scheme.participants_of[group] if item.code not in each.exempt)


def item_score_of(scheme: Scheme, assessments: Sequence[Assessment], item: RubricItem) -> Fraction | None:
    """The points of one ratee for an item (not rounded): the mean of his 考核组; None while one of them is open."""
    marks = [dict(each.items).get(item.code) for each in assessments]
    known = [mark for mark in marks if mark is not None]
    return mean_of_item(scheme.rules, known) if known and len(known) == len(marks) else None


def factor_of(scheme: Scheme, ratee: Ratee, component: str) -> Fraction:
    """The factor of the points of the items in which a ratee has a task (按其余折算); 1 if nothing is scaled."""
    points = own_points(scheme, ratee, component)
    return next(iter(answers_at(EXEMPT_FACTOR, scheme.rules, points)), Fraction(1))


def own_points(scheme: Scheme, ratee: Ratee, component: str) -> OwnPoints:
    """The sums of the 分值 of all 得分 and 扣分 items of a component, and of those in which the ratee has a task."""
    whole = sum(item.points for item in scheme.rubric_for(ratee.group, component) if item.counts_to_hundred)
    return OwnPoints(whole, whole - sum(item.points for item in scheme.exempt_items(ratee, component)))


def with_exempt_items(
    scheme: Scheme, assessments: Sequence[Assessment], exempt: Sequence[ExemptItem]
) -> tuple[Assessment, ...]:
    """The assessments, those of ratees without a task with totals that include what their other items count."""
    of_ratee: dict[tuple[str, str], list[ExemptItem]] = {}
    for each in exempt:
        of_ratee.setdefault((each.ratee, each.component), []).append(each)
    return tuple(
        _with_exempt(scheme, each, of_ratee[each.ratee, each.component])
        if (each.ratee, each.component) in of_ratee
        else each
        for each in assessments
    )


def _with_exempt(scheme: Scheme, assessment: Assessment, items: Sequence[ExemptItem]) -> Assessment:
    used = [item.used for item in items]
    known = [points for points in used if points is not None]
    counted = sum(known) if len(known) == len(used) else None
    if assessment.total is None or counted is None:
        return replace(assessment, total=None, unrounded=None, exempt=counted, lacks_task=True)
    factor = factor_of(scheme, scheme.ratee_of[assessment.ratee], assessment.component)
    points = sum(points for _, points in assessment.heads) * factor
    total = max(Fraction(0), points + counted + assessment.bonus_counted - assessment.penalty)
    shown, unrounded = printed(scheme.rules, total)
    return replace(assessment, total=shown, unrounded=unrounded, exempt=counted, lacks_task=True)


EXEMPT_WORDS: Mapping[ExemptItems, str] = {
    ExemptItems.FULL: "按满分计",
    ExemptItems.REWEIGHED: "按其余项目折算",
    ExemptItems.MEAN: "按同组平均分计",
}
"""The ways of 无任务项目处理 in a remark."""


def exempt_words(scheme: Scheme, ratee: Ratee) -> str:
    """The remark beside the tier of a ratee: K5无此任务，按满分计; '' if he has every task."""
    components = scheme.component_names(ratee.group, ComponentSource.RUBRIC)
    codes = [item.code for component in components for item in scheme.exempt_items(ratee, component)]
    return f"{'、'.join(codes)}无此任务，{EXEMPT_WORDS[scheme.rules.exempt_items]}" if codes else ""


def waits_for(exempt: Iterable[ExemptItem]) -> Iterator[str]:
    """Yield in words the items whose mean is open, if there are any. ``exempt``: the items of one ratee."""
    codes = [each.item for each in exempt if each.used is None]
    if codes:
        yield f"{'、'.join(codes)}无此任务，同组有此任务的人还没有得分，平均分未定"
