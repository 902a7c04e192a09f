"""Findings on the result, on the decision about it and on last year's campaign."""

from __future__ import annotations

from lianping_xlsx.core.catalogue.catalogue_entry import ERROR, NOTE, WARNING, CatalogueEntry

RESULT = {
    "result.class-empty": CatalogueEntry(
        ERROR,
        "票类“{voter_class}”中，{names}没有一个有效分数，测评得分无法计算。",
        "表已收到，请与原票核对登记是否有误、作废是否属实；确实没有一张有效票的，请研究是否重新测评。"
        "不重新测评、按其余票类计算的，要经主办单位研究同意，才能改“缺票类处理”。",
    ),
    "result.class-missing": CatalogueEntry(
        ERROR,
        "票类“{voter_class}”对{names}的测评还没有收齐，或者收到的没有采用，测评得分无法计算。",
        "请先收齐这个票类的表，更正问题清单中它的错误，再合并一次；不要为此改动计分规则。",
        formerly=("票类“{voter_class}”中，{names}没有一个有效分数，测评得分无法计算。",),
    ),
    "result.class-reweighed": CatalogueEntry(
        WARNING,
        "票类“{voter_class}”中，{names}没有有效分数，已按其余票类的权重折算。",
        "这个票类的表没有收齐、没有采用的，请先收齐、更正；确实没有有效分数的，请研究是否可行，并在会议材料中说明。",
    ),
    "result.poll-empty": CatalogueEntry(
        ERROR,
        "测评“{poll}”中，{names}没有一个有权重的票类有有效分数，无法按其余票类折算，测评得分无法计算。",
        "请收齐这次测评的表，与原票核对登记是否有误、作废是否属实；确实没有一张有效票的，请研究是否重新测评。",
    ),
    "result.unscored": CatalogueEntry(
        ERROR,
        "“{name}”参加考核，却没有综合得分：{causes}。",
        "请补报或更正所缺的表；不参加考核的，请在考核方案“否决与加减分”中登记“不参评”。",
    ),
    "result.unplaced": CatalogueEntry(
        ERROR,
        "“{name}”的名次、建议等次还没有定：{reason}。",
        "请在汇总表“综合排序”的备注里看哪些人有待更正的分数，更正收回的表以后再合并一次。",
    ),
    "result.few-ballots": CatalogueEntry(
        WARNING,
        "票类“{voter_class}”中，{names}的有效分数少于{line}个，平均分可能暴露个人打分。",
        "请注意保密，不要对外提供该票类的单项数据。",
    ),
    "result.no-field-score": CatalogueEntry(
        ERROR,
        "“{name}”的实地考评表有没填或填错的项目，考评得分无法计算。",
        "请按前面的问题更正实地考评表后重报。",
    ),
    "result.no-department-score": CatalogueEntry(
        ERROR,
        "“{unit}”的部门评分表上，{names}有没填或填错的项目，考评得分无法计算。",
        "请按前面的问题更正部门评分表后重报。",
    ),
    "result.condition-open": CatalogueEntry(
        ERROR,
        "“{name}”没有{what}，无法判断能不能评为“{tier}”。",
        "请收齐有关的票后重新合并；这些票确实没有的，请修改“等次条件”表。",
    ),
    "result.edge-tie": CatalogueEntry(
        WARNING,
        "排名组“{group}”第{rank}名有{count}人并列（{names}），跨在“{tier}”的名额线（{quota}名）上，均未建议为“{tier}”。",
        "并列跨线，提请研究。",
    ),
    "result.edge-tie-higher": CatalogueEntry(
        WARNING,
        "排名组“{group}”第{rank}名有{count}人并列（{names}），跨在“{tier}”的名额线（{quota}名）上，按方案取高，没有因此归入下一等次。",
        "并列跨线，提请研究。",
    ),
    "result.edge-tie-open": CatalogueEntry(
        WARNING,
        "排名组“{group}”第{rank}名有{count}人并列（{names}），跨在“{tier}”的名额线（{quota}名）上，按方案列出两个等次。",
        "并列跨线，提请研究，审定时选定一个等次。",
    ),
    "result.last-tie": CatalogueEntry(
        WARNING,
        "排名组“{group}”第{rank}名有{count}人并列（{names}），跨在“{tier}”的末位名额线（最后{quota}名）上，都归入末位名额。",
        "并列跨线，提请研究。",
    ),
    "result.last-tie-higher": CatalogueEntry(
        WARNING,
        "排名组“{group}”第{rank}名有{count}人并列（{names}），跨在“{tier}”的末位名额线（最后{quota}名）上，按方案取高，"
        "没有归入末位名额。",
        "并列跨线，提请研究。",
    ),
    "result.last-tie-open": CatalogueEntry(
        WARNING,
        "排名组“{group}”第{rank}名有{count}人并列（{names}），跨在“{tier}”的末位名额线（最后{quota}名）上，按方案列出两个等次。",
        "并列跨线，提请研究，审定时选定一个等次。",
    ),
    "decision.kept-apart": CatalogueEntry(
        WARNING,
        "等次审定表中“{name}”这一行与现在的名单对不上，其审定内容已移到表末保留。",
        "请核对名单是否有变动。",
    ),
    "decision.changed": CatalogueEntry(
        WARNING,
        "“{name}”的结果与{decided}时不同：{change}。",
        "请核对变动是否应当：不应当的，请把收回的表、考核方案恢复原样，再合并；应当的，提请重新研究后改写等次审定表的审定会议和日期，"
        "或在“变动确认”栏写明由谁确认、依据什么，再运行 lianping-xlsx finalize。“4审定”里的材料没有改动。",
    ),
    "decision.trial": CatalogueEntry(
        WARNING,
        "{decided}是按正式结果定稿的，现在合并的结果却是试算。",
        "请先处理“问题清单”里的错误、缺表，再合并；“4审定”里的材料没有改动，仍以定稿的为准。",
    ),
    "decision.other-campaign": CatalogueEntry(
        ERROR,
        "“3汇总”里是另一次考核（年度：{year}，密钥不同）的汇总结果和等次审定表，为免把那一次的审定内容带到这一次，没有改动任何文件。",
        "请把“3汇总”“4审定”整个移到别处保存，“2收回”里那一次的表也移出，再运行一次。",
    ),
    "decision.record-unread": CatalogueEntry(
        WARNING,
        "“4审定”里的审定记录用不了（{reason}），以前审定过什么不清楚，没有与现在的结果比较。",
        "请从备份中找回原来的“审定记录.json”，再运行一次；是另一次考核的，请把“4审定”整个移到别处保存。处理以前不能定稿。",
    ),
    "decision.unreadable": CatalogueEntry(
        ERROR,
        "原来的等次审定表读不出来（{reason}），为免丢失审定内容，没有改动它。",
        "请用 WPS 打开检查，另存为 .xlsx 后再运行；打不开的，请从备份中找回，还没有填过审定内容的，删去它再运行。",
    ),
}

