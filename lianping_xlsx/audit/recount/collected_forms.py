"""The forms that came back become evidence: what stands in their cells by the keys of rows and columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from .cell_values import BLANK, COUNTED, POINTS, Entry, alike, entry, whole, words
from .cited_persons import Cited, Ticks, used_results
from .evidence import Ballot, Count, DepartmentSheet, Evidence, Given, Register, Visit
from .form_grids import FormKey, Grid
from .graded_items import VOID, chosen
from .scheme_parts import Item, Poll, Scheme, Task
from .typed_marks import is_tick, read_mark, ticked

COUNTING = ("测评票", "计票汇总", "实地考评", "部门评分表", "得分表")
"""The forms that enter a figure; the others are words."""


def collect(
    scheme: Scheme, forms: Iterable[tuple[FormKey, Grid]], results: Sequence[Cited] = (), ticks: Sequence[Ticks] = ()
) -> Evidence:
    """The evidence in the forms, each there once. A form that has not come back gives none.

    ``results``: all that came back. ``ticks``: what was chosen between them.
    """
    evidence = Evidence(results=used_results(results, (each.campaign for each in scheme.citations), ticks))
    for key, grid in forms:
        if key.form == "测评票":
            evidence.registers.append(_register(scheme, key, grid))
        elif key.form == "计票汇总":
            evidence.counts.extend(_counted_rows(scheme, key, grid))
        elif key.form == "实地考评":
            entries, reasoned = _visit_entries(scheme, key, grid), _is_reasoned(scheme, grid)
            evidence.visits.append(Visit(key.ratee, entries, key.unit, reasoned))
        elif key.form == "部门评分表":
            evidence.departments.append(_department_sheet(scheme, grid))
        elif key.form == "得分表":
            evidence.given.extend(_given_rows(scheme, key, grid))
    evidence.registers = list(_once(evidence.registers))
    return evidence


def expected_forms(scheme: Scheme) -> list[FormKey]:
    """The forms that enter a figure, as 填报任务 asks for them; of two typings the first has no number in its key."""
    found = []
    for task in (task for task in scheme.tasks if task.form in COUNTING):
        if task.form == "实地考评":
            found += [FormKey(task.unit, task.form, ratee=code, component=task.component) for code in task.whom]
        elif task.form in ("测评票", "计票汇总"):
            found += [FormKey(task.unit, task.form, *named(scheme, task.poll, task.voter_class))]
            found += [FormKey(task.unit, task.form, found[-1].poll, found[-1].voter_class, typing=2)] * task.twice
        else:
            found.append(FormKey(task.unit, task.form, component=task.component))
    return found


def has_columns(scheme: Scheme, key: FormKey, grid: Grid) -> bool:
    """True if the columns are there without which the summary takes nothing of a form, but another copy of it."""
    if key.form == "得分表":
        names = (period.name for period in scheme.periods if period.component == key.component)
        return all(f"score:{name}" in grid.columns for name in names)
    return key.form != "测评票" or "validity" in grid.columns or _is_of_single(scheme, grid)


def named(scheme: Scheme, poll: str, voter_class: str) -> tuple[str, str]:
    """A poll and its class as the scheme writes them."""
    key = (alike(poll), alike(voter_class))
    return next((v.poll, v.name) for v in scheme.classes if (alike(v.poll), alike(v.name)) == key)


# ---------------------------------------------------------------- ballots


def _once(registers: list[Register]) -> Iterator[Register]:
    """Of what two people typed the first, if both typed the same ballots in whatever order; otherwise neither."""
    for register in registers:
        pair = [r for r in registers if r.typing and _same_ballots(r) == _same_ballots(register)]
        piles = [sorted(each.typed for each in r.ballots) for r in pair]
        heads = [{getattr(r, name) for r in pair} - {None} for name in ("issued", "returned")]
        same = len(pair) == 2 and piles[0] == piles[1] != [] and all(len(head) < 2 for head in heads)
        if not register.typing or (same and register.typing == 1):
            for name in ("issued", "returned") if register.typing else ():
                setattr(register, name, max(getattr(r, name) or 0 for r in pair) or None)
            yield register


def _same_ballots(register: Register) -> tuple[str, str, str]:
    return register.unit, register.poll, register.voter_class


Cells = dict[str, dict[str, object]]
"""What was typed of each ratee on a ballot, by item or grade ('' for the only cell)."""
_SAID_VOID = {"废票", "废", "作废", "无效", "无效票"}
_SAID_VALID = {"", "有效", "有效票"}
_ROW_GONE = "（这一行不在表上）"


def _register(scheme: Scheme, key: FormKey, grid: Grid) -> Register:
    """A register has a row a ballot; the form of a single voter has a row a ratee, and asks for no 票的效力."""
    poll, voter_class = named(scheme, key.poll, key.voter_class)
    task = scheme.task(key.unit, key.form, poll, voter_class)
    expected = task.ballots if task else None
    single = "validity" not in grid.columns and _is_of_single(scheme, grid)
    alone = _rows_of_voter(scheme, grid, _asked_of(scheme, task)) if single else {}
    ballots = list(_single_ballot(scheme, poll, alone) if single else _ballot_rows(scheme, poll, grid, expected))
    left_out = (scheme.polls[poll].own or ("不计" if scheme.rules.void_own else "计")) == "不计"
    heads = {name: whole(entry(grid.heads.get(name), COUNTED)) for name in ("issued", "returned")}
    return Register(
        poll=poll,
        voter_class=voter_class,
        ratees=list(alone if single else _ratees_across(scheme, grid)),
        ballots=ballots,
        issued=1 if single else heads["issued"],
        returned=heads["returned"],
        expected=expected,
        own=scheme.alone.get(key.unit) if left_out and expected == 1 and len(ballots) == 1 else None,
        typing=key.typing or int(bool(task and task.twice)),
        unit=key.unit,
    )


def _is_of_single(scheme: Scheme, grid: Grid) -> bool:
    return not grid.cells.keys().isdisjoint(scheme.groups)


def _asked_of(scheme: Scheme, task: Task | None) -> Iterator[str]:
    """Those whom a form of votes asks about."""
    for code in task.whom if task else ():
        rows = ((alike(each.poll), alike(each.name)) for each in scheme.classes_of(code))
        if task and (task.poll, task.voter_class) in rows:
            yield code


def _rows_of_voter(scheme: Scheme, grid: Grid, asked: Iterable[str]) -> Cells:
    """The cells of the form of a single voter; nobody can read those of a row that is gone."""
    marks = [column for column in grid.columns if _is_mark(column)]
    found = {
        code: {_after(column): row.get(column) for column in marks}
        for code, row in grid.cells.items()
        if code in scheme.groups
    }
    gone: dict[str, object] = {_after(column): _ROW_GONE for column in marks}
    return {**dict.fromkeys(asked, gone), **found}


def _single_ballot(scheme: Scheme, poll: str, rows: Cells) -> Iterator[Ballot]:
    if any(words(raw) for row in rows.values() for raw in row.values() if raw != _ROW_GONE):
        yield _ballot(scheme, poll, rows)


def _ballot_rows(scheme: Scheme, poll: str, grid: Grid, expected: int | None) -> Iterator[Ballot]:
    """The filled rows of those that were issued: 预计份数 and a tenth more, at least two."""
    last = expected + max(2, -(-expected // 10)) if expected is not None else len(grid.cells)
    for number, row in grid.cells.items():
        typed = {column: raw for column, raw in row.items() if _is_mark(column) or column in ("validity", "voter")}
        if not number.isdigit() or not 1 <= int(number) <= last or not any(map(words, typed.values())):
            continue
        cells: Cells = {}
        for column, raw in typed.items():
            ratee, _, item = _after(column).partition(":")
            if _is_mark(column):
                cells.setdefault(ratee, {})[item] = raw
        yield _ballot(scheme, poll, cells, row.get("validity"), row.get("voter"))


def _is_mark(column: str) -> bool:
    """Whether a ballot says something of a ratee there."""
    return column.partition(":")[0] in ("mark", "tick", "grade", "place")


def _after(column: str) -> str:
    return column.partition(":")[2]


def _ratees_across(scheme: Scheme, grid: Grid) -> dict[str, None]:
    codes = (_after(column).partition(":")[0] for column in grid.columns if _is_mark(column))
    return dict.fromkeys(code for code in codes if code in scheme.groups)


def _ballot(scheme: Scheme, poll: str, cells: Cells, validity: object = None, voter: object = None) -> Ballot:
    """What stands on a ballot, blanks left out."""
    said, by = alike(words(validity)), alike(words(voter)).casefold()
    own = next((code for code in scheme.groups if by == alike(code).casefold()), None) if by else None
    found = Ballot(declared_void=said in _SAID_VOID, own=own)
    head = f"{found.declared_void or (said not in _SAID_VALID and said)}", by
    found.typed = (*head, *sorted(_typed_texts(scheme.polls[poll], cells)))
    for ratee, row in cells.items():
        given = {item: raw for item, raw in row.items() if words(raw)}
        if not given:
            continue
        if scheme.polls[poll].graded:
            found.items[ratee] = chosen(scheme.polls[poll], given)
        elif scheme.polls[poll].places:
            found.places[ratee] = entry(given[""], COUNTED)
        else:
            found.marks[ratee] = read_mark(scheme.polls[poll], given)
            if scheme.polls[poll].scoring == "等次" and (grade := ticked(given)):
                found.ticks[ratee] = grade
    return found


def _typed_texts(poll: Poll, cells: Cells) -> Iterator[str]:
    """Every filled cell, to be compared with what another person typed."""
    for ratee, row in cells.items():
        yield from (f"{ratee}|{item}|{_meaning(poll, item, raw)}" for item, raw in row.items() if words(raw))


def _meaning(poll: Poll, item: str, raw: object) -> str:
    """The same text for all spellings of an entry: two people write 0 and 0分, √ and 1. As it stands if it is none."""
    if poll.scoring == "等次":
        return "√" if is_tick(raw) else words(raw)
    if poll.graded:
        grade = chosen(poll, {item: raw}).get(item, VOID)
        return alike(words(raw)) if grade == VOID else grade
    value = entry(raw, COUNTED if poll.places else POINTS).value
    return words(raw) if value is None else str(value)


# ---------------------------------------------------------------- counts


def _counted_rows(scheme: Scheme, key: FormKey, grid: Grid) -> list[Count]:
    """The rows of the ratees of whom none is gone: the other items say nothing without one of them."""
    poll, voter_class = named(scheme, key.poll, key.voter_class)
    task = scheme.task(key.unit, key.form, poll, voter_class)
    found, rows = [], list(_rows_counted(scheme, scheme.polls[poll]))
    gone = {ratee for ratee, _, name in rows if name not in grid.cells}
    for ratee, item, name in rows:
        if ratee not in gone:
            count = Count(poll, voter_class, ratee, expected=task.ballots if task else None, item=item, unit=key.unit)
            _fill_count(scheme.polls[poll], count, grid.cells[name])
            found.append(count)
    return found


def _rows_counted(scheme: Scheme, poll: Poll) -> Iterator[tuple[str, str, str]]:
    """Ratee, item and row key: a row a ratee, with 分项等次 a row for each of his items."""
    for code in scheme.groups:
        if poll.graded:
            yield from ((code, item, f"{code}-{item}") for item in poll.graded)
        else:
            yield code, "", code


def _fill_count(poll: Poll, count: Count, row: Mapping[str, object]) -> None:
    """Take what stands in a row; what follows from the votes for each grade is worked out."""
    names = poll.graded[count.item].grades if count.item else poll.grades
    for column, raw in row.items():
        grade = _after(column)
        if column.startswith("count:") and (poll.places or grade in names):
            count.grades[grade] = entry(raw, COUNTED)
        elif column.startswith(("low", "high")):
            (count.lowest if column.startswith("low") else count.highest).append(entry(raw))
        elif column in ("issued", "returned", "valid", "void", "abstained"):
            setattr(count, column, entry(raw, COUNTED))
        elif column == "total":
            count.total = entry(raw)
        elif column == "all_valid":
            count.valid = entry(raw, COUNTED)
    if poll.full_valid and not count.grades:
        count.valid = _less(count.valid, count.abstained)
    if count.grades:
        count.valid, count.total, count.abstained = _sums(poll, count)
        count.lowest, count.highest = _ends_of_grades(poll, count)


def _ends_of_grades(poll: Poll, count: Count) -> tuple[list[Entry], list[Entry]]:
    """The points of every vote, from the lowest on and from the highest on."""
    worth = _worth(poll, count)
    votes = [(worth[grade], whole(number) or 0) for grade, number in count.grades.items()]
    marks = [Entry(True, points) for points, number in votes if points is not None for _ in range(number)]
    return sorted(marks), sorted(marks, reverse=True)


def _sums(poll: Poll, row: Count) -> tuple[Entry, Entry, Entry]:
    """How many were counted under all grades with points, these points, and 弃权 with the grades that are 不计."""
    counts = {grade: whole(given) for grade, given in row.grades.items()}
    number, total, beside = Fraction(0), Fraction(0), whole(row.abstained)
    points_by_grade = _worth(poll, row)
    for grade, count in counts.items():
        points = points_by_grade[grade]
        if count is None or beside is None:
            return BLANK, BLANK, BLANK
        if points is None:
            beside += count
        else:
            number, total = number + count, total + count * points
    return Entry(True, number), Entry(True, total), BLANK if beside is None else Entry(True, Fraction(beside))


def _less(one: Entry, other: Entry) -> Entry:
    """The difference of two numbers of votes; BLANK unless both are there."""
    first, second = whole(one), whole(other)
    return BLANK if first is None or second is None else Entry(True, Fraction(first - second))


def _worth(poll: Poll, row: Count) -> Mapping[str, Fraction | None]:
    """The points of each grade, or of each place (第1名)."""
    if poll.places:
        return {grade: poll.places.get(int(grade[1:-1]), Fraction(0)) for grade in row.grades}
    return poll.graded[row.item].grades if row.item else poll.grades


# ---------------------------------------------------------------- visits, departments, given scores


def _visit_entries(scheme: Scheme, key: FormKey, grid: Grid) -> dict[str, Entry]:
    """The entry of each item in which the ratee has a task; one whose row is gone was not entered, or nobody knows."""
    rows = ((code, row) for code, row in grid.cells.items() if code in scheme.items)
    found = {
        code: _asked_entry(scheme.items[code], entry(row.get("score")), entry(row.get("deduction")))
        for code, row in rows
        if key.ratee not in scheme.items[code].exempt
    }
    return {**{code: _gone(scheme.items[code]) for code in _on_visit(scheme, key)}, **found}


def _is_reasoned(scheme: Scheme, grid: Grid) -> bool:
    rows = (row for code, row in grid.cells.items() if code in scheme.items)
    return any(words(row.get(column)) for row in rows for column in ("reason", "self"))


def _on_visit(scheme: Scheme, key: FormKey) -> Iterator[str]:
    """The items that a 考核组 is asked for."""
    group = scheme.groups[key.ratee]
    for component in scheme.components_of(group):
        if component.source == "考评" and scheme.belongs(key.component, component, group):
            items = scheme.items_of(key.ratee, component).items()
            yield from (code for code, item in items if not item.department and key.ratee not in item.exempt)


def _gone(item: Item) -> Entry:
    """The entry of an item whose cell is gone: nobody can read it where a blank one (加分, 减分) would be none."""
    return BLANK if item.mode in ("得分", "扣分") else Entry(True, None)


def _asked_entry(item: Item, score: Entry, deduction: Entry) -> Entry:
    """得分 or 扣分, as the 计分方式 asks; where the other one is filled too and says something else, neither counts."""
    by_score = item.mode in ("得分", "加分")
    asked, other = (score, deduction) if by_score else (deduction, score)
    if not other.given or other.value is None:
        return asked
    adds_up = item.mode in ("得分", "扣分")
    if asked.value is None:
        return asked if other.value == 0 and not adds_up else Entry(True, None)
    rest = item.points - asked.value if adds_up else Fraction(0)
    rest = max(rest, Fraction(0)) if item.mode == "扣分" else rest
    return asked if other.value == rest else Entry(True, None)


def _department_sheet(scheme: Scheme, grid: Grid) -> DepartmentSheet:
    asked = [column for column in grid.columns if column.startswith("points:") and _after(column) in scheme.items]
    return DepartmentSheet(
        {
            ratee: {
                _after(column): entry(row.get(column))
                for column in asked
                if ratee not in scheme.items[_after(column)].exempt
            }
            for ratee, row in grid.cells.items()
            if ratee in scheme.groups
        }
    )


def _given_rows(scheme: Scheme, key: FormKey, grid: Grid) -> list[Given]:
    scores = [column for column in grid.columns if column.partition(":")[0] == "score"]
    return [
        Given(ratee, key.component, {_after(column): entry(row.get(column)) for column in scores})
        for ratee, row in grid.cells.items()
        if ratee in scheme.groups
    ]
