"""An accepted problem leaves the office in words that quote nothing of a reply."""

from __future__ import annotations

import pytest

from lianping_xlsx.core.catalogue import CATALOGUE
from lianping_xlsx.core.findings import Severity
from lianping_xlsx.decision.disclosure.redact import message_outside
from lianping_xlsx.decision.final_data import AcceptedFinding

QUOTED = {"raw", "value", "total", "registered", "returned", "valid", "files", "keys", "key", "who", "differences"}
REPLIES = ("file.", "form.", "cell.", "ballot.", "poll.", "tally.", "rubric.", "result.")
ERRORS = [c for c, entry in CATALOGUE.items() if entry.severity == Severity.ERROR and c.startswith(REPLIES)]


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
