"""Findings on who scores which 考评项目 for whom: 评分单位, 部门评分表, and items in which a ratee has no task."""

from __future__ import annotations

from lianping_xlsx.core.catalogue.catalogue_entry import ERROR, NOTE, WARNING, CatalogueEntry

DEPARTMENT = {
    "scheme.unit-no-task": CatalogueEntry(
        ERROR,
        "考评细则{items}由“{unit}”评分，却没有给它安排部门评分表。",
        "请在“填报任务”中给它加一行“部门评分表”，或改正评分单位。",
    ),
    "scheme.unit-not-for": CatalogueEntry(
        ERROR,
        "“{unit}”有评分的项目，它的部门评分表没有把{names}列入范围。",
        "请在“填报任务”中把这些人列入它的考核对象范围，或改正项目的适用排名组。",
    ),
    "scheme.unit-no-items": CatalogueEntry(
        ERROR,
        "给“{unit}”安排了部门评分表，考评细则里却没有由它评分、适用于这些人的项目。",
        "请在“考评细则”的“评分单位”栏填上它，或删去这项任务；有几个考评板块的，请写明板块。",
    ),
    "scheme.unit-no-team": CatalogueEntry(
        ERROR,
        "给“{unit}”安排了实地考评，而{names}的考评细则各项都写明了评分单位，没有考核组评分的项目。",
        "请删去这项任务，或把考核组评分的项目的评分单位留空。",
    ),
    "scheme.unit-twice": CatalogueEntry(
        ERROR,
        "“{unit}”的部门评分表与第{row}行有相同的人和项目。",
        "请合并成一行，或改正考核对象范围，使每人的每个项目只评一次。",
    ),
}
EXEMPT_ITEMS = {
    "scheme.exempt-elsewhere": CatalogueEntry(
        WARNING,
        "{item}写明{names}没有此项任务，而这一项本来就不适用于他们的排名组。",
        "请核对“适用排名组”和“无此任务的考核对象”；不适用的，不必再写。",
    ),
    "scheme.exempt-nobody": CatalogueEntry(
        ERROR,
        "“无任务项目处理”为“平均值”，而排名组“{group}”参加考评的人都没有{item}这项任务，没有人的得分可以平均。",
        "请改正“无此任务的考核对象”，或用“适用排名组”把这一项只用于其他组，或改变“无任务项目处理”。",
    ),
    "scheme.exempt-all": CatalogueEntry(
        ERROR,
        "{name}的考评细则各项（得分、扣分）都写明没有任务，没有可以评分的项目。",
        "请改正“无此任务的考核对象”，至少给此人留一项；不参评的，只在“否决与加减分”写明“不参评”，这里不用写。",
    ),
    "scheme.exempt-team": CatalogueEntry(
        ERROR,
        "{name}由考核组评分的各项都写明没有任务，实地考评表没有可以填写的项目。",
        "请改正“无此任务的考核对象”，或把至少一项由评分单位评分的项目改由考核组评分（评分单位留空）。",
    ),
    "scheme.exempt-department": CatalogueEntry(
        NOTE,
        "由“{unit}”评分的项目，{names}都没有任务，不列入它的部门评分表。",
        "无需处理；如不对，请改正“无此任务的考核对象”。",
    ),
}
