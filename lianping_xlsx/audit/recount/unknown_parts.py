"""What the scheme says that this count does not know: it cannot be counted then, and never passes for right.

Sheets, columns and settings that enter no figure are named here too: everything that the scheme may hold is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from .cell_values import alike, words
from .scheme_tables import COLUMNS, WORDS, Row, Tables

RULES = (
    "述职测评权重、实地考评权重、总分、小数位数、舍入方式、去最高最低分、去最高最低分票数线、去最高分个数、去最低分个数、",
    "去最高最低分起点、考核组去最高最低分、考核组去最高最低分组数线、考核组去最高分个数、考核组去最低分个数、缺票类处理、",
    "缺期次处理、并列名次处理、名次赋分并列处理、全部满分的票作废、全部同分的票作废、同分满分作废起算人数、高分线、",
    "高分人数比例上限、高分人数上限、本人票不计、收回多于发出即作废、参加测评比例下限、参加测评人数下限、排名票并列处理、",
    "排名票缺名次处理、总评矛盾处理、附加分上限、无任务项目处理、加分上限、总分封顶、否决者占名额、扣分超过分值处理、",
    "否决者计入基数、空出名额递补、并列跨线处理、末位并列跨线处理",
)
"""The settings of 计分规则 that enter figures."""
OTHER_SETTINGS = (
    "超范围分数处理、测评得分公布线、少票提醒线、票类均分单列线、票类差距提醒线、考核组差距提醒线、考核组平衡人数提醒线、零分须写原因线、",
    "考核组松紧提醒线、项目区分提醒线、得分差异提醒线、临界分差线、通报公布得分、",
    "相近票提醒线、本人票提醒线",
)
"""Those that only ask, warn, or say what may be told; 超范围分数 counts nowhere, whichever way it is dealt with."""
CHOICES: Mapping[str, str] = {
    "舍入方式": "逐级舍入、最后舍入",
    "去最高最低分起点": "超过、达到",
    "考核组去最高最低分": "不去、按表、按项",
    "缺票类处理": "停止计算、按其余票类折算",
    "缺期次处理": "停止计算、按其余期次折算",
    "并列名次处理": "并列、考评得分优先、测评得分优先",
    "名次赋分并列处理": "平分、取高",
    "排名票并列处理": "平分、取高、该票作废",
    "排名票缺名次处理": "该票作废、缺的不得分",
    "总评矛盾处理": "提醒、作废",
    "无任务项目处理": "满分、按其余折算、平均值",
    "扣分超过分值处理": "提醒并按扣完计、错误",
    "并列跨线处理": "取低、取高、不定",
    "末位并列跨线处理": "取低、取高、不定",
}
"""The words of each setting whose words decide how it counts."""


def unknown_in(tables: Tables) -> Iterator[str]:
    """What cannot be counted, in words. A blank setting or column says nothing."""
    for sheet, rows in tables.items():
        if sheet not in COLUMNS and rows:
            yield f"考核方案有不认识的表“{sheet}”"
            continue
        known = COLUMNS.get(sheet, "").split("、")
        for name in dict.fromkeys(name for row in rows for name, raw in row.items() if words(raw)):
            if name and name not in known:
                yield f"“{sheet}”表有不认识的列“{name}”"
        yield from _unknown_words(sheet, rows)
    yield from _unknown_settings(tables)


def _unknown_words(sheet: str, rows: Sequence[Row]) -> Iterator[str]:
    for (of, column), listed in WORDS.items():
        for row in rows if of == sheet else ():
            said = words(row.get(column))
            if said and alike(said) not in map(alike, listed.split("、")):
                yield f"“{sheet}”表“{column}”一列有不认识的“{said}”"


def _unknown_settings(tables: Tables) -> Iterator[str]:
    known = {*"".join(RULES).split("、"), *"".join(OTHER_SETTINGS).split("、")}
    for row in tables["计分规则"]:
        name, said = alike(words(row["项目"])), words(row["内容"])
        if name and said and name not in known:
            yield f"计分规则有不认识的“{name}”（{said}）"
        if said and name in CHOICES and alike(said) not in map(alike, CHOICES[name].split("、")):
            yield f"计分规则“{name}”填的“{said}”不认识"
