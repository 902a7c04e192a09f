"""Findings on a file in 2收回."""

from __future__ import annotations

from lianping_xlsx.core.catalogue.catalogue_entry import ERROR, NOTE, WARNING, CatalogueEntry

RESENT = "收到新的以后，请把这个文件移出收回文件夹。"
"""The remedy for the old file once a better one has come."""
_MORE_TIME = "确实是正常的表、只是内容多或电脑慢的，请把考核方案“收表限额”里的“读取时间上限”调大，再运行一次。"
_OUT = "，再把原来的移出。"

FILE = {
    "file.too-large": CatalogueEntry(
        ERROR,
        "文件过大，没有读取：{what}超过上限{limit}。",
        "请核对是不是填报的表；只保留填报内容，重新保存后再报。" + RESENT,
    ),
    "file.damaged": CatalogueEntry(
        ERROR,
        "文件不完整或已损坏，读不出来（{what}），可能是发送、下载时中断了。",
        "请对方重新发送；还能用 WPS 打开的，另存为 .xlsx 后重报。" + RESENT,
    ),
    "file.hostile-xml": CatalogueEntry(
        ERROR,
        "文件里含有表格中不应有的内容（{what}），为安全起见没有读取。",
        "请对方用发出的原表重新填写后报送。" + RESENT,
    ),
    "file.two-contents": CatalogueEntry(
        ERROR,
        "文件内部有两种读法（{what}），用不同的软件打开会看到不同的内容，没有读取。",
        "请对方用 WPS 打开，核对显示的内容后另存为 .xlsx 重报。" + RESENT,
    ),
    "file.no-sheets": CatalogueEntry(ERROR, "文件里没有工作表。", "请对方用发出的原表重新填写后报送。" + RESENT),
    "file.wrong-kind": CatalogueEntry(
        ERROR,
        "这是{kind}，不是能读取的表格格式（.xlsx、.xls、.et、.ods 等）。",
        "请用 WPS 打开后“另存为”.xlsx 格式（Excel 工作簿），放进收回文件夹" + _OUT,
    ),
    "file.too-old": CatalogueEntry(
        ERROR,
        "这是{kind}，格式太旧，没有读取。",
        "请用 WPS 打开后“另存为”.xlsx 格式（Excel 工作簿），放进收回文件夹" + _OUT,
    ),
    "file.picture": CatalogueEntry(
        ERROR,
        "这是{kind}，不是电子表格，里面的内容无法读取。",
        "请对方用发出的电子表填写后报送，或由本单位照此在发出的表上代为登记，核对后放进收回文件夹；"
        "随表附来的扫描件，移出收回文件夹即可。",
    ),
    "file.not-a-table": CatalogueEntry(
        ERROR,
        "这是{kind}，不是电子表格，没有读取。",
        "请核对是否发错了文件：需要的内容，请对方填在发出的原表里报送（改后缀名没有用）；用不着的，移出收回文件夹即可。",
    ),
    "file.beside": CatalogueEntry(
        WARNING,
        "这是{kind}，没有读取；应交的表都已采用，它可能是随表附来的材料。",
        "请看一下：只是扫描件、述职报告一类材料的，无需处理；写有应当计入的内容的，请填在发出的表里，放进收回文件夹。",
    ),
    "file.shortcut": CatalogueEntry(
        ERROR,
        "这是{kind}，只记着文件原来放在哪里，里面没有表格。",
        "请对方找到原文件本身重新发送，或把原文件复制到收回文件夹" + _OUT,
    ),
    "file.unknown": CatalogueEntry(
        ERROR,
        "文件内容无法识别，不是电子表格，也可能已经损坏。",
        "请对方重新发送；能用 WPS 打开的，请打开后另存为 .xlsx 再报。" + RESENT,
    ),
    "file.encrypted": CatalogueEntry(
        ERROR,
        "文件设了打开密码，已有的密码都打不开，没有读取。",
        "请把密码填在考核方案“填报单位”的“打开密码”栏，或运行时加上“--password 密码”；也可以请对方取消密码后重新发送。"
        + RESENT,
    ),
    "file.encrypted-ods": CatalogueEntry(
        ERROR,
        "这个 .ods 文件设了打开密码，读不出来。",
        "请用 WPS 或 LibreOffice 打开，取消密码后另存为 .xlsx，放进收回文件夹" + _OUT,
    ),
    "file.tnef": CatalogueEntry(
        ERROR,
        "这是{kind}，里面的附件没有读取。",
        "请对方在 Outlook 中把邮件格式改为“HTML”或“纯文本”，重新发送附件；或请对方把表压缩成 zip 后再发。" + RESENT,
    ),
    "file.needs-unpacking": CatalogueEntry(
        ERROR,
        "这个{kind}里的文件是压缩过的，本机没有能解开它的程序，没有读取。",
        "请用解压软件解压后，把里面的表格放进收回文件夹，再把压缩包移出；或请对方改发 zip 压缩包。",
    ),
    "file.volume": CatalogueEntry(
        ERROR,
        "这是分卷压缩包中的一卷，单独解不开，没有读取。",
        "请把各卷放在同一个文件夹里解压，把里面的表格放进收回文件夹，再把各卷移出。",
    ),
    "file.nested": CatalogueEntry(
        ERROR,
        "这是压缩包或邮件里又套着的{kind}，只解开一层，里面的没有读取。",
        "请先解压（邮件请先存出附件），把里面的表格放进收回文件夹" + _OUT,
    ),
    "file.encrypted-member": CatalogueEntry(
        ERROR,
        "压缩包里的这个文件设了解压密码，没有读取。",
        "请用密码解压后，把里面的表格放进收回文件夹，再把压缩包移出。",
    ),
    "file.encrypted-archive": CatalogueEntry(
        ERROR, "压缩包设了解压密码，没有读取。", "请用密码解压后，把里面的表格放进收回文件夹，再把压缩包移出。"
    ),
    "file.strange-packing": CatalogueEntry(
        ERROR,
        "压缩包里的这个文件用了少见的压缩方式，解不开，没有读取。",
        "请用电脑上的解压软件解压后，把里面的表格放进收回文件夹，再把压缩包移出。",
    ),
    "file.no-members": CatalogueEntry(
        ERROR, "这个文件（{kind}）里没有附带的文件。", "请核对是不是发错了，请对方重新发送。" + RESENT
    ),
    "file.empty": CatalogueEntry(ERROR, "这是空文件（0字节）。", "文件没有传完整，请对方重新发送。" + RESENT),
    "file.killed-parser": CatalogueEntry(
        ERROR,
        "读取这个文件时程序组件异常终止，已跳过。",
        "文件内容不正常，请对方用发出的原表重新填写后报送。" + RESENT,
    ),
    "file.too-slow": CatalogueEntry(
        ERROR,
        "读取这个文件超过了时间上限，已跳过。",
        "文件内容多半不正常，请对方用发出的原表重新填写后报送。" + RESENT + _MORE_TIME,
    ),
    "file.given-up": CatalogueEntry(
        ERROR,
        "收到的文件里有好几个超过了读取时间上限，为免久等，这个文件没有等足时间上限，没有读完，已跳过。",
        "请先把超过时间上限的几个文件移出收回文件夹，再运行一次；仍然读不完的，请对方用发出的原表重新填写后报送。"
        + _MORE_TIME,
    ),
    "file.parser-broke": CatalogueEntry(
        ERROR, "这个文件的内容不正常，读取失败，已跳过。", "请对方用发出的原表重新填写后报送。" + RESENT
    ),
    "file.not-regular": CatalogueEntry(ERROR, "这是{kind}，没有读取。", "请把表格文件本身复制到收回文件夹" + _OUT),
    "file.unreadable": CatalogueEntry(
        ERROR, "文件打不开（{reason}）。", "请关闭正在使用它的程序，检查权限后再运行一次。"
    ),
    "file.open-elsewhere": CatalogueEntry(
        WARNING,
        "“{file}”正被其他程序打开，可能还有没保存的内容。",
        "请保存并关闭后，再运行一次；确实没有打开的，请删去这个临时文件。",
    ),
    "file.sender": CatalogueEntry(
        NOTE,
        "从文件名看，可能是“{unit}”报来的（文件名里有“{name}”），该单位还有表没有收到。",
        "请打开看一下；确是该单位报来的，请对方用发出的电子表填报。",
        to_unit="",
    ),
    "file.not-a-form": CatalogueEntry(
        ERROR,
        "这个文件里没有本次考核发出的表。",
        "请核对：放错了的，移出收回文件夹；把内容粘贴到了别的表里的，请对方用发出的原表填写后报送。",
    ),
}

CLUSTER = {
    "cluster.unusable": CatalogueEntry(
        ERROR,
        "Dask 调度器 {address} 用不了：{reason}。没有合并。",
        "请核对地址、调度器和工作进程是不是开着、各处的程序版本是不是相同，再运行；不写 --scheduler 的，就在本机读。",
    ),
}
