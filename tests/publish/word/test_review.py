"""复核/….docx: what the page says, what it leaves to the 反馈意见书, and that it is one page of A4."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from docx.document import Document as Opened

from lianping_xlsx.core.campaign_names import REVIEW_TEMPLATE
from lianping_xlsx.core.spelling import fit_xml
from lianping_xlsx.decision.feedback import Figure, HeadPoints, Loss
from lianping_xlsx.decision.final_data import FinalData
from lianping_xlsx.decision.review_statement import DerivedFigure, ReviewStatement, review_statement
from lianping_xlsx.publish.word.office_templates import own_template
from lianping_xlsx.publish.word.review import review_values
from tests.libreoffice import needs_libreoffice, pages_of
from tests.publish.final.decided import with_few_ballots
from tests.publish.word.word_files import HOSTILE, PUBLISHED, final, lines, opened, rows, whole_text


def told(code: str, data: FinalData | None = None) -> tuple[FinalData, ReviewStatement]:
    """The decision, and the statement on one ratee."""
    decided = data or final()
    verdict = next(verdict for verdict in decided.verdicts if verdict.ratee.code == code)
    return decided, review_statement(decided, 1, verdict)


def write(data: FinalData, content: ReviewStatement) -> bytes:
    return own_template(REVIEW_TEMPLATE).fill_in(review_values(data, content))


def page(code: str, data: FinalData | None = None) -> Opened:
    return opened(write(*told(code, data)))


def below(document: Opened, heading: str) -> list[str]:
    """The paragraphs of a section."""
    found = lines(document)
    start = next(at for at, line in enumerate(found) if line.endswith(heading)) + 1
    return found[start : next((at for at in range(start, len(found)) if found[at][1:2] == "、"), len(found))]


def test_the_result_comes_first_and_each_figure_above_what_it_is_made_of() -> None:
    document = page("T4")
    assert lines(document)[:5] == [
        "考核结果复核说明",
        f"（2024年度{PUBLISHED.profile.title}）",
        "姓名：=童岳　单位：桐荫镇　职务：党委书记",
        "一、考核结果",
        "经县委常委会第20次会议2024年12月30日研究审定（第1次审定），评定为“差”等次；名次：第4–5名（本组共5人参评）；"
        "综合得分：88.01分。",
    ]
    assert rows(document) == [
        ["项目", "得数", "算式"],
        ["综合得分", "88.01", "88.01×50%＋88×50%"],
        ["　测评得分", "88.01", "88.01×60%＋88.01×40%"],
        ["　　县委常委会成员平均分", "88.01", "由本票类的有效票算出"],
        ["　　基层党员干部代表平均分", "88.01", "由本票类的有效票算出"],
        ["　考评得分", "88.00", "50＋36＋2"],
    ]


def test_points_lost_and_events_are_those_of_the_letter() -> None:
    document = page("T4")
    assert below(document, "实地考评失分") == [
        "加强基层党组织建设满分60分、失分10分；加强党员队伍建设满分40分、失分4分。",
        "1．健全党的基层组织：扣10分，三会一课记录不全。",
    ]
    assert below(document, "有关事项") == [
        "降档：发生信访事件（依据：县信访联席办通报〔2024〕3号）。",
        "实地考评加分3分：经验被推广（省级推广）。",
    ]
    assert below(page("T1"), "实地考评失分")[1] == "1．健全党的基层组织：扣2.01分，一个支部未按期换届（第一考核组）。"
    assert below(page("T8"), "有关事项") == ["减分3分：材料迟报。"]


def test_of_several_teams_no_total_is_told() -> None:
    """96.99 and 97.00 of the two teams: the letter tells what each took off, and no total."""
    assert rows(page("T1"))[-1] == ["　考评得分", "97.00", "由考评的各项得分算出，失分见下"]
    assert "96.99" not in whole_text(page("T1"))


def test_what_is_withheld_has_no_row_and_a_note_says_why() -> None:
    document = page("T4", with_few_ballots())
    assert rows(document) == [["项目", "得数", "算式"], ["　考评得分", "88.00", "50＋36＋2"]]
    assert lines(document)[4].endswith("综合得分：不单列。")
    reason, _ = below(document, "不告知的内容和原因")[:2]
    assert reason.startswith("有的票类有效票不足")
    assert reason.endswith("为保护投票人，测评得分和综合得分不单列，名次和等次照列。")
    assert "88.01" not in whole_text(document)


def test_the_proposal_is_explained_and_another_decision_is_said() -> None:
    assert below(page("T8"), "名次和等次") == ["综合得分74.75分，组内第2名，建议“中”；审定等次与建议等次相同。"]
    (words,) = below(page("T2"), "名次和等次")
    assert words.endswith("建议“中”；并列跨线，提请研究；审定会议研究后评定为“好”，理由记在审定记录里。")
    assert "班子建设更好" not in whole_text(page("T2"))
    assert "综合得分：没有。" in whole_text(page("T5"))


def test_it_ends_with_lines_to_be_signed() -> None:
    assert lines(page("T1"))[-2:] == [
        "复核人：＿＿＿＿＿＿＿＿　　　日期：＿＿＿＿年＿＿月＿＿日",
        "中共青禾县委组织部（盖章）",
    ]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_text(words: str) -> None:
    data, content = told("T4")
    letter = content.letter
    hostile = replace(
        content,
        letter=replace(
            letter,
            ratee=replace(letter.ratee, name=words),
            events=(words,),
            losses=tuple(replace(loss, reason=words) for loss in letter.losses),
        ),
        tier_words=words,
    )
    text = "".join(whole_text(opened(write(data, hostile))).split())
    assert "".join(f"姓名：{fit_xml(words)}".split()) in text
    assert "".join(f"名次和等次{fit_xml(words)}".split()) in text


def test_the_same_content_gives_the_same_bytes() -> None:
    assert write(*told("T1")) == write(*told("T1"))


# ---------------------------------------------------------------- one page


def full(count: int, words: int) -> ReviewStatement:
    """A statement with so many events, points lost, heads and classes, each with so many characters of text."""
    _, content = told("T4")
    text = ("健全党的基层组织，严格党的组织生活，2024年第3次抽查发现记录不全、整改不到位；" * words)[:words]
    losses = tuple(Loss("组织建设", text, Figure("扣分", "2.25", 2_25), text, "第一考核组") for _ in range(count))
    heads = tuple(
        HeadPoints(text[:12], Figure("满分", "20", 20_00), Figure("失分", "4", 4_00)) for _ in range(count // 3)
    )
    classes = tuple(
        DerivedFigure(f"{text[:14]}平均分", "88.01", "由本票类的有效票算出", False, 3) for _ in range(count)
    )
    events = (*content.letter.events, *(f"加分0.5分：{text}。" for _ in range(count // 6)))
    letter = replace(content.letter, losses=losses, heads=heads, events=events)
    figures = (*content.figures, DerivedFigure("年中测评", "88.01", "88×50%＋88.02×50%", True, 2), *classes)
    notes = (f"“年中测评”{text}。",) * 2
    return replace(content, letter=letter, figures=figures, tier_words=text, notes=notes)


FULL = [(0, 0), (3, 20), (6, 40), (12, 30), (30, 8), (30, 25), (30, 120)]


def test_what_does_not_fit_is_counted_and_left_to_the_letter() -> None:
    document = opened(write(final(), full(30, 25)))
    losses = below(document, "实地考评失分")
    numbered = [line for line in losses if re.match(r"\d+．", line)]
    assert numbered
    assert losses[-1] == f"其余{30 - len(numbered)}项见反馈意见书。"
    assert below(document, "得分怎样算出") == ["各次测评、各票类的得分见反馈意见书。"]
    assert [row[0].count("　") for row in rows(document)[1:]] == [0, 1, 2, 2, 1, 2]
    document = opened(write(final(), full(30, 120)))
    assert below(document, "实地考评失分")[-1].endswith("项，见反馈意见书。")


@needs_libreoffice
@pytest.mark.slow
def test_however_much_there_is_it_is_one_page(tmp_path: Path) -> None:
    paths = [tmp_path / f"{count}-{words}.docx" for count, words in FULL]
    for path, (count, words) in zip(paths, FULL, strict=True):
        path.write_bytes(write(final(), full(count, words)))
    everybody = [tmp_path / f"{verdict.ratee.code}.docx" for verdict in final().verdicts]
    for path in everybody:
        path.write_bytes(write(*told(path.stem)))
    assert pages_of([*paths, *everybody]) == [1] * len([*paths, *everybody])
