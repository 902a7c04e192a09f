"""What was entered on ballots, as parallel arrays: an entry is a mark, or one of a ratee's several that make a mark.

Marks that look as if they were given on another scale are asked about once, for all of them together. They count as
they stand: whether a teller or a voter mistook the scale, only a person can say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

import numpy as np
import pandas as pd

from lianping_xlsx.checks.countable import UNCOUNTED, VALID
from lianping_xlsx.checks.mark_shares import shares_of
from lianping_xlsx.checks.used_form import UsedForm, registered
from lianping_xlsx.core import exact
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.forms.kinds.ballots.ballot_register import TICK
from lianping_xlsx.forms.layout import GridColumn
from lianping_xlsx.intake.reading.grid_entries import GridEntries, columnar
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.terms import Scoring
from lianping_xlsx.spreadsheet.cell_kinds import Points

UNREADABLE = 9
"""A mark that was not understood (a finding tells of it): void."""
MOST_BALLOTS = 1 << 20
"""More than a sheet has rows: form x this + ballot is one number for both."""
_PERSON = ["form", "ballot", "ratee"]
MARK_COLUMNS = [*_PERSON, "value", "column", "state", "grade"]


def gather_entries(scheme: Scheme, forms: Sequence[UsedForm]) -> pd.DataFrame:
    """All entries of all forms, no object for one of them.

    Columns: form, ballot (grid row), ratee (place in the scheme), value (hundredths; of a tick the 折算分), column
    (of the grid), state (VALID, UNCOUNTED or UNREADABLE), grade (place in the scheme, -1: none), most (hundredths,
    the limit). The integers are as narrow as all numbers of a column allow.
    """
    order = {ratee.code: place for place, ratee in enumerate(scheme.ratees)}
    grades = {(grade.scale, grade.name): place for place, grade in enumerate(scheme.grades)}
    scales = {poll.name: poll.scale for poll in scheme.polls}
    tables = _Tables(
        ratees=lambda _, column: order.get(column.ratee, -1),
        grades=lambda poll, column: grades[scales[poll], column.item] if column.field == TICK else -1,
        most=lambda _, column: most_of(column),
    )
    entries = tables.frame(forms, [form.reading.entries for form in forms], VALID)
    bad = [_unread(form) for form in forms]
    if any(bad):
        unread = tables.frame(forms, bad, UNREADABLE)
        entries = pd.concat([entries, unread[unread["ratee"] >= 0]], ignore_index=True)
    value, _, grade, _ = arrays_of(entries)
    ticks = grade >= 0
    if ticks.any():
        points = np.array([grade.points for grade in scheme.grades], dtype=np.int64)
        entries["value"] = _narrowed(np.where(ticks, points[grade], value), np.int32)
        uncounted = [place for place, grade in enumerate(scheme.grades) if not grade.counted]
        entries.loc[entries["grade"].isin(uncounted) & (entries["state"] == VALID), "state"] = UNCOUNTED
    return entries


def registered_on(forms: Sequence[UsedForm]) -> dict[int, int]:
    """The number of ballots with any entry at all, by index of the form: ``registered`` for thousands of forms."""
    found = {}
    for share in shares_of(forms, [len(form.reading.entries) for form in forms]):
        rows = max((len(form.expected.layout.rows) for form in share), default=0)
        flat = columnar([form.reading.entries for form in share])
        there = np.zeros((len(share), rows), dtype=bool)
        there[np.repeat(np.arange(len(share)), flat.sizes), flat.rows] = True
        for form, count in zip(share, there.sum(axis=1).tolist(), strict=True):
            told_elsewhere = form.reading.bad_cells or form.reading.texts
            found[form.index] = registered(form.reading) if told_elsewhere else count
    return found


def arrays_of(entries: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """``value``, ``state``, ``grade`` and ``most`` of entries as arrays, which compare ten times as fast as columns."""
    value, state, grade, most = (entries[name].to_numpy() for name in ("value", "state", "grade", "most"))
    return value, state, grade, most


def _unread(form: UsedForm) -> GridEntries:
    """Noughts in place of what was not understood, row by row."""
    cells = sorted(form.reading.bad_cells)
    return GridEntries.of(form.expected.layout.width, ((row, column, 0) for row, column in cells))


def most_of(column: GridColumn) -> int:
    """The greatest mark that a column takes, in hundredths."""
    return column.kind.maximum or 0 if isinstance(column.kind, Points) else exact.WHOLE


class _Tables:
    """Facts of each column of each form (given the name of its poll), laid end to end."""

    def __init__(self, **facts: Callable[[str, GridColumn], int]) -> None:
        self._facts = facts

    def frame(self, forms: Sequence[UsedForm], entries: Sequence[GridEntries], state: int) -> pd.DataFrame:
        """The entries of each form, taken apart in shares; each column is there once only."""
        polls = [form.expected.layout.key.poll for form in forms]
        columns = [form.expected.layout.columns for form in forms]
        widths, sizes = [len(each) for each in columns], [len(each) for each in entries]
        rows = max((len(form.expected.layout.rows) for form in forms), default=0)
        index, first = np.array([form.index for form in forms], dtype=np.int32), np.cumsum([0, *widths])
        facts = {name: self._flat(fact, polls, columns) for name, fact in self._facts.items()}
        whole = {
            "form": _type_for(index.max(initial=0)),
            "ballot": _type_for(rows),
            "ratee": facts["ratees"].dtype,
            "value": np.dtype(np.int32),
            "column": _type_for(max(widths, default=0)),
            "state": np.dtype(np.int8),
            "grade": facts["grades"].dtype,
            "most": facts["most"].dtype,
        }
        found = {name: np.empty(sum(sizes), dtype) for name, dtype in whole.items()}
        found["state"].fill(state)
        start = 0
        for share in shares_of(range(len(forms)), sizes):
            flat = columnar([entries[place] for place in share])
            here = slice(start, start := start + len(flat.values))
            place = np.repeat(first[list(share)], flat.sizes) + flat.columns
            found["form"][here] = np.repeat(index[list(share)], flat.sizes)
            found["ballot"][here], found["column"][here] = flat.rows, flat.columns
            for name, fact in (("ratee", "ratees"), ("grade", "grades"), ("most", "most")):
                found[name][here] = facts[fact][place]
            if found["value"].dtype == np.int32 and _narrowed(flat.values, np.int32).dtype != np.int32:
                found["value"] = found["value"].astype(np.int64)
            found["value"][here] = flat.values
        return pd.DataFrame(found, copy=False)

    @staticmethod
    def _flat(
        fact: Callable[[str, GridColumn], int], polls: Sequence[str], columns: Sequence[Sequence[GridColumn]]
    ) -> np.ndarray:
        """Bodies are shared by the forms of a poll: each is asked once."""
        known: dict[int, list[int]] = {}
        for poll, each in zip(polls, columns, strict=True):
            if id(each) not in known:
                known[id(each)] = [fact(poll, column) for column in each]
        parts = [np.asarray(known[id(each)], dtype=np.int32) for each in columns]
        return _narrowed(np.concatenate([np.array([], np.int32), *parts]))


def _type_for(most: int) -> np.dtype[np.signedinteger]:
    """The narrowest type that holds the numbers from 0 to the greatest one."""
    return _narrowed(np.array([most], dtype=np.int32)).dtype


def _narrowed(numbers: np.ndarray, *to: type[np.signedinteger]) -> np.ndarray:
    """The same numbers in the first type that holds them all: millions of entries live until all is written.

    ``to``: the types to be tried, the narrowest first; one or two bytes if none is given.
    """
    least, most = numbers.min(initial=0), numbers.max(initial=0)
    held = (each for each in to or (np.int8, np.int16) if np.iinfo(each).min <= least and most <= np.iinfo(each).max)
    return numbers.astype(next(held, numbers.dtype.type), copy=False)


def narrow_columns(frame: pd.DataFrame) -> pd.DataFrame:
    """The same integers, each column in the narrowest type that holds them all."""
    types = np.int8, np.int16, np.int32
    return pd.DataFrame({name: _narrowed(frame[name].to_numpy(), *types) for name in frame}, copy=False)


def keys_of(marks: pd.DataFrame, *columns: str) -> np.ndarray:
    """One number in place of one to three; all but the first are from 0, below MOST_BALLOTS."""
    keys = np.zeros(len(marks), dtype=np.int64)
    for name in columns:
        keys = keys * MOST_BALLOTS + marks[name].to_numpy()
    return keys


@dataclass(frozen=True)
class MarkGroups:
    """Groups of marks that have numbers in common, in the order of these: of a ballot, or of a ratee on a form.

    By arrays, since most replies have few marks, and a grouped frame takes as long for ten as for a thousand.
    ``numbers``: those of each group, by column.
    """

    numbers: dict[str, np.ndarray]
    size: np.ndarray
    _order: np.ndarray
    _begin: np.ndarray

    @classmethod
    def of(cls, marks: pd.DataFrame, *columns: str) -> MarkGroups:
        """By columns as :func:`keys_of` takes them."""
        keys = keys_of(marks, *columns)
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        begin = np.flatnonzero(np.diff(keys, prepend=-1))
        size = np.diff(begin, append=len(keys))
        numbers, rest = dict[str, np.ndarray](), keys[begin]
        for name in columns[:0:-1]:
            rest, numbers[name] = np.divmod(rest, MOST_BALLOTS)
        numbers[columns[0]] = rest
        return cls({name: numbers[name].astype(marks[name].to_numpy().dtype) for name in columns}, size, order, begin)

    def least(self, values: pd.Series | np.ndarray) -> np.ndarray:
        """The least value of each group."""
        return np.minimum.reduceat(self._ordered(values), self._begin)

    def greatest(self, values: pd.Series | np.ndarray) -> np.ndarray:
        """The greatest value of each group."""
        return np.maximum.reduceat(self._ordered(values), self._begin)

    def total(self, values: pd.Series | np.ndarray) -> np.ndarray:
        """The sum of the values of each group."""
        return np.add.reduceat(self._ordered(values), self._begin)

    def spread(self, facts: np.ndarray) -> np.ndarray:
        """A fact of each group, such as whether it is chosen, for each of its marks."""
        found = np.empty(len(self._order), dtype=facts.dtype)
        found[self._order] = np.repeat(facts, self.size)
        return found

    def rows(self, chosen: np.ndarray, *columns: np.ndarray) -> list[list[int]]:
        """The numbers of the chosen groups, and what these columns say of them."""
        listed = np.stack([*self.numbers.values(), *columns], axis=1)[chosen]
        return listed.tolist()  # type: ignore[no-any-return]

    def _ordered(self, values: pd.Series | np.ndarray) -> np.ndarray:
        ordered: np.ndarray = np.asarray(values, dtype=np.int64)[self._order]
        return ordered


def fold_marks(scheme: Scheme, entries: pd.DataFrame, forms: Sequence[UsedForm]) -> tuple[pd.DataFrame, list[Finding]]:
    """One mark a ballot and ratee: the entries themselves, or their sum where a mark takes several (分项, 等次).

    A mark that lacks an item, has two ticks, or has an entry that does not count, is UNREADABLE.
    Findings: ``ballot.items-missing``, ``ballot.several-ticks``.
    """
    wanted = {form.index: count for form in forms if (count := _entries_a_mark(scheme, form))}
    if not wanted:
        return entries[MARK_COLUMNS], []
    several = np.isin(entries["form"].to_numpy(), list(wanted))
    if not several.any():
        return entries[MARK_COLUMNS], []
    parts = entries[several]
    groups = MarkGroups.of(parts, *_PERSON)
    state = groups.greatest(parts["state"])
    read = (state == VALID) | (state == UNCOUNTED)
    least = np.zeros(max(wanted) + 1, dtype=np.int64)  # also of forms on which everybody abstained
    least[list(wanted)] = list(wanted.values())
    wrong = read & (groups.size != least[groups.numbers["form"]])
    made = groups.numbers | {
        "value": np.where(wrong | ~read, 0, groups.total(parts["value"])),
        "column": groups.least(parts["column"]),
        "state": np.where(wrong | ~read, UNREADABLE, state),
        "grade": groups.greatest(parts["grade"]),
    }
    types = entries.dtypes.to_dict() | {"value": np.int64}  # a sum may need more than what it is made of
    marks = pd.DataFrame({name: made[name].astype(types[name]) for name in MARK_COLUMNS}, copy=False)
    told = groups.rows(wrong, made["column"], groups.size)
    findings = list(_wrong_findings(told, {form.index: form for form in forms}, wanted))
    if several.all():
        return marks, findings
    return pd.concat([entries.loc[~several, MARK_COLUMNS], marks], ignore_index=True), findings


def _entries_a_mark(scheme: Scheme, form: UsedForm) -> int:
    """How many entries make a mark; 0 where an entry is a mark."""
    poll = scheme.poll_of[form.expected.layout.key.poll]
    if poll.scoring is Scoring.ITEMS:
        return len(scheme.items_of(poll.name))
    return 1 if poll.scoring is Scoring.GRADES else 0


def _wrong_findings(
    wrong: Sequence[Sequence[int]], forms: dict[int, UsedForm], wanted: dict[int, int]
) -> Iterator[Finding]:
    """``wrong``: form, ballot, ratee, column, and the number of entries."""
    for form, ballot, _, column, size in wrong:
        if size < wanted[form]:
            missing = str(wanted[form] - size)
            yield forms[form].ratee_finding("ballot.items-missing", ballot, column, missing=missing)
        else:
            yield forms[form].ratee_finding("ballot.several-ticks", ballot, column, count=str(size))


# ---------------------------------------------------------------- marks of another scale


_TEN = 10 * exact.POINT
_LEAST = 3
"""Fewer marks than these may all be low, or all beyond their items' points, by chance."""
_REGISTER, _BALLOT, _COLUMN = ["form"], ["form", "ballot"], ["form", "column"]