RELEASE = {
    "release.held-back": CatalogueEntry(
        WARNING,
        "与{since}相比，只变动了少数几张票或票类权重，两份材料的得分相比就能推出来。为保护投票人，这次写出的材料里，"
        "{names}的有关得分（票类平均分、测评得分、综合得分）不单列，名次和等次照列。",
        "还有票要收、要更正的，请等齐了再写出、打印，不要随到随印。以前的上会材料、送审件没有给任何人看过、写出以后也没有定稿的，"
        "请运行 lianping-xlsx merge --withdraw 说明（由谁确认、怎么知道的，中间不空格），就不再与它们比较；"
        "给人看过的（会后收回的也算）、已经定稿的，照这次写出的送审、印发。",
    ),
    "release.edited": CatalogueEntry(
        WARNING,
        "“{file}”写出以后有人改过，这次{done}，改过的一份在“3汇总/备份”里。",
        "请把要保留的改动移到新写的一份里再打印；上会材料每次都要的改动，改在“文书模板”里的模板上。",
    ),
    "release.outdated": CatalogueEntry(
        WARNING,
        "票有变动，上次写出的上会材料、送审件已经不是现在的结果，撤下了，没有重写：每写出一次就算送出一次，以后的材料都要与它比较。",
        "还有票要收、要更正的，请等齐了再写；要按现在的票写出的，请运行 lianping-xlsx merge --meeting。"
        "上会材料改动过的，改过的一份留在“3汇总/备份”里。",
    ),
    "release.trial": CatalogueEntry(
        WARNING,
        "结果成了试算，上次写出的上会材料、送审件已经不是现在的结果，撤下了：试算的结果不外发。",
        "打印过的先不要送。等收齐、更正，结果又成为正式，再运行 lianping-xlsx merge --meeting 写出。"
        "上会材料改动过的，改过的一份留在“3汇总/备份”里。",
    ),
    "release.withdrawn": CatalogueEntry(
        NOTE,
        "已记下：{papers}没有给任何人看过（{who}），以后的材料不再与它们比较。",
        "打印过的请销毁；有人看过的，请不要用 --withdraw。",
    ),
    "release.none-open": CatalogueEntry(
        NOTE,
        "没有可以撤下的上会材料、送审件：上次审定以后没有写出过；审定以前写出的，会议已经看过，要一直比较。",
        "无需处理。",
    ),
    "release.unread": CatalogueEntry(
        WARNING,
        "“{file}”用不了（读不出来，或者被改动过）：以前的上会材料、送审件列过哪些得分不清楚，由票算出的得分都不单列。",
        "请从备份中找回这个文件，再运行；找不回来、以前写出的也没有给任何人看过的，"
        "请运行 lianping-xlsx merge --withdraw 说明（由谁确认、怎么知道的，中间不空格），得分就照常列出；"
        "给人看过的，就照这样送审、定稿，名次和等次照列。",
    ),
}

