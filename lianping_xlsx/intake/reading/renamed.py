"""Names that were issued and stand otherwise on a reply: another spelling, or another person?"""

from __future__ import annotations

from lianping_xlsx.core.did_you_mean import near_names
from lianping_xlsx.core.spelling import is_blank, name_key
from lianping_xlsx.forms.layout import GridColumn


def is_other_person(column: GridColumn, raw: object, issued: str | float) -> bool:
    """Whether what stands in the place of a ratee's issued name is no spelling of it: a successor's, or anybody's.

    Names stand in the column 姓名, and below the 单位 in the heading of a ratee's column.
    """
    workplace, _, name = str(issued).rpartition("\n")
    if is_blank(raw) or not (column.key == "name" or (column.ratee and workplace)):
        return False
    typed = name_key(str(raw)).removeprefix(name_key(workplace))
    return name_key(name) not in typed and not near_names(typed, [name])