def find_low_scales(entries: pd.DataFrame, forms: Mapping[int, UsedForm]) -> tuple[list[Finding], np.ndarray]:
    """``ballot.scale``: 0 to 100 was asked, and no mark of a register, a ballot or a ratee's column is above 10.

    And which entries it tells of. What a register tells of needs no word of its ballots, nor those of its columns.
    """
    value, state, grade, most = arrays_of(entries)
    marks = (state == VALID) & (most == exact.WHOLE) & (grade < 0) & (value >= 0)
    low = marks & (value <= _TEN)
    if not low.any():
        return [], low

    def tell(by: list[str], group: pd.DataFrame) -> Finding:
        return _told("ballot.scale", forms, by, group, top=exact.show_short(int(group["value"].max())))

    return _by_groups(entries, marks, (_REGISTER, _BALLOT, _COLUMN), _are_low, tell)


def find_hundreds(entries: pd.DataFrame, forms: Mapping[int, UsedForm]) -> tuple[list[Finding], np.ndarray]:
    """``ballot.items-scale``: each mark of a register or ballot by items is beyond its item's points, up to 100.

    And which entries it tells of.
    """
    value, state, _, most = arrays_of(entries)
    marks = (state == VALID) & (most < exact.WHOLE)
    beyond = marks & (value > most) & (value <= exact.WHOLE)
    if not beyond.any():
        return [], beyond
    within = entries.assign(value=(~beyond).astype("int64"))
    tell = partial(_told, "ballot.items-scale", forms)
    return _by_groups(within, marks, (_REGISTER, _BALLOT), _are_none, tell)


