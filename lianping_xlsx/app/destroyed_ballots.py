"""What is known of ballots that have been destroyed: nothing may be counted anew without them, and all of it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lianping_xlsx.app.campaign_folder import Campaign, read_key
from lianping_xlsx.app.campaign_key import is_forged
from lianping_xlsx.app.storage import read_json
from lianping_xlsx.core.campaign_names import DESTRUCTION_PATH, DESTRUCTION_RECORD
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.decision.destruction import Destruction, read_destructions
from lianping_xlsx.forms.stamp import campaign_id


@dataclass(frozen=True, slots=True)
class Destroyed:
    """The destructions on record, the first one first. ``fault``: why the record cannot be used."""

    destructions: tuple[Destruction, ...] = ()
    fault: Finding | None = None

    @property
    def digests(self) -> Mapping[str, str]:
        """SHA-256 by path in the campaign folder, as each file was when it was destroyed last."""
        return {file.path: file.sha256 for each in self.destructions for file in each.files}


def read_destroyed(campaign: Campaign) -> Destroyed:
    """The record of this campaign; of another's, which lies in a copied folder, nothing.

    Finding: ``destroy.record-damaged``.
    """
    path = campaign.decided / DESTRUCTION_RECORD
    if not path.exists():
        return Destroyed()
    found = read_json(path)
    about, secret = found.get("campaign"), read_key(campaign)
    if secret and isinstance(about, dict) and about.get("id") not in (None, campaign_id(secret)):
        return Destroyed()
    damaged = Destroyed(fault=Finding("destroy.record-damaged", Place(DESTRUCTION_PATH)))
    if is_forged(campaign, found, DESTRUCTION_RECORD):
        return damaged
    try:
        return Destroyed(read_destructions(found))
    except ValueError:
        return damaged


def nothing_to_read(campaign: Campaign) -> Iterator[Finding]:
    """Why replies are not read: their ballots are destroyed. Without them a 正式 result would give way to a 试算.

    Findings: ``destroy.done``, ``destroy.record-damaged``.
    """
    known = read_destroyed(campaign)
    if known.fault:
        yield known.fault
    elif known.destructions:
        yield Finding("destroy.done", Place(DESTRUCTION_PATH), {"date": known.destructions[0].date})
