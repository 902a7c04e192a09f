"""Findings on the files that the program writes, checks or destroys."""

from __future__ import annotations

from lianping_xlsx.core.catalogue.catalogue_entry import ERROR, NOTE, WARNING, CatalogueEntry

WRITE = {
    "write.failed": CatalogueEntry(
        ERROR,
        "“{file}”写不进去（{reason}），没有改动任何文件。",
        "如果它正在 WPS 或 Excel 里打开，请先关闭；再检查文件夹是否只读、磁盘是否已满，然后重新运行。",
    ),
    "write.busy": CatalogueEntry(
        ERROR,
        "另一个窗口或另一台电脑正在写这个考核文件夹（合并、定稿、生成表样、写邮件或销毁），等了一分钟还没有做完，没有改动任何文件。",
        "请等它做完再运行；开着 watch 的，来了新表会自动合并，不用再手工合并。",
        formerly=("另一个窗口或另一台电脑正在合并这个考核文件夹，等了一分钟还没有做完，没有改动任何文件。",),
    ),
    "write.halfway": CatalogueEntry(
        ERROR,
        "“{file}”写不进去（{reason}），而别的文件有的已经换成新的：现在新旧不一。",
        "请关闭正在 WPS 或 Excel 里打开的文件，检查磁盘，然后重新运行，就会全部写齐。",
    ),
    "write.saved-meanwhile": CatalogueEntry(
        ERROR,
        "“{file}”在运行期间被保存过，里面可能有新填的内容，没有改动任何文件。",
        "请在 WPS 里保存并关闭它，再运行一次，新填的内容会保留。",
    ),
    "write.papers-outdated": CatalogueEntry(
        NOTE,
        "“{file}”是按上一次的结果写的，已经删去。",
        "还要的，运行 lianping-xlsx explain --all 按现在的结果重新写。",
    ),
    "write.slots": CatalogueEntry(
        ERROR, "“{file}”写不进去（{reason}）；“1发出”里的表已经生成。", "请换一个可以写的位置，再运行一次。"
    ),
    "write.exists": CatalogueEntry(
        ERROR, "这里已经有“{file}”，没有覆盖。", "确实要重新开始的，加 --force（原文件会留一份在“备份”里）。"
    ),
    "write.edited": CatalogueEntry(
        ERROR, "“{file}”生成后被改动过，没有覆盖。", "确实要重新生成的，加 --force（改动过的文件会留一份在“备份”里）。"
    ),
}

_OWN_INSTEAD = "这次的文书没有用它，用的是程序自带的模板"
_IN_GUIDE = "可以用的名称和写法见同一文件夹的“说明.txt”。改好后重新运行 {again}；用程序自带的模板的，删除这个文件即可。"

