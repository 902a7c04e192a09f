"""Findings on lists of the office (名单、考评细则、票类) that are imported into a scheme."""

from __future__ import annotations

from lianping_xlsx.core.catalogue.catalogue_entry import ERROR, WARNING, CatalogueEntry

_AGAIN = "然后再运行一次"

IMPORT = {
    "import.missing": CatalogueEntry(
        ERROR,
        "没有这个文件，没有导入。",
        "{near}请核对文件在哪个文件夹、后缀名是什么，名称里有空格的用引号括起来，"
        + _AGAIN
        + "；也可以不写文件名，运行以后把文件拖进窗口。",
    ),
    "import.folder": CatalogueEntry(
        ERROR, "这是文件夹，不是文件，没有导入。", "请写明里面的哪一个文件，一次导入一个，" + _AGAIN + "。"
    ),
    "import.own-file": CatalogueEntry(
        ERROR,
        "这是考核用的文件（{what}），不是名单，没有导入。",
        "请写本单位的名单、细则；要改方案的，直接用 WPS 在“考核方案.xlsx”里改。",
    ),
    "import.no-table": CatalogueEntry(
        ERROR,
        "这是{kind}，不是电子表格，没有导入。",
        "请新建一个 WPS 表格，把名单录进去（Word、网页里的表可以复制、粘贴），存为 .xlsx，再导入。",
    ),
    "import.other-kind": CatalogueEntry(
        ERROR, "这是{kind}，这种格式不能直接导入。", "请用 WPS 打开，核对内容以后另存为 .xlsx，再导入。"
    ),
    "import.packed": CatalogueEntry(
        ERROR, "这是{kind}，没有导入里面的文件。", "请先解压（邮件请先存出附件），再导入里面的名单，一次一个文件。"
    ),
    "import.shortcut": CatalogueEntry(
        ERROR, "这是快捷方式，不是文件本身，没有导入。", "请写它指向的那个文件（在“属性”里看目标），" + _AGAIN + "。"
    ),
    "import.empty": CatalogueEntry(
        ERROR, "这是空文件（0字节），没有导入。", "请核对是不是这一份；是的，请重新下载、复制，" + _AGAIN + "。"
    ),
    "import.damaged": CatalogueEntry(
        ERROR,
        "这个文件不完整或者已损坏，没有导入。",
        "请重新下载、复制一份，或者请提供名单的人重新发来；还能用 WPS 打开的，另存为 .xlsx，再导入。",
    ),
    "import.encrypted": CatalogueEntry(
        ERROR, "这个文件设了密码，没有导入。", "请用 WPS 打开（压缩包请先解压），取消密码，另存为 .xlsx，再导入。"
    ),
    "import.unopened": CatalogueEntry(
        ERROR, "这个文件打不开（{reason}），没有导入。", "请关闭正在使用它的程序，核对权限，" + _AGAIN + "。"
    ),
    "import.unreadable": CatalogueEntry(
        ERROR,
        "这个文件读不出来（{reason}），没有导入。",
        "请用 WPS 打开，只把名单复制到新建的表格里，存为 .xlsx，再导入。",
    ),
    "import.too-long": CatalogueEntry(
        ERROR,
        "这张工作表有{rows}行，超过名单的上限{most}行，没有导入。",
        "请核对是不是名单；只留要导入的行，另存一份，" + _AGAIN + "；不导入这张表的，用 --sheet 写明要导入哪一张。",
    ),
    "import.no-sheet": CatalogueEntry(
        ERROR,
        "文件里没有“{sheet}”这张工作表；有：{sheets}。",
        "请在 --sheet 后面照原样写工作表的名称，" + _AGAIN + "。",
    ),
    "import.no-list": CatalogueEntry(
        ERROR,
        "没有认出名单：没有一张工作表的表头里有必要的几栏（{needs}）。",
        "请看表头是不是在前20行里、一行一个名称；名称不常用的，用 --column 写明，如 --as 考核对象 --column 姓名=C"
        " --column 所在单位=B（等号后面是列的字母），" + _AGAIN + "。",
    ),
    "import.ambiguous": CatalogueEntry(
        ERROR,
        "有几列都像“{column}”：{columns}，不知道用哪一列。",
        "请写明用哪一列，如 --column {column}={first}；哪一列都不用的，写 --column {column}=，" + _AGAIN + "。",
    ),
    "import.missing-column": CatalogueEntry(
        ERROR,
        "导入“{table}”还需要{columns}，名单里没有这样的列，从方案里也推不出来。",
        "请在名单里加上这一列，或者用 --column 写明是哪一列（如 --column 一级指标=B）；各人排名组都一样的，"
        "用 --group 写明排名组的名称，" + _AGAIN + "。",
    ),
    "import.bad-cell": CatalogueEntry(
        ERROR,
        "“{raw}”不能用作“{column}”：应填{expects}。",
        "请在名单里更正这一格；不导入这一列的，写 --column {column}=，" + _AGAIN + "。",
    ),
    "import.number-as-name": CatalogueEntry(
        ERROR,
        "“{raw}”是数字，不能用作“{column}”。",
        "请在名单里更正这一格；是名单下面另外的统计表的，把那张表移到别的工作表，" + _AGAIN + "。",
    ),
    "import.merged-number": CatalogueEntry(
        ERROR,
        "“{column}”的这一格由{rows}行合并而成，不知道每一行是多少。",
        "请在名单里取消合并，逐行填写，" + _AGAIN + "。",
    ),
    "import.hidden-rows": CatalogueEntry(
        WARNING,
        "名单里有{count}行隐藏着（或者被筛选掉了），也一起导入。",
        "请核对下面列出的人和项目；不该导入的，先从名单里删去这几行。",
    ),
    "import.struck": CatalogueEntry(
        WARNING,
        "名单第{rows}行有加了删除线的内容（全部或者部分文字），也一起导入。",
        "请核对下面列出的人和项目：划掉的人不该导入的，先从名单里删去这几行；划掉旧的、旁边写了新的，只留新的，"
        + _AGAIN
        + "；划线没有这个意思的，不用管。",
    ),
    "import.hidden-column": CatalogueEntry(
        WARNING,
        "“{column}”用的{letters}列是隐藏的，也照样导入。",
        "请核对下面列出的内容；应当用别的列的，写明是哪一列，如 --column {column}=C；都不用的，写 --column {column}=，"
        + _AGAIN
        + "。",
    ),
    "import.no-result": CatalogueEntry(
        WARNING,
        "{where}有{count}格是公式，文件里没有计算结果，都读作空白；第一处是这一格。",
        "请用 WPS 打开名单，保存、关闭，" + _AGAIN + "；公式算出来本来就是空白的，不用管。",
    ),
    "import.carried": CatalogueEntry(
        WARNING,
        "“{column}”有{count}格空白，照上面一行的填；第一处是这一格。",
        "请核对下面列出的行：不是同一个的，在名单里补上，" + _AGAIN + "。",
    ),
    "import.twice": CatalogueEntry(
        WARNING,
        "这一行与{row}是同一个，只导入那一行，空白的补上。",
        "请核对：同名同单位的两个人，请给他们不同的编号；重复的不用管。",
    ),
    "import.twice-differs": CatalogueEntry(
        ERROR,
        "这一行与{row}是同一个（编号相同，或者名称相同），“{columns}”却不同，不知道以哪一行为准。",
        "请在名单里更正：是两个的，给他们不同的编号（或者不同的名称）；重复的，删去一行，" + _AGAIN + "。",
    ),
    "import.unit-stays": CatalogueEntry(
        WARNING,
        "“{person}”的所在单位由“{before}”改为“{after}”，填报单位仍是“{unit}”。",
        "请在“考核对象”和“填报任务”里核对这个人的填报单位，不对的改过来；名单里加上“填报单位”一栏的，一起导入。",
    ),
    "import.other-contact": CatalogueEntry(
        WARNING,
        "“{unit}”的{columns}用{row}的，这一行的没有写入。",
        "一个填报单位只有一个联系人；应当用这一行的，写入以后请在“填报单位”里改。",
    ),
    "import.row-left-out": CatalogueEntry(
        WARNING,
        "“{text}”这一行没有导入：{reason}。",
        "应当导入的，请在名单里补齐，再导入一次（已经导入的不会重复）。",
    ),
    "import.second-table": CatalogueEntry(
        WARNING,
        "这一行是另一张表的表头（{text}），从这一行起没有导入。",
        "这张表也要导入的，请把它移到另一张工作表（不是一种名单的，也可以用 --as 写明导入方案的哪一张表），再导入一次"
        "（已经导入的不会重复）；不用导入的，不用管。",
    ),
    "import.sheet-left-out": CatalogueEntry(
        WARNING,
        "这张工作表没有导入：{reason}。",
        "要导入的，请核对表头里有没有必要的栏目，再用 --sheet {sheet} 导入一次；不用导入的，不用管。",
    ),
    "import.sample-there": CatalogueEntry(
        WARNING,
        "方案还是示例：“{table}”里另有{count}行名单里没有，导入以后仍然留着。",
        "示例的要整个换成名单的，加 --instead；确是本单位的，不用管。",
    ),
    "import.no-sample": CatalogueEntry(
        ERROR,
        "方案的“标注”已经不写示例，里面是本单位自己的名单，不能用 --instead 整个换掉。",
        "请去掉 --instead：名单里有的补进去，不同的用 --replace 改写，多余的行在 WPS 里自己删去。",
    ),
    "import.dealt-out": CatalogueEntry(
        WARNING,
        "{forms}的任务原来写的是示例的人，现在按名单的次序平均分给了各填报单位。",
        "请在“填报任务”的“考核对象范围”栏核对谁负责谁，不对的改过来。",
    ),
    "import.copied-counts": CatalogueEntry(
        WARNING,
        "新增的{count}项任务（{forms}）的预计份数照抄了方案里原有的。",
        "请在“填报任务”的“预计份数”栏逐项核对，改成实有人数。",
    ),
    "import.handed-on": CatalogueEntry(
        WARNING,
        "考评细则里有只用于示例排名组（{gone}）的项目：第一组的给了新的排名组（{new}），其余的删去。",
        "请在“考评细则”核对“适用排名组”栏，把示例的项目换成各组自己的。",
    ),
    "import.names-gone": CatalogueEntry(
        WARNING,
        "第{rows}行的“{column}”写的是换掉的示例的人，他们的编号现在是名单里别人的。",
        "请逐行改成名单里的人，或者删去这几行。",
    ),
    "import.names-others": CatalogueEntry(
        WARNING,
        "第{rows}行的“{column}”写的人，这次由名单换成了别人，这一行从此算在新的人身上。",
        "请逐行核对：是原来的人的，删去或者改写；新的人也适用的，不用管。",
    ),
    "import.issued": CatalogueEntry(
        WARNING,
        "表已经生成、发出；这样写入以后，方案还有{errors}处错误要改。",
        "全部改好以后运行 lianping-xlsx check，就列出哪几家要另发新表。",
    ),
    "import.differs": CatalogueEntry(
        ERROR,
        "写入以后，“考核方案.xlsx”读出来的内容与应有的不同，没有改动任何文件。",
        "请用 WPS 打开考核方案，另存为一个新的 .xlsx 文件，改回原名，" + _AGAIN + "；仍不行的，请从名单里复制过去。",
    ),
    "import.lost": CatalogueEntry(
        WARNING,
        "导入时，“考核方案.xlsx”里的{lost}没有能保留。",
        "“备份”里的原件还有；需要的请从原件复制过来。名单和设置没有少。",
    ),
}
