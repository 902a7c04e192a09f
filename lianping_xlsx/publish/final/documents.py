"""Everything that leaves the office after the decision: the files of 4审定 but for the record itself."""

from __future__ import annotations

from lianping_xlsx.core.campaign_names import CIRCULAR_FILE
from lianping_xlsx.decision.feedback import feedback, feedback_paths
from lianping_xlsx.decision.final_data import FinalData
from lianping_xlsx.publish.final.final_workbooks import workbooks
from lianping_xlsx.publish.word.circular import write_circular
from lianping_xlsx.publish.word.letter import write_letter


def documents(data: FinalData) -> dict[str, bytes]:
    """Every document by its name relative to 4审定, as it is before anybody has written in it."""
    letters = {
        f"{path}.docx": write_letter(data, feedback(data, verdict))
        for path, verdict in zip(feedback_paths(data), data.verdicts, strict=True)
    }
    return {**workbooks(data), CIRCULAR_FILE: write_circular(data), **letters}
