"""Checks of 考核板块: the weights of each 排名组, and what belongs to which component.

Without rows on the sheet only the two weights of 计分规则 are checked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from lianping_xlsx.core import exact
from lianping_xlsx.core.abbreviate import NAMED_IN_LIST, some
from lianping_xlsx.core.exact import Weight
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.scheme.check_case import CheckCase
from lianping_xlsx.scheme.components import Component, names_of_components, score_names
from lianping_xlsx.scheme.model import Poll, RubricItem, Scheme, Task
from lianping_xlsx.scheme.rules import DECLARED
from lianping_xlsx.scheme.rules.composite_words import sums_of_groups
from lianping_xlsx.scheme.terms import Collects, ComponentSource, Scoring

_SHEET = "考核板块"
_USUAL = (ComponentSource.POLLS, ComponentSource.RUBRIC)
"""The sources of the two components that 计分规则 has weights for."""
_HEADINGS = frozenset(("综合得分", "上年得分"))
"""Headings of other scores beside those of the components."""


def sum_of(
    case: CheckCase, sheet: str, column: str, rows: Iterable[tuple[int, Weight]], what: str, due: int = exact.WHOLE
) -> Iterator[Finding]:
    """Yield ``scheme.sum``, at the last row, if the values do not add up to ``due`` (hundredths).

    ``rows``: pairs of row and value (hundredths). ``what``: the name of the values in the finding.
    """
    listed = list(rows)
    total = sum(value for _, value in listed)
    if listed and total != due:
        slots = {"what": what, "total": exact.show_sum(total), "due": exact.show_short(due)}
        yield Finding("scheme.sum", case.at(sheet, listed[-1][0], column), slots)


def component_weights(case: CheckCase) -> Iterator[Finding]:
    """Check that the weights of the components of each 排名组 add up to 100.

    Findings: ``scheme.sum``, ``scheme.weights-unused``.
    """
    scheme, rules = case.scheme, case.scheme.rules
    if not scheme.component_rows:
        both = rules.poll_weight + rules.field_weight
        if both != exact.WHOLE:
            slots = {"what": "述职测评权重与实地考评权重", "total": exact.show_sum(both), "due": "100"}
            yield Finding("scheme.sum", case.setting("计分规则", "实地考评权重"), slots)
        return
    yield from _unused_weights(case)
    sums = sums_of_groups(scheme)
    for components, groups in sums.items():
        what = f"排名组“{'”“'.join(groups)}”适用的各考核板块的权重" if len(sums) > 1 else "各考核板块的权重"
        yield from sum_of(case, _SHEET, "权重", ((each.row, each.weight) for each in components), what)


def _unused_weights(case: CheckCase) -> Iterator[Finding]:
    """Yield ``scheme.weights-unused`` if somebody has typed the two weights of 计分规则, and 考核板块 has others."""
    rules = case.scheme.rules
    typed = {"述职测评权重": rules.poll_weight, "实地考评权重": rules.field_weight}
    usual = {rule.name: rule.default for rule in DECLARED if rule.name in typed}
    own = {source: {each.weight for each in case.scheme.component_rows if each.source is source} for source in _USUAL}
    if typed != usual and list(own.values()) != [{weight} for weight in typed.values()]:
        words = "、".join(f"{name}{exact.show_share(weight)}" for name, weight in typed.items())
        yield Finding("scheme.weights-unused", case.setting("计分规则", "述职测评权重"), {"weights": words})


def polls_of_components(scheme: Scheme) -> Mapping[tuple[Poll, ...], str]:
    """The polls of a component that vote on a ratee: their weights add up to 100. With a name for the weights."""
    ratees_of: dict[tuple[str, tuple[Poll, ...]], list[str]] = {}
    for ratee in scheme.ratees:
        voting = {row.poll for row in scheme.classes_for(ratee.code)}
        for component in scheme.component_names(ratee.group, ComponentSource.POLLS):
            polls = (
                poll for poll in scheme.polls_for(ratee.group) if component == _component(scheme, ratee.group, poll)
            )
            # A poll without any class has a finding of its own.
            on_him = tuple(poll for poll in polls if poll.name in voting or not scheme.classes_of(poll.name))
            ratees_of.setdefault((component, on_him), []).append(ratee.label)
    several = len(names_of_components(scheme.components, ComponentSource.POLLS)) > 1
    found = {}
    for (component, on_him), labels in ratees_of.items():
        of_component = f"板块“{component}”" if several else ""
        alike = sum(name == component for name, _ in ratees_of) == 1
        whose = "" if alike else f"适用于{some(labels, NAMED_IN_LIST, '人')}的"
        found[on_him] = f"{of_component}{whose}各次测评的权重"
    return found


def _component(scheme: Scheme, group: str, poll: Poll) -> str:
    return scheme.component_in(group, ComponentSource.POLLS, poll.component)


def components(case: CheckCase) -> Iterator[Finding]:
    """Check the rows of 考核板块, and that every poll, item and task can be assigned to a component.

    Findings: ``scheme.component-name``, ``scheme.component-twice``, ``scheme.component-unlike``,
    ``scheme.no-component``, ``scheme.unknown``, ``scheme.component-full``, ``scheme.component-empty``,
    ``scheme.component-unnamed``, ``scheme.task-scope``.
    """
    yield from _words(case)
    if case.scheme.component_rows:
        yield from _rows(case)
        yield from _groups(case)
        yield from _full_marks(case)
    yield from _unnamed(case)
    yield from _task_scopes(case)


def _words(case: CheckCase) -> Iterator[Finding]:
    """Check the names of 排名组 and of components."""
    scheme, known = case.scheme, names_of_components(case.scheme.component_rows)
    for record in case.table(_SHEET):
        for group in case.roster.groups(record.text("适用排名组")):
            if group not in scheme.groups:
                yield case.unknown(record, "适用排名组", group, "考核对象", scheme.groups)
    for sheet, named in (
        ("测评", [poll.component for poll in scheme.polls]),
        ("考评细则", [item.component for item in scheme.rubric]),
        ("填报任务", [task.component for task in scheme.tasks]),
    ):
        for record, name in zip(case.table(sheet), named, strict=True):
            yield from case.resolve(record, "板块", name, known, _SHEET)
    for sheet, source, named in (
        ("测评", ComponentSource.POLLS, [poll.component for poll in scheme.polls]),
        ("考评细则", ComponentSource.RUBRIC, [item.component for item in scheme.rubric]),
    ):
        of_source = names_of_components(scheme.component_rows, source)
        for record, name in zip(case.table(sheet), named, strict=True):
            if name in known and name not in of_source:
                yield case.column_finding("scheme.component-source", record, "板块", name=name, source=str(source))


def _rows(case: CheckCase) -> Iterator[Finding]:
    """Check that no component applies twice to a 排名组, and that rows of one component agree."""
    first: dict[str, Component] = {}
    taken = Counter(score_names(case.scheme.component_rows).values())
    for component in case.scheme.component_rows:
        if component.score_name in _HEADINGS or taken[component.score_name] > 1:
            slots = {"name": component.name, "score": component.score_name}
            yield Finding("scheme.component-name", case.at(_SHEET, component.row, "板块"), slots)
        before = first.setdefault(component.name, component)
        if (before.source, before.full) != (component.source, component.full):
            slots = {"name": component.name, "row": str(before.row)}
            yield Finding("scheme.component-unlike", case.at(_SHEET, component.row, "来源"), slots)
    for group in case.scheme.groups:
        names = Counter(each.name for each in case.scheme.components_for(group))
        for component in case.scheme.components_for(group):
            if names[component.name] > 1:
                slots = {"name": component.name, "group": group}
                yield Finding("scheme.component-twice", case.at(_SHEET, component.row, "适用排名组"), slots)
                break


def _groups(case: CheckCase) -> Iterator[Finding]:
    """Check that each 排名组 has components, and each component something to score.

    ``scheme.no-rubric`` reports a component without items.
    """
    for group in case.scheme.groups:
        of_group = case.scheme.components_for(group)
        if not of_group:
            yield Finding("scheme.no-component", Place(case.file, _SHEET), {"group": group})
        polled = {_component(case.scheme, group, poll) for poll in case.scheme.polls_for(group)}
        for component in of_group:
            # A poll that names no component may be meant for this one; it has a finding of its own.
            unclear = any(_choices(case.scheme, poll) for poll in case.scheme.polls)
            if component.source is ComponentSource.POLLS and component.name not in polled and not unclear:
                slots = {"name": component.name, "group": group}
                yield Finding("scheme.component-empty", case.at(_SHEET, component.row, "板块"), slots)


def _full_marks(case: CheckCase) -> Iterator[Finding]:
    """Check that ballots of a component whose 满分 is not 100 are marked by items."""
    for poll in case.scheme.polls:
        full = case.scheme.full_marks(poll.name)
        if full != exact.WHOLE and poll.scoring is not Scoring.ITEMS:
            slots = {"poll": poll.name, "full": exact.show_short(full), "scoring": str(poll.scoring)}
            yield Finding("scheme.component-full", case.at("测评", poll.row, "打分方式"), slots)


def _unnamed(case: CheckCase) -> Iterator[Finding]:
    """Yield ``scheme.component-unnamed`` for polls and items that would have to name one of several components."""
    scheme = case.scheme
    polls = (("测评", poll.row, poll.name, _choices(scheme, poll)) for poll in scheme.polls)
    items = (("考评细则", item.row, item.code, _choices_of_item(scheme, item)) for item in scheme.rubric)
    for sheet, row, name, choices in (*polls, *items):
        if choices:
            slots = {"name": name, "names": "、".join(choices)}
            yield Finding("scheme.component-unnamed", case.at(sheet, row, "板块"), slots)


def _choices(scheme: Scheme, poll: Poll) -> tuple[str, ...]:
    """The components of which a poll would have to name one; () if it is clear to which it belongs."""
    return () if poll.component else _several(scheme, ComponentSource.POLLS, scheme.groups)


def _choices_of_item(scheme: Scheme, item: RubricItem) -> tuple[str, ...]:
    groups = [group for group in scheme.groups if item.applies_to(group)]
    return () if item.component else _several(scheme, ComponentSource.RUBRIC, groups)


def _several(scheme: Scheme, source: ComponentSource, groups: Iterable[str]) -> tuple[str, ...]:
    """The components of a source in the first 排名组 that has several of them; () if none has."""
    choices = (scheme.component_names(group, source) for group in groups)
    return next((names for names in choices if len(names) > 1), ())


def _task_scopes(case: CheckCase) -> Iterator[Finding]:
    """Yield ``scheme.task-scope`` for tasks with ratees to whom the poll, the scores or the 考评细则 do not apply."""
    scheme = case.scheme
    # Asked once: hundreds of tasks have the same poll and the same ratees, and each looks through all 排名组.
    unclear = frozenset(poll.name for poll in scheme.polls if _choices(scheme, poll))
    outside: dict[tuple[object, ...], list[str]] = {}
    for task in scheme.tasks:
        asked = (task.kind, task.poll, task.voter_class, task.component, task.ratees)
        if asked not in outside:
            strangers = (code for code in task.ratees if not _applies(scheme, task, code, unclear))
            outside[asked] = [scheme.ratee_of[code].label for code in strangers]
        if names := outside[asked]:
            slots = {"kind": str(task.kind), "names": some(names, NAMED_IN_LIST, "人"), "what": _belongs(task)}
            yield Finding("scheme.task-scope", case.at("填报任务", task.row, "考核对象范围"), slots)


def _belongs(task: Task) -> str:
    """What a task needs of its ratees, in words: its poll, the component of its scores, or the 考评细则."""
    if task.kind.collects is Collects.GIVEN_SCORES:
        return task.component or str(ComponentSource.SCORES)
    return task.poll or "考评细则"


def _applies(scheme: Scheme, task: Task, code: str, unclear: frozenset[str]) -> bool:
    """Return True if a task suits a ratee. ``unclear``: the polls that would have to name one of several components."""
    group = scheme.ratee_of[code].group
    if task.kind.collects is Collects.GIVEN_SCORES:
        several = len(scheme.component_names(group, ComponentSource.SCORES)) > 1
        # Which of several is meant: ``scheme.component-unnamed``.
        unnamed = several and not task.component
        return unnamed or bool(scheme.component_in(group, ComponentSource.SCORES, task.component))
    if task.kind.scored:
        component = scheme.component_in(group, ComponentSource.RUBRIC, task.component)
        return bool(component) or not scheme.component_names(group, ComponentSource.RUBRIC)
    known = task.kind.polled and (task.poll, task.voter_class) in scheme.class_of
    known = known and task.poll in scheme.poll_of and task.poll not in unclear
    poll, voter_class = task.poll, task.voter_class
    return not known or any(row.name == voter_class and row.poll == poll for row in scheme.classes_for(code))
