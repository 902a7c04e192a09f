"""Findings on a row of 计票汇总: what does not add up, cannot be, or must be looked at."""

from __future__ import annotations

from lianping_xlsx.core.catalogue.catalogue_entry import ERROR, WARNING, CatalogueEntry

TALLY = {
    "tally.more-returned": CatalogueEntry(
        ERROR,
        "{who}是{returned}，多于发出票数{issued}，按规则“{voter_class}”对此人的测评票全部作废，其他人的照常计入。",
        "请核对票数；如是登记错误请更正，否则应重新测评。",
        formerly=("“{voter_class}”收回票数{returned}多于发出票数{issued}，按规则该表所登测评票全部作废。",),
    ),
    "tally.turnout": CatalogueEntry(
        ERROR,
        "{who}是{returned}，不足预计份数{expected}的{limit}%，按规则“{voter_class}”对此人的测评票全部作废，"
        "其他人的照常计入。",
        "请核对是否漏登；确实不足的，应研究是否重新测评。",
        formerly=("“{voter_class}”收回{returned}张，不足预计份数{expected}的{limit}%，按规则该表作废。",),
    ),
    "tally.turnout-number": CatalogueEntry(
        ERROR,
        "{who}是{returned}，不足参加测评人数下限{least}张，按规则“{voter_class}”对此人的测评票全部作废，其他人的照常计入。",
        "请核对是否漏登；确实不足的，应研究是否重新测评。",
    ),
    "tally.not-adding-up": CatalogueEntry(
        ERROR,
        "{who}是{returned}，不等于有效{valid}+无效{void}+弃权{abstained}，没有计入。",
        "请核对计票结果后更正。",
    ),
    "tally.valid-not-adding-up": CatalogueEntry(
        ERROR,
        "{who}是{returned}，不等于有效{all_valid}（含弃权{abstained}）+无效{void}，没有计入。",
        "请核对计票结果后更正；本次测评弃权的票也是有效票。",
    ),
    "tally.abstained-beyond-valid": CatalogueEntry(
        ERROR,
        "{who}是{abstained}，多于有效{all_valid}，没有计入。",
        "请核对计票结果后更正；本次测评弃权的票也是有效票。",
    ),
    "tally.grades-not-adding-up": CatalogueEntry(
        ERROR,
        "{who}是{returned}，不等于各等级票数之和{valid}+无效{void}+弃权{abstained}，没有计入。",
        "请核对计票结果后更正。",
    ),
    "tally.items-differ": CatalogueEntry(
        ERROR,
        "{who}是{count}，与同一人另一项的{label}{other}不同，此人没有计入。",
        "同一人各项的发出、收回都是票的张数，应当相同；请核对后更正。",
    ),
    "tally.total-too-large": CatalogueEntry(
        ERROR,
        "{who}是{total}，超过有效票数{valid}{beside}×100，没有计入。",
        "请核对合计分和有效票数。",
        formerly=("{who}是{total}，超过有效票数{valid}×100，没有计入。",),
    ),
    "tally.total-without-votes": CatalogueEntry(
        ERROR,
        "{who}是{total}，却没有有效票{beside}，没有计入。",
        "请核对合计分和有效票数。",
        formerly=("{who}是{total}，却没有有效票，没有计入。",),
    ),
    "tally.extreme-range": CatalogueEntry(
        ERROR, "{who}不在0至100之间，没有计入。", "请核对：填有效分数中的最高分、最低分。"
    ),
    "tally.extremes": CatalogueEntry(
        ERROR,
        "{who}等最高分、最低分，与有效票数、合计分对不上，没有计入。",
        "请核对：最高分由高到低、最低分由低到高填写，合计分是全部有效分数（含最高分、最低分）之和。",
    ),
    "tally.low-mean": CatalogueEntry(
        WARNING,
        "{who}是{total}，有效票{valid}张{beside}，平均每张只有{mean}分，已照此计入。",
        "请核对：合计分是全部有效分数相加的和，不是平均分；按10分制打的，请折算成百分制后更正。",
    ),
    "tally.low-means": CatalogueEntry(
        WARNING,
        "{count}人的合计分，平均到每张有效票都不超过10分（最高{mean}分），不像是百分制的合计，已照此计入。",
        "请核对：合计分是全部有效分数相加的和，不是平均分；按10分制打的，请折算成百分制后更正。",
    ),
}
