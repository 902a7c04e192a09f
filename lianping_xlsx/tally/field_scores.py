"""考评得分: the entries of a 实地考评表 give a 考核组's total, the totals give the ratee's 考评得分.

实地考评 by 百分制: 乐安 一（一）2⑤, 中卫 一（一）2④. Several 考核组, 附加分 and deductions are settings of the scheme.
Where totals of several 考核组 for one ratee lie far apart (考核组差距提醒线), a finding asks a person to look at them;
the 考评得分 stays the mean of the totals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lianping_xlsx.checks.countable import Counted
from lianping_xlsx.core import exact
from lianping_xlsx.core.abbreviate import some
from lianping_xlsx.core.exact import ScoreValue
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.forms.layout import FormKey
from lianping_xlsx.scheme.model import RubricItem, Scheme
from lianping_xlsx.scheme.rules import figure_at, printed
from lianping_xlsx.scheme.rules.count_steps import BONUS_ITEMS
from lianping_xlsx.scheme.terms import ComponentSource, ItemMode
from lianping_xlsx.tally.tally_results import Assessment, ItemLoss
from lianping_xlsx.tally.team_marks import by_items, item_means, mean_of_totals, total_of_items

Entries = dict[int, int]
"""The values of one form as entered (hundredths of a point), by index into the scheme's rubric."""


def item_score(item: RubricItem, entered: int) -> int:
    """The points (hundredths) of an item of the 100: the score, or 分值 - deduction, not below 0 (扣完为止).

    ``entered`` is the score or the deduction, as the mode of the item says.
    """
    return entered if item.mode is ItemMode.SCORE else max(0, item.points - entered)


def assess(scheme: Scheme, counted: Counted) -> tuple[tuple[Assessment, ...], tuple[ItemLoss, ...]]:
    """An Assessment for each rubric form used, and an ItemLoss for each item with points lost, bonus or penalty.

    Both are ordered by ratee (order of the scheme) and code of the unit.
    """
    entries = _entries_by_form(counted)
    order = {ratee.code: place for place, ratee in enumerate(scheme.ratees)}
    used = sorted(counted.assessed, key=lambda index: (order[counted.forms[index].ratee], counted.forms[index].unit))
    assessments = []
    losses: list[ItemLoss] = []
    for index in used:
        assessments.append(_assessment(scheme, counted, index, entries.get(index, {})))
        losses.extend(_losses(scheme, counted, index, entries.get(index, {})))
    return tuple(assessments), tuple(losses)


def _entries_by_form(counted: Counted) -> dict[int, Entries]:
    found: dict[int, Entries] = {}
    # tolist() turns the integers of numpy into those of Python, which do not overflow.
    columns = (counted.scores[name].tolist() for name in ("form", "item", "value"))
    for form, item, value in zip(*columns, strict=True):
        found.setdefault(form, {})[item] = value
    return found


def _assessment(scheme: Scheme, counted: Counted, index: int, entries: Entries) -> Assessment:
    key = counted.forms[index]
    component = _component(scheme, key)
    items = scheme.rubric_for(scheme.ratee_of[key.ratee].group, component)
    heads = dict.fromkeys((item.head for item in items if item.counts_to_hundred), 0)
    bonus = penalty = 0
    given = {item.code: 0 for item in items}
    for number, entered in entries.items():
        item = scheme.rubric[number]
        given[item.code] = item_score(item, entered) if item.counts_to_hundred else entered
        if item.counts_to_hundred:
            heads[item.head] += given[item.code]
        elif item.mode is ItemMode.BONUS:
            bonus += entered
        else:
            penalty += entered
    counted_bonus = int(figure_at(BONUS_ITEMS, scheme.rules, bonus))
    total = max(0, sum(heads.values()) + counted_bonus - penalty)
    shown, unrounded = (None, None) if index in counted.incomplete else printed(scheme.rules, total)
    own = [counted.own_scores.get((index, number)) for number in _items_of_hundred(scheme, items)]
    return Assessment(
        ratee=key.ratee,
        unit=key.unit,
        heads=tuple(heads.items()),
        bonus=bonus,
        bonus_counted=counted_bonus,
        penalty=penalty,
        total=shown,
        unrounded=unrounded,
        own=None if None in own else sum(score or 0 for score in own),
        own_begun=any(score is not None for score in own),
        component=component,
        items=tuple(given.items()),
    )


def _items_of_hundred(scheme: Scheme, items: Sequence[RubricItem]) -> list[int]:
    """Indexes into the rubric of those items that make up the full marks."""
    codes = {item.code for item in items if item.counts_to_hundred}
    return [number for number, item in enumerate(scheme.rubric) if item.code in codes]


def _component(scheme: Scheme, key: FormKey) -> str:
    """The component whose items a 实地考评表 contains."""
    return scheme.component_in(scheme.ratee_of[key.ratee].group, ComponentSource.RUBRIC, key.component)


def _losses(scheme: Scheme, counted: Counted, index: int, entries: Entries) -> Iterator[ItemLoss]:
    key = counted.forms[index]
    component = _component(scheme, key)
    for number, entered in sorted(entries.items()):
        item = scheme.rubric[number]
        points = item.points - item_score(item, entered) if item.counts_to_hundred else entered
        if item.mode is ItemMode.BONUS:
            points = -points  # a bonus is a negative loss
        if points:
            reason = counted.reasons.get((index, number), "")
            yield ItemLoss(key.ratee, key.unit, item.code, item.head, item.text, points, reason, component)


def field_score(scheme: Scheme, assessments: Sequence[Assessment]) -> tuple[ScoreValue | None, ScoreValue | None]:
    """The score of a component for one ratee (hundredths) as printed, and the one that the composite uses if another.

    None if there is no 考核组, or if the form of one is incomplete.
    """
    known = [assessment.used for assessment in assessments if assessment.used is not None]
    if not known or len(known) < len(assessments):
        return None, None
    if by_items(scheme.rules, len(known)):
        return printed(scheme.rules, total_of_items(scheme, item_means(scheme.rules, assessments)))
    return printed(scheme.rules, mean_of_totals(scheme.rules, known))


_NAMED = 8
"""The number of ratees that a finding names; of the others it gives the number."""


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
        yield Finding("conduct.team-gap", slots=slots | {"ratees": some(ratees, _NAMED, "人")})


def _totals(assessments: Sequence[Assessment]) -> Mapping[tuple[str, str], dict[str, ScoreValue]]:
    """The known totals (hundredths): those of one ratee (code) and component, by unit code."""
    found: dict[tuple[str, str], dict[str, ScoreValue]] = {}
    for assessment in assessments:
        if assessment.total is not None:
            found.setdefault((assessment.ratee, assessment.component), {})[assessment.unit] = assessment.total
    return found
