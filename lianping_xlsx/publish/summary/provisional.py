"""The reasons for a 试算 result in words, with numbers."""

from __future__ import annotations

from collections import Counter

from lianping_xlsx.core.findings import Severity
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.intake.returns import FormStatus
from lianping_xlsx.publish.summary.cell_map import CellMap
from lianping_xlsx.publish.summary.findings_sheet import count_by_severity
from lianping_xlsx.publish.summary.summary_frame import FINDINGS


def reasons_for_trial(data: SummaryData, plan: CellMap) -> tuple[str, ...]:
    """The reasons why the result is not 正式, with numbers; () if nothing is open."""
    errors = count_by_severity(data).get(Severity.ERROR, 0)
    statuses = Counter(expected.status for expected in data.returns)
    unscored = sum(plan.composite(ratee) is None and ratee.code not in plan.excluded for ratee in plan.ratees)
    found = [f"错误{errors}条（见“{FINDINGS}”）"] if errors else []
    found += [
        f"{status}的表{statuses[status]}份"
        for status in FormStatus
        if status is not FormStatus.USED and statuses[status]
    ]
    if unscored:
        found.append(f"得分不全的考核对象{unscored}人")
    return tuple(found)
