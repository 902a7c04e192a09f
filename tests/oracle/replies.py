"""What came back: the cells that the slots name, taken from the replies and sorted into ballots, counts and visits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from .scheme import BLANK, Entry, Scheme, alike, entry, load, words

Slot = Mapping[str, object]


@dataclass
class Ballot:
    """A registered ballot: the marks given on it by ratee (blanks left out), and whether it was declared 废票."""

    marks: dict[str, Entry] = field(default_factory=dict)
    declared_void: bool = False


@dataclass
class Register:
    """测评票: one form with the ballots of one voter class. ``expected`` is the 预计份数 of its task."""

    poll: str
    voter_class: str
    ratees: list[str]
    ballots: list[Ballot]
    issued: int | None = None
    returned: int | None = None
    expected: int | None = None


@dataclass
class Count:
    """计票汇总: what was counted for one ratee on one form; ``total`` is the sum of the valid marks."""

    poll: str
    voter_class: str
    ratee: str
    issued: Entry = BLANK
    returned: Entry = BLANK
    valid: Entry = BLANK
    void: Entry = BLANK
    abstained: Entry = BLANK
    total: Entry = BLANK


@dataclass
class Visit:
    """实地考评: what one assessor entered for one ratee, by item (得分 or 扣分, as the item's 计分方式 has it)."""

    ratee: str
    entries: dict[str, Entry]


@dataclass
class Evidence:
    """Everything that counts."""

    registers: list[Register] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)


def collect(scheme: Scheme, slots: Iterable[Slot], replies: Mapping[str, Path]) -> Evidence:
    """The evidence in the replies. A form whose workbook or sheet has not come back gives none."""
    forms: dict[str, dict[str, list[Slot]]] = {}
    for slot in slots:
        forms.setdefault(_get(slot, "file"), {}).setdefault(_get(slot, "sheet"), []).append(slot)
    evidence = Evidence()
    for file, by_sheet in forms.items():
        path = replies.get(file, replies.get(PurePosixPath(file).name))
        if path is None:
            continue
        book = load(path)
        for sheet, own in by_sheet.items():
            if sheet in book.sheetnames:
                page = book[sheet]
                _add(evidence, scheme, file, [(slot, page[_get(slot, "cell")].value) for slot in own])
        book.close()
    return evidence


Filled = list[tuple[Slot, object]]


def _add(evidence: Evidence, scheme: Scheme, file: str, cells: Filled) -> None:
    form = _get(cells[0][0], "form")
    if form == "测评票":
        evidence.registers.append(_register(scheme, file, cells))
    elif form == "计票汇总":
        evidence.counts.extend(_counts(scheme, cells))
    elif form == "实地考评":
        entries = {_get(s, "item"): entry(raw) for s, raw in cells if _get(s, "field") in ("score", "deduction")}
        ratee = next(_get(slot, "ratee") for slot, _ in cells if _get(slot, "ratee"))
        evidence.visits.append(Visit(ratee, entries))


def _register(scheme: Scheme, file: str, cells: Filled) -> Register:
    ratees: dict[str, None] = {}
    ballots: dict[str, Ballot] = {}
    head: dict[str, Entry] = {}
    for slot, raw in cells:
        name, number = _get(slot, "field"), _get(slot, "ballot_no")
        if name in ("issued", "returned"):
            head[name] = entry(raw)
        if name == "mark":
            ratees[_get(slot, "ratee")] = None
        if not number or not words(raw):
            continue
        ballot = ballots.setdefault(number, Ballot())
        if name == "mark":
            ballot.marks[_get(slot, "ratee")] = entry(raw)
        elif name == "validity":
            ballot.declared_void = alike(words(raw)) == "废票"
    poll, voter_class = _poll_and_class(scheme, cells)
    return Register(
        poll=poll,
        voter_class=voter_class,
        ratees=list(ratees),
        ballots=list(ballots.values()),
        issued=whole(head.get("issued", BLANK)),
        returned=whole(head.get("returned", BLANK)),
        expected=_expected(scheme, file, poll, voter_class),
    )


def _counts(scheme: Scheme, cells: Filled) -> list[Count]:
    poll, voter_class = _poll_and_class(scheme, cells)
    found: dict[str, Count] = {}
    for slot, raw in cells:
        ratee, name = _get(slot, "ratee"), _get(slot, "field")
        if ratee and name in ("issued", "returned", "valid", "void", "abstained", "total"):
            setattr(found.setdefault(ratee, Count(poll, voter_class, ratee)), name, entry(raw))
    return list(found.values())


def _poll_and_class(scheme: Scheme, cells: Filled) -> tuple[str, str]:
    """The poll and voter class of a form, as the scheme writes them."""
    slot = next(slot for slot, _ in cells if _get(slot, "voter_class"))
    key = (alike(_get(slot, "poll")), alike(_get(slot, "voter_class")))
    return next((v.poll, v.name) for v in scheme.classes if (alike(v.poll), alike(v.name)) == key)


def _expected(scheme: Scheme, file: str, poll: str, voter_class: str) -> int | None:
    """The 预计份数 of the unit (its code begins the file's name), or of the only task for this class."""
    tasks = {
        unit: ballots
        for (unit, its_poll, its_class), ballots in (scheme.expected or {}).items()
        if (its_poll, its_class) == (alike(poll), alike(voter_class))
    }
    name = PurePosixPath(file).name
    own = [ballots for unit, ballots in tasks.items() if name.startswith(f"{unit} ")]
    found = own or (list(tasks.values()) if len(tasks) == 1 else [])
    return found[0] if found else None


def whole(number: Entry) -> int | None:
    """A count, or None where there is no whole number."""
    value = number.value
    return int(value) if value is not None and value.denominator == 1 and value >= 0 else None


def _get(slot: Slot, key: str) -> str:
    value = slot.get(key)
    return "" if value is None else str(value)
