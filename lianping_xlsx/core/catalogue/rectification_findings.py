"""Findings on what comes in after the decision: filled-in 整改清单. None is an error, for none may touch the result."""

from __future__ import annotations

from lianping_xlsx.core.catalogue.catalogue_entry import WARNING, CatalogueEntry

RECTIFY = {
    "rectify.several": CatalogueEntry(
        WARNING,
        "一个文件里有{count}份整改清单，分不清是谁报回的，没有汇总。",
        "请一人一个文件，分别放进“2收回”。",
    ),
    "rectify.edited": CatalogueEntry(
        WARNING,
        "这份整改清单的清单身份被改动过，不能确认是发出的那一份，没有汇总。",
        "请用“4审定/整改清单”里发给本人的那一份重新填报，不要改动工作簿里隐藏的内容。",
    ),
    "rectify.other-campaign": CatalogueEntry(
        WARNING,
        "这是另一次考核（年度：{year}）的整改清单，没有汇总到这次考核。",
        "请放进那一次考核的“2收回”。",
    ),
}
