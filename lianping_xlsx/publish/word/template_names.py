"""The names that a Word template may use, each declared once: checked against it, and listed in 说明.txt beside it.

A value is always text: a name stands for one text, or for a list of texts or of records, gone through with ``for``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from lianping_xlsx.core.campaign_names import (
    CIRCULAR_FILE,
    LETTER_TEMPLATE,
    MEETING_FILE,
    REVIEW_TEMPLATE,
    TEMPLATES,
)
from lianping_xlsx.core.findings import Finding, Place
from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.formats.package import Refused
from lianping_xlsx.formats.sniff import FileKind, sniff

Value: TypeAlias = "str | Sequence[Value] | Mapping[str, Value]"
Values: TypeAlias = Mapping[str, Value]
"""What a template is filled in with: texts, lists and records only, nothing that has a method worth calling."""

TEMPLATE_FOLDER = Path(__file__).parent / "templates"
"""The program's own templates."""
TRIAL = "试算"
"""The name of the mark of a 试算 result, which a template has to show."""
REPLACES = "更正说明"
"""The name of the sentence that a circular replaces those before."""


@dataclass(frozen=True, slots=True)
class TemplateName:
    """A name: a text; with ``many`` a list, of records where it has ``fields``, else of texts.

    ``running``: each line of the text is a paragraph; otherwise they stand below one another in one paragraph.
    """

    name: str
    meaning: str
    fields: tuple[TemplateName, ...] = ()
    many: bool = False
    running: bool = False


def _text(name: str, meaning: str) -> TemplateName:
    return TemplateName(name, meaning)


def _running(name: str, meaning: str) -> TemplateName:
    return TemplateName(name, meaning, running=True)


def _texts(name: str, meaning: str) -> TemplateName:
    return TemplateName(name, meaning, many=True, running=True)


def _records(name: str, meaning: str, *fields: TemplateName) -> TemplateName:
    return TemplateName(name, meaning, fields, many=True)


_COMMON = (
    _text("标题", "文件标题，已按词意分行"),
    _text("页眉", "考核方案里填写的“标注”，没有的为空"),
    _text("考核名称", "年度和方案名称"),
    _text("主办单位", "落款的单位"),
    _text("审定会议", "研究审定的会议"),
    _text("审定日期", "研究审定的日期"),
)

CIRCULAR_NAMES = (
    *_COMMON,
    _text(TRIAL, "结果是试算时的说明，必须写进文件；正式结果为空"),
    _text("依据文件", "带书名号的依据文件"),
    _text("计分构成", "述职测评、实地考评各占多少"),
    _text("总人数", "考核对象人数"),
    _text("分组", "有几个排名组的为“是”，只有一个的为空"),
    _text("各组人数", "各排名组的人数，只有一个排名组的为空"),
    _text("评定结果", "各等次的人数和不参评的人数"),
    _records(
        "各组",
        "各排名组",
        _text("序号", "一、二、三……"),
        _text("名称", "排名组名称"),
        _records(
            "各等次",
            "这个组评出的等次",
            _text("名称", "如“好”等次，或不参评"),
            _text("人数", "这个等次的人数"),
            _text("名单", "写在一行里的名单；人数多、中间等次从略的，为“名单见附件。”"),
            _texts("分行", "一行写不下时，分列排好的各行；写得下的没有"),
        ),
    ),
    _records(
        "结果运用",
        "方案里有结果运用的等次",
        _text("序号", "一、二、三……"),
        _text("等次", "等次名称"),
        _running("内容", "结果运用"),
    ),
    _text(REPLACES, "以前审定过的，写明与此前印发的通报不一致时以哪一份为准；第一次审定的为空"),
    _text("附件名称", "附件说明里的附件名称"),
    _text("附件标题", "附件的标题"),
    _text("公布得分", "方案公布得分的为“是”，不公布的为空"),
    _records(
        "名单",
        "附件表里的每一个人",
        _text("序号", "1、2、3……"),
        _text("排名组", "排名组"),
        _text("单位", "所在单位"),
        _text("姓名", "姓名"),
        _text("职务", "职务"),
        _text("审定等次", "审定等次，或不参评"),
        _text("综合得分", "综合得分；不公布得分的为空"),
        _text("名次", "名次；不公布得分的为空"),
    ),
    _running("附注", "为什么有的得分不单列；没有的为空"),
)

_PERSON = (
    _text("姓名", "本人姓名"),
    _text("单位", "本人所在单位"),
    _text("职务", "本人职务"),
    _text("审定等次", "本人的审定等次"),
)
_LOSSES = (
    _text("考评名称", "来源为考评的板块的名称，有几个的为“考评”；按办法分述职测评、实地考评两个板块的为空"),
    _records(
        "失分指标",
        "各一级指标的失分；考核组没有打全的没有",
        _text("一级指标", "一级指标"),
        _text("满分", "满分"),
        _text("失分", "失分"),
    ),
    _text("分考核组", "有几个考核组或评分单位打分的为“是”，只有一个的为空"),
    _records(
        "失分项目",
        "失分的考评项目",
        _text("一级指标", "一级指标"),
        _text("考评内容", "考评内容"),
        _text("扣减分", "如扣2分"),
        _text("扣减原因", "考核组写的原因"),
        _text("考核组", "打分的考核组或评分单位；只有一个的为空"),
    ),
)

