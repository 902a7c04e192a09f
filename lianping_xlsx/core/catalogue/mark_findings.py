"""Findings on the content of a cell, a ballot, a 考评表 or a 述职自查, and on how a form was filled in."""

from __future__ import annotations

from lianping_xlsx.core.catalogue.catalogue_entry import ERROR, NOTE, UNLOCKED, WARNING, CatalogueEntry

_NOUGHTS = "填的是0而显示为空白的，也可能是关闭了零值的显示，请在“选项—视图”里勾选“零值”"

CELL = {
    "cell.not-number": CatalogueEntry(ERROR, "{who}填的是“{raw}”，不是数字，没有计入。", "请填写：{expects}。"),
    "cell.boolean": CatalogueEntry(ERROR, "{who}填的是“{raw}”，不是数字，没有计入。", "请填写：{expects}。"),
    "cell.date": CatalogueEntry(
        ERROR,
        "{who}的单元格成了日期“{raw}”，没有计入。",
        f"请把单元格格式设为“常规”{UNLOCKED}后重填：{{expects}}。",
    ),
    "cell.not-date": CatalogueEntry(ERROR, "{who}填的是“{raw}”，不是日期，没有计入。", "请填写：{expects}。"),
    "cell.no-year": CatalogueEntry(
        ERROR, "{who}填的是“{raw}”，没有写年份，没有计入。", "请连年份一起填写：{expects}。"
    ),
    "cell.too-precise": CatalogueEntry(
        ERROR, "{who}填的是“{raw}”，小数超过两位，没有计入。", "请四舍五入到两位小数后重填。"
    ),
    "cell.not-whole": CatalogueEntry(ERROR, "{who}填的是“{raw}”，不是整数，没有计入。", "请填写：{expects}。"),
    "cell.out-of-range": CatalogueEntry(ERROR, "{who}填的是“{raw}”，超出范围，没有计入。", "请填写：{expects}。"),
    "cell.not-choice": CatalogueEntry(ERROR, "{who}填的是“{raw}”，不在可选范围内，没有计入。", "请填写：{expects}。"),
    "cell.not-tick": CatalogueEntry(ERROR, "{who}填的是“{raw}”，看不出是不是选择，没有计入。", "请填写：{expects}。"),
    "cell.error-value": CatalogueEntry(ERROR, "{who}是公式错误值“{raw}”，没有计入。", "请直接填写：{expects}。"),
    "cell.formula": CatalogueEntry(
        ERROR,
        "{who}填的是公式（现在显示“{raw}”），没有计入。",
        "请把公式换成数字（复制后“选择性粘贴—数值”）：{expects}。",
    ),
    "cell.formula-blank": CatalogueEntry(
        ERROR,
        "{who}填的是公式“{raw}”，文件里没有它的结果，没有计入。",
        "请直接填写数字，不要用公式：{expects}。",
    ),
    "cell.no-result": CatalogueEntry(
        ERROR,
        "{who}是没有结果的公式“{raw}”，不是文字，没有采用。",
        "请直接填写文字；文字要以等号开头的，请在前面加一个单引号。",
    ),
    "cell.repaired": CatalogueEntry(NOTE, "{who}写作{written}，已按{value}计入。", "无需处理；如不对请更正。"),
    "cell.text-numbers": CatalogueEntry(
        NOTE,
        "有{count}个格（{cells}）里的数字是文本格式，已按数字计入。",
        "无需处理；要改成数字格式的，选中这些格，点旁边的感叹号，选“转换为数字”。",
    ),
    "cell.closed": CatalogueEntry(
        ERROR,
        "{who}不需要填这一栏，却填了“{raw}”，没有计入。",
        "请按计分方式填在浅黄色的格里（得分与扣分不是同一个数，不要照抄），再清空此格。",
    ),
    "cell.no-task": CatalogueEntry(
        ERROR,
        "{who}是此人没有任务的项目，不评分，却填了“{raw}”，没有计入。",
        "请清空此格；此人有这项任务的，由主办单位改正考核方案后重新发表。",
        "请清空此格；认为此人有这项任务的，请告诉主办单位。",
    ),
    "cell.closed-nought": CatalogueEntry(
        NOTE, "{who}不需要填这一栏，填了0，不影响得分。", "无需处理；以后这一栏留空即可。"
    ),
    "cell.beside": CatalogueEntry(
        ERROR,
        "{who}应填在 {blank}，那一格空着，旁边却写着“{raw}”，没有计入。",
        "请核对：是填错了格的，移到 {blank}；不是的，把旁边的清空，{blank} 按实际填写或留空。",
    ),
    "cell.beside-tick": CatalogueEntry(
        ERROR,
        "{who}没有选择，旁边这一格却写着“{raw}”，没有计入。",
        "请与原票核对：选了的，应在 {cells} 中选一格打√，并清空旁边这一格；原票没有选的，清空旁边这一格即可。",
    ),
    "cell.hidden": CatalogueEntry(
        WARNING,
        "{who}在隐藏的行或列里，打开表看不到，填的是“{raw}”；程序照常读取，计不计入与没有隐藏的一样。",
        "请取消隐藏后核对：应当计入的，无需处理；不应计入的，清空这一格后重报。",
    ),
    "cell.hidden-many": CatalogueEntry(
        WARNING,
        "有{count}个填了内容的格（{cells}）在隐藏的行或列里，打开表看不到；程序照常读取，计不计入与没有隐藏的一样。",
        "请取消隐藏后逐格核对：应当计入的，无需处理；不应计入的，清空后重报。",
    ),
    "cell.shown-otherwise": CatalogueEntry(
        WARNING,
        "{who}显示为{shown}，实际是{raw}，以实际的{raw}为准。",
        f"请把这一格的数字格式设为“常规”，字体颜色设为“自动”，填充设为“无”{UNLOCKED}，"
        f"核对显示出来的内容，不对的重填；{_NOUGHTS}。",
    ),
    "cell.shown-otherwise-many": CatalogueEntry(
        WARNING,
        "有{count}个格（{cells}）显示的与实际填的不同，例如{first}显示为{shown}，实际是{raw}；都以实际填的为准。",
        f"请把这些格的数字格式设为“常规”，字体颜色设为“自动”，填充设为“无”{UNLOCKED}，"
        f"逐格核对显示出来的内容，不对的重填；{_NOUGHTS}。",
    ),
    "cell.struck": CatalogueEntry(
        WARNING,
        "{who}填的是“{raw}”，全部或者部分文字加了删除线；程序照常读取，计不计入与没有删除线的一样。",
        f"请核对：应当计入的，去掉删除线{UNLOCKED}后重报；不应计入的，清空这一格后重报。",
    ),
    "cell.struck-many": CatalogueEntry(
        WARNING,
        "有{count}个填了内容的格（{cells}），全部或者部分文字加了删除线；程序照常读取，计不计入与没有删除线的一样。",
        f"请逐格核对：应当计入的，去掉删除线{UNLOCKED}后重报；不应计入的，清空后重报。",
    ),
    "cell.conditional": CatalogueEntry(
        WARNING,
        "{who}填的是“{raw}”，这一格设了条件格式，可能看不到所填的，或者显示成别的；以实际填的“{raw}”为准。",
        f"请选中这一格，在“开始”的“条件格式”里清除所选单元格的规则{UNLOCKED}，核对显示出来的内容，不对的重填；不清除的，不影响计分。",
    ),
    "cell.conditional-many": CatalogueEntry(
        WARNING,
        "有{count}个填了内容的格（{cells}）设了条件格式，可能看不到所填的，或者显示成别的；都以实际填的为准。",
        f"请选中这些格，在“开始”的“条件格式”里清除所选单元格的规则{UNLOCKED}，逐格核对显示出来的内容，不对的重填；不清除的，不影响计分。",
    ),
    "cell.blank": CatalogueEntry(ERROR, "{who}没有填。", "请填写：{expects}；{none}。"),
    "cell.fraction": CatalogueEntry(
        WARNING,
        "{who}填的是“{raw}”，大于0而不超过1，可能是百分数，已按{value}分计入。",
        f"请核对：如果是{{percent}}分，请先把单元格格式设为“常规”{UNLOCKED}，再填{{percent}}。",
    ),
}

