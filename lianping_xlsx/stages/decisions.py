"""等次审定表.xlsx as it lies in 3汇总: what people decided so far."""

from __future__ import annotations

from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.report.decisions.reading import read_decisions
from lianping_xlsx.report.decisions.table import DECISION_FILE, NO_DECISIONS, Decisions
from lianping_xlsx.stages.campaign import SUMMARY, Campaign, read_own_workbook

DECISION_PATH = f"{SUMMARY}/{DECISION_FILE}"
"""As findings name it."""


def read_decision_table(campaign: Campaign) -> Outcome[Decisions | None]:
    """What was typed into the table, if there is one. None where it cannot be read: then nothing may replace it."""
    path = campaign.summary / DECISION_FILE
    if not path.exists():
        return Outcome(NO_DECISIONS)
    sheets = read_own_workbook(path)
    if isinstance(sheets, str):
        return Outcome(None, (Finding("decision.unreadable", Place(DECISION_PATH), {"reason": sheets}),))
    return read_decisions(sheets, file=DECISION_PATH)