TEMPLATE = {
    "template.unreadable": CatalogueEntry(
        WARNING,
        f"“文书模板”里的“{{file}}”不能用作模板（{{reason}}），{_OWN_INSTEAD}。",
        "请用 WPS 打开核对（有密码的先取消，图片太大的先压缩），另存为不含宏的 .docx 文档后重新运行 {again}；"
        "不用自己的模板的，删除这个文件即可。",
    ),
    "template.other-name": CatalogueEntry(
        WARNING,
        "“文书模板”里的“{other}”没有用：程序只用名称是“{file}”的模板。",
        "要用它的，在 WPS 里另存为“{file}”，放在“文书模板”里，再运行 {again}；不用的，移到别的文件夹。",
    ),
    "template.outside": CatalogueEntry(
        WARNING,
        f"“文书模板”里的“{{file}}”含有{{what}}，发出的文书里不应有，{_OWN_INSTEAD}。",
        "请在 WPS 里删除它（图片要直接插入，不用链接），保存后重新运行 {again}。",
    ),
    "template.syntax": CatalogueEntry(
        WARNING,
        f"“文书模板”里的“{{file}}”有花括号的写法不对{{where}}，{_OWN_INSTEAD}。",
        "请检查花括号、百分号是不是成对、半角，if、for 有没有各自的 endif、endfor；"
        "不是名称和控制语句的字，不要用花括号。" + _IN_GUIDE,
    ),
    "template.beside": CatalogueEntry(
        WARNING,
        f"“文书模板”里的“{{file}}”的控制语句“{{words}}”没有单独占一{{place}}，旁边的内容会丢失，{_OWN_INSTEAD}。",
        "请把它移到单独的一{place}，里面不留别的字、图和分节符；只要一段里的几个字的，用不带 p、tr、tc 的 if 和 endif。"
        + _IN_GUIDE,
    ),
    "template.lacks": CatalogueEntry(
        WARNING,
        f"“文书模板”里的“{{file}}”没有用名称{{names}}，写出的文书里没有考核对象和结果，{_OWN_INSTEAD}。",
        "请核对是不是空白的、别的文件，或者名称被换成了具体的字；请在模板里补上。" + _IN_GUIDE,
    ),
    "template.revisions": CatalogueEntry(
        WARNING,
        f"“文书模板”里的“{{file}}”留有没有接受的修订，删去的文字和修订人的姓名会随文书发出，{_OWN_INSTEAD}。",
        "请在 WPS 的“审阅”里接受或拒绝全部修订，关闭修订，保存后重新运行 {again}；不用自己的模板的，删除这个文件即可。",
    ),
    "template.forbidden": CatalogueEntry(
        WARNING,
        f"“文书模板”里的“{{file}}”用了不支持的写法（“{{words}}”），{_OWN_INSTEAD}。",
        "花括号里只能写名称、if、for 和比较；一组内容要用 for 逐个写出。" + _IN_GUIDE,
    ),
    "template.name": CatalogueEntry(
        WARNING,
        f"“文书模板”里的“{{file}}”用了不认识的名称“{{name}}”，{_OWN_INSTEAD}。",
        "{near}请改成可以用的名称。" + _IN_GUIDE,
    ),
    "template.no-trial": CatalogueEntry(
        WARNING,
        f"结果是试算，而“文书模板”里的“{{file}}”没有写出 {{{{{{{{ 试算 }}}}}}}}，{_OWN_INSTEAD}。",
        "请在模板里补上 {{{{ 试算 }}}}。" + _IN_GUIDE,
    ),
    "template.no-correction": CatalogueEntry(
        WARNING,
        "以前审定过，而“文书模板”里的“{file}”没有写出 {{{{ 更正说明 }}}}："
        "写出的文书没有说明与此前印发的不一致时以哪一份为准。",
        "没有改过这个模板的，删除它，就用程序自带的新模板；改过的，请补上 {{{{ 更正说明 }}}}。再运行 {again}；"
        "也可以在写出的文书里写明。",
    ),
    "template.too-long": CatalogueEntry(
        WARNING,
        f"用“文书模板”里的“{{file}}”写出的文书过长，{_OWN_INSTEAD}。",
        "请检查 for 和 endfor 之间是不是重复得太多。" + _IN_GUIDE,
    ),
    "template.structure": CatalogueEntry(
        WARNING,
        f"用“文书模板”里的“{{file}}”写出的文书打不开，{_OWN_INSTEAD}。",
        "请检查控制语句是不是各占一段（一行、一格），if 和 endif、for 和 endfor 是不是在同一个表格里或都在表格外。"
        + _IN_GUIDE,
    ),
}

