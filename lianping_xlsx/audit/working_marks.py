"""Every mark that was typed, for 核算底稿: the ballots of each voter class pooled, and the entries of 考评项目.

Nothing says which form, unit or voter a ballot of a 无记名 class came from. Forms of a class on the same ratees make a
票组; its ballots stand whole, in an order that only the campaign's key gives, if as many count as 票类均分单列线 and no
blank tells whose one is: the only ratee that a voter passes over may be himself. Of all others the marks on each ratee
stand by themselves, sorted; of fewer than the line not even these, since class sums alone are the office's to see.
"""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol, assert_never

from lianping_xlsx.audit.left_out import BALLOT_WORDS
from lianping_xlsx.checks.countable import MARK_VOID, UNCOUNTED, VALID, VOID_CELL, Counted
from lianping_xlsx.checks.judge import Judged
from lianping_xlsx.checks.ranking_checks import only_ratees
from lianping_xlsx.checks.used_form import UsedForm, ballots_on, expected_ballots, registered
from lianping_xlsx.core import exact
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.forms.kinds.ballots.ballot_register import PLACE
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.terms import OwnVotes, Scoring

ABSTAINED, NOT_COUNTED, VOID, COUNTED = "弃权", "（不计）", "废票", "有效"
"""The words in cells without a mark that counts; by 分项等次 the last cell says what becomes of a mark as a whole."""
_BEYOND, _MISSING = "（超出范围）", "（未填）"
_WHOLE_REGISTER = "整册不计"
_OWN_LEFT_OUT = (OwnVotes.LEFT_OUT, OwnVotes.BY_CODE)

Mark = tuple[int | str, ...]
"""The cells of what one ballot says of a ratee: hundredths of a point, or words.

百分制: the mark; 等次: the grade; 排名: the place in digits and its 名次分; 分项: the marks of the items; 分项等次: the
grades of the items, and what becomes of all together.
"""
BallotKey = tuple[int, int]
"""A ballot: the index of its form, and its grid row."""
GroupNames = tuple[str, str, tuple[str, ...]]
"""测评, 票类 and the codes of the ratees."""


@dataclass(frozen=True)
class MarkBlock:
    """Marks of one class, by ratee. ``whole``: a row is a ballot, and ``voids`` says why it is 废票, '' if it is none.

    Otherwise each column is sorted by itself, and columns differ in length.
    """

    columns: Mapping[str, Sequence[Mark]]
    whole: bool
    voids: Sequence[str] = ()

    @property
    def height(self) -> int:
        """The number of rows."""
        return max(map(len, self.columns.values()))


@dataclass(frozen=True)
class ClassBallots:
    """The ballots of one class. ``few``: the ratees of whom only sums are told."""

    poll: str
    voter_class: str
    blocks: tuple[MarkBlock, ...]
    few: tuple[str, ...]


@dataclass(frozen=True)
class WorkingMarks:
    """``ballots``: by class. ``entered``: hundredths as 考核组 entered them, by ratee, unit and item (codes)."""

    ballots: tuple[ClassBallots, ...]
    entered: Mapping[tuple[str, str, str], int]


def working_marks(scheme: Scheme, judged: Judged, secret: bytes) -> WorkingMarks:
    """The marks of a campaign. ``secret``: its key."""
    marks = _JudgedMarks(scheme, judged)
    groups: dict[GroupNames, list[BallotKey]] = {}
    for form in judged.registers:
        key = form.expected.layout.key
        codes = tuple(scheme.ratees[place].code for place in judged.counted.ratees_of[form.index])
        group = groups.setdefault((key.poll, key.voter_class, codes), [])
        group += ((form.index, row) for row in sorted(ballots_on(form.reading)))
    by_class: dict[tuple[str, str], list[VoteGroup]] = {}
    for names, places in sorted(groups.items()):
        if places:
            by_class.setdefault(names[:2], []).append(VoteGroup(names, _in_new_order(names, places, secret)))
    classes = ((voter.poll, voter.name) for voter in scheme.classes)
    ballots = tuple(ClassPool(scheme, marks, by_class[key]).result(key) for key in classes if key in by_class)
    return WorkingMarks(ballots, _entered(scheme, judged.counted))


