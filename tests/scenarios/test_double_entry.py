"""双人录入 from the forms to the result: what two people typed counts once they agree, and what it comes to.

The campaign of the rules, in which 群众 vote on two registers that are typed twice, by 县政府 and by 县妇联.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import Workbook

from lianping_xlsx.app.ballot_files import replies_with_ballots
from lianping_xlsx.app.judged_returns import setup_of
from lianping_xlsx.core.campaign_names import RETURNED
from lianping_xlsx.core.light_dataclass import replace
from lianping_xlsx.decision.destruction import DestroyedFile
from lianping_xlsx.forms.layout import SECOND_TYPING, FormLayout, Slot
from lianping_xlsx.intake.gather import gather
from lianping_xlsx.spreadsheet.book import Content
from lianping_xlsx.spreadsheet.remarks import LIST_SHEET
from tests.books import edited, open_book
from tests.scenarios.campaigns import (
    Made,
    answer,
    assert_figures,
    assert_official,
    assert_votes,
    foretell,
    in_process,
    make_campaign,
    merge,
    records_of,
    recounted,
    result_of,
    told,
)
from tests.scenarios.rule_cases import IN_USE, TABLES, TYPED_TWICE, entry

FILE = "U2 县政府.xlsx"
FIRST, SECOND = "测评票第一遍-群众", "测评票第二遍-群众"
RULES = {**IN_USE, "高分人数比例上限": "", "缺票类处理": "按其余票类折算", "零分须写原因线": ""}
AS_BEFORE = {"issued": 7, "returned": 5}
"""县妇联 was given seven ballots, so that none of its register is void."""


def typed(form: FormLayout, slot: Slot) -> Content:
    if form.key.unit == "U4" and slot.field in AS_BEFORE:
        return AS_BEFORE[slot.field]
    return entry(form, slot)


def wrong(form: FormLayout, slot: Slot) -> Content:
    """The second person of 县政府 has typed 1 for T2 on the sixth ballot, which is the seventh on her sheet."""
    here = (form.key.unit, form.key.typing, slot.ballot, slot.ratee, slot.field)
    return 1 if here == ("U2", SECOND_TYPING, "007", "T2", "mark") else typed(form, slot)


def campaign(folder: Path, **tables: str) -> Made:
    """The campaign of the rules with its first poll alone."""
    one_poll = {sheet: _without_others(text) for sheet, text in (TABLES | tables).items()}
    return make_campaign(folder, records_of(settings=RULES, tables=one_poll | {"名次分": "名次 | 分 | 测评"}))


def _without_others(table: str) -> str:
    """A table without the rows of the polls by items and by places."""
    return "\n".join(line for line in table.splitlines() if not any(poll in line for poll in ("民主", "排序")))


def codes(result: Mapping[str, object]) -> list[str]:
    findings = result["findings"]
    assert isinstance(findings, list)
    return [finding["code"] for finding in findings]


def test_what_two_people_agree_on_counts_as_if_one_had_typed_it(tmp_path: Path) -> None:
    once, twice = campaign(tmp_path / "一"), campaign(tmp_path / "二", 填报任务=TYPED_TWICE)
    answer(once, typed)
    replies = answer(twice, typed)
    with in_process():
        merged, plain = merge(twice), merge(once)
    assert_figures(merged, foretell(twice, replies))
    assert_votes(merged, foretell(twice, replies))
    assert_official(merged)
    assert told(merged.result) == told(plain.result)
    assert merged.result["status"] == plain.result["status"]
    assert codes(merged.result).count("form.typings-agree") == 2
    assert sorted(set(codes(merged.result)) - set(codes(plain.result))) == ["form.typings-agree"]
    summary = open_book((twice.folder / "3汇总" / "汇总表.xlsx").read_bytes())
    method = "\n".join(str(cell.value) for row in summary["计算说明"] for cell in row if cell.value)
    assert "“群众”的票由两人各录一遍，按票面内容比对，不论先后；全部一致的计一次，不一致的不计票。" in method
    returns = [entry["form"] for entry in result_of(twice.folder)["returns"]]
    assert "测评票（群众 第一遍）" in returns
    assert "测评票（群众 第二遍）" in returns


@pytest.fixture(scope="module")
def differing(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """One mark typed otherwise; merged."""
    made = campaign(tmp_path_factory.mktemp("differing") / "c", 填报任务=TYPED_TWICE)
    answer(made, wrong)
    with in_process():
        merge(made)
    return made


def test_one_mark_that_differs_and_the_register_does_not_count(differing: Made) -> None:
    """Twelve ballots of 县政府 are left out, one of them differs: 8.33 %. 县妇联 and 一镇 still count."""
    result = result_of(differing.folder)
    assert result["status"] == "试算"
    assert codes(result).count("form.typings-differ") == 2
    messages = [f["message"] for f in result["findings"] if f["code"] == "form.typings-differ"]
    assert "第一遍12张，第二遍12张，有1张不一致（8.33%）" in messages[0]
    oracle = foretell(differing, {path.name: path for path in differing.loaded.campaign.received.iterdir()})
    assert told(result) == {
        code: {name: getattr(own, name) for name in told(result)[code]} for code, own in oracle.items()
    }
    assert not any("填1" in message or "“1”" in message for message in (f["message"] for f in result["findings"]))


def test_the_copies_that_go_back_mark_both_and_one_is_corrected(differing: Made) -> None:
    """Two of the ballots as they stand: the sixth of the first sheet, the seventh of the second."""
    back = differing.folder / "3汇总" / RETURNED / FILE
    book = open_book(back.read_bytes())
    listed = [[str(cell) for cell in row] for row in book[LIST_SHEET].iter_rows(min_row=4, values_only=True)]
    cells = [(row[2], row[3]) for row in listed if "没有一样的" in row[4]]
    assert cells == [(FIRST, "D12"), (SECOND, "D13")]
    assert "第二遍是“1”" in next(row[4] for row in listed if row[3] == "D12")
    right = book[FIRST]["D12"].value

    def correct(pages: Workbook) -> None:
        pages[SECOND]["D13"] = right

    reply = differing.loaded.campaign.received / "更正.xlsx"
    reply.write_bytes(edited(back.read_bytes(), correct))
    try:
        with in_process():
            merged = merge(differing)
    finally:
        reply.unlink()
    assert merged.result["status"] == "正式"
    notes = [f["message"] for f in merged.result["findings"] if f["code"] == "form.typings-agree"]  # type: ignore[attr-defined]
    assert any("两遍12张全部一致，计一次；更正前有1张不一致（8.33%）" in note for note in notes)
    assert "form.corrected-more" not in codes(merged.result)


def test_two_typings_of_the_same_ballots_are_destroyed_as_one_pile(differing: Made) -> None:
    with in_process():
        received = gather(differing.loaded.scheme, setup_of(differing.loaded, ()))
    found = list(replies_with_ballots(differing.loaded.campaign, received, unread=False))
    ballots = {Path(each.path).name: each.ballots for each in found if isinstance(each, DestroyedFile)}
    assert ballots == {"U1 县委办公室.xlsx": 7, FILE: 12, "U3 一镇.xlsx": 1, "U4 县妇联.xlsx": 5}


def test_a_reply_issued_before_counts_as_the_first_typing(tmp_path: Path) -> None:
    """双人录入 is asked for after the forms are out: what one person has typed already stands, the second is owed."""
    made = campaign(tmp_path / "c")
    answer(made, typed)
    with in_process():
        assert merge(made).result["status"] == "正式"
    later = campaign(tmp_path / "d", 填报任务=TYPED_TWICE)
    for reply in made.loaded.campaign.received.iterdir():
        (later.loaded.campaign.received / reply.name).write_bytes(reply.read_bytes())
    with in_process():
        result = merge(later).result
    assert "form.outdated" not in codes(result)
    assert codes(result).count("form.typing-missing") == 2
    assert codes(result).count("form.missing") == 2
    assert result["status"] == "试算"


def test_where_it_is_no_longer_asked_for_the_first_typing_counts(tmp_path: Path) -> None:
    """The second person could not finish: 双人录入 is set to 否, and the forms that came back stand."""
    made = campaign(tmp_path / "c", 填报任务=TYPED_TWICE)
    answer(made, wrong)
    later = campaign(tmp_path / "d")
    for reply in made.loaded.campaign.received.iterdir():
        (later.loaded.campaign.received / reply.name).write_bytes(reply.read_bytes())
    with in_process():
        result = merge(later).result
    assert codes(result).count("form.typing-not-asked") == 2
    assert not {"form.unknown-code", "form.typings-differ"} & {*codes(result)}
    assert result["status"] == "正式"


def test_the_same_ballots_with_other_marks_on_the_same_sum_differ(tmp_path: Path) -> None:
    """A mean would not show it: T2 and T3 have changed places on one ballot."""

    def swapped(form: FormLayout, slot: Slot) -> Content:
        if (form.key.unit, form.key.typing, slot.ballot) == ("U2", SECOND_TYPING, "007") and slot.ratee in ("T2", "T3"):
            return typed(form, replace(slot, ratee="T3" if slot.ratee == "T2" else "T2"))
        return typed(form, slot)

    made = campaign(tmp_path / "c", 填报任务=TYPED_TWICE)
    replies = answer(made, swapped)
    with in_process():
        merged = merge(made)
    assert "form.typings-differ" in codes(merged.result)
    assert_figures(merged, foretell(made, replies))


TWICE_BY_ALL = "\n".join(
    f"{line} | {'双人录入' if '表种' in line else '是' if '县妇联' in line else ''}"
    for line in TABLES["填报任务"].strip().splitlines()
)
WITH_CODES = """
    名称 | 权重 | 计票方式 | 打分方式 | 本人票
    述职 | 100  | 逐票     | 百分制   | 凭编号不计
    民主 | 0    | 逐票     | 分项等次 |
    排序 | 0    | 逐票     | 排名     |
    """
RESPELLED: Mapping[Content, Content] = {
    0: "0分", "T1": "ｔ１", "T2": " t2",
    "优秀": "1", 2: "称 职", "不称职": 3.0, "不了解": "不了解\u3000",
    5: "５张", 7: "7 份",
}  # fmt: skip
"""What the second person writes in place of what the first one wrote."""


def respelled(form: FormLayout, slot: Slot) -> Content:
    """The same ballots in another spelling; on some stands the voter's code, and T3 has nothing."""
    content = typed(replace(form, key=replace(form.key, typing=1)), slot)
    if slot.field == "voter":
        content = {"001": "T1", "002": "T2"}.get(slot.ballot)
    elif slot.field == "mark" and slot.ratee == "T3" and content is not None:
        content = 0
    if form.key.typing != SECOND_TYPING or content is None:
        return content
    return f"{content}名" if slot.field == "place" else RESPELLED.get(content, content)


def test_the_second_count_knows_other_spellings_for_the_same_ballots(tmp_path: Path) -> None:
    """It had the typings differ, where the program rightly counts them: 0 and 0分, a grade and its number, ｔ１."""
    tables = TABLES | {"填报任务": TWICE_BY_ALL, "测评": WITH_CODES}
    made = make_campaign(tmp_path / "c", records_of(settings=RULES, tables=tables))
    answer(made, respelled)
    with in_process():
        found = codes(merge(made).result)
    assert (found.count("form.typings-agree"), found.count("form.typings-differ")) == (3, 0)
    assert "ballot.own-marks" in found
    recounted(made)
