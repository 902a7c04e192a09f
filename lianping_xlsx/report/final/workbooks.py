"""The workbooks of 4审定 by their names."""

from __future__ import annotations

from lianping_xlsx.report.final.annex import write_annex
from lianping_xlsx.report.final.data import FinalData
from lianping_xlsx.report.final.feedback_book import write_feedbacks
from lianping_xlsx.report.final.filing import write_filing
from lianping_xlsx.report.final.rectification import RECTIFICATION_FILE
from lianping_xlsx.report.final.rectification_book import write_rectification
from lianping_xlsx.report.final.uses import USES_FILE, write_uses

TO_BE_FILLED_IN = frozenset({RECTIFICATION_FILE, USES_FILE})
"""Those in which people go on writing: that they were changed is as it should be."""


def workbooks(data: FinalData) -> dict[str, bytes]:
    """All of them, as they are before anybody has written in them."""
    return {
        **write_filing(data),
        **write_annex(data),
        **write_uses(data),
        **write_rectification(data),
        **write_feedbacks(data),
    }