EXPLAIN = {
    "explain.nobody": CatalogueEntry(
        ERROR, "考核对象里没有“{word}”。", "请写姓名、单位或者编号{near}；全部考核对象见“综合排序”。"
    ),
    "explain.several": CatalogueEntry(
        ERROR, "“{word}”可以指{count}个考核对象：{names}。", "请写其中一个的编号，或者写“单位 姓名”。"
    ),
    "explain.no-figure": CatalogueEntry(
        ERROR, "{name}的推算里没有名称含“{figure}”的数。", "可以写：{known}；不写 --figure 的，列出全部。"
    ),
    "explain.outdated": CatalogueEntry(
        WARNING,
        "{name}现在算得的结果（{now}）与上次汇总的（{before}）不同：汇总以后，收回的表或者方案有变化。",
        "请运行 lianping-xlsx merge 重新汇总；下面按现在的表推算。",
    ),
    "explain.replies-changed": CatalogueEntry(
        WARNING,
        "汇总以后，收回的表有变化：{name}的综合得分、名次、建议等次没有变，下面其余的数可能与汇总表上的不同。",
        "请运行 lianping-xlsx merge 重新汇总；下面按现在的表推算。",
    ),
    "explain.papers-outdated": CatalogueEntry(
        ERROR,
        "现在算得的结果与“3汇总”里的不同（还没有汇总，或者汇总以后表、方案有变化，或者票已经销毁），没有写核算底稿。",
        "请运行 lianping-xlsx merge 重新汇总；合并时加了 --prefer、--password 的，这里也要加上。",
    ),
    "explain.papers-trial": CatalogueEntry(
        ERROR,
        "结果还是试算，可公开的底稿只写正式的结果，没有写。",
        "请先办完更正、催报，重新汇总；内部核对的，不加 --public。",
    ),
    "explain.papers-undecided": CatalogueEntry(
        ERROR,
        "现在的结果还没有审定（或者审定以后有变动），可公开的底稿审定以后才写，没有写。",
        "请先运行 lianping-xlsx finalize：票有变动的，两次公开的数相比会看出个别人的票；内部核对的，不加 --public。",
    ),
    "explain.not-merged": CatalogueEntry(
        NOTE, "还没有汇总，下面按现在收回的表推算。", "请运行 lianping-xlsx merge，得到汇总表。"
    ),
    "explain.not-decided": CatalogueEntry(
        ERROR,
        "{name}的结果{why}，不能写复核说明：复核说明只说明已经审定的正式结果。",
        "请先审定，按正式结果运行 lianping-xlsx finalize，再写；主办单位内部核对的，不加 --docx。",
    ),
    "explain.changed-since": CatalogueEntry(
        ERROR,
        "{decided}以后，{name}的结果有变动（{change}），不能按现在的表写复核说明。",
        "请核对收回的表和方案；确实变动的，提请研究后再运行 lianping-xlsx finalize；主办单位内部核对的，不加 --docx。",
    ),
    "explain.left": CatalogueEntry(
        WARNING,
        "“{file}”写出后被改动过；结果没有变，保留了改动过的文件。",
        "请核对改动是否应该；需要恢复的，把它移到别处，再运行。",
    ),
    "explain.replaced": CatalogueEntry(
        WARNING,
        "“{file}”与原来的不同，已重新写出；原来的一份留在“{where}”里。",
        "原来的已经交给本人的，请换发现在的一份，并说明原因。",
    ),
    "explain.register-open": CatalogueEntry(
        WARNING,
        "“{file}”正在别的程序里打开（有“{lock}”），没有登记{name}的复核申请。",
        "请保存并关闭它，再运行一次；没有人打开的，请删去“{lock}”。",
    ),
    "explain.register-unreadable": CatalogueEntry(
        WARNING,
        "复核登记读不出来或者写不进去（{reason}），没有改动它：新的复核申请登记不了，复核办到哪里也看不出。",
        "请用 WPS 打开检查，表头按原样改回，另存为 .xlsx，再运行一次；打不开的，请移到别处，下次写复核说明时另写一份。",
    ),
    "explain.review-result": CatalogueEntry(
        WARNING,
        "复核登记第{number}号的复核结果是更正，“对应的结果”{raw}，看不出是第几次审定的，重新定稿时不会写进审定记录。",
        "请在这一格写明是第几次审定，如“第{last}次审定”。",
    ),
    "explain.review-person": CatalogueEntry(
        WARNING,
        "复核登记第{number}号的复核结果是更正，“申请人”填的是“{raw}”，第{last}次审定里认不出是谁，重新定稿时不会写进审定记录。",
        "请在这一格写本人的单位和姓名，与考核方案一致，如“云溪镇 陆明澈”。",
    ),
}

ARCHIVE = {
    "archive.not-merged": CatalogueEntry(
        ERROR,
        "还没有汇总，没有可以归档的结果。",
        "请先运行 lianping-xlsx merge，再运行 lianping-xlsx archive；票已经销毁的，请从备份里找回“3汇总”。",
    ),
    "archive.destroyed": CatalogueEntry(
        WARNING,
        "收回的票已于{date}开始销毁，归档包里没有这些票，用它不能重新计算全部得分。",
        "销毁以前做过归档包的，请保留那一个；这一个存结果和材料。",
    ),
    "archive.passwords": CatalogueEntry(
        NOTE,
        "“考核方案.xlsx”里有填报单位的打开密码，归档包里是去掉密码的副本，原件只留校验值。",
        "不用处理；方案的原件请继续在考核文件夹里保管。",
    ),
    "archive.left-out": CatalogueEntry(
        NOTE,
        "“2收回”里有{count}个文件含有无记名的票，或者没有读出，原件没有放进归档包，只在目录上留校验值。",
        "票合并后在“票.xlsx”，其他表在“读出的表.xlsx”；要连原表一起归档的，加 --with-replies。",
    ),
    "archive.unpooled": CatalogueEntry(
        ERROR,
        "没有能够把无记名的票合并放进归档包（{reason}），用它不能重新计算全部得分。",
        "票还没有销毁时，运行 lianping-xlsx verify --recompute 查看，把这一条告诉程序的维护者；要留票的，"
        "加 --with-replies 归档。",
    ),
    "archive.differs": CatalogueEntry(
        ERROR,
        "用归档包重新计算，没有全部对上：{differences}个数不同，{absent}张表没有，{unknown}处方案的内容不认识。",
        "票还没有销毁时，运行 lianping-xlsx verify --recompute 查看；汇总以后改动过文件的，请先重新汇总，再归档一次。",
    ),
    "archive.uncounted": CatalogueEntry(
        ERROR,
        "没有能够用归档包重新计算（{reason}）。",
        "归档包已经写出，里面的结果和材料可以照常保存；票还没有销毁时，"
        "运行 lianping-xlsx verify --recompute 查看原因。",
    ),
}

