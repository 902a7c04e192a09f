"""述职自查 and 述职报告审核: one sheet a ratee with the contents of the account, one list of all reports."""

from __future__ import annotations

from collections import Counter

from lianping_xlsx.forms.issued_lists import describe_slots
from lianping_xlsx.forms.layout import FormLayout
from lianping_xlsx.intake.resolution.choice import form_name
from lianping_xlsx.scheme.terms import FormKind
from tests import small
from tests.accounts import TOWN, with_accounts
from tests.small import HAND, POLL, Sheets, Town, scheme_of

CHECK, REVIEW = TOWN.form(FormKind.SELF_CHECK, ratee="T1"), TOWN.form(FormKind.REVIEW)
VISIT = small.TOWN.form(FormKind.RUBRIC, ratee="T1")


def fingerprints(raw: Sheets) -> dict[str, str]:
    return {expected.layout.sheet: expected.layout.fingerprint for expected in Town(scheme_of(raw)).expected}


def test_each_ratee_gets_a_sheet_of_his_own_and_all_reports_one_list() -> None:
    assert [form.sheet for form in TOWN.book("U5").forms] == ["自查-云溪镇陆明澈"]
    assert [form.sheet for form in TOWN.book("U6").forms] == ["自查-石栏镇叶尔江·萨迪克"]
    assert [form.sheet for form in TOWN.book("U4").forms] == ["评议意见", "述职报告审核"]
    names = [form_name(TOWN.scheme, expected.layout.key) for expected in TOWN.expected][-3:]
    assert names == ["述职报告审核", "述职自查（云溪镇 陆明澈）", "述职自查（石栏镇 叶尔江·萨迪克）"]


def test_a_self_check_is_headed_as_the_ratees_own_account() -> None:
    assert CHECK.title == "2024年度党委书记述职评议考核述职自查表"
    assert CHECK.intro.startswith("述职人：云溪镇党委书记 陆明澈。请本人")
    assert [column.heading for column in CHECK.columns] == [
        "编号", "测评内容", "主要做法和成效", "问题和不足", "改进措施", "填写检查",
    ]  # fmt: skip
    assert [row.issued for row in CHECK.rows] == [
        ("N1", "加强基层党组织建设情况。健全组织。"),
        ("N2", "加强党员队伍建设情况。"),
    ]


def test_a_review_asks_for_the_day_the_result_and_why() -> None:
    assert REVIEW.title.endswith("述职报告审核表")
    assert [row.ratee for row in REVIEW.rows] == ["T1", "T2", "T3"]
    kinds = {column.field: column.kind.name for _, column in REVIEW.input_columns() if column.kind}
    assert kinds == {"submitted": "date", "verdict": "choice", "remark": "text"}


def slots_of(form: FormLayout) -> list[dict[str, str | int | float]]:
    return [slot for slot in describe_slots(TOWN.books) if slot["sheet"] == form.sheet]


def test_slots_of_both() -> None:
    found = Counter((slot["form"], slot["field"]) for slot in describe_slots(TOWN.books))
    assert {found["述职自查", field] for field in ("practices", "problems", "measures")} == {2 * 2}
    assert {found["述职报告审核", field] for field in ("submitted", "verdict", "remark")} == {3}
    first = next(slot for slot in slots_of(CHECK) if slot["field"] == "problems")
    assert first == {
        "file": "U5 云溪镇党委.xlsx",
        "sheet": "自查-云溪镇陆明澈",
        "cell": "D7",
        "form": "述职自查",
        "ratee": "T1",
        "item": "N1",
        "field": "problems",
        "kind": "text",
    }
    assert {slot["ratee"] for slot in slots_of(REVIEW) if slot["field"] == "verdict"} == {"T1", "T2", "T3"}


def test_a_self_check_may_be_of_the_contents_of_one_poll() -> None:
    raw = with_accounts()
    raw["测评内容"][1][3] = HAND
    raw["测评内容"][2][3] = POLL
    assert [row.key for row in Town(scheme_of(raw)).form(FormKind.SELF_CHECK).rows] == ["N1", "N2"]
    raw["填报任务"][-3][3] = POLL
    assert [row.key for row in Town(scheme_of(raw)).form(FormKind.SELF_CHECK, ratee="T1").rows] == ["N2"]
    assert [row.key for row in Town(scheme_of(raw)).form(FormKind.SELF_CHECK, ratee="T2").rows] == ["N1", "N2"]


def test_other_contents_make_another_self_check_and_nothing_else() -> None:
    raw = with_accounts()
    raw["测评内容"][2][1] = "加强党员教育管理情况。"
    before, after = fingerprints(with_accounts()), fingerprints(raw)
    assert {sheet for sheet in before if before[sheet] != after[sheet]} == {
        "自查-云溪镇陆明澈",
        "自查-石栏镇叶尔江·萨迪克",
    }


# ---------------------------------------------------------------- 自评得分


def test_the_ratee_may_score_himself_on_what_makes_up_the_hundred_points() -> None:
    headings = [column.heading for column in VISIT.columns]
    assert headings.index("自评\n得分") == headings.index("得分") - 1
    own = {slot.item: slot.kind for slot in VISIT.slots() if slot.field == "self"}
    assert {item: kind.expects() for item, kind in own.items()} == {
        "K1": "0至60之间的数（分，最多两位小数）",  # 扣分
        "K2": "0至40之间的数（分，最多两位小数）",  # 得分; K4 加分 and K5 减分 are closed
    }
