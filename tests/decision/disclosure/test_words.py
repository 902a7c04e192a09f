"""An accepted problem leaves the office in words that quote nothing of a reply."""

from __future__ import annotations

import pytest

from lianping_xlsx.core.catalogue import CATALOGUE
from lianping_xlsx.core.findings import Finding, Severity
from lianping_xlsx.decision.disclosure.redact import for_the_meeting, message_outside
from lianping_xlsx.decision.final_data import AcceptedFinding

QUOTED = {
    *("raw", "value", "total", "registered", "returned", "valid", "files", "keys", "key", "who", "differences"),
    *("shown", "written"),
}
REPLIES = (
    *("file.", "form.", "cell.", "ballot.", "poll.", "tally.", "rubric.", "result."),
    *("choice.", "report.", "carry."),
)
ERRORS = [c for c, entry in CATALOGUE.items() if entry.severity == Severity.ERROR and c.startswith(REPLIES)]
SLOTS = ("unit", "form", "campaign", "number", "hints", "differences", "advice", "ballots", "code")


class Quotes(dict[str, str]):
    """Fills every slot, those that quote a reply with a mark of their own."""

    def __missing__(self, slot: str) -> str:
        return "※" if slot in QUOTED else slot


@pytest.mark.parametrize("code", ERRORS)
def test_no_accepted_problem_quotes_a_mark_a_ballot_or_a_files_name(code: str) -> None:
    message = CATALOGUE[code].message.format_map(Quotes())
    accepted = AcceptedFinding(code, "票.xlsx 单元格 B3", message, "闻知行", "已核实")
    assert "※" not in message_outside(accepted.code, accepted.message)
    assert "票.xlsx" not in message_outside(accepted.code, accepted.message)


@pytest.mark.parametrize("code", [code for code in ERRORS if "{files}" in CATALOGUE[code].message])
def test_the_meeting_is_told_no_files_name(code: str) -> None:
    problem = Finding(code, slots={**dict.fromkeys(SLOTS, "云溪"), "files": "张三的票.xlsx"})
    assert "张三" not in for_the_meeting(problem).message
    assert "见" in for_the_meeting(problem).message
