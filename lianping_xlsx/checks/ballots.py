"""Do the marks on ballots count? Void at three levels: the mark, the ballot, the whole register (计分规则)."""

from __future__ import annotations

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
    for form in forms:
        register, notes = _register(scheme, form, sum(1 for index, _ in void if index == form.index))
        rows.append(register)
        findings += notes
    registers = pd.DataFrame(rows, columns=["form", "issued", "returned", "void"])
    _spread(marks, void, registers)
    return Judged(marks, registers, ratees_of, tuple(findings))


def _frame(scheme: Scheme, forms: Sequence[UsedForm]) -> tuple[pd.DataFrame, dict[int, tuple[int, ...]]]:
    """All marks of all forms in one frame: parallel arrays, no object for a mark."""
    order = {ratee.code: place for place, ratee in enumerate(scheme.ratees)}
    parts: dict[str, list[np.ndarray]] = {name: [] for name in COLUMNS}
    ratees_of = {}
    for form in forms:
        columns = form.expected.layout.columns
        ratee_at = np.array([order.get(column.ratee, -1) for column in columns], dtype=np.int32)
        ratees_of[form.index] = tuple(int(place) for place in ratee_at if place >= 0)
        bad = [cell for cell in sorted(form.reading.bad_cells) if ratee_at[cell % len(columns)] >= 0]
        cells = np.concatenate([np.asarray(form.reading.cells, dtype=np.int32), np.array(bad, dtype=np.int32)])
        values = np.concatenate([np.asarray(form.reading.values, dtype=np.int64), np.zeros(len(bad), np.int64)])
        parts["form"].append(np.full(len(cells), form.index, dtype=np.int32))
        parts["ballot"].append(cells // len(columns))
        parts["ratee"].append(ratee_at[cells % len(columns)])
        parts["value"].append(values)
        parts["column"].append(cells % len(columns))
        state = np.zeros(len(cells), dtype=np.int8)
        state[len(cells) - len(bad) :] = _UNREADABLE
        parts["state"].append(state)
    empty = np.array([], dtype=np.int64)
    return pd.DataFrame({name: np.concatenate([empty, *found]) for name, found in parts.items()}), ratees_of


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
    rows = {cell // width for cell in form.reading.cells}
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


def _spread(marks: pd.DataFrame, void: dict[tuple[int, int], str], registers: pd.DataFrame) -> None:
    """Give every mark on a void ballot its state; a register all of whose ballots are void takes its marks along."""
    marks.loc[marks["state"] == _UNREADABLE, "state"] = MARK_VOID
    if void:
        keys = pd.MultiIndex.from_frame(marks[["form", "ballot"]])
        marks.loc[keys.isin(list(void)), "state"] = BALLOT_VOID
    whole = registers.loc[registers["void"] >= registers["returned"], "form"]
    marks.loc[marks["form"].isin(whole), "state"] = BALLOT_VOID
