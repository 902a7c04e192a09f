"""The catalogue of findings (问题): severity, what is there and what was expected, and what to do.

Words are for a clerk. A finding gives the slots in braces; nothing else of the text is made anywhere else.
"""

from __future__ import annotations

from dataclasses import dataclass

ERROR, WARNING, NOTE = "错误", "提醒", "说明"


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of finding."""

    severity: str
    message: str
    remedy: str


_SCHEME = {
    "scheme.missing": Entry(
        ERROR,
        "这个文件夹里没有“考核方案.xlsx”。",
        "请确认文件夹没有选错；新建考核请运行 lianping-xlsx init 文件夹 --preset lean-township。",
    ),
    "scheme.unreadable": Entry(
        ERROR,
        "“考核方案.xlsx”读不出来（{reason}）。",
        "请用 WPS 打开检查，另存为 .xlsx 格式后再试。",
    ),
    "scheme.no-key": Entry(
        ERROR,
        "这个考核文件夹缺少密钥文件 .lianping/key，无法核对收回的表。",
        "请从备份中找回整个文件夹（含隐藏的 .lianping）；确实没有的，运行 lianping-xlsx templates 重新生成并重新发表。",
    ),
    "scheme.missing-sheet": Entry(ERROR, "考核方案里没有“{sheet}”工作表。", "请恢复这张工作表，名称须为“{sheet}”。"),
    "scheme.empty-sheet": Entry(ERROR, "“{sheet}”一行也没有填。", "请至少填写一行。"),
    "scheme.duplicate": Entry(ERROR, "{what}“{value}”与第{row}行重复。", "请改成不重复的{what}，或删去重复的一行。"),
    "scheme.same-person": Entry(
        WARNING, "“{name}”在名单中出现了不止一次。", "同一个人请只保留一行；确有同名的，请核对编号。"
    ),
    "scheme.sum": Entry(ERROR, "{what}合计为{total}，应为100。", "请调整各项数值，使合计等于100。"),
    "scheme.no-rubric": Entry(
        ERROR, "排名组“{group}”没有适用的考评项目。", "请在“适用排名组”中写上该组，或留空表示各组适用。"
    ),
    "scheme.unknown": Entry(
        ERROR, "“{column}”中的“{value}”在“{sheet}”表里找不到。", "请改成“{sheet}”表里有的名称或编号，或在该表中补上。"
    ),
    "scheme.no-items": Entry(
        ERROR, "测评“{poll}”按分项打分，却没有适用的测评内容。", "请在“测评内容”表中填写各项内容和分值。"
    ),
    "scheme.no-grades": Entry(
        ERROR, "测评“{poll}”按等次投票，评价等级却不足两个。", "请在“评价等级”表中填写各等级和折算分。"
    ),
    "scheme.grade-order": Entry(
        ERROR, "等级“{grade}”的折算分不低于上一等级“{better}”。", "请由高到低排列，折算分逐级降低。"
    ),
    "scheme.too-wide": Entry(
        ERROR,
        "这一项任务把{count}人排在一张测评票登记表上，表太宽。",
        "请分成几项任务（几个填报单位），每项不超过{limit}人。",
    ),
    "scheme.no-class": Entry(ERROR, "测评“{poll}”没有票类。", "请在“票类”表中为它至少填一行。"),
    "scheme.task-poll": Entry(ERROR, "{kind}没有写明是哪次测评。", "请在“测评”“票类”两栏填写。"),
    "scheme.task-items": Entry(
        ERROR, "安排了{kind}，却没有可以自查的测评内容。", "请在“测评内容”表中填写各项内容，或删去这项任务。"
    ),
    "scheme.task-ballots": Entry(ERROR, "{kind}没有填预计份数。", "请填写预计收回多少张票，表上按此预留行数。"),
    "scheme.task-counting": Entry(
        ERROR,
        "测评“{poll}”的计票方式是“{counting}”，与表种“{kind}”不符。",
        "逐票的测评用“测评票”，计票汇总的测评用“计票汇总”；请改表种或改计票方式。",
    ),
    "scheme.duplicate-task": Entry(ERROR, "“{unit}”的{kind}与第{row}行是同一项任务。", "请合并成一行，或删去一行。"),
    "scheme.not-polled": Entry(
        ERROR,
        "“{name}”没有安排“{poll}”的票类“{voter_class}”测评。",
        "请在“填报任务”中把此人列入该票类的考核对象范围。",
    ),
    "scheme.not-assessed": Entry(ERROR, "“{name}”没有安排实地考评。", "请在“填报任务”中把此人列入某个考核组的范围。"),
    "scheme.electorate": Entry(
        WARNING,
        "票类“{voter_class}”应到{electorate}人，而填报任务中的预计份数合计为{ballots}。",
        "请核对应到人数与预计份数。",
    ),
    "scheme.trim-tally": Entry(
        ERROR, "{polls}只登记合计，无法去掉最高分和最低分。", "请改为逐票计票，或把“去最高最低分”改为“否”。"
    ),
    "scheme.tier-cut": Entry(ERROR, "等次“{tier}”没有最低分。", "除最后一个等次外，都要填最低分。"),
    "scheme.tier-order": Entry(
        ERROR, "等次“{tier}”的最低分不低于上一等次“{better}”。", "请由好到差排列，最低分逐级降低。"
    ),
    "scheme.tier-last": Entry(
        ERROR,
        "最后一个等次“{tier}”设了最低分或名额上限，会有人归不进任何等次。",
        "请把最后一个等次的最低分和名额清空。",
    ),
    "scheme.tier-name": Entry(
        ERROR,
        "等次“{tier}”的名称里有英文逗号，或者太长，做不成下拉列表。",
        "请改用简短的名称，如“好”，不要用英文逗号。",
    ),
    "scheme.adjustment-points": Entry(ERROR, "效果是“{effect}”，但没有填分值。", "请填写分值。"),
    "scheme.too-fine": Entry(
        ERROR,
        "“{value}”的小数比“小数位数”（{decimals}位）多，印出的分数会与计入的不一致。",
        "请改成不超过{decimals}位小数，或把“小数位数”改大。",
    ),
    "scheme.bad-code": Entry(ERROR, "编号“{value}”含有顿号、逗号或分号。", "编号请只用字母和数字，如 T01。"),
    "scheme.sample": Entry(
        NOTE, "标注是“{banner}”：名单可能还是示例。", "正式使用前，请换成本地的名单，并清空“标注”。"
    ),
}

_TABLE = {
    "table.no-heading": Entry(ERROR, "找不到表头行。", "请恢复表头：{columns}。"),
    "table.missing-column": Entry(ERROR, "缺少“{column}”一栏。", "请在表头行补上“{column}”。"),
    "table.missing-setting": Entry(ERROR, "缺少“{setting}”一行。", "请恢复这一行（项目、内容、说明）。"),
    "table.blank": Entry(ERROR, "“{column}”没有填。", "请填写：{expects}。"),
    "table.error-value": Entry(ERROR, "这一格是公式错误值“{raw}”。", "请直接填写内容；不需要的请清空。"),
    "table.no-result": Entry(WARNING, "这一格是没有计算结果的公式，按空白处理。", "请直接填写内容；不需要的请清空。"),
    "table.bad-cell": Entry(ERROR, "“{column}”填的是“{raw}”，无法识别。", "请填写：{expects}。"),
}

_FILE = {
    "file.too-large": Entry(
        ERROR, "文件过大，没有读取：{what}超过上限{limit}。", "请核对是不是填报的表；只保留填报内容，重新保存后再报。"
    ),
    "file.damaged": Entry(ERROR, "文件已损坏，读不出来（{what}）。", "请对方用 WPS 重新打开、另存为 .xlsx 后重报。"),
    "file.hostile-xml": Entry(
        ERROR, "文件里含有表格中不应有的内容（{what}），为安全起见没有读取。", "请对方用发出的原表重新填写后报送。"
    ),
    "file.no-sheets": Entry(ERROR, "文件里没有工作表。", "请对方用发出的原表重新填写后报送。"),
    "file.wrong-kind": Entry(
        ERROR, "这是{kind}，不是 .xlsx 表格。", "请用 WPS 打开后“另存为”.xlsx 格式（Excel 工作簿），再放回收回文件夹。"
    ),
    "file.encrypted": Entry(ERROR, "文件设了打开密码，读不出来。", "请用 WPS 打开，取消密码后保存，再放回收回文件夹。"),
    "file.archive": Entry(ERROR, "这是{kind}，没有自动解开。", "请解压后把里面的表格放进收回文件夹。"),
    "file.empty": Entry(ERROR, "这是空文件（0字节）。", "文件没有传完整，请对方重新发送。"),
    "file.killed-parser": Entry(
        ERROR, "读取这个文件时程序组件异常终止，已跳过。", "文件内容不正常，请对方用发出的原表重新填写后报送。"
    ),
    "file.too-slow": Entry(
        ERROR, "读取这个文件超过了时间上限，已跳过。", "文件内容不正常，请对方用发出的原表重新填写后报送。"
    ),
    "file.parser-broke": Entry(ERROR, "这个文件的内容不正常，读取失败，已跳过。", "请对方用发出的原表重新填写后报送。"),
    "file.not-regular": Entry(ERROR, "这是{kind}，没有读取。", "请把表格文件本身复制到收回文件夹。"),
    "file.unreadable": Entry(ERROR, "文件打不开（{reason}）。", "请关闭正在使用它的程序，检查权限后再运行一次。"),
    "file.open-elsewhere": Entry(
        WARNING, "“{file}”正被其他程序打开，可能还有没保存的内容。", "请保存并关闭后，再运行一次。"
    ),
    "file.not-a-form": Entry(
        ERROR,
        "这个文件里没有本次考核发出的表。",
        "请核对：是不是放错了文件，或把内容粘贴到了别的表里；请用发出的原表填写。",
    ),
}

_FORM = {
    "form.other-campaign": Entry(ERROR, "这是另一次考核（或往年）发出的表，没有采用。", "请用本次发出的表重新填写。"),
    "form.stamp-edited": Entry(
        ERROR, "表身份被改动过，无法确认是哪个单位的哪张表，没有采用。", "请用发出的原表重新填写后报送。"
    ),
    "form.stamp-missing": Entry(
        WARNING,
        "隐藏的表身份不见了（可能是复制到了新文件），已凭表码“{code}”认出并采用。",
        "请核对内容；以后请直接在原表上填写。",
    ),
    "form.unknown-code": Entry(ERROR, "表码“{code}”不是本次考核的表码，没有采用。", "请用本次发出的表重新填写。"),
    "form.code-mismatch": Entry(
        ERROR, "表上的表码与隐藏的表身份不一致，没有采用。", "可能是几张表的内容混在了一起；请用发出的原表重新填写。"
    ),
    "form.outdated": Entry(
        ERROR, "这张表发出后，考核方案中与它有关的内容改过了，没有采用。", "请重新生成并发出这张表，让对方按新表填写。"
    ),
    "form.same-code-twice": Entry(
        ERROR, "同一个文件里有两张工作表带同一个表码“{code}”，都没有采用。", "请删去多余的一张，只保留填好的那张。"
    ),
    "form.no-grid": Entry(
        ERROR,
        "找不到表格的编号行（第{row}行的隐藏行），无法读取，没有采用。",
        "表格结构被破坏；请用发出的原表重新填写。",
    ),
    "form.missing-rows": Entry(ERROR, "表里缺少这些行：{keys}。", "这些行被删掉了；请用发出的原表补填后重报。"),
    "form.missing-columns": Entry(ERROR, "表里缺少这些栏：{keys}。没有采用。", "请用发出的原表重新填写后报送。"),
    "form.duplicate-keys": Entry(
        ERROR, "表里有重复的编号：{keys}。没有采用。", "请删去复制出来的行或列，每个编号只留一个。"
    ),
    "form.missing-field": Entry(ERROR, "找不到“{label}”这一格。", "请用发出的原表补填后重报。"),
    "form.content-changed": Entry(
        WARNING,
        "印发的内容被改成了“{raw}”，原为“{expected}”；已按考核方案为准。",
        "请核对是否填错了行；不需要改动印发内容。",
    ),
    "form.outside": Entry(
        WARNING,
        "表格范围之外写有内容：“{raw}”，没有计入。",
        "请看一下是不是该填在表格里；需要计入的请填到对应的格中重报。",
    ),
    "form.unknown-row": Entry(
        ERROR,
        "这一行的编号“{key}”不是发出的编号，写在这里的“{raw}”没有计入。",
        "请填在发出的行里，不要改动编号；行数不够的，请联系主办单位重新发表。",
    ),
    "form.extra-sheet": Entry(NOTE, "工作表“{name}”不是发出的表，没有读取。", "如有需要计入的内容，请填到发出的表中。"),
    "form.missing": Entry(ERROR, "“{unit}”的{form}还没有收到。", "请催报。"),
    "form.empty": Entry(ERROR, "“{unit}”的{form}交回来是空白的。", "请核对是否发错了文件，填好后重报。"),
    "form.not-used": Entry(ERROR, "“{unit}”的{form}{status}，没有计入。", "请核对交回的文件，更正后重报。"),
    "form.spare-copy": Entry(
        WARNING, "{reason}；同一张表另有可用的一份，已采用那一份。", "请核对；用不着的这一份请移出收回文件夹。"
    ),
    "form.conflict": Entry(
        ERROR,
        "“{unit}”的{form}交了不止一份，内容不一样，都没有采用：{files}。",
        "请核对以哪一份为准，把其余的移出收回文件夹；或运行 merge 时加 --prefer newest 采用最新的一份。",
    ),
    "form.preferred": Entry(
        WARNING, "“{unit}”的{form}交了不止一份，按“--prefer {prefer}”采用了“{file}”。", "请核对；未采用的：{others}。"
    ),
}

_CELL = {
    "cell.not-number": Entry(ERROR, "{who}填的是“{raw}”，不是数字，没有计入。", "请填写：{expects}。"),
    "cell.boolean": Entry(ERROR, "{who}填的是“{raw}”，不是数字，没有计入。", "请填写：{expects}。"),
    "cell.date": Entry(
        ERROR, "{who}的单元格成了日期“{raw}”，没有计入。", "请把单元格格式设为“常规”后重填：{expects}。"
    ),
    "cell.not-date": Entry(ERROR, "{who}填的是“{raw}”，不是日期，没有计入。", "请填写：{expects}。"),
    "cell.too-precise": Entry(ERROR, "{who}填的是“{raw}”，小数超过两位，没有计入。", "请四舍五入到两位小数后重填。"),
    "cell.not-whole": Entry(ERROR, "{who}填的是“{raw}”，不是整数，没有计入。", "请填写：{expects}。"),
    "cell.out-of-range": Entry(ERROR, "{who}填的是“{raw}”，超出范围，没有计入。", "请填写：{expects}。"),
    "cell.not-choice": Entry(ERROR, "{who}填的是“{raw}”，不在可选范围内，没有计入。", "请填写：{expects}。"),
    "cell.not-tick": Entry(ERROR, "{who}填的是“{raw}”，看不出是不是选择，没有计入。", "请填写：{expects}。"),
    "cell.error-value": Entry(ERROR, "{who}是公式错误值“{raw}”，没有计入。", "请直接填写：{expects}。"),
    "cell.formula": Entry(
        ERROR,
        "{who}填的是公式（现在显示“{raw}”），没有计入。",
        "请把公式换成数字（复制后“选择性粘贴—数值”）：{expects}。",
    ),
    "cell.repaired": Entry(NOTE, "{who}写作“{raw}”，已按{value}计入。", "无需处理；如不对请更正。"),
    "cell.closed": Entry(
        ERROR, "{who}不需要填这一栏，却填了“{raw}”，没有计入。", "请按计分方式填在浅黄色的格里，并清空此格。"
    ),
    "cell.blank": Entry(ERROR, "{who}没有填。", "请填写：{expects}；没有扣分请填0。"),
    "cell.fraction": Entry(
        WARNING,
        "{who}填的是“{raw}”，大于0而不超过1，可能是百分数，已按{value}分计入。",
        "请核对：如果是{percent}分，请更正。",
    ),
}

_MARK = {
    "ballot.mark-void": Entry(
        WARNING,
        "{who}打的是{value}分，超出0至{most}，该分作废。",
        "请与原票核对；如是登记错误请更正，如原票如此则无需处理。",
    ),
    "ballot.items-missing": Entry(
        WARNING,
        "{who}有{missing}项没有打分，缺项的不计，此票对该人按无效处理。",
        "请与原票核对是否漏登；原票如此则无需处理。",
    ),
    "ballot.several-ticks": Entry(
        WARNING, "{who}在{count}个等级下打了记号，该人的这一票按无效处理。", "请与原票核对；如是登记错误请更正。"
    ),
    "ballot.own-mark": Entry(NOTE, "{who}是给本人打的，按规则不计。", "无需处理。"),
    "ballot.void-by-hand": Entry(NOTE, "{ballot}登记为废票，整票不计。", "无需处理。"),
    "ballot.void-all-full": Entry(
        NOTE, "{ballot}给{count}人全部打了满分，按规则整票作废。", "请与原票核对登记是否有误。"
    ),
    "ballot.void-all-same": Entry(
        NOTE, "{ballot}给{count}人全部打了{value}分，按规则整票作废。", "请与原票核对登记是否有误。"
    ),
    "ballot.void-high-share": Entry(
        NOTE, "{ballot}有{count}人达到{line}分，超过{limit}人的上限，按规则整票作废。", "请与原票核对登记是否有误。"
    ),
    "poll.more-returned": Entry(
        ERROR,
        "“{voter_class}”收回票数{returned}多于发出票数{issued}，按规则该表所登测评票全部作废。",
        "请核对票数；如是登记错误请更正，否则应重新测评。",
    ),
    "poll.more-returned-kept": Entry(
        WARNING, "“{voter_class}”收回票数{returned}多于发出票数{issued}。", "请核对票数。"
    ),
    "poll.turnout": Entry(
        ERROR,
        "“{voter_class}”收回{returned}张，不足预计份数{expected}的{limit}%，按规则该表作废。",
        "请核对是否漏登；确实不足的，应研究是否重新测评。",
    ),
    "poll.count-differs": Entry(
        ERROR,
        "“{voter_class}”填写的收回票数为{returned}，实际登记了{registered}张；试算按登记的票数。",
        "请核对有无漏登、多登，或更正收回票数；整张空白的票，请在“票的效力”栏选“有效”。",
    ),
    "poll.count-blank": Entry(
        WARNING, "“{voter_class}”没有填{label}，按登记的{registered}张计。", "请补填发出票数、收回票数，以便核对。"
    ),
    "poll.beyond-electorate": Entry(
        WARNING, "“{voter_class}”收回{returned}张，多于预计份数{expected}。", "请核对应到人数和收回票数。"
    ),
    "tally.not-adding-up": Entry(
        ERROR,
        "{who}是{returned}，不等于有效{valid}+无效{void}+弃权{abstained}，没有计入。",
        "请核对计票结果后更正。",
    ),
    "tally.grades-not-adding-up": Entry(
        ERROR,
        "{who}是{returned}，不等于各等级票数之和{valid}+无效{void}+弃权{abstained}，没有计入。",
        "请核对计票结果后更正。",
    ),
    "tally.total-too-large": Entry(
        ERROR, "{who}是{total}，超过有效票数{valid}×100，没有计入。", "请核对合计分和有效票数。"
    ),
    "tally.total-without-votes": Entry(ERROR, "{who}是{total}，却没有有效票，没有计入。", "请核对合计分和有效票数。"),
    "rubric.no-reason": Entry(WARNING, "{who}{change}，没有写原因。", "请补写原因，反馈时要用。"),
    "rubric.floored": Entry(WARNING, "{who}是{deduction}分，超过分值{points}分，按扣完为止计0分。", "请核对扣分。"),
    "account.empty": Entry(WARNING, "“{name}”的述职自查一项也没有写。", "述职自查不影响得分；请提醒本人补写后重报。"),
    "account.item-blank": Entry(WARNING, "述职自查没有写{item}这一项。", "述职自查不影响得分；请核对是否漏填。"),
    "account.no-reviews": Entry(
        WARNING, "“{unit}”的述职报告审核一人也没有填。", "述职报告审核不影响得分；请审核后报回审核表。"
    ),
    "account.not-reviewed": Entry(
        WARNING, "“{name}”的述职报告没有填审核结果。", "请审核后选“通过”或“退回重写”，再报回审核表。"
    ),
    "account.sent-back": Entry(
        WARNING,
        "“{name}”的述职报告审核结果是退回重写（{remark}）。",
        "请督促重写，重新审核后报回新的审核表；没有重写的，请在会议材料中说明。",
    ),
    "opinion.empty": Entry(WARNING, "“{unit}”的评议意见一条也没有写。", "评议意见不影响得分；请核对是否漏填。"),
}

_RESULT = {
    "result.class-empty": Entry(
        ERROR,
        "票类“{voter_class}”中，{names}没有一个有效分数，测评得分无法计算。",
        "请补报或更正该票类的测评票；或在计分规则“缺票类处理”中选择“按其余票类折算”。",
    ),
    "result.class-reweighed": Entry(
        WARNING,
        "票类“{voter_class}”中，{names}没有有效分数，已按其余票类的权重折算。",
        "请研究是否可行，并在会议材料中说明。",
    ),
    "result.few-ballots": Entry(
        WARNING,
        "票类“{voter_class}”中，{names}的有效分数少于{line}个，平均分可能暴露个人打分。",
        "请注意保密，不要对外提供该票类的单项数据。",
    ),
    "result.no-field-score": Entry(
        ERROR,
        "“{name}”的实地考评表有没填或填错的项目，考评得分无法计算。",
        "请按前面的问题更正实地考评表后重报。",
    ),
    "result.edge-tie": Entry(
        WARNING,
        "排名组“{group}”第{rank}名有{count}人并列（{names}），跨在“{tier}”的名额线（{quota}名）上，均建议为下一等次。",
        "并列跨线，提请研究。",
    ),
    "decision.kept-apart": Entry(
        WARNING,
        "等次审定表中“{name}”这一行与现在的名单对不上，其审定内容已移到表末保留。",
        "请核对名单是否有变动。",
    ),
    "decision.unreadable": Entry(
        ERROR,
        "原来的等次审定表读不出来（{reason}），为免丢失审定内容，没有改动它。",
        "请用 WPS 打开检查，另存为 .xlsx 后再运行。",
    ),
}

_FINAL = {
    "final.no-table": Entry(
        ERROR,
        "“3汇总”里还没有“等次审定表.xlsx”。",
        "请先运行 lianping-xlsx merge，在审定表中填好审定等次，再运行 finalize。",
    ),
    "final.table-open": Entry(
        ERROR,
        "“{file}”正在其他程序中打开，可能还有没保存的内容，没有审定。",
        "请保存并关闭后再运行；确实没有打开的，请删除旁边的临时文件“{lock}”。",
    ),
    "final.scores-changed": Entry(
        ERROR,
        "审定表是按另一次的结果做的（表上印的结果指纹是“{printed}”，现在是“{present}”），得分、名次、建议等次或方案变了。",
        "请重新运行 lianping-xlsx merge（已填的内容会保留），核对无误后再运行 finalize。",
    ),
    "final.no-meeting": Entry(
        ERROR, "没有写明是哪次会议审定的。", "请在“审定会议”右边的格里写明，如“县委常委会第12次会议”。"
    ),
    "final.no-date": Entry(ERROR, "没有写审定日期。", "请在“审定日期”右边的格里写明，如 2024-12-30。"),
    "final.bad-date": Entry(
        ERROR, "审定日期写的是“{raw}”，认不出是哪一天。", "请写成年月日，如 2024-12-30 或 2024年12月30日。"
    ),
    "final.formula": Entry(
        ERROR, "这一格是公式（现在显示“{raw}”），以后可能会变，不能作为审定内容。", "请直接填写内容。"
    ),
    "final.missing-row": Entry(
        ERROR, "审定表里没有“{name}”这一行。", "请重新运行 lianping-xlsx merge 补上这一行，再填写审定等次。"
    ),
    "final.missing-decision": Entry(ERROR, "“{name}”还没有填审定等次。", "请从下拉列表中选择：{tiers}。"),
    "final.unknown-tier": Entry(
        ERROR, "“{name}”的审定等次填的是“{raw}”，考核方案里没有这个等次。", "请从下拉列表中选择：{tiers}。"
    ),
    "final.missing-reason": Entry(
        ERROR,
        "“{name}”审定为“{tier}”，{proposal}，没有写调整理由。",
        "请在这一格写明调整理由；审定等次填错了的，请更正。",
    ),
    "final.decided-twice": Entry(
        ERROR, "“{name}”有两处审定内容，不一样（另一处在 {other}）。", "请核对以哪一处为准，把另一处清空。"
    ),
    "final.trial": Entry(
        ERROR,
        "结果是试算，这个未了的问题没有写{lacking}：{problem}。",
        "请更正、补报后重新运行 merge；确需带着这个问题审定的，请写明接受人和接受理由。",
    ),
    "final.not-listed": Entry(
        ERROR,
        "结果是试算，有未了的问题还没有列进审定表：{problem}。",
        "请重新运行 lianping-xlsx merge，再在“未了问题”中更正或写明接受人和接受理由。",
    ),
    "final.quota": Entry(
        WARNING,
        "排名组“{group}”审定为“{tier}”的有{decided}人，名额上限是{allowed}人。",
        "名额由审定机构掌握，程序照会议的决定办理；请与会议记录核对。",
    ),
    "final.excluded-decided": Entry(
        WARNING, "“{name}”不参评，却填了审定等次“{tier}”，已照填。", "请与会议记录核对；不应评定的，请清空后重新运行。"
    ),
    "final.record-damaged": Entry(
        ERROR,
        "原来的审定记录用不了（{reason}），为免丢失以前的审定，没有改动任何文件。",
        "请从备份中找回原来的“审定记录.json”，再运行 finalize。",
    ),
    "final.record-gone": Entry(
        ERROR,
        "“4审定”里有审定记录表，却没有“审定记录.json”，为免丢失以前的审定，没有改动任何文件。",
        "请从备份中找回“审定记录.json”；确实要从头记录的，请先把“4审定”里的文件移到别处。",
    ),
    "final.left": Entry(
        WARNING,
        "“{file}”生成后被改动过；审定内容没有变，保留了改动过的文件。",
        "请核对改动是否应该；需要恢复的，把它移到别处，再运行 finalize。",
    ),
    "final.carried": Entry(
        WARNING,
        "“{file}”已按现在的审定重新生成，原来填写的内容都带过来了；原来的一份留在“4审定/备份”里。",
        "请核对带过来的内容。",
    ),
    "final.replaced": Entry(
        WARNING,
        "“{file}”被人改动过，而现在的审定与它不同了：改动过的一份已移到“4审定/备份”里。",
        "请把其中仍然需要的内容抄到重新生成的文件里。",
    ),
}

_LAST_YEAR = {
    "lastyear.no-folder": Entry(
        ERROR,
        "上年考核文件夹“{folder}”找不到，或者不是文件夹。",
        "请核对 --last-year 或基本信息“上年考核文件夹”写的位置；没有上年考核的，请清空。",
    ),
    "lastyear.no-campaign": Entry(
        ERROR,
        "“{folder}”里没有考核方案，也没有汇总结果，不是考核文件夹。",
        "请写上年的整个考核文件夹（里面有“3汇总”的那一个）。",
    ),
    "lastyear.itself": Entry(ERROR, "“{folder}”就是这次考核自己的文件夹。", "请写上一年度的考核文件夹。"),
    "lastyear.no-result": Entry(
        WARNING, "上年考核文件夹里没有汇总结果。", "请核对文件夹；上年没有汇总过的，先在那个文件夹运行 merge。"
    ),
    "lastyear.damaged": Entry(
        WARNING, "上年的这个文件读不出来（{reason}），没有采用。", "请从备份中找回上年的文件，再运行一次。"
    ),
    "lastyear.odd-entries": Entry(
        WARNING,
        "这个文件里有{count}条内容不完整或看不懂，没有采用。",
        "请核对上年的文件：每条都要写明编号、姓名、单位，得分、名次要是数字。",
    ),
    "lastyear.list-columns": Entry(
        WARNING, "上年的整改清单里找不到这些栏：{columns}。", "请在上年的整改清单中恢复表头，再运行一次。"
    ),
    "lastyear.same-year": Entry(
        WARNING, "上年考核文件夹里的年度是{year}，与本次考核相同。", "请核对是不是写错了文件夹，或年度没有改。"
    ),
    "lastyear.trial": Entry(WARNING, "上年的结果还是试算，没有审定。", "请核对上年考核是否已经办结。"),
    "lastyear.nobody": Entry(
        WARNING, "上年考核（年度：{year}）中没有一个人在今年的名单里。", "请核对是不是写错了文件夹。"
    ),
    "lastyear.other-person": Entry(
        NOTE,
        "编号{code}上年是“{former}”，今年是“{name}”，不是同一个人，没有对照上年情况。",
        "如系职务调整，无需处理；如是同一个人，请把两年的姓名写成一样。",
    ),
    "lastyear.items-left": Entry(
        WARNING,
        "“{former}”上年有{count}条整改事项没有销号，但此人不在今年的名单里，没有带入。",
        "请研究由谁继续整改。",
    ),
}

_WRITE = {
    "write.failed": Entry(
        ERROR,
        "“{file}”写不进去（{reason}），没有改动任何文件。",
        "如果它正在 WPS 或 Excel 里打开，请先关闭；再检查文件夹是否只读、磁盘是否已满，然后重新运行。",
    ),
    "write.slots": Entry(
        ERROR, "“{file}”写不进去（{reason}）；“1发出”里的表已经生成。", "请换一个可以写的位置，再运行一次。"
    ),
    "write.exists": Entry(
        ERROR, "这里已经有“{file}”，没有覆盖。", "确实要重新开始的，加 --force（原文件会留一份在“备份”里）。"
    ),
    "write.edited": Entry(
        ERROR, "“{file}”生成后被改动过，没有覆盖。", "确实要重新生成的，加 --force（改动过的文件会留一份在“备份”里）。"
    ),
}

_VERIFY = {
    "verify.no-record": Entry(ERROR, "还没有汇总过，没有运行记录可以核对。", "请先运行 lianping-xlsx merge。"),
    "verify.changed": Entry(ERROR, "“{file}”在汇总之后被改动过。", "请核对改动是否应该；需要的，重新运行 merge。"),
    "verify.gone": Entry(ERROR, "“{file}”在汇总之后不见了。", "请找回这个文件；确实不要的，重新运行 merge。"),
    "verify.added": Entry(ERROR, "“{file}”是汇总之后新收到的。", "请重新运行 merge。"),
    "verify.decided-changed": Entry(
        ERROR, "“{file}”在审定之后被改动过。", "请核对改动是否应该；需要按现在的情况重新生成的，运行 finalize。"
    ),
    "verify.decided-gone": Entry(ERROR, "“{file}”在审定之后不见了。", "请找回这个文件，或重新运行 finalize。"),
}

CATALOGUE = _SCHEME | _TABLE | _FILE | _FORM | _CELL | _MARK | _RESULT | _FINAL | _LAST_YEAR | _WRITE | _VERIFY
