"""What follows from the 考核对象 of a list: their 填报单位, the forms of these, and the shares of the 考核组.

A person's unit is named like those of the others, and has one contact.
A task is a person's own if his 填报单位 fills it in for him alone (述职自查, or a poll in his village). New persons get
the kinds of own task that the others have. Where a sample goes, the tasks that name persons one by one (考核组) are
dealt out anew, in the order of the list, and a new 排名组 gets the tasks of one that goes, from units of like names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from lianping_xlsx.core.campaign_names import SCHEME_FILE
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.spelling import code_key, is_blank, name_key
from lianping_xlsx.scheme.list_columns import OfficeList
from lianping_xlsx.scheme.list_rows import CODE, PlannedRow, RowState, TableEdit, as_text
from lianping_xlsx.scheme.list_words import CONTACTS
from lianping_xlsx.scheme.model import Ratee
from lianping_xlsx.scheme.roster import ALL_RATEES, Roster, is_like_span, split_list

_PERSON, _WORKPLACE, _GROUP, _NAME = "姓名", "所在单位", "排名组", "名称"
_UNIT, _RANGE, _FORM, _BALLOTS = "填报单位", "考核对象范围", "表种", "预计份数"
_PARTY = re.compile(r"(?:党委|党组|工委|委员会|党总支|总支部|党支部)\Z")
"""The ends of the names of party organisations."""


class PersonUnits:
    """The units of persons. ``met``: where lists have rows of the scheme, by the identity of the row.

    ``agreed``: contacts that differ are changed.
    """

    def __init__(self, ratees: TableEdit, units: TableEdit, met: Mapping[int, str], *, agreed: bool) -> None:
        self._ratees, self._units, self._met, self._agreed = ratees, units, met, agreed
        self._naming = _unit_names(ratees.rows)
        self._contacted: dict[int, str] = {}
        """Where the contacts of units come from, likewise."""

    def put(
        self, ratee: PlannedRow, found: OfficeList, contacts: Mapping[str, object], place: Place, where: str
    ) -> Iterator[Finding]:
        """Give a person of a list a unit: named by the list or as those of the others are, with what is said of it.

        ``place``, ``where``: of his row. Findings: ``import.unit-stays``, ``import.other-contact``.
        """
        assert ratee.after is not None
        yield from self._moved(ratee, found, place)
        told = any(name in found.columns for name in (*CONTACTS, _UNIT))
        name = ratee.text(_UNIT)
        if not name:
            if self._naming is None and not told:
                return
            name = _named_as(self._naming or ("", ""), ratee.text(_WORKPLACE))
            if _UNIT in self._ratees.position:
                ratee.after[_UNIT] = name
        values: dict[str, object] = {name: contacts[name] for name in CONTACTS if not is_blank(contacts.get(name))}
        unit = _unit_of(self._units, name)
        if unit is None:
            unit = self._units.add({_NAME: name, **values})
        else:
            yield from self._update(unit, values, place)
        if values:
            self._contacted.setdefault(id(unit), where)

    @staticmethod
    def _moved(ratee: PlannedRow, found: OfficeList, place: Place) -> Iterator[Finding]:
        """Tell of a person whose 所在单位 is another now, and whose 填报单位 the list does not say: it stays."""
        before, after = as_text(ratee.before.get(_WORKPLACE)), ratee.text(_WORKPLACE)
        unit = as_text(ratee.before.get(_UNIT))
        if unit and before and name_key(before) != name_key(after) and _UNIT not in found.columns:
            slots = {"person": ratee.text(_PERSON), "before": before, "after": after, "unit": unit}
            yield Finding("import.unit-stays", place, slots)

    def _update(self, unit: PlannedRow, values: Mapping[str, object], place: Place) -> Iterator[Finding]:
        """Give a unit the contacts of a list, unless an earlier row has given it others: a unit has one contact."""
        first = self._met.get(id(unit)) or self._contacted.get(id(unit))
        unlike = self._units.unlike(unit, values) if first else ()
        if first and unlike:
            slots = {"unit": unit.text(_NAME), "columns": "、".join(unlike), "row": first}
            yield Finding("import.other-contact", place, slots)
        else:
            self._units.update(unit, values, agreed=self._agreed and not first)

    def settle(self, tasks: TableEdit) -> None:
        """Add the units of new tasks; take those away that only had tasks or persons that are taken away."""
        rows = [*tasks.rows, *self._ratees.rows]
        for task in tasks.rows:
            if task.state is RowState.NEW and _unit_of(self._units, task.text(_UNIT)) is None:
                self._units.add({_NAME: task.text(_UNIT)})
        needed = {name_key(row.text(_UNIT)) for row in rows if row.after is not None}
        gone = {name_key(row.text(_UNIT)) for row in rows if row.after is None}
        for unit in self._units.stay():
            if not unit.met and name_key(unit.text(_NAME)) in gone - needed:
                unit.after = None


def unit_named(edit: TableEdit, name: str) -> PlannedRow | None:
    """The unit of a name, or of that alias."""
    key = name_key(name)
    found = next((row for row in edit.stay() if name_key(row.text(_NAME)) == key), None)
    return found or next((row for row in edit.stay() if has_alias(row, name)), None)


def _unit_of(edit: TableEdit, name: str) -> PlannedRow | None:
    """The same, or the unit that had the name before an import changed it: what names it still does so."""
    before = (row for row in edit.stay() if name_key(as_text(row.before.get(_NAME))) == name_key(name))
    return unit_named(edit, name) or next(before, None)


def has_alias(unit: PlannedRow, name: str) -> bool:
    """Return True if a unit has this other name."""
    return name_key(name) in map(name_key, split_list(unit.text("别名")))


def _named_as(naming: tuple[str, str], place: str) -> str:
    """The name of the unit of a 所在单位. Where units are party organisations, a place that is one is its own unit."""
    before, after = naming
    return place if _PARTY.search(place) and _PARTY.search(after) else f"{before}{place}{after}"


def _unit_names(rows: Sequence[PlannedRow]) -> tuple[str, str] | None:
    """What stands before and behind 所在单位 in the names of the persons' units; None where they have no units.

    A scheme without persons does not tell: their units then have the names of 所在单位.
    """
    if not rows:
        return ("", "")
    found: Counter[tuple[str, str]] = Counter()
    for row in rows:
        before, place, after = row.text("填报单位").partition(row.text("所在单位") or "\n")
        if place:
            found[before, after] += 1
    return found.most_common(1)[0][0] if found else None


# ---------------------------------------------------------------- 填报任务


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
                self._keep(task, self._staying(codes))
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

    def names_others(self, text: str) -> bool:
        """Return True if a text that is no name means a person in whose place the list has somebody else."""
        codes = self._roster.ratees(text).codes if self._by_person(text) else ()
        return any(self._replaced(self._by_code[code], text) for code in codes)

    @staticmethod
    def _replaced(row: PlannedRow, text: str) -> bool:
        before = name_key(as_text(row.before.get(_PERSON)))
        return row.after is not None and name_key(row.text(_PERSON)) != before and before not in name_key(text)

    def _by_person(self, text: str) -> bool:
        """True if a text names persons, not all of them or a 排名组."""
        return {name_key(ALL_RATEES), *self._groups}.isdisjoint(map(name_key, (text, *split_list(text))))

    def recoded(self, text: str) -> str | None:
        """A text with the 编号 that persons have now in the place of those that they had; None if it names none."""
        words = split_list(text)
        now = [self._recoded_word(word) for word in words]
        return None if now == words else "、".join(now)

    def _recoded_word(self, word: str) -> str:
        """The same for one word: a 编号, or a span of them (T1-T3), which may not be one of the new ones."""
        codes = (self._roster.ratees(word).codes if is_like_span(word) else ()) or (word,)
        if self._recoded.keys().isdisjoint(map(code_key, codes)):
            return word
        return "、".join(self._recoded.get(code_key(code), code) for code in codes)

    @cached_property
    def _recoded(self) -> Mapping[str, str]:
        """The 编号 that persons have now, by the key of those that they had, where these differ."""
        now = {code_key(code): row.text(CODE) for code, row in self._by_code.items() if row.after is not None}
        return {code: after for code, after in now.items() if code_key(after) != code}

    def _staying(self, codes: Iterable[str]) -> list[str]:
        """The present 编号 of those persons who are not taken away."""
        return [self._by_code[code].text(CODE) for code in codes if self._stays(code)]

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
                self._keep(task, [*self._staying(codes), *rest[:share]])
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
        row.text(column) for column in (CODE, _PERSON, "职务", _WORKPLACE, _GROUP, _UNIT)
    )
    return Ratee(code, name, post, workplace, group, unit)
