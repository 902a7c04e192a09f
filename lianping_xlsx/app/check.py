"""``check``: whether the scheme holds together, and whether its forms may be issued."""

from __future__ import annotations

from pathlib import Path

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.campaign_key import out_and_back
from lianping_xlsx.app.scheme_file import load_scheme
from lianping_xlsx.core.findings import Finding, Outcome
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.scheme.model import Scheme

_WARNED, _STOPPED = "scheme.few-voters", "scheme.few-voters-open"


@dataclass(frozen=True, slots=True)
class CheckedScheme:
    """A scheme that can be used. ``issuable``: whether its forms may be issued as it stands."""

    scheme: Scheme
    issuable: bool


def check_campaign(folder: Path) -> Outcome[CheckedScheme | None]:
    """The scheme of a folder; None where it cannot be used. All its faults in one pass."""
    campaign = Campaign(folder)
    scheme = load_scheme(campaign)
    if scheme.value is None:
        return Outcome(None, scheme.findings)
    return Outcome(CheckedScheme(scheme.value, not forbids_issuing(campaign, scheme.findings)), scheme.findings)


def forbids_issuing(campaign: Campaign, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings, with ``scheme.few-voters-open`` for each ``scheme.few-voters``; () where forms may be issued.

    Once forms are out, or somebody has voted, the scheme can no longer be changed for it, and it is a 提醒.
    """
    if out_and_back(campaign) or all(finding.code != _WARNED for finding in findings):
        return ()
    return tuple(replace(each, code=_STOPPED) if each.code == _WARNED else each for each in findings)
