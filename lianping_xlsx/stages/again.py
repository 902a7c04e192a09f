"""``merge`` where nothing has changed since the last one: what it said is said again; nothing is parsed or written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from lianping_xlsx.stages.folders import RESULT_FILE, SUMMARY, Campaign
from lianping_xlsx.stages.given import NOTHING_GIVEN, Given
from lianping_xlsx.stages.readers import call_readers
from lianping_xlsx.stages.turns import turn

if TYPE_CHECKING:
    from lianping_xlsx.core.findings import Outcome
    from lianping_xlsx.intake.readers import Progress
    from lianping_xlsx.stages.said import Shown


def merge_again(
    folder: Path, given: Given = NOTHING_GIVEN, *, progress: Progress | None = None
) -> Outcome[Shown | None]:
    """As :func:`~lianping_xlsx.stages.merge.merge_returns`, but where nothing has changed only what it said.

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


def _merge(campaign: Campaign, given: Given, progress: Progress | None) -> Outcome[Shown | None]:
    from lianping_xlsx.core.findings import Outcome
    from lianping_xlsx.stages import said

    before = said.look(campaign, given)
    same = said.recall(before) if before else None
    if same is not None:
        return Outcome(same)
    call_readers()
    from lianping_xlsx.stages.files import read_json
    from lianping_xlsx.stages.merge import merge_returns

    standing = read_json(campaign.summary / RESULT_FILE)
    merged = merge_returns(campaign.folder, given, progress=progress)
    if merged.value is None:
        return Outcome(None, merged.findings)
    from lianping_xlsx.report.overview import overview

    shown = overview(merged.value.data, merged.value.written, merged.value.doubtful, merged.value.typed)
    made = said.Shown(shown, merged.value.result, again=False, demoted=_demoted(standing, merged.value.result))
    if before:
        said.remember(before, merged.value, shown)
    return Outcome(made, merged.findings)


def _demoted(standing: Mapping[str, object], result: Mapping[str, object]) -> tuple[str, ...] | None:
    """Where a 正式 result gives way to a 试算: what is not as it was, person by person; else None."""
    from lianping_xlsx.report.changes import changes, figures_in
    from lianping_xlsx.report.result_json import OFFICIAL

    if standing.get("status") != OFFICIAL or result["status"] == OFFICIAL:
        return None
    return tuple(change.told for change in changes(figures_in(standing), figures_in(result)))
