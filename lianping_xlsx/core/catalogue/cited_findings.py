"""Findings on 引用: the rows of the sheet, and the 结果报送表 that came back for them."""

from __future__ import annotations

from lianping_xlsx.core.catalogue.catalogue_entry import ERROR, WARNING, CatalogueEntry

_ASK = "请对方原样报送其“4审定/结果报送表.xlsx”，收到后把这个文件移出收回文件夹。"

CITED = {
    "scheme.citation-source": CatalogueEntry(
        ERROR,
        "“{column}”中的“{name}”来源不是“引用”，不能引用其他考核的结果。",
        "请改写成来源为“引用”的板块，或改正考核板块的来源，或删去这一行。",
    ),
    "scheme.citation-scope": CatalogueEntry(
        ERROR,
        "板块“{name}”不适用于{names}，却为其引用了结果。",
        "请改正考核对象，或改正考核板块的适用排名组。",
    ),
    "scheme.citation-twice": CatalogueEntry(
        ERROR,
        "“{name}”的这个板块，第{row}行已经引用了“{campaign}”的结果。",
        "同一个人一个板块引用同一次考核，只写一行；只取几个排名组的，每行写一个排名组。",
    ),
    "scheme.not-cited": CatalogueEntry(
        ERROR,
        "“{name}”的“{component}”没有写明引用哪一次考核的结果。",
        "请在“引用”表中加一行：板块、考核对象、引用的考核。",
    ),
    "report.missing": CatalogueEntry(
        ERROR,
        "引用的考核“{campaign}”的结果报送表还没有收到。",
        "请对方定稿后报送“结果报送表.xlsx”，放进收回文件夹；已经收到的，请核对“引用”表上写的主办单位或方案名称与表上印的是否一致。",
    ),
    "report.edited": CatalogueEntry(ERROR, "这份结果报送表写出以后被改动过（校验值与内容不符），没有采用。", _ASK),
    "report.shown-differs": CatalogueEntry(
        ERROR, "这份结果报送表上看到的内容（{shown}）与写出时的（{written}）不同，没有采用。", _ASK
    ),
    "report.several": CatalogueEntry(
        ERROR, "一个文件里有几份结果报送表，没有采用。", "请分开存放，每个文件一份，原样放进收回文件夹。"
    ),
    "report.conflict": CatalogueEntry(
        ERROR,
        "“{campaign}”第{number}次审定的结果报送表收到内容不同的几份，都没有采用：{files}。",
        "请与对方核对校验码，逐处不同见“3汇总/版本对照.xlsx”：在“采用”栏打√，保存后再合并；"
        "也可以把不要的移出收回文件夹，或合并时在命令后面加上 --prefer 文件名。",
    ),
    "report.ambiguous": CatalogueEntry(
        ERROR,
        "收到的结果报送表里，有几次考核都与“{campaign}”相符，都没有采用：{files}。",
        "请核对引用的是哪一次考核，逐处不同见“3汇总/版本对照.xlsx”：在“采用”栏打√，保存后再合并；"
        "也可以在“引用”表改写方案名称，把放错了的移出收回文件夹，或合并时在命令后面加上 --prefer 文件名。",
    ),
    "report.other-year": CatalogueEntry(
        WARNING,
        "这是“{campaign}”{year}年度的结果报送表，不是{wanted}年度的，没有采用。",
        "放错了的，移出收回文件夹；请对方报送{wanted}年度的。",
    ),
    "report.trial": CatalogueEntry(
        WARNING, "“{campaign}”的这份结果报送表不是正式结果，没有采用。", "请对方成为正式结果、定稿以后再报。"
    ),
    "report.not-cited": CatalogueEntry(
        WARNING,
        "方案没有引用“{host}”的“{title}”，这份结果报送表没有采用。",
        "{suggestion}应当引用的，请在方案的“引用”表写明；放错了的，移出收回文件夹。",
    ),
    "report.no-figure": CatalogueEntry(
        ERROR,
        "“{name}”的“{component}”没有得分：{causes}。",
        "请核对“引用”表上的排名组、取值和姓名；综合得分不单列的，请与对方商量在不泄露投票情况的前提下怎样报送。",
    ),
}
