"""The findings on 折算, 名次赋分 and 得票率分档 in a scheme, and on scores that cannot be converted yet."""

from __future__ import annotations

from lianping_xlsx.core.catalogue.catalogue_entry import ERROR, WARNING, CatalogueEntry

CONVERSION = {
    "scheme.convert-source": CatalogueEntry(
        ERROR,
        "板块“{name}”（来源“{source}”）在排名组“{group}”没有考核组考评，不能按“考核组平衡”折算。",
        "考核组平衡只用于由考核组考评（填“实地考评”表）的板块；请核对“填报任务”，或改为“原分”“比第一名”或“名次赋分”。",
    ),
    "scheme.convert-shares": CatalogueEntry(
        ERROR,
        "板块“{name}”要按“{conversion}”折算，而各票类填了占总分比重，综合得分由各票类平均分直接相加，无处折算。",
        "请清空“票类”表的占总分比重（改填权重），或把这个板块的折算改为“原分”。",
    ),
    "scheme.convert-items": CatalogueEntry(
        ERROR,
        "板块“{name}”按“考核组平衡”折算，用的是各考核组的合计，不能与“考核组去最高最低分”的“按项”同用。",
        "请把计分规则的“考核组去最高最低分”改为“按表”或“不去”，或把这个板块的折算改为“原分”。",
    ),
    "scheme.convert-alone": CatalogueEntry(
        WARNING,
        "排名组“{group}”只有一人参评，板块“{name}”按“{conversion}”折算没有可比的人。",
        "请核对：这个组单列一行，折算填“原分”；确要这样折算的，无需处理。",
    ),
    "scheme.balance-one": CatalogueEntry(
        WARNING,
        "排名组“{group}”的板块“{name}”只有考核组“{unit}”一个组考评，按“考核组平衡”折算，得分不会变。",
        "请核对“填报任务”；确实只有一个组的，折算改为“原分”。",
    ),
    "scheme.balance-few": CatalogueEntry(
        WARNING,
        "排名组“{group}”的板块“{name}”按“考核组平衡”折算，有的考核组评的人太少（{units}，提醒线{least}人）："
        "平均分的高低可能是人的差别，不是松紧不同；只评一人的，平衡后就是全组平均分。",
        "请研究是否调整考核组的分工，或改为“原分”；照样办的，无需处理。",
    ),
    "scheme.place-gap": CatalogueEntry(
        ERROR,
        "板块“{name}”按“名次赋分”折算，排名组“{group}”有{size}人参评，“名次赋分”表缺第{places}名的得分。",
        "请在“名次赋分”表补上，每个名次一行，从第1名填到最后一名。",
    ),
    "scheme.place-unused": CatalogueEntry(
        WARNING,
        "板块“{name}”的折算不是“名次赋分”，这一行用不上。",
        "请在“考核板块”表把它的折算填为“名次赋分”，或删去这一行。",
    ),
    "scheme.place-full": CatalogueEntry(
        ERROR,
        "“{name}”第{place}名的得分{points}高于板块的满分{full}。",
        "请改小得分，或更正“考核板块”的满分。",
    ),
    "scheme.place-order": CatalogueEntry(
        ERROR, "“{name}”第{place}名的得分{points}高于前一名。", "名次越靠后，得分不能越高；请更正。"
    ),
    "scheme.band-source": CatalogueEntry(
        ERROR,
        "板块“{name}”（来源“{source}”）没有票，不能按“得票率分档”折算。",
        "“得票率分档”只用于来源为“测评”的板块；请核对“来源”，或改填别的折算。",
    ),
    "scheme.band-none": CatalogueEntry(
        ERROR,
        "板块“{name}”按“得票率分档”折算，“得票率分档”表没有它的行。",
        "请在“得票率分档”表填写，每档一行，最低一档的下限为0。",
    ),
    "scheme.band-zero": CatalogueEntry(
        ERROR,
        "板块“{name}”最低一档的下限是{lower}，得票率更低的没有得分。",
        "请再加一行，下限为0。",
    ),
    "scheme.band-rate": CatalogueEntry(
        ERROR,
        "板块“{name}”的得票率与第{row}行不同（这里是{rate}）。",
        "同一板块按一个得票率分档，各行的测评、等级、得票范围、票类、分母要填得一样。",
    ),
    "scheme.band-poll": CatalogueEntry(
        ERROR,
        "板块“{name}”在排名组“{group}”的测评是{polls}，“得票率分档”表填的是“{poll}”：按得票率分档的板块只能有这一次测评。",
        "请核对“测评”表的板块、权重、适用排名组；几次测评各按得票率给分的，各设一个板块。",
    ),
    "scheme.band-class": CatalogueEntry(
        ERROR,
        "“{ratee}”没有票类{classes}的票，算不出板块“{name}”的得票率。",
        "请核对“得票率分档”表的票类和“票类”表的适用对象；票类留空的，各票类合在一起算。",
    ),
    "scheme.band-full": CatalogueEntry(
        ERROR,
        "“{name}”得票率不低于{lower}的得分{points}高于板块的满分{full}。",
        "请改小得分，或更正“考核板块”的满分。",
    ),
    "scheme.band-order": CatalogueEntry(
        ERROR,
        "“{name}”得票率不低于{lower}的得分{points}比下一档（不低于{next}）还{worse}。",
        "请更正下限或得分：得票率算及以上的，得票率越低得分不能越高；算及以下的相反。",
    ),
    "scheme.band-unused": CatalogueEntry(
        WARNING,
        "板块“{name}”的折算不是“得票率分档”，这一行用不上。",
        "请在“考核板块”表把它的折算填为“得票率分档”，或删去这一行。",
    ),
    "result.no-rate": CatalogueEntry(
        ERROR,
        "“{name}”没有{rate}，{score}不能按得票率分档。",
        "请收齐有关的票后重新合并；这些票确实没有的，请修改“得票率分档”表。",
    ),
    "result.unconverted": CatalogueEntry(
        ERROR,
        "排名组“{group}”的{score}还不能折算，全组都没有综合得分：尚缺{ratees}的得分。",
        "折算要和全组比，请先补齐这些人的得分；不参加考核的，请在考核方案“否决与加减分”中登记“不参评”。",
    ),
}
