"""The story after the 常委会: everybody but T6 (不参评) has a tier; two decisions differ from the proposal."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from lianping_xlsx.decision.disclosure.opinions import arrange
from lianping_xlsx.decision.final_data import AcceptedFinding, FinalData, Verdict
from lianping_xlsx.decision.last_year import LastYear, OpenItem
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.intake.returns import Opinion, WrittenRow
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.tally.tally_results import ClassTally
from tests.publish.story import KEY, STORY
from tests.publish.story import OPINIONS as FIRST_OPINIONS

USES = {"好": "县委予以表彰奖励。", "中": "", "差": "予以通报批评，限期整改，当年不能评优。"}
CHECK = {"practices": "抓了换届。", "problems": "抓两新组织不够。", "measures": "每季度走访一次。"}
OPEN_ITEM = OpenItem("阵地建设滞后", "实地考评", "年内建成", "争取资金", "2024年6月", "已立项")
OPINIONS = (*FIRST_OPINIONS, Opinion("T1", "U2", "", "发展党员计划性不强。", ""))
SUMMARY = replace(
    STORY,
    scheme=replace(STORY.scheme, tiers=tuple(replace(tier, use=USES[tier.name]) for tier in STORY.scheme.tiers)),
    opinions=arrange(STORY.scheme, OPINIONS, KEY),
    written=(WrittenRow(FormKind.SELF_CHECK, "T1", "云溪镇党委", "N1", CHECK),),
    last_year={"T1": LastYear("2023", 91_50, 2, "中", (OPEN_ITEM,))},
)
ACCEPTED = (
    AcceptedFinding("form.missing", "", "“第一考核组”的实地考评 松涛镇 蒲建衡还没有收到。", "薛定安", "本人病假"),
    AcceptedFinding("cell.out-of-range", "一组.xlsx 单元格 D8", "T-0417号票填的是“105”，超出范围。", "薛定安", "作废"),
)
_TIERS = {"T2": ("好", "并列者中班子建设更好", ""), "T5": ("差", "考评表缺失，研究确定", "另行约谈")}


def decide(data: SummaryData) -> FinalData:
    """The decision on a summary."""
    verdicts = []
    for ratee in sorted(data.scheme.ratees, key=lambda r: (r.group != "乡镇", _rank(data, r.code))):
        standing = data.result.standing_of[ratee.code]
        tier, reason, remark = _TIERS.get(ratee.code, (standing.proposed_tier or "", "", ""))
        if tier:
            verdicts.append(Verdict(ratee, standing, tier, reason, remark))
    accepted = () if data.official else ACCEPTED
    return FinalData(data, tuple(verdicts), "县委常委会第20次会议", dt.date(2024, 12, 30), accepted)


def with_few_ballots() -> FinalData:
    """T4 has one valid mark from each class."""

    def fewer(tally: ClassTally) -> ClassTally:
        return replace(tally, valid=1, counted=1, total=int(tally.mean or 0)) if tally.ratee == "T4" else tally

    classes = tuple(map(fewer, SUMMARY.result.classes))
    return decide(replace(SUMMARY, result=replace(SUMMARY.result, classes=classes)))


def _rank(data: SummaryData, code: str) -> int:
    return data.result.standing_of[code].rank or len(data.scheme.ratees)


DECIDED = decide(SUMMARY)
