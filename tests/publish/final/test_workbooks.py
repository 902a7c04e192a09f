"""The workbooks of 4审定: who is on each, with which figures, and what must not be there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from lianping_xlsx.core import exact, safe_open
from lianping_xlsx.core.campaign_names import RECTIFICATION_FILE
from lianping_xlsx.decision.disclosure.opinions import arrange
from lianping_xlsx.decision.feedback import feedback, feedback_paths, feedbacks
from lianping_xlsx.decision.final_data import FinalData, Verdict, remark, roll
from lianping_xlsx.decision.rectification import read_rectification
from lianping_xlsx.formats.workbook_reader import read_xlsx
from lianping_xlsx.publish.final import documents
from lianping_xlsx.publish.final.documents import with_what_was_typed
from lianping_xlsx.publish.final.rectification_book import rectification_page, rectification_paths
from lianping_xlsx.publish.final.result_uses import read_uses, uses_page
from lianping_xlsx.scheme.model import Ratee, Task
from lianping_xlsx.scheme.terms import FormKind
from tests.books import edited, open_book
from tests.publish.final.decided import DECIDED, OPINIONS, SUMMARY, USES, decide, with_few_ballots
from tests.publish.story import KEY

LISTS = ("上报表.xlsx", "通报附件.xlsx", "结果运用清单.xlsx")


def workbooks(data: FinalData) -> dict[str, bytes]:
    printed = {name: page.book.save() for name, page in documents.pages_to_print(data).items()}
    return printed | documents.workbooks_to_hand_out(data, feedbacks(data), KEY)


@cache
def made() -> dict[str, bytes]:
    return workbooks(DECIDED)


def sheet(data: bytes) -> Worksheet:
    found = open_book(data).active
    assert isinstance(found, Worksheet)
    return found


def rows(data: bytes) -> list[tuple[object, ...]]:
    return list(sheet(data).iter_rows(values_only=True))


def cells(data: bytes) -> Iterator[object]:
    return (cell for row in rows(data) for cell in row if cell is not None)


def row_of(data: bytes, name: str) -> tuple[object, ...]:
    return next(row for row in rows(data) if name in row)


def test_the_same_decision_gives_the_same_bytes() -> None:
    assert workbooks(decide(SUMMARY)) == made()


@pytest.mark.parametrize("name", LISTS)
def test_everybody_is_on_every_list_once(name: str) -> None:
    expected = [ratee.name for ratee in SUMMARY.scheme.ratees if ratee.code != "T6" or name != "结果运用清单.xlsx"]
    assert sorted(str(cell) for cell in cells(made()[name]) if cell in expected) == sorted(expected)


def test_a_score_is_a_number_with_the_decimals_of_the_scheme_and_text_stays_text() -> None:
    page = sheet(made()["上报表.xlsx"])
    row = next(row for row in page.iter_rows() if row[2].value == "=童岳")
    assert (row[6].value, row[6].number_format, row[2].data_type) == (88.01, "0.00", "s")
    assert [cell.value for cell in row[4:9]] == [88.01, 88, 88.01, "4–5", "差"]


def test_the_report_upwards_says_why() -> None:
    data = made()["上报表.xlsx"]
    assert row_of(data, "邱佩兰")[9] == "调整理由：并列者中班子建设更好"
    assert row_of(data, "游砚秋")[9] == (
        "加分1.5分：受到省级表彰（依据：省委组织部文件）；加分0.5分：经验全市推广；否决：换届拉票（依据：县纪委通报）"
    )
    assert row_of(data, "叶尔江·萨迪克")[4:] == ("—", "—", "—", "—", "—", "不参评：任职不足半年")


def test_why_somebody_takes_no_part_is_said_once_although_there_is_a_decision_on_him() -> None:
    data = decide(SUMMARY)
    (absent,) = [each for members in roll(data).values() for each in members if each.ratee.code == "T6"]
    verdict = Verdict(absent.ratee, absent.standing, "差", "", "")
    assert absent.standing.place is None
    assert remark(data, replace(absent, verdict=verdict)) == remark(data, absent) == "不参评：任职不足半年"


def test_what_was_accepted_is_stated_without_quoting_a_mark() -> None:
    found = row_of(made()["上报表.xlsx"], "本人病假")
    assert (found[1], found[6]) == ("“第一考核组”的实地考评 松涛镇 蒲建衡还没有收到。", "薛定安")
    assert not any("105" in str(cell) for cell in cells(made()["上报表.xlsx"]))
    official = decide(replace(SUMMARY, official=True))
    assert not any("试算" in str(cell) for data in workbooks(official).values() for cell in cells(data))


def test_the_annex_tells_scores_only_where_the_rules_do() -> None:
    assert not any(isinstance(cell, float) for cell in cells(made()["通报附件.xlsx"]))
    rules = replace(SUMMARY.scheme.rules, publish_scores=True)
    told = workbooks(decide(replace(SUMMARY, scheme=replace(SUMMARY.scheme, rules=rules))))["通报附件.xlsx"]
    assert row_of(told, "=童岳")[4:] == ("差", 88.01, "4–5")


def test_consequences_are_the_regulation_s_words_once_for_each_tier() -> None:
    told = [cell for cell in cells(made()["结果运用清单.xlsx"]) if isinstance(cell, str) and "等次（" in cell]
    assert told == [
        f"“好”等次（2人）：{USES['好']}",
        "“中”等次（2人）：考核方案没有规定本等次的结果运用。",
        f"“差”等次（3人）：{USES['差']}",
    ]
    assert [cell for cell in cells(made()["结果运用清单.xlsx"]) if str(cell).endswith(USES["好"])] == told[:1]
    assert row_of(made()["结果运用清单.xlsx"], "邱佩兰")[6:] == ("好", None)


def test_what_was_done_about_it_is_carried_over_and_kept_where_the_tier_is_another() -> None:
    """Also from a sheet of 0.2.0, which had the consequences in every row."""
    head = ("序号", "单位", "姓名", "综合得分", "名次", "审定等次", "结果运用（原文）", "落实情况")
    rows_of_0_2_0 = [
        ("标题", *(None,) * 7),
        head,
        (1, "石栏镇", "邱佩兰", 93, 2, "好", USES["好"], "已发文表彰"),
        (1, "白鹭洲镇", "欧阳牧野", 90, 3, "差", USES["差"], "已约谈"),
    ]
    typed = read_uses(rows_of_0_2_0, file="结果运用清单.xlsx")
    assert typed.findings == ()
    again = uses_page(DECIDED, typed.value).book.save()
    assert row_of(again, "邱佩兰")[6:] == ("好", "已发文表彰")
    assert [row[6:] for row in rows(again) if "欧阳牧野" in row] == [("中", None), ("差", "已约谈")]
    reread = read_uses(rows(again), file="结果运用清单.xlsx").value
    assert uses_page(DECIDED, reread).book.save() == again


# ---------------------------------------------------------------- 反馈意见书


def test_a_letter_holds_nobody_else_s_name_and_no_author() -> None:
    names = {ratee.name for ratee in SUMMARY.scheme.ratees} | {ratee.workplace for ratee in SUMMARY.scheme.ratees}
    for verdict in DECIDED.verdicts:
        name = next(name for name in made() if name.startswith(f"反馈意见书/{verdict.ratee.code} "))
        text = "\n".join(map(str, cells(made()[name])))
        others = names - {verdict.ratee.name, verdict.ratee.workplace}
        assert not [other for other in others if other in text]
        assert not any(unit in text for unit in ("县委办公室", "第二考核组"))


@settings(max_examples=25)
@given(st.permutations(range(len(DECIDED.verdicts))), st.data())
def test_a_letter_depends_on_nobody_else_s_opinions_and_losses(order: list[int], data: st.DataObject) -> None:
    verdict = DECIDED.verdicts[data.draw(st.sampled_from(order))]
    code = verdict.ratee.code
    losses = tuple(loss for loss in SUMMARY.result.losses if loss.ratee == code)
    alone = replace(
        SUMMARY,
        opinions=arrange(SUMMARY.scheme, [each for each in reversed(OPINIONS) if each.ratee == code], KEY),
        written=tuple(row for row in SUMMARY.written if row.ratee == code),
        result=replace(SUMMARY.result, losses=losses),
    )
    assert feedback(replace(DECIDED, summary=alone), verdict) == feedback(DECIDED, verdict)


def test_a_letter_tells_own_figures_and_where_the_group_stands() -> None:
    told = feedback(DECIDED, DECIDED.verdicts[0])
    figures = {figure.label: figure.text for figure in told.figures}
    assert figures["综合得分"] == "96.00"
    assert figures["名次"] == "第1–2名（本组共5人参评）"
    # 96.00, 93.00, 93.00, 88.01: the middle two
    assert (figures["本组综合得分中位数"], figures["本组综合得分最高分"]) == ("93.00", "96.00")
    assert [(loss.item, loss.points.text, loss.reason) for loss in told.losses] == [
        ("健全党的基层组织", "2.01", "一个支部未按期换届"),
        ("发展党员工作", "1", ""),
    ]
    assert dict(told.opinions)["存在问题和不足"] == ("发展党员计划性不强。",)
    assert told.requirements[0] == "1．（述职自查）抓两新组织不够。"
    assert [item.problem for item in told.open_items] == ["阵地建设滞后"]


def test_a_group_of_two_has_neither_median_nor_best() -> None:
    told = feedback(DECIDED, next(verdict for verdict in DECIDED.verdicts if verdict.ratee.code == "T7"))
    assert not any("本组综合得分" in figure.label for figure in told.figures)
    assert any("中位数和最高分不列" in note for note in told.notes)


def test_too_few_ballots_leave_neither_poll_score_nor_composite_in_any_document() -> None:
    data = with_few_ballots()
    written = workbooks(data)
    assert row_of(written["上报表.xlsx"], "=童岳")[4:9] == ("不单列", 88, "不单列", "4–5", "差")
    assert row_of(written["结果运用清单.xlsx"], "=童岳")[4:6] == ("不单列", "4–5")
    rules = replace(data.summary.scheme.rules, publish_scores=True)
    published = replace(data, summary=replace(data.summary, scheme=replace(data.summary.scheme, rules=rules)))
    written["通报附件.xlsx"] = workbooks(published)["通报附件.xlsx"]
    assert row_of(written["通报附件.xlsx"], "=童岳")[4:] == ("差", "不单列", "4–5")
    for name in LISTS:
        notes = [cell for cell in cells(written[name]) if str(cell).startswith("注：标“不单列”的")]
        assert notes == [
            "注：标“不单列”的，有的票类有效票不足3张（测评得分公布线），为保护投票人，"
            "测评得分和综合得分不单列，名次和等次照列。"
        ]
    for name, content in written.items():
        assert 88.01 not in list(cells(content)), name
    complete = workbooks(decide(replace(SUMMARY, official=True)))
    assert not any("不单列" in str(cell) for content in complete.values() for cell in cells(content))


def test_a_letter_without_the_poll_score_still_tells_the_field_score_and_its_items() -> None:
    data = with_few_ballots()
    told = feedback(data, next(verdict for verdict in data.verdicts if verdict.ratee.code == "T4"))
    assert [figure.label for figure in told.figures] == ["考评得分", "名次"]
    assert [loss.points.text for loss in told.losses] == ["10"]
    assert any("实地考评加分3分" in sentence for sentence in told.sentences)


def test_opinions_of_one_or_two_authors_are_left_to_the_office_s_words_in_every_document() -> None:
    """Three units were asked of everybody; of T1 two have written under each heading."""
    codes = tuple(ratee.code for ratee in SUMMARY.scheme.ratees)
    asked = tuple(Task(unit, FormKind.OPINION, codes, "", "", 0) for unit in ("甲", "乙", "丙"))
    scheme = replace(SUMMARY.scheme, tasks=asked)
    data = decide(replace(SUMMARY, scheme=scheme, opinions=arrange(scheme, OPINIONS, KEY)))
    words = [text for each in OPINIONS if each.ratee == "T1" for text in (each.overall, each.problems) if text]
    names = [name for name in workbooks(data) if "/T1 " in name] + [RECTIFICATION_FILE]
    assert len(names) == 3
    for name in names:
        text = "\n".join(map(str, cells(workbooks(data)[name])))
        assert "由主办单位归纳" in text
        assert not [word for word in words if word in text], name
    told = feedback(data, data.verdicts[0])
    assert [texts for _, texts in told.opinions] == [("由主办单位归纳：" + "＿" * 20,)] * 3
    assert told.requirements[1] == "2．（评议意见）第三部分所列由主办单位归纳的问题和不足。"


# ---------------------------------------------------------------- 整改清单


def test_every_problem_is_a_row_with_its_source() -> None:
    found = [row[1:8] for row in rows(made()[RECTIFICATION_FILE])[4:] if row[1] == "T1"]
    assert found == [
        ("T1", "云溪镇", "陆明澈", "抓两新组织不够。", "述职自查", None, "每季度走访一次。"),
        ("T1", "云溪镇", "陆明澈", "发展党员计划性不强。", "评议意见", None, None),
        ("T1", "云溪镇", "陆明澈", "发展党员工作", "实地考评", None, None),
        ("T1", "云溪镇", "陆明澈", "健全党的基层组织：一个支部未按期换届", "实地考评", None, None),
        ("T1", "云溪镇", "陆明澈", "阵地建设滞后", "上年结转", "年内建成", "争取资金"),
    ]


def test_each_person_has_a_line_above_the_own_rows() -> None:
    bands = [row[0] for row in rows(made()[RECTIFICATION_FILE]) if str(row[0]).endswith("项）")]
    assert "云溪镇　陆明澈（5项）" in bands
    assert len(bands) == len({row[1] for row in rows(made()[RECTIFICATION_FILE])[4:] if row[1]})


def test_each_person_has_a_list_to_be_handed_out_that_names_nobody_else() -> None:
    lists = {name: data for name, data in made().items() if name.startswith("整改清单/")}
    assert "整改清单/T1 云溪镇 陆明澈.xlsx" in lists
    own = lists["整改清单/T1 云溪镇 陆明澈.xlsx"]
    assert [row[1:3] for row in rows(own) if isinstance(row[0], int)] == [
        ("抓两新组织不够。", "述职自查"),
        ("发展党员计划性不强。", "评议意见"),
        ("发展党员工作", "实地考评"),
        ("健全党的基层组织：一个支部未按期换届", "实地考评"),
        ("阵地建设滞后", "上年结转"),
    ]
    text = "\n".join(map(str, cells(own)))
    assert not [ratee.name for ratee in SUMMARY.scheme.ratees if ratee.name in text and ratee.code != "T1"]


def test_what_is_typed_into_a_list_that_was_handed_out_survives() -> None:
    name = "整改清单/T1 云溪镇 陆明澈.xlsx"

    def edit(book: openpyxl.Workbook) -> None:
        page = book["整改清单"]
        spare = next(row for row in range(5, 20) if str(page.cell(row, 1).value).startswith("以下补充")) + 1
        page["D5"], page["L5"] = "每月走访", "同意"
        page.cell(spare, 2).value = "领导点评的问题"

    again = with_what_was_typed(DECIDED, name, read_xlsx(edited(made()[name], edit)), KEY)
    assert again is not None
    assert row_of(again, "抓两新组织不够。")[3:] == (
        *("每月走访", "每季度走访一次。", None, None, None, None, None, None),
        "同意",
    )
    assert row_of(again, "领导点评的问题")[0] is None
    assert with_what_was_typed(DECIDED, name, read_xlsx(again), KEY) == again


def test_a_list_that_was_saved_under_the_name_of_another_is_not_carried_into_his() -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book["整改清单"]["D5"] = "每月走访"

    mine, his = (f"整改清单/{name}.xlsx" for name in ("T1 云溪镇 陆明澈", "T2 石栏镇 邱佩兰"))
    assert his in made()
    assert with_what_was_typed(DECIDED, his, read_xlsx(edited(made()[mine], edit)), KEY) is None
    assert with_what_was_typed(DECIDED, his, read_xlsx(made()[his]), KEY) == made()[his]


def test_typed_words_survive_and_rows_that_no_longer_arise_are_kept() -> None:
    book = open_book(made()[RECTIFICATION_FILE])
    page = book["整改清单"]
    listed = list(page.iter_rows(min_row=5))
    first = next(row for row in listed if row[4].value == "抓两新组织不够。")
    first[7].value, first[14].value = "改为每月走访", "同意"
    blank = listed[-1]
    blank[3].value, blank[4].value = "陆明澈", "领导点评的问题"
    typed = read_rectification([tuple(cell.value for cell in row) for row in page.iter_rows()], file="整改清单.xlsx")
    assert typed.findings == ()

    again = rectification_page(DECIDED, typed.value).book.save()
    assert row_of(again, "抓两新组织不够。")[6:15] == (None, "改为每月走访", *(None,) * 6, "同意")
    assert row_of(again, "领导点评的问题")[3] == "陆明澈"

    gone = decide(replace(SUMMARY, written=()))
    kept = rectification_page(gone, typed.value).book.save()
    assert row_of(kept, "抓两新组织不够。")[0] is None
    assert row_of(kept, "抓两新组织不够。")[7] == "改为每月走访"
    reread = read_rectification(rows(kept), file="整改清单.xlsx").value
    assert rectification_page(gone, reread).book.save() == kept


def test_a_row_begun_and_not_finished_is_kept() -> None:
    page = sheet(made()[RECTIFICATION_FILE])
    begun = list(page.iter_rows(min_row=5))[-2]
    begun[1].value, begun[5].value = "T2", "评议意见"
    typed = read_rectification([tuple(cell.value for cell in row) for row in page.iter_rows()], file="整改清单.xlsx")
    again = rows(rectification_page(DECIDED, typed.value).book.save())
    assert (None, "T2", None, None, None, "评议意见") in [row[:6] for row in again]


def test_points_are_never_typed_as_text() -> None:
    shown = [cell for data in made().values() for cell in cells(data) if isinstance(cell, str)]
    scores = {exact.show(s.composite, 2) for s in SUMMARY.result.standings if s.composite is not None}
    assert not scores & set(shown)


def test_the_list_of_a_person_has_the_name_of_his_letter_even_if_others_have_it_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Both are sent to him by their names, which are numbered where several would be the same."""
    monkeypatch.setattr(safe_open, "_LIMIT", 1)
    codes = [verdict.ratee.code for verdict in DECIDED.verdicts]
    letters = dict(zip(codes, feedback_paths(DECIDED), strict=True))
    lists = rectification_paths(DECIDED)
    assert {path: code for path, code in _codes(lists) if code in letters} == {
        f"整改清单/{letters[code].partition('/')[2]}.xlsx": code for _, code in _codes(lists) if code in letters
    }
    assert 1 < len(lists) < len(codes)


def _codes(lists: Mapping[str, Ratee]) -> list[tuple[str, str]]:
    return [(path, ratee.code) for path, ratee in lists.items()]
