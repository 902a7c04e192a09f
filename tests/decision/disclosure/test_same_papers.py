"""Two campaigns that differ in nothing but withheld marks have the same papers, byte for byte.

Whatever a paper says of a withheld mark, in words, order, widths or properties of a file, would be another byte.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lianping_xlsx.core import exact
from lianping_xlsx.decision.decision_table import FINGERPRINT, NO_DECISIONS
from lianping_xlsx.decision.final_data import FinalData
from lianping_xlsx.decision.meeting_matters import MeetingMatters
from lianping_xlsx.decision.meeting_paper import meeting_paper
from lianping_xlsx.publish.decisions.decision_sheet import write_decisions
from lianping_xlsx.publish.final.documents import documents
from lianping_xlsx.publish.final.report_book import write_report
from lianping_xlsx.publish.summary.summary_workbook import write_public_papers, write_submission, write_summary
from lianping_xlsx.publish.word.meeting import write_meeting_paper
from tests.deciding import texts
from tests.publish.final.decided import SUMMARY, decide
from tests.publish.story import KEY

RATEE = "T4"


def with_mean(mean: int) -> FinalData:
    """One valid mark from each class on T4, which is ``mean``; nobody passes anybody by it."""
    result = SUMMARY.result
    classes = (
        replace(tally, valid=1, counted=1, total=mean, mean=mean) if tally.ratee == RATEE else tally
        for tally in result.classes
    )
    polls = (replace(score, score=mean) if score.ratee == RATEE else score for score in result.polls)
    standings = []
    for standing in result.standings:
        if standing.code == RATEE:
            polled, visited = standing.scores
            composite = exact.hundredths(mean + (visited.score or 0), 2)
            scores = (replace(polled, score=mean), visited)
            standing = replace(standing, scores=scores, composite=composite)
        standings.append(replace(standing, rank=standing.rank_best if standing.composite else None))
    changed = replace(result, classes=tuple(classes), polls=tuple(polls), standings=tuple(standings))
    return decide(replace(SUMMARY, result=changed, official=True))


def papers(data: FinalData) -> Mapping[str, object]:
    """All that leaves the office, by name; of 等次审定表 the words but for the keyed 结果校验码."""
    summary = data.summary
    meeting = write_meeting_paper(summary, meeting_paper(MeetingMatters(summary)), None)
    table = [text for text in texts(write_decisions(summary, NO_DECISIONS)) if FINGERPRINT not in text]
    made = {
        "上会材料": meeting.value,
        "送审件": write_submission(summary),
        "可公开的底稿": write_public_papers(summary),
        "等次审定表": table,
    }
    return made | write_report(data, 1, KEY) | documents(data, {}, KEY).value


def test_no_paper_depends_on_a_withheld_mark() -> None:
    first, second = with_mean(86_00), with_mean(87_00)
    assert not first.summary.disclosures.of(RATEE).composite
    assert write_summary(first.summary) != write_summary(second.summary)
    one, other = papers(first), papers(second)
    assert one.keys() == other.keys()
    assert [name for name, content in one.items() if content != other[name]] == []
