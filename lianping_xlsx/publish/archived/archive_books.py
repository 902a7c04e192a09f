"""The own files of an archive: 目录.xlsx, 说明.txt, and 票.xlsx, 读出的表.xlsx as ``audit/recount`` reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache

from lianping_xlsx.audit.ballot_pools import BallotPool, PooledBallots, ReadForm
from lianping_xlsx.audit.recount.class_votes import GRADE, ITEM
from lianping_xlsx.audit.recount.pooled_votes import (
    BALLOT_HEAD,
    BALLOTS_SHEET,
    GROUPS_HEAD,
    GROUPS_SHEET,
    JOINED_HEAD,
    JOINED_SHEET,
    SAID,
    SUMS_HEAD,
    SUMS_SHEET,
    fraction_text,
)
from lianping_xlsx.audit.recount.taken_values import (
    CELLS_HEAD,
    CELLS_SHEET,
    COLUMNS_HEAD,
    COLUMNS_SHEET,
    FORMS_HEAD,
    FORMS_SHEET,
)
from lianping_xlsx.core.campaign_names import (
    CATALOGUE_FILE,
    CHECKER_FILE,
    DISPATCH_FILE,
    POOLED_FILE,
    RECORD_PATH,
    RESULT_PATH,
    SCHEME_FILE,
    SELF_CHECKS_FILE,
    SUMMARY,
    SUMMARY_FILE,
    VALUES_FILE,
)
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.publish.page_frame import (
    CENTRED,
    FIRST_ROW,
    HEADING,
    HEADING_ROW,
    TEXT,
    SheetHead,
    open_sheet,
    write_heading,
)
from lianping_xlsx.scheme.profile import Profile
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Content
from lianping_xlsx.spreadsheet.row_height import fit_row

_COLUMNS = (
    ("序号", 6),
    ("文件", 44),
    ("是什么", 40),
    ("大小（字节）", 12),
    ("校验值（SHA-256）", 44),
    ("是否在包里", 9),
)
_WIDTHS = [width for _, width in _COLUMNS]
_SHEET = "目录"
_JOINED_WIDTHS = (26, 34, 22, 60)
_JOINED_NOTE = f"下列各表的票合并后在“{POOLED_FILE}”里，原文件不在归档包里，只留校验值。"
_SECRET = "本包是主办单位的内部档案：汇总表、结果、审定材料都在里面，不能对外提供。"
ORIGINALS = (
    "本包含有“2收回”的全部原表，其中有无记名的测评票：一个文件来自哪个填报单位、只有一张票的来自哪个人，打开就能知道。"
    "请按收回的票保管；销毁票的时候，本包要一并销毁（lianping-xlsx destroy 会列出它）。"
)


@dataclass(frozen=True)
class ArchivedFile:
    """A file by its path in the archive, with /. ``size``: in bytes; None of one that is only listed."""

    path: str
    content: str
    size: int | None
    sha256: str

    @property
    def inside(self) -> bool:
        """True if the file is in the archive, not only listed."""
        return self.size is not None


@dataclass(frozen=True)
class ArchiveHead:
    """What stands above the list: 正式 or 试算, the decision in words, the program, whether all replies are inside.

    ``remarks``: what a reader has to know, each a sentence.
    """

    status: str
    decided: str
    program: str
    originals: bool
    remarks: tuple[str, ...] = ()


def write_catalogue(
    profile: Profile, head: ArchiveHead, files: Sequence[ArchivedFile], joined: Sequence[tuple[str, str, str, str]]
) -> bytes:
    """目录.xlsx as bytes. ``joined``: unit, form, 测评 and SHA-256 of the file, of the forms that went into 票.xlsx."""
    book = Book(f"{profile.title}归档目录", banner=profile.banner)
    said = (f"结果：{head.status}；{head.decided}。程序：{head.program}。", ORIGINALS if head.originals else _SECRET)
    note = "\n".join((*said, *head.remarks))
    page = open_sheet(book, profile, SheetHead(_SHEET, f"{profile.occasion}归档目录", note, _WIDTHS), mark=head.status)
    write_heading(page, [name for name, _ in _COLUMNS], _WIDTHS)
    page.head_rows(HEADING_ROW, HEADING_ROW)
    looks = (CENTRED, TEXT, TEXT, CENTRED, styles.SMALL, CENTRED)
    for number, file in enumerate(files, 1):
        inside = "是" if file.inside else "否"
        cells: tuple[Content, ...] = (
            number,
            file.path,
            file.content,
            "" if file.size is None else file.size,
            file.sha256,
            inside,
        )
        for column, (cell, look) in enumerate(zip(cells, looks, strict=True)):
            page.put(HEADING_ROW + number, column, cell, look)
        fit_row(page, HEADING_ROW + number, zip(map(str, cells), _WIDTHS, strict=True), TEXT.size)
    last = len(_COLUMNS) - 1
    total = f"包里共{sum(file.inside for file in files)}个文件，不含本目录；“否”的只留校验值，原件不在包里。"
    page.merge(FIRST_ROW + len(files), 0, last, total, styles.NOTE)
    if joined:
        _add_joined(book, profile, joined)
    return book.save()


def _add_joined(book: Book, profile: Profile, joined: Sequence[tuple[str, str, str, str]]) -> None:
    page = open_sheet(book, profile, SheetHead(JOINED_SHEET, JOINED_SHEET, _JOINED_NOTE, _JOINED_WIDTHS))
    write_heading(page, JOINED_HEAD, _JOINED_WIDTHS)
    page.head_rows(HEADING_ROW, HEADING_ROW)
    for row, cells in enumerate(joined, FIRST_ROW):
        for column, (cell, look) in enumerate(zip(cells, (TEXT, TEXT, TEXT, styles.SMALL), strict=True)):
            page.put(row, column, cell, look)
        fit_row(page, row, zip(cells, _JOINED_WIDTHS, strict=True), TEXT.size)


def archive_guide(profile: Profile, head: ArchiveHead) -> bytes:
    """说明.txt, for whoever opens the archive and has nothing else."""
    lines = (
        f"{profile.occasion}归档包",
        "",
        f"结果：{head.status}；{head.decided}。程序：{head.program}。",
        ORIGINALS if head.originals else _SECRET,
        *head.remarks,
        "",
        "包里有什么",
        f"  {CATALOGUE_FILE}　　每个文件是什么，大小和校验值；没有放进来的原件只留校验值。",
        f"  {SCHEME_FILE}　　考核对象、权重、规则。1发出/{DISPATCH_FILE}　　发给了谁。",
        f"  {SUMMARY}/{SUMMARY_FILE}　　得分、名次、建议等次，都是公式，可以逐格追到各票类的票数和合计分。",
        f"  {SUMMARY}/{SELF_CHECKS_FILE}　　考核对象本人的自查（安排了述职自查的才有）。",
        f"  {RESULT_PATH}、{RECORD_PATH}　　同样的结果和运行记录，供程序读取。4审定/　　审定的结果和材料。",
        f"  2收回/　　收回的表。{POOLED_FILE}　　无记名的票，合并后重新编号。{VALUES_FILE}　　原件不在包里的其他表。",
        f"  {CHECKER_FILE}　　从这些文件重新计算一遍的小程序，用记事本就能看。",
        "",
        "怎样核对",
        "  1. 在装有 Python 3.11 以上的电脑上安装 openpyxl（pip install openpyxl），不需要考核程序。",
        f"  2. 从包里取出 {CHECKER_FILE}，运行：python {CHECKER_FILE} 归档包.zip",
        "  3. 它重新计算每个人的得分、名次和建议等次，逐个比对，说明核对无误，或者哪里不同、哪些不能核对。",
        "  表身份和记录的签名，只有用密钥才能核对。密钥不在包里，在考核文件夹的“.lianping”里：",
        "  在那里运行 lianping-xlsx verify。",
        "",
    )
    return "\r\n".join(lines).encode("utf-8-sig")


# ---------------------------------------------------------------- 票.xlsx, 读出的表.xlsx


_BALLOTS_NOTE = (
    "无记名票类的票，合并以后重新编号；看不出来自哪个填报单位、哪张表、哪个人。票号只在本票组内有效。"
    "列名是考核对象编号（分项的，后面是项目编号），空白为弃权。废票只记张数。"
)
_SUMS_NOTE = (
    "不宜按整票列出的票（不足票类均分单列线、有本人票不计、恰好缺一个考核对象的票和陪它们凑够线的票，以及计票汇总），只列各人得票的合计；"
    "同样分数的合并计数，不足票类均分单列线的只列票数和合计分（要去掉最高最低分的除外）。"
)
_VALUES_NOTE = "下列各表的原文件不在归档包里（含有无记名的票，或者不是 xlsx、xlsm），这里是汇总时从原文件读出的内容。"


_Row = Sequence[Content] | Mapping[int, Content]
"""The cells side by side, or those that are filled by their columns, of which there may be one for each ratee."""


class _PlainTables:
    """A workbook of tables without decoration."""

    def __init__(self, title: str) -> None:
        self._book = Book(title)

    def add(self, sheet: str, note: str, head: Sequence[str], rows: Iterable[_Row]) -> None:
        """A sheet with a note, a heading and rows."""
        page = self._book.page(sheet, landscape=True)
        page.widths(*(max(10, min(40, 2 * len(name) + 4)) for name in head))
        page.put(0, 0, note, styles.PLAIN)
        page.put_row(1, 0, head, HEADING)
        page.head_rows(1, 1)
        for row, cells in enumerate(rows, 2):
            for column, cell in cells.items() if isinstance(cells, Mapping) else enumerate(cells):
                if cell not in (None, ""):
                    page.put(row, column, cell, CENTRED if isinstance(cell, int | float) else TEXT)

    def save(self) -> bytes:
        """The bytes, equal for equal content."""
        return self._book.save()


def write_ballots(pooled: PooledBallots, names: Mapping[str, str]) -> bytes:
    """票.xlsx. ``names``: of the ratees, by code."""
    tables = _PlainTables("票")
    sheets = {key: f"{BALLOTS_SHEET}{number}" for number, key in enumerate(_classes(pooled.pools), 1)}
    groups = (
        (
            number,
            pool.poll,
            pool.voter_class,
            "、".join(pool.ratees),
            pool.issued,
            pool.returned,
            len(pool.ballots),
            sheets[pool.poll, pool.voter_class],
        )
        for number, pool in enumerate(pooled.pools, 1)
    )
    tables.add(GROUPS_SHEET, _BALLOTS_NOTE, GROUPS_HEAD, groups)
    rows = (
        (
            *(row.poll, row.voter_class, row.ratee, names[row.ratee], row.kind, row.item),
            # the name of a grade stays text
            row.content if row.kind in (GRADE, ITEM) else _number_or_text(row.content),
            _number_or_text(fraction_text(row.number)),
        )
        for row in pooled.rows
    )
    tables.add(SUMS_SHEET, _SUMS_NOTE, SUMS_HEAD, rows)
    for key, sheet in sheets.items():
        own = {number: pool for number, pool in enumerate(pooled.pools, 1) if (pool.poll, pool.voter_class) == key}
        columns = sorted({name for pool in own.values() for _, cells in pool.ballots for name in cells})
        head = (*BALLOT_HEAD, *columns)
        at_column = {name: at for at, name in enumerate(head)}
        lines: list[dict[int, Content]] = [
            {
                0: number,
                1: at,
                2: SAID if void else None,
                **{at_column[name]: _number_or_text(text) for name, text in cells.items()},
            }
            for number, pool in own.items()
            for at, (void, cells) in enumerate(pool.ballots, 1)
        ]
        tables.add(sheet, f"{key[0]}　{key[1]}", head, lines)
    return tables.save()


def _classes(pools: Iterable[BallotPool]) -> list[tuple[str, str]]:
    return list(dict.fromkeys((pool.poll, pool.voter_class) for pool in pools))


# The marks of a hundred thousand ballots are few different ones.
@lru_cache(1 << 16)
def _number_or_text(text: str) -> Content:
    """A decimal as a number; anything else as it is, such as 01, which may be the name of a grade."""
    plain = text.replace(".", "", 1)
    number = plain.isascii() and plain.isdigit() and fraction_text(Fraction(text)) == text
    return float(text) if number else text


def write_values(forms: Sequence[ReadForm]) -> bytes:
    """读出的表.xlsx."""
    tables = _PlainTables("读出的表")
    listed = list(enumerate(forms, 1))
    tables.add(FORMS_SHEET, _VALUES_NOTE, FORMS_HEAD, [_form_row(number, form) for number, form in listed])
    columns = [(number, column) for number, form in listed for column in form.grid.columns]
    tables.add(COLUMNS_SHEET, _VALUES_NOTE, COLUMNS_HEAD, columns)
    cells = [(number, *cell) for number, form in listed for cell in _cells_of(form)]
    tables.add(CELLS_SHEET, _VALUES_NOTE, CELLS_HEAD, cells)
    return tables.save()


def _form_row(number: int, form: ReadForm) -> tuple[Content, ...]:
    key = form.key
    names = (key.unit, key.form, key.poll, key.voter_class, key.ratee, key.component)
    return (number, *names, key.typing or None, form.file, form.sha256)


def _cells_of(form: ReadForm) -> Iterable[tuple[Content, ...]]:
    """Cells by their keys; of a row without content its key alone."""
    for name, raw in form.grid.heads.items():
        yield "", name, _plain_content(raw)
    for row, cells in form.grid.cells.items():
        filled = [(column, raw) for column, raw in cells.items() if raw not in (None, "")]
        yield row, "", ""
        for column, raw in filled:
            yield row, column, _plain_content(raw)


def _plain_content(raw: object) -> Content:
    return raw if isinstance(raw, int | float) and not isinstance(raw, bool) else str("" if raw is None else raw)
