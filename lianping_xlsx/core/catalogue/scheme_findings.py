"""Findings on a scheme."""

from __future__ import annotations

from lianping_xlsx.core.catalogue.catalogue_entry import ERROR, NOTE, WARNING, CatalogueEntry

_FEW_VOTERS = (
    "票类“{voter_class}”是无记名投票，给{names}打分的人少于测评得分公布线{line}人，从得分、等次可能推算出各人怎么投的票"
)
_FEW_VOTERS_WAYS = (
    "请选一样：并入别的票类，票由一个填报单位登记；在“票类”表的“记名”栏填“是”，改为记名投票；仍然无记名的，在“票少接受”栏写明由谁、为什么同意，"
    "对外就只公布这些人的名次和等次（没有这两栏的，在最后加上）"
)

SCHEME = {
    "scheme.missing": CatalogueEntry(
        ERROR,
        "{wrong}。",
        "{near}请确认文件夹没有写错，名称里有空格的要用引号括起来；新建考核请运行 lianping-xlsx init 新文件夹。",
    ),
    "scheme.unreadable": CatalogueEntry(
        ERROR,
        "“考核方案.xlsx”读不出来（{reason}）。",
        "请用 WPS 打开检查，另存为 .xlsx 格式后再试。",
    ),
    "scheme.open": CatalogueEntry(
        ERROR,
        "正在其他程序中打开（有“{lock}”），可能还有没保存的内容，没有改动它。",
        "请保存并关闭它，再运行一次；确实没有打开的，请删去“{lock}”。",
    ),
    "scheme.update-differs": CatalogueEntry(
        ERROR,
        "补上本版本的工作表、栏目和设置以后，“考核方案.xlsx”读出来的内容与原来的不同，没有改动任何文件。",
        "请用 WPS 打开它，另存为一个新的 .xlsx 文件，改回原名后再运行；仍不行的，需要哪一栏，自己加在表头行末尾。",
    ),
    "scheme.update-lost": CatalogueEntry(
        WARNING,
        "补上本版本的工作表、栏目和设置时，“考核方案.xlsx”里的{lost}没有能保留。",
        "“备份”里的原件还有；需要的请从原件复制过来。方案的内容没有变。",
    ),
    "scheme.missing-sheet": CatalogueEntry(
        ERROR, "考核方案里没有“{sheet}”工作表。", "{written}请恢复这张工作表，名称须为“{sheet}”。"
    ),
    "scheme.sheet-copy": CatalogueEntry(
        NOTE,
        "这张工作表与“{sheet}”的栏目一样，程序只读取“{sheet}”，不读取这一张。",
        "留作备份的，无需处理；要用这一张的，请把它改名为“{sheet}”，原来的一张改成别的名称。",
    ),
    "scheme.sheet-unread": CatalogueEntry(
        WARNING,
        "这张工作表与“{sheet}”的栏目一样，名称不同，没有读取，“{sheet}”按没有填写处理。",
        "要用它的，请把它改名为“{sheet}”；自己留着的，无需处理。",
    ),
    "scheme.empty-sheet": CatalogueEntry(ERROR, "“{sheet}”一行也没有填。", "请至少填写一行。"),
    "scheme.duplicate": CatalogueEntry(
        ERROR, "{what}“{value}”与第{row}行重复。", "请改成不重复的{what}，或删去重复的一行。"
    ),
    "scheme.same-person": CatalogueEntry(
        WARNING,
        "“{name}”与{others}单位、姓名都相同（空格、间隔号不同也算相同）。",
        "同一个人请只保留一行；确有同名的，请核对编号，在“职务”中写明区别，写明了的不必再管这条提醒。",
    ),
    "scheme.group-spelling": CatalogueEntry(
        WARNING,  # schemes of earlier versions were accepted with it, and decided on
        "排名组“{group}”和第{row}行的“{other}”只有空格、标点、全角半角不同，分成了两组，各排各的名次。",
        "是同一组的，请改成完全一样的写法；确是两组的，请改用分得清的名称。",
    ),
    "scheme.group-alone": CatalogueEntry(
        WARNING,
        "排名组“{group}”只有1人，自己排第1名。",
        "{suggestion}写错了的，请改成那一组的名称；确实单独成组的，无需处理。",
    ),
    "scheme.group-list": CatalogueEntry(
        WARNING,
        "排名组“{group}”不是“{others}”里的人，是单独的一组，不和他们一起排名；别的表上写“{group}”，指的也只是这一组。",
        "一个人只在一个排名组里排名，请改成其中的一组；确是单独一组的，请换一个没有顿号、逗号的名称。",
    ),
    "scheme.shared-name": CatalogueEntry(
        ERROR, "“{column}”中的“{value}”分不清是谁：同名的有{persons}。", "请把姓名改写成编号。"
    ),
    "scheme.several-persons": CatalogueEntry(
        ERROR, "“{column}”中的“{value}”指好几个人（{names}），一行只能写一个人的一件事。", "请分成几行，每人一行。"
    ),
    "scheme.alias-taken": CatalogueEntry(
        ERROR,
        "“{unit}”的别名“{alias}”也是{others}的名称或别名，分不清指哪个单位。",
        "请改用只指这一个单位的别名，或删去这个别名。",
    ),
    "scheme.sum": CatalogueEntry(
        ERROR,
        "{what}合计为{total}，应为{due}。",
        "请调整各项数值，使合计等于{due}。",
        formerly=("{what}合计为{total}，应为100。",),
    ),
    "scheme.share-scope": CatalogueEntry(
        ERROR,
        "票类“{voter_class}”填了适用对象，各票类又填了占总分比重。",
        "占总分比重对各人都一样，不能与适用对象同用；请清空占总分比重，改填权重，或清空适用对象。",
    ),
    "scheme.class-unlike": CatalogueEntry(
        ERROR,
        "票类“{voter_class}”有几行，这一行的记名与第{row}行不同。",
        "同一票类只有权重、应到人数可以因人而异，请把“记名”改成一致。",
    ),
    "scheme.no-votes": CatalogueEntry(
        ERROR,
        "“{name}”的{components}没有适用的票类。",
        "请改正“票类”表的“适用对象”、“测评”表的“适用排名组”，或在考核板块中不让这个板块适用于此人的排名组。",
    ),
    "scheme.task-scope": CatalogueEntry(
        ERROR,
        "{kind}的范围里，“{what}”不适用于{names}，或没有写明是哪个考核板块。",
        "请改正考核对象范围，或在“板块”栏写明，或改正考核板块的适用排名组。",
    ),
    "scheme.share-missing": CatalogueEntry(
        ERROR,
        "票类“{voter_class}”没有填占总分比重，别的票类填了。",
        "占总分比重要填就每个票类都填；不用的，请把这一栏全部清空，只填权重。",
    ),
    "scheme.share-weight": CatalogueEntry(
        ERROR,
        "“{name}”的权重填的是{typed}，按占总分比重推算应为{due}。",
        "请核对占总分比重；无误的，把这一格清空（按占总分比重推算），或改为{due}。",
    ),
    "scheme.no-rubric": CatalogueEntry(
        ERROR, "排名组“{group}”没有适用的考评项目。", "请在“适用排名组”中写上该组，或留空表示各组适用。"
    ),
    "scheme.unknown": CatalogueEntry(
        ERROR,
        "“{column}”中的“{value}”在“{sheet}”表里找不到。",
        "{suggestion}请改成“{sheet}”表里有的{what}，或在该表中补上。",
    ),
    "scheme.span": CatalogueEntry(
        ERROR,
        "“{column}”中的“{value}”像是从几号到几号，分不清是哪几个人。",
        "请逐个写编号，用顿号隔开，如 1、2、3、4；单元格变成了日期的，请先把格式设为“文本”再写。",
    ),
    "scheme.spaced-name": CatalogueEntry(
        WARNING,
        "“{column}”中有{count}处字间有空格（{values}），会照样印在各表和公文上。",
        "请去掉字间的空格；本来就要空格的，无需处理。",
    ),
    "scheme.placeholder": CatalogueEntry(
        WARNING,
        "“{column}”写着“{value}”，会当作内容印出来、使用。",
        "没有内容的，请把这样的格清空；就要这样印的，无需处理。",
    ),
    "scheme.no-items": CatalogueEntry(
        ERROR, "测评“{poll}”按分项打分，却没有适用的测评内容。", "请在“测评内容”表中填写各项内容和分值。"
    ),
    "scheme.no-grades": CatalogueEntry(
        ERROR,
        "测评“{poll}”按等次投票，评价等级却不足两个。",
        "请在“评价等级”表中填写各等级和折算分（折算分“不计”的不算）；有几套等级的，在“测评”表的“等级表”写明用哪一套。",
    ),
    "scheme.scale-unused": CatalogueEntry(
        WARNING,
        "测评“{poll}”的打分方式是“{scoring}”，不按等级投票，等级表“{scale}”用不上。",
        "请把“等级表”清空，或者更正打分方式。",
    ),
    "scheme.grade-name": CatalogueEntry(
        ERROR,
        "测评“{poll}”的等级做不成下拉列表：名称里有英文逗号，合起来太长，或者有叫“多选”的。",
        "请改用简短的名称，如“优秀”，不要用英文逗号；“多选”是登记一项选了几个等级时用的词。",
    ),
    "scheme.several-overall": CatalogueEntry(
        ERROR, "测评“{poll}”的总评不止一项。", "一次测评只有一项总评；请把其余各项的“总评”清空。"
    ),
    "scheme.item-column-unused": CatalogueEntry(
        WARNING,
        "测评内容“{item}”的“{column}”只用于打分方式“分项等次”，这一项不属于这样的测评。",
        "请把这一格清空，或者更正测评的打分方式。",
    ),
    "scheme.rank-places": CatalogueEntry(
        ERROR,
        "测评“{poll}”按排名投票，“名次分”表没有从第1名起逐名填写各名次的分。",
        "请在“名次分”表中从第1名填起，一名一行，不要跳号，至少有一个名次的分大于0。",
    ),
    "scheme.rank-order": CatalogueEntry(
        ERROR, "第{place}名的分高于第{better}名。", "请核对“名次分”：名次越靠后，分不能越高。"
    ),
    "scheme.rank-sum": CatalogueEntry(
        WARNING,
        "测评“{poll}”的名次分合计，得分随票数增加，不是百分制，会直接乘权重计入综合得分。",
        "请核对；要百分制的，请把“测评”表的“名次分”改为“平均”，或者把各名次的分定得合计不超过100。",
    ),
    "scheme.rank-alone": CatalogueEntry(
        WARNING,
        "测评“{poll}”按排名投票，这一项任务却只有1个考核对象，张张票都只能排他第1名。",
        "请核对考核对象范围；各投各的人的，请改用其他打分方式。",
    ),
    "scheme.rank-unused": CatalogueEntry(
        WARNING, "测评“{poll}”的打分方式是“{scoring}”，“名次分”一栏用不上。", "请把“名次分”清空，或者更正打分方式。"
    ),
    "scheme.abstained-unused": CatalogueEntry(
        WARNING,
        "测评“{poll}”的计票方式是“{counting}”，“有效票含弃权”一栏用不上。",
        "请把“有效票含弃权”清空，或者更正计票方式。",
    ),
    "scheme.grade-order": CatalogueEntry(
        ERROR, "等级“{grade}”的折算分不低于上一等级“{better}”。", "请由高到低排列，折算分逐级降低。"
    ),
    "scheme.too-wide": CatalogueEntry(
        ERROR,
        "这一项任务把{count}人排在一张测评票登记表上，表太宽。",
        "请分成几项任务（几个填报单位），每项不超过{limit}人。",
    ),
    "scheme.no-class": CatalogueEntry(ERROR, "测评“{poll}”没有票类。", "请在“票类”表中为它至少填一行。"),
    "scheme.task-poll": CatalogueEntry(ERROR, "{kind}没有写明是哪次测评。", "请在“测评”“票类”两栏填写。"),
    "scheme.task-items": CatalogueEntry(
        ERROR, "安排了{kind}，却没有可以自查的测评内容。", "请在“测评内容”表中填写各项内容，或删去这项任务。"
    ),
    "scheme.task-ballots": CatalogueEntry(
        ERROR, "{kind}没有填预计份数。", "请填写预计收回多少张票，表上按此预留行数。"
    ),
    "scheme.task-unused": CatalogueEntry(
        WARNING, "{kind}不按测评、票类填报，填的“{columns}”用不上。", "请清空；本来是测评票、计票汇总的，请更正表种。"
    ),
    "scheme.task-component": CatalogueEntry(
        ERROR, "{kind}不属于哪一个板块，却填了“板块”。", "请清空这一格；测评属于哪个板块，填在“测评”表上。"
    ),
    "scheme.task-counting": CatalogueEntry(
        ERROR,
        "测评“{poll}”的计票方式是“{counting}”，与表种“{kind}”不符。",
        "逐票的测评用“测评票”，计票汇总的测评用“计票汇总”；请改表种或改计票方式。",
    ),
    "scheme.typed-twice": CatalogueEntry(
        ERROR, "“双人录入”只用于测评票，这一行的表种是“{kind}”。", "请清空“双人录入”，或填“否”。"
    ),
    "scheme.typed-twice-single": CatalogueEntry(
        ERROR,
        "“双人录入”用于几张票登记在一张表上的，这一行预计份数是1，由投票人本人填写，没有可以比对的。",
        "请清空“双人录入”；一张表登记几张票的，请更正预计份数。",
    ),
    "scheme.duplicate-task": CatalogueEntry(
        ERROR, "“{unit}”的{kind}与第{row}行是同一项任务。", "请合并成一行，或删去一行。"
    ),
    "scheme.not-polled": CatalogueEntry(
        ERROR,
        "“{name}”没有安排“{poll}”的票类“{voter_class}”测评。",
        "请在“填报任务”中把此人列入该票类的考核对象范围。",
    ),
    "scheme.not-assessed": CatalogueEntry(
        ERROR, "“{name}”没有安排实地考评。", "请在“填报任务”中把此人列入某个考核组的范围。"
    ),
    "scheme.electorate": CatalogueEntry(
        WARNING,
        "票类“{voter_class}”应到{electorate}人，而填报任务中的预计份数合计为{ballots}。",
        "请核对应到人数与预计份数。",
    ),
    "scheme.electorate-own": CatalogueEntry(
        NOTE,
        "票类“{voter_class}”各人的预计份数不同（{ballots}），测评统计的应到按各人自己的预计份数印，不用“应到人数”{electorate}。",
        "各人由不同的人投票的（如各村投各村的票），无需处理；应当相同的，请更正“填报任务”中的预计份数。",
    ),
    "scheme.own-unknown": CatalogueEntry(
        WARNING,
        "票类“{voter_class}”一张表登记几个人的票，认不出哪张票是谁投的；投票人中有考核对象的，给本人打的分会照常计入。",
        "投票人中没有考核对象，或本人的票应当计入的，请在“测评”表的“本人票”（没有这一栏的，在最后加上）选“计”，不再提醒；"
        "不应计入的，逐票登记的选“凭编号不计”（登记表上多一栏投票人编号），或者请投票人把本人一格留空（作弃权，不计入平均分）。",
    ),
    "scheme.own-only": CatalogueEntry(
        WARNING,
        "票类“{voter_class}”中，{names}的票只有本人给自己打的分，按“本人票不计”一个也不计入，测评得分无法计算。",
        "是自评的，请在“测评”表的“本人票”（没有这一栏的，在最后加上）选“计”；不是自评的，请核对“填报任务”的考核对象范围。",
    ),
    "scheme.class-line": CatalogueEntry(
        ERROR,
        "票类均分单列线是{class_line}，小于测评得分公布线{few_ballots}。",
        "请把票类均分单列线改为不小于{few_ballots}，或把测评得分公布线改小。",
    ),
    "scheme.few-voters": CatalogueEntry(
        WARNING,
        f"{_FEW_VOTERS}。",
        f"{_FEW_VOTERS_WAYS}。",
    ),
    "scheme.few-voters-open": CatalogueEntry(
        ERROR,
        f"{_FEW_VOTERS}；印发以前要先定下怎么办，因此没有生成。",
        f"{_FEW_VOTERS_WAYS}；改好后再运行 lianping-xlsx templates。",
    ),
    "scheme.single-ballots": CatalogueEntry(
        NOTE,
        "票类“{voter_class}”无记名投票，却由{count}个填报单位各报一张票：一个文件就是一个人的票，能看到“2收回”的人，"
        "都能看到他给每个人打的分。",
        "“2收回”请只让经办人看到，定稿后按规定处理；要保密的，在“填报任务”中改由计票人一个填报单位登记："
        "各人投无记名纸质票，本人一栏留空，由计票人登记在一张表上，预计份数填总票数。",
    ),
    "scheme.trim-tally": CatalogueEntry(
        NOTE,
        "{polls}只登记合计，要去掉最高分、最低分，计票汇总表上就要逐人填写有效分数中的最高分和最低分。",
        "请交代计票人：唱票时把每人的最高分、最低分记下来；办不到的，请改为逐票计票，或把“去最高最低分”改为“否”。",
        formerly=("{polls}只登记合计，无法去掉最高分和最低分。",),
    ),
    "scheme.least-returned": CatalogueEntry(
        ERROR,
        "“{unit}”登记票类“{voter_class}”的表预计只有{ballots}份，达不到参加测评人数下限{least}张，收齐了也要作废。",
        "参加测评人数下限按每张表收回的票数计算：请改小或清空，或者由一个填报单位登记本票类的票。",
    ),
    "scheme.trim-none": CatalogueEntry(
        ERROR, "“{rule}”要去，而去掉的最高分、最低分都是0个。", "请填写去掉几个，或者改为不去。"
    ),
    "scheme.line-unused": CatalogueEntry(
        NOTE,
        "“{rule}”填的是{value}，而“{switches}”是{off}，用不上。",
        "要用的，请填好“{switches}”（有几项的，填要用的）；不用的，无需处理。",
    ),
    "scheme.ties-unused": CatalogueEntry(
        NOTE,
        "并列名次处理是“{rule}”，而没有来源为“{source}”的考核板块，没有这项得分可比，综合得分相同的都并列。",
        "请改为“并列”，或者另一项得分优先；确实都并列的，无需处理。",
    ),
    "scheme.trim-all": CatalogueEntry(
        ERROR,
        "{what}{enough}就去掉最高分、最低分，一共去掉{both}个，可能一个也不剩，无法平均。",
        "请把线提高（至少剩一个，即至少{least}个才去），或者少去几个。",
    ),
    "scheme.trim-classes": CatalogueEntry(
        WARNING,
        "有效分数至少{least}个才去最高、最低分，而填报任务中各票类最多预计{most}份，一个也不会去，这条规则用不上。",
        "请核对“填报任务”的预计份数，或者把票数线改低；本来就不去的，把“去最高最低分”改为“否”。",
    ),
    "scheme.trim-teams": CatalogueEntry(
        WARNING,
        "考核组至少{least}个才去最高、最低分，而考评同一人的考核组最多{most}个，这条规则用不上。",
        "请核对“填报任务”中的实地考评，或者把组数线改低。",
    ),
    "scheme.adjustment-points": CatalogueEntry(ERROR, "效果是“{effect}”，但没有填分值。", "请填写分值。"),
    "scheme.too-fine": CatalogueEntry(
        ERROR,
        "“{value}”的小数比“小数位数”（{decimals}位）多，印出的分数会与计入的不一致。",
        "请改成不超过{decimals}位小数，或把“小数位数”改大。",
    ),
    "scheme.bad-code": CatalogueEntry(ERROR, "编号“{value}”含有顿号、逗号或分号。", "编号请只用字母和数字，如 T01。"),
    "scheme.deadline-passed": CatalogueEntry(
        WARNING,
        "报送截止日期{due}已过{days}天，“填表说明”上印的仍是这一天。",
        "表还没有发出的，请改成新的日期，再生成一次；已经发出的，不用重发，催报、更正的邮件会写明已经逾期。",
    ),
    "scheme.year": CatalogueEntry(
        WARNING,
        "年度“{year}”不像一个年份：各表和公文上会印成“{words}”，办下一年时也不会自动加一。",
        "请只填四位数字的年份，如 2024；按学年的，填 2024-2025学年。",
    ),
    "scheme.year-kept": CatalogueEntry(
        WARNING,
        "上年的年度“{year}”不像一个年份，没有加一，方案名称也没有改。",
        "请把“年度”改成今年的，如 2025，“方案名称”里写了年份的也改过来。",
    ),
    "scheme.late-deadline": CatalogueEntry(
        WARNING,
        "补报截止日期{late}不在报送截止日期{due}之后。",
        "请核对两个日期；不另定补报期限的，请清空“补报截止日期”。",
    ),
    "scheme.outdates-issued": CatalogueEntry(
        WARNING,
        "表已经生成、发出。按这个方案，要另发新表的：{units}；要补发的新单位：{new}；其余{valid}份照旧有效。",
        "确定这样改的，运行 lianping-xlsx templates，把新表发给这几家；它们的旧表不再采用，请说明按新表重报。",
    ),
    "scheme.sample-left": CatalogueEntry(
        NOTE,
        "还有{count}处是示例的：{places}。",
        "换成本单位的。“填写向导”上这几处是红的，改好就变绿；没有这张表的，用 lianping-xlsx init --update 补上。"
        "确是本单位的（如有人碰巧与示例同名），在“填写向导”的这一行打√。",
    ),
    "scheme.sample-own": CatalogueEntry(
        NOTE, "与示例相同，“填写向导”上打√核对过，不算示例的：{words}。", "不是本单位的，请改过来，清去打的√。"
    ),
    "scheme.print-copies": CatalogueEntry(
        WARNING,
        "打印份数里的“{parts}”不明白，没有照办。",
        "请写成“通报5份，上报表3份”这样，每种最多{most}份；材料有{papers}。",
    ),
    "scheme.sample": CatalogueEntry(
        NOTE, "标注是“{banner}”：名单可能还是示例。", "正式使用前，请换成本地的名单，并清空“标注”。"
    ),
}
