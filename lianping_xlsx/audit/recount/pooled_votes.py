"""票.xlsx of an archive: the votes of 无记名 classes without the forms that they came on.

Ballots of at least so many as the line stand whole, numbered anew within their 票组; of the others only how many votes
there were of each kind. Which ballots a form as a whole made void (废票), and whose own vote was left out, was settled
before they were put together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from .cell_values import MOST_KEPT, Entry, fraction, words
from .class_votes import ABSTAINED, CAME_BACK, GRADE, HIGHEST, ITEM, LOWEST, MARK, NUMBER, SENT_OUT, TOTAL, VOIDED, Cast
from .evidence import Ballot, PooledRow, Register
from .form_grids import Page, Tell, nobody_listens, read_pages
from .graded_items import NO_VOTE
from .scheme_parts import Poll, Scheme
from .told_by_merge import CATALOGUE_FILE, POOLED_FILE
from .typed_marks import NO_POINTS, UNREADABLE

GROUPS_SHEET, SUMS_SHEET, BALLOTS_SHEET = "票组", "按人合计", "票"
"""The sheets; of ballots there is one for each class, 票1, 票2 …"""
JOINED_SHEET = "并入的表"
"""Which forms went in stands in 目录.xlsx: a voter may be a unit of his own."""
JOINED_HEAD = ("填报单位", "表", "测评", "原文件校验值（SHA-256）")
GROUPS_HEAD = ("票组", "测评", "票类", "考核对象", "发出", "收回", "票数", "工作表")
SUMS_HEAD = ("测评", "票类", "考核对象", "姓名", "类别", "项目", "内容", "数")
BALLOT_HEAD = ("票组", "票号", "废票")
"""The first columns of the sheets; on a sheet of ballots a column for each ratee follows, or for each of his items."""
NOT_READ, SAID = "（读不出）", "是"


@dataclass
class Pooled:
    """What stands in 票.xlsx. ``joined``: unit, form and 测评, with the SHA-256 of the file that the form came in."""

    registers: list[Register] = field(default_factory=list)
    rows: list[PooledRow] = field(default_factory=list)
    joined: dict[tuple[str, str, str], str] = field(default_factory=dict)

    @property
    def ballots(self) -> int:
        """The number of ballots that stand whole."""
        return sum(len(register.ballots) for register in self.registers)


def read_pooled(folder: Path, scheme: Scheme, tell: Tell = nobody_listens) -> Pooled:
    """The votes in 票.xlsx of an archive; none where there is no such file. ``tell``: told what is being done."""
    if not (folder / POOLED_FILE).exists():
        return Pooled()
    found = Pooled()
    catalogue = next(p for p in read_pages((folder / CATALOGUE_FILE).read_bytes()) if p.name == JOINED_SHEET)
    for line in _table(catalogue, JOINED_HEAD):
        unit, form, poll, digest = map(words, line)
        found.joined[unit, form, poll] = digest
    pages = {page.name: page for page in read_pages((folder / POOLED_FILE).read_bytes(), tell)}
    tell("正在汇集合并的票……")
    found.registers = list(_registers(scheme, pages))
    for line in _table(pages[SUMS_SHEET], SUMS_HEAD):
        poll, voter_class, ratee, _, kind, item, content, number = map(words, line)
        found.rows.append(PooledRow(poll, voter_class, ratee, kind, item, content, fraction(number)))
    return found


def _table(page: Page, head: Sequence[str]) -> Iterator[Sequence[object]]:
    """The rows below the heading, up to the first blank one."""
    lines = iter(page.rows)
    next(line for line in lines if [words(cell) for cell in line[: len(head)]] == list(head))
    for line in lines:
        cells = [*line[: len(head)], *[None] * (len(head) - len(line))]
        if not words(cells[0]):
            return
        yield cells


def _registers(scheme: Scheme, pages: Mapping[str, Page]) -> Iterator[Register]:
    """Each 票组 as one register."""
    by_sheet: dict[str, dict[str, list[Ballot]]] = {}
    for line in _table(pages[GROUPS_SHEET], GROUPS_HEAD):
        number, poll, voter_class, ratees, issued, returned, _, sheet = map(words, line)
        if sheet not in by_sheet:
            by_sheet[sheet] = _ballots_by_group(scheme.polls[poll], pages[sheet])
        yield Register(
            poll=poll,
            voter_class=voter_class,
            ratees=ratees.split("、"),
            ballots=by_sheet[sheet].get(number, []),
            issued=int(issued) if issued else None,
            returned=int(returned) if returned else None,
            settled=True,
        )


def _ballots_by_group(poll: Poll, page: Page) -> dict[str, list[Ballot]]:
    """The ballots on the sheet of a class."""
    lines = iter(page.rows)
    head = next([*map(words, line)] for line in lines if tuple(map(words, line[: len(BALLOT_HEAD)])) == BALLOT_HEAD)
    found: dict[str, list[Ballot]] = {}
    for line in lines:
        said = {head[at]: words(cell) for at, cell in enumerate(line) if cell is not None}
        cells = {column: cell for column, cell in said.items() if column not in BALLOT_HEAD}
        found.setdefault(said[BALLOT_HEAD[0]], []).append(ballot_of(poll, cells, void=BALLOT_HEAD[-1] in said))
    return found


def ballot_of(poll: Poll, cells: Mapping[str, str], *, void: bool) -> Ballot:
    """A ballot from its cells, by ratee, or by ratee and item."""
    found = Ballot(declared_void=void)
    for column, text in cells.items():
        ratee, _, item = column.partition(":")
        if poll.graded:
            found.items.setdefault(ratee, dict.fromkeys(poll.graded, NO_VOTE))  # what is not there is 弃权
            found.items[ratee] = {**found.items[ratee], item: text}
        elif poll.places:
            found.places[ratee] = _pool_mark(text)
        elif poll.scoring == "等次" and text in poll.grades:
            points = poll.grades[text]
            found.ticks[ratee] = text
            found.marks[ratee] = NO_POINTS if points is None else Entry(True, points)
        else:
            found.marks[ratee] = _pool_mark(text)
    return found


def _pool_mark(text: str) -> Entry:
    return UNREADABLE if text == NOT_READ else Entry(True, fraction(text))


def ballot_cells(poll: Poll, ballot: Ballot) -> dict[str, str]:
    """The cells of a ballot; :func:`ballot_of` reads them."""
    if poll.graded:
        given = ((ratee, item, text) for ratee, row in ballot.items.items() for item, text in row.items())
        return {f"{ratee}:{item}": text for ratee, item, text in given if text != NO_VOTE}
    marks = {ratee: mark_text(mark) for ratee, mark in (ballot.places if poll.places else ballot.marks).items()}
    return marks | ballot.ticks if poll.scoring == "等次" else marks


def mark_text(mark: Entry) -> str:
    """A mark as a decimal, or as a fraction where it is none."""
    return NOT_READ if mark.value is None else fraction_text(mark.value)


@lru_cache(MOST_KEPT)
def fraction_text(value: Fraction) -> str:
    """A number as a decimal with at most two places; as a fraction where it has more."""
    hundredths = value * 100
    if hundredths.denominator > 1:
        return str(value)
    points, rest = divmod(abs(int(hundredths)), 100)
    return f"{'-' * (value < 0)}{points}" + (f".{rest:02d}".rstrip("0") if rest else "")


# ---------------------------------------------------------------- votes without ballots


def pooled_rows(cast: Cast, line: int, *, trimmed: bool) -> Iterator[PooledRow]:
    """The votes as rows. Of fewer than the ``line`` only the sum is told, unless the ends are needed to be left out."""
    for key, votes in cast.items():
        rows: list[tuple[str, str, str, int | Fraction | None]] = []
        if trimmed or len(votes.marks) >= line:
            rows += [(MARK, "", fraction_text(mark), votes.marks.count(mark)) for mark in sorted({*votes.marks})]
            rows += [(NUMBER, "", "", votes.number), (TOTAL, "", fraction_text(votes.total), 1)]
        else:
            rows += [(NUMBER, "", "", votes.valid), (TOTAL, "", fraction_text(sum(votes.marks, votes.total)), 1)]
        rows += [(LOWEST, "", fraction_text(mark), 1) for mark in votes.lowest]
        rows += [(HIGHEST, "", fraction_text(mark), 1) for mark in votes.highest]
        rows += [(GRADE, "", grade, number) for grade, number in votes.grades.items()]
        for item, own in votes.items.items():
            rows += [(ITEM, item, grade, number) for grade, number in own.grades.items()]
            rows += [(ITEM, item, VOIDED, own.void)]
        rows += [(VOIDED, "", "", votes.void), (ABSTAINED, "", "", votes.abstained)]
        rows += [(SENT_OUT, "", "", votes.issued), (CAME_BACK, "", "", votes.returned)]
        for kind, item, content, number in rows:
            if kind == TOTAL and content == "0":
                continue
            if number or (number == 0 and kind in (SENT_OUT, CAME_BACK)):
                yield PooledRow(*key, kind, item, content, Fraction(number))
