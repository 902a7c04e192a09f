"""Check of the typed decisions: they become verdicts, or findings on everything that is still missing or wrong.

遗留问题 are the problems that keep a result from being 正式; somebody must answer for deciding in spite of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import cached_property

from lianping_xlsx.core.findings import Finding, Outcome, Place, Severity, has_errors
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.decision.decision_table import (
    CONSENT,
    DATE,
    MEETING,
    TYPED,
    Decision,
    Decisions,
    in_table_order,
    open_problem_key,
    printed_fingerprint,
    result_fingerprint,
)
from lianping_xlsx.decision.disclosure.redact import for_the_meeting
from lianping_xlsx.decision.final_data import AcceptedFinding, FinalData, Verdict
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.intake.returns import FormStatus
from lianping_xlsx.scheme.model import Ratee
from lianping_xlsx.scheme.tiers_and_events import Tier
from lianping_xlsx.spreadsheet.cell_kinds import Choice, Date
from lianping_xlsx.tally.tally_results import Standing


def open_problems(data: SummaryData) -> tuple[Finding, ...]:
    """Every open problem in the order of 问题清单: all errors, and ``form.not-used`` for forms that no error explains.

    Of problems with the same message and place only the first is listed: an answer could not be assigned to one of
    several equal rows.
    """
    errors = [finding for finding in data.findings if finding.severity is Severity.ERROR]
    found = sorted([*errors, *_forms_not_used(data, errors)], key=Finding.sort_key)
    listed: dict[tuple[str, str], Finding] = {}
    for problem in found:
        listed.setdefault(open_problem_key(for_the_meeting(problem).message, str(problem.place)), problem)
    return tuple(listed.values())


def all_accepted(data: SummaryData, decisions: Decisions) -> bool:
    """Return True if somebody answers for every open problem, so that the meeting may decide on a 试算."""
    answers = map(decisions.answer_to, open_problems(data))
    return all(answer is not None and all(answer.typed) for answer in answers)


def _forms_not_used(data: SummaryData, errors: Sequence[Finding]) -> Iterator[Finding]:
    """Yield ``form.not-used`` for unused forms that no error names, neither itself nor by its file."""
    named = {(error.slots.get("unit"), error.slots.get("form")) for error in errors}
    files = {error.place.file for error in errors}
    for entry in data.returns:
        unit = data.unit_name(entry.key.unit)
        explained = (unit, entry.form) in named or not files.isdisjoint(entry.files)
        if entry.status is not FormStatus.USED and not explained:
            yield Finding("form.not-used", Place(), {"unit": unit, "form": entry.form, "status": str(entry.status)})


_DATE = Date()


def judge_decisions(data: SummaryData, decisions: Decisions, *, file: str) -> Outcome[FinalData | None]:
    """The complete decision; None if it has errors. ``file``: the name of the table in findings.

    Findings: ``final.*``; all errors are reported in one run.
    """
    check = _ResultAndTable(data, decisions, file)
    findings = tuple(check.findings())
    if check.date is None or has_errors(findings):
        return Outcome(None, findings)
    verdicts = tuple(check.verdict(*pair) for pair in check.ordered if check.decided[pair[0].code])
    meeting = decisions.head(MEETING).text
    return Outcome(FinalData(data, verdicts, meeting, check.date, tuple(check.accepted())), findings)


@dataclass(frozen=True)
class _ResultAndTable:
    """The result and the decision table that are checked against each other."""

    data: SummaryData
    decisions: Decisions
    file: str

    @cached_property
    def ordered(self) -> list[tuple[Ratee, Standing]]:
        """All ratees with their standings, in the order of the table."""
        return in_table_order(self.data.scheme, self.data.result)

    @property
    def excluded(self) -> frozenset[str]:
        """The codes of ratees who take no part (不参评): they need no decision."""
        return self.data.scheme.excluded

    @cached_property
    def tiers(self) -> Choice:
        """The tiers of the scheme as a kind of cell."""
        return Choice(self.data.scheme.tier_names)

    @cached_property
    def date(self) -> dt.date | None:
        """The typed 审定日期; None if it is missing or not a date."""
        return _DATE.take(self.decisions.head(DATE).text).value

    @property
    def same_meeting(self) -> bool:
        """True if the typed meeting and date are those of the decision in force."""
        last = self.data.decided
        return last is not None and last.is_of(self.decisions.head(MEETING).text, self.date)

    @cached_property
    def decided(self) -> dict[str, str]:
        """The decided tiers in the scheme's spelling, keyed by code; '' if none is typed or it is unknown."""
        rows = ((ratee.code, self.decisions.of(ratee)) for ratee, _ in self.ordered)
        return {code: (self.tiers.take(row.typed[0]).value or "") if row else "" for code, row in rows}

    def verdict(self, ratee: Ratee, standing: Standing) -> Verdict:
        """The verdict on a ratee from his row of the table."""
        decision = self.decisions.of(ratee)
        _, reason, remark = decision.typed if decision else ("",) * len(TYPED)
        last = self.data.decided
        change = last.change_of(ratee.code, ratee.name) if last else None
        confirmed = decision.confirmed if decision and change and decision.confirms(change) else ""
        # A confirmation was given when this result was last made final: it stays on record.
        if last and not change and self.same_meeting:
            confirmed = last.confirmed.get(ratee.code, "")
        return Verdict(ratee, standing, self.decided[ratee.code], reason, remark, confirmed)

    # ------------------------------------------------------------ findings

    def findings(self) -> Iterator[Finding]:
        """Yield all findings: result, head, changes, ratees, quotas, open problems."""
        yield from self._stale()
        yield from self._heads()
        yield from self._changed()
        for ratee, standing in self.ordered:
            yield from self._ratee(ratee, standing)
        for group in self.data.scheme.groups:
            for tier in self.data.scheme.tiers_of(group).values():
                yield from self._quota(group, tier)
        for problem in open_problems(self.data):
            yield from self._problem(problem)

    def _at(self, cell: str) -> Place:
        return Place(self.file, self.decisions.sheets[0], cell or None)

    def _stale(self) -> Iterator[Finding]:
        """Yield ``final.scores-changed`` if the table was written for another result."""
        present, printed = printed_fingerprint(self.data), self.decisions.fingerprint
        formerly = result_fingerprint(self.data.scheme, self.data.result, self.data.official)
        if printed not in (present, formerly):  # earlier versions printed it in every case
            slots = {"printed": printed or "没有", "present": present}
            yield Finding("final.scores-changed", self._at(self.decisions.fingerprint_cell), slots)

    def _heads(self) -> Iterator[Finding]:
        """Yield findings on 审定会议 and 审定日期."""
        meeting, date = self.decisions.head(MEETING), self.decisions.head(DATE)
        formulas = tuple(self._formulas((meeting.cell, meeting.text), (date.cell, date.text)))
        yield from formulas
        if formulas:
            return
        if not meeting.text:
            yield Finding("final.no-meeting", self._at(meeting.cell))
        if not date.text:
            yield Finding("final.no-date", self._at(date.cell))
        elif self.date is None:
            yield Finding("final.bad-date", self._at(date.cell), {"raw": date.text})

    def _changed(self) -> Iterator[Finding]:
        """Yield findings on persons whose result changed since the decision: which must be decided or confirmed."""
        last = self.data.decided
        if last is None:
            return
        for change in last.changes:
            row = self.decisions.named(change.id, change.name)
            slots = {"name": f"{change.unit} {change.name}", "decided": last.words, "change": change.words}
            formulas = tuple(self._formulas((row.confirm_cell, row.confirmed))) if row else ()
            yield from formulas
            if self.same_meeting and not (row and row.confirms(change)):
                yield Finding("final.unconfirmed", self._at(row.confirm_cell if row else ""), slots)
            elif not formulas:
                yield Finding("final.changed", self._at(row.confirm_cell if row else ""), slots)

    def _formulas(self, *entries: tuple[str, str]) -> Iterator[Finding]:
        """Yield ``final.formula`` for entries (cell, text) that are formulas: their values can change later."""
        for cell, shown in entries:
            if cell in self.decisions.formulas:
                yield Finding("final.formula", self._at(cell), {"raw": shown})

    def _ratee(self, ratee: Ratee, standing: Standing) -> Iterator[Finding]:
        """Yield findings on the rows of one ratee."""
        decision = self.decisions.of(ratee)
        if decision is None:
            if ratee.code not in self.excluded:
                yield Finding("final.missing-row", Place(self.file, self.decisions.sheets[0]), {"name": ratee.label})
            return
        formulas = tuple(self._formulas(*zip(decision.cells, decision.typed, strict=True)))
        yield from formulas or self._tier(ratee, standing, decision)
        yield from self._twice(ratee, decision)

    def _twice(self, ratee: Ratee, decision: Decision) -> Iterator[Finding]:
        """Yield ``final.decided-twice`` if a further row of the same person has other entries."""
        for other in self.decisions.rows_of(ratee):
            if any(other.typed) and other.typed != decision.typed:
                slots = {"name": ratee.label, "other": other.cells[0]}
                yield Finding("final.decided-twice", self._at(decision.cells[0]), slots)

    def _tier(self, ratee: Ratee, standing: Standing, decision: Decision) -> Iterator[Finding]:
        """Yield findings on the tier and the reason in the row of a ratee."""
        tier_cell, reason_cell, _ = decision.cells
        raw, reason, _ = decision.typed
        tier = self.decided[ratee.code]
        own = [each.name for each in self.data.scheme.tiers_of(ratee.group).values()]
        words = {"name": ratee.label, "tiers": "、".join(own), "raw": raw}
        if raw and tier not in own:
            yield Finding("final.unknown-tier", self._at(tier_cell), words)
        elif not raw and ratee.code not in self.excluded:
            yield Finding("final.missing-decision", self._at(tier_cell), words)
        elif tier and tier not in (standing.choices or (standing.proposed_tier,)) and not reason:
            proposed = standing.proposed_tier
            proposal = f"与建议等次“{proposed}”不一致" if proposed else "而程序没有提出建议等次"
            slots = {"name": ratee.label, "tier": tier, "proposal": proposal}
            yield Finding("final.missing-reason", self._at(reason_cell), slots)
        if tier and ratee.code in self.excluded:
            slots = {"name": ratee.label, "tier": tier}
            yield Finding("final.excluded-decided", self._at(tier_cell), slots)

    def _quota(self, group: str, tier: Tier) -> Iterator[Finding]:
        """Yield ``final.quota`` if more ratees are in a tier than it has places; at the last of them.

        The places that several 排名组 share are looked at once, with the first of these.
        """
        scheme = self.data.scheme
        pool, allowed = scheme.tier_table.pool_of(tier, group), scheme.tier_table.places(tier, group)
        if not tier.from_first or allowed is None or pool[0] != group:
            return
        members = (ratee for ratee, _ in self.ordered if ratee.group in pool and ratee.code not in self.excluded)
        decided = [ratee for ratee in members if self.decided[ratee.code] == tier.name]
        if len(decided) > allowed:
            last = self.decisions.of(decided[-1])
            counts = {"decided": str(len(decided)), "allowed": str(allowed)}
            slots = {"group": "、".join(pool), "tier": tier.name} | counts
            yield Finding("final.quota", self._at(last.cells[0] if last else ""), slots)

    # ------------------------------------------------------------ 试算

    def _problem(self, problem: Finding) -> Iterator[Finding]:
        """Yield a finding if an open problem is not listed, or lacks 同意人 or 同意理由."""
        answer, message = self.decisions.answer_to(problem), for_the_meeting(problem).message.rstrip("。")
        sheet = self.decisions.sheets[1]
        if answer is None:
            yield Finding("final.not-listed", Place(self.file, sheet), {"problem": message})
            return
        lacking = [name for name, typed in zip(CONSENT, answer.typed, strict=True) if not typed]
        if lacking:
            cell = answer.cells[CONSENT.index(lacking[0])]
            slots = {"lacking": "和".join(lacking), "problem": message}
            yield Finding("final.trial", Place(self.file, sheet, cell), slots)

    def accepted(self) -> Iterator[AcceptedFinding]:
        """Yield every open problem that has an answer, with the person who accepted it."""
        for problem in open_problems(self.data):
            answer = self.decisions.answer_to(problem)
            if answer is not None:
                shown = for_the_meeting(problem)
                yield AcceptedFinding(shown.code, str(shown.place), shown.message, *answer.typed)
