"""Findings on mail drafts: what is not ready to be sent, and drafts without an address."""

from __future__ import annotations

from lianping_xlsx.core.catalogue.catalogue_entry import ERROR, WARNING, CatalogueEntry

MAIL = {
    "mail.not-issued": CatalogueEntry(
        ERROR,
        "“1发出”里没有这些表：{files}，没有写出邮件。",
        "请先运行 lianping-xlsx templates 生成表样，再运行一次。",
    ),
    "mail.outdated": CatalogueEntry(
        ERROR,
        "“1发出”里的这些表不是按现在的考核方案（或现在的程序）生成的：{files}，没有写出邮件。",
        "请先运行 lianping-xlsx templates 重新生成，再运行一次。",
    ),
    "mail.edited": CatalogueEntry(
        ERROR,
        "“1发出”里的这些表生成后被改动过：{files}，没有写出邮件。",
        "请先运行 lianping-xlsx templates --force 重新生成（改动过的文件会留一份在“备份”里），再运行一次。",
    ),
    "mail.withdrawn": CatalogueEntry(
        WARNING,
        "表重新生成后和原来不一样了，附着旧表的{count}封邮件草稿已经撤掉，以免误发。",
        "请重新运行 lianping-xlsx mail（催报的加 --remind）；旧表已经发出去的，请把新表补发给对方。",
    ),
    "mail.not-decided": CatalogueEntry(
        ERROR,
        "还没有定稿，没有反馈意见书、整改清单可以发。",
        "请先收齐、合并、填好等次审定表，运行 lianping-xlsx finalize，再运行一次。",
    ),
    "mail.no-letter": CatalogueEntry(
        ERROR,
        "“4审定/反馈意见书”里没有这些人的反馈意见书（.docx），或者打不开：{names}，没有写出邮件。",
        "请从备份或者归档包里找回；票还没有销毁时，也可以运行 lianping-xlsx finalize 重新写出。"
        "再运行 lianping-xlsx mail --feedback。",
    ),
    "mail.letter-unfinished": CatalogueEntry(
        WARNING,
        "反馈意见书里由主办单位归纳的一栏还空着：{names}，这些人的邮件没有写。",
        "请在“4审定/反馈意见书”中填好、保存，再运行 lianping-xlsx mail --feedback。",
    ),
    "mail.letter-revised": CatalogueEntry(
        WARNING,
        "反馈意见书里留有修订或者批注：{names}，这些人的邮件没有写：删去的文字、批注和修改人的姓名会随文书发给本人。",
        "请用 WPS 打开，在“审阅”里接受或拒绝全部修订、删除批注，保存后再运行 lianping-xlsx mail --feedback。",
    ),
    "mail.not-his-own": CatalogueEntry(
        WARNING,
        "“4审定”里写着这些人名字的反馈意见书或者整改清单，里面是别人的：{names}，这些人的邮件没有写。",
        "请从备份或者归档包里找回本人的那一份；票还没有销毁时，也可以移走它，运行 lianping-xlsx finalize 重新写出。"
        "再运行 lianping-xlsx mail --feedback。",
    ),
    "mail.feedback-withdrawn": CatalogueEntry(
        WARNING,
        "重新定稿以前写的{count}封邮件草稿，附的是原来的反馈意见书、整改清单，已经撤掉，以免误发。",
        "请再运行 lianping-xlsx mail --feedback（整改催报是 mail --rectify）；"
        "原来的已经发出去的，请把现在的补发给本人。",
    ),
    "mail.no-list": CatalogueEntry(
        WARNING,
        "“4审定/整改清单”里没有“{name}”的整改清单（没有发过、打不开，或者是别人的），邮件草稿“{mail}”没有附件。",
        "请从“4审定”的备份或者归档包里找回，再运行一次；没有发过的，打开草稿，发送前自己附上。",
    ),
    "mail.no-unit": CatalogueEntry(
        WARNING,
        "不知道“{name}”在哪个填报单位，邮件草稿“{mail}”没有收件人。",
        "请打开草稿，发送前自己填上收件人；或在考核方案的“考核对象”里填好本人的“填报单位”，再运行一次。"
        "编号现在是别人的，只能自己填。",
    ),
    "mail.no-address": CatalogueEntry(
        WARNING,
        "“{unit}”没有填邮箱，邮件草稿“{mail}”没有收件人。",
        "请在考核方案的“填报单位”里填写邮箱后再运行一次；或打开草稿，发送前自己填上收件人。",
    ),
    "mail.bad-address": CatalogueEntry(
        WARNING,
        "“{unit}”的邮箱里，“{raw}”不是邮箱地址，没有写进邮件草稿“{mail}”的收件人。",
        "请在考核方案的“填报单位”里更正后再运行一次，如 zuzhibu@example.com，几个地址之间用分号隔开；"
        "或打开草稿，发送前自己填上收件人。",
    ),
}
