"""Findings of the scripts that bring the program to other PCs."""

from __future__ import annotations

from lianping_xlsx.core.catalogue.catalogue_entry import ERROR, CatalogueEntry

PACKAGING = {
    "packaging.not-empty": CatalogueEntry(
        ERROR,
        "“{folder}”已经有了，里面有文件，没有改动。",
        "请换一个还没有的文件夹名；旧的不要了的，先删掉。",
    ),
    "packaging.old-system": CatalogueEntry(
        ERROR,
        "本机是 {system}，做不了：要用 glibc 2.33以上的 Linux，或 Windows。",
        "请在一台较新的、处理器相同的电脑上做；做好的文件夹在旧系统上也能用。",
    ),
    "packaging.no-library": CatalogueEntry(
        ERROR,
        "本机缺少系统库 {library}，这个 Python 不完整。",
        "请先装上这个库，或换一个 Python，再运行一次。",
    ),
    "packaging.no-source": CatalogueEntry(
        ERROR,
        "“{folder}”里没有本程序的源文件，做不出安装文件。",
        "请在本项目的文件夹里运行；或用 --wheels 写明一个已经做好的离线安装包。",
    ),
    "packaging.no-wheel": CatalogueEntry(
        ERROR,
        "{system}、Python {version}：所需的库不是都有现成的（{reason}）。",
        "请用 --for、--python 只选其余的系统和版本。",
    ),
    "packaging.no-program": CatalogueEntry(
        ERROR,
        "没有找到 {program}。",
        "请先运行 python -m pip install {program}，再运行一次。",
    ),
    "packaging.program-failed": CatalogueEntry(
        ERROR,
        "{program} 没有成功，最后写的是“{reason}”。没有做成，什么也没有留下。",
        "上面说连不上网络的，请接通后再运行一次；说没有合适版本的，请换一个 Python 版本。",
    ),
}