def _in_new_order(names: GroupNames, places: Sequence[BallotKey], secret: bytes) -> list[BallotKey]:
    name = "|".join((*names[:2], *names[2]))

    def key(at: int) -> bytes:
        return hmac.digest(secret, f"working papers|{name}|{at}".encode(), "sha256")

    return [places[at] for at in sorted(range(len(places)), key=key)]


def _entered(scheme: Scheme, counted: Counted) -> dict[tuple[str, str, str], int]:
    columns = (counted.scores[name].tolist() for name in ("form", "ratee", "item", "value"))
    return {
        (scheme.ratees[ratee].code, counted.forms[form].unit, scheme.rubric[item].code): value
        for form, ratee, item, value in zip(*columns, strict=True)
        if form in counted.assessed
    }


# ---------------------------------------------------------------- what may stand together


class MarksOnBallots(Protocol):
    """The marks of all ballots."""

    @property
    def void(self) -> Mapping[BallotKey, str]:
        """The reason of each 废票."""

    @property
    def answered(self) -> Mapping[BallotKey, int]:
        """The number of ratees on whom a ballot has an entry."""

    def leaves_out_own(self, ballot: BallotKey) -> bool:
        """True if it is known whose ballot it is, and the mark on himself does not count."""

    def counts(self, ballot: BallotKey, code: str) -> bool:
        """True if a ballot has a mark on a ratee that counts."""

    def on(self, ballot: BallotKey, code: str) -> Mark:
        """The entry of a ballot on a ratee."""


@dataclass
class VoteGroup:
    """A 票组. ``ballots``: all; ``telling``: those of them that must not stand whole."""

    names: GroupNames
    ballots: list[BallotKey]
    telling: frozenset[BallotKey] = frozenset()

    @property
    def whole(self) -> list[BallotKey]:
        """The ballots that stand whole."""
        return [place for place in self.ballots if place not in self.telling]


class ClassPool:
    """The groups of one class, and which of their ballots stand whole."""

    def __init__(self, scheme: Scheme, marks: MarksOnBallots, groups: Sequence[VoteGroup]) -> None:
        poll, voter_class, _ = groups[0].names
        signed = scheme.is_signed(poll, voter_class)
        self._line = 1 if signed else scheme.rules.class_line
        self._marks = marks
        self._groups = groups
        asked = scheme.poll_of[poll].own_votes in _OWN_LEFT_OUT
        self._own_left_out = asked or any(marks.leaves_out_own(ballot) for group in groups for ballot in group.ballots)
        for group in groups:
            group.telling = frozenset() if signed else self._telling(group)
            if len(self._counting(group.whole)) < self._line:
                group.telling = frozenset(group.ballots)
        self._settle()

    def _counting(self, places: Iterable[BallotKey]) -> list[BallotKey]:
        return [place for place in places if place not in self._marks.void]

    def _telling(self, group: VoteGroup) -> frozenset[BallotKey]:
        """The ballots that a blank tells of, with others while these are few; all where own votes are left out."""
        ratees = len(group.names[2])
        if ratees == 1:
            return frozenset()
        if self._own_left_out:
            return frozenset(group.ballots)
        counting = self._counting(group.ballots)
        found = [place for place in counting if self._marks.answered[place] == ratees - 1]
        if found:
            told = frozenset(found)
            found += [place for place in counting if place not in told][: max(0, self._line - len(found))]
        return frozenset(found)

    def _apart(self, code: str) -> list[BallotKey]:
        """The ballots on a ratee that do not stand whole."""
        groups = (group for group in self._groups if code in group.names[2])
        return [place for group in groups for place in group.ballots if place in group.telling]

    def _listed(self, code: str) -> bool:
        """True if the marks of these ballots may be told one by one."""
        return sum(self._marks.counts(place, code) for place in self._apart(code)) >= self._line

    def _settle(self) -> None:
        """Take more groups apart while the few ballots beside them could be had as the rest of the class's sum."""
        codes = tuple(dict.fromkeys(code for group in self._groups for code in group.names[2]))
        settled = False
        while not settled:
            settled = True
            for code in codes:
                whole = [group for group in self._groups if code in group.names[2] and group.whole]
                if whole and self._apart(code) and not self._listed(code):
                    smallest = min(whole, key=lambda group: len(group.whole))
                    smallest.telling = frozenset(smallest.ballots)
                    settled = False

    def result(self, key: tuple[str, str]) -> ClassBallots:
        """The ballots as they may be told."""
        blocks = [self._block(group) for group in self._groups if group.whole]
        codes = dict.fromkeys(code for group in self._groups for code in group.names[2] if self._apart(code))
        listed = [code for code in codes if self._listed(code)]
        if listed:
            columns = {code: [self._marks.on(place, code) for place in self._apart(code)] for code in listed}
            blocks.append(MarkBlock({code: sorted(marks, key=_order) for code, marks in columns.items()}, whole=False))
        return ClassBallots(*key, tuple(blocks), tuple(code for code in codes if code not in listed))

    def _block(self, group: VoteGroup) -> MarkBlock:
        voids = tuple(self._marks.void.get(place, "") for place in group.whole)
        columns = {code: [self._marks.on(place, code) for place in group.whole] for code in group.names[2]}
        return MarkBlock(columns, whole=True, voids=voids)


