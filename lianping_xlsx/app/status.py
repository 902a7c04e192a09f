"""``status``: which forms have come back, which are missing, which are wrong, and the decision in force."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from lianping_xlsx.app.judged_returns import Returns, check_returns, count_returns, in_order, is_official
from lianping_xlsx.app.meeting_releases import release_history
from lianping_xlsx.app.options import NO_OPTIONS, Options
from lianping_xlsx.app.page_progress import renew_page
from lianping_xlsx.core.campaign_names import BOARD_FILE
from lianping_xlsx.core.findings import Finding, Outcome
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.signing import seal_of
from lianping_xlsx.core.stages import Progress
from lianping_xlsx.decision.campaign_steps import CampaignState
from lianping_xlsx.decision.last_decision import last_decision
from lianping_xlsx.decision.overview import DecidedState, decided_state
from lianping_xlsx.decision.rectification_progress import rectification_object
from lianping_xlsx.decision.result_json import FORMAT, Json, campaign_object, received_objects, status_word
from lianping_xlsx.decision.review_register import reviews_object
from lianping_xlsx.decision.summary_data import LastDecision


@dataclass(frozen=True, slots=True)
class Status:
    """The state of a campaign; ``official``: a merge now would give 正式. ``last``: None where nothing is decided."""

    returns: Returns
    findings: tuple[Finding, ...]
    official: bool
    last: LastDecision | None

    @property
    def decided(self) -> DecidedState | None:
        """The decision in force in words."""
        return decided_state(self.last)


def read_status(
    folder: Path, options: Options = NO_OPTIONS, *, progress: Progress | None = None
) -> Outcome[Status | None]:
    """Read, judge and count; of 看板.html, if there is one, renew the progress. None where there is nothing to read."""
    returns = check_returns(folder, options, progress=progress)
    if returns.value is None:
        return Outcome(None, returns.findings)
    loaded = returns.value.loaded
    history = release_history(loaded.campaign)
    counted = count_returns(returns.value, (*returns.findings, *history.findings))
    findings = in_order(counted.findings)
    _renew_page(returns.value, findings)
    last = last_decision(loaded.scheme, counted.value, history.value, seal_of(loaded.secret))
    return Outcome(Status(returns.value, findings, is_official(returns.value, findings), last), findings)


def _renew_page(returns: Returns, findings: tuple[Finding, ...]) -> None:
    """The page shows the progress of now, and everything else as it was merged."""
    loaded, received = returns.loaded, returns.received
    if (loaded.campaign.summary / BOARD_FILE).exists():
        from lianping_xlsx.publish.page.board import ProgressData, with_progress

        told = ProgressData(loaded.scheme, received.returns, received.files, received.cited, findings)
        renew_page(loaded.campaign, loaded.secret, lambda page: with_progress(page, told))


def status_object(status: Status, state: CampaignState) -> Json:
    """The object of ``status --json``: 结果.json without its ratees, with the decision in force and what follows it."""
    scheme, received = status.returns.loaded.scheme, status.returns.received
    findings = (*status.findings, *state.remarks)
    return {
        "version": FORMAT,
        "status": status_word(status.official),
        "campaign": campaign_object(scheme, status.returns.loaded.id),
        "decided": asdict(status.decided) if status.decided else None,
        **afterwards_object(state),
        **received_objects(scheme, received.returns, received.files, findings, received.cited),
    }


def afterwards_object(state: CampaignState) -> Json:
    """The part of it that tells what goes on after the decision; both are null where there is nothing to tell."""
    return {
        "rectification": rectification_object(state.rectification) if state.rectification else None,
        "reviews": reviews_object(state.reviews) if state.reviews else None,
    }
