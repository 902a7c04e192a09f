"""Findings on a form of a reply, on its versions, and on carrying it over to the current form."""

from __future__ import annotations

from lianping_xlsx.core.catalogue.catalogue_entry import ERROR, NOTE, WARNING, CatalogueEntry
from lianping_xlsx.core.catalogue.file_findings import RESENT

_NEW_FORM = "合并后“3汇总/退回”里有一张现在的新表，能认出的内容已经填好，请发给对方核对、补填后报回。"

FORM = {
    "form.not-issued": CatalogueEntry(
        ERROR,
        "还没有生成、发出表样，“2收回”里也没有文件。",
        "请先运行 lianping-xlsx templates 生成表样，发给各填报单位；收回的表放进“2收回”后再运行。",
    ),
    "form.other-campaign": CatalogueEntry(
        ERROR,
        "这是另一次考核（或往年）发出的表，没有采用。",
        "放错了的，移出收回文件夹；对方填错了表的，请用本次发出的表重新填写，收到后把这个文件移出。",
    ),
    "form.other-year": CatalogueEntry(
        ERROR,
        "这是另一年度发出的表，没有采用。",
        "放错了的，移出收回文件夹；对方填错了表的，请用今年发出的表重新填写，收到后把这个文件移出。",
    ),
    "form.other-title": CatalogueEntry(
        WARNING,
        "这张表发出时方案名称是“{was}”，现在是“{now}”；表照常采用。",
        "请核对确是本次考核的表；不是的，移出收回文件夹。",
    ),
    "form.stamp-edited": CatalogueEntry(
        ERROR, "表身份被改动过，无法确认是哪个单位的哪张表，没有采用。", "请用发出的原表重新填写后报送。"
    ),
    "form.stamp-missing": CatalogueEntry(
        WARNING,
        "隐藏的表身份不见了（可能是复制到了新文件），已凭表码“{code}”认出并采用。",
        "请核对内容；以后请直接在原表上填写。",
    ),
    "form.unknown-code": CatalogueEntry(
        ERROR, "表码“{code}”不是本次考核的表码，没有采用。", "请对方用本次发出的表重新填写。" + RESENT
    ),
    "form.typing-not-asked": CatalogueEntry(
        WARNING,
        "这张表是双人录入的第二遍，考核方案现在没有要求双人录入，没有读取。",
        "只录一遍的，无需处理；仍要双人录入的，把“填报任务”的“双人录入”改回“是”。",
        to_unit="",
    ),
    "form.code-mismatch": CatalogueEntry(
        ERROR, "表上的表码与隐藏的表身份不一致，没有采用。", "可能是几张表的内容混在了一起；请用发出的原表重新填写。"
    ),
    "form.outdated": CatalogueEntry(
        ERROR,
        "这张表发出后，考核方案中与它有关的内容改过了，没有采用。",
        _NEW_FORM,
    ),
    "form.outdated-signed": CatalogueEntry(
        ERROR,
        "这张表发出后，考核方案中与它有关的内容改过了，没有采用；这个票类现在是记名投票，原来填的不能移到新表上（投的可能是无记名的票）。",
        "投票时没有记名的，请把“票类”表的“记名”改回“否”；改为记名的，请重新投票，用新发的表登记。",
        to_unit="请按主办单位的通知，重新投票，用新发的表登记后报送。",
    ),
    "form.old-layout": CatalogueEntry(
        ERROR,
        "这张表是用旧版本的表样发出的，没有采用。",
        _NEW_FORM,
    ),
    "form.stamp-lost": CatalogueEntry(
        ERROR,
        "隐藏的表身份不见了，而编号、表头或印发内容又与发出的表不完全一致，无法确认就是表码“{code}”的那张表，没有采用。",
        _NEW_FORM,
    ),
    "form.code-gone": CatalogueEntry(
        ERROR,
        "工作表“{sheet}”左上角的表码不见了或被改动过，没有采用。",
        "请对方不要删改第一行和 A 列。" + _NEW_FORM,
    ),
    "form.other-person": CatalogueEntry(
        ERROR,
        "这张表是“{person}”的，表头上写的却是“{other}”，分不清填的是谁的内容，没有采用。",
        "可能是把一个人的表复制到了另一个人的表上；请核对后，在各人自己的表上填写。",
    ),
    "form.same-code-twice": CatalogueEntry(
        ERROR,
        "同一个文件里有几张工作表（{sheets}）是同一张表（表码“{code}”），内容不一致，暂均未采用：{differences}。",
        "请对方核对以哪一张为准，每张表只留一张。" + _NEW_FORM,
        formerly=(
            "同一个文件里有几张工作表（{sheets}）是同一张表（表码“{code}”），内容不一样，都没有采用：{differences}。",
        ),
    ),
    "form.copied-sheet": CatalogueEntry(NOTE, "工作表“{sheet}”是“{used}”的副本，{how}，采用了“{used}”。", "无需处理。"),
    "form.no-grid": CatalogueEntry(
        ERROR,
        "找不到表格的编号行（第{row}行的隐藏行），无法读取，没有采用。",
        "表格结构被破坏了。" + _NEW_FORM,
    ),
    "form.transposed": CatalogueEntry(
        ERROR, "表格的行和列对调了（转置），无法按原表读取，没有采用。", "请对方不要转置。" + _NEW_FORM
    ),
    "form.keys-mixed": CatalogueEntry(
        ERROR,
        "编号与印发的内容对不上：{cell}（{key}）应为“{expected}”，写的却是另一处的“{raw}”，分不清填的是谁的内容，没有采用。",
        "可能是改动了印发的内容，或排序、移动时没有带上编号列、隐藏的编号行。" + _NEW_FORM,
    ),
    "form.missing-rows": CatalogueEntry(
        ERROR, "表里缺少这些行：{keys}。", "这些行被删掉了；请用发出的原表补填后重报。"
    ),
    "form.missing-columns": CatalogueEntry(ERROR, "表里缺少这些栏：{keys}。没有采用。", "这些栏被删掉了。" + _NEW_FORM),
    "form.duplicate-keys": CatalogueEntry(
        ERROR, "表里有重复的编号：{keys}。没有采用。", "复制出来的行或列请删去，每个编号只留一个。" + _NEW_FORM
    ),
    "form.missing-field": CatalogueEntry(ERROR, "找不到“{label}”这一格。", "请用发出的原表补填后重报。"),
    "form.content-changed": CatalogueEntry(
        WARNING,
        "印发的内容被改成了“{raw}”，原为“{expected}”；已按考核方案为准。",
        "请核对是否填错了行；不需要改动印发内容。",
    ),
    "form.other-name": CatalogueEntry(
        WARNING,
        "印发的是“{expected}”，被改成了“{raw}”，不像是同一个人；这里填的内容仍按“{expected}”的采用。",
        "请向对方问清是给谁填的：换了人的，请在考核方案里改名单，重新发表；填的还是“{expected}”的，不需要改动印发的姓名。",
        to_unit="请核对填的是不是“{expected}”的情况：是的，不需要改动印发的姓名；已经换了人的，请告知主办单位。",
    ),
    "form.outside": CatalogueEntry(
        WARNING,
        "表格范围之外写有内容：“{raw}”，没有计入。",
        "请看一下是不是该填在表格里；需要计入的请填到对应的格中重报。",
    ),
    "form.extra-column": CatalogueEntry(
        WARNING,
        "表里多出一栏“{heading}”（写有“{raw}”），不是发出的栏，没有读取。",
        "只是序号、备注、小计的，无需处理；需要计入的，请填到发出的栏里重报。",
    ),
    "form.merged": CatalogueEntry(
        ERROR,
        "{span}合并成了一格，写着“{raw}”，只算第一格的；{cells}成了空白，没有计入。",
        "请取消合并单元格，在每一格里分别填写。",
    ),
    "form.merged-hidden": CatalogueEntry(
        ERROR,
        "{span}合并成了一格，看到的是{shown}；下面还盖着{covered}，看不到，没有计入。",
        "请取消合并单元格，与原票或原始材料核对，在每一格里分别填写；不应填的清空。",
    ),
    "form.hidden-sheet": CatalogueEntry(
        WARNING,
        "这张工作表是隐藏的，打开文件看不到；程序照常读取，计不计入与没有隐藏的一样。",
        "请取消隐藏后核对：应当计入的，无需处理；不应计入的，清空后重报。",
    ),
    "form.more": CatalogueEntry(
        WARNING,
        "表格之外还有{count}处写有内容，没有计入，也没有逐一列出（只列前{quoted}处）。",
        "请看一下这张表是不是被别的内容盖住了；请用发出的原表填写后重报。",
    ),
    "form.unknown-row": CatalogueEntry(
        ERROR,
        "这一行的编号“{key}”不是发出的编号，写在这里的“{raw}”没有计入。",
        "请填在发出的行里，不要改动编号；行数不够的，请联系主办单位重新发表。",
    ),
    "form.extra-sheet": CatalogueEntry(
        NOTE, "工作表“{name}”不是发出的表，没有读取。", "如有需要计入的内容，请填到发出的表中。"
    ),
    "form.missing": CatalogueEntry(ERROR, "“{unit}”的{form}还没有收到。", "请催报。", to_unit="请补报这张表。"),
    "form.empty": CatalogueEntry(ERROR, "“{unit}”的{form}交回来是空白的。", "请核对是否发错了文件，填好后重报。"),
    "form.typing-missing": CatalogueEntry(
        ERROR,
        "“{voter_class}”的票双人录入，只有{typing}，没有可以采用的{other}；这张表的票暂不计。",
        "请催报{other}；两人都录在“{typing}”工作表的，请把其中一人录的移到“{other}”工作表后重报。",
        to_unit="请补报{other}；两人都录在“{typing}”工作表的，请把其中一人录的移到“{other}”工作表后报送。",
    ),
    "form.typings-differ": CatalogueEntry(
        ERROR,
        "“{voter_class}”的票双人录入，第一遍{one}张，第二遍{two}张，有{differing}张不一致（{rate}%）；这张表的票暂不计。",
        "请与原票核对，更正录错的一遍，录对的一遍不动；两遍都录错的，都要更正。不一致的票在“3汇总/退回”的表上标出。",
        to_unit="请与原票核对标出的票，更正录错的一遍，录对的一遍不动；漏录的补在空行。更正后报送。",
    ),
    "form.typings-agree": CatalogueEntry(
        NOTE, "“{voter_class}”的票双人录入，两遍{count}张全部一致，计一次；{before}。", "无需处理。"
    ),
    "form.not-used": CatalogueEntry(ERROR, "“{unit}”的{form}{status}，没有计入。", "请核对交回的文件，更正后重报。"),
    "form.spare-copy": CatalogueEntry(
        WARNING,
        "{reason}；同一张表另有可用的一份，已采用那一份。",
        "请核对；用不着的这一份请移出收回文件夹。",
        to_unit="",
    ),
    "form.conflict": CatalogueEntry(
        ERROR,
        "“{unit}”的{form}收到内容不一致的多份，暂均未采用：{files}。{hints}{differences}。",
        "请核对以哪一份为准（合并后对照见“3汇总/版本对照.xlsx”），在“版本对照.xlsx”的“采用”栏打√，保存后再合并；"
        "打一次以后都照此办理。{advice}把不要的移出收回文件夹，或合并时在命令后面加上 --prefer 文件名 采用某一份，"
        "加上 --prefer newest 采用最新的一份。",
        to_unit="请核对以哪一份为准：把这份表改成应报的内容后报回，并写明其余的作废。",
        formerly=("“{unit}”的{form}交了不止一份，内容不一样，都没有采用：{files}。{hints}{differences}。",),
    ),
    "form.preferred": CatalogueEntry(
        WARNING,
        "“{unit}”的{form}收到内容不一致的多份，按{how}采用了“{file}”。",
        "请核对，对照见“3汇总/版本对照.xlsx”；未采用的：{others}。要改用另一份的，在“采用”栏改打√，再合并。",
        to_unit="",
    ),
    "form.corrected": CatalogueEntry(
        NOTE,
        "“{file}”是在退回的表上更正的，已替换“{replaced}”：{forms}。",
        "无需处理，两份都可以留在收回文件夹里；要退回原来那一份的，请把更正的一份移出收回文件夹。",
        to_unit="",
    ),
    "form.corrected-more": CatalogueEntry(
        WARNING,
        "“{unit}”的{form}更正后报来的“{file}”，除要求更正的以外，还有{count}处与“{replaced}”不同：{changes}。已按更正后的计入。",
        "请向对方核对是不是也应当改；不应当改的，请对方改回后重报，或把这一份移出收回文件夹。",
        to_unit="",
    ),
    "form.prefer-unused": CatalogueEntry(
        WARNING,
        "--prefer 写的“{prefer}”没有用上：{why}。",
        "请核对文件名：写收回文件夹里的路径，压缩包、邮件里的写“压缩包名/文件名”；不需要的，请去掉。",
    ),
}

