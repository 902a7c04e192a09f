"""整改清单: the list of one person, which is handed out and comes back filled in, and the list of all persons.

What stands on a list follows from the result and not from the scheme, so that it is no 表种. Like a form it carries its
identity in cells: a hidden sheet with the problems as they were issued, signed with the campaign's key, and a visible
code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from lianping_xlsx.core.light_dataclass import dataclass, replace
from lianping_xlsx.core.signing import SIGNATURE, is_genuine, signed_object
from lianping_xlsx.forms.result_report import plain
from lianping_xlsx.forms.stamp import campaign_id, visible_code
from lianping_xlsx.spreadsheet.cell_kinds import Choice, Text
from lianping_xlsx.spreadsheet.tables import Column, Table

_TEXT = Text()
ANSWERED = ("整改目标", "整改措施", "责任人", "整改时限", "完成情况", "完成时间", "证明材料", "是否申请销号")
"""The columns that the person fills in."""
DEADLINE, APPLIED, AGREED = "整改时限", "是否申请销号", "是否同意销号"
TYPED = (*ANSWERED, AGREED, "销号日期")
"""These, and the columns of the office."""
YES, NO = "是", "否"
CLOSED = "同意"
_CLOSED_BEFORE = "已销号"
"""What earlier versions asked the office to type instead."""
_REFUSED = "不同意"
APPLIED_KIND = Choice((YES, NO), (("申请", YES), ("申请销号", YES), ("√", YES), ("不申请", NO)))
AGREED_KIND = Choice(
    (CLOSED, _REFUSED),
    (
        (_CLOSED_BEFORE, CLOSED),
        ("同意销号", CLOSED),
        ("是", CLOSED),
        ("√", CLOSED),
        ("否", _REFUSED),
        ("未销号", _REFUSED),
    ),
)
PROGRESS = "整改进度"
"""The column that the program fills in whenever replies are collected."""

RECTIFICATION_TABLE = Table(
    "整改清单",
    "整改清单",
    "浅黄色各栏请填写，其他问题可在表末空行补充；再次生成时，已填写的内容原样保留。发给各单位的在“整改清单”文件夹里，"
    "收回后放进“2收回”，运行 rectify 就汇总到本表；审核后填“是否同意销号”“销号日期”，没有同意销号的结转下一年。",
    (
        Column("序号", _TEXT, False, 5),
        Column("编号", _TEXT, False, 6),
        Column("单位", _TEXT, False, 11),
        Column("姓名", _TEXT, False, 9),
        Column("问题", _TEXT, False, 30),
        Column("问题来源", _TEXT, False, 8),
        Column("整改目标", _TEXT, False, 14),
        Column("整改措施", _TEXT, False, 22),
        Column("责任人", _TEXT, False, 8),
        Column("整改时限", _TEXT, False, 11),
        Column("完成情况", _TEXT, False, 18),
        Column("完成时间", _TEXT, False, 11, later=True),
        Column("证明材料", _TEXT, False, 13, later=True),
        Column(APPLIED, _TEXT, False, 6.5, later=True),
        Column(AGREED, _TEXT, False, 6.5),
        Column("销号日期", _TEXT, False, 11, later=True),
        Column(PROGRESS, _TEXT, False, 10, later=True),
    ),
    landscape=True,
)

_OWN_WIDTHS = {"问题": 30, "整改目标": 15, "整改措施": 24, "完成情况": 22, "证明材料": 15}
OWN_TABLE = Table(
    RECTIFICATION_TABLE.sheet,
    RECTIFICATION_TABLE.title,
    f"浅黄色各栏请填写，其他问题可在表末空行补充，完成一项填一项；“{AGREED}”由主办单位填写。填好后请用本表报回。",
    tuple(
        replace(column, width=_OWN_WIDTHS.get(column.name, column.width))
        for column in RECTIFICATION_TABLE.columns
        if column.name not in ("编号", "单位", "姓名", "销号日期", PROGRESS)
    ),
    landscape=True,
)
"""The list of one person: unit and name stand above the table, not in columns."""

WHOSE = "单位：{unit}　　姓名：{name}　　职务：{post}"
"""The beginning of the line above the table of one person."""
WHOSE_PATTERN = re.compile(r"单位：(?P<unit>.*?)　+姓名：(?P<name>.*?)　+职务：")
LIST_CODE = "清单码："
"""The prefix of the visible code."""
SIGNED_BY, FILLED_ON = "单位（盖章）：", "填报日期："
"""The labels below the table."""


def problem_key(ratee: str, source: str, problem: str) -> tuple[str, ...]:
    """The key of a problem: texts without white space, which spreadsheet programs change when they save."""
    return tuple("".join(text.split()) for text in (ratee, source, _TEXT.take(problem).value or ""))


def list_code(secret: bytes, ratee: str) -> str:
    """The visible code of the list of a ratee (his code)."""
    return visible_code(secret, f"整改清单 {ratee}")


# ---------------------------------------------------------------- what comes back


@dataclass(frozen=True, slots=True)
class ListedProblem:
    """A problem on the list of one person. ``texts``: in the columns ANSWERED.

    ``issued``: what stood there when the list was handed out; () if that is not known, or the person added the problem.
    ``added``: by the person; it has no 序号.
    """

    problem: str
    source: str
    texts: tuple[str, ...]
    issued: tuple[str, ...] = ()
    added: bool = False


@dataclass(frozen=True, slots=True)
class RectificationReply:
    """A list that came back. ``ratee``: his code; '' if the stamp is lost, and ``unit``, ``name`` and ``code`` tell.

    ``code``: the visible code; '' if there is none. ``title``: the line that names the campaign. ``date``: 填报日期
    (ISO 8601); '' if there is none. ``lost``: the columns that somebody deleted. ``repeated``: problems of which
    rows say different things. ``unnamed``: the numbers of rows (from 1) with texts that name no problem.
    """

    ratee: str
    unit: str
    name: str
    code: str
    title: str
    date: str
    problems: tuple[ListedProblem, ...]
    lost: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()
    unnamed: tuple[int, ...] = ()


# ---------------------------------------------------------------- identity


LIST_SHEET_NAME = "清单身份"
MAGIC = "LIANPING-XLSX-RECTIFICATION"
_PURPOSE = "rectification list 1"
_NONE = "—"
"""In place of a blank text: spreadsheet programs add blank cells, so these are not part of what was signed."""


@dataclass(frozen=True, slots=True)
class ListStamp:
    """The content of the hidden sheet. ``genuine``: signed with this campaign's key, and unchanged.

    ``campaign``: as ``campaign_id`` gives it. ``ratee``: his code. ``problems``: by 序号.
    """

    campaign: str
    year: str
    ratee: str
    problems: Mapping[str, ListedProblem]
    genuine: bool = True


def list_stamp_rows(secret: bytes, year: str, ratee: str, problems: Sequence[ListedProblem]) -> list[list[str]]:
    """The rows of the hidden sheet, all cells text; the problems are numbered from 1."""
    rows = [[MAGIC], ["campaign", campaign_id(secret)], ["year", plain(year) or _NONE], ["ratee", plain(ratee)]]
    for number, each in enumerate(problems, 1):
        texts = (each.source, each.problem, *each.texts)  # most of these are blank
        rows.append(["problem", str(number), *((plain(text) if text else "") or _NONE for text in texts)])
    return [*rows, [SIGNATURE, str(signed_object({"rows": rows}, secret, _PURPOSE)[SIGNATURE])]]


def is_list_stamp(rows: Sequence[Sequence[object]]) -> bool:
    """Return True if a sheet is of this kind, by its magic value: people may have renamed it."""
    return bool(rows) and bool(rows[0]) and rows[0][0] == MAGIC


def is_list_of_another(tables: Iterable[Sequence[Sequence[object]]], ratee: str) -> bool:
    """Return True if a hidden sheet of a workbook says that the list is not that of the ratee (his code)."""
    stamps = (read_list_stamp(rows, b"") for rows in tables if is_list_stamp(rows))
    return any(stamp.ratee not in ("", ratee) for stamp in stamps)


def read_list_stamp(rows: Sequence[Sequence[object]], secret: bytes) -> ListStamp:
    """The stamp on a sheet. If anything is missing or edited, it is not ``genuine``."""
    lines = [[str(cell) for cell in row if cell != ""] for row in rows]
    lines = [line for line in lines if line]
    facts = {line[0]: line[1] for line in lines if len(line) == 2}
    signed = {"rows": lines[:-1], SIGNATURE: facts.get(SIGNATURE, "")}
    listed = [line[1:] for line in lines if line[0] == "problem" and len(line) == 4 + len(ANSWERED)]
    problems = {}
    for number, *cells in listed:
        source, problem, *texts = ("" if cell == _NONE else cell for cell in cells)
        problems[number] = ListedProblem(problem, source, (), tuple(texts))
    campaign, year, ratee = (facts.get(label, "") for label in ("campaign", "year", "ratee"))
    return ListStamp(campaign, year, ratee, problems, is_genuine(signed, secret, _PURPOSE) is True)