LETTER_NAMES = (
    *_COMMON,
    _text(TRIAL, "结果是试算时的附注，必须写进文件；正式结果为空"),
    *_PERSON,
    _running("审定结论", "由什么会议、什么时候评定为什么等次的一句话"),
    _texts("结果说明", "结果运用、加减分等，每项一段"),
    _records("考核结果", "得分和名次", _text("项目", "如综合得分"), _text("结果", "得分或名次")),
    _texts("附注", "哪些不告知、为什么，每项一段"),
    _text("上年情况", "上年度的得分、名次、等次，没有的为空"),
    *_LOSSES,
    _records(
        "评议意见",
        "评议意见的三个方面",
        _text("序号", "一、二、三"),
        _text("名称", "如存在问题和不足"),
        _texts("内容", "各条意见，没有收到的没有"),
    ),
    _texts("整改要求", "每项要求一段"),
    _records(
        "未销号事项",
        "上年度尚未销号的整改事项，没有的没有",
        _text("问题", "问题"),
        _text("来源", "来源"),
        _text("整改目标", "整改目标"),
        _text("整改措施", "整改措施"),
        _text("整改时限", "整改时限"),
        _text("完成情况", "完成情况"),
    ),
)

REVIEW_NAMES = (
    *_COMMON,
    *_PERSON,
    _text("审定次数", "第几次审定，如1"),
    _text("名次", "名次和本组参评人数"),
    _text("综合得分", "如96.00分；不告知的为“不单列”"),
    _records(
        "得分计算",
        "可以告知的得分，从综合得分到各板块、各次测评、各票类",
        _text("项目", "如综合得分；下一层的前面空一字"),
        _text("得数", "得分"),
        _text("算式", "算式；有的数不告知的，写由什么算出"),
    ),
    _text("其余得分", "一页写不下的得分见哪里，都写得下的为空"),
    *_LOSSES,
    _text("其余失分", "一页写不下的失分见哪里，都写得下的为空"),
    _texts("有关事项", "加分、减分等，每项一段"),
    _text("其余事项", "一页写不下的事项见哪里，都写得下的为空"),
    _running("等次说明", "名次和等次怎样得出"),
    _texts("附注", "哪些得分不告知、为什么，每项一段"),
)

MEETING_NAMES = (
    _text("标题", "文件标题，已按词意分行"),
    _text("页眉", "考核方案里填写的“标注”，没有的为空"),
    _text("考核名称", "年度和方案名称"),
    _text("主办单位", "提请的单位"),
    _text("审定机构", "研究审定的机构"),
    _text("上报单位", "结果报给的单位"),
    _running("考核对象", "依据、人数、组数、不参评的和权重"),
    _running("组织情况", "各票类的票数、考核组和述职报告审核，一段"),
    _texts("得分概况", "各排名组的最高、最低、中位、建议等次和名额，每组一段"),
    _records(
        "一览表",
        "各排名组的一览表",
        _text("排名组", "排名组；只有一个的为空"),
        TemplateName("栏目", "各栏的名称", many=True),
        _records(
            "各行",
            "每人一行",
            TemplateName("各格", "各栏的内容", many=True),
            _text("等次线", "下面是另一个等次的为“是”"),
            _text("名额线", "某等次的名额到这一行为止、下面仍是同一等次的为“是”"),
        ),
    ),
    _text("作附表", "30人以上、一览表作附表的为“是”"),
    _text("附注", "为什么有的得分不单列；没有的为空"),
    _records("研究事项", "提请研究的事项", _text("序号", "一、二、三……"), _running("内容", "事项、可选的办法和后果")),
    _running("可靠程度", "报送、复核和一分之差，一段"),
    _records("结果运用", "各等次", _text("等次", "等次名称"), _text("内容", "结果运用的第一句")),
    _text("上年比较", "升降大的人；没有上年结果的为空"),
)

TEMPLATE_NAMES: Mapping[str, tuple[TemplateName, ...]] = {
    CIRCULAR_FILE: CIRCULAR_NAMES,
    LETTER_TEMPLATE: LETTER_NAMES,
    REVIEW_TEMPLATE: REVIEW_NAMES,
    MEETING_FILE: MEETING_NAMES,
}
"""By the file name of the template."""

