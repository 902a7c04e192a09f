"""遗留问题: the problems that keep a result from being 正式."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lianping_xlsx.core.findings import Finding, Place, Severity
from lianping_xlsx.decision.decision_table import problem_key
from lianping_xlsx.decision.disclosure.redact import for_the_meeting
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.intake.returns import FormStatus


def open_problems(data: SummaryData) -> tuple[Finding, ...]:
    """Every open problem in the order of 问题清单: all errors, and ``form.not-used`` for forms that no error explains.

    Of problems with the same message and place only the first is listed: an answer could not be assigned to one of
    several equal rows.
    """
    errors = [finding for finding in data.findings if finding.severity is Severity.ERROR]
    found = sorted([*errors, *_forms_not_used(data, errors)], key=Finding.sort_key)
    listed: dict[tuple[str, str], Finding] = {}
    for problem in found:
        listed.setdefault(problem_key(for_the_meeting(problem).message, str(problem.place)), problem)
    return tuple(listed.values())


def _forms_not_used(data: SummaryData, errors: Sequence[Finding]) -> Iterator[Finding]:
    """Yield ``form.not-used`` for unused forms that no error names, neither itself nor by its file."""
    named = {(error.slots.get("unit"), error.slots.get("form")) for error in errors}
    files = {error.place.file for error in errors}
    for entry in data.returns:
        unit = data.unit_name(entry.key.unit)
        explained = (unit, entry.form) in named or not files.isdisjoint(entry.files)
        if entry.status is not FormStatus.USED and not explained:
            yield Finding("form.not-used", Place(), {"unit": unit, "form": entry.form, "status": str(entry.status)})
