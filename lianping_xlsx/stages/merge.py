"""``merge``: from the replies to 3汇总. What follows the reading is imported while the readers read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lianping_xlsx.core.findings import Outcome
from lianping_xlsx.intake.readers import Progress
from lianping_xlsx.stages.decisions import read_decision_table
from lianping_xlsx.stages.folders import Campaign
from lianping_xlsx.stages.given import NOTHING_GIVEN, Given
from lianping_xlsx.stages.returns import check_returns

if TYPE_CHECKING:
    from lianping_xlsx.stages.summing import Merged


def merge_returns(
    folder: Path, given: Given = NOTHING_GIVEN, *, progress: Progress | None = None
) -> Outcome[Merged | None]:
    """Read, judge, count, and write 3汇总. None where nothing could be written."""
    campaign = Campaign(folder)
    decisions = read_decision_table(campaign)
    if decisions.value is None:
        return Outcome(None, decisions.findings)
    meanwhile = ["lianping_xlsx.stages.summing"]
    returns = check_returns(folder, given, progress=progress, meanwhile=meanwhile)
    if returns.value is None:
        return Outcome(None, returns.findings)
    from lianping_xlsx.stages.summing import write_merged

    return write_merged(Outcome(returns.value, returns.findings), decisions.value, given)
