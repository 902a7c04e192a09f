"""What the documents of 4审定 are made of: the summary's data and what was decided on it; nothing computed here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.scheme.model import Ratee
from lianping_xlsx.tally.tally_results import Standing


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision on one ratee. ``reason`` (调整理由) is never empty where the tier is not the proposed one.

    ``confirmed``: who answers for deciding on another result than before without a new meeting (变动确认).
    """

    ratee: Ratee
    standing: Standing
    tier: str
    reason: str
    remark: str
    confirmed: str = ""


@dataclass(frozen=True, slots=True)
class AcceptedFinding:
    """An open finding of a 试算 result that a person answers for: ``who`` accepted it, and why."""

    code: str
    place: str
    message: str
    who: str
    reason: str


@dataclass(frozen=True)
class FinalData:
    """A decision that is complete. ``verdicts`` by group, then rank, those without a rank last.

    ``meeting`` and ``date``: which 审定会议 decided, and when. ``accepted`` is empty when the result is 正式.
    """

    summary: SummaryData
    verdicts: tuple[Verdict, ...]
    meeting: str
    date: dt.date
    accepted: tuple[AcceptedFinding, ...] = ()
