"""``merge``: from the replies to 3汇总. What follows the reading is imported while the readers read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lianping_xlsx.app.campaign_folder import Campaign
from lianping_xlsx.app.decision_files import read_decision_table
from lianping_xlsx.app.judged_returns import check_returns
from lianping_xlsx.app.options import NOTHING_GIVEN, Options
from lianping_xlsx.core.findings import Outcome
from lianping_xlsx.intake.workers.readers import Progress

if TYPE_CHECKING:
    from lianping_xlsx.app.summary_outputs import Merged


def merge_returns(
    folder: Path, given: Options = NOTHING_GIVEN, *, progress: Progress | None = None
) -> Outcome[Merged | None]:
    """Read, judge, count, and write 3汇总. None where nothing could be written."""
    campaign = Campaign(folder)
    decisions = read_decision_table(campaign)
    if decisions.value is None:
        return Outcome(None, decisions.findings)
    meanwhile = ["lianping_xlsx.app.summary_outputs"]
    returns = check_returns(folder, given, progress=progress, meanwhile=meanwhile)
    if returns.value is None:
        return Outcome(None, returns.findings)
    from lianping_xlsx.app.summary_outputs import write_merged

    return write_merged(Outcome(returns.value, returns.findings), decisions.value, given)
