"""Does a scheme hold together? All faults in one pass, each with sheet, cell and remedy (``check``)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lianping_xlsx.core import exact
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.spelling import name_key
from lianping_xlsx.scheme.file import SCHEME_FILE
from lianping_xlsx.scheme.model import BallotItem, Counting, Effect, FormKind, Scheme, Scoring
from lianping_xlsx.scheme.roster import Roster, split_list
from lianping_xlsx.scheme.workbook import Records
from lianping_xlsx.sheets.kinds import fits_list
from lianping_xlsx.sheets.tables import Record, setting_place

_UNIQUE = (
    ("考核对象", ("编号",)),
    ("填报单位", ("编号",)),
    ("填报单位", ("名称",)),
    ("测评", ("名称",)),
    ("票类", ("测评", "票类")),
    ("测评内容", ("编号",)),
    ("评价等级", ("等级",)),
    ("考评细则", ("编号",)),
    ("等次规则", ("等次",)),
)
_NEEDED = ("考核对象", "填报单位", "测评", "票类", "考评细则", "填报任务", "等次规则")
_LEAST_GRADES = 2
_MOST_COLUMNS = 400
_POLLED = (FormKind.BALLOTS, FormKind.TALLY)


@dataclass(frozen=True, slots=True)
class _Case:
    """What a check looks at: the scheme, and the records that say where each cell stands."""

    scheme: Scheme
    records: Records
    file: str
    roster: Roster
    by_row: Mapping[str, Mapping[int, Record]]

    def table(self, sheet: str) -> Sequence[Record]:
        return self.records.tables[sheet]

    def at(self, sheet: str, row: int, column: str) -> Place:
        return self.by_row[sheet][row].place(self.file, column)

    def setting(self, sheet: str, name: str) -> Place:
        return setting_place(self.records.settings[sheet], self.file, name)


def check_scheme(scheme: Scheme, records: Records, *, file: str = SCHEME_FILE) -> tuple[Finding, ...]:
    """Findings ``scheme.*``; none of severity 错误 means that forms can be made and replies counted."""
    by_row = {sheet: {record.row: record for record in rows} for sheet, rows in records.tables.items()}
    case = _Case(scheme, records, file, Roster(scheme.ratees), by_row)
    return tuple(finding for check in _CHECKS for finding in check(case))


def _nothing_empty(case: _Case) -> Iterable[Finding]:
    for sheet in _NEEDED:
        if not case.table(sheet):
            yield Finding("scheme.empty-sheet", Place(case.file, sheet), {"sheet": sheet})


def _unique_keys(case: _Case) -> Iterable[Finding]:
    for sheet, columns in _UNIQUE:
        seen: dict[tuple[str, ...], int] = {}
        for record in case.table(sheet):
            key = tuple(_key(column, record.text(column)) for column in columns)
            if key in seen and all(key):
                slots = {"what": "、".join(columns), "value": record.text(columns[-1]), "row": str(seen[key])}
                yield Finding("scheme.duplicate", record.place(case.file, columns[-1]), slots)
            seen.setdefault(key, record.row)


def _key(column: str, text: str) -> str:
    """Names are equal whatever dots and spaces they hold; codes are not: 1.12 is not 11.2."""
    return text.casefold() if column == "编号" else name_key(text)


def _same_persons(case: _Case) -> Iterable[Finding]:
    counts = Counter((name_key(r.name), name_key(r.workplace)) for r in case.scheme.ratees)
    for ratee in case.scheme.ratees:
        if counts[name_key(ratee.name), name_key(ratee.workplace)] > 1:
            yield Finding("scheme.same-person", case.at("考核对象", ratee.row, "姓名"), {"name": ratee.label})


def _sum(case: _Case, sheet: str, column: str, rows: Iterable[tuple[int, int]], what: str) -> Iterable[Finding]:
    """One finding, on the last row, if values of (row, value) do not add up to 100."""
    listed = list(rows)
    total = sum(value for _, value in listed)
    if listed and total != exact.WHOLE:
        slots = {"what": what, "total": exact.show_short(total)}
        yield Finding("scheme.sum", case.at(sheet, listed[-1][0], column), slots)


def _weights(case: _Case) -> Iterable[Finding]:
    scheme, rules = case.scheme, case.scheme.rules
    both = rules.poll_weight + rules.field_weight
    if both != exact.WHOLE:
        slots = {"what": "述职测评权重与实地考评权重", "total": exact.show_short(both)}
        yield Finding("scheme.sum", case.setting("计分规则", "实地考评权重"), slots)
    yield from _sum(case, "测评", "权重", ((p.row, p.weight) for p in scheme.polls), "各次测评的权重")
    for poll in scheme.polls:
        rows = ((c.row, c.weight) for c in scheme.classes_of(poll.name))
        yield from _sum(case, "票类", "权重", rows, f"测评“{poll.name}”各票类的权重")
    yield from _items(case)


def _items(case: _Case) -> Iterable[Finding]:
    """The 分值 of each poll's 测评内容 sum to 100; polls with the same contents are one."""
    shared = all(not item.poll for item in case.scheme.items)
    for items, polls in _polls_by_items(case.scheme).items():
        what = "测评内容各项的分值" if shared else f"测评“{'、'.join(polls)}”各项测评内容的分值"
        yield from _sum(case, "测评内容", "分值", ((i.row, i.points) for i in items), what)


