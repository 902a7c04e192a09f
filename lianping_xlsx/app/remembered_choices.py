"""Which version of each form people have chosen, remembered from run to run: in 版本对照.xlsx, else in the record."""

from __future__ import annotations

import os
from dataclasses import dataclass

from lianping_xlsx.app.campaign import read_own_workbook
from lianping_xlsx.app.campaign_folder import Campaign
from lianping_xlsx.app.storage import digest_of, read_json
from lianping_xlsx.core.campaign_names import RECORD_FILE, VERSIONS_FILE, VERSIONS_PATH
from lianping_xlsx.core.findings import Finding, Outcome, Place
from lianping_xlsx.decision.choice_record import recorded_picks, recorded_words
from lianping_xlsx.intake.resolution.typed_choices import TypedChoice


@dataclass(frozen=True, slots=True)
class Remembered:
    """``picks``: form by form. ``words``: wishes as a record of an early version has them. ``digest``: SHA-256 of
    版本对照.xlsx, None where there was none. ``typed``: whether anything stands in it that people may have typed.
    """

    picks: tuple[TypedChoice, ...] = ()
    words: tuple[str, ...] = ()
    digest: str | None = None
    typed: bool = False


def read_remembered(campaign: Campaign) -> Outcome[Remembered | None]:
    """What was chosen so far. None, and ``choice.unreadable``, where it cannot be read: nothing may replace it then."""
    path = campaign.summary / VERSIONS_FILE
    record = read_json(campaign.summary / RECORD_FILE)
    recorded = Remembered(recorded_picks(record), recorded_words(record))
    if not os.path.lexists(path):
        return Outcome(recorded)
    from lianping_xlsx.publish.compared.choice_table import has_choices, read_choices

    digest, sheets = digest_of(path), read_own_workbook(path)
    if isinstance(sheets, str):
        return Outcome(None, (Finding("choice.unreadable", Place(VERSIONS_PATH), {"reason": sheets}),))
    if not has_choices(sheets):
        return Outcome(Remembered(recorded.picks, recorded.words, digest))
    found = read_choices(sheets, file=VERSIONS_PATH)
    if found.value is None:
        return Outcome(None, found.findings)
    return Outcome(Remembered(found.value, (), digest, any(pick.typed for pick in found.value)))
