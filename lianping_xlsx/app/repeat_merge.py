"""``merge`` where nothing has changed since the last one: what it said is said again; nothing is parsed or written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from lianping_xlsx.app.campaign_folder import Campaign
from lianping_xlsx.app.lock import turn
from lianping_xlsx.app.options import NOTHING_GIVEN, Options
from lianping_xlsx.app.start_readers import call_readers
from lianping_xlsx.core.campaign_names import RESULT_FILE, SUMMARY

if TYPE_CHECKING:
    from lianping_xlsx.app.last_merge import MergeReport
    from lianping_xlsx.core.findings import Outcome
    from lianping_xlsx.intake.workers.readers import Progress


def merge_again(
    folder: Path, given: Options = NOTHING_GIVEN, *, progress: Progress | None = None
) -> Outcome[MergeReport | None]:
    """As :func:`~lianping_xlsx.app.merge.merge_returns`, but where nothing has changed only what it said.

    One at a time: another merge of the same folder is waited for. Finding, besides its own: ``write.busy``.
    """
    campaign = Campaign(folder)
    if not campaign.last_merge.exists():
        call_readers()  # they start while we import
    from lianping_xlsx.core.findings import Finding, Outcome, Place

    with turn(campaign.lock) as mine:
        if not mine:
            return Outcome(None, (Finding("write.busy", Place(SUMMARY)),))
        return _merge(campaign, given, progress)


def _merge(campaign: Campaign, given: Options, progress: Progress | None) -> Outcome[MergeReport | None]:
    from lianping_xlsx.app import last_merge
    from lianping_xlsx.core.findings import Outcome

    before = last_merge.look(campaign, given)
    same = last_merge.recall(before) if before else None
    if same is not None:
        return Outcome(same)
    call_readers()
    from lianping_xlsx.app.merge import merge_returns
    from lianping_xlsx.app.storage import read_json

    standing = read_json(campaign.summary / RESULT_FILE)
    merged = merge_returns(campaign.folder, given, progress=progress)
    if merged.value is None:
        return Outcome(None, merged.findings)
    from lianping_xlsx.decision.overview import overview

    shown = overview(merged.value.data, merged.value.written, merged.value.doubtful, merged.value.typed)
    made = last_merge.MergeReport(
        shown, merged.value.result, again=False, demoted=_demoted(standing, merged.value.result)
    )
    if before:
        last_merge.remember(before, merged.value, shown)
    return Outcome(made, merged.findings)


def _demoted(standing: Mapping[str, object], result: Mapping[str, object]) -> tuple[str, ...] | None:
    """Where a 正式 result gives way to a 试算: what is not as it was, person by person; else None."""
    from lianping_xlsx.decision.result_json import OFFICIAL
    from lianping_xlsx.decision.score_changes import changes, figures_in

    if standing.get("status") != OFFICIAL or result["status"] == OFFICIAL:
        return None
    return tuple(change.told for change in changes(figures_in(standing), figures_in(result)))
