"""The rules of a scheme in words, as they stand on 计算说明."""

from __future__ import annotations

from collections.abc import Iterator

from lianping_xlsx.core.exact import show_share, show_short
from lianping_xlsx.core.listing import named
from lianping_xlsx.report.phrases import quoted
from lianping_xlsx.scheme.electorate import expected_of
from lianping_xlsx.scheme.model import Poll, Scheme
from lianping_xlsx.scheme.terms import Counting, ItemMode, MissingClass, OwnVotes, RangeRule, Scoring, TieRule

Line = tuple[str, str]

_TIES = {
    TieRule.SHARED: "综合得分相同的并列，后面的名次顺延空出（1、2、2、4）。",
    TieRule.FIELD_FIRST: "综合得分相同的，考评得分高的在前；仍相同的并列，后面的名次顺延空出（1、2、2、4）。",
    TieRule.POLL_FIRST: "综合得分相同的，测评得分高的在前；仍相同的并列，后面的名次顺延空出（1、2、2、4）。",
}
_MISSING = {
    MissingClass.STOP: "某票类对某人没有一个有效分数的，此人的测评得分不计算，列入问题清单。",
    MissingClass.REWEIGH: "某票类对某人没有一个有效分数的，按其余票类的权重折算，在备注和建议理由中注明。",
}
_RANGE = {
    RangeRule.VOID: "超出0至100（分项为该项分值）的分数，只作废该分",
    RangeRule.RETURN: "超出0至100（分项为该项分值）的分数，作为错误退回更正，更正前不计入",
}


def rules_in_words(scheme: Scheme) -> tuple[Line, ...]:
    """(heading, sentences) for every rule by which the figures came about."""
    lines = (*_voting(scheme), *_scores(scheme), *_order(scheme))
    return tuple((f"{number}．{heading}", text) for number, (heading, text) in enumerate(lines, 1))


def _voting(scheme: Scheme) -> Iterator[Line]:
    rules = scheme.rules
    basis = quoted(scheme.profile.basis) if scheme.profile.basis else "（未填写）"
    yield "依据文件", f"{basis}。原办法未规定的，以考核方案“计分规则”的设置为准。"
    ways = (f"{poll.name}：{_COUNTING[poll.counting]}，{_scoring(scheme, poll)}" for poll in scheme.polls)
    yield "计票方式", "；".join(ways) + "。"
    own = [voter.name for voter in scheme.classes if len(set(expected_of(scheme, voter).values())) > 1]
    if own:
        listed = "、".join(f"“{name}”" for name in own)
        yield "应到", f"{listed}各人由不同的人投票，应到是各人自己的预计份数合计。"
    told = "".join(f"票类“{voter.name}”：{voter.sentence}" for voter in scheme.classes if voter.note)
    if told:
        yield "票类说明", told
    yield "弃权", f"{_BLANK[_mixed(scheme)]}的为弃权，单独统计，不计入平均分的票数。收回＝有效＋无效＋弃权。"
    yield "作废", "；".join(_voids(scheme)) + "。作废的单独统计为无效，不计入平均分。"
    if rules.trim:
        text = f"某票类对某人的有效分数多于{rules.trim_above}个的，去掉一个最高分和一个最低分后再平均。"
    else:
        text = "不去最高分、最低分。"
    yield "最高分、最低分", text


_COUNTING = {
    Counting.BALLOTS: "逐张登记测评票",
    Counting.TALLY: "登记各票类的计票合计",
}


def _scoring(scheme: Scheme, poll: Poll) -> str:
    if poll.scoring is Scoring.ITEMS:
        items = "、".join(f"{item.code}占{show_short(item.points)}分" for item in scheme.items_of(poll.name))
        return f"逐项打分，各项之和为此票的得分（{items}），缺项的不计"
    if poll.scoring is Scoring.GRADES:
        grades = "、".join(f"{grade.name}折{show_short(grade.points)}分" for grade in scheme.grades)
        return f"按等次投票（{grades}），一人选了两个以上等级的不计"
    return "百分制"


_BLANK = {None: "没有打分", False: "没有选择等级", True: "没有打分或没有选择等级"}
"""What makes an abstention, by ``_mixed``."""


def _mixed(scheme: Scheme) -> bool | None:
    """Whether other polls stand beside those that vote by grades; None: there is none of these."""
    by_grades = [poll.scoring is Scoring.GRADES for poll in scheme.polls]
    return not all(by_grades) if any(by_grades) else None


