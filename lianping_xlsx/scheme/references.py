"""Checks of references and names of a scheme.

Every word that names something on another sheet must exist there; the rows of 填报任务 must fit; every code and every
name must identify one thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from lianping_xlsx.core import exact
from lianping_xlsx.core.abbreviate import NAMED_IN_LIST, some
from lianping_xlsx.core.did_you_mean import suggestion
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.spelling import code_key, name_key, says_nothing, show_raw
from lianping_xlsx.scheme.ballot_sheets import GRADES, PLACES
from lianping_xlsx.scheme.check_case import CheckCase
from lianping_xlsx.scheme.model import Ratee, Task, Unit
from lianping_xlsx.scheme.roster import Meant, is_like_span, split_list
from lianping_xlsx.scheme.rules import DECLARED
from lianping_xlsx.scheme.scoring_units import form_scope
from lianping_xlsx.scheme.terms import Counting, Effect
from lianping_xlsx.spreadsheet.tables import Record


def references(case: CheckCase) -> Iterable[Finding]:
    """Check names of polls, 排名组 and units outside 填报任务. Findings: ``scheme.unknown``, ``scheme.no-class``."""
    scheme = case.scheme
    scales = dict.fromkeys(grade.scale for grade in scheme.grades)
    for record, voter in zip(case.table("票类"), scheme.class_rows, strict=True):
        yield from case.resolve(record, "测评", voter.poll, scheme.poll_of, "测评")
    for record, item in zip(case.table("考评细则"), scheme.rubric, strict=True):
        yield from _unit(case, record, item.department, "评分单位")
        for group in case.roster.groups(record.text("适用排名组")):
            if group not in scheme.groups:
                yield case.unknown(record, "适用排名组", group, "考核对象", scheme.groups)
    for record, ratee in zip(case.table("考核对象"), scheme.ratees, strict=True):
        yield from _unit(case, record, ratee.unit)
    for record, content in zip(case.table("测评内容"), scheme.items, strict=True):
        yield from case.resolve(record, "测评", content.poll, scheme.poll_of, "测评")
        yield from case.resolve(record, "等级表", content.scale, scales, "评价等级")
    for record, places in zip(case.table("名次分"), scheme.ballot_places, strict=True):
        yield from case.resolve(record, "测评", places.poll, scheme.poll_of, "测评")
    for record, poll in zip(case.table("测评"), scheme.polls, strict=True):
        yield from case.resolve(record, "等级表", poll.scale, scales, "评价等级")
        if not scheme.classes_of(poll.name):
            yield Finding("scheme.no-class", case.at("测评", poll.row, "名称"), {"poll": poll.name})


def _unit(case: CheckCase, record: Record, unit: str, column: str = "填报单位") -> Iterator[Finding]:
    if unit and unit not in case.scheme.unit_of:
        words = [word for known in case.scheme.units for word in (known.name, *known.aliases)]
        yield case.unknown(record, column, unit, "填报单位", words)


def persons(case: CheckCase, record: Record, column: str, meant: Meant) -> Iterator[Finding]:
    """Yield a finding per word of a cell that names nobody, or that is the name of several persons."""
    for word in meant.unknown:
        if is_like_span(word):
            yield case.column_finding("scheme.span", record, column, value=word)
        else:
            yield case.unknown(record, column, word, "考核对象", case.roster.words)
    for word in meant.shared:
        persons = "、".join(f"{code} {case.scheme.ratee_of[code].label}" for code in case.roster.namesakes(word))
        yield case.column_finding("scheme.shared-name", record, column, value=word, persons=persons)


def tasks(case: CheckCase) -> Iterable[Finding]:
    """Check each row of 填报任务 by itself."""
    scheme = case.scheme
    for record, task in zip(case.table("填报任务"), scheme.tasks, strict=True):
        yield from _unit(case, record, task.unit)
        meant = case.roster.ratees(record.text("考核对象范围"))
        if meant == Meant(()):  # the cell holds only separators
            meant = Meant((), (record.text("考核对象范围"),))
        if meant.unknown or meant.shared:
            yield from persons(case, record, "考核对象范围", meant)
        if task.component and not task.kind.of_component:
            yield Finding("scheme.task-component", record.place(case.file, "板块"), {"kind": str(task.kind)})
        yield from _unused(case, record, task)
        if task.kind.lists_contents:
            yield from case.resolve(record, "测评", task.poll, scheme.poll_of, "测评")
            if not scheme.account_items(task):
                yield Finding("scheme.task-items", record.place(case.file, "表种"), {"kind": str(task.kind)})
        if task.kind.polled:
            yield from _polled(case, record, task)
        if task.typed_twice:
            yield from _typed_twice(case, record, task)


def _unused(case: CheckCase, record: Record, task: Task) -> Iterator[Finding]:
    """Yield ``scheme.task-unused`` for a poll, class or number of ballots of a form that has none."""
    if task.kind.polled:
        return
    asked = ("票类", "预计份数") if task.kind.lists_contents else ("测评", "票类", "预计份数")
    columns = [column for column in asked if record.values.get(column) is not None]
    if columns:
        slots = {"kind": str(task.kind), "columns": "”“".join(columns)}
        yield Finding("scheme.task-unused", record.place(case.file, columns[0]), slots)


def _polled(case: CheckCase, record: Record, task: Task) -> Iterator[Finding]:
    """Check the poll, the class and the number of ballots of a task of a poll."""
    scheme = case.scheme
    yield from case.resolve(record, "测评", task.poll, scheme.poll_of, "测评")
    if task.poll in scheme.poll_of and (task.poll, task.voter_class) not in scheme.class_of:
        classes = [voter.name for voter in scheme.classes_of(task.poll)]
        yield case.unknown(record, "票类", task.voter_class or "（空白）", "票类", classes)
    if not task.poll:
        yield Finding("scheme.task-poll", record.place(case.file, "测评"), {"kind": str(task.kind)})
    if not task.ballots:
        yield Finding("scheme.task-ballots", record.place(case.file, "预计份数"), {"kind": str(task.kind)})
    poll = scheme.poll_of.get(task.poll)
    if poll is not None and (poll.counting is Counting.BALLOTS) != task.kind.by_ballot:
        slots = {"kind": str(task.kind), "poll": poll.name, "counting": str(poll.counting)}
        yield Finding("scheme.task-counting", record.place(case.file, "表种"), slots)


def _typed_twice(case: CheckCase, record: Record, task: Task) -> Iterator[Finding]:
    """Check that a task of 双人录入 is a register of several ballots: only there is anything to be matched."""
    place = record.place(case.file, "双人录入")
    if not task.kind.by_ballot:
        yield Finding("scheme.typed-twice", place, {"kind": str(task.kind)})
    elif task.ballots == 1:
        yield Finding("scheme.typed-twice-single", place)


def duplicate_tasks(case: CheckCase) -> Iterable[Finding]:
    """Yield ``scheme.duplicate-task`` if a unit has the same form twice."""
    seen: dict[tuple[str, ...], int] = {}
    for task in case.scheme.tasks:
        single = task.kind.per_ratee  # 测评 and 票类 make no difference then
        for code in task.ratees if single else ("",):
            key = (task.unit, task.kind, *((code, task.component) if single else form_scope(task)))
            if key in seen:
                slots = {"unit": task.unit, "kind": str(task.kind), "row": str(seen[key])}
                yield Finding("scheme.duplicate-task", case.at("填报任务", task.row, "表种"), slots)
                break
            seen[key] = task.row


def adjustments(case: CheckCase) -> Iterable[Finding]:
    """Check that each row of 否决与加减分 names one person, and that its points can be printed."""
    for record, adjustment in zip(case.table("否决与加减分"), case.scheme.adjustments, strict=True):
        meant = case.roster.ratees(record.text("考核对象"))
        yield from persons(case, record, "考核对象", meant)
        if len(meant.codes) > 1:
            names = "、".join(case.scheme.ratee_of[code].label for code in meant.codes)
            yield case.column_finding(
                "scheme.several-persons", record, "考核对象", value=record.text("考核对象"), names=names
            )
        counted = adjustment.effect in (Effect.BONUS, Effect.PENALTY)
        if counted != bool(adjustment.points):
            code = "scheme.adjustment-points" if counted else "scheme.adjustment-unused"
            slots = {"effect": str(adjustment.effect), "points": exact.show_short(adjustment.points)}
            yield Finding(code, record.place(case.file, "分值"), slots)
        yield from _too_fine(case, adjustment.points, record.place(case.file, "分值"))
    yield from _same_events(case)
    for rule in DECLARED:
        if rule.printed:
            yield from _too_fine(case, rule.of(case.scheme.rules) or 0, case.setting("计分规则", rule.name))


def _same_events(case: CheckCase) -> Iterator[Finding]:
    """Yield ``scheme.same-event`` for a row that says what another one says: a copy counts once more."""
    seen: dict[tuple[object, ...], int] = {}
    for event in case.scheme.adjustments:
        key = (event.ratee, name_key(event.event), event.effect, event.points, name_key(event.basis), event.highest)
        if event.ratee and key in seen:
            slots = {"event": event.event, "name": case.scheme.ratee_of[event.ratee].label, "row": str(seen[key])}
            yield Finding("scheme.same-event", case.at("否决与加减分", event.row, "事项"), slots)
        seen.setdefault(key, event.row)


def _too_fine(case: CheckCase, points: int, place: Place) -> Iterable[Finding]:
    """Yield ``scheme.too-fine`` for points with more decimals than 小数位数: print and count would differ."""
    decimals = case.scheme.rules.decimals
    if points % exact.unit_of(decimals):
        slots = {"value": exact.show_short(points), "decimals": str(decimals)}
        yield Finding("scheme.too-fine", place, slots)


_UNIQUE = (
    ("考核对象", ("编号",)),
    ("填报单位", ("编号",)),
    ("填报单位", ("名称",)),
    ("测评", ("名称",)),
    ("票类", ("测评", "票类")),
    ("测评内容", ("编号",)),
    ("评价等级", ("等级表", "等级")),
    ("名次分", ("测评", "名次")),
    ("考评细则", ("编号",)),
    ("名次赋分", ("板块", "名次")),
    ("期次", ("板块", "期次")),
)


_MAY_BE_BLANK = {GRADES.sheet: ("等级表",), PLACES.sheet: ("测评",)}


def unique_keys(case: CheckCase) -> Iterable[Finding]:
    """Yield ``scheme.duplicate`` for each repeated code or name."""
    # A class may have several rows if these name 适用对象; ``class_scopes`` checks them.
    scoped = case.scheme.scoped_classes
    for sheet, columns in (each for each in _UNIQUE if not (scoped and each[0] == "票类")):
        seen: dict[tuple[str, ...], int] = {}
        for record in case.table(sheet):
            key = tuple(_key(column, record.text(column)) for column in columns)
            filled = [column for column, part in zip(columns, key, strict=True) if part]
            # A blank cell is reported as such by the reader of the table.
            if key in seen and {*filled, *_MAY_BE_BLANK.get(sheet, ())}.issuperset(columns):
                slots = {"what": "、".join(filled), "value": record.text(columns[-1]), "row": str(seen[key])}
                yield Finding("scheme.duplicate", record.place(case.file, columns[-1]), slots)
            seen.setdefault(key, record.row)


def _key(column: str, text: str) -> str:
    """The key for comparison. Dots and spaces make no difference in names, but in codes: 1.12 is not 11.2."""
    return code_key(text) if column == "编号" else name_key(text)


def listed_ratees(case: CheckCase) -> Iterable[Finding]:
    """Check the list of ratees. Findings: ``scheme.same-person``, ``scheme.group-spelling``, ``scheme.group-alone``."""
    yield from _same_persons(case)
    yield from _groups(case)


def _same_persons(case: CheckCase) -> Iterable[Finding]:
    """Yield ``scheme.same-person`` for ratees with the same name and 所在单位, whom no word can distinguish."""
    alike: dict[tuple[str, str], list[Ratee]] = {}
    for ratee in case.scheme.ratees:
        alike.setdefault((name_key(ratee.name), name_key(ratee.workplace)), []).append(ratee)
    for ratee in case.scheme.ratees:
        others = [each for each in alike[name_key(ratee.name), name_key(ratee.workplace)] if each is not ratee]
        if others:
            listed = "、".join(f"第{other.row}行“{other.label}”" for other in others)
            place = case.at("考核对象", ratee.row, "姓名")
            yield Finding("scheme.same-person", place, {"name": ratee.label, "others": listed})


def _has_gap(text: str) -> bool:
    """Return True if there is white space between two Chinese characters."""
    return any(
        "\u3400" <= one[-1] <= "\u9fff" and "\u3400" <= next_[0] <= "\u9fff" for one, next_ in pairwise(text.split())
    )


def _groups(case: CheckCase) -> Iterable[Finding]:
    """Look for a 排名组 that is another one misspelt: its people would be ranked by themselves.

    Findings: ``scheme.group-spelling``, ``scheme.group-alone`` for a single person in a group of a similar name,
    ``scheme.group-list`` for a list of groups, which is one more group.
    """
    spelled: dict[str, Ratee] = {}
    for ratee in case.scheme.ratees:
        first = spelled.setdefault(name_key(ratee.group), ratee)
        if first.group != ratee.group:
            slots = {"group": show_raw(ratee.group), "other": show_raw(first.group), "row": str(first.row)}
            yield Finding("scheme.group-spelling", case.at("考核对象", ratee.row, "排名组"), slots)
    listed = {group: [part for part in split_list(group) if part in case.scheme.groups] for group in case.scheme.groups}
    for group, parts in listed.items():
        members = [ratee for ratee in case.scheme.ratees if ratee.group == group]
        place = case.at("考核对象", members[0].row, "排名组")
        if parts not in ([], [group]):
            yield Finding("scheme.group-list", place, {"group": group, "others": "”“".join(parts)})
            continue
        others = [each for each, own in listed.items() if name_key(each) != name_key(group) and own in ([], [each])]
        if len(members) == 1 and (like := suggestion(group, others)):
            yield Finding("scheme.group-alone", place, {"group": group, "suggestion": like})


def as_printed(case: CheckCase) -> Iterable[Finding]:
    """Look at texts as they will be printed. Findings: ``scheme.spaced-name``, ``scheme.placeholder``."""
    yield from _spaced_names(case)
    yield from _placeholders(case)


def _spaced_names(case: CheckCase) -> Iterable[Finding]:
    """Yield ``scheme.spaced-name``, at most once per column, for names typed with spaces, which would be printed."""
    for column in ("姓名", "所在单位"):
        found = [record for record in case.table("考核对象") if _has_gap(record.text(column))]
        if found:
            values = some([record.text(column) for record in found], NAMED_IN_LIST, "处")
            yield case.column_finding("scheme.spaced-name", found[0], column, count=str(len(found)), values=values)


_PRINTED = (("考核对象", "职务"), ("填报单位", "别名"), ("票类", "说明"), ("等次规则", "结果运用"))
_PRINTED_SETTINGS = ("上报单位", "依据文件", "联系人", "联系电话", "标注", "上年考核文件夹")


def _placeholders(case: CheckCase) -> Iterable[Finding]:
    """Yield ``scheme.placeholder`` for each setting or column in which 无, / and the like would be taken for a text."""
    profile = case.records.settings["基本信息"]
    for name in _PRINTED_SETTINGS:
        if (word := profile.text(name)) and says_nothing(word):
            yield Finding("scheme.placeholder", case.setting("基本信息", name), {"column": name, "value": word})
    for sheet, column in _PRINTED:
        found = [record for record in case.table(sheet) if (word := record.text(column)) and says_nothing(word)]
        if found:
            yield case.column_finding("scheme.placeholder", found[0], column, value=found[0].text(column))


def aliases(case: CheckCase) -> Iterable[Finding]:
    """Yield ``scheme.alias-taken`` for an alias that is also a name or an alias of another unit."""
    goes_by: dict[str, list[Unit]] = {}
    for unit in case.scheme.units:
        for key in dict.fromkeys(name_key(word) for word in (unit.name, *unit.aliases)):
            goes_by.setdefault(key, []).append(unit)
    for unit in case.scheme.units:
        for alias in dict.fromkeys(unit.aliases):
            others = [other for other in goes_by[name_key(alias)] if other is not unit]
            if others:
                slots = {"unit": unit.name, "alias": alias, "others": "、".join(f"“{other.name}”" for other in others)}
                yield Finding("scheme.alias-taken", case.at("填报单位", unit.row, "别名"), slots)
