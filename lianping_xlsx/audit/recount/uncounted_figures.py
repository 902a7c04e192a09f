"""Which figures rest on forms of which nothing is here: these were not counted again, so nothing is said of them.

The ballots may have been destroyed, or a file may have been moved away: the second count then comes to another figure,
or to none, and that is no difference between two counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from .cell_values import alike
from .form_grids import FormKey
from .scheme_parts import Component, Scheme

_SOURCES = {"测评票": "测评", "计票汇总": "测评", "实地考评": "考评", "部门评分表": "考评", "得分表": "得分"}
"""The source of the 考核板块 that a form belongs to."""
_SCORES = {"poll_score": "测评", "field_score": "考评"}
"""The scores of 结果.json that are made of all 考核板块 of a source."""
_BY_ITSELF = "adjustment"
"""加减分 of the scheme: it rests on no form."""


@dataclass(frozen=True)
class Uncounted:
    """``votes``: (ratee, poll, voter class); ``components``: (ratee, 考核板块, its source)."""

    votes: frozenset[tuple[str, str, str]] = frozenset()
    components: frozenset[tuple[str, str, str]] = frozenset()

    @cached_property
    def _scores(self) -> frozenset[tuple[str, str]]:
        return frozenset((ratee, name) for ratee, name, _ in self.components)

    @cached_property
    def _sources(self) -> frozenset[tuple[str, str]]:
        return frozenset((ratee, source) for ratee, _, source in self.components)

    @cached_property
    def _ratees(self) -> frozenset[str]:
        return frozenset(ratee for ratee, *_ in self.components)

    def has_component(self, ratee: str, name: str) -> bool:
        """True if the score of a ratee in a 考核板块 was not counted."""
        return (ratee, name) in self._scores

    def has_figure(self, ratee: str, name: str) -> bool:
        """True if a figure of 结果.json was not counted. ``name``: its key there.

        Places and tiers hang on everybody's 综合得分.
        """
        if name == _BY_ITSELF:
            return False
        if name in _SCORES:
            return (ratee, _SCORES[name]) in self._sources
        return ratee in self._ratees if name == "composite" else bool(self._ratees)


NOTHING_WANTING = Uncounted()


def uncounted(scheme: Scheme, absent: Iterable[FormKey]) -> Uncounted:
    """What rests on forms that are ``absent``."""
    votes, components = set[tuple[str, str, str]](), set[tuple[str, str, str]]()
    for key in absent:
        for ratee in _whom(scheme, key):
            if key.poll:
                votes.add((ratee, key.poll, key.voter_class))
            for component in _components_of_form(scheme, key, ratee):
                components |= {(code, component.name, component.source) for code in _moved(scheme, component, ratee)}
    return Uncounted(frozenset(votes), frozenset(components))


def _whom(scheme: Scheme, key: FormKey) -> Iterator[str]:
    """The ratees that a form is about."""
    if key.ratee:
        yield key.ratee
        return
    place = key.unit, key.form, alike(key.poll), alike(key.voter_class), key.component
    for task in scheme.tasks:
        if (task.unit, task.form, alike(task.poll), alike(task.voter_class), task.component) == place:
            yield from task.whom


def _components_of_form(scheme: Scheme, key: FormKey, ratee: str) -> Iterator[Component]:
    group = scheme.groups[ratee]
    name = scheme.polls[key.poll].component if key.poll else key.component
    for component in scheme.components_of(group):
        if component.source == _SOURCES[key.form] and scheme.belongs(name, component, group):
            yield component


def _moved(scheme: Scheme, component: Component, ratee: str) -> Iterator[str]:
    """Whose score in a component a form about a ratee may move: with 折算 and 平均值 that of his whole 排名组."""
    if component.conversion != "原分" or (component.source == "考评" and scheme.rules.exempt == "平均值"):
        yield from (code for code, group in scheme.groups.items() if group == scheme.groups[ratee])
    else:
        yield ratee
