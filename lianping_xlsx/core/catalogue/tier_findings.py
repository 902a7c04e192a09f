"""Findings on the rules of tiers in a scheme: 等次规则 and the tiers that 否决与加减分 names."""

from __future__ import annotations

from lianping_xlsx.core.catalogue.catalogue_entry import ERROR, NOTE, WARNING, CatalogueEntry

TIER_RULES = {
    "scheme.adjustment-unused": CatalogueEntry(
        WARNING,
        "效果是“{effect}”，填的分值{points}用不上，不加分也不减分。",
        "还要加分、减分的，请另起一行，效果填“加分”或“减分”；不要的，请清空分值。",
    ),
    "scheme.same-event": CatalogueEntry(
        WARNING,
        "“{name}”的“{event}”与第{row}行是同一件事，计了两次。",
        "同一件事请只保留一行；确是两件的，请在“事项”或“依据”中写明区别。",
    ),
    "scheme.condition-unused": CatalogueEntry(
        WARNING,
        "比较内容是“{score}”，比较的是整项得分，填的“{columns}”只用于得票率，用不上。",
        "要比得票率的，请把比较内容改为“得票率”；比较“{score}”的，请清空这几格。",
    ),
    "scheme.tier-cut": CatalogueEntry(
        ERROR,
        "等次“{tier}”没有最低分。",
        "下面的“{below}”不是等次（如注、合计）的，请移出这张表；是等次的，除最后一个等次外，都要填最低分，或者填名额，或者在“等次条件”表中填条件，或者给后面的等次填从后起算的名额：否则人人都能评为这一等次。",
    ),
    "scheme.tier-order": CatalogueEntry(
        ERROR, "等次“{tier}”的最低分不低于上一等次“{better}”。", "请由好到差排列，最低分逐级降低。"
    ),
    "scheme.tier-last": CatalogueEntry(
        ERROR,
        "最后一个等次“{tier}”设了最低分或名额上限，会有人归不进任何等次。",
        "请把最后一个等次的最低分和名额清空；要定最后几名的，在“名额起算”栏填“后”。",
    ),
    "scheme.tier-name": CatalogueEntry(
        ERROR,
        "等次“{tier}”的名称里有英文逗号，或者太长，做不成下拉列表。",
        "请改用简短的名称，如“好”，不要用英文逗号。",
    ),
    "scheme.no-tiers": CatalogueEntry(
        ERROR, "排名组“{group}”没有适用的等次。", "请在“等次规则”表补上这一组的等次，或把“适用排名组”清空。"
    ),
    "scheme.quota-none": CatalogueEntry(
        NOTE,
        "等次“{tier}”的名额是参评人数的{quota}%，取整以后是0名（排名组{groups}），{effect}“{tier}”。",
        "要给名额的，请改大比例、改“名额取整”，或者填“名额至少”（没有这几栏的，在最后加上）；就是不给的，无需处理。",
    ),
    "scheme.quota-twice": CatalogueEntry(ERROR, "等次“{tier}”既填了名额比例上限，又填了名额人数。", "请只填一样。"),
    "scheme.quota-least": CatalogueEntry(
        ERROR,
        "等次“{tier}”填了名额至少，但没有填名额比例上限。",
        "“名额至少”只用于按比例的名额：请填名额比例上限，或清空“名额至少”。",
    ),
    "scheme.quota-pool": CatalogueEntry(
        ERROR, "等次“{tier}”的总名额填了“是”，但没有名额。", "请填名额比例上限或名额人数，或清空“总名额”。"
    ),
    "scheme.quota-end": CatalogueEntry(
        ERROR, "等次“{tier}”填了名额起算，但没有名额。", "请填名额比例上限或名额人数，或清空“名额起算”。"
    ),
    "scheme.quota-best": CatalogueEntry(
        ERROR,
        "最好的等次“{tier}”的名额从后起算：定到这一等次，对谁也没有影响。",
        "请把“名额起算”改为“前”，或把从后起算的名额填在后面的等次上。",
    ),
    "scheme.quota-last-twice": CatalogueEntry(
        ERROR,
        "等次“{tier}”和“{other}”的名额都从后起算。",
        "一个排名组只能有一个等次的名额从后起算，另一个请用分数线。",
    ),
    "scheme.quota-overlap": CatalogueEntry(
        WARNING,
        "排名组“{group}”参评{count}人，前面的名额和“{tier}”从后起算的名额合计{needed}名：有人既在前面，又在最后，归“{tier}”。",
        "请核对名额是否合适。",
    ),
    "scheme.condition-group": CatalogueEntry(
        ERROR, "排名组“{group}”没有等次“{tier}”，条件用不上。", "请核对等次，或在“适用排名组”栏只填有这一等次的组。"
    ),
    "scheme.condition-last": CatalogueEntry(
        ERROR,
        "最后一个等次“{tier}”设了条件，达不到的人归不进任何等次。",
        "请把条件写在上一等次上：达不到的，自然归最后一个等次。",
    ),
    "scheme.condition-composite": CatalogueEntry(
        ERROR, "综合得分不在“等次条件”表里填。", "请填在“等次规则”的“最低分”栏。"
    ),
    "scheme.condition-score": CatalogueEntry(
        ERROR,
        "比较内容填的是“{value}”，排名组“{group}”没有这项得分。",
        "请填“得票率”，或下列之一：{scores}；只有一部分组有的，在“适用排名组”栏写明。",
    ),
    "scheme.condition-points": CatalogueEntry(
        ERROR,
        "得分的线“{value}”不是分数，或者小数比“小数位数”（{decimals}位）多。",
        "请填不超过{decimals}位小数的分数。",
    ),
    "scheme.rate-poll": CatalogueEntry(
        ERROR,
        "测评“{poll}”的打分方式是“{scoring}”，没有各等级的票数，算不出得票率。",
        "请改用打分方式为“等次”的测评，或者“分项等次”而有总评的；没有这样的测评的，改用得分。",
    ),
    "scheme.rate-overall": CatalogueEntry(
        ERROR,
        "测评“{poll}”的打分方式是“分项等次”，而没有总评，不知道按哪一项的票数算得票率。",
        "请在“测评内容”表给它加一项总评（“总评”栏填“是”，分值可以为0）；票上没有总评的，改用得分。",
    ),
    "scheme.condition-never": CatalogueEntry(
        ERROR, "得票率{line}，谁也做不到，没有人能评为“{tier}”。", "请核对线和比较。"
    ),
    "scheme.condition-both": CatalogueEntry(
        ERROR,
        "与第{row}行的条件不能同时达到，没有人能评为“{tier}”。",
        "较好的等次也要达到较低等次的条件：请核对两行的比较和线。",
    ),
    "scheme.cap-tier": CatalogueEntry(
        ERROR, "效果是“限评”，但没有填最高等次。", "请在“最高等次”栏填写最高可以评为哪个等次。"
    ),
    "scheme.cap-effect": CatalogueEntry(
        ERROR,
        "效果是“{effect}”，却填了最高等次“{tier}”。",
        "只有“限评”填最高等次：请改效果为“限评”，或清空“最高等次”。",
    ),
    "scheme.cap-best": CatalogueEntry(
        WARNING,
        "限评的最高等次是“{tier}”，这是最好的等次，限评没有作用。",
        "请核对最高等次；确实不限的，请删去这一行。",
    ),
    "scheme.tier-beyond": CatalogueEntry(
        ERROR, "等次“{tier}”的最低分{cut}高于总分{whole}，谁也进不了。", "请改小最低分，或更正计分规则的“总分”。"
    ),
    "scheme.tier-capped": CatalogueEntry(
        WARNING,
        "等次“{tier}”的最低分{cut}高于计分规则的总分封顶{cap}，谁也进不了。",
        "请改小最低分，或改大、清空“总分封顶”。",
    ),
    "scheme.condition-beyond": CatalogueEntry(
        WARNING,
        "{score}在0至{most}分之间，{line}谁也做不到，没有人能评为“{tier}”。",
        "请核对线和比较：得分的线按这项得分的满分填，不按综合得分的总分填。",
    ),
    "scheme.tier-scale": CatalogueEntry(
        WARNING,
        "总分是{whole}分，等次“{tier}”的最低分只有{cut}分，可能还是按百分制填的。",
        "请核对：等次的最低分按总分填，如千分制的900分；本来就是{cut}分的，无需处理。",
    ),
}
