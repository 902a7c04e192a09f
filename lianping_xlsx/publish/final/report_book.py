"""结果报送表.xlsx: the decided result for the office that cites this campaign, readable, with a check code.

The hidden sheet carries the same texts for the program of that office. It is written of a 正式 result only.
"""

from __future__ import annotations

from lianping_xlsx.core import exact
from lianping_xlsx.core.campaign_names import REPORT_FILE
from lianping_xlsx.decision.final_data import EXCLUDED, FinalData, Listed, Score, note_of, roll
from lianping_xlsx.decision.phrases import office
from lianping_xlsx.decision.result_json import status_word
from lianping_xlsx.forms.result_report import (
    CHECK_CODE,
    HEADINGS,
    REPORT_SHEET,
    ReportedRatee,
    ResultReport,
    plain,
    report_rows,
)
from lianping_xlsx.forms.stamp import campaign_id
from lianping_xlsx.publish.final.final_sheet import open_final, score, write_lines, write_note, write_row
from lianping_xlsx.publish.page_frame import CENTRED, DASH, FIRST_ROW, HEADING_ROW, NAME, SheetHead, write_heading
from lianping_xlsx.scheme.profile import year_key
from lianping_xlsx.spreadsheet.book import Book, Content, Page
from lianping_xlsx.spreadsheet.styles import Style

_WIDTHS = (6, 9, 14, 20, 12, 16, 11, 8, 11)
_NOTE = "主办单位：{host}　　年度：{year}　　审定：第{number}次（{date}）　　" + CHECK_CODE + "{code}"
_RULE = "本表供引用本次考核结果的上级单位使用，原样报送，请勿改动；改动过的不能采用"
_SIGNED = (("填报单位（盖章）：", "审核人：", "日期：　　　　年　　月　　日"),)


def write_report(data: FinalData, number: int, secret: bytes) -> dict[str, bytes]:
    """结果报送表.xlsx as bytes, keyed by its name; {} unless the result is 正式. ``number``: of the decision."""
    if not data.summary.official:
        return {}
    report, profile = _report(data, number, secret), data.summary.scheme.profile
    book = Book(f"{profile.title}结果报送表", banner=profile.banner)
    facts = {"host": report.host, "year": report.year, "number": number, "date": report.date}
    note = _NOTE.format(code=report.check_code, **facts)
    page = open_final(book, data, SheetHead("结果报送表", "结果报送表", note, _WIDTHS))
    write_heading(page, ("序号", *HEADINGS), _WIDTHS)
    page.head_rows(HEADING_ROW, HEADING_ROW)
    listed = [each for members in roll(data).values() for each in members]
    for place, (one, ratee) in enumerate(zip(listed, report.ratees, strict=True)):
        _write_ratee(page, FIRST_ROW + place, data, one, ratee)
    row = write_note(page, FIRST_ROW + len(listed), note_of(data, lambda _, one: [one.composite]), _WIDTHS)
    row = write_note(page, row, _RULE, _WIDTHS)
    write_lines(page, row + 1, len(_WIDTHS) - 1, _SIGNED)
    page.protect()
    hidden = book.page(REPORT_SHEET)
    for line, cells in enumerate(report_rows(report, secret)):
        hidden.put_row(line, 0, cells)
    hidden.protect()
    hidden.hide()
    return {REPORT_FILE: book.save()}


def _report(data: FinalData, number: int, secret: bytes) -> ResultReport:
    """The report of a decision, its texts as they are printed."""
    scheme = data.summary.scheme
    profile = scheme.profile
    return ResultReport(
        campaign=campaign_id(secret),
        year=plain(year_key(profile.year)),
        title=plain(profile.title),
        host=plain(office(profile.host)),
        decision=number,
        date=data.date.isoformat(),
        status=status_word(data.summary.official),
        full=scheme.rules.whole,
        decimals=scheme.rules.decimals,
        ratees=tuple(_reported(data, each) for members in roll(data).values() for each in members),
    )


def _reported(data: FinalData, listed: Listed) -> ReportedRatee:
    ratee, points = listed.ratee, listed.composite
    return ReportedRatee(
        code=plain(ratee.code),
        group=plain(ratee.group),
        workplace=plain(ratee.workplace),
        name=plain(ratee.name),
        post=plain(ratee.post),
        composite=_printed(points, data.summary.scheme.rules.decimals),
        rank=str(listed.standing.rank_cell) if listed.verdict else "",
        tier=plain(listed.tier),
    )


def _printed(points: Score, decimals: int) -> str:
    """综合得分 as printed; 不参评 for a ratee without one, as everybody who takes part in a 正式 result has one."""
    if points is None:
        return EXCLUDED
    return points if isinstance(points, str) else exact.show(points, decimals)


def _write_ratee(page: Page, row: int, data: FinalData, listed: Listed, ratee: ReportedRatee) -> None:
    """Write a ratee: his texts as the hidden sheet has them, the score as a number."""
    points, look = score(data, listed.composite, CENTRED)
    shown = ratee.composite if listed.composite is None else points
    rank = listed.standing.rank_cell if ratee.rank else DASH
    contents: tuple[Content, ...] = (row - FIRST_ROW + 1, *ratee.texts[:5], shown, rank, ratee.tier or DASH)
    looks: tuple[Style, ...] = (CENTRED, CENTRED, CENTRED, CENTRED, NAME, CENTRED, look, CENTRED, CENTRED)
    write_row(page, row, contents, looks, _WIDTHS)
