"""What came back: the cells that the slots name, taken from the replies and sorted into ballots, counts and visits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path, PurePosixPath

from .cited_persons import Cited, read_results
from .graded_items import Chosen, chosen
from .typed_marks import read_mark, ticked
from .scheme_in_cells import BLANK, Entry, Poll, Scheme, alike, entry, load_cells, words

Slot = Mapping[str, object]


@dataclass
class Ballot:
    """A registered ballot: the marks given on it by ratee (blanks left out), and whether it was declared 废票.

    ``ticks``: of an 等次 ballot, the grades that the marks stand for. ``own``: the ratee whose ballot it says it is.
    ``typed``: every cell of it as it was typed, sorted. ``items``: of a ballot by 分项等次, what is chosen for each
    item of a ratee. ``places``: of a ballot by 排名.
    """

    marks: dict[str, Entry] = field(default_factory=dict)
    declared_void: bool = False
    ticks: dict[str, str] = field(default_factory=dict)
    own: str | None = None
    typed: tuple[str, ...] = ()
    items: dict[str, Chosen] = field(default_factory=dict)
    places: dict[str, Entry] = field(default_factory=dict)


@dataclass
class Register:
    """测评票: one form with the ballots of one voter class. ``expected`` is the 预计份数 of its task.

    ``own``: the ratee whose own ballot this is, where it is his unit that fills the form in, and he its only ratee;
    None where own votes count. ``typing``: 1 or 2 where two people type the same ballots (双人录入); ``file``: of both.
    """

    poll: str
    voter_class: str
    ratees: list[str]
    ballots: list[Ballot]
    issued: int | None = None
    returned: int | None = None
    expected: int | None = None
    own: str | None = None
    typing: int = 0
    file: str = ""


@dataclass
class Count:
    """计票汇总: what was counted for one ratee on one form; ``total`` is the sum of the valid marks.

    ``grades``: where they were counted by grades, the number of each; the rest follows from them. ``lowest``,
    ``highest``: the marks at the ends, where they are asked for. ``item``: with 分项等次, the item of the row.
    """

    poll: str
    voter_class: str
    ratee: str
    issued: Entry = BLANK
    returned: Entry = BLANK
    valid: Entry = BLANK
    void: Entry = BLANK
    abstained: Entry = BLANK
    total: Entry = BLANK
    expected: int | None = None
    grades: dict[str, Entry] = field(default_factory=dict)
    lowest: list[Entry] = field(default_factory=list)
    highest: list[Entry] = field(default_factory=list)
    item: str = ""


@dataclass
class Visit:
    """实地考评: what one assessor entered for one ratee, by item (得分 or 扣分, as the item's 计分方式 has it).

    ``unit``: the file of the 考核组.
    """

    ratee: str
    entries: dict[str, Entry]
    unit: str = ""


@dataclass
class DepartmentSheet:
    """部门评分表: what one 评分单位 entered, by ratee and item."""

    entries: dict[str, dict[str, Entry]]


@dataclass
class Given:
    """得分表: a ratee's scores by 期次 ('' for the only one); ``component``: the 考核板块 that the task names."""

    ratee: str
    component: str
    scores: dict[str, Entry] = field(default_factory=dict)


@dataclass
class Evidence:
    """Everything that counts."""

    registers: list[Register] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    results: list[Cited] = field(default_factory=list)
    departments: list[DepartmentSheet] = field(default_factory=list)
    given: list[Given] = field(default_factory=list)


def collect(scheme: Scheme, slots: Iterable[Slot], replies: Mapping[str, Path]) -> Evidence:
    """The evidence in the replies. A form whose workbook or sheet has not come back gives none."""
    forms: dict[str, dict[str, list[Slot]]] = {}
    for slot in slots:
        forms.setdefault(_get(slot, "file"), {}).setdefault(_get(slot, "sheet"), []).append(slot)
    named = {_get(slot, "file") for slot in slots}
    evidence = Evidence(results=read_results(path for name, path in replies.items() if name not in named))
    for file, by_sheet in forms.items():
        path = replies.get(file, replies.get(PurePosixPath(file).name))
        counting = {name: own for name, own in by_sheet.items() if _get(own[0], "form") not in _WITHOUT_SCORES}
        if path is None or not counting:
            continue
        for sheet, cells in load_cells(path, counting).items():
            own = counting[sheet]
            _add(evidence, scheme, file, [(slot, cells.get(_get(slot, "cell"))) for slot in own])
    evidence.registers = list(_once(evidence.registers))
    return evidence


def _once(registers: list[Register]) -> Iterator[Register]:
    """Of what two people typed the first, if both typed the same ballots in whatever order; otherwise neither."""
    for register in registers:
        pair = [r for r in registers if r.typing and (r.file, r.poll, r.voter_class) == _form(register)]
        piles = [sorted(each.typed for each in r.ballots) for r in pair]
        heads = [{getattr(r, name) for r in pair} - {None} for name in ("issued", "returned")]
        same = len(pair) == 2 and piles[0] == piles[1] != [] and all(len(head) < 2 for head in heads)
        if not register.typing or (same and register.typing == 1):
            for name in ("issued", "returned") if register.typing else ():
                setattr(register, name, max(getattr(r, name) or 0 for r in pair) or None)
            yield register


def _form(register: Register) -> tuple[str, str, str]:
    return register.file, register.poll, register.voter_class


_MARKED = ("mark", "tick", "grade", "place")
"""The fields in which a ballot says something of a ratee."""
Filled = list[tuple[Slot, object]]


_WITHOUT_SCORES = ("评议意见", "述职自查", "述职报告审核")
"""Forms of words: nothing on them enters a figure."""


def _add(evidence: Evidence, scheme: Scheme, file: str, cells: Filled) -> None:
    form = _get(cells[0][0], "form")
    if form == "测评票":
        evidence.registers.append(_register(scheme, file, cells))
    elif form == "计票汇总":
        evidence.counts.extend(_counts(scheme, file, cells))
    elif form == "实地考评":
        entries = {_get(s, "item"): entry(raw) for s, raw in cells if _get(s, "field") in ("score", "deduction")}
        ratee = next(_get(slot, "ratee") for slot, _ in cells if _get(slot, "ratee"))
        evidence.visits.append(Visit(ratee, entries, file))
    elif form == "部门评分表":
        given: dict[str, dict[str, Entry]] = {}
        for slot, raw in cells:
            if _get(slot, "field") in ("score", "deduction", "bonus", "penalty"):
                given.setdefault(_get(slot, "ratee"), {})[_get(slot, "item")] = entry(raw)
        evidence.departments.append(DepartmentSheet(given))
    elif form == "得分表":
        evidence.given.extend(_given(cells))
    else:
        raise ValueError(f"what is counted of a {form}?")


def _given(cells: Filled) -> list[Given]:
    found: dict[str, Given] = {}
    for slot, raw in cells:
        if _get(slot, "field").split(":")[0] == "score":
            own = found.setdefault(_get(slot, "ratee"), Given(_get(slot, "ratee"), _get(slot, "component")))
            own.scores[_get(slot, "item")] = entry(raw)
    return list(found.values())


def _register(scheme: Scheme, file: str, cells: Filled) -> Register:
    poll, voter_class = _poll_and_class(scheme, cells)
    head = {_get(s, "field"): entry(raw) for s, raw in cells if _get(s, "field") in ("issued", "returned")}
    rows: dict[str, Filled] = {}
    for slot, raw in cells:
        if _get(slot, "ballot_no") and words(raw):
            rows.setdefault(_get(slot, "ballot_no"), []).append((slot, raw))
    unit, expected = _task(scheme, file, "测评票", poll, voter_class)
    left_out = (scheme.polls[poll].own or ("不计" if scheme.rules.void_own else "计")) == "不计"
    return Register(
        poll=poll,
        voter_class=voter_class,
        ratees=list(dict.fromkeys(_get(s, "ratee") for s, _ in cells if _get(s, "field") in _MARKED)),
        ballots=[_ballot(scheme, poll, row) for row in rows.values()],
        issued=whole(head["issued"]) if "issued" in head else 1,  # the ballot of a single voter asks for no counts
        returned=whole(head.get("returned", BLANK)),
        expected=expected,
        own=scheme.alone.get(unit) if left_out and expected == 1 and len(rows) == 1 else None,
        typing=int(_get(cells[0][0], "typing") or 0),
        file=file,
    )


def _ballot(scheme: Scheme, poll: str, row: Filled) -> Ballot:
    """What stands in a row, blanks left out."""
    found = Ballot(typed=tuple(sorted(_typed(slot, raw) for slot, raw in row if words(raw) != "有效")))
    by_ratee: dict[str, dict[str, object]] = {}
    for slot, raw in row:
        if _get(slot, "field") == "validity":
            found.declared_void = alike(words(raw)) == "废票"
        elif _get(slot, "field") == "voter":
            found.own = words(raw).upper()
        else:
            by_ratee.setdefault(_get(slot, "ratee"), {})[_get(slot, "item")] = raw
    for ratee, given in by_ratee.items():
        if scheme.polls[poll].graded:
            found.items[ratee] = chosen(scheme.polls[poll], given)
            continue
        if scheme.polls[poll].places:
            found.places[ratee] = entry(words(given[""]).removesuffix("名"))
            continue
        found.marks[ratee] = read_mark(scheme.polls[poll], given)
        if scheme.polls[poll].scoring == "等次" and (grade := ticked(given)):
            found.ticks[ratee] = grade
    return found


def _typed(slot: Slot, raw: object) -> str:
    number = entry(raw).value
    return "|".join([*(_get(slot, key) for key in ("field", "ratee", "item")), str(number or alike(words(raw)))])


def _counts(scheme: Scheme, file: str, cells: Filled) -> list[Count]:
    poll, voter_class = _poll_and_class(scheme, cells)
    _, expected = _task(scheme, file, "计票汇总", poll, voter_class)
    found: dict[tuple[str, str], Count] = {}
    for slot, raw in cells:
        ratee, name = _get(slot, "ratee"), _get(slot, "field")
        if not ratee:
            continue
        item = _get(slot, "item") if scheme.polls[poll].graded else ""
        count = found.setdefault((ratee, item), Count(poll, voter_class, ratee, expected=expected, item=item))
        if name.startswith("count"):
            count.grades[name.removeprefix("count:") if item else _get(slot, "item")] = entry(raw)
        elif name.startswith(("low", "high")):
            (count.lowest if name.startswith("low") else count.highest).append(entry(raw))
        elif name in ("issued", "returned", "valid", "void", "abstained", "total"):
            setattr(count, name, entry(raw))
        elif name == "all_valid":
            count.valid = entry(raw)
    for count in found.values():
        if scheme.polls[poll].full_valid and not count.grades:
            count.valid = _less(count.valid, count.abstained)
        if count.grades:
            count.valid, count.total, count.abstained = _sums(scheme.polls[poll], count)
            worth = _worth(scheme.polls[poll], count)
            votes = [(worth[grade], whole(n) or 0) for grade, n in count.grades.items()]
            marks = [Entry(True, points) for points, n in votes if points is not None for _ in range(n)]
            count.lowest, count.highest = sorted(marks), sorted(marks, reverse=True)
    return list(found.values())


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
    if poll.places:
        return {grade: poll.places.get(int(grade[1:-1]), Fraction(0)) for grade in row.grades}
    return poll.graded[row.item].grades if row.item else poll.grades


def _poll_and_class(scheme: Scheme, cells: Filled) -> tuple[str, str]:
    """The poll and voter class of a form, as the scheme writes them."""
    slot = next(slot for slot, _ in cells if _get(slot, "voter_class"))
    key = (alike(_get(slot, "poll")), alike(_get(slot, "voter_class")))
    return next((v.poll, v.name) for v in scheme.classes if (alike(v.poll), alike(v.name)) == key)


def _task(scheme: Scheme, file: str, form: str, poll: str, voter_class: str) -> tuple[str, int | None]:
    """The unit (its code begins the file's name, or it has the only task for this class), and its 预计份数."""
    tasks = {
        unit: ballots
        for (unit, *task), ballots in scheme.expected.items()
        if task == [form, alike(poll), alike(voter_class)]
    }
    name = PurePosixPath(file).name
    own = [unit for unit in tasks if name.startswith(f"{unit} ")] or list(tasks)
    return (own[0], tasks[own[0]]) if len(own) == 1 else ("", None)


def whole(number: Entry) -> int | None:
    """A count, or None where there is no whole number."""
    value = number.value
    return int(value) if value is not None and value.denominator == 1 and value >= 0 else None


def _get(slot: Slot, key: str) -> str:
    value = slot.get(key)
    return "" if value is None else str(value)
