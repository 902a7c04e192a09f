"""What can be wrong with a choice between versions of a form, typed into 版本对照.xlsx."""

from __future__ import annotations

from lianping_xlsx.core.catalogue.catalogue_entry import ERROR, WARNING, CatalogueEntry

CHOICE = {
    "choice.unreadable": CatalogueEntry(
        ERROR,
        "原来的“版本对照.xlsx”读不出来（{reason}），为免丢失“采用”栏里的选择，没有改动任何文件。",
        "请用 WPS 打开检查，另存为 .xlsx 后再运行；打不开的，删去它再运行，然后重新选择。",
    ),
    "choice.twice": CatalogueEntry(
        ERROR,
        "“{unit}”的{form}，“采用”栏里给内容不同的几份都打了√（{files}），都没有采用。",
        "请只留一个√，保存后再合并。",
        to_unit="",
    ),
    "choice.gone": CatalogueEntry(
        WARNING,
        "“{unit}”的{form}，“采用”栏选定的“{file}”已不在收回文件夹里，或内容改过了；{then}。",
        "请核对是不是误移、误改：是的，请把原来的文件放回；不是的，清空这个√（或改打在另一份上），再合并。",
        to_unit="",
    ),
    "choice.unclear": CatalogueEntry(
        WARNING,
        "“采用”栏里“{file}”旁边写的是“{raw}”，不是√，没有照办。",
        "要采用这一份的，请改成√；不采用的，请清空。",
        to_unit="",
    ),
}
