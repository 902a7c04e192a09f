"""The kinds of list that an office has, and the headings that it uses for the columns of the scheme."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.scheme.scheme_sheets import CLASSES, RATEES, RUBRIC, UNITS
from lianping_xlsx.scheme.terms import EXEMPT
from lianping_xlsx.spreadsheet.tables import Table

SERIAL = frozenset(("序号", "顺序号", "顺序", "序", "项次", "行号", "no", "№"))
"""The headings, as ``name_key`` has them, of columns that only count the rows."""

_PHONE = re.compile(r"[\d\s()（）+/、,，;；转-]{7,}\Z", re.ASCII)
_NO_PERSON = re.compile(
    r"(镇|乡|村|街道|社区|委员会|党委|党组|支部|总支|办公室|局|学校|医院|公司|中心|考核组|评议组)\Z|\d"
)
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?\s*[分%％人]?\Z|\d+\s*[/／]\s*\d+\Z")
_LONGEST_PERSON, _LONGEST_CODE = 20, 12


def _is_phone(text: str) -> bool:
    return _PHONE.match(text) is not None


def _is_mail(text: str) -> bool:
    return "@" in text


def _is_person(text: str) -> bool:
    name = "".join(text.split())
    return len(name) <= _LONGEST_PERSON and _NO_PERSON.search(name) is None


def is_number(text: str) -> bool:
    """Return True for points, a share, or a number of persons."""
    return _NUMBER.match(text) is not None


def _is_code(text: str) -> bool:
    return len(text) <= _LONGEST_CODE


@dataclass(frozen=True, slots=True)
class ListKind:
    """A kind of list: the table of the scheme that it fills, and the usual other names of its columns.

    ``needed``: the columns without which a sheet is no such list. ``one_of``: it has one of these at least.
    ``contents``: what stands below a heading. ``carried``: a blank cell means what stands above it. ``whole``: the
    scheme has no other rows than those of such lists. ``named``: the columns by which a row is known.
    ``seat``: the column without which a 编号 does not make a row of a list the same as one of a sample.
    """

    table: Table
    words: Mapping[str, Sequence[str]]
    needed: tuple[str, ...]
    one_of: tuple[str, ...] = ()
    contents: Mapping[str, Callable[[str], bool]] = field(default_factory=dict)
    carried: tuple[str, ...] = ()
    whole: bool = True
    named: tuple[str, ...] = ()
    seat: str = ""


_CODE_WORDS = ("代码", "编码", "人员编号", "单位编号", "指标编号", "项目编号")
CONTACTS: Mapping[str, Sequence[str]] = {
    "联系人": ("联络员", "联络人", "经办人", "党建联络员", "党务干事", "联系人姓名", "负责人"),
    "电话": ("联系电话", "手机", "手机号", "手机号码", "办公电话", "电话号码", "联系方式", "固定电话"),
    "邮箱": ("电子邮箱", "电子邮件", "邮件", "邮箱地址", "email", "e-mail", "mail", "联系方式"),
}
"""The columns of 填报单位 that a list of persons may have as well."""
_OF_CONTACTS = {"联系人": _is_person, "电话": _is_phone, "邮箱": _is_mail}

RATEE_LIST = ListKind(
    RATEES,
    {
        "编号": _CODE_WORDS,
        "姓名": (
            *("名字", "书记姓名", "考核对象", "被考核人", "被考评人", "述职人", "述职对象", "书记", "党组织书记"),
            *("党委书记", "党支部书记", "党总支书记", "党组书记", "支部书记", "村书记", "主要负责人", "负责人"),
        ),
        "职务": ("现任职务", "党内职务", "职位", "职务名称", "现任职务名称"),
        "所在单位": (
            *("单位", "单位名称", "工作单位", "乡镇", "乡镇名称", "乡镇场", "乡镇街道", "街道", "镇", "村", "村名"),
            *("村社区", "社区", "部门", "学校", "企业", "党组织", "党组织名称", "所在党组织", "所属党组织"),
        ),
        "排名组": (
            *("组别", "分组", "类别", "分类", "考核类别", "考核组别", "考核分组", "单位类别"),
            *("所属乡镇", "所在乡镇", "乡镇", "乡镇街道", "镇街"),
        ),
        "填报单位": ("党组织", "党组织名称", "党组织全称", "所在党组织", "所属党组织", "填报党组织", "单位全称"),
        **CONTACTS,
    },
    needed=("姓名", "所在单位"),
    contents={"姓名": _is_person, "编号": _is_code, **_OF_CONTACTS},
    carried=("所在单位", "排名组"),
    named=("姓名", "所在单位"),
    seat="所在单位",
)

UNIT_LIST = ListKind(
    UNITS,
    {
        "编号": _CODE_WORDS,
        "名称": ("填报单位", "单位", "单位名称", "单位全称", "部门", "党组织", "党组织名称", "乡镇", "责任单位"),
        **CONTACTS,
        "别名": ("简称", "单位简称"),
    },
    needed=("名称",),
    one_of=tuple(CONTACTS),
    contents={"编号": _is_code, **_OF_CONTACTS},
    whole=False,
    named=("名称",),
    seat="名称",
)

RUBRIC_LIST = ListKind(
    RUBRIC,
    {
        "编号": _CODE_WORDS,
        "一级指标": ("指标", "考核项目", "考评项目", "项目", "类别", "考核指标", "测评项目"),
        "考评内容": ("考核内容", "二级指标", "内容", "考核要点", "考评要点", "具体内容", "主要内容", "工作要求"),
        "分值": ("标准分", "分数", "满分", "权重分", "基本分", "标准分值"),
        "评分标准": ("评分办法", "评分细则", "计分办法", "扣分标准", "考评标准", "考核标准", "评分依据"),
        "计分方式": ("计分类型",),
        "适用排名组": ("适用范围", "适用对象", "适用单位"),
        "板块": ("考核板块",),
        "评分单位": ("责任单位", "评分部门", "考核单位", "牵头单位", "考核部门"),
        EXEMPT: (),
    },
    needed=("考评内容", "分值"),
    contents={"编号": _is_code, "分值": is_number},
    carried=("一级指标",),
    named=("一级指标", "考评内容"),
    seat="考评内容",
)

CLASS_LIST = ListKind(
    CLASSES,
    {
        "测评": ("测评名称", "测评项目", "会议"),
        "票类": ("测评主体", "投票主体", "票种", "参加测评人员", "参会人员", "测评人员", "人员类别", "测评对象类别"),
        "权重": ("比重", "所占权重", "权重比例", "占比"),
        "应到人数": ("人数", "应参加人数", "应到", "票数", "发票数", "参会人数"),
        "占总分比重": ("占总分",),
        "记名": ("是否记名",),
    },
    needed=("票类", "应到人数"),
    contents={"应到人数": is_number},
    carried=("测评",),
    named=("测评", "票类"),
)

LIST_KINDS = (UNIT_LIST, RATEE_LIST, RUBRIC_LIST, CLASS_LIST)
"""In the order in which they are written: tasks follow from persons, and name units."""
