"""结果报送表 of invented campaigns, written with openpyxl as an office would have received them."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import openpyxl
from openpyxl.workbook.workbook import Workbook

from lianping_xlsx.forms.result_report import (
    CHECK_CODE,
    HEADINGS,
    REPORT_SHEET,
    ReportedRatee,
    ResultReport,
    report_rows,
)
from tests.small import SECRET

RIVER = "云溪镇党委"
ROCK = "石栏镇党委"


def ratee_rows(text: str) -> tuple[ReportedRatee, ...]:
    """Ratees, a line each: 编号 | 排名组 | 姓名 | 综合得分; ranks and tiers stand for nothing."""
    cells = [[cell.strip() for cell in line.split("|")] for line in text.splitlines() if line.strip()]
    return tuple(
        ReportedRatee(
            code,
            group,
            f"{name}村",
            name,
            "",
            score,
            "" if score == "不参评" else "1",
            "" if score == "不参评" else "中",
        )
        for code, group, name, score in cells
    )


def report(
    host: str, ratees: Sequence[ReportedRatee], *, title: str = "村书记考核", campaign: str = "", decision: int = 1
) -> ResultReport:
    """The 正式 result of a campaign of 2024; its id is its host unless another one is given."""
    date = f"2024-12-{decision:02d}"
    facts = (campaign or host, "2024", title, host, decision, date, "正式", 100_00, 2)
    return ResultReport(*facts, ratees=tuple(ratees))


def report_book(found: ResultReport, edit: Callable[[Workbook], object] = lambda _: None) -> bytes:
    """Its workbook; ``edit``: what somebody changed in it afterwards."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "结果报送表"
    page.append([f"{found.host}{found.title}"])
    page.append([f"主办单位：{found.host}　　{CHECK_CODE}{found.check_code}"])
    page.append(["序号", *HEADINGS])
    for number, ratee in enumerate(found.ratees, 1):
        texts: list[object] = [text or "—" for text in ratee.texts]
        if ratee.points is not None:
            texts[5] = float(ratee.composite)
        page.append([number, *texts])
    hidden = book.create_sheet(REPORT_SHEET)
    hidden.sheet_state = "hidden"
    for line in report_rows(found, SECRET):
        hidden.append(line)
    edit(book)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
