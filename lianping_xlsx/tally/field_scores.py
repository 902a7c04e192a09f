"""考评得分: the entries of a 实地考评表 give a 考核组's total, the totals give the ratee's 考评得分.

实地考评 by 百分制: 乐安 一（一）2⑤, 中卫 一（一）2④. Several 考核组, 附加分 and deductions are settings of the scheme.
Where totals of several 考核组 for one ratee lie far apart (考核组差距提醒线), a finding asks a person to look at them;
the 考评得分 stays the mean of the totals.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache, partial
from itertools import starmap

from lianping_xlsx.checks.countable import Counted
from lianping_xlsx.core import exact
from lianping_xlsx.core.abbreviate import NAMED_IN_LIST, some
from lianping_xlsx.core.exact import ScoreValue
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.forms.layout import FormKey
from lianping_xlsx.scheme.model import RubricItem, Scheme
from lianping_xlsx.scheme.rules import Rules, figure_at, printed
from lianping_xlsx.scheme.rules.count_steps import BONUS_ITEMS
from lianping_xlsx.scheme.terms import ComponentSource
from lianping_xlsx.tally.assessments import Assessment, ItemLoss
from lianping_xlsx.tally.department_points import DepartmentScore
from lianping_xlsx.tally.department_scores import DepartmentPoints, department_points
from lianping_xlsx.tally.exempt_points import (
    ExemptItem,
    by_ratee_and_component,
    exempt_items,
    factor_of,
    with_exempt_items,
)
from lianping_xlsx.tally.item_points import Entries, ItemSums, entries_by_form, losses_of, sums_of
from lianping_xlsx.tally.team_marks import by_items, item_means, mean_of_totals, total_of_items


@dataclass(frozen=True)
class Assessed:
    """What 考评 gives: the totals, the points of the 评分单位, and the points lost, by ratee (order of the scheme).

    ``exempt``: what the items count for whoever has no task in them.
    """

    assessments: tuple[Assessment, ...]
    departments: DepartmentPoints
    losses: tuple[ItemLoss, ...]
    exempt: tuple[ExemptItem, ...]


def assess(scheme: Scheme, counted: Counted) -> Assessed:
    """An Assessment per 实地考评表 used, and an ItemLoss per item with points lost, bonus or penalty.

    Each total is that of the whole 考评细则: the items of the 考核组, and those of all departments. If a component has
    no items for 考核组, the departments alone give its only total. Within a ratee all are ordered by code of the unit.
    """
    entries = entries_by_form(counted)
    departments = department_points(scheme, counted, entries)
    scores_of = _by_component(departments.scores)
    order = {ratee.code: place for place, ratee in enumerate(scheme.ratees)}
    own_items = cache(partial(_own_items, scheme))
    assessments = []
    losses: list[ItemLoss] = list(departments.losses)
    for index in sorted(counted.assessed):
        key, component = counted.forms[index], _component(scheme, counted.forms[index])
        own = entries.get((index, order[key.ratee]), {})
        others = scores_of.get((key.ratee, component), [])
        ratee = scheme.ratee_of[key.ratee]
        numbers = own_items(ratee.group, component, ratee.exempt)
        assessments.append(_assessment(scheme, counted, index, own, others, numbers))
        losses += losses_of(scheme, counted, (index, order[key.ratee]), own, component)
    for (code, component), scores in scores_of.items():
        if any(each.received for each in scores) and not scheme.has_teams(scheme.ratee_of[code].group, component):
            assessments.append(_of_departments(scheme, code, component, scores))
    by_unit = sorted(assessments, key=lambda each: (order[each.ratee], each.unit))
    exempt = exempt_items(scheme, by_ratee_and_component(by_unit))
    sorted_losses = tuple(sorted(losses, key=lambda each: (order[each.ratee], each.unit)))
    return Assessed(with_exempt_items(scheme, by_unit, exempt), departments, sorted_losses, exempt)


def _by_component(scores: Iterable[DepartmentScore]) -> Mapping[tuple[str, str], list[DepartmentScore]]:
    """The points of the departments, keyed by code of the ratee and component."""
    found: dict[tuple[str, str], list[DepartmentScore]] = {}
    for score in scores:
        found.setdefault((score.ratee, score.component), []).append(score)
    return found


def _assessment(
    scheme: Scheme,
    counted: Counted,
    index: int,
    entries: Entries,
    departments: Sequence[DepartmentScore],
    own_items: Sequence[int],
) -> Assessment:
    """The total of a 实地考评表 with the points of the departments. ``own_items``: as from :func:`_own_items`."""
    key = counted.forms[index]
    component, ratee = _component(scheme, key), scheme.ratee_of[key.ratee]
    sums = sums_of(scheme, scheme.items_for(ratee, component), entries)
    own = [counted.own_scores.get((index, number)) for number in own_items]
    made = _total(scheme.rules, sums, departments, whole=index not in counted.incomplete)
    return replace(
        made,
        items=tuple(starmap(_points_of_item, made.items)),
        ratee=key.ratee,
        unit=key.unit,
        own=None if None in own else sum(score or 0 for score in own),
        own_begun=any(score is not None for score in own),
        component=component,
        incomplete=index in counted.incomplete,
    )


@lru_cache(maxsize=1 << 12)
def _points_of_item(code: str, points: int) -> tuple[str, int]:
    """The same pair for the same points: thousands of forms have few different ones."""
    return code, points


def _of_departments(scheme: Scheme, ratee: str, component: str, departments: Sequence[DepartmentScore]) -> Assessment:
    """The total of a component in which departments score all items."""
    sums = sums_of(scheme, scheme.items_for(scheme.ratee_of[ratee], component), {})
    return replace(_total(scheme.rules, sums, departments, whole=True), ratee=ratee, component=component)


def _total(rules: Rules, sums: ItemSums, departments: Iterable[DepartmentScore], *, whole: bool) -> Assessment:
    """The total of some items and those of the departments: summed exactly, the bonus capped once, rounded once.

    ``whole``: the items of ``sums`` all have valid entries. There is no total unless those of the departments have too.
    """
    for score in departments:
        sums.add_heads(score.heads)
        sums.bonus += score.bonus
        sums.penalty += score.penalty
        sums.items |= dict(score.items)
        whole = whole and score.whole
    bonus = int(figure_at(BONUS_ITEMS, rules, sums.bonus))
    total = max(0, sum(sums.heads.values()) + bonus - sums.penalty)
    shown, unrounded = printed(rules, total) if whole else (None, None)
    return Assessment(
        ratee="",
        unit="",
        heads=tuple(sums.heads.items()),
        bonus=sums.bonus,
        bonus_counted=bonus,
        penalty=sums.penalty,
        total=shown,
        unrounded=unrounded,
        items=tuple(sums.items.items()),
    )


def with_points(
    scheme: Scheme, assessment: Assessment, item: RubricItem, points: int, exempt: Sequence[ExemptItem]
) -> Assessment:
    """The assessment with other points (hundredths) for one of its 得分 or 扣分 items.

    ``exempt``: what the items without a task count for the ratee.
    """
    heads, items = dict(assessment.heads), dict(assessment.items)
    heads[item.head] += points - items[item.code]
    sums = ItemSums(heads, assessment.bonus, assessment.penalty, items | {item.code: points})
    made = _total(scheme.rules, sums, (), whole=assessment.total is not None)
    made = replace(made, ratee=assessment.ratee, unit=assessment.unit, component=assessment.component)
    return with_exempt_items(scheme, [made], exempt)[0]


def _own_items(scheme: Scheme, group: str, component: str, exempt: Sequence[str]) -> list[int]:
    """Indexes into the rubric of the items with 自评得分: those of the 100 points that the 考核组 scores.

    ``exempt``: the items in which the ratee has no task. Most ratees of a 排名组 have the same ones.
    """
    items = (item for item in scheme.rubric_for(group, component) if item.code not in exempt)
    codes = {item.code for item in items if item.counts_to_hundred and not item.department}
    return [number for number, item in enumerate(scheme.rubric) if item.code in codes]


def _component(scheme: Scheme, key: FormKey) -> str:
    """The component whose items a 实地考评表 contains."""
    return scheme.component_in(scheme.ratee_of[key.ratee].group, ComponentSource.RUBRIC, key.component)


def field_score(scheme: Scheme, assessments: Sequence[Assessment]) -> tuple[ScoreValue | None, ScoreValue | None]:
    """The score of a component for one ratee (hundredths) as printed, and the one that the composite uses if another.

    None if there is no 考核组, or if the form of one is incomplete.
    """
    known = [assessment.used for assessment in assessments if assessment.used is not None]
    if not known or len(known) < len(assessments):
        return None, None
    if by_items(scheme.rules, len(known)):
        first, means = assessments[0], item_means(scheme.rules, assessments)
        factor = factor_of(scheme, scheme.ratee_of[first.ratee], first.component)
        return printed(scheme.rules, total_of_items(scheme, means, factor, first.exempt or 0))
    return printed(scheme.rules, mean_of_totals(scheme.rules, known))


def far_teams(scheme: Scheme, assessments: Sequence[Assessment]) -> Iterator[Finding]:
    """Yield ``conduct.team-gap``, one per set of 考核组, with the ratees that they visited and their totals.

    The line (考核组差距提醒线) is in hundredths; a gap that reaches it is reported. Without a line there is no finding.
    The 考评得分 stays the mean of the totals: a person has to look at them.
    """
    line = scheme.rules.team_gap
    if line is None:
        return
    far: dict[tuple[str, ...], list[str]] = {}
    for (code, _), totals in _totals(assessments).items():
        if code in scheme.excluded or len(totals) == 1:
            continue
        if max(totals.values()) - min(totals.values()) >= line:
            points = "、".join(f"{exact.show_short(total)}分" for total in totals.values())
            far.setdefault(tuple(totals), []).append(f"{scheme.ratee_of[code].label}（{points}）")
    names = {unit.code: unit.name for unit in scheme.units}
    for units, ratees in far.items():
        slots = {"units": "、".join(f"“{names[unit]}”" for unit in units), "line": exact.show_short(line)}
        yield Finding("conduct.team-gap", slots=slots | {"ratees": some(ratees, NAMED_IN_LIST, "人")})


def _totals(assessments: Sequence[Assessment]) -> Mapping[tuple[str, str], dict[str, ScoreValue]]:
    """The known totals (hundredths): those of one ratee (code) and component, by unit code."""
    found: dict[tuple[str, str], dict[str, ScoreValue]] = {}
    for assessment in assessments:
        if assessment.total is not None:
            found.setdefault((assessment.ratee, assessment.component), {})[assessment.unit] = assessment.total
    return found
