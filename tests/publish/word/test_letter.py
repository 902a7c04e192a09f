"""反馈意见书/….docx: all that one ratee is told, and nobody else's name."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import Mock

import pytest
from docx.document import Document as Opened
from docx.text.paragraph import Paragraph

from lianping_xlsx.core.campaign_names import LETTER_TEMPLATE
from lianping_xlsx.core.second_process import can_be_copied
from lianping_xlsx.core.spelling import fit_xml
from lianping_xlsx.decision.feedback import Feedback, feedback
from lianping_xlsx.decision.final_data import FinalData
from lianping_xlsx.decision.last_year import LastYear
from lianping_xlsx.publish.final.documents import documents
from lianping_xlsx.publish.word.letter import letter_values
from lianping_xlsx.scheme.components import Component
from lianping_xlsx.scheme.terms import ComponentSource
from lianping_xlsx.tally.assessments import ItemLoss
from tests.publish.final.decided import OPEN_ITEM, SUMMARY, decide, with_few_ballots
from tests.publish.story import KEY
from tests.publish.word.word_files import HOSTILE, PUBLISHED, final, lines, opened, rows, whole_text, write_letter
from tests.two_scores import VISITED

RESULTS = "一、考核结果"


def told(code: str, data: FinalData | None = None) -> tuple[FinalData, Feedback]:
    """The decision, and what it tells one ratee."""
    decided = data or final()
    verdict = next(verdict for verdict in decided.verdicts if verdict.ratee.code == code)
    return decided, feedback(decided, verdict)


def letter(code: str, data: FinalData | None = None) -> Opened:
    return opened(write_letter(*told(code, data)))


def part(document: Opened, heading: str) -> list[str]:
    """The paragraphs of a section."""
    found = lines(document)
    start = found.index(heading) + 1
    end = next((n for n in range(start, len(found)) if found[n][1:2] == "、"), len(found))
    return found[start:end]


def test_a_letter_opens_with_the_decision_on_the_one_who_is_addressed() -> None:
    data, content = told("T1")
    found = lines(letter("T1"))
    assert found[0] == f"2024年度{data.summary.scheme.profile.title}反馈意见书"
    assert found[1] == "陆明澈同志："
    decision, *consequences = content.sentences
    assert found[2:4] == [f"{decision}现将考核情况和评议意见反馈如下，请认真对照，抓好整改。", "一、考核结果"]
    told_below = part(letter("T1"), "一、考核结果")
    assert told_below[-len(consequences) :] == consequences


def test_every_figure_that_may_be_told_stands_in_the_first_table() -> None:
    _, content = told("T1")
    table = rows(letter("T1"))
    assert table[0] == ["项目", "结果"]
    assert table[1:] == [*([figure.label, figure.text] for figure in content.figures), ["审定等次", "好"]]
    assert ["综合得分", "96.00"] in table


def test_points_lost_are_told_by_indicator_and_by_item() -> None:
    document = letter("T4")
    assert ["加强基层党组织建设", "60", "10"] in rows(document, 1)
    assert rows(document, 2) == [
        ["一级指标", "考评内容", "扣减分", "扣减原因"],
        ["加强基层党组织建设", "健全党的基层组织", "扣10分", "三会一课记录不全"],
    ]


def test_where_several_teams_assessed_each_loss_names_its_team() -> None:
    assert [row[4] for row in rows(letter("T1"), 2)] == ["考核组", "第一考核组", "第一考核组"]


def test_where_several_teams_assessed_each_bonus_names_its_team() -> None:
    """The mean of these counts: without the teams it reads as if the item had been given twice."""
    given = ItemLoss("T1", "U2", "K3", "创新工作", "经验被推广。", -3_00, "省级推广；", VISITED)
    losses = (*SUMMARY.result.losses, given, replace(given, unit="U3"))
    told_below = part(letter("T1", decide(replace(SUMMARY, result=replace(SUMMARY.result, losses=losses)))), RESULTS)
    assert told_below[-2:] == [
        f"实地考评（{team}）加分3分：经验被推广（省级推广）。" for team in ("第一考核组", "第二考核组")
    ]


def test_sentences_made_of_typed_words_have_one_full_stop() -> None:
    events = [
        replace(event, event=f"{event.event}。", basis=(event.basis or "会议\n纪要") + "；")
        for event in PUBLISHED.adjustments
    ]
    tiers = tuple(replace(tier, use="表彰奖励；") for tier in PUBLISHED.tiers)
    data = final(replace(PUBLISHED, adjustments=tuple(events), tiers=tiers))
    assert part(letter("T8", data), RESULTS)[-2:] == ["结果运用：表彰奖励。", "减分3分：材料迟报（依据：会议 纪要）。"]
    reason = replace(data.summary.result.standing_of["T5"], reason="不参评：任职不足半年。")
    standings = [reason if each.code == "T5" else each for each in data.summary.result.standings]
    summary = replace(data.summary, result=replace(data.summary.result, standings=tuple(standings)))
    assert any(line.endswith("没有名次：不参评：任职不足半年。") for line in lines(letter("T5", decide(summary))))


def test_a_letter_of_a_later_decision_replaces_those_before() -> None:
    first, second = final(), replace(final(), number=2)
    words = "此前送达的反馈意见书与本件不一致的，以本件为准。"
    assert words not in whole_text(letter("T1", first))
    assert sum(line.endswith(words) for line in lines(letter("T1", second))) == 1


def test_opinions_stand_under_the_three_heads_of_the_regulation() -> None:
    assert part(letter("T1"), "三、评议意见") == [
        "（一）履职总体评价",
        "重视党建，书记带头抓。",
        "班子团结有力。",
        "（二）存在问题和不足",
        "发展党员计划性不强。",
        "（三）需要改进的工作和要求",
        "=加强对村级班子的指导",
        "多下支部。",
    ]
    assert part(letter("T8"), "三、评议意见")[1::2] == ["没有收到这方面的意见。"] * 3


def test_requirements_come_last_and_are_signed_for() -> None:
    _, content = told("T8")
    found = part(letter("T8"), "四、整改要求")
    assert found == [
        *content.requirements,
        "中共青禾县委组织部",
        "2024年12月30日",
        "本人已收到并阅知以上反馈意见。",
        "签收人：＿＿＿＿＿　日期：＿＿＿年＿＿月＿＿日",
    ]


def test_what_was_left_open_last_year_is_asked_for_again() -> None:
    document = letter("T1")
    assert "上年度考核情况：年度2023，综合得分91.5，名次第2名，等次中。" in lines(document)
    assert "五、上年度尚未销号的整改事项" in lines(document)
    assert rows(document, 3)[1] == ["阵地建设滞后", "实地考评", "年内建成", "争取资金", "2024年6月", "已立项"]
    assert "上年度" not in whole_text(letter("T2"))
    last_year = {"T1": LastYear("2023", None, None, "", (OPEN_ITEM,))}
    found = lines(letter("T1", decide(replace(SUMMARY, last_year=last_year))))
    assert "五、上年度尚未销号的整改事项" in found
    assert not [line for line in found if line.startswith("上年度考核情况")]


def test_what_is_not_told_is_said_under_the_table() -> None:
    few = with_few_ballots()
    _, few_ballots = told("T4", few)
    secret, no_median, in_a_range, _ = few_ballots.notes
    assert secret.endswith("为保护投票人，测评得分和综合得分不单列，名次和等次照列。")
    assert no_median == "本组综合得分的中位数和最高分不列。"
    (few_ranked, *_) = told("T7")[1].notes
    assert few_ranked == no_median  # which of the two it is, is not told
    assert {f"注1：{secret}", f"注3：{in_a_range}"} <= set(lines(letter("T4", few)))
    assert "88.01" not in whole_text(letter("T4", few))
    assert in_a_range == "本组尚有人得分未定，名次为可能的范围。"
    trial = final(official=False)
    _, no_rank = told("T5", trial)
    found = [line for line in lines(letter("T5", trial)) if line.startswith("注")]
    assert found == [f"注{number}：{note}" for number, note in enumerate(no_rank.notes, 1)]
    assert "试算" in found[-1]


@pytest.mark.parametrize("code", ["T1", "T2", "T3", "T4", "T5", "T7", "T8"])
def test_nobody_else_is_named_in_a_letter(code: str) -> None:
    text = whole_text(letter(code))
    others = [ratee for ratee in PUBLISHED.ratees if ratee.code != code]
    assert not [other.name for other in others if other.name in text or other.workplace in text]
    assert not [unit.contact for unit in PUBLISHED.units if unit.contact in text]
    assert "并列者" not in text


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_text(words: str) -> None:
    data, content = told("T4")
    hostile = replace(
        content,
        ratee=replace(content.ratee, name=words),
        losses=tuple(replace(loss, reason=words) for loss in content.losses),
        opinions=(("履职总体评价", (words,)),),
    )
    document = opened(write_letter(data, hostile))
    assert rows(document, 2)[1][3] == fit_xml(words)
    assert "".join(fit_xml(words).split()) in "".join("".join(part(document, "三、评议意见")).split())


def test_the_same_content_gives_the_same_bytes() -> None:
    assert write_letter(*told("T1")) == write_letter(*told("T1"))


def test_every_person_with_a_decision_has_a_letter_under_his_own_name() -> None:
    data = final()
    found = documents(data, {}, KEY).value
    assert opened(found["通报.docx"]).paragraphs[0].text.startswith("关于")
    letters = [f"反馈意见书/{v.ratee.code} {v.ratee.workplace} {v.ratee.name}.docx" for v in data.verdicts]
    assert sorted(name for name in found if name.endswith(".docx") and "/" in name) == sorted(letters)
    for verdict, name in zip(data.verdicts, letters, strict=True):
        assert lines(opened(found[name]))[1] == f"{verdict.ratee.name}同志："


def test_a_second_process_draws_the_same_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = documents(final(), {LETTER_TEMPLATE: b"no template"}, KEY)
    monkeypatch.setattr("lianping_xlsx.publish.final.documents._MANY_LETTERS", 1)
    drawn = Mock(wraps=letter_values)  # what the copy calls is not counted here
    monkeypatch.setattr("lianping_xlsx.publish.final.documents.letter_values", drawn)
    both = documents(final(), {LETTER_TEMPLATE: b"no template"}, KEY)
    assert both == alone
    assert [finding.code for finding in both.findings] == ["template.unreadable"]
    assert drawn.called is not can_be_copied()


def test_a_table_of_results_stands_on_one_page_and_a_heading_is_never_alone() -> None:
    document = letter("T1")
    for table in document.tables[:2]:
        kept = [_kept(row.cells[0].paragraphs[0]) for row in table.rows]
        assert kept == [True] * (len(kept) - 1) + [False]
    assert [_kept(row.cells[0].paragraphs[0]) for row in document.tables[2].rows][:2] == [True, False]


def test_the_last_requirements_stand_on_one_page_with_the_signature() -> None:
    data, content = told("T1")
    many = replace(content, requirements=(*(f"{n}．问题。" for n in range(1, 9)), "请整改。"))
    words = {p.text: p for p in opened(write_letter(data, many)).paragraphs}
    assert [_kept(words[f"{n}．问题。"]) for n in range(1, 9)] == [False] * 5 + [True] * 3


def _kept(paragraph: Paragraph) -> bool:
    own = paragraph.paragraph_format.keep_with_next
    style = paragraph.style.paragraph_format.keep_with_next if paragraph.style else None
    return bool(style if own is None else own)


def test_every_requirement_ends_in_a_full_stop_and_the_items_lost_are_not_told_twice() -> None:
    _, content = told("T1")
    assert content.requirements == (
        "1．（述职自查）抓两新组织不够。",
        "2．（评议意见）发展党员计划性不强。",
        "3．（实地考评）第二部分所列实地考评失分的各项。",
        "4．（上年结转）阵地建设滞后。",
        "请对上列问题逐项明确整改目标、整改措施、责任人和整改时限，填入《整改清单》，"
        "于＿＿＿＿年＿＿月＿＿日前报中共青禾县委组织部。",
    )


def test_the_requirements_call_the_second_part_as_its_heading_does() -> None:
    more = Component("专项考评", 0, ComponentSource.RUBRIC)
    content = letter("T1", final(replace(PUBLISHED, component_rows=(*PUBLISHED.components, more))))
    assert "二、考评失分情况" in lines(content)
    assert "3．（实地考评）第二部分所列考评失分的各项。" in part(content, "四、整改要求")


def test_the_person_is_addressed_as_in_official_letters() -> None:
    title = PUBLISHED.profile.title
    assert f"研究审定，你在2024年度{title}中被评定为“好”等次。" in lines(letter("T1"))[2]
    assert "您" not in whole_text(letter("T1"))
