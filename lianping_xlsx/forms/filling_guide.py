"""填表说明: the first sheet of every workbook that is sent out."""

from __future__ import annotations

from lianping_xlsx.forms.layout import GUIDE_SHEET, FormLayout, WorkbookLayout
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.terms import FormKind
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
"""How to fill in cells of a kind: told where the workbook has such cells."""
_LAST_STEPS = (
    "填完后看最右边“填写检查”一栏：显示“完整”即可；有其他提示的，请核对，确属填错的更正。",
    "复制粘贴请用“选择性粘贴—数值”，以免带入公式和格式。",
    "填好后直接保存，用原表报送（文件名可以改）。请保存为 .xlsx 格式，不要截图、不要转成 PDF 代替报送。",
    "需要签字盖章的，打印本表（A4），签字盖章后与电子表一并报送。",
)
_REGISTER = "逐张登记收回的测评票，票上怎么写就怎么登记；超出范围、打分相同的也照实登记，不要改动。"
_KIND_NOTES = {
    FormKind.BALLOTS: f"{_REGISTER}票号是登记顺序号，与投票人无关；不得登记或猜测投票人姓名。",
    FormKind.TALLY: "会议现场计票的，登记每人的计票合计。",
    FormKind.RUBRIC: "考核组按考评细则逐项评分，失分、扣分必须写明原因；没有减分的可以留空；"
    "本人先自评的，填“自评得分”；每名考核对象一张工作表。",
    FormKind.OPINION: "按“总体评价、存在的问题和不足、需要改进的工作和要求”三个方面写；反馈时只写意见，不写提出人。",
    FormKind.SELF_CHECK: "由考核对象本人对照测评内容逐项写明主要做法和成效、问题和不足、改进措施；每人一张工作表。",
    FormKind.REVIEW: "逐人登记述职报告的提交日期和审核结果；退回重写的写明意见，重写后再审核的，改填新的结果。",
}
_SIGNED_NOTES = {
    FormKind.BALLOTS: f"{_REGISTER}本票类记名投票，票上有投票人署名；本表不登记姓名，原票妥善保管。",
    FormKind.TALLY: "会议现场计票的，登记每人的计票合计；本票类记名投票，原票妥善保管。",
}
"""Of ballots that bear the voters' names."""
_VOTER_NOTE = "由投票人本人填写，每名同志一行；不评的留空，视为弃权。"
_WIDTHS = (6, 34, 56)


def write_guide(book: Book, scheme: Scheme, workbook: WorkbookLayout) -> None:
    """Who, what, until when, how; with a link to each form."""
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
    """What to mind in filling in, as far as this workbook is concerned."""
    kinds = {type(slot.kind) for form in workbook.forms for slot in form.slots()}
    return [_FIRST_STEP, *(text for kind, text in _OF_KINDS if kind in kinds), *_LAST_STEPS]


def _write_facts(page: Page, scheme: Scheme, workbook: WorkbookLayout) -> int:
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
    """What a form is for, and what the voters of its class are told besides."""
    key = form.key
    voter = scheme.class_of.get((key.poll, key.voter_class))
    if voter is None:
        return _KIND_NOTES[key.kind]
    notes = _KIND_NOTES | _SIGNED_NOTES if voter.signed else _KIND_NOTES
    return (_VOTER_NOTE if form.by_voter else notes[key.kind]) + voter.sentence
