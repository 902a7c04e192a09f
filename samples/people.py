"""How the people of the samples fill in the forms: leniently or strictly, with blanks, slips and second thoughts.

Everything is drawn from seeds made of the form's own key: the same program fills in the same.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache

from sample_data import PASSED, SENT_BACK, Cast, Texts  # beside this script

from lianping_xlsx.app.campaign import Loaded
from lianping_xlsx.core import exact
from lianping_xlsx.forms.form_workbook import write_workbook
from lianping_xlsx.forms.issued_forms import issue
from lianping_xlsx.forms.kinds.ballots.ballot_register import GRADE, MARK, PLACE, TICK, VALID, VOID
from lianping_xlsx.forms.kinds.department_form import points_key, reason_field
from lianping_xlsx.forms.kinds.tally_form import counts_a_grade
from lianping_xlsx.forms.layout import FIRST_ROW, HEAD_ROW, FormLayout, GridColumn, WorkbookLayout
from lianping_xlsx.scheme.model import RubricItem, Scheme
from lianping_xlsx.scheme.terms import FormKind, ItemMode
from lianping_xlsx.spreadsheet.book import Content
from lianping_xlsx.spreadsheet.cell_kinds import Points
from lianping_xlsx.spreadsheet.grade_kinds import SEVERAL, GradeChoice

Entries = dict[tuple[str, int, int], Content]


def fill_all(loaded: Loaded, people: People) -> dict[str, bytes]:
    """Every workbook filled in, by its issued file name."""
    return {
        workbook.file: write_workbook(loaded.scheme, loaded.secret, workbook, people.fill(workbook))
        for workbook in issue(loaded.scheme, loaded.secret)
    }


def _mark(value: float, draw: random.Random) -> float:
    """People write whole points, seldom a half."""
    shown = round(value * 2) / 2 if draw.random() < 0.15 else round(value)
    return min(100, max(0, shown))


def _lost(points: int, share: float, draw: random.Random) -> int:
    """Points lost on an item, in steps of a quarter of a point, in hundredths."""
    if draw.random() > 0.62:
        return 0
    return min(points, round(points * share * draw.uniform(0.7, 2.6) / 25) * 25)


@cache  # it is asked for at every mark
def _once_drawn(seed: str, least: float, most: float) -> float:
    """A number between two others that depends on the seed alone."""
    return random.Random(seed).uniform(least, most)


@dataclass(frozen=True)
class People:
    """Everybody who fills in a form of a sample."""

    scheme: Scheme
    texts: Texts
    cast: Cast

    def fill(self, workbook: WorkbookLayout) -> Entries:
        """What a unit's people entered, all forms of its workbook."""
        entries: Entries = {}
        for form in workbook.forms:
            draw = random.Random(f"{form.key.text()}")
            hand = _Hand(self, form, workbook.unit_name, draw, entries)
            _FILLERS[form.key.kind](hand)
            hand.sign()
        return entries

    def merit(self, code: str) -> float:
        """How good a ratee is, in points around which people mark."""
        drawn = _once_drawn(f"merit {code}", -3.0, 3.0)
        return 90.1 + drawn + self.cast.strong.get(code, 0) + self.cast.weak.get(code, 0)

    def lenience(self, voter_class: str) -> float:
        """How much better than others a voter class thinks of everybody."""
        known = self.cast.lenience.get(voter_class)
        return _once_drawn(f"lenience {voter_class}", -1.5, 2.0) if known is None else known


_SIGNERS = ("filled_by", "reviewed_by", "phone", "date")
"""The fields that the table of signers has words for."""


