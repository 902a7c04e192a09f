"""Findings of ``verify``: what is not as the records have it, and where the second count comes to something else."""

from __future__ import annotations

from lianping_xlsx.core.catalogue.catalogue_entry import ERROR, NOTE, WARNING, CatalogueEntry

VERIFY = {
    "verify.no-record": CatalogueEntry(
        ERROR,
        "还没有汇总过，没有运行记录可以核对。",
        "请先运行 lianping-xlsx merge；票已经销毁的，请从备份或者归档包里找回。",
    ),
    "verify.record-lost": CatalogueEntry(
        ERROR,
        "汇总过，但是“{file}”不见了或者读不出来，不能核对方案、收回的表和汇总结果在汇总之后有没有变过。",
        "请从备份或者归档包里找回；找不回的，票还没有销毁时重新运行 lianping-xlsx merge，从这一次起重新记录。",
    ),
    "verify.changed": CatalogueEntry(
        ERROR,
        "“{file}”在汇总之后被改动过。",
        "请核对改动是否应该；要恢复的，票还没有销毁时重新运行 lianping-xlsx merge，已经销毁的，"
        "从备份或者归档包里找回。",
    ),
    "verify.gone": CatalogueEntry(
        ERROR,
        "“{file}”在汇总之后不见了。",
        "请从备份或者归档包里找回；确实不要的，票还没有销毁时重新运行 lianping-xlsx merge。",
    ),
    "verify.added": CatalogueEntry(
        ERROR,
        "“{file}”是汇总之后新收到的。",
        "是整改清单的，运行 lianping-xlsx rectify 汇总；是要交的表，票还没有销毁时重新运行 lianping-xlsx merge；"
        "用不着的，移出“2收回”。",
    ),
    "verify.forged": CatalogueEntry(
        ERROR,
        "“{file}”与签名不符，写出以后被改动过，不能用来核对。",
        "请查明是谁、为什么改的；票还没有销毁时重新运行 lianping-xlsx merge，结果和记录都重新写出；已经销毁的，"
        "从备份或者归档包里找回。",
    ),
    "verify.broken-history": CatalogueEntry(
        NOTE,
        "第{runs}次合并的运行记录，后一次合并时已与签名不符（写出以后被改动过）；从它的下一次起，记录前后相接。",
        "请查明当时是谁、为什么改的；现在的结果由“2收回”里的表重新算出，不依据以前的记录。",
    ),
    "verify.no-key": CatalogueEntry(
        ERROR,
        "密钥文件 .lianping/key 不在或已损坏，无法核对记录是否被改动过；各文件只与记录作了比对。",
        "请从备份中找回这个文件，放回原处，再运行 lianping-xlsx verify。",
    ),
    "verify.unsigned": CatalogueEntry(
        WARNING,
        "“{file}”由旧版本写成，没有签名，无法核对它本身是否被改动过。",
        "无需处理；要有签名的，票还没有销毁时重新运行 lianping-xlsx merge（已定稿的，再运行 lianping-xlsx finalize）。",
    ),
    "verify.destroyed": CatalogueEntry(
        NOTE,
        "{files}已于{date}销毁，销毁时与汇总时是同一份，列在销毁清单里，不再核对。",
        "无需处理；销毁了哪些文件，见“4审定/销毁清单.xlsx”。",
    ),
    "verify.destroyed-other": CatalogueEntry(
        ERROR,
        "“{file}”列在销毁清单里，但销毁时已不是汇总时的那一份。",
        "请查明汇总之后是谁、为什么改了它；它已经销毁，无法重新汇总，请如实记录在案。",
    ),
    "verify.merged-same": CatalogueEntry(
        NOTE,
        "定稿之后重新合并过，得分、名次、建议等次与定稿时相同。",
        "无需处理。",
    ),
    "verify.merged-replies": CatalogueEntry(
        WARNING,
        "定稿之后重新合并过，得分、名次、建议等次与定稿时相同，但采用的已经不是定稿时收回的那些表，票和分可能有改动。",
        "请查明改了哪一份、为什么改；应该改的，票还没有销毁时重新运行 lianping-xlsx finalize，记录就以现在的表为准；"
        "已经销毁的，如实记录在案。",
    ),
    "verify.merged-differs": CatalogueEntry(
        ERROR,
        "定稿之后重新合并过，结果与定稿时不同。",
        "票还没有销毁时，运行 lianping-xlsx status 查看哪些人有变动，要按现在的结果办理的，"
        "提请研究后运行 lianping-xlsx finalize；已经销毁的，以定稿的为准，如实记录在案。",
    ),
    "verify.recount-differs": CatalogueEntry(
        ERROR,
        "“{person}”的{figure}：重新计算是{counted}，{file}上是{told}。",
        "先看上面有没有文件在汇总之后改动过；没有的，请保留现场（整个考核文件夹），把这一条告诉程序的维护者，查清以前不要使用这个结果。",
    ),
    "verify.recount-unknown": CatalogueEntry(
        ERROR,
        "重新计算不认识：{what}，这次的结果不能算核对过。",
        "请核对方案里是不是误加的；确是新规则的，请用同一版本的程序核对。",
    ),
    "verify.recount-absent": CatalogueEntry(
        ERROR,
        "汇总时采用的{forms}，重新计算时没有找到原件（或者原件打不开），没有计入；依据它们的{figures}个数没有核对。",
        "请把汇总时的文件原样放回“2收回”，再运行 lianping-xlsx verify --recompute；已销毁的，不能再重新计算。",
    ),
    "verify.recount-failed": CatalogueEntry(
        ERROR,
        "没有能够重新计算（{reason}）。",
        "先看上面有没有文件在汇总之后改动过；没有的，请保留现场（整个考核文件夹），把这一条告诉程序的维护者。",
    ),
    "verify.decided-changed": CatalogueEntry(
        ERROR,
        "“{file}”在审定之后被改动过。",
        "请核对改动是否应该；要恢复的，票还没有销毁时把它移到别处，再运行 lianping-xlsx finalize 重新生成，已经销毁的，"
        "从备份或者归档包里找回。",
    ),
    "verify.source-changed": CatalogueEntry(
        ERROR,
        "“{file}”已经不是审定所依据的那一份。",
        "请核对改动是否应该；不应该的，从备份或者归档包里找回。应该的，票还没有销毁时重新运行 lianping-xlsx merge，"
        "再运行 lianping-xlsx finalize。",
    ),
    "verify.decided-gone": CatalogueEntry(
        ERROR,
        "“{file}”在审定之后不见了。",
        "请从备份或者归档包里找回；票还没有销毁时，也可以重新运行 lianping-xlsx finalize。",
    ),
}