FINAL = {
    "final.no-table": CatalogueEntry(
        ERROR,
        "“3汇总”里还没有“等次审定表.xlsx”。",
        "请先运行 lianping-xlsx merge，在审定表中填好审定等次，再运行 lianping-xlsx finalize。",
    ),
    "final.table-open": CatalogueEntry(
        ERROR,
        "“{file}”正在其他程序中打开，可能还有没保存的内容，没有审定。",
        "请保存并关闭后再运行；确实没有打开的，请删除旁边的临时文件“{lock}”。",
    ),
    "final.scores-changed": CatalogueEntry(
        ERROR,
        "审定表是按另一次的结果做的（表上印的结果校验码是“{printed}”，现在是“{present}”），得分、名次、建议等次或方案变了。",
        "请重新运行 lianping-xlsx merge（已填的内容会保留），核对无误后再运行 lianping-xlsx finalize。",
    ),
    "final.no-meeting": CatalogueEntry(
        ERROR, "没有写明是哪次会议审定的。", "请在“审定会议”右边的格里写明，如“县委常委会第12次会议”。"
    ),
    "final.no-date": CatalogueEntry(ERROR, "没有写审定日期。", "请在“审定日期”右边的格里写明，如 2024-12-30。"),
    "final.bad-date": CatalogueEntry(
        ERROR, "审定日期写的是“{raw}”，认不出是哪一天。", "请写成年月日，如 2024-12-30 或 2024年12月30日。"
    ),
    "final.formula": CatalogueEntry(
        ERROR, "这一格是公式（现在显示“{raw}”），以后可能会变，不能作为审定内容。", "请直接填写内容。"
    ),
    "final.missing-row": CatalogueEntry(
        ERROR, "审定表里没有“{name}”这一行。", "请重新运行 lianping-xlsx merge 补上这一行，再填写审定等次。"
    ),
    "final.missing-decision": CatalogueEntry(ERROR, "“{name}”还没有填审定等次。", "请从下拉列表中选择：{tiers}。"),
    "final.unknown-tier": CatalogueEntry(
        ERROR, "“{name}”的审定等次填的是“{raw}”，考核方案里没有这个等次。", "请从下拉列表中选择：{tiers}。"
    ),
    "final.missing-reason": CatalogueEntry(
        ERROR,
        "“{name}”审定为“{tier}”，{proposal}，没有写调整理由。",
        "请在这一格写明调整理由；审定等次填错了的，请更正。",
    ),
    "final.decided-twice": CatalogueEntry(
        ERROR, "“{name}”有两处审定内容，不一样（另一处在 {other}）。", "请核对以哪一处为准，把另一处清空。"
    ),
    "final.trial": CatalogueEntry(
        ERROR,
        "结果是试算，这个遗留问题没有写{lacking}：{problem}。",
        "请更正、补报后重新运行 lianping-xlsx merge；确需带着这个问题审定的，请写明同意人和同意理由。",
    ),
    "final.missing-forms": CatalogueEntry(
        ERROR,
        "还有{count}张表未收到，结果是试算，现在不能定稿。",
        "请先催报、收齐、合并；确需缺着表审定的，须在“遗留问题”中逐条写明同意人和同意理由。",
    ),
    "final.not-listed": CatalogueEntry(
        ERROR,
        "结果是试算，有遗留问题还没有列进审定表：{problem}。",
        "请重新运行 lianping-xlsx merge，再在“遗留问题”中更正或写明同意人和同意理由。",
    ),
    "final.opinions-few": CatalogueEntry(
        WARNING,
        "{names}的评议意见，有的栏目提出的单位不足{line}家，从原话就能猜出是谁写的，反馈意见书和整改清单没有照印，只写“由主办单位归纳”。",
        "请看“3汇总/汇总表.xlsx”的“评议意见”，用主办单位自己的话归纳后，填在反馈意见书（.docx、.xlsx）留出的空格里，"
        "再印发；“全套.docx”里没有这几份。",
    ),
    "final.quota": CatalogueEntry(
        WARNING,
        "排名组“{group}”审定为“{tier}”的有{decided}人，名额上限是{allowed}人。",
        "名额由审定机构掌握，程序照会议的决定办理；请与会议记录核对。",
    ),
    "final.excluded-decided": CatalogueEntry(
        WARNING, "“{name}”不参评，却填了审定等次“{tier}”，已照填。", "请与会议记录核对；不应评定的，请清空后重新运行。"
    ),
    "final.unconfirmed": CatalogueEntry(
        ERROR,
        "“{name}”的结果与{decided}时不同，没有重新研究或确认：{change}。",
        "重新研究过的，请改写审定会议和审定日期；不需要重新研究的，请在“变动确认”栏写明由谁确认、依据什么"
        "（表上没有这一栏的，先运行 lianping-xlsx merge）。再运行 lianping-xlsx finalize。",
    ),
    "final.changed": CatalogueEntry(
        WARNING,
        "“{name}”的结果与{decided}时不同：{change}。已按现在的结果定稿。",
        "请与会议记录或确认的依据核对；已经发出的上报表、通报、反馈意见书，请予更正。",
    ),
    "final.same-meeting": CatalogueEntry(
        WARNING,
        "所依据的结果与第{number}次审定时不同，审定会议和日期却没有变（{meeting}，{date}）。",
        "请确认会议是按现在的结果研究确定的；重新研究过的，请改写审定会议和审定日期，再运行 lianping-xlsx finalize。",
    ),
    "final.review-unchanged": CatalogueEntry(
        WARNING,
        "复核登记第{number}号“{name}”的复核结果是更正，这次审定他的得分、名次、等次却没有变。",
        "请核对应当更正的是否已经改在收回的表或者方案里；不涉及得分、名次、等次的更正，不用处理。",
    ),
    "final.record-damaged": CatalogueEntry(
        ERROR,
        "原来的审定记录用不了（{reason}），为免丢失以前的审定，没有改动任何文件。",
        "请从备份中找回原来的“审定记录.json”，再运行一次；是另一次考核的，请把“4审定”整个移到别处保存，再运行。",
    ),
    "final.record-gone": CatalogueEntry(
        ERROR,
        "“4审定”里有审定记录表，却没有“审定记录.json”，为免丢失以前的审定，没有改动任何文件。",
        "请从备份中找回“审定记录.json”；确实要从头记录的，请先把“4审定”里的文件移到别处。",
    ),
    "final.left": CatalogueEntry(
        WARNING,
        "“{file}”生成后被改动过；审定内容没有变，保留了改动过的文件。",
        "请核对改动是否应该；需要恢复的，把它移到别处，再运行 lianping-xlsx finalize。",
    ),
    "final.carried": CatalogueEntry(
        WARNING,
        "“{file}”已按现在的审定重新生成，原来填写的内容都带过来了；原来的一份留在“4审定/{where}”里。",
        "请核对带过来的内容。",
    ),
    "final.replaced": CatalogueEntry(
        WARNING,
        "“{file}”被人改动过，而现在的审定与它不同了：改动过的一份已移到“4审定/{where}”里。",
        "请把其中仍然需要的内容抄到重新生成的文件里。",
    ),
}