@dataclass(frozen=True)
class _Hand:
    """Somebody filling in one form."""

    people: People
    form: FormLayout
    unit: str
    draw: random.Random
    entries: Entries

    def put(self, place: int, column: int, content: Content) -> None:
        """Write into a row and column of the grid."""
        self.entries[self.form.sheet, FIRST_ROW + place, column] = content

    def put_words(self, place: int, words: list[str]) -> None:
        """Write into the open columns of a row, one after the other."""
        for (index, _), text in zip(self.form.input_columns(), words, strict=True):
            self.put(place, index, text)

    @property
    def expected(self) -> int:
        """预计份数 of the form."""
        key = self.form.key
        return self.people.scheme.expected_ballots[self.unit, key.kind, key.poll, key.voter_class]

    def opinion_of(self, ratee: str, mood: float) -> float:
        """The points that a voter would give."""
        lenience = self.people.lenience(self.form.key.voter_class)
        return self.people.merit(ratee) + lenience + mood + self.draw.gauss(0, 2.6)

    def sign(self) -> None:
        """The signatures at the foot; where a 考核组 has been, also that of the ratee."""
        (words,) = self.people.texts.signers[self.form.key.unit]
        by_name = dict(zip(_SIGNERS, words, strict=True)) | {"principal": self.form.person}
        for placed in self.form.placed():
            if placed.row != HEAD_ROW:
                self.entries[self.form.sheet, placed.row, placed.entry[0]] = by_name[placed.field.name]


# ---------------------------------------------------------------- ballots