DESTROY = {
    "destroy.done": CatalogueEntry(
        ERROR,
        "收回的票已于{date}销毁，不能再读票重算；汇总和审定的结果照旧有效，没有改动任何文件。",
        "要核对现有文件的，运行 lianping-xlsx verify；销毁了哪些文件，见“4审定/销毁清单.xlsx”。",
    ),
    "destroy.record-damaged": CatalogueEntry(
        ERROR,
        "“4审定”里的“销毁清单.json”读不出来，或与签名不符，写出以后被改动过，或者不见了；收回的票可能已经销毁，没有改动任何文件。",
        "请从备份或者归档包里找回原来的“销毁清单.json”，再运行一次；"
        "票没有销毁的，请找回同一份备份里的整个考核文件夹（含隐藏的 .lianping）。",
    ),
    "destroy.undecided": CatalogueEntry(
        ERROR,
        "还没有定稿（“4审定”里没有审定记录），票销毁以后就不能再重算、更正了，没有销毁任何文件。",
        "请先运行 lianping-xlsx finalize；确实不再审定的，加 --anyway。",
    ),
    "destroy.reviews-open": CatalogueEntry(
        ERROR,
        "复核还没有办完（{names}），票销毁以后就不能再重算、更正了，没有销毁任何文件。",
        "请先在“{register}”写明复核结果、答复日期，复核结果为更正的重新合并、定稿；确实照现在这样销毁的，加 --anyway。",
    ),
    "destroy.not-merged": CatalogueEntry(
        ERROR,
        "{files}与汇总时不同（改动过、新收到或不见了），销毁以后就无法查清，没有销毁任何文件。",
        "请运行 lianping-xlsx verify 逐个核对，该重新汇总、定稿的先办完，用不着的移出“2收回”；"
        "确实照现在这样销毁的，加 --anyway。",
    ),
    "destroy.elsewhere": CatalogueEntry(
        ERROR,
        "“{file}”是快捷链接，指向考核文件夹以外的地方，没有销毁任何文件。",
        "请把真正的文件夹移回考核文件夹，再运行；不移回的，那里的票由主办单位自行销毁。",
    ),
    "destroy.link": CatalogueEntry(
        WARNING,
        "“{file}”是{kind}，没有动它，也没有动它指向的文件。",
        "请打开查看，含有票的由主办单位自行销毁。",
    ),
    "destroy.unread": CatalogueEntry(
        WARNING,
        "“{file}”没有读出（图片、文档，加密或损坏的表，不是这次考核的表等），里面有没有票，程序看不出来，没有动它。",
        "请打开查看；含有票的，由主办单位自行销毁，或加 --unread 把没有读出的一并销毁。",
    ),
    "destroy.not-written": CatalogueEntry(
        WARNING,
        "“{file}”是程序没有写过、也没有当作收回的表读过的文件（或发出以后改动过的表），可能含有票，没有动它。",
        "请打开查看；含有票的，请自行处理，没有的，无需处理。",
    ),
    "destroy.meanwhile": CatalogueEntry(
        ERROR,
        "列出以后，收回的文件或它们的副本又有变动（新收到、保存过，或另一个窗口在合并），没有销毁任何文件。",
        "请结束 watch，再运行一次，看过新的清单再销毁。",
    ),
    "destroy.failed": CatalogueEntry(
        ERROR,
        "“{file}”没有删掉（{reason}）。",
        "请关闭正在打开它的程序，再运行一次，没删掉的会接着删。",
    ),
    "destroy.earlier-version": CatalogueEntry(
        WARNING,
        "“3汇总”是{program}写的，它的问题清单可能引用了个别票上的分数和收回的文件名；销毁不改动“3汇总”的汇总结果。",
        "请先用现在的版本运行一次 lianping-xlsx merge，再销毁。",
    ),
}

WATCH = {
    "watch.no-received": CatalogueEntry(
        ERROR,
        "找不到收回文件夹“{folder}”，没有合并。",
        "请核对考核文件夹；收回文件夹被移走、改名，或网络盘断开的，恢复后会自动再试。",
    ),
    "watch.table-open": CatalogueEntry(
        ERROR,
        "“{file}”正在其他程序中打开，先不合并，免得盖掉正在填写的内容。",
        "请保存并关闭，之后会自动合并；确实没有打开的，请删除“3汇总”里的临时文件“{lock}”。",
    ),
}
