"""引用: which decided results of other campaigns make up the score of a component, and the sheet that says so."""

from __future__ import annotations

from dataclasses import field

from lianping_xlsx.core.light_dataclass import dataclass
from lianping_xlsx.core.spelling import name_key
from lianping_xlsx.scheme.terms import CitedValue
from lianping_xlsx.spreadsheet.cell_kinds import Choice, Text
from lianping_xlsx.spreadsheet.tables import Column, Table


@dataclass(frozen=True, slots=True)
class Citation:
    """A row of the sheet 引用: the ``ratees`` (codes) whose score in a ``component`` comes from a cited campaign.

    ``campaign``: the 主办单位 or the 方案名称 of the cited campaign. ``group``: a 排名组 of it; '' for all.
    """

    component: str
    ratees: tuple[str, ...]
    campaign: str
    group: str = ""
    value: CitedValue = CitedValue.MEAN
    row: int = field(default=0, compare=False)

    def names(self, title: str, host: str) -> bool:
        """Return True if the campaign with this 方案名称 and 主办单位 is the cited one."""
        return name_key(self.campaign) in (name_key(title), name_key(host))

    def covers(self, group: str) -> bool:
        """Return True if the ratees of a 排名组 of the cited campaign are meant."""
        return not self.group or name_key(self.group) == name_key(group)


CITATIONS = Table(
    "引用",
    "引用其他考核的结果",
    "一般不填。考核板块的来源为“引用”的，在这里写明各人引用哪一次考核；被引用的考核定稿后写出“结果报送表.xlsx”，"
    "收到后放进收回文件夹即可。只采用正式结果的综合得分（印出的数），不参评的不计。",
    (
        Column("板块", Text(), True, 22, "来源为“引用”的考核板块"),
        Column("考核对象", Text(), True, 24, "编号、姓名、所在单位或排名组，多个用顿号隔开"),
        Column("引用的考核", Text(), True, 34, "被引用的考核的主办单位或方案名称，与结果报送表上印的一致"),
        Column("排名组", Text(), False, 18, "只取其中一个排名组的填写；空白表示全部"),
        Column(
            "取值",
            Choice(tuple(CitedValue)),
            False,
            10,
            "平均：参评人员综合得分的平均分；本人：与考核对象同名的人的综合得分。空白的为平均",
        ),
    ),
    spare=8,
    later=True,
)
