"""The chapter on the findings: message and remedy of every code, by what the clerk is doing when it is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lianping_xlsx.core.catalogue import CATALOGUE
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.manual.manual_parts import Listing, ManualChapter, ManualSection, Paragraph, TextTable

ANY_TEXT = "××"
"""Printed for what a finding fills in: a name, a number, a file."""
_REMARKS = frozenset({"near", "hints", "advice"})
"""Slots that hold a whole remark or nothing, and so are left out."""
_RUN = re.compile(f"({ANY_TEXT}){{2,}}")
_REMARK_BEFORE = re.compile(f"(^|。){ANY_TEXT}(?=请)")
"""A remark, such as the question 是不是“云溪镇”？, before what is to be done."""


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """Findings that are shown on one occasion. ``families``: the first parts of their codes."""

    title: str
    occasion: str
    families: tuple[str, ...]


GROUPS = (
    FindingGroup("填写和检查考核方案", "`check` 列出，其他命令读方案时也会列出。", ("scheme", "table")),
    FindingGroup("从本单位的名单、细则导入", "`import` 列出。", ("import",)),
    FindingGroup("邮件草稿", "`mail`、`merge` 列出。", ("mail",)),
    FindingGroup(
        "收到的文件能不能读",
        "`status`、`merge` 列出，也在汇总表的“问题清单”里。",
        ("file", "watch", "report", "cluster"),
    ),
    FindingGroup("收到的是不是应交的表", "同上；也写在退回的表上。", ("form", "choice", "carry")),
    FindingGroup("格里填的内容", "同上；也标在退回的表上。", ("cell",)),
    FindingGroup("测评票和计票汇总", "同上；也标在退回的表上。", ("ballot", "poll", "tally")),
    FindingGroup("考评表、得分表、自查和意见", "同上；也标在退回的表上。", ("rubric", "given", "account", "opinion")),
    FindingGroup("填得是否合乎常情", "只作提醒，不影响得分。", ("conduct",)),
    FindingGroup("汇总的结果", "`merge` 列出，也在汇总表的“问题清单”里。", ("result", "lastyear")),
    FindingGroup("审定和定稿", "`merge`、`finalize` 列出。", ("decision", "release", "final", "template")),
    FindingGroup("报回的整改清单", "`status`、`merge` 列出，不影响得分和结果。", ("rectify",)),
    FindingGroup("推算、复核和核对", "`explain`、`verify` 列出。", ("explain", "verify")),
    FindingGroup("归档和销毁", "`archive`、`destroy` 列出。", ("archive", "destroy")),
    FindingGroup("做安装包", "做自带 Python 的文件夹、离线安装包的程序列出。", ("packaging",)),
    FindingGroup("文件写不进去", "写文件的各条命令都可能列出，这时没有改动任何文件。", ("write",)),
)
"""Every family of codes stands in one group."""


def finding_chapter() -> ManualChapter:
    """The chapter; in a group the findings stand in the order of the catalogue."""
    introduction = (
        Paragraph(
            f"屏幕、汇总表的“问题清单”、退回的表上写的是同样的话，这里全部列出；“{ANY_TEXT}”处是当时的名称、数字、文件名。"
            "在窗口里可以照原文查：`lianping-xlsx help 原文`，不用写全。"
        ),
        Listing(
            (
                "错误：这一处（这张表、这个文件）不计入，更正以前结果是试算。",
                "提醒：已照常计入（或照常办理），请人核对。",
                "说明：程序作了整理或者有话要说，一般不用处理。",
            )
        ),
    )
    return ManualChapter("问题和处理办法", introduction, tuple(map(_section, GROUPS)))


def _section(group: FindingGroup) -> ManualSection:
    rows = tuple(_rows(group))
    table = TextTable(("级别", "问题", "处理办法"), rows, subject=1, level=0)
    return ManualSection(group.title, (Paragraph(group.occasion), table))


def _rows(group: FindingGroup) -> Iterator[tuple[str, str, str]]:
    for code, entry in CATALOGUE.items():
        if code.partition(".")[0] in group.families:
            yield entry.severity, without_slots(entry.message), without_slots(entry.remedy)


class _AnyText(dict[str, str]):
    """Gives every slot of a text its general form."""

    def __missing__(self, slot: str) -> str:
        return "" if slot in _REMARKS else ANY_TEXT


def without_slots(text: str) -> str:
    """A text of the catalogue with ``ANY_TEXT`` for its slots."""
    return _REMARK_BEFORE.sub(r"\1", _RUN.sub(ANY_TEXT, text.format_map(_AnyText())))
