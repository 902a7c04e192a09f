"""The chapter on the campaign folder: every folder and file that the program knows, with what it is for."""

from __future__ import annotations

from lianping_xlsx.core import campaign_names as names
from lianping_xlsx.forms.rectification_list import AGREED
from lianping_xlsx.manual.manual_parts import ManualChapter, ManualSection, Paragraph, TextTable

Described = tuple[tuple[str, str, str], ...]
"""Rows: a name, what it is, who writes it."""

_TOP: Described = (
    (names.SCHEME_FILE, "考核方案：名单、填报单位、测评、考评细则、规则", "`init` 建，人填写"),
    (names.ISSUED, "发给各填报单位的表，每个单位一个工作簿", "`templates`、`mail`"),
    (names.RECEIVED, "收回的表，文件名不限，可以有子文件夹", "人"),
    (names.SUMMARY, "汇总表和合并的其他结果", "`merge`"),
    (names.DECIDED, "定稿以后对外的材料和审定记录", "`finalize`"),
    (names.TEMPLATES, "通报、反馈意见书等 Word 文书的模板，可以修改", "`init` 写，人修改"),
    (names.REVIEWS, "给申请复核的人的说明，复核登记", "`explain --docx`，人填写"),
    (names.ARCHIVES, "归档的压缩包", "`archive`"),
    (names.PRIVATE, "本次考核的密钥和程序自用的缓存；不要外发，不要删除", "程序"),
    (names.BACKUP, "各文件夹里都可能有：人改过的文件被替换以前留的一份", "程序"),
)
_ISSUED: Described = (
    (names.DISPATCH_FILE, "哪个文件发给哪个单位、谁签收", "`templates`"),
    (names.MAILS, "每个填报单位一封邮件草稿，附着它的表", "`mail`"),
)
_SUMMARY: Described = (
    (names.SUMMARY_FILE, "综合排序、测评统计、考评明细、问题清单、计算说明等；是底稿，供主办单位用，不外发", "`merge`"),
    (names.SELF_CHECKS_FILE, "各人的述职自查，供会议和考核组看；没有安排述职自查的，没有这个文件", "`merge`"),
    (names.DECISION_FILE, "填写审定等次、审定会议、日期、理由、遗留问题", "`merge` 写，人填写"),
    (names.BOARD_FILE, "报送进度、待办问题、综合排序和每个人的算式，用浏览器看", "`merge`、`status`"),
    (names.MEETING_FILE, "给会议看的两页；“文书模板”里的同名文件是它的模板", "`merge --meeting`"),
    (names.SUBMITTED_FILE, "打印送审的几张（封面、综合排序、测评统计、考评明细、图表），只有数值", "`merge --meeting`"),
    (names.VERSIONS_FILE, "同一张表交了内容不同的几份：逐格对照，在“采用”栏选定", "`merge` 写，人选定"),
    (names.RETURNED, "标好要更正的表和邮件草稿，每个单位一份", "`merge`"),
    (f"{names.RETURNED}/{names.ONLY_TO_LOOK_AT}", "票很少的表标好的副本，只供核对，不要外发", "`merge`"),
    (names.REMINDERS, "催报的邮件草稿", "`mail --remind`"),
    (names.PAPERS_FILE, "核算底稿：填写的分数都在格里；不外发", "`explain --all`"),
    (names.PUBLIC_PAPERS_FILE, "可以公开的底稿：不含票和不能公开的数", "`explain --all --public`"),
    (names.RESULT_FILE, "结果，供其他程序读取", "`merge`"),
    (names.RECORD_FILE, "程序版本、各文件的校验值，有签名，供 `verify` 核对", "`merge`"),
    (names.SNAPSHOT_FILE, "从上年考核文件夹取来的得分、名次、等次", "`merge`"),
)
_DECIDED: Described = (
    (names.FILING_FILE, "报给上级组织部门的排序结果", "`finalize`"),
    (names.CIRCULAR_FILE, "通报；“文书模板”里的同名文件是它的模板", "`finalize`"),
    (names.ANNEX_FILE, "通报的附件", "`finalize`"),
    (names.FEEDBACK_FOLDER, "反馈意见书，每人一份", "`finalize`"),
    (names.USES_FILE, "各等次的结果运用，落到每个人", "`finalize`"),
    (
        names.RECTIFICATION_FILE,
        f"每个人的问题和整改；核实以后，主办单位填“{AGREED}”栏",
        "`finalize`、`rectify`，人填写",
    ),
    (names.RECTIFICATION_FOLDER, "整改清单，每人一份，可以直接发下去", "`finalize` 写，人填写"),
    (names.RECTIFICATION_RECORD, "收回了哪些整改清单、汇总了什么，供程序读取，有签名", "`rectify`"),
    (names.PRINT_SET_FILE, "通报、上报表、结果运用清单、反馈意见书按序合成一个文件，按“打印份数”打印", "`finalize`"),
    (names.MAILS, "给每个考核对象的反馈邮件草稿，附着本人的反馈意见书和整改清单", "`mail --feedback`"),
    (names.REMINDERS, "给没有报回整改清单、整改逾期的人的催报邮件草稿", "`mail --rectify`"),
    (names.REPORT_FILE, "正式结果，报给上级考核引用", "`finalize`"),
    (names.DECISION_BOOK, "历次审定：会议、日期、等次、理由、文件的校验值", "`finalize`"),
    (names.DECISION_RECORD, "同上，供程序读取，有签名", "`finalize`"),
    (names.DESTRUCTION_BOOK, "销毁了哪些文件、票数、日期、销毁人，打印签字存档", "`destroy`"),
    (names.DESTRUCTION_RECORD, "同上，供程序读取，有签名", "`destroy`"),
)
_TEMPLATES: Described = (
    (names.LETTER_TEMPLATE, "反馈意见书的模板", "`init` 写，人修改"),
    (names.REVIEW_TEMPLATE, "复核说明的模板", "`init` 写，人修改"),
    (names.TEMPLATE_GUIDE, "模板里能用的名称和写法", "`init`"),
)
_REVIEWS: Described = (
    (names.REGISTER_FILE, "谁申请复核、对应的结果、复核结果、答复日期", "`explain --docx` 登记，人填写"),
)
_ARCHIVE: Described = (
    (names.CATALOGUE_FILE, "包里有哪些文件，各自的校验值", "`archive`"),
    (names.CHECKER_FILE, "核验程序：只要 Python 和 openpyxl，从包里的票和表重新计算", "`archive`"),
    (names.ARCHIVE_GUIDE, "怎样核对这个包", "`archive`"),
    (names.POOLED_FILE, "无记名的票，合并后重新编号", "`archive`"),
    (names.VALUES_FILE, "包里没有原表的，读出的值", "`archive`"),
    (names.ORIGINALS_NOTE, "有这个文件的包含有收回的原表，按票保管", "`archive --with-replies`"),
)
_PLACES: tuple[tuple[str, Described], ...] = (
    ("考核文件夹", _TOP),
    (names.ISSUED, _ISSUED),
    (names.SUMMARY, _SUMMARY),
    (names.DECIDED, _DECIDED),
    (names.TEMPLATES, _TEMPLATES),
    (names.REVIEWS, _REVIEWS),
    ("归档的压缩包", _ARCHIVE),
)


def folder_chapter() -> ManualChapter:
    """The chapter: one section for each folder."""
    introduction = Paragraph(
        "一次考核的文件都在一个考核文件夹里，程序不在别处写文件。收回的文件只读不改。"
        "人填写、改动过的文件，程序不覆盖：要替换的，先在“备份”里留一份。"
    )
    sections = tuple(ManualSection(place, (TextTable(("名称", "是什么", "由谁写"), rows),)) for place, rows in _PLACES)
    return ManualChapter("文件夹和文件", (introduction,), sections)
