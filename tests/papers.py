"""核算底稿 of a campaign's folder, as the app makes it, without writing it there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lianping_xlsx.app.judged_returns import check_returns, count_returns, is_official
from lianping_xlsx.audit.trace import trace
from lianping_xlsx.audit.working_marks import WorkingMarks, working_marks
from lianping_xlsx.checks.judge import Judged
from lianping_xlsx.decision.disclosure.opinions import RateeOpinions
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.intake.gather import Received
from lianping_xlsx.publish.summary.summary_workbook import write_papers, write_public_papers
from lianping_xlsx.scheme.model import Scheme
from tests.leaves import SOURCES, Leaves

OF_MARKS = "票面"
"""The beginning of the names of the sheets with ballots."""


@dataclass(frozen=True)
class Papers:
    """The data and the marks of which the workbooks are made, and the replies that these were read from."""

    data: SummaryData
    received: Received
    judged: Judged
    secret: bytes

    @property
    def scheme(self) -> Scheme:
        return self.data.scheme

    def marks(self, secret: bytes = b"") -> WorkingMarks:
        return working_marks(self.scheme, self.judged, secret or self.secret)

    @property
    def office(self) -> bytes:
        return write_papers(self.data, self.marks())

    @property
    def public(self) -> bytes:
        return write_public_papers(self.data)


def papers_of(folder: Path) -> Papers:
    """The papers of a campaign as its replies are now."""
    returns = check_returns(folder).value
    assert returns is not None
    scheme, received, judged = returns.loaded.scheme, returns.received, returns.judged
    counted = count_returns(returns, ())
    opinions: dict[str, RateeOpinions] = {}
    data = SummaryData(
        scheme=scheme,
        result=counted.value,
        official=is_official(returns, counted.findings),
        returns=received.returns,
        files=received.files,
        opinions=opinions,
        findings=counted.findings,
        record=(),
        cited=received.cited,
        trace=trace(scheme, received, judged, counted.value, returns.found),
    )
    return Papers(data, received, judged, returns.loaded.secret)


def leaves_above_marks(book: bytes) -> list[tuple[str, str]]:
    """The numbers from which 综合得分 follows that are not on a sheet of marks: there should be none."""
    on_sheets_of_marks = (OF_MARKS, "考评填写", SOURCES)
    return sorted(place for place in Leaves(book).leaves if not place[0].startswith(on_sheets_of_marks))
