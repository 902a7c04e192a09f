"""What a remedy tells people to enter: whoever does exactly this loses no point that nobody took from him."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lianping_xlsx.core.catalogue import CATALOGUE
from lianping_xlsx.core.findings import Severity
from lianping_xlsx.forms.layout import FormLayout
from lianping_xlsx.intake.reading.form_reading import FormReading
from lianping_xlsx.scheme.terms import FormKind
from tests.returns import counted, judged, register, tally, visit
from tests.small import TOWN, Entries, Town, scheme_of, sheets, table, with_rule

SCORES = "编号 | 得分 | 扣分 | 原因"


def remedies(*readings: FormReading, code: str = "cell.blank", town: Town = TOWN) -> list[str]:
    return [finding.remedy for finding in judged(town, *readings)[1] if finding.code == code]


def test_a_blank_item_is_told_what_its_own_way_of_scoring_wants() -> None:
    assert remedies(visit(TOWN, "T1", f"{SCORES}\nK4|1||推广")) == [
        "请填写：0至60之间的数（分，最多两位小数）；没有扣分请填0。",
        "请填写：0至40之间的数（分，最多两位小数）；没有失分请填满分40，确实得0分的填0并写明原因。",
    ]


def test_a_blank_count_is_told_what_is_counted_there() -> None:
    told = remedies(tally(TOWN, "编号 | 发出 | 收回 | 有效 | 无效 | 弃权 | 合计分\nT1 | 20 | 20 | 18 | 1 | 1 | 1600"))
    assert [remedy.rsplit("；", 1)[1] for remedy in told[:6]] == [
        "按实际发出的张数填。",
        "按实际收回的张数填。",
        "按实际张数填，一张有效票也没有的填0。",
        "没有无效票的填0。",
        "没有弃权的填0。",
        "填全部有效分数相加的和。",
    ]


def test_a_blank_count_of_a_grade_is_told_the_same() -> None:
    raw = sheets()
    raw["测评"][2][3] = "等次"
    town = Town(scheme_of(raw))
    told = remedies(tally(town, "编号 | 发出 | 收回 | 好 | 差 | 无效 | 弃权\nT1|20|20||2|1|1"), town=town)
    assert told[0].endswith("；没有人选这一等级的填0。")


# ---------------------------------------------------------------- what was not understood


def told_of(tmp_path: Path, town: Town, form: FormLayout, entries: Entries) -> dict[str, str]:
    """The remedies by cell, of a form that was filled in and read."""
    return {str(f.place.cell): f.remedy for f in town.read(tmp_path, town.filled(form, entries)).findings}


def test_a_word_on_a_ballot_is_not_to_be_made_a_mark(tmp_path: Path) -> None:
    """弃权 is no mark: whoever obeys leaves the cell blank, and the means of the others stand."""
    form = TOWN.form(FormKind.BALLOTS)
    word = form.columns[2].key
    (remedy,) = told_of(tmp_path, TOWN, form, {("001", word): "弃权"}).values()
    assert remedy == (
        "请填写：0至100之间的数（分，最多两位小数）；须与原票一致，原票没有打分（弃权）或打分无效的留空。"
    )


def test_a_mark_out_of_range_is_not_to_be_altered_against_the_ballot() -> None:
    town = Town(scheme_of(with_rule(超范围分数处理="退回更正")))
    (remedy,) = remedies(register(town, "票号 | T1\n001 | 101", returned=1), code="cell.out-of-range", town=town)
    assert remedy.endswith("；须与原票一致，原票没有打分（弃权）或打分无效的留空。")


def test_a_word_where_nothing_was_lost_is_told_what_to_enter(tmp_path: Path) -> None:
    form = TOWN.form(FormKind.RUBRIC)
    entries: Entries = {("K1", "deduction"): "无", ("K2", "score"): "无", ("K2", "self"): "未评"}
    told = told_of(tmp_path, TOWN, form, entries)
    assert [remedy.split("；", 1)[1] for remedy in told.values()] == [
        "没有扣分请填0。",
        "没有自评的可以留空。",
        "没有失分请填满分40，确实得0分的填0并写明原因。",
    ]


ITEM = """
    编号 | 一级指标 | 考评内容 | 分值     | 评分标准 | 计分方式 | 适用排名组
    K1   | 组织建设 | 按期换届 | {first}  |          | {one}    |
    K2   | 队伍建设 | 发展党员 | {second} |          | {other}  |
    """


@pytest.mark.parametrize("points", [0.5, 4, 5, 37.25, 60, 99])
@pytest.mark.parametrize("mode", ["得分", "扣分"])
def test_who_has_lost_nothing_and_obeys_the_remedy_of_a_blank_keeps_all_his_points(mode: str, points: float) -> None:
    """For every way of scoring that makes up the 100 points, and any 分值: the number after “请填” is entered."""
    items = ITEM.format(first=points, second=100 - points, one=mode, other="扣分")
    town = Town(scheme_of(sheets(考评细则=items)))
    (remedy,) = remedies(visit(town, "T1", f"{SCORES}\nK2||0|"), town=town)
    (number,) = re.findall(r"；没有[失扣]分请填(?:满分)?([\d.]+)", remedy)
    obeyed = f"K1|{number}||" if mode == "得分" else f"K1||{number}|"
    result, _ = counted(town, visit(town, "T1", f"{SCORES}\n{obeyed}\nK2||0|"))
    assert result.assessments_of["T1"][0].total == 100_00


def test_who_obeys_the_remedy_of_a_blank_count_changes_no_mean() -> None:
    head = "编号 | 发出 | 收回 | 有效 | 无效 | 弃权 | 合计分"
    whole, _ = counted(TOWN, tally(TOWN, f"{head}\nT1|20|20|20|0|0|1601"))
    for blank in ("T1|20|20|20||0|1601", "T1|20|20|20|0||1601"):
        (remedy,) = remedies(tally(TOWN, f"{head}\n{blank}\nT2|1|1|1|0|0|9\nT3|1|1|1|0|0|9"))
        (number,) = re.findall(r"填(\d+)。", remedy)
        obeyed, _ = counted(TOWN, tally(TOWN, f"{head}\n{blank.replace('||', f'|{number}|')}"))
        assert obeyed.classes_of["T1"] == whole.classes_of["T1"]


def test_no_remedy_names_a_number_to_enter_whatever_the_cell_is() -> None:
    """What to enter for nothing depends on the cell: it comes with the finding, never from the catalogue."""
    texts = {code: entry.remedy + (entry.to_unit or "") for code, entry in CATALOGUE.items()}
    assert {code: text for code, text in texts.items() if re.search(r"填[0-9]", text)} == {}


# ---------------------------------------------------------------- a nought without a reason


@pytest.mark.parametrize(
    ("line", "points", "rows", "codes"),
    [
        ("", 5, "K1|0||", ["rubric.zero"]),
        ("", 4.99, "K1|0||", ["rubric.no-reason"]),
        ("", 5, "K1|0||未开展", []),
        ("", 5, "K1|0.01||", ["rubric.no-reason"]),
        ("5", 5, "K1|0||", ["rubric.zero-unexplained"]),
        ("5", 5, "K1|0||未开展", []),
        ("5", 4.99, "K1|0||", ["rubric.no-reason"]),
        ("60", 60, "K1|0||", ["rubric.zero-unexplained"]),
        ("60", 59, "K1|0||", ["rubric.no-reason"]),
        ("0", 1, "K1|0||", ["rubric.zero-unexplained"]),
    ],
)
def test_a_nought_on_a_score_without_a_reason(line: str, points: float, rows: str, codes: list[str]) -> None:
    raw = with_rule(零分须写原因线=line)
    raw["考评细则"] = table(ITEM.format(first=points, second=100 - points, one="得分", other="扣分"))
    town = Town(scheme_of(raw))
    found, findings = judged(town, visit(town, "T1", f"{SCORES}\n{rows}\nK2||0|"))
    assert [finding.code for finding in findings] == codes
    assert not found.counted.incomplete  # the figure stands
    result, _ = counted(town, visit(town, "T1", f"{SCORES}\n{rows}\nK2||0|"))
    entered = round(float(rows.split("|")[1]) * 100)
    assert result.assessments_of["T1"][0].total == 100_00 - round(points * 100) + entered


def test_words_of_a_nought_without_a_reason() -> None:
    reply = visit(TOWN, "T1", f"{SCORES}\nK1||0|\nK2|0||")
    _, (finding,) = judged(TOWN, reply)
    assert (finding.severity, finding.place.cell) == (Severity.WARNING, "H8")
    assert finding.message == "K2“发展党员”登记为0分（分值40分），未写失分原因，已按0分计入。"
    assert finding.remedy == "请核对：没有失分的，改为满分40；确实得0分的，请补写失分原因。"
    town = Town(scheme_of(with_rule(零分须写原因线="5")))
    _, (finding,) = judged(town, visit(town, "T1", f"{SCORES}\nK1||0|\nK2|0||"))
    assert finding.severity is Severity.ERROR
    assert "分值达到5分的，得0分须写原因，试算按0分计。" in finding.message


def test_a_deduction_of_all_points_is_written_down_by_somebody_and_only_wants_its_reason() -> None:
    town = Town(scheme_of(with_rule(零分须写原因线="5")))
    _, findings = judged(town, visit(town, "T1", f"{SCORES}\nK1||60|\nK2|40||"))
    assert [(finding.code, finding.severity) for finding in findings] == [("rubric.no-reason", Severity.WARNING)]