def _order(mark: Mark) -> tuple[int, tuple[str, ...]]:
    """The sort key of marks: the highest first, words last."""
    return -sum(cell for cell in mark if isinstance(cell, int)), tuple(map(str, mark))


# ---------------------------------------------------------------- what stands on ballots


@dataclass(frozen=True, slots=True)
class _Given:
    """The entry of a ballot on a ratee as it was judged. ``unread``: none of its items could be read."""

    value: int
    state: int
    grade: int
    unread: bool


class _JudgedMarks:
    """The marks of all ballots as they were judged."""

    def __init__(self, scheme: Scheme, judged: Judged) -> None:
        self._scheme = scheme
        self._counted = judged.counted
        self._own_left_out = frozenset(_leaving_out_own(scheme, judged.registers))
        self._codes = {ratee.code: place for place, ratee in enumerate(scheme.ratees)}
        self._given: dict[tuple[int, int, int], _Given] = {}
        self.answered: Counter[BallotKey] = Counter()
        self.void = dict(_void_ballots(judged))
        marks = judged.counted.marks
        unread = marks["unread"].tolist() if "unread" in marks else [False] * len(marks)
        columns = (marks[name].tolist() for name in ("form", "ballot", "ratee", "value", "state", "grade"))
        for form, ballot, ratee, value, state, grade, bad in zip(*columns, unread, strict=True):
            self._given[form, ballot, ratee] = _Given(value, state, grade, bool(bad))
            self.answered[form, ballot] += 1
        self._items = _cells_of_items(scheme, judged)
        self._places = {form.index: _places(form, self._codes) for form in judged.registers}
        self._same: dict[Mark, Mark] = {}

    def leaves_out_own(self, ballot: BallotKey) -> bool:
        """True if it is known whose ballot it is, and the mark on himself does not count."""
        return ballot[0] in self._own_left_out

    def counts(self, ballot: BallotKey, code: str) -> bool:
        """True if a ballot has a mark on a ratee that counts."""
        given = self._given.get((*ballot, self._codes[code]))
        return given is not None and given.state == VALID

    def on(self, ballot: BallotKey, code: str) -> Mark:
        """The entry of a ballot on a ratee; equal entries are one object, since there are hundreds of thousands."""
        mark = self._mark(ballot, self._codes[code])
        return self._same.setdefault(mark, mark)

    def _mark(self, ballot: BallotKey, ratee: int) -> Mark:
        poll = self._scheme.poll_of[self._counted.forms[ballot[0]].poll]
        given = self._given.get((*ballot, ratee))
        if ballot in self.void or given is None:
            return (VOID if ballot in self.void else ABSTAINED,) * cells_of_mark(self._scheme, poll.name)
        match poll.scoring:
            case Scoring.POINTS:
                return (_points(given.value, given.state, self._scheme.full_marks(poll.name)),)
            case Scoring.GRADES:
                graded = given.state in (VALID, UNCOUNTED)
                return (self._scheme.grades[given.grade].name if graded else NOT_COUNTED,)
            case Scoring.RANKING:
                points = given.value if given.state == VALID else NOT_COUNTED
                return self._places[ballot[0]].get((ballot[1], ratee), ABSTAINED), points
            case Scoring.ITEMS:
                return tuple(self._of_items(poll.name, self._items.get((*ballot, ratee), {}), given))
            case Scoring.ITEM_GRADES:
                return tuple(self._of_item_grades(poll.name, self._items.get((*ballot, ratee), {}), given))
            case _:
                assert_never(poll.scoring)

    def _of_items(self, poll: str, cells: _ItemCells, given: _Given) -> Iterator[int | str]:
        """Yield the marks of the items; of one's own that does not count, whole as it is, none."""
        items = self._scheme.items_of(poll)
        whole = len(cells) == len(items) and all(state == VALID for _, state in cells.values())
        for item in items:
            value, state = cells.get(item.code, (0, None))
            if state is None:
                yield _MISSING
            else:
                yield NOT_COUNTED if whole and given.state != VALID else _points(value, state, item.points)

    def _of_item_grades(self, poll: str, cells: _ItemCells, given: _Given) -> Iterator[int | str]:
        """Yield the grades of the items, and what becomes of all together."""
        void = given.state == MARK_VOID and not given.unread
        for item in self._scheme.graded_items(poll):
            grade, _ = cells.get(item.code, (None, 0))
            if void or grade == VOID_CELL:
                yield NOT_COUNTED
            else:
                yield ABSTAINED if grade is None else self._scheme.grades[grade].name
        yield {VALID: COUNTED, UNCOUNTED: ABSTAINED}.get(given.state, NOT_COUNTED)


