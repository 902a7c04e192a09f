"""Findings on the rules of tiers in a scheme: 等次规则 and the tiers that 否决与加减分 names."""

from __future__ import annotations

from lianping_xlsx.core.catalogue.catalogue_entry import ERROR, WARNING, CatalogueEntry

TIER_RULES = {
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
}