NEEDED: Mapping[str, tuple[str, ...]] = {
    CIRCULAR_FILE: ("各组", "名单", "评定结果"),
    LETTER_TEMPLATE: ("姓名", "单位", "审定结论", "审定等次"),
    REVIEW_TEMPLATE: ("姓名", "单位", "审定等次"),
    MEETING_FILE: ("一览表", "得分概况", "研究事项"),
}
"""Names without any of which a paper tells nothing: its template is empty, or its words were typed over."""

_COMMANDS: Mapping[str, str] = {
    CIRCULAR_FILE: "finalize",
    LETTER_TEMPLATE: "finalize",
    REVIEW_TEMPLATE: "explain 姓名 --docx",
    MEETING_FILE: "merge --meeting",
}


def template_finding(code: str, file: str, **slots: str) -> Finding:
    """A finding on the office's template of this name, with the command that makes its paper again."""
    place = Place(f"{TEMPLATES}/{file}")
    return Finding(code, place, {"file": file, "again": f"lianping-xlsx {_COMMANDS[file]}", **slots})


_REASONS = {
    "file.too-large": "{what}超过上限{limit}",
    "file.damaged": "文件不完整或已损坏，或者不是 .docx",
    "file.hostile-xml": "含有文档中不应有的内容",
    "file.two-contents": "文件内部有两种读法",
}
_OTHER_KINDS = frozenset((FileKind.ENCRYPTED, FileKind.DOC, FileKind.HTML, FileKind.PDF, FileKind.OTHER_OFFICE))
"""Kinds of documents that people rename to .docx."""


def finding_of(file: str, template: bytes, fault: Refused) -> Finding:
    """The finding on the office's template of this name (``template``: its bytes) that cannot be used."""
    kind = sniff(template)
    if fault.code == "file.damaged" and kind in _OTHER_KINDS:
        return template_finding("template.unreadable", file, reason=f"是{kind}，不是没有密码的 .docx 文档")
    if fault.code in _REASONS:
        return template_finding("template.unreadable", file, reason=_REASONS[fault.code].format_map(fault.slots))
    return template_finding(fault.code, file, **fault.slots)


_GUIDE = """\
怎样修改文书模板

一、这里的“{files}”是生成文书的模板，可以用 WPS 或 Word 打开修改：“4审定”里的通报、反馈意见书
    在定稿（finalize）时生成，“复核”里的考核结果复核说明由 explain 加 --docx 生成，
    “3汇总”里的上会材料在结果为正式时由合并（merge --meeting）生成。
    文字、字体、版式都可以改，改后仍保存为 .docx。改坏了的，删掉它，就用程序自带的模板。
二、双花括号里的是名称，生成时换成内容，例如 {{{{ 标题 }}}}。下面列出可以用的名称，别的名称不能用。
三、灰色小字是控制语句，单独占一段（或表格的一行、一格），生成时去掉：
    {{%p if 试算 %}} …… {{%p endif %}}        试算有内容时才要中间的段落
    {{%p for 条 in 整改要求 %}} …… {{%p endfor %}}  每一条整改要求重复一次中间的段落，用 {{{{ 条 }}}} 写出这一条
    {{%tr for 人 in 名单 %}} …… {{%tr endfor %}}   每一个人重复一次中间的表格行，用 {{{{ 人.姓名 }}}} 写出其中一项
    {{%tc if 分组 %}} …… {{%tc endif %}}        分组有内容时才要中间的表格列
    花括号、百分号要用半角；if 和 for 都要有各自的 endif、endfor。单独占的那一段（行、格）里不能再有别的字、图。
四、样式“落款”自动按成文日期居中排列，样式“名单”自动分列，表格去掉列以后其余各列自动补足宽度，请沿用。
五、结果是试算的，通报、反馈意见书里必须写出 {{{{ 试算 }}}}；考核结果复核说明、上会材料只用于正式结果。
六、模板里不能有链接的图片、嵌入的对象、宏、批注、没有接受的修订和页码以外的域。
七、模板不能用的，生成时会指出原因，并改用程序自带的模板，不影响定稿。
八、考核结果复核说明是一页，程序按自带模板的版式算好各部分列多少；改大字号、加段落的，可能超过一页。
九、上会材料里会后要办的事项、时限和责任人，匿名和保密的要求，写在模板里，可以改成本地的。
"""


def template_guide() -> bytes:
    """说明.txt: how a template is changed, and all names. UTF-8 with a mark, and lines as Windows ends them."""
    files = "”“".join(TEMPLATE_NAMES)
    lists = (f"\n“{file}”可以用的名称\n" + "".join(_listed(names)) for file, names in TEMPLATE_NAMES.items())
    return (_GUIDE.format(files=files) + "".join(lists)).replace("\n", "\r\n").encode("utf-8-sig")


def _listed(names: Sequence[TemplateName], depth: int = 1) -> Iterator[str]:
    for name in names:
        kind = "（每项有：）" if name.fields else "（逐条）" if name.many else ""
        yield f"{'    ' * depth}{name.name}{kind}    {name.meaning}\n"
        yield from _listed(name.fields, depth + 1)
