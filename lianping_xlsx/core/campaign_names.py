"""The names of all folders and files in a campaign folder. Each name is written here only."""

SCHEME_FILE = "考核方案.xlsx"
ISSUED, RECEIVED, SUMMARY, DECIDED = "1发出", "2收回", "3汇总", "4审定"
PRIVATE = ".lianping"
TEMPLATES = "文书模板"
"""The office's own templates of Word files; the program's are used for those that are not in it."""
BACKUP = "备份"
"""The folder, in any folder of outputs, of files that people had changed before the program replaced them."""

# 1发出
DISPATCH_FILE = "分发清单.xlsx"
MAILS = "邮件"

# 3汇总
SUMMARY_FILE = "汇总表.xlsx"
DECISION_FILE = "等次审定表.xlsx"
SELF_CHECKS_FILE = "述职自查汇编.xlsx"
"""The accounts that the ratees gave: many pages of texts, so a workbook of its own beside 汇总表.xlsx."""
VERSIONS_FILE = "版本对照.xlsx"
"""The workbook that compares the versions of a form, and in which people choose one of them."""
BOARD_FILE = "看板.html"
"""The state of the campaign as a page for a browser."""
MEETING_FILE = "上会材料.docx"
"""The paper that is put before the meeting; its template has the same name."""
SUBMITTED_FILE = "送审件.xlsx"
"""The sheets of 汇总表.xlsx that are printed for the meeting, as values."""
PAPERS_FILE, PUBLIC_PAPERS_FILE = "核算底稿.xlsx", "核算底稿（可公开）.xlsx"
"""The workbook with every mark in a cell, for the office alone; the one that anybody may see."""
RESULT_FILE, RECORD_FILE = "结果.json", "运行记录.json"
SNAPSHOT_FILE = "上年情况.json"
"""The figures of last year's campaign that 汇总表.xlsx shows."""
RETURNED, ONLY_TO_LOOK_AT = "退回", "仅供核对"
"""The folder of copies that go back to the units, and the folder within it of copies that stay in the office."""
REMINDERS = "催报"

# 4审定
FILING_FILE = "上报表.xlsx"
CIRCULAR_FILE = "通报.docx"
ANNEX_FILE = "通报附件.xlsx"
FEEDBACK_FOLDER = "反馈意见书"
USES_FILE = "结果运用清单.xlsx"
RECTIFICATION_FILE, RECTIFICATION_FOLDER = "整改清单.xlsx", "整改清单"
RECTIFICATION_RECORD = "整改回报.json"
"""Which lists came back, and what of them stands in 整改清单.xlsx."""
REPORT_FILE = "结果报送表.xlsx"
"""The decided result for the office that cites this campaign."""
PRINT_SET_FILE = "全套.docx"
"""The papers that are printed after the decision, in order and with their copies."""
DECISION_RECORD, DECISION_BOOK = "审定记录.json", "审定记录.xlsx"
DESTRUCTION_RECORD, DESTRUCTION_BOOK = "销毁清单.json", "销毁清单.xlsx"

# 复核
REVIEWS = "复核"
"""The folder of the statements (复核说明) that tell one person how the decided result came about."""
REGISTER_FILE = "复核登记.xlsx"
"""Who asked for a review, and what came of it."""

# 归档, and what stands in an archive beside the campaign's own files
ARCHIVES = "归档"
CATALOGUE_FILE, CHECKER_FILE, ARCHIVE_GUIDE = "目录.xlsx", "核验.py", "归档说明.txt"
POOLED_FILE, VALUES_FILE = "票.xlsx", "读出的表.xlsx"
"""The ballots of 无记名 classes, pooled; what was read in forms of which the file is not in the archive."""
ORIGINALS_NOTE = "含有收回的原表.txt"
"""The file that tells, in an archive, that all replies are in it."""

# 文书模板: the template of the circular has the name of the circular
LETTER_TEMPLATE, REVIEW_TEMPLATE = "反馈意见书.docx", "考核结果复核说明.docx"
TEMPLATE_GUIDE = "说明.txt"

# Paths below the campaign folder, as findings name them
RESULT_PATH, RECORD_PATH = f"{SUMMARY}/{RESULT_FILE}", f"{SUMMARY}/{RECORD_FILE}"
DECISION_PATH, VERSIONS_PATH = f"{SUMMARY}/{DECISION_FILE}", f"{SUMMARY}/{VERSIONS_FILE}"
DECISION_RECORD_PATH, DESTRUCTION_PATH = f"{DECIDED}/{DECISION_RECORD}", f"{DECIDED}/{DESTRUCTION_RECORD}"
REGISTER_PATH = f"{REVIEWS}/{REGISTER_FILE}"
KEY_PATH, RELEASE_PATH = f"{PRIVATE}/key", f"{PRIVATE}/released.json"
