"""反馈意见书/….docx: a letter to one ratee that prints a ``Feedback``; what may be told was decided there."""

from __future__ import annotations

from collections.abc import Sequence

from lianping_xlsx.decision.feedback import Feedback, Figure, Loss
from lianping_xlsx.decision.final_data import FinalData
from lianping_xlsx.decision.last_year import OpenItem
from lianping_xlsx.decision.phrases import office
from lianping_xlsx.publish.word import word_styles
from lianping_xlsx.publish.word.word_document import WordDocument, WordTable

_OPENING = "现将考核情况和评议意见反馈如下，请认真对照，抓好整改。"
_KEPT = 3
"""Requirements that stand on one page with the signature."""
_NO_OPINION = "没有收到这方面的意见。"
_NO_LOSSES = "没有列出失分的考评项目。"
_RECEIVED = "本人已收到并阅知以上反馈意见。"
_SIGN_HERE = "签收人：＿＿＿＿＿　日期：＿＿＿年＿＿月＿＿日"


def write_letter(data: FinalData, feedback: Feedback) -> bytes:
    """One 反馈意见书 as bytes, the same for the same content."""
    profile = data.summary.scheme.profile
    title = f"{profile.occasion}反馈意见书"
    paper = WordDocument(title, banner=profile.banner)
    paper.title(title)
    paper.write(word_styles.ADDRESSEE, f"{feedback.ratee.name}同志：")
    decision, *consequences = feedback.sentences
    paper.write(word_styles.BODY, f"{decision}{_OPENING}")
    _write_result(paper, feedback)
    for sentence in consequences:
        paper.write(word_styles.BODY, sentence)
    _write_losses(paper, feedback)
    _write_opinions(paper, feedback)
    paper.section("整改要求")
    *listed, last = feedback.requirements
    for requirement in listed[:-_KEPT]:
        paper.write(word_styles.BODY, requirement)
    for requirement in (*listed[-_KEPT:], last):
        paper.write(word_styles.CLOSING, requirement)
    if feedback.open_items:
        paper.section("上年度尚未销号的整改事项")
        paper.table(_open_items(feedback.open_items))
    paper.blank()
    paper.sign(office(profile.host), data.date, last=False)
    paper.blank()
    paper.write(word_styles.CLOSING, _RECEIVED)
    paper.write(word_styles.BODY, _SIGN_HERE)
    return paper.save()


def _write_result(paper: WordDocument, feedback: Feedback) -> None:
    paper.section("考核结果")
    rows = [(figure.label, figure.text) for figure in (*feedback.figures, Figure("审定等次", feedback.tier))]
    paper.table(WordTable(("项目", "结果"), (10, 6), rows, frozenset({0}), together=True))
    for number, note in enumerate(feedback.notes, 1):
        paper.write(word_styles.NOTE, f"注{number if len(feedback.notes) > 1 else ''}：{note}")
    if feedback.last_year:
        words = "，".join(f"{figure.label}{figure.text}" for figure in feedback.last_year)
        paper.write(word_styles.BODY, f"{words}。", lead="上年度考核情况：")


def _write_losses(paper: WordDocument, feedback: Feedback) -> None:
    """Points by 一级指标 where every item has its mark, and every item lost with the assessor's words."""
    paper.section("实地考评失分情况")
    if feedback.heads:
        rows = [(line.head, line.full.text, line.lost.text) for line in feedback.heads]
        paper.table(WordTable(("一级指标", "满分", "失分"), (10, 3, 3), rows, frozenset({0}), together=True))
    if feedback.losses:
        paper.table(_losses(feedback.losses))
    else:
        paper.write(word_styles.BODY, _NO_LOSSES)


def _losses(losses: Sequence[Loss]) -> WordTable:
    """The column of 考核组 only where there are several."""
    columns = 5 if any(loss.unit for loss in losses) else 4
    rows = [(loss.head, loss.item, _lost(loss.points), loss.reason, loss.unit)[:columns] for loss in losses]
    headings, widths = ("一级指标", "考评内容", "扣减分", "扣减原因", "考核组"), (9, 11, 6, 9, 7)
    return WordTable(headings[:columns], widths[:columns], rows, frozenset({0, 1, 3}))


def _lost(points: Figure) -> str:
    """Such as 扣2.01分."""
    return f"{points.label.removesuffix('分')}{points.text}分"


def _write_opinions(paper: WordDocument, feedback: Feedback) -> None:
    paper.section("评议意见")
    for head, texts in feedback.opinions:
        paper.subsection(head)
        for text in texts or (_NO_OPINION,):
            paper.write(word_styles.BODY, text)


def _open_items(items: Sequence[OpenItem]) -> WordTable:
    rows = [(item.problem, item.source, item.goal, item.measures, item.deadline, item.progress) for item in items]
    headings = ("问题", "来源", "整改目标", "整改措施", "整改时限", "完成情况")
    return WordTable(headings, (9, 5, 7, 8, 5, 6), rows, frozenset({0, 2, 3, 5}))
