"""计算说明: the parameters as cells, all rules in words, the events, and the record of the run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lianping_xlsx.core import exact
from lianping_xlsx.core.exact import show_share, show_short
from lianping_xlsx.decision.phrases import quoted, ranges_in_words
from lianping_xlsx.decision.summary_data import SummaryData
from lianping_xlsx.publish.summary.cell_map import CellMap
from lianping_xlsx.publish.summary.component_cells import METHOD_WIDTHS
from lianping_xlsx.publish.summary.parameters import trifle_note
from lianping_xlsx.publish.summary.spread_table import write_spreads
from lianping_xlsx.publish.summary.submission import working_file_words
from lianping_xlsx.publish.summary.summary_frame import CENTRED, HEADING, METHOD, TEXT, SheetHead, open_page
from lianping_xlsx.publish.summary.vote_counts import votes_add_up
from lianping_xlsx.scheme.ballot_contents import Grade
from lianping_xlsx.scheme.citations import Citation
from lianping_xlsx.scheme.components import names_of_components
from lianping_xlsx.scheme.conversions import conversion_lines
from lianping_xlsx.scheme.electorate import expected_of
from lianping_xlsx.scheme.model import Poll, Scheme, VoterClass
from lianping_xlsx.scheme.rules import sentences_at
from lianping_xlsx.scheme.rules.declaration import Section
from lianping_xlsx.scheme.rules.void_ballots import beside_grades, counted_by
from lianping_xlsx.scheme.rules.weights_and_rounding import half_up_of_a_step
from lianping_xlsx.scheme.terms import CitedValue, ComponentSource, Counting, Effect, ItemMode, PlaceRounding, Scoring
from lianping_xlsx.scheme.tier_conditions import conditions_in_words
from lianping_xlsx.scheme.tiers_and_events import Adjustment, Tier
from lianping_xlsx.spreadsheet import styles
from lianping_xlsx.spreadsheet.book import Book, Page
from lianping_xlsx.spreadsheet.row_height import fit_row

Line = tuple[str, str]


def rules_in_words(scheme: Scheme, *, unsettled: bool = False) -> tuple[Line, ...]:
    """Pairs of heading and sentences for every rule by which the figures were computed.

    ``unsettled``: cells have to be put right, so that places may change.
    """
    lines = (*_voting(scheme), *_scores(scheme), *_order(scheme, unsettled=unsettled))
    return tuple((f"{number}．{heading}", text) for number, (heading, text) in enumerate(lines, 1))


def _joined(section: Section, scheme: Scheme) -> str:
    return "".join(sentences_at(section, scheme))


def _voting(scheme: Scheme) -> Iterator[Line]:
    """Yield the line on the regulation, and those on voting, void ballots and trimmed marks if there is a poll."""
    basis = quoted(scheme.profile.basis) if scheme.profile.basis else "（未填写）"
    yield "依据文件", f"{basis}。原办法未规定的，以考核方案“计分规则”的设置为准。"
    if scheme.polls:
        yield from _ballots(scheme)


def _ballots(scheme: Scheme) -> Iterator[Line]:
    """Yield the lines on ballots: how they are counted, which are void, and which marks are left out."""
    ways = (f"{poll.name}：{_COUNTING[poll.counting]}，{_scoring(scheme, poll)}" for poll in scheme.polls)
    yield "计票方式", "；".join(ways) + "。"
    own = dict.fromkeys(v.name for v in scheme.class_rows if len(set(expected_of(scheme, v).values())) > 1)
    if own:
        listed = "、".join(f"“{name}”" for name in own)
        yield "应到", f"{listed}各人由不同的人投票，应到是各人自己的预计份数合计。"
    twice = dict.fromkeys(task.voter_class for task in scheme.tasks if task.typed_twice)
    if twice:
        listed = "、".join(f"“{name}”" for name in twice)
        yield "双人录入", f"{listed}的票由两人各录一遍，按票面内容比对，不论先后；全部一致的计一次，不一致的不计票。"
    notes = "".join(f"票类“{voter.name}”：{voter.sentence}" for voter in scheme.classes if voter.note)
    if notes:
        yield "票类说明", notes
    yield "弃权", f"{_blank(scheme)}的为弃权，单独统计，不计入平均分的票数。{votes_add_up(scheme)}。"
    declared = ["登记为废票的，整票作废"] if counted_by(scheme, Counting.BALLOTS) else []
    voids = "；".join((*sentences_at(Section.VOIDS, scheme), *declared))
    yield "作废", f"{voids}。作废的单独统计为无效，不计入平均分。"
    yield "最高分、最低分", _joined(Section.EXTREMES, scheme)


_COUNTING = {
    Counting.BALLOTS: "逐张登记测评票",
    Counting.TALLY: "登记各票类的计票合计",
}


def _scoring(scheme: Scheme, poll: Poll) -> str:
    if poll.scoring is Scoring.ITEMS:
        items = "、".join(f"{item.code}占{show_short(item.points)}分" for item in scheme.items_of(poll.name))
        return f"逐项打分，各项之和为此票的得分（{items}），缺项的不计"
    if poll.scoring is Scoring.GRADES:
        return f"按等次投票（{_grades(scheme.grades_of(poll.name))}），一人选了两个以上等级的不计"
    if poll.scoring is Scoring.ITEM_GRADES:
        return _item_grades(scheme, poll)
    if poll.scoring is Scoring.RANKING:
        return _points_of_places(scheme, poll)
    return "百分制"


def _points_of_places(scheme: Scheme, poll: Poll) -> str:
    """排名 in words: the points of the places, and what they come to."""
    table = scheme.points_by_place(poll.name).items()
    points = "、".join(f"第{place}名{show_short(worth)}分" for place, worth in table)
    how = "各票名次分之和÷有效票数为票类平均分"
    how = "各票名次分的合计列在票类平均分一栏，不除以票数" if poll.sums_places else how
    return f"按排名投票，名次折分（{points}，以后的名次0分），{how}；都没有排名次的为弃权"


def _item_grades(scheme: Scheme, poll: Poll) -> str:
    """分项等次 in words: the items with their grades, and what becomes of an item without a vote."""
    by_grades: dict[str, list[str]] = {}
    for item in scheme.items_of(poll.name):
        words = f"{item.code}占{show_short(item.points)}分"
        by_grades.setdefault(_grades(scheme.grades_of(poll.name, item)), []).append(words)
    listed = "；".join(f"{'、'.join(items)}，{grades}" for grades, items in by_grades.items())
    return (
        f"逐项按等级投票（{listed}）；每项平均分＝该项折算分之和÷该项有效票数，{half_up_of_a_step(scheme.rules)}，"
        "票类平均分＝各项平均分×分值之和÷100；一项没有选、选了不计的等级、选了两个以上等级的，只不计这一项；"
        "有分值的项有一项没有一张有效票的，该票类对此人没有有效分数；有效、无效、弃权按票统计，"
        "一项也没有有效票的票才算弃权或者无效（计票汇总按有效票最多的一项列）"
    )


def _grades(grades: Sequence[Grade]) -> str:
    """Grades with their 折算分."""
    return "、".join(
        f"{grade.name}折{show_short(grade.points)}分" if grade.counted else f"{grade.name}不计" for grade in grades
    )


def _blank(scheme: Scheme) -> str:
    """The words for an abstention: nothing marked, or a grade that is not counted."""
    scales = [scheme.grades_of(poll.name) for poll in scheme.polls if poll.scoring is Scoring.GRADES]
    scales += [scheme.grades_of(poll.name, item) for poll in scheme.polls for item in scheme.graded_items(poll.name)]
    names = dict.fromkeys(grade.name for grades in scales for grade in grades if not grade.counted)
    return _BLANK[beside_grades(scheme)] + "".join(f"、选了“{name}”" for name in names)


_BLANK = {None: "没有打分", False: "没有选择等级", True: "没有打分或没有选择等级"}
"""The words for an abstention, keyed by the value of ``beside_grades``."""


def _scores(scheme: Scheme) -> Iterator[Line]:
    """Yield the lines on the computation of scores."""
    half = half_up_of_a_step(scheme.rules)
    if scheme.polls:
        yield from _poll_scores(scheme, half)
    for component in names_of_components(scheme.components, ComponentSource.RUBRIC):
        yield scheme.score_names[component], _field(scheme, half)
    for component in names_of_components(scheme.components, ComponentSource.SCORES):
        yield scheme.score_names[component], _given(scheme, component, half)
    yield from conversion_lines(scheme, _joined(Section.SHARED_PLACES, scheme))
    for component in names_of_components(scheme.components, ComponentSource.CITED):
        yield scheme.score_names[component], _cited(scheme, component, half)
    yield "综合得分", _joined(Section.COMPOSITE, scheme)
    as_by_hand = "，与计算器笔算一致。" if scheme.rules.by_steps else "。"
    yield "舍入", f"{_joined(Section.ROUNDING, scheme)}恰好半分的一律进位{as_by_hand}"


def _poll_scores(scheme: Scheme, half: str) -> Iterator[Line]:
    """Yield the lines on the scores of the polls."""
    yield "票类平均分", f"每类平均分＝计入的有效分数之和÷计入的有效分数个数，{half}。"
    yield "测评分", f"测评分＝各票类平均分×票类权重之和÷100，{half}。{_weights(scheme)}"
    for component in names_of_components(scheme.components, ComponentSource.POLLS):
        polls = [poll for poll in scheme.polls if component in _components_of(scheme, poll)]
        if len(polls) > 1 and not scheme.by_shares:
            weights = "、".join(f"{poll.name}占{show_share(poll.weight)}" for poll in polls)
            name = scheme.score_names[component]
            yield name, f"{name}＝各次测评分×测评权重之和÷100，{half}。权重：{weights}。"
    yield "缺票类", _joined(Section.EMPTY_CLASSES, scheme)


def _whose(row: VoterClass) -> str:
    return f"（适用于{row.scope}）" if row.scope else ""


def _components_of(scheme: Scheme, poll: Poll) -> set[str]:
    """The components to which a poll belongs in one 排名组 or another."""
    return {scheme.component_in(group, ComponentSource.POLLS, poll.component) for group in scheme.groups}


def _weights(scheme: Scheme) -> str:
    """The weights of the classes per poll, in words."""
    parts = []
    for poll in scheme.polls:
        rows = (row for row in scheme.class_rows if row.poll == poll.name)
        classes = "、".join(f"{row.name}占{show_share(row.weight)}{_whose(row)}" for row in rows)
        parts.append(f"{poll.name}：{classes}" if len(scheme.polls) > 1 else classes)
    return f"权重：{'；'.join(parts)}。"


def _field(scheme: Scheme, half: str) -> str:
    """The rule of 考评得分 in words."""
    modes = {item.mode for item in scheme.rubric}
    text = "考核组按考评细则逐项评分，得分项目计所得分，扣分项目为分值减扣分，"
    text += _joined(Section.DEDUCTIONS, scheme)
    text += _joined(Section.BONUS_ITEMS, scheme)
    if ItemMode.PENALTY in modes:
        text += "减分项目另减。"
    if modes & {ItemMode.BONUS, ItemMode.PENALTY}:
        text += "加分、减分项目留空的，就是没有加分、减分。"
    if any(item.department for item in scheme.rubric):
        text += (
            "写明评分单位的项目，由评分单位在部门评分表上逐人评分；每个考核组的合计包括本组评分的项目和各评分单位评分的项目，"
            "加分、减分和附加分上限按两者合在一起计算；各项目都由评分单位评分的，只有一个合计。有一个评分单位的表不完整的，暂不计算。"
        )
    total = f"最后对每个考核组的合计{half}一次" if scheme.rules.by_steps else f"每个考核组的合计{half}"
    text += _joined(Section.EXEMPT_ITEMS, scheme)
    text += f"各项按填写的分数直接相加减，中间不取舍，{total}，不低于0分。"
    text += _joined(Section.UNEXPLAINED, scheme)
    text += f"有几个考核组的，取各组合计的平均分，{half}；有一个组的表不完整的，暂不计算。"
    return text + _joined(Section.TEAMS, scheme)


def _cited(scheme: Scheme, component: str, half: str) -> str:
    """The rule of a component with the source 引用 in words, and what it cites for whom."""
    text = "取自其他考核的“结果报送表”，只采用正式结果，用印出的综合得分；不参评的不计，有综合得分不单列的不计算。"
    text += f"得分＝（综合得分÷总分）的平均数×板块满分，{half}。"
    rows = dict.fromkeys(_cited_words(each) for each in scheme.citations if each.component == component)
    return f"{text}引用：{'；'.join(rows)}。"


def _cited_words(citation: Citation) -> str:
    """平均 of the persons, or 本人; with the cited campaign and its 排名组."""
    group = f"排名组“{citation.group}”" if citation.group else ""
    whom = "同名的人" if citation.value is CitedValue.OWN else "参评人员的平均"
    return f"“{citation.campaign}”{group}{whom}"


def _given(scheme: Scheme, component: str, half: str) -> str:
    """The rule of a component with ready-made scores in words."""
    (full,) = {show_short(each.full) for each in scheme.components if each.name == component}
    text = f"由填报单位用“得分表”报现成的得分（满分{full}分），写明依据；没有填的不是0分，是缺这项得分。"
    periods = scheme.periods_of(component)
    if not periods:
        return f"{text}所报的得分{half}。"
    weights = "、".join(f"{period.name}占{show_share(period.weight)}" for period in periods)
    text += f"{scheme.score_names[component]}＝各期次得分×期次权重之和÷100，{half}。权重：{weights}。"
    return text + _joined(Section.MISSING_PERIODS, scheme)


def _order(scheme: Scheme, *, unsettled: bool) -> Iterator[Line]:
    """Yield the lines on ranks, tiers, secrecy and 试算."""
    ranks, places = (_joined(section, scheme) for section in (Section.RANKS, Section.PLACES))
    yield "名次", f"在排名组内按综合得分由高到低排列。{ranks}不参评的不排名。{ranges_in_words(is_open=unsettled)}"
    yield "建议等次", _tiers(scheme)
    capped = "“限评”的最高定为所限的等次，先于“降档”；" if scheme.capped else ""
    if scheme.conditions:
        yield "等次条件", conditions_in_words(scheme.conditions)
    events = f"{capped}“降档”每件降一个等次；“否决”定为最后一个等次；{places}"
    yield "限评、降档和否决" if capped else "降档和否决", f"{events}各人的依据见下表。"
    yield (
        "审定等次",
        f"由{scheme.profile.decider}研究确定，填在等次审定表上，程序不代填；定稿后再合并的，照印在综合排序上。",
    )
    if scheme.polls:
        yield "投票保密", _secrecy(scheme)
    yield "填报情况的核对", _questions(scheme)
    yield (
        "正式与试算",
        (
            "应交的表全部采用、没有未解决的错误的为“正式”；否则为“试算”，每张表都标明，不作正式依据，只供主办单位内部使用。"
        ),
    )


def _secrecy(scheme: Scheme) -> str:
    """The two limits for small classes, the classes without them, and the accepted exceptions, in words."""
    signed = "、".join(f"“{voter.name}”" for voter in scheme.classes if voter.signed)
    text = f"票类{signed}记名投票，不适用下面两条线。" if signed else ""
    text += _joined(Section.SECRECY, scheme)
    text += "各票类打分都相同或相近的，测评得分本身就说明各人的打分，不能遮住。"
    for voter in scheme.classes:
        if voter.few_accepted and not voter.signed:
            text += f"票类“{voter.name}”票少仍无记名投票：{voter.few_accepted.rstrip('。')}。"
    return text


def _questions(scheme: Scheme) -> str:
    listed = ["打分相同的票", "互相雷同的票"] if scheme.polls else []
    listed += [*sentences_at(Section.QUESTIONS, scheme), "不同单位由同一用户名保存的表"]
    return f"{'、'.join(listed)}，只提请核对，不影响得分。"


def _tiers(scheme: Scheme) -> str:
    """The rule of 建议等次 in words."""
    own = scheme.tier_table.label
    cuts = "；".join(_cut(scheme, tier) for tier in scheme.tiers)
    quotas = "；".join(f"“{own(tier)}”{_places(tier)}" for tier in scheme.tiers if tier.limited)
    if not quotas:
        return f"{cuts}。不设名额。"
    shares = any(tier.quota is not None for tier in scheme.tiers)
    base = "参评人数是组内除不参评以外的全部人数" if shares else ""
    text = f"{cuts}。名额：{quotas}，按名次先后进入"
    text += f"；{base}{_joined(Section.QUOTA_BASE, scheme)}" if shares else "。"
    return text + _joined(Section.EDGES, scheme)


def _cut(scheme: Scheme, tier: Tier) -> str:
    """Who may have a tier, apart from places and conditions; a tier above it may take everybody else already."""
    name = f"“{scheme.tier_table.label(tier)}”"
    if tier.cut is not None:
        return f"综合得分{show_short(tier.cut)}分以上的可定为{name}"
    conditioned = {condition.tier for condition in scheme.conditions}
    if tier.from_first or tier.name in conditioned:
        return f"{name}不设分数线"
    above = (each for each in scheme.tiers[: scheme.tiers.index(tier)] if each.groups in ((), tier.groups))
    taken = any(each.cut is None and not each.from_first and each.name not in conditioned for each in above)
    return f"{name}只按末位名额" if taken and tier.from_last else f"其余为{name}"


def _places(tier: Tier) -> str:
    """The places of a tier in words."""
    among = "各组合计" if tier.pooled else "组内"
    least = f"，至少{tier.least}名" if tier.least else ""
    if tier.quota is None:
        places = f"{tier.number}名"
    else:
        places = f"参评人数的{show_short(tier.quota)}%（{_ROUNDED[tier.rounding]}{least}）"
    if tier.from_last:
        among = "各组合并" if tier.pooled else "组内"
        return f"为{among}最后{'' if tier.quota is None else '的'}{places}"
    return f"不超过{among}{places}" + ("，按各组合并的综合得分" if tier.pooled else "")


_ROUNDED = {PlaceRounding.DOWN: "向下取整", PlaceRounding.HALF_UP: "四舍五入取整", PlaceRounding.UP: "有小数的进一"}


_LAST = len(METHOD_WIDTHS) - 1
_NO_EVENTS = "没有。"


def write_method(book: Book, data: SummaryData, plan: CellMap) -> None:
    """Write the sheet 计算说明."""
    note = "汇总表中的得分、名次和建议等次都是公式，可以逐格查看；各步按下面的规则计算，可用计算器复核。"
    if plan.papers is None:
        note += f"\n{working_file_words(plan.submission.submitted)}"
    page = open_page(book, data, SheetHead(METHOD, "计算说明", note, METHOD_WIDTHS, landscape=False))
    plan.parameters.write(book, page)
    row = plan.parameters.end_row
    row = _write_lines(page, row, "二、计算规则", rules_in_words(data.scheme, unsettled=data.result.unsettled))
    if plan.public:
        return
    row = _write_events(page, row, data)
    notes = (trifle_note(data.scheme.rules), *data.record)
    row = _write_lines(page, row, "四、技术附记（供核对，不作审议内容）", notes)
    write_spreads(page, row, data)


def _write_section(page: Page, row: int, title: str) -> int:
    page.merge(row, 0, _LAST, title, styles.SECTION)
    page.height(row, 26)
    return row + 1


def _write_lines(page: Page, row: int, title: str, lines: Sequence[tuple[str, str]]) -> int:
    """Write lines of text with labels; return the row of the next section."""
    row = _write_section(page, row, title)
    for number, (label, text) in enumerate(lines, row):
        page.put(number, 0, label, TEXT)
        page.merge(number, 1, _LAST, text, TEXT)
        fit_row(page, number, ((label, METHOD_WIDTHS[0]), (text, sum(METHOD_WIDTHS[1:]))))
    return row + len(lines) + 1


def _write_events(page: Page, row: int, data: SummaryData) -> int:
    """Write the events of 否决与加减分; return the row of the next section."""
    row = _write_section(page, row, "三、否决与加减分")
    page.put_row(row, 0, ("考核对象", "效果", "事项", "分值", "依据"), HEADING)
    page.merge(row, 4, _LAST, "依据", HEADING)
    for number, event in enumerate(data.scheme.adjustments, row + 1):
        _write_event(page, number, data, event)
    if not data.scheme.adjustments:
        page.merge(row + 1, 0, _LAST, _NO_EVENTS, CENTRED)
    return row + max(1, len(data.scheme.adjustments)) + 2


def _write_event(page: Page, row: int, data: SummaryData, event: Adjustment) -> None:
    """Write the row of one event."""
    ratee = data.scheme.ratee_of.get(event.ratee)
    name = f"{ratee.code} {ratee.label}" if ratee else event.ratee
    page.put(row, 0, name, TEXT)
    page.put(row, 1, event.effect_words, CENTRED)
    page.put(row, 2, event.event, TEXT)
    points = event.points / exact.POINT if event.effect in (Effect.BONUS, Effect.PENALTY) else None
    page.put(row, 3, points, CENTRED)
    page.merge(row, 4, _LAST, event.basis, TEXT)
    texts = ((name, METHOD_WIDTHS[0]), (event.event, METHOD_WIDTHS[2]), (event.basis, sum(METHOD_WIDTHS[4:])))
    fit_row(page, row, texts)
