"""All documents that leave the office after the decision: the files of 4审定 except the record."""

from __future__ import annotations

from collections.abc import Mapping

from lianping_xlsx.core.campaign_names import CIRCULAR_FILE, LETTER_TEMPLATE
from lianping_xlsx.core.findings import Outcome
from lianping_xlsx.decision.feedback import feedback, feedback_paths
from lianping_xlsx.decision.final_data import FinalData
from lianping_xlsx.publish.final.final_workbooks import workbooks
from lianping_xlsx.publish.word.circular import circular_values
from lianping_xlsx.publish.word.letter import letter_values


def documents(data: FinalData, templates: Mapping[str, bytes]) -> Outcome[dict[str, bytes]]:
    """The documents as bytes, keyed by path relative to 4审定, before anybody has written in them.

    ``templates``: the office's own Word templates as bytes, keyed by name. Findings: ``template.*``, of severity 提醒.
    """
    from lianping_xlsx.publish.word.office_templates import write_documents  # it loads the Word library, which is slow

    circular = write_documents(CIRCULAR_FILE, templates.get(CIRCULAR_FILE), [circular_values(data)])
    contents = [letter_values(data, feedback(data, verdict)) for verdict in data.verdicts]
    letters = write_documents(LETTER_TEMPLATE, templates.get(LETTER_TEMPLATE), contents)
    named = dict(zip((f"{path}.docx" for path in feedback_paths(data)), letters.value, strict=True))
    made = {**workbooks(data), CIRCULAR_FILE: circular.value[0], **named}
    return Outcome(made, (*circular.findings, *letters.findings))
