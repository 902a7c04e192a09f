"""Findings on the fairness of figures: questions and remarks, which change no figure."""

from __future__ import annotations

from lianping_xlsx.core.catalogue.catalogue_entry import NOTE, WARNING, CatalogueEntry

_LINE = "提醒的界限在考核方案“计分规则”的“{}”（没有这一行的，在表末加上）。"
_LEVEL_LINE = _LINE.format("考核组松紧提醒线")
_NEAR_LINE = _LINE.format("相近票提醒线")
_SPREAD_LINE = _LINE.format("得分差异提醒线")
_SPREAD = "只是提请研究，得分不变。各板块、各票类各占多少，见汇总表“计算说明”。多半是它打分拉得开、别的打分挤在一起："

FAIRNESS = {
    "conduct.near-copies": CatalogueEntry(
        WARNING,
        "“{voter_class}”有{count}张票与同类的别的票相近（对{ratees}人的打分，最多{most}人的不同），难以用巧合解释：{groups}。",
        f"只是提请核对，已照常计入。请与原票核对有没有照抄改动；确系各人自己填写的，无需处理。{_NEAR_LINE}",
    ),
    "conduct.near-copies-across": CatalogueEntry(
        WARNING,
        "{registers}里有{count}张票相近（对{ratees}人的打分，最多{most}人的不同），难以用巧合解释：{groups}。",
        f"只是提请核对，已照常计入。请与原票核对有没有重复登记、照抄改动；确系各人自己填写的，无需处理。{_NEAR_LINE}",
    ),
    "conduct.own-marks": CatalogueEntry(
        WARNING,
        "“{voter_class}”登记的{all}张票中，有{count}张各自最偏向一个人（去掉各票松紧以后，比别的票给他的高{line}分以上），"
        "偏向的是{ratees}个不同的人，难以用巧合解释，像是登记了给本人打的分。",
        "按规则本人票不计，但这张表认不出哪张票是谁的，已照常计入；也可能是各人偏向本单位的人。请了解投票人有没有给本人打分，"
        "不要追查哪张票是谁的。下次可以请投票人把本人一格留空，或在“测评”表的“本人票”选“凭编号不计”。"
        + _LINE.format("本人票提醒线"),
    ),
    "conduct.team-level": CatalogueEntry(
        WARNING,
        "排名组“{group}”中，“{unit}”对{ratees}人平均评{mean}分，其余考核组对同样的人平均评{other_mean}分，"
        "平均{way}{gap}分，难以用巧合解释。",
        f"只是提请核对，得分不变。请了解各组掌握评分标准是否一致，需要的可以统一尺度后复核。{_LEVEL_LINE}",
    ),
    "conduct.team-level-alone": CatalogueEntry(
        WARNING,
        "排名组“{group}”中，“{unit}”评的{ratees}人平均{mean}分，其余考核组评的另外{beside}人平均{other_mean}分，"
        "平均{way}{gap}分，难以用巧合解释。",
        "只是提请核对，得分不变。可能是考评的人本来有差别，也可能是各组松紧不同：请了解各组掌握评分标准是否一致。"
        f"要按松紧拉平的，可以在“考核板块”的“折算”选“考核组平衡”。{_LEVEL_LINE}",
    ),
    "conduct.flat-items": CatalogueEntry(
        NOTE,
        "排名组“{group}”中，“{component}”有{count}个项目、共{points}分没有拉开差距：{items}。",
        "得分不变。确实都做到了的，无需处理；评分标准太宽、大家照给的，下次修订考评细则时可以写细。"
        "说明的界限在考核方案“计分规则”的“项目区分提醒线”（没有这一行的，在表末加上）。",
    ),
    "conduct.flat-votes": CatalogueEntry(
        NOTE,
        "排名组“{group}”的“{poll}”中，有{count}项测评内容、共{points}分没有拉开差距，几乎所有人的得分相同：{items}。",
        "得分不变。确实都一样好的，无需处理；投票时不加区别、都选同一等级的，下次可以把内容写具体，会前说明怎样选。"
        "说明的界限在考核方案“计分规则”的“项目区分提醒线”（没有这一行的，在表末加上）。",
    ),
    "conduct.deciding-class": CatalogueEntry(
        WARNING,
        "排名组“{group}”{ratees}人综合得分的差距，有{share}%来自“{poll}”的票类“{voter_class}”，它的权重只有{weight}%。",
        f"{_SPREAD}请核对这个票类的票，需要的可以在会议材料中说明。{_SPREAD_LINE}",
    ),
    "conduct.deciding-component": CatalogueEntry(
        WARNING,
        "排名组“{group}”{ratees}人综合得分的差距，有{share}%来自{component}，它的权重只有{weight}%。",
        f"{_SPREAD}需要的可以在会议材料中说明。{_SPREAD_LINE}",
    ),
}