MARK = {
    "ballot.mark-void": CatalogueEntry(
        WARNING,
        "{who}登记为{value}分，超出0至{most}，该分作废。",
        "请与原票核对；如是登记错误请更正，如原票如此则无需处理。",
    ),
    "ballot.items-scale": CatalogueEntry(
        WARNING,
        "{what}的{count}个分数都超过了该项的分值，像是每一项都按100分打的，都没有计入。",
        "请与原票核对：每一项只能打0到该项分值之间的分，请按分值折算后更正；原票如此、不能更正的，这些分数作废。",
    ),
    "ballot.scale": CatalogueEntry(
        WARNING,
        "{what}共{count}个分数，最高只有{top}分，不像是按百分制打的（可能是10分制，或者填成了百分数），已按原数计入。",
        f"请与原票核对：确实用了别的分制的，请先把单元格格式设为“常规”{UNLOCKED}，折算成百分制后更正；"
        "原票如此则无需处理。",
    ),
    "ballot.items-missing": CatalogueEntry(
        WARNING,
        "{who}有{missing}项没有打分，缺项的不计，此票对该人按无效处理。",
        "请与原票核对是否漏登；原票如此则无需处理。",
    ),
    "ballot.several-ticks": CatalogueEntry(
        WARNING, "{who}在{count}个等级下打了记号，该人的这一票按无效处理。", "请与原票核对；如是登记错误请更正。"
    ),
    "ballot.several-grades": CatalogueEntry(
        NOTE, "“{voter_class}”有{count}处登记为“多选”，只这些项不计，同一张票的其他项照常计入。", "无需处理。"
    ),
    "ballot.overall": CatalogueEntry(
        WARNING, "{who}，总评优于或者差于全部各项，已照常计入。", "请与原票核对是否登记有误；原票如此则无需处理。"
    ),
    "ballot.overall-void": CatalogueEntry(
        WARNING,
        "{who}，总评优于或者差于全部各项，按规则此票对该人作废。",
        "请与原票核对；如是登记错误请更正，如原票如此则无需处理。",
    ),
    "ballot.own-mark": CatalogueEntry(NOTE, "{who}是给本人打的，按规则不计。", "无需处理。"),
    "ballot.own-marks": CatalogueEntry(
        NOTE, "“{voter_class}”按登记的投票人编号，剔除了给本人打的分{count}个，按规则不计。", "无需处理。"
    ),
    "ballot.voter-unknown": CatalogueEntry(
        ERROR,
        "{ballot}的投票人编号不是考核对象的编号，认不出哪个分是给本人打的，暂且全部计入。",
        "请更正为投票人自己的考核对象编号；投票人不是考核对象的，清空这一格。",
    ),
    "ballot.voter-twice": CatalogueEntry(
        ERROR,
        "{ballot}与{other}号票登记的投票人编号相同，一人只能有一张票；两张票给此人打的分都没有计入，其余暂且计入。",
        "请与原票核对：登记重复的，清空一行；编号写错的，请更正。",
    ),
    "ballot.typed-otherwise": CatalogueEntry(
        ERROR,
        "{ballot}在{typing}里没有一样的；{typing}{nearest}号票最接近，不同的是：{differences}。",
        "请与原票核对，更正录错的一遍，录对的一遍不动。",
    ),
    "ballot.typed-once": CatalogueEntry(
        ERROR,
        "{ballot}在{typing}里没有一样的，也没有接近的。",
        "请与原票核对：{typing}漏录的，补在空行；多录的，清空这一行；录错的，请更正。",
    ),
    "poll.typed-otherwise": CatalogueEntry(
        ERROR,
        "“{voter_class}”的{label}，第一遍是{one}，第二遍是{two}。",
        "请核对后更正录错的一遍。",
    ),
    "ballot.void-by-hand": CatalogueEntry(NOTE, "{ballot}登记为废票，整票不计。", "无需处理。"),
    "ballot.void-all-full": CatalogueEntry(
        NOTE, "{ballot}给{count}人全部打了满分，按规则整票作废。", "请与原票核对登记是否有误。"
    ),
    "ballot.void-all-same": CatalogueEntry(
        NOTE, "{ballot}给{count}人全部打了{value}分，按规则整票作废。", "请与原票核对登记是否有误。"
    ),
    "ballot.void-high-share": CatalogueEntry(
        NOTE, "{ballot}有{count}人达到{line}分，超过{limit}人的上限，按规则整票作废。", "请与原票核对登记是否有误。"
    ),
    "ballot.void-tie": CatalogueEntry(NOTE, "{ballot}有并列的名次，按规则整票作废。", "请与原票核对登记是否有误。"),
    "ballot.void-gap": CatalogueEntry(
        NOTE, "{ballot}有人没有名次，或者名次跳号、超出人数，按规则整票作废。", "请与原票核对登记是否有误。"
    ),
    "ballot.few-errors": CatalogueEntry(
        ERROR,
        "“{poll}”的票类“{voter_class}”有{count}处填写有误；登记的票不足{line}张，为保护投票人，不列出在哪张表、哪张票。",
        "合并（merge）以后，有误的地方标在“3汇总/退回”里的表上，请填报单位更正后重新报送。",
    ),
    "ballot.few-warnings": CatalogueEntry(
        WARNING,
        "“{poll}”的票类“{voter_class}”有{count}处需要核对；登记的票不足{line}张，为保护投票人，不列出在哪张表、哪张票。",
        "合并（merge）以后，请打开“3汇总/退回/仅供核对”里的表核对，需要更正的，与填报单位联系。",
    ),
    "ballot.few-notes": CatalogueEntry(
        NOTE,
        "“{poll}”的票类“{voter_class}”有{count}处按规则作了整理；登记的票不足{line}张，为保护投票人，不列出在哪张表、哪张票。",
        "无需处理；要核对的，合并（merge）以后看“3汇总/退回/仅供核对”里的表。",
    ),
    "poll.more-returned": CatalogueEntry(
        ERROR,
        "“{voter_class}”收回票数{returned}多于发出票数{issued}，按规则该表所登测评票全部作废。",
        "请核对票数；如是登记错误请更正，否则应重新测评。",
    ),
    "poll.more-returned-kept": CatalogueEntry(
        WARNING, "“{voter_class}”收回票数{returned}多于发出票数{issued}。", "请核对票数。"
    ),
    "poll.turnout": CatalogueEntry(
        ERROR,
        "“{voter_class}”收回{returned}张，不足预计份数{expected}的{limit}%，按规则该表作废。",
        "请核对是否漏登；确实不足的，应研究是否重新测评。",
    ),
    "poll.turnout-number": CatalogueEntry(
        ERROR,
        "“{voter_class}”收回{returned}张，不足参加测评人数下限{least}张，按规则该表作废。",
        "请核对是否漏登；确实不足的，应研究是否重新测评。",
    ),
    "poll.count-differs": CatalogueEntry(
        ERROR,
        "“{voter_class}”填写的收回票数为{returned}，实际登记了{registered}张；试算按登记的票数。",
        "请核对有无漏登、多登，或更正收回票数；整张空白的票，请在“票的效力”栏选“有效”。",
    ),
    "poll.count-blank": CatalogueEntry(
        WARNING, "“{voter_class}”没有填{label}，按登记的{registered}张计。", "请补填发出票数、收回票数，以便核对。"
    ),
    "poll.beyond-electorate": CatalogueEntry(
        WARNING, "“{voter_class}”收回{returned}张，多于预计份数{expected}。", "请核对应到人数和收回票数。"
    ),
    "rubric.minus": CatalogueEntry(
        ERROR, "{who}填的是“{raw}”，带了负号，没有计入。", "请核对：扣（减）了{lost}分的，填{lost}，不带负号。"
    ),
    "rubric.fraction": CatalogueEntry(
        WARNING,
        "{who}填的是{raw}，分值有{points}分，得分却不到1分，可能填成了得分率，已按{raw}分计入。",
        f"请核对：如果是分值的{{percent}}%，请先把单元格格式设为“常规”{UNLOCKED}，再填{{meant}}。",
    ),
    "rubric.no-reason": CatalogueEntry(WARNING, "{item}{change}，未写{kind}原因。", "请补写原因，反馈时要用。"),
    "rubric.zero": CatalogueEntry(
        WARNING,
        "{item}登记为0分（分值{points}分），未写失分原因，已按0分计入。",
        "请核对：没有失分的，改为满分{points}；确实得0分的，请补写失分原因。",
    ),
    "rubric.zero-unexplained": CatalogueEntry(
        ERROR,
        "{item}登记为0分（分值{points}分），未写失分原因；分值达到{line}分的，得0分须写原因，试算按0分计。",
        "请核对：没有失分的，改为满分{points}；确实得0分的，请补写失分原因。",
    ),
    "rubric.both-agree": CatalogueEntry(
        NOTE,
        "{item}的“{open}”（{value}）和“{closed}”（{other}）都填了，两者相符，已按“{open}”计入。",
        "无需处理；以后只填“{open}”一栏即可。",
    ),
    "rubric.both-differ": CatalogueEntry(
        ERROR,
        "{item}的“{open}”（{open_cell}）填了{value}，“{closed}”（{closed_cell}）填了{other}，按分值{points}分对不上，没有计入。",
        "请核对：“{open}”{value}是对的，清空“{closed}”；“{closed}”{other}是对的，把“{open}”改成{instead}，再清空“{closed}”。",
    ),
    "rubric.both-given": CatalogueEntry(
        ERROR,
        "{item}的“{open}”（{open_cell}）填了{value}，“{closed}”（{closed_cell}）又填了{other}，分不清以哪个为准，没有计入。",
        "计分方式是“{mode}”的只填“{open}”：请核对“{open}”是不是{value}，再清空“{closed}”。",
    ),
    "rubric.wrong-column": CatalogueEntry(
        ERROR,
        "{item}应填“{open}”，却在“{closed}”填了{other}，“{open}”是空的，没有计入。",
        "请核对：分值{points}分，“{closed}”{other}就是“{open}”{instead}；对的话请在“{open}”（{open_cell}）填{instead}，并清空“{closed}”。",
    ),
    "rubric.floored": CatalogueEntry(
        WARNING, "{who}是{deduction}分，超过分值{points}分，按扣完为止计0分。", "请核对扣分。"
    ),
    "rubric.beyond": CatalogueEntry(
        ERROR,
        "{who}是{deduction}分，超过分值{points}分，没有计入。",
        "请核对：这一项扣完的填{points}，不要超过分值。",
    ),
    "account.empty": CatalogueEntry(
        WARNING, "“{name}”的述职自查一项也没有写。", "述职自查不影响得分；请提醒本人补写后重报。"
    ),
    "account.item-blank": CatalogueEntry(
        WARNING, "述职自查没有写{item}这一项。", "述职自查不影响得分；请核对是否漏填。"
    ),
    "account.no-reviews": CatalogueEntry(
        WARNING, "“{unit}”的述职报告审核一人也没有填。", "述职报告审核不影响得分；请审核后报回审核表。"
    ),
    "account.not-reviewed": CatalogueEntry(
        WARNING, "“{name}”的述职报告没有填审核结果。", "请审核后选“通过”或“退回重写”，再报回审核表。"
    ),
    "account.sent-back": CatalogueEntry(
        WARNING,
        "“{name}”的述职报告审核结果是退回重写（{remark}）。",
        "请督促重写，重新审核后报回新的审核表；没有重写的，请在会议材料中说明。",
    ),
    "account.blank": CatalogueEntry(WARNING, "“{name}”的{form}一项也没有填。", "{form}不影响得分；请提醒补填后重报。"),
    "account.unfinished": CatalogueEntry(WARNING, "{who}没有填{lacking}。", "不影响得分；请核对是否漏填，补填后重报。"),
    "opinion.empty": CatalogueEntry(
        WARNING, "“{unit}”的评议意见一条也没有写。", "评议意见不影响得分；请核对是否漏填。"
    ),
}


