"""Findings on 评分单位 in a scheme: the items that departments score, and the 部门评分表 that ask for them."""

from __future__ import annotations

from lianping_xlsx.core.catalogue.catalogue_entry import ERROR, CatalogueEntry

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