_Odd = Callable[[np.ndarray], np.ndarray]
"""Which groups are odd, by the greatest mark of each."""


def _are_low(greatest: np.ndarray) -> np.ndarray:
    return (greatest <= _TEN) & (greatest > 0)  # nought for everybody is no scale


def _are_none(greatest: np.ndarray) -> np.ndarray:
    none: np.ndarray = greatest == 0
    return none


def _by_groups(
    entries: pd.DataFrame,
    marks: np.ndarray,
    levels: Sequence[list[str]],
    odd: _Odd,
    tell: Callable[[list[str], pd.DataFrame], Finding],
) -> tuple[list[Finding], np.ndarray]:
    """A finding for each odd group, the widest first, and the entries in them."""
    told, findings = np.zeros(len(entries), dtype=bool), list[Finding]()
    for by in levels:
        rest = entries[marks & ~told]
        groups = MarkGroups.of(rest, by[0], by[-1])
        found = odd(groups.greatest(rest["value"])) & (groups.size >= _LEAST)
        if found.any():
            chosen = rest[groups.spread(found)]
            findings += [tell(by, group) for _, group in chosen.groupby(by, sort=True)]
            told[chosen.index] = True
    return findings, told


def _told(code: str, forms: Mapping[int, UsedForm], by: list[str], marks: pd.DataFrame, **slots: str) -> Finding:
    number, row, column = (int(marks[name].iloc[0]) for name in ("form", "ballot", "column"))
    form = forms[number]
    layout = form.expected.layout
    place, what = form.place, f"“{layout.key.voter_class}”全部{marks['ballot'].nunique()}张测评票"
    if by == _BALLOT:
        place = form.at(row, layout.column_of("validity"))
        what = form.ballot(row)
    elif by == _COLUMN:
        place, name = form.at(row, column), layout.columns[column].heading.replace("\n", " ")
        what = f"“{layout.key.voter_class}”各票对“{name}”"
    return Finding(code, place, {"what": what, "count": str(len(marks))} | slots)
