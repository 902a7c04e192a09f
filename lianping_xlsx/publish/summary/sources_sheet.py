"""出处: behind each leaf of the formulas the files, sheets and cells with what was typed, their number and sum."""

from __future__ import annotations

from collections.abc import Sequence

from lianping_xlsx.audit.source_blocks import ENTERED, HUNDREDTHS, BlockKind, LeafSource, Line, Origin, SourceBlock
from lianping_xlsx.core import exact
from lianping_xlsx.core.campaign_names import SCHEME_FILE
from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.intake.returns import RESULT_REPORT
from lianping_xlsx.publish.summary.cell_map import CellMap
from lianping_xlsx.publish.summary.source_rows import COUNT_COLUMNS, FIRST_RATEE, POINTS, WHAT, BlockRows, SourceRows
from lianping_xlsx.publish.summary.summary_frame import (
    BLOCK,
    CENTRED,
    HEADING,
    HEADING_ROW,
    SOURCES,
    TEXT,
    SheetHead,
    open_page,
    put_name,
    write_heading,
)
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Page
from lianping_xlsx.spreadsheet.row_height import fit_row

_BAND = 12
_COLUMNS = (
    ("来源文件", 32),
    ("工作表", 16),
    ("单元格", 12),
    *((name, 5.5) for name in COUNT_COLUMNS),
    ("内容", 10),
    *(("各考核对象", 8.5),) * _BAND,
)
_WIDTHS = [width for _, width in _COLUMNS]
_LAST = len(_COLUMNS) - 1
_NOTE = (
    "本表供主办单位内部使用，不送审。汇总表各公式的起始数（票数、合计分、各项得分、加减分）在此列明来自哪个文件的哪些单元格、"
    "合计多少、哪些没有计入；各表的“核对出处”一列按本表重新相加核对。收回、有效、无效、弃权各人不同的，分行列在右边。"
    "无记名的登记表不足{line}张的不列明文件。单位：张、分"
)
_SMALL_HEADING = replace(HEADING, size=9)
_NUMBER = replace(CENTRED, size=10)
_NAME = replace(TEXT, bold=True)
_ASIDE = replace(styles.SMALL, wrap=False, border=False)
_ORDER = "一二三四五六"
_EVENTS = "否决与加减分"


def write_sources(book: Book, data: SummaryData, plan: CellMap) -> None:
    """Write the sheet 出处, if anything is known of the sources."""
    rows = plan.sources
    if rows.empty:
        return
    note = _NOTE.format(line=data.scheme.rules.class_line)
    page = open_page(book, data, SheetHead(SOURCES, "汇总表数据出处", note, _WIDTHS))
    write_heading(page, [name for name, _ in _COLUMNS[:FIRST_RATEE]], _WIDTHS)
    page.merge(HEADING_ROW, FIRST_RATEE, _LAST, "各考核对象", HEADING)
    page.head_rows(HEADING_ROW, HEADING_ROW, freeze_columns=1)
    sheet = _Sources(page, data, plan)
    for kind, title, placed in rows.blocks:
        sheet.write_title(title, str(kind))
        for each in placed:
            sheet.write_block(kind, each)
    sheet.write_assessments(rows)
    sheet.write_cited(rows)
    sheet.write_events(rows)


