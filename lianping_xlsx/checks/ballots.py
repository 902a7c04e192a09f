"""Do the marks on ballots count? Void at three levels: the mark, the ballot, the whole register (计分规则)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lianping_xlsx.checks.counted import BALLOT_VOID, MARK_VOID, VALID
from lianping_xlsx.checks.places import UsedForm, expected_ballots
from lianping_xlsx.core import exact
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.layout.forms import VOID
from lianping_xlsx.scheme.model import RangeRule, Rules, Scheme

COLUMNS = ["form", "ballot", "ratee", "value", "column", "state"]


@dataclass(frozen=True)
class Judged:
    """Marks and registers as ``Counted`` wants them, and the ratees of each form by form index."""

    marks: pd.DataFrame
    registers: pd.DataFrame
    ratees_of: dict[int, tuple[int, ...]]
    findings: tuple[Finding, ...]


def judge_ballots(scheme: Scheme, forms: Sequence[UsedForm]) -> Judged:
    """Every non-blank mark with its state, every register with its counts; each void says why."""
    by_index = {form.index: form for form in forms}
    marks, ratees_of = _frame(scheme, forms)
    findings = [*_void_marks(marks, by_index, scheme.rules), *_fractions(marks, by_index)]
    by_hand = {
        (form.index, row)
        for form in forms
        for (row, name), text in form.reading.texts.items()
        if (name, text) == ("validity", VOID)
    }
    void = dict.fromkeys(sorted(by_hand), "ballot.void-by-hand")
    findings += [_ballot_finding(by_index[form], row, "ballot.void-by-hand") for form, row in void]
    for finding, at in _void_ballots(marks, by_index, scheme.rules, ratees_of):
        if at not in void:
            void[at] = finding.code
            findings.append(finding)
    rows = []
    voided = Counter(form for form, _ in void)
    for form in forms:
        register, notes = _register(scheme, form, voided[form.index])
        rows.append(register)
        findings += notes
    registers = pd.DataFrame(rows, columns=["form", "issued", "returned", "void"])
    _spread(marks, void, registers)
    return Judged(marks, registers, ratees_of, tuple(findings))


def _frame(scheme: Scheme, forms: Sequence[UsedForm]) -> tuple[pd.DataFrame, dict[int, tuple[int, ...]]]:
    """All marks of all forms in one frame: parallel arrays, no object for a mark."""
    order = {ratee.code: place for place, ratee in enumerate(scheme.ratees)}
    ratee_at = [[order.get(column.ratee, -1) for column in form.expected.layout.columns] for form in forms]
    ratees_of = {
        form.index: tuple(place for place in places if place >= 0) for form, places in zip(forms, ratee_at, strict=True)
    }
    readings = [form.reading for form in forms]
    marks = _columns(forms, ratee_at, [r.cells for r in readings], [r.values for r in readings], VALID)
    bad = [sorted(reading.bad_cells) for reading in readings]
    if any(bad):
        unread = _columns(forms, ratee_at, bad, [[0] * len(cells) for cells in bad], _UNREADABLE)
        marks = pd.concat([marks, unread[unread["ratee"] >= 0]], ignore_index=True)
    return marks, ratees_of


def _columns(
    forms: Sequence[UsedForm],
    ratee_at: Sequence[Sequence[int]],
    cells: Sequence[Sequence[int]],
    values: Sequence[Sequence[int]],
    state: int,
) -> pd.DataFrame:
    """Cells of each form (grid row x width + grid column) and their values, taken apart all at once."""
    sizes = [len(each) for each in cells]
    widths = np.array([len(places) for places in ratee_at], dtype=np.int32)
    flat = np.concatenate([np.array([], np.int32), *(np.asarray(each, dtype=np.int32) for each in cells)])
    ballot, column = np.divmod(flat, np.repeat(widths, sizes))
    first = np.repeat(np.cumsum(widths) - widths, sizes)
    ratees = np.concatenate([np.array([], np.int32), *(np.asarray(places, dtype=np.int32) for places in ratee_at)])
    found = {
        "form": np.repeat(np.array([form.index for form in forms], dtype=np.int32), sizes),
        "ballot": ballot,
        "ratee": ratees[first + column],
        "value": np.concatenate([np.array([], np.int64), *(np.asarray(each, dtype=np.int64) for each in values)]),
        "column": column,
        "state": np.full(len(flat), state, dtype=np.int8),
    }
    return pd.DataFrame(found, copy=False)


_UNREADABLE = 9
"""A mark that was not understood (an error was found when it was read): void, and its ballot is not called uniform."""


def _void_marks(marks: pd.DataFrame, forms: dict[int, UsedForm], rules: Rules) -> Iterator[Finding]:
    outside = (marks["state"] == VALID) & ((marks["value"] < 0) | (marks["value"] > exact.WHOLE))
    for form, ballot, value, column in marks.loc[outside, ["form", "ballot", "value", "column"]].itertuples(
        index=False
    ):
        shown = exact.show_short(value)
        if rules.out_of_range is RangeRule.VOID:
            yield forms[form].cell_finding("ballot.mark-void", ballot, column, value=shown)
        else:
            kind = forms[form].expected.layout.columns[column].kind
            expects = kind.expects() if kind else ""
            yield forms[form].cell_finding("cell.out-of-range", ballot, column, raw=shown, expects=expects)
    marks.loc[outside, "state"] = MARK_VOID


def _fractions(marks: pd.DataFrame, forms: dict[int, UsedForm]) -> Iterator[Finding]:
    """95 % arrives as 0.95."""
    small = (marks["state"] == VALID) & (marks["value"] > 0) & (marks["value"] <= exact.POINT)
    for form, ballot, value, column in marks.loc[small, ["form", "ballot", "value", "column"]].itertuples(index=False):
        shown = exact.show_short(value)
        percent = exact.show_short(value * 100)
        yield forms[form].cell_finding("cell.fraction", ballot, column, raw=shown, value=shown, percent=percent)


def _void_ballots(
    marks: pd.DataFrame, forms: dict[int, UsedForm], rules: Rules, ratees_of: dict[int, tuple[int, ...]]
) -> Iterator[tuple[Finding, tuple[int, int]]]:
    """Uniform ballots, and ballots with too many high marks; judged by all marks given on the ballot."""
    frame = marks.assign(high=marks["value"] >= rules.high_line, bad=marks["state"] == _UNREADABLE)
    sums = frame.groupby(["form", "ballot"], sort=True).agg(
        count=("value", "size"), low=("value", "min"), top=("value", "max"), high=("high", "sum"), bad=("bad", "any")
    )
    uniform = sums[(sums["low"] == sums["top"]) & (sums["count"] >= rules.uniform_from) & ~sums["bad"]]
    for (form, ballot), count, value in zip(uniform.index, uniform["count"], uniform["low"], strict=True):
        if value == exact.WHOLE and rules.void_all_full:
            yield _ballot_finding(forms[form], ballot, "ballot.void-all-full", count=str(count)), (form, ballot)
        elif rules.void_all_same:
            slots = {"count": str(count), "value": exact.show_short(value)}
            yield _ballot_finding(forms[form], ballot, "ballot.void-all-same", **slots), (form, ballot)
    if rules.high_share is None:
        return
    limits = {form: exact.floor_share(rules.high_share, len(ratees)) for form, ratees in ratees_of.items()}
    for (form, ballot), high in zip(sums.index, sums["high"], strict=True):
        if high > limits[form]:
            slots = {"count": str(high), "line": exact.show_short(rules.high_line), "limit": str(limits[form])}
            yield _ballot_finding(forms[form], ballot, "ballot.void-high-share", **slots), (form, ballot)


def _ballot_finding(form: UsedForm, row: int, code: str, **slots: str) -> Finding:
    layout = form.expected.layout
    ballot = f"“{layout.key.voter_class}”{layout.rows[row].ballot}号票"
    return Finding(code, form.at(row, layout.column_of("validity")), {"ballot": ballot} | slots)


def _register(scheme: Scheme, form: UsedForm, void: int) -> tuple[tuple[int, int, int, int], list[Finding]]:
    """(form, issued, ballots registered, void ballots) and what is odd about the counts."""
    rules = scheme.rules
    registered = _registered(form)
    issued, returned = (_count(form, name) for name in ("issued", "returned"))
    expected = expected_ballots(scheme, form)
    findings = list(_count_findings(form, registered, issued, returned, expected))
    stated = registered if returned is None else returned
    if issued is not None and stated > issued:
        code = "poll.more-returned" if rules.void_excess else "poll.more-returned-kept"
        findings.append(_poll_finding(form, code, returned=str(stated), issued=str(issued)))
        void = registered if rules.void_excess else void
    if rules.least_turnout is not None and stated * exact.WHOLE < rules.least_turnout * expected:
        slots = {"returned": str(stated), "expected": str(expected), "limit": exact.show_short(rules.least_turnout)}
        findings.append(_poll_finding(form, "poll.turnout", **slots))
        void = registered
    return (form.index, registered if issued is None else issued, registered, void), findings


def _registered(form: UsedForm) -> int:
    """Ballots with any entry at all: a mark, readable or not, or a word on their validity."""
    width = form.expected.layout.width
    rows = set(np.unique(np.asarray(form.reading.cells, dtype=np.int32) // width).tolist())
    rows |= {cell // width for cell in form.reading.bad_cells}
    return len(rows | {row for row, _ in form.reading.texts})


def _count(form: UsedForm, name: str) -> int | None:
    value = form.reading.fields.get(name)
    return value if isinstance(value, int) else None


def _count_findings(
    form: UsedForm, registered: int, issued: int | None, returned: int | None, expected: int
) -> Iterator[Finding]:
    for name, label, count in (("issued", "发出票数", issued), ("returned", "收回票数", returned)):
        if count is None and name not in form.reading.bad_fields:
            slots = {"label": label, "registered": str(registered)}
            yield _poll_finding(form, "poll.count-blank", name, **slots)
    if returned is not None and returned != registered:
        yield _poll_finding(form, "poll.count-differs", returned=str(returned), registered=str(registered))
    if registered > expected:
        yield _poll_finding(form, "poll.beyond-electorate", returned=str(registered), expected=str(expected))


def _poll_finding(form: UsedForm, code: str, name: str = "returned", **slots: str) -> Finding:
    return form.field_finding(code, name, voter_class=form.expected.layout.key.voter_class, **slots)


_MOST_BALLOTS = 1 << 20
"""More than a sheet has rows: makes one number of a form and a ballot."""


def _spread(marks: pd.DataFrame, void: dict[tuple[int, int], str], registers: pd.DataFrame) -> None:
    """Give every mark on a void ballot its state; a register all of whose ballots are void takes its marks along."""
    marks.loc[marks["state"] == _UNREADABLE, "state"] = MARK_VOID
    if void:
        keys = marks["form"].astype("int64") * _MOST_BALLOTS + marks["ballot"]
        marks.loc[keys.isin([form * _MOST_BALLOTS + ballot for form, ballot in void]), "state"] = BALLOT_VOID
    whole = registers.loc[registers["void"] >= registers["returned"], "form"]
    marks.loc[marks["form"].isin(whole), "state"] = BALLOT_VOID
