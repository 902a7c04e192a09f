"""``merge``: from the replies to 3汇总 (design § 2). What follows the reading is imported while the readers read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lianping_xlsx.core.findings import Outcome
from lianping_xlsx.intake.readers import Progress
from lianping_xlsx.stages.decisions import read_decision_table
from lianping_xlsx.stages.folders import Campaign
from lianping_xlsx.stages.returns import check_returns

if TYPE_CHECKING:
    from lianping_xlsx.stages.summing import Merged


def merge_returns(
    folder: Path,
    *,
    prefer: Sequence[str] = (),
    passwords: Sequence[str] = (),
    last_year: Path | None = None,
    progress: Progress | None = None,
) -> Outcome[Merged | None]:
    """Read, judge, count, and write 3汇总. None where nothing could be written.

    ``passwords``: to be tried on replies that have one. ``last_year``: last year's campaign folder, in place of the one
    that the scheme names.
    """
    campaign = Campaign(folder)
    decisions = read_decision_table(campaign)
    if decisions.value is None:
        return Outcome(None, decisions.findings)
    meanwhile = ["lianping_xlsx.stages.summing"]
    returns = check_returns(folder, prefer=prefer, passwords=passwords, progress=progress, meanwhile=meanwhile)
    if returns.value is None:
        return Outcome(None, returns.findings)
    from lianping_xlsx.stages.summing import write_merged

    return write_merged(Outcome(returns.value, returns.findings), decisions.value, prefer, last_year)
