"""Which marks count: the votes of a class for each ratee, and their mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from heapq import nlargest, nsmallest
from math import floor

from .ballot_places import points_of_places, whole_place
from .cell_values import Entry, whole
from .evidence import Ballot, Count, Evidence, PooledRow, Register
from .graded_items import NO_VOTE, VOID, Chosen, ItemVotes, contradicts, mean_of, points_of
from .rule_settings import Rules
from .scheme_parts import GradedItem, Poll, Scheme
from .typed_marks import NO_POINTS

FULL = Fraction(100)


def half_up(value: Fraction, decimals: int) -> Fraction:
    """Rounded, a half away from zero."""
    scale = 10**decimals
    size = Fraction(floor(abs(value) * scale + Fraction(1, 2)), scale)
    return size if value >= 0 else -size


def step(value: Fraction, rules: Rules) -> Fraction:
    """A figure that is not the last one: rounded, unless rounding comes last."""
    return half_up(value, rules.decimals) if rules.by_steps else value


def show(value: Fraction, decimals: int) -> str:
    """A value rounded half up, written with just so many decimals."""
    rounded = half_up(value, decimals)
    points, rest = divmod(abs(rounded), 1)
    fraction = f".{int(rest * 10**decimals):0{decimals}d}" if decimals else ""
    return f"{'-' if rounded < 0 else ''}{points}{fraction}"


def ballot_void(ballot: Ballot, ratees: int, rules: Rules, own: str | None = None) -> bool:
    """Whether a whole ballot drops out; judged by the valid marks on it, that of the ``own`` ratee not among them."""
    given = [mark.value for ratee, mark in ballot.marks.items() if ratee not in (own, ballot.own)]
    marks = [value for value in given if value is not None and 0 <= value <= FULL]
    if ballot.declared_void:
        return True
    if len(marks) >= rules.uniform_from and not ballot.ticks:
        if rules.void_all_full and all(mark == FULL for mark in marks):
            return True
        if rules.void_all_same and len(set(marks)) == 1:
            return True
    high = sum(mark >= rules.high_line for mark in marks)
    if rules.high_number is not None and high > rules.high_number:
        return True
    return rules.high_share is not None and high > floor(rules.high_share * ratees / 100)


def register_void(register: Register, rules: Rules) -> bool:
    """Whether all ballots of a form drop out; where 收回 is blank, those registered came back."""
    came = len(register.ballots) if register.returned is None else register.returned
    return not register.settled and _void(register.issued, came, register.expected, rules)


def _void(issued: int | None, came: int, expected: int | None, rules: Rules) -> bool:
    """More came back than went out, or too few took part."""
    if rules.void_excess and issued is not None and came > issued:
        return True
    if rules.least_returned is not None and came < rules.least_returned:
        return True
    if rules.least_turnout is None or not expected:
        return False
    return Fraction(came, expected) < rules.least_turnout / 100


def count_stands(count: Count, rules: Rules) -> bool:
    """Whether a row of a 计票汇总 counts: all of it is there, adds up, and may be."""
    sent = [whole(given) for given in (count.issued, count.returned, count.valid, count.void, count.abstained)]
    if None in sent:
        return False
    issued, returned, valid, void, abstained = (number or 0 for number in sent)
    total = count.total.value if count.total.given or valid else Fraction(0)
    if total is None or not 0 <= total <= FULL * valid or returned != valid + void + abstained:
        return False
    return ends_stand(count, valid, total) and not _void(issued, returned, count.expected, rules)


def ends_stand(count: Count, valid: int, total: Fraction) -> bool:
    """Whether there can be so many marks with this sum and these ends; tried out with the marks between them."""
    low, high = ([each.value for each in end[:valid]] for end in (count.lowest, count.highest))
    if any(each.given for end in (count.lowest, count.highest) for each in end[valid:]):
        return False
    lowest, highest = ([value for value in end if value is not None] for end in (low, high))
    known = len(lowest) == len(low) and len(highest) == len(high)
    if not known or lowest != sorted(lowest) or highest != sorted(highest, reverse=True):
        return False
    # They are in order, so it is enough to look at the outermost ones.
    if any(not 0 <= value <= FULL for value in (*lowest[:1], *lowest[-1:], *highest[:1], *highest[-1:])):
        return False
    between = valid - len(lowest) - len(highest)
    least, most = max(lowest, default=Fraction(0)), min(highest, default=FULL)
    if between >= 0:
        rest = total - sum(lowest) - sum(highest)
        return least <= most and between * least <= rest <= between * most
    # Each of the marks is known, some twice.
    return any(
        sum(marks) == total and sorted(marks)[: len(low)] == lowest and sorted(marks)[::-1][: len(high)] == highest
        for marks in ([*lowest, *highest[: valid - len(lowest)]], [*highest, *lowest[: valid - len(highest)]])
    )


@dataclass
class Votes:
    """What one class gave one ratee: valid marks one by one, or (计票汇总) only their ``number`` and ``total``.

    ``lowest``, ``highest``: of the latter, the marks at the ends, as far as they are known. ``returned``: the ballots
    that were registered, which may be others than the number that the form states; of 计票汇总 what was counted.
    """

    marks: list[Fraction] = field(default_factory=list)
    number: int = 0
    total: Fraction = Fraction(0)
    void: int = 0
    abstained: int = 0
    issued: int | None = None
    returned: int | None = None
    grades: Counter[str] = field(default_factory=Counter)
    lowest: list[Fraction] = field(default_factory=list)
    highest: list[Fraction] = field(default_factory=list)
    poll: Poll | None = None
    items: dict[str, ItemVotes] = field(default_factory=dict)

    @property
    def valid(self) -> int:
        """The number of valid marks."""
        return len(self.marks) + self.number

    def mean(self, rules: Rules) -> Fraction | None:
        """The class mean; None without a valid mark. So many at each end are left out, if any mark is left."""
        if self.poll is not None and self.poll.graded:
            means = [(item, self._mean_of_item(code, item, rules)) for code, item in self.poll.graded.items()]
            whole = mean_of(means)
            return None if whole is None else step(whole, rules)
        total, number = sum(self.marks, self.total), self.valid
        low, high = (rules.trim_low, rules.trim_high) if rules.trim else (0, 0)
        if enough(rules, number, rules.trim_above) and number > low + high:
            total -= sum(nsmallest(low, [*self.marks, *self.lowest]))
            total -= sum(nlargest(high, [*self.marks, *self.highest]))
            number -= low + high
        divisor = 1 if self.poll is not None and self.poll.sums else number
        return step(total / divisor, rules) if number else None

    def _mean_of_item(self, code: str, item: GradedItem, rules: Rules) -> Fraction | None:
        marks = self.items[code].marks(item) if code in self.items else []
        low, high = (rules.trim_low, rules.trim_high) if rules.trim else (0, 0)
        if enough(rules, len(marks), rules.trim_above) and len(marks) > low + high:
            marks = marks[low : len(marks) - high]
        return step(sum(marks, Fraction(0)) / len(marks), rules) if marks else None


def enough(rules: Rules, number: int, line: int) -> bool:
    """Whether there are so many that the ends may be left out."""
    return number >= line if rules.trim_reached else number > line


Cast = dict[tuple[str, str, str], Votes]


def cast_votes(evidence: Evidence, scheme: Scheme) -> Cast:
    """All forms together, by (poll, voter class, ratee)."""
    cast: Cast = {}
    rules = scheme.rules
    for register in evidence.registers:
        if scheme.polls[register.poll].places:
            _add_places(cast, register, scheme.polls[register.poll], rules)
        elif scheme.polls[register.poll].graded:
            _add_items(cast, register, scheme.polls[register.poll], rules)
        else:
            _add_register(cast, register, rules)
    for rows in _by_ratee(evidence.counts):
        if all(count_stands(row, rules) for row in rows) and len({(row.issued, row.returned) for row in rows}) == 1:
            most = max(rows, key=lambda row: row.valid.value or 0)
            found = cast.setdefault((most.poll, most.voter_class, most.ratee), Votes())
            _add_count(found, most)
            found.poll = scheme.polls[most.poll]
            if most.item:
                _add_counted_items(found, scheme.polls[most.poll], rows)
    for row in evidence.pooled:
        _add_pooled(cast.setdefault(row[:3], Votes()), scheme.polls[row.poll], row)
    return cast


def _by_ratee(counts: Iterable[Count]) -> list[list[Count]]:
    """The rows of each ratee on a 计票汇总: one, or with 分项等次 one per item."""
    found: list[list[Count]] = []
    for count in counts:
        last = found[-1][-1] if found else None
        same = (
            last is not None
            and last.item
            and (last.poll, last.voter_class, last.ratee)
            == (
                count.poll,
                count.voter_class,
                count.ratee,
            )
        )
        if same and count.item not in [row.item for row in found[-1]]:
            found[-1].append(count)
        else:
            found.append([count])
    return found


def _add_counted_items(found: Votes, poll: Poll, rows: Sequence[Count]) -> None:
    found.poll, found.grades = poll, Counter()
    for row in rows:
        own = found.items.setdefault(row.item, ItemVotes())
        own.void += whole(row.void) or 0
        for grade, given in row.grades.items():
            own.grades[grade] += whole(given) or 0


def _add_items(cast: Cast, register: Register, poll: Poll, rules: Rules) -> None:
    """The ballots of a register by 分项等次."""
    all_void = register_void(register, rules)
    returned = len(register.ballots) or None
    for ratee in register.ratees:
        found = cast.setdefault((register.poll, register.voter_class, ratee), Votes())
        found.poll = poll
        found.issued, found.returned = _plus(found.issued, register.issued), _plus(found.returned, returned)
        for ballot in register.ballots:
            given, own = ballot.items.get(ratee), ratee in (register.own, ballot.own)
            void = all_void or ballot.declared_void or (given is not None and own)
            void = void or (given is not None and rules.conflict_voids and contradicts(poll, given))
            _add_chosen(found, poll, dict.fromkeys(poll.graded, VOID) if void else given or {})


def _add_places(cast: Cast, register: Register, poll: Poll, rules: Rules) -> None:
    """The ballots of a register by 排名."""
    all_void = register_void(register, rules)
    returned = len(register.ballots) or None
    for ratee in register.ratees:
        found = cast.setdefault((register.poll, register.voter_class, ratee), Votes())
        found.poll = poll
        found.issued, found.returned = _plus(found.issued, register.issued), _plus(found.returned, returned)
    for ballot in register.ballots:
        own = ballot.own if ballot.own in register.ratees else register.own
        places = {ratee: place for ratee, given in ballot.places.items() if (place := whole_place(given)) is not None}
        points: dict[str, Fraction] | None = {}
        if len(places) == len(ballot.places) and places.keys() - {own}:
            points = points_of_places(poll, rules, register.ratees, places, own)
        for ratee in register.ratees:
            found = cast[register.poll, register.voter_class, ratee]
            if all_void or ballot.declared_void or points is None:
                found.void += 1
            elif ratee in points:
                found.marks.append(points[ratee])
            elif ratee in ballot.places:
                found.void += 1
            else:
                found.abstained += 1


def _add_chosen(found: Votes, poll: Poll, given: Chosen) -> None:
    """One ballot: valid if an item has points, void if none has and one is void."""
    for code, item in poll.graded.items():
        found.items.setdefault(code, ItemVotes()).add(item, given.get(code, NO_VOTE))
    if points_of(poll, given):
        found.number += 1
    elif VOID in given.values():
        found.void += 1
    else:
        found.abstained += 1


def _add_register(cast: Cast, register: Register, rules: Rules) -> None:
    all_void = register_void(register, rules)
    ballots = [(b, all_void or ballot_void(b, len(register.ratees), rules, register.own)) for b in register.ballots]
    returned = len(ballots) or None
    for ratee in register.ratees:
        found = cast.setdefault((register.poll, register.voter_class, ratee), Votes())
        found.issued = _plus(found.issued, register.issued)
        found.returned = _plus(found.returned, returned)
        for ballot, void in ballots:
            own = ratee in (register.own, ballot.own)
            _add_mark(found, ballot.marks.get(ratee), ballot.ticks.get(ratee), void=void, own=own)


def _add_mark(found: Votes, mark: Entry | None, grade: str | None, *, void: bool, own: bool) -> None:
    """A mark of oneself is void like one that cannot be read; no mark at all is nothing but 弃权, and so is 不计."""
    if not void and (mark is None or (mark == NO_POINTS and not own)):
        found.abstained += 1
        found.grades.update([grade] if grade else [])
    elif not void and not own and mark is not None and mark.value is not None and 0 <= mark.value <= FULL:
        found.marks.append(mark.value)
        found.grades.update([grade] if grade else [])
    else:
        found.void += 1


def _add_count(found: Votes, count: Count) -> None:
    found.number += whole(count.valid) or 0
    found.lowest += [each.value for each in count.lowest if each.value is not None]
    found.highest += [each.value for each in count.highest if each.value is not None]
    found.total += count.total.value or 0
    found.void += whole(count.void) or 0
    found.abstained += whole(count.abstained) or 0
    found.issued = _plus(found.issued, whole(count.issued))
    found.returned = _plus(found.returned, whole(count.returned))
    for grade, given in count.grades.items():
        found.grades[grade] += whole(given) or 0


def _plus(one: int | None, other: int | None) -> int | None:
    return other if one is None else one + (other or 0)


MARK, NUMBER, TOTAL, LOWEST, HIGHEST = "分数", "有效票数", "合计分", "最低分", "最高分"
GRADE, ITEM, VOIDED, ABSTAINED, SENT_OUT, CAME_BACK = "等次", "项目", VOID, NO_VOTE, "发出", "收回"
"""The kinds of a pooled row."""


def _add_pooled(found: Votes, poll: Poll, row: PooledRow) -> None:
    number, found.poll = int(row.number), poll
    if row.kind in (MARK, LOWEST, HIGHEST):
        marks = {MARK: found.marks, LOWEST: found.lowest, HIGHEST: found.highest}[row.kind]
        marks += [Fraction(row.content)] * number
    elif row.kind == TOTAL:
        found.total += Fraction(row.content)
    elif row.kind == GRADE:
        found.grades[row.content] += number
    elif row.kind == ITEM:
        found.items.setdefault(row.item, ItemVotes()).add(poll.graded[row.item], row.content, number)
    elif row.kind == SENT_OUT:
        found.issued = _plus(found.issued, number)
    elif row.kind == CAME_BACK:
        found.returned = _plus(found.returned, number)
    else:
        name = {NUMBER: "number", VOIDED: "void", ABSTAINED: "abstained"}[row.kind]
        setattr(found, name, getattr(found, name) + number)
