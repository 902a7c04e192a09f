"""Findings on the key of a campaign folder, and on the year that it is of."""

from __future__ import annotations

from lianping_xlsx.core.catalogue.catalogue_entry import ERROR, NOTE, WARNING, CatalogueEntry

KEY = {
    "scheme.no-key": CatalogueEntry(
        ERROR,
        "这个考核文件夹缺少密钥文件 .lianping/key，无法核对收回的表。",
        "请从备份中找回整个文件夹（含隐藏的 .lianping）；确实没有的，运行 lianping-xlsx templates --new-key，"
        "换一把新密钥，重新发表：此前发出、收回的表就都作废。",
    ),
    "scheme.bad-key": CatalogueEntry(
        ERROR,
        "密钥文件 .lianping/key 打不开，或内容已损坏，无法核对收回的表；没有改动它。",
        "请从备份中找回这个文件；确实找不回来的，运行 lianping-xlsx templates --new-key 换一把新密钥，重新发表："
        "此前发出、收回的表就都作废。",
    ),
    "scheme.lost-key": CatalogueEntry(
        ERROR,
        "密钥文件 .lianping/key 不见了。换新密钥，已发出的{issued}个工作簿、“2收回”里的{replies}个文件就都作废，"
        "因此没有生成。",
        "请从备份中找回整个文件夹（含隐藏的 .lianping）；确实找不回来，或者这是新一次考核的，"
        "运行 lianping-xlsx templates --new-key，换一把新密钥，重新发表。",
    ),
    "scheme.new-key": CatalogueEntry(
        WARNING,
        "已换新密钥，此前发出的{issued}个工作簿、“2收回”里的{replies}个文件不再采用。",
        "请把新生成的表发给各单位；“2收回”“3汇总”“4审定”里是上一次考核的，请移到别处。换错了的，"
        "原密钥仍在 .lianping 里，名称以 key. 开头，改回 key 即可。",
    ),
    "scheme.other-year": CatalogueEntry(
        ERROR,
        "考核方案的“年度”是{new}，这个文件夹的密钥却是{old}年度的，可能是从以往年度的文件夹复制来的："
        "那一年的表会被当作今年的表，因此没有继续。",
        "办新一年考核的，运行 lianping-xlsx templates --new-key，换一把新密钥，重新发表；仍是同一次考核、"
        "只是年度原来写错了的，运行 lianping-xlsx merge --same-campaign（写入运行记录）；“年度”改错了的，请改回。",
    ),
    "scheme.same-campaign": CatalogueEntry(
        NOTE,
        "“年度”由{old}改为{new}，已确认仍是同一次考核，{old}年度的表照常采用。",
        "无需处理；不是同一次考核的，请运行 lianping-xlsx templates --new-key，换一把新密钥，重新发表。",
    ),
    "scheme.year-assumed": CatalogueEntry(
        WARNING,
        "旧版本发出的表没有写明年度，文件夹里也没有以前的结果和分发清单可查，收回的表按{year}年度采用。",
        "请核对收回的表标题上的年度；不是{year}年度的，移出“2收回”。",
    ),
    "scheme.moved": CatalogueEntry(
        NOTE,
        "考核文件夹原来叫“{old}”，现在叫“{new}”；年度没有变，按同一次考核办理。",
        "无需处理；是复制来办另一次考核的，请运行 lianping-xlsx templates --new-key，换一把新密钥，重新发表。",
    ),
}
