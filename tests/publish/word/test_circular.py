"""通报.docx: what it says, and what it keeps to itself."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from docx.document import Document as Opened

from lianping_xlsx.core.spelling import fit_xml
from lianping_xlsx.decision.final_data import FinalData
from tests.publish.story import SCHEME, STORY
from tests.publish.word.word_files import (
    HOSTILE,
    PUBLISHED,
    WITH_SCORES,
    final,
    lines,
    opened,
    rows,
    whole_text,
    write_circular,
)


def circular(data: FinalData | None = None) -> Opened:
    return opened(write_circular(data or final()))


def test_the_circular_tells_the_decision_section_by_section() -> None:
    found = lines(circular())
    title = "乡镇（街道）党（工）委书记抓基层党建述职评议考核"
    assert found[:2] == [f"关于2024年度{title}结果的通报", "各有关单位："]
    assert found[2] == (
        f"根据《关于建立“联述联评联考”制度的实施办法》，中共青禾县委组织部组织开展了2024年度{title}。"
        "综合得分中述职测评占50%，实地考评占50%，并按规定计入加分、减分。"
        "2024年12月30日，县委常委会第20次会议对考核结果进行了研究审定。现将有关情况通报如下。"
    )
    assert found[3:] == [
        "一、考核情况",
        "本次考核对象共8人，其中乡镇6人、街道2人。经综合排序和研究审定，评定为“好”等次2人、“中”等次2人、“差”等次3人，不参评1人。",
        "二、审定等次",
        "（一）乡镇",
        "“好”等次（2人）：云溪镇陆明澈、石栏镇邱佩兰。",
        "“中”等次（1人）：白鹭洲镇欧阳牧野。",
        "“差”等次（2人）：桐荫镇=童岳、松涛镇蒲建衡。",
        "不参评（1人）：枫渡镇叶尔江·萨迪克。",
        "（二）街道",
        "“中”等次（1人）：青泥街道钱步升。",
        "“差”等次（1人）：莲浦街道游砚秋。",
        "三、结果运用",
        "（一）“好”等次。县委予以表彰奖励。",
        "（二）“差”等次。予以通报批评，限期整改，当年不能评优。",
        "四、工作要求",
        "各单位、各考核对象要正确对待考核结果，针对评议和考评中指出的问题和不足、需要改进的工作和要求，"
        "逐项抓好整改，切实履行职责，自觉接受党员、干部和群众的评议和监督。",
        f"附件：2024年度{title}等次一览表",
        "中共青禾县委组织部",
        "2024年12月30日",
        "附件",
        f"2024年度{title}等次一览表",
    ]


def test_no_score_and_no_remark_is_published_unless_the_rules_say_so() -> None:
    text = whole_text(circular())
    assert not re.search(r"\d\.\d|综合得分\d|名次|另行约谈|并列者", text)


def test_scores_are_published_where_the_rules_say_so() -> None:
    document = circular(final(WITH_SCORES))
    lead = lines(document).index("“好”等次（2人）：")
    assert lines(document)[lead + 1] == "云溪镇陆明澈（96.00分）\t石栏镇邱佩兰（93.00分）"
    heading, first, *_ = rows(document)
    assert heading == ["序号", "排名组", "单位", "姓名", "职务", "审定等次", "综合得分", "名次"]
    assert first == ["1", "乡镇", "云溪镇", "陆明澈", "党委书记", "好", "96.00", "1–2"]
    assert rows(document)[5][3:] == ["蒲建衡", "党委书记", "差", "—", "—"]
    assert rows(document)[6][3:] == ["叶尔江·萨迪克", "党委书记", "不参评", "—", "—"]


def test_a_circular_of_a_later_decision_replaces_those_before() -> None:
    first, second = lines(circular()), lines(circular(replace(final(), number=2)))
    assert [line for line in second if line not in first] == ["此前印发的通报与本通报不一致的，以本通报为准。"]


def test_a_single_group_needs_no_heading_and_no_column() -> None:
    one = replace(PUBLISHED, ratees=tuple(ratee for ratee in PUBLISHED.ratees if ratee.group == "乡镇"))
    document = circular(final(one))
    assert "（一）乡镇" not in lines(document)
    assert rows(document)[0] == ["序号", "单位", "姓名", "职务", "审定等次"]


def test_a_trial_result_is_said_to_be_one_and_no_finding_is_told() -> None:
    text = whole_text(circular(final(official=False)))
    assert "尚有2项遗留问题，结果为试算；上述问题已由责任人逐项同意并说明理由。" in text
    assert "薛定安" not in text
    assert "试算" not in whole_text(circular())


@pytest.mark.parametrize(
    ("basis", "told"),
    [
        ("", "根据有关规定，"),
        ("实施办法", "根据《实施办法》，"),
        ("《实施办法》和《补充通知》", "根据《实施办法》和《补充通知》，"),
        ("乐发〔2012〕21号文件", "根据乐发〔2012〕21号文件，"),
        ("丰河县考核办法（丰组发〔2024〕18号）", "根据《丰河县考核办法》（丰组发〔2024〕18号），"),
    ],
)
def test_the_regulation_is_quoted_as_typed_or_by_its_bare_name(basis: str, told: str) -> None:
    scheme = replace(PUBLISHED, profile=replace(PUBLISHED.profile, basis=basis))
    assert lines(circular(final(scheme)))[2].startswith(told)


def test_whatever_the_meeting_is_called_the_deciding_body_is_named() -> None:
    assert "，县委常委会第12次会议对考核结果" in lines(circular(replace(final(), meeting="第12次会议")))[2]
    assert "，县委常委会对考核结果" in lines(circular(replace(final(), meeting="")))[2]


def test_a_scheme_without_uses_has_no_such_section() -> None:
    found = lines(circular(final(SCHEME)))
    assert "三、工作要求" in found
    assert not any("结果运用" in line for line in found)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stays_text(name: str) -> None:
    person = replace(PUBLISHED.ratees[0], name=name, workplace=name, post=name)
    named = replace(PUBLISHED, ratees=(person, *PUBLISHED.ratees[1:]), profile=replace(PUBLISHED.profile, title=name))
    document = circular(final(named))
    assert rows(document)[1][2:5] == [fit_xml(name)] * 3
    assert len(rows(document)) == 9


def test_a_score_from_which_a_ballot_could_be_inferred_is_not_published() -> None:
    only_polls = replace(WITH_SCORES, rules=replace(WITH_SCORES.rules, poll_weight=100_00, field_weight=0))
    decided = final(only_polls)
    few = tuple(replace(tally, counted=1) for tally in STORY.result.classes if tally.ratee == "T1")
    result = replace(STORY.result, classes=few)
    document = circular(replace(decided, summary=replace(decided.summary, result=result)))
    assert rows(document)[1][5:] == ["好", "不单列", "1–2"]
    assert lines(document)[-1].startswith("注：标“不单列”的，有的票类有效票不足3张（测评得分公布线）")
    assert "不单列" not in whole_text(circular(decided))
    assert "综合得分中述职测评占100%，并按规定" in lines(document)[2]


def test_remarks_on_the_office_are_no_part_of_its_signature() -> None:
    host = "中共青禾县委组织部（各乡镇党委具体实施）"
    document = circular(final(replace(PUBLISHED, profile=replace(PUBLISHED.profile, host=host))))
    assert lines(document)[-4:-2] == ["中共青禾县委组织部", "2024年12月30日"]
    assert "具体实施" not in whole_text(document)


def test_a_title_ends_its_lines_between_words() -> None:
    title = "乡（镇、场）党委书记履行基层党建工作责任述职评议考核"
    document = circular(final(replace(PUBLISHED, profile=replace(PUBLISHED.profile, title=title))))
    titles = [
        paragraph.text for paragraph in document.paragraphs if paragraph.style and paragraph.style.name == "Title"
    ]
    assert titles == [
        "关于2024年度\n乡（镇、场）党委书记履行基层党建工作责任\n述职评议考核结果的通报",
        "2024年度\n乡（镇、场）党委书记履行基层党建工作责任\n述职评议考核等次一览表",
    ]


def crowd(size: int) -> FinalData:
    """The decision on so many more people of one group, all of the middle tier."""
    decided = final()
    one = next(verdict for verdict in decided.verdicts if verdict.ratee.code == "T3")
    more = [replace(one.ratee, code=f"X{n}", name=f"司马{n}郎", workplace="白鹭洲镇") for n in range(size)]
    scheme = replace(PUBLISHED, ratees=(*PUBLISHED.ratees, *more))
    standings = [replace(one.standing, code=ratee.code) for ratee in more]
    result = replace(decided.summary.result, standings=(*decided.summary.result.standings, *standings))
    verdicts = [replace(one, ratee=ratee, standing=s) for ratee, s in zip(more, standings, strict=True)]
    summary = replace(decided.summary, scheme=scheme, result=result)
    return replace(decided, summary=summary, verdicts=(*decided.verdicts, *verdicts))


def test_of_many_people_the_body_names_the_best_and_the_last_only() -> None:
    found = lines(circular(crowd(5)))
    assert "“中”等次（6人）：名单见附件。" in found
    assert "“好”等次（2人）：云溪镇陆明澈、石栏镇邱佩兰。" in found


def test_no_name_is_broken_at_the_end_of_a_line() -> None:
    found = lines(circular(crowd(4)))
    lead = found.index("“中”等次（5人）：")
    assert found[lead + 1 : lead + 4] == [
        "白鹭洲镇欧阳牧野\t白鹭洲镇司马0郎",
        "白鹭洲镇司马1郎\t白鹭洲镇司马2郎",
        "白鹭洲镇司马3郎",
    ]
