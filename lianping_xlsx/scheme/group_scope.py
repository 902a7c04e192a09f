"""The parts of a scheme that apply to a 排名组 or a ratee: components, polls, voter classes and 考评项目."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from lianping_xlsx.core import exact
from lianping_xlsx.core.exact import Weight
from lianping_xlsx.scheme.components import Component, ScorePeriod, names_of_components, score_names
from lianping_xlsx.scheme.rules import Rules, answers_at
from lianping_xlsx.scheme.rules.count_steps import USUAL_COMPONENTS, VETOED_BASE
from lianping_xlsx.scheme.terms import ComponentSource, Conversion, Effect
from lianping_xlsx.scheme.tiers_and_events import Adjustment, Tier, TierTable, best_allowed

if TYPE_CHECKING:
    from lianping_xlsx.scheme.model import Poll, Ratee, RubricItem, VoterClass
    from lianping_xlsx.scheme.tier_conditions import TierCondition


class GroupScope:
    """The base of Scheme that looks up what applies to a 排名组 or a ratee. Scheme declares the fields."""

    rules: Rules
    ratees: tuple[Ratee, ...]
    polls: tuple[Poll, ...]
    classes: tuple[VoterClass, ...]
    rubric: tuple[RubricItem, ...]
    component_rows: tuple[Component, ...]
    conditions: tuple[TierCondition, ...]
    tiers: tuple[Tier, ...]
    adjustments: tuple[Adjustment, ...]
    scoped_classes: tuple[VoterClass, ...]
    periods: tuple[ScorePeriod, ...]

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The 排名组, in the order of the ratees."""
        return tuple(dict.fromkeys(ratee.group for ratee in self.ratees))

    @cached_property
    def ratees_of(self) -> Mapping[str, tuple[Ratee, ...]]:
        """The ratees of each 排名组, in their order."""
        found: dict[str, list[Ratee]] = {}
        for ratee in self.ratees:
            found.setdefault(ratee.group, []).append(ratee)
        return {group: tuple(members) for group, members in found.items()}

    @cached_property
    def participants_of(self) -> Mapping[str, tuple[Ratee, ...]]:
        """The ratees of each 排名组 who take part (all but 不参评), in their order."""
        return {
            group: tuple(ratee for ratee in members if ratee.code not in self.excluded)
            for group, members in self.ratees_of.items()
        }

    @cached_property
    def components(self) -> tuple[Component, ...]:
        """The components of 综合得分: the rows of 考核板块, or the two of the regulations if there is none."""
        return self.component_rows or answers_at(USUAL_COMPONENTS, self.rules, None)

    @cached_property
    def _components_of_group(self) -> dict[str, tuple[Component, ...]]:
        return {group: tuple(each for each in self.components if each.applies_to(group)) for group in self.groups}

    def components_for(self, group: str) -> tuple[Component, ...]:
        """The components that apply to a 排名组."""
        return self._components_of_group[group]

    @cached_property
    def _names_of_source(self) -> dict[tuple[str, ComponentSource], tuple[str, ...]]:
        return {
            (group, source): names_of_components(components, source)
            for group, components in self._components_of_group.items()
            for source in ComponentSource
        }

    def component_names(self, group: str, source: ComponentSource) -> tuple[str, ...]:
        """The names of the components of a source that apply to a 排名组, each once."""
        return self._names_of_source[group, source]

    def component_weights(self, group: str) -> dict[str, Weight]:
        """The weights of the components that apply to a 排名组, keyed by component."""
        return {each.name: each.weight for each in self.components_for(group)}

    @cached_property
    def score_names(self) -> dict[str, str]:
        """The printed names of the scores, keyed by component, in the order of the sheets."""
        return score_names(self.components)

    def source_name(self, source: ComponentSource) -> str:
        """The printed name of all that comes from a source: that of its component; the source if it has several."""
        names = names_of_components(self.components, source)
        return names[0] if len(names) == 1 else str(source)

    def component_in(self, group: str, source: ComponentSource, named: str) -> str:
        """The component to which a poll, an item or a task belongs for a 排名组.

        It is the component that its row names (``named``), or else the only one of the source. '' if the component
        does not apply to the 排名组, or if the row would have to name one.
        """
        names = self._names_of_source[group, source]
        if named:
            return named if named in names else ""
        return names[0] if len(names) == 1 else ""

    def given_component(self, group: str, named: str) -> Component:
        """The component whose ready-made scores a 得分表 contains for a 排名组. Raises LookupError if there is none."""
        name = self.component_in(group, ComponentSource.SCORES, named)
        found = next((each for each in self.components_for(group) if each.name == name), None)
        if found is None:
            raise LookupError(named)
        return found

    def periods_of(self, component: str) -> tuple[ScorePeriod, ...]:
        """The 期次 of a component; () if it has a single score."""
        return tuple(each for each in self.periods if each.component == component)

    @cached_property
    def _full_marks(self) -> dict[str, int]:
        found = {}
        for poll in self.polls:
            names = {self.component_in(group, ComponentSource.POLLS, poll.component) for group in self.groups}
            # Under 得票率分档 the 满分 is that of the table, and not of the ballot.
            scored = (each for each in self.components if each.conversion is not Conversion.BANDS)
            found[poll.name] = next((each.full for each in scored if each.name in names), exact.WHOLE)
        return found

    def full_marks(self, poll: str) -> int:
        """满分 of a ballot of a poll (hundredths): that of the component to which the poll belongs."""
        return self._full_marks.get(poll, exact.WHOLE)

    @cached_property
    def _polls_of_group(self) -> dict[str, tuple[Poll, ...]]:
        def applies(poll: Poll, group: str) -> bool:
            return poll.applies_to(group) and bool(self.component_in(group, ComponentSource.POLLS, poll.component))

        return {group: tuple(poll for poll in self.polls if applies(poll, group)) for group in self.groups}

    def polls_for(self, group: str) -> tuple[Poll, ...]:
        """The polls of the components that apply to a 排名组."""
        return self._polls_of_group[group]

    @property
    def class_rows(self) -> tuple[VoterClass, ...]:
        """All rows of 票类. Without 适用对象 each class has one row."""
        return self.scoped_classes or self.classes

    @cached_property
    def _rows_of_class(self) -> dict[tuple[str, str], tuple[VoterClass, ...]]:
        found: dict[tuple[str, str], list[VoterClass]] = {}
        for row in self.class_rows:
            found.setdefault((row.poll, row.name), []).append(row)
        return {key: tuple(rows) for key, rows in found.items()}

    def class_row(self, poll: str, voter_class: str, code: str) -> VoterClass | None:
        """The row of a class that holds for a ratee: the one that names him, or else the one without 适用对象.

        None if the class does not vote on him.
        """
        rows = self._rows_of_class[poll, voter_class]
        named = (row for row in rows if code in row.ratees)
        return next(named, next((row for row in rows if not row.ratees), None))

    def holds_for(self, row: VoterClass, code: str) -> bool:
        """Return True if a row of 票类 is the one of its class that holds for a ratee."""
        return not self.scoped_classes or self.class_row(row.poll, row.name, code) is row

    @cached_property
    def _classes_of_ratee(self) -> dict[str, tuple[VoterClass, ...]]:
        # A class of a poll that does not exist is a fault of the scheme, and not of a ratee.
        others = {group: {poll.name for poll in self.polls} for group in self.groups}
        for group in self.groups:
            others[group] -= {poll.name for poll in self.polls_for(group)}
        found = {}
        for ratee in self.ratees:
            applied = (each for each in self.classes if each.poll not in others[ratee.group])
            rows = (self.class_row(each.poll, each.name, ratee.code) for each in applied)
            found[ratee.code] = tuple(row for row in rows if row is not None)
        return found

    def classes_for(self, code: str) -> tuple[VoterClass, ...]:
        """The rows of the voter classes that vote on a ratee."""
        return self._classes_of_ratee[code]

    @cached_property
    def _rubric_of_group(self) -> dict[tuple[str, str], tuple[RubricItem, ...]]:
        found: dict[tuple[str, str], list[RubricItem]] = {}
        for group in self.groups:
            for item in (item for item in self.rubric if item.applies_to(group)):
                component = self.component_in(group, ComponentSource.RUBRIC, item.component)
                found.setdefault((group, component), []).append(item)
        return {key: tuple(items) for key, items in found.items()}

    def rubric_for(self, group: str, component: str) -> tuple[RubricItem, ...]:
        """The 考评项目 of a component that apply to a 排名组."""
        return self._rubric_of_group.get((group, component), ())

    def items_for(self, ratee: Ratee, component: str) -> tuple[RubricItem, ...]:
        """The 考评项目 of a component in which a ratee has a task: those that are scored."""
        return tuple(item for item in self.rubric_for(ratee.group, component) if item.code not in ratee.exempt)

    def exempt_items(self, ratee: Ratee, component: str) -> tuple[RubricItem, ...]:
        """The 得分 and 扣分 items of a component in which a ratee has no task."""
        items = self.rubric_for(ratee.group, component) if ratee.exempt else ()
        return tuple(item for item in items if item.code in ratee.exempt and item.counts_to_hundred)

    def items_by(self, department: str, group: str, component: str) -> tuple[RubricItem, ...]:
        """The items of a component and 排名组 that a 评分单位 scores; '' for the items that the 考核组 score."""
        return tuple(item for item in self.rubric_for(group, component) if item.department == department)

    def departments_for(self, group: str, component: str) -> tuple[str, ...]:
        """The 评分单位 of a component and 排名组, in the order of their items."""
        listed = (item.department for item in self.rubric_for(group, component) if item.department)
        return tuple(dict.fromkeys(listed))

    @cached_property
    def _duties_of_group(self) -> dict[str, tuple[tuple[str, str], ...]]:
        rubrics = {group: self.component_names(group, ComponentSource.RUBRIC) for group in self.groups}
        return {
            group: tuple((name, department) for name in names for department in self.departments_for(group, name))
            for group, names in rubrics.items()
        }

    def department_duties(self, ratee: Ratee) -> tuple[tuple[str, str], ...]:
        """Pairs (component, 评分单位): the departments that score items for a ratee."""
        duties = self._duties_of_group[ratee.group]
        if not ratee.exempt:
            return duties
        scored = {(name, item.department) for name, _ in duties for item in self.items_for(ratee, name)}
        return tuple(duty for duty in duties if duty in scored)

    @cached_property
    def _without_teams(self) -> frozenset[tuple[str, str]]:
        return frozenset(key for key, items in self._rubric_of_group.items() if all(item.department for item in items))

    def has_teams(self, group: str, component: str) -> bool:
        """Return True unless departments score all items of a component for a 排名组."""
        return (group, component) not in self._without_teams

    def conditions_of(self, group: str) -> tuple[TierCondition, ...]:
        """The 等次条件 that apply to a 排名组."""
        return tuple(condition for condition in self.conditions if condition.applies_to(group))

    @cached_property
    def tier_names(self) -> tuple[str, ...]:
        """The names of the tiers, best first, each once; a tier is known by its index here."""
        return self.tier_table.names

    def tiers_of(self, group: str) -> Mapping[int, Tier]:
        """The tiers of a 排名组, best first, keyed by index in ``tier_names``."""
        return self.tier_table.of_group[group]

    @cached_property
    def excluded(self) -> frozenset[str]:
        """The codes of the ratees who take no part (不参评)."""
        return frozenset(event.ratee for event in self.adjustments if event.effect is Effect.EXCLUDED)

    @cached_property
    def vetoed(self) -> frozenset[str]:
        """The codes of the ratees with a 一票否决."""
        return frozenset(event.ratee for event in self.adjustments if event.effect is Effect.VETO)

    @cached_property
    def tier_table(self) -> TierTable:
        """The tiers and their places. Shares are based on who takes part, less those whom a rule leaves out."""
        bases = {}
        for group, members in self.participants_of.items():
            vetoed = sum(ratee.code in self.vetoed for ratee in members)
            bases[group] = len(members) - sum(answers_at(VETOED_BASE, self.rules, vetoed))
        return TierTable(self.tiers, bases)

    @cached_property
    def capped(self) -> Mapping[str, int]:
        """The index of the best tier that 限评 leaves open, keyed by code; only ratees with a 限评."""
        return best_allowed(self.tier_names, self.adjustments)
