"""Do the marks on ballots count? Void at three levels: the mark, the ballot, the whole register (计分规则)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from lianping_xlsx.checks.ballot_entries import MOST_BALLOTS, UNREADABLE, fold_marks, gather_entries
from lianping_xlsx.checks.countable import BALLOT_VOID, MARK_VOID, VALID
from lianping_xlsx.checks.own_marks import leave_out_own
from lianping_xlsx.checks.scales import find_hundreds, find_low_scales
from lianping_xlsx.checks.used_form import UsedForm, expected_ballots, registered
from lianping_xlsx.core import exact
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.forms.kinds.ballots.ballot_register import VOID
from lianping_xlsx.intake.reading.entry_wording import wanted
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.rules import Rules
from lianping_xlsx.scheme.terms import RangeRule


@dataclass(frozen=True)
class JudgedBallots:
    """Marks, registers and grades as ``Counted`` wants them, and the ratees of each form by form index.

    ``entries``: of what the marks were made (see ``gather_entries``).
    """

    marks: pd.DataFrame
    registers: pd.DataFrame
    grades: pd.DataFrame
    ratees_of: dict[int, tuple[int, ...]]
    findings: tuple[Finding, ...]
    entries: pd.DataFrame


def judge_ballots(scheme: Scheme, forms: Sequence[UsedForm]) -> JudgedBallots:
    """Every non-blank mark with its state, every register with its counts; each void says why."""
    by_index = {form.index: form for form in forms}
    ratees_of = _ratees_of(scheme, forms)
    entries = gather_entries(scheme, forms)
    hundreds, beyond = find_hundreds(entries, by_index)
    scales, low = find_low_scales(entries, by_index)
    findings = [*hundreds, *_void_marks(entries, by_index, scheme.rules, beyond), *scales]
    findings += _fractions(entries, by_index, low)
    marks, incomplete = fold_marks(scheme, entries, forms)
    counts = {form.index: registered(form.reading) for form in forms}
    single = {index for index, count in counts.items() if count == 1}
    findings += [*incomplete, *leave_out_own(scheme, marks, forms, single)]
    by_hand = {
        (form.index, row)
        for form in forms
        for (row, name), text in form.reading.texts.items()
        if (name, text) == ("validity", VOID)
    }
    void = dict.fromkeys(sorted(by_hand), "ballot.void-by-hand")
    findings += [_ballot_finding(by_index[form], row, "ballot.void-by-hand") for form, row in void]
    for finding, at in _void_ballots(scheme, marks, by_index, ratees_of):
        if at not in void:
            void[at] = finding.code
            findings.append(finding)
    rows = []
    voided = Counter(form for form, _ in void)
    for form in forms:
        register, notes = _register(scheme, form, counts[form.index], voided[form.index])
        rows.append(register)
        findings += notes
    registers = pd.DataFrame(rows, columns=["form", "issued", "returned", "void"])
    _spread(marks, void, registers)
    return JudgedBallots(marks, registers, _graded(marks), ratees_of, tuple(findings), entries)


def _ratees_of(scheme: Scheme, forms: Sequence[UsedForm]) -> dict[int, tuple[int, ...]]:
    """The ratees on each form, by their places in the scheme."""
    order = {ratee.code: place for place, ratee in enumerate(scheme.ratees)}
    return {
        form.index: tuple(order[code] for code in dict.fromkeys(c.ratee for c in form.expected.layout.columns) if code)
        for form in forms
    }


def _graded(marks: pd.DataFrame) -> pd.DataFrame:
    """How many valid marks of each grade: form, ratee, grade, count."""
    graded = marks[(marks["state"] == VALID) & (marks["grade"] >= 0)]
    return graded.groupby(["form", "ratee", "grade"], sort=True).size().reset_index(name="count")


def _void_marks(entries: pd.DataFrame, forms: dict[int, UsedForm], rules: Rules, told: pd.Series) -> Iterator[Finding]:
    """Marks out of range; those told of with their whole ballot are named one by one only to be put right."""
    outside = (entries["state"] == VALID) & ((entries["value"] < 0) | (entries["value"] > entries["most"]))
    named = outside if rules.out_of_range is RangeRule.RETURN else outside & ~told
    rows = entries.loc[named, ["form", "ballot", "value", "column", "most"]].itertuples(index=False, name=None)
    for form, ballot, value, column, most in rows:
        shown = exact.show_short(value)
        if rules.out_of_range is RangeRule.VOID:
            slots = {"value": shown, "most": exact.show_short(most)}
            yield forms[form].cell_finding("ballot.mark-void", ballot, column, **slots)
        else:
            layout = forms[form].expected.layout
            kind = layout.columns[column].kind
            expects = wanted(layout, ballot, column, kind) if kind else ""
            yield forms[form].cell_finding("cell.out-of-range", ballot, column, raw=shown, expects=expects)
    entries.loc[outside, "state"] = MARK_VOID


def _fractions(entries: pd.DataFrame, forms: dict[int, UsedForm], told: pd.Series) -> Iterator[Finding]:
    """95 % arrives as 0.95; of an item of few points it may be meant."""
    whole = (entries["state"] == VALID) & (entries["most"] == exact.WHOLE) & (entries["grade"] < 0) & ~told
    small = whole & (entries["value"] > 0) & (entries["value"] <= exact.POINT)
    rows = entries.loc[small, ["form", "ballot", "value", "column"]].itertuples(index=False, name=None)
    for form, ballot, value, column in rows:
        shown = exact.show_short(value)
        percent = exact.show_short(value * 100)
        yield forms[form].cell_finding("cell.fraction", ballot, column, raw=shown, value=shown, percent=percent)


def _void_ballots(
    scheme: Scheme, marks: pd.DataFrame, forms: dict[int, UsedForm], ratees_of: dict[int, tuple[int, ...]]
) -> Iterator[tuple[Finding, tuple[int, int]]]:
    """Uniform ballots, and ballots with too many high marks; judged by the valid marks alone, whatever the 打分方式.

    The share of high marks is one of all ratees on the ballot, whoever was marked. A grade is as high as its 折算分.
    To tick the same grade for everybody is no sign of carelessness: such ballots are never called uniform.
    """
    rules = scheme.rules
    valid = marks[marks["state"] == VALID]
    frame = valid.assign(high=valid["value"] >= rules.high_line)
    sums = frame.groupby(["form", "ballot"], sort=True).agg(
        count=("value", "size"),
        low=("value", "min"),
        top=("value", "max"),
        high=("high", "sum"),
        grade=("grade", "max"),
    )
    uniform = sums[(sums["low"] == sums["top"]) & (sums["count"] >= rules.uniform_from) & (sums["grade"] < 0)]
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
    at = form.at(row, form.expected.layout.column_of("validity"))
    return Finding(code, at, {"ballot": form.ballot(row)} | slots)


def _register(scheme: Scheme, form: UsedForm, count: int, void: int) -> tuple[tuple[int, int, int, int], list[Finding]]:
    """Return (form, issued, registered, void ballots) and the findings on these numbers.

    ``count``: the ballots registered. ``void``: those that are void one by one.
    """
    rules = scheme.rules
    issued, returned = (_count(form, name) for name in ("issued", "returned"))
    expected = expected_ballots(scheme, form.expected)
    findings = list(_count_findings(form, count, issued, returned, expected))
    stated = count if returned is None else returned
    if issued is not None and stated > issued:
        code = "poll.more-returned" if rules.void_excess else "poll.more-returned-kept"
        findings.append(_poll_finding(form, code, returned=str(stated), issued=str(issued)))
        void = count if rules.void_excess else void
    if rules.least_turnout is not None and stated * exact.WHOLE < rules.least_turnout * expected:
        slots = {"returned": str(stated), "expected": str(expected), "limit": exact.show_short(rules.least_turnout)}
        findings.append(_poll_finding(form, "poll.turnout", **slots))
        void = count
    return (form.index, count if issued is None else issued, count, void), findings


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
    marks.loc[marks["state"] == UNREADABLE, "state"] = MARK_VOID
    if void:
        keys = marks["form"].astype("int64") * MOST_BALLOTS + marks["ballot"]
        marks.loc[keys.isin([form * MOST_BALLOTS + ballot for form, ballot in void]), "state"] = BALLOT_VOID
    whole = registers.loc[registers["void"] >= registers["returned"], "form"]
    marks.loc[marks["form"].isin(whole), "state"] = BALLOT_VOID
