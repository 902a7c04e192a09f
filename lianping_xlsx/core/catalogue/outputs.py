"""What can go wrong with the files that the program writes and checks."""

from __future__ import annotations

from lianping_xlsx.core.catalogue.entry import ERROR, Entry

WRITE = {
    "write.failed": Entry(
        ERROR,
        "“{file}”写不进去（{reason}），没有改动任何文件。",
        "如果它正在 WPS 或 Excel 里打开，请先关闭；再检查文件夹是否只读、磁盘是否已满，然后重新运行。",
    ),
    "write.slots": Entry(
        ERROR, "“{file}”写不进去（{reason}）；“1发出”里的表已经生成。", "请换一个可以写的位置，再运行一次。"
    ),
    "write.exists": Entry(
        ERROR, "这里已经有“{file}”，没有覆盖。", "确实要重新开始的，加 --force（原文件会留一份在“备份”里）。"
    ),
    "write.edited": Entry(
        ERROR, "“{file}”生成后被改动过，没有覆盖。", "确实要重新生成的，加 --force（改动过的文件会留一份在“备份”里）。"
    ),
}

VERIFY = {
    "verify.no-record": Entry(ERROR, "还没有汇总过，没有运行记录可以核对。", "请先运行 lianping-xlsx merge。"),
    "verify.changed": Entry(ERROR, "“{file}”在汇总之后被改动过。", "请核对改动是否应该；需要的，重新运行 merge。"),
    "verify.gone": Entry(ERROR, "“{file}”在汇总之后不见了。", "请找回这个文件；确实不要的，重新运行 merge。"),
    "verify.added": Entry(ERROR, "“{file}”是汇总之后新收到的。", "请重新运行 merge。"),
    "verify.decided-changed": Entry(
        ERROR, "“{file}”在审定之后被改动过。", "请核对改动是否应该；需要按现在的情况重新生成的，运行 finalize。"
    ),
    "verify.decided-gone": Entry(ERROR, "“{file}”在审定之后不见了。", "请找回这个文件，或重新运行 finalize。"),
}