def _polls_by_items(scheme: Scheme) -> dict[tuple[BallotItem, ...], list[str]]:
    found: dict[tuple[BallotItem, ...], list[str]] = {}
    for poll in scheme.polls:
        found.setdefault(scheme.items_of(poll.name), []).append(poll.name)
    return found


def _scorings(case: _Case) -> Iterable[Finding]:
    """What a ballot is marked by must be there: items to be marked, grades to be ticked."""
    grades = case.scheme.grades
    for poll in case.scheme.polls:
        place = case.at("测评", poll.row, "打分方式")
        if poll.scoring is Scoring.ITEMS and not case.scheme.items_of(poll.name):
            yield Finding("scheme.no-items", place, {"poll": poll.name})
        if poll.scoring is Scoring.GRADES and len(grades) < _LEAST_GRADES:
            yield Finding("scheme.no-grades", place, {"poll": poll.name})
    for better, worse in pairwise(grades):
        if worse.points >= better.points:
            slots = {"grade": worse.name, "better": better.name}
            yield Finding("scheme.grade-order", case.at("评价等级", worse.row, "折算分"), slots)


def _rubric_points(case: _Case) -> Iterable[Finding]:
    for group in case.scheme.groups:
        rows = ((i.row, i.points) for i in case.scheme.rubric_for(group) if i.counts_to_hundred)
        yield from _sum(case, "考评细则", "分值", rows, f"排名组“{group}”适用的考评项目（得分、扣分）的分值")
        if not any(i.counts_to_hundred for i in case.scheme.rubric_for(group)):
            yield Finding("scheme.no-rubric", Place(case.file, "考评细则"), {"group": group})


def _references(case: _Case) -> Iterable[Finding]:
    scheme = case.scheme
    polls = {poll.name for poll in scheme.polls}
    for record in case.table("票类"):
        yield from _resolve(case, record, "测评", polls, "测评")
    for record in case.table("考评细则"):
        for group in case.roster.groups(record.text("适用排名组")):
            if group not in scheme.groups:
                yield _unknown(case, record, "适用排名组", group, "考核对象")
    for record in case.table("考核对象"):
        if record.text("填报单位"):
            yield from _resolve(case, record, "填报单位", scheme.unit_of, "填报单位")
    for record in case.table("测评内容"):
        yield from _resolve(case, record, "测评", polls, "测评")
    for poll in scheme.polls:
        if not scheme.classes_of(poll.name):
            yield Finding("scheme.no-class", case.at("测评", poll.row, "名称"), {"poll": poll.name})


