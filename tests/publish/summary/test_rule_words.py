"""计算说明 says in words what the program does, whatever the 打分方式."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lianping_xlsx.publish.summary.method_sheet import rules_in_words
from lianping_xlsx.publish.summary.ranking_sheet import ranking_note
from lianping_xlsx.scheme.model import Scheme
from lianping_xlsx.scheme.terms import Counting, RoundingWay, Scoring
from tests.publish.story import STORY
from tests.small import SHEETS, scheme_of, sheets, with_rule, with_rules

SMALL = scheme_of(sheets())
UNIFORM, EXCEPT, RANGE = "有效分数满3个而全部相同的，整票作废", "（按等级投票的除外）", "超出0至100"
SUMS = "（分项的比较各项合计）"


def lines_of(scheme: Scheme) -> dict[str, str]:
    return {line.split("．")[1]: text for line, text in rules_in_words(scheme)}


@pytest.mark.parametrize(
    ("scorings", "said", "unsaid", "blank"),
    [
        (("百分制", "百分制"), (UNIFORM, RANGE), (EXCEPT,), "没有打分的为弃权"),
        (("分项", "分项"), (UNIFORM + SUMS, RANGE), (EXCEPT,), "没有打分的为弃权"),
        (("分项", "等次"), ("分项的比较各项合计，按等级投票的除外", RANGE), (), "没有打分或没有选择等级的为弃权"),
        (("百分制", "等次"), (UNIFORM + EXCEPT, RANGE), (), "没有打分或没有选择等级的为弃权"),
        (("等次", "等次"), (), (UNIFORM, RANGE), "没有选择等级的为弃权"),
    ],
)
def test_what_is_void_is_said_of_the_ballots_that_it_can_befall(
    scorings: tuple[str, ...], said: tuple[str, ...], unsaid: tuple[str, ...], blank: str
) -> None:
    polls = tuple(replace(poll, scoring=Scoring(way)) for poll, way in zip(SMALL.polls, scorings, strict=True))
    lines = lines_of(replace(SMALL, polls=polls))
    assert all(words in lines["作废"] for words in said)
    assert not any(words in lines["作废"] for words in unsaid)
    assert lines["弃权"].startswith(blank)


def test_a_campaign_without_a_poll_says_nothing_of_ballots() -> None:
    lines = lines_of(replace(SMALL, polls=(), classes=()))
    of_ballots = {"计票方式", "弃权", "作废", "最高分、最低分", "票类平均分", "测评分", "缺票类", "投票保密"}
    assert of_ballots <= lines_of(SMALL).keys()
    assert of_ballots.isdisjoint(lines)
    assert lines["填报情况的核对"].startswith("对同一人评的合计分相差10分以上的考核组、评分平均")


# ---------------------------------------------------------------- one reading each, as it is counted


def test_the_share_of_high_marks_says_of_whom_it_is_a_share() -> None:
    """Counted so in tests/checks/test_scorings.py."""
    said = lines_of(with_rules(SMALL, high_share=50_00))["作废"]
    assert "有效分数达到90分的人数，超过票上全部考核对象人数（不论是否打了分）的50%（向下取整）的" in said
    by_grades = replace(SMALL, polls=tuple(replace(poll, scoring=Scoring.GRADES) for poll in SMALL.polls))
    assert "有效分数（等次票为折算分）达到90分" in lines_of(with_rules(by_grades, high_share=50_00))["作废"]


def test_where_it_is_rounded_leaves_no_two_readings() -> None:
    """Counted so in tests/tally/test_rounding.py."""
    steps, last = lines_of(SMALL), lines_of(with_rules(SMALL, rounding=RoundingWay.LAST))
    assert "每一步先四舍五入保留2位小数，下一步用舍入后的得分。" in steps["舍入"]
    assert "与计算器笔算一致" in steps["舍入"]
    said = "各步得分印出时四舍五入保留2位小数，计算时都用不舍入的数，只有综合得分四舍五入保留2位小数一次；"
    assert last["舍入"] == f"{said}分数线、名次、并列都按印出的得分比较。恰好半分的一律进位。"
    assert "，只四舍五入保留2位小数一次，不低于0分" in last["综合得分"]
    assert "印出时四舍五入保留2位小数" in last["票类平均分"]
    assert "一次，不低于0分" not in last["考评得分"]


def test_a_number_beside_a_share_is_said_beside_it() -> None:
    """Counted so in tests/checks/test_ballot_checks.py."""
    said = lines_of(with_rules(SMALL, high_share=50_00, high_number=3, least_returned=10))["作废"]
    assert "有效分数达到90分的人数，超过票上全部考核对象人数（不论是否打了分）的50%（向下取整）的，整票作废；" in said
    assert "一张票上有效分数达到90分的人数，超过3人的，整票作废" in said
    assert "逐票登记的表，收回票数不足10张的，该表所登测评票全部作废" in said


@pytest.mark.parametrize("counting", [*Counting, None])
def test_what_is_void_of_a_register_and_of_a_row(counting: Counting | None) -> None:
    """A register is void as a whole, of a 计票汇总 one row (tests/checks/: test_ballot_checks, test_tally_checks)."""
    polls = tuple(replace(poll, counting=counting or poll.counting) for poll in SMALL.polls)
    said = lines_of(with_rules(replace(SMALL, polls=polls), least_turnout=80_00))["作废"]
    for cause in ("收回票数多于发出票数", "收回票数不足预计份数80%"):
        whole = f"逐票登记的表，{cause}的，该表所登测评票全部作废"
        row = f"计票汇总，某人一行的{cause}的，对此人的测评票全部作废，测评统计上不列这一行的票数，其他人的照常计入"
        assert (whole in said) is (counting is not Counting.TALLY)
        assert (row in said) is (counting is not Counting.BALLOTS)


def test_whose_own_ballot_it_is() -> None:
    at_home = SHEETS["考核对象"].replace("云溪镇   | 乡镇   |", "云溪镇|乡镇|县委办公室")
    said = lines_of(scheme_of(sheets(考核对象=at_home)))["作废"]
    assert "预计份数为1、也只登记了一张票的，那张票给本人打的分不计" in said


def test_who_takes_part_in_a_quota() -> None:
    """Counted so in tests/tally/test_tiers.py."""
    assert "参评人数是组内除不参评以外的全部人数，被否决的、得分还不全的都算在内" in lines_of(SMALL)["建议等次"]


def test_a_field_score_is_rounded_once_and_a_blank_penalty_is_none() -> None:
    """Counted so in tests/tally/test_field.py."""
    said = lines_of(SMALL)["考评得分"]
    assert "各项按填写的分数直接相加减，中间不取舍，最后对每个考核组的合计四舍五入保留2位小数一次，不低于0分" in said
    assert "加分、减分项目留空的，就是没有加分、减分" in said


def test_a_nought_that_wants_its_reason_is_said_where_it_is_an_error() -> None:
    assert "须写失分原因" not in lines_of(SMALL)["考评得分"]
    line = lines_of(scheme_of(with_rule(零分须写原因线="5")))["考评得分"]
    assert "得分项目分值达到5分而得0分的，须写失分原因；没有写的，补写以前为试算" in line


def test_a_cap_of_the_whole_is_said_where_there_is_one() -> None:
    """Counted so in tests/tally/test_ranks.py."""
    assert "封顶" not in lines_of(SMALL)["综合得分"]
    capped = with_rules(SMALL, total_cap=95_00)
    assert lines_of(capped)["综合得分"].endswith("总分封顶95分：加分、减分以后超过95分的，按95分计，然后舍入。")
    assert "＋加分－减分，最高95分；" in ranking_note(replace(STORY, scheme=capped))


def test_with_shares_of_the_whole_no_later_step_uses_a_poll_s_score() -> None:
    """Counted so in tests/tally/test_weights.py."""
    lines, shares = SHEETS["票类"].strip().splitlines(), ("占总分比重", "18", "12", "20")
    classes = [f"{line}|{share}" for line, share in zip(lines, shares, strict=True)]
    scheme = scheme_of(sheets(票类="\n".join(classes)))
    assert scheme.by_shares
    said = lines_of(scheme)
    assert "测评得分" not in said  # as 综合得分 tells it
    assert "先四舍五入保留2位小数，综合得分用舍入后的票类平均分和考评得分计算" in said["舍入"]
    assert "下一步用舍入后的得分" in lines_of(SMALL)["舍入"]


# ---------------------------------------------------------------- the secrecy of ballots


def test_both_lines_and_what_they_cannot_hide() -> None:
    said = lines_of(with_rules(SMALL, few_ballots=4, class_line=6))["投票保密"]
    assert "有效分数少于4个的，此人的测评得分、综合得分不对外公布，只公布名次和等次" in said
    assert "少于6个的，或评分高度一致的，该次测评各票类的平均分都不对外单独列出" in said
    assert "打分都相同或相近的，测评得分本身就说明各人的打分，不能遮住" in said
    assert "记名投票" not in said
    assert "仍无记名" not in said


def test_which_classes_vote_by_name_and_who_agreed_to_few_voters() -> None:
    leaders, delegates, people = SMALL.classes
    accepted = replace(delegates, few_accepted="县委常委会12月3日同意，党员代表只有两名。")
    by_name = replace(leaders, signed=True, few_accepted="前年无记名时同意过")
    said = lines_of(replace(SMALL, classes=(by_name, accepted, people)))["投票保密"]
    assert "前年" not in said
    assert said.startswith("票类“县委领导”记名投票，不适用下面两条线。")
    assert said.endswith("票类“党员代表”票少仍无记名投票：县委常委会12月3日同意，党员代表只有两名。")


def test_what_the_voters_of_a_class_were_told_is_said() -> None:
    leaders, *others = SMALL.classes
    told = lines_of(replace(SMALL, classes=(replace(leaders, note="本人一栏留空"), *others)))
    assert told["票类说明"] == "票类“县委领导”：本人一栏留空。"
    assert "票类说明" not in lines_of(SMALL)


def test_a_tier_that_a_condition_alone_limits_is_not_what_is_left() -> None:
    """Decided so in tests/scenarios/published/vote-gates.md."""
    raw = sheets(
        等次规则="等次 | 最低分 | 名额比例上限 | 结果运用\n好 | | |\n中 | | |\n差 | | |",
        等次条件="""
            等次 | 适用排名组 | 比较内容 | 测评 | 等级 | 得票范围 | 票类 | 分母 | 比较 | 线
            好   |            | 考评得分 |      |      |          |      |      | ≥    | 90
            中   |            | 考评得分 |      |      |          |      |      | ≥    | 60
            """,
    )
    said = lines_of(scheme_of(raw))["建议等次"]
    assert said.startswith("“好”不设分数线；“中”不设分数线；其余为“差”。")


@pytest.mark.parametrize(
    ("middle", "told"),
    [
        ("", "“好”不设分数线；其余为“中”；“差”只按末位名额。名额：“好”不超过组内1名；“差”为组内最后1名，"),
        # whoever has neither 70 points nor one of the last places is 差 as well
        (
            "70",
            "“好”不设分数线；综合得分70分以上的可定为“中”；其余为“差”。名额：“好”不超过组内1名；“差”为组内最后1名，",
        ),
    ],
)
def test_only_one_tier_is_what_is_left(middle: str, told: str) -> None:
    """Decided so in tests/scenarios/published/first-three-last-three.md."""
    columns = "等次 | 最低分 | 名额比例上限 | 结果运用 | 名额人数 | 名额起算"
    raw = sheets(等次规则=f"{columns}\n好 | | | | 1 |\n中 | {middle} | | | |\n差 | | | | 1 | 后")
    assert lines_of(scheme_of(raw))["建议等次"].startswith(told)