CARRY = {
    "carry.refused": CatalogueEntry(
        WARNING,
        "原来报送的“{sheet}”没有采用：{reason}。能认出的内容已经移到这张新表上。",
        "请逐项核对移过来的内容，签字盖章后用这个文件报回，原来的文件不要再报。",
    ),
    "carry.nothing": CatalogueEntry(
        ERROR,
        "原来报送的“{sheet}”没有采用：{reason}。里面的内容认不出来，没有移过来。",
        "请在这张新表上重新填写，签字盖章后用这个文件报回。",
    ),
    "carry.missing": CatalogueEntry(ERROR, "“{sheet}”还没有收到填好的表。", "请一并填好报回。"),
    "carry.conflict": CatalogueEntry(
        ERROR,
        "收到内容不一致的多份“{sheet}”，没有移过来。",
        "请核对以哪一份为准，填在这张新表上报回。",
        formerly=("“{sheet}”报送了不止一份，内容不一样，没有移过来。",),
    ),
    "carry.blank": CatalogueEntry(ERROR, "{who}还空着（{why}）。", "请填写：{expects}。"),
    "carry.blanks": CatalogueEntry(
        ERROR,
        "“{heading}”一栏有{count}格还空着（{cells}）：原表没有这一栏。",
        "请对照原始材料逐格填写；还缺哪些，看表里的“填写检查”一栏。",
    ),
    "carry.new-column": CatalogueEntry(
        WARNING, "“{heading}”一栏没有可以移过来的内容（{why}）。", "请对照原始材料补填；确实没有的可以留空。"
    ),
    "carry.no-row": CatalogueEntry(
        WARNING,
        "原表编号“{key}”的一行写有“{raw}”，现在的表里没有这个编号，没有移过来。",
        "已从方案中去掉的，无需处理；写错编号的，请填到对应的行里。",
    ),
    "carry.no-place": CatalogueEntry(
        ERROR,
        "原表编号“{key}”的一行写有“{raw}”，现在的表里没有相应的格，没有移过来。",
        "请对照原始材料核对这张新表：原票是废票的，各格都留空；确是应计的，填到对应的格里。",
    ),
    "carry.no-column": CatalogueEntry(
        WARNING,
        "原表“{heading}”一栏写有“{raw}”，现在的表里没有这一栏，没有移过来。",
        "已从方案中去掉或改了名称的，请按现在的栏目核对补填；不再需要的无需处理。",
    ),
    "carry.of-another": CatalogueEntry(
        ERROR,
        "原表“{key}”之下印的是别的人或别的项目，写有“{raw}”，分不清是谁的，没有移过来。",
        "请对照原始材料，填到对应的行或栏里。",
    ),
    "carry.closed": CatalogueEntry(
        ERROR,
        "{who}原来填了“{raw}”，现在的表不填这一格，没有移过来。",
        "请按现在的计分方式填在浅黄色的格里（得分与扣分不是同一个数，不要照抄）。",
    ),
    "carry.beside": CatalogueEntry(
        ERROR,
        "{who}空着，原表旁边的格里却写着“{raw}”。",
        "请核对：是填错了格的，填在这一格里；不是的，清空这一格，再按实际情况填写。",
    ),
    "carry.beside-tick": CatalogueEntry(
        ERROR,
        "{who}没有选择，原表旁边的格里却写着“{raw}”。",
        "请与原票核对：选了的，在该选的一格打√；原票没有选的，清空这一格。",
    ),
    "carry.content-differs": CatalogueEntry(
        WARNING, "原表这里印的是“{raw}”，现在是“{expected}”。", "请核对移过来的填写内容是否仍然合适。"
    ),
    "carry.other-person": CatalogueEntry(
        ERROR,
        "原表写的是“{raw}”，现在这张表是“{expected}”的；填的内容照原样移了过来。",
        "请核对移过来的是不是“{expected}”的情况；不是的，请全部重填。",
    ),
    "carry.out-of-range": CatalogueEntry(
        ERROR, "{who}原来填的是“{raw}”，超出现在的范围，照原样移了过来。", "请更正，填写：{expects}。"
    ),
    "carry.more": CatalogueEntry(
        WARNING,
        "原表上还有{count}处内容没有移过来，没有逐一列出（只列前{listed}处）。",
        "请看一下原表是不是被别的内容盖住了；需要计入的，请填在这张新表上。",
    ),
    "carry.differs": CatalogueEntry(ERROR, "{who}写了不止一处，内容不同：{raw}。", "请核对以哪一个为准，只填一个。"),
}

CHOICE = {
    "choice.unreadable": CatalogueEntry(
        ERROR,
        "原来的“版本对照.xlsx”读不出来（{reason}），为免丢失“采用”栏里的选择，没有改动任何文件。",
        "请用 WPS 打开检查，另存为 .xlsx 后再运行；打不开的，删去它再运行，然后重新选择。",
    ),
    "choice.twice": CatalogueEntry(
        ERROR,
        "“{unit}”的{form}，“采用”栏里给内容不同的几份都打了√（{files}），都没有采用。",
        "请只留一个√，保存后再合并。",
        to_unit="",
    ),
    "choice.gone": CatalogueEntry(
        WARNING,
        "“{unit}”的{form}，“采用”栏选定的“{file}”已不在收回文件夹里，或内容改过了；{then}。",
        "请核对是不是误移、误改：是的，请把原来的文件放回；不是的，清空这个√（或改打在另一份上），再合并。",
        to_unit="",
    ),
    "choice.unclear": CatalogueEntry(
        WARNING,
        "“采用”栏里“{file}”旁边写的是“{raw}”，不是√，没有照办。",
        "要采用这一份的，请改成√；不采用的，请清空。",
        to_unit="",
    ),
}