LAST_YEAR = {
    "lastyear.no-folder": CatalogueEntry(
        ERROR,
        "上年考核文件夹“{folder}”找不到，或者不是文件夹。",
        "请核对 --last-year 或基本信息“上年考核文件夹”写的位置；没有上年考核的，请清空。",
    ),
    "lastyear.no-campaign": CatalogueEntry(
        ERROR,
        "“{folder}”里没有考核方案，也没有汇总结果，不是考核文件夹。",
        "请写上年的整个考核文件夹（里面有“3汇总”的那一个）。",
    ),
    "lastyear.itself": CatalogueEntry(ERROR, "“{folder}”就是这次考核自己的文件夹。", "请写上一年度的考核文件夹。"),
    "lastyear.no-result": CatalogueEntry(
        WARNING,
        "上年考核文件夹里没有汇总结果。",
        "请核对文件夹；上年没有汇总过的，先在那个文件夹运行 lianping-xlsx merge，票已经销毁的，"
        "从上年的备份或者归档包里找回“3汇总”。",
    ),
    "lastyear.damaged": CatalogueEntry(
        WARNING, "上年的这个文件读不出来（{reason}），没有采用。", "请从备份中找回上年的文件，再运行一次。"
    ),
    "lastyear.odd-entries": CatalogueEntry(
        WARNING,
        "这个文件里有{count}条内容不完整或看不懂，没有采用。",
        "请核对上年的文件：每条都要写明编号、姓名、单位，得分、名次要是数字。",
    ),
    "lastyear.list-columns": CatalogueEntry(
        WARNING, "上年的整改清单里找不到这些栏：{columns}。", "请在上年的整改清单中恢复表头，再运行一次。"
    ),
    "lastyear.same-year": CatalogueEntry(
        WARNING, "上年考核文件夹里的年度是{year}，与本次考核相同。", "请核对是不是写错了文件夹，或年度没有改。"
    ),
    "lastyear.trial": CatalogueEntry(
        WARNING,
        "上年的结果还是试算，没有审定，不列上年得分、名次、等次。",
        "请核对上年考核是否已经办结；办结的，在上年的文件夹里定稿，再合并一次。",
    ),
    "lastyear.nobody": CatalogueEntry(
        WARNING, "上年考核（年度：{year}）中没有一个人在今年的名单里。", "请核对是不是写错了文件夹。"
    ),
    "lastyear.other-person": CatalogueEntry(
        NOTE,
        "编号{code}上年是“{former}”，今年是“{name}”，不是同一个人，没有对照上年情况。",
        "如系职务调整，无需处理；如是同一个人，请把两年的姓名写成一样。",
    ),
    "lastyear.near-name": CatalogueEntry(
        WARNING,
        "“{name}”在上年的考核里找不到；上年有{former}，写法相近，或者同名而编号、单位对不上，没有当作同一个人，没有对照上年情况。",
        "请核对是不是同一个人：是的，请把今年的姓名、单位写成与上年一样（哪年写错改哪年）；不是的，无需处理。",
    ),
    "lastyear.items-left": CatalogueEntry(
        WARNING,
        "“{former}”上年有{count}条整改事项没有销号，今年的名单里没有此人，或者分不清是谁，没有带入。",
        "请研究由谁继续整改。",
    ),
}
