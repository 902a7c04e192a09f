"""反馈意见书/….xlsx: a workbook for one ratee that prints a ``Feedback``, which holds only what may be disclosed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from lianping_xlsx.core import exact
from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.decision.feedback import Feedback, Figure, feedback_paths
from lianping_xlsx.decision.final_data import FinalData
from lianping_xlsx.publish.final.final_sheet import open_final, score, write_lines
from lianping_xlsx.publish.page_frame import CENTRED, HEADING, TEXT, SheetHead
from lianping_xlsx.publish.summary.summary_frame import pieces
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Content
from lianping_xlsx.spreadsheet.row_height import fit_row
from lianping_xlsx.spreadsheet.styles import Style

_WIDTHS = (11, 17, 26, 12, 28)
_LAST = len(_WIDTHS) - 1
_Spans = tuple[tuple[int, int], ...]
_FIGURE: _Spans = ((0, 2), (3, 4))
_HEAD: _Spans = ((0, 2), (3, 3), (4, 4))
_LOSS: _Spans = ((0, 1), (2, 2), (3, 3), (4, 4))
_ITEM: _Spans = ((0, 1), (2, 2), (3, 3), (4, 4))
_WHOLE: _Spans = ((0, _LAST),)
_ROOM = 500
"""The number of characters that a row over the whole width can hold (Excel's rows end at 409 points)."""
_BODY = Style(size=11)
_NUMERALS = "一二三四五六七"
_NO_LOSSES = "没有列出失分的考评项目。"
_NO_OPINION = "没有收到这方面的意见。"
_SIGNED = (
    ("主办单位（盖章）：", "日期：　　　　年　　月　　日"),
    ("本人已阅，签收人：", "签收日期：　　　　年　　月　　日"),
)


def write_feedbacks(data: FinalData, contents: Sequence[Feedback]) -> dict[str, bytes]:
    """One workbook per verdict, keyed by path relative to 4审定. ``contents``: in the order of the verdicts."""
    return {
        f"{path}.xlsx": _FeedbackPage(data, found).save()
        for path, found in zip(feedback_paths(data), contents, strict=True)
    }


class _FeedbackPage:
    """Writes one workbook, section after section."""

    def __init__(self, data: FinalData, found: Feedback) -> None:
        """Open the page; ``found``: the content of the letter."""
        profile, ratee = data.summary.scheme.profile, found.ratee
        self.data = data
        self.found = found
        self.book = Book(f"{profile.title}反馈意见书", banner=profile.banner)
        note = f"单位：{ratee.workplace}　　姓名：{ratee.name}　　职务：{ratee.post}　　排名组：{ratee.group}"
        self.page = open_final(self.book, data, SheetHead("反馈意见书", "反馈意见书", note, _WIDTHS, landscape=False))
        self.row = 3
        self.sections = 0

    def save(self) -> bytes:
        """Write all sections; return the workbook as bytes."""
        self._result()
        self._losses()
        self._opinions()
        self._last_year()
        self._section("整改要求")
        for text in self.found.requirements:
            self._text(text)
        write_lines(self.page, self.row + 1, _LAST, _SIGNED)
        return self.book.save()

    def _section(self, words: str) -> None:
        self.page.merge(self.row, 0, _LAST, f"{_NUMERALS[self.sections]}、{words}", styles.SECTION)
        self.page.height(self.row, 28)
        self.row += 1
        self.sections += 1

    def _text(self, text: str, look: Style = _BODY) -> None:
        for piece in pieces(text, _ROOM):
            self._cells(_WHOLE, (piece,), (look,))

    def _cells(self, spans: _Spans, contents: Sequence[Content], looks: Sequence[Style]) -> None:
        """Write a row of merged cells (``spans``: first and last columns), as high as its texts need."""
        texts: list[tuple[str, float]] = []
        size = 0.0
        for (first, last), room, content, look in zip(spans, _rooms(spans), contents, looks, strict=True):
            # A merged range takes only a text, so the first cell is written again with its number.
            self.page.merge(self.row, first, last, str(content or ""), look)
            self.page.put(self.row, first, content, look)
            texts.append(("" if content is None else str(content), room))
            size = max(size, look.size)
        fit_row(self.page, self.row, texts, size, least=22)
        self.row += 1

    def _figure(self, figure: Figure) -> None:
        """Write a label and its value; a score becomes a number."""
        number = None if figure.points is None else score(self.data, figure.points, CENTRED)
        content, look = number or (figure.text, CENTRED)
        self._cells(_FIGURE, (figure.label, content), (TEXT, look))

    def _result(self) -> None:
        self._section("考核结果")
        for sentence in self.found.sentences:
            self._text(sentence)
        for figure in (*self.found.figures, Figure("审定等次", self.found.tier)):
            self._figure(figure)
        for note in self.found.notes:
            self._text(f"注：{note}", styles.NOTE)

    def _losses(self) -> None:
        """Write the points lost per 一级指标, then the items with their reasons."""
        self._section(f"{self.found.rubric}失分情况")
        if self.found.heads:
            self._cells(_HEAD, ("一级指标", "满分", "失分"), (HEADING,) * 3)
        for head in self.found.heads:
            self._cells(_HEAD, (head.head, _number(head.full), _number(head.lost)), (TEXT, CENTRED, CENTRED))
        if not self.found.losses:
            self._text(_NO_LOSSES)
            return
        self._cells(_LOSS, ("一级指标", "考评内容", "扣、减分", "原因"), (HEADING,) * 4)
        for loss in self.found.losses:
            reason = f"{loss.reason}（{loss.unit}）" if loss.unit else loss.reason
            contents = (loss.head, loss.item, _number(loss.points), reason)
            self._cells(_LOSS, contents, (TEXT, TEXT, CENTRED, TEXT))

    def _opinions(self) -> None:
        self._section("评议意见")
        for head, texts in self.found.opinions:
            self._cells(_WHOLE, (head,), (replace(HEADING, align="left"),))
            for text in texts or (_NO_OPINION,):
                self._text(text, TEXT)

    def _last_year(self) -> None:
        """Write last year's figures and its open problems, as far as they are known."""
        if self.found.last_year:
            self._section("上年情况")
            self._text("，".join(f"{figure.label}{figure.text}" for figure in self.found.last_year) + "。")
        if self.found.open_items:
            self._cells(_ITEM, ("上年未销号的问题", "整改措施", "整改时限", "完成情况"), (HEADING,) * 4)
        for item in self.found.open_items:
            self._cells(_ITEM, (item.problem, item.measures, item.deadline, item.progress), (TEXT,) * 4)


@cache  # of the few that the rows have
def _rooms(spans: _Spans) -> tuple[float, ...]:
    """The widths of merged cells, in characters."""
    return tuple(float(sum(_WIDTHS[first : last + 1])) for first, last in spans)


def _number(figure: Figure) -> Content:
    """The content of a cell: the points as a number, or the text if there are none."""
    return figure.text if figure.points is None else float(figure.points / exact.POINT)
