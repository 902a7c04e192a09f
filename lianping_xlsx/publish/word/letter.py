"""反馈意见书/….docx: what a template is given of a ``Feedback``; what may be told was decided there."""

from __future__ import annotations

from collections.abc import Sequence

from lianping_xlsx.core.spelling import day_in_words
from lianping_xlsx.decision.feedback import TRIAL_NOTE, Feedback, Figure, Loss
from lianping_xlsx.decision.final_data import FinalData
from lianping_xlsx.decision.phrases import deciding_meeting, office
from lianping_xlsx.publish.word.page_layout import numeral, title_text
from lianping_xlsx.publish.word.template_names import TRIAL, Value, Values


def letter_values(data: FinalData, feedback: Feedback) -> Values:
    """The values of one 反馈意见书 by the names of LETTER_NAMES."""
    profile = data.summary.scheme.profile
    decision, *consequences = feedback.sentences
    return {
        "标题": title_text(f"{profile.occasion}反馈意见书"),
        "页眉": profile.banner,
        "考核名称": profile.occasion,
        "主办单位": office(profile.host),
        "审定会议": deciding_meeting(profile, data.meeting),
        "审定日期": day_in_words(data.date),
        "姓名": feedback.ratee.name,
        "单位": feedback.ratee.workplace,
        "职务": feedback.ratee.post,
        "审定等次": feedback.tier,
        "审定结论": decision,
        "结果说明": consequences,
        "考核结果": [{"项目": figure.label, "结果": figure.text} for figure in feedback.figures],
        **_notes(feedback.notes),
        "上年情况": "，".join(f"{figure.label}{figure.text}" for figure in feedback.last_year),
        "考评名称": feedback.rubric if data.summary.scheme.component_rows else "",
        **_losses(feedback),
        "评议意见": [
            {"序号": numeral(number), "名称": head, "内容": list(texts)}
            for number, (head, texts) in enumerate(feedback.opinions, 1)
        ],
        "整改要求": list(feedback.requirements),
        "未销号事项": [
            {
                "问题": item.problem,
                "来源": item.source,
                "整改目标": item.goal,
                "整改措施": item.measures,
                "整改时限": item.deadline,
                "完成情况": item.progress,
            }
            for item in feedback.open_items
        ],
    }


def _notes(notes: Sequence[str]) -> dict[str, Value]:
    """The notes with their numbers; that of a 试算 result is the mark, which every template has to show."""
    numbered = {note: f"注{number if len(notes) > 1 else ''}：{note}" for number, note in enumerate(notes, 1)}
    mark = numbered.pop(TRIAL_NOTE, "")
    return {"附注": list(numbered.values()), TRIAL: mark}


def _losses(feedback: Feedback) -> dict[str, Value]:
    """Points by 一级指标 where every item has its mark, and every item lost with the assessor's words."""
    return {
        "失分指标": [
            {"一级指标": line.head, "满分": line.full.text, "失分": line.lost.text} for line in feedback.heads
        ],
        "分考核组": "是" if any(loss.unit for loss in feedback.losses) else "",
        "失分项目": loss_records(feedback.losses),
    }


def loss_records(losses: Sequence[Loss]) -> list[dict[str, str]]:
    """The records of 失分项目 by the names of their fields."""
    return [
        {
            "一级指标": loss.head,
            "考评内容": loss.item,
            "扣减分": _lost(loss.points),
            "扣减原因": loss.reason,
            "考核组": loss.unit,
        }
        for loss in losses
    ]


def _lost(points: Figure) -> str:
    """Such as 扣2.01分."""
    return f"{points.label.removesuffix('分')}{points.text}分"
