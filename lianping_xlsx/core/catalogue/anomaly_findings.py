"""Questions on how replies were filled in: for a person to look at, never acted on."""

from __future__ import annotations

from lianping_xlsx.core.catalogue.catalogue_entry import WARNING, CatalogueEntry

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