_ORIGINALS = "只是提请核对，已照常计入。请与原票核对登记是否有误；原票如此则无需处理。"

CONDUCT = {
    "conduct.all-full": CatalogueEntry(
        WARNING, "“{voter_class}”登记的{all}张票中，有{count}张给打了分的人全部打了满分：{ballots}。", _ORIGINALS
    ),
    "conduct.all-same": CatalogueEntry(
        WARNING, "“{voter_class}”登记的{all}张票中，有{count}张给打了分的人全部打了同一个分数：{ballots}。", _ORIGINALS
    ),
    "conduct.same-grade": CatalogueEntry(
        WARNING, "“{voter_class}”登记的{all}张票中，有{count}张给所有人选了同一个等级：{ballots}。", _ORIGINALS
    ),
    "conduct.copies": CatalogueEntry(
        WARNING,
        "“{voter_class}”有{count}张票与同类的别的票雷同（对{ratees}人的打分一个不差），难以用巧合解释：{groups}。",
        "只是提请核对，已照常计入。请与原票核对有没有重复登记、照抄；确系各人自己填写的，无需处理。",
    ),
    "conduct.copies-across": CatalogueEntry(
        WARNING,
        "{registers}里有{count}张票雷同（对{ratees}人的打分一个不差），难以用巧合解释：{groups}。",
        "只是提请核对，已照常计入。请与原票核对，同一批票是不是登记了两次；确系各人自己填写的，无需处理。",
    ),
    "conduct.class-gap": CatalogueEntry(
        WARNING,
        "“{poll}”中，“{voter_class}”对{ratees}人平均打{mean}分，{others}对同样的人平均打{other_mean}分，相差{gap}分。",
        "只是提请核对，已照常计入。请核对有没有登记错票类、登记错行；确实如此的无需处理。"
        "提醒的界限在考核方案“计分规则”的“票类差距提醒线”。",
    ),
    "conduct.team-gap": CatalogueEntry(
        WARNING,
        "{units}对同一人评的合计分相差{line}分以上：{ratees}，已按各组的平均分计入。",
        "只是提请核对，得分不变。请各组核对评分依据、有没有填错或漏填；确实如此的无需处理，可在会议材料中说明。"
        "提醒的界限在考核方案“计分规则”的“考核组差距提醒线”（没有这一行的，在表末加上）。",
    ),
    "conduct.same-machine": CatalogueEntry(
        WARNING,
        "{units}这{count}个单位交来的表，最后是用同一个用户名保存的。",
        "只是提请核对，已照常计入。请了解是不是由一家代填、转抄；由同一部门汇总转报的，无需处理。",
    ),
}
