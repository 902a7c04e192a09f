"""The mail drafts after the decision: to each person his own 反馈意见书 and his own 整改清单, by way of his 填报单位.

The letter says nothing of the result; the attachments are files that were made for this person alone.
"""

from __future__ import annotations

import datetime as dt

from lianping_xlsx.core.findings import Outcome
from lianping_xlsx.decision.feedback import BLANK_TO_SUM_UP
from lianping_xlsx.formats.package import Limits, Package, Refused
from lianping_xlsx.publish.mails.mail_words import Occasion, feedback_letter
from lianping_xlsx.publish.mails.post import About, Attachment, Mail, draft_to
from lianping_xlsx.scheme.model import Ratee, Scheme

_LIMITS = Limits(file_bytes=8 << 20, members=300, inflated_bytes=32 << 20)
_MAIN = "word/document.xml"


def feedback_mail(scheme: Scheme, ratee: Ratee, attached: tuple[Attachment, ...], *, today: dt.date) -> Outcome[Mail]:
    """The draft to a ratee, to the address of his 填报单位. ``attached``: the letter, then his own list if he has one.

    Findings: ``mail.no-address``, ``mail.bad-address``.
    """
    unit = scheme.unit_by_any_name(ratee.unit) if ratee.unit else None
    occasion = Occasion(scheme.profile, today, ratee.label, "你")
    letter = feedback_letter(occasion, *(each.name for each in attached))
    email = unit.email if unit else ""
    what = "反馈意见书" + ("、整改清单" if len(attached) > 1 else "")
    return draft_to((ratee.label, email), About((), what), letter, attached)


def is_unfinished(letter: bytes) -> bool:
    """Return True if a 反馈意见书 still has the blank that the office has to fill in (主办单位归纳)."""
    try:
        words = Package(letter, _LIMITS).read(_MAIN).decode("utf-8", "replace")
    except Refused:
        return False
    return BLANK_TO_SUM_UP in words
