"""看板.html: progress, problems, ranking and derivations on one page, filled into ``board.html`` by Jinja2.

The page is for the office itself, as 汇总表.xlsx is, and shows the same figures.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from jinja2 import Template
from markupsafe import Markup, escape

from lianping_xlsx.audit.border_results import Border, OutlookOfRatee
from lianping_xlsx.audit.border_words import (
    certainty,
    change_words,
    in_short,
    person,
    rank_span,
    score_span,
    tier_span,
    title,
    verdict,
)
from lianping_xlsx.audit.calculations import DASH, Calculation
from lianping_xlsx.audit.score_steps import MOST_TO_THE_CELLS
from lianping_xlsx.core import exact
from lianping_xlsx.core.findings import Finding, Severity
from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.spelling import fit_xml
from lianping_xlsx.decision.overview import (
    UnitLine,
    cited_lines,
    ranked_group,
    ranked_standings,
    returns_in_words,
    unit_lines,
)
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.intake.returns import CitedReturn, ReceivedFile, Return
from lianping_xlsx.publish.page.page_template import page_template
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.tally.tally_results import Standing

_ESCAPED = re.compile("[&<>'\"]")
_MOST_FINDINGS = 500
"""The greatest number of findings on the page; 问题清单 has them all."""
_BORDERS = "边界分析"
_BORDER_HEADINGS = ("边界", "前者", "后者", "相差（分）", "判断", "最小的变动（每次只变动一处）")
_OUTLOOK_HEADINGS = ("考核对象", "可能的名次", "可能的综合得分", "可能等次", "判断")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of texts. ``level``: the severity by which it is coloured; '' for none."""

    cells: tuple[str, ...]
    level: str = ""


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table of texts; the first cell of a row is its heading."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class RateeLines:
    """A ratee on the page. ``cells``: the row of the ranking. ``steps``: how his figures came about."""

    name: str
    cells: tuple[str, ...]
    steps: Sequence[Calculation]


@dataclass(frozen=True, slots=True)
class GroupTable:
    """The ranking of a 排名组."""

    caption: str
    headings: tuple[str, ...]
    ratees: tuple[RateeLines, ...]


@dataclass(frozen=True, slots=True)
class PagePart:
    """A section of the page. ``id``: the target of its link."""

    id: str
    title: str
    sentence: str
    tables: tuple[DataTable, ...] = ()
    groups: tuple[GroupTable, ...] = ()


@dataclass(frozen=True, slots=True)
class BoardPage:
    """The values of the template. ``status``: 正式 or 试算."""

    title: str
    banner: str
    official: bool
    status: str
    sentence: str
    parts: tuple[PagePart, ...]


def write_board(data: SummaryData) -> bytes:
    """看板.html as bytes, equal for equal data."""
    profile = data.scheme.profile
    came = ProgressData(data.scheme, data.returns, data.files, data.cited, data.findings)
    page = BoardPage(
        title=f"{profile.occasion}看板",
        banner=profile.banner,
        official=data.official,
        status="正式" if data.official else "试算",
        sentence=_state(data),
        parts=(_progress(came), _problems(data.findings), _ranking(data), *_borders(data)),
    )
    return _rendered(page).encode("utf-8")


def _rendered(page: BoardPage) -> str:
    return fit_xml(_template().render(page=page))


@cache
def _template() -> Template:
    return page_template("board.html", {"headings": _headings, "cells": _cells, "unfolded": _unfolded})


@cache
def _headings(texts: tuple[str, ...]) -> Markup:
    """The headings of a table; every ratee has the same tables."""
    return Markup("".join([f'<th scope="col">{escape(text)}</th>' for text in texts]))


def _cells(texts: Sequence[str]) -> Markup:
    """The cells of a table row. Hardly a row has anything to escape, and a page has a hundred thousand cells."""
    if _ESCAPED.search("".join(texts)):
        texts = [escape(text) for text in texts]
    return Markup("".join([f"<td>{text}</td>" for text in texts]))