def _voids(scheme: Scheme) -> Iterator[str]:
    rules, mixed = scheme.rules, _mixed(scheme)
    if mixed is not False:
        yield _RANGE[rules.out_of_range]
    ways = (("是满分", rules.void_all_full), ("相同", rules.void_all_same))
    for way, switched_on in ways if mixed is not False else ():
        if switched_on:
            yield f"一张票上有效分数满{rules.uniform_from}个而全部{way}的，整票作废{_uniform_of(scheme)}"
    yield from _own(scheme)
    if rules.high_share is not None:
        share, line = show_short(rules.high_share), show_short(rules.high_line)
        by = "有效分数" if mixed is None else "有效分数（等次票为折算分）"
        yield (
            f"一张票上{by}达到{line}分的人数，超过票上全部考核对象人数（不论是否打了分）的{share}%（向下取整）的，整票作废"
        )
    if rules.void_excess:
        yield from _whole_or_row(scheme, "收回票数多于发出票数")
    if rules.least_turnout is not None:
        yield from _whole_or_row(scheme, f"收回票数不足预计份数{show_short(rules.least_turnout)}%")
    if _counted_by(scheme, Counting.BALLOTS):
        yield "登记为废票的，整票作废"


_OWN = {
    OwnVotes.LEFT_OUT: "本人所在填报单位预计份数为1、也只登记了一张票的，那张票给本人打的分不计",
    OwnVotes.BY_CODE: "按登记的投票人编号，给本人打的分不计",
    OwnVotes.COUNTED: "给本人打的分照常计入",
}


def _own(scheme: Scheme) -> Iterator[str]:
    """Where own votes are left out, and of which polls where these differ."""
    ways: dict[OwnVotes, list[str]] = {}
    for poll in scheme.polls:
        ways.setdefault(scheme.own_votes(poll.name), []).append(named(poll.name))
    known = OwnVotes.BY_CODE in ways or any(ratee.unit for ratee in scheme.ratees)
    if ways.keys() == {OwnVotes.COUNTED} or not known:
        return
    for way, polls in ways.items():
        yield ("、".join(polls) + "中，" if len(ways) > 1 else "") + _OWN[way]


def _uniform_of(scheme: Scheme) -> str:
    """What is compared where a mark is a sum or a tick, in brackets; '' where all marks are 百分制."""
    scorings = {poll.scoring for poll in scheme.polls}
    said = ["分项的比较各项合计"] if Scoring.ITEMS in scorings else []
    said += ["按等级投票的除外"] if Scoring.GRADES in scorings else []
    return f"（{'，'.join(said)}）" if said else ""


def _counted_by(scheme: Scheme, counting: Counting) -> bool:
    return any(poll.counting is counting for poll in scheme.polls)


def _whole_or_row(scheme: Scheme, cause: str) -> Iterator[str]:
    """A register says how many ballots there were once for all; a 计票汇总 says it of each ratee."""
    if _counted_by(scheme, Counting.BALLOTS):
        yield f"逐票登记的表，{cause}的，该表所登测评票全部作废"
    if _counted_by(scheme, Counting.TALLY):
        yield f"计票汇总，某人一行的{cause}的，对此人的测评票全部作废，其他人的照常计入"


def _scores(scheme: Scheme) -> Iterator[Line]:
    rules = scheme.rules
    half = f"四舍五入{_places(rules.decimals)}"
    yield "票类平均分", f"每类平均分＝计入的有效分数之和÷计入的有效分数个数，{half}。"
    yield "测评分", f"测评分＝各票类平均分×票类权重之和÷100，{half}。{_weights(scheme)}"
    if len(scheme.polls) > 1 and not scheme.by_shares:
        weights = "、".join(f"{poll.name}占{show_share(poll.weight)}" for poll in scheme.polls)
        yield "测评得分", f"测评得分＝各次测评分×测评权重之和÷100，{half}。权重：{weights}。"
    yield "缺票类", _MISSING[rules.missing_class]
    yield "考评得分", _field(scheme, half)
    poll, field = show_share(rules.poll_weight), show_share(rules.field_weight)
    cap = "不设上限" if rules.adjustment_cap is None else f"每人合计最多{show_short(rules.adjustment_cap)}分"
    text = f"综合得分＝测评得分×{poll}＋考评得分×{field}＋加分－减分，{half}，不低于0分。加分{cap}。"
    if scheme.by_shares:
        text = f"{_by_shares(scheme, field)}＋加分－减分，只{half}一次，不低于0分。加分{cap}。"
    yield "综合得分", text
    steps = f"每一步先{half}，下一步用舍入后的得分。"
    if scheme.by_shares:
        steps = f"票类平均分、考评得分先{half}，综合得分用舍入后的票类平均分和考评得分计算。"
    yield "舍入", f"{steps}恰好半分的一律进位，与计算器笔算一致。"


def _by_shares(scheme: Scheme, field: str) -> str:
    """How the classes enter 综合得分 where they have shares of the whole."""
    several = len(scheme.polls) > 1
    parts = "＋".join(
        f"{voter.poll if several else ''}{voter.name}平均分×{show_share(voter.share or 0)}" for voter in scheme.classes
    )
    text = f"测评得分＝各票类平均分×占总分比重之和÷比重合计（{show_share(scheme.rules.poll_weight)}），只用于"
    text += "公布和比较，不再参与计算。某票类没有有效分数而折算的，它的比重按比例分给同一测评的其余票类。"
    return f"{text}综合得分＝{parts}＋考评得分×{field}"


def _places(decimals: int) -> str:
    return f"保留{decimals}位小数" if decimals else "取整数"


