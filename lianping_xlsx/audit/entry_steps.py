"""The calculations of scores that people gave: of 考核组 and 评分单位 by item, of 得分表, of cited results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property

from lianping_xlsx.audit.calculations import (
    DASH,
    MISSING,
    Calculation,
    at_most,
    in_brackets,
    limited,
    mean,
    not_below_nought,
    number,
    total_of,
    weighted_mean,
)
from lianping_xlsx.audit.source_blocks import Origin, Trace
from lianping_xlsx.checks.countable import Counted
from lianping_xlsx.checks.used_form import UsedForm, used_forms
from lianping_xlsx.core import exact
from lianping_xlsx.core.exact import ScoreValue
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.forms.kinds.department_form import points_key
from lianping_xlsx.forms.kinds.rubric_form import rubric_entry
from lianping_xlsx.forms.kinds.score_form import SCORE, field_of
from lianping_xlsx.intake.gather import Received
from lianping_xlsx.scheme.components import Component
from lianping_xlsx.scheme.model import Ratee, RubricItem, Scheme
from lianping_xlsx.scheme.rules import answers_at, figure_at
from lianping_xlsx.scheme.rules.count_steps import BONUS_ITEMS, ITEM_ENDS, TEAM_ENDS, first_ends
from lianping_xlsx.scheme.terms import Collects, ExemptItems, ItemMode
from lianping_xlsx.tally.assessments import Assessment
from lianping_xlsx.tally.exempt_points import EXEMPT_WORDS, ExemptItem, factor_of, item_score_of, own_points, with_task
from lianping_xlsx.tally.item_points import entries_by_form, item_score
from lianping_xlsx.tally.tally_results import Result
from lianping_xlsx.tally.team_marks import by_items, item_means

_BONUS, _PENALTY = "加分项目", "减分项目"


@dataclass(frozen=True)
class TypedCells:
    """The way from figures to cells: the replies, the marks that count, the sources of the votes."""

    received: Received
    counted: Counted
    trace: Trace


@dataclass(frozen=True)
class EntrySteps:
    """The steps of the entries of a result, down to their cells; without ``cells`` down to the 一级指标."""

    scheme: Scheme
    result: Result
    cells: TypedCells | None = None

    # ---------------------------------------------------------------- 考评

    def rubric(self, ratee: Ratee, component: Component, shown: ScoreValue | None) -> Calculation:
        """The score of a component from the totals of the 考核组; of one alone its items stand below it at once."""
        scheme = self.scheme
        label, about = component.score_name, ("component", component.name)
        found = self.assessments(ratee, component.name)
        if shown is None:
            parts = tuple(self._assessment(ratee, each, unit_words(scheme, each.unit)) for each in found)
            return Calculation(label, DASH, remark=MISSING, parts=parts, about=about)
        figure = self._show(shown)
        if by_items(scheme.rules, len(found)):
            return self._by_items(ratee, component, found, figure)
        if len(found) == 1:
            step = self._assessment(ratee, found[0], label)
            return Calculation(label, figure, step.words, step.remark, step.parts, about=about)
        totals = [each.used for each in found if each.used is not None]
        words, remark = mean(totals, first_ends(answers_at(TEAM_ENDS, scheme.rules, len(totals))))
        parts = tuple(self._assessment(ratee, each, unit_words(scheme, each.unit)) for each in found)
        return Calculation(label, figure, words, remark, parts, about=about)

    def assessments(self, ratee: Ratee, component: str) -> list[Assessment]:
        """The totals of a ratee in a component, one for each 考核组."""
        return [each for each in self.result.assessments_of.get(ratee.code, ()) if each.component == component]

    def _assessment(self, ratee: Ratee, each: Assessment, label: str) -> Calculation:
        """The total of one 考核组: the 一级指标, then what items without a task count, 加分, 减分."""
        items = self._items_of(ratee, each)
        heads = tuple(self._head(head, points, items) for head, points in each.heads)
        exempt = self._exempt(ratee, each.component)
        extra = tuple(filter(None, (self._bonus(each, items), self._penalty(each, items))))
        words = self._total_words(ratee, each.component, total_of(number(points) for _, points in each.heads))
        words = total_of([words, *([number(each.bonus_counted)] if each.bonus_counted else [])])
        words = limited(words + (f"－{number(each.penalty)}" if each.penalty else ""), not_below_nought(each.penalty))
        figure, remark = (DASH, MISSING) if each.total is None else (self._show(each.total), "")
        return Calculation(label, figure, words if each.total is not None else "", remark, (*heads, *exempt, *extra))

    def _total_words(self, ratee: Ratee, component: str, points: str) -> str:
        """The words of a total before 加分 and 减分. ``points``: the words of the sum of what is scored."""
        words = points
        if factor_of(self.scheme, ratee, component) != 1:
            whole, own = own_points(self.scheme, ratee, component)
            words = f"{in_brackets(points)}×{number(whole)}÷{number(own)}"
        mine = (each for each in self.result.exempt_of.get(ratee.code, ()) if each.component == component)
        return total_of([words, *(number(each.used) for each in mine if each.used)])

    def _head(self, head: str, points: int, items: Iterable[_ScoredItem]) -> Calculation:
        parts = tuple(each.step for each in items if each.item.counts_to_hundred and each.item.head == head)
        words = total_of(each.figure for each in parts if each.figure != DASH) if len(parts) > 1 else ""
        return Calculation(head, exact.show_short(points), words, parts=parts)

    def _bonus(self, each: Assessment, items: Iterable[_ScoredItem]) -> Calculation | None:
        parts = _given(items, ItemMode.BONUS)
        if not parts and not each.bonus:
            return None
        words = limited(total_of(part.figure for part in parts), at_most(self.scheme.rules.bonus_cap)) if parts else ""
        return Calculation(_BONUS, exact.show_short(each.bonus_counted), words, parts=parts)

    def _penalty(self, each: Assessment, items: Iterable[_ScoredItem]) -> Calculation | None:
        parts = _given(items, ItemMode.PENALTY)
        if not parts and not each.penalty:
            return None
        words = total_of(part.figure for part in parts) if parts else ""
        return Calculation(_PENALTY, exact.show_short(each.penalty), words, parts=parts)

    def _exempt(self, ratee: Ratee, component: str) -> Iterator[Calculation]:
        """Yield a step for each item in which the ratee has no task, if it counts anything."""
        for each in self.result.exempt_of.get(ratee.code, ()):
            if each.component == component:
                yield self._exempt_item(ratee, each)

    def _exempt_item(self, ratee: Ratee, each: ExemptItem) -> Calculation:
        item = next(item for item in self.scheme.rubric if item.code == each.item)
        way = self.scheme.rules.exempt_items
        remark = f"无此任务，{EXEMPT_WORDS[way]}"
        if each.used is None:
            return Calculation(_name(item), DASH, remark=remark)
        words = ""
        if way is ExemptItems.MEAN:
            of_others = (
                item_score_of(self.scheme, self.assessments(other, each.component), item)
                for other in with_task(self.scheme, ratee.group, item)
            )
            words, _ = mean([score for score in of_others if score is not None])
        figure = exact.show_short(each.used) if way is not ExemptItems.MEAN else self._show(each.points)
        return Calculation(_name(item), figure, words, remark)

    # ---------------------------------------------------------------- several 考核组, item by item

    def _by_items(self, ratee: Ratee, component: Component, found: Sequence[Assessment], figure: str) -> Calculation:
        """The score from the means of the marks for each item (考核组去最高最低分 按项)."""
        rules, means = self.scheme.rules, item_means(self.scheme.rules, found)
        of_team = [{each.item.code: each.step for each in self._items_of(ratee, a)} for a in found]
        items = [
            _ScoredItem(item, self._mean_of_item(item, means[item.code], found, of_team))
            for item in self.scheme.rubric
            if item.code in means
        ]
        scored = [each.step for each in items if each.item.counts_to_hundred]
        words = self._total_words(ratee, component.name, total_of(step.figure for step in scored))
        extra = []
        bonus, penalty = (
            [each.step for each in items if each.item.mode is mode and each.step.figure != "0"]
            for mode in (ItemMode.BONUS, ItemMode.PENALTY)
        )
        if bonus:
            given = sum(means[each.item.code] for each in items if each.item.mode is ItemMode.BONUS)
            counted = number(figure_at(BONUS_ITEMS, rules, given))
            sums = limited(total_of(step.figure for step in bonus), at_most(rules.bonus_cap))
            extra.append(Calculation(_BONUS, counted, sums, parts=tuple(bonus)))
            words = total_of([words, counted])
        if penalty:
            taken = number(sum(means[each.item.code] for each in items if each.item.mode is ItemMode.PENALTY))
            extra.append(Calculation(_PENALTY, taken, total_of(step.figure for step in penalty), parts=tuple(penalty)))
            words = limited(f"{words}－{taken}", "不低于0")
        parts = (*scored, *self._exempt(ratee, component.name), *extra)
        about = "component", component.name
        return Calculation(component.score_name, figure, words, "各项先取各考核组的平均", parts, about=about)

    def _mean_of_item(
        self,
        item: RubricItem,
        value: Fraction,
        found: Sequence[Assessment],
        of_team: Sequence[Mapping[str, Calculation]],
    ) -> Calculation:
        """The mean of what the 考核组 gave for an item."""
        marks = [dict(each.items)[item.code] for each in found]
        words, remark = mean(marks, first_ends(answers_at(ITEM_ENDS, self.scheme.rules, len(marks))))
        parts = tuple(own[item.code] for own in of_team if item.code in own)
        return Calculation(_name(item), number(value), words, remark, parts)

    # ---------------------------------------------------------------- the entries of one form

    @cached_property
    def _entries(self) -> Mapping[tuple[int, int], Mapping[int, int]]:
        return entries_by_form(self.cells.counted) if self.cells else {}

    @cached_property
    def _place_of(self) -> Mapping[str, int]:
        return {ratee.code: place for place, ratee in enumerate(self.scheme.ratees)}

    @cached_property
    def _forms(self) -> Mapping[tuple[Collects, str, str], list[UsedForm]]:
        """The used forms with entries, by what they collect, unit, and ratee (of 实地考评表; '' of others)."""
        found: dict[tuple[Collects, str, str], list[UsedForm]] = {}
        for collects in (Collects.SCORES, Collects.DEPARTMENT, Collects.GIVEN_SCORES):
            for form in used_forms(self.cells.received, collects) if self.cells else ():
                key = form.expected.layout.key
                of = key.ratee if collects is Collects.SCORES else ""
                found.setdefault((collects, key.unit, of), []).append(form)
        return found

    def _items_of(self, ratee: Ratee, each: Assessment) -> list[_ScoredItem]:
        """The items of a total in the order of the rubric; none without the cells that they were typed in."""
        cells, items = self.cells, self.scheme.items_for(ratee, each.component)
        wanted = [item for item in items if item.code not in ratee.exempt]
        return [_ScoredItem(item, self._item(ratee, each, item, cells.counted)) for item in wanted] if cells else []

    def _item(self, ratee: Ratee, each: Assessment, item: RubricItem, counted: Counted) -> Calculation:
        """The points of an item, with the cell in which the score or the deduction was typed."""
        collects = Collects.DEPARTMENT if item.department else Collects.SCORES
        unit = self.scheme.unit_of[item.department].code if item.department else each.unit
        index = next(at for at, own in enumerate(self.scheme.rubric) if own.code == item.code)
        label = f"{_name(item)}（{item.department}）" if item.department else _name(item)
        for form in self._forms.get((collects, unit, "" if item.department else ratee.code), ()):
            entered = self._entries.get((form.index, self._place_of[ratee.code]), {}).get(index)
            if entered is not None:
                reason = counted.reasons.get((form.index, self._place_of[ratee.code]), {}).get(index, "")
                key = points_key(item) if item.department else rubric_entry(item.mode)
                origin = _cell(form, key, ratee.code if item.department else "", "" if item.department else item.code)
                return self._entered(item, label, entered, reason, origin)
        figure = DASH if item.counts_to_hundred else "0"
        return Calculation(label, figure, remark=MISSING if item.counts_to_hundred else "没有填")

    def _entered(self, item: RubricItem, label: str, entered: int, reason: str, origin: Origin | None) -> Calculation:
        points, words, remark = entered, "", [f"分值{number(item.points)}"]
        if item.mode is ItemMode.DEDUCTION:
            points = item_score(item, entered)
            words = limited(f"{number(item.points)}－{number(entered)}", not_below_nought(entered))
            remark = [f"扣{number(entered)}分"] if entered else []
        remark += [reason] if reason else []
        return Calculation(label, number(points), words, "；".join(remark), origin=origin)

    # ---------------------------------------------------------------- 得分, 引用

    def given(self, code: str, component: Component, shown: ScoreValue | None) -> Calculation:
        """The score of a component from 得分表: of each 期次, by their weights."""
        (each,) = (given for given in self.result.given_of[code] if given.component == component.name)
        parts = tuple(
            Calculation(
                period.period or component.name,
                DASH if period.score is None else number(period.score),
                remark="；".join(
                    filter(None, (unit_words(self.scheme, period.unit) if period.unit else "", period.basis))
                ),
                origin=self._given_cell(code, period.unit, period.period),
            )
            for period in each.periods
        )
        about = "component", component.name
        if shown is None:
            return Calculation(component.score_name, DASH, remark=MISSING, parts=parts, about=about)
        words = weighted_mean([(period.weight, period.score) for period in each.periods if period.score is not None])
        return Calculation(component.score_name, self._show(shown), words, each.note, parts, about=about)

    def _given_cell(self, code: str, unit: str, period: str) -> Origin | None:
        for form in self._forms.get((Collects.GIVEN_SCORES, unit, ""), ()):
            origin = _cell(form, field_of(SCORE, period), code, "")
            if origin is not None:
                return origin
        return None

    def cited(self, code: str, component: Component, shown: ScoreValue | None) -> Calculation:
        """The score of a component from cited results: the mean of the persons taken, in points of its 满分."""
        (each,) = (cited for cited in self.result.cited_of[code] if cited.component == component.name)
        about = "component", component.name
        parts, terms = [], []
        for figure in each.figures:
            points = figure.ratee.points
            name = f"{figure.campaign}　{figure.ratee.workplace} {figure.ratee.name}"
            parts.append(Calculation(name, DASH if points is None else number(points), remark="所引用结果的综合得分"))
            scaled = "" if figure.full == component.full else f"×{number(component.full)}÷{number(figure.full)}"
            terms.append(f"{number(points or 0)}{scaled}")
        if shown is None:
            return Calculation(
                component.score_name, DASH, remark="；".join(each.causes) or MISSING, parts=tuple(parts), about=about
            )
        words = total_of(terms)
        words = f"{in_brackets(words)}÷{len(terms)}" if len(terms) > 1 else words
        return Calculation(component.score_name, self._show(shown), words, parts=tuple(parts), about=about)

    def _show(self, value: ScoreValue | None) -> str:
        return DASH if value is None else exact.show(value, self.scheme.rules.decimals)


@dataclass(frozen=True, slots=True)
class _ScoredItem:
    """An item with its step."""

    item: RubricItem
    step: Calculation


def unit_words(scheme: Scheme, code: str) -> str:
    """The name of a unit; '' are all 评分单位."""
    names = {unit.code: unit.name for unit in scheme.units}
    return names.get(code, code) or "各评分单位"


def _given(items: Iterable[_ScoredItem], mode: ItemMode) -> tuple[Calculation, ...]:
    """The steps of the items of a mode with an entry."""
    return tuple(each.step for each in items if each.item.mode is mode and each.step.origin is not None)


def _name(item: RubricItem) -> str:
    return f"{item.code} {item.text}"


def _cell(form: UsedForm, key: str, ratee: str, item: str) -> Origin | None:
    """The cell of a column in the row of a ratee or an item; None if it is not on the form."""
    layout = form.expected.layout
    columns = (at for at, column in enumerate(layout.columns) if column.key == key)
    rows = (at for at, row in enumerate(layout.rows) if (row.item == item if item else row.ratee == ratee))
    column, row = next(columns, None), next(rows, None)
    if column is None or row is None or form.reading.rows[row] < 0 or form.reading.columns[column] < 0:
        return None
    place = form.at(row, column)
    return Origin(place.file or "", form.reading.sheet, place.cell or "")
