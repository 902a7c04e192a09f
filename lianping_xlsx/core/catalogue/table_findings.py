"""Findings on the tables of a workbook that people edit."""

from __future__ import annotations

from lianping_xlsx.core.catalogue.catalogue_entry import ERROR, NOTE, UNLOCKED, WARNING, CatalogueEntry

TABLE = {
    "table.no-heading": CatalogueEntry(ERROR, "找不到表头行。", "请恢复表头：{columns}。"),
    "table.missing-column": CatalogueEntry(ERROR, "缺少“{column}”一栏。", "{written}请在表头行补上“{column}”。"),
    "table.missing-setting": CatalogueEntry(
        ERROR, "缺少“{setting}”一行。", "{written}请恢复这一行（项目、内容、说明）。"
    ),
    "table.setting-twice": CatalogueEntry(
        ERROR, "“{setting}”写了两行，内容不一样；上面第{row}行已经有了。", "请只保留一行，填上要用的内容。"
    ),
    "table.blank": CatalogueEntry(ERROR, "“{column}”没有填。", "请填写：{expects}。"),
    "table.fraction": CatalogueEntry(
        WARNING,
        "“{column}”填的是{raw}，不超过1，按{raw}%读取；可能本来是{percent}%。",
        f"请核对：如果是{{percent}}%，请先把单元格格式设为“常规”{UNLOCKED}，再填{{percent}}。",
    ),
    "table.error-value": CatalogueEntry(ERROR, "这一格是公式错误值“{raw}”。", "请直接填写内容；不需要的请清空。"),
    "table.no-result": CatalogueEntry(
        WARNING,
        "这一格是没有计算结果的公式，按空白处理。",
        "请用 WPS 打开，保存、关闭，再运行一次；也可以直接填写内容，不需要的清空。",
    ),
    "table.bad-cell": CatalogueEntry(ERROR, "“{column}”填的是“{raw}”，无法识别。", "请填写：{expects}。"),
    "table.above-heading": CatalogueEntry(
        ERROR,
        "第{rows}行在表头行（第{heading}行）的上面，没有读取。",
        "请把表头行移到它们的上面；不是表里的内容的，请移出这张工作表。",
    ),
    "table.column-twice": CatalogueEntry(
        WARNING,
        "“{column}”有两栏，只读取了{first}列，{second}列与它不同的没有读取。",
        "请核对以哪一栏为准，只保留这一栏；另一栏仍要留着的，请改用别的栏名。",
    ),
    "table.column-misspelt": CatalogueEntry(
        WARNING,
        "表头里的“{written}”不是这张表的栏目，这一栏填的没有读取。",
        "{suggestion}是的，请把这一格改成这个栏名；自己加的栏目，无需处理。",
    ),
    "table.column-own": CatalogueEntry(
        NOTE,
        "{columns}不是这张表的栏目，填的内容程序不读取。",
        "自己加的栏目，无需处理；要起作用的，请填到相应的栏目里。",
    ),
    "table.column-unnamed": CatalogueEntry(
        WARNING,
        "{letters}列没有栏名，这一列填的没有读取。",
        "{missing}请在表头行写上栏名；自己加的内容，请移到表格的右边，或给它起一个别的栏名。",
    ),
    "table.setting-unread": CatalogueEntry(
        WARNING,
        "“{written}”不是这张表的项目，这一行填的没有读取。",
        "{suggestion}请改成这张表有的项目；自己加的内容，无需处理。",
    ),
    "table.merged": CatalogueEntry(
        WARNING,
        "{span}合并成了一格，写着“{raw}”，只算第一格的，{cells}按空白读取。",
        "请取消合并单元格，在每一格里分别填写。",
    ),
    "table.merged-hidden": CatalogueEntry(
        WARNING,
        "{span}合并成了一格，看到的是“{raw}”；下面还盖着{cells}，看不到，却照样读取。",
        "请取消合并单元格，在每一格里分别填写；不应填的清空。",
    ),
    "table.hidden-rows": CatalogueEntry(
        WARNING,
        "第{rows}行隐藏着（或者被筛选掉了），程序照样读取。",
        "请取消隐藏（清除筛选）后核对：应当算的，无需处理；不应当算的，请删去这几行。",
    ),
    "table.hidden-columns": CatalogueEntry(
        WARNING,
        "“{columns}”一栏隐藏着，填的内容程序照样读取。",
        "请取消隐藏后核对：应当算的，无需处理；不应当算的，请清空。",
    ),
    "table.hidden-sheet": CatalogueEntry(
        WARNING,
        "这张工作表是隐藏的，打开文件看不到；填的内容程序照样读取。",
        "请取消隐藏后核对：应当算的，无需处理；不应当算的，请清空。",
    ),
    "table.date-as-text": CatalogueEntry(
        WARNING,
        "“{column}”有{count}格是日期，不是文字，可能与看到的不一样：如 {cell} 按“{raw}”读取。",
        f"请把这样的格的格式设为“文本”{UNLOCKED}，照应填的内容重填一遍；本来就要写成“{{raw}}”这样的，无需处理。",
    ),
    "table.shown-otherwise": CatalogueEntry(
        WARNING,
        "“{column}”显示为{shown}，实际填的是“{raw}”，按“{raw}”读取。",
        f"请把这一格的格式设为“文本”{UNLOCKED}，照应填的内容重填一遍。",
    ),
    "table.struck": CatalogueEntry(
        WARNING,
        "第{rows}行有加了删除线的内容（全部或者部分文字），程序照样读取。",
        f"请核对：应当算的，去掉删除线{UNLOCKED}；不应当算的，请清空，整行不要的删去这一行。",
    ),
}
