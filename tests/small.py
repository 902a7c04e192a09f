"""The small campaign that most tests tell of: its scheme as text tables, and what is made of it.

Two 排名组 (两镇、一街道), a poll counted ballot by ballot with two voter classes, a poll counted by hand, two 考核组.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from lianping_xlsx.core.findings import Finding
from lianping_xlsx.forms.form_workbook import write_workbook
from lianping_xlsx.forms.issued_forms import issue
from lianping_xlsx.forms.layout import LAYOUT_VERSION, VERSIONS, FormLayout, WorkbookLayout
from lianping_xlsx.intake.gather import Received, gather
from lianping_xlsx.intake.reading.editions import expect_forms
from lianping_xlsx.intake.reading.form_reading import Expected, FormReading
from lianping_xlsx.intake.sources.folder import Source
from lianping_xlsx.intake.workers.reply import make_setup, read_reply
from lianping_xlsx.scheme.consistency import check_scheme
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.rules import DECLARED
from lianping_xlsx.scheme.scheme_builder import build_scheme
from lianping_xlsx.scheme.scheme_workbook import Records, read_records
from lianping_xlsx.scheme.terms import FormKind
from lianping_xlsx.spreadsheet.book import Content
from tests.findings import without_remarks

SECRET = bytes(range(32))
POLL, HAND = "述职大会测评", "群众测评"
LEADERS, DELEGATES, PEOPLE = "县委领导", "党员代表", "群众"

SHEETS = {
    "基本信息": """
        项目         | 内容
        方案名称     | 党委书记述职评议考核
        年度         | 2024
        主办单位     | 中共青禾县委组织部
        审定机构     | 县委常委会
        上报单位     | 中共澜州市委组织部
        依据文件     | 实施办法
        报送截止日期 | 2024-12-20
        联系人       | 闻知行
        联系电话     | 0000-0000000
        标注         |
        上年考核文件夹 |
        补报截止日期 |
        打印份数     |
        """,
    "计分规则": """
        项目                 | 内容
        述职测评权重         | 50
        实地考评权重         | 50
        小数位数             | 2
        去最高最低分         | 否
        去最高最低分票数线   | 5
        缺票类处理           | 停止计算
        并列名次处理         | 并列
        超范围分数处理       | 该分作废
        全部满分的票作废     | 是
        全部同分的票作废     | 是
        同分满分作废起算人数 | 3
        高分线               | 90
        高分人数比例上限     |
        本人票不计           | 是
        收回多于发出即作废   | 是
        参加测评比例下限     |
        测评得分公布线       | 3
        附加分上限           | 2
        加分上限             | 5
        通报公布得分         | 否
        票类差距提醒线       | 10
        零分须写原因线       |
        考核组差距提醒线     | 10
        票类均分单列线       | 3
        """,
    "考核对象": """
        编号 | 姓名          | 职务       | 所在单位 | 排名组 | 填报单位
        T1   | 陆明澈        | 党委书记   | 云溪镇   | 乡镇   |
        T2   | 叶尔江·萨迪克 | 党委书记   | 石栏镇   | 乡镇   |
        T3   | 游砚秋        | 党工委书记 | 莲浦街道 | 街道   |
        """,
    "填报单位": """
        编号 | 名称       | 联系人 | 电话         | 邮箱
        U1   | 县委办公室 | 薛定安 | 0000-0000101 | a@example.com
        U2   | 第一考核组 | 滕海波 | 0000-0000111 | b@example.com
        U3   | 第二考核组 | 乔若水 | 0000-0000112 |
        U4   | 县委评议组 | 康砺之 | 0000-0000104 |
        """,
    "测评": f"""
        名称   | 权重 | 计票方式 | 打分方式
        {POLL} | 60   | 逐票     | 百分制
        {HAND} | 40   | 计票汇总 | 百分制
        """,
    "票类": f"""
        测评   | 票类        | 权重 | 应到人数
        {POLL} | {LEADERS}   | 60   | 4
        {POLL} | {DELEGATES} | 40   | 5
        {HAND} | {PEOPLE}    | 100  | 20
        """,
    "测评内容": """
        编号 | 内容                               | 分值 | 测评
        N1   | 加强基层党组织建设情况。健全组织。 | 60   |
        N2   | 加强党员队伍建设情况。             | 40   |
        """,
    "评价等级": """
        等级 | 折算分
        好   | 100
        差   | 40
        """,
    "考评细则": """
        编号 | 一级指标     | 考评内容   | 分值 | 评分标准     | 计分方式 | 适用排名组
        K1   | 组织建设     | 按期换届   | 60   | 扣完为止     | 扣分     |
        K2   | 队伍建设     | 发展党员   | 40   | 酌情得分     | 得分     | 乡镇
        K3   | 队伍建设     | 两新党建   | 40   | 酌情得分     | 得分     | 街道
        K4   | 附加项       | 经验推广   | 3    | 省级加3分    | 加分     |
        K5   | 附加项       | 通报批评   | 5    | 每次减1分    | 减分     |
        """,
    "填报任务": f"""
        填报单位   | 表种     | 考核对象范围 | 测评   | 票类        | 预计份数
        县委办公室 | 测评票   | 全部         | {POLL} | {LEADERS}   | 4
        县委办公室 | 测评票   | 全部         | {POLL} | {DELEGATES} | 5
        县委办公室 | 计票汇总 | 全部         | {HAND} | {PEOPLE}    | 20
        第一考核组 | 实地考评 | 乡镇         |        |             |
        第二考核组 | 实地考评 | T3           |        |             |
        县委评议组 | 评议意见 | 全部         |        |             |
        """,
    "等次规则": """
        等次 | 最低分 | 名额比例上限 | 结果运用
        好   | 90     | 50           | 表彰奖励
        中   | 70     |              | 评优依据
        差   |        |              | 限期整改
        """,
    "否决与加减分": """
        考核对象 | 事项 | 效果 | 分值 | 依据
        """,
}

Rows = list[list[object]]
Sheets = dict[str, Rows]


def table(text: str) -> Rows:
    """A text table: a row a line, cells parted by ``|``, all equally many."""
    rows: Rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    width = max((len(row) for row in rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def sheets(**changed: str) -> Sheets:
    """The sheets of the scheme; ``changed`` gives other text tables for some of them."""
    return {name: table(text) for name, text in (SHEETS | changed).items()}


def with_rule(**settings: str) -> Sheets:
    """The scheme with other 计分规则; one that was added later gets a row of its own."""
    found = sheets()
    for row in found["计分规则"]:
        row[1] = settings.pop(str(row[0]), row[1])
    later = {rule.name for rule in DECLARED if rule.later} & settings.keys()
    found["计分规则"] += [[name, settings.pop(name)] for name in sorted(later)]
    assert not settings, f"no such rules: {settings}"
    return found


def records_of(raw: Sheets) -> Records:
    """The records of sheets whose cells are all understood."""
    outcome = read_records(raw)
    assert not outcome.findings, [f"{finding.place} {finding.message}" for finding in outcome.findings]
    return outcome.value


def scheme_of(raw: Sheets) -> Scheme:
    """The scheme of sheets, whether it holds together or not."""
    return build_scheme(records_of(raw))


def faults_of(raw: Sheets, *about: str) -> tuple[Finding, ...]:
    """What ``check`` says of sheets, but for remarks that are not of the codes ``about``."""
    records = records_of(raw)
    return without_remarks(check_scheme(build_scheme(records), records), *about)


SCHEME = scheme_of(sheets())
KINDS = tuple(kind for kind in FormKind if any(task.kind is kind for task in SCHEME.tasks))
"""The 表种 of the small campaign."""

Entries = dict[tuple[str, str], Content]
"""What is typed: by (row key or label of a field, column key); a field has the column ''."""


@dataclass(frozen=True)
class Town:
    """A scheme with its forms, and hands to fill them in.

    ``version``: of the layouts by which its workbooks are issued; of one that is not known, they only say so.
    """

    scheme: Scheme = SCHEME
    secret: bytes = SECRET
    version: str = LAYOUT_VERSION

    @cached_property
    def books(self) -> tuple[WorkbookLayout, ...]:
        """The workbooks issued."""
        if self.version in VERSIONS:
            return issue(self.scheme, self.secret, self.version)
        books = issue(self.scheme, self.secret)
        return tuple(replace(b, forms=tuple(replace(f, version=self.version) for f in b.forms)) for b in books)

    @cached_property
    def expected(self) -> tuple[Expected, ...]:
        """The forms expected back."""
        return expect_forms(self.scheme, self.secret)

    def book(self, unit: str) -> WorkbookLayout:
        """The workbook of a unit, by its code."""
        return next(book for book in self.books if book.unit == unit)

    def form(self, kind: FormKind, *, ratee: str = "", voter_class: str = "") -> FormLayout:
        """The first form of a 表种 (for a ratee or a voter class)."""
        return next(
            expected.layout
            for expected in self.expected
            if expected.layout.key.kind is kind
            and ratee in ("", expected.layout.key.ratee)
            and voter_class in ("", expected.layout.key.voter_class)
        )

    def write(self, unit: str, entries: Mapping[tuple[str, int, int], Content] | None = None) -> bytes:
        """A unit's workbook, blank or with entries by (sheet, row, column)."""
        return write_workbook(self.scheme, self.secret, self.book(unit), entries or {})

    def fill(self, form: FormLayout, entries: Entries) -> dict[tuple[str, int, int], Content]:
        """Entries by key as entries by address."""
        return {(form.sheet, *address(form, *key)): content for key, content in entries.items()}

    def filled(self, form: FormLayout, entries: Entries) -> bytes:
        """A form filled in, alone in a workbook."""
        book = replace(self.book(form.key.unit), forms=(form,))
        return write_workbook(self.scheme, self.secret, book, self.fill(form, entries))

    def read(self, folder: Path, data: bytes, name: str = "回收.xlsx") -> Read:
        """The reading of one file, in this process."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
        reading = read_reply(make_setup(folder, self.secret, self.expected), Source(name))
        return Read(self, reading.forms, (*reading.findings, *([reading.refused] if reading.refused else [])))

    def gather(self, folder: Path, files: Mapping[str, bytes], *, prefer: Sequence[str] = ()) -> Received:
        """All of a folder, in child processes."""
        for name, data in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return gather(self.scheme, make_setup(folder, self.secret, self.expected), prefer=prefer)


@dataclass(frozen=True)
class Read:
    """What was read from one file."""

    town: Town
    forms: tuple[FormReading, ...]
    file_findings: tuple[Finding, ...]

    @property
    def findings(self) -> list[Finding]:
        """Those of the file and of its forms, without remarks."""
        return [*without_remarks([*self.file_findings, *(finding for form in self.forms for finding in form.findings)])]

    @property
    def codes(self) -> list[str]:
        """The codes of :attr:`findings`."""
        return [finding.code for finding in self.findings]

    def of(self, form: FormLayout) -> FormReading:
        """The reading of one form."""
        return next(reading for reading in self.forms if self.town.expected[reading.form].layout.key == form.key)

    def values(self, form: FormLayout) -> dict[tuple[str, str], int | str]:
        """Everything understood, by the keys of ``Entries``."""
        reading = self.of(form)
        found: dict[tuple[str, str], int | str] = {}
        for row, column, value in reading.entries:
            found[form.rows[row].key, form.columns[column].key] = value
        for (row, name), text in reading.texts.items():
            found[form.rows[row].key, next(c.key for c in form.columns if c.field == name)] = text
        return found | {(name, ""): value for name, value in reading.fields.items()}


def address(form: FormLayout, row: str, column: str) -> tuple[int, int]:
    """0-based row and column of an entry, by row key and column key, or by the name of a field."""
    for placed in form.placed():
        if not column and placed.field.name == row:
            return placed.row, placed.entry[0]
    number = next(place for place, found in enumerate(form.rows) if found.key == row)
    return number + 6, form.column_of(column)


TOWN = Town()


def scored(ballots: str, by_hand: str = "百分制", **rules: str) -> Town:
    """The small campaign with other 打分方式 of its two polls, and other 计分规则."""
    raw = with_rule(**rules)
    for row, scoring in zip(raw["测评"][1:], (ballots, by_hand), strict=True):
        row[3] = scoring
    return Town(scheme_of(raw))


def with_abstained(town: Town) -> Town:
    """The same town, but in its polls that are counted by hand 有效 includes 弃权."""
    return Town(replace(town.scheme, polls=tuple(replace(poll, abstained_valid=True) for poll in town.scheme.polls)))


def changed(rows: Sheets, edit: Callable[[Sheets], object]) -> Sheets:
    """The sheets after an edit."""
    edit(rows)
    return rows


def with_rules(scheme: Scheme, **rules: object) -> Scheme:
    """The scheme with other rules, given as the model has them."""
    return replace(scheme, rules=replace(scheme.rules, **rules))  # type: ignore[arg-type]
