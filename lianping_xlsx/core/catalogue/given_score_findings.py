"""Findings on ready-made scores: in the scheme, and on a 得分表."""

from __future__ import annotations

from lianping_xlsx.core.catalogue.catalogue_entry import ERROR, WARNING, CatalogueEntry

GIVEN = {
    "scheme.not-scored": CatalogueEntry(
        ERROR,
        "没有安排填报“{name}”的“{component}”得分。",
        "请在“填报任务”中给某个填报单位安排“得分表”，把此人列入考核对象范围。",
    ),
    "scheme.scored-twice": CatalogueEntry(
        ERROR,
        "“{name}”的“{component}”得分，第{row}行已经安排填报。",
        "一人一个板块的得分只由一个填报单位报；请改正考核对象范围，每人只留一行。",
    ),
    "scheme.period-source": CatalogueEntry(
        ERROR,
        "“{column}”中的“{name}”来源不是“得分”，没有期次。",
        "请改写成来源为“得分”的板块，或改正考核板块的来源，或删去这一行。",
    ),
    "given.period-missing": CatalogueEntry(
        WARNING,
        "{who}没有填，已按其余期次的权重折算。",
        "请核对：有得分的，补填后重报；确实没有的（如中途到任），无需处理，备注中已注明。",
    ),
    "given.no-basis": CatalogueEntry(
        WARNING, "{form}上，{names}有的得分没有写依据，已计入。", "请补写依据的文件、通报和日期，以备查核。"
    ),
}