def _leaving_out_own(scheme: Scheme, forms: Iterable[UsedForm]) -> Iterator[int]:
    """Yield the forms with the one ballot of a unit in which one ratee is at home, where own votes do not count."""
    at_home = only_ratees(scheme)
    for form in forms:
        left_out = scheme.own_votes(form.expected.layout.key.poll) is OwnVotes.LEFT_OUT
        alone = registered(form.reading) == expected_ballots(scheme, form.expected) == 1
        if left_out and alone and form.expected.unit in at_home:
            yield form.index


def cells_of_mark(scheme: Scheme, poll: str) -> int:
    """The number of cells of what a ballot of a poll says of one ratee."""
    match scheme.poll_of[poll].scoring:
        case Scoring.POINTS | Scoring.GRADES:
            return 1
        case Scoring.RANKING:
            return 2
        case Scoring.ITEMS:
            return len(scheme.items_of(poll))
        case Scoring.ITEM_GRADES:
            return len(scheme.graded_items(poll)) + 1
        case _:
            assert_never(scheme.poll_of[poll].scoring)


def _points(value: int, state: int, most: int) -> int | str:
    if state == VALID:
        return value
    return NOT_COUNTED if 0 <= value <= most else f"{exact.show_short(value)}{_BEYOND}"


def _void_ballots(judged: Judged) -> Iterator[tuple[BallotKey, str]]:
    """Yield the ballots that are void with the reason: their own, or that their register does not count."""
    registers = judged.counted.registers
    whole = frozenset(registers.loc[registers["void"] >= registers["returned"], "form"].tolist())
    for form in judged.registers:
        for row in ballots_on(form.reading):
            code = judged.ballots.void.get((form.index, row))
            if code is not None or form.index in whole:
                yield (form.index, row), BALLOT_WORDS[code] if code else _WHOLE_REGISTER


_ItemCells = Mapping[str, tuple[int, int]]
"""By code of the item: the value (hundredths) or the grade (place in the scheme), and the state."""


def _cells_of_items(scheme: Scheme, judged: Judged) -> dict[tuple[int, int, int], dict[str, tuple[int, int]]]:
    """The cells of marks that consist of several, by form, ballot and ratee."""
    several = (Scoring.ITEMS, Scoring.ITEM_GRADES)
    layouts = {form.index: form.expected.layout for form in judged.registers}
    forms = [index for index, layout in layouts.items() if scheme.poll_of[layout.key.poll].scoring in several]
    entries = judged.ballots.entries
    entries = entries[entries["form"].isin(forms)]
    found: dict[tuple[int, int, int], dict[str, tuple[int, int]]] = {}
    columns = (entries[name].tolist() for name in ("form", "ballot", "ratee", "column", "value", "state"))
    for form, ballot, ratee, column, value, state in zip(*columns, strict=True):
        item = layouts[form].columns[column].item
        found.setdefault((form, ballot, ratee), {})[item] = value, state
    return found


def _places(form: UsedForm, codes: Mapping[str, int]) -> dict[tuple[int, int], str]:
    """The places on a form as they were written, by ballot and ratee; nothing unless it ranks."""
    columns = enumerate(form.expected.layout.columns)
    ratees = {index: codes[column.ratee] for index, column in columns if column.field == PLACE}
    return {(row, ratees[index]): str(place) for row, index, place in form.reading.entries if index in ratees}
