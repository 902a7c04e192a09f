"""The state of a campaign as a merge has reported it, and what was done for the meeting and goes on after the decision.

It imports nothing that reads, counts or writes, as long as nothing is decided.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import zlib
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from lianping_xlsx.app.campaign import Campaign
from lianping_xlsx.app.storage import MOST_BYTES, digest_of, read_json
from lianping_xlsx.core.campaign_names import (
    ARCHIVES,
    DECIDED,
    DECISION_RECORD,
    MEETING_FILE,
    RECORD_FILE,
    REGISTER_FILE,
    RESULT_FILE,
    SUBMITTED_FILE,
)
from lianping_xlsx.core.findings import Outcome
from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.core.safe_open import open_regular, read_regular
from lianping_xlsx.decision.campaign_steps import CampaignState, reported_state

if TYPE_CHECKING:
    from lianping_xlsx.decision.overview import Overview
    from lianping_xlsx.decision.rectification_progress import RectificationProgress
    from lianping_xlsx.decision.review_register import ReviewProgress

_YEAR = re.compile(r"20\d\d", re.ASCII)
"""A year in the name of a folder."""


def merged_state(folder: Path, shown: Overview, today: dt.date) -> CampaignState:
    """The state as a merge has just reported it."""
    return with_what_followed(Campaign(folder), reported_state(shown, today), shown.lists)


def with_what_followed(campaign: Campaign, state: CampaignState, lists: Collection[str]) -> CampaignState:
    """The state with what was done for the meeting, or goes on after the decision.

    ``lists``: SHA-256 of the 整改清单 that came back.
    """
    if not state.decided:
        return _before_the_meeting(campaign, state)
    from lianping_xlsx.app.rectification_state import rectification_so_far

    rectified, reviewed = rectification_so_far(campaign, state.today, lists), _reviews(campaign, state.today)
    return replace(
        state,
        fed_back=_is_fed_back(campaign, rectified.value),
        archived=_is_archived(campaign),
        summarized=state.summarized or _is_merged_since(campaign),
        next_year=_next_year(campaign),
        rectification=rectified.value,
        reviews=reviewed.value,
        remarks=(*reviewed.findings, *rectified.findings),
    )


def _before_the_meeting(campaign: Campaign, state: CampaignState) -> CampaignState:
    if not state.merged:
        return state
    from lianping_xlsx.app.recount_record import recount_of

    recounted = recount_of(campaign, digest_of(campaign.summary / RESULT_FILE) or "") is not None
    paper = campaign.summary / MEETING_FILE
    # 上会材料 tells of the recount, unless that came later; 送审件 does not.
    since = campaign.recount_record.stat().st_mtime if recounted else 0.0
    submitted = paper.stat().st_mtime >= since if paper.is_file() else (campaign.summary / SUBMITTED_FILE).is_file()
    return replace(state, recounted=recounted, submitted=submitted)


def _is_fed_back(campaign: Campaign, rectified: RectificationProgress | None) -> bool:
    """True if there are drafts with the letters in force, or somebody has his, as only the first decision can tell.

    A new decision takes the drafts of the one before away: its letters are to be handed out as well.
    """
    if any(campaign.feedback_mails.glob("*.eml")):
        return True
    from lianping_xlsx.app.campaign_records import recorded_decisions

    came_back = rectified is not None and bool(rectified.answered or rectified.closed or rectified.uncollected)
    return came_back and len(recorded_decisions(campaign).value) == 1


def _is_archived(campaign: Campaign) -> bool:
    """True if there is an archive that holds the record of decisions as it lies there.

    The times of files do not tell: a clock is set wrong, and a folder that was copied has the times of the copying.
    """
    try:
        record = read_regular(campaign.decided / DECISION_RECORD, MOST_BYTES)
    except OSError:
        return False
    return any(_holds(path, record) for path in (campaign.folder / ARCHIVES).glob("*.zip"))


def _holds(archive: Path, record: bytes) -> bool:
    """True if an archive holds 审定记录.json with this content."""
    import zipfile

    try:
        with open_regular(archive) as file, zipfile.ZipFile(file) as packed:
            found = packed.getinfo(f"{DECIDED}/{DECISION_RECORD}")
            return found.file_size == len(record) and packed.read(found) == record
    except (OSError, ValueError, KeyError, RuntimeError, zipfile.BadZipFile, zlib.error):
        return False


def _is_merged_since(campaign: Campaign) -> bool:
    """True if the last merge came after the decision in force was put on record, and so shows it."""
    record, merged = campaign.decided / DECISION_RECORD, campaign.summary / RECORD_FILE
    return record.is_file() and merged.is_file() and merged.stat().st_mtime >= record.stat().st_mtime


def _next_year(campaign: Campaign) -> str:
    """The folder beside this one with the next year in its name; '' if it is there, or the name has no year.

    The next year is the one after 年度, as ``init --from`` sets it, whatever year the name of the folder has. Of a
    school year (2024-2025) both years are the next ones.
    """
    folder, name = campaign.folder, campaign.folder.absolute().name
    named = _YEAR.search(name)
    if named is None:
        return ""
    year = _year_of(campaign) or named[0]
    before = int(year if year in name else named[0])
    school_year = re.compile(f"{before}(?:([-—–－~～至]+){before + 1})?")

    def next_one(found: re.Match[str]) -> str:
        return f"{int(year) + 1}{found[1]}{int(year) + 2}" if found[1] else str(int(year) + 1)

    following = folder.absolute().with_name(school_year.sub(next_one, name, count=1))
    if following.exists():
        return ""
    return str(following if folder.is_absolute() else Path(os.path.relpath(following)))


def _year_of(campaign: Campaign) -> str:
    """年度 of the decided campaign in four digits; '' if its record does not say."""
    from lianping_xlsx.decision.result_json import campaign_in
    from lianping_xlsx.scheme.profile import year_key

    found = _YEAR.fullmatch(year_key(campaign_in(read_json(campaign.decided / DECISION_RECORD)).year))
    return found[0] if found else ""


def _reviews(campaign: Campaign, today: dt.date) -> Outcome[ReviewProgress | None]:
    """The progress of the requests for a 复核; None if there are none, or they cannot be read.

    Findings: as of ``read_reviews``.
    """
    if not os.path.lexists(campaign.reviews / REGISTER_FILE):
        return Outcome(None)
    from lianping_xlsx.app.campaign_records import recorded_decisions
    from lianping_xlsx.app.reviews import read_reviews
    from lianping_xlsx.decision.review_register import review_progress

    register = read_reviews(campaign)
    if register.value is None:
        return Outcome(None, register.findings)
    progress = review_progress(register.value.requests, recorded_decisions(campaign).value, today)
    return Outcome(progress, register.findings)
