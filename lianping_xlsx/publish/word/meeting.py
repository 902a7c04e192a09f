"""上会材料.docx: what a template is given of a ``MeetingPaper``, and the document."""

from __future__ import annotations

from lianping_xlsx.core.campaign_names import MEETING_FILE
from lianping_xlsx.core.findings import Outcome
from lianping_xlsx.decision.meeting_paper import MeetingPaper, MeetingTable, RowEdge
from lianping_xlsx.decision.phrases import office
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.word.page_layout import numeral, title_text
from lianping_xlsx.publish.word.template_names import Value, Values

_ANNEX_FROM = 30
"""Ratees from whom on 一览表 is an annex: with fewer it stands on the page with the text."""

_FEW_GROUPS = 3
"""排名组 whose figures stand in a paragraph each; those of more stand in one."""
_TITLE_ROOM = 25
"""小二 characters on a line."""


def write_meeting_paper(data: SummaryData, paper: MeetingPaper, template: bytes | None) -> Outcome[bytes]:
    """The document. ``template``: the office's own. Findings: ``template.*``, of severity 提醒."""
    from lianping_xlsx.publish.word.office_templates import write_documents  # it loads the Word library, which is slow

    drawn = write_documents(MEETING_FILE, template, [meeting_values(data, paper)])
    return Outcome(drawn.value[0], drawn.findings)


def meeting_values(data: SummaryData, paper: MeetingPaper) -> Values:
    """The values by the names of MEETING_NAMES."""
    profile = data.scheme.profile
    several = len(paper.tables) > 1
    return {
        "标题": title_text(f"关于{profile.occasion}结果的汇报", _TITLE_ROOM),
        "页眉": profile.banner,
        "考核名称": profile.occasion,
        "主办单位": office(profile.host),
        "审定机构": profile.decider,
        "上报单位": profile.reports_to,
        "考核对象": paper.people,
        "组织情况": "".join(paper.course),
        "得分概况": list(paper.figures) if len(paper.figures) <= _FEW_GROUPS else ["".join(paper.figures)],
        "一览表": [_table(table, several=several) for table in paper.tables],
        "作附表": "是" if len(data.scheme.ratees) >= _ANNEX_FROM else "",
        "附注": paper.note,
        "研究事项": [{"序号": numeral(number), "内容": words} for number, words in enumerate(paper.matters, 1)],
        "可靠程度": "".join(paper.reliability),
        "结果运用": [{"等次": tier, "内容": use} for tier, use in paper.uses],
        "上年比较": paper.since_last_year,
    }


def _table(table: MeetingTable, *, several: bool) -> dict[str, Value]:
    rows: list[Value] = [
        {
            "各格": list(row.cells),
            "等次线": "是" if row.edge is RowEdge.TIER else "",
            "名额线": "是" if row.edge is RowEdge.PLACES else "",
        }
        for row in table.rows
    ]
    return {"排名组": table.group if several else "", "栏目": list(table.columns), "各行": rows}