def _fill_ballots(hand: _Hand) -> None:
    form, draw, expected = hand.form, hand.draw, hand.expected
    if form.by_voter:
        mood = draw.gauss(0, 2.5)
        if any(column.field == PLACE for column in form.columns):
            _fill_order(hand, {row.ratee: (place, form.column_of("place")) for place, row in enumerate(form.rows)})
            return
        for place, row in enumerate(form.rows):
            _fill_marks(hand, place, row.ratee, mood)
        return
    returned = expected - (draw.randint(1, 3) if expected > 15 else 0)
    for placed in form.placed():
        if placed.row == HEAD_ROW:
            count = expected if placed.field.name == "issued" else returned
            hand.entries[form.sheet, placed.row, placed.entry[0]] = count
    by_points = all(not column.upright for column in form.columns)
    ratees = list(dict.fromkeys(column.ratee for column in form.columns if column.ratee))
    voters = hand.people.cast.voters.get(form.key.voter_class, ())
    ranked = {column.ratee: index for index, column in enumerate(form.columns) if column.field == PLACE}
    for ballot in range(returned):
        if ranked:
            _fill_order(hand, {ratee: (ballot, index) for ratee, index in ranked.items()})
            continue
        mood = draw.gauss(0, 2.5)
        if by_points and expected > 15 and ballot in (returned // 3, returned // 2):
            _fill_odd_ballot(hand, ballot, uniform=ballot == returned // 2)
            continue
        judged = [ratee for ratee in ratees if draw.random() > 0.012 or expected <= _FEW]
        judged = [ratee for ratee in judged if ratee not in voters[ballot : ballot + 1]]
        for ratee in judged:
            _fill_marks(hand, ballot, ratee, mood)
        if not judged or draw.random() < 0.3:  # a ballot that is blank all over has come back, too
            hand.put(ballot, form.column_of("validity"), VALID)


def _fill_odd_ballot(hand: _Hand, ballot: int, *, uniform: bool) -> None:
    """A ballot with the same mark for everybody, or one that the counters found void."""
    for index, column in enumerate(hand.form.columns):
        if column.ratee:
            hand.put(ballot, index, 100 if uniform else _mark(hand.draw.uniform(60, 100), hand.draw))
    if not uniform:
        hand.put(ballot, hand.form.column_of("validity"), VOID)


def _fill_marks(hand: _Hand, ballot: int, ratee: str, mood: float) -> None:
    """What a ballot says of one ratee, in whatever way it says it."""
    block = [(index, column) for index, column in hand.form.input_columns() if column.ratee in ("", ratee)]
    block = [(index, column) for index, column in block if column.field in (MARK, TICK, GRADE)]
    value = hand.opinion_of(ratee, mood)
    if block[0][1].field == TICK:
        _fill_tick(hand, ballot, [index for index, _ in block], value)
        return
    if block[0][1].field == GRADE:
        for index, column in block:
            _fill_grade(hand, ballot, index, column, value)
        return
    if not block[0][1].item:
        hand.put(ballot, block[0][0], _mark(value, hand.draw))
        return
    points = {item.code: item.points / exact.POINT for item in hand.people.scheme.items}
    for index, column in block:
        most = points[column.item]
        if column.field == MARK and hand.draw.random() > 0.0012:  # an item is forgotten now and then
            hand.put(ballot, index, min(most, max(0, round(most * (value + hand.draw.gauss(0, 3)) / 100))))


_FEW = 4
"""Voters of a class in which nobody is left out: one more would keep a score from being told."""
_TICKS = ("√",) * 9 + ("✓", "✔", "V", "v", 1)


def _fill_tick(hand: _Hand, ballot: int, columns: list[int], value: float) -> None:
    """The best grade for most, the next for some; one in three hundred ticks twice, but in no small class."""
    place = min(len(columns) - 1, 0 if value >= 91 else 1 if value >= 80 else 2)
    hand.put(ballot, columns[place], hand.draw.choice(_TICKS))
    if hand.draw.random() < 0.003 and hand.expected > _FEW:
        hand.put(ballot, columns[place - 1], "√")


def _fill_order(hand: _Hand, cells: dict[str, tuple[int, int]]) -> None:
    """The ratees in the order of what the voter thinks of them; now and then two share a place."""
    order = sorted(cells, key=lambda ratee: -hand.opinion_of(ratee, 0))
    shared = hand.draw.randrange(1, len(order)) if len(order) > 1 and hand.draw.random() < 0.05 else None
    for number, ratee in enumerate(order):
        hand.put(*cells[ratee], number if number == shared else number + 1)


def _fill_grade(hand: _Hand, ballot: int, index: int, column: GridColumn, value: float) -> None:
    """The grade of an item by its name or its number; now and then none, or several, but in no small class."""
    kind = column.kind
    assert isinstance(kind, GradeChoice)
    own, chance = value + hand.draw.gauss(0, 4), hand.draw.random()
    place = min(len(kind.grades) - 1, 0 if own >= 91 else 1 if own >= 80 else 2)
    if chance < 0.004 and hand.expected > _FEW:
        hand.put(ballot, index, None if chance < 0.002 or not kind.several else SEVERAL)
        return
    hand.put(ballot, index, place + 1 if chance > 0.5 else kind.grades[place])


def _fill_tally(hand: _Hand) -> None:
    """Counted by hand at the meeting: now and then somebody abstains."""
    expected = hand.expected
    for place, row in enumerate(hand.form.rows):
        counts = [
            index
            for index, column in hand.form.input_columns()
            if counts_a_grade(column.field) and hand.form.kind_at(row, column) is not None
        ]
        abstained = int(expected > _FEW and hand.draw.random() < 0.3)
        marks = [_mark(hand.opinion_of(row.ratee, 0), hand.draw) for _ in range(expected - abstained)]
        sent: dict[str, float] = {"issued": expected, "returned": expected, "void": 0, "abstained": abstained}
        if counts:
            for number, index in enumerate(counts):
                hand.put(place, index, sum(min((mark < 88) + (mark < 76), len(counts) - 1) == number for mark in marks))
        else:
            sent |= {"valid": len(marks), "total": sum(marks)}
        for key, count in sent.items():
            hand.put(place, hand.form.column_of(key), count)


# ---------------------------------------------------------------- rubrics and words


def _fill_rubric(hand: _Hand) -> None:
    """The items one after the other, but for those in which the ratee has no task."""
    items = {item.code: item for item in hand.people.scheme.rubric}
    share = (100 - hand.people.merit(hand.form.key.ratee) + 1.5) / 100
    for place, row in ((place, row) for place, row in enumerate(hand.form.rows) if not row.closed):
        item = items[row.item]
        if item.counts_to_hundred:
            lost = _lost(item.points, share, hand.draw)
            _fill_item(hand, place, item, lost)
        elif lost := _extra(hand.people.cast, item.mode, hand.form.key.ratee):
            _fill_item(hand, place, item, lost)


def _fill_item(hand: _Hand, place: int, item: RubricItem, lost: int) -> None:
    """得分 or 扣分 (hundredths ``lost`` or, of a bonus, won), the reason, and what the ratee himself had thought."""
    score = item.mode in (ItemMode.SCORE, ItemMode.BONUS)
    _put_points(hand, place, item, lost, ("score" if score else "deduction", "reason"))
    if item.counts_to_hundred:
        seen = lost // 2 // 25 * 25 + random.Random(f"own {hand.form.key.ratee} {item.code}").choice((0, 0, 25, 50))
        hand.put(place, hand.form.column_of("self"), (item.points - min(seen, item.points)) / exact.POINT)


def _put_points(hand: _Hand, place: int, item: RubricItem, lost: int, keys: tuple[str, str]) -> None:
    """The points of an item and, if any were lost or won, the reason, into the columns with these two keys."""
    points, reason = (hand.form.column_of(key) for key in keys)
    hand.put(place, points, (item.points - lost if item.mode is ItemMode.SCORE else lost) / exact.POINT)
    if lost:
        (words,) = hand.draw.choice(hand.people.texts.reasons[item.code])
        hand.put(place, reason, words)


def _fill_department(hand: _Hand) -> None:
    """The ratees one after the other, each with the items that apply to him."""
    items = {points_key(item): item for item in hand.people.scheme.rubric}
    for place, row in enumerate(hand.form.rows):
        share = (100 - hand.people.merit(row.ratee) + 1.5) / 100
        for key, item in ((key, items[key]) for key in row.kinds if key in items and key not in row.closed):
            keys = key, reason_field(item.code)
            if item.counts_to_hundred:
                _put_points(hand, place, item, _lost(item.points, share, hand.draw), keys)
            elif lost := _extra(hand.people.cast, item.mode, row.ratee):
                _put_points(hand, place, item, lost, keys)


def _fill_scores(hand: _Hand) -> None:
    """The score of every 期次, each with its 依据."""
    for place, row in enumerate(hand.form.rows):
        for index, column in hand.form.input_columns():
            if isinstance(column.kind, Points):
                most = (column.kind.maximum or 0) / exact.POINT
                hand.put(place, index, round(most * _mark(hand.opinion_of(row.ratee, 0), hand.draw) / 100, 1))
            else:
                (basis,) = hand.draw.choice(hand.people.texts.reasons[hand.form.key.kind])
                hand.put(place, index, basis)


def _extra(cast: Cast, mode: ItemMode, ratee: str) -> int:
    """The bonus of the strongest ratees, the penalty of the weakest (hundredths)."""
    if mode is ItemMode.BONUS:
        return dict(zip(cast.strong, (200, 0, 100), strict=False)).get(ratee, 0)
    return 200 if ratee == min(cast.weak, key=lambda code: cast.weak[code], default="") else 0


def _fill_opinions(hand: _Hand) -> None:
    for place, row in enumerate(hand.form.rows):
        (words,) = hand.people.texts.opinions[row.ratee]
        hand.put_words(place, words)


def _fill_self_check(hand: _Hand) -> None:
    """The last of the texts on each item is one that fits a 社区, where others speak of a village."""
    community = "社区" in hand.people.scheme.ratee_of[hand.form.key.ratee].workplace
    for place, row in enumerate(hand.form.rows):
        texts = hand.people.texts.selfchecks[row.item]
        hand.put_words(place, texts[-1] if community else hand.draw.choice(texts[:-1]))


def _fill_reviews(hand: _Hand) -> None:
    for place, row in enumerate(hand.form.rows):
        verdict = SENT_BACK if row.ratee in hand.people.cast.sent_back else PASSED
        (remark,) = hand.draw.choice(hand.people.texts.reviews[verdict])
        hand.put_words(place, [f"2024-12-{hand.draw.randint(2, 9):02d}", verdict, remark])


def _fill_commitments(hand: _Hand) -> None:
    """One commitment: what 评议意见 asks the ratee to improve."""
    (_, problem, improvement), *_ = hand.people.texts.opinions[hand.form.key.ratee]
    hand.put_words(0, [problem, improvement, "2025-06-30"])


_FILLERS = {
    FormKind.BALLOTS: _fill_ballots,
    FormKind.TALLY: _fill_tally,
    FormKind.RUBRIC: _fill_rubric,
    FormKind.DEPARTMENT: _fill_department,
    FormKind.SCORES: _fill_scores,
    FormKind.OPINION: _fill_opinions,
    FormKind.SELF_CHECK: _fill_self_check,
    FormKind.REVIEW: _fill_reviews,
    FormKind.COMMITMENT: _fill_commitments,
}