def _widths(case: _Case) -> Iterable[Finding]:
    """A register with a block of columns for each ratee must not grow wider than anybody can handle."""
    scheme = case.scheme
    for task in scheme.tasks:
        poll = scheme.poll_of.get(task.poll)
        if task.kind is not FormKind.BALLOTS or poll is None or poll.scoring is Scoring.POINTS:
            continue
        block = len(scheme.grades) if poll.scoring is Scoring.GRADES else len(scheme.items_of(poll.name)) + 1
        if len(task.ratees) * block > _MOST_COLUMNS:
            slots = {"count": str(len(task.ratees)), "limit": str(_MOST_COLUMNS // block)}
            yield Finding("scheme.too-wide", case.at("填报任务", task.row, "考核对象范围"), slots)


def _resolve(case: _Case, record: Record, column: str, known: Container[str], sheet: str) -> Iterable[Finding]:
    word = record.text(column)
    if word and word not in known:
        yield _unknown(case, record, column, word, sheet)


def _unknown(case: _Case, record: Record, column: str, word: str, sheet: str) -> Finding:
    slots = {"column": column, "value": word, "sheet": sheet}
    return Finding("scheme.unknown", record.place(case.file, column), slots)


def _tasks(case: _Case) -> Iterable[Finding]:
    scheme = case.scheme
    classes = {(c.poll, c.name) for c in scheme.classes}
    for record, task in zip(case.table("填报任务"), scheme.tasks, strict=True):
        yield from _resolve(case, record, "填报单位", scheme.unit_of, "填报单位")
        unknown = case.roster.ratees(record.text("考核对象范围"))[1]
        if not task.ratees and not unknown:  # nothing but list marks
            unknown = (record.text("考核对象范围"),)
        for word in unknown:
            yield _unknown(case, record, "考核对象范围", word, "考核对象")
        if task.kind is FormKind.SELF_CHECK:
            yield from _resolve(case, record, "测评", scheme.poll_of, "测评")
            if not scheme.account_items(task):
                yield Finding("scheme.task-items", record.place(case.file, "表种"), {"kind": str(task.kind)})
        if task.kind not in _POLLED:
            continue
        yield from _resolve(case, record, "测评", scheme.poll_of, "测评")
        if task.poll in scheme.poll_of and (task.poll, task.voter_class) not in classes:
            yield _unknown(case, record, "票类", task.voter_class or "（空白）", "票类")
        if not task.poll:
            yield Finding("scheme.task-poll", record.place(case.file, "测评"), {"kind": str(task.kind)})
        if not task.ballots:
            yield Finding("scheme.task-ballots", record.place(case.file, "预计份数"), {"kind": str(task.kind)})
        yield from _counting(case, record, task.kind, task.poll)


def _counting(case: _Case, record: Record, kind: FormKind, poll: str) -> Iterable[Finding]:
    found = case.scheme.poll_of.get(poll)
    if found is not None and (found.counting is Counting.BALLOTS) != (kind is FormKind.BALLOTS):
        slots = {"kind": str(kind), "poll": poll, "counting": str(found.counting)}
        yield Finding("scheme.task-counting", record.place(case.file, "表种"), slots)


def _duplicate_tasks(case: _Case) -> Iterable[Finding]:
    seen: dict[tuple[str, ...], int] = {}
    for task in case.scheme.tasks:
        single = task.kind.per_ratee  # whatever stands under 测评 and 票类
        for code in task.ratees if single else ("",):
            key = (task.unit, task.kind, code) if single else (task.unit, task.kind, task.poll, task.voter_class)
            if key in seen:
                slots = {"unit": task.unit, "kind": str(task.kind), "row": str(seen[key])}
                yield Finding("scheme.duplicate-task", case.at("填报任务", task.row, "表种"), slots)
                break
            seen[key] = task.row


def _coverage(case: _Case) -> Iterable[Finding]:
    """Every ratee is polled by each class of each poll, and assessed on the spot."""
    scheme = case.scheme
    polled = {(t.poll, t.voter_class, code) for t in scheme.tasks if t.kind in _POLLED for code in t.ratees}
    assessed = {code for t in scheme.tasks if t.kind is FormKind.RUBRIC for code in t.ratees}
    for ratee in scheme.ratees:
        place = case.at("考核对象", ratee.row, "编号")
        for voter in scheme.classes:
            if (voter.poll, voter.name, ratee.code) not in polled:
                slots = {"name": ratee.label, "poll": voter.poll, "voter_class": voter.name}
                yield Finding("scheme.not-polled", place, slots)
        if ratee.code not in assessed:
            yield Finding("scheme.not-assessed", place, {"name": ratee.label})


def _electorate(case: _Case) -> Iterable[Finding]:
    """For each ratee the ballots expected by the tasks of a class should be its 应到人数."""
    expected: Counter[tuple[str, str, str]] = Counter()
    for task in case.scheme.tasks:
        for code in task.ratees:
            expected[task.poll, task.voter_class, code] += task.ballots
    for voter in case.scheme.classes:
        counts = {expected[voter.poll, voter.name, ratee.code] for ratee in case.scheme.ratees} - {0}
        if counts - {voter.electorate}:
            slots = {
                "voter_class": voter.name,
                "electorate": str(voter.electorate),
                "ballots": "、".join(str(count) for count in sorted(counts)),
            }
            yield Finding("scheme.electorate", case.at("票类", voter.row, "应到人数"), slots)


def _trimming(case: _Case) -> Iterable[Finding]:
    tallied = [poll for poll in case.scheme.polls if poll.counting is Counting.TALLY]
    if case.scheme.rules.trim and tallied:
        place = case.setting("计分规则", "去最高最低分")
        yield Finding("scheme.trim-tally", place, {"polls": "、".join(poll.name for poll in tallied)})


def _tiers(case: _Case) -> Iterable[Finding]:
    tiers = case.scheme.tiers
    for better, worse in pairwise(tiers):
        if better.cut is None:
            yield Finding("scheme.tier-cut", case.at("等次规则", better.row, "最低分"), {"tier": better.name})
        elif worse.cut is not None and worse.cut >= better.cut:
            slots = {"tier": worse.name, "better": better.name}
            yield Finding("scheme.tier-order", case.at("等次规则", worse.row, "最低分"), slots)
    for tier in tiers:
        if not fits_list([tier.name]):
            yield Finding("scheme.tier-name", case.at("等次规则", tier.row, "等次"), {"tier": tier.name})
    if tiers and (tiers[-1].cut or tiers[-1].quota is not None):
        yield Finding("scheme.tier-last", case.at("等次规则", tiers[-1].row, "最低分"), {"tier": tiers[-1].name})


def _adjustments(case: _Case) -> Iterable[Finding]:
    for record, adjustment in zip(case.table("否决与加减分"), case.scheme.adjustments, strict=True):
        if not adjustment.ratee and record.text("考核对象"):
            yield _unknown(case, record, "考核对象", record.text("考核对象"), "考核对象")
        if adjustment.effect in (Effect.BONUS, Effect.PENALTY) and not adjustment.points:
            place = record.place(case.file, "分值")
            yield Finding("scheme.adjustment-points", place, {"effect": str(adjustment.effect)})
        yield from _too_fine(case, adjustment.points, record.place(case.file, "分值"))
    yield from _too_fine(case, case.scheme.rules.adjustment_cap or 0, case.setting("计分规则", "加分上限"))


def _too_fine(case: _Case, points: int, place: Place) -> Iterable[Finding]:
    """加分 and 减分 are printed with 小数位数: finer ones would not be those that are counted."""
    decimals = case.scheme.rules.decimals
    if points % exact.unit_of(decimals):
        slots = {"value": exact.show_short(points), "decimals": str(decimals)}
        yield Finding("scheme.too-fine", place, slots)


def _names_for_lists(case: _Case) -> Iterable[Finding]:
    """Names that are listed elsewhere must not hold the marks that part a list, unless written alone."""
    for ratee in case.scheme.ratees:
        if len(split_list(ratee.code)) != 1:
            yield Finding("scheme.bad-code", case.at("考核对象", ratee.row, "编号"), {"value": ratee.code})


def _sample_roster(case: _Case) -> Iterable[Finding]:
    if "示例" in case.scheme.profile.banner:
        yield Finding("scheme.sample", case.setting("基本信息", "标注"), {"banner": case.scheme.profile.banner})


_CHECKS: tuple[Callable[[_Case], Iterable[Finding]], ...] = (
    _nothing_empty,
    _unique_keys,
    _same_persons,
    _weights,
    _scorings,
    _rubric_points,
    _references,
    _tasks,
    _duplicate_tasks,
    _widths,
    _coverage,
    _electorate,
    _trimming,
    _tiers,
    _adjustments,
    _names_for_lists,
    _sample_roster,
)
