"""Findings on 考核板块 in a scheme, and on ready-made scores: in the scheme, and on a 得分表."""

from __future__ import annotations

from lianping_xlsx.core.catalogue.catalogue_entry import ERROR, WARNING, CatalogueEntry

COMPONENT = {
    "scheme.weights-unused": CatalogueEntry(
        WARNING,
        "“考核板块”表填了各板块的权重，计分规则的{weights}用不上。",
        "请核对“考核板块”表的权重；要改权重的，改在“考核板块”表里，把这两格改回50。",
    ),
    "scheme.share-component": CatalogueEntry(
        ERROR,
        "考核板块“{name}”的权重是{weight}、满分是{full}，它的各票类占总分比重合计为{total}。",
        "用占总分比重的，板块的满分须为100，权重须等于它的各票类占总分比重之和；请改成一致。",
    ),
    "scheme.no-component": CatalogueEntry(
        ERROR,
        "排名组“{group}”没有适用的考核板块。",
        "请在“考核板块”表的“适用排名组”中写上该组，或留空表示各组适用。",
    ),
    "scheme.component-name": CatalogueEntry(
        ERROR,
        "考核板块“{name}”的得分要印成“{score}”，与别的得分分不开。",
        "请换一个板块名称，如 述职测评、平时考核。",
    ),
    "scheme.component-twice": CatalogueEntry(
        ERROR,
        "考核板块“{name}”对排名组“{group}”填了两行。",
        "同一板块各组权重不同的，请在每行的“适用排名组”中写明不同的组；重复的请删去一行。",
    ),
    "scheme.component-unlike": CatalogueEntry(
        ERROR,
        "考核板块“{name}”的来源或满分与第{row}行不同。",
        "同一板块只有权重可以各组不同，请改成一致，或换一个板块名称。",
    ),
    "scheme.component-empty": CatalogueEntry(
        ERROR,
        "考核板块“{name}”来源是测评，排名组“{group}”却没有属于它的测评。",
        "请在“测评”表的“板块”栏写上它，或改正考核板块的来源、适用排名组。",
    ),
    "scheme.component-source": CatalogueEntry(
        ERROR,
        "“{column}”中的“{name}”来源不是“{source}”。",
        "请改写成来源为“{source}”的板块，或改正考核板块的来源。",
    ),
    "scheme.component-full": CatalogueEntry(
        ERROR,
        "测评“{poll}”所在的考核板块满分是{full}，打分方式却是{scoring}。",
        "满分不是100的板块，请用分项打分，各项分值之和等于满分；或把满分改为100。",
    ),
    "scheme.component-unnamed": CatalogueEntry(
        ERROR,
        "“{name}”没有写明属于哪个考核板块（{names}）。",
        "有几个来源相同的板块，请在“板块”栏写上其中一个（没有这一栏的，在最后加上）。",
    ),
}

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