def _unfolded(steps: Sequence[Calculation]) -> Markup:
    """The derivation of a score, its first level open. A macro takes three times as long; there may be 10,000 steps."""
    return Markup(_list_of(steps, " open"))


def _list_of(steps: Sequence[Calculation], opened: str = "") -> str:
    return f"\n<ul>{''.join([_item(step, opened) for step in steps])}\n</ul>"


def _item(step: Calculation, opened: str) -> str:
    """A step; what it is calculated from is folded in."""
    remark = f"<p>{_safe(step.remark)}</p>" if step.remark else ""
    if not step.parts:
        return f"\n<li>{_line(step)}{remark}</li>"
    parts = f"{remark}{_list_of(step.parts)}"
    return f"\n<li><details{opened}><summary>{_line(step)}</summary>{parts}</details></li>"


def _line(step: Calculation) -> str:
    """A step in one line: its name, its figure, the calculation, and the cells in which it was typed."""
    words = f" ＝ {_safe(step.words)}" if step.words else ""
    line = f"{_safe(step.label)} <b>{_safe(step.figure)}</b>{words}"
    if step.origin is None:
        return line
    file = f"{_safe(step.origin.file)} " if step.origin.file != step.label else ""
    return f"{line} <i>{file}{_safe(step.origin.sheet)} {_safe(step.origin.cells)}</i>"


def _safe(text: str) -> str:
    return str(escape(text)) if _ESCAPED.search(text) else text


def _state(data: SummaryData) -> str:
    profile = data.scheme.profile
    state = "应交的表都已采用，没有错误。" if data.official else "还有未交、待更正或待选定的，得分、名次和等次会变。"
    decided = f"已有{data.decided.words}。" if data.decided else ""
    return f"主办单位：{profile.host}。{state}{decided}"


@dataclass(frozen=True, slots=True)
class ProgressData:
    """What has come back: the forms, the files, the cited results, the findings on them."""

    scheme: Scheme
    returns: Sequence[Return]
    files: Sequence[ReceivedFile]
    cited: Sequence[CitedReturn]
    findings: Sequence[Finding]


_SINCE_MERGE = "这一部分由 status 更新，其余各部分是上次合并时的。"
_PROGRESS = re.compile(r'<section id="progress".*?</section>', re.DOTALL)


def with_progress(page: bytes, progress: ProgressData) -> bytes | None:
    """A page that ``write_board`` made, with the progress of now; the same page if that is the progress it shows.

    None if it has no such part.
    """
    text, part = page.decode("utf-8"), _progress(progress)
    if _section(part) in text:
        return page
    since = _section(replace(part, sentence=f"{part.sentence}{_SINCE_MERGE}"))
    renewed, found = _PROGRESS.subn(lambda _: since, text, count=1)
    return renewed.encode("utf-8") if found else None


def _section(part: PagePart) -> str:
    """A part as it stands on a page."""
    page = BoardPage(title="", banner="", official=False, status="", sentence="", parts=(part,))
    found = _PROGRESS.search(_rendered(page))
    return found[0] if found else ""


def _progress(data: ProgressData) -> PagePart:
    lines = (*unit_lines(data.scheme, data.returns, data.findings), *cited_lines(data.cited))
    headings = ("填报单位", "已采用", "应交", "情况", "电话")
    shown = DataTable("每个填报单位一行", headings, tuple(map(_unit_row, lines)))
    sentence = returns_in_words(data.scheme, data.returns, data.files)
    return PagePart("progress", "报送进度", sentence, (shown,))


def _unit_row(line: UnitLine) -> TableRow:
    cells = (line.name, str(line.used), str(line.expected), line.situation, line.phone)
    return TableRow(cells, "" if line.used == line.expected else str(Severity.WARNING))


