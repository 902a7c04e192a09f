"""The data of the documents in 4审定: the summary's data and the decision on it. Nothing is computed here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.scheme.model import Ratee
from lianping_xlsx.tally.tally_results import Standing


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision on one ratee. ``reason`` (调整理由) is never empty if the tier is not the proposed one.

    ``confirmed``: the text of 变动确认, who answers for a changed result without a new meeting; '' if there is none.
    """

    ratee: Ratee
    standing: Standing
    tier: str
    reason: str
    remark: str
    confirmed: str = ""


@dataclass(frozen=True, slots=True)
class AcceptedFinding:
    """An open finding of a 试算 result that the person ``who`` accepted for a ``reason``."""

    code: str
    place: str
    message: str
    who: str
    reason: str


@dataclass(frozen=True)
class FinalData:
    """A complete decision. ``verdicts``: by 排名组, then rank, those without a rank last.

    ``meeting``, ``date``: the 审定会议 that decided. ``accepted``: empty if the result is 正式.
    """

    summary: SummaryData
    verdicts: tuple[Verdict, ...]
    meeting: str
    date: dt.date
    accepted: tuple[AcceptedFinding, ...] = ()
