"""``merge``: from the replies to 3汇总.

Where nothing has changed since the last merge, only cheap modules are imported. Otherwise child processes read the
replies, and what counts and writes is imported meanwhile.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.options import NO_OPTIONS, Options
from lianping_xlsx.app.storage import read_json
from lianping_xlsx.core import safe_open
from lianping_xlsx.core.campaign_names import RECORD_FILE, RESULT_FILE, SUMMARY
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.core.light_dataclass import dataclass, replace

if TYPE_CHECKING:
    from lianping_xlsx.app.cache import MergeInputs
    from lianping_xlsx.app.summary_outputs import Merged
    from lianping_xlsx.core.stages import Progress
    from lianping_xlsx.decision.overview import Overview
    from lianping_xlsx.decision.run_history import RunChanges

_COUNT_AND_WRITE = (
    "lianping_xlsx.app.summary_outputs",
    "lianping_xlsx.decision.overview",
    "lianping_xlsx.decision.run_history",
)
"""Imported while the replies are read: pandas takes a third of a second.

What writes workbooks is imported later, while a copy of the process is at work: the readers need both processors.
"""


@dataclass(frozen=True, slots=True)
class MergeReport:
    """The outcome to be shown: the overview, and the object of 结果.json. ``again``: nothing had changed.

    ``since``: what differs from the last merge; None if this is the first one, or nothing had changed.
    """

    overview: Overview
    result: dict[str, object]
    again: bool
    since: RunChanges | None = None


def merge(
    folder: Path, options: Options = NO_OPTIONS, *, progress: Progress | None = None
) -> Outcome[MergeReport | None]:
    """Take the lock; report what the last merge reported if nothing has changed; else merge anew, and remember it.

    None where nothing was written. Findings: ``write.busy``, those of :func:`merge_returns`. 上会材料
    and 送审件 that were asked for once are written anew by every merge, as long as they tell the same votes.
    """
    campaign = Campaign(folder)
    if not campaign.last_merge.exists():
        _start_readers()  # they start while this process imports
    from lianping_xlsx.app import cache
    from lianping_xlsx.app.lock import exclusive_lock

    asked = options.meeting or bool(options.withdrawn)
    options = replace(options, meeting=cache.renews_papers(campaign, options), renewed=not asked)
    with exclusive_lock(campaign.lock) as acquired:
        if not acquired:
            return Outcome(None, (Finding("write.busy", Place(SUMMARY)),))
        inputs = cache.merge_inputs(campaign, options)
        overview = cache.recall(inputs, safe_open.today()) if inputs and not options.withdrawn else None
        if overview is not None:
            return Outcome(MergeReport(overview, read_json(campaign.summary / RESULT_FILE), again=True))
        return _merge_and_remember(campaign, options, inputs, progress)


def _merge_and_remember(
    campaign: Campaign, options: Options, inputs: MergeInputs | None, progress: Progress | None
) -> Outcome[MergeReport | None]:
    _start_readers()
    from lianping_xlsx.app import cache

    record_before, result_before = (read_json(campaign.summary / name) for name in (RECORD_FILE, RESULT_FILE))
    merged = merge_returns(campaign.folder, options, progress=progress)
    if merged.value is None:
        return Outcome(None, merged.findings)
    # Both need pandas, which was imported while the replies were read.
    from lianping_xlsx.decision.overview import overview
    from lianping_xlsx.decision.run_history import run_changes

    shown = overview(merged.value.data, merged.value.written, merged.value.doubtful, merged.value.typed)
    if inputs:
        cache.remember(inputs, merged.value, shown)
    result = merged.value.result
    since = run_changes((record_before, read_json(campaign.summary / RECORD_FILE)), (result_before, result))
    return Outcome(MergeReport(shown, result, again=False, since=since), merged.findings)


def _start_readers() -> None:
    """Import multiprocessing only where there is something to read."""
    from lianping_xlsx.intake.workers.isolation import start_readers

    start_readers()


def merge_returns(
    folder: Path, options: Options = NO_OPTIONS, *, progress: Progress | None = None
) -> Outcome[Merged | None]:
    """Load, read, judge, count and write 3汇总, whatever was merged before. None where nothing could be written.

    Findings: those of the scheme, of the replies, of the count, of last year's folder, ``decision.*``, ``write.*``.
    """
    from lianping_xlsx.app.campaign_records import has_decision_table, read_decision_table
    from lianping_xlsx.app.judged_returns import check_returns

    campaign = Campaign(folder)
    typed = read_decision_table(campaign) if has_decision_table(campaign) else None
    if typed and typed.value is None:
        return Outcome(None, typed.findings)
    returns = check_returns(folder, options, progress=progress, meanwhile=_COUNT_AND_WRITE)
    decisions = typed or read_decision_table(campaign)
    if decisions.value is None:
        return Outcome(None, decisions.findings)
    if returns.value is None:
        return Outcome(None, returns.findings)
    from lianping_xlsx.app.garbage_collection import collector_at_rest, set_aside
    from lianping_xlsx.app.last_year_folder import read_last_year
    from lianping_xlsx.app.meeting_releases import Releasing
    from lianping_xlsx.app.summary_outputs import is_submitted, summarize, write_outputs

    last_year = read_last_year(returns.value.loaded, options.last_year)
    if last_year.value is None:
        return Outcome(None, last_year.findings)
    with set_aside():
        releasing = Releasing(returns.value.loaded, options, decisions.value)
        findings = (*returns.findings, *last_year.findings, *releasing.findings)
        with collector_at_rest():
            data = summarize(returns.value, findings, decisions.value, last_year.value, releasing.history)
        write = partial(write_outputs, returns.value, data, decisions.value, last_year.value)
        written = releasing.around(write, data, submitted=is_submitted(data, decisions.value))
        return Outcome(written.value, (*decisions.findings, *written.findings))
