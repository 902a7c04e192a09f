"""Everything that leaves the office after the decision: the files of 4审定 but for the record itself."""

from __future__ import annotations

from lianping_xlsx.report.final.data import FinalData
from lianping_xlsx.report.final.feedback import feedback, feedback_paths
from lianping_xlsx.report.final.rectification import RECTIFICATION_FILE
from lianping_xlsx.report.final.uses import USES_FILE
from lianping_xlsx.report.final.word.circular import CIRCULAR_FILE, write_circular
from lianping_xlsx.report.final.word.letter import write_letter
from lianping_xlsx.report.final.workbooks import workbooks

TO_BE_FILLED_IN = frozenset({RECTIFICATION_FILE, USES_FILE})
"""Documents in which people go on writing: that they were changed is as it should be."""


def documents(data: FinalData) -> dict[str, bytes]:
    """Every document by its name relative to 4审定, as it is before anybody has written in it."""
    letters = {
        f"{path}.docx": write_letter(data, feedback(data, verdict))
        for path, verdict in zip(feedback_paths(data), data.verdicts, strict=True)
    }
    return {**workbooks(data), CIRCULAR_FILE: write_circular(data), **letters}
