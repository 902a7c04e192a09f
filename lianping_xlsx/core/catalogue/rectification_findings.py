"""Findings on what comes in after the decision: filled-in 整改清单.

Those on a reply are no errors, for an error would make the result a 试算.
"""

from __future__ import annotations

from lianping_xlsx.core.catalogue.catalogue_entry import ERROR, NOTE, WARNING, CatalogueEntry

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
    "rectify.unknown": CatalogueEntry(
        WARNING,
        "认不出是这次考核哪一个人的整改清单（写的是“{who}”），没有汇总。",
        "请核对表上的单位、姓名和题目；是往年的，请移出“2收回”；是这次的，请用发给本人的那一份重新填报。",
    ),
    "rectify.unstamped": CatalogueEntry(
        NOTE,
        "整改清单里没有清单身份（以前的版本发出的，或者内容是复制出来的），按表上的单位、姓名认作“{name}”的。",
        "请核对是不是本人的。",
    ),
    "rectify.blank": CatalogueEntry(
        WARNING,
        "“{name}”报回的整改清单没有填写，不算已报。",
        "请让本人填好完成情况等栏再报。",
    ),
    "rectify.lost-columns": CatalogueEntry(
        WARNING,
        "“{name}”报回的整改清单里找不到这些栏：{columns}，其余各栏已经汇总。",
        "请让本人用发给本人的那一份填报，不要删改表头；或者问清以后直接填在整改清单里。",
    ),
    "rectify.repeated": CatalogueEntry(
        WARNING,
        "“{name}”报回的整改清单里，“{problem}”写了不止一行，各行填的不同，按最后填的汇总。",
        "请对照报回的那一份核对；要并在一起的，直接填在整改清单里。",
    ),
    "rectify.unnamed": CatalogueEntry(
        WARNING,
        "“{name}”报回的整改清单第{rows}行填了内容，但是看不出是哪个问题的，没有汇总。",
        "请让本人在“问题”一栏写明（接着上一行写的，并到上一行），重新报回；问清的也可以直接填在整改清单里。",
    ),
    "rectify.unclear": CatalogueEntry(
        WARNING,
        "“{name}”的“{column}”填的是“{raw}”{cells}，认不出，{taken}。",
        "请问清以后在“整改清单.xlsx”的格里填写下列之一：{options}。",
    ),
    "rectify.deadline-unread": CatalogueEntry(
        WARNING,
        "“{name}”的“整改时限”填的是“{raw}”{cells}，{fault}，到了时限也不会列为逾期。",
        "请问清以后在“整改清单.xlsx”的格里写全年月日，如 2025-06-30；没有时限的，写“长期坚持”或者“立行立改”。",
    ),
    "rectify.superseded": CatalogueEntry(
        NOTE,
        "“{name}”报回了不止一份整改清单（{files}），采用“{file}”：{why}。",
        "不是这一份的，请把用不着的移出“2收回”再运行。",
    ),
    "rectify.conflict": CatalogueEntry(
        WARNING,
        "“{name}”报回了内容不同的几份整改清单（{files}），{why}，都没有汇总。",
        "请问清以哪一份为准：把用不着的移出“2收回”，或者在要用的那一份的“填报日期”填上较晚的实际日期（不在考核年度以前、"
        "今天以后），再运行一次。",
    ),
    "rectify.kept": CatalogueEntry(
        WARNING,
        "“{name}”报回的内容与整改清单里主办单位填的不同（{cells}），整改清单的这几格没有改动。",
        "请对照报回的那一份核对；要用报回的，把整改清单里的这几格清空，再运行一次。",
    ),
    "rectify.too-many": CatalogueEntry(
        WARNING,
        "“{name}”报回的整改清单里，清单以外的问题有{count}条，超过{most}条，这些没有汇总，清单上的已经汇总。",
        "请打开这一份看一看；确实要补充的，请直接填在整改清单的表末。",
    ),
    "rectify.no-list": CatalogueEntry(
        ERROR,
        "“4审定”里没有“{file}”，整改回报没有地方汇总。",
        "还没有定稿的，请先收齐、合并、填好等次审定表，运行 lianping-xlsx finalize；误删了的，"
        "请从备份或者归档包里找回。",
    ),
    "rectify.list-open": CatalogueEntry(
        ERROR,
        "“{file}”正在别的程序里打开（有“{lock}”），没有改动它。",
        "请保存并关闭它，再运行一次；没有人打开的，请删去“{lock}”。",
    ),
    "rectify.list-unreadable": CatalogueEntry(
        ERROR,
        "“{file}”读不出来或者写不进去（{reason}），没有改动它。",
        "请用 WPS 打开检查，表头按原样改回，另存为 .xlsx，再运行一次；打不开的，请从“备份”或者归档包里找回。",
    ),
    "rectify.lost": CatalogueEntry(
        WARNING,
        "汇总时，“{file}”里的{lost}没有能保留。",
        "原来的文件在“4审定/备份”，请从那里找回。",
    ),
}
