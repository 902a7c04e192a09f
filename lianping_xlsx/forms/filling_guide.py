"""填表说明: the first sheet of every workbook that is sent out."""

from __future__ import annotations

from lianping_xlsx.forms.kinds import form_type
from lianping_xlsx.forms.layout import GUIDE_SHEET, FormLayout, WorkbookLayout
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Page
from lianping_xlsx.spreadsheet.cell_kinds import Count, Date, Points, Tick
from lianping_xlsx.spreadsheet.row_height import fit_row

_FIRST_STEP = "只在浅黄色格内填写；白色、灰色格已锁定，请不要改动、增删行列，也不要改动工作表名称。"
_OF_KINDS = (
    (Points, "分数填数字，可以带一位或两位小数，例如 92 或 92.5；不要写“约90”“90/100”“九十五”，不要用公式。"),
    (Count, "票数填整数，没有的填0；不要写“约90”“九十五”，不要用公式。"),
    (Tick, "选择用√表示（也可填1），没有选择的格留空；不要填分数。"),
    (Date, "日期按“2024-12-20”的样子填写。"),
)
"""How to fill in cells of a kind; shown only if the workbook has such cells."""
_LAST_STEPS = (
    "填完后看最右边“填写检查”一栏：显示“完整”即可；有其他提示的，请核对，确属填错的更正。",
    "复制粘贴请用“选择性粘贴—数值”，以免带入公式和格式。",
    "填好后直接保存，用原表报送（文件名可以改）。请保存为 .xlsx 格式，不要截图、不要转成 PDF 代替报送。",
    "需要签字盖章的，打印本表（A4），签字盖章后与电子表一并报送。",
)
_WIDTHS = (6, 34, 56)


def write_guide(book: Book, scheme: Scheme, workbook: WorkbookLayout) -> None:
    """Write the sheet 填表说明: the unit, the deadline, the contact, a link to each form, and how to fill them in."""
    page = book.page(GUIDE_SHEET)
    page.widths(*_WIDTHS)
    profile = scheme.profile
    if profile.banner:
        page.merge(0, 0, 2, profile.banner, styles.BANNER)
    page.merge(1, 0, 2, profile.occasion, styles.TITLE)
    page.height(1, 54)
    page.merge(2, 0, 2, "填 表 说 明", styles.TITLE)
    page.height(2, 32)
    row = _write_facts(page, scheme, workbook)
    row = _write_forms(page, scheme, workbook, row + 1)
    page.merge(row + 1, 0, 2, "填写要求", styles.SECTION)
    for number, step in enumerate(_steps(workbook), 1):
        page.put(row + 1 + number, 0, f"{number}.", styles.LABEL)
        page.merge(row + 1 + number, 1, 2, step, styles.NOTE)
        fit_row(page, row + 1 + number, [(step, _WIDTHS[1] + _WIDTHS[2])], styles.NOTE.size)
    page.protect()


def _steps(workbook: WorkbookLayout) -> list[str]:
    """The instructions that apply to the kinds of cells of this workbook."""
    kinds = {type(slot.kind) for form in workbook.forms for slot in form.slots()}
    return [_FIRST_STEP, *(text for kind, text in _OF_KINDS if kind in kinds), *_LAST_STEPS]


def _write_facts(page: Page, scheme: Scheme, workbook: WorkbookLayout) -> int:
    """Write unit, host, deadline and contact. Return the row below."""
    profile = scheme.profile
    deadline = f"{profile.deadline:%Y年%m月%d日}" if profile.deadline else "以通知为准"
    contact = " ".join(part for part in (profile.contact, profile.phone) if part)
    facts = (("填报单位", workbook.unit_name), ("报送至", profile.host), ("报送截止", deadline), ("联系人", contact))
    for row, (label, text) in enumerate(facts, 3):
        page.merge(row, 0, 1, f"{label}:", styles.LABEL)
        page.put(row, 2, text)
        page.height(row, 20)
    return 3 + len(facts)


def _write_forms(page: Page, scheme: Scheme, workbook: WorkbookLayout, row: int) -> int:
    """Write the list of the forms of the workbook with links. Return the row below."""
    page.merge(row, 0, 2, "需填报的表（点击表名可跳转）", styles.SECTION)
    page.put_row(row + 1, 0, ["序号", "工作表", "说明"], styles.HEADING)
    row += 2
    for number, form in enumerate(workbook.forms, 1):
        page.put(row, 0, number, styles.CENTRED)
        page.link(row, 1, f"'{form.sheet}'!A1", form.sheet, styles.LINK)
        note = _note(scheme, form)
        page.put(row, 2, note, styles.SMALL)
        fit_row(page, row, [(form.sheet, _WIDTHS[1]), (note, _WIDTHS[2])], styles.SMALL.size)
        row += 1
    return row


def _note(scheme: Scheme, form: FormLayout) -> str:
    """The purpose of a form, and the extra sentence of the scheme for the voters of its class."""
    key, words = form.key, form_type(form.key.kind)
    voter = scheme.class_of.get((key.poll, key.voter_class))
    if voter is None:
        return words.note
    note = words.signed_note if voter.signed else words.note
    return (words.voter_note if form.by_voter else note) + voter.sentence
