"""述职自查 and 述职报告审核: what was written, and what has to be looked at. None of it keeps a result from 正式."""

from __future__ import annotations

from dataclasses import replace

from lianping_xlsx.core.findings import Severity
from lianping_xlsx.intake.returns import WrittenRow
from lianping_xlsx.scheme.terms import FormKind
from tests.accounts import TOWN, with_accounts
from tests.returns import judged, review, self_check
from tests.small import Town, scheme_of

REVIEWS = """
    编号 | 日期       | 结果     | 意见
    T1   | 2024-12-05 | 通过     |
    T2   | 2024-12-06 | 退回重写 | 数据不实，重写。
    T3   |            |          |
    """


# ---------------------------------------------------------------- 述职自查


def test_a_whole_self_check() -> None:
    found, findings = judged(TOWN, self_check(TOWN, "T1", "编号|成效|问题|措施\nN1|甲|乙|丙\nN2|丁||"))
    assert findings == ()
    assert found.written == (
        WrittenRow(
            FormKind.SELF_CHECK, "T1", "云溪镇党委", "N1", {"practices": "甲", "problems": "乙", "measures": "丙"}
        ),
        WrittenRow(FormKind.SELF_CHECK, "T1", "云溪镇党委", "N2", {"practices": "丁"}),
    )


def test_an_item_left_out() -> None:
    found, (finding,) = judged(TOWN, self_check(TOWN, "T2", "编号|成效|问题|措施\nN2|甲|乙|丙"))
    assert (finding.code, finding.severity, finding.place.cell) == ("account.item-blank", Severity.WARNING, "C7")
    assert finding.message == "述职自查没有写N1“加强基层党组织建设情况”这一项。"
    assert [row.item for row in found.written] == ["N2"]


def test_a_self_check_that_was_not_written_at_all() -> None:
    found, (finding,) = judged(TOWN, self_check(TOWN, "T1", "编号|成效"))
    assert (finding.code, finding.severity) == ("account.empty", Severity.WARNING)
    assert (finding.place.sheet, finding.place.cell) == ("自查-云溪镇陆明澈", None)
    assert finding.message == "“云溪镇 陆明澈”的述职自查一项也没有写。"
    assert found.written == ()


def test_what_was_deleted_or_not_understood_is_not_called_blank() -> None:
    reading = self_check(TOWN, "T1", "编号|成效|问题|措施\nN2|甲|乙|丙")
    assert judged(TOWN, replace(reading, rows=(-1, *reading.rows[1:])))[1] == ()
    assert judged(TOWN, replace(reading, bad_cells={(0, 2): "#REF!"}))[1] == ()


# ---------------------------------------------------------------- 述职报告审核


def test_reports_accepted_sent_back_and_not_looked_at() -> None:
    found, findings = judged(TOWN, review(TOWN, REVIEWS))
    texts = {
        "T1": {"submitted": "2024-12-05", "verdict": "通过"},
        "T2": {"submitted": "2024-12-06", "verdict": "退回重写", "remark": "数据不实，重写。"},
        "T3": {},
    }
    assert found.written == tuple(WrittenRow(FormKind.REVIEW, t, "县委评议组", "", texts[t]) for t in texts)
    assert [(finding.code, finding.place.cell, finding.message) for finding in findings] == [
        ("account.sent-back", "E8", "“石栏镇 叶尔江·萨迪克”的述职报告审核结果是退回重写（审核意见：数据不实，重写）。"),
        ("account.not-reviewed", "E9", "“莲浦街道 游砚秋”的述职报告没有填审核结果。"),
    ]
    assert {finding.severity for finding in findings} == {Severity.WARNING}
    assert found.counted.sent_back == {"T2"}


def test_sent_back_without_a_word() -> None:
    _, findings = judged(TOWN, review(TOWN, REVIEWS.replace("数据不实，重写。", "")))
    assert findings[0].message.endswith("退回重写（没有写审核意见）。")


def test_a_list_that_nobody_filled_in_is_one_finding() -> None:
    found, (finding,) = judged(TOWN, review(TOWN, "编号|结果"))
    assert (finding.code, finding.message) == ("account.no-reviews", "“县委评议组”的述职报告审核一人也没有填。")
    assert [(row.ratee, row.texts) for row in found.written] == [("T1", {}), ("T2", {}), ("T3", {})]
    assert not found.counted.sent_back


def test_one_of_two_reviewers_is_enough_to_send_a_report_back() -> None:
    raw = with_accounts()
    raw["填报任务"].append(["县委办公室", "述职报告审核", "T1、T2", "", "", ""])
    town = Town(scheme_of(raw))
    again = review(town, "编号|日期|结果|意见\nT1||退回重写|太短\nT2||通过|", unit="U1")
    found, _ = judged(town, review(town, REVIEWS, unit="U4"), again)
    assert found.counted.sent_back == {"T1", "T2"}
    assert [row.unit for row in found.written if row.ratee == "T1"] == ["县委办公室", "县委评议组"]


def test_what_was_not_understood_is_not_called_blank() -> None:
    _, findings = judged(TOWN, review(TOWN, REVIEWS.replace("T3   |            |          |", "T3||待定|")))
    assert [finding.code for finding in findings] == ["account.sent-back"]