class _Sources:
    """Writes the parts of the sheet, one below the other."""

    def __init__(self, page: Page, data: SummaryData, plan: CellMap) -> None:
        self.page = page
        self.data = data
        self.plan = plan
        self.scheme: Scheme = data.scheme
        self.number = 0

    def write_title(self, row: int, title: str) -> None:
        """Write the title of a part."""
        self.page.merge(row, 0, _LAST, f"{_ORDER[self.number]}、{title}", BLOCK)
        self.page.height(row, 20)
        self.number += 1

    def write_block(self, kind: BlockKind, rows: BlockRows) -> None:
        """Write a block: its name and its ratees, then its sources."""
        page, block = self.page, rows.block
        ratees = [self.scheme.ratee_of[code] for code in block.ratees]
        page.complete_rows(rows.head)
        page.merge(rows.head, 0, WHAT, self._name(kind, block), _NAME)
        names = [f"{ratee.workplace}\n{ratee.name}" for ratee in ratees]
        page.put_row(rows.head, FIRST_RATEE, names, _SMALL_HEADING)
        fit_row(page, rows.head, [(name, _WIDTHS[FIRST_RATEE]) for name in names], _SMALL_HEADING.size)
        for row, source in zip(rows.first, block.sources, strict=True):
            self._write_source(row, source, len(ratees))
        if block.missing:
            page.put(rows.end - 1, 0, f"没有计入：{block.missing}", _ASIDE)

    def _name(self, kind: BlockKind, block: SourceBlock) -> str:
        first, second = block.owner
        if kind is not BlockKind.VOTES:
            return f"{second}　{block.group}"
        words = f"{first}·{second}" if len(self.scheme.polls) > 1 else second
        signed = "（记名）" if self.scheme.is_signed(first, second) else ""
        return f"{words}{signed}　{block.group}"

    def _write_source(self, row: int, source: LeafSource, ratees: int) -> None:
        page, origin = self.page, source.origin
        counts = dict(source.counts)
        page.put_row(row, 0, (origin.file, origin.sheet, origin.cells), styles.SMALL)
        page.put_row(row, min(COUNT_COLUMNS.values()), [counts.get(name) for name in COUNT_COLUMNS], _NUMBER)
        for offset, line in enumerate(source.lines):
            page.put(row + offset, WHAT, self._what(line), _NUMBER)
            page.put_row(row + offset, FIRST_RATEE, _numbers(line), _NUMBER)
        if not source.lines:
            page.put_row(row, WHAT, [None] * (ratees + 1), _NUMBER)
        if source.left_out:
            page.put(row + max(1, len(source.lines)), 0, f"　　其中：{source.left_out}", _ASIDE)
        texts = ((origin.file, _WIDTHS[0]), (origin.sheet, _WIDTHS[1]), (origin.cells, _WIDTHS[2]))
        fit_row(page, row, texts, styles.SMALL.size)

    def _what(self, line: Line) -> str:
        return line.item or line.what if line.what == ENTERED else f"{line.item} {line.what}".strip()

    def _write_table(self, row: int, title: str, names: Sequence[str]) -> None:
        """Write the title of a part that has a row for each source, and its headings from 内容 on."""
        self.write_title(row, title)
        self.page.put_row(row + 1, 0, [name for name, _ in _COLUMNS[:3]], _SMALL_HEADING)
        self.page.put_row(row + 1, WHAT, names, _SMALL_HEADING)

    def _write_row(self, row: int, origin: Origin, code: str, numbers: Sequence[float], texts: Sequence[str]) -> None:
        """Write a source of one ratee: where it stands, his name, its numbers, further texts."""
        page, name = self.page, self.scheme.ratee_of[code].name
        page.complete_rows(row)
        page.put_row(row, 0, (origin.file, origin.sheet, origin.cells), styles.SMALL)
        person = put_name(page, row, WHAT, name, _WIDTHS[WHAT])
        page.put_row(row, POINTS, numbers, _NUMBER)
        page.put_row(row, POINTS + len(numbers), texts, styles.SMALL)
        cells = ((origin.file, 0), (origin.sheet, 1), (origin.cells, 2))
        wide = [(text, _WIDTHS[column]) for text, column in cells] + [(text, _WIDTHS[POINTS]) for text in texts]
        fit_row(page, row, (*wide, person), styles.SMALL.size)

    def write_assessments(self, rows: SourceRows) -> None:
        """Write a row for each 实地考评表."""
        listed = rows.trace.assessments
        if not listed:
            return
        names = ("姓名", "合计", "加分", "减分", "项数", "单位", "考核组")
        self._write_table(rows.assessments_row, "实地考评", names)
        for row, each in enumerate(listed, rows.assessments_row + 2):
            numbers = [points / exact.POINT for points in (each.points, each.bonus, each.penalty)]
            texts = (self.scheme.ratee_of[each.ratee].workplace, self.data.unit_name(each.unit))
            self._write_row(row, each.origin, each.ratee, (*numbers, each.entries), texts)
            if each.left_out:
                self.page.put(row, POINTS + len(names) - 1, f"其中：{each.left_out}", _ASIDE)

    def write_cited(self, rows: SourceRows) -> None:
        """Write a row for each figure from a cited result."""
        files = {entry.campaign: "、".join(entry.files) for entry in self.data.cited if entry.report is not None}
        figures = [(score, figure) for score in rows.cited for figure in score.figures]
        if not figures:
            return
        self._write_table(rows.cited_row, "引用的考核", ("姓名", "综合得分", "总分", "引用的考核"))
        for row, (score, figure) in enumerate(figures, rows.cited_row + 2):
            origin = Origin(files.get(figure.campaign, ""), RESULT_REPORT, figure.ratee.name)
            numbers = (float((figure.ratee.points or 0) / exact.POINT), figure.full / exact.POINT)
            self._write_row(row, origin, score.ratee, numbers, (figure.campaign,))

    def write_events(self, rows: SourceRows) -> None:
        """Write a row for each row of 否决与加减分."""
        if not rows.events:
            return
        self._write_table(rows.events_row, _EVENTS, ("姓名", "分值", "效果", "事项", "依据"))
        for row, each in enumerate(rows.events, rows.events_row + 2):
            origin = Origin(SCHEME_FILE, _EVENTS, f"第{each.row}行")
            texts = (each.effect_words, each.event, each.basis)
            self._write_row(row, origin, each.ratee, (each.points / exact.POINT,), texts)


def _numbers(line: Line) -> list[float | None]:
    """The numbers as they are shown: hundredths in points."""
    if line.what in HUNDREDTHS:
        return [None if value is None else value / exact.POINT for value in line.values]
    return list(line.values)
