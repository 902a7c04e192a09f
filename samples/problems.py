"""Makes ``samples/lean-township-problems``: the good sample's campaign, in which twelve things have gone wrong.

Everything else came back as in the good sample, so that its figures can be compared.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import openpyxl
from make import TOWNSHIP, start
from people import fill_all
from sample_data import read_cast
from whole_campaign import opened, people_of, put

from lianping_xlsx.app.campaign import Loaded
from lianping_xlsx.app.merge import merge_returns
from lianping_xlsx.intake.returns import sender
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.presets import folder_of
from lianping_xlsx.spreadsheet.annotate import same_bytes

RENAMED = read_cast(folder_of(TOWNSHIP)).renamed
LEADERS, STEERING, CADRES = "U01 县委办公室.xlsx", "U02 县委组织部组织科.xlsx", "U03 县委组织部组织员办公室.xlsx"
FIRST, SECOND, THIRD, FOURTH = (f"U1{n} 第{word}考核组.xlsx" for n, word in enumerate("一二三四", 1))
THIRD_AGAIN = "U13 第三考核组(改).xlsx"
WEB_PAGE = "第四考核组.xls"
LAST_YEAR = "考核二组/第二考核组实地考评(2023).xlsx"
LAST_YEARS_KEY = bytes.fromhex("3c" * 32)
CADRES_SHEET, STEERING_SHEET = "测评票-基层党员干部代表", "测评票-县委党建工作领导小组成员"


@dataclass(frozen=True)
class Problem:
    """What was done, and the finding that it gives: its code and place.

    ``file``: a reply's path in 2收回, but for ballots and conflicts the issued name; ``named``: the finding's own word.
    Where there is a ``cell``, ``content`` was put into it (None: it was left blank).
    """

    done: str
    code: str
    file: str
    sheet: str | None = None
    cell: str | None = None
    content: object = None

    @property
    def named(self) -> str:
        """Findings on ballots and conflicts name the unit, and no file."""
        of_unit = self.code == "form.conflict" or (self.sheet or "").startswith("测评票-")
        return sender(self.file.partition(" ")[2].removesuffix(".xlsx")) if of_unit else self.file


PROBLEMS = (
    Problem("票上一个分数登记成“约90”", "cell.not-number", LEADERS, "测评票-县委常委会成员", "J7", "约90"),
    Problem("95分误作9-5，成了日期", "cell.date", STEERING, STEERING_SHEET, "G13", dt.date(2024, 9, 5)),
    Problem("收回15张票，写成了16张", "poll.count-differs", STEERING, STEERING_SHEET, "P4", 16),
    Problem("98.5分漏了小数点", "ballot.mark-void", CADRES, CADRES_SHEET, "J54", 985),
    Problem("分数用全角字，还带“分”字", "cell.repaired", CADRES, CADRES_SHEET, "F62", "９５．５分"),
    Problem("从别的表取数，成了错误值", "cell.error-value", FIRST, "考评-云溪镇陆明澈", "H20", "#N/A"),
    Problem("扣分格里是公式", "cell.formula", FIRST, "考评-石栏镇邱佩兰", "I13", "=0.5+0.25"),
    Problem("分值2.5分的项目打了25分", "cell.out-of-range", FIRST, "考评-桐荫镇童岳", "H14", 25),
    Problem("写了扣分原因，漏填扣分", "cell.blank", RENAMED[SECOND], "考评-松涛镇蒲建衡", "I26"),
    Problem("夹带了去年的考评表", "form.other-campaign", LAST_YEAR),
    Problem("改了一处又交一份，两份都在", "form.conflict", THIRD, "考评-青泥镇钱步升"),
    Problem("交来的是另存成.xls的网页", "file.wrong-kind", WEB_PAGE),
)
CHANGED_AGAIN: Mapping[tuple[str, str], object] = {("考评-青泥镇钱步升", "H20"): 3}
FORMULA_RESULTS = {b"<f>0.5+0.25</f>": b"<v>0.75</v>"}


def make_problems(folder: Path, replies: Mapping[str, bytes]) -> None:
    """The campaign merged. ``replies``: those of the good sample by issued file name."""
    start(folder, TOWNSHIP)
    loaded = opened(folder)
    for issued, content in replies.items():
        path = RENAMED.get(issued, issued)
        slips = {(p.sheet, p.cell): p.content for p in PROBLEMS if p.sheet and p.cell and p.file in (issued, path)}
        if issued != FOURTH:
            put(folder, path, mistyped(content, slips) if slips else content)
    put(folder, WEB_PAGE, web_page(loaded.scheme))
    put(folder, THIRD_AGAIN, mistyped(replies[THIRD], CHANGED_AGAIN))
    put(folder, LAST_YEAR, last_years(loaded))
    merged = merge_returns(folder)
    if merged.value is None or merged.value.data.official:
        raise SystemExit("nobody has noticed the problems")


def mistyped(book: bytes, slips: Mapping[tuple[str, str], object]) -> bytes:
    """The reply saved anew by a program that knows errors, formulas and dates; slips by (sheet, A1 address)."""
    workbook = openpyxl.load_workbook(io.BytesIO(book))
    for (sheet, cell), content in slips.items():
        workbook[sheet][cell].value = content
    saved = io.BytesIO()
    workbook.save(saved)
    return same_bytes(_with_results(saved.getvalue()))


def _with_results(book: bytes) -> bytes:
    """Formulas that somebody typed have their results with them, which openpyxl leaves out."""
    patched = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as source, zipfile.ZipFile(patched, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            for formula, result in FORMULA_RESULTS.items():
                content = re.sub(re.escape(formula) + rb"<v ?/?>(</v>)?", formula + result, content)
            target.writestr(name, content)
    return patched.getvalue()


def last_years(loaded: Loaded) -> bytes:
    """The second team's workbook of the year before, filled in: another campaign with another key."""
    scheme = replace(loaded.scheme, profile=replace(loaded.scheme.profile, year="2023"))
    before = replace(loaded, scheme=scheme, secret=LAST_YEARS_KEY)
    return fill_all(before, people_of(before, folder_of(TOWNSHIP)))[SECOND]


def web_page(scheme: Scheme) -> bytes:
    """A table of totals as a web system exports it "to Excel"."""
    scores = zip(scheme.ratees[-4:], (90, 57.5, 85.75, 90.25), strict=True)
    rows = [f"<tr><td>{ratee.workplace}</td><td>{ratee.name}</td><td>{score}</td></tr>" for ratee, score in scores]
    lines = [
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="gb2312"></head>',
        '<body><table border="1"><tr><th>单位</th><th>姓名</th><th>考评得分</th></tr>',
        *rows,
        "</table></body></html>",
    ]
    return "\r\n".join(lines).encode("gb18030")