def _weights(scheme: Scheme) -> str:
    """The weights of the classes, poll by poll."""
    parts = []
    for poll in scheme.polls:
        classes = "、".join(f"{voter.name}占{show_share(voter.weight)}" for voter in scheme.classes_of(poll.name))
        parts.append(f"{poll.name}：{classes}" if len(scheme.polls) > 1 else classes)
    return f"权重：{'；'.join(parts)}。"


def _field(scheme: Scheme, half: str) -> str:
    modes = {item.mode for item in scheme.rubric}
    text = "考核组按考评细则逐项评分，得分项目计所得分，扣分项目为分值减扣分，扣完为止。"
    if ItemMode.BONUS in modes:
        cap = scheme.rules.bonus_cap
        text += "加分项目另加" + ("。" if cap is None else f"，合计最多{show_short(cap)}分。")
    if ItemMode.PENALTY in modes:
        text += "减分项目另减。"
    if modes & {ItemMode.BONUS, ItemMode.PENALTY}:
        text += "加分、减分项目留空的，就是没有加分、减分。"
    text += f"各项按填写的分数直接相加减，中间不取舍，最后对每个考核组的合计{half}一次，不低于0分。"
    if scheme.rules.zero_line is not None:
        line = show_short(scheme.rules.zero_line)
        text += f"得分项目分值达到{line}分而得0分的，须写失分原因；没有写的，补写以前为试算。"
    return text + f"有几个考核组的，取各组合计的平均分，{half}；有一个组的表不完整的，暂不计算。"


def _order(scheme: Scheme) -> Iterator[Line]:
    yield "名次", f"在排名组内按综合得分由高到低排列。{_TIES[scheme.rules.ties]}不参评的不排名。{_RANGES}"
    yield "建议等次", _tiers(scheme)
    places = "被否决的人不占名额，" if not scheme.rules.veto_holds_place else ""
    events = f"“降档”每件降一个等次；“否决”定为最后一个等次；{places}空出的名额不递补。"
    yield "降档和否决", f"{events}各人的依据见下表。"
    yield (
        "审定等次",
        f"由{scheme.profile.decider}研究确定，填在等次审定表上，程序不代填；定稿后再合并的，照印在综合排序上。",
    )
    yield "投票保密", _secrecy(scheme)
    yield "填报情况的核对", _questions(scheme)
    yield (
        "正式与试算",
        (
            "应交的表全部采用、没有未解决的错误的为“正式”；否则为“试算”，每张表都标明，不作正式依据，只供主办单位内部使用。"
        ),
    )


def _secrecy(scheme: Scheme) -> str:
    """The two lines, the classes that they do not concern, and what was agreed to."""
    rules = scheme.rules
    signed = "、".join(f"“{voter.name}”" for voter in scheme.classes if voter.signed)
    text = f"票类{signed}记名投票，不适用下面两条线。" if signed else ""
    text += f"某个有权重的无记名票类对某人的有效分数少于{rules.few_ballots}个的，此人的测评得分、综合得分不对外公布，"
    text += f"只公布名次和等次；少于{rules.class_line}个的，或评分高度一致的，该次测评各票类的平均分都不对外单独列出，"
    text += "并入测评得分。各票类打分都相同或相近的，测评得分本身就说明各人的打分，不能遮住。"
    for voter in scheme.classes:
        if voter.few_accepted and not voter.signed:
            text += f"票类“{voter.name}”票少仍无记名投票：{voter.few_accepted.rstrip('。')}。"
    return text


_RANGES = (
    "组内有n人得分未定时，名次写成“最好–最差”，最差名次为最好名次加n；"
    "推算建议等次时，得分未定的人和可能进入同一等次的人都按排在前面计算，等次不变的才提出建议。"
)


def _questions(scheme: Scheme) -> str:
    gap = scheme.rules.class_gap
    far = "" if gap is None else f"、与其余票类相差{show_short(gap)}分以上、又不像是票少碰巧的票类"
    teams = scheme.rules.team_gap
    far += "" if teams is None else f"、对同一人评的合计分相差{show_short(teams)}分以上的考核组"
    return f"打分相同的票、互相雷同的票{far}、不同单位由同一用户名保存的表，只提请核对，不影响得分。"


def _tiers(scheme: Scheme) -> str:
    cuts = "；".join(
        f"综合得分{show_short(tier.cut)}分以上的可定为“{tier.name}”" if tier.cut is not None else f"其余为“{tier.name}”"
        for tier in scheme.tiers
    )
    quotas = "；".join(
        f"“{tier.name}”不超过组内参评人数的{show_short(tier.quota)}%（向下取整）"
        for tier in scheme.tiers
        if tier.quota is not None
    )
    if not quotas:
        return f"{cuts}。不设名额。"
    base = "参评人数是组内除不参评以外的全部人数，被否决的、得分还不全的都算在内"
    return f"{cuts}。名额：{quotas}，按名次先后进入；{base}。并列跨在名额线上的都归下一等次，并提请研究。"
