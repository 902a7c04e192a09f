"""The 填报任务 that follow from the 考核对象: the forms of a person's own unit, and the shares of the 考核组.

A task is a person's own if his 填报单位 fills it in for him alone (述职自查, or a poll in his village). New persons get
the kinds of own task that the others have. Where a sample goes, the tasks that name persons one by one (考核组) are
dealt out anew, in the order of the list, and a new 排名组 gets the tasks of one that goes, from units of like names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from lianping_xlsx.core.campaign_names import SCHEME_FILE
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.spelling import is_blank, name_key
from lianping_xlsx.scheme.list_rows import CODE, PlannedRow, RowState, TableEdit
from lianping_xlsx.scheme.model import Ratee
from lianping_xlsx.scheme.roster import ALL_RATEES, Roster, split_list

_UNIT, _RANGE, _FORM, _BALLOTS, _GROUP = "填报单位", "考核对象范围", "表种", "预计份数", "排名组"


class OwnTasks:
    """The tasks of a scheme, by whom they are for, before an import changes its persons."""

    def __init__(self, ratees: TableEdit, tasks: TableEdit) -> None:
        self._ratees = ratees
        self._tasks = tasks
        persons = [_ratee(row) for row in ratees.rows]
        self._by_code = dict(zip((person.code for person in persons), ratees.rows, strict=True))
        self._groups = {name_key(person.group): person.group for person in persons}
        self._roster = Roster(persons)
        units = {person.code: name_key(person.unit) for person in persons}
        self._own: list[tuple[PlannedRow, tuple[str, ...]]] = []
        self._shared: list[tuple[PlannedRow, tuple[str, ...]]] = []
        self._of_groups = [task for task in tasks.rows if name_key(task.text(_RANGE)) in self._groups]
        for task in tasks.rows:
            codes = self._roster.ratees(task.text(_RANGE)).codes
            if not codes or not self._by_person(task.text(_RANGE)):
                continue
            own = {units[code] for code in codes} == {name_key(task.text(_UNIT))}
            (self._own if own else self._shared).append((task, codes))

    def follow(self, *, instead: bool) -> Iterator[Finding]:
        """Change the tasks as the persons have changed. Findings: ``import.dealt-out``, ``import.copied-counts``."""
        new = [row for row in self._ratees.rows if row.state is RowState.NEW]
        patterns = {_pattern(task): task for task, _ in self._own}
        if instead:
            for task, codes in self._own:
                self._keep(task, [code for code in codes if self._stays(code)])
            yield from self._deal_out(new)
        made = [task for person in new if person.text(_UNIT) for task in self._give(person, patterns.values())]
        made += self._follow_groups() if instead else ()
        counted = [task.text(_FORM) for task in made if not is_blank(task.text(_BALLOTS))]
        if counted:
            slots = {"forms": "、".join(dict.fromkeys(counted)), "count": str(len(counted))}
            yield Finding("import.copied-counts", Place(SCHEME_FILE, self._tasks.sheet), slots)

    def names_gone(self, text: str) -> bool:
        """Return True if a text names a person who is taken away, whose 编号 may be that of a new one."""
        return self._by_person(text) and not all(map(self._stays, self._roster.ratees(text).codes))

    def _by_person(self, text: str) -> bool:
        """True if a text names persons, not all of them or a 排名组."""
        return {name_key(ALL_RATEES), *self._groups}.isdisjoint(map(name_key, (text, *split_list(text))))

    def _stays(self, code: str) -> bool:
        return self._by_code[code].after is not None

    @staticmethod
    def _keep(task: PlannedRow, codes: Sequence[str]) -> None:
        """Let a task be for these persons; without any it is taken away."""
        if not codes:
            task.after = None
        elif task.after is not None:
            task.after[_RANGE] = "、".join(codes)

    def _give(self, person: PlannedRow, patterns: Iterable[PlannedRow]) -> Iterator[PlannedRow]:
        """Give a new person the kinds of own task that the others have."""
        for like in patterns:
            yield self._tasks.add({**like.before, _UNIT: person.text(_UNIT), _RANGE: person.text(CODE)})

    def _follow_groups(self) -> Iterator[PlannedRow]:
        """Give each new 排名组 the tasks of the first one that has nobody any more; such ones lose theirs."""
        gone, new = self.changed_groups()
        if not gone:
            return
        for group in new:
            for task in self._of_groups:
                if name_key(task.text(_RANGE)) == name_key(gone[0]):
                    unit = str(task.before.get(_UNIT)).replace(gone[0], group)
                    yield self._tasks.add({**task.before, _UNIT: unit, _RANGE: group})
        for task in self._of_groups:
            if name_key(task.text(_RANGE)) in map(name_key, gone):
                task.after = None

    def changed_groups(self) -> tuple[list[str], list[str]]:
        """The 排名组 that have nobody any more, and the new ones."""
        now = {name_key(row.text(_GROUP)): row.text(_GROUP) for row in self._ratees.stay()}
        gone = [group for key, group in self._groups.items() if key not in now]
        return gone, [group for key, group in now.items() if key not in self._groups]

    def _deal_out(self, new: Sequence[PlannedRow]) -> Iterator[Finding]:
        """Deal the new persons out among the tasks that named persons who are taken away."""
        alike: dict[tuple[object, ...], list[tuple[PlannedRow, tuple[str, ...]]]] = {}
        for task, codes in self._shared:
            alike.setdefault(_pattern(task), []).append((task, codes))
        dealt = []
        for tasks in alike.values():
            if all(self._stays(code) for _, codes in tasks for code in codes):
                continue
            dealt.append(tasks[0][0].text(_FORM))
            least, more = divmod(len(new), len(tasks))
            rest = [person.text(CODE) for person in new]
            for index, (task, codes) in enumerate(tasks):
                share = least + (index < more)
                self._keep(task, [*(code for code in codes if self._stays(code)), *rest[:share]])
                rest = rest[share:]
        if dealt:
            slots = {"forms": "、".join(dict.fromkeys(dealt))}
            yield Finding("import.dealt-out", Place(SCHEME_FILE, self._tasks.sheet), slots)


def _pattern(task: PlannedRow) -> tuple[object, ...]:
    """What tasks for different persons have in common."""
    others: Mapping[str, object] = {name: each for name, each in task.before.items() if name not in (_UNIT, _RANGE)}
    return tuple(sorted((name, str(each)) for name, each in others.items()))


def _ratee(row: PlannedRow) -> Ratee:
    code, name, post, workplace, group, unit = (
        row.text(column) for column in (CODE, "姓名", "职务", "所在单位", "排名组", _UNIT)
    )
    return Ratee(code, name, post, workplace, group, unit)
