"""Do the marks on ballots count? Void at three levels: the mark, the ballot, the whole register (计分规则).

Before that, the marks that voters gave themselves (本人票) are left out where the poll leaves them out and it is known
whose ballot it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field

import numpy as np
import pandas as pd

from lianping_xlsx.checks.ballot_entries import (
    MARK_COLUMNS,
    MOST_BALLOTS,
    UNREADABLE,
    MarkGroups,
    arrays_of,
    find_hundreds,
    find_low_scales,
    fold_marks,
    gather_entries,
    registered_on,
)
from lianping_xlsx.checks.countable import (
    BALLOT_VOID,
    BOTH_VOID,
    MARK_VOID,
    UNCOUNTED,
    VALID,
    Unsettled,
    frame_of,
)
from lianping_xlsx.checks.item_grade_checks import fold_cells, gather_cells, item_votes
from lianping_xlsx.checks.mark_shares import in_shares
from lianping_xlsx.checks.ranking_checks import only_ratees, rank_marks
from lianping_xlsx.checks.unsettled_marks import BallotFrames, unsettled_marks
from lianping_xlsx.checks.used_form import UsedForm, expected_ballots, turnout_faults
from lianping_xlsx.core import exact
from lianping_xlsx.core.findings import Finding
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import code_key
from lianping_xlsx.forms.kinds.ballots.ballot_register import VOID, VOTER
from lianping_xlsx.intake.reading.entry_wording import wanted
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.rules import Rules
from lianping_xlsx.scheme.terms import OwnVotes, RangeRule, Scoring


@dataclass(frozen=True)
class JudgedBallots:
    """Marks, registers and grades as ``Counted`` wants them, and the ratees of each form by form index.

    ``entries``: of what the marks were made (see ``gather_entries``). ``item_votes``, ``unsettled``: see ``Counted``.
    ``void``: the ballots that are void one by one, by form and grid row, with the code of the finding.
    """

    marks: pd.DataFrame
    registers: pd.DataFrame
    grades: pd.DataFrame
    ratees_of: dict[int, tuple[int, ...]]
    findings: tuple[Finding, ...]
    entries: pd.DataFrame
    item_votes: pd.DataFrame | None = None
    unsettled: Unsettled = field(default_factory=Unsettled)
    void: Mapping[tuple[int, int], str] = field(default_factory=dict)


def judge_ballots(scheme: Scheme, forms: Sequence[UsedForm]) -> JudgedBallots:
    """Every non-blank mark with its state, every register with its counts; each void says why."""
    by_index = {form.index: form for form in forms}
    ratees_of = _ratees_of(scheme, forms)
    counts = registered_on(forms)
    single = {index for index, count in counts.items() if count == 1}
    made = _marks_on(scheme, forms, single)
    marks, findings = made.marks, [*made.findings, *_leave_out_own(scheme, made.marks, forms, single)]
    by_hand = {
        (form.index, row)
        for form in forms
        for (row, name), text in form.reading.texts.items()
        if (name, text) == ("validity", VOID)
    }
    void = dict.fromkeys(sorted(by_hand), "ballot.void-by-hand")
    findings += [_ballot_finding(by_index[form], row, "ballot.void-by-hand") for form, row in void]
    disordered = ((_ballot_finding(by_index[at[0]], at[1], code), at) for at, code in made.disordered.items())
    plain = marks if len(made.plain) == len(forms) else _on_forms(marks, made.plain)
    by_marks = _void_ballots(scheme, plain, by_index, ratees_of)
    for finding, at in (*disordered, *by_marks):
        if at not in void:
            void[at] = finding.code
            findings.append(finding)
    rows = []
    voided = Counter(form for form, _ in void)
    for form in forms:
        register, notes = _register(scheme, form, counts[form.index], voided[form.index])
        rows.append(register)
        findings += notes
    registers = frame_of(rows, ["form", "issued", "returned", "void"])
    _spread(marks, void, registers)
    votes = None if made.cells is None else item_votes(scheme, made.cells, marks, by_index)
    grades = _graded(marks if len(made.plain) == len(forms) else _on_forms(marks, made.plain))
    frames = BallotFrames(marks, made.entries, made.cells, frozenset(by_hand))
    unsettled = unsettled_marks(scheme, forms, frames)
    entries = made.entries[MARK_COLUMNS]  # the limits have been asked for
    return JudgedBallots(marks, registers, grades, ratees_of, tuple(findings), entries, votes, unsettled, void)


@dataclass
class _MadeMarks:
    """The marks on forms of all 打分方式, and of what they were made (see ``gather_entries``).

    ``plain``: the forms whose entries are marks, or parts of a mark. ``cells``: those by 分项等次, None if there is no
    such form. ``disordered``: the ballots by 排名 that are void, with the code of the finding.
    """

    marks: pd.DataFrame
    entries: pd.DataFrame
    plain: Sequence[UsedForm]
    findings: list[Finding]
    cells: pd.DataFrame | None = None
    disordered: dict[tuple[int, int], str] = field(default_factory=dict)


def _marks_on(scheme: Scheme, forms: Sequence[UsedForm], single: set[int]) -> _MadeMarks:
    """One mark per ballot and ratee, by the 打分方式 of each form."""
    by_index = {form.index: form for form in forms}
    scorings = {form.index: scheme.poll_of[form.expected.layout.key.poll].scoring for form in forms}
    graded = [form for form in forms if scorings[form.index] is Scoring.ITEM_GRADES]
    ranked = [form for form in forms if scorings[form.index] is Scoring.RANKING]
    made = _plain_marks(scheme, [form for form in forms if form not in (*graded, *ranked)], by_index)
    if graded:
        made.cells = gather_cells(scheme, graded)
        by_items, told = fold_cells(scheme, made.cells, by_index)
        made.findings += told
        made.marks = pd.concat([made.marks.assign(unread=False), by_items], ignore_index=True)
        made.entries = pd.concat([made.entries, made.cells.assign(value=made.cells["grade"])], ignore_index=True)
    if ranked:
        by_place, made.disordered = rank_marks(scheme, ranked, single)
        made.marks = pd.concat([made.marks, by_place.assign(unread=False)], ignore_index=True)
        made.entries = pd.concat([made.entries, by_place], ignore_index=True)
    return made


def _plain_marks(scheme: Scheme, forms: Sequence[UsedForm], by_index: dict[int, UsedForm]) -> _MadeMarks:
    """The marks in points, by items and by grades, with the findings on single marks."""
    entries = gather_entries(scheme, forms)
    hundreds, beyond = find_hundreds(entries, by_index)
    scales, low = find_low_scales(entries, by_index)
    findings = [*hundreds, *_void_marks(entries, by_index, scheme.rules, beyond), *scales]
    findings += _fractions(entries, by_index, low)
    marks, incomplete = fold_marks(scheme, entries, forms)
    return _MadeMarks(marks, entries, forms, [*findings, *incomplete])


def _on_forms(marks: pd.DataFrame, forms: Sequence[UsedForm]) -> pd.DataFrame:
    """The marks on these forms. Those by 分项等次 and 排名 are neither alike nor high, nor votes for a grade."""
    return marks[np.isin(marks["form"].to_numpy(), [form.index for form in forms])]


def _ratees_of(scheme: Scheme, forms: Sequence[UsedForm]) -> dict[int, tuple[int, ...]]:
    """The ratees on each form, by their places in the scheme."""
    order = {ratee.code: place for place, ratee in enumerate(scheme.ratees)}
    return {
        form.index: tuple(order[code] for code in dict.fromkeys(c.ratee for c in form.expected.layout.columns) if code)
        for form in forms
    }


def _graded(marks: pd.DataFrame) -> pd.DataFrame:
    """The number of marks of each grade, valid or UNCOUNTED, as a frame: form, ratee, grade, count."""
    state = marks["state"].to_numpy()
    graded = ((state == VALID) | (state == UNCOUNTED)) & (marks["grade"].to_numpy() >= 0)
    if not graded.any():
        return pd.DataFrame(columns=["form", "ratee", "grade", "count"], dtype="int64")
    votes = MarkGroups.of(marks[graded], "form", "ratee", "grade")
    return pd.DataFrame(votes.numbers | {"count": votes.size}, copy=False)


def _void_marks(entries: pd.DataFrame, forms: dict[int, UsedForm], rules: Rules, told: np.ndarray) -> Iterator[Finding]:
    """Marks out of range; those told of with their whole ballot are named one by one only to be put right."""
    value, state, _, most = arrays_of(entries)
    outside = (state == VALID) & ((value < 0) | (value > most))
    if not outside.any():
        return
    named = outside if rules.out_of_range is RangeRule.RETURN else outside & ~told
    rows = entries.loc[named, ["form", "ballot", "value", "column", "most"]].itertuples(index=False, name=None)
    for form, ballot, mark, column, limit in rows:
        shown = exact.show_short(mark)
        if rules.out_of_range is RangeRule.VOID:
            slots = {"value": shown, "most": exact.show_short(limit)}
            yield forms[form].cell_finding("ballot.mark-void", ballot, column, **slots)
        else:
            layout = forms[form].expected.layout
            kind = layout.columns[column].kind
            expects = wanted(layout, ballot, column, kind) if kind else ""
            yield forms[form].cell_finding("cell.out-of-range", ballot, column, raw=shown, expects=expects)
    entries.loc[outside, "state"] = MARK_VOID


def _fractions(entries: pd.DataFrame, forms: dict[int, UsedForm], told: np.ndarray) -> Iterator[Finding]:
    """95 % arrives as 0.95; of an item of few points it may be meant."""
    value, state, grade, most = arrays_of(entries)
    whole = (state == VALID) & (most == exact.WHOLE) & (grade < 0) & ~told
    small = whole & (value > 0) & (value <= exact.POINT)
    if not small.any():
        return
    rows = entries.loc[small, ["form", "ballot", "value", "column"]].itertuples(index=False, name=None)
    for form, ballot, mark, column in rows:
        shown = exact.show_short(mark)
        percent = exact.show_short(mark * 100)
        yield forms[form].cell_finding("cell.fraction", ballot, column, raw=shown, value=shown, percent=percent)


def _void_ballots(
    scheme: Scheme, marks: pd.DataFrame, forms: dict[int, UsedForm], ratees_of: dict[int, tuple[int, ...]]
) -> Sequence[tuple[Finding, tuple[int, int]]]:
    """Uniform ballots, and ballots with too many high marks; judged by the valid marks alone, whatever the 打分方式.

    The share of high marks is one of all ratees on the ballot, whoever was marked. A grade is as high as its 折算分.
    To tick the same grade for everybody is no sign of carelessness: such ballots are never called uniform.
    """
    alike, high = list[tuple[Finding, tuple[int, int]]](), list[tuple[Finding, tuple[int, int]]]()
    limits = np.full(max(ratees_of, default=0) + 1, MOST_BALLOTS)  # of marks no ballot has so many
    for form, ratees in ratees_of.items():
        limit = scheme.rules.most_high(len(ratees))
        if limit is not None:
            limits[form] = limit
    for share in in_shares(marks):
        state = share["state"].to_numpy()
        valid = share if (state == VALID).all() else share[state == VALID]
        ballots = MarkGroups.of(valid, "form", "ballot")
        alike += _uniform_ballots(scheme.rules, valid, ballots, forms)
        high += _high_ballots(scheme.rules, valid, ballots, forms, limits)
    return *alike, *high


def _uniform_ballots(
    rules: Rules, valid: pd.DataFrame, ballots: MarkGroups, forms: dict[int, UsedForm]
) -> Iterator[tuple[Finding, tuple[int, int]]]:
    low = ballots.least(valid["value"])
    uniform = (low == ballots.greatest(valid["value"])) & (ballots.size >= rules.uniform_from)
    uniform &= ballots.greatest(valid["grade"]) < 0
    for form, ballot, count, value in ballots.rows(uniform, ballots.size, low):
        if value == exact.WHOLE and rules.void_all_full:
            yield _ballot_finding(forms[form], ballot, "ballot.void-all-full", count=str(count)), (form, ballot)
        elif rules.void_all_same:
            slots = {"count": str(count), "value": exact.show_short(value)}
            yield _ballot_finding(forms[form], ballot, "ballot.void-all-same", **slots), (form, ballot)


def _high_ballots(
    rules: Rules, valid: pd.DataFrame, ballots: MarkGroups, forms: dict[int, UsedForm], limits: np.ndarray
) -> Iterator[tuple[Finding, tuple[int, int]]]:
    """``limits``: the most high marks of a ballot, by index of the form."""
    high = ballots.total(valid["value"].to_numpy() >= rules.high_line)
    most = limits[ballots.numbers["form"]]
    for form, ballot, count, limit in ballots.rows(high > most, high, most):
        slots = {"count": str(count), "line": exact.show_short(rules.high_line), "limit": str(limit)}
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
    for code, slots in turnout_faults(rules, ("poll.turnout", "poll.turnout-number"), stated, expected):
        findings.append(_poll_finding(form, code, **slots))
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
    unread = marks["state"].to_numpy() == UNREADABLE
    if unread.any():
        marks.loc[unread, "state"] = MARK_VOID
    lost = registers["void"].to_numpy() >= registers["returned"].to_numpy()
    if not void and not lost.any():
        return
    keys = marks["form"].astype("int64") * MOST_BALLOTS + marks["ballot"]
    on_void = keys.isin([form * MOST_BALLOTS + ballot for form, ballot in void])
    on_void |= marks["form"].isin(registers.loc[lost, "form"])
    counts = marks["state"] == VALID
    marks.loc[on_void & counts, "state"] = BALLOT_VOID
    marks.loc[on_void & ~counts, "state"] = BOTH_VOID


def _leave_out_own(scheme: Scheme, marks: pd.DataFrame, forms: Sequence[UsedForm], single: set[int]) -> list[Finding]:
    """Own marks become MARK_VOID: nobody counts for himself.

    - 不计: a unit sends in one ballot (预计份数 is 1, and the form is ``single``: one is registered), and just one
      ratee is at home in it: ``ballot.own-mark``.
    - 凭编号不计: each row says whose it is. Which row is whose stays secret: ``ballot.own-marks`` says how many.
    """
    places = only_ratees(scheme)
    findings: list[Finding] = []
    for form in forms:
        way = scheme.own_votes(form.expected.layout.key.poll)
        if way is OwnVotes.BY_CODE:
            findings += _by_code(scheme, marks, form)
        known = form.expected.unit in places and form.index in single and expected_ballots(scheme, form.expected) == 1
        if way is OwnVotes.LEFT_OUT and known:
            findings += _of_single(marks, form, places[form.expected.unit])
    return findings


def _of_single(marks: pd.DataFrame, form: UsedForm, ratee: int) -> Iterator[Finding]:
    own = (marks["form"] == form.index) & (marks["ratee"] == ratee)
    own &= marks["state"].isin([VALID, UNCOUNTED])  # what is void already needs no second reason
    for ballot, column in marks.loc[own, ["ballot", "column"]].itertuples(index=False, name=None):
        yield form.ratee_finding("ballot.own-mark", ballot, column)
    marks.loc[own, "state"] = MARK_VOID


def _by_code(scheme: Scheme, marks: pd.DataFrame, form: UsedForm) -> Iterator[Finding]:
    """``ballot.voter-unknown`` and ``ballot.voter-twice`` name the row, never what stands there."""
    codes = {code_key(ratee.code): place for place, ratee in enumerate(scheme.ratees)}
    layout, seen, own = form.expected.layout, dict[int, int](), set[tuple[int, int]]()
    for (row, name), text in sorted(form.reading.texts.items()):
        if name != VOTER:
            continue
        at, ratee = form.at(row, layout.column_of(VOTER)), codes.get(code_key(text))
        if ratee is None:
            yield Finding("ballot.voter-unknown", at, {"ballot": form.ballot(row)})
            continue
        if ratee in seen:
            slots = {"ballot": form.ballot(row), "other": layout.rows[seen[ratee]].ballot}
            yield Finding("ballot.voter-twice", at, slots)
        seen.setdefault(ratee, row)
        own.add((row, ratee))
    here = (marks["form"] == form.index) & marks["state"].isin([VALID, UNCOUNTED])
    here &= pd.Series([pair in own for pair in zip(marks["ballot"], marks["ratee"], strict=True)], index=marks.index)
    if here.any():
        slots = {"voter_class": layout.key.voter_class, "count": str(int(here.sum()))}
        yield Finding("ballot.own-marks", form.place, slots)
    marks.loc[here, "state"] = MARK_VOID