def _problems(findings: Sequence[Finding]) -> PagePart:
    counts = Counter(finding.severity for finding in findings)
    words = "，".join(f"{severity}{counts[severity]}条" for severity in Severity)
    listed = sorted((each for each in findings if each.severity is not Severity.NOTE), key=Finding.sort_key)
    rest = len(listed) - _MOST_FINDINGS
    more = f"这里列出前{_MOST_FINDINGS}条，另有{rest}条见汇总表的“问题清单”。" if rest > 0 else ""
    sentence = f"{words}。{more}说明只列在汇总表的“问题清单”里。"
    rows = tuple(map(_finding_row, listed[:_MOST_FINDINGS]))
    headings = ("级别", "文件", "工作表", "单元格", "问题", "处理办法")
    tables = (DataTable("错误和提醒", headings, rows),) if rows else ()
    return PagePart("problems", "待办问题", sentence, tables)


def _finding_row(finding: Finding) -> TableRow:
    place, level = finding.place, str(finding.severity)
    cells = (level, place.file or "", place.sheet or "", place.cell or "", finding.message, finding.remedy)
    return TableRow(cells, level)


def _ranking(data: SummaryData) -> PagePart:
    unfold = "点“怎么来的”，再点其中的数，可以看到每个数的算式"
    many = len(data.scheme.ratees) > MOST_TO_THE_CELLS
    down = "；到填写的单元格，运行 lianping-xlsx explain 查看" if many else "，一直到填写的单元格"
    sentence = f"{unfold}{down}。名次写作“2–3”的，还没有确定。"
    groups = tuple(_group_table(data, group) for group in data.scheme.groups)
    return PagePart("ranking", "综合排序", sentence, groups=groups)


def _borders(data: SummaryData) -> Iterator[PagePart]:
    """The part on 边界分析, if there is anything to show."""
    found = data.borders
    rows = tuple(_border_row(data, border) for border in found.found)
    open_rows = tuple(_outlook_row(data.scheme, each) for each in found.outlook.ratees)
    tables = (
        DataTable("等次线两侧和相邻名次", _BORDER_HEADINGS, rows),
        DataTable("还有表没有收齐的，各人可能的最好和最差", _OUTLOOK_HEADINGS, open_rows),
    )
    if rows or open_rows:
        sentence = in_short(data.scheme, data.result, found).removeprefix(f"{_BORDERS}：")
        shown = tuple(table for table in tables if table.rows)
        yield PagePart("borders", _BORDERS, f"{sentence}怎样算的，见汇总表的“{_BORDERS}”。", shown)


def _border_row(data: SummaryData, border: Border) -> TableRow:
    scheme, result = data.scheme, data.result
    sides = [person(scheme, result, code) or DASH for code in (border.upper, border.lower)]
    gap = exact.show(border.gap, scheme.rules.decimals)
    changes = "；".join(change_words(border, change) for change in border.changes or ())
    cells = (title(scheme, border), *sides, gap, verdict(border), changes)
    return TableRow(cells, str(Severity.WARNING) if border.near else "")


def _outlook_row(scheme: Scheme, each: OutlookOfRatee) -> TableRow:
    spans = (score_span(scheme, each) or DASH, tier_span(scheme, each), certainty(each))
    return TableRow((scheme.ratee_of[each.code].label, rank_span(each), *spans))


def _group_table(data: SummaryData, group: str) -> GroupTable:
    printed = ranked_group(data, group)
    headings = ("名次", "单位", "姓名", *printed.scores, "综合得分", "建议等次", "备注")
    rows = zip(ranked_standings(data, group), printed.rows, strict=True)
    return GroupTable(group or "全部考核对象", headings, tuple(_lines(data, *row) for row in rows))


def _lines(data: SummaryData, standing: Standing, cells: tuple[str, ...]) -> RateeLines:
    name = data.scheme.ratee_of[standing.code].label
    return RateeLines(name, cells, data.derivations.get(standing.code, ()))
